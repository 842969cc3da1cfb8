"""People on a board: the leader's strip, one card for each grid, the row of portraits of a grid board.

Names are never cut; where room is short, phones come down from the size of names to running text, then the cards get
more columns and fewer lines, and only at last the portraits go. The print report says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop.documents.board_parts import NAMES, RUNNING, Pen, fitted, name_lines, portrait
from desktop.documents.fonts import Face
from desktop.documents.setting import measure, name_text, unbroken, wrap
from desktop.documents.tokens import GREY_1, GREY_2, GREY_3, GREY_4, INK, RED, TINT, Ink
from desktop.services.board_content import UNDECIDED, VACANT, BoardGrid, Holder, thousands
from desktop.services.checks import readable_phone

RATIO = 5 / 7
_TEXT_GAP = 0.17  # between portrait and text, of the portrait's height


def leader_height(unit: float) -> float:
    """Return the height of the leader's strip."""
    return 126 * unit


def draw_leader(
    pen: Pen, x: float, y: float, width: float, unit: float, leader: Holder, counts: Sequence[tuple[int, str]]
) -> None:
    """Draw the strip of the leader (中心网格长) with the head counts at its right."""
    height = leader_height(unit)
    pen.rect(x, y, width, height, fill=TINT)
    pen.rect(x, y, 6 * unit, height, fill=RED)
    pad = 10 * unit
    tall = height - 2 * pad
    left = x + 20 * unit
    portrait(pen, (left, y + pad, tall * RATIO, tall), leader.photo, vacant=leader.vacant, unit=unit, where=leader.name)
    left += tall * RATIO + 20 * unit

    small = pen.caption(15.5 * unit)
    right = x + width - 14 * unit
    figure = max(40 * unit, NAMES * pen.floor)
    for at, (number, label) in enumerate(reversed(counts)):
        text = thousands(number)
        wide = max(measure(text, Face.SANS_BOLD, figure) + 1.2 * small, measure(label, Face.SANS, small))
        column = right - wide
        used = pen.text(column, y + 0.52 * height, text, Face.SANS_BOLD, figure)
        pen.text(column + used + 0.15 * small, y + 0.52 * height, "人", Face.SANS, small, colour=GREY_1)
        pen.text(column, y + 0.52 * height + 1.75 * small, label, Face.SANS, small, colour=GREY_1)
        right = column - 12 * unit
        if at < len(counts) - 1:
            pen.line(right, y + 0.24 * height, right, y + 0.78 * height, 0.4 * unit, GREY_3)
            right -= 12 * unit

    room = right - left
    line_em = pen.running(20 * unit)
    phone_size = max(RUNNING * pen.floor, min(NAMES * pen.floor, 24 * unit))
    title = name_text(leader.name) if leader.name else (VACANT if leader.vacant else UNDECIDED)
    size, lines = name_lines(title, Face.SERIF_BLACK, max(40 * unit, NAMES * pen.floor), room, pen.floor)
    rows = len(lines)
    if rows > 1:
        size = min(size, (height - 2 * pad - 1.3 * line_em - 1.2 * phone_size) / (1.12 * rows))
        size = max(size, pen.floor)
    block = rows * 1.14 * size + 1.45 * line_em + 1.25 * phone_size
    top = y + (height - block) / 2
    for line in lines:
        colour = GREY_2 if leader.vacant else INK
        pen.centred(left, top + 0.57 * size, line, Face.SERIF_BLACK, size, colour=colour, where="中心网格长姓名")
        top += 1.14 * size
    middle = top + 0.78 * line_em
    used = pen.squeezed(left, middle, leader.role, Face.SANS_BOLD, line_em, room, colour=RED, where="中心网格长")
    duty_room = room - used - 0.8 * line_em
    duty = fitted(leader.duty, Face.SANS, line_em, duty_room, pen.floor)
    if leader.duty and measure(leader.duty, Face.SANS, duty) <= duty_room:
        pen.centred(left + used + 0.8 * line_em, middle, leader.duty, Face.SANS, duty, where="中心网格长职务")
    elif leader.duty:
        pen.report.add("中心网格长", f"职务“{leader.duty}”太长，没有印在牌上。")
    _phone(pen, left, top + 1.45 * line_em + 0.62 * phone_size, room, leader, phone_size, label="办公电话")


