"""The demonstration: every published figure, counted from the rows that open behind it, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from desktop.models import kinds
from desktop.services import demo, figures, offices, records, saving
from desktop.services.offices import OpenOffice
from desktop.storage.keyring import FLOOR
from tests.offices import PASSWORD, STILL, now

Value = int | Decimal | None
Says = Callable[[Value], bool]


def more_than(least: int) -> Says:
    return lambda value: value is not None and value > least


PUBLISHED: dict[str, Value | Says] = {
    "grids.communities": 12,
    "grids.total": 84,
    "grids.outside_size_limits": lambda value: value is not None and 1 <= value <= 10,
    "team.grid_members": 107,
    "team.full_time": 19,
    "team.party_share": more_than(60),
    "team.adjusted": 15,
    "party.services": 23_367,
    "training.classes": 3,
    "training.attendances": more_than(500),
    "stations.mediation_councils": 298,
    "stations.brand_rooms": 6,
    "stations.brand_rooms_party_led": 3,
    "centre.systems": 33,
    "centre.resident_units": 9,
    "centre.visiting_units": 13,
    "mediation.brand_rooms.consultations": more_than(260),
    "mediation.brand_rooms.accepted": 87,
    "mediation.brand_rooms.settled": 83,
    "mediation.brand_rooms.success_rate": Decimal("95.4"),
}
"""What the source says, by the keys other programs rely on."""


@pytest.fixture(scope="module", params=["file", pytest.param("server", marks=pytest.mark.slow)])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """The demonstration office, in a file and on PostgreSQL; nothing is changed in it."""
    folder = tmp_path_factory.mktemp("shown") / "office"
    if request.param == "file":
        shutil.copytree(request.getfixturevalue("demo_folder"), folder)
        opened = offices.open_office(folder, demo.ADMINISTRATOR, PASSWORD, STILL)
    else:
        server = request.getfixturevalue("postgres_server")
        server.create_database("shown_office")
        url = server.url("shown_office")
        opened, _ = demo.create_demo(folder, PASSWORD, STILL, params=FLOOR, url=url)
    yield opened
    opened.close()


def test_every_published_figure_is_reached(shown: OpenOffice) -> None:
    with shown.database.read() as session:
        read = figures.read(session, now(shown))
    values = {key: read[key].value for key in PUBLISHED}
    right = {key: said(values[key]) if callable(said) else values[key] == said for key, said in PUBLISHED.items()}
    assert all(right.values()), {key: values[key] for key, fits in right.items() if not fits}
    kinds_of_service = [read[f"party.services.{kind}"].numerator for kind in ("life", "legal", "public")]
    assert sum(kinds_of_service) == 23_367 and min(kinds_of_service) > 0


def test_the_rate_stated_in_the_source_differs_from_the_computed_one(shown: OpenOffice) -> None:
    key = "mediation.brand_rooms.success_rate"
    with shown.database.read() as session:
        rate = figures.read(session, now(shown), [key])[key]
    assert (rate.numerator, rate.denominator, rate.stated, rate.differs) == (83, 87, Decimal("96.8"), True)


def test_every_figure_opens_the_rows_it_counts(shown: OpenOffice) -> None:
    context = now(shown)
    with shown.database.read() as session:
        for key, reading in figures.read(session, context).items():
            figure, query = figures.figures()[key], figures.rows_behind(key)
            assert query is not None, key
            rows = records.count(session, query, context)
            if figure.summed or figure.unit == "%":
                assert rows > 0 or reading.numerator == 0, key
            else:
                assert rows == reading.numerator, key


def test_stocks_are_of_a_day_and_flows_of_a_span(shown: OpenOffice) -> None:
    with shown.database.read() as session:
        periods = {key: one.period for key, one in figures.read(session, now(shown)).items()}
    assert periods["centre.systems"] == periods["stations.brand_rooms"] == "2026-11-24"
    assert periods["training.attendances"] == periods["team.adjusted"] == "全部"


RULED = (
    "people", "posts", "contracts", "staff_changes", "classes", "trainers", "attendances", "party_organisations",
    "memberships", "stations", "station_members", "station_activities", "systems", "halls", "centre_units",
    "unit_duties",
)  # fmt: skip


@pytest.mark.parametrize("kind", RULED)
def test_the_demonstration_keeps_the_rules_it_shows(shown: OpenOffice, kind: str) -> None:
    context, record = now(shown), kinds()[kind]
    with shown.database.read() as session:
        ids = records.ids(session, records.Query(kind), context)
        some = [one for at in range(0, len(ids), max(1, len(ids) // 40)) for one in ids.slice(at, at + 1)]
        wrong = {one: said for one in some if (said := saving.mistakes(session, kind, one, {}, context)[1])}
        assert wrong == {} and session.get(record, some[0]) is not None
