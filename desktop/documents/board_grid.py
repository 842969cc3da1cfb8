"""The layouts of the board of one grid: upright as it hangs at an entrance, and lying."""

from __future__ import annotations

from dataclasses import replace

from desktop.documents import board_blocks as blocks
from desktop.documents import board_flow, board_map
from desktop.documents.board_page import Page, map_note, note_height, say_dropped, upright_head
from desktop.documents.board_parts import Pen, section, section_height
from desktop.documents.board_people import RowPlan, draw_holders, holder_plans, short_names
from desktop.services.board_content import GridBoard, Holder

CHANGED = "人员变动五日内更新"
DUTIES = 6
"""Duties a grid board shows: the first ones; the community's board has them all."""


def upright(pen: Pen, board: GridBoard, level: int) -> bool:
    """Draw the upright board at a level of dropping; False when it needs more room."""
    unit = min(pen.width / 800, pen.height / 1200)
    page = Page(unit, 36 * unit, pen.width - 72 * unit, 182 * unit, 20 * unit)
    duties, services = _texts(board, level)
    head = section_height(pen, unit, 24) + 10 * unit
    gap = 14 * unit
    left, right = (page.width - 26 * unit) * 430 / 702, (page.width - 26 * unit) * 272 / 702
    facts = level < 3
    foot = blocks.foot_height(pen, unit)
    flow = board_flow.plan_flow(pen, board.flow, page.width, 0.8 * unit, flat=True)
    wide = left if services else page.width
    listed = max(
        blocks.duties_height(pen, duties, wide, unit, 14.5),
        blocks.list_height(pen, services, board.foot.hours, right, 0.88 * unit) if services else 0.0,
    )
    fixed = 4 * head + listed + flow.height + foot + 4 * gap
    room = pen.height - page.top - page.bottom - fixed
    note = note_height(pen, 0.8 * unit, left, "")
    least = max(
        blocks.facts_height(pen, board.facts, unit) if facts else 0.0, (0.36 if level < 3 else 0.26) * left + note
    )
    plan = next(
        (one for one in holder_plans(pen, _holders(board), page.width, unit) if one.height <= room - least), None
    )
    if plan is None:
        return False
    map_height = min(room - plan.height, 0.78 * left + note)
    gap += max(0.0, room - plan.height - map_height) / 4

    title = (board.division_line, board.grid.name, f"网格编码 {board.grid.code}")
    upright_head(pen, page, 160 * unit, title, board.title)
    y = page.top
    _map_and_facts(pen, board, page, y, (left, right), map_height, facts)
    y += head + map_height + gap
    y = _people(pen, board, page.left, y, page.width, unit, plan) + gap
    body = section(pen, page.left, y, wide, "网格职责", unit, size=24) + 10 * unit
    blocks.draw_duties(pen, page.left, body, wide, unit, duties, 14.5)
    if services:
        x = page.left + page.width - right
        body = section(pen, x, y, right, "便民服务", unit, size=24) + 10 * unit
        blocks.draw_list(pen, x, body, right, 0.88 * unit, services, board.foot.hours)
    y += head + listed + gap
    body = section(pen, page.left, y, page.width, "办事流程", unit, size=24) + 10 * unit
    board_flow.draw_flow(pen, page.left, body, page.width, 0.8 * unit, flow)
    blocks.draw_foot(pen, page.left, pen.height - page.bottom - foot, page.width, unit, board.foot)
    say_dropped(pen, level, (bool(board.services), len(duties) < len(board.duties), True))
    return True


def _holders(board: GridBoard) -> tuple[Holder, ...]:
    """Return the people, their duties without the community's name, which stands above."""
    return tuple(
        replace(one, duty=one.duty.removeprefix(board.community.removesuffix("社区"))) for one in board.holders
    )


