"""Reading records of any kind: pages of lists, one record, titles and choices. Values leave here ready to show.

Masked values never leave in clear: :func:`desktop.services.saving.reveal` is the one way, and it leaves a trace.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Select,
    Text,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from desktop.clock import CHINA
from desktop.errors import UserError
from desktop.models import Code, Field, Kind, Privacy, description, kinds

from . import columns as column_service
from .access import limited
from .checks import mask_id, mask_phone
from .context import Context
from .name_order import STROKES, has_strokes, packed, places
from .queries import Filter as Filter
from .queries import Query as Query
from .queries import base, conditions, newest_first, ordered, place, shown_deleted
from .queries import order_of as order_of
from .searching import Plan, Search, few, newest, search
from .settings import specs
from .twins import once

FETCHED = 10_000
"""Ids taken from the driver at once."""
WANTED = "wanted"
PLAIN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER})
"""Kinds of value that read as they are kept, unless they are masked."""


class Row(NamedTuple):
    """One record of a list, with what each column holds and how it reads."""

    id: UUID
    values: Mapping[str, Any]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Ids:
    """Ids of the records of a query in their order, packed so that a million cost 16 MB."""

    packed: bytes = field(repr=False, default=b"")

    def __len__(self) -> int:
        return len(self.packed) // 16

    def __getitem__(self, index: int) -> UUID:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return UUID(bytes=self.packed[index * 16 : index * 16 + 16])

    def slice(self, start: int, stop: int) -> list[UUID]:
        """Return the ids from ``start`` up to ``stop``, as far as there are any."""
        return [self[index] for index in range(max(start, 0), min(stop, len(self)))]

    def index(self, wanted: UUID) -> int:
        """Return where ``wanted`` stands, or -1."""
        at = -1
        while True:
            at = self.packed.find(wanted.bytes, at + 1)
            if at < 0 or at % 16 == 0:
                return at // 16 if at >= 0 else -1


def ids(session: Session, query: Query, context: Context) -> Ids:
    """Return the ids of every record of the query, in its order."""
    if has_strokes(query.order):
        return _by_strokes(session, query, context)
    found_by = _search(session, query)
    statement = ordered(query, context, select(_packable(session, kinds()[query.kind].id)), _plan(found_by))
    if limited(session):
        joined = session.execute(statement, _given(found_by)).scalars().all()
        return Ids(bytes.fromhex("".join(joined)) if joined and isinstance(joined[0], str) else b"".join(joined))
    found = _run(session, statement, _given(found_by))
    assert found.cursor is not None
    packed = []
    # Neither rows nor UUID objects are made: a million of them would take ten times as long.
    while part := found.cursor.fetchmany(FETCHED):
        joined = [one for (one,) in part]
        packed.append(bytes.fromhex("".join(joined)) if isinstance(joined[0], str) else b"".join(joined))
    found.close()
    return Ids(b"".join(packed))


def _by_strokes(session: Session, query: Query, context: Context) -> Ids:
    record, found_by, order = kinds()[query.kind], _search(session, query), query.order
    parts = [
        column_service.expression(query.kind, name.removeprefix(STROKES), context)
        if name.startswith(STROKES)
        else place(query.kind, name, down, context)
        for name, down in order
    ]
    statement = select(record.id, *parts).where(*conditions(query, context, _plan(found_by)))
    found = _run(session, statement, _given(found_by)).all()
    columns: list[Sequence[Any]] = list(zip(*found, strict=True)) or [()] * (len(order) + 1)
    for at, (name, down) in enumerate(order, 1):
        if name.startswith(STROKES):
            named = _names(session, query.kind, name.removeprefix(STROKES), columns[at])
            ranks = places(named, context.settings["names.order"], down)
            columns[at] = [ranks[one] for one in named]
    placed = zip((one.bytes for one in columns[0]), zip(*columns[1:], strict=True), strict=True)
    return Ids(packed(placed, order[-1][1]))


def _names(session: Session, kind: str, column: str, values: Sequence[Any]) -> list[str]:
    """Return how the values of a column of names read."""
    field = column_service.columns(kind)[column]
    if field.kind is not Kind.REFERENCE:
        return [value or "" for value in values]
    wanted = list({value for value in values if value})
    named: dict[UUID, str] = {}
    for at in range(0, len(wanted), FETCHED):
        named |= titles(session, field.refers, wanted[at : at + FETCHED])
    return [named.get(value, "") for value in values]


def _run(
    session: Session, statement: Executable, given: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Ask without the machinery that loads objects; what an action under way has changed is sent first.

    Questions of those who do not see everything go through the session, which limits them.
    """
    if limited(session):
        return session.execute(statement, given)  # type: ignore[return-value]
    if session.autoflush and (session.new or session.dirty or session.deleted):
        session.flush()
    return session.connection().execute(statement, given)


