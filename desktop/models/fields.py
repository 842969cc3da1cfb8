"""How a record is described: every column once, in SQLAlchemy's own ``Column.info``.

The list, the form, the filter, the spreadsheet, the printed roster, the merge preview and the history page read the
:class:`Field` of a column from here; nothing lists the columns of a record a second time. To add a field to a record,
add one ``mapped_column(..., info=field(...))`` line in its module and one migration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Column

KEY = "field"
LONG = 60
"""Longest text, in characters, whose pinyin is kept: nobody types the initials of a paragraph."""


class Kind(StrEnum):
    """What a value is, which decides how it is typed, checked, shown, filtered and printed."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    """A person's name: pinyin search, rare characters, never cut."""
    CODE = "code"
    """An issued code, kept exactly as issued (leading zeros, case)."""
    COUNT = "count"
    """A whole number of things, at least 0."""
    AMOUNT = "amount"
    """A decimal number; ``Field.unit`` says of what."""
    DAY = "day"
    MOMENT = "moment"
    FLAG = "flag"
    CHOICE = "choice"
    """A code of the code list named by ``Field.choices``."""
    REFERENCE = "reference"
    """The id of another record, of the kind named by ``Field.refers``."""
    PHONE = "phone"
    ID_NUMBER = "id_number"
    PICTURE = "picture"
    DATA = "data"
    """A JSON value with a page of its own (polygon, segments of a scheme); not shown in lists or sheets."""
    SIZE = "size"
    """Derived: how a grid stands to the size limits."""
    STAFF = "staff"
    """Derived: counts of 1+N+N."""


class Privacy(StrEnum):
    """Who may see a value (reference 9.2)."""

    OPEN = "open"
    """May hang on a wall."""
    OFFICE = "office"
    """For the work of the office; shown to every account."""
    MASKED = "masked"
    """Shown masked; revealing one needs a role and is kept in the history."""


class Search(StrEnum):
    """How a value enters the search key of its record."""

    NONE = "none"
    TEXT = "text"
    """The text itself and its pinyin."""
    CODE = "code"
    """The text itself."""
    PHONE = "phone"
    """The last four figures only, so that the search key does not repeat a masked number."""


@dataclass(frozen=True)
class Field:
    """Description of one column of a record."""

    label: str
    kind: Kind
    name: str = ""
    """Name of the mapped attribute; filled in by :func:`fields`."""
    section: str = "基本"
    """Heading under which the form shows it."""
    required: bool = False
    privacy: Privacy = Privacy.OFFICE
    search: Search = Search.NONE
    choices: str = ""
    """Key of the code list of a CHOICE."""
    refers: str = ""
    """Name of the record kind of a REFERENCE."""
    help: str = ""
    """One line under the input, in the clerk's words."""
    unit: str = ""
    grouped: bool = True
    """Whether its figures are parted by commas; those of a year are not."""
    listed: bool = False
    """Whether lists show it before anyone chooses columns."""
    width: int = 96
    """Width of its column in a list, logical pixels."""
    limit: int = 0
    """Greatest length in characters; 0 means none."""
    least: int | None = None
    most: int | None = None
    consent: bool = False
    """Whether a DAY says when somebody agreed: the form asks with a tick beside it."""
    editable: bool = True
    """Whether the form lets people change it (a code may be issued by the program alone)."""
    listable: bool = True
    """Whether lists can show, filter and order by it; what only a printed form asks for (民族) they cannot."""

    @property
    def lengthy(self) -> bool:
        """Whether it is searched as a long text: by its characters alone, without pinyin and outside the search key."""
        long = self.kind is Kind.LONG_TEXT or (self.kind is Kind.TEXT and self.limit > LONG)
        return self.search is Search.TEXT and long


def field(label: str, kind: Kind, **more: Any) -> dict[str, Any]:
    """Return the ``info`` of a column: ``mapped_column(Text, info=field("名称", Kind.TEXT))``."""
    return {KEY: Field(label, kind, **more)}


@dataclass(frozen=True)
class Description:
    """Description of a kind of record: its word, its Chinese labels and its fields in the order of the form."""

    name: str
    """English plural, the one word used in code, commands and files (``grids``)."""
    label: str
    """Chinese term on screen (网格)."""
    unit: str
    """Measure word for counts (个, 名)."""
    title: str
    """Name of the field that names a record."""
    code: str = ""
    """Name of the field that holds its code, if it has one."""
    order: tuple[str, ...] = ()
    """Names of the columns by which lists are sorted before anyone chooses."""
    dated: str = ""
    """Name of the day by which lists show the newest first before anyone chooses; goes before ``order``."""
    natural: tuple[tuple[str, ...], ...] = ()
    """Sets of columns that tell one record from another where no id is at hand, the surest first; the code if empty."""
    attachments: bool = True
    """Whether photos and scans can be attached to such a record; not to what only sets up the program."""
    fields: tuple[Field, ...] = ()

    def __getitem__(self, name: str) -> Field:
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def sections(self) -> Mapping[str, tuple[Field, ...]]:
        """Return the fields of the form by section, both in the order of declaration."""
        found: dict[str, list[Field]] = {}
        for one in self.fields:
            found.setdefault(one.section, []).append(one)
        return {section: tuple(those) for section, those in found.items()}


def fields(columns: Iterator[tuple[str, Column[Any]]]) -> Iterator[Field]:
    """Yield the descriptions found in ``(attribute name, column)`` pairs, in their order."""
    for name, column in columns:
        if KEY in column.info:
            yield replace(column.info[KEY], name=name)
