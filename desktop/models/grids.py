"""Grids (网格), how they follow one another, their boundaries, and the schemes of their codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class GridKind(StrEnum):
    """Kinds of grid (reference 2.2)."""

    RESIDENTIAL = "residential"
    """综合网格: households live in it; the size check applies."""
    DEDICATED = "dedicated"
    """专属网格: a park, market, school, hospital or scenic area; exempt from the size check."""


class CodeScheme(Record):
    """A scheme of grid codes (编码方案): segments in order, editable because provinces issue their own."""

    __tablename__ = "code_schemes"
    described = describe(
        "code_schemes", "编码方案", "个", "name", order=("name",), natural=(("name",),), attachments=False
    )

    name: Mapped[str] = mapped_column(
        Text, unique=True, info=field("方案名称", Kind.TEXT, required=True, listed=True, width=180, limit=30)
    )
    segments: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, info=field("编码段", Kind.DATA, required=True, help="每段的名称、位数、字符和来源")
    )
    check_character: Mapped[bool] = mapped_column(
        default=False,
        info=field("加校验位", Kind.FLAG, listed=True, help="ISO 7064 MOD 11-2，与身份证校验规则相同"),
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("说明", Kind.LONG_TEXT, limit=500))


class Grid(Record):
    """A grid (网格). Fields after reference 2.6; counts only, never lists of residents."""

    __tablename__ = "grids"
    described = describe("grids", "网格", "个", "name", code="code", order=("code",))

    code: Mapped[str] = mapped_column(
        Plain,
        unique=True,
        info=field(
            "网格编码",
            Kind.CODE,
            required=True,
            search=Search.CODE,
            listed=True,
            width=142,
            limit=24,
            privacy=Privacy.OPEN,
            help="照发放的编码原样登记，停用后不再使用",
        ),
    )
    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "网格名称",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=172,
            limit=40,
            privacy=Privacy.OPEN,
        ),
    )
    kind: Mapped[str] = mapped_column(
        Text,
        default=GridKind.RESIDENTIAL,
        info=field(
            "类型",
            Kind.CHOICE,
            choices="grid_kinds",
            required=True,
            listed=True,
            width=56,
            privacy=Privacy.OPEN,
        ),
    )
    dedicated_kind: Mapped[str | None] = mapped_column(
        Text,
        info=field("专属类别", Kind.CHOICE, choices="dedicated_kinds", width=88, help="只有专属网格填写"),
    )
    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("divisions.id"),
        index=True,
        info=field(
            "所属社区",
            Kind.REFERENCE,
            refers="divisions",
            required=True,
            listed=True,
            width=84,
            privacy=Privacy.OPEN,
        ),
    )
    code_scheme_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("code_schemes.id"),
        info=field("编码方案", Kind.REFERENCE, refers="code_schemes", width=120),
    )
    households: Mapped[int | None] = mapped_column(
        info=field(
            "户数",
            Kind.COUNT,
            section="规模",
            unit="户",
            listed=True,
            width=54,
            most=100_000,
            privacy=Privacy.OPEN,
        )
    )
    people: Mapped[int | None] = mapped_column(
        info=field(
            "人口",
            Kind.COUNT,
            section="规模",
            unit="人",
            listed=True,
            width=60,
            most=1_000_000,
            privacy=Privacy.OPEN,
        )
    )
    buildings: Mapped[int | None] = mapped_column(
        info=field("楼栋", Kind.COUNT, section="规模", unit="栋", width=60, most=10_000, privacy=Privacy.OPEN)
    )
    estates: Mapped[int | None] = mapped_column(
        info=field(
            "小区",
            Kind.COUNT,
            section="规模",
            unit="个",
            width=60,
            most=1_000,
            privacy=Privacy.OPEN,
            help="按小区数量和人口比例配备专职网格员",
        )
    )
    units: Mapped[int | None] = mapped_column(
        info=field("单位商户", Kind.COUNT, section="规模", unit="家", width=72, most=100_000, privacy=Privacy.OPEN)
    )
    party_members: Mapped[int | None] = mapped_column(
        info=field("党员", Kind.COUNT, section="规模", unit="名", width=60, most=100_000, privacy=Privacy.OPEN)
    )
    party_groups: Mapped[int | None] = mapped_column(
        info=field("党小组", Kind.COUNT, section="规模", unit="个", width=64, most=1_000, privacy=Privacy.OPEN)
    )
    area: Mapped[Decimal | None] = mapped_column(
        Numeric(12, 4), info=field("面积", Kind.AMOUNT, section="规模", unit="公顷", width=72)
    )
    counted_on: Mapped[date | None] = mapped_column(
        info=field("底数日期", Kind.DAY, section="规模", width=96, help="户数、人口等是哪一天的")
    )
    east: Mapped[str] = mapped_column(
        Text, default="", info=field("东至", Kind.TEXT, section="四至", limit=60, privacy=Privacy.OPEN)
    )
    south: Mapped[str] = mapped_column(
        Text, default="", info=field("南至", Kind.TEXT, section="四至", limit=60, privacy=Privacy.OPEN)
    )
    west: Mapped[str] = mapped_column(
        Text, default="", info=field("西至", Kind.TEXT, section="四至", limit=60, privacy=Privacy.OPEN)
    )
    north: Mapped[str] = mapped_column(
        Text, default="", info=field("北至", Kind.TEXT, section="四至", limit=60, privacy=Privacy.OPEN)
    )
    board_place: Mapped[str] = mapped_column(
        Text, default="", info=field("公示牌位置", Kind.TEXT, section="状态", limit=60)
    )
    opened_on: Mapped[date | None] = mapped_column(info=field("启用日期", Kind.DAY, section="状态", width=96))
    closed_on: Mapped[date | None] = mapped_column(
        info=field("停用日期", Kind.DAY, section="状态", width=96, help="停用的网格不再计数，编码不再使用")
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="状态", limit=500))


class Succession(Record):
    """A grid that followed another when grids were split or merged (沿革)."""

    __tablename__ = "successions"
    described = describe(
        "successions", "网格沿革", "条", "kind", order=("day",), natural=(("predecessor_id", "successor_id"),),
        attachments=False,
    )  # fmt: skip

    predecessor_id: Mapped[UUID] = mapped_column(
        ForeignKey("grids.id"),
        index=True,
        info=field("原网格", Kind.REFERENCE, refers="grids", required=True, listed=True, width=172),
    )
    successor_id: Mapped[UUID] = mapped_column(
        ForeignKey("grids.id"),
        index=True,
        info=field("新网格", Kind.REFERENCE, refers="grids", required=True, listed=True, width=172),
    )
    kind: Mapped[str] = mapped_column(
        Text, info=field("方式", Kind.CHOICE, choices="succession_kinds", required=True, listed=True)
    )
    day: Mapped[date] = mapped_column(info=field("日期", Kind.DAY, required=True, listed=True))
    reason: Mapped[str] = mapped_column(Text, default="", info=field("原因", Kind.TEXT, limit=200))


class Boundary(Record):
    """The boundary of a grid or the outline of a community (边界), valid from a day; CGCS2000 degrees."""

    __tablename__ = "boundaries"
    described = describe("boundaries", "边界", "条", "source", order=("valid_from",), attachments=False)

    grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"), index=True, info=field("网格", Kind.REFERENCE, refers="grids", listed=True)
    )
    division_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        index=True,
        info=field("社区", Kind.REFERENCE, refers="divisions", listed=True, help="社区外围边界时填写"),
    )
    polygon: Mapped[list[Any]] = mapped_column(
        JSON, info=field("坐标", Kind.DATA, required=True, help="GeoJSON MultiPolygon 的 coordinates")
    )
    valid_from: Mapped[date] = mapped_column(info=field("生效日期", Kind.DAY, required=True, listed=True))
    valid_to: Mapped[date | None] = mapped_column(info=field("失效日期", Kind.DAY, listed=True))
    source: Mapped[str] = mapped_column(
        Text, default="", info=field("来源", Kind.TEXT, listed=True, limit=100, width=180)
    )


class MapFeature(Record):
    """A street, river or place drawn on the schematic map of a community (示意图要素)."""

    __tablename__ = "map_features"
    described = describe("map_features", "地图要素", "个", "name", order=("name",), attachments=False)

    division_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("divisions.id"),
        index=True,
        info=field("社区", Kind.REFERENCE, refers="divisions", required=True, listed=True),
    )
    kind: Mapped[str] = mapped_column(
        Text, info=field("种类", Kind.CHOICE, choices="map_feature_kinds", required=True, listed=True)
    )
    name: Mapped[str] = mapped_column(
        Text, default="", info=field("名称", Kind.TEXT, search=Search.TEXT, listed=True, limit=40, width=160)
    )
    points: Mapped[list[Any]] = mapped_column(
        JSON,
        info=field("坐标", Kind.DATA, required=True, help="GeoJSON LineString、Polygon 或 Point 的 coordinates"),
    )
