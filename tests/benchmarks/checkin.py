"""Check-in with 5,000 members and 500,000 services: the first page, a page anywhere, and the summary of a year."""

from __future__ import annotations

import random
from typing import Any

from desktop.services import checkin_summary, columns, records
from desktop.services import context as contexts
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from tests.benchmarks import Ratio
from tests.benchmarks._checkin_office import MEMBERS, SERVICES, checkin_office
from tests.benchmarks._offices import opened
from tests.benchmarks._timing import in_turn

YEAR = 2025
PAGE = 50
LISTED = {kind: [name for name, one in columns.columns(kind).items() if one.listed] for kind in ("services", "members")}

SHOWN = """
SELECT services.id, services.day, members.name, services.kind, services.subkind, services.content, services.hours,
  services.people, divisions.short_name, services.confirmed_by,
  (SELECT label FROM codes WHERE list_key = 'service_kinds' AND code = services.kind AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'service_subkinds' AND code = services.subkind AND NOT deleted)
FROM services LEFT JOIN members ON members.id = services.member_id
LEFT JOIN divisions ON divisions.id = services.community_id
"""
"""What the list of services shows, as one would write it by hand."""
FIRST = SHOWN + "WHERE services.deleted IS 0 ORDER BY services.day DESC, services.sort_key, services.id LIMIT 50"
MEMBER_FIRST = """
SELECT members.id, members.name, members.gender, units.name, members.mobile, divisions.short_name,
  members.checked_in_on, members.position, members.intention,
  (SELECT count(*) FROM services s WHERE s.member_id = members.id AND NOT s.deleted AND s.occasion != 'absent'
     AND s.day >= :year),
  (SELECT coalesce(sum(s.hours), 0) FROM services s WHERE s.member_id = members.id AND NOT s.deleted
     AND s.occasion != 'absent' AND s.day >= :year)
FROM members LEFT JOIN units ON units.id = members.unit_id LEFT JOIN divisions ON divisions.id = members.community_id
WHERE NOT members.deleted ORDER BY members.sort_key, members.id LIMIT 50
"""
SUMMED = """
SELECT member_id, sum(services), sum(hours), sum(people), sum(life), sum(legal), sum(public), sum(urgent),
  sum(proposal), sum(absent), sum(CASE WHEN hours > 40 THEN 40 ELSE hours END)
FROM (
  SELECT member_id, sum(occasion != 'absent') services, sum(CASE WHEN occasion != 'absent' THEN hours ELSE 0 END) hours,
    sum(CASE WHEN occasion != 'absent' THEN coalesce(people, 0) ELSE 0 END) people,
    sum(occasion != 'absent' AND kind = 'life') life, sum(occasion != 'absent' AND kind = 'legal') legal,
    sum(occasion != 'absent' AND kind = 'public') public, sum(occasion = 'urgent') urgent,
    sum(occasion = 'proposal') proposal, sum(occasion = 'absent') absent
  FROM services WHERE member_id IS NOT NULL AND NOT deleted AND day >= :first AND day <= :last
  GROUP BY member_id, coalesce(subkind, '')
) GROUP BY member_id
"""
"""The sums of a year by member, hours of a sub-kind capped at 40, as one would write them by hand."""


def run() -> list[Ratio]:
    """Measure the lists, then the summary."""
    office = opened(checkin_office())
    try:
        return [*_lists(office), *_summary(office)]
    finally:
        office.close()


def _lists(office: OpenOffice) -> list[Ratio]:
    services, members = Query("services"), Query("members")
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        first, by_hand = in_turn(
            20,
            lambda: records.first_rows(session, services, LISTED["services"], context, PAGE),
            lambda: driver.execute(FIRST).fetchall(),
        )
        year = {"year": f"{context.today.year}-01-01"}
        page, page_by_hand = in_turn(
            20,
            lambda: records.first_rows(session, members, LISTED["members"], context, PAGE),
            lambda: driver.execute(MEMBER_FIRST, year).fetchall(),
        )
        raw = "SELECT id FROM services WHERE deleted IS 0 ORDER BY day DESC, sort_key, id"
        every, raw_every = in_turn(
            3, lambda: records.ids(session, services, context), lambda: driver.execute(raw).fetchall()
        )
        found = records.ids(session, services, context)
        assert len(found) == SERVICES
        places = iter(random.Random(7).choices(range(SERVICES - PAGE), k=400))

        def jump() -> None:
            at = next(places)
            assert (
                len(records.rows(session, "services", found.slice(at, at + PAGE), LISTED["services"], context)) == PAGE
            )

        def jump_by_hand() -> None:
            at = next(places)
            wanted = ", ".join(f"'{one.hex}'" for one in found.slice(at, at + PAGE))
            assert len(driver.execute(f"{SHOWN} WHERE services.id IN ({wanted})").fetchall()) == PAGE

        away, away_by_hand = in_turn(60, jump, jump_by_hand)
    return [
        Ratio("first page of services against raw SQL", first / by_hand, 3, _both(first, by_hand)),
        Ratio("first page of members against raw SQL", page / page_by_hand, 3, _both(page, page_by_hand)),
        Ratio("ids of all services against a raw fetch", every / raw_every, 1.5, _both(every, raw_every)),
        Ratio("a page anywhere against raw SQL", away / away_by_hand, 3, _both(away, away_by_hand)),
    ]


def _both(ours: float, hand: float) -> str:
    return f"{ours * 1e3:.2f} ms / {hand * 1e3:.2f} ms"


def _summary(office: OpenOffice) -> list[Ratio]:
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        within = checkin_summary.period(str(YEAR), context.today)
        half = checkin_summary.period(f"{YEAR}H1", context.today)
        days = {"first": f"{YEAR}-01-01", "last": f"{YEAR}-12-31"}
        lines = checkin_summary.members(session, context, within)
        by_hand = driver.execute(SUMMED, days).fetchall()
        assert sum(one.services for one in lines) == sum(row[1] for row in by_hand) > SERVICES // 10
        ours, hand, whole, halved = in_turn(
            5,
            lambda: checkin_summary.members(session, context, within),
            lambda: driver.execute(SUMMED, days).fetchall(),
            lambda: checkin_summary.summary(session, context, within),
            lambda: checkin_summary.members(session, context, half),
        )
    return [
        Ratio("members of a year summed against raw SQL", ours / hand, 2, _both(ours, hand)),
        Ratio("half a year against a year", halved / ours, 1, _both(halved, ours)),
        Ratio("members, units and campaigns, s", whole, None, f"{SERVICES:,} services of {MEMBERS:,} members"),
    ]
