"""Summaries of check-in over half a year or a year: of each member, of each unit, of each campaign.

Sums are made by the database in one statement over the index of services, so that 500,000 records stay quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from desktop.models import Campaign, Member, Service, ServiceKind, Unit, Wish

from .checkin import ABSENT, PROPOSAL, URGENT
from .checkin_columns import DONE, served
from .checkin_points import Rule, graded, rule, was_here
from .context import Context
from .counting import Span, span
from .records import choices, title

HEADS = tuple(one.value for one in ServiceKind)


@dataclass(frozen=True)
class MemberLine:
    """What a member did in the period."""

    id: UUID
    name: str
    unit: str
    community: str
    checked_in_on: date
    services: int
    kinds: Mapping[str, int]
    """Services by head."""
    hours: Decimal
    people: int
    """People served."""
    wishes: int
    absent: int
    points: Decimal
    grade: str
    """Label of the grade the points speak for; "" over less than a year, for the lines of grades are of a year."""
    present: bool = True
    """Whether checked in on the last day of the period, or today while it runs."""


@dataclass(frozen=True)
class UnitLine:
    """What the members of a unit did."""

    id: UUID
    name: str
    party_members: int | None
    checked_in: int
    """Members checked in at the end of the period."""
    active: int
    """Those of them with at least one service in the period."""
    services: int
    hours: Decimal
    average: Decimal | None
    """Mean points of those checked in."""

    @property
    def report_rate(self) -> Decimal | None:
        """Members checked in of all Party members, per cent."""
        return percent(self.checked_in, self.party_members)

    @property
    def completion(self) -> Decimal | None:
        """Members who served of those checked in, per cent."""
        return percent(self.active, self.checked_in)


@dataclass(frozen=True)
class CampaignLine:
    """What was done under the name of a campaign."""

    id: UUID
    name: str
    services: int
    kinds: Mapping[str, int]
    hours: Decimal
    members: int
    people: int


@dataclass(frozen=True)
class Summary:
    """A period with its lines."""

    span: Span
    scope: str
    members: Sequence[MemberLine] = ()
    units: Sequence[UnitLine] = ()
    campaigns: Sequence[CampaignLine] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)


def percent(part: int, whole: int | None) -> Decimal | None:
    """Return a share in per cent to one decimal, None where there is no base."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.1")) if whole else None


def periods(today: date, first: int = 2021) -> list[str]:
    """Return the periods to choose from as :func:`counting.span` reads them, the newest first: 2026, 2026H2 …"""
    found = []
    for year in range(today.year, first - 1, -1):
        found.append(str(year))
        found += [f"{year}H{half}" for half in (2, 1) if half == 1 or year < today.year or today.month > 6]
    return found


def period(text: str, today: date) -> Span:
    """Return a period, this year when empty. Raises ``UserError`` for what is none."""
    return span(text or str(today.year))


def _sums(by: Rule, within: Span, *conditions: ColumnElement[bool]) -> Subquery:
    """Return the sums of each member who did something: the hours of a sub-kind count up to the cap."""
    came = Service.occasion != ABSENT
    # Not the bare columns: the index by day would be taken, and every service of the year looked up in its row.
    day, living = func.coalesce(Service.day, Service.day), func.coalesce(Service.deleted, Service.deleted).is_(False)
    inner = (
        select(
            Service.member_id.label("member"),
            func.sum(case((came, 1), else_=0)).label("services"),
            func.sum(case((came, Service.hours), else_=0)).label("hours"),
            func.sum(case((came, func.coalesce(Service.people, 0)), else_=0)).label("people"),
            *(func.sum(case((and_(came, Service.kind == head), 1), else_=0)).label(head) for head in HEADS),
            func.sum(case((Service.occasion == URGENT, 1), else_=0)).label("urgent"),
            func.sum(case((Service.occasion == PROPOSAL, 1), else_=0)).label("proposal"),
            func.sum(case((came, 0), else_=1)).label("absent"),
        )
        .where(Service.member_id.is_not(None), living, within.holds(day), *conditions)
        .group_by(Service.member_id, func.coalesce(Service.subkind, ""))
        .subquery()
    )
    worth = inner.c.hours * by.hour
    capped = case((worth > by.cap, by.cap), else_=worth) if by.cap else worth
    names = ("services", "hours", "people", *HEADS, "urgent", "proposal", "absent")
    return (
        select(
            inner.c.member,
            *(func.sum(inner.c[name]).label(name) for name in names),
            func.sum(capped).label("worth"),
        )
        .group_by(inner.c.member)
        .subquery()
    )


