"""The team: rules of people and posts, head counts by kind, completeness of 1+N+N."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.models import (
    PARTY,
    Attendance,
    Contract,
    Employment,
    Field,
    Grid,
    Kind,
    Person,
    Post,
    PostKind,
    Service,
    TrainingClass,
)

from .checks import id_gender
from .columns import Derived
from .context import Context
from .twins import first, twins

ONE: ColumnElement[int] = literal_column("1")
"""What is asked of a post whose being there is all that matters: naming a column would cost a look at its row."""


def holding(post: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this post is held today”."""
    return and_(
        ~post.deleted,
        post.started_on <= context.today,
        or_(post.ended_on.is_(None), post.ended_on >= context.today),
    )


def _held(context: Context) -> ColumnElement[Any]:
    post = aliased(Post)
    return (
        select(func.count())
        .select_from(post)
        .where(post.person_id == Person.id, holding(post, context))
        .correlate(Person)
        .scalar_subquery()
    )


def holds(kind: str, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “holds a post of this kind today”."""
    post = aliased(Post)
    return (
        select(ONE)
        .select_from(post)
        .where(post.person_id == Person.id, post.kind == kind, holding(post, context))
        .correlate(Person)
        .exists()
    )


def _full_time(context: Context) -> ColumnElement[bool]:
    post = aliased(Post)
    return (
        select(ONE)
        .select_from(post)
        .where(post.person_id == Person.id, post.employment == Employment.FULL_TIME, holding(post, context))
        .where(post.kind == PostKind.MEMBER)
        .correlate(Person)
        .exists()
    )


def role_of(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the chief kind of post a person holds, null when none is held."""
    return case(
        (holds(PostKind.LEADER, context), PostKind.LEADER.value),
        (holds(PostKind.MEMBER, context), PostKind.MEMBER.value),
        (holds(PostKind.VOLUNTEER, context), PostKind.VOLUNTEER.value),
        (holds(PostKind.PARTY_GROUP_LEADER, context), PostKind.PARTY_GROUP_LEADER.value),
        else_=None,
    )


def is_member(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “is a grid member (网格员) today”: holds at least one such post."""
    return case((holds(PostKind.MEMBER, context), True), else_=False)


def is_full_time(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “is a full-time grid member (专职网格员) today”."""
    return case((_full_time(context), True), else_=False)


def is_party(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “is a Party member (党员)”."""
    return case((Person.political_status.in_(PARTY), True), else_=False)


def _where(context: Context) -> ColumnElement[Any]:
    post, grid = aliased(Post), aliased(Grid)
    return (
        select(func.min(grid.name))
        .join(post, post.grid_id == grid.id)
        .where(post.person_id == Person.id, holding(post, context))
        .correlate(Person)
        .scalar_subquery()
    )


def is_deputy(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “is a delegate, deputy or committee member (两代表一委员) today”."""
    serving = or_(Person.deputy_until.is_(None), Person.deputy_until >= context.today)
    return case((and_(Person.deputy.is_not(None), Person.deputy != "", serving), True), else_=False)


def _service_hours(context: Context) -> ColumnElement[Any]:
    return (
        select(func.coalesce(func.sum(Service.hours), 0))
        .where(Service.person_id == Person.id, ~Service.deleted)
        .where(Service.day >= context.today.replace(month=1, day=1), Service.day <= context.today)
        .correlate(Person)
        .scalar_subquery()
    )


def _training_hours(context: Context) -> ColumnElement[Any]:
    first, last = context.today.replace(month=1, day=1), context.today.replace(month=12, day=31)
    return (
        select(func.coalesce(func.sum(earned()), 0))
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(Attendance.person_id == Person.id, ~Attendance.deleted, ~TrainingClass.deleted)
        .where(TrainingClass.started_on >= first, TrainingClass.started_on <= last)
        .correlate(Person)
        .scalar_subquery()
    )


def earned() -> ColumnElement[Any]:
    """Return the SQL of the hours (学时) an attendance counts: those entered, else those of the whole class if present.

    Joined to :class:`TrainingClass`.
    """
    return case(
        (Attendance.status == "present", func.coalesce(Attendance.hours, TrainingClass.hours, 0)),
        (Attendance.status == "part", func.coalesce(Attendance.hours, 0)),
        else_=0,
    )


def _contract_until(context: Context) -> ColumnElement[Any]:
    return (
        select(func.max(func.coalesce(Contract.closed_on, Contract.ended_on)))
        .where(Contract.person_id == Person.id, ~Contract.deleted, Contract.started_on <= context.today)
        .correlate(Person)
        .scalar_subquery()
    )


PERSON_DERIVED = (
    Derived(Field("岗位", Kind.CHOICE, name="role", choices="post_kinds", listed=True, width=96), role_of),
    Derived(Field("所在网格", Kind.TEXT, name="where", listed=True, width=150), _where),
    Derived(Field("在任岗位数", Kind.COUNT, name="held", listed=True, width=88), _held),
    Derived(Field("网格员", Kind.FLAG, name="is_member", width=64), is_member),
    Derived(Field("专职", Kind.FLAG, name="is_full_time", listed=True, width=56), is_full_time),
    Derived(Field("党员", Kind.FLAG, name="is_party", width=56), is_party),
    Derived(
        Field("网格长", Kind.FLAG, name="is_leader", width=64),
        lambda context: case((holds(PostKind.LEADER, context), True), else_=False),
    ),
    Derived(
        Field("志愿者", Kind.FLAG, name="is_volunteer", width=64),
        lambda context: case((holds(PostKind.VOLUNTEER, context), True), else_=False),
    ),
    Derived(Field("在任代表委员", Kind.FLAG, name="is_deputy", width=96), is_deputy),
    Derived(Field("合同至", Kind.DAY, name="contract_until", width=96), _contract_until),
    Derived(Field("今年服务时长", Kind.AMOUNT, name="service_hours", unit="小时", width=96), _service_hours),
    Derived(Field("今年学时", Kind.AMOUNT, name="training_hours", unit="学时", width=80), _training_hours),
)


def _current(context: Context) -> ColumnElement[Any]:
    return case((holding(Post, context), True), else_=False)


def _community(context: Context) -> ColumnElement[Any]:
    grid = aliased(Grid)
    return select(grid.community_id).where(grid.id == Post.grid_id).correlate(Post).scalar_subquery()


POST_DERIVED = (
    Derived(Field("在任", Kind.FLAG, name="current", listed=True, width=56), _current),
    Derived(Field("社区", Kind.REFERENCE, name="community_id", refers="divisions", listed=True, width=110), _community),
)


def check_person(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a person: dates that can be, ID number against birth date and gender, no ID number twice."""
    wrong: dict[str, str] = {}
    born, number = values.get("born_on"), values.get("id_number")
    if born and born > context.today:
        wrong["born_on"] = "出生日期在今天之后，请改正"
    if number and len(number) == 18:
        if born and number[6:14] != born.strftime("%Y%m%d"):
            wrong["born_on"] = "出生日期与身份证号里的不一致，请核对"
        if values.get("gender") and id_gender(number) != values["gender"]:
            wrong["gender"] = "性别与身份证号里的不一致，请核对"
        if twin := first(one for one in twins(session, Person, record_id, id_number=number) if not one.deleted):
            wrong["id_number"] = f"这个身份证号已登记在“{twin.name}”名下，请核对是否同一人"
    for name in ("photo_consent", "mobile_consent"):
        start, end = values.get(f"{name}_on"), values.get(f"{name}_until")
        if start and start > context.today:
            wrong[f"{name}_on"] = "同意日期在今天之后，请填写本人签字的日期"
        if end and (not start or end < start):
            wrong[f"{name}_until"] = "同意的截止日期早于签字日期或没有签字日期，请改正"
    joined = values.get("party_joined_on")
    if joined and joined > context.today:
        wrong["party_joined_on"] = "入党日期在今天之后，请改正"
    elif joined and values.get("political_status") not in PARTY:
        wrong["party_joined_on"] = "政治面貌不是党员，入党日期应留空，请核对"
    elif joined and born and joined.year - born.year < 18:
        wrong["party_joined_on"] = "入党时不满 18 岁，请核对入党日期和出生日期"
    if values.get("deputy_until") and not values.get("deputy"):
        wrong["deputy_until"] = "没有选两代表一委员，任期应留空"
    return wrong


def check_post(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a post: dates in order, members with employment, a grid in use, and no posts at once that cannot be.

    These are the same post in the same grid twice, two leaders or two chief members of a grid, one person full-time
    and part-time. One person may hold several posts at once and lead several grids (reference 2.3).
    """
    wrong: dict[str, str] = {}
    start, end = values["started_on"], values.get("ended_on")
    if end and end < start:
        wrong["ended_on"] = "卸任日期早于任职日期，请改正"
    if values["kind"] == PostKind.MEMBER and not values.get("employment"):
        wrong["employment"] = "网格员须注明专职或兼职"
    grid = session.get(Grid, values["grid_id"])
    if grid is not None and grid.closed_on and (end is None or end > grid.closed_on):
        wrong["grid_id"] = f"“{grid.name}”已于 {grid.closed_on.isoformat()} 停用，请改选网格，或填写停用前的卸任日期"
    if wrong:
        return wrong
    same = {name: values[name] for name in ("person_id", "grid_id", "kind")}
    if _meanwhile(session, record_id, start, end, **same):
        wrong["started_on"] = "此人在这个网格的同一岗位上，这段时间已有任职记录，请核对起止日期"
    elif values["kind"] == PostKind.MEMBER:
        wrong.update(_check_member(session, values, record_id, start, end))
    elif values["kind"] == PostKind.LEADER:
        led = first(_meanwhile(session, record_id, start, end, grid_id=values["grid_id"], kind=PostKind.LEADER.value))
        if led is not None:
            wrong["kind"] = f"这个网格这段时间的中心网格长是“{_name(session, led)}”，请先填写其卸任日期"
    return wrong


def _name(session: Session, post: Any) -> str:
    person = session.get(Person, post.person_id)
    return person.name if person else ""


def _check_member(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, start: date, end: date | None
) -> dict[str, str]:
    """Refuse two chief members of one grid at once, and one person full-time and part-time at once."""
    wrong: dict[str, str] = {}
    kind = PostKind.MEMBER.value
    if values.get("primary"):
        chief = first(_meanwhile(session, record_id, start, end, grid_id=values["grid_id"], kind=kind, primary=True))
        if chief is not None:
            wrong["primary"] = f"这个网格这段时间的主责网格员是“{_name(session, chief)}”，请先改那条岗位"
    held = _meanwhile(session, record_id, start, end, person_id=values["person_id"], kind=kind)
    if any(one.employment and one.employment != values["employment"] for one in held):
        wrong["employment"] = "此人这段时间在别的网格按另一种用工任职，一个人不能同时专职又兼职，请核对"
    return wrong


def _meanwhile(session: Session, record_id: UUID | None, start: date, end: date | None, **values: Any) -> list[Any]:
    """Return the other posts with these values that were held at some time between two days."""
    return [
        one
        for one in twins(session, Post, record_id, **values)
        if not one.deleted and (not one.ended_on or one.ended_on >= start) and (not end or one.started_on <= end)
    ]