def panel_height(pen: Pen, unit: float) -> float:
    """Return the height of the leader's panel."""
    return 150 * unit + 2.2 * pen.floor


def draw_panel(
    pen: Pen, x: float, y: float, width: float, unit: float, leader: Holder, counts: Sequence[tuple[int, str]]
) -> None:
    """Draw leader and head counts in a narrow column: portrait and name above, counts in a row below."""
    height = panel_height(pen, unit)
    pen.rect(x, y, width, height, fill=TINT)
    pen.rect(x, y, 5 * unit, height, fill=RED)
    pad, left = 10 * unit, x + 16 * unit
    tall = 92 * unit
    portrait(pen, (left, y + pad, tall * RATIO, tall), leader.photo, vacant=leader.vacant, unit=unit, where=leader.name)
    edge = left + tall * RATIO + 12 * unit
    room = x + width - edge - 8 * unit
    title = name_text(leader.name) if leader.name else VACANT
    small, phone = pen.running(14 * unit), max(RUNNING * pen.floor, min(NAMES * pen.floor, 18 * unit))
    em = pen.naming(32 * unit)
    while True:
        size, lines = name_lines(title, Face.SERIF_BLACK, em, room, pen.floor)
        said = [leader.role, *([leader.duty] if leader.duty and len(lines) < 2 else [])]
        rest = len(said) * 1.35 * small + 1.3 * phone
        if rest + 1.14 * size * len(lines) <= tall or em <= pen.floor:
            break
        em = max(0.92 * em, pen.floor)
    top = y + pad + max(0.0, (tall - rest - 1.14 * size * len(lines)) / 2)
    for line in lines:
        colour = GREY_2 if leader.vacant else INK
        pen.centred(edge, top + 0.57 * size, line, Face.SERIF_BLACK, size, colour=colour, where="中心网格长姓名")
        top += 1.14 * size
    for at, line in enumerate(said):
        face, colour = (Face.SANS, INK) if at else (Face.SANS_BOLD, RED)
        pen.squeezed(edge, top + 0.68 * small, line, face, small, room, colour=colour, where="中心网格长")
        top += 1.35 * small
    _phone(pen, edge, top + 0.65 * phone, room, leader, phone)
    figure, label = pen.naming(26 * unit), pen.caption(12.5 * unit)
    base = y + pad + tall + 8 * unit + 0.5 * figure
    column = (x + width - left) / len(counts)
    pen.line(left, y + pad + tall + 4 * unit, x + width - 10 * unit, y + pad + tall + 4 * unit, 0.35 * unit, GREY_4)
    for at, (number, name) in enumerate(counts):
        spot = left + at * column
        used = pen.centred(spot, base, thousands(number), Face.SANS_BOLD, figure)
        pen.text(spot + used + 0.15 * label, base + 0.37 * figure, "人", Face.SANS, label, colour=GREY_1)
        pen.squeezed(spot, base + 0.62 * figure + 0.7 * label, name, Face.SANS, label, column - 4 * unit, colour=GREY_1)


def _phone(pen: Pen, x: float, middle: float, room: float, holder: Holder, size: float, label: str = "") -> None:
    """Draw the phone line of a person, with 社区代管 before it for a vacancy; a grey dash where there is none."""
    if not holder.phone:
        pen.centred(x, middle, "—", Face.SANS, size, colour=GREY_2)
        return
    number = readable_phone(holder.phone)
    before = holder.phone_note or label
    small = max(pen.floor, min(size, 1.25 * pen.floor))
    lead = measure(before, Face.SANS, small) + 0.35 * small if before else 0.0
    if before and lead + measure(number, Face.SANS, size) > room:
        smaller = fitted(number, Face.SANS, size, room - lead, RUNNING * pen.floor)
        if lead + measure(number, Face.SANS, smaller) > room:
            before, lead = "", 0.0
        else:
            size = smaller
    if before:
        pen.centred(x, middle, before, Face.SANS, small, colour=GREY_1)
    pen.squeezed(x + lead, middle, number, Face.SANS, size, room - lead, where="电话")


