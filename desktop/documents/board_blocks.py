"""The plain blocks of a board: duties, service items, facts, supervision, and the foot with phones and date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.documents.board_parts import NAMES, RUNNING, Pen, fitted, qr_code
from desktop.documents.fonts import Face
from desktop.documents.setting import measure, name_text, wrap
from desktop.documents.tokens import GREY_1, GREY_2, GREY_4, INK, RED
from desktop.services.board_content import Foot
from desktop.services.checks import readable_phone

DEMO = "演示数据，人名、电话、地名均为虚构"
TO_FILL = "待补"
PITCH = 1.32

Pairs = Sequence[tuple[str, str]]


def day_text(day: date) -> str:
    """Return a day as boards print it: 2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _duty_columns(pen: Pen, duties: Pairs, unit: float, text: float) -> tuple[float, float]:
    size = pen.running(text * unit)
    titles = [measure(title, Face.SANS_BOLD, size) for title, said in duties if said]
    return size, max(titles, default=0.0) + 0.9 * size


def duties_height(pen: Pen, duties: Pairs, width: float, unit: float, text: float = 17.0) -> float:
    """Return the height of the duties in a width."""
    size, column = _duty_columns(pen, duties, unit, text)
    lines = sum(len(_duty(title, said, size, width, column)) for title, said in duties)
    return lines * PITCH * size


def _duty(title: str, said: str, size: float, width: float, column: float) -> list[str]:
    if not said:
        return wrap(title, Face.SANS_BOLD, size, width)
    return wrap(said, Face.SANS, size, width - column)


def draw_duties(pen: Pen, x: float, y: float, width: float, unit: float, duties: Pairs, text: float = 17.0) -> float:
    """Draw duties as bold titles and their texts and return the height below them."""
    size, column = _duty_columns(pen, duties, unit, text)
    for title, said in duties:
        lines = _duty(title, said, size, width, column)
        if said:
            pen.centred(x, y + PITCH * size / 2, title, Face.SANS_BOLD, size, where="职责")
        for line in lines:
            face = Face.SANS if said else Face.SANS_BOLD
            pen.centred(x + (column if said else 0), y + PITCH * size / 2, line, face, size, where="职责")
            y += PITCH * size
    return y


def list_height(pen: Pen, lines: Sequence[str], hours: Sequence[str], width: float, unit: float) -> float:
    """Return the height of service items and hours."""
    size = pen.running(16.5 * unit)
    return (sum(len(wrap(one, Face.SANS, size, width)) for one in lines) + len(hours)) * PITCH * size


def draw_list(
    pen: Pen, x: float, y: float, width: float, unit: float, lines: Sequence[str], hours: Sequence[str]
) -> float:
    """Draw service items and hours and return the height below them."""
    size = pen.running(16.5 * unit)
    for one in lines:
        for line in wrap(one, Face.SANS, size, width):
            pen.centred(x, y + PITCH * size / 2, line, Face.SANS, size, where="便民服务")
            y += PITCH * size
    for left, line in zip(_aligned(pen, hours, size, Face.SANS_MEDIUM), hours, strict=True):
        pen.centred(x + left, y + PITCH * size / 2, line, Face.SANS_MEDIUM, size, where="服务时间")
        y += PITCH * size
    return y


def _aligned(pen: Pen, hours: Sequence[str], size: float, face: Face) -> list[float]:
    """Return the indent of each line of hours: bare times stand under the times of the first line."""
    head = hours[0].partition(" ")[0] if hours and " " in hours[0] else ""
    indent = measure(f"{head} ", face, size) if head else 0.0
    return [indent if at and " " not in line and line[:1].isdigit() else 0.0 for at, line in enumerate(hours)]


