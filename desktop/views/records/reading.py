"""What the pane and the form read of one record in one go, on a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.clock import CHINA
from desktop.models import Description, Field, Kind, description, kinds
from desktop.services import attachments, history, records
from desktop.services.history import Entry
from desktop.services.records import Filter, Opened, Query, Row
from desktop.views.desk import Desk
from desktop.views.pages import PAGES
from desktop.views.records import cells

UNLISTED = frozenset({"boundaries", "map_features", "settings", "accounts"})
"""Kinds with pages of their own: they are not repeated as tables under what they refer to."""
ENTRIES = 200
NEIGHBOURS = frozenset({"codes", "settings"})
"""Kinds whose changes can show anywhere."""


@dataclass(frozen=True)
class Related:
    """The records of another kind that refer to one record by one field."""

    kind: str
    field: str
    label: str
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Seen:
    """One record with what refers to it and what was done to it."""

    opened: Opened
    related: tuple[Related, ...]
    entries: tuple[Entry, ...]
    attached: int = 0
    """How many photos and scans it has."""


def links(kind: str, wanted: Sequence[str] | None = None) -> list[tuple[str, Field]]:
    """Return the kinds and fields that refer to a kind, those with tables of their own left out.

    They stand in the order they are wanted in, else in that of the navigation: posts of a person before its training.
    """
    found = []
    for word in kinds():
        if word in UNLISTED if wanted is None else word not in wanted:
            continue
        found += [(word, one) for one in description(word).fields if one.refers == kind]
    order = list(wanted or (one for page in PAGES for one in page.kinds))
    here = {word: at for at, word in enumerate(order)}
    return sorted(found, key=lambda pair: (here.get(pair[0], len(here)), pair[0]))


def read(desk: Desk, kind: str, record_id: UUID, wanted: Sequence[str] | None, limit: int) -> Seen:
    """Read one record; raises ``UserError`` when it is gone."""
    context = desk.context()
    with desk.database.read() as session:
        opened = records.open_record(session, kind, record_id, context)
        found = []
        for word, field in links(kind, wanted):
            query = Query(word, filters=(Filter(field.name, "is", record_id),), order=newest(word))
            total = records.count(session, query, context)
            if total or wanted is not None:
                names = [one.name for one in description(word).fields if one.kind not in (Kind.DATA, Kind.PICTURE)]
                rows = records.first_rows(session, query, names, context, limit)
                found.append(Related(word, field.name, heading(kind, word, field), total, tuple(rows)))
        entries = history.of_record(session, kind, record_id, ENTRIES)
        attached = attachments.count(session, kind, record_id) if attachments.takes(kind) else 0
    return Seen(opened, tuple(found), tuple(entries), attached)


def newest(kind: str) -> tuple[tuple[str, bool], ...]:
    """Return the order of related rows: those begun last first, where the kind has a day of beginning."""
    names = {one.name for one in description(kind).fields}
    return tuple((name, True) for name in ("started_on", "day", "valid_from") if name in names)


def heading(kind: str, word: str, field: Field) -> str:
    """Return what a table of related records is called (岗位; 下级区划)."""
    described = description(word)
    if word == kind:
        return f"下级{described.label}"
    several = [one for one in described.fields if one.refers == kind]
    return f"{described.label}（{field.label}）" if len(several) > 1 else described.label


def line_field(described: Description, link: str) -> Field | None:
    """Return the field by which a related record is told from the others: never the one that links it."""
    named = [one for one in described.fields if one.kind in (Kind.REFERENCE, Kind.NAME, Kind.TEXT)]
    titled = [one for one in named if one.name == described.title and one.name != link]
    return next(iter([*titled, *(one for one in named if one.name != link and one.listed)]), None)


def line(described: Description, link: str, row: Row, today: date) -> tuple[str, list[tuple[str, str]], str]:
    """Return a related record as one line: its name, its tags, its days."""
    field = line_field(described, link)
    name = row.texts.get(field.name, "") if field else ""
    tags = [
        (row.texts[one.name], cells.family(one, row.values.get(one.name)) or "grey")
        for one in described.fields
        if one.kind is Kind.CHOICE and one.listed and row.texts.get(one.name)
    ]
    word = cells.retired(row.values, today, described.name)
    return name, [*tags, (word, "grey")] if word else tags, days(described, row)


def days(described: Description, row: Row) -> str:
    """Return from when to when a related record holds, "" when it has no days."""
    for start, end in (("started_on", "ended_on"), ("valid_from", "valid_to"), ("opened_on", "closed_on")):
        if row.texts.get(start):
            return f"{row.texts[start]} 至 {row.texts.get(end) or '今'}"
    return row.texts.get("day", "")


def moment(entry: Entry, today: date) -> str:
    """Return when an action was done, in China time: 今天 10:42, 11-18 16:05, 2023-12-01."""
    local = entry.at.astimezone(CHINA)
    if local.date() == today:
        return f"今天 {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


def told(entry: Entry) -> str:
    """Return an action in one line, as far as it concerns one record: the value that changed, or what was done."""
    if len(entry.lines) == 1 and entry.lines[0].before and entry.lines[0].after:
        one = entry.lines[0]
        return f"{one.label} {one.before} → {one.after}"
    if len(entry.lines) == 1 and not entry.lines[0].before and not entry.lines[0].after:
        return entry.lines[0].label
    if entry.label.startswith("修改") and entry.lines:
        names = "、".join(one.label for one in entry.lines[:4])
        return f"修改 {names}" + (f" 等 {len(entry.lines)} 项" if len(entry.lines) > 4 else "")
    return entry.label


def concerned(kind: str) -> frozenset[str]:
    """Return the kinds whose changes can show in a list of this kind: itself, what it refers to, what refers to it."""
    refers = {one.refers for one in description(kind).fields if one.refers}
    referred = {word for word in kinds() if any(one.refers == kind for one in description(word).fields)}
    return frozenset({kind}) | refers | referred | NEIGHBOURS
