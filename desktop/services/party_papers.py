"""What the papers of the Party organisation are printed from: the chart, rosters, member households, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Division, Membership, PartyLevel, PartyOrganisation, Person

from . import party_structure as structure
from . import pinyin, strokes
from .context import Context
from .offices import own
from .party_structure import FULL, Level, Node, belongs
from .records import choices

ORDERS = {"strokes": "按姓氏笔画为序", "pinyin": "按姓名拼音为序", "joined": "按转入日期为序"}
"""Orders of a roster and the note that is printed with each; leaders come first in each of them."""
DUTY_ORDER = ("secretary", "deputy_secretary", "leader", "household_head")


@dataclass(frozen=True)
class Chart:
    """What the organisation chart (组织体系图) is drawn from."""

    title: str
    office: str
    as_of: date
    nodes: tuple[Node, ...]
    """Each before those below it."""
    levels: tuple[Level, ...]
    full: int
    probationary: int
    card_rank: int
    """Levels from this place of the code list on stand in columns; those above are boxes over them."""
    ranks: dict[str, int]
    demonstration: bool


def _scope(session: Session, division: str) -> str:
    if division:
        area = session.scalars(select(Division).where(Division.code == division, ~Division.deleted)).first()
    else:
        area = session.get(Division, own(session).division_id)
    return (area.short_name or area.name) if area else ""


def chart(session: Session, context: Context, *, division: str = "", households: bool = False) -> Chart:
    """Return the chart of the whole office or of a division (code), with or without each member household.

    Raises ``UserError`` where there is nothing to draw.
    """
    nodes = structure.tree(session, context, division=division)
    if not nodes:
        raise UserError("还没有登记党组织，没有印出组织体系图，请先录入党组织")
    office = own(session)
    levels = tuple(structure.by_level(nodes, session))
    ranks = structure.ranks(session)
    full, probationary = _people(session, context, [node.id for node in nodes])
    if not households:
        nodes = [node for node in nodes if node.level != PartyLevel.HOUSEHOLD]
    return Chart(
        title=f"{_scope(session, division)}党组织体系图",
        office=office.name,
        as_of=context.today,
        nodes=tuple(nodes),
        levels=levels,
        full=full,
        probationary=probationary,
        card_rank=ranks.get(PartyLevel.BRANCH, 0),
        ranks=ranks,
        demonstration=office.demonstration,
    )


def _people(session: Session, context: Context, wanted: Sequence[UUID]) -> tuple[int, int]:
    """Return the number of full and of probationary members of some organisations, each person once."""
    inside = set(wanted)
    found: dict[UUID, bool] = {}
    statement = select(Membership.person_id, Membership.organisation_id, Membership.standing)
    for person_id, organisation_id, standing in session.execute(statement.where(belongs(Membership, context))):
        if organisation_id in inside:
            found[person_id] = found.get(person_id, False) or standing == FULL
    full = sum(found.values())
    return full, len(found) - full


@dataclass(frozen=True)
class Member:
    """One line of a roster."""

    name: str
    gender: str
    born_on: date | None
    education: str
    standing: str
    duty: str
    duty_code: str
    joined_on: date
    group: str
    """The part it belongs to, where the roster is of something above it."""


@dataclass(frozen=True)
class Roster:
    """One roster (党小组名册): an organisation and its members, those of the parts below it too."""

    node: Node
    parent: str
    members: tuple[Member, ...]

    @property
    def full(self) -> int:
        """Number of full members."""
        return self.node.full


def rosters(
    session: Session,
    context: Context,
    *,
    division: str = "",
    organisation: UUID | None = None,
    level: str = PartyLevel.GROUP.value,
    order: str = "strokes",
) -> list[Roster]:
    """Return the rosters of one organisation, or of every one on a level in a division; each person once in each.

    Raises ``UserError`` where there is none.
    """
    nodes = structure.tree(session, context, division=division)
    by_id = {node.id: node for node in nodes}
    wanted = [by_id[organisation]] if organisation in by_id else []
    if organisation is None:
        wanted = [node for node in nodes if node.level == level]
    if not wanted:
        raise UserError("没有可以打印名册的党组织，没有印出，请先录入党组织或改选层级")
    lines = _lines(session, context)
    made = []
    for node in wanted:
        inside = _inside(nodes, node)
        people: dict[UUID, tuple[Member, int]] = {}
        for at in inside:
            for person_id, member in lines.get(at.id, ()):
                known = people.get(person_id)
                # A duty leads; else the part furthest down says where somebody belongs.
                if (
                    known is None
                    or (member.duty_code and not known[0].duty_code)
                    or (at.level != PartyLevel.HOUSEHOLD and at.depth > known[1] and not known[0].duty_code)
                ):
                    people[person_id] = (_placed(member, at, node), at.depth)
        made.append(
            Roster(
                node,
                by_id[node.parent_id].name if node.parent_id in by_id else "",
                tuple(sorted((member for member, _ in people.values()), key=_ordering(order, context))),
            )
        )
    return made


def _placed(member: Member, at: Node, node: Node) -> Member:
    from dataclasses import replace

    return replace(member, group="" if at.id == node.id else at.name)


def _inside(nodes: Sequence[Node], top: Node) -> list[Node]:
    start = nodes.index(top)
    found = [top]
    for node in nodes[start + 1 :]:
        if node.depth <= top.depth:
            break
        found.append(node)
    return found


def _lines(session: Session, context: Context) -> dict[UUID, list[tuple[UUID, Member]]]:
    genders, educations = choices(session, "genders"), choices(session, "educations")
    standings, duties = choices(session, "party_standings"), choices(session, "party_duties")
    statement = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(belongs(Membership, context), ~Person.deleted)
    )
    found: dict[UUID, list[tuple[UUID, Member]]] = {}
    for membership, person in session.execute(statement):
        found.setdefault(membership.organisation_id, []).append(
            (
                person.id,
                Member(
                    name=person.name,
                    gender=genders.get(person.gender or "", ""),
                    born_on=person.born_on,
                    education=educations.get(person.education or "", ""),
                    standing=standings.get(membership.standing, ""),
                    duty=duties.get(membership.duty or "", ""),
                    duty_code=membership.duty or "",
                    joined_on=membership.started_on,
                    group="",
                ),
            )
        )
    return found


def _ordering(order: str, context: Context):  # type: ignore[no-untyped-def]
    rank = {code: at for at, code in enumerate(DUTY_ORDER)}

    def first(member: Member) -> int:
        return rank.get(member.duty_code, len(rank) if member.duty_code else len(rank) + 1)

    if order == "pinyin":
        return lambda one: (first(one), pinyin.sort_key(one.name))
    if order == "joined":
        return lambda one: (first(one), one.joined_on.isoformat(), pinyin.sort_key(one.name))
    by = "name" if context.settings["names.order"] == "name" else "surname"
    return lambda one: (first(one), strokes.stroke_key(one.name, by))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Household:
    """One line of the table of member households (中心户一览表)."""

    name: str
    head: str
    group: str
    branch: str
    building: str
    households: int | None
    founded_on: date | None


@dataclass(frozen=True)
class Households:
    """What the table of member households is printed from."""

    scope: str
    as_of: date
    lines: tuple[Household, ...]


def households(session: Session, context: Context, *, division: str = "") -> Households:
    """Return the member households of the office or of a division. Raises ``UserError`` where there is none."""
    nodes = structure.tree(session, context, division=division)
    by_id = {node.id: node for node in nodes}
    rows = {
        row.id: row
        for row in session.scalars(
            select(PartyOrganisation).where(PartyOrganisation.level == PartyLevel.HOUSEHOLD, ~PartyOrganisation.deleted)
        )
    }
    lines = []
    for node in nodes:
        if node.level != PartyLevel.HOUSEHOLD:
            continue
        above = by_id.get(node.parent_id) if node.parent_id else None
        top = by_id.get(above.parent_id) if above is not None and above.parent_id else None
        row = rows[node.id]
        lines.append(
            Household(
                node.name, node.leader, above.name if above else "", top.name if top else "", row.building,
                row.households, row.founded_on,
            )
        )  # fmt: skip
    if not lines:
        raise UserError("还没有登记党员中心户，没有印出一览表，请先录入")
    return Households(_scope(session, division), context.today, tuple(lines))


@dataclass(frozen=True)
class Counts:
    """What the table of counts is printed from: a line for each branch (or what stands in its place)."""

    scope: str
    as_of: date
    levels: tuple[Level, ...]
    lines: tuple[tuple[Node, dict[str, int]], ...]
    """An organisation of the upper levels, and how many of each level lie below it."""


def counts(session: Session, context: Context, *, division: str = "") -> Counts:
    """Return the counts of each level, for every organisation down to the branches."""
    nodes = structure.tree(session, context, division=division)
    if not nodes:
        raise UserError("还没有登记党组织，没有印出统计表，请先录入党组织")
    order = structure.ranks(session)
    last = order.get(PartyLevel.BRANCH, 0)
    lines = []
    for node in nodes:
        if order.get(node.level, 99) > last:
            continue
        counted: dict[str, int] = {}
        for one in _inside(nodes, node)[1:]:
            counted[one.level] = counted.get(one.level, 0) + 1
        lines.append((node, counted))
    return Counts(_scope(session, division), context.today, tuple(structure.by_level(nodes, session)), tuple(lines))