def short_names(grids: Sequence[BoardGrid], community: str) -> dict[UUID, str]:
    """Return the grids' names without the community's name before them, which the board's title says already."""
    found = {}
    plain = community.removesuffix("社区")
    for one in grids:
        rest = one.name.removeprefix(community)
        if rest == one.name and rest.startswith(f"{plain}第"):
            rest = rest.removeprefix(plain)
        found[one.id] = rest if len(rest) >= 2 else one.name
    return found


@dataclass(frozen=True)
class CardPlan:
    """How the cards are laid out: columns, what a card holds, sizes and heights of the rows."""

    columns: int
    compact: bool
    """Role beside the name instead of below it."""
    pictures: bool
    phone: float
    scale: float
    portrait: float
    """Height of the portraits."""
    rows: tuple[float, ...]
    gap: float

    @property
    def height(self) -> float:
        """Height of all rows."""
        return sum(self.rows)


def card_plans(
    pen: Pen, grids: Sequence[BoardGrid], names: Mapping[UUID, str], width: float, unit: float, most: int = 6
) -> Iterator[CardPlan]:
    """Yield ways to lay out the cards in a width, the most legible first, then ever lower ones."""
    floor = pen.floor
    kinds = [
        (False, True, NAMES),
        (False, True, 1.45),
        (False, True, RUNNING),
        (True, True, 1.45),
        (True, True, RUNNING),
        (False, False, RUNNING),
        (True, False, RUNNING),
    ]
    count = len(grids)
    for compact, pictures, phone in kinds:
        for scale in (1.5, 1.3, 1.15, 1.0) if (compact, pictures, phone) == kinds[0] else (1.0,):
            for columns in range(1 if count < 3 else 2, min(most, count) + 1):
                plan = _card_plan(pen, grids, names, width, unit, columns, compact, pictures, phone * floor, scale)
                if plan:
                    yield plan


def _card_plan(
    pen: Pen,
    grids: Sequence[BoardGrid],
    names: Mapping[UUID, str],
    width: float,
    unit: float,
    columns: int,
    compact: bool,
    pictures: bool,
    phone: float,
    scale: float,
) -> CardPlan | None:
    gap = 16 * unit
    column = (width - (columns - 1) * gap) / columns
    name = _name_size(pen, unit * scale, compact)
    text = pen.running(17 * unit * scale)
    phone = max(phone, phone * scale if scale > 1 else 0)
    plain = 1.36 * text + 1.2 * name + (0.0 if compact else 1.28 * pen.caption(15.5 * unit * scale)) + 1.22 * phone
    tall = plain if pictures else 0.0
    room = column - tall * (RATIO + _TEXT_GAP)
    longest = max((measure(readable_phone(one.member.phone), Face.SANS, phone) for one in grids), default=0.0)
    if room < max(longest, 4.1 * text, 3.05 * name):
        return None
    rows = []
    for start in range(0, len(grids), columns):
        heights = [
            _card_height(pen, one, names[one.id], room, name, text, phone, compact, unit * scale)
            for one in grids[start : start + columns]
        ]
        rows.append(max(*heights, tall) + 11 * unit)
    return CardPlan(columns, compact, pictures, phone, scale, tall, tuple(rows), gap)


def _name_size(pen: Pen, unit: float, compact: bool) -> float:
    return pen.naming((26 if compact else 29) * unit)


