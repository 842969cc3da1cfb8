"""The layouts of a community's overview board: lying (three columns below map and people) and upright (one stack)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from desktop.documents import board_blocks as blocks
from desktop.documents import board_flow, board_legend, board_map
from desktop.documents.board_blocks import Pairs
from desktop.documents.board_page import DROPS, Page, map_note, note_height, say_dropped, upright_head
from desktop.documents.board_parts import Pen, band, fitted, section, section_height
from desktop.documents.board_people import (
    CardPlan,
    card_plans,
    draw_cards,
    draw_leader,
    draw_panel,
    leader_height,
    panel_height,
    short_names,
)
from desktop.documents.fonts import Face
from desktop.documents.setting import measure
from desktop.documents.tokens import WHITE
from desktop.services import map_layout
from desktop.services.board_content import CommunityBoard, Holder


def lying(pen: Pen, board: CommunityBoard, level: int) -> bool:
    unit = min(pen.width / 1800, pen.height / 1200)
    page = Page(unit, 50 * unit, pen.width - 100 * unit, 203 * unit, 20 * unit)
    duties = board.duties if level < 2 else board.duties[: (len(board.duties) + 1) // 2]
    gap = 40 * unit
    shares = (440, 880, 300)
    columns = [(page.width - 2 * gap) * share / sum(shares) for share in shares]
    head = section_height(pen, unit) + 11 * unit
    flow = board_flow.plan_flow(pen, board.flow, columns[1], unit)
    heights = (
        blocks.duties_height(pen, duties, columns[0], unit),
        flow.height + 6 * unit,
        blocks.supervision_height(pen, unit, columns[2], board.foot),
    )
    lower = head + max(heights)
    foot = pen.height - page.bottom - blocks.foot_line_height(pen, unit)
    lower_top = foot - 10 * unit - lower
    upper = lower_top - 24 * unit - page.top
    across = page.width - 45 * unit
    leader = leader_height(unit) + 14 * unit
    names = short_names(board.grids, board.community)
    room = upper - head - leader
    found = None
    for limit in (0.5, 0.6):
        found = next(
            (
                (share, plan)
                for share, plan in _shared_plans(pen, board, names, across, unit, limit)
                if plan.height <= room
            ),
            None,
        )
        if found:
            break
    if (board.grids and (found is None or _rather_not(pen, board, found[1], level))) or upper < 300 * unit:
        return False
    share = found[0] if found else 675 / 1655
    people = across * share
    map_width = across - people

    band(pen, 168 * unit, 5 * unit)
    _wide_head(pen, board, page)
    _map_block(pen, board, page.left, page.top, map_width, upper, unit)
    x = page.left + map_width + 45 * unit
    rule = section(pen, x, page.top, people, "网格人员", unit, note="每格列一名主责网格员")
    top = rule + 13 * unit
    draw_leader(pen, x, top, people, unit, _chief(board), _counts(board))
    if found:
        fills = board_map.fills_of(board.map)
        draw_cards(pen, x, top + leader, people, room, unit, board.grids, names, fills, found[1])

    x = page.left
    limits = any(step.limit for step in board.flow.ordinary)
    for column, title, note in zip(
        columns, ("职能职责", "办事流程", "监督服务"), ("", "时限为社区公开承诺" if limits else "", ""), strict=True
    ):
        body = section(pen, x, lower_top, column, title, unit, note=note) + 11 * unit
        if title == "职能职责":
            blocks.draw_duties(pen, x, body, column, unit, duties)
        elif title == "办事流程":
            board_flow.draw_flow(pen, x, body + 6 * unit, column, unit, flow)
        else:
            blocks.draw_supervision(pen, x, body, column, unit, board.foot)
        x += column + gap
    blocks.draw_foot_line(pen, page.left, foot, page.width, unit, board.foot)
    say_dropped(pen, level, (False, len(board.duties) > 1, False))
    return True


def _shared_plans(
    pen: Pen, board: CommunityBoard, names: Mapping[UUID, str], across: float, unit: float, limit: float
) -> list[tuple[float, CardPlan]]:
    """Return shares of the width for people with their plans: legible cards first, then a wide map."""
    shares = [675 / 1655, 0.45, 0.5] if limit <= 0.5 else [0.55, 0.6]
    slim = _aspect(board) < 1.15
    if slim:
        # A map as high as it is wide gains nothing from a wide frame: the people take the room.
        shares = [0.45, 0.5, 0.55] if limit <= 0.5 else [0.6]
    plans = [list(card_plans(pen, board.grids, names, across * share, unit)) for share in shares]
    order = sorted(
        (
            (
                not plan.pictures,
                plan.compact,
                plan.phone < 1.4 * pen.floor,
                -share if slim else share,
                -plan.phone,
                -plan.scale,
                plan.columns,
            ),
            share,
            plan,
        )
        for share, those in zip(shares, plans, strict=True)
        for plan in those
    )
    return [(share, plan) for _, share, plan in order]


def _aspect(board: CommunityBoard) -> float:
    """Return width to height of what the map shows."""
    shapes = [one.polygon for one in board.grids if one.polygon]
    outline = board.map.outline or [polygon for shape in shapes for polygon in shape]
    return map_layout.aspect(outline) if shapes else 1.5


def _chief(board: CommunityBoard) -> Holder:
    """Return the leader, the duty without the community's name, which the title says."""
    return replace(board.leader, duty=board.leader.duty.removeprefix(board.community.removesuffix("社区")))


