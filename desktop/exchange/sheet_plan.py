"""What a spreadsheet would change (导入计划): every row checked before one is written.

Rows are new, changed, same or refused. A row is a known record by the id of its hidden column, else by the columns that
tell records of its kind apart (``Description.natural``), else when all it says is what a record of that title holds.
In a row known by its id an empty cell empties the value; in any other an empty cell says nothing. A value that comes
back masked as it went out says nothing either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Action, Field, Kind, description
from desktop.services import records, saving
from desktop.services.context import Context
from desktop.storage.bulk import unswept
from desktop.storage.work import Actor

from .sheet_check import Checker
from .sheet_columns import ID, letters, sheet_fields
from .sheet_kin import circular
from .sheet_match import Matcher
from .sheet_read import Line, Table
from .sheet_values import Office, shown

Progress = Callable[[int, int], None]
"""Told how many of how many rows are done; may raise :class:`desktop.errors.Cancelled`."""
STEP = 2_000
"""Rows between two words of progress."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Refusal:
    """One reason why a row cannot be taken."""

    sheet: str
    row: int
    column: str
    """Heading of the column with its letters, "" where the whole row is meant."""
    value: str
    rule: str
    name: str = ""
    """Name of the field, "" where the whole row is meant."""


class PlannedRow(NamedTuple):
    """One row of the sheet and what becomes of it."""

    number: int
    outcome: Outcome
    title: str
    record_id: UUID | None = None
    values: Mapping[str, Any] = NOTHING
    """All values of a new record, the changed ones of a known one."""
    before: Mapping[str, Any] = NOTHING
    """Values of a known record that change, as they are."""
    revision: UUID | None = None
    depth: int = 0
    """How many rows of the sheet stand above it; new records are written in this order."""


