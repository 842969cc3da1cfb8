"""The home page's reading: the same numbers as the figures, by community or by street."""

from __future__ import annotations

from desktop.models import Division
from desktop.services import overview, records
from desktop.services.offices import OpenOffice
from tests.offices import a_grid, a_person, a_post, now


def test_areas_add_up_to_the_figures(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        seen = overview.read(session, now(demo_office))
    assert len(seen.areas) == 12
    assert not seen.by_street
    assert sum(one.grids for one in seen.areas) == seen.figures["grids.total"].numerator == 84
    assert sum(one.members for one in seen.areas) >= seen.figures["team.grid_members"].numerator == 107
    assert seen.streets == 3


def test_an_area_opens_its_grids(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        context = now(demo_office)
        for area in overview.read(session, context).areas:
            assert records.count(session, area.query, context) == area.grids


def test_many_communities_are_put_together_by_street(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        context = now(demo_office)
        communities = session.query(Division).filter(Division.level == "community").order_by(Division.code).all()
        found, by_street = overview.areas(session, context, communities)
        assert by_street
        assert {one.name for one in found if one.grids} == {"红星街道", "龙市镇", "茨坪镇"}
        for area in found:
            assert records.count(session, area.query, context) == area.grids


def test_grids_without_members_are_counted_and_can_be_opened(office: OpenOffice) -> None:
    staffed = a_grid(office, 1)
    a_grid(office, 2)
    a_post(office, a_person(office), staffed)
    with office.database.read() as session:
        context = now(office)
        assert overview.read(session, context).without_members == 1
        assert records.count(session, overview.without_members(context), context) == 1
