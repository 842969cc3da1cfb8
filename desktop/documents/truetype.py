"""TrueType faces for ReportLab: read in milliseconds, and copied out as they were put in.

ReportLab reads the character map and the metrics of a face number by number (50 ms for a face of 30,000 glyphs) and
writes a ToUnicode map that is wrong above U+FFFF. Both are mended here and nowhere else.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from struct import unpack
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import ttfonts

# The space that setting adds or takes after a character is part of its advance: the character gets a second code in the
# embedded font, with its own width. A movement between strings would do the same on paper, but programs that copy text
# out take it for a typed space.
SPACED = 1 << 21  # added to a character: 0.14 em more, between hanzi and figures
HALVED = 1 << 22  # added to a character: half an em less, between two full-width marks
JOINED = 1 << 23  # added to a character: a tenth of an em less, between the halves of a dash
_CHARACTER = SPACED - 1
_CHANGED = {SPACED: 140, HALVED: -500, JOINED: -100}  # thousandths of an em

_PER_BLOCK = 100  # a CMap block holds at most 100 entries (Adobe Technical Note 5411)


def to_unicode_map(name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of one embedded subset, in UTF-16 as PDF 32000-1, 9.10.3 asks.

    Places of ``subset`` that hold 0 are fillers and get no entry.
    """
    rows = [
        f"<{place:02X}> <{chr(code & _CHARACTER).encode('utf-16-be').hex().upper()}>"
        for place, code in enumerate(subset)
        if code and not (code == 32 and place < 32)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(rows), _PER_BLOCK):
        block = rows[start : start + _PER_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class Face(ttfonts.TTFontFace):
    """A face of ``resources/fonts``: one file, a format 12 character map, no collection."""

    def extractInfo(self, charInfo: int = 1) -> None:
        """Read names and head as ReportLab does, then map and metrics in bulk."""
        super().extractInfo(charInfo=0)
        if charInfo:
            self._read_character_map()
            self._read_metrics()

    def _read_character_map(self) -> None:
        start = self.get_table_pos("cmap")[0]
        for record in range(self.get_ushort(start + 2)):
            table = start + self.get_ulong(start + 8 + 8 * record)
            if self.get_ushort(table) == 12:
                break
        else:
            raise ttfonts.TTFError(f"{self.filename}: no format 12 character map")
        numbers = self._numbers("I", table + 16, 3 * self.get_ulong(table + 12))
        firsts, lasts, glyphs = numbers[0::3], numbers[1::3], numbers[2::3]
        codes = chain.from_iterable(range(first, last + 1) for first, last in zip(firsts, lasts, strict=True))
        places = chain.from_iterable(
            range(glyph, glyph + last - first + 1) for first, last, glyph in zip(firsts, lasts, glyphs, strict=True)
        )
        self.charToGlyph: dict[int, int] = dict(zip(codes, places, strict=True))

    def _read_metrics(self) -> None:
        del self.charWidths  # worked out below when ReportLab first asks
        long_metrics = self.get_ushort(self.get_table_pos("hhea")[0] + 34)
        start = self.get_table_pos("hmtx")[0]
        pairs = self._numbers("H", start, 2 * long_metrics)
        short = self.numGlyphs - long_metrics
        self._advances = pairs[0::2] + array("H", [pairs[-2]]) * short
        self._bearings = pairs[1::2] + self._numbers("H", start + 4 * long_metrics, short)
        self._scale = 1000 / self.unitsPerEm
        self.defaultWidth = self._advances[0] * self._scale
        loca = self.get_table_pos("loca")[0]
        if self.get_ushort(self.get_table_pos("head")[0] + 50):
            self.glyphPos = self._numbers("I", loca, self.numGlyphs + 1)
        else:
            self.glyphPos = array("I", (2 * n for n in self._numbers("H", loca, self.numGlyphs + 1)))

    @cached_property
    def charWidths(self) -> dict[int, float]:
        """Advance of each character in thousandths of the em."""
        return {code: self._advances[glyph] * self._scale for code, glyph in self.charToGlyph.items()}

    @cached_property
    def hmetrics(self) -> list[tuple[int, int]]:
        """Advance and left bearing of each glyph in units of the face."""
        return list(zip(self._advances, self._bearings, strict=True))

    def getCharWidth(self, code: int) -> float:
        """Advance of one character in thousandths of the em."""
        advance: float = self._advances[self.charToGlyph.get(code & _CHARACTER, 0)] * self._scale
        return advance + _CHANGED.get(code & ~_CHARACTER, 0)

    def ink(self, code: int) -> tuple[float, float]:
        """Left and right edge of the outline of a character, in ems from its origin."""
        glyph = self.charToGlyph.get(code, 0)
        start = self.get_table_pos("glyf")[0] + self.glyphPos[glyph]
        if self.glyphPos[glyph + 1] == self.glyphPos[glyph]:
            return (0.0, 0.0)
        left, _, right = unpack(">3h", self._ttf_data[start + 2 : start + 8])
        return (left / self.unitsPerEm, right / self.unitsPerEm)

    def _numbers(self, kind: str, start: int, count: int) -> array[int]:
        numbers = array(kind)
        numbers.frombytes(self._ttf_data[start : start + count * numbers.itemsize])
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers


class Font(ttfonts.TTFont):
    """A registered font whose subsets carry a right ToUnicode map and no unused ASCII."""

    def __init__(self, name: str, file: Path) -> None:
        # What TTFont.__init__ does, with our face in place of its own.
        self.fontName = name
        self.face = Face(str(file))
        self.encoding = ttfonts.TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False
        self.shapable = False

    def encode(self, codes: Sequence[int], doc: Any) -> list[tuple[int, bytes]]:
        """The subsets and bytes that print ``codes`` in one document.

        A code is a character of the face, with one of the constants above added where its advance differs. Places
        are given as ``TTFont.splitString`` gives them, so both may be used in one document.
        """
        state = self._assignState(doc)
        places, subsets = state.assignments, state.subsets
        found: list[tuple[int, bytearray]] = []
        for code in codes:
            place = places.get(code)
            if place is None:
                place = self._place(state, subsets, code)
            if not found or found[-1][0] != place >> 8:
                found.append((place >> 8, bytearray()))
            found[-1][1].append(place & 0xFF)
        return [(number, bytes(data)) for number, data in found]

    def _place(self, state: Any, subsets: list[list[int]], code: int) -> int:
        place: int = state.nextCode
        if place & 0xFF == 32:  # code 32 of each subset is the space
            if place != 32:
                subsets[place >> 8].append(32)
            place += 1
        if place <= 32:
            subsets[0][place] = code
        else:
            if not place & 0xFF:  # code 0 of each subset is no character
                subsets.append([0])
                place += 1
            subsets[place >> 8].append(code)
        state.nextCode = place + 1
        state.assignments[code] = place
        self.face.charToGlyph[code] = self.face.charToGlyph[code & _CHARACTER]
        return place

    def addObjects(self, doc: Any) -> None:
        """Write the subsets of one document; the maps replace ReportLab's before anything reaches the file."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        internal = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(internal, subsets, strict=True):
            font = fonts[name]
            stream = doc.idToObject[font.ToUnicode.name]
            stream.content = to_unicode_map(font.BaseFont, subset)
