"""The history for an inspection: found by person, days and words, proved unaltered, taken out with a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.clock import CHINA
from desktop.errors import Forbidden, Invalid
from desktop.models import Action, Change, Kind, Role, description, kinds
from desktop.storage import check as checking
from desktop.storage.check import Finding
from desktop.storage.copying import Progress, quiet
from desktop.storage.database import Database
from desktop.storage.work import Actor, Work

from . import history
from .history import Entry
from .records import titles
from .twins import REMEMBERED, Remembered

EXPORTERS = frozenset({Role.ADMINISTRATOR.value, Role.REVIEWER.value})
"""Roles that may take the history out of the office."""
AT_ONCE = 200
"""Actions, and titles, read in one go for a file."""
IN_PART = 2_000
"""Changes held in memory at a time."""


@dataclass(frozen=True)
class Wanted:
    """Which actions: of whom, from which day to which (both included), with which words."""

    who: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""

    def told(self) -> str:
        """Return the choice in words."""
        days = f"{self.first or '最早'} 至 {self.last or '今天'}" if self.first or self.last else "全部日期"
        words = f"，包含“{self.text}”" if self.text else ""
        return f"{self.who or '全部经办人'}，{days}{words}"


@dataclass(frozen=True)
class Told:
    """One line of the history given out: one value an action changed, or the action alone."""

    number: int
    at: datetime
    who: str
    action: str
    record: str
    label: str
    before: str
    after: str
    digest: str


def people(session: Session) -> list[str]:
    """Return the names of everybody who did something."""
    return sorted(session.scalars(select(Action.account_name).distinct()))


def count(session: Session, wanted: Wanted) -> int:
    """Return how many actions are wanted."""
    return session.execute(
        select(func.count(Action.number)).where(*_conditions(wanted), *history.visible(session))
    ).scalar_one()


def entries(session: Session, wanted: Wanted, limit: int) -> list[Entry]:
    """Return the wanted actions, newest first."""
    return history.recent(session, limit, _conditions(wanted))


def may_export(actor: Actor) -> bool:
    """Return whether the role of ``actor`` may take the history out."""
    return actor.role in EXPORTERS


def log_export(work: Work, wanted: Wanted, purpose: str) -> None:
    """Keep in the history that a part of it leaves, and what for; the file is written only after this is committed.

    Raises ``Forbidden`` for roles that may not, ``Invalid`` without a purpose.
    """
    if not may_export(work.actor):
        raise Forbidden("您的角色不能导出操作历史，没有导出任何内容，请联系办公室管理员")
    if len(purpose.strip()) < 2:
        raise Invalid({"purpose": "请写明导出操作历史的用途"})
    many = count(work.session, wanted)
    work.label = f"导出操作历史 {many} 次"
    note = {"note": f"导出操作历史（{wanted.told()}），用途：{purpose.strip()}"}
    work.changes.append(("offices", work.office_id, {}, note))


def verify(database: Database, progress: Progress = quiet) -> Finding:
    """Check that no entry was altered: the chain of digests from the first to the last."""
    return checking.history(database, progress)


def told(session: Session, wanted: Wanted, progress: Progress = quiet) -> Iterator[Told]:
    """Yield the wanted part of the history, oldest first, a few changes in memory at a time; private values masked.

    ``progress`` hears how many changes of how many are told. Raises what it raises to stop.
    """
    here = (*_conditions(wanted), *history.visible(session))
    changed = select(func.count()).select_from(Change).join(Action, Action.number == Change.action_number)
    total, done, after = session.execute(changed.where(*here)).scalar_one(), 0, 0
    # Labels of code lists are asked once for the whole file.
    session.info[REMEMBERED] = Remembered(session)
    try:
        while True:
            statement = (
                select(Action)
                .where(Action.number > after, *here)
                .order_by(Action.number)
                .limit(AT_ONCE)
                .execution_options(populate_existing=True)
            )
            actions = session.scalars(statement).all()
            if not actions:
                return
            for one in _told(session, {one.number: one for one in actions}):
                if isinstance(one, int):
                    done += one
                    progress(done, max(total, done))
                else:
                    yield one
            after = actions[-1].number
            session.expunge_all()
    finally:
        session.info.pop(REMEMBERED, None)


def _told(session: Session, actions: Mapping[int, Action]) -> Iterator[Told | int]:
    """Yield the lines of some actions, and between them how many changes were read since."""
    table = Change.__table__.c
    statement = (
        select(table.action_number, table.record, table.record_id, table.before, table.after)
        .where(table.action_number.in_(actions))
        .order_by(table.action_number, table.record, table.record_id, table.position)
    )
    # One action may have very many changes: an import, the demonstration.
    with session.connection().execute(statement, execution_options={"yield_per": IN_PART}) as found:
        kept: list[Any] = []
        for part in found.partitions():
            kept += part
            last = _about(part[-1])
            # The changes of one record stay together.
            whole = [one for one in kept if _about(one) != last]
            kept = [one for one in kept if _about(one) == last]
            yield from _lines(session, actions, whole)
            yield len(part)
        yield from _lines(session, actions, kept)


def _about(change: Any) -> tuple[int, str, UUID]:
    return change.action_number, change.record, change.record_id


def _lines(session: Session, actions: Mapping[int, Action], changes: Sequence[Any]) -> Iterator[Told]:
    names = _names(session, changes)
    for (number, record, record_id), group in groupby(changes, key=_about):
        action, known = actions[number], record in kinds()
        about = f"{description(record).label} {names.get((record, record_id), '')}".strip() if known else record
        lines = history.lines(session, record, list(group), names) if known else ()
        for one in lines or (history.Line("", "", ""),):
            yield Told(number, action.at, action.account_name, action.label, about, one.label, one.before,
                       one.after, action.digest)  # fmt: skip


def _names(session: Session, changes: Sequence[Any]) -> dict[tuple[str, UUID], str]:
    """Return the titles of the records changed, and of those their values refer to."""
    by_kind: dict[str, set[UUID]] = {}
    for one in changes:
        if one.record not in kinds():
            continue
        by_kind.setdefault(one.record, set()).add(one.record_id)
        for field in description(one.record).fields:
            for value in (one.before or {}).get(field.name), (one.after or {}).get(field.name):
                if field.kind is Kind.REFERENCE and value:
                    by_kind.setdefault(field.refers, set()).add(UUID(value))
    found: dict[tuple[str, UUID], str] = {}
    for kind, ids in by_kind.items():
        wanted = sorted(ids)
        for at in range(0, len(wanted), AT_ONCE):
            found |= {(kind, one): name for one, name in titles(session, kind, wanted[at : at + AT_ONCE]).items()}
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.who:
        found.append(Action.account_name == wanted.who)
    if wanted.first:
        found.append(Action.at >= _midnight(wanted.first))
    if wanted.last:
        found.append(Action.at < _midnight(wanted.last + timedelta(1)))
    found += [Action.label.icontains(word, autoescape=True) for word in wanted.text.split()]
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
