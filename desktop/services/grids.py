"""Grids: codes by scheme, the size check, completeness of 1+N+N, split and merge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import Invalid, UserError
from desktop.models import (
    Boundary,
    CodeScheme,
    Division,
    Field,
    Grid,
    GridKind,
    Kind,
    Level,
    Post,
    PostKind,
    Succession,
)
from desktop.models import Person as PersonRecord
from desktop.storage.work import Work

from .columns import Derived
from .context import Context
from .people import holding
from .twins import first, twins

CODE = re.compile(r"[0-9A-Z-]{1,24}")
"""Characters a grid code may have (reference 2.4, product rule)."""


class Size(StrEnum):
    """How a grid stands to the size limits."""

    FITS = "fits"
    SMALL = "small"
    LARGE = "large"
    EXEMPT = "exempt"
    """A dedicated grid: the check does not apply."""
    UNKNOWN = "unknown"
    """Neither households nor people are entered."""


def is_open(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this grid is in use today”."""
    return and_(~Grid.deleted, Grid.closed_on.is_(None) | (Grid.closed_on > context.today))


def size(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the size check: households against the limits, people where households are not entered."""
    limits = context.settings
    return case(
        (Grid.kind == GridKind.DEDICATED, Size.EXEMPT.value),
        (Grid.households < limits["grids.households_least"], Size.SMALL.value),
        (Grid.households > limits["grids.households_most"], Size.LARGE.value),
        (Grid.households.is_not(None), Size.FITS.value),
        (Grid.people < limits["grids.people_least"], Size.SMALL.value),
        (Grid.people > limits["grids.people_most"], Size.LARGE.value),
        (Grid.people.is_not(None), Size.FITS.value),
        else_=Size.UNKNOWN.value,
    )


def _number(kind: str, context: Context) -> ColumnElement[Any]:
    post = aliased(Post)
    return (
        select(func.count(func.distinct(post.person_id)))
        .where(post.grid_id == Grid.id, post.kind == kind, holding(post, context))
        .correlate(Grid)
        .scalar_subquery()
    )


def leaders(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of leaders (网格长) today."""
    return _number(PostKind.LEADER, context)


def members(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of grid members (网格员) today."""
    return _number(PostKind.MEMBER, context)


def volunteers(context: Context) -> ColumnElement[Any]:
    """Return the SQL of the number of volunteers (平安志愿者) today."""
    return _number(PostKind.VOLUNTEER, context)


def incomplete(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “1+N+N is not complete”: no leader, too few members or too few volunteers."""
    return case(
        (leaders(context) < 1, True),
        (members(context) < context.settings["grids.members_least"], True),
        (volunteers(context) < context.settings["grids.volunteers_least"], True),
        else_=False,
    )


def _leader(context: Context) -> ColumnElement[Any]:
    post, person = aliased(Post), aliased(PersonRecord)
    return (
        select(func.min(person.name))
        .join(post, post.person_id == person.id)
        .where(post.grid_id == Grid.id, post.kind == PostKind.LEADER, holding(post, context))
        .correlate(Grid)
        .scalar_subquery()
    )


def _street(context: Context) -> ColumnElement[Any]:
    community = aliased(Division)
    return select(community.parent_id).where(community.id == Grid.community_id).correlate(Grid).scalar_subquery()


def has_boundary(context: Context) -> ColumnElement[Any]:
    """Return the SQL of “a boundary is entered and valid today”."""
    boundary = aliased(Boundary)
    drawn = (
        select(boundary.id)
        .where(boundary.grid_id == Grid.id, ~boundary.deleted, boundary.valid_from <= context.today)
        .where(boundary.valid_to.is_(None) | (boundary.valid_to >= context.today))
        .correlate(Grid)
        .exists()
    )
    return case((drawn, True), else_=False)


def _open(context: Context) -> ColumnElement[Any]:
    return case((is_open(context), True), else_=False)


DERIVED = (
    Derived(
        Field("规模", Kind.SIZE, name="size", choices="sizes", listed=True, width=124),
        size,
        needs=("households", "people", "kind"),
    ),
    Derived(Field("网格长", Kind.TEXT, name="leader", listed=True, width=72), _leader),
    Derived(
        Field("1+N+N", Kind.STAFF, name="incomplete", listed=True, width=104),
        incomplete,
        needs=("leaders", "members", "volunteers"),
    ),
    Derived(Field("网格长数", Kind.COUNT, name="leaders", width=72), leaders),
    Derived(Field("网格员数", Kind.COUNT, name="members", width=72), members),
    Derived(Field("志愿者数", Kind.COUNT, name="volunteers", width=72), volunteers),
    Derived(Field("街道", Kind.REFERENCE, name="street_id", refers="divisions", width=88), _street),
    Derived(Field("已有边界", Kind.FLAG, name="has_boundary", width=72), has_boundary),
    Derived(Field("使用中", Kind.FLAG, name="open", width=64), _open),
)


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a grid: code by its scheme and never used before, community, dates, kind."""
    wrong: dict[str, str] = {}
    code = values["code"]
    if not CODE.fullmatch(code):
        wrong["code"] = f"网格编码只能用大写字母、数字和 -，最多 24 位，现在是“{code}”"
    elif twin := first(twins(session, Grid, record_id, code=code)):
        state = "已停用或删除，" if twin.deleted or twin.closed_on else ""
        wrong["code"] = f"编码 {code} 已用于“{twin.name}”，{state}编码不能重复使用，请换一个"
    community = session.get(Division, values["community_id"])
    if community is None or community.level != Level.COMMUNITY:
        wrong["community_id"] = "网格只能属于社区或村，请选择社区"
    elif values.get("code_scheme_id") and "code" not in wrong:
        scheme = session.get(CodeScheme, values["code_scheme_id"])
        sentence = scheme_mistake(scheme, code, community.code, values["kind"]) if scheme else ""
        if sentence:
            wrong["code"] = sentence
    if values["kind"] == GridKind.DEDICATED and not values.get("dedicated_kind"):
        wrong["dedicated_kind"] = "专属网格须选择类别"
    if values["kind"] != GridKind.DEDICATED and values.get("dedicated_kind"):
        wrong["dedicated_kind"] = "综合网格不填专属类别，请清空"
    if values.get("opened_on") and values.get("closed_on") and values["closed_on"] < values["opened_on"]:
        wrong["closed_on"] = "停用日期早于启用日期，请改正"
    if values.get("counted_on") and values["counted_on"] > context.today:
        wrong["counted_on"] = "底数日期在今天之后，请改正"
    return wrong


KIND_FIGURES = {GridKind.RESIDENTIAL: "1", GridKind.DEDICATED: "2"}
"""The figure of the segment “kind” in the draft scheme (reference 2.4, drafted)."""


def scheme_mistake(scheme: CodeScheme, code: str, community_code: str, kind: str) -> str:
    """Return where a code breaks its scheme, "" when it does not."""
    body = code[:-1] if scheme.check_character else code
    length = sum(segment["length"] for segment in scheme.segments)
    if len(body) != length:
        return f"按“{scheme.name}”编码应为 {length + scheme.check_character} 位，现在是 {len(code)} 位"
    at = 0
    for segment in scheme.segments:
        part = body[at : at + segment["length"]]
        at += segment["length"]
        wanted = {"community": community_code, "kind": KIND_FIGURES[GridKind(kind)], "fixed": segment.get("value")}
        expected = wanted.get(segment["source"])
        if expected is not None and part != expected:
            return f"编码的“{segment['name']}”段应为 {expected}，现在是 {part}"
        if segment["characters"] == "digits" and not part.isdigit():
            return f"编码的“{segment['name']}”段应为数字，现在是 {part}"
        if segment["characters"] == "letters" and not part.isalpha():
            return f"编码的“{segment['name']}”段应为大写字母，现在是 {part}"
        if segment["source"] == "serial" and not part.strip("0"):
            return f"编码的“{segment['name']}”段从 1 开始，不能全是 0"
    if scheme.check_character and code[-1] != check_character(body):
        return f"编码的校验位应为 {check_character(body)}，现在是 {code[-1]}，请核对编码"
    return ""


def short_name(name: str, community: str) -> str:
    """Return a grid's name beside that of its community: 会师路第二网格 → 第二网格; 会师路小学专属网格 stays."""
    for start in (community, community.removesuffix("社区"), community.removesuffix("村")):
        if start and name.startswith(f"{start}第"):
            return name.removeprefix(start)
    return name


def by_code(session: Session, code: str) -> UUID:
    """Return the id of the grid with this code. Raises ``UserError`` when nobody has it."""
    found = session.scalars(select(Grid.id).where(Grid.code == code, ~Grid.deleted)).first()
    if found is None:
        raise UserError(f"没有编码为 {code} 的网格，没有打印，请核对编码")
    return found


def check_character(body: str) -> str:
    """Return the optional check character of a code: ISO 7064 MOD 11-2 over its figures and letters (A=10 …)."""
    total = 0
    for sign in body:
        total = (total + int(sign, 36) if sign != "-" else total) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def next_code(session: Session, scheme: CodeScheme, community: Division, kind: str) -> str:
    """Return the next code of a scheme that was never used in a community. Raises ``UserError`` when none is left."""
    before, after, width = "", "", 0
    for segment in scheme.segments:
        if segment["source"] == "serial":
            width = segment["length"]
            continue
        source = {"community": community.code, "kind": KIND_FIGURES[GridKind(kind)], "fixed": segment.get("value")}
        part = source.get(segment["source"])
        if part is None:
            raise UserError(f"方案“{scheme.name}”有需要手工填写的段“{segment['name']}”，请直接填写编码")
        before, after = (before, after + part) if width else (before + part, after)
    if not width:
        raise UserError(f"方案“{scheme.name}”没有顺序号段，不能自动编号，请直接填写编码")
    used = set(session.scalars(select(Grid.code).where(Grid.code.startswith(before, autoescape=True))))
    for serial in range(1, 10**width):
        body = f"{before}{serial:0{width}d}{after}"
        code = body + check_character(body) if scheme.check_character else body
        if code not in used:
            return code
    raise UserError(f"“{community.short_name or community.name}”的顺序号已用完，没有新编码，请调整编码方案")


def propose_code(session: Session, community_id: UUID, kind: str, scheme_id: UUID | None) -> tuple[str, UUID]:
    """Return the next free code in a community and the scheme it follows, the office's first unless one is given.

    Raises ``UserError`` where no code can be proposed.
    """
    community = session.get(Division, community_id)
    schemes = select(CodeScheme).where(~CodeScheme.deleted).order_by(CodeScheme.name, CodeScheme.id)
    scheme = session.get(CodeScheme, scheme_id) if scheme_id else session.scalars(schemes).first()
    if community is None:
        raise UserError("请先选择所属社区，再自动编号")
    if scheme is None:
        raise UserError("还没有编码方案，不能自动编号，请直接填写编码")
    return next_code(session, scheme, community, kind), scheme.id


@dataclass(frozen=True)
class Part:
    """What a grid made by a split or a merge starts with."""

    code: str
    name: str
    households: int | None = None
    people: int | None = None


def split(work: Work, grid_id: UUID, parts: Sequence[Part], day: date, reason: str) -> list[UUID]:
    """Split a grid into parts from ``day`` on: the old one is closed, its code is kept and never used again.

    Posts of the old grid end the day before. Raises ``Invalid`` when there are fewer than two parts.
    """
    if len(parts) < 2:
        raise Invalid({"": "拆分至少要有两个新网格，没有改动"})
    old = _closing(work, [grid_id], day)[0]
    made = [_successor(work, part, [old], "split", day, reason) for part in parts]
    work.flush()
    work.label = f"拆分网格 {old.name} 为 {len(parts)} 个"
    return [one.id for one in made]


def merge(work: Work, grid_ids: Sequence[UUID], part: Part, day: date, reason: str) -> UUID:
    """Merge grids of one community into a new one from ``day`` on; the old ones are closed."""
    if len(set(grid_ids)) < 2:
        raise Invalid({"": "合并至少要选两个网格，没有改动"})
    olds = _closing(work, grid_ids, day)
    if len({old.community_id for old in olds}) > 1:
        raise Invalid({"": "只能合并同一个社区的网格，没有改动"})
    made = _successor(work, part, olds, "merge", day, reason)
    work.flush()
    work.label = f"合并 {len(olds)} 个网格为 {part.name}"
    return made.id


def _closing(work: Work, grid_ids: Sequence[UUID], day: date) -> list[Grid]:
    from .saving import demand

    demand("grids", work.actor)
    olds = list(work.session.scalars(select(Grid).where(Grid.id.in_(grid_ids), ~Grid.deleted).order_by(Grid.code)))
    if len(olds) < len(set(grid_ids)) or any(old.closed_on and old.closed_on <= day for old in olds):
        raise Invalid({"": "所选网格中有已停用或删除的，没有改动，请重新选择"})
    for old in olds:
        if old.opened_on and day <= old.opened_on:
            raise Invalid({"day": f"日期应晚于“{old.name}”的启用日期 {old.opened_on.isoformat()}"})
        old.closed_on = day
        held = select(Post).where(Post.grid_id == old.id, ~Post.deleted, Post.ended_on.is_(None))
        for post in work.session.scalars(held):
            post.ended_on = max(post.started_on, date.fromordinal(day.toordinal() - 1))
            post.end_reason = "网格调整"
        drawn = select(Boundary).where(Boundary.grid_id == old.id, ~Boundary.deleted, Boundary.valid_to.is_(None))
        for boundary in work.session.scalars(drawn):
            boundary.valid_to = max(boundary.valid_from, date.fromordinal(day.toordinal() - 1))
    return olds


def _successor(work: Work, part: Part, olds: Sequence[Grid], kind: str, day: date, reason: str) -> Grid:
    from .saving import save

    first = olds[0]
    label = work.label
    made = save(
        work,
        "grids",
        None,
        {
            "code": part.code,
            "name": part.name,
            "kind": first.kind,
            "dedicated_kind": first.dedicated_kind,
            "community_id": first.community_id,
            "code_scheme_id": first.code_scheme_id,
            "households": part.households,
            "people": part.people,
            "opened_on": day,
        },
    )
    work.label = label
    for old in olds:
        work.add(Succession(predecessor_id=old.id, successor_id=made, kind=kind, day=day, reason=reason))
    grid = work.session.get(Grid, made)
    assert grid is not None
    return grid
