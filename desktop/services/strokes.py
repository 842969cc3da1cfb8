"""Order by strokes (笔画序) as rosters of Chinese organisations use it.

1. Character by character: fewer strokes first; then by the sequence of strokes from the first one on, 横 < 竖 < 撇 < 点
   < 折 (提 counts as 横, 捺 as 点, 竖钩 as 竖, other hooks and turns as 折: GB 13000.1 字序规范); then by the form of
   strokes and structure, as 通用规范汉字表 has them; then by code point.
2. Compound surnames compare by their first character, then the next, like any other name.
3. A given name of one character: by surname (按姓氏笔画) it has an empty second place and goes before all given names
   of two characters; by name (按姓名笔画) it is compared directly.

A character whose sequence is unknown goes last among those of equal count; one not in the table goes last of all.
Both are listed by :func:`unplaced` for a check by hand.
"""

from __future__ import annotations

import gzip
from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from .names import DOT, split_name

TABLE = Path(__file__).resolve().parents[2] / "resources" / "text" / "strokes.tsv.gz"
FIRST = 0x3400
"""The table starts at CJK Extension A."""

NameOrder = Literal["surname", "name"]

_EMPTY_PLACE = "000000"
_UNKNOWN = "9"


class Unplaced(NamedTuple):
    """A character of a name that cannot be put in order with certainty."""

    name: str
    character: str


def stroke_key(name: str, by: NameOrder = "surname") -> str:
    """Return a key that sorts by plain comparison; ``by`` chooses the rule for given names of one character.

    Keys hold places of the bundled table: compute them when sorting, do not keep them.
    """
    places = [_place(sign) for sign in name if sign != DOT]
    surname, given = split_name(name)
    if by == "surname" and surname and len(given) == 1:
        places.insert(len(surname), _EMPTY_PLACE)
    return "".join(places)


def stroke_count(character: str) -> int | None:
    """Return the number of strokes of a character, or None if it is not in the table."""
    row = _row(character)
    return row and row[0]


def stroke_sequence(character: str) -> str:
    """Return the strokes as digits 1 横 2 竖 3 撇 4 点 5 折, or an empty string if unknown."""
    row = _row(character)
    return row[1] if row else ""


def unplaced(names: Iterable[str]) -> list[Unplaced]:
    """Return each character without a known stroke sequence, with the name it stands in."""
    order = _order()
    found = []
    for name in names:
        for sign in dict.fromkeys(name):
            index = ord(sign) - FIRST
            known = 0 <= index < len(order.known) and order.known[index]
            if not known and sign != DOT:
                found.append(Unplaced(name, sign))
    return found


class _Order(NamedTuple):
    """The table by code point: place in the order (0: not in the table) and whether the sequence is known."""

    places: array[int]
    known: bytearray


@cache
def _order() -> _Order:
    size = 0x33480 - FIRST
    places, known = array("I", bytes(4 * size)), bytearray(size)
    place = 0
    for _, sequence, characters in _rows():
        for sign in characters:
            place += 1
            places[ord(sign) - FIRST] = place
            known[ord(sign) - FIRST] = bool(sequence)
    return _Order(places, known)


def _place(sign: str) -> str:
    order = _order()
    index = ord(sign) - FIRST
    if 0 <= index < len(order.places) and order.places[index]:
        return f"{order.places[index]:06d}"
    return f"{_UNKNOWN}{ord(sign):05x}"


def _row(character: str) -> tuple[int, str] | None:
    for count, sequence, characters in _rows():
        if character in characters:
            return count, sequence
    return None


def _rows() -> Iterator[tuple[int, str, str]]:
    with gzip.open(TABLE, "rt", encoding="utf-8") as lines:
        for line in lines:
            count, sequence, characters = line.rstrip("\n").split("\t")
            yield int(count), sequence, characters
