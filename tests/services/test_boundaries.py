"""Boundaries: taking shapes over, what is in force on a day, the check of coverage, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from desktop.errors import Forbidden, Invalid
from desktop.models import Boundary
from desktop.services import boundaries, history
from desktop.services.boundaries import Drawn
from desktop.services.context import Context
from desktop.services.offices import OpenOffice
from tests.offices import COMMUNITY, a_grid, community_id, now

DAY = date(2026, 11, 1)
CODES = (f"{COMMUNITY}1001", f"{COMMUNITY}1002")


def square(west: float, width: float = 0.001) -> list[list[list[tuple[float, float]]]]:
    """Return a square of about a hundred metres."""
    south, east, north = 26.5, west + width, 26.501
    return [[[(west, south), (east, south), (east, north), (west, north), (west, south)]]]


def take(office: OpenOffice, day: date = DAY, **shapes: float) -> boundaries.Imported:
    """Take over squares: a1=west of the first grid and so on, whole=west of the community."""
    codes = {"first": CODES[0], "second": CODES[1], "whole": COMMUNITY}
    drawn = [Drawn(codes[name], square(west, 0.002 if name == "whole" else 0.001)) for name, west in shapes.items()]
    return office.database.act("导入边界", lambda work: boundaries.import_boundaries(work, drawn, day, "测绘图"))


def shown(office: OpenOffice, on: date | None = None) -> boundaries.CommunityMap:
    """Return the map of the community, perhaps on another day."""
    context = now(office)
    with office.database.read() as session:
        return boundaries.current(session, community_id(office), Context(on, context.settings) if on else context)


def rows(office: OpenOffice) -> list[Boundary]:
    """Return the kept boundaries by their day."""
    with office.database.read() as session:
        return list(session.scalars(select(Boundary).where(~Boundary.deleted).order_by(Boundary.valid_from)))


@pytest.fixture
def two_grids(office: OpenOffice) -> OpenOffice:
    """An office with two grids and no boundary."""
    for serial in (1, 2):
        a_grid(office, serial)
    return office


def test_shapes_are_taken_over_as_one_action(two_grids: OpenOffice) -> None:
    done = take(two_grids, first=114.1, second=114.101, whole=114.1)
    assert (done.grids, done.outlines, done.unchanged) == (2, 1, 0)
    found = shown(two_grids)
    assert [grid.polygon is not None for grid in found.grids] == [True, True]
    assert found.outline is not None
    assert boundaries.check(found, now(two_grids)).complete  # type: ignore[union-attr]
    with two_grids.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None and entry.label == "导入边界 2 个网格、1 个社区"
    two_grids.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert rows(two_grids) == []


def test_same_shape_changes_nothing(two_grids: OpenOffice) -> None:
    take(two_grids, first=114.1)
    done = take(two_grids, day=date(2026, 11, 20), first=114.1)
    assert (done.grids, done.unchanged) == (0, 1)
    assert len(rows(two_grids)) == 1


def test_later_shape_ends_the_one_before_and_keeps_it(two_grids: OpenOffice) -> None:
    take(two_grids, first=114.1)
    take(two_grids, day=date(2026, 11, 20), first=114.2)
    first, second = rows(two_grids)
    assert (first.valid_from, first.valid_to) == (DAY, date(2026, 11, 19))
    assert (second.valid_from, second.valid_to) == (date(2026, 11, 20), None)
    before = shown(two_grids, date(2026, 11, 10)).grids[0].polygon
    after = shown(two_grids).grids[0].polygon
    assert before is not None and after is not None
    assert before[0][0][0][0] == 114.1
    assert after[0][0][0][0] == 114.2


def test_shape_of_the_same_day_is_corrected_not_ended(two_grids: OpenOffice) -> None:
    take(two_grids, first=114.1)
    take(two_grids, first=114.3)
    (only,) = rows(two_grids)
    assert only.valid_from == DAY
    assert only.polygon[0][0][0][0] == 114.3


def test_gap_overlap_and_piece_outside_are_found(two_grids: OpenOffice) -> None:
    take(two_grids, first=114.1, second=114.1005, whole=114.1)
    found = boundaries.check(shown(two_grids), now(two_grids))
    assert found is not None
    assert (len(found.gaps), len(found.overlaps), len(found.outside)) == (1, 1, 0)
    take(two_grids, day=date(2026, 11, 2), second=114.1015)
    found = boundaries.check(shown(two_grids), now(two_grids))
    assert found is not None
    assert (len(found.gaps), len(found.overlaps), len(found.outside)) == (1, 0, 1)


def test_nothing_drawn_has_nothing_to_check(two_grids: OpenOffice) -> None:
    assert boundaries.check(shown(two_grids), now(two_grids)) is None


@pytest.mark.parametrize("codes", [("999",), (CODES[0], CODES[0])])
def test_unknown_or_doubled_code_takes_over_nothing(two_grids: OpenOffice, codes: tuple[str, ...]) -> None:
    drawn = [Drawn(code, square(114.1)) for code in (CODES[1], *codes)]
    with pytest.raises(Invalid, match="没有导入任何边界"):
        two_grids.database.act("导入边界", lambda work: boundaries.import_boundaries(work, drawn, DAY, ""))
    assert rows(two_grids) == []


def test_reviewer_may_not_take_over(two_grids: OpenOffice) -> None:
    from dataclasses import replace

    two_grids.database.actor = replace(two_grids.database.actor, role="reviewer")
    with pytest.raises(Forbidden):
        take(two_grids, first=114.1)


def test_known_are_open_grids_and_their_community(two_grids: OpenOffice) -> None:
    with two_grids.database.read() as session:
        found = boundaries.known(session, now(two_grids))
    assert found == {CODES[0]: "会师路第1网格", CODES[1]: "会师路第2网格", COMMUNITY: "会师路社区"}


def test_export_carries_the_facts_of_each_shape(two_grids: OpenOffice) -> None:
    take(two_grids, first=114.1, whole=114.1)
    found = boundaries.exported(shown(two_grids))
    assert [code for code, _, _, _ in found] == [COMMUNITY, CODES[0]]
    assert found[1][3]["households"] == 400
