"""The staff file (队伍档案): contracts, changes with their reasons, completeness of 1+N+N, what ends soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import Invalid, UserError
from desktop.models import Contract, Division, Field, Grid, Kind, Person, Post, PostKind, StaffChange
from desktop.storage.work import Work

from . import people
from .columns import Derived
from .context import Context, context
from .counting import Counted, Figure, Span
from .queries import Filter, Query
from .twins import twins

CHANGES = {"appointed": "聘任", "moved": "调整网格", "renewed": "续聘", "ended": "离任", "replaced": "考核调整"}
"""Kinds of change the program reckons with, as reports of an action say them (list ``staff_change_kinds``)."""
LEAVING = frozenset({"ended", "replaced"})
PURCHASED = "purchased"
"""Code of a purchased service (政府购买服务): a provider is named with it."""


# -- contracts


def last_day(contract: Any = Contract) -> ColumnElement[Any]:
    """Return the SQL of the day a contract ends: closed early, else as agreed; null without a fixed term."""
    return func.coalesce(contract.closed_on, contract.ended_on)


def in_force(context: Context, contract: Any = Contract) -> ColumnElement[bool]:
    """Return the SQL of “this contract is in force today”."""
    end = last_day(contract)
    return and_(~contract.deleted, contract.started_on <= context.today, or_(end.is_(None), end >= context.today))


def ending(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this contract ends within the days of the setting, and no later one follows it”."""
    soon = context.today + timedelta(days=context.settings["team.contract_days"])
    return and_(in_force(context), last_day() <= soon, ~_followed())


def _lapsed(context: Context) -> ColumnElement[bool]:
    """Ended, not followed by another one, and the person still holds a post."""
    post = aliased(Post)
    serving = select(post.id).where(post.person_id == Contract.person_id, people.holding(post, context)).exists()
    return and_(~Contract.deleted, last_day() < context.today, ~_followed(), serving)


def _followed() -> ColumnElement[bool]:
    later = aliased(Contract)
    return (
        select(later.id)
        .where(later.person_id == Contract.person_id, ~later.deleted, later.started_on > Contract.started_on)
        .correlate(Contract)
        .exists()
    )


def _state(context: Context) -> ColumnElement[Any]:
    """How a contract stands today (list ``contract_states``)."""
    return case(
        (_lapsed(context), "lapsed"),
        (ending(context), "ending"),
        (in_force(context), "in_force"),
        (Contract.started_on > context.today, "coming"),
        else_="over",
    )


CONTRACT_DERIVED = (
    Derived(Field("状态", Kind.CHOICE, name="state", choices="contract_states", listed=True, width=88), _state),
    Derived(
        Field("履行中", Kind.FLAG, name="in_force", width=64),
        lambda context: case((in_force(context), True), else_=False),
    ),
    Derived(
        Field("将到期", Kind.FLAG, name="ending", width=64),
        lambda context: case((ending(context), True), else_=False),
    ),
    Derived(
        Field("已到期未续", Kind.FLAG, name="lapsed", width=88),
        lambda context: case((_lapsed(context), True), else_=False),
    ),
)