def _packable(session: Session, column: Any) -> ColumnElement[Any]:
    """Return the SQL of an id as the driver gives it: 32 figures from a file, 16 bytes from a server."""
    server = session.get_bind().dialect.name == "postgresql"
    return func.uuid_send(column) if server else type_coerce(column, Text)


def count(session: Session, query: Query, context: Context) -> int:
    """Return how many records the query has."""
    record = kinds()[query.kind]
    found = _search(session, query)
    statement = select(func.count()).select_from(record).where(*conditions(query, context, _plan(found)))
    return session.execute(statement, _given(found)).scalar_one()


def totals(session: Session, query: Query, names: Sequence[str], context: Context) -> list[Any]:
    """Return how many records the query has, then the sum of each named column of numbers (0 when none has one)."""
    sums = [func.coalesce(func.sum(column_service.expression(query.kind, name, context)), 0) for name in names]
    found = _search(session, query)
    statement = select(func.count(), *sums).select_from(kinds()[query.kind])
    statement = statement.where(*conditions(query, context, _plan(found)))
    return list(session.execute(statement, _given(found)).one())


def counts(session: Session, query: Query, column: str, context: Context) -> list[tuple[Any, int]]:
    """Return ``(value, number of records)`` of a column over the query, most first: the options of a filter."""
    return counted(session, query, column_service.expression(query.kind, column, context), context)


def counted(
    session: Session, query: Query, value: ColumnElement[Any], context: Context, most: int | None = None
) -> list[tuple[Any, int]]:
    """Return ``(value, number of records)`` of any value over the query, most first, at most so many."""
    number = func.count()
    found_by = _search(session, query)
    statement = (
        select(value, number)
        .select_from(kinds()[query.kind])
        .where(*conditions(query, context, _plan(found_by)))
        .group_by(value)
        .order_by(number.desc())
        .limit(most)
    )
    return [(found, many) for found, many in session.execute(statement, _given(found_by))]


def first_rows(session: Session, query: Query, names: Sequence[str], context: Context, limit: int = 50) -> list[Row]:
    """Return the first rows of a query in one go: what a list paints before all its ids are known."""
    wanted = _needed(query.kind, names)
    if has_strokes(query.order):
        return rows(session, query.kind, ids(session, query, context).slice(0, limit), names, context)
    found = _search(session, query)
    for part in newest(session, found, limit) if found and newest_first(query) else [found]:
        statement = _kept(_first, replace(query, text=""), wanted, context, limit, _plan(part))
        answer = _rows(session, query.kind, wanted, _run(session, statement, _given(part)))
        if len(answer) >= limit:
            break
    return answer


def rows(session: Session, kind: str, wanted: Sequence[UUID], names: Sequence[str], context: Context) -> list[Row]:
    """Return the rows of the given ids in their order; ids that are gone are left out."""
    needed = _needed(kind, names)
    statement = _kept(_page, kind, needed, context)
    found = _run(session, statement, {WANTED: wanted})
    by_id = {row.id: row for row in _rows(session, kind, needed, found)}
    return [by_id[one] for one in wanted if one in by_id]


@dataclass(frozen=True)
class Opened:
    """One record as a form shows it."""

    kind: str
    id: UUID
    revision: UUID
    deleted: bool
    title: str
    values: Mapping[str, Any]
    """Typed values; masked ones are given masked."""
    texts: Mapping[str, str]


