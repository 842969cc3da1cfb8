"""The faces of every paper, and which of them can print which character.

A string is split into runs by glyph coverage, character by character; what no face can print stops the job with its
name and place (:class:`MissingGlyph`). Faces are read when first used and registered with ReportLab once per process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from desktop.documents.truetype import Font
from desktop.errors import UserError

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "fonts"
STROKE = 0.035  # outline given to a fallback glyph in a bold run, as a share of its size (PAPER 1.1)

# Marks that steer layout and have no shape: dropped when a face does not draw them.
_UNSEEN = frozenset(
    [
        0x00AD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        *range(0xE0100, 0xE01F0),
    ]
)


class Face(Enum):
    """A face by its role on paper: files in the order they are asked, and the stroke of what the first one lacks."""

    SERIF = (("serif-400", "serif-400-rest", "rare"), 0.0)
    SERIF_MEDIUM = (("serif-500", "serif-400-rest", "rare"), 0.0)
    SERIF_BOLD = (("serif-700", "serif-400-rest", "rare"), STROKE)
    SERIF_BLACK = (("serif-900", "serif-400-rest", "rare"), STROKE)
    SANS = (("sans-400", "sans-400-rest", "serif-400-rest", "rare"), 0.0)
    SANS_MEDIUM = (("sans-500", "sans-400-rest", "serif-400-rest", "rare"), 0.0)
    SANS_BOLD = (("sans-700", "sans-400-rest", "serif-400-rest", "rare"), STROKE)
    KAI = (("kai-400", "serif-400", "serif-400-rest", "rare"), 0.0)
    KAI_BOLD = (("kai-700", "serif-700", "serif-400-rest", "rare"), STROKE)

    def __init__(self, files: tuple[str, ...], stroke: float) -> None:
        self.files = files
        self.stroke = stroke


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that one font prints.

    ``font`` is its registered name, ``width`` the advance for size 1, ``stroke`` the outline for size 1 (0 for none).
    """

    text: str
    font: str
    width: float
    stroke: float


class MissingGlyph(UserError):
    """A character that no bundled font has, or that is no character to print at all."""

    def __init__(self, character: str, where: str = "") -> None:
        code = f"U+{ord(character):04X}"
        shown = f"“{character}”（{code}）" if character.isprintable() else code
        place = f"“{where}”" if where else "要打印的内容"
        super().__init__(f"{place}里的字符{shown}没有字体可印，文件没有生成，数据没有改动，请换成别的写法后再印。")
        self.character = character
        self.where = where


@cache
def font(name: str) -> Font:
    """The font of one file of ``resources/fonts``, registered with ReportLab under the name of the file."""
    loaded = Font(name, FOLDER / f"{name}.ttf")
    pdfmetrics.registerFont(loaded)
    return loaded


def base_font(face: Face) -> str:
    """The registered name of the first font of a face."""
    name = face.files[0]
    font(name)
    return name


def runs(text: str, face: Face, where: str = "") -> list[Run]:
    """Split ``text`` by the fonts that print it.

    Raises :class:`MissingGlyph` with ``where`` (the field or line, in Chinese) for the first character none has.
    """
    try:
        return list(_runs(text, face))
    except MissingGlyph as error:
        raise MissingGlyph(error.character, where) from None


def width(text: str, face: Face, size: float) -> float:
    """Advance in points of ``text`` as typed, without the rules of setting (for those: ``setting.measure``)."""
    return sum(run.width for run in _runs(text, face)) * size


def missing(text: str, face: Face = Face.SERIF) -> list[str]:
    """The characters of ``text`` that cannot be printed, each once, in the order they stand."""
    return [c for c in dict.fromkeys(text) if ord(c) not in _UNSEEN and _file_for(ord(c), face) is None]


@lru_cache(maxsize=65536)
def _runs(text: str, face: Face) -> tuple[Run, ...]:
    first = _glyphs(face.files[0])
    codes = [ord(c) for c in text]
    if all(code in first for code in codes):
        return (_run(text, face.files[0], 0.0),) if text else ()
    found: list[tuple[str, list[str]]] = []
    for code in codes:
        name = _file_for(code, face)
        if name is None:
            if code in _UNSEEN:
                continue
            raise MissingGlyph(chr(code))
        if found and found[-1][0] == name:
            found[-1][1].append(chr(code))
        else:
            found.append((name, [chr(code)]))
    return tuple(
        _run("".join(characters), name, 0.0 if name in (face.files[0], "serif-700") else face.stroke)
        for name, characters in found
    )


def _run(text: str, name: str, stroke: float) -> Run:
    advance = font(name).face.getCharWidth
    return Run(text, name, sum(advance(ord(c)) for c in text) / 1000, stroke)


def _file_for(code: int, face: Face) -> str | None:
    return next((name for name in face.files if code in _glyphs(name)), None)


def _glyphs(name: str) -> Mapping[int, int]:
    glyphs: Mapping[int, int] = font(name).face.charToGlyph
    return glyphs
