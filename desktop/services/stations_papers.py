"""What is shown and printed of stations beside their list: counts of a year by kind, the printed list, door cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Division, Grid, Station, StationActivity, StationMember

from .context import Context
from .counting import Counted, Span, months
from .offices import own
from .records import choices
from .stations import is_running, serves


@dataclass(frozen=True)
class KindCounts:
    """What stations of one kind came to in a year."""

    kind: str
    label: str
    stations: int
    """Running on the last day of the year, or today."""
    party_led: int
    opened: int
    members: int
    activities: int
    people: int
    matters: int
    settled: int

    @property
    def rate(self) -> str:
        """Share of matters that were settled, "" where there were none."""
        value = Counted(self.settled, self.matters).value
        return "" if value is None else f"{value} %"


@dataclass(frozen=True)
class YearCounts:
    """The table of a year (年度统计)."""

    year: int
    scope: str
    as_of: date
    lines: tuple[KindCounts, ...]
    total: KindCounts


def years(session: Session, context: Context) -> list[int]:
    """Return the years that have activities, the newest first, this one always among them."""
    first = session.execute(select(func.min(StationActivity.day)).where(~StationActivity.deleted)).scalar_one_or_none()
    return list(range(context.today.year, (first.year if first else context.today.year) - 1, -1))


def year_counts(session: Session, context: Context, year: int, *, division: str = "") -> YearCounts:
    """Return the counts of a year by kind of station, of a division (code) or of the whole office."""
    span = months(year, 1, 12, f"{year}年")
    assert span.last is not None
    day = min(span.last, context.today)
    labels = choices(session, "station_kinds")
    stations = _counted(session, day, span, division)
    members = _members(session, day, division)
    done = _done(session, span, division)
    lines = []
    for kind, label in labels.items():
        running, party, opened = stations.get(kind, (0, 0, 0))
        activities, people, matters, settled = done.get(kind, (0, 0, 0, 0))
        if running or activities or opened:
            lines.append(
                KindCounts(
                    kind, label, running, party, opened, members.get(kind, 0), activities, people, matters, settled
                )
            )
    total = KindCounts("", "合计", *(sum(getattr(one, name) for one in lines) for name in NUMBERS))
    return YearCounts(year, _scope(session, division), day, tuple(lines), total)


NUMBERS = ("stations", "party_led", "opened", "members", "activities", "people", "matters", "settled")


def _inside(division: str):  # type: ignore[no-untyped-def]
    return Division.code.startswith(division, autoescape=True)


def _there(day: date):  # type: ignore[no-untyped-def]
    one = Station
    opened = or_(one.opened_on.is_(None), one.opened_on <= day)
    return ~one.deleted & opened & or_(one.closed_on.is_(None), one.closed_on > day)


def _counted(session: Session, day: date, span: Span, division: str) -> dict[str, tuple[int, int, int]]:
    there = _there(day)
    statement = (
        select(
            Station.kind,
            func.count().filter(there),
            func.count().filter(there & Station.party_led.is_(True)),
            func.count().filter(span.holds(Station.opened_on)),
        )
        .join(Division, Division.id == Station.division_id)
        .where(~Station.deleted, _inside(division))
        .group_by(Station.kind)
    )
    return {kind: (running, party, opened) for kind, running, party, opened in session.execute(statement)}


def _members(session: Session, day: date, division: str) -> dict[str, int]:
    one = StationMember
    statement = (
        select(Station.kind, func.count(one.id))
        .join(Station, Station.id == one.station_id)
        .join(Division, Division.id == Station.division_id)
        .where(~one.deleted, _there(day), _inside(division))
        .where(or_(one.started_on.is_(None), one.started_on <= day))
        .where(or_(one.ended_on.is_(None), one.ended_on >= day))
        .group_by(Station.kind)
    )
    return {kind: many for kind, many in session.execute(statement)}


def _done(session: Session, span: Span, division: str) -> dict[str, tuple[int, int, int, int]]:
    one = StationActivity
    sums = [func.coalesce(func.sum(getattr(one, name)), 0) for name in ("people", "matters", "settled")]
    statement = (
        select(Station.kind, func.count(one.id), *sums)
        .join(Station, Station.id == one.station_id)
        .join(Division, Division.id == Station.division_id)
        .where(~one.deleted, ~Station.deleted, span.holds(one.day), _inside(division))
        .group_by(Station.kind)
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in session.execute(statement)}


def _scope(session: Session, division: str) -> str:
    if division:
        area = session.scalars(select(Division).where(Division.code == division, ~Division.deleted)).first()
        if area is None:
            raise UserError(f"没有代码为 {division} 的区划，没有统计，请核对代码")
    else:
        area = session.get(Division, own(session).division_id)
    return (area.short_name or area.name) if area else ""


def table(counted: YearCounts) -> tuple[list[str], list[list[str | int]]]:
    """Return heading and rows of the counts, the sum last: what the screen, the sheet and the paper show."""
    head = [
        "类型",
        "运行中",
        "党员牵头",
        "当年新设",
        "成员",
        "活动（次）",
        "参加（人次）",
        "受理（件）",
        "办结（件）",
        "办结率",
    ]
    rows: list[list[str | int]] = [
        [one.label, *(getattr(one, name) for name in NUMBERS), one.rate] for one in (*counted.lines, counted.total)
    ]
    return head, rows


@dataclass(frozen=True)
class Listed:
    """One line of the printed list."""

    name: str
    kind: str
    area: str
    leader: str
    party_led: bool
    phone: str
    members: int
    opened_on: date | None
    address: str


@dataclass(frozen=True)
class StationList:
    """What the list of stations is printed from: groups by kind or by area."""

    scope: str
    as_of: date
    groups: tuple[tuple[str, tuple[Listed, ...]], ...]


def station_list(
    session: Session, context: Context, *, division: str = "", kind: str = "", by: str = "kind"
) -> StationList:
    """Return the running stations of an area, of one kind or of all, grouped by kind or by area.

    Raises ``UserError`` where there is none.
    """
    member = StationMember
    number = (
        select(func.count(member.id))
        .where(member.station_id == Station.id, serves(member, context))
        .correlate(Station)
        .scalar_subquery()
    )
    statement = (
        select(Station, Division, number, Grid.code)
        .join(Division, Division.id == Station.division_id)
        .outerjoin(Grid, Grid.id == Station.grid_id)
        .where(is_running(Station, context), _inside(division))
    )
    if kind:
        statement = statement.where(Station.kind == kind)
    labels = choices(session, "station_kinds")
    places = {code: at for at, code in enumerate(labels)}
    found: list[tuple[tuple[object, ...], str, Listed]] = []
    for station, area, many, grid in session.execute(statement):
        label, where = labels.get(station.kind, station.kind), area.short_name or area.name
        line = Listed(
            station.name, label, where, station.leader, station.party_led, station.phone, many, station.opened_on,
            station.address,
        )  # fmt: skip
        rank = places.get(station.kind, 99)
        last = (grid or "", station.sort_key, str(station.id))
        if by == "area":
            found.append(((area.code, rank, *last), where, line))
        else:
            found.append(((rank, area.code, *last), label, line))
    if not found:
        raise UserError("这个范围里没有运行中的阵地，没有印出名录，请先登记或改选范围")
    groups: dict[str, list[Listed]] = {}
    for _, head, line in sorted(found, key=lambda one: one[0]):
        groups.setdefault(head, []).append(line)
    return StationList(
        _scope(session, division), context.today, tuple((head, tuple(those)) for head, those in groups.items())
    )


@dataclass(frozen=True)
class DoorCard:
    """What hangs at the door of a station (门牌卡)."""

    name: str
    kind: str
    brand: str
    area: str
    leader: str
    party_led: bool
    phone: str
    hours: str
    duties: tuple[str, ...]
    demonstration: bool

    @property
    def missing(self) -> list[str]:
        """What is not entered, one sentence each."""
        wanted = {"负责人": self.leader, "对外电话": self.phone, "开放时间": self.hours, "工作内容": self.duties}
        return [f"“{self.name}”没有填写{label}，门牌上留空。" for label, held in wanted.items() if not held]


def door_cards(session: Session, context: Context, wanted: Sequence[UUID] = (), kind: str = "") -> list[DoorCard]:
    """Return the cards of the given stations, or of all running ones of a kind. Raises ``UserError`` for none."""
    statement = select(Station, Division).join(Division, Division.id == Station.division_id).where(~Station.deleted)
    if wanted:
        statement = statement.where(Station.id.in_(wanted))
    else:
        statement = statement.where(is_running(Station, context))
        if kind:
            statement = statement.where(Station.kind == kind)
    labels = choices(session, "station_kinds")
    marked = own(session).demonstration
    found = [
        DoorCard(
            station.name, labels.get(station.kind, ""), station.brand, area.short_name or area.name, station.leader,
            station.party_led, station.phone, station.hours,
            tuple(line.strip() for line in station.duties.splitlines() if line.strip()), marked,
        )
        for station, area in session.execute(statement.order_by(Station.kind, Division.code, Station.sort_key))
    ]  # fmt: skip
    if not found:
        raise UserError("没有可以打印门牌的阵地，没有印出，请先登记阵地")
    return found