def _grid_lines(name: str, size: float, room: float, floor: float) -> tuple[float, list[str]]:
    """Return size and lines of a grid's name beside its chip: shrunk to the floor, then in lines."""
    for shown in (name, name.removesuffix("网格") or name):
        shrunk = fitted(shown, Face.SANS_MEDIUM, size, room, floor)
        if measure(shown, Face.SANS_MEDIUM, shrunk) <= room:
            return shrunk, [shown]
    return floor, wrap(name.replace("网格", unbroken("网格")), Face.SANS_MEDIUM, floor, room)


def _card_height(
    pen: Pen,
    grid: BoardGrid,
    name: str,
    room: float,
    size: float,
    text: float,
    phone: float,
    compact: bool,
    unit: float,
) -> float:
    chip = _chip_width(grid.number, text)
    small, lines = _grid_lines(name, text, room - chip, pen.floor)
    height = 1.36 * text + (len(lines) - 1) * 1.2 * small
    used, name_rows, _ = _card_name(pen, grid.member, size, room, compact)
    height += 1.2 * size if len(name_rows) == 1 else 1.12 * used * len(name_rows) + 0.08 * size
    return height + (0.0 if compact else 1.28 * pen.caption(15.5 * unit)) + 1.22 * phone


def _chip_width(number: str, text: float) -> float:
    return max(2.35 * text, measure(number, Face.SANS_BOLD, text) + 0.9 * text) + 0.55 * text


def _card_name(pen: Pen, holder: Holder, size: float, room: float, compact: bool) -> tuple[float, list[str], str]:
    """Return size and lines of a name, and the role that still has room after the last line (专职, 兼职)."""
    shown = name_text(holder.name) if holder.name else VACANT
    role = holder.role.removesuffix("网格员") if compact else ""
    wide = measure(role, Face.SANS, pen.floor) + 0.5 * pen.floor if role else 0.0
    if wide and measure(shown, Face.SERIF_BLACK, 0.72 * size) + wide <= room:
        used, lines = name_lines(shown, Face.SERIF_BLACK, size, room - wide, pen.floor)
        return used, lines, role
    used, lines = name_lines(shown, Face.SERIF_BLACK, size, room, pen.floor)
    fits = measure(lines[-1], Face.SERIF_BLACK, used) + wide <= room
    return used, lines, role if fits else ""


def draw_cards(
    pen: Pen,
    x: float,
    y: float,
    width: float,
    height: float,
    unit: float,
    grids: Sequence[BoardGrid],
    names: Mapping[UUID, str],
    fills: Mapping[UUID, Ink],
    plan: CardPlan,
) -> None:
    """Draw one card for each grid, rows spread over the height as far as it looks well."""
    column = (width - (plan.columns - 1) * plan.gap) / plan.columns
    spare = max(0.0, height - plan.height) / max(1, len(plan.rows))
    spare = min(spare, 0.22 * plan.height / len(plan.rows)) if plan.rows else 0.0
    for at, row in enumerate(plan.rows):
        for place, one in enumerate(grids[at * plan.columns : (at + 1) * plan.columns]):
            left = x + place * (column + plan.gap)
            _draw_card(pen, left, y, column, unit, one, names[one.id], fills[one.id], plan)
            if at < len(plan.rows) - 1:
                rule = y + row + spare - (8 * unit + spare / 2)
                pen.line(left, rule, left + column, rule, 0.35 * unit, GREY_4)
        y += row + spare
    if plan.phone < 1.4 * pen.floor or not plan.pictures:
        lost = "，没有印照片" if not plan.pictures else ""
        pen.report.add("网格人员", f"卡片较多，电话字高{plan.phone:.0f}毫米{lost}；要更大的字请选更大的牌面。")