def facts_height(pen: Pen, facts: Pairs, unit: float, columns: int = 1) -> float:
    """Return the least height of the facts."""
    return -(-len(facts) // columns) * 1.5 * pen.running(17 * unit)


def draw_facts(
    pen: Pen, x: float, y: float, width: float, height: float, unit: float, facts: Pairs, columns: int = 1
) -> None:
    """Draw the facts of a grid as a list with hairlines, spread over the height; a missing one is a grey dash."""
    if not facts:
        return
    rows = -(-len(facts) // columns)
    pitch = min(height / rows, 2.1 * pen.running(18 * unit))
    gap = 24 * unit
    column = (width - (columns - 1) * gap) / columns
    size = min(pen.running(18 * unit), pitch / 1.4)
    size = max(size, pen.running(0))
    small = max(pen.floor, min(0.9 * size, 16 * unit))
    label_width = 4 * small + 0.9 * small
    for at, (label, value) in enumerate(facts):
        left = x + (at // rows) * (column + gap)
        middle = y + (at % rows + 0.5) * pitch
        pen.centred(left, middle, name_text(label), Face.SANS, small, colour=GREY_1)
        room = column - label_width
        fit = fitted(value or "—", Face.SANS_MEDIUM, size, room, pen.floor)
        lines = [value or "—"] if measure(value or "—", Face.SANS_MEDIUM, fit) <= room else None
        if lines is None:
            lines = wrap(value, Face.SANS_MEDIUM, pen.floor, room)
            most = max(1, int(pitch / (1.1 * pen.floor)))
            if len(lines) > most:
                lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
                pen.report.add("网格概况", f"“{label}”的文字太长，没有印全。")
        for number, line in enumerate(lines):
            offset = (number - (len(lines) - 1) / 2) * 1.1 * fit
            colour = INK if value else GREY_2
            pen.centred(left + label_width, middle + offset, line, Face.SANS_MEDIUM, fit, colour=colour, where=label)
        if at % rows < rows - 1 or columns == 1:
            pen.line(left, y + (at % rows + 1) * pitch, left + column, y + (at % rows + 1) * pitch, 0.35 * unit, GREY_4)


def supervision_height(pen: Pen, unit: float, width: float, foot: Foot) -> float:
    """Return the height of the supervision column."""
    small = pen.caption(17 * unit)
    below = len(foot.hours) * 1.3 * pen.caption(16 * unit) + 1.5 * pen.running(17 * unit)
    if foot.qr:
        below = max(below, _qr_side(unit, width) + 1.6 * pen.caption(15.5 * unit))
    return 1.3 * small + 1.25 * _phone_size(pen, unit, width, foot) + 8 * unit + below


def _qr_side(unit: float, width: float) -> float:
    return min(100 * unit, 0.36 * width)


def _phone_size(pen: Pen, unit: float, width: float, foot: Foot) -> float:
    shown = readable_phone(foot.supervision_phone) or TO_FILL
    return fitted(shown, Face.SANS_BOLD, max(38 * unit, NAMES * pen.floor), width, NAMES * pen.floor)


def draw_supervision(pen: Pen, x: float, y: float, width: float, unit: float, foot: Foot) -> None:
    """Draw phone in red, hotline, hours and QR code one below the other (community board)."""
    small = pen.caption(17 * unit)
    pen.centred(x, y + 0.65 * small, "监督电话", Face.SANS, small, colour=GREY_1)
    y += 1.3 * small
    size = _phone_size(pen, unit, width, foot)
    _supervision_phone(pen, x, y + 0.62 * size, size, foot)
    y += 1.25 * size + 8 * unit
    side = _qr_side(unit, width) if foot.qr else 0.0
    if foot.qr:
        qr_code(pen, x + width - side, y, side, foot.qr)
        mark = pen.caption(15.5 * unit)
        label = "扫码看办事指南"
        wide = measure(label, Face.SANS, mark)
        pen.centred(x + width - max(wide, side), y + side + 0.95 * mark, label, Face.SANS, mark, colour=GREY_1)
    text = pen.running(17 * unit)
    room = width - side - (14 * unit if side else 0)
    hotline = f"政务服务热线 {foot.hotline}"
    if foot.hotline and measure(hotline, Face.SANS_BOLD, text) <= room:
        pen.centred(x, y + 0.65 * text, hotline, Face.SANS_BOLD, text)
        y += 1.5 * text
    elif foot.hotline:
        pen.squeezed(x, y + 0.65 * text, "政务服务热线", Face.SANS_BOLD, text, room)
        pen.centred(x, y + 1.95 * text, foot.hotline, Face.SANS_BOLD, text)
        y += 2.8 * text
    hour = pen.caption(16 * unit)
    hours = [part for one in foot.hours for part in _hour_lines(one, hour, room)]
    for left, line in zip(_aligned(pen, hours, hour, Face.SANS), hours, strict=True):
        pen.centred(x + left, y + 0.65 * hour, line, Face.SANS, hour, colour=GREY_1)
        y += 1.3 * hour


def _hour_lines(line: str, size: float, room: float) -> list[str]:
    if measure(line, Face.SANS, size) <= room:
        return [line]
    return [part for part in line.split(" ") if part]


def _supervision_phone(pen: Pen, x: float, middle: float, size: float, foot: Foot) -> None:
    if foot.supervision_phone:
        pen.centred(
            x, middle, readable_phone(foot.supervision_phone), Face.SANS_BOLD, size, colour=RED, where="监督电话"
        )
    else:
        pen.centred(x, middle, TO_FILL, Face.SANS_BOLD, size, colour=GREY_2)


def foot_line_height(pen: Pen, unit: float) -> float:
    """Return the height of the line with date and maker, to the bottom margin."""
    return 1.6 * pen.caption(17 * unit)


def draw_foot_line(pen: Pen, x: float, y: float, width: float, unit: float, foot: Foot) -> None:
    """Draw date and maker at the left and the demo mark at the right, under a hairline (community board)."""
    size = pen.caption(17.5 * unit)
    pen.line(x, y, x + width, y, 0.4 * unit, GREY_4)
    middle = y + 0.95 * size
    left = x + pen.centred(x, middle, f"更新日期：{day_text(foot.updated_on)}", Face.SANS, size) + 2 * size
    room = x + width - left
    mark = pen.caption(15.5 * unit)
    if foot.demonstration:
        demo = DEMO if 21 * size + measure(DEMO, Face.SANS, mark) < room else "演示数据"
        pen.centred(x, middle, demo, Face.SANS, mark, colour=GREY_2, align="right", width=width)
        room -= measure(demo, Face.SANS, mark) + size
    maker = f"制作：{foot.maker}"
    pen.squeezed(left, middle, maker, Face.SANS, size, room, where="制作单位")


def foot_height(pen: Pen, unit: float) -> float:
    """Return the height of the upright board's foot."""
    return (
        1.4 * pen.caption(15.5 * unit)
        + 1.08 * max(38 * unit, NAMES * pen.floor)
        + 1.5 * pen.caption(14.5 * unit)
        + 7 * unit
    )


def draw_foot(pen: Pen, x: float, y: float, width: float, unit: float, foot: Foot) -> None:
    """Draw phone, hotline, date, maker and QR code side by side (upright boards)."""
    pen.line(x, y, x + width, y, 0.4 * unit, GREY_4)
    height = foot_height(pen, unit)
    label = pen.caption(15.5 * unit)
    mark = pen.caption(14 * unit)
    big = max(38 * unit, NAMES * pen.floor)
    date_size = max(24 * unit, RUNNING * pen.floor)
    top = y + 7 * unit
    base = top + 1.4 * label + 0.54 * big
    side = height - 6 * unit if foot.qr else 0.0
    right = x + width
    if foot.qr:
        side = min(side, 0.13 * width)
        qr_code(pen, right - side, top, side, foot.qr)
        right -= side + 14 * unit
    number = readable_phone(foot.supervision_phone) or TO_FILL
    day = day_text(foot.updated_on)
    wide = [
        measure(number, Face.SANS_BOLD, big),
        max(measure(foot.hotline, Face.SANS_BOLD, big), measure("政务服务热线", Face.SANS, label)),
        max(measure(day, Face.SANS_MEDIUM, date_size), measure("更新日期", Face.SANS, label)),
    ]
    room = right - x
    least = 10 * unit
    if sum(wide) + 2 * least > room:
        shrink = (room - 2 * least - wide[2]) / (wide[0] + wide[1])
        big = max(big * shrink, NAMES * pen.floor)
        wide[:2] = [measure(number, Face.SANS_BOLD, big), max(measure(foot.hotline, Face.SANS_BOLD, big), 6 * label)]
    gap = min(30 * unit, max(0.4 * label, (room - sum(wide)) / 2))
    left = x
    for at, (caption, column) in enumerate(zip(("监督电话", "政务服务热线", "更新日期"), wide, strict=True)):
        pen.centred(left, top + 0.75 * label, caption, Face.SANS, label, colour=GREY_1)
        if at == 0:
            _supervision_phone(pen, left, base, big, foot)
        elif at == 1:
            pen.centred(left, base, foot.hotline, Face.SANS_BOLD, big, where="政务服务热线")
        else:
            fit = fitted(day, Face.SANS_MEDIUM, date_size, right - left, pen.floor)
            pen.centred(left, base, day, Face.SANS_MEDIUM, fit)
        left += column + gap
    line = y + height - 0.6 * mark
    maker = f"制作：{foot.maker}"
    end = right
    if foot.qr:
        guide = "办事指南"
        pen.centred(x, line, guide, Face.SANS, mark, colour=GREY_1, align="right", width=right - x)
        end -= measure(guide, Face.SANS, mark) + mark
    if foot.demonstration:
        spare = end - x - measure(maker, Face.SANS, mark) - 2 * mark
        demo = DEMO if measure(DEMO, Face.SANS, mark) <= spare else "演示数据"
        pen.centred(x, line, demo, Face.SANS, mark, colour=GREY_2, align="right", width=end - x)
        end -= measure(demo, Face.SANS, mark) + mark
    pen.squeezed(x, line, maker, Face.SANS, mark, end - x, where="制作单位")
