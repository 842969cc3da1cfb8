"""The flow drawing of a board: one entry, the ordinary and the urgent line, one exit (两线)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.documents.board_parts import Pen
from desktop.documents.fonts import Face
from desktop.documents.setting import measure, unbroken, wrap
from desktop.documents.tokens import GREY_1, INK, RED, WHITE, Ink
from desktop.services.board_content import Flow

WORDS = ("综治中心", "有关部门", "管理员", "网格员", "现场", "电话", "报告", "协调", "平安江西", "公安", "派出所")
"""Words no line breaks inside (looks/PAPER.md 3.3)."""


@dataclass(frozen=True)
class _Box:
    lines: tuple[str, ...]
    width: float
    limit: str = ""


@dataclass(frozen=True)
class FlowPlan:
    """The flow as it will be set: text size, boxes with their widths, the arrows' room, the note's lines."""

    size: float
    small: float
    entry: tuple[_Box, ...]
    lanes: tuple[tuple[_Box, ...], tuple[_Box, ...]]
    exit: _Box
    gap: float
    note: tuple[str, ...]
    box: float
    """Height of the boxes in the lanes."""

    @property
    def limits(self) -> float:
        """Height of the line of time limits under the ordinary lane."""
        return 1.45 * self.small if any(one.limit for one in self.lanes[0]) else 0.0

    @property
    def between(self) -> float:
        """Room between the lanes, with the time limits."""
        return self.limits + 0.75 * self.size

    @property
    def height(self) -> float:
        """Height of the whole drawing."""
        return 2 * self.box + self.between + 0.3 * self.small + len(self.note) * 1.4 * self.small


def plan_flow(pen: Pen, flow: Flow, width: float, unit: float, *, flat: bool = False) -> FlowPlan:
    """Return the flow for a width: few lines in the boxes where there is room, more where not, small text at last.

    A flat one keeps the steps on one line and the entry in one box, where the width allows.
    """
    largest = pen.running(17 * unit)
    plan = None
    if flat:
        low = replace(flow, entry=("\n".join(flow.entry),), urgent_head=flow.urgent_head.replace("\n", "·"))
        size = largest
        while size >= pen.running(0) - 0.001:
            plan = _plan(pen, low, width, unit, size, 1)
            if plan:
                return plan
            size *= 0.98
    for size in (largest, pen.running(0), pen.floor):
        for most in (2, 3, 4):
            plan = _plan(pen, flow, width, unit, size, most)
            if plan:
                return plan
    size = pen.floor
    while plan is None:
        size *= 0.95
        plan = _plan(pen, flow, width, unit, size, 4)
    return plan


def _plan(pen: Pen, flow: Flow, width: float, unit: float, size: float, most: int) -> FlowPlan | None:
    small = min(size, pen.caption(15 * unit))
    pad = 0.62 * size
    entry = tuple(_boxed(text.split("\n"), Face.SANS_MEDIUM, size, pad) for text in flow.entry)
    last = _boxed(flow.exit.split("\n"), Face.SANS_MEDIUM, size, pad)
    heads = [
        _boxed(head.split("\n"), Face.SANS_BOLD, size, 0.5 * pad) for head in (flow.ordinary_head, flow.urgent_head)
    ]
    wide = max(head.width for head in heads)
    lanes = []
    for head, steps in zip(heads, (flow.ordinary, flow.urgent), strict=True):
        boxes = [_Box(head.lines, wide)]
        for step in steps:
            found = _boxed(_broken(step.text, size, most), Face.SANS_MEDIUM, size, pad)
            limit = measure(step.limit, Face.SANS, small)
            boxes.append(_Box(found.lines, max(found.width, limit), step.limit))
        lanes.append(boxes)
    least = 1.5 * size
    fixed = sum(one.width for one in entry) + last.width + (len(entry) + 1) * least
    need = max(sum(one.width for one in lane) + (len(lane) - 1) * least for lane in lanes)
    if fixed + need > width:
        return None
    # What is left goes to the arrows first, then to the boxes of the lanes.
    arrows = len(entry) + 1 + max(len(lane) for lane in lanes) - 1
    gap = min(least + (width - fixed - need) / arrows, 2.2 * size)
    room = width - sum(one.width for one in entry) - last.width - (len(entry) + 1) * gap
    spread = tuple(_spread(lane, room, gap) for lane in lanes)
    rows = max(len(one.lines) for lane in lanes for one in lane)
    note = tuple(wrap(flow.note, Face.SANS, small, width - sum(one.width for one in entry) - len(entry) * gap))
    box = rows * 1.3 * size + (0.9 if rows > 1 else 1.0) * size
    return FlowPlan(size, small, entry, (spread[0], spread[1]), last, gap, note, box)


def _spread(lane: Sequence[_Box], room: float, gap: float) -> tuple[_Box, ...]:
    """Widen the steps of a lane, in proportion, until it fills its room."""
    steps = sum(one.width for one in lane[1:])
    free = room - lane[0].width - steps - (len(lane) - 1) * gap
    if not steps:
        return (_Box(lane[0].lines, room),)
    return (lane[0], *(_Box(one.lines, one.width * (1 + free / steps), one.limit) for one in lane[1:]))


def _boxed(lines: Sequence[str], face: Face, size: float, pad: float) -> _Box:
    return _Box(tuple(lines), max(measure(line, face, size) for line in lines) + 2 * pad)


def _broken(text: str, size: float, most: int) -> list[str]:
    """Break a step into lines of nearly one length; four characters make two lines, words stay whole."""
    if len(text) <= 3 or most == 1:
        return [text]
    whole = measure(text, Face.SANS_MEDIUM, size)
    for word in WORDS:
        text = text.replace(word, unbroken(word))
    for count in range(min(most, max(2, round(len(text) / 5))), most + 1):
        room = whole / count
        while room < whole:
            lines = wrap(text, Face.SANS_MEDIUM, size, room)
            if len(lines) <= count:
                return lines
            room += 0.25 * size
    return wrap(text, Face.SANS_MEDIUM, size, 2 * whole)


def draw_flow(pen: Pen, x: float, y: float, width: float, unit: float, plan: FlowPlan) -> None:
    """Draw the flow into a width from a height down."""
    size, box = plan.size, plan.box
    top, bottom = y, y + box + plan.between
    whole = bottom + box - top
    middle = top + whole / 2
    tall = min(whole, max(len(one.lines) for one in plan.entry) * 1.3 * size + 1.9 * size)
    left = x
    for at, one in enumerate(plan.entry):
        _draw_box(pen, left, middle - tall / 2, one, tall, size, unit, INK)
        left += one.width
        if at < len(plan.entry) - 1:
            _arrow(pen, [(left, middle), (left + plan.gap, middle)], 1.8 * unit, INK)
            left += plan.gap
    lanes = ((top + box / 2, INK, 1.8), (bottom + box / 2, RED, 3.0))
    for (height, colour, weight), lane in zip(lanes, plan.lanes, strict=True):
        start = left
        out = middle + (-1 if height < middle else 1) * 0.25 * tall
        bend = start + 0.42 * plan.gap
        _arrow(pen, [(start, out), (bend, out), (bend, height), (start + plan.gap, height)], weight * unit, colour)
        spot = start + plan.gap
        for at, one in enumerate(lane):
            _draw_box(pen, spot, height - box / 2, one, box, size, unit, colour, head=not at)
            if one.limit:
                pen.centred(spot, height + box / 2 + 0.75 * plan.small, one.limit, Face.SANS, plan.small,
                            colour=GREY_1, align="centre", width=one.width, where="办事流程")  # fmt: skip
            spot += one.width
            _arrow(pen, [(spot, height), (spot + plan.gap, height)], weight * unit, colour)
            spot += plan.gap
    end = x + width - plan.exit.width
    _draw_box(pen, end, top, plan.exit, whole, size, unit, INK)
    line = bottom + box + 0.3 * plan.small
    for text in plan.note:
        pen.centred(left + plan.gap, line + 0.7 * plan.small, text, Face.SANS, plan.small, colour=GREY_1)
        line += 1.4 * plan.small


def _draw_box(
    pen: Pen, x: float, y: float, box: _Box, height: float, size: float, unit: float, colour: Ink, head: bool = False
) -> None:
    fill = colour if head else WHITE
    weight = (1.2 if colour is RED else 0.9) * unit
    pen.round_rect((x, y, box.width, height), 3.5 * unit, fill=fill, stroke=colour, line=weight)
    face = Face.SANS_BOLD if head else Face.SANS_MEDIUM
    text = WHITE if head else INK
    for line, middle in _middles(box.lines, y + height / 2, 1.3 * size):
        pen.centred(x, middle, line, face, size, colour=text, align="centre", width=box.width, where="办事流程")


def _middles(lines: Sequence[str], centre: float, pitch: float) -> Iterator[tuple[str, float]]:
    for at, line in enumerate(lines):
        yield line, centre + (at - (len(lines) - 1) / 2) * pitch


def _arrow(pen: Pen, points: Sequence[tuple[float, float]], weight: float, colour: Ink) -> None:
    """Draw a polyline with a filled head at its end, which comes from the left."""
    x, y = points[-1]
    head = 4.6 * weight if colour is INK else 3.6 * weight
    head = min(head, 0.6 * (x - points[-2][0]))
    pen.rings([[*points[:-1], (x - 0.8 * head, y)]], stroke=colour, line=weight, closed=False)
    pen.rings([[(x, y), (x - head, y - 0.5 * head), (x - head, y + 0.5 * head)]], fill=colour)
