"""Writing a planned import: one transaction, one entry in the history, undone as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from uuid_utils.compat import uuid7

from desktop.errors import Conflict, UserError
from desktop.models import Kind, Record, description, kinds
from desktop.services import saving, search
from desktop.services.access import ask
from desktop.services.context import context
from desktop.services.subjects import subject
from desktop.storage.bulk import unswept
from desktop.storage.work import Work, defaults, plain

from .sheet_match import CHUNK
from .sheet_plan import Outcome, PlannedRow, Progress, SheetPlan, demand_clean, last_digest, plan
from .sheet_values import Office

WRITTEN = 2_000
"""Rows sent to the database at once."""


@unswept()
def apply(work: Work, made: SheetPlan, progress: Progress | None = None) -> dict[str, int]:
    """Write what a plan says and return its counts; nothing is written while a row is refused.

    When the office changed since the plan was made, it is made again first. Raises ``Conflict`` when it then says
    something else, ``UserError`` for refused rows, and what ``progress`` raises: then nothing is written.
    """
    saving.demand(made.kind, work.actor)
    demand_clean(made)
    if last_digest(work.session) != made.state:
        again = plan(work.session, made.table, context(work.session, work.clock), work.actor)
        if again.counts() != made.counts():
            raise Conflict("检查表格之后办公室的记录又有变化，没有导入任何内容，请重新检查后再导入")
        demand_clean(again)
        made = again
    office = Office(work.session, made.kind)
    new = sorted((row for row in made.rows if row.outcome is Outcome.NEW), key=lambda row: row.depth)
    if any(row.depth for row in new):
        _count(office, new)
    changed = [row for row in made.rows if row.outcome is Outcome.CHANGED]
    wholes = _wholes(work, made.kind, new, changed)
    before = _lacks(work, made.kind, wholes)
    _insert(work, made.kind, office, new, progress)
    _update(work, made.kind, office, changed, progress, len(new))
    _settle(work, made.kind, [row.record_id for row in (*new, *changed) if row.record_id])
    if lost := _lacks(work, made.kind, wholes) - before:
        raise UserError(f"这样导入以后{'；'.join(sorted(lost))}，没有导入任何内容，请改正表格后重新导入")
    label = description(made.kind).label
    work.label = f"导入{label} 新增 {len(new)} 修改 {len(changed)}"
    return made.counts()


def _wholes(
    work: Work, kind: str, new: Sequence[PlannedRow], changed: Sequence[PlannedRow]
) -> Sequence[Mapping[str, Any]]:
    """Return what names the wholes (cases) that known records belong to, where rules ask what a whole lacks."""
    if subject(kind).lacks is None:
        return ()
    record = kinds()[kind]
    name = "case_id" if hasattr(record, "case_id") else "id"
    found = {row.values.get(name): None for row in (*new, *changed)}
    ids = [row.record_id for row in changed if row.record_id]
    for begin in range(0, len(ids), CHUNK):
        statement = select(getattr(record, name)).where(record.id.in_(ids[begin : begin + CHUNK]))
        found |= {row[0]: None for row in ask(work.session, statement)}
    return [{name: one} for one in found if one is not None]


def _lacks(work: Work, kind: str, wholes: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    lacks = subject(kind).lacks
    if lacks is None:
        return frozenset()
    return frozenset(one for whole in wholes for one in lacks(work.session, kind, whole))


def _settle(work: Work, kind: str, ids: Sequence[UUID]) -> None:
    """Change what follows from the records that were written, as the form does."""
    settle = subject(kind).settle
    if settle is None:
        return
    record = kinds()[kind]
    for begin in range(0, len(ids), CHUNK):
        for row in work.session.scalars(select(record).where(record.id.in_(ids[begin : begin + CHUNK]))).all():
            settle(work, row)
    work.flush()


def _count(office: Office, new: Sequence[PlannedRow]) -> None:
    """Let new records be found by the titles of others that come with them."""
    described = description(office.kind)
    for row in new:
        assert row.record_id is not None
        texts = [str(row.values.get(name) or "") for name in (described.title, "short_name", described.code)]
        office.count(office.kind, row.record_id, *texts)


def _insert(work: Work, kind: str, office: Office, rows: Sequence[PlannedRow], progress: Progress | None) -> None:
    record, issue, follow = kinds()[kind], subject(kind).issue, subject(kind).follow
    started = {name: value for name, value in defaults(record) if value is not None}
    for begin in range(0, len(rows), WRITTEN):
        if progress:
            progress(begin, len(rows))
        part = rows[begin : begin + WRITTEN]
        written = [{**started, "id": row.record_id, **row.values} for row in part]
        if issue is not None:
            issue(work, written)
        work.insert(record, written, [search.keys_of(kind, row, office.title_of) for row in written])
        if follow is not None:
            follow(work, written)


def _update(
    work: Work, kind: str, office: Office, rows: Sequence[PlannedRow], progress: Progress | None, done: int
) -> None:
    if not rows:
        return
    record = kinds()[kind]
    columns = {name: column for name, column in record.columns()}
    touched = sorted({name for row in rows for name in row.values})
    held = _held(work, record, [row.record_id for row in rows if row.record_id])
    set_: dict[str, Any] = {
        columns[name].key: bindparam(f"new_{name}") for name in (*touched, "revision", "search_key", "sort_key")
    }
    table: Any = record.__table__
    # Every row sets the same columns, in the order of the sheet: a code one row gives up is free for a row below.
    statement = update(table).where(table.c.id == bindparam("which")).values(set_)
    for begin in range(0, len(rows), WRITTEN):
        if progress:
            progress(done + begin, done + len(rows))
        written = []
        for row in rows[begin : begin + WRITTEN]:
            assert row.record_id is not None
            old = held.get(row.record_id)
            if old is None or old["revision"] != row.revision:
                raise Conflict(f"“{row.title}”刚被别处修改过，没有导入任何内容，请重新检查后再导入")
            revision = uuid7()
            before = {"revision": plain(row.revision)} | {name: plain(row.before[name]) for name in row.values}
            after = {"revision": plain(revision)} | {name: plain(value) for name, value in row.values.items()}
            work.changes.append((kind, row.record_id, before, after))
            whole = {**old, **row.values}
            search_key, sort_key = search.keys_of(kind, whole, office.title_of)
            values = {f"new_{name}": whole[name] for name in touched}
            values |= {"which": row.record_id, "new_revision": revision}
            values |= {"new_search_key": search_key, "new_sort_key": sort_key}
            written.append(values)
        work.session.connection().execute(statement, written)
    title = description(kind).title
    renamed = [row.record_id for row in rows if title in row.values and row.record_id]
    if renamed:
        saving.refresh_titles(work, kind, renamed)


def _held(work: Work, record: type[Record], ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return the values of the rows as they are in this transaction."""
    pictures = {one.name for one in description(record.described.name).fields if one.kind is Kind.PICTURE}
    names = [name for name, _ in record.columns() if name not in record.KEPT and name not in pictures]
    found: dict[UUID, Mapping[str, Any]] = {}
    for begin in range(0, len(ids), CHUNK):
        statement = select(*(getattr(record, name) for name in names)).where(record.id.in_(ids[begin : begin + CHUNK]))
        for row in ask(work.session, statement):
            found[row.id] = dict(zip(names, row, strict=True))
    return found
