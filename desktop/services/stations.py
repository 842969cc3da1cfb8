"""Stations (阵地): rules of their register, members and activities, derived columns, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.models import (
    PARTY,
    Division,
    Field,
    Grid,
    Kind,
    Person,
    Station,
    StationActivity,
    StationKind,
    StationMember,
)

from .columns import Derived
from .context import Context
from .counting import Counted, Figure, Span
from .queries import Filter, Query
from .twins import twins

# -- rules


def check_station(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a station: opened before closed, its grid in its division, no name twice in one place and kind."""
    wrong: dict[str, str] = {}
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and opened > context.today:
        wrong["opened_on"] = "成立日期在今天之后，请改正"
    if opened and closed and closed < opened:
        wrong["closed_on"] = "撤销日期早于成立日期，请改正"
    same = {name: values[name] for name in ("name", "division_id", "kind")}
    standing = [twin for twin in twins(session, Station, record_id, **same) if not twin.deleted and not twin.closed_on]
    if standing and not closed:
        wrong["name"] = f"这个地方已有同类阵地“{values['name']}”，请核对是否重复"
    area = session.get(Division, values["division_id"])
    grid = session.get(Grid, values["grid_id"]) if values.get("grid_id") else None
    community = session.get(Division, grid.community_id) if grid else None
    if area and grid and community and not community.code.startswith(area.code):
        wrong["grid_id"] = f"“{grid.name}”不在{area.short_name or area.name}，请改选网格或区划"
    if values.get("party_led") and not values.get("leader"):
        wrong["leader"] = "标了党员牵头，请填写负责人姓名"
    if record_id is not None and not wrong:
        _check_days_within(session, record_id, opened, closed, wrong)
    return wrong


def _check_days_within(
    session: Session, record_id: UUID, opened: date | None, closed: date | None, wrong: dict[str, str]
) -> None:
    """Refuse dates that would leave activities before the opening or after the closing."""
    statement = select(func.min(StationActivity.day), func.max(StationActivity.day)).where(
        StationActivity.station_id == record_id, ~StationActivity.deleted
    )
    earliest, latest = session.execute(statement).one()
    if opened and earliest and earliest < opened:
        wrong["opened_on"] = f"{earliest} 已有活动记录，成立日期不能更晚，请核对"
    if closed and latest and latest > closed:
        wrong["closed_on"] = f"{latest} 还有活动记录，撤销日期不能更早，请核对"