def _rather_not(pen: Pen, board: CommunityBoard, plan: CardPlan, level: int) -> bool:
    """Tell whether to shrink text, or to drop a block where there are real photos, before the portraits go."""
    photos = any(one.member.photo for one in board.grids)
    return not plan.pictures and (pen.tight == 1.0 or (photos and level < 2))


def _counts(board: CommunityBoard) -> list[tuple[int, str]]:
    return [(board.members, "网格员"), (board.full_time, "其中专职"), (board.volunteers, "平安志愿者")]


def _wide_head(pen: Pen, board: CommunityBoard, page: Page) -> None:
    unit = page.unit
    big, small = pen.running(34 * unit), pen.running(21 * unit)
    lines = (f"社区代码 {board.code}", _kinds(board))
    right = max(
        measure(board.division_line, Face.SERIF_BOLD, big), *(measure(line, Face.SANS, small) for line in lines)
    )
    size = fitted(board.title, Face.SERIF_BLACK, 84 * unit, page.width - right - 40 * unit, pen.naming(34 * unit))
    pen.centred(page.left, 90 * unit, board.title, Face.SERIF_BLACK, size, colour=WHITE, where="标题",
                letter_space=0.03 * size if size >= 84 * unit else 0.0)  # fmt: skip
    pen.centred(page.left, 62 * unit, board.division_line, Face.SERIF_BOLD, big, colour=WHITE, align="right",
                width=page.width, where="所属区划")  # fmt: skip
    for middle, line in zip((104, 134), lines, strict=True):
        pen.centred(page.left, middle * unit, line, Face.SANS, small, colour=WHITE, align="right", width=page.width)


def upright(pen: Pen, board: CommunityBoard, level: int) -> bool:
    """Draw the upright board at a level of dropping; False when it needs more room.

    Where there is height enough, the map takes the whole width; else leader and services stand beside it.
    """
    return (level == 0 and _upright(pen, board, level, False)) or _upright(pen, board, level, True)


