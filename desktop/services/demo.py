"""The demonstration office (演示办公室): the urban grids of 井冈山市 with the figures of the source, people invented.

Nobody in it is a real person; every person and the office itself are marked 演示数据. The same seed gives the same
office.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from desktop.clock import Clock
from desktop.models import (
    Boundary,
    CodeScheme,
    Division,
    Employment,
    Grid,
    GridKind,
    MapFeature,
    Office,
    OfficeLevel,
    PostKind,
    Setting,
)
from desktop.storage import place as places
from desktop.storage.keyring import Params
from desktop.storage.work import Work

from .demo_map import CommunityShape, tessellate_city
from .demo_names import invent_names
from .demo_town import MARK, Town
from .geometry import Point, Polygon, area_m2, bounds, contains, label_point, normalise
from .grids import next_code
from .offices import NewOffice, OpenOffice, create_office

ADMINISTRATOR = "演示管理员"
NAME = "井冈山市综治中心"
DIVISION = "360881"

STREETS = {"360881002": (8, 8, 7, 7), "360881101": (7, 6, 7), "360881105": (7, 7, 6, 7, 7)}
"""Grids of each urban community by its street, in the order of the codes: 12 communities, 84 grids (source)."""
GRID_MEMBERS = 107
FULL_TIME = 19
PARTY_MEMBERS = 67
"""67 of 107 is 62.6 %: the source says more than 60 %."""
DEDICATED = (
    ("360881002001", "school", "会师路小学"),
    ("360881002002", "market", "红星商贸城"),
    ("360881002003", "hospital", "龙江路医院"),
    ("360881002004", "park", "湘洲产业园"),
    ("360881101001", "school", "城北中学"),
    ("360881101003", "market", "城南农贸市场"),
    ("360881105002", "scenic_area", "红军路景区"),
    ("360881105004", "market", "新市场商圈"),
    ("360881105005", "scenic_area", "新村游客中心"),
)
"""Communities whose last grid is a dedicated one, its category and its invented name."""
ODD_SIZES = {4: 547, 9: 268, 21: 538, 33: 284, 50: 512, 71: 261}
"""Households of the grids, by their rank in the city, that stand outside the limits of 300 to 500."""
MORE_NAMES = 3_000
"""Invented names for those who are not of the team."""
NUMERALS = "一二三四五六七八九十"


FILLS: tuple[str, ...] = (
    "demo_team", "demo_training", "demo_centre", "demo_party", "demo_stations", "demo_checkin",
    "demo_mediation", "demo_attachments",
)  # fmt: skip
"""Modules of this package whose ``fill(town)`` adds the rows of their subject, in this order."""


def create_demo(
    folder: Path,
    password: str,
    clock: Clock,
    *,
    seed: int = 2022,
    scale: int = 1,
    url: str | None = None,
    params: Params | None = None,
) -> tuple[OpenOffice, str]:
    """Create the demonstration office in ``folder``; its administrator gets ``password``.

    Returns the open office and its recovery key. Raises what :func:`desktop.services.offices.create_office` raises.
    """
    new = NewOffice(
        name=NAME,
        level=OfficeLevel.CITY_CENTRE.value,
        division_code=DIVISION,
        administrator=ADMINISTRATOR,
        password=password,
        phone="0796-0000100",
        demonstration=True,
        url=url,
    )
    opened, recovery_key = create_office(folder, new, clock, params=params)
    try:
        opened.database.act("生成演示数据", lambda work: _fill(work, seed, clock.today(), scale))
    except BaseException:
        opened.close()
        if url is None:
            # An office without its demonstration data would be opened as the demonstration next time.
            for part in places.parts(opened.place):
                part.unlink(missing_ok=True)
        raise
    return opened, recovery_key


def _fill(work: Work, seed: int, today: date, scale: int) -> None:
    rng = random.Random(seed)
    town = Town(work, rng, today, invent_names(rng, 500), scale)
    taken = {name for name, _ in town.names}
    town.more = [one for one in invent_names(random.Random(seed + 1), MORE_NAMES) if one[0] not in taken]
    office = work.session.scalars(select(Office).where(Office.demonstration)).one()
    office.supervision_phone = "0796-0000100"
    office.address = "红星街道会师路（演示地址）"
    work.add(Setting(key="boards.qr", value="井冈山市网格化服务办事指南（演示数据）"))
    shapes = tessellate_city(seed, STREETS)
    for street in STREETS:
        town.grids.extend(_street(town, street, shapes[street]))
    work.flush()
    _staff(town, town.grids)
    for name in FILLS:
        work.flush()
        import_module(f"{__package__}.{name}").fill(town)
    work.label = "生成演示数据"


def _street(town: Town, street_code: str, shapes: Sequence[CommunityShape]) -> list[Grid]:
    statement = (
        select(Division)
        .where(Division.code.startswith(street_code), Division.level == "community", Division.name.endswith("居委会"))
        .order_by(Division.code)
    )
    communities = town.work.session.scalars(statement).all()
    town.communities.extend(communities)
    return [
        grid
        for community, shape in zip(communities, shapes, strict=True)
        for grid in _community(town, community, shape)
    ]


def _community(town: Town, community: Division, shape: CommunityShape) -> list[Grid]:
    town.serial += 1
    community.phone = f"0796-0000{100 + town.serial:03d}"
    community.address = f"{community.short_name}党群服务中心（演示地址）"
    _add_outline(town, community, shape)
    scheme = town.work.session.scalars(select(CodeScheme)).one()
    dedicated = {code: (kind, name) for code, kind, name in DEDICATED}.get(community.code)
    plain = community.name.removesuffix("居委会")
    made = []
    names = [f"{plain}第{NUMERALS[at]}网格" for at in range(len(shape.grids))]
    if dedicated:
        names[-1] = f"{dedicated[1]}专属网格"
    widest = max(range(len(shape.grids)), key=lambda at: area_m2(shape.grids[at]))
    for at, polygon in enumerate(shape.grids):
        special = dedicated if at == len(shape.grids) - 1 else None
        kind = GridKind.DEDICATED if special else GridKind.RESIDENTIAL
        grid = Grid(
            code=next_code(town.work.session, scheme, community, kind),
            code_scheme_id=scheme.id,
            name=names[at],
            kind=kind.value,
            dedicated_kind=special[0] if special else None,
            community_id=community.id,
            counted_on=date(2026, 10, 31),
            opened_on=date(2021, 6, 1),
            board_place=f"{plain}党群服务中心外墙",
            area=_hectares(polygon),
            notes=MARK,
        )
        _measure(town, grid, special is not None)
        spot = label_point(polygon)
        grid.east, grid.south, grid.west, grid.north = _bounds(plain, shape, at, names, spot)
        town.work.add(grid)
        town.work.flush()
        town.work.add(
            Boundary(grid_id=grid.id, polygon=_coordinates(polygon), valid_from=date(2021, 6, 1), source=MARK)
        )
        _add_place(town, community, "notice_board", f"{grid.name}公示牌", _aside(polygon, spot, -0.32, -0.3))
        if at == widest:
            _add_place(town, community, "service_centre", "党群服务中心", _aside(polygon, spot, 0.0, 0.3))
        made.append(grid)
    return made


def _add_place(town: Town, community: Division, kind: str, name: str, spot: Point) -> None:
    town.work.add(MapFeature(division_id=community.id, kind=kind, name=name, points=list(spot)))


def _aside(polygon: Polygon, spot: Point, right: float, up: float) -> Point:
    """Return a point inside a grid beside its label, by shares of its width and height, as far as there is room."""
    west, south, east, north = bounds([polygon])
    for share in (1.0, 0.8, 0.6, 0.4):
        moved = (spot[0] + share * right * (east - west), spot[1] + share * up * (north - south))
        if contains(polygon, moved):
            return moved
    return spot


def _add_outline(town: Town, community: Division, shape: CommunityShape) -> None:
    add = town.work.add
    add(
        Boundary(
            division_id=community.id,
            polygon=_coordinates(shape.outline),
            valid_from=date(2021, 6, 1),
            source=MARK,
        )
    )
    for street in shape.streets:
        add(
            MapFeature(division_id=community.id, kind="street", name=street.name, points=[list(p) for p in street.line])
        )
    if shape.river:
        add(
            MapFeature(
                division_id=community.id, kind="river", name=shape.river_name, points=[list(p) for p in shape.river]
            )
        )


def _coordinates(polygon: Polygon) -> list[object]:
    """Return GeoJSON coordinates of a MultiPolygon."""
    return [[[list(point) for point in ring] for ring in part] for part in normalise(polygon)]


def _hectares(polygon: Polygon) -> Decimal:
    return Decimal(area_m2(polygon) / 10_000).quantize(Decimal("0.01"))


def _measure(town: Town, grid: Grid, dedicated: bool) -> None:
    """Give a grid its counts; a few stand outside the limits so that the check has something to show."""
    rng = town.rng
    rank = town.placed
    town.placed += 1
    if dedicated:
        grid.people = rng.randrange(400, 1600, 20)
        grid.units = rng.randrange(1, 60)
    else:
        grid.households = ODD_SIZES.get(rank, rng.randrange(312, 492))
        grid.people = round(grid.households * rng.uniform(2.45, 2.75))
        grid.units = rng.randrange(8, 70)
        grid.party_members = rng.randrange(18, 70)
        grid.party_groups = rng.choice((1, 1, 2))
    grid.buildings = rng.randrange(6, 32)


def _bounds(plain: str, shape: CommunityShape, at: int, names: Sequence[str], spot: Point) -> tuple[str, str, str, str]:
    """Return what lies east, south, west and north (四至) of a grid: street, neighbour or the community's edge."""
    sides = (("东", (1.0, 0.0)), ("南", (0.0, -1.0)), ("西", (-1.0, 0.0)), ("北", (0.0, 1.0)))
    east, south, west, north = (_beyond(plain, shape, at, names, word, way, spot) for word, way in sides)
    return east, south, west, north


