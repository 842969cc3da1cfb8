"""What stands on the papers of check-in: forms, slips, rosters, cards. Mobiles leave here masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Division, Evaluation, Member, Service, Unit, Wish

from . import checkin_summary
from .checkin import ABSENT, SUBKINDS
from .checkin_columns import OPEN, is_active
from .checks import mask_phone
from .context import Context
from .counting import span
from .grids import short_name
from .records import choices, title, titles

TIMES = (("工作日晚", ("晚",)), ("周六", ("周六", "周末")), ("周日", ("周日", "周末")), ("节假日", ("节假日", "假日")))
"""Boxes of the time somebody can serve, and the words that tick them."""


@dataclass(frozen=True)
class Registration:
    """A registration form (报到登记表); empty texts are left for the pen."""

    community: str = ""
    name: str = ""
    gender: str = ""
    born_on: date | None = None
    unit: str = ""
    duty: str = ""
    branch: str = ""
    estate: str = ""
    grid: str = ""
    phone: str = ""
    skills: str = ""
    times: frozenset[str] = frozenset()
    intention: str = ""
    """Code of the sub-kind."""
    opinion: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Slip:
    """A unit slip (报到单) with its return slip (回执)."""

    unit: str = ""
    organisation: str = ""
    contact: str = ""
    phone: str = ""
    party_members: int | None = None
    community: str = ""
    opinion: str = ""
    received_by: str = ""
    reported_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True)
class Listed:
    """A line of the roster of members (报到一览表)."""

    name: str
    unit: str
    branch: str
    estate: str
    grid: str
    phone: str
    position: str
    checked_in_on: date
    notes: str


@dataclass(frozen=True)
class Need:
    """A line of the list of needs and wishes on the notice board. It names nobody but by a form of address."""

    number: str
    kind: str
    content: str
    wisher: str
    people: int | None
    wanted_on: date | None
    state: str
    claimed: bool
    community: str = ""
    member: str = ""
    """Who claimed it."""


@dataclass(frozen=True)
class CardLine:
    """A service on a card (服务记录卡)."""

    day: date
    started_at: str
    place: str
    content: str
    kind: str
    hours: Decimal
    people: int | None
    confirmed_by: str


@dataclass(frozen=True)
class Card:
    """The services of one member in a year."""

    name: str
    unit: str
    community: str
    year: int
    lines: Sequence[CardLine] = ()


@dataclass(frozen=True)
class Judged:
    """A yearly evaluation form (评价鉴定表)."""

    year: int
    name: str
    gender: str
    born_on: date | None
    unit: str
    duty: str
    branch: str
    community: str
    grid: str
    checked_in_on: date
    services: int
    hours: Decimal
    kinds: Mapping[str, int] = field(default_factory=dict)
    wishes: int = 0
    points: Decimal = Decimal(0)
    advised: str = ""
    """The grade the points speak for."""
    grade: str = ""
    """The grade given; empty while nobody has."""
    opinion: str = ""
    evaluated_on: date | None = None
    returned_on: date | None = None


def intentions(session: Session) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the boxes of what somebody wants to do: each head with its ``(code, label)`` sub-kinds."""
    labels, heads = choices(session, "service_subkinds"), choices(session, "service_kinds")
    found = []
    known = {one for those in SUBKINDS.values() for one in those}
    for head, label in heads.items():
        own = [one for one in SUBKINDS.get(head, ()) if one in labels]
        if head == "public":
            own += [one for one in labels if one not in known]
        found.append((label, [(one, labels[one]) for one in own]))
    return found


def registrations(session: Session, context: Context, ids: Sequence[UUID]) -> list[Registration]:
    """Return the forms of members, in the order asked for."""
    rows = _members(session, ids)
    named = _Names(session, rows)
    lines = {one.id: one for one in checkin_summary.members(session, context, span(""), only=[row.id for row in rows])}
    return [
        Registration(
            community=named.community(row),
            name=row.name,
            gender=named.genders.get(row.gender or "", ""),
            born_on=row.born_on,
            unit=named.unit(row),
            duty=row.duty,
            branch=row.branch,
            estate=row.estate,
            grid=named.grid(row),
            phone=mask_phone(row.mobile) if row.mobile else "",
            skills=row.skills,
            times=frozenset(box for box, words in TIMES if any(word in row.free_time for word in words)),
            intention=row.intention or "",
            opinion=row.opinion,
            remark=_remark(row, lines[row.id].hours if row.id in lines else Decimal(0)),
        )
        for row in rows
    ]