def _upright(pen: Pen, board: CommunityBoard, level: int, aside: bool) -> bool:
    unit = min(pen.width / 800, pen.height / 1200)
    page = Page(unit, 36 * unit, pen.width - 72 * unit, 182 * unit, 20 * unit)
    small = 0.8 * unit
    duties = board.duties if level < 2 else board.duties[: (len(board.duties) + 1) // 2]
    services = board.services if level < 1 else ()
    gap = 14 * unit
    head = section_height(pen, unit, 24) + 10 * unit
    left = (page.width - 26 * unit) * 0.62
    right = page.width - 26 * unit - left
    x = page.left + left + 26 * unit
    foot = blocks.foot_height(pen, unit)
    flow = board_flow.plan_flow(pen, board.flow, page.width, small, flat=True)
    items = blocks.list_height(pen, services, board.foot.hours, right, 0.86 * unit) if services else 0.0
    map_width = left if aside else page.width
    beside = bool(services) and not aside
    below_leader = aside and level >= 2
    listed = _duties_height(pen, duties, left if beside else page.width, unit, beside)
    listed = max(listed, items) if beside else listed
    under = items
    if below_leader:
        under, listed = blocks.duties_height(pen, duties, right, unit, 13.0), -head - gap
    low = note_height(pen, small, map_width, board.map.counted) + board_legend.legend_height(
        pen, small, map_width, _signs(board), True
    )
    least = low + (0.5 if aside else 0.4) * map_width
    if aside:
        column = panel_height(pen, unit) + (gap + head + under if under else 0.0)
        least = max(least if level < len(DROPS) else low + 0.36 * map_width, column)
    leader = 0.0 if aside else leader_height(0.72 * unit) + 10 * unit
    room = pen.height - page.top - page.bottom - 4 * head - leader - listed - flow.height - foot - 4 * gap
    names = short_names(board.grids, board.community)
    plans = list(card_plans(pen, board.grids, names, page.width, small)) if board.grids else []
    plan = None
    if _aspect(board) < 1.15:
        taller = max(least, low + (0.8 if aside else 0.6) * map_width)
        plan = next((one for one in plans if one.pictures and not one.compact and one.height <= room - taller), None)
    plan = plan or next((one for one in plans if one.height <= room - least), None)
    if board.grids and (plan is None or (not aside and plan.compact) or _rather_not(pen, board, plan, level)):
        return False
    cards = plan.height if plan else 0.0
    if room - cards < least:
        return False
    map_height = min(
        room - cards, low + (0.85 if aside else 0.72) * map_width * max(1.0, min(1.25, 1 / _aspect(board)))
    )
    spare = max(0.0, (room - cards - map_height) / 5)
    gap += spare
    cards += spare

    kinds = (board.division_line, _kinds(board), f"社区代码 {board.code}")
    upright_head(pen, page, 160 * unit, kinds, board.title)
    y = page.top
    _map_block(pen, board, page.left, y, map_width, head + map_height, small, 24 / 0.8)
    if aside:
        body = section(pen, x, y, right, "中心网格长", unit, size=24) + 10 * unit
        draw_panel(pen, x, body, right, unit, _chief(board), _counts(board))
        below = y + map_height - under
        if below_leader:
            body = section(pen, x, below, right, "职能职责", unit, size=24) + 10 * unit
            blocks.draw_duties(pen, x, body, right, unit, duties, 13.0)
        elif services:
            body = section(pen, x, below, right, "便民服务", unit, size=24) + 10 * unit
            blocks.draw_list(pen, x, body, right, 0.86 * unit, services, board.foot.hours)
    y += head + map_height + gap
    body = section(pen, page.left, y, page.width, "网格人员", unit, note="每格列一名主责网格员", size=24) + 10 * unit
    if not aside:
        draw_leader(pen, page.left, body, page.width, 0.72 * unit, _chief(board), _counts(board))
    y += head + leader
    if plan:
        fills = board_map.fills_of(board.map)
        draw_cards(pen, page.left, y, page.width, cards, small, board.grids, names, fills, plan)
    y += cards + gap
    if not below_leader:
        wide = left if beside else page.width
        body = section(pen, page.left, y, wide, "职能职责", unit, size=24) + 10 * unit
        _draw_duties(pen, page.left, body, wide, unit, duties, beside)
        if beside:
            body = section(pen, x, y, right, "便民服务", unit, size=24) + 10 * unit
            blocks.draw_list(pen, x, body, right, 0.86 * unit, services, board.foot.hours)
    y += head + listed + gap
    note = "时限为社区公开承诺" if any(step.limit for step in board.flow.ordinary) else ""
    body = section(pen, page.left, y, page.width, "办事流程", unit, note=note, size=24) + 10 * unit
    board_flow.draw_flow(pen, page.left, body, page.width, small, flow)
    blocks.draw_foot(pen, page.left, pen.height - page.bottom - foot, page.width, unit, board.foot)
    say_dropped(pen, level, (bool(board.services), len(board.duties) > 1, False))
    return True


def _duties_height(pen: Pen, duties: Pairs, width: float, unit: float, beside: bool) -> float:
    if beside:
        return blocks.duties_height(pen, duties, width, unit, 14.0)
    half = (len(duties) + 1) // 2
    column = (width - 26 * unit) / 2
    return max(blocks.duties_height(pen, part, column, unit, 14.0) for part in (duties[:half], duties[half:]))


def _draw_duties(pen: Pen, x: float, y: float, width: float, unit: float, duties: Pairs, beside: bool) -> None:
    """Draw duties in one column beside the service items, in two where they have the whole width."""
    if beside:
        blocks.draw_duties(pen, x, y, width, unit, duties, 14.0)
        return
    half = (len(duties) + 1) // 2
    column = (width - 26 * unit) / 2
    blocks.draw_duties(pen, x, y, column, unit, duties[:half], 14.0)
    blocks.draw_duties(pen, x + column + 26 * unit, y, column, unit, duties[half:], 14.0)


def _kinds(board: CommunityBoard) -> str:
    parts = [f"综合网格{board.residential}个"] if board.residential else []
    parts += [f"专属网格{board.dedicated}个"] if board.dedicated else []
    return "\u3000".join(parts) or "尚无网格"


def _map_block(
    pen: Pen, board: CommunityBoard, x: float, y: float, width: float, height: float, unit: float, size: float = 34
) -> None:
    """Draw the map with head, legend and note into a box."""
    rule = section(pen, x, y, width, "区域划分", unit, note="网格编号自西向东、自北向南", size=size)
    top = rule + 13 * unit
    drawn = any(one.polygon for one in board.grids)
    signs = _signs(board)
    note = note_height(pen, unit, width, board.map.counted)
    legend = board_legend.legend_height(pen, unit, width, signs, drawn)
    names = short_names(board.grids, board.community)
    short = replace(board.map, grids=tuple(replace(one, name=names[one.id]) for one in board.grids))
    seen = board_map.draw_map(pen, (x, top, width, y + height - top - legend - note), short, unit)
    below = board_legend.draw_legend(pen, x, y + height - legend - note, width, unit, seen, drawn)
    map_note(pen, board.map.counted, x, below, width, unit)


def _signs(board: CommunityBoard) -> list[str]:
    """Return the signs the legend will have at most, to know its height before the map is drawn."""
    if not any(one.polygon for one in board.grids):
        return ["dedicated"] if board.dedicated else []
    kinds = {one.kind for one in board.map.features}
    return [
        *(["dedicated"] if board.dedicated else []),
        *(kind for kind in ("service_centre", "notice_board") if kind in kinds),
        *(["water"] if kinds & {"river", "lake"} else []),
    ]
