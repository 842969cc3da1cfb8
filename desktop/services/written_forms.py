"""What stands on a written form (文书): its parts in order, without a word on how they are drawn.

The same form is printed as PDF (``documents/ministry.py``) and written as .docx (``documents/ministry_docx.py``), so
both always say the same. An empty value is a line left for the pen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Entry:
    """A printed label and what was entered behind it, on a line."""

    label: str
    value: str = ""
    share: float = 1.0
    """Its part of the row."""
    strong: bool = False
    names: bool = False
    """Whether it holds names of people, which a list sets apart (谢　喆)."""


@dataclass(frozen=True)
class Entries:
    """Rows of labels with their entries."""

    rows: tuple[tuple[Entry, ...], ...]
    pitch: float = 9.0
    """Distance of the rows, mm."""


@dataclass(frozen=True)
class Heading:
    """A printed heading inside a form."""

    text: str


@dataclass(frozen=True)
class Writing:
    """A text entered on ruled lines; it flows over as many sheets as it needs."""

    text: str = ""
    least: int = 3
    """Lines there are at least."""
    closed: bool = False
    """Whether （以下空白） stands behind the last word."""


@dataclass(frozen=True)
class Statement:
    """Printed wording of the form."""

    text: str
    indent: bool = True
    align: Literal["left", "right", "centre"] = "left"


@dataclass(frozen=True)
class Signing:
    """Where people sign: a printed label with a line behind it; without a label a line alone, without a line a note."""

    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    """Labels in their order; "" is a line alone, a label in （） has no line."""
    date: bool = True
    """Whether 年 月 日 stands below."""
    day: str = ""
    """The date when it is known; otherwise it is left for the pen."""


@dataclass(frozen=True)
class Column:
    """A column of a table on a form."""

    label: str
    share: float
    align: Literal["left", "centre"] = "centre"


@dataclass(frozen=True)
class Table:
    """A closed table, filled by hand where rows are empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    least: int = 8
    """Rows there are at least."""


@dataclass(frozen=True)
class Gap:
    """Air between parts, mm."""

    height: float


Part = Entries | Heading | Writing | Statement | Signing | Table | Gap


@dataclass(frozen=True)
class Form:
    """One paper."""

    title: str
    parts: tuple[Part, ...]
    number: str = ""
    """Number of the case or agreement, at the top right and on every further sheet."""
    note: str = ""
    """Printed note at the foot of the last sheet."""
    numbered: bool = True
    """Whether its sheets count among the pages of the file (cover, contents and back do not)."""
    key: str = ""
    """Word of the kind of paper."""
    mark: str = ""
    """What tells it from others of its kind in the list of contents (第2次)."""


@dataclass(frozen=True)
class Cover:
    """The cover of a file (封面)."""

    committee: str
    title: str
    entries: tuple[Entry, ...]
    key: str = "cover"


@dataclass(frozen=True)
class Back:
    """The back of a file (封底)."""

    pages: int | None
    committee: str
    key: str = "back"
