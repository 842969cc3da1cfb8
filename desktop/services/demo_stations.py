"""The stations of the demonstration office: 298 councils over the county and 6 brand rooms, as the source says.

What they did is invented; everything is marked.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from desktop.models import Division, Grid, Station, StationActivity, StationKind, StationMember

from .demo_names import invent_names
from .demo_town import MARK, Town

COUNCILS = 298
"""治安调解理事会 set up in the county (source)."""
BRAND = "红井冈"
BRAND_ROOMS = (True, False, True, False, True, False)
"""The 6 brand rooms, and which 3 of them Party members lead (source)."""
VETERANS_ROOMS, OTHER_ROOMS = 8, 3
HOURS = "周一至周五 8:30–12:00，14:30–17:30"
DUTIES = {
    StationKind.SERVICE_CENTRE: "接待群众来访，办理便民事项\n组织党员活动和志愿服务\n收集并转办群众诉求",
    StationKind.DISCUSSION_STATION: "听群众说事\n记录诉求，当场能办的当场办\n办不了的报社区和街道",
    StationKind.DISCUSSION_POINT: "召集党员和居民议事\n公开议定事项和办理情况",
    StationKind.MEDIATION_COUNCIL: "排查、调解邻里和家庭纠纷\n发现苗头及时报告\n宣传法律和村规民约",
    StationKind.VETERANS_ROOM: "“五老”人员参与调解\n讲红色故事，传好家风",
    StationKind.BRAND_ROOM: "调解矛盾纠纷\n提供法律和政策咨询\n总结、推广调解经验",
    StationKind.MEDIATION_ROOM: "受理并调解辖区纠纷",
}
ROLES = {
    StationKind.MEDIATION_COUNCIL: "councillor",
    StationKind.VETERANS_ROOM: "mediator",
    StationKind.BRAND_ROOM: "mediator",
    StationKind.MEDIATION_ROOM: "mediator",
}
TOPICS = {
    "discussion": ("楼道堆物怎么办", "小区停车位划线", "垃圾分类投放点调整", "电动车充电棚选址", "广场舞时间约定"),
    "mediation": ("邻里漏水纠纷调解", "装修噪声纠纷调解", "宅基地界线调解"),
    "advice": ("法律咨询日", "医保政策咨询", "劳动报酬问题咨询"),
    "publicity": ("防诈骗宣传", "消防安全宣传", "民法典宣讲", "反家庭暴力宣传"),
    "patrol": ("汛期隐患排查", "矛盾纠纷集中排查"),
    "study": ("人民调解法学习", "红色故事会", "调解方法交流"),
    "service": ("便民理发", "义诊", "代办服务日"),
}
MONTHLY = {
    StationKind.SERVICE_CENTRE: (("service", "advice", "publicity", "study"), 24),
    StationKind.DISCUSSION_STATION: (("discussion", "advice"), 20),
    StationKind.DISCUSSION_POINT: (("discussion", "publicity"), 10),
    StationKind.VETERANS_ROOM: (("mediation", "study", "publicity"), 10),
    StationKind.BRAND_ROOM: (("study", "publicity"), 9),
    StationKind.MEDIATION_ROOM: (("mediation", "patrol"), 8),
}
"""What a kind of station does and how often in two years; councils only a little, and not all of them."""


class _Register:
    """The rows to write, in order."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rng = random.Random(f"{town.rng.random()} stations")
        self.names = [name for name, _ in invent_names(self.rng, 1800)]
        self.stations: list[Station] = []

    def add(self, kind: StationKind, name: str, place: Division, grid: Grid | None = None, **more: object) -> None:
        """Add a station with its leader."""
        rng = self.rng
        opened = date(2019, 3, 1) + timedelta(days=rng.randrange(0, 1900))
        values: dict[str, object] = {
            "party_led": rng.random() < 0.55,
            "phone": place.phone if kind in (StationKind.SERVICE_CENTRE, StationKind.DISCUSSION_STATION) else "",
            "hours": HOURS if kind is not StationKind.MEDIATION_COUNCIL else "",
            "opened_on": opened,
            **more,
        }
        self.stations.append(
            Station(
                name=name,
                kind=kind.value,
                division_id=place.id,
                grid_id=grid.id if grid else None,
                leader=self.names.pop(),
                address=f"{place.short_name or place.name}（演示地址）",
                duties=DUTIES[kind],
                notes=MARK,
                **values,
            )
        )


def fill(town: Town) -> None:
    """Add stations, members and the activities of two years."""
    register = _Register(town)
    _urban(register)
    _rooms(register)
    _councils(register)
    town.work.flush()
    town.work.add_all(register.stations)
    _staff(register)
    _activities(register)