def check_member(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a member of a station: dates in order and not after it closed, the same one not twice at once."""
    wrong: dict[str, str] = {}
    start, end = values.get("started_on"), values.get("ended_on")
    if start and start > context.today:
        wrong["started_on"] = "加入日期在今天之后，请改正"
    if start and end and end < start:
        wrong["ended_on"] = "离开日期早于加入日期，请改正"
    station = session.get(Station, values["station_id"])
    if station is not None and station.closed_on and start and start > station.closed_on:
        wrong["started_on"] = f"“{station.name}”已于 {station.closed_on} 撤销，请核对加入日期"
    person = session.get(Person, values["person_id"]) if values.get("person_id") else None
    if person is not None and person.name != values["name"]:
        wrong["name"] = f"所选队伍人员是“{person.name}”，与姓名不一致，请改正其中一个"
    same = twins(session, StationMember, record_id, station_id=values["station_id"], name=values["name"])
    mine = values.get("person_id")
    if not wrong and any(_together(twin, start, end) and (not mine or twin.person_id in (None, mine)) for twin in same):
        wrong["name"] = "此人这段时间已在这个阵地的名单里，请核对起止日期"
    return wrong


def _together(twin: Any, start: date | None, end: date | None) -> bool:
    if twin.deleted:
        return False
    begins = not twin.ended_on or not start or twin.ended_on >= start
    return begins and (not end or not twin.started_on or twin.started_on <= end)


def check_activity(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check an activity: not before the station opened, after it closed or in the future; settled within accepted."""
    wrong: dict[str, str] = {}
    day = values["day"]
    station = session.get(Station, values["station_id"])
    if day > context.today:
        wrong["day"] = "活动日期在今天之后，请在活动结束后记录"
    elif station is not None and station.opened_on and day < station.opened_on:
        wrong["day"] = f"“{station.name}”{station.opened_on} 才成立，请核对日期"
    elif station is not None and station.closed_on and day > station.closed_on:
        wrong["day"] = f"“{station.name}”已于 {station.closed_on} 撤销，请核对日期"
    matters, settled = values.get("matters"), values.get("settled")
    if settled and settled > (matters or 0):
        wrong["settled"] = f"办结 {settled} 件多于受理 {matters or 0} 件，请改正"
    same = {name: values[name] for name in ("station_id", "day", "topic")}
    if "day" not in wrong and any(not twin.deleted for twin in twins(session, StationActivity, record_id, **same)):
        wrong["topic"] = "这一天已记过同一主题的活动，请核对是否重复"
    return wrong


# -- derived columns


def is_running(station: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this station is running today”."""
    return and_(
        ~station.deleted,
        or_(station.opened_on.is_(None), station.opened_on <= context.today),
        or_(station.closed_on.is_(None), station.closed_on > context.today),
    )


def serves(member: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this member serves today”."""
    return and_(
        ~member.deleted,
        or_(member.started_on.is_(None), member.started_on <= context.today),
        or_(member.ended_on.is_(None), member.ended_on >= context.today),
    )


def _at_work(context: Context) -> ColumnElement[bool]:
    """The station of a member is still there: nobody serves in one that was closed."""
    station = aliased(Station)
    closed = select(station.id).where(station.id == StationMember.station_id, station.closed_on <= context.today)
    return ~closed.correlate(StationMember).exists()


def _members(context: Context) -> ColumnElement[Any]:
    member = aliased(StationMember)
    statement = select(func.count(member.id)).where(member.station_id == Station.id, serves(member, context))
    return statement.correlate(Station).scalar_subquery()


def this_year(context: Context) -> Span:
    """Return the year so far."""
    return Span(date(context.today.year, 1, 1), date(context.today.year, 12, 31), f"{context.today.year}年")


def _of_year(number: Callable[[Any], Any], context: Context) -> ColumnElement[Any]:
    activity = aliased(StationActivity)
    statement = select(number(activity)).where(
        activity.station_id == Station.id, ~activity.deleted, this_year(context).holds(activity.day)
    )
    return statement.correlate(Station).scalar_subquery()


def _last(context: Context) -> ColumnElement[Any]:
    activity = aliased(StationActivity)
    statement = select(func.max(activity.day)).where(activity.station_id == Station.id, ~activity.deleted)
    return statement.correlate(Station).scalar_subquery()


STATION_DERIVED = (
    Derived(Field("成员数", Kind.COUNT, name="members", listed=True, width=72), _members),
    Derived(
        Field("本年活动", Kind.COUNT, name="activities", listed=True, width=80),
        lambda context: _of_year(lambda one: func.count(one.id), context),
    ),
    Derived(
        Field("本年受理", Kind.COUNT, name="matters", listed=True, width=80),
        lambda context: _of_year(lambda one: func.coalesce(func.sum(one.matters), 0), context),
    ),
    Derived(
        Field("本年办结", Kind.COUNT, name="settled", width=80),
        lambda context: _of_year(lambda one: func.coalesce(func.sum(one.settled), 0), context),
    ),
    Derived(Field("最近活动", Kind.DAY, name="last_day", width=96), _last),
    Derived(
        Field("运行中", Kind.FLAG, name="running", listed=True, width=64),
        lambda context: case((is_running(Station, context), True), else_=False),
    ),
)


def _kind_of(context: Context) -> ColumnElement[Any]:
    one = aliased(Station)
    return select(one.kind).where(one.id == StationActivity.station_id).correlate(StationActivity).scalar_subquery()


MEMBER_DERIVED = (
    Derived(
        Field("在任", Kind.FLAG, name="current", listed=True, width=56),
        lambda context: case((and_(serves(StationMember, context), _at_work(context)), True), else_=False),
    ),
    Derived(
        Field("党员", Kind.FLAG, name="is_party", width=56),
        lambda context: case((StationMember.political_status.in_(PARTY), True), else_=False),
    ),
)
ACTIVITY_DERIVED = (
    Derived(Field("阵地类型", Kind.CHOICE, name="station_kind", choices="station_kinds", width=130), _kind_of),
)


# -- figures

RUNNING = Filter("running", "is", True)


def _stations(*conditions: Any) -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(Station.id)).where(is_running(Station, context), *conditions)
        return Counted(session.execute(statement).scalar_one())

    return count


def _of(kind: StationKind, *more: Filter) -> Query:
    return Query("stations", filters=(RUNNING, Filter("kind", "is", kind.value), *more))


def _done(number: Any) -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(number).where(~StationActivity.deleted, span.holds(StationActivity.day))
        return Counted(int(session.execute(statement).scalar_one() or 0))

    return count


def _settled_share(session: Session, context: Context, span: Span) -> Counted:
    statement = select(
        func.coalesce(func.sum(StationActivity.settled), 0), func.coalesce(func.sum(StationActivity.matters), 0)
    ).where(~StationActivity.deleted, span.holds(StationActivity.day))
    settled, matters = session.execute(statement).one()
    return Counted(int(settled or 0), int(matters or 0))


def _a_kind(key: str, label: str, kind: StationKind) -> Figure:
    return Figure(f"stations.{key}", label, "个", _stations(Station.kind == kind.value), _of(kind))


FIGURES = (
    Figure("stations.total", "运行中的阵地", "个", _stations(), Query("stations", filters=(RUNNING,))),
    _a_kind("service_centres", "党群服务中心", StationKind.SERVICE_CENTRE),
    _a_kind("discussion_stations", "群众说事站", StationKind.DISCUSSION_STATION),
    _a_kind("discussion_points", "红色议事点", StationKind.DISCUSSION_POINT),
    _a_kind("mediation_councils", "治安调解理事会", StationKind.MEDIATION_COUNCIL),
    _a_kind("veterans_rooms", "“五老”金牌调解室", StationKind.VETERANS_ROOM),
    _a_kind("brand_rooms", "个人品牌调解室", StationKind.BRAND_ROOM),
    Figure(
        "stations.brand_rooms_party_led",
        "党员牵头的个人品牌调解室",
        "个",
        _stations(Station.kind == StationKind.BRAND_ROOM.value, Station.party_led.is_(True)),
        _of(StationKind.BRAND_ROOM, Filter("party_led", "is", True)),
    ),
    Figure("stations.activities", "阵地活动", "次", _done(func.count(StationActivity.id)), Query("station_activities"),
           flow=True),
    Figure("stations.matters", "阵地受理事项", "件", _done(func.coalesce(func.sum(StationActivity.matters), 0)),
           Query("station_activities", filters=(Filter("matters", "from", 1),)), flow=True, summed="matters"),
    Figure("stations.settled_share", "阵地受理事项办结率", "%", _settled_share,
           Query("station_activities", filters=(Filter("matters", "from", 1),)), flow=True, summed="settled"),
)  # fmt: skip
"""Figures of the stations: how many there are, and what they did in a span."""
