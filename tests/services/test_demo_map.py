import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.services.demo_map import CENTRES, tessellate, tessellate_city
from desktop.services.geometry import area_m2, bounds, line_length, local_projection, self_crossings
from desktop.services.geometry_overlay import coverage, intersection
from desktop.services.map_layout import neighbours, reading_order

CITY = {"360881002": [7, 8, 7, 6], "360881101": [7, 6, 7], "360881105": [7, 8, 6, 7, 8]}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 15), min_size=1, max_size=6))
def test_grids_tile_their_community_and_communities_their_town(seed: int, counts: list[int]) -> None:
    communities = tessellate(seed, counts)
    assert [len(community.grids) for community in communities] == counts
    for community in communities:
        parts = {str(number): grid for number, grid in enumerate(community.grids)}
        assert coverage(community.outline, parts, least_area=0, least_width=0).complete
        for grid in community.grids:
            assert not self_crossings(grid[0])
    assert coverage(None, {str(i): c.outline for i, c in enumerate(communities)}, 0, 0).complete


@pytest.mark.parametrize("seed", range(12))
def test_grids_have_the_size_of_a_few_hundred_households(seed: int) -> None:
    for community in tessellate(seed, [7, 8, 6, 7, 8]):
        for grid in community.grids:
            assert 40_000 < area_m2(grid) < 90_000
            west, south, east, north = bounds([grid])
            x, y = local_projection(west, south).metres((east, north))
            assert max(x, y) < 5 * min(x, y)


def test_the_same_seed_gives_the_same_map() -> None:
    assert tessellate(3, [4, 5]) == tessellate(3, [4, 5])
    assert tessellate(3, [4, 5]) != tessellate(4, [4, 5])


def test_communities_of_a_town_hang_together() -> None:
    near = neighbours([community.outline for community in tessellate(5, [7, 8, 6, 7, 8])])
    reached, fresh = {0}, {0}
    while fresh:
        fresh = {j for i in fresh for j in near[i]} - reached
        reached |= fresh
    assert reached == set(range(5))


def test_grids_come_in_the_order_of_their_numbers() -> None:
    for community in tessellate(6, [9, 12]):
        assert reading_order(community.grids) == list(range(len(community.grids)))


def test_streets_run_along_borders_and_the_river_stays_outside() -> None:
    communities = tessellate(7, [8, 7, 6])
    for community in communities:
        corners = {point for grid in community.grids for point in grid[0]}
        assert community.streets
        for street in community.streets:
            assert line_length(street.line) > 100
            # A main street runs on past this community; every other vertex is a vertex of a grid.
            own = [point for point in street.line if point in corners]
            assert len(own) == len(street.line) or (street.main and len(own) >= 2)
        bank = [[*community.river, (community.river[0][0] + 0.01, community.river[0][1])]]
        assert not intersection(bank, community.outline)


def test_the_towns_of_the_city_lie_apart_round_their_places() -> None:
    city = tessellate_city(1, CITY)
    assert {street: [len(c.grids) for c in towns] for street, towns in city.items()} == CITY
    for street, communities in city.items():
        west, south, east, north = bounds([community.outline for community in communities])
        lon, lat = CENTRES[street]
        assert west < lon < east
        assert south < lat < north
        assert east - west < 0.05


def test_nonsense_counts() -> None:
    assert tessellate(1, []) == []
    with pytest.raises(ValueError, match="at least one"):
        tessellate(1, [3, 0])
