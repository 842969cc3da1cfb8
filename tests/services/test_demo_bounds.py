"""What the demonstration office says lies round each grid (四至)."""

from __future__ import annotations

from desktop.services.demo import _bounds
from desktop.services.demo_map import tessellate
from desktop.services.geometry import bounds, label_point


def test_only_grids_at_the_outer_side_end_at_the_community() -> None:
    for shape in tessellate(3, [7, 9]):
        names = [f"第{number}网格" for number in range(1, len(shape.grids) + 1)]
        west, _, east, _ = bounds([shape.outline])
        for at, polygon in enumerate(shape.grids):
            said = _bounds("枫林社区", shape, at, names, label_point(polygon))
            own = bounds([polygon])
            width = own[2] - own[0]
            assert all(said)
            assert names[at] not in said
            if "枫林社区东界" in said:
                assert east - own[2] < width / 2
            if "枫林社区西界" in said:
                assert own[0] - west < width / 2


def test_inner_grids_name_their_neighbours() -> None:
    shape = tessellate(3, [7, 9])[0]
    names = [f"第{number}网格" for number in range(1, 8)]
    said = [_bounds("枫林社区", shape, at, names, label_point(shape.grids[at])) for at in (0, 1)]
    assert (said[0][0], said[1][2]) == ("第2网格", "第1网格")
