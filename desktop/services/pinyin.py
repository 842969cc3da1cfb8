"""Readings (拼音) of names and labels: keys for search and for order by pinyin.

Readings come from our own tables in resources/text (surnames.tsv, because a dictionary reads 曾 as ceng; words.tsv;
rare_readings.tsv) and from the character dictionary of pypinyin. What none of them knows is read as its code point, so
nothing here ever fails. pypinyin is imported on first use and without its phrases, which would take another 40 MB:
search holds every reading anyway.
"""

from __future__ import annotations

import os
from functools import cache, lru_cache
from itertools import product
from math import prod
from pathlib import Path

from .names import DOT, is_han, split_name, surname_readings

TABLES = Path(__file__).resolve().parents[2] / "resources" / "text"
RARE = TABLES / "rare_readings.tsv"
WORDS = TABLES / "words.tsv"
WORD_LIMIT = 3
"""Longest word of words.tsv."""
POLYPHONIC_LIMIT = 2
"""Every combination of readings is kept for texts with at most this many polyphonic characters (多音字)."""
COMBINATION_LIMIT = 24
"""Most combinations kept of one text."""
LONG = 16
"""Texts longer than this (addresses, sentences) keep their likeliest reading only."""


def readings(text: str, person: bool = True) -> list[tuple[str, ...]]:
    """Return for each character its readings, the likeliest first, e.g. ``[("zeng1", "ceng2"), ("tian2",)]``.

    Syllables carry the tone as a digit (5: neutral) and v for ü. The likeliest is the surname's reading in a person's
    name (unless ``person`` is false: 解放路 is no Mr Xie), else the reading in the words of words.tsv. A character
    that is not Chinese is its own reading, in lower case.
    """
    return list(_readings(text, person))


@lru_cache(maxsize=256)
def _readings(text: str, person: bool) -> tuple[tuple[str, ...], ...]:
    """Keep the last ones: what a name is found by and what it is sorted by are made one after the other."""
    found = _in_words(text)
    surname, _ = split_name(text) if person else ("", text)
    for reading in reversed(surname_readings().get(surname, ())):
        for place, syllable in enumerate(reading):
            found[place] = tuple(dict.fromkeys((syllable, *found[place])))
    return tuple(found)


def search_keys(text: str) -> str:
    """Return what a name or label is found by: full pinyin and initials of its readings, parted by spaces.

    ``曾翀`` gives ``zengchong cengchong zc cc``. Lower case, no tones, v for ü. Texts with more than two polyphonic
    characters get the likeliest reading and each of its variations in one place.
    """
    syllables = [_toneless(options) for options in _readings(text, True) if options[0] not in (" ", DOT)]
    combinations = _combinations(syllables)
    full = ("".join(words) for words in combinations)
    initials = ("".join(word[:1] for word in words) for words in combinations)
    return " ".join(dict.fromkeys((*full, *initials)))


def sort_key(text: str, person: bool = True) -> str:
    """Return a key that sorts by pinyin, then tone, then code point, by plain comparison of code points.

    A surname is read as such unless ``person`` is false. Characters alike stand together: all 李 before the first 理.
    """
    pairs = zip(_readings(text, person), text, strict=True)
    return "".join(options[0] + sign if is_syllable(options[0]) else options[0] for options, sign in pairs)


@lru_cache(maxsize=4096)
def _toneless(options: tuple[str, ...]) -> tuple[str, ...]:
    if is_syllable(options[0]):
        return tuple(dict.fromkeys(option.rstrip("12345") for option in options))
    return options


@lru_cache(maxsize=4096)
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
    if rare := _rare().get(character):
        return rare
    # Both switches are pypinyin's own way to be small; it reads them when it is imported.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, pinyin

    found = pinyin(
        character, style=Style.TONE3, heteronym=True, errors="ignore", neutral_tone_with_five=True, v_to_u=False
    )
    return tuple(_plain(syllable) for syllable in found[0]) if found else (f"u+{ord(character):04x}",)


def _in_words(text: str) -> list[tuple[str, ...]]:
    found = [_of_character(character) for character in text]
    words, firsts = _words(), _firsts()
    place = 0
    while place < len(text):
        if text[place] not in firsts:
            place += 1
            continue
        # The longest word that starts here.
        ends = range(min(len(text), place + WORD_LIMIT), place + 1, -1)
        end = next((end for end in ends if text[place:end] in words), place + 1)
        for offset, syllable in enumerate(words.get(text[place:end], ()), start=place):
            found[offset] = tuple(dict.fromkeys((syllable, *found[offset])))
        place = end
    return found


def _plain(syllable: str) -> str:
    # A few interjections (ê, ḿ) carry marks the tone style leaves in place.
    return syllable.replace("ü", "v").replace("ê", "e").replace("ḿ", "m")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    lines = (line for line in WORDS.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {word: tuple(reading.split(" ")) for word, reading in (line.split("\t") for line in lines)}


@cache
def _firsts() -> frozenset[str]:
    return frozenset(word[0] for word in _words())


@cache
def _rare() -> dict[str, tuple[str, ...]]:
    lines = RARE.read_text("utf-8").splitlines()
    return {character: tuple(words.split(",")) for character, words in (line.split("\t") for line in lines)}