def open_record(session: Session, kind: str, record_id: UUID, context: Context) -> Opened:
    """Return one record for its form. Raises ``UserError`` when it is not there any more."""
    described = description(kind)
    row = session.get(kinds()[kind], record_id)
    if row is None:
        raise UserError(f"这条{described.label}记录已不存在，其他记录没有变化，请返回列表刷新")
    names = [one.name for one in described.fields if one.kind is not Kind.PICTURE]
    shown = rows(session, kind, [record_id], names, context)[0]
    return Opened(
        kind, record_id, row.revision, row.deleted, title(session, kind, record_id), shown.values, shown.texts
    )


def title(session: Session, kind: str, record_id: UUID | None) -> str:
    """Return how people call a record, "" when there is none."""
    return titles(session, kind, [record_id]).get(record_id, "") if record_id else ""


def titles(session: Session, kind: str, wanted: Iterable[UUID]) -> dict[UUID, str]:
    """Return how people call the given records; a reference as title reads as what it points to."""
    described = description(kind)
    found = _run(session, _kept(_titled, kind), {WANTED: list(set(wanted))}).all()
    target = described[described.title]
    if target.kind is Kind.REFERENCE:
        inner = titles(session, target.refers, [row[1] for row in found if row[1]])
        return {row[0]: inner.get(row[1], "") for row in found}
    if kind == "settings":
        # People know a setting by its words on the settings page, never by its key.
        return {row[0]: specs()[row[1]].label if row[1] in specs() else row[1] for row in found}
    return {row[0]: (row[2] if len(row) > 2 and row[2] else row[1]) or "" for row in found}


def _titled(kind: str) -> Select[Any]:
    record, described = kinds()[kind], description(kind)
    short = [record.short_name] if kind == "divisions" else []  # type: ignore[attr-defined]
    return select(record.id, getattr(record, described.title), *short).where(_among(record.id))


def candidates(session: Session, kind: str, text: str, limit: int = 30) -> list[tuple[UUID, str, str]]:
    """Return ``(id, title, code)`` of living records a reference may point to, matching what was typed."""
    described = description(kind)
    typed = search(session, kind, text, weigh=False)
    found: list[UUID] = []
    # Nobody looks through thousands of choices, so they need not all be put in order to show the first.
    for part in few(session, typed, limit * 4) if typed else [None]:
        found = list(_run(session, _kept(_chosen, kind, limit, _plan(part)), _given(part)).scalars())
        if len(found) >= limit:
            break
    names = titles(session, kind, found)
    codes: dict[UUID, str] = {}
    if described.code:
        codes = {one: code for one, code in _run(session, _kept(_coded, kind), {WANTED: found})}
    return [(one, names.get(one, ""), codes.get(one, "")) for one in found]


def _chosen(kind: str, limit: int, plan: Plan | None) -> Select[Any]:
    record = kinds()[kind]
    found = base(kind) + (plan.conditions() if plan else [])
    return select(record.id).where(*found).order_by(record.sort_key).limit(limit)


def _coded(kind: str) -> Select[Any]:
    record = kinds()[kind]
    return select(record.id, getattr(record, description(kind).code)).where(_among(record.id))


def choices(session: Session, list_key: str, on: date | None = None) -> dict[str, str]:
    """Return the labels of a code list by code, in its order; with ``on`` only entries valid that day."""

    def ask() -> list[tuple[str, str]]:
        statement = (
            select(Code.code, Code.label).where(Code.list_key == list_key, ~Code.deleted).order_by(Code.position)
        )
        if on:
            statement = statement.where(
                or_(Code.valid_from.is_(None), Code.valid_from <= on), or_(Code.valid_to.is_(None), Code.valid_to >= on)
            )
        return [(row.code, row.label) for row in session.execute(statement)]

    return dict(once(session, ("choices", list_key, on), ask))