def _draw_card(
    pen: Pen,
    x: float,
    y: float,
    column: float,
    unit: float,
    grid: BoardGrid,
    name: str,
    fill: Ink,
    plan: CardPlan,
) -> None:
    holder = grid.member
    left = x
    if plan.pictures:
        box = (x, y, plan.portrait * RATIO, plan.portrait)
        portrait(pen, box, holder.photo, vacant=holder.vacant, unit=unit, where=holder.name)
        left += plan.portrait * (RATIO + _TEXT_GAP)
    room = x + column - left
    where = f"{grid.number}{name}"
    text = pen.running(17 * unit * plan.scale)
    chip = _chip_width(grid.number, text)
    tall = 1.22 * text
    pen.rect(left, y, chip - 0.55 * text, tall, fill=fill)
    pen.centred(
        left, y + tall / 2, grid.number, Face.SANS_BOLD, text, align="centre", width=chip - 0.55 * text, where=where
    )
    small, lines = _grid_lines(name, text, room - chip, pen.floor)
    middle = y + tall / 2
    for line in lines:
        pen.centred(left + chip, middle, line, Face.SANS_MEDIUM, small, where=where)
        middle += 1.2 * small
    top = y + 1.36 * text + (len(lines) - 1) * 1.2 * small

    size = _name_size(pen, unit * plan.scale, plan.compact)
    used, rows, role = _card_name(pen, holder, size, room, plan.compact)
    pitch = 1.2 * size if len(rows) == 1 else 1.12 * used
    colour = GREY_2 if holder.vacant else INK
    for row in rows:
        wide = pen.centred(left, top + pitch / 2, row, Face.SERIF_BLACK, used, colour=colour, where=where)
        if role and row is rows[-1]:
            pen.text(
                left + wide + 0.5 * pen.floor, top + pitch / 2 + 0.37 * used, role, Face.SANS, pen.floor, colour=GREY_1
            )
        top += pitch
    top += 0.08 * size if len(rows) > 1 else 0.0
    small = pen.caption(15.5 * unit * plan.scale)
    phone = f" {readable_phone(holder.phone)}"
    if not plan.compact:
        said = holder.role
        note = holder.phone_note
        if note and measure(note, Face.SANS, pen.floor) + measure(phone, Face.SANS, RUNNING * pen.floor) > room:
            said = next((one for one in (f"{said}·{note}", note) if measure(one, Face.SANS, pen.floor) <= room), said)
        pen.squeezed(left, top + 0.62 * small, said, Face.SANS, small, room, colour=GREY_1, where=where)
        top += 1.28 * small
    _phone(pen, left, top + 0.64 * plan.phone, room, holder, plan.phone)


@dataclass(frozen=True)
class RowPlan:
    """How the people of a grid board stand: columns, height of the portraits, heights of each row's parts."""

    columns: int
    portrait: float
    names: tuple[float, ...]
    duties: tuple[float, ...]
    gap: float
    height: float


def holder_plans(pen: Pen, holders: Sequence[Holder], width: float, unit: float) -> Iterator[RowPlan]:
    """Yield ways to set the portraits of a grid board, large pictures first."""
    least = 5 if len(holders) <= 5 else math.ceil(len(holders) / 2)
    for tall in (112, 106, 100, 94, 88, 80, 72, 64, 50):
        for columns in (least, least + 1) if len(holders) > 5 else (least,):
            gap = 16 * unit
            column = (width - (columns - 1) * gap) / columns
            if column < 6.6 * RUNNING * pen.floor:
                continue
            picture = min(tall * unit, column / RATIO)
            names, duties = [], []
            for start in range(0, len(holders), columns):
                row = holders[start : start + columns]
                names.append(max(_name_height(pen, one, column, unit) for one in row))
                duties.append(max(_duty_height(pen, one, column, unit) for one in row))
            rest = 1.5 * pen.running(16 * unit) + 1.3 * _holder_phone(pen, holders, column, unit) + 12 * unit
            height = sum(names) + sum(duties) + len(names) * (picture + rest) - 12 * unit
            yield RowPlan(columns, picture, tuple(names), tuple(duties), gap, height)


