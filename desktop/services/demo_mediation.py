"""Mediation of the demonstration: committees, mediators, consultations and cases.

The six brand rooms hold what the source says: 87 accepted, 83 settled, more than 260 consultations; 83/87 is 95.4 %,
where the source states 96.8 %, so the stated rate is typed in to be flagged. Everything else is invented and marked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from desktop.models import (
    Case,
    CaseParty,
    CaseStep,
    Code,
    Committee,
    Consultation,
    Division,
    Mediator,
    Setting,
    Station,
    StationKind,
    StationMember,
)

from .case_clock import worked
from .case_numbers import render
from .demo_cases import Desk, Told, material, tell
from .demo_names import invent_names
from .demo_town import MARK, Town

BRAND_ACCEPTED = (19, 17, 16, 14, 12, 9)
"""Cases the six rooms accepted: 87 (source); how they divide is invented."""
BRAND_UNSETTLED = ("failed", "withdrawn", "mediating", "ended")
"""How the 4 cases of the rooms went that were not settled: 83 were (source)."""
BRAND_CONSULTATIONS = (58, 49, 47, 43, 38, 29)
"""Consultations of the rooms: 264, the source says more than 260."""
STATED = "品牌调解室调处成功率 96.8"
"""The rate the source states."""
OTHER_CASES, OTHER_CONSULTATIONS = 110, 90
OPEN_CASES: tuple[tuple[str, int], ...] = (
    ("registered", 1), ("registered", 2), ("registered", 6), ("declined", 20), ("refused", 30), ("accepted", 3),
    ("accepted", 4), ("informed", 5), ("informed", 8), ("investigating", 9), ("mediating", 14), ("mediating", 25),
    ("mediating", 29), ("mediating", 37), ("extended", 44), ("written_agreement", 16), ("written_agreement", 11),
    ("oral_agreement", 12), ("performing", 10), ("performing", 25), ("performing", 38), ("visited", 48),
    ("visited", 56), ("confirming", 30), ("confirming", 24), ("confirmed", 60), ("confirmation_refused", 70),
    ("confirmation_withdrawn", 66), ("ended", 35), ("withdrawn", 22), ("transferred", 28), ("closed", 75),
    ("closed", 82), ("void", 50),
)  # fmt: skip
"""Cases that stand in each state today, and how many days ago they came in."""
PAST = ("archived",) * 15 + ("confirmed_archived", "failed", "failed", "closed", "withdrawn", "transferred")
ROOMS = (StationKind.BRAND_ROOM.value, StationKind.VETERANS_ROOM.value, StationKind.MEDIATION_ROOM.value)
ADDRESSES = ("女士", "先生", "大姐", "师傅", "阿姨", "大爷")


def fill(town: Town) -> None:
    """Fill committees, mediators, cases with their records, consultations, and the rate stated elsewhere."""
    rng = random.Random(f"{town.rng.random()} mediation")
    committees = _committees(town, rng)
    town.work.add_all(committees)
    desks = _desks(town, rng, committees)
    town.work.add_all([one for desk in desks for one in desk.mediators])
    told = _cases(town, rng, desks)
    town.work.add_all(told.cases)
    parties = told.records.pop(CaseParty)
    town.work.add_all(parties)
    for records in told.records.values():
        town.work.add_all(records)
    town.work.add_all(_consultations(town, rng, desks, told.cases))
    town.work.add(Setting(key="figures.stated", value=[STATED]))


def _committees(town: Town, rng: random.Random) -> list[Committee]:
    """Return those of the urban communities and their streets, of some towns and villages, of a firm and a trade."""
    statement = select(Division).where(Division.code.startswith("360881"), Division.level.in_(("street", "community")))
    places = town.work.session.scalars(statement.order_by(Division.code)).all()
    urban = {one.id for one in town.communities}
    streets = {one.code[:9] for one in town.communities}
    villages = [one for one in places if one.name.endswith("村委会")][::40][:5]
    towns = [one for one in places if one.level == "street" and one.code[:9] not in streets][:2]
    wanted: list[tuple[str, Division, str]] = []
    for place in places:
        plain = place.short_name or place.name
        if place.id in urban:
            wanted.append(("residents", place, plain))
        elif place in villages:
            wanted.append(("village", place, place.name.removesuffix("委会")))
        elif place.level == "street" and place.code[:9] in streets:
            wanted.append(("street" if place.name.endswith("街道") else "township", place, plain))
        elif place in towns:
            wanted.append(("township", place, plain))
    wanted.append(("enterprise", town.communities[0], "映山红文化旅游公司"))
    wanted.append(("social", town.communities[4], "物业管理行业"))
    names = iter(invent_names(rng, len(wanted)))
    return [
        Committee(
            id=uuid7(),
            name=f"{plain}人民调解委员会",
            kind=kind,
            division_id=place.id,
            chair=next(names)[0],
            members=rng.choice((3, 5, 5, 7)),
            has_woman=True,
            founded_on=date(2020, 6, 1) + timedelta(days=rng.randrange(300)),
            term_ends_on=date(town.today.year + 1, 6, 30),
            phone=place.phone or f"0796-0003{at:03d}",
            address=f"{plain}（演示地址）",
            number_unit=plain.removesuffix("社区"),
            notes=MARK,
        )
        for at, (kind, place, plain) in enumerate(wanted)
    ]


def _desks(town: Town, rng: random.Random, committees: Sequence[Committee]) -> list[Desk]:
    """Return the rooms, brand rooms first, each under the committee of its community, then the committees."""
    by_place = {one.division_id: one for one in reversed(committees)}
    session = town.work.session
    rooms = session.scalars(select(Station).where(Station.kind.in_(ROOMS)).order_by(Station.id)).all()
    people: dict[UUID, list[str]] = {}
    for member in session.scalars(select(StationMember).order_by(StationMember.position)):
        people.setdefault(member.station_id, []).append(member.name)
    found = [
        _desk(rng, by_place[room.division_id], room, people[room.id])
        for kind in ROOMS
        for room in rooms
        if room.kind == kind
    ]
    names = [name for name, _ in invent_names(rng, 3 * len(committees))]
    for at, committee in enumerate(committees):
        found.append(_desk(rng, committee, None, [committee.chair, *names[3 * at : 3 * at + 3]]))
    return found


def _desk(rng: random.Random, committee: Committee, station: Station | None, names: Sequence[str]) -> Desk:
    mediators = [
        Mediator(
            id=uuid7(),
            name=name,
            committee_id=committee.id,
            station_id=station.id if station else None,
            employment="full_time" if at == 0 and station else "part_time",
            gender=rng.choice(("male", "female")),
            education=rng.choice(("senior_middle", "college", "college", "bachelor")),
            political_status="party_member" if at == 0 and (station is None or station.party_led) else "masses",
            started_on=station.opened_on if station else committee.founded_on,
            notes=MARK,
        )
        for at, name in enumerate(names[:-1])
    ]
    return Desk(committee, station, mediators, names[-1])


def _cases(town: Town, rng: random.Random, desks: Sequence[Desk]) -> Told:
    kinds = town.work.session.execute(select(Code.code, Code.label).where(Code.list_key == "dispute_types"))
    many = (sum(BRAND_ACCEPTED) + OTHER_CASES + len(OPEN_CASES)) * town.scale
    busy = {one.name for desk in desks for one in desk.mediators}
    names = [one for one in invent_names(rng, min(40_000, 3000 + 3 * many)) if one[0] not in busy]
    told = Told(rng, town.today, _endless(names, many * 4), {code: label for code, label in kinds})
    told.free = worked(town.work.session)
    brand, others = desks[: len(BRAND_ACCEPTED)], desks[len(BRAND_ACCEPTED) :]
    for _ in range(town.scale):
        _brand_cases(told, brand)
        for at in range(OTHER_CASES):
            ago = rng.randrange(90, 900)
            tell(told, others[at % len(others)], town.today - timedelta(days=ago), rng.choice(PAST))
    for route, ago in OPEN_CASES:
        more = {"void": True, "void_reason": "重复编号，案件并入另一件"} if route == "void" else {}
        tell(told, rng.choice(others), town.today - timedelta(days=ago), route, **more)
    _number(told, {one.committee.id: one.committee for one in desks})
    return told


def _endless(names: Sequence[tuple[str, str]], many: int) -> list[tuple[str, str]]:
    """Return as many names as are taken, over and over where the invented ones do not last."""
    return [names[at % len(names)] for at in range(many)]


def _brand_cases(told: Told, rooms: Sequence[Desk]) -> None:
    """Add what the rooms accepted in the last year, with those not settled spread over them."""
    rng, today = told.rng, told.today
    begun = min(date(today.year, 1, 4), today - timedelta(days=200))
    span = (today - begun).days
    unsettled = iter(BRAND_UNSETTLED)
    for at, (room, many) in enumerate(zip(rooms, BRAND_ACCEPTED, strict=True)):
        if at < len(BRAND_UNSETTLED):
            route = next(unsettled)
            ago = 12 if route == "mediating" else rng.randrange(50, min(200, span))
            tell(told, room, today - timedelta(days=ago), route)
            many -= 1
        for _ in range(many):
            ago = rng.randrange(9, span + 1)
            tell(told, room, today - timedelta(days=ago), _settled(rng, ago))


def _settled(rng: random.Random, ago: int) -> str:
    if ago < 25:
        return rng.choice(("performing", "written_agreement"))
    if ago < 50:
        return rng.choice(("performing", "performing", "visited", "confirming"))
    if ago < 85:
        return rng.choice(("visited", "closed", "closed", "confirmed"))
    return rng.choice(("archived",) * 9 + ("closed", "confirmed_archived"))


def _number(told: Told, committees: dict[UUID, Committee]) -> None:
    """Give the accepted cases their numbers: by committee and year, in the order they were accepted, without gaps."""
    last: dict[tuple[UUID, int], Iterator[int]] = {}
    numbers: dict[UUID, str] = {}
    accepted = [one for one in told.cases if one.accepted_on]
    for case in sorted(accepted, key=lambda one: (one.accepted_on, one.applied_on)):
        assert case.accepted_on is not None
        year = case.accepted_on.year
        case.year, case.sequence = year, next(last.setdefault((case.committee_id, year), count(1)))
        committee = committees[case.committee_id]
        case.number = render(
            "({year}){unit}人调字第{seq}号", year=year, unit=committee.number_unit, kind="", sequence=case.sequence
        )
        numbers[case.id] = case.number
    for step in told.records[CaseStep]:
        if step.to_state == "accepted":
            step.note = f"编号 {numbers[step.case_id]}"


def _consultations(town: Town, rng: random.Random, desks: Sequence[Desk], cases: Sequence[Case]) -> list[Consultation]:
    """Return consultations numbered by committee and year; some became cases."""
    brand, others = desks[: len(BRAND_CONSULTATIONS)], desks[len(BRAND_CONSULTATIONS) :]
    begun = min(date(town.today.year, 1, 4), town.today - timedelta(days=200))
    asked: list[tuple[date, Desk]] = []
    for room, many in zip(brand, BRAND_CONSULTATIONS, strict=True):
        asked += [(town.day(begun, town.today), room) for _ in range(many * town.scale)]
    for at in range(OTHER_CONSULTATIONS * town.scale):
        asked.append((town.day(town.today - timedelta(days=700), town.today), others[at % len(others)]))
    became: dict[tuple[UUID, UUID | None, date], Case] = {
        (one.committee_id, one.station_id, one.applied_on): one for one in cases
    }
    serials: dict[tuple[UUID, int], Iterator[int]] = {}
    made = []
    surnames = [name[0] for name, _ in invent_names(rng, 60)]
    for day, desk in sorted(asked, key=lambda one: one[0]):
        question = rng.choice(material()["question"])
        serial = next(serials.setdefault((desk.committee.id, day.year), count(1)))
        case = became.pop((desk.committee.id, desk.station.id if desk.station else None, day), None)
        made.append(
            Consultation(
                number=f"{day.year}-{serial:04d}",
                day=day,
                committee_id=desk.committee.id,
                station_id=desk.station.id if desk.station else None,
                visit_form=rng.choice(("office", "office", "phone")),
                asker=f"{rng.choice(surnames)}{rng.choice(ADDRESSES)}",
                dispute_type=case.dispute_type if case else question["type"],
                topic="咨询后申请调解" if case else question["topic"],
                answer="建议申请人民调解，已登记。" if case else question["answer"],
                mediator_id=desk.mediators[0].id,
                minutes=rng.randrange(5, 50),
                case_id=case.id if case else None,
            )
        )
    return made
