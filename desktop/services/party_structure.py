"""The Party organisation as a tree (组织体系): what lies below what, how many members there are, what stands out.

Counts go down the tree: a member of a group is a member of its branch, and each person counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Text, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import UserError
from desktop.models import Code, Division, Grid, Membership, PartyLevel, PartyOrganisation, Person

from .context import Context
from .records import choices

LEADING = ("secretary", "leader", "household_head")
"""Duties of who leads a part of the organisation: 书记, 党小组长, 中心户户长."""
HOUSEHOLD_HEAD = "household_head"
"""The one duty a probationary member may have."""
FULL, PROBATIONARY = "full", "probationary"
FEW, MANY, UNFIT = "正式党员不足", "党员超过上限", "组织类型与人数不符"
SMALL_GROUP, NO_LEADER, NOT_FULL = "党小组人数不足", "没有负责人", "任职的不是正式党员"
TERM_OVER, TERM_SOON, NO_GRID, LEFT_BEHIND = "已过换届日期", "即将换届", "没有对应网格", "撤销后仍有党员"
NOTICES = (FEW, MANY, UNFIT, SMALL_GROUP, NO_LEADER, NOT_FULL, TERM_OVER, TERM_SOON, NO_GRID, LEFT_BEHIND)
"""What may be noticed of an organisation, in the order it is said (reference 5.3)."""
APART = "；"
LAST = "~"
"""Stands after every code: what has no place comes last."""


_BUILDING = Lock()


def closure() -> CTE:
    """Return ``(top, id)``: every organisation with itself and each one below it, at any depth; always the same one.

    UNION, not UNION ALL: rows that came round in a circle from elsewhere would never end.
    """
    # Two readers that ask first at once would each be given their own, and a statement with both cannot be written.
    with _BUILDING:
        return _closure()


@cache
def _closure() -> CTE:
    start, below = aliased(PartyOrganisation), aliased(PartyOrganisation)
    begun = select(start.id.label("top"), start.id.label("id")).where(~start.deleted)
    found = begun.cte("party_below", recursive=True)
    return found.union(select(found.c.top, below.id).join(below, below.parent_id == found.c.id).where(~below.deleted))


def belongs(membership: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this membership stands today”."""
    return and_(
        ~membership.deleted,
        membership.started_on <= context.today,
        or_(membership.ended_on.is_(None), membership.ended_on >= context.today),
    )


