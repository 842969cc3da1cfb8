"""The history: what was done, by whom, to which record; and taking actions back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from desktop.errors import Conflict, Forbidden, UserError
from desktop.models import (
    Action,
    Attachment,
    Change,
    Description,
    Field,
    Kind,
    Privacy,
    Record,
    Role,
    description,
    kinds,
)
from desktop.storage.work import Work, plain, restored

from .access import LIMITED, limited
from .records import choices, text_of, titles

Names = Mapping[tuple[str, UUID], str]
"""Titles of records by kind and id."""
TOGETHER = 500
"""Changes taken back in one go."""
STEPS = 30
"""How many of the last actions can be taken back."""


@dataclass(frozen=True)
class Line:
    """One value of a record that an action changed, as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One action in the history, with what it changed in the record asked for."""

    action_id: UUID
    label: str
    who: str
    at: datetime
    lines: tuple[Line, ...] = ()
    records: tuple[tuple[str, UUID], ...] = ()
    """``(kind, id)`` of the records it changed, as far as asked for."""
    undone: bool = False


def of_record(session: Session, kind: str, record_id: UUID, limit: int = 200) -> list[Entry]:
    """Return the actions that changed a record, newest first, with before and after."""
    statement = (
        select(Action, Change)
        .join(Change, Change.action_number == Action.number)
        .where(Change.record == kind, Change.record_id == record_id, *visible(session))
        .order_by(Action.number.desc(), Change.position)
        .limit(limit)
    )
    grouped: dict[int, tuple[Action, list[Change]]] = {}
    for action, change in session.execute(statement):
        grouped.setdefault(action.number, (action, []))[1].append(change)
    return [
        Entry(action.id, action.label, action.account_name, action.at, lines(session, kind, changes))
        for action, changes in grouped.values()
    ]


def recent(session: Session, limit: int = STEPS, conditions: Sequence[ColumnElement[bool]] = ()) -> list[Entry]:
    """Return the last actions in the office under the conditions, newest first, with the records they changed."""
    actions = session.scalars(
        select(Action).where(*conditions, *visible(session)).order_by(Action.number.desc()).limit(limit)
    ).all()
    undone = _undone(session, [one.id for one in actions])
    touched: dict[int, list[tuple[str, UUID]]] = {}
    statement = (
        select(Change.action_number, Change.record, Change.record_id)
        .where(Change.action_number.in_([one.number for one in actions]), Change.position < 20)
        .order_by(Change.position)
    )
    for number, record, record_id in session.execute(statement):
        touched.setdefault(number, []).append((record, record_id))
    return [
        Entry(one.id, one.label, one.account_name, one.at, (), tuple(touched.get(one.number, ())), one.id in undone)
        for one in actions
    ]


def visible(session: Session) -> list[ColumnElement[bool]]:
    """Return the SQL of “touched no record that is hidden from who looks”."""
    if not limited(session):
        return []
    touched = aliased(Change)
    hidden = [
        and_(touched.record == kind, touched.record_id.not_in(select(kinds()[kind].id))) for kind in sorted(LIMITED)
    ]
    return [~select(touched.position).where(touched.action_number == Action.number, or_(*hidden)).exists()]


def _undone(session: Session, action_ids: Sequence[UUID]) -> set[UUID]:
    """Return which actions are taken back now: an undo that was itself undone does not count."""
    again = aliased(Action)
    statement = (
        select(Action.undoes_id)
        .where(Action.undoes_id.in_(action_ids))
        .where(~select(again.id).where(again.undoes_id == Action.id).exists())
    )
    return {one for one in session.scalars(statement) if one}


def next_undo(session: Session) -> Entry | None:
    """Return the action Ctrl+Z would take back: the newest of who asks that is not an undo and is not taken back.

    What others did meanwhile is taken back on the page of the history alone, where its name is read first.
    """
    for entry in recent(session, STEPS * 2, _own(session)):
        action = session.scalars(select(Action).where(Action.id == entry.action_id)).one()
        if action.undoes_id is None and not entry.undone and _reversible(session, action):
            return entry
    return None


def next_redo(session: Session) -> Entry | None:
    """Return the undo Ctrl+Y would take back: the newest action of who asks if it is an undo that still stands."""
    for entry in recent(session, STEPS * 2, _own(session)):
        action = session.scalars(select(Action).where(Action.id == entry.action_id)).one()
        if action.undoes_id is None:
            if not entry.undone:
                return None
            continue
        first = session.scalars(select(Action).where(Action.id == action.undoes_id)).one()
        if first.undoes_id is None and not entry.undone:
            return entry
    return None


def _own(session: Session) -> list[ColumnElement[bool]]:
    """Return the SQL of “done by who asks”; everything where the program itself asks."""
    actor = session.info.get("actor")
    return [] if actor is None or actor.account_id is None else [Action.account_id == actor.account_id]


def _reversible(session: Session, action: Action) -> bool:
    statement = select(Change).where(Change.action_number == action.number).order_by(Change.position)
    # An import has very many changes, and the first of them tells; only an action of notes is read wholly.
    few = session.scalars(statement.limit(20)).all()
    return any(not _is_note(change) for change in few) or (
        len(few) == 20 and any(not _is_note(change) for change in session.scalars(statement).all())
    )


def _is_note(change: Change) -> bool:
    """Return whether a change only says that a record was looked at; steps of a case have a field of that name."""
    return change.before == {} and "note" in (change.after or {})


def undo(work: Work, action_id: UUID, progress: Callable[[int, int], object] = lambda done, total: None) -> str:
    """Take one action back exactly, as an action of its own; returns its label.

    ``progress`` is told how many changes of how many are back; what it raises leaves everything as it was.

    Undoing an undo does the action again. Raises ``Conflict`` when a record it changed was changed since: then
    nothing is taken back.
    """
    if work.actor.role not in (Role.ADMINISTRATOR, Role.CLERK, Role.MEDIATOR):
        raise Forbidden("您的角色不能撤销操作，没有改动任何内容，请联系办公室管理员")
    action = work.session.scalars(select(Action).where(Action.id == action_id)).one_or_none()
    if action is None:
        raise UserError("这次操作已不在历史中，没有撤销任何内容")
    if action.id in _undone(work.session, [action.id]):
        raise Conflict(f"“{action.label}”已经撤销过，没有再次撤销")
    _demand_roles(work, action)
    work.undoes_id = action.id
    work.keep_revisions = True
    work.label = _undo_label(work.session, action)
    first = action.label
    statement = select(Change).where(Change.action_number == action.number).order_by(Change.position.desc())
    label = work.label
    every = work.session.scalars(statement).all()
    changes = [change for change in every if not _is_note(change)]
    before = _lacks(work, changes)
    done = 0
    try:
        for _, alike in groupby(changes, key=_together):
            those = list(alike)
            for begin in range(0, len(those), TOGETHER):
                progress(done, len(changes))
                _take_back_all(work, action, those[begin : begin + TOGETHER])
                done += len(those[begin : begin + TOGETHER])
    except IntegrityError as error:
        raise Conflict(f"“{first}”之后又登记了依赖它的记录，没有撤销任何内容，请先处理那些记录") from error
    # A record the action left a note with tells as well that it was taken back.
    told = {(change.record, change.record_id): None for change in every if _is_note(change)}
    work.changes.extend((kind, record_id, {}, {"note": label}) for kind, record_id in told if changes)
    if new := _lacks(work, changes) - before:
        raise Conflict(f"撤销“{first}”以后{'；'.join(sorted(new))}，没有撤销任何内容，请先处理后面的步骤")
    return label


def _demand_roles(work: Work, action: Action) -> None:
    from .saving import demand
    from .subjects import subject

    words = work.session.scalars(select(Change.record).where(Change.action_number == action.number).distinct()).all()
    # What nobody writes by hand (steps of a case) comes and goes with the record it belongs to.
    for word in [one for one in words if subject(one).writers] or words:
        demand(word, work.actor)


def _lacks(work: Work, changes: Sequence[Change]) -> frozenset[str]:
    """Return what the wholes the changed records belong to lack now, those that come or go with the action left out."""
    from .subjects import subject

    whole = {change.record_id for change in changes if change.before is None or change.after is None}
    asked, found = set[Any](), set[str]()
    for change in changes:
        lacks = subject(change.record).lacks
        if lacks is None:
            continue
        record = kinds()[change.record]
        row = work.session.get(record, change.record_id)
        values = row.values() if row is not None else restored(record, change.before or change.after or {})
        owner = values.get("case_id") or change.record_id
        if owner not in asked and owner not in whole:
            asked.add(owner)
            found |= lacks(work.session, change.record, values)
    return frozenset(found)


def _undo_label(session: Session, action: Action) -> str:
    if action.undoes_id is None:
        return f"撤销 {action.label}"
    first = session.scalars(select(Action).where(Action.id == action.undoes_id)).one()
    return f"重做 {first.label}" if first.undoes_id is None else f"撤销 {first.label.removeprefix('撤销 ')}"


def _together(change: Change) -> tuple[Any, ...]:
    """Return what changes have in common that may go to the database in one go, whatever their order.

    Rows that refer to rows of their own kind, and values that must stay unique, go one by one.
    """
    record = kinds()[change.record]
    own = any(one.refers == change.record for one in description(change.record).fields)
    touched = set(change.before or ()) & set(change.after or ())
    if own or touched & _unique(record):
        return (change.action_number, change.position)
    return (change.record, change.before is None, change.after is None)


@cache
def _unique(record: type[Record]) -> frozenset[str]:
    table = record.__table__
    assert isinstance(table, Table)
    within = {column.key for rule in table.constraints if isinstance(rule, UniqueConstraint) for column in rule.columns}
    return frozenset(name for name, column in record.columns() if column.unique or column.key in within)


def _take_back_all(work: Work, action: Action, changes: Sequence[Change]) -> None:
    record = kinds()[changes[0].record]
    wanted = [change.record_id for change in changes]
    if _is_plain(changes[0]):
        (_take_out if changes[0].before is None else _bring_back)(work, action, record, changes)
        return
    rows = {row.id: row for row in work.session.scalars(select(record).where(record.id.in_(wanted)))}
    for change in changes:
        _take_back(work, action, change, rows.get(change.record_id))
    work.flush()


def _is_plain(change: Change) -> bool:
    """Return whether a record came or went with an action, and no rule asks about each one."""
    from .subjects import subject

    return (change.before is None or change.after is None) and subject(change.record).kept is None


def _take_out(work: Work, action: Action, record: type[Record], changes: Sequence[Change]) -> None:
    """Remove records the action added, all at once: an import has very many. None was changed since."""
    wanted = [change.record_id for change in changes]
    held = work.session.execute(select(record.id, record.revision).where(record.id.in_(wanted)))
    revisions = {record_id: revision for record_id, revision in held}
    for change in changes:
        revision = revisions.get(change.record_id)
        if revision is None or plain(revision) != (change.after or {}).get("revision"):
            raise _changed_since(action, change)
    _demand_bare(work, action, record, wanted)
    work.session.execute(delete(record).where(record.id.in_(wanted)))
    work.changes.extend((change.record, change.record_id, change.after, None) for change in changes)


def _bring_back(work: Work, action: Action, record: type[Record], changes: Sequence[Change]) -> None:
    """Add records the action removed, all at once, as they were."""
    there = set(work.session.scalars(select(record.id).where(record.id.in_([one.record_id for one in changes]))))
    if again := next((change for change in changes if change.record_id in there), None):
        raise _changed_since(action, again)
    work.add_all(record(**restored(record, change.before or {})) for change in changes)


def _take_back(work: Work, action: Action, change: Change, row: Record | None) -> None:
    record = kinds()[change.record]
    _demand_kept(work, change, row)
    if change.before is None:
        if row is None or plain(row.revision) != (change.after or {}).get("revision"):
            raise _changed_since(action, change)
        _demand_bare(work, action, record, [row.id])
        work.session.delete(row)
        return
    if change.after is None:
        if row is not None:
            raise _changed_since(action, change)
        work.session.add(record(**restored(record, change.before)))
        return
    after = restored(record, change.after)
    if row is None or any(not _still(getattr(row, name), value) for name, value in after.items()):
        raise _changed_since(action, change)
    for name, value in restored(record, change.before).items():
        setattr(row, name, value)


def _demand_bare(work: Work, action: Action, record: type[Record], ids: Sequence[UUID]) -> None:
    """Raise ``Conflict`` while photos or scans hang on records that would go without a trace."""
    if not record.described.attachments:
        return
    wanted = (Attachment.owner_kind == record.described.name, Attachment.owner_id.in_(ids))
    number = work.session.execute(select(func.count()).where(*wanted)).scalar_one()
    if number:
        raise Conflict(
            f"“{action.label}”之后又添加了附件，没有撤销任何内容，请先撤销添加附件；已移除过附件的，可改用“删除”"
        )


def _demand_kept(work: Work, change: Change, row: Record | None) -> None:
    from .subjects import subject

    keeps = subject(change.record).kept
    if keeps is None or row is None or change.after is None:
        return
    back = restored(kinds()[change.record], change.before or {})
    if sentence := keeps(work.session, row, back):
        raise Conflict(sentence)


def _still(held: Any, written: Any) -> bool:
    """Return whether a row still holds what an action wrote; the database gives amounts back in their own scale."""
    if isinstance(held, Decimal) and isinstance(written, Decimal):
        return abs(held - written) < Decimal(1).scaleb(int(held.as_tuple().exponent))
    return bool(plain(held) == plain(written))


def _changed_since(action: Action, change: Change) -> Conflict:
    label = description(change.record).label
    return Conflict(f"“{action.label}”之后这条{label}记录又被修改过，没有撤销任何内容，请打开记录手工改回")


def lines(session: Session, kind: str, changes: Sequence[Change], names: Names | None = None) -> tuple[Line, ...]:
    """Return what changes did to one record of a kind, as people read it; masked values stay masked.

    ``names`` are titles by kind and id that were read beforehand; what they lack is read here.
    """
    described = description(kind)
    found: list[Line] = []
    for change in changes:
        if _is_note(change):
            found.append(Line(str((change.after or {})["note"]), "", ""))
            continue
        before = restored(kinds()[kind], change.before or {})
        after = restored(kinds()[kind], change.after or {})
        if "deleted" in after and change.before is not None:
            found.append(Line("删除", _yes(before.get("deleted")), _yes(after.get("deleted"))))
        found.extend(_field_lines(session, described, before, after, names or {}))
    return tuple(found)


def _field_lines(
    session: Session, described: Description, before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> list[Line]:
    found = []
    for one in described.fields:
        old, new = before.get(one.name), after.get(one.name)
        if (one.name in before or one.name in after) and (old or new) and old != new:
            found.append(Line(one.label, readable(session, one, old, names), readable(session, one, new, names)))
    return found


def _yes(value: Any) -> str:
    return "是" if value else "否"


def readable(session: Session, one: Field, value: Any, names: Names | None = None) -> str:
    """Return how a value of the history reads; masked fields stay masked."""
    if value in (None, ""):
        return ""
    if one.kind is Kind.REFERENCE:
        if names and (one.refers, value) in names:
            return names[one.refers, value]
        return titles(session, one.refers, [value]).get(value, "（已删除）")
    if one.kind is Kind.CHOICE:
        return choices(session, one.choices).get(value, str(value))
    if one.kind is Kind.DAY and one.privacy is Privacy.MASKED:
        return "****"
    return text_of(one, value)
