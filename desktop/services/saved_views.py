"""Saved views (视图): filters, columns and order of a list under a name, for one account alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from desktop.errors import Invalid, UserError
from desktop.models import SavedView
from desktop.storage.work import Actor, Work

from . import columns
from .changed_since import SINCE
from .grouping import MARK
from .name_order import STROKES
from .records import Filter

LONGEST = 12
"""Characters of a name: it stands on a tab."""
MOST = 20
"""Views of one account for one kind."""


@dataclass(frozen=True)
class Saved:
    """A view as a list shows it; what the kind no longer has is left out."""

    id: UUID
    name: str
    filters: tuple[Filter, ...]
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]
    grouping: str = ""
    """By what it is counted in groups, as :meth:`desktop.services.grouping.Grouping.word` says it."""


def of(session: Session, actor: Actor, kind: str) -> list[Saved]:
    """Return the views of ``actor`` for a kind, in their order."""
    known = columns.columns(kind)
    return [
        Saved(
            row.id,
            row.name,
            tuple(Filter(one[0], one[1], _value(one[2])) for one in row.filters if one[0] in known or one[1] == SINCE),
            tuple(name for name in row.columns if name in known),
            tuple((name, bool(down)) for name, down in row.ordering if name.removeprefix(STROKES) in known),
            next((name.removeprefix(MARK) for name, _ in row.ordering if name.startswith(MARK)), ""),
        )
        for row in _rows(session, actor, kind)
    ]


def save(
    work: Work,
    kind: str,
    name: str,
    filters: Sequence[Filter],
    shown: Sequence[str],
    order: Sequence[tuple[str, bool]],
    view_id: UUID | None = None,
    grouping: str = "",
) -> UUID:
    """Keep a view, new when ``view_id`` is None, and return its id. Raises ``Invalid`` for a bad or used name."""
    rows = _rows(work.session, work.actor, kind)
    if view_id is None:
        if work.actor.account_id is None or len(rows) >= MOST:
            raise UserError(f"每种台账最多存 {MOST} 个视图，没有保存，请先删除不用的视图")
        row = SavedView(id=uuid7(), account_id=work.actor.account_id, kind=kind, position=len(rows))
        work.session.add(row)
    else:
        row = _one(rows, view_id)
    row.name = _named(name, [one for one in rows if one is not row])
    row.filters = [[one.column, one.operator, _plain(one.value)] for one in filters]
    row.columns = list(shown)
    # A grouping puts records together as an order does, and stands before it.
    row.ordering = [[MARK + grouping, False]] * bool(grouping) + [[name, down] for name, down in order]
    return row.id


def rename(work: Work, kind: str, view_id: UUID, name: str) -> None:
    """Call a view something else."""
    rows = _rows(work.session, work.actor, kind)
    row = _one(rows, view_id)
    row.name = _named(name, [one for one in rows if one is not row])


def remove(work: Work, kind: str, view_id: UUID) -> None:
    """Forget a view; the records are not touched."""
    rows = _rows(work.session, work.actor, kind)
    work.session.delete(_one(rows, view_id))


def move(work: Work, kind: str, view_id: UUID, by: int) -> None:
    """Move a view by so many places among the views; at the end it stays."""
    rows = _rows(work.session, work.actor, kind)
    row = _one(rows, view_id)
    place = max(0, min(rows.index(row) + by, len(rows) - 1))
    rows.remove(row)
    rows.insert(place, row)
    for at, one in enumerate(rows):
        one.position = at


def _rows(session: Session, actor: Actor, kind: str) -> list[SavedView]:
    if actor.account_id is None:
        return []
    mine = select(SavedView).where(SavedView.account_id == actor.account_id, SavedView.kind == kind)
    return list(session.scalars(mine.order_by(SavedView.position, SavedView.id)))


def _one(rows: Sequence[SavedView], view_id: UUID) -> SavedView:
    found = next((one for one in rows if one.id == view_id), None)
    if found is None:
        raise UserError("这个视图已经删除，没有改动任何内容")
    return found


def _named(name: str, others: Sequence[SavedView]) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": "视图名称没有填写"})
    if len(name) > LONGEST:
        raise Invalid({"name": f"视图名称最多 {LONGEST} 个字，现在是 {len(name)} 个"})
    if any(one.name == name for one in others):
        raise Invalid({"name": f"已经有名为“{name}”的视图，请换一个名称"})
    return name


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list | set | frozenset):
        return {"many": [_plain(one) for one in value]}
    for word, kind in (("id", UUID), ("number", Decimal)):
        if isinstance(value, kind):
            return {word: str(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _value(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    [(word, value)] = kept.items()
    if word == "many":
        return tuple(_value(one) for one in value)
    if word == "id":
        return UUID(value)
    return Decimal(value) if word == "number" else date.fromisoformat(value)