def is_open(organisation: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this organisation is at work today”."""
    return and_(~organisation.deleted, or_(organisation.ended_on.is_(None), organisation.ended_on > context.today))


def members(context: Context, standing: str = "") -> ColumnElement[Any]:
    """Return the SQL of the number of members of an organisation and of those below it, each person once."""
    below, membership = closure(), aliased(Membership)
    wanted = [belongs(membership, context)]
    if standing:
        wanted.append(membership.standing == standing)
    return (
        select(func.count(func.distinct(membership.person_id)))
        .select_from(below)
        .join(membership, membership.organisation_id == below.c.id)
        .where(below.c.top == PartyOrganisation.id, *wanted)
        .correlate(PartyOrganisation)
        .scalar_subquery()
    )


def full_members(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of full members (正式党员), down the tree."""
    return members(context, FULL)


def probationary_members(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of probationary members (预备党员), down the tree."""
    return members(context, PROBATIONARY)


def below(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of organisations at work directly under one."""
    child = aliased(PartyOrganisation)
    return (
        select(func.count(child.id))
        .where(child.parent_id == PartyOrganisation.id, is_open(child, context))
        .correlate(PartyOrganisation)
        .scalar_subquery()
    )


def leader(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the name of who leads an organisation today, null when nobody does."""
    membership, person = aliased(Membership), aliased(Person)
    return (
        select(func.min(person.name))
        .select_from(membership)
        .join(person, person.id == membership.person_id)
        .where(
            membership.organisation_id == PartyOrganisation.id,
            membership.duty.in_(LEADING),
            belongs(membership, context),
        )
        .correlate(PartyOrganisation)
        .scalar_subquery()
    )


def _held_by_other_than_full(context: Context) -> ColumnElement[bool]:
    membership = aliased(Membership)
    return (
        select(membership.id)
        .where(
            membership.organisation_id == PartyOrganisation.id,
            membership.duty != "",
            membership.duty != HOUSEHOLD_HEAD,
            membership.standing != FULL,
            belongs(membership, context),
        )
        .correlate(PartyOrganisation)
        .exists()
    )


def notices(context: Context) -> ColumnElement[Any]:
    """Return the SQL of what stands out of an organisation: words of :data:`NOTICES`, parted by ；, "" when nothing.

    Numbers are settings, terms are warned of beforehand (reference 5.3; none of it keeps anybody from saving).
    """
    limits, one = context.settings, PartyOrganisation
    full, everyone = members(context, FULL), members(context)
    form = func.coalesce(one.form, case((one.level == PartyLevel.BRANCH, literal("branch")), else_=literal("")))
    group = one.level == PartyLevel.GROUP
    living = is_open(one, context)
    soon = context.today + timedelta(days=limits["party.term_notice_days"])
    led = leader(context)
    general = and_(
        form == "general_branch",
        or_(everyone < limits["party.general_least"], everyone > limits["party.general_most"]),
    )
    committee = and_(form == "committee", everyone < limits["party.committee_least"])
    said = {
        FEW: and_(living, form == "branch", full < limits["party.branch_least"]),
        MANY: and_(living, form == "branch", everyone > limits["party.branch_most"]),
        UNFIT: and_(living, or_(general, committee)),
        SMALL_GROUP: and_(living, group, everyone < limits["party.group_least"]),
        NO_LEADER: and_(living, one.level != PartyLevel.HOUSEHOLD, led.is_(None)),
        NOT_FULL: and_(living, _held_by_other_than_full(context)),
        TERM_OVER: and_(living, one.term_until < context.today),
        TERM_SOON: and_(living, one.term_until >= context.today, one.term_until <= soon),
        NO_GRID: and_(living, group, one.grid_id.is_(None)),
        LEFT_BEHIND: and_(one.ended_on <= context.today, everyone > 0),
    }
    text: ColumnElement[Any] = literal("", Text)
    for words in NOTICES:
        text = text.concat(case((said[words], literal(words + APART, Text)), else_=literal("", Text)))
    return func.rtrim(cast(text, Text), APART)


@dataclass(frozen=True)
class Node:
    """One part of the organisation in the tree, with what it comes to."""

    id: UUID
    parent_id: UUID | None
    name: str
    level: str
    level_label: str
    form: str
    place_code: str
    """Code of its grid or division, or of the nearest above that has one; "" when none has."""
    grid: str
    leader: str
    full: int
    probationary: int
    households: int
    """Households of residents that member households below it keep in touch with."""
    notices: tuple[str, ...]
    ended: bool
    depth: int = 0
    below: int = 0
    """Number of organisations directly under it."""
    homes: int = 0
    """Number of member households anywhere below it."""

    @property
    def members(self) -> int:
        """Full and probationary members, down the tree."""
        return self.full + self.probationary

    @property
    def duty(self) -> str:
        """What its leader is called."""
        names = {PartyLevel.GROUP.value: "组长", PartyLevel.HOUSEHOLD.value: "户长"}
        return names.get(self.level, "书记")

    @property
    def counted(self) -> str:
        """Its members as papers and trees show them: 12, or 12+1 with one probationary member."""
        return f"{self.full}+{self.probationary}" if self.probationary else f"{self.full}"


@dataclass(frozen=True)
class Level:
    """A level of the tree and how many organisations stand on it."""

    code: str
    label: str
    count: int


def ranks(session: Session) -> dict[str, int]:
    """Return the place of each level from above, by its code: the order of the code list."""
    statement = select(Code.code, Code.position).where(Code.list_key == "party_levels", ~Code.deleted)
    return {code: position for code, position in session.execute(statement)}


def tree(session: Session, context: Context, *, division: str = "", ended: bool = False) -> list[Node]:
    """Return the organisations, each before those below it, by level, place and name.

    ``division`` (code) leaves only those in it; ``ended`` shows dissolved ones too. Raises ``UserError`` for a code
    nobody has.
    """
    if division and session.scalars(select(Division.id).where(Division.code == division)).first() is None:
        raise UserError(f"没有代码为 {division} 的区划，没有打印，请核对代码")
    one = PartyOrganisation
    statement = (
        select(
            one.id, one.parent_id, one.name, one.level, one.form, one.households, one.sort_key, one.ended_on,
            Division.code, Grid.code, Grid.name, leader(context), full_members(context),
            probationary_members(context), notices(context),
        )
        .outerjoin(Division, Division.id == one.division_id)
        .outerjoin(Grid, Grid.id == one.grid_id)
        .where(~one.deleted)
    )  # fmt: skip
    if not ended:
        statement = statement.where(is_open(one, context))
    labels, order = choices(session, "party_levels"), ranks(session)
    found: dict[UUID, Node] = {}
    keys: dict[UUID, str] = {}
    for row in session.execute(statement):
        keys[row[0]] = row[6]
        found[row[0]] = Node(
            id=row[0],
            parent_id=row[1],
            name=row[2],
            level=row[3],
            level_label=labels.get(row[3], row[3]),
            form=row[4] or "",
            place_code=row[9] or row[8] or "",
            grid=row[10] or "",
            leader=row[11] or "",
            full=row[12],
            probationary=row[13],
            households=row[5] or 0,
            notices=tuple(row[14].split(APART)) if row[14] else (),
            ended=row[7] is not None and row[7] <= context.today,
        )
    placed = _arranged(found, lambda node: (order.get(node.level, 99), node.place_code or LAST, keys[node.id], node.id))
    return _inside(placed, division) if division else placed


def _arranged(found: Mapping[UUID, Node], key: Any) -> list[Node]:
    children: dict[UUID | None, list[Node]] = {}
    for node in found.values():
        children.setdefault(node.parent_id if node.parent_id in found else None, []).append(node)
    placed: list[Node] = []

    def walk(node: Node, depth: int, place: str) -> tuple[int, int]:
        at = len(placed)
        inner = sorted(children.get(node.id, ()), key=key)
        code = node.place_code or place
        placed.append(node)
        residents, homes = node.households, 0
        for child in inner:
            more, inside = walk(child, depth + 1, code)
            residents, homes = residents + more, homes + inside
        placed[at] = replace(node, depth=depth, below=len(inner), place_code=code, households=residents, homes=homes)
        return residents, homes + (node.level == PartyLevel.HOUSEHOLD)

    for root in sorted(children.get(None, ()), key=key):
        walk(root, 0, "")
    return placed


def _inside(placed: Sequence[Node], division: str) -> list[Node]:
    """Leave the organisations in a division and what lies below them, the topmost ones as roots."""
    kept: dict[UUID, Node] = {}
    for node in placed:
        above = kept.get(node.parent_id) if node.parent_id else None
        if above is not None:
            kept[node.id] = replace(node, depth=above.depth + 1)
        elif node.place_code.startswith(division):
            kept[node.id] = replace(node, depth=0)
    return list(kept.values())


def by_level(nodes: Iterable[Node], session: Session) -> list[Level]:
    """Return the levels that have organisations at work, from above, with how many."""
    order, labels = ranks(session), choices(session, "party_levels")
    counted = Counter(node.level for node in nodes if not node.ended)
    return [
        Level(code, labels.get(code, code), counted[code]) for code in sorted(counted, key=lambda c: order.get(c, 99))
    ]


def above(session: Session, organisation_id: UUID | None) -> list[PartyOrganisation]:
    """Return an organisation and those above it, the nearest first; a circle is walked once."""
    found: list[PartyOrganisation] = []
    seen: set[UUID] = set()
    while organisation_id is not None and organisation_id not in seen:
        row = session.get(PartyOrganisation, organisation_id)
        if row is None:
            break
        seen.add(organisation_id)
        found.append(row)
        organisation_id = row.parent_id
    return found
