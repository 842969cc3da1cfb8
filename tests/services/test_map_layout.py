import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services import geometry as geo
from desktop.services.map_colours import LEAST, contrast_of, delta_e
from desktop.services.map_layout import (
    colour_graph,
    colouring,
    fit,
    label_spot,
    neighbours,
    reading_order,
    scale_bar,
    shared_borders,
)

PLANE = geo.local_projection(114.167, 26.572)
BOARD_FILLS = ("#A8CCEA", "#F7E8B0", "#86C5B8", "#F3B08F", "#EBB4C4", "#9DB4DF", "#BCC872", "#E3DFD6")


def polygon(*places: tuple[float, float]) -> list[list[tuple[float, float]]]:
    points = [PLANE.degrees(place) for place in places]
    return [[*points, points[0]]]


def box(x: float, y: float, width: float, height: float) -> list[list[tuple[float, float]]]:
    return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def chequers(columns: int, rows: int) -> list[list[list[tuple[float, float]]]]:
    return [box(200 * c, -200 * r, 200, 200) for r in range(rows) for c in range(columns)]


def test_a_fitted_map_fills_its_box_and_stays_in_its_middle() -> None:
    shape = box(0, 0, 400, 100)
    for y_down in (True, False):
        placement = fit([shape], (10, 20, 500, 300), margin=50, y_down=y_down)
        xs, ys = zip(*placement.rings(shape)[0], strict=True)
        assert (min(xs), max(xs)) == pytest.approx((60, 460), abs=0.1)
        assert (min(ys) + max(ys)) / 2 == pytest.approx(170, abs=0.1)
        assert placement.scale == pytest.approx(1, rel=1e-3)
        north = placement.place(PLANE.degrees((0, 100)))[1]
        assert (north < placement.place(PLANE.degrees((0, 0)))[1]) is y_down
        assert placement.degrees(placement.place((114.2, 26.6))) == pytest.approx((114.2, 26.6), abs=1e-9)


def test_neighbours_share_an_edge_not_a_corner() -> None:
    assert neighbours(chequers(2, 2)) == [{1, 2}, {0, 3}, {0, 3}, {1, 2}]


def test_a_border_is_found_though_its_vertices_differ() -> None:
    left = box(0, 0, 100, 100)
    right = polygon((100.2, 20), (200, 20), (200, 140), (99.8, 140), (100.1, 70))
    (border,) = shared_borders([left, right])
    assert border.length == pytest.approx(80, abs=1)
    places = [PLANE.metres(point) for point in border.line]
    assert min(y for _, y in places) == pytest.approx(20, abs=1)
    assert max(y for _, y in places) == pytest.approx(100, abs=1)


def test_a_bent_border_is_one_line() -> None:
    bend = [(100.0, 0.0), (120.0, 40.0), (90.0, 70.0), (100.0, 100.0)]
    left = polygon((0, 0), *bend, (0, 100))
    right = polygon(*reversed(bend), (200, 0), (200, 100))
    (border,) = shared_borders([left, right])
    assert [PLANE.metres(point) for point in border.line] == [pytest.approx(place, abs=0.01) for place in bend]


def test_a_ring_road_round_a_hole_is_one_border() -> None:
    hole = box(40, 40, 20, 20)
    (border,) = shared_borders([[*box(0, 0, 100, 100), hole[0]], hole])
    assert border.length == pytest.approx(80, abs=0.1)


def test_polygons_a_street_apart_are_no_neighbours() -> None:
    assert neighbours([box(0, 0, 100, 100), box(102, 0, 100, 100)]) == [set(), set()]
    assert neighbours([box(0, 0, 100, 100), box(102, 0, 100, 100)], tolerance=3) == [{1}, {0}]


def test_neighbours_get_different_fills() -> None:
    grids = chequers(5, 4)
    fills = colouring(grids, 9)
    for index, near in enumerate(neighbours(grids)):
        assert fills[index] not in {fills[other] for other in near}
    assert colouring(grids, 9) == fills
    assert colouring(grids[:9], 9) == list(range(9))


@given(st.integers(2, 40), st.data())
def test_any_graph_is_coloured_as_long_as_fills_suffice(size: int, data: st.DataObject) -> None:
    pairs = data.draw(st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=80))
    near: list[set[int]] = [set() for _ in range(size)]
    for a, b in pairs:
        if a != b and len(near[a]) < 8 and len(near[b]) < 8:
            near[a].add(b)
            near[b].add(a)
    fills = colour_graph(near, 9)
    assert all(fills[i] != fills[j] for i in range(size) for j in near[i])


def test_fills_side_by_side_differ_enough_for_every_eye() -> None:
    contrast = contrast_of(BOARD_FILLS)
    grids = chequers(4, 3)
    fills = colouring(grids, len(BOARD_FILLS), contrast, LEAST)
    for border in shared_borders(grids):
        assert contrast(fills[border.first], fills[border.second]) >= LEAST


def test_too_few_fills_still_give_an_answer() -> None:
    assert set(colouring(chequers(3, 3), 1)) == {0}


def test_colour_differences() -> None:
    assert delta_e("#ffffff", "#ffffff") == 0
    assert delta_e("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    # Red and green of equal lightness: far apart for most, hardly different for a deuteranope.
    assert delta_e("#c06000", "#808000") < 25


def test_grids_are_numbered_row_by_row_from_the_north_west() -> None:
    grids = chequers(3, 2)
    assert reading_order(grids) == [0, 1, 2, 3, 4, 5]
    assert reading_order(grids[::-1]) == [5, 4, 3, 2, 1, 0]


def test_a_row_may_be_a_little_uneven() -> None:
    grids = [box(0, 0, 200, 200), box(200, 40, 200, 200), box(400, -30, 200, 200), box(0, -200, 600, 170)]
    assert reading_order(grids) == [0, 1, 2, 3]
    assert reading_order([]) == []


def test_a_label_fits_or_says_that_it_does_not() -> None:
    shape = box(0, 0, 100, 100)
    placement = fit([shape], (0, 0, 100, 100))
    assert label_spot(placement, shape, 90, 40).fits
    spot = label_spot(placement, shape, 120, 40)
    assert not spot.fits
    assert (spot.x, spot.y) == pytest.approx((50, 50), abs=2)


@pytest.mark.parametrize(("scale", "metres"), [(0.6, 200), (1.0, 100), (0.05, 2000), (3.0, 20)])
def test_the_scale_bar_is_round(scale: float, metres: int) -> None:
    assert scale_bar(scale, longest=130) == (metres, pytest.approx(metres * scale))
