import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services import geometry as geo
from desktop.services.geometry_overlay import coverage, difference, inset, intersection, union

PLANE = geo.local_projection(114.167, 26.572)


def box(x: float, y: float, width: float, height: float) -> list[list[tuple[float, float]]]:
    """A polygon from a rectangle in metres."""
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return [[PLANE.degrees(corner) for corner in corners]]


def test_overlays_have_the_areas_they_should() -> None:
    one, two = box(0, 0, 100, 100), box(60, 0, 100, 100)
    assert geo.area_m2(union([one, two])) == pytest.approx(16_000, rel=1e-4)
    assert geo.area_m2(intersection(one, two)) == pytest.approx(4_000, rel=1e-4)
    assert geo.area_m2(difference(one, two)) == pytest.approx(6_000, rel=1e-4)
    assert intersection(one, box(500, 0, 10, 10)) == []
    assert difference(one, one) == []
    assert union([]) == []


def test_a_bite_out_of_the_middle_is_a_hole() -> None:
    (polygon,) = difference(box(0, 0, 100, 100), box(40, 40, 20, 20))
    assert len(polygon) == 2
    assert not geo.contains(polygon, PLANE.degrees((50, 50)))


def test_an_island_in_a_hole_stays_a_part_of_its_own() -> None:
    shape = union([difference(box(0, 0, 100, 100), box(20, 20, 60, 60)), box(40, 40, 20, 20)])
    assert len(shape) == 2
    assert geo.area_m2(shape) == pytest.approx(10_000 - 3_600 + 400, rel=1e-4)


def test_inset_leaves_a_road_and_may_leave_nothing() -> None:
    assert geo.area_m2(inset(box(0, 0, 100, 100), 5)) == pytest.approx(8_100, rel=1e-4)
    assert geo.area_m2(inset(box(0, 0, 100, 100), -5)) == pytest.approx(12_100, rel=1e-4)
    assert inset(box(0, 0, 100, 8), 5) == []
    hourglass = union([box(0, 0, 50, 50), box(50, 20, 20, 6), box(70, 0, 50, 50)])
    assert len(inset(hourglass, 5)) == 2


def test_inset_widens_holes() -> None:
    ring = difference(box(0, 0, 100, 100), box(40, 40, 20, 20))
    assert geo.area_m2(inset(ring, 5)) == pytest.approx(8_100 - 900, rel=1e-4)


def test_parts_that_tile_their_outline_are_complete() -> None:
    parts = {"西": box(0, 0, 60, 100), "东": box(60, 0, 40, 100)}
    assert coverage(box(0, 0, 100, 100), parts, 0, 0).complete
    assert coverage(None, parts, 0, 0).complete


def test_a_gap_names_the_parts_around_it() -> None:
    parts = {"西": box(0, 0, 60, 100), "东": box(75, 0, 25, 100), "远": box(0, 100, 100, 100)}
    found = coverage(box(0, 0, 100, 200), parts)
    (gap,) = found.gaps
    assert gap.area == pytest.approx(1_500, rel=1e-3)
    assert set(gap.names) == {"西", "东", "远"}
    assert geo.contains(gap.polygon, gap.spot)
    assert not found.overlaps
    assert not found.outside
    assert not found.complete


def test_an_overlap_names_both_parts() -> None:
    parts = {"西": box(0, 0, 60, 100), "东": box(55, 0, 45, 100)}
    (overlap,) = coverage(box(0, 0, 100, 100), parts).overlaps
    assert overlap.area == pytest.approx(500, rel=1e-3)
    assert overlap.names == ("西", "东")


def test_a_part_beyond_the_outline_is_named() -> None:
    found = coverage(box(0, 0, 100, 100), {"网格": box(0, 0, 120, 100)})
    assert [finding.names for finding in found.outside] == [("网格",)]
    assert found.outside[0].area == pytest.approx(2_000, rel=1e-3)


def test_a_hole_between_parts_is_a_gap_without_an_outline() -> None:
    ring = difference(box(0, 0, 100, 100), box(40, 40, 20, 20))
    (gap,) = coverage(None, {"环": ring}).gaps
    assert gap.area == pytest.approx(400, rel=1e-3)


def test_slivers_are_left_out_and_their_tails_cut_off() -> None:
    outline = box(0, 0, 1000, 100)
    parts = {"西": box(0, 0, 499.6, 100), "东": box(500, 0, 500, 100)}
    assert coverage(outline, parts).complete
    assert geo.area_m2(coverage(outline, parts, 0, 0).gaps[0].polygon) == pytest.approx(40, rel=0.01)
    # A real hole of 20 by 20 at the end of the crack is reported without the crack.
    parts["西"] = difference(parts["西"], box(480, 0, 20, 20))
    (gap,) = coverage(outline, parts).gaps
    assert gap.area == pytest.approx(20.4 * 20, rel=0.05)


def test_findings_come_largest_first() -> None:
    parts = {"中": box(20, 0, 60, 100)}
    found = coverage(box(0, 0, 130, 100), parts)
    assert [round(gap.area, -2) for gap in found.gaps] == [5_000, 2_000]


boxes = st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 40)] * 2).map(lambda b: box(*(5 * v for v in b)))


@given(st.lists(boxes, min_size=1, max_size=5), st.lists(boxes, min_size=1, max_size=5))
def test_areas_of_overlays_add_up(some: list[geo.Polygon], more: list[geo.Polygon]) -> None:
    a, b = union(some), union(more)
    both = geo.area_m2(intersection(a, b))
    # The areas are each measured on a plane of their own: a few parts in a hundred thousand apart.
    assert geo.area_m2(difference(a, b)) + both == pytest.approx(geo.area_m2(a), rel=1e-4)
    assert geo.area_m2(union([a, b])) == pytest.approx(geo.area_m2(a) + geo.area_m2(b) - both, rel=1e-4)


def test_many_tiles_unite_to_one_square() -> None:
    tiles = [box(10 * (i % 12), 10 * (i // 12), 10, 10) for i in range(144)]
    whole = union([*tiles, []])
    assert [len(polygon) for polygon in whole] == [1]
    assert geo.area_m2(whole) == pytest.approx(120 * 120, rel=1e-4)
