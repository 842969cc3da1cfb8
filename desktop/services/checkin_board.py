"""The board of needs and wishes (心愿看板): a column for each state, with its count and the cards of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Member, Progress, Wish

from .context import Context
from .records import choices, titles

STATES = (Progress.PUBLISHED.value, Progress.CLAIMED.value, Progress.DONE.value, Progress.THANKED.value)
"""The columns, in the order a wish goes through them; those withdrawn are seen in the list."""
MOST = 100
"""Cards shown of a column; the rest is in the list."""


@dataclass(frozen=True)
class WishCard:
    """One wish as the board shows it; it names the wisher by a form of address alone."""

    id: UUID
    number: str
    kind: str
    """Label of the kind: 微心愿 or 服务需求."""
    subkind: str | None
    content: str
    wisher: str
    community: str
    state: str
    member: str
    """Who claimed it, "" for nobody."""
    published_on: date
    wanted_on: date | None
    days: int
    """Days it is open, or was until it was done."""
    late: bool


@dataclass(frozen=True)
class Lane:
    """A column: how many there are, and the cards of the first."""

    state: str
    label: str
    count: int
    cards: Sequence[WishCard]


def board(session: Session, context: Context, community: UUID | None = None, kind: str = "") -> list[Lane]:
    """Return the columns of all wishes, or of one ``community`` or ``kind``.

    Open ones stand by the day they were published, the oldest first; those done by the day they were, the newest first.
    """
    wanted = [~Wish.deleted]
    wanted += [Wish.community_id == community] if community else []
    wanted += [Wish.kind == kind] if kind else []
    grouped = select(Wish.state, func.count()).where(*wanted).group_by(Wish.state)
    counted: dict[str, int] = {state: many for state, many in session.execute(grouped)}
    labels, kinds = choices(session, "wish_states"), choices(session, "wish_kinds")
    lanes = []
    for state in STATES:
        order = {
            Progress.DONE.value: (Wish.done_on.desc(),),
            Progress.THANKED.value: (Wish.thanked_on.desc(),),
        }.get(state, (Wish.published_on,))
        rows = session.execute(
            select(Wish, Member.name)
            .outerjoin(Member, Member.id == Wish.member_id)
            .where(*wanted, Wish.state == state)
            .order_by(*order, Wish.number)
            .limit(MOST)
        ).all()
        places = titles(session, "divisions", {wish.community_id for wish, _ in rows})
        cards = [
            WishCard(
                wish.id, wish.number, kinds.get(wish.kind, wish.kind), wish.subkind, wish.content, wish.wisher,
                places.get(wish.community_id, ""), state, name or "", wish.published_on, wish.wanted_on,
                ((wish.done_on or context.today) - wish.published_on).days, _late(wish, context.today),
            )
            for wish, name in rows
        ]  # fmt: skip
        lanes.append(Lane(state, labels.get(state, state), counted.get(state, 0), cards))
    return lanes


def _late(wish: Wish, today: date) -> bool:
    return wish.wanted_on is not None and wish.wanted_on < (wish.done_on or today)