def _remark(row: Member, hours: Decimal) -> str:
    day = row.checked_in_on
    told = f"首次报到日期：{day.year}年{day.month}月{day.day}日"
    return f"{told}；累计服务{hours.normalize():f}小时。" if hours else f"{told}。"


def _members(session: Session, ids: Sequence[UUID]) -> list[Member]:
    found: dict[UUID, Member] = {}
    for at in range(0, len(ids), 500):
        found |= {one.id: one for one in session.scalars(select(Member).where(Member.id.in_(ids[at : at + 500])))}
    return [found[one] for one in dict.fromkeys(ids) if one in found]


class _Names:
    """Names of what members refer to, read at once."""

    def __init__(self, session: Session, rows: Sequence[Member]) -> None:
        self.genders = choices(session, "genders")
        self.positions = choices(session, "checkin_positions")
        self._units = titles(session, "units", {row.unit_id for row in rows if row.unit_id})
        self._communities = titles(session, "divisions", {row.community_id for row in rows})
        self._grids = titles(session, "grids", {row.grid_id for row in rows if row.grid_id})

    def unit(self, row: Member) -> str:
        """Return the name of the unit of a member."""
        return self._units.get(row.unit_id, "") if row.unit_id else ""

    def community(self, row: Member) -> str:
        """Return the name of the community."""
        return self._communities.get(row.community_id, "")

    def grid(self, row: Member) -> str:
        """Return the name of the grid beside that of the community."""
        name = self._grids.get(row.grid_id, "") if row.grid_id else ""
        return short_name(name, self.community(row))


