"""How the grids of a community are put on a map: labels, fills, states, lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.services.boundaries import CommunityMap, MapGrid
from desktop.services.geometry import Shape
from desktop.services.geometry_overlay import Coverage
from desktop.services.grids import short_name
from desktop.services.map_layout import colouring
from desktop.views import tokens
from desktop.views.widgets.map_scene import FindingKind, LineKind, MapFinding, MapLine, MapOutline, MapShape, State

OWN_DIGITS = 4
LINES = {"street": LineKind.STREET, "river": LineKind.RIVER}


def caption(grid: MapGrid) -> str:
    """Return the third line of a label: households and how they stand to the limits."""
    if grid.dedicated:
        return "专属"
    if grid.households is None:
        return "户数未登记"
    word = {"small": "  偏小", "large": "  偏大"}.get(grid.size, "")
    return f"{grid.households:,} 户{word}"


def state(grid: MapGrid) -> State:
    """Return how a grid stands to the limits."""
    if grid.dedicated:
        return State.DEDICATED
    return {"small": State.SMALL, "large": State.LARGE}.get(grid.size, State.NORMAL)


def fills(shown: CommunityMap) -> Mapping[UUID, int]:
    """Return the fill of each drawn grid so that neighbours differ."""
    drawn = [grid for grid in shown.grids if grid.polygon]
    chosen = colouring([grid.polygon or [] for grid in drawn], len(tokens.MAP_FILLS["light"]))
    return {grid.id: fill for grid, fill in zip(drawn, chosen, strict=True)}


def shapes(shown: CommunityMap, filled: Mapping[UUID, int]) -> list[MapShape]:
    """Return the drawn grids for the canvas."""
    return [
        MapShape(
            id=grid.id,
            code=grid.code[-OWN_DIGITS:],
            name=short_name(grid.name, shown.name),
            caption=caption(grid),
            polygon=grid.polygon,
            fill=filled[grid.id],
            state=state(grid),
            complete=grid.complete,
        )
        for grid in shown.grids
        if grid.polygon
    ]


def outlines(shown: CommunityMap) -> list[MapOutline]:
    """Return the outline of the community."""
    return [MapOutline(shown.name, shown.outline)] if shown.outline else []


def lines(shown: CommunityMap) -> list[MapLine]:
    """Return streets and rivers."""
    return [MapLine(name, [_point(one) for one in points], LINES[kind]) for kind, name, points in shown.features
            if kind in LINES and points and isinstance(points[0], Sequence)]  # fmt: skip


def _point(one: Any) -> tuple[float, float]:
    return (float(one[0]), float(one[1]))


def findings(found: Coverage | None) -> list[tuple[MapFinding, str]]:
    """Return the findings of the boundary check with the sentence of each, numbered from 1."""
    from desktop.exchange.map_files import area_words

    if found is None:
        return []
    made = []
    kinds = ((FindingKind.GAP, found.gaps), (FindingKind.OVERLAP, found.overlaps), (FindingKind.OUTSIDE, found.outside))
    for kind, those in kinds:
        for one in those:
            number = len(made) + 1
            who = "与".join(one.names) or "社区边缘"
            text = f"{kind.value}  {who}  {area_words(one.area)}"
            polygon: Shape = one.polygon
            made.append((MapFinding(number, kind, polygon, one.spot, text), text))
    return made
