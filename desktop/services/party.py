"""The Party organisation (党组织): rules of the tree and of memberships, derived columns, figures, notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import Invalid, UserError
from desktop.models import (
    PARTY,
    Division,
    Field,
    Grid,
    Kind,
    Membership,
    PartyLevel,
    PartyOrganisation,
    Person,
)
from desktop.storage.work import Work

from . import party_structure as structure
from .columns import Derived
from .context import Context
from .counting import Counted, Figure, Span
from .party_structure import PROBATIONARY, above, belongs, is_open, ranks
from .queries import Filter, Query
from .records import choices
from .twins import first, twins

ATTACHED = (PartyLevel.GROUP.value, PartyLevel.HOUSEHOLD.value)
"""Levels that never stand alone: a group or a member household belongs to something above it."""
ONE_HOLDER = ("secretary", "leader", "household_head")
"""Duties that one person alone holds in an organisation."""


# -- rules


def check_organisation(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a part of the tree: no circle, a level below that above, one parent only, its place, its dates."""
    wrong: dict[str, str] = {}
    lineage = above(session, values.get("parent_id"))
    _check_parent(session, values, record_id, lineage, wrong)
    if "parent_id" not in wrong and record_id is not None:
        _check_children(session, values, record_id, context, wrong)
    if "parent_id" not in wrong:
        _check_once(session, values, record_id, lineage, context, wrong)
        _check_place(session, values, record_id, lineage, wrong)
    if "parent_id" not in wrong and record_id is not None:
        _check_moved_members(session, values, record_id, lineage, context, wrong)
    _check_days(values, context.today, wrong)
    if values.get("households") and values["level"] != PartyLevel.HOUSEHOLD:
        wrong["households"] = "联系户数只在党员中心户填写，请清空"
    return wrong


def _check_parent(
    session: Session,
    values: Mapping[str, Any],
    record_id: UUID | None,
    lineage: Sequence[PartyOrganisation],
    wrong: dict[str, str],
) -> None:
    level, parent = values["level"], first(lineage)
    if parent is None:
        if level in ATTACHED:
            wrong["parent_id"] = "党小组和党员中心户不能单独存在，请选择上级组织"
        return
    if record_id is not None and any(one.id == record_id for one in lineage):
        wrong["parent_id"] = f"“{parent.name}”就是它自己或在它之下，不能作它的上级，请另选上级组织"
        return
    order, labels = ranks(session), choices(session, "party_levels")
    if order.get(level, 99) <= order.get(parent.level, 0):
        wrong["parent_id"] = (
            f"上级“{parent.name}”是{labels.get(parent.level, parent.level)}，"
            f"下面不能设{labels.get(level, level)}，请另选上级或改层级"
        )
    elif _ended(parent.ended_on, values.get("ended_on")):
        wrong["parent_id"] = f"上级“{parent.name}”已于 {parent.ended_on} 撤销，请另选上级组织"


def _ended(parent: date | None, child: date | None) -> bool:
    """Return whether a child would outlive its parent."""
    return parent is not None and (child is None or child > parent)


def _children(session: Session, record_id: UUID) -> Sequence[PartyOrganisation]:
    one = PartyOrganisation
    return session.scalars(select(one).where(one.parent_id == record_id, ~one.deleted).order_by(one.sort_key)).all()


def _check_children(
    session: Session, values: Mapping[str, Any], record_id: UUID, context: Context, wrong: dict[str, str]
) -> None:
    children = _children(session, record_id)
    order, labels = ranks(session), choices(session, "party_levels")
    level, ended = values["level"], values.get("ended_on")
    unfit = [one for one in children if order.get(one.level, 99) <= order.get(level, 0)]
    if unfit:
        wrong["level"] = (
            f"下面还有{labels.get(unfit[0].level, '')}“{unfit[0].name}”，本级应高于下级，请先调整下级的层级"
        )
    living = [one for one in children if ended and _ended(ended, one.ended_on)]
    if living:
        wrong["ended_on"] = f"下面还有 {len(living)} 个组织没有撤销（“{living[0].name}”等），请先撤销或改到别的上级"


