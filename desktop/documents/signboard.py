"""Signboards (公示牌) at final size: the overview board of a community and the board of one grid.

Layouts, sizes and weights follow looks/PAPER.md parts 1, 2 and 4. Blocks keep their proportions on every size of board;
text never falls below the floor of its reading distance. Where that leaves too little room, service items go first,
then the second half of the duties, then the facts, never people, phone, date or the note of the map, and the print
report says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from desktop.documents import board_community, board_grid
from desktop.documents.board_page import DROPS
from desktop.documents.board_parts import Pen, reading_distance
from desktop.documents.board_texts import check_glyphs
from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, Sheet, finish, new_canvas
from desktop.documents.setting import draw_line
from desktop.documents.tokens import GREY_1, GREY_3, mm
from desktop.errors import UserError
from desktop.services.board_content import CommunityBoard, GridBoard

Proof = Literal["A3", "A4"]
PAPERS: dict[str, tuple[float, float]] = {"A3": (297.0, 420.0), "A4": (210.0, 297.0)}
SCALES = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
LEAST, MOST = 200.0, 5000.0
"""Sides of a board in millimetres; a PDF page ends at 5080."""


def draw_community_board(
    board: CommunityBoard,
    target: Path | BinaryIO,
    *,
    width_mm: float = 1800,
    height_mm: float = 1200,
    bleed_mm: float = 0.0,
    scale: float = 1.0,
    proof: Proof | None = None,
    distance_m: float | None = None,
    report: PrintReport | None = None,
) -> PrintReport:
    """Write the board of a community as a PDF at 1:1 and return what had to give way.

    Any size works, lying or upright. ``proof`` puts it on A3 or A4 with its scale noted; ``scale`` makes the page
    itself smaller; ``bleed_mm`` adds bleed and crop marks. ``distance_m`` is how far the reader stands, by default what
    :func:`desktop.documents.board_parts.reading_distance` says.
    Raises ``UserError`` for a size no board has, or one too small for all grids and people,
    ``MissingGlyph`` with person or grid and field for a character no font has.
    """
    check_glyphs(board)
    layout = board_community.lying if width_mm >= height_mm else board_community.upright
    return _draw(
        board.title, board.foot.maker, target, width_mm, height_mm, bleed_mm, scale, proof, distance_m, report,
        lambda pen, level: layout(pen, board, level),
    )  # fmt: skip


def draw_grid_board(
    board: GridBoard,
    target: Path | BinaryIO,
    *,
    width_mm: float = 800,
    height_mm: float = 1200,
    bleed_mm: float = 0.0,
    scale: float = 1.0,
    proof: Proof | None = None,
    distance_m: float | None = None,
    report: PrintReport | None = None,
) -> PrintReport:
    """Write the board of a grid as a PDF at 1:1; arguments as for :func:`draw_community_board`."""
    check_glyphs(board)
    layout = board_grid.lying if width_mm > height_mm else board_grid.upright
    return _draw(
        f"{board.grid.name}公示牌", board.foot.maker, target, width_mm, height_mm, bleed_mm, scale, proof, distance_m,
        report, lambda pen, level: layout(pen, board, level),
    )  # fmt: skip


Layout = Callable[[Pen, int], bool]
"""Draws at a level of dropping; draws nothing and returns False when the level is not enough."""


def _draw(
    title: str,
    author: str,
    target: Path | BinaryIO,
    width: float,
    height: float,
    bleed: float,
    scale: float,
    proof: Proof | None,
    distance: float | None,
    report: PrintReport | None,
    layout: Layout,
) -> PrintReport:
    if min(width, height) < LEAST or max(width, height) > MOST:
        raise UserError(
            f"公示牌的边长应在{LEAST:.0f}到{MOST:.0f}毫米之间，现在是{width:g}×{height:g}，没有生成文件，请改正尺寸"
        )
    report = report if report is not None else PrintReport()
    distance = distance or reading_distance(width, height)
    if proof:
        sheet = _proof_sheet(target, width, height, proof, title, author)
    else:
        sheet = new_canvas(target, width, height, bleed_mm=bleed, scale=scale, title=title, author=author)
    pen = Pen(sheet, width, height, distance, report)
    reduced = _proof_place(width, height, proof)[0] if proof else scale
    pen.dots *= reduced
    for level, tight, floor in _attempts():
        pen.report, pen.tight, pen.floor = PrintReport(), tight, distance * 5 * floor
        if layout(pen, level):
            break
    else:
        raise UserError(f"{width:g}×{height:g}毫米的牌面放不下全部网格和人员，没有生成文件，请选更大的牌面")
    if floor < 1:
        pen.report.add("版面", f"内容太多，字高只够在{distance * floor:.1f}米处看清，请选更大的牌面。")
    for one in pen.report.notices:
        report.add(one.where, one.text)
    if proof:
        sheet.restoreState()
        _proof_note(sheet, width, height, proof)
    sheet.showPage()
    finish(sheet)
    return report


def _attempts() -> Iterator[tuple[int, float, float]]:
    """Yield what is tried in turn: level of dropping, scale of the text, share of the floor.

    Text comes down before a block goes; below the floor only when every block that may go has gone.
    """
    for level in range(len(DROPS) + 1):
        yield level, 1.0, 1.0
        yield level, 0.92, 1.0
    for step in range(1, 8):
        yield len(DROPS), 0.92**step, 0.92**step


def proof_scale(width_mm: float, height_mm: float, proof: Proof) -> float:
    """Return the x of 1:x at which a board is proofed on a paper: the largest round scale that leaves 10 mm margins."""
    short, long = PAPERS[proof]
    paper = (long, short) if width_mm >= height_mm else (short, long)
    need = max(width_mm / (paper[0] - 20), height_mm / (paper[1] - 28))
    return next((one for one in SCALES if one >= need), SCALES[-1])


def _proof_place(width: float, height: float, proof: Proof) -> tuple[float, float, float, float, float]:
    """Return scale, left and bottom of the board on the paper, and the paper's width and height."""
    short, long = PAPERS[proof]
    paper = (long, short) if width >= height else (short, long)
    scale = 1 / proof_scale(width, height, proof)
    left = (paper[0] - width * scale) / 2
    return scale, left, (paper[1] - height * scale) / 2 + 4, *paper


def _proof_sheet(target: Path | BinaryIO, width: float, height: float, proof: Proof, title: str, author: str) -> Sheet:
    scale, left, bottom, paper_width, paper_height = _proof_place(width, height, proof)
    sheet = new_canvas(target, paper_width, paper_height, title=f"{title}（{proof}打样）", author=author)
    sheet.saveState()
    sheet.translate(left * mm, bottom * mm)
    sheet.scale(scale, scale)
    path = sheet.beginPath()
    path.rect(0, 0, width * mm, height * mm)
    sheet.clipPath(path, stroke=0, fill=0)
    return sheet


def _proof_note(sheet: Sheet, width: float, height: float, proof: Proof) -> None:
    scale, left, bottom, _, _ = _proof_place(width, height, proof)
    sheet.saveState()
    sheet.setStrokeColor(GREY_3)
    sheet.setLineWidth(0.15 * mm)
    sheet.rect(left * mm, bottom * mm, width * scale * mm, height * scale * mm)
    sheet.restoreState()
    note = f"{proof}打样　比例1:{1 / scale:g}　成品尺寸{width:g}×{height:g}毫米"
    draw_line(sheet, left * mm, (bottom - 6) * mm, note, Face.SANS, 9, colour=GREY_1)