def _urban(register: _Register) -> None:
    for at, community in enumerate(register.town.communities):
        name = community.short_name or community.name
        register.add(StationKind.SERVICE_CENTRE, f"{name}党群服务中心", community, party_led=True)
        register.add(StationKind.DISCUSSION_STATION, f"{name}群众说事站", community)
        for grid in register.town.grids_of(community)[: 2 + at % 2]:
            plain = grid.name.removesuffix("专属网格").removesuffix("网格")
            register.add(StationKind.DISCUSSION_POINT, f"{plain}红色议事点", community, grid)


def _rooms(register: _Register) -> None:
    communities = register.town.communities
    for at, party in enumerate(BRAND_ROOMS):
        place = communities[(at * 2) % len(communities)]
        register.add(StationKind.BRAND_ROOM, "", place, brand=BRAND, party_led=party)
        room = register.stations[-1]
        room.name = f"“{BRAND}”{room.leader}调解室"
        room.phone = place.phone
        room.opened_on = date(2020, 1, 10) + timedelta(days=97 * at)
    for at in range(VETERANS_ROOMS):
        place = communities[(at * 5 + 1) % len(communities)]
        register.add(StationKind.VETERANS_ROOM, f"{place.short_name}“五老”金牌调解室", place)
    for at in range(OTHER_ROOMS):
        place = communities[at * 4 + 2]
        register.add(StationKind.MEDIATION_ROOM, f"{place.short_name}物业纠纷调解室", place)


def _councils(register: _Register) -> None:
    """One in each community and village, one in each street and town, one in each urban grid, the rest in villages."""
    session, town = register.town.work.session, register.town
    statement = select(Division).where(Division.code.startswith("360881"), Division.level.in_(("street", "community")))
    places = session.scalars(statement.order_by(Division.code)).all()
    made = 0
    for place in places:
        plain = (place.short_name or place.name).removesuffix("居委会").removesuffix("委会")
        register.add(StationKind.MEDIATION_COUNCIL, f"{plain}治安调解理事会", place)
        made += 1
    by_id = {one.id: one for one in town.communities}
    for grid in town.grids:
        register.add(StationKind.MEDIATION_COUNCIL, f"{grid.name}治安调解理事会", by_id[grid.community_id], grid)
        made += 1
    villages = [one for one in places if one.name.endswith("村委会")]
    for place in villages[: COUNCILS - made]:
        name = f"{place.name.removesuffix('委会')}第二治安调解理事会"
        register.add(StationKind.MEDIATION_COUNCIL, name, place)


def _staff(register: _Register) -> None:
    rng = register.rng
    members: list[StationMember] = []
    for station in register.stations:
        kind = StationKind(station.kind)
        others = 2 if kind is StationKind.MEDIATION_COUNCIL else rng.randrange(2, 6)
        started = station.opened_on
        for at in range(others + 1):
            party = station.party_led if at == 0 else rng.random() < 0.45
            members.append(
                StationMember(
                    station_id=station.id,
                    name=station.leader if at == 0 else _next(register),
                    role="leader" if at == 0 else ROLES.get(kind, "member"),
                    elder=rng.choice(("cadre", "soldier", "expert", "teacher", "model"))
                    if kind is StationKind.VETERANS_ROOM
                    else None,
                    political_status="party_member" if party else "masses",
                    started_on=started,
                    position=at + 1,
                    notes=MARK,
                )
            )
    register.town.work.add_all(members)


def _next(register: _Register) -> str:
    if not register.names:
        register.names = [name for name, _ in invent_names(register.rng, 1000)]
    return register.names.pop()


def _activities(register: _Register) -> None:
    rng, today = register.rng, register.town.today
    urban = {one.id for one in register.town.communities}
    made: list[StationActivity] = []
    for station in register.stations:
        kind = StationKind(station.kind)
        does, often = MONTHLY.get(
            kind, (("mediation", "patrol", "publicity"), 4 if station.division_id in urban else 0)
        )
        many = max(0, often + rng.randrange(-2, 3)) if often else 0
        days = sorted(rng.sample(range(1, 725), many), reverse=True)
        since = station.opened_on or today
        past = [today - timedelta(days=back) for back in days]
        made += [_activity(register, station, does, day) for day in past if day >= since]
    register.town.work.add_all(made)


def _activity(register: _Register, station: Station, does: Sequence[str], day: date) -> StationActivity:
    rng = register.rng
    kind = rng.choice(tuple(does))
    matters = rng.randrange(0, 5) if kind in ("discussion", "mediation", "service") else None
    return StationActivity(
        station_id=station.id,
        day=day,
        kind=kind,
        topic=rng.choice(TOPICS[kind]),
        people=rng.randrange(4, 46),
        matters=matters,
        settled=rng.randrange(max(0, matters - 1), matters + 1) if matters else matters,
        organiser=station.leader,
        content=f"{MARK}：按计划开展活动。",
    )
