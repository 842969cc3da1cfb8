"""How the organisation chart fills a sheet: columns of cards on shelves, with the largest text that fits.

Levels from the branch on stand in cards, one for each branch, with what lies below it as a compact list; what stands
above the branches are boxes over their cards. The sheet is tried with more and fewer columns and shelves, and the
arrangement with the largest text is taken; text never goes below :func:`floor`. Measures are points.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from desktop.documents.fonts import Face
from desktop.documents.setting import measure, wrap
from desktop.services.party_papers import Chart
from desktop.services.party_structure import Node

NAME, HEAD, TOP, CAPTION = Face.SANS_MEDIUM, Face.SANS_BOLD, Face.SANS_BOLD, Face.SANS
HEAD_SIZE, TOP_SIZE, CAPTION_SIZE = 1.18, 1.3, 0.86
"""Sizes of a card's head, of a box above and of captions, as shares of the size of a group's name."""
PITCH = 1.28
PARTS = "\u3000"
"""What parts a caption; lines break there."""
ENTRY_GAP, PAD, GAP = 0.5, 0.62, 0.95
"""Air under a group, inside a card and between cards, in ems of a group's name."""
LEAST_POINTS = 7.0
NEAR = 514.0
"""Diagonal in mm of an A3 sheet, read from half a metre; a larger chart is stepped up to, so that the distance grows
with the square root of its size alone."""
NARROWEST, WIDEST = 8.5, 34.0
"""Ems of the narrowest and the widest column."""
LARGEST = 3.4
"""How many times the floor text may grow."""
STEP = 1.03


def floor(width_mm: float, height_mm: float) -> float:
    """Return the smallest size of text on a sheet, in points: 7 on office paper, 10 on A1, 15 on 1800×1200."""
    return LEAST_POINTS * max(1.0, math.sqrt(math.hypot(width_mm, height_mm) / NEAR))


@dataclass(frozen=True)
class Entry:
    """One line of a card: an organisation below its branch."""

    node: Node
    indent: int
    caption: str