def slips(session: Session, ids: Sequence[UUID]) -> list[Slip]:
    """Return the slips of units, in the order asked for."""
    rows = {one.id: one for one in session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    places = titles(session, "divisions", {one.community_id for one in rows.values() if one.community_id})
    return [
        Slip(
            unit=row.name,
            organisation=row.organisation,
            contact=row.contact,
            phone=row.phone,
            party_members=row.party_members,
            community=places.get(row.community_id, "") if row.community_id else "",
            opinion=row.opinion,
            received_by=row.received_by,
            reported_on=row.reported_on,
            returned_on=row.returned_on,
        )
        for row in (rows[one] for one in ids if one in rows)
    ]


def roster(session: Session, context: Context, community: UUID | None) -> list[tuple[str, list[Listed]]]:
    """Return the members checked in today by community, each by name; of one ``community`` or of all."""
    statement = (
        select(Member)
        .join(Division, Division.id == Member.community_id)
        .where(is_active(context))
        .order_by(Division.code, Member.sort_key, Member.id)
    )
    if community:
        statement = statement.where(Member.community_id == community)
    rows = session.scalars(statement).all()
    named = _Names(session, rows)
    groups: dict[str, list[Listed]] = {}
    for row in rows:
        groups.setdefault(named.community(row), []).append(
            Listed(
                name=row.name,
                unit=named.unit(row),
                branch=row.branch.removeprefix(named.unit(row)),
                estate=row.estate,
                grid=named.grid(row),
                phone=mask_phone(row.mobile) if row.mobile else "",
                position=named.positions.get(row.position or "", ""),
                checked_in_on=row.checked_in_on,
                notes=row.skills,
            )
        )
    return list(groups.items())


def needs(session: Session, community: UUID | None, every: bool = False, only: Sequence[UUID] = ()) -> list[Need]:
    """Return the needs and wishes for the notice board, by number: those that wait, or ``every`` one not withdrawn.

    ``only`` asks for some of them, in whatever state.
    """
    states = (*OPEN, "done", "thanked") if every or only else OPEN
    statement = select(Wish).where(~Wish.deleted, Wish.state.in_(states)).order_by(Wish.published_on, Wish.number)
    if only:
        statement = statement.where(Wish.id.in_(only))
    if community:
        statement = statement.where(Wish.community_id == community)
    labels, kinds = choices(session, "wish_states"), choices(session, "wish_kinds")
    rows = session.scalars(statement).all()
    places = titles(session, "divisions", {row.community_id for row in rows})
    members = titles(session, "members", {row.member_id for row in rows if row.member_id})
    return [
        Need(
            row.number, kinds.get(row.kind, row.kind), row.content, row.wisher, row.people, row.wanted_on,
            labels.get(row.state, row.state), row.member_id is not None, places.get(row.community_id, ""),
            members.get(row.member_id, "") if row.member_id else "",
        )
        for row in rows
    ]  # fmt: skip


def cards(session: Session, ids: Sequence[UUID], year: int) -> list[Card]:
    """Return the service cards of members for a year."""
    rows = _members(session, ids)
    named, labels = _Names(session, rows), choices(session, "service_subkinds")
    heads = choices(session, "service_kinds")
    within = span(str(year))
    found = []
    for row in rows:
        statement = select(Service).where(
            Service.member_id == row.id, ~Service.deleted, Service.occasion != ABSENT, within.holds(Service.day)
        )
        lines = [
            CardLine(
                one.day, one.started_at, one.place, one.content,
                labels.get(one.subkind or "", "") or heads.get(one.kind, ""), one.hours, one.people, one.confirmed_by,
            )
            for one in session.scalars(statement.order_by(Service.day, Service.started_at, Service.id))
        ]  # fmt: skip
        found.append(Card(row.name, named.unit(row), named.community(row), year, lines))
    return found


def evaluated(session: Session, ids: Sequence[UUID]) -> dict[int, tuple[UUID, ...]]:
    """Return the members of evaluations by year."""
    found: dict[int, list[UUID]] = {}
    for at in range(0, len(ids), 500):
        statement = select(Evaluation.year, Evaluation.member_id).where(Evaluation.id.in_(ids[at : at + 500]))
        for row in session.execute(statement):
            found.setdefault(row.year, []).append(row.member_id)
    return {year: tuple(those) for year, those in found.items()}


def judged(
    session: Session, context: Context, year: int, ids: Sequence[UUID], unit: UUID | None = None
) -> list[Judged]:
    """Return the evaluation forms of a year: of these members, of a ``unit``, or of all who were evaluated.

    Raises ``UserError`` where there is nobody.
    """
    wanted = list(ids)
    if not wanted:
        statement = select(Member.id).where(~Member.deleted).order_by(Member.unit_id, Member.sort_key, Member.id)
        evaluated = select(Evaluation.member_id).where(Evaluation.year == year, ~Evaluation.deleted)
        statement = statement.where(Member.id.in_(evaluated))
        if unit:
            statement = statement.where(Member.unit_id == unit)
        wanted = list(session.scalars(statement))
    if not wanted:
        of = f"“{title(session, 'units', unit)}”" if unit else ""
        raise UserError(f"{of}没有 {year} 年的年度评价，没有生成，请先登记年度评价，或换一个年度")
    rows = _members(session, wanted)
    named, grades = _Names(session, rows), choices(session, "checkin_grades")
    lines = {one.id: one for one in checkin_summary.members(session, context, span(str(year)), only=wanted)}
    given = {
        one.member_id: one
        for one in session.scalars(select(Evaluation).where(Evaluation.year == year, ~Evaluation.deleted))
    }
    found = []
    for row in rows:
        line, own = lines.get(row.id), given.get(row.id)
        found.append(
            Judged(
                year=year,
                name=row.name,
                gender=named.genders.get(row.gender or "", ""),
                born_on=row.born_on,
                unit=named.unit(row),
                duty=row.duty,
                branch=row.branch,
                community=named.community(row),
                grid=named.grid(row),
                checked_in_on=row.checked_in_on,
                services=line.services if line else 0,
                hours=line.hours if line else Decimal(0),
                kinds=line.kinds if line else {},
                wishes=line.wishes if line else 0,
                points=line.points if line else Decimal(0),
                advised=line.grade if line else "",
                grade=grades.get(own.grade or "", "") if own else "",
                opinion=own.opinion if own else "",
                evaluated_on=own.evaluated_on if own else None,
                returned_on=own.returned_on if own else None,
            )
        )
    return found
