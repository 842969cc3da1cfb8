import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services import geometry as geo

LON, LAT = 114.167, 26.572
PLANE = geo.local_projection(LON, LAT)


def ring(*places: tuple[float, float]) -> list[tuple[float, float]]:
    """A closed ring from places in metres."""
    points = [PLANE.degrees(place) for place in places]
    return [*points, points[0]]


def box(x: float, y: float, width: float, height: float) -> list[tuple[float, float]]:
    return ring((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def test_a_degree_at_ciping_has_the_length_of_the_ellipsoid() -> None:
    # Series for GRS 80: 110 774 m a degree of latitude and 99 633 m a degree of longitude at 26.572 N.
    latitude = math.radians(LAT)
    lat_degree = 111132.954 - 559.822 * math.cos(2 * latitude) + 1.175 * math.cos(4 * latitude)
    lon_degree = 111412.84 * math.cos(latitude) - 93.5 * math.cos(3 * latitude) + 0.118 * math.cos(5 * latitude)
    assert PLANE.metres_per_lat == pytest.approx(lat_degree, rel=1e-5)
    assert PLANE.metres_per_lon == pytest.approx(lon_degree, rel=1e-5)


@given(st.floats(-5000, 5000), st.floats(-5000, 5000))
def test_metres_and_degrees_undo_each_other(x: float, y: float) -> None:
    assert PLANE.metres(PLANE.degrees((x, y))) == pytest.approx((x, y), abs=1e-5)


def test_area_of_a_hectare_with_a_hole_and_a_second_part() -> None:
    hectare = [box(0, 0, 100, 100), box(40, 40, 10, 10)]
    assert geo.area_m2(hectare) == pytest.approx(9_900, rel=1e-5)
    assert geo.area_m2([hectare, [box(300, 0, 50, 20)]]) == pytest.approx(10_900, rel=1e-5)


def test_area_does_not_depend_on_the_direction_of_the_rings() -> None:
    shape = [list(reversed(box(0, 0, 100, 100))), box(10, 10, 10, 10)]
    assert geo.area_m2(shape) == pytest.approx(9_900, rel=1e-5)


def test_centroid_takes_holes_off() -> None:
    x, _ = PLANE.metres(geo.centroid([box(0, 0, 100, 100), box(50, 0, 50, 100)]))
    assert x == pytest.approx(25, abs=0.01)


def test_the_label_of_a_horseshoe_lies_inside_it() -> None:
    horseshoe = [ring((0, 0), (300, 0), (300, 300), (220, 300), (220, 80), (80, 80), (80, 300), (0, 300))]
    assert not geo.contains(horseshoe, geo.centroid(horseshoe))
    assert geo.contains(horseshoe, geo.label_point(horseshoe))


def test_the_label_goes_to_the_largest_part_and_avoids_its_hole() -> None:
    large = [box(0, 0, 400, 400), box(150, 150, 100, 100)]
    point = geo.label_point([[box(900, 0, 50, 50)], large])
    assert geo.contains(large, point)
    assert geo.contains([box(0, 0, 400, 400)], point)


def test_a_wide_label_asks_for_room_sideways() -> None:
    # A tower of 100 by 300 with a flat wing of 300 by 90 at its foot.
    shape = [ring((0, 0), (400, 0), (400, 90), (100, 90), (100, 300), (0, 300))]
    upright = PLANE.metres(geo.label_point(shape, aspect=0.4))
    flat = PLANE.metres(geo.label_point(shape, aspect=3.0))
    assert upright[0] < 100
    assert flat[1] < 90
    assert flat[0] > 100


def test_a_point_on_a_common_border_belongs_to_one_side() -> None:
    left, right = [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]], [[(1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)]]
    for y in (0.0, 0.25, 0.5, 0.999):
        assert geo.contains(left, (1.0, y)) + geo.contains(right, (1.0, y)) == 1


def test_a_hole_is_not_inside() -> None:
    shape = [box(0, 0, 100, 100), box(40, 40, 20, 20)]
    assert geo.contains(shape, PLANE.degrees((10, 10)))
    assert not geo.contains(shape, PLANE.degrees((50, 50)))


def test_a_bow_tie_crosses_itself_in_its_middle() -> None:
    (crossing,) = geo.self_crossings([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    assert crossing == pytest.approx((1, 1))


@pytest.mark.parametrize(
    "bad",
    [
        [(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)],  # a vertex on another edge
        [(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)],  # two vertices in one place
        [(0, 0), (4, 0), (4, 4), (4, 2), (4, 6), (0, 6)],  # back over its own edge
        [(0, 0), (4, 0), (2, 0), (2, 4)],  # a spike on a corner
    ],
)
def test_touching_and_running_back_count_as_crossings(bad: list[tuple[float, float]]) -> None:
    assert geo.self_crossings([*bad, bad[0]])


def test_plain_rings_do_not_cross() -> None:
    assert geo.self_crossings(box(0, 0, 10, 20)) == []
    comb = [(x, y) for x in range(0, 40, 2) for y in ((0, 9) if x % 4 == 0 else (9, 0))]
    assert geo.self_crossings([*comb, (50.0, 0.0), (50.0, -5.0), (0.0, -5.0)]) == []


def test_normalise_closes_turns_and_cleans() -> None:
    messy = [
        [(0.0, 0.0), (0.0, 1.0), (0.0, 1.0), (1.00000000001, 1.0), (1.0, 0.0)],
        [(0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4), (0.2, 0.2)],
        [(0.5, 0.5), (0.5, 0.5), (0.5, 0.5)],
    ]
    ((outer, hole),) = geo.normalise(messy)
    assert outer[0] == outer[-1]
    assert len(outer) == 5
    assert geo.signed_area(outer) == pytest.approx(1.0)
    assert geo.signed_area(hole) == pytest.approx(-0.04)
    assert geo.normalise([[outer, hole]]) == [[outer, hole]]


def test_an_outer_ring_without_area_takes_its_holes_along() -> None:
    assert geo.normalise([[(0, 0), (1, 1), (0, 0)], box(0, 0, 1, 1)]) == []


def test_simplify_stays_within_its_tolerance() -> None:
    wavy = ring(*[(x, 3.0 * (x // 10 % 2)) for x in range(0, 400, 10)], (400, 200), (0, 200))
    thin = geo.simplify([wavy], 5.0)
    assert len(thin[0][0]) < 8
    assert geo.area_m2(thin) == pytest.approx(geo.area_m2([wavy]), rel=0.02)
    assert len(geo.simplify([wavy], 0.5)[0][0]) == len(geo.normalise([wavy])[0][0])


def test_geojson_both_ways() -> None:
    shape = geo.normalise([box(0, 0, 10, 10)])
    assert geo.to_geojson(shape)["type"] == "Polygon"
    assert geo.from_geojson(geo.to_geojson(shape)) == shape
    two = geo.normalise([[box(0, 0, 10, 10)], [box(20, 0, 10, 10)]])
    assert geo.to_geojson(two)["type"] == "MultiPolygon"
    assert geo.from_geojson(geo.to_geojson(two)) == two
    with pytest.raises(ValueError, match="Point"):
        geo.from_geojson({"type": "Point", "coordinates": [1, 2]})


def test_length_of_a_line() -> None:
    assert geo.line_length([PLANE.degrees((0, 0)), PLANE.degrees((30, 40))]) == pytest.approx(50, rel=1e-4)


def test_shapes_read_from_json_are_as_good() -> None:
    stored = json.loads(json.dumps(geo.normalise([box(0, 0, 100, 100)])))
    assert geo.area_m2(stored) == pytest.approx(10_000, rel=1e-4)
    assert geo.contains(stored, geo.label_point(stored))
    assert geo.contains(stored, geo.centroid(stored))
    assert geo.self_crossings(stored[0][0]) == []
    assert geo.normalise(stored) == geo.normalise([box(0, 0, 100, 100)])
    assert geo.area_m2(geo.simplify(stored, 1.0)) == pytest.approx(10_000, rel=1e-4)