def _beyond(
    plain: str, shape: CommunityShape, at: int, names: Sequence[str], word: str, way: Point, spot: Point
) -> str:
    """Return what one comes to when walking straight out of a grid from ``spot`` inside it."""
    step = 0.00005
    """About 5 m."""
    polygon, place = shape.grids[at], spot
    while contains(polygon, place):
        place = place[0] + step * way[0], place[1] + step * way[1]
    if street := _nearest(shape, place, 0.0002):
        return street
    for paces in range(12):
        spot = place[0] + paces * step * way[0], place[1] + paces * step * way[1]
        for other, grid in enumerate(shape.grids):
            if other != at and contains(grid, spot):
                return names[other]
    return _nearest(shape, place, 0.0009) or f"{plain.removesuffix('社区')}社区{word}界"


def _nearest(shape: CommunityShape, place: Point, reach: float) -> str:
    """Return the street that passes within so many degrees (0.0009 are about 90 m) of a place, or ""."""
    near = [(_distance(place, a, b), street.name) for street in shape.streets for a, b in pairwise(street.line)]
    distance, name = min(near, default=(1.0, ""))
    return name if distance < reach else ""


def _distance(place: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    along = ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / square if square else 0.0
    share = max(0.0, min(1.0, along))
    return math.dist(place, (a[0] + share * dx, a[1] + share * dy))


# -- people


def _staff(town: Town, grids: Sequence[Grid]) -> None:
    """Fill the posts: leaders who lead several grids, 107 members of whom 19 are full-time, volunteers."""
    by_community: dict[UUID, list[Grid]] = {}
    for grid in grids:
        by_community.setdefault(grid.community_id, []).append(grid)
    for community_id, those in by_community.items():
        _lead(town, community_id, those)
    _members(town, grids)
    for rank, grid in enumerate(grids):
        for _ in range(0 if rank in (8, 40) else town.rng.choice((1, 2, 2, 3, 3, 4, 5))):
            volunteer = town.person(town.rng.random() < 0.4)
            town.volunteers.append(volunteer)
            town.post(volunteer, PostKind.VOLUNTEER, grid)


def _lead(town: Town, community_id: UUID, grids: Sequence[Grid]) -> None:
    community = town.work.session.get(Division, community_id)
    assert community is not None
    leader = town.person(True, duty=f"{community.short_name}党支部书记", office_phone=community.phone)
    community.party_secretary = leader.name
    town.leaders.append(leader)
    for grid in grids:
        town.post(leader, PostKind.LEADER, grid)


def _members(town: Town, grids: Sequence[Grid]) -> None:
    rng = town.rng
    vacant = {23}
    staffed = [grid for rank, grid in enumerate(grids) if rank not in vacant]
    places = [*staffed, *rng.sample(staffed, GRID_MEMBERS - len(staffed))]
    full_time = set(rng.sample(range(GRID_MEMBERS), FULL_TIME))
    party = set(rng.sample(range(GRID_MEMBERS), PARTY_MEMBERS))
    for rank, grid in enumerate(places):
        first = rank < len(staffed)
        phone = f"0796-0001{rank:03d}"
        member = town.person(rank in party, office_phone=phone, duty=rng.choice(("", "", "社区“两委”成员")))
        employment = Employment.FULL_TIME if rank in full_time else Employment.PART_TIME
        town.members.append(member)
        if rank in full_time:
            town.full_time.append(member)
        town.post(member, PostKind.MEMBER, grid, employment=employment, primary=first)
        if rank % 9 == 0 and rank + 1 < len(staffed):
            town.post(member, PostKind.MEMBER, places[rank + 1], employment=employment, ended=True)
        if rank % 6 == 0:
            member.photo_consent_on = date(2026, 3, 2)
            member.photo_consent_until = date(2027, 3, 1)