def check_contract(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a contract: days in order, a provider with a purchased service, no two of one person at the same time."""
    wrong: dict[str, str] = {}
    start, end, closed = values["started_on"], values.get("ended_on"), values.get("closed_on")
    if end and end < start:
        wrong["ended_on"] = "合同到期日早于开始日，请改正"
    if closed and closed < start:
        wrong["closed_on"] = "提前终止日早于合同开始日，请改正"
    elif closed and end and closed > end:
        wrong["closed_on"] = "提前终止日晚于合同到期日，没有提前终止的请留空"
    if values.get("signed_on") and values["signed_on"] > context.today:
        wrong["signed_on"] = "签订日期在今天之后，请填写签字的日期"
    if values["kind"] == PURCHASED and not values.get("provider"):
        wrong["provider"] = "政府购买服务须填写承接单位"
    if wrong:
        return wrong
    over = closed or end
    for twin in twins(session, Contract, record_id, person_id=values["person_id"]):
        other = twin.closed_on or twin.ended_on
        if not twin.deleted and (not other or other >= start) and (not over or twin.started_on <= over):
            until = other.isoformat() if other else "无固定期限"
            wrong["started_on"] = f"此人已有 {twin.started_on.isoformat()} 至 {until} 的合同，时间重叠，请核对起止日期"
            break
    return wrong


@dataclass(frozen=True)
class Due:
    """A contract that ends soon or has ended without another following."""

    id: UUID
    person_id: UUID
    name: str
    kind: str
    provider: str
    number: str
    started_on: date
    until: date
    place: str
    """Community and grid of the person's post."""

    def left(self, today: date) -> str:
        """Return how long until it ends, as tags say it."""
        days = (self.until - today).days
        return f"已过 {-days} 天" if days < 0 else "今天到期" if days == 0 else f"剩 {days} 天"


def due(session: Session, context: Context, days: int | None = None) -> list[Due]:
    """Return the contracts that lapsed or end within ``days`` (usually the setting), the earliest first."""
    from .records import choices

    within = context.settings["team.contract_days"] if days is None else days
    soon = context.today + timedelta(days=within)
    statement = (
        select(Contract, Person)
        .join(Person, Person.id == Contract.person_id)
        .where(or_(_lapsed(context), and_(in_force(context), last_day() <= soon, ~_followed())), ~Person.deleted)
        .order_by(last_day(), Person.sort_key, Contract.id)
    )
    words = choices(session, "contract_kinds")
    found = session.execute(statement).all()
    places = _places(session, context, [person.id for _, person in found])
    return [
        Due(
            one.id, person.id, person.name, words.get(one.kind, ""), one.provider, one.number, one.started_on,
            one.closed_on or one.ended_on or context.today, places.get(person.id, ""),
        )
        for one, person in found
    ]  # fmt: skip


def _places(session: Session, context: Context, ids: Sequence[UUID]) -> dict[UUID, str]:
    statement = (
        select(Post.person_id, Grid.name)
        .join(Grid, Grid.id == Post.grid_id)
        .where(Post.person_id.in_(ids), people.holding(Post, context))
        .order_by(Grid.code.desc())
    )
    return {person: name for person, name in session.execute(statement)}


# -- changes


def check_change(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a change: its day is not to come, its grids suit its kind."""
    wrong: dict[str, str] = {}
    kind, here, there = values["kind"], values.get("from_grid_id"), values.get("to_grid_id")
    if values["day"] > context.today:
        wrong["day"] = "变动日期在今天之后，到那一天再登记"
    if kind == "moved":
        if not here or not there:
            wrong["to_grid_id" if here else "from_grid_id"] = "调整网格须填写原网格和现网格"
        elif here == there:
            wrong["to_grid_id"] = "现网格与原网格相同，请选调整后的网格"
    if kind in LEAVING and there:
        wrong["to_grid_id"] = "离任、考核调整不再有现网格，请留空；换到别的网格请选“调整网格”"
    return wrong


@dataclass(frozen=True)
class Held:
    """A post a person holds today."""

    id: UUID
    kind: str
    grid_id: UUID
    grid: str
    started_on: date


def held(session: Session, context: Context, person_id: UUID) -> list[Held]:
    """Return the posts a person holds today, those of a member first, by grid."""
    from .records import choices

    words = choices(session, "post_kinds")
    statement = (
        select(Post, Grid.name)
        .join(Grid, Grid.id == Post.grid_id)
        .where(Post.person_id == person_id, people.holding(Post, context))
        .order_by(case((Post.kind == PostKind.MEMBER, 0), else_=1), Grid.code)
    )
    return [
        Held(one.id, words.get(one.kind, ""), one.grid_id, name, one.started_on)
        for one, name in session.execute(statement)
    ]


@dataclass(frozen=True)
class Adjustment:
    """What is done to the posts of a person, and why."""

    kind: str
    """``ended`` (离任), ``replaced`` (考核调整) or ``moved`` (调整网格)."""
    day: date | None
    """Last day of the posts; first day of the new one when moved."""
    reason: str
    decided_by: str = ""
    posts: tuple[UUID, ...] | None = None
    """The posts that end; None means all held."""
    to_grid_id: UUID | None = None
    close_contract: bool = True
    """Whether contracts in force end on the same day when somebody leaves."""


def adjust(work: Work, person_id: UUID, wanted: Adjustment) -> UUID:
    """End posts of a person, begin the new one when moved, write the change; one action. Return the change's id.

    Raises ``Invalid`` by field (``kind``, ``day``, ``reason``, ``to_grid_id``, ``posts``), ``Forbidden`` for the role.
    """
    from .saving import demand, save

    demand("posts", work.actor)
    when = context(work.session, work.clock)
    person = work.session.get(Person, person_id)
    if person is None or person.deleted:
        raise UserError("这个人的记录已不存在，没有改动，请返回列表刷新")
    posts = _ending(work.session, when, person_id, wanted)
    day = wanted.day
    assert day is not None
    moved = wanted.kind == "moved"
    over = day - timedelta(days=1) if moved else day
    for post in posts:
        post.ended_on = over
        post.end_reason = f"{CHANGES[wanted.kind]}：{wanted.reason.strip()}"[:100]
    if wanted.kind in LEAVING and wanted.close_contract:
        for contract in work.session.scalars(select(Contract).where(Contract.person_id == person_id, in_force(when))):
            if (contract.ended_on is None or contract.ended_on > day) and contract.started_on <= day:
                contract.closed_on = day
    work.flush()
    first = posts[0]
    if moved:
        begun = {"person_id": person_id, "kind": first.kind, "grid_id": wanted.to_grid_id, "started_on": day}
        try:
            save(work, "posts", None, {**begun, "employment": first.employment})
        except Invalid as error:
            names = {"grid_id": "to_grid_id", "started_on": "day", "employment": "to_grid_id"}
            raise Invalid({names.get(key, key): said for key, said in error.mistakes.items()}) from None
    change = save(
        work,
        "staff_changes",
        None,
        {
            "person_id": person_id,
            "kind": wanted.kind,
            "day": day,
            "from_grid_id": first.grid_id,
            "to_grid_id": wanted.to_grid_id if moved else None,
            "reason": wanted.reason,
            "decided_by": wanted.decided_by,
        },
    )
    work.label = f"{person.name} {CHANGES[wanted.kind]}，{len(posts)} 个岗位终止"
    return change


def _ending(session: Session, when: Context, person_id: UUID, wanted: Adjustment) -> list[Post]:
    """Return the posts that end, those of a member first. Raises ``Invalid``."""
    wrong: dict[str, str] = {}
    if wanted.kind not in (*LEAVING, "moved"):
        wrong["kind"] = "请选离任、考核调整或调整网格"
    if wanted.day is None:
        wrong["day"] = "日期没有填写"
    elif wanted.day > when.today:
        wrong["day"] = "日期在今天之后，到那一天再办理"
    if len(wanted.reason.strip()) < 2:
        wrong["reason"] = "请写清原因和依据"
    if wanted.kind == "moved" and wanted.to_grid_id is None:
        wrong["to_grid_id"] = "请选择调整到哪个网格"
    if wrong:
        raise Invalid(wrong)
    assert wanted.day is not None
    statement = select(Post).where(Post.person_id == person_id, people.holding(Post, when))
    if wanted.posts is not None:
        statement = statement.where(Post.id.in_(wanted.posts))
    order = (case((Post.kind == PostKind.MEMBER, 0), else_=1), Post.started_on, Post.id)
    posts = list(session.scalars(statement.order_by(*order)))
    if not posts:
        raise Invalid({"posts": "没有选中在任的岗位，没有改动，请至少选一个"})
    for post in posts:
        earliest = post.started_on + timedelta(days=1) if wanted.kind == "moved" else post.started_on
        if wanted.day < earliest:
            raise Invalid({"day": f"日期早于任职日期 {post.started_on.isoformat()}，请改正"})
    if wanted.kind == "moved" and any(post.grid_id == wanted.to_grid_id for post in posts):
        raise Invalid({"to_grid_id": "现网格与原网格相同，请选调整后的网格"})
    return posts


# -- completeness


@dataclass(frozen=True)
class GridStaff:
    """How the posts of a grid are filled (1+N+N)."""

    grid_id: UUID
    code: str
    name: str
    community: str
    leaders: tuple[str, ...]
    members: tuple[str, ...]
    """Names, the chief one first, full-time ones marked by the caller of :attr:`full_time`."""
    full_time: int
    volunteers: int
    missing: tuple[str, ...]
    """What is missing, one phrase each; empty when complete."""


def completeness(
    session: Session, context: Context, community_id: UUID | None = None, only_missing: bool = False
) -> list[GridStaff]:
    """Return the open grids by code, each with who fills its posts today and what is missing."""
    from . import grids

    statement = (
        select(Grid.id, Grid.code, Grid.name, func.coalesce(func.nullif(Division.short_name, ""), Division.name))
        .join(Division, Division.id == Grid.community_id)
        .where(grids.is_open(context))
        .order_by(Grid.code)
    )
    posts: dict[UUID, list[tuple[str, str, bool, str | None]]] = {}
    filled = (
        select(Post.grid_id, Post.kind, Person.name, Post.primary, Post.employment)
        .join(Person, Person.id == Post.person_id)
        .join(Grid, Grid.id == Post.grid_id)
        .where(people.holding(Post, context), ~Person.deleted, grids.is_open(context))
        .order_by(Post.primary.desc(), Person.sort_key, Person.id)
    )
    if community_id is not None:
        statement = statement.where(Grid.community_id == community_id)
        filled = filled.where(Grid.community_id == community_id)
    for grid_id, kind, name, primary, employment in session.execute(filled):
        posts.setdefault(grid_id, []).append((kind, name, primary, employment))
    least = context.settings["grids.members_least"], context.settings["grids.volunteers_least"]
    found = []
    for grid_id, code, grid_name, community in session.execute(statement):
        one = _grid_staff(grid_id, code, grid_name, community, posts.get(grid_id, []), least)
        if one.missing or not only_missing:
            found.append(one)
    return found


def _grid_staff(
    grid_id: UUID,
    code: str,
    grid: str,
    community: str,
    posts: Sequence[tuple[str, str, bool, str | None]],
    least: tuple[int, int],
) -> GridStaff:
    def names(kind: PostKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for other, name, _, _ in posts if other == kind))

    leaders, members, volunteers = (names(kind) for kind in (PostKind.LEADER, PostKind.MEMBER, PostKind.VOLUNTEER))
    missing = []
    if not leaders:
        missing.append("缺网格长")
    if len(members) < least[0]:
        missing.append(f"缺网格员 {least[0] - len(members)} 名")
    elif members and not any(primary for kind, _, primary, _ in posts if kind == PostKind.MEMBER):
        missing.append("没有主责网格员")
    if len(volunteers) < least[1]:
        missing.append(f"缺平安志愿者 {least[1] - len(volunteers)} 名")
    full = {name for kind, name, _, how in posts if kind == PostKind.MEMBER and how == "full_time"}
    return GridStaff(grid_id, code, grid, community, leaders, members, len(full), len(volunteers), tuple(missing))


# -- figures


def _changes(kind: str) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(StaffChange.id)).where(
            ~StaffChange.deleted, StaffChange.kind == kind, span.holds(StaffChange.day)
        )
        return Counted(session.execute(statement).scalar_one())

    return count


def _ending_soon(session: Session, context: Context, span: Span) -> Counted:
    return Counted(session.execute(select(func.count(Contract.id)).where(ending(context))).scalar_one())


def _deputies(session: Session, context: Context, span: Span) -> Counted:
    serving = people.is_deputy(context).is_(True)
    return Counted(session.execute(select(func.count(Person.id)).where(~Person.deleted, serving)).scalar_one())


FIGURES = (
    Figure(
        "team.adjusted",
        "已调整的网格员",
        "名",
        _changes("replaced"),
        Query("staff_changes", filters=(Filter("kind", "is", "replaced"),)),
        flow=True,
    ),
    Figure(
        "team.contracts_ending",
        "将到期的聘用合同",
        "份",
        _ending_soon,
        Query("contracts", filters=(Filter("ending", "is", True),)),
    ),
    Figure(
        "team.deputies",
        "参与网格的两代表一委员",
        "名",
        _deputies,
        Query("people", filters=(Filter("is_deputy", "is", True),)),
    ),
)


def find(session: Session, context: Context) -> list[Any]:
    """Return what needs attention: contracts that end soon, and contracts that ended while the person still serves."""
    from .findings import HEAVY, SOONER, Finding

    those = due(session, context)
    found = []
    gone = [one for one in those if one.until < context.today]
    soon = [one for one in those if one.until >= context.today]
    for some, over in ((gone, True), (soon, False)):
        if not some:
            continue
        names = "、".join(one.name for one in some[:2]) + ("等" if len(some) > 2 else "")
        found.append(
            Finding(
                "contracts.lapsed" if over else "contracts.ending",
                HEAVY if over else SOONER,
                "clipboard",
                f"{len(some)} 份聘用合同{'已到期未续' if over else '将到期'}",
                f"{names}　请续签，或办理离任",
                "已到期" if over else some[0].left(context.today),
                Query("contracts", filters=(Filter("lapsed" if over else "ending", "is", True),)),
            )
        )
    return found
