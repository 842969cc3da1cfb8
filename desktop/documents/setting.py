"""Setting Chinese text: lines, breaks, fitting and blocks (looks/PAPER.md, part 3).

Measures are in points, positions have their origin at the lower left of the page, ``y`` of a line is its baseline. The
measuring functions need no canvas. Text is never clipped: what does not fit is made smaller, gets more lines, and is
cut with "…" only where the caller limits the lines, with a notice in the print report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from reportlab.pdfgen.canvas import Canvas

from desktop.documents import fonts
from desktop.documents.fonts import Face
from desktop.documents.tokens import INK, Ink
from desktop.documents.truetype import HALVED, JOINED, SPACED

if TYPE_CHECKING:
    from desktop.documents.page import PrintReport

Align = Literal["left", "right", "centre", "spread"]

GAP = 0.14  # between hanzi and figures or Latin letters, in ems
HALF = -0.5  # between two full-width marks, in ems
JOIN = -0.1  # between the halves of a dash (——), which shall be one line, in ems
HANG = 0.45  # how far an opening mark at the start of a line stands out, in ems
DROP = 0.37  # from the centre of a line down to its baseline, in ems
SHRUNK = 0.75  # how small an overlong entry may get before it is given another line

_NOT_FIRST = frozenset("，。、；：！？）》〉」』】〕〗”’…‥·%％‰℃°.,;:!?)]}～々")
_NOT_LAST = frozenset("（《〈「『【〔〖“‘([{￥¥$№")
_CLOSING = frozenset("，。、；：！？）》〉」』】〕〗”’")
_OPENING = frozenset("（《〈「『【〔〖“‘")
_UNITS = frozenset("年月日号时点分秒天周届次人名户个件条项起宗期批栋幢座楼层室单元位岁级类元万亿千百米里吨公%％‰℃°")
_CODED = {GAP: SPACED, HALF: HALVED, JOIN: JOINED}
_JOINER = "\u2060"
_FILE_NUMBER = re.compile(r"〔\d{4}〕[^\s，。；、]*?\d+号")
_LATIN = re.compile(r"[0-9A-Za-z%‰℃°]")
_HANZI = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[0-9A-Za-z.]+")


@dataclass(frozen=True, slots=True)
class Shape:
    """A text as it will be set: each character with font, advance and what follows it, in ems."""

    text: str
    fonts: tuple[str, ...]
    advances: tuple[float, ...]
    kerns: tuple[float, ...]  # between a character and the next; the last is 0
    pieces: tuple[tuple[str, float, tuple[int, ...]], ...]  # font, stroke and codes of each stretch in one font
    advance: float  # of the whole line

    def width(self, start: int = 0, end: int | None = None) -> float:
        """Advance from character ``start`` to before ``end``, in ems."""
        if start == 0 and end is None:
            return self.advance
        end = len(self.text) if end is None else end
        return sum(self.advances[start:end]) + sum(self.kerns[start : max(start, end - 1)])

    def trim(self, end: int | None = None) -> float:
        """What a closing mark at the end of a line gives back, in ems."""
        end = len(self.text) if end is None else end
        return 0.5 if end and self._half(end - 1, _CLOSING) else 0.0

    def hang(self, start: int = 0) -> float:
        """How far an opening mark at the start of a line stands out, in ems."""
        return HANG if start < len(self.text) and self._half(start, _OPENING) else 0.0

    def _half(self, place: int, marks: frozenset[str]) -> bool:
        return self.text[place] in marks and _half_body(self.fonts[place], self.text[place])


def shape(text: str, face: Face, where: str = "") -> Shape:
    """Fonts, advances and spaces of one line of text; characters without a shape of their own are gone from it.

    Raises ``MissingGlyph`` naming ``where``.
    """
    try:
        return _shape(text, face)
    except fonts.MissingGlyph as error:
        raise fonts.MissingGlyph(error.character, where) from None


@lru_cache(maxsize=32768)
def _shape(text: str, face: Face) -> Shape:
    found = fonts.runs(text, face)
    kept = "".join(run.text for run in found)
    names = tuple(run.font for run in found for _ in run.text)
    advances = tuple(fonts.font(name).face.getCharWidth(ord(c)) / 1000 for name, c in zip(names, kept, strict=True))
    kerns = [0.0] * len(kept)
    solid = [match.span() for match in _FILE_NUMBER.finditer(kept)]
    for i in range(len(kept) - 1):
        a, b = kept[i], kept[i + 1]
        if (_LATIN.match(a) and _HANZI.match(b)) or (_HANZI.match(a) and _LATIN.match(b)):
            if not any(start <= i < end - 1 for start, end in solid):
                kerns[i] = GAP
        elif a == b == "—" and advances[i] < 0.95:
            kerns[i] = JOIN
        elif min(advances[i], advances[i + 1]) >= 0.9 and (
            (a in _CLOSING and (b in _CLOSING or b in _OPENING) and _half_body(names[i], a))
            or (a in _OPENING and b in _OPENING and _half_body(names[i + 1], b))
        ):
            kerns[i] = HALF
    codes = [ord(c) | _CODED.get(kern, 0) for c, kern in zip(kept, kerns, strict=True)]
    places = iter(codes)
    pieces = tuple((run.font, run.stroke, tuple(islice(places, len(run.text)))) for run in found)
    return Shape(kept, names, advances, tuple(kerns), pieces, sum(advances) + sum(kerns))


@lru_cache(maxsize=512)
def _half_body(name: str, mark: str) -> bool:
    """Whether a full-width mark fills only its half of the em in this font, so that the other half can go."""
    face = fonts.font(name).face
    left, right = face.ink(ord(mark))
    if face.getCharWidth(ord(mark)) < 900:
        return False
    return right <= 0.56 if mark in _CLOSING else left >= 0.44


def measure(text: str, face: Face, size: float, *, letter_space: float = 0.0) -> float:
    """Advance of one line in points; ``letter_space`` in points stands between characters, not after the last."""
    line = shape(text, face)
    return line.advance * size + letter_space * max(0, len(line.text) - 1)


def fit(text: str, face: Face, size: float, width: float, *, floor: float = 0.75) -> float:
    """The largest size up to ``size`` at which the line fits ``width``, or ``floor`` × ``size`` if none does."""
    line = shape(text, face)
    advance = (line.advance - line.trim()) * size
    if advance <= width or advance == 0:
        return size
    return max(size * width / advance, size * floor)


def name_text(name: str) -> str:
    """A name as it stands in a list: a full-width space between two characters, more than two set solid."""
    solid = name.strip()
    if len(solid) == 2 and all(_HANZI.match(c) for c in solid):
        return f"{solid[0]}\u3000{solid[1]}"
    return solid


def unbroken(text: str) -> str:
    """Bind the characters of a name or a code in running text, so that no line breaks inside; nothing of it prints."""
    return _JOINER.join(text)


def wrap(text: str, face: Face, size: float, width: float, where: str = "") -> list[str]:
    """Break a text into lines of at most ``width`` points by the Chinese rules (避头尾).

    A line feed starts a new line. Numbers keep their units, codes and Latin words stay whole unless one alone is wider
    than the line. Where the last line would hold one or two characters, the measure is narrowed until lines balance.
    """
    return [line for part in text.split("\n") for line in _wrap_part(part.strip(" "), face, size, width, where)]


def _wrap_part(text: str, face: Face, size: float, width: float, where: str) -> list[str]:
    breaks = _break_places(text)
    kept = [i for i, c in enumerate(text) if c != _JOINER]
    bare = "".join(text[i] for i in kept)
    line = shape(bare, face, where)
    if len(line.text) != len(bare):  # other unseen marks fell out; break the text without them
        bare = line.text
        breaks = _break_places(bare)
    else:
        breaks = frozenset(n for n, i in enumerate(kept) if i in breaks)
    ems = width / size
    spans = _greedy(line, breaks, ems)
    if len(spans) > 1 and _short(line.text[spans[-1][0] : spans[-1][1]]):
        spans = _balanced(line, breaks, ems, spans)
    return [line.text[start:end].strip(" ") for start, end in spans] or [""]


def _greedy(line: Shape, breaks: frozenset[int], ems: float) -> list[tuple[int, int]]:
    spans = []
    start, count = 0, len(line.text)
    while start < count:
        end = start
        last = 0
        position = -line.hang(start)
        while end < count:
            position += line.advances[end] + (line.kerns[end - 1] if end > start else 0.0)
            trim = line.advances[end] if line.text[end] == " " else line.trim(end + 1)
            if position - trim > ems + 1e-6 and end > start:
                # A mark after this character might still be squeezed in only if this character fits.
                break
            end += 1
            if end == count or end in breaks:
                last = end
        if end == count:
            last = count
        if not last or last <= start:
            last = _forced(line.text, start, end)
        spans.append((start, last))
        start = last
    return spans


def _forced(text: str, start: int, end: int) -> int:
    """Where to break a word that is wider than the line: at the edge, or earlier where a mark forbids it."""
    place = end
    while place - 1 > start and (text[place] in _NOT_FIRST or text[place - 1] in _NOT_LAST):
        place -= 1
    return place if place > start else end


def _short(last: str) -> bool:
    """Whether a last line holds one or two characters; a figure or a Latin word counts as one, marks as none."""
    words = _WORD.sub("0", last)
    return len([c for c in words if c not in _NOT_FIRST and c not in _NOT_LAST and c != " "]) <= 2


def _balanced(line: Shape, breaks: frozenset[int], ems: float, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    narrow = ems
    while narrow > ems / 2:
        narrow -= 0.5
        tried = _greedy(line, breaks, narrow)
        if len(tried) > len(spans):
            break
        if not _short(line.text[tried[-1][0] : tried[-1][1]]):
            return tried
    return spans


@lru_cache(maxsize=8192)
def _break_places(text: str) -> frozenset[int]:
    """Indexes before which a line may start."""
    return frozenset(i for i in range(1, len(text)) if _may_break(text, i))


def _may_break(text: str, i: int) -> bool:
    a, b = text[i - 1], text[i]
    if _JOINER in (a, b) or b in _NOT_FIRST or a in _NOT_LAST or b == " ":
        return False
    if a == " ":  # the groups of a phone number stay together
        before = text[:i].rstrip(" ")[-1:]
        return not ((before.isdigit() or before == "*") and b.isdigit())
    if a.isascii() and b.isascii():
        return False
    if a.isascii() and a.isdigit() and b in _UNITS:
        return False
    if a == "第" and b.isdigit():
        return False
    return not (a == b and a in "—…")


def draw_line(
    c: Canvas,
    x: float,
    y: float,
    text: str,
    face: Face,
    size: float,
    *,
    colour: Ink = INK,
    align: Align = "left",
    width: float | None = None,
    letter_space: float = 0.0,
    squeeze: float = 1.0,
    where: str = "",
) -> float:
    """Draw one line with its baseline at ``y`` and return its advance in points.

    With ``width``, ``x`` is the left edge of the measure; without it, ``x`` is the left edge, the right edge or the
    centre, as ``align`` says. "spread" puts the room left over between the characters. ``squeeze`` makes glyphs
    narrower. The state of the canvas is left as it was. Raises ``MissingGlyph`` naming ``where``.
    """
    line = shape(text, face, where)
    natural = line.advance * size * squeeze
    gaps = max(0, len(line.text) - 1)
    if align == "spread" and width is not None and gaps:
        letter_space = max(letter_space, (width - natural) / gaps)
    advance = natural + letter_space * gaps
    if align in ("right", "centre"):
        seen = advance - line.trim() * size * squeeze
        free = (width or 0.0) - seen
        x += free if align == "right" else free / 2
    _show(c, line, x, y, size, colour, letter_space, squeeze)
    return advance


def draw_block(
    c: Canvas,
    x: float,
    y: float,
    text: str,
    face: Face,
    size: float,
    width: float,
    *,
    pitch: float = 1.6,
    colour: Ink = INK,
    max_lines: int | None = None,
    report: PrintReport | None = None,
    where: str = "",
) -> float:
    """Draw a text in lines of ``width`` from its top edge ``y`` down and return the y below it.

    ``pitch`` is the distance of lines for size 1. With ``max_lines`` the text shrinks to 75 %, then is cut with "…" and
    noted in ``report``, which is required then.
    """
    if max_lines is not None and report is None:
        raise ValueError("a block with max_lines needs a report to note what was cut")
    lines = wrap(text, face, size, width, where)
    if max_lines is not None and report is not None and len(lines) > max_lines:
        size, lines = _crowd(text, face, size, width, max_lines, report, where)
    step = size * pitch
    for line in lines:
        found = shape(line, face, where)
        _show(c, found, x - found.hang() * size, y - step / 2 - DROP * size, size, colour, 0.0, 1.0)
        y -= step
    return y


def _crowd(
    text: str, face: Face, size: float, width: float, max_lines: int, report: PrintReport, where: str
) -> tuple[float, list[str]]:
    """The largest size down to 75 % that keeps the lines, or the text cut at that size."""
    for step in range(1, 6):
        smaller = size * (1 - 0.05 * step)
        lines = wrap(text, face, smaller, width, where)
        if len(lines) <= max_lines:
            return smaller, lines
    smaller = size * SHRUNK
    kept = lines[:max_lines]
    last = kept[-1]
    while last and shape(last + "…", face).advance * smaller > width:
        last = last[:-1]
    kept[-1] = last + "…"
    report.add(where, f"文字太长，只印出前{len(''.join(kept)) - 1}个字，其余以“…”代替。")
    return smaller, kept


def _show(
    c: Canvas, line: Shape, x: float, y: float, size: float, colour: Ink, letter_space: float, squeeze: float
) -> None:
    """Write one line as a single text object.

    ReportLab's own text object knows no spacing inside a line and sets the font anew for every string; this writes the
    operators of PDF 32000-1, 9.4 and keeps the canvas state by q and Q.
    """
    if not line.text:
        return
    doc = c._doc
    out = [f"q {colour.fill} BT {squeeze:.4g} 0 0 1 {x:.3f} {y:.3f} Tm"]
    if letter_space:
        out.append(f"{letter_space / squeeze:.4f} Tc")
    stroked = False
    for name, stroke, codes in line.pieces:
        if bool(stroke) != stroked:
            stroked = bool(stroke)
            out.append(f"{colour.stroke} {stroke * size:.3f} w 1 j 2 Tr" if stroked else "0 Tr")
        font = fonts.font(name)
        for number, data in font.encode(codes, doc):
            out.append(f"{font.getSubsetInternalName(number, doc)} {size:.4g} Tf ({c._escape(data)}) Tj")
    out.append("ET Q")
    c._code.append(" ".join(out))
