"""Divisions: rules of their codes, the tree, and what an office sees of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import UserError
from desktop.models import Division, Field, Grid, Kind, Level

from .columns import Derived
from .context import Context
from .twins import first, twins

LENGTHS = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.STREET: 9, Level.COMMUNITY: 12}
"""Figures in the code of each level (GB/T 2260, GB/T 10114, reference 2.4)."""
ABOVE = {
    Level.PREFECTURE: Level.PROVINCE,
    Level.COUNTY: Level.PREFECTURE,
    Level.STREET: Level.COUNTY,
    Level.COMMUNITY: Level.STREET,
}


def _grids(context: Context) -> ColumnElement[Any]:
    open_grids = select(func.count(Grid.id)).where(
        Grid.community_id == Division.id, ~Grid.deleted, Grid.closed_on.is_(None) | (Grid.closed_on > context.today)
    )
    return open_grids.correlate(Division).scalar_subquery()


DERIVED = (Derived(Field("网格数", Kind.COUNT, name="grids", listed=True, width=72), _grids),)


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a division: shape of the code for its level, the level above, no code twice."""
    wrong: dict[str, str] = {}
    code, level = values["code"], Level(values["level"])
    if not code.isascii() or not code.isdigit() or len(code) != LENGTHS[level]:
        wrong["code"] = f"这一级的区划代码应为 {LENGTHS[level]} 位数字，现在是“{code}”"
    elif twin := first(twins(session, Division, record_id, code=code)):
        wrong["code"] = f"区划代码 {code} 已用于“{twin.name}”，请核对后改正"
    parent = session.get(Division, values["parent_id"]) if values.get("parent_id") else None
    if level in ABOVE and (parent is None or parent.level != ABOVE[level]):
        wrong["parent_id"] = "上级区划的级别不对，请选择上一级的区划"
    elif parent is not None and "code" not in wrong and not code.startswith(parent.code):
        wrong["code"] = f"区划代码应以上级代码 {parent.code} 开头，现在是“{code}”"
    return wrong


@dataclass(frozen=True)
class Node:
    """One division in the tree, with the number of divisions under it and of open grids in it."""

    id: UUID
    code: str
    name: str
    level: str
    children: int
    grids: int


def children(session: Session, parent_id: UUID | None, context: Context) -> list[Node]:
    """Return the divisions directly under one, in the order of their codes."""
    below, community = aliased(Division), aliased(Division)
    under = select(func.count(below.id)).where(below.parent_id == Division.id, ~below.deleted).scalar_subquery()
    grids = (
        select(func.count(Grid.id))
        .join(community, community.id == Grid.community_id)
        .where(
            func.substr(community.code, 1, func.length(Division.code)) == Division.code,
            ~Grid.deleted,
            Grid.closed_on.is_(None) | (Grid.closed_on > context.today),
        )
        .correlate(Division)
        .scalar_subquery()
    )
    statement = (
        select(Division.id, Division.code, Division.short_name, Division.name, Division.level, under, grids)
        .where(Division.parent_id == parent_id if parent_id else Division.parent_id.is_(None), ~Division.deleted)
        .order_by(Division.code)
    )
    return [
        Node(one, code, short or name, level, many, there)
        for one, code, short, name, level, many, there in session.execute(statement)
    ]


def path(session: Session, division_id: UUID | None) -> list[Division]:
    """Return a division and those above it, the widest first."""
    found: list[Division] = []
    while division_id is not None and (row := session.get(Division, division_id)) is not None:
        found.insert(0, row)
        division_id = row.parent_id
    return found


def communities(session: Session, context: Context) -> Sequence[Division]:
    """Return the communities that have open grids, by code: those the office works in."""
    has = select(Grid.id).where(
        Grid.community_id == Division.id, ~Grid.deleted, Grid.closed_on.is_(None) | (Grid.closed_on > context.today)
    )
    statement = select(Division).where(~Division.deleted, has.exists()).order_by(Division.code)
    return session.scalars(statement).all()


def community(session: Session, code: str, context: Context) -> Division:
    """Return the community with this code; for "" the first the office works in. Raises ``UserError``."""
    if not code:
        found = communities(session, context)
        if not found:
            raise UserError("还没有任何社区登记了网格，没有生成公示牌，请先录入网格")
        return found[0]
    statement = select(Division).where(Division.code == code, Division.level == Level.COMMUNITY, ~Division.deleted)
    row = session.scalars(statement).first()
    if row is None:
        raise UserError(f"没有代码为 {code} 的社区，没有打印，请核对代码")
    return row