def _check_once(
    session: Session,
    values: Mapping[str, Any],
    record_id: UUID | None,
    lineage: Sequence[PartyOrganisation],
    context: Context,
    wrong: dict[str, str],
) -> None:
    """Refuse the same organisation twice: under one parent, or a group of a grid under two branches."""
    for twin in twins(session, PartyOrganisation, record_id, name=values["name"], level=values["level"]):
        if twin.deleted or (twin.ended_on and twin.ended_on <= context.today) or values.get("ended_on"):
            continue
        if twin.parent_id == values.get("parent_id"):
            wrong["name"] = f"同一上级下已有“{twin.name}”，请核对是否重复"
        elif values.get("grid_id") and twin.grid_id == values["grid_id"]:
            other = session.get(PartyOrganisation, twin.parent_id) if twin.parent_id else None
            where = f"“{other.name}”" if other else "别处"
            wrong["parent_id"] = (
                f"“{twin.name}”已在{where}之下，一个组织只能有一个上级；要改到别处，请打开原来的记录改上级组织"
            )


def _check_moved_members(
    session: Session,
    values: Mapping[str, Any],
    record_id: UUID,
    lineage: Sequence[PartyOrganisation],
    context: Context,
    wrong: dict[str, str],
) -> None:
    """Refuse a new parent that would leave somebody in two branches: in the one moved to and in the old one."""
    row = session.get(PartyOrganisation, record_id)
    branch = _branch(lineage)
    if row is None or row.parent_id == values.get("parent_id") or branch is None:
        return
    below = structure.closure()
    inside = select(below.c.id).where(below.c.top == record_id)
    moved = select(Membership.person_id).where(Membership.organisation_id.in_(inside), belongs(Membership, context))
    elsewhere = (
        select(Membership.organisation_id, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.person_id.in_(moved), Membership.organisation_id.not_in(inside))
        .where(belongs(Membership, context))
    )
    for organisation_id, name in session.execute(elsewhere):
        theirs = above(session, organisation_id)
        other = _branch(theirs)
        if other is not None and branch not in theirs and other not in lineage:
            wrong["parent_id"] = f"“{name}”同时是“{other.name}”的党员，移动后会属于两个支部，请先调整其组织关系"
            return


def _check_place(
    session: Session,
    values: Mapping[str, Any],
    record_id: UUID | None,
    lineage: Sequence[PartyOrganisation],
    wrong: dict[str, str],
) -> None:
    """Refuse a grid or a division outside that of the nearest organisation above that has one."""
    bounds = next((one for one in lineage if one.division_id), None)
    area = session.get(Division, bounds.division_id) if bounds else None
    own = session.get(Division, values["division_id"]) if values.get("division_id") else None
    if own is not None and area is not None and bounds is not None and not own.code.startswith(area.code):
        wrong["division_id"] = f"“{_called(own)}”不在上级“{bounds.name}”所在的{_called(area)}，请改正"
    limit, holder = (own, "本组织") if own is not None else (area, f"上级“{bounds.name}”" if bounds else "")
    if limit is None:
        return
    if values.get("grid_id") and (outside := _outside(session, values["grid_id"], limit)):
        wrong["grid_id"] = f"{outside}，而{holder}在{_called(limit)}，请改选网格或上级组织"
    if record_id is not None and "division_id" not in wrong:
        for child in _children(session, record_id):
            if not child.division_id and child.grid_id and (outside := _outside(session, child.grid_id, limit)):
                field = "division_id" if own is not None else "parent_id"
                wrong[field] = f"下面的“{child.name}”：{outside}，不在{_called(limit)}，没有改动，请先调整它"
                return


def _outside(session: Session, grid_id: UUID, area: Division) -> str:
    grid = session.get(Grid, grid_id)
    community = session.get(Division, grid.community_id) if grid else None
    if grid is None or community is None or community.code.startswith(area.code):
        return ""
    return f"“{grid.name}”属于{_called(community)}"


def _called(division: Division) -> str:
    return division.short_name or division.name


def _check_days(values: Mapping[str, Any], today: date, wrong: dict[str, str]) -> None:
    founded, elected, until, ended = (
        values.get(f"{name}") for name in ("founded_on", "elected_on", "term_until", "ended_on")
    )
    if founded and founded > today:
        wrong["founded_on"] = "成立日期在今天之后，请改正"
    if elected and founded and elected < founded:
        wrong["elected_on"] = "选举日期早于成立日期，请改正"
    if until and elected and until <= elected:
        wrong["term_until"] = "换届日期应晚于本届选举日期，请改正"
    if ended and founded and ended < founded:
        wrong["ended_on"] = "撤销日期早于成立日期，请改正"


