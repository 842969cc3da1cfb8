"""Boundaries (边界): what lies where in a community today, the check of its coverage, taking over drawn shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid
from desktop.models import Boundary, Division, Grid, GridKind, Level, MapFeature
from desktop.storage.work import Work

from .context import Context
from .geometry import MultiPolygon, Shape, area_m2, normalise
from .geometry_overlay import Coverage, coverage
from .grids import incomplete, is_open, size


@dataclass(frozen=True)
class MapGrid:
    """A grid as a map shows it; ``polygon`` is None while no boundary is entered."""

    id: UUID
    code: str
    name: str
    dedicated: bool
    households: int | None
    people: int | None
    size: str
    complete: bool
    polygon: MultiPolygon | None


@dataclass(frozen=True)
class CommunityMap:
    """All of a community that a map shows."""

    id: UUID
    code: str
    name: str
    street: str
    outline: MultiPolygon | None
    grids: Sequence[MapGrid]
    features: Sequence[tuple[str, str, Sequence[Any]]]
    """Kind, name and coordinates of streets, rivers and places."""


@dataclass(frozen=True)
class Drawn:
    """One shape to take over: the code of a grid or community, and its polygon."""

    code: str
    polygon: Shape


@dataclass(frozen=True)
class Imported:
    """What taking over changed."""

    grids: int
    outlines: int
    unchanged: int


def current(session: Session, community_id: UUID, context: Context) -> CommunityMap:
    """Return the map of a community today. Raises ``KeyError`` for an unknown community."""
    community = session.get(Division, community_id)
    if community is None:
        raise KeyError(community_id)
    parent = session.get(Division, community.parent_id) if community.parent_id else None
    statement = (
        select(Grid, size(context), incomplete(context))
        .where(Grid.community_id == community_id, is_open(context))
        .order_by(Grid.code)
    )
    found = session.execute(statement).all()
    polygons = _polygons(session, context, [row[0].id for row in found], [community_id])
    features = session.execute(
        select(MapFeature.kind, MapFeature.name, MapFeature.points)
        .where(MapFeature.division_id == community_id, ~MapFeature.deleted)
        .order_by(MapFeature.kind, MapFeature.name, MapFeature.id)
    )
    return CommunityMap(
        id=community_id,
        code=community.code,
        name=community.short_name or community.name,
        street=(parent.short_name or parent.name) if parent else "",
        outline=polygons.get(community_id),
        grids=[
            MapGrid(
                grid.id,
                grid.code,
                grid.name,
                grid.kind == GridKind.DEDICATED,
                grid.households,
                grid.people,
                str(stands),
                not lacking,
                polygons.get(grid.id),
            )
            for grid, stands, lacking in found
        ],
        features=[(kind, name, points) for kind, name, points in features],
    )


def check(shown: CommunityMap, context: Context) -> Coverage | None:
    """Return gaps, overlaps and pieces outside of a community's grids; None while none of them has a boundary.

    Findings below the setting 边界缝隙容差 are left out.
    """
    parts = {grid.name: grid.polygon for grid in shown.grids if grid.polygon}
    if not parts:
        return None
    return coverage(shown.outline, parts, float(context.settings["grids.gap_tolerance"]))


def known(session: Session, context: Context) -> dict[str, str]:
    """Return the names by code of all a file may bring boundaries for: open grids, and communities that have some."""
    names = {code: name for code, name in session.execute(select(Grid.code, Grid.name).where(is_open(context)))}
    communities = (
        select(Division.code, Division.short_name, Division.name)
        .where(Division.level == Level.COMMUNITY, ~Division.deleted)
        .where(select(Grid.id).where(Grid.community_id == Division.id, is_open(context)).exists())
    )
    names.update({code: short or name for code, short, name in session.execute(communities)})
    return names


def import_boundaries(work: Work, drawn: Sequence[Drawn], day: date, source: str) -> Imported:
    """Take over boundaries from ``day`` on, all or none; those they replace end the day before and are kept.

    A shape equal to the present one changes nothing. Raises ``Invalid`` for a code nobody has or the same code twice,
    ``Forbidden`` when the role may not.
    """
    from .saving import demand

    demand("boundaries", work.actor)
    codes = [one.code for one in drawn]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Invalid({"": f"编码 {'、'.join(twice[:3])} 有不止一个图形，没有导入任何边界，请每个编码只选一个"})
    grids = {row.code: row for row in work.session.scalars(select(Grid).where(Grid.code.in_(codes), ~Grid.deleted))}
    wanted = select(Division).where(Division.code.in_(codes), ~Division.deleted)
    divisions = {row.code: row for row in work.session.scalars(wanted)}
    unknown = [code for code in codes if code not in grids and code not in divisions]
    if unknown:
        raise Invalid({"": f"编码 {'、'.join(unknown[:3])} 不是本单位的网格或社区，没有导入任何边界，请核对编码"})
    changed = {"grids": 0, "outlines": 0, "unchanged": 0}
    for one in drawn:
        if one.code in grids:
            moved = _put(work, Boundary.grid_id, grids[one.code].id, one.polygon, day, source)
            changed["grids" if moved else "unchanged"] += 1
        else:
            moved = _put(work, Boundary.division_id, divisions[one.code].id, one.polygon, day, source)
            changed["outlines" if moved else "unchanged"] += 1
    work.flush()
    work.label = f"导入边界 {changed['grids']} 个网格" + (
        f"、{changed['outlines']} 个社区" if changed["outlines"] else ""
    )
    return Imported(**changed)


def _put(work: Work, link: Any, owner: UUID, polygon: Shape, day: date, source: str) -> bool:
    """Give a grid or division its boundary from ``day`` on; return whether anything changed."""
    coordinates = as_kept(polygon)
    statement = select(Boundary).where(
        link == owner, ~Boundary.deleted, or_(Boundary.valid_to.is_(None), Boundary.valid_to >= day)
    )
    held = work.session.scalars(statement.order_by(Boundary.valid_from, Boundary.id)).all()
    standing = [one for one in held if one.valid_from <= day]
    if standing and standing[-1].polygon == coordinates and standing[-1].valid_to is None:
        return False
    replaced = None
    for one in held:
        if one.valid_from < day:
            one.valid_to = day - timedelta(days=1)
        elif replaced is None:
            replaced = one
        else:
            one.deleted = True
    if replaced is None:
        work.add(Boundary(**{link.key: owner}, polygon=coordinates, valid_from=day, source=source))
    else:
        # What was taken over this very day was never in force before: it is corrected, not ended.
        replaced.polygon, replaced.valid_from, replaced.valid_to = coordinates, day, None
        replaced.source = source
    return True


def as_kept(polygon: Shape) -> list[Any]:
    """Return a shape as it is kept: the coordinates of a GeoJSON MultiPolygon."""
    return [[[list(point) for point in ring] for ring in part] for part in normalise(polygon)]


def exported(shown: CommunityMap) -> list[tuple[str, str, MultiPolygon, Mapping[str, str | int | float | None]]]:
    """Return code, name, polygon and facts of every boundary of a community, the outline first."""
    found: list[tuple[str, str, MultiPolygon, Mapping[str, str | int | float | None]]] = []
    if shown.outline:
        found.append((shown.code, shown.name, shown.outline, {"kind": "社区"}))
    for grid in shown.grids:
        if grid.polygon:
            facts: dict[str, str | int | float | None] = {
                "kind": "专属网格" if grid.dedicated else "综合网格",
                "households": grid.households,
                "people": grid.people,
                "hectares": round(area_m2(grid.polygon) / 10_000, 2),
            }
            found.append((grid.code, grid.name, grid.polygon, facts))
    return found


def _polygons(
    session: Session, context: Context, grid_ids: Iterable[UUID], division_ids: Iterable[UUID]
) -> dict[UUID, MultiPolygon]:
    """Return the polygons in force today by grid and division; of several the newest."""
    statement = (
        select(Boundary.grid_id, Boundary.division_id, Boundary.polygon)
        .where(or_(Boundary.grid_id.in_(list(grid_ids)), Boundary.division_id.in_(list(division_ids))))
        .where(~Boundary.deleted, Boundary.valid_from <= context.today)
        .where(or_(Boundary.valid_to.is_(None), Boundary.valid_to >= context.today))
        .order_by(Boundary.valid_from, Boundary.id)
    )
    found: dict[UUID, MultiPolygon] = {}
    for grid_id, division_id, polygon in session.execute(statement):
        owner = grid_id or division_id
        if owner is not None:
            found[owner] = [[[(x, y) for x, y in ring] for ring in part] for part in polygon]
    return found
