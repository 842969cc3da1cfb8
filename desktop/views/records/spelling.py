"""How a name is read, shown under its input so that the clerk sees whether it is the right character."""

from __future__ import annotations

import unicodedata

from desktop.services.pinyin import is_syllable, readings

MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300", "5": ""}
LONG = 8
"""Longer names show no reading: it would not fit under the input."""


def marked(syllable: str) -> str:
    """Return a syllable with its tone mark: ``xie4`` gives ``xiè``."""
    letters, tone = syllable[:-1].replace("v", "ü"), syllable[-1]
    vowels = [at for at, letter in enumerate(letters) if letter in "aeiouü"]
    if not vowels or not MARKS.get(tone):
        return letters
    at = next((at for at in vowels if letters[at] in "ae"), None)
    if at is None:
        at = letters.index("o") if "ou" in letters else vowels[-1]
    return unicodedata.normalize("NFC", letters[: at + 1] + MARKS[tone] + letters[at + 1 :])


def spelled(name: str) -> str:
    """Return the line under a name: reading, initials, and the surname's reading where there are several."""
    if not 1 < len(name) <= LONG:
        return ""
    found = readings(name)
    syllables = [options[0] for options in found if is_syllable(options[0])]
    if not syllables:
        return ""
    line = " ".join(marked(one) for one in syllables) + "   " + "".join(one[0].upper() for one in syllables)
    first = [one for one in dict.fromkeys(one.rstrip("12345") for one in found[0] if is_syllable(one))]
    return f"{line}   姓读 {marked(found[0][0])}" if len(first) > 1 else line