def _holder_phone(pen: Pen, holders: Sequence[Holder], column: float, unit: float) -> float:
    """Return the size of the phones: that of names where all fit, else what does."""
    wide = max((measure(readable_phone(one.phone), Face.SANS_MEDIUM, 1) for one in holders if one.phone), default=1.0)
    return max(RUNNING * pen.floor, min(NAMES * pen.floor, max(18 * unit, NAMES * pen.floor), column / wide))


def _name_height(pen: Pen, holder: Holder, column: float, unit: float) -> float:
    size = pen.naming(27 * unit)
    shown = name_text(holder.name) if holder.name else VACANT
    used, lines = _row_name(pen, shown, size, column)
    return 1.3 * size if len(lines) == 1 else 1.12 * used * len(lines) + 0.06 * size


def _row_name(pen: Pen, shown: str, size: float, column: float) -> tuple[float, list[str]]:
    """Return size and lines of a name below a portrait; two lines are set smaller, so that rows stay even."""
    used, lines = name_lines(shown, Face.SERIF_BLACK, size, column, pen.floor)
    return (min(used, max(0.8 * size, NAMES * pen.floor)), lines) if len(lines) > 1 else (used, lines)


def _duty_lines(pen: Pen, holder: Holder, column: float, unit: float) -> tuple[float, list[str]]:
    said = holder.phone_note if holder.vacant else holder.duty
    if not said:
        return 0.0, []
    size = fitted(said, Face.SANS, pen.running(14.5 * unit), column, pen.floor)
    if measure(said, Face.SANS, size) <= column:
        return size, [said]
    return size, wrap(said, Face.SANS, size, column)


def _duty_height(pen: Pen, holder: Holder, column: float, unit: float) -> float:
    size, lines = _duty_lines(pen, holder, column, unit)
    return 1.35 * size * len(lines)


def draw_holders(
    pen: Pen, x: float, y: float, width: float, unit: float, holders: Sequence[Holder], plan: RowPlan
) -> None:
    """Draw the people of a grid board: portrait, role, name, duty and phone in columns."""
    column = (width - (plan.columns - 1) * plan.gap) / plan.columns
    text = pen.running(16 * unit)
    phone = _holder_phone(pen, holders, column, unit)
    for at, (names, duties) in enumerate(zip(plan.names, plan.duties, strict=True)):
        row = holders[at * plan.columns : (at + 1) * plan.columns]
        for place, one in enumerate(row):
            left = x + place * (column + plan.gap)
            where = one.name or one.role
            box = (left, y, plan.portrait * RATIO, plan.portrait)
            portrait(pen, box, one.photo, vacant=one.vacant, unit=unit, where=where)
            top = y + plan.portrait + 0.3 * text
            colour = RED if one is holders[0] else INK
            pen.squeezed(left, top + 0.6 * text, one.role, Face.SANS_BOLD, text, column, colour=colour, where=where)
            top += 1.2 * text
            size = pen.naming(27 * unit)
            shown = name_text(one.name) if one.name else VACANT
            used, lines = _row_name(pen, shown, size, column)
            pitch = 1.3 * size if len(lines) == 1 else 1.12 * used
            below = top
            for line in lines:
                colour = GREY_2 if one.vacant else INK
                pen.centred(left, below + pitch / 2, line, Face.SERIF_BLACK, used, colour=colour, where=where)
                below += pitch
            below = top + names
            size, lines = _duty_lines(pen, one, column, unit)
            for line in lines:
                pen.centred(left, below + 0.67 * size, line, Face.SANS, size, colour=GREY_1, where=where)
                below += 1.35 * size
            below = top + names + duties
            if one.phone:
                pen.centred(left, below + 0.64 * phone, readable_phone(one.phone), Face.SANS_MEDIUM, phone, where=where)
            else:
                pen.centred(left, below + 0.64 * phone, "—", Face.SANS, phone, colour=GREY_2)
        y += plan.portrait + 1.5 * text + names + duties + 1.3 * phone + 12 * unit
