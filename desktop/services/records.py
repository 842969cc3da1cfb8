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
    and_,
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
from .checks import mask_id, mask_phone
from .context import Context
from .name_order import packed, stroke_column
from .searching import Plan, Search, few, newest, search
from .settings import specs

FETCHED = 10_000
"""Ids taken from the driver at once."""
WANTED = "wanted"
PLAIN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER})
"""Kinds of value that read as they are kept, unless they are masked."""


@dataclass(frozen=True)
class Filter:
    """One condition of a list. ``operator``: is, in, has (text), from, to, empty, filled."""

    column: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Query:
    """What a list shows: a kind of record, what is searched, filtered and how it is ordered."""

    kind: str
    text: str = ""
    filters: tuple[Filter, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    """``(column, descending)`` pairs; empty means the order of the description: newest first where it has a day."""
    deleted: bool = False
    """Show deleted records instead of living ones."""


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
    if column := stroke_column(query.order):
        return _by_strokes(session, query, column, context)
    found_by = _search(session, query)
    statement = _ordered(query, context, select(_packable(session, kinds()[query.kind].id)), _plan(found_by))
    found = _run(session, statement, _given(found_by))
    assert found.cursor is not None
    packed = []
    # Neither rows nor UUID objects are made: a million of them would take ten times as long.
    while part := found.cursor.fetchmany(FETCHED):
        joined = [one for (one,) in part]
        packed.append(bytes.fromhex("".join(joined)) if isinstance(joined[0], str) else b"".join(joined))
    found.close()
    return Ids(b"".join(packed))


def _by_strokes(session: Session, query: Query, column: str, context: Context) -> Ids:
    record, found_by = kinds()[query.kind], _search(session, query)
    statement = select(record.id, column_service.expression(query.kind, column, context))
    found = _run(session, statement.where(*_conditions(query, context, _plan(found_by))), _given(found_by)).all()
    field = column_service.columns(query.kind)[column]
    if field.kind is Kind.REFERENCE:
        wanted = list({value for _, value in found if value})
        named: dict[UUID, str] = {}
        for at in range(0, len(wanted), FETCHED):
            named |= titles(session, field.refers, wanted[at : at + FETCHED])
        found_names = [(one, named.get(value, "")) for one, value in found]
    else:
        found_names = [(one, value or "") for one, value in found]
    return Ids(packed(found_names, context.settings["names.order"], query.order[0][1]))


def _run(
    session: Session, statement: Executable, given: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Ask without the machinery that loads objects; what an action under way has changed is sent first."""
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
    statement = select(func.count()).select_from(record).where(*_conditions(query, context, _plan(found)))
    return session.execute(statement, _given(found)).scalar_one()


def totals(session: Session, query: Query, names: Sequence[str], context: Context) -> list[Any]:
    """Return how many records the query has, then the sum of each named column of numbers (0 when none has one)."""
    sums = [func.coalesce(func.sum(column_service.expression(query.kind, name, context)), 0) for name in names]
    found = _search(session, query)
    conditions = _conditions(query, context, _plan(found))
    statement = select(func.count(), *sums).select_from(kinds()[query.kind]).where(*conditions)
    return list(session.execute(statement, _given(found)).one())


def counts(session: Session, query: Query, column: str, context: Context) -> list[tuple[Any, int]]:
    """Return ``(value, number of records)`` of a column over the query, most first: the options of a filter."""
    value = column_service.expression(query.kind, column, context)
    number = func.count()
    found_by = _search(session, query)
    statement = (
        select(value, number)
        .select_from(kinds()[query.kind])
        .where(*_conditions(query, context, _plan(found_by)))
        .group_by(value)
        .order_by(number.desc())
    )
    return [(found, many) for found, many in session.execute(statement, _given(found_by))]


def first_rows(session: Session, query: Query, names: Sequence[str], context: Context, limit: int = 50) -> list[Row]:
    """Return the first rows of a query in one go: what a list paints before all its ids are known."""
    wanted = _needed(query.kind, names)
    if stroke_column(query.order):
        return rows(session, query.kind, ids(session, query, context).slice(0, limit), names, context)
    found = _search(session, query)
    for part in newest(session, found, limit) if found and _newest_first(query) else [found]:
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
    conditions = plan.conditions() if plan else []
    return select(record.id).where(~record.deleted, *conditions).order_by(record.sort_key).limit(limit)


def _coded(kind: str) -> Select[Any]:
    record = kinds()[kind]
    return select(record.id, getattr(record, description(kind).code)).where(_among(record.id))


def choices(session: Session, list_key: str, on: date | None = None) -> dict[str, str]:
    """Return the labels of a code list by code, in its order; with ``on`` only entries valid that day."""
    statement = select(Code.code, Code.label).where(Code.list_key == list_key, ~Code.deleted).order_by(Code.position)
    if on:
        statement = statement.where(
            or_(Code.valid_from.is_(None), Code.valid_from <= on), or_(Code.valid_to.is_(None), Code.valid_to >= on)
        )
    return {code: label for code, label in session.execute(statement)}


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
            return f"{value:,}"
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
    return search(session, query.kind, query.text, deleted=query.deleted)


def _plan(found: Search | None) -> Plan | None:
    return found.plan if found else None


def _given(found: Search | None) -> Mapping[str, Any] | None:
    return found.given() if found else None


def order_of(query: Query) -> tuple[tuple[str, bool], ...]:
    """Return the order of a query, that of its kind where nobody chose one: newest first where records have a day."""
    described = description(query.kind)
    first = ((described.dated, True),) if described.dated else ()
    return query.order or (*first, *((name, False) for name in described.order))


def _newest_first(query: Query) -> bool:
    order = order_of(query)
    return bool(order) and order[0] == (description(query.kind).dated, True)


def _conditions(query: Query, context: Context, plan: Plan | None) -> list[ColumnElement[bool]]:
    record = kinds()[query.kind]
    found: list[ColumnElement[bool]] = [record.deleted.is_(query.deleted), *(plan.conditions() if plan else ())]
    return found + [_condition(query.kind, one, context) for one in query.filters]


def _condition(kind: str, one: Filter, context: Context) -> ColumnElement[bool]:
    value: Any = column_service.expression(kind, one.column, context)
    found: ColumnElement[bool] = _compared(kind, value, one)
    return found


def _compared(kind: str, value: Any, one: Filter) -> Any:
    match one.operator:
        case "is":
            return value == one.value
        case "in":
            wanted = [item for item in one.value if item is not None]
            inside = value.in_(wanted)
            return or_(inside, value.is_(None)) if len(wanted) < len(one.value) else inside
        case "has":
            return value.contains(one.value, autoescape=True)
        case "from":
            return value >= one.value
        case "to":
            return value <= one.value
        case "empty":
            return or_(value.is_(None), value == "") if _is_text(kind, one.column) else value.is_(None)
        case "filled":
            return and_(value.is_not(None), value != "") if _is_text(kind, one.column) else value.is_not(None)
    raise ValueError(f"unknown operator {one.operator}")


def _is_text(kind: str, name: str) -> bool:
    return column_service.columns(kind)[name].kind in (
        Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER,
    )  # fmt: skip


def _ordered(query: Query, context: Context, statement: Select[Any], plan: Plan | None) -> Select[Any]:
    record, order = kinds()[query.kind], order_of(query)
    by = [column_service.ordering(query.kind, name, context) for name, _ in order]
    terms = [_directed(one, down) for one, (_, down) in zip(by, order, strict=True)]
    last: ColumnElement[Any] = record.id.expression
    if len(by) != 1 or by[0] is not record.sort_key.expression:
        # An id in plain sight tempts SQLite to walk the index of sort keys, which is of no use for any other order.
        last = func.coalesce(last, last)
    down = bool(order) and order[-1][1]
    return statement.where(*_conditions(query, context, plan)).order_by(*terms, last.desc() if down else last.asc())


def _directed(by: ColumnElement[Any], down: bool) -> ColumnElement[Any]:
    directed = by.desc() if down else by.asc()
    # Where there are no nulls, saying where to put them would only keep the database from using its index.
    return directed if getattr(by, "nullable", True) is False else directed.nulls_last()


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
    return _ordered(query, context, _select(query.kind, names, context), plan).limit(limit)


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