@dataclass(frozen=True)
class SheetPlan:
    """What importing a table would do; nothing has been written."""

    table: Table
    office: Office = field(repr=False)
    rows: Sequence[PlannedRow]
    refusals: Sequence[Refusal]
    state: str = ""
    """Digest of the last action when the plan was made."""

    @property
    def kind(self) -> str:
        """Kind of the records."""
        return self.table.kind

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have an outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each outcome by its word."""
        counted = Counter(row.outcome for row in self.rows)
        return {one.value: counted[one] for one in Outcome}

    def lines(self, row: PlannedRow) -> list[tuple[str, str, str]]:
        """Return ``(label, before, after)`` of what a row changes, masked and readable; ``before`` is "" if new."""
        found = []
        for one in sheet_fields(self.kind):
            if one.name not in row.values:
                continue
            old, new = row.before.get(one.name), row.values[one.name]
            texts = [shown(self.office.cell(one, value)) for value in (old, new)]
            if texts[0] or texts[1]:
                found.append((one.label, texts[0], texts[1]))
        return found


def last_digest(session: Session) -> str:
    """Return the digest of the newest action: it changes with everything that is done in the office."""
    found = session.execute(select(Action.digest).order_by(Action.number.desc()).limit(1)).scalar()
    return found or ""


@unswept()
def plan(session: Session, table: Table, context: Context, actor: Actor, progress: Progress | None = None) -> SheetPlan:
    """Check every row of a table against the rules and the office; nothing is written.

    Raises ``Forbidden`` when the role may not change such records and what ``progress`` raises.
    """
    kind = table.kind
    saving.demand(kind, actor)
    office = Office(session, kind)
    state = last_digest(session)
    matcher = Matcher(session, table, office)
    matcher.match()
    planned: dict[int, PlannedRow] = {}
    mistakes: dict[int, Wrong] = {}
    with Checker(session, table, office, matcher, context) as checker:
        done = 0
        for wave in matcher.kin.waves:
            for at in wave:
                if progress and done % STEP == 0:
                    progress(done, len(table.lines))
                done += 1
                row, wrong = _planned(table, office, matcher, checker, at, table.lines[at])
                planned[at] = row
                if wrong:
                    mistakes[at] = wrong
    for one in matcher.kin.fields:
        _refuse_circles(session, kind, one, planned, mistakes)
    rows: list[PlannedRow] = []
    refusals: list[Refusal] = []
    for at, line in enumerate(table.lines):
        rows.append(planned[at])
        for name, (sentence, raw) in mistakes.get(at, {}).items():
            refusals.append(Refusal(table.sheet, line.number, _column(table, name), shown(raw), sentence, name))
    if progress:
        progress(len(table.lines), len(table.lines))
    return SheetPlan(table, office, rows, refusals, state)


Wrong = dict[str, tuple[str, Any]]
"""Sentence and cell by the name of the field."""


def _refuse_circles(
    session: Session, kind: str, one: Field, planned: dict[int, PlannedRow], mistakes: dict[int, Wrong]
) -> None:
    """Refuse known records that would stand above themselves."""
    moved = {at: row for at, row in planned.items() if row.outcome is Outcome.CHANGED and row.values.get(one.name)}
    if not moved:
        return
    given = {row.record_id: row.values.get(one.name) for row in planned.values() if one.name in row.values}
    wrong = circular(session, kind, one.name, {of: to for of, to in given.items() if of is not None})
    for at, row in moved.items():
        if row.record_id in wrong:
            said = f"这样改以后“{one.label}”会绕回它自己，请核对"
            mistakes[at] = {one.name: (said, "")}
            planned[at] = PlannedRow(row.number, Outcome.REFUSED, row.title, row.record_id)


def _under_refused(matcher: Matcher, checker: Checker, at: int) -> Wrong:
    """Refuse a row that names itself as its parent, or one that is refused: nothing can be said about it before."""
    for one in matcher.kin.fields:
        raw = matcher.raw(at, one.name)
        above = matcher.read(one.name, raw).value
        if above and above == matcher.new_ids.get(at):
            return {one.name: (f"“{one.label}”填的是这一行自己，请改正", raw)}
        number = checker.refused.get(above)
        if number is not None:
            return {one.name: (f"“{shown(raw)}”在第 {number} 行，那一行有错，请先改正那一行", raw)}
    return {}


def _planned(
    table: Table, office: Office, matcher: Matcher, checker: Checker, at: int, line: Line
) -> tuple[PlannedRow, Wrong]:
    wrong = _under_refused(matcher, checker, at)
    found = matcher.found[at]
    if line.number in table.torn:
        wrong[""] = (table.torn[line.number], "")
    elif found.refusal:
        wrong[found.name] = (found.refusal, found.raw)
    if wrong:
        if at in matcher.new_ids:
            checker.refused[matcher.new_ids[at]] = line.number
        return PlannedRow(line.number, Outcome.REFUSED, matcher.title(at)), wrong
    if found.record_id is None:
        values, wrong = checker.new(at)
        title = matcher.title(at)
        if wrong:
            if at in matcher.new_ids:
                checker.refused[matcher.new_ids[at]] = line.number
            return PlannedRow(line.number, Outcome.REFUSED, title), wrong
        record_id = checker.keep(at, None, values)
        return PlannedRow(line.number, Outcome.NEW, title, record_id, values, depth=matcher.kin.depths[at]), wrong
    if at in matcher.same:
        named = {description(table.kind).title: matcher.same[at]}
        return PlannedRow(line.number, Outcome.SAME, records_title(office, table.kind, named), found.record_id), wrong
    held = matcher.held(found.record_id)
    values, wrong = checker.changed(at, held, by_id=found.by_id)
    title = records_title(office, table.kind, held)
    if wrong:
        return PlannedRow(line.number, Outcome.REFUSED, title, found.record_id), wrong
    if not values:
        return PlannedRow(line.number, Outcome.SAME, title, found.record_id), wrong
    checker.keep(at, found.record_id, {**held, **values})
    before = {name: held[name] for name in values}
    return (
        PlannedRow(line.number, Outcome.CHANGED, title, found.record_id, values, before, held["revision"]),
        wrong,
    )


def records_title(office: Office, kind: str, held: Mapping[str, Any]) -> str:
    """Return how people call a record whose values are at hand."""
    described = description(kind)
    one = described[described.title]
    value = held[one.name]
    if one.kind is Kind.REFERENCE:
        return office.targets(one.refers).titles.get(value, "")
    return records.text_of(one, value, office.labels.get(one.choices))


def _column(table: Table, name: str) -> str:
    if name == "":
        return ""
    if name == "id":
        return ID if table.id_column is None else f"{letters(table.id_column)} {ID}"
    label = description(table.kind)[name].label
    return f"{letters(table.columns[name])} {label}" if name in table.columns else label


def demand_clean(made: SheetPlan) -> None:
    """Raise ``UserError`` when a row of the plan is refused: then none is written."""
    refused = made.count(Outcome.REFUSED)
    if refused:
        first = made.refusals[0]
        where = f"第 {first.row} 行" + (f" {first.column}" if first.column else "")
        raise UserError(f"有 {refused} 行不能导入（{where}：{first.rule}），没有导入任何内容，请改正后重新导入")
