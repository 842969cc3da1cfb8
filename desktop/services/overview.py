"""What the home page shows, read in one go: figures, heads by kind, what needs attention, the last actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from desktop.models import Division, Grid, Post, PostKind

from . import divisions, figures, findings, grids, history
from .context import Context
from .counting import Reading
from .figures import OPEN_GRIDS
from .findings import Finding
from .history import Entry
from .people import holding
from .records import Filter, Query

SHOWN = (
    "grids.communities",
    "grids.total",
    "grids.outside_size_limits",
    "grids.incomplete_staff",
    "team.leaders",
    "team.grid_members",
    "team.full_time",
    "team.party_share",
    "team.volunteers",
    "mediation.brand_rooms.success_rate",
)
"""Figures of the home page; those that were claimed elsewhere are read beside them."""
MOST_AREAS = 16
"""More communities than this are put together by street."""


@dataclass(frozen=True)
class Area:
    """A community, or a street where there are many, with its open grids and their members, each person once."""

    id: UUID
    name: str
    grids: int
    members: int
    query: Query
    """Its grids."""


@dataclass(frozen=True)
class Overview:
    """The state of the office today."""

    figures: Mapping[str, Reading]
    differing: Sequence[Reading]
    """Figures that were claimed elsewhere and come out otherwise here."""
    streets: int
    """Streets and towns the communities belong to."""
    without_members: int
    """Open grids with fewer members than the settings ask for."""
    areas: Sequence[Area]
    by_street: bool
    findings: Sequence[Finding]
    recent: Sequence[Entry]


def read(
    session: Session,
    context: Context,
    backups: Sequence[datetime] | None = None,
    entries: int = 12,
    outside: datetime | None = None,
) -> Overview:
    """Return the state of the office; ``backups`` and ``outside`` as in :func:`desktop.services.findings.find`."""
    communities = divisions.communities(session, context)
    found, by_street = areas(session, context, communities)
    shown = figures.read(session, context, [*SHOWN, *figures.stated(context)])
    return Overview(
        figures=shown,
        differing=[one for one in shown.values() if one.differs],
        streets=len({one.parent_id for one in communities}),
        without_members=_without_members(session, context),
        areas=found,
        by_street=by_street,
        findings=findings.find(session, context, backups, outside),
        recent=history.recent(session, entries),
    )


def without_members(context: Context) -> Query:
    """Return the open grids with too few members."""
    return Query("grids", filters=(*OPEN_GRIDS, Filter("members", "to", context.settings["grids.members_least"] - 1)))


def _without_members(session: Session, context: Context) -> int:
    few = grids.members(context) < context.settings["grids.members_least"]
    return session.execute(select(func.count(Grid.id)).where(grids.is_open(context), few)).scalar_one()


def areas(session: Session, context: Context, communities: Sequence[Division]) -> tuple[list[Area], bool]:
    """Return the communities of the office by code, or its streets where there are many communities."""
    by_street = len(communities) > MOST_AREAS
    place = Division.parent_id if by_street else Division.id
    column = "street_id" if by_street else "community_id"
    number = func.count(Grid.id)
    counted = select(place, number).join(Division, Division.id == Grid.community_id).where(grids.is_open(context))
    many = {one: count for one, count in session.execute(counted.group_by(place))}
    post = aliased(Post)
    heads = (
        select(place, func.count(func.distinct(post.person_id)))
        .join(Grid, Grid.id == post.grid_id)
        .join(Division, Division.id == Grid.community_id)
        .where(grids.is_open(context), post.kind == PostKind.MEMBER, holding(post, context))
    )
    staff = {one: count for one, count in session.execute(heads.group_by(place))}
    if by_street:
        wanted = {one.parent_id for one in communities if one.parent_id}
        rows = session.scalars(select(Division).where(Division.id.in_(wanted)).order_by(Division.code)).all()
    else:
        rows = communities
    made = [
        Area(
            one.id,
            one.short_name or one.name,
            many.get(one.id, 0),
            staff.get(one.id, 0),
            Query("grids", filters=(*OPEN_GRIDS, Filter(column, "is", one.id))),
        )
        for one in rows
    ]
    return made, by_street