@dataclass(frozen=True, eq=False)
class Card:
    """A branch with everything below it."""

    node: Node
    caption: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Section:
    """Cards of one parent; without ``head`` they stand alone."""

    head: Node | None
    caption: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Outline:
    """The chart as it is laid out: what stands alone on top, then sections."""

    crown: tuple[Node, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class PlacedEntry:
    """An entry with its place inside its card; ``y`` counts down from the top of the list."""

    entry: Entry
    column: int
    y: float
    lines: tuple[str, ...]
    beside: bool
    """Whether the caption stands at the right of the name."""
    caption_lines: int = 1


@dataclass(frozen=True)
class PlacedCard:
    """A card with its slot on the shelf and how many slots it takes."""

    card: Card
    slot: int
    span: int
    head: tuple[str, ...]
    head_height: float
    height: float
    entries: tuple[PlacedEntry, ...]


@dataclass(frozen=True)
class Run:
    """The cards of one section on one shelf."""

    section: Section
    first: bool
    """Whether the section begins here."""
    cards: tuple[PlacedCard, ...]

    @property
    def slots(self) -> int:
        """How many slots they take together."""
        return sum(one.span for one in self.cards)


@dataclass(frozen=True)
class Shelf:
    """A row of the sheet."""

    runs: tuple[Run, ...]
    box: float
    """Height of the boxes above the cards, 0 without any."""
    height: float
    """Height of its cards."""


@dataclass(frozen=True)
class Layout:
    """The arrangement that was chosen."""

    size: float
    columns: int
    column: float
    gap: float
    shelves: tuple[Shelf, ...]
    crown: float
    """Height of the row of boxes above all, 0 without any."""


def outline(chart: Chart) -> Outline:
    """Return what stands in boxes and what in cards."""
    children: dict[UUID | None, list[Node]] = {}
    known = {node.id for node in chart.nodes}
    for node in chart.nodes:
        children.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    cards: dict[UUID | None, list[Card]] = {}
    heads: list[Node | None] = []
    crown: list[Node] = []

    def walk(node: Node) -> None:
        inner = children.get(node.id, [])
        if chart.ranks.get(node.level, 99) >= chart.card_rank or not inner:
            parent = node.parent_id if node.parent_id in known else None
            cards.setdefault(parent, []).append(_card(node, children))
            return
        heads.append(node)
        for child in inner:
            walk(child)

    for root in children.get(None, []):
        walk(root)
    sections = []
    if None in cards:
        sections.append(Section(None, "", tuple(cards[None])))
    single = {node.id for node in heads if node is not None and node.id not in cards}
    for head in heads:
        assert head is not None
        if head.id in single:
            crown.append(head)
        else:
            sections.append(Section(head, _box_caption(head, single, children), tuple(cards[head.id])))
    return Outline(tuple(crown), tuple(sections))


def _box_caption(node: Node, crown: set[UUID], children: dict[UUID | None, list[Node]]) -> str:
    parts = [f"{node.duty} {node.leader}" if node.leader else "", f"党员 {node.counted}"]
    if len(crown) > 1 or (node.parent_id is not None and node.parent_id not in crown and node.depth):
        above = next((one for those in children.values() for one in those if one.id == node.parent_id), None)
        parts.append(f"上级 {above.name}" if above else "")
    return "\u3000".join(part for part in parts if part)


def _card(node: Node, children: dict[UUID | None, list[Node]]) -> Card:
    entries: list[Entry] = []

    def walk(below: Node, indent: int) -> None:
        entries.append(Entry(below, indent, _caption(below)))
        for child in children.get(below.id, []):
            walk(child, indent + 1)

    for child in children.get(node.id, []):
        walk(child, 0)
    parts = [f"{node.duty} {node.leader}" if node.leader else f"{node.duty}空缺", f"党员 {node.counted}"]
    return Card(node, "\u3000".join(parts), tuple(entries))


def _caption(node: Node) -> str:
    if node.level == "household":
        return f"联系 {node.households} 户" if node.households else ""
    parts = [node.leader or f"{node.duty}空缺", f"{node.counted} 人"]
    if node.homes:
        parts.append(f"中心户 {node.homes}")
    return "\u3000".join(parts)


class NoRoom(Exception):
    """The sheet is too small for text of the least size."""


def lay_out(plan: Outline, width: float, height: float, least: float) -> Layout:
    """Return the arrangement with the largest text on a field of this size. Raises :class:`NoRoom`."""
    steps = int(math.log(LARGEST) / math.log(STEP))
    low, best = 0, _arrange(plan, width, height, least)
    if best is None:
        raise NoRoom
    high = steps
    while low < high:
        middle = (low + high + 1) // 2
        found = _arrange(plan, width, height, least * STEP**middle)
        if found is None:
            high = middle - 1
        else:
            low, best = middle, found
    return min(_arrangements(plan, width, height, best.size), key=_broken)


def _arrange(plan: Outline, width: float, height: float, size: float) -> Layout | None:
    """Return the first arrangement at this size that fits: few shelves before many."""
    return next(_arrangements(plan, width, height, size), None)


def _arrangements(plan: Outline, width: float, height: float, size: float) -> Iterator[Layout]:
    gap = GAP * size
    crown = box_height(size) + 1.6 * size if plan.crown else 0.0
    most = max(1, min(40, int((width + gap) / (NARROWEST * size + gap))))
    for shelves in range(1, 13):
        for columns in range(most, 0, -1):
            column = min((width - (columns - 1) * gap) / columns, WIDEST * size)
            found = _shelved(plan, columns, column, gap, size, (height - crown) / shelves, shelves)
            if found is not None and sum(tall(one, size) for one in found) + crown <= height + 0.01:
                yield Layout(size, columns, column, gap, tuple(found), crown)


def _broken(layout: Layout) -> tuple[int, int]:
    """Return how many names and captions are broken into lines, and the number of shelves: the fewer the better."""
    many = 0
    for card in cards(layout):
        many += len(card.head) - 1 + sum(len(one.lines) - 1 + one.caption_lines - 1 for one in card.entries)
    return many, len(layout.shelves)


def box_height(size: float) -> float:
    """Return the height of a box above the cards."""
    return (TOP_SIZE * PITCH + CAPTION_SIZE * PITCH + 0.7) * size


def tall(shelf: Shelf, size: float) -> float:
    """Return what a shelf takes: box, lines to the cards, cards, air below."""
    return shelf.height + (shelf.box + 1.8 * size if shelf.box else 0.0) + 1.3 * size


def _shelved(
    plan: Outline, columns: int, column: float, gap: float, size: float, room: float, shelves: int
) -> list[Shelf] | None:
    any_head = any(section.head for section in plan.sections)
    limit = room - ((box_height(size) + 1.8 * size) if any_head else 0.0) - 1.3 * size
    placed: list[list[PlacedCard]] = []
    for section in plan.sections:
        made = []
        for card in section.cards:
            set_ = _fitted(card, columns, column, gap, size, limit)
            if set_ is None:
                return None
            made.append(set_)
        placed.append(made)
    rows: list[list[tuple[Section, bool, list[PlacedCard]]]] = [[]]
    free = columns
    for section, those in zip(plan.sections, placed, strict=True):
        needed = sum(card.span for card in those)
        if needed > free and rows[-1]:
            rows.append([])
            free = columns
        rows[-1].append((section, True, []))
        for one in those:
            if one.span > free:
                rows.append([(section, False, [])])
                free = columns
            rows[-1][-1][2].append(one)
            free -= one.span
        if len(rows) > shelves:
            return None
    return [_shelf(row, size) for row in rows]


def _shelf(row: Sequence[tuple[Section, bool, list[PlacedCard]]], size: float) -> Shelf:
    runs = []
    slot = 0
    for section, first, cards in row:
        moved = []
        for card in cards:
            moved.append(PlacedCard(card.card, slot, card.span, card.head, card.head_height, card.height, card.entries))
            slot += card.span
        runs.append(Run(section, first, tuple(moved)))
    box = box_height(size) if any(section.head and first for section, first, _ in row) else 0.0
    if not box and any(section.head for section, _, _ in row):
        box = 0.01
    return Shelf(tuple(runs), box, max((card.height for _, _, cards in row for card in cards), default=0.0))


def _fitted(card: Card, columns: int, column: float, gap: float, size: float, limit: float) -> PlacedCard | None:
    """Return a card in as few slots as keep it within ``limit``."""
    if limit <= 0:
        return None
    # Fewer slots than their heights alone ask for are not tried.
    least = math.ceil(sum(one[2] for one in _measured(card, column - 2 * PAD * size, size)) / limit)
    for span in range(max(1, least), min(columns, len(card.entries) + 1) + 1):
        made = _set(card, span, column, gap, size)
        if made.height <= limit:
            return made
    return None


@lru_cache(maxsize=20_000)
def _measured(card: Card, width: float, size: float) -> tuple[tuple[tuple[str, ...], bool, float, int], ...]:
    return tuple(_entry(one, width, size) for one in card.entries)


@lru_cache(maxsize=20_000)
def _lines(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    return (text,) if measure(text, face, size) <= width else tuple(wrap(text, face, size, width))


@lru_cache(maxsize=20_000)
def _set(card: Card, span: int, column: float, gap: float, size: float) -> PlacedCard:
    whole = span * column + (span - 1) * gap
    pad = PAD * size
    head = _lines(card.node.name, HEAD, HEAD_SIZE * size, whole - 2 * pad)
    captions = caption_lines(card.caption, CAPTION_SIZE * size, whole - 2 * pad)
    head_height = len(head) * HEAD_SIZE * PITCH * size + len(captions) * CAPTION_SIZE * PITCH * size + pad
    measured = _measured(card, column - 2 * pad, size)
    if not measured:
        return PlacedCard(card, 0, span, head, head_height, head_height, ())
    tall = _balanced([height for _, _, height, _ in measured], span)
    entries: list[PlacedEntry] = []
    at, y = 0, 0.0
    for one, (lines, beside, height, below) in zip(card.entries, measured, strict=True):
        if y + height > tall + 0.01 and y:
            at, y = at + 1, 0.0
        entries.append(PlacedEntry(one, at, y, lines, beside, below))
        y += height
    return PlacedCard(card, 0, span, head, head_height, head_height + tall + 2 * pad, tuple(entries))


@lru_cache(maxsize=20_000)
def caption_lines(caption: str, size: float, width: float) -> tuple[str, ...]:
    """Break a caption between its parts; a part alone that is too wide is broken inside."""
    lines: list[str] = []
    for part in caption.split(PARTS):
        joined = f"{lines[-1]}{PARTS}{part}" if lines else part
        if measure(joined, CAPTION, size) <= width and lines:
            lines[-1] = joined
        else:
            lines += _lines(part, CAPTION, size, width)
    return tuple(lines)


def _entry(entry: Entry, width: float, size: float) -> tuple[tuple[str, ...], bool, float, int]:
    room = width - indent(entry, size)
    caption = CAPTION_SIZE * size
    wide = measure(entry.caption, CAPTION, caption) if entry.caption else 0.0
    name = measure(entry.node.name, NAME, size)
    if name + wide + 1.2 * size <= room:
        return (entry.node.name,), True, (PITCH + ENTRY_GAP) * size, 1
    lines = _lines(entry.node.name, NAME, size, room)
    below = len(caption_lines(entry.caption, caption, room)) if entry.caption else 0
    return lines, False, (len(lines) * PITCH + below * CAPTION_SIZE * PITCH + ENTRY_GAP) * size, max(below, 1)


def indent(entry: Entry, size: float) -> float:
    """Return how far an entry stands in."""
    return 0.9 * size * entry.indent


def _balanced(heights: Sequence[float], columns: int) -> float:
    """Return the least height in which the entries fill so many columns in their order."""
    low, high = max(heights), sum(heights)
    for _ in range(14):
        middle = (low + high) / 2
        if _needed(heights, middle) <= columns:
            high = middle
        else:
            low = middle
    return high


def _needed(heights: Sequence[float], limit: float) -> int:
    columns, y = 1, 0.0
    for height in heights:
        if y + height > limit + 0.005 and y:
            columns, y = columns + 1, 0.0
        y += height
    return columns


def cards(layout: Layout) -> Iterator[PlacedCard]:
    """Yield every card of a layout."""
    for shelf in layout.shelves:
        for run in shelf.runs:
            yield from run.cards