def _texts(board: GridBoard, level: int) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    duties = board.duties[:DUTIES]
    return (duties if level < 2 else duties[: (len(duties) + 1) // 2]), (board.services if level < 1 else ())


def _map_and_facts(
    pen: Pen, board: GridBoard, page: Page, y: float, columns: tuple[float, float], height: float, facts: bool
) -> None:
    unit = page.unit
    left = columns[0] if facts else page.width
    body = section(pen, page.left, y, left, "网格范围", unit, size=24) + 10 * unit
    _map(pen, board, page.left, body, left, height, unit)
    if facts:
        x = page.left + page.width - columns[1]
        body = section(pen, x, y, columns[1], "网格概况", unit, size=24) + 10 * unit
        blocks.draw_facts(pen, x, body, columns[1], height, 0.98 * unit, board.facts)


def _map(pen: Pen, board: GridBoard, x: float, y: float, width: float, height: float, unit: float) -> None:
    note = note_height(pen, 0.8 * unit, width, "")
    names = short_names(board.map.grids, board.community)
    short = replace(board.map, grids=tuple(replace(one, name=names[one.id]) for one in board.map.grids))
    board_map.draw_map(pen, (x, y, width, height - note), short, 0.8 * unit, board.grid.id)
    map_note(pen, "", x, y + height - note, width, 0.8 * unit)


def _people(pen: Pen, board: GridBoard, x: float, y: float, width: float, unit: float, plan: RowPlan) -> float:
    body = section(pen, x, y, width, "网格人员", unit, note=CHANGED, size=24) + 10 * unit
    draw_holders(pen, x, body, width, unit, _holders(board), plan)
    return body + plan.height


def lying(pen: Pen, board: GridBoard, level: int) -> bool:
    """Draw the lying board: map and facts at the left, people, texts and flow at the right."""
    unit = min(pen.width / 1200, pen.height / 800)
    page = Page(unit, 36 * unit, pen.width - 72 * unit, 182 * unit, 20 * unit)
    duties, services = _texts(board, level)
    head = section_height(pen, unit, 24) + 10 * unit
    gap, between = 10 * unit, 30 * unit
    left = (page.width - between) * 0.36
    right = page.width - between - left
    x = page.left + left + between
    facts = level < 3
    foot = blocks.foot_height(pen, unit)
    bottom = pen.height - page.bottom - foot - 8 * unit
    flow = board_flow.plan_flow(pen, board.flow, right, 0.7 * unit, flat=True)
    items = right * 0.36 if services else 0.0
    wide = right - items - (24 * unit if services else 0.0)
    listed = max(
        blocks.duties_height(pen, duties, wide, unit, 12.5),
        blocks.list_height(pen, services, board.foot.hours, items, 0.75 * unit) if services else 0.0,
    )
    room = bottom - page.top * 0.86 - 3 * head - 2 * gap - listed - flow.height
    plan = next((one for one in holder_plans(pen, _holders(board), right, unit) if one.height <= room), None)
    if plan is None:
        return False
    gap += max(0.0, room - plan.height) / 2
    top = page.top * 0.86

    title = (board.division_line, board.grid.name, f"网格编码 {board.grid.code}")
    upright_head(pen, page, 134 * unit, title, board.title)
    whole = bottom - top
    listing = blocks.facts_height(pen, board.facts, 0.9 * unit, 2) if facts else 0.0
    map_height = whole - head - (listing + head + gap if facts else 0.0)
    body = section(pen, page.left, top, left, "网格范围", unit, size=24) + 10 * unit
    _map(pen, board, page.left, body, left, map_height, unit)
    if facts:
        y = top + head + map_height + 12 * unit
        body = section(pen, page.left, y, left, "网格概况", unit, size=24) + 10 * unit
        blocks.draw_facts(pen, page.left, body, left, bottom - body, 0.9 * unit, board.facts, 2)
    y = _people(pen, board, x, top, right, unit, plan) + gap
    body = section(pen, x, y, wide, "网格职责", unit, size=24) + 10 * unit
    blocks.draw_duties(pen, x, body, wide, unit, duties, 12.5)
    if services:
        body = section(pen, x + right - items, y, items, "便民服务", unit, size=24) + 10 * unit
        blocks.draw_list(pen, x + right - items, body, items, 0.75 * unit, services, board.foot.hours)
    y += head + listed + gap
    body = section(pen, x, y, right, "办事流程", unit, size=24) + 10 * unit
    board_flow.draw_flow(pen, x, body, right, 0.7 * unit, flow)
    blocks.draw_foot(pen, page.left, pen.height - page.bottom - foot, page.width, unit, board.foot)
    say_dropped(pen, level, (bool(board.services), len(duties) < len(board.duties), True))
    return True