def check_membership(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a membership: dates in order, one branch at a time, one leader.

    A duty held by somebody who is not a full member is noticed, not refused: the register says what is.
    """
    wrong: dict[str, str] = {}
    start, end = values["started_on"], values.get("ended_on")
    if start > context.today:
        wrong["started_on"] = "转入日期在今天之后，请改正"
    if end and end < start:
        wrong["ended_on"] = "转出日期早于转入日期，请改正"
    person = session.get(Person, values["person_id"])
    if person is not None and person.political_status and person.political_status not in PARTY:
        wrong["person_id"] = f"“{person.name}”在队伍名册中不是党员，请先核对政治面貌"
    organisation = session.get(PartyOrganisation, values["organisation_id"])
    if organisation is not None and organisation.ended_on and organisation.ended_on < (end or context.today):
        wrong["organisation_id"] = f"“{organisation.name}”已于 {organisation.ended_on} 撤销，请填写转出日期或改选组织"
    if "ended_on" not in wrong:
        _check_one_branch(session, values, record_id, wrong)
        _check_one_holder(session, values, record_id, wrong)
    return wrong


def _overlaps(twin: Any, start: date, end: date | None) -> bool:
    return not twin.deleted and (not twin.ended_on or twin.ended_on >= start) and (not end or twin.started_on <= end)


def _check_one_branch(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, wrong: dict[str, str]
) -> None:
    """Refuse membership of two branches at once; a group and its own branch are one branch."""
    mine = above(session, values["organisation_id"])
    branch = _branch(mine)
    for twin in twins(session, Membership, record_id, person_id=values["person_id"]):
        if not _overlaps(twin, values["started_on"], values.get("ended_on")):
            continue
        if twin.organisation_id == values["organisation_id"]:
            wrong["started_on"] = "此人在这个组织里，这段时间已有记录，请核对起止日期"
            return
        theirs = above(session, twin.organisation_id)
        other = _branch(theirs)
        if branch is None or other is None or branch in theirs or other in mine:
            continue
        wrong["organisation_id"] = (
            f"此人自 {twin.started_on} 起是“{other.name}”的党员，同一时间只能属于一个支部，请先填写那边的转出日期"
        )
        return


def _branch(lineage: Sequence[PartyOrganisation]) -> PartyOrganisation | None:
    """Return the branch (支部) an organisation belongs to: the nearest one, itself included."""
    return next((one for one in lineage if one.form == "branch" or one.level == PartyLevel.BRANCH), None)


def _check_one_holder(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, wrong: dict[str, str]
) -> None:
    duty = values.get("duty")
    if duty not in ONE_HOLDER:
        return
    for twin in twins(session, Membership, record_id, organisation_id=values["organisation_id"], duty=duty):
        if twin.person_id != values["person_id"] and _overlaps(twin, values["started_on"], values.get("ended_on")):
            label = choices(session, "party_duties").get(duty, "负责人")
            holder = session.get(Person, twin.person_id)
            name = holder.name if holder else "别人"
            wrong["duty"] = f"这个组织的{label}已是“{name}”，请先改原记录的职务或转出日期"
            return


def move(work: Work, organisation_id: UUID, parent_id: UUID | None) -> None:
    """Put an organisation with all below it under another one; one action, one undo.

    Raises ``Invalid`` with the sentence of the rule it would break, ``Forbidden`` when the role may not.
    """
    from .saving import save

    row = work.session.get(PartyOrganisation, organisation_id)
    if row is None or row.deleted:
        raise UserError("这个党组织已不存在，没有改动，请刷新后再试")
    if row.parent_id == parent_id:
        raise Invalid({"parent_id": f"“{row.name}”已经在这个上级之下，没有改动"})
    parent = work.session.get(PartyOrganisation, parent_id) if parent_id else None
    save(work, "party_organisations", organisation_id, {"parent_id": parent_id})
    work.label = f"{row.name} 改到 {parent.name if parent else '最上级'} 之下"


# -- derived columns


def _open(context: Context) -> ColumnElement[Any]:
    return case((is_open(PartyOrganisation, context), True), else_=False)


def _noticed(context: Context) -> ColumnElement[Any]:
    return case((structure.notices(context) != "", True), else_=False)


ORGANISATION_DERIVED = (
    Derived(Field("书记（组长）", Kind.NAME, name="leader", listed=True, width=96), structure.leader),
    Derived(Field("正式党员", Kind.COUNT, name="full_members", listed=True, width=80), structure.full_members),
    Derived(Field("预备党员", Kind.COUNT, name="probationary_members", listed=True, width=80),
            structure.probationary_members),
    Derived(Field("下级组织", Kind.COUNT, name="below", listed=True, width=80), structure.below),
    Derived(Field("提示", Kind.TEXT, name="notices", listed=True, width=180), structure.notices),
    Derived(Field("有提示", Kind.FLAG, name="noticed", width=64), _noticed),
    Derived(Field("使用中", Kind.FLAG, name="open", width=64), _open),
)  # fmt: skip


def _current(context: Context) -> ColumnElement[Any]:
    return case((belongs(Membership, context), True), else_=False)


def _level(context: Context) -> ColumnElement[Any]:
    one = aliased(PartyOrganisation)
    return select(one.level).where(one.id == Membership.organisation_id).correlate(Membership).scalar_subquery()


MEMBERSHIP_DERIVED = (
    Derived(Field("在册", Kind.FLAG, name="current", listed=True, width=56), _current),
    Derived(Field("层级", Kind.CHOICE, name="level", choices="party_levels", width=120), _level),
)


def registered(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this person belongs to a part of the organisation today”."""
    one = aliased(Membership)
    return select(one.id).where(one.person_id == Person.id, belongs(one, context)).correlate(Person).exists()


def _standing(standing: str, context: Context) -> ColumnElement[bool]:
    one = aliased(Membership)
    held = select(one.id).where(one.person_id == Person.id, one.standing == standing, belongs(one, context))
    return held.correlate(Person).exists()


PERSON_DERIVED = (
    Derived(
        Field("有组织关系", Kind.FLAG, name="party_registered", width=88),
        lambda context: case((registered(context), True), else_=False),
    ),
    Derived(
        Field("预备党员", Kind.FLAG, name="party_probationary", width=80),
        lambda context: case((_standing(PROBATIONARY, context), True), else_=False),
    ),
)
"""What the list of people shows of the Party organisation."""


def groups_of_grid(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of Party groups at work in a grid."""
    one = aliased(PartyOrganisation)
    return (
        select(func.count(one.id))
        .where(one.grid_id == Grid.id, one.level == PartyLevel.GROUP, is_open(one, context))
        .correlate(Grid)
        .scalar_subquery()
    )


GRID_DERIVED = (Derived(Field("已登记党小组", Kind.COUNT, name="registered_groups", width=104), groups_of_grid),)
"""What the list of grids shows of the Party organisation."""


# -- figures

OPEN = Filter("open", "is", True)


def _organisations(level: PartyLevel | None = None) -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
        wanted = [is_open(PartyOrganisation, context)]
        if level:
            wanted.append(PartyOrganisation.level == level.value)
        return Counted(session.execute(select(func.count(PartyOrganisation.id)).where(*wanted)).scalar_one())

    return count


def _members(standing: str = "") -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
        found = _standing(standing, context) if standing else registered(context)
        return Counted(session.execute(select(func.count(Person.id)).where(~Person.deleted, found)).scalar_one())

    return count


def _residents(session: Session, context: Context, span: Span) -> Counted:
    one = PartyOrganisation
    statement = select(func.coalesce(func.sum(one.households), 0)).where(
        is_open(one, context), one.level == PartyLevel.HOUSEHOLD.value
    )
    return Counted(int(session.execute(statement).scalar_one() or 0))


def _noticed_count(session: Session, context: Context, span: Span) -> Counted:
    one = PartyOrganisation
    return Counted(
        session.execute(select(func.count(one.id)).where(~one.deleted, structure.notices(context) != "")).scalar_one()
    )


def _at(level: PartyLevel) -> Query:
    return Query("party_organisations", filters=(OPEN, Filter("level", "is", level.value)))


FIGURES = (
    Figure("party.organisations", "党组织", "个", _organisations(), Query("party_organisations", filters=(OPEN,))),
    Figure("party.branches", "社区党支部", "个", _organisations(PartyLevel.BRANCH), _at(PartyLevel.BRANCH)),
    Figure("party.groups", "网格党小组", "个", _organisations(PartyLevel.GROUP), _at(PartyLevel.GROUP)),
    Figure("party.households", "党员中心户", "户", _organisations(PartyLevel.HOUSEHOLD), _at(PartyLevel.HOUSEHOLD)),
    Figure(
        "party.residents_linked",
        "中心户联系居民",
        "户",
        _residents,
        _at(PartyLevel.HOUSEHOLD),
        summed="households",
    ),
    Figure(
        "party.members",
        "有组织关系的党员",
        "名",
        _members(),
        Query("people", filters=(Filter("party_registered", "is", True),)),
    ),
    Figure(
        "party.probationary",
        "预备党员",
        "名",
        _members(PROBATIONARY),
        Query("people", filters=(Filter("party_probationary", "is", True),)),
    ),
    Figure(
        "party.noticed",
        "有提示的党组织",
        "个",
        _noticed_count,
        Query("party_organisations", filters=(Filter("noticed", "is", True),)),
    ),
)
"""Figures of the Party organisation, all of them stocks."""