def _exact(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.1"))


def members(
    session: Session,
    context: Context,
    within: Span,
    *,
    community: UUID | None = None,
    unit: UUID | None = None,
    only: Sequence[UUID] = (),
) -> list[MemberLine]:
    """Return a line for each member who was checked in on a day of the period, by unit and name, those
    without a unit last: nobody is ranked.

    ``only`` narrows it to some members. Points are those of :func:`checkin_points.points`.
    """
    by = rule(context)
    mine = [Service.member_id.in_(only)] if only else []
    sums = _sums(by, within, *mine)
    wishes = (
        select(Wish.member_id.label("member"), func.count(Wish.id).label("wishes"))
        .where(Wish.member_id.is_not(None), ~Wish.deleted, Wish.state.in_(DONE), within.holds(Wish.done_on))
        .group_by(Wish.member_id)
        .subquery()
    )
    statement = (
        select(Member.id, Member.name, Member.unit_id, Member.community_id, Member.checked_in_on,
               Member.checked_out_on, Member.sort_key, Unit.sort_key.label("unit_key"), sums, wishes.c.wishes)
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .outerjoin(sums, sums.c.member == Member.id)
        .outerjoin(wishes, wishes.c.member == Member.id)
        .where(~Member.deleted)
    )  # fmt: skip
    if community:
        statement = statement.where(Member.community_id == community)
    if unit:
        statement = statement.where(Member.unit_id == unit)
    if only:
        statement = statement.where(Member.id.in_(only))
    if within.last:
        statement = statement.where(Member.checked_in_on <= within.last)
    if within.first:
        statement = statement.where(or_(Member.checked_out_on.is_(None), Member.checked_out_on >= within.first))
    rows = session.execute(statement).all()
    units = _titles(session, "units", {row.unit_id for row in rows})
    places = _titles(session, "divisions", {row.community_id for row in rows})
    grades = choices(session, "checkin_grades")
    end = min(within.last or context.today, context.today)
    found = []
    for row in rows:
        here = was_here(row.checked_in_on, row.checked_out_on, within)
        points = _points(by, row, here)
        line = MemberLine(
            id=row.id,
            name=row.name,
            unit=units.get(row.unit_id, ""),
            community=places.get(row.community_id, ""),
            checked_in_on=row.checked_in_on,
            services=int(row.services or 0),
            kinds={head: int(getattr(row, head) or 0) for head in HEADS},
            hours=_exact(row.hours),
            people=int(row.people or 0),
            wishes=int(row.wishes or 0),
            absent=int(row.absent or 0),
            points=points,
            grade=grades.get(by.grade(points), "") if graded(within) else "",
            present=row.checked_out_on is None or row.checked_out_on >= end,
        )
        found.append(((row.unit_key is None, row.unit_key or "", row.sort_key, str(row.id)), line))
    return [line for _, line in sorted(found, key=lambda one: one[0])]


def _points(by: Rule, row: Any, here: bool) -> Decimal:
    parts = (
        by.report if here else Decimal(0),
        _exact(row.worth),
        by.wish * int(row.wishes or 0),
        by.urgent * int(row.urgent or 0),
        by.proposal * int(row.proposal or 0),
        -by.absent * int(row.absent or 0),
    )
    return sum(parts, Decimal(0))


def _titles(session: Session, kind: str, ids: set[Any]) -> dict[UUID, str]:
    from .records import titles

    return titles(session, kind, {one for one in ids if one})


def units(
    session: Session, context: Context, within: Span, lines: Sequence[MemberLine] | None = None
) -> list[UnitLine]:
    """Return a line for each unit, by name: how many of its members reported, how many served."""
    lines = members(session, context, within) if lines is None else lines
    of = {row.id: row.unit_id for row in session.execute(select(Member.id, Member.unit_id))}
    together: dict[UUID | None, list[MemberLine]] = {}
    for line in lines:
        together.setdefault(of.get(line.id), []).append(line)
    statement = select(Unit.id, Unit.name, Unit.party_members).where(~Unit.deleted).order_by(Unit.sort_key)
    found = []
    for row in session.execute(statement):
        mine = together.get(row.id, [])
        there = [line for line in mine if line.present]
        points = [line.points for line in there]
        found.append(
            UnitLine(
                id=row.id,
                name=row.name,
                party_members=row.party_members,
                checked_in=len(there),
                active=sum(line.services > 0 for line in there),
                services=sum(line.services for line in mine),
                hours=sum((line.hours for line in mine), Decimal(0)),
                average=(sum(points, Decimal(0)) / len(points)).quantize(Decimal("0.1")) if points else None,
            )
        )
    return found


def campaigns(session: Session, context: Context, within: Span) -> list[CampaignLine]:
    """Return a line for each campaign with its own counts."""
    heads = [func.sum(case((Service.kind == head, 1), else_=0)) for head in HEADS]
    sums = select(
        Service.campaign_id,
        func.count(Service.id),
        func.sum(Service.hours),
        func.count(func.distinct(Service.member_id)),
        func.sum(func.coalesce(Service.people, 0)),
        *heads,
    ).where(Service.campaign_id.is_not(None), served(), within.holds(Service.day))
    counted = {row[0]: row for row in session.execute(sums.group_by(Service.campaign_id))}
    statement = select(Campaign.id, Campaign.name).where(~Campaign.deleted)
    found = []
    for row in session.execute(statement.order_by(Campaign.started_on, Campaign.sort_key)):
        _, services, hours, those, people, *by_head = counted.get(row.id, (None, 0, 0, 0, 0, 0, 0, 0))
        kinds = dict(zip(HEADS, (int(one or 0) for one in by_head), strict=True))
        found.append(CampaignLine(row.id, row.name, services, kinds, _exact(hours), those, int(people or 0)))
    return found


def summary(session: Session, context: Context, within: Span, *, community: UUID | None = None) -> Summary:
    """Return all three summaries of a period, of one community or of all; units and campaigns of the whole office."""
    every = members(session, context, within)
    name = title(session, "divisions", community) if community else ""
    shown = members(session, context, within, community=community) if community else every
    totals = {
        "members": len(shown),
        "active": sum(line.services > 0 for line in shown),
        "services": sum(line.services for line in shown),
        "hours": sum((line.hours for line in shown), Decimal(0)),
        "wishes": sum(line.wishes for line in shown),
    }
    lines = units(session, context, within, every)
    return Summary(within, name, shown, lines, campaigns(session, context, within), totals)
