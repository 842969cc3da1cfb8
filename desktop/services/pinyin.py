"""Readings (拼音) of names and labels: keys for search and for order by pinyin.

Readings come from three places: our own surname table (a dictionary reads 曾 as ceng), the dictionary of pypinyin, and
resources/text/rare_readings.tsv for characters it lacks. What none of them knows is read as its code point, so nothing
here ever fails. pypinyin is imported on first use, because it takes a tenth of a second and some megabytes.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from math import prod
from pathlib import Path

from .names import DOT, is_han, split_name, surname_readings

RARE = Path(__file__).resolve().parents[2] / "resources" / "text" / "rare_readings.tsv"
POLYPHONIC_LIMIT = 2
"""Every combination of readings is kept for texts with at most this many polyphonic characters (多音字)."""
COMBINATION_LIMIT = 24
"""Most combinations kept of one text."""
LONG = 16
"""Texts longer than this (addresses, sentences) keep their likeliest reading only."""


def readings(text: str, person: bool = True) -> list[tuple[str, ...]]:
    """Return for each character its readings, the likeliest first, e.g. ``[("zeng1", "ceng2"), ("tian2",)]``.

    Syllables carry the tone as a digit (5: neutral) and v for ü. The likeliest is the surname's reading in a person's
    name (unless ``person`` is false: 解放路 is no Mr Xie), else the reading in the words pypinyin knows. A character
    that is not Chinese is its own reading, in lower case.
    """
    found = _in_words(text)
    surname, _ = split_name(text) if person else ("", text)
    for reading in reversed(surname_readings().get(surname, ())):
        for place, syllable in enumerate(reading):
            found[place] = tuple(dict.fromkeys((syllable, *found[place])))
    return found


def search_keys(text: str) -> str:
    """Return what a name or label is found by: full pinyin and initials of its readings, parted by spaces.

    ``曾翀`` gives ``zengchong cengchong zc cc``. Lower case, no tones, v for ü. Texts with more than two polyphonic
    characters get the likeliest reading and each of its variations in one place.
    """
    syllables = [_toneless(options) for options in readings(text) if options[0] not in (" ", DOT)]
    combinations = _combinations(syllables)
    full = ("".join(words) for words in combinations)
    initials = ("".join(word[:1] for word in words) for words in combinations)
    return " ".join(dict.fromkeys((*full, *initials)))


def sort_key(text: str, person: bool = True) -> str:
    """Return a key that sorts by pinyin, then tone, then code point, by plain comparison of code points.

    A surname is read as such unless ``person`` is false. Characters alike stand together: all 李 before the first 理.
    """
    pairs = zip(readings(text, person), text, strict=True)
    return "".join(options[0] + sign if is_syllable(options[0]) else options[0] for options, sign in pairs)


def _toneless(options: tuple[str, ...]) -> tuple[str, ...]:
    if is_syllable(options[0]):
        return tuple(dict.fromkeys(option.rstrip("12345") for option in options))
    return options


def is_syllable(reading: str) -> bool:
    """Return whether a reading is pinyin with a tone digit rather than a sign standing for itself."""
    return len(reading) > 1 and reading[0].isalpha() and reading[-1] in "12345" and not reading.startswith("u+")


def _combinations(syllables: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    polyphonic = [place for place, options in enumerate(syllables) if len(options) > 1]
    few = len(polyphonic) <= POLYPHONIC_LIMIT and len(syllables) <= LONG
    if few and prod(map(len, syllables)) <= COMBINATION_LIMIT:
        return list(product(*syllables))
    likeliest = tuple(options[0] for options in syllables)
    if len(syllables) > LONG:
        return [likeliest]
    varied = [
        (*likeliest[:place], option, *likeliest[place + 1 :]) for place in polyphonic for option in syllables[place][1:]
    ]
    return [likeliest, *varied][:COMBINATION_LIMIT]


@lru_cache(maxsize=4096)
def _of_character(character: str) -> tuple[str, ...]:
    if not is_han(character):
        return (character.lower(),)
    from pypinyin import Style, pinyin

    if rare := _rare().get(character):
        return rare
    found = pinyin(
        character, style=Style.TONE3, heteronym=True, errors="ignore", neutral_tone_with_five=True, v_to_u=False
    )
    return tuple(_plain(syllable) for syllable in found[0]) if found else (f"u+{ord(character):04x}",)


def _in_words(text: str) -> list[tuple[str, ...]]:
    from pypinyin import Style, lazy_pinyin

    found = [_of_character(character) for character in text]
    # pypinyin runs other signs together, so only stretches of Chinese characters are handed to it.
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and is_han(text[end]) and text[end] not in _rare() and is_syllable(found[end][0]):
            end += 1
        if end - start > 1:
            words = lazy_pinyin(text[start:end], style=Style.TONE3, neutral_tone_with_five=True)
            if len(words) == end - start:
                for place, syllable in enumerate(words, start=start):
                    found[place] = tuple(dict.fromkeys((_plain(syllable), *found[place])))
        start = max(end, start + 1)
    return found


def _plain(syllable: str) -> str:
    # A few interjections (ê, ḿ) carry marks the tone style leaves in place.
    return syllable.replace("ü", "v").replace("ê", "e").replace("ḿ", "m")


@cache
def _rare() -> dict[str, tuple[str, ...]]:
    lines = RARE.read_text("utf-8").splitlines()
    return {character: tuple(words.split(",")) for character, words in (line.split("\t") for line in lines)}
