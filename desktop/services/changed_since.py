"""What changed since (自…以来改动): the records of a list that the history says were added, changed or deleted.

A filter ``Filter(CHANGED, SINCE, value(…))`` stays true from day to day: since when is worked out when it is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import Session

from desktop.clock import CHINA
from desktop.models import Action, Change, Field, Kind, kinds

from .context import Context

CHANGED, SINCE = "changed", "since"
FIELD = Field("改动", Kind.MOMENT, name=CHANGED)
"""How the filter is called; it is no column of any record."""
TODAY, YESTERDAY, WEEK, LEFT = "today", "yesterday", "week", "left"
"""Since the beginning of today, of yesterday, of the day 6 days ago; since the person did anything before today."""
DAYS = {TODAY: 0, YESTERDAY: 1, WEEK: 6}
ADDED, ALTERED, DELETED = "added", "altered", "deleted"
EVERYTHING = (ADDED, ALTERED, DELETED)

Value = tuple[Any, ...]
"""Since when (one of the words above or a day), the account for :data:`LEFT`, then what is wanted."""


def value(when: str | date, what: Collection[str] = EVERYTHING, account_id: UUID | None = None) -> Value:
    """Return the value of a filter by changes."""
    return (when, account_id if when == LEFT else None, *(one for one in EVERYTHING if one in what))


def takes_deleted(of: Value) -> bool:
    """Return whether deleted records are wanted too."""
    return DELETED in of[2:]


def condition(kind: str, of: Value, context: Context) -> ColumnElement[bool]:
    """Return the SQL of a filter by changes."""
    record, what = kinds()[kind], frozenset(of[2:])
    touched = record.id.in_(_touched(kind, of, context))
    if what == frozenset(EVERYTHING):
        return touched
    parts: list[ColumnElement[bool]] = []
    made = record.id.in_(_touched(kind, of, context).where(Change.before.is_(null())))
    if {ADDED, ALTERED} <= what:
        parts.append(and_(~record.deleted, touched))
    elif ADDED in what:
        parts.append(and_(~record.deleted, made))
    elif ALTERED in what:
        parts.append(and_(~record.deleted, touched, ~made))
    if DELETED in what:
        parts.append(and_(record.deleted, touched))
    return or_(*parts)


def marks(session: Session, kind: str, of: Value, wanted: Sequence[UUID], context: Context) -> dict[UUID, str]:
    """Return what happened to each of the ``wanted`` records: :data:`ADDED`, :data:`ALTERED` or :data:`DELETED`."""
    record = kinds()[kind]
    made = func.max(case((Change.before.is_(null()), 1), else_=0))
    within = _within(func.coalesce(Change.action_number, Change.action_number), of, context)
    mine = (Change.record == kind, Change.record_id.in_(wanted), within, _real())
    statement = select(Change.record_id, made).where(*mine).group_by(Change.record_id)
    found = {one: ADDED if new else ALTERED for one, new in session.execute(statement)}
    gone = session.scalars(select(record.id).where(record.id.in_(wanted), record.deleted))
    return found | dict.fromkeys(gone, DELETED)


def newest(kind: str) -> ColumnElement[Any]:
    """Return the SQL of the rank of the last action that changed a record: what a list of changes is ordered by."""
    record = kinds()[kind]
    last = select(func.max(Change.action_number)).where(Change.record == kind, Change.record_id == record.id, _real())
    return last.correlate(record).scalar_subquery()


def _touched(kind: str, of: Value, context: Context) -> Select[Any]:
    # A kind in plain sight tempts SQLite to walk all its history by the index of records; the newest actions are few.
    word = func.coalesce(Change.record, Change.record)
    within = _within(Change.action_number.expression, of, context)
    return select(Change.record_id).where(within, word == kind, _real())


def _real() -> ColumnElement[bool]:
    """Leave out notes that a record was only looked at."""
    return or_(Change.before.is_(null()), cast(Change.before, Text) != "{}")


def _within(number: ColumnElement[Any], of: Value, context: Context) -> ColumnElement[bool]:
    """Return the SQL of whether the action of a number counts."""
    when, account_id = of[0], of[1]
    if when == LEFT:
        mine = (Action.account_id == account_id, Action.at < _midnight(context.today))
        last = select(Action.number).where(*mine).order_by(Action.number.desc()).limit(1)
        return number > func.coalesce(last.scalar_subquery(), 0)
    day = when if isinstance(when, date) else context.today - timedelta(days=DAYS[when])
    return number.in_(select(Action.number).where(Action.at >= _midnight(day)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