def _labels(session: Session, wanted: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the labels of several code lists."""
    found: dict[str, dict[str, str]] = {key: {} for key in wanted}
    if found:
        for key, code, label in _run(session, _kept(_labelled, *sorted(found))).fetchall():
            found[key][code] = label
    return found


def _labelled(*lists: str) -> Select[*tuple[Any, ...]]:
    one_of = or_(*(Code.list_key == key for key in lists))
    return select(Code.list_key, Code.code, Code.label).where(one_of, ~Code.deleted)


def text_of(one: Field, value: Any, labels: Mapping[str, str] | None = None) -> str:
    """Return how a value of a field reads in a list: days as 2024-03-05, counts with commas, masked if private."""
    if value is None or value == "":
        return ""
    match one.kind:
        case Kind.CHOICE | Kind.SIZE:
            return (labels or {}).get(value, str(value))
        case Kind.DAY:
            return value.isoformat() if isinstance(value, date) else str(value)
        case Kind.MOMENT:
            return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)
        case Kind.COUNT:
            return f"{value:,}" if one.grouped else str(value)
        case Kind.AMOUNT:
            return f"{Decimal(value).normalize():,f}"
        case Kind.FLAG | Kind.STAFF:
            return "是" if value else ""
        case Kind.PHONE:
            return mask_phone(value) if one.privacy is Privacy.MASKED else str(value)
        case Kind.ID_NUMBER:
            return mask_id(value) if one.privacy is Privacy.MASKED else str(value)
        case Kind.PICTURE | Kind.DATA:
            return "有"
        case _:
            return str(value)


def _search(session: Session, query: Query) -> Search | None:
    return search(session, query.kind, query.text, deleted=shown_deleted(query) is not False)


def _plan(found: Search | None) -> Plan | None:
    return found.plan if found else None


def _given(found: Search | None) -> Mapping[str, Any] | None:
    return found.given() if found else None


def _needed(kind: str, names: Sequence[str]) -> tuple[str, ...]:
    known = column_service.derived(kind)
    extra = [need for name in names if name in known for need in known[name].needs]
    return tuple(dict.fromkeys([*names, *extra]))


def _select(kind: str, names: tuple[str, ...], context: Context) -> Select[Any]:
    record = kinds()[kind]
    stored = {one.name for one in description(kind).fields}
    picked = [
        (getattr(record, name) if name in stored else column_service.expression(kind, name, context)).label(name)
        for name in names
    ]
    return select(record.id.label("id"), *picked)


def _first(query: Query, names: tuple[str, ...], context: Context, limit: int, plan: Plan | None) -> Select[Any]:
    return ordered(query, context, _select(query.kind, names, context), plan).limit(limit)


def _page(kind: str, names: tuple[str, ...], context: Context) -> Select[Any]:
    return _select(kind, names, context).where(_among(kinds()[kind].id))


def _among(column: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(bindparam(WANTED, expanding=True))
    return found


def _kept(build: Callable[..., Select[*tuple[Any, ...]]], *given: Any) -> Select[*tuple[Any, ...]]:
    """Return the statement ``build`` makes, made once for what is given: building one takes longer than asking."""
    try:
        return _statement(build, *given)
    except TypeError:
        # A filter by a list of values: such a query cannot be looked up.
        return build(*given)


@lru_cache(maxsize=128)
def _statement(build: Callable[..., Select[*tuple[Any, ...]]], *given: Any) -> Select[*tuple[Any, ...]]:
    return build(*given)


def _rows(session: Session, kind: str, names: Sequence[str], found: CursorResult[*tuple[Any, ...]]) -> list[Row]:
    described = description(kind)
    shown = column_service.columns(kind)
    fields = [shown[name] if name in shown else described[name] for name in names]
    columns = list(zip(*found.fetchall(), strict=True))
    if not columns:
        return []
    labels = _labels(session, {one.choices for one in fields if one.choices})
    texts, values = [], []
    for one, column in zip(fields, columns[1:], strict=True):
        if one.kind is Kind.REFERENCE and one.refers:
            named = titles(session, one.refers, {value for value in column if value})
            read = [named.get(value, "") for value in column]
        elif one.kind in PLAIN and one.privacy is not Privacy.MASKED:
            read = [value or "" for value in column]
        elif one.kind in (Kind.DATA, Kind.PICTURE):
            read = [text_of(one, value) for value in column]
        elif one.kind is Kind.PHONE:
            read = [mask_phone(value) if value else "" for value in column]
        else:
            of = labels.get(one.choices)
            known = {value: text_of(one, value, of) for value in set(column)}
            read = [known[value] for value in column]
        texts.append(read)
        values.append(read if one.privacy is Privacy.MASKED else column)
    return [
        Row(record_id, dict(zip(names, held, strict=False)), dict(zip(names, read, strict=False)))
        for record_id, held, read in zip(columns[0], zip(*values, strict=True), zip(*texts, strict=True), strict=True)
    ]
