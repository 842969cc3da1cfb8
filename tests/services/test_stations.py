"""Rules of stations, their members and activities, and the counts of a year."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from desktop.errors import Invalid, UserError
from desktop.services import figures, records, stations_papers
from desktop.services.counting import span
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.offices import a_grid, a_person, community_id, enter, now

ELSEWHERE = "360881002002"


def a_station(opened: OpenOffice, name: str = "会师路社区群众说事站", **more: Any) -> UUID:
    """Enter a station of 会师路社区."""
    values = {
        "name": name,
        "kind": "discussion_station",
        "division_id": community_id(opened),
        "leader": "肖桂兰",
        "opened_on": "2022-5-1",
    }
    return enter(opened, "stations", {**values, **more})


def an_activity(opened: OpenOffice, station: UUID, day: str, topic: str = "停车位划线", **more: Any) -> UUID:
    """Enter an activity."""
    return enter(
        opened, "station_activities", {"station_id": station, "day": day, "kind": "discussion", "topic": topic, **more}
    )


def refusal(opened: OpenOffice, kind: str, values: dict[str, Any], record_id: UUID | None = None) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        enter(opened, kind, values, record_id)
    return dict(caught.value.mistakes)


def test_a_name_stands_once_in_a_place_and_kind(office: OpenOffice) -> None:
    first = a_station(office)
    same = {"name": "会师路社区群众说事站", "kind": "discussion_station", "division_id": community_id(office)}
    assert "已有同类阵地" in refusal(office, "stations", same)["name"]
    a_station(office, kind="discussion_point")
    a_station(office, division_id=community_id(office, ELSEWHERE))
    enter(office, "stations", {"closed_on": "2024-1-1"}, first)
    a_station(office, opened_on="2024-2-1")


def test_dates_places_and_leaders_are_those_that_can_be(office: OpenOffice) -> None:
    station = a_station(office)
    assert "早于" in refusal(office, "stations", {"closed_on": "2022-4-1"}, station)["closed_on"]
    assert "今天之后" in refusal(office, "stations", {"opened_on": "2027-1-1"}, station)["opened_on"]
    assert "负责人" in refusal(office, "stations", {"party_led": True, "leader": ""}, station)["leader"]
    grid = a_grid(
        office, code="3608810020021001", community_id=community_id(office, ELSEWHERE), name="映山红路第一网格"
    )
    assert "映山红路第一网格" in refusal(office, "stations", {"grid_id": grid}, station)["grid_id"]
    an_activity(office, station, "2023-3-1")
    assert "2023-03-01" in refusal(office, "stations", {"opened_on": "2023-4-1"}, station)["opened_on"]
    assert "2023-03-01" in refusal(office, "stations", {"closed_on": "2023-2-1"}, station)["closed_on"]


def test_members_serve_from_a_day_to_a_day(office: OpenOffice) -> None:
    station = a_station(office)
    person = a_person(office, "钟国良")
    values = {"station_id": station, "name": "钟国良", "role": "member", "started_on": "2023-1-1"}
    assert "早于" in refusal(office, "station_members", {**values, "ended_on": "2022-1-1"})["ended_on"]
    wrong = {**values, "name": "钟国粮", "person_id": person}
    assert "钟国良" in refusal(office, "station_members", wrong)["name"]
    enter(office, "station_members", {**values, "person_id": person, "ended_on": "2023-12-31"})
    assert "已在这个阵地" in refusal(office, "station_members", values)["name"]
    enter(office, "station_members", {**values, "started_on": "2024-1-1"})
    with office.database.read() as session:
        shown = records.first_rows(session, Query("stations"), ["members"], now(office))
    assert shown[0].values["members"] == 1


def test_nobody_serves_in_a_station_that_was_closed(office: OpenOffice) -> None:
    station = a_station(office)
    enter(office, "station_members", {"station_id": station, "name": "钟国良", "role": "leader"})
    serving = Query("station_members", filters=(Filter("current", "is", True),))

    def many() -> int:
        with office.database.read() as session:
            return records.count(session, serving, now(office))

    assert many() == 1
    enter(office, "stations", {"closed_on": "2026-11-24"}, station)
    assert many() == 0


def test_activities_lie_within_the_life_of_the_station(office: OpenOffice) -> None:
    station = a_station(office, closed_on="2025-1-1")
    values = {"station_id": station, "kind": "discussion", "topic": "垃圾分类"}
    for day, words in (("2022-4-1", "才成立"), ("2025-2-1", "撤销"), ("2026-12-1", "今天之后")):
        assert words in refusal(office, "station_activities", {**values, "day": day})["day"]
    more = {**values, "day": "2024-1-1", "matters": 2, "settled": 3}
    assert "办结 3 件多于受理 2 件" in refusal(office, "station_activities", more)["settled"]
    an_activity(office, station, "2024-1-1", "垃圾分类")
    assert "重复" in refusal(office, "station_activities", {**values, "day": "2024-1-1"})["topic"]


def test_what_is_derived_counts_this_year_alone(office: OpenOffice) -> None:
    station = a_station(office)
    an_activity(office, station, "2025-12-31", matters=9, settled=9)
    an_activity(office, station, "2026-1-1", matters=3, settled=2)
    an_activity(office, station, "2026-11-24", people=12)
    with office.database.read() as session:
        row = records.first_rows(
            session, Query("stations"), ["activities", "matters", "settled", "last_day", "running"], now(office)
        )[0]
        assert row.values == {
            "activities": 2, "matters": 3, "settled": 2, "last_day": date(2026, 11, 24), "running": True
        }  # fmt: skip
        read = figures.read(session, now(office), ["stations.activities", "stations.settled_share"], span("2026"))
        assert read["stations.activities"].value == 2
        assert (read["stations.settled_share"].numerator, read["stations.settled_share"].denominator) == (2, 3)
        busy = Query("stations", filters=(Filter("activities", "from", 2),))
        assert records.count(session, busy, now(office)) == 1


def test_counts_of_a_year_and_the_list(office: OpenOffice) -> None:
    station = a_station(office)
    a_station(office, "会师路社区五老室", kind="veterans_room", party_led=True, opened_on="2026-2-1")
    a_station(office, "旧说事站", closed_on="2026-1-1")
    an_activity(office, station, "2025-6-1", matters=5, settled=4, people=20)
    an_activity(office, station, "2026-6-1", matters=3, settled=3, people=10)
    with office.database.read() as session:
        when = now(office)
        counted = stations_papers.year_counts(session, when, 2026)
        assert [(one.kind, one.stations, one.opened, one.activities, one.rate) for one in counted.lines] == [
            ("discussion_station", 1, 0, 1, "100.0 %"),
            ("veterans_room", 1, 1, 0, ""),
        ]
        assert (counted.total.stations, counted.total.party_led, counted.total.people) == (2, 1, 10)
        before = stations_papers.year_counts(session, when, 2025)
        assert (before.total.stations, before.total.rate) == (2, "80.0 %")
        assert stations_papers.years(session, when) == [2026, 2025]
        found = stations_papers.station_list(session, when, by="area")
        assert [(head, len(those)) for head, those in found.groups] == [("会师路社区", 2)]
        with pytest.raises(UserError):
            stations_papers.station_list(session, when, kind="brand_room")


def test_the_demonstration_office_has_the_stations_of_the_source(demo_office: OpenOffice) -> None:
    keys = ("stations.mediation_councils", "stations.brand_rooms", "stations.brand_rooms_party_led")
    with demo_office.database.read() as session:
        when = now(demo_office)
        assert [figures.read(session, when, [key])[key].value for key in keys] == [298, 6, 3]
        for key in (*keys, "stations.total", "stations.service_centres"):
            query = figures.rows_behind(key)
            assert query is not None
            assert records.count(session, query, when) == figures.read(session, when, [key])[key].value
        for kind in ("stations", "station_activities"):
            every = records.first_rows(session, Query(kind), ["name" if kind == "stations" else "topic"], when, 10_000)
            assert len(every) > 300


def test_the_demonstration_office_has_its_party_organisation(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        when = now(demo_office)
        read = figures.read(session, when, ["party.branches", "party.groups", "party.members", "party.noticed"])
    assert (read["party.branches"].value, read["party.groups"].value) == (12, 84)
    assert read["party.members"].numerator > 400 and 5 <= read["party.noticed"].numerator <= 20
