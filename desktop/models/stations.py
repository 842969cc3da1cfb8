"""Stations (阵地): service centres, places to talk, councils and rooms, who works in them and what they did."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Plain, Record, describe
from .fields import Kind, Privacy, Search, field


class StationKind(StrEnum):
    """Kinds of station the program reckons with; offices may add more to the list ``station_kinds``."""

    SERVICE_CENTRE = "service_centre"
    """党群服务中心"""
    DISCUSSION_STATION = "discussion_station"
    """群众说事站"""
    DISCUSSION_POINT = "discussion_point"
    """红色议事点"""
    MEDIATION_COUNCIL = "mediation_council"
    """治安调解理事会"""
    VETERANS_ROOM = "veterans_room"
    """“五老”金牌调解室"""
    BRAND_ROOM = "brand_room"
    """个人品牌调解室"""
    MEDIATION_ROOM = "mediation_room"
    """其他调解室"""


class Station(Record):
    """A station (阵地) in its register (reference 1.9)."""

    __tablename__ = "stations"
    __table_args__ = (Index("ix_stations_kind", "kind", "deleted", "opened_on", "closed_on"),)
    described = describe(
        "stations",
        "阵地",
        "个",
        "name",
        order=("kind", "division_id", "name"),
        natural=(("name", "division_id"),),
        attachments=True,
    )

    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "名称",
            Kind.TEXT,
            required=True,
            search=Search.TEXT,
            listed=True,
            width=220,
            limit=60,
            privacy=Privacy.OPEN,
        ),
    )
    kind: Mapped[str] = mapped_column(
        Text,
        info=field(
            "类型",
            Kind.CHOICE,
            choices="station_kinds",
            required=True,
            listed=True,
            width=130,
            privacy=Privacy.OPEN,
        ),
    )
    brand: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "品牌",
            Kind.TEXT,
            search=Search.TEXT,
            width=110,
            limit=30,
            privacy=Privacy.OPEN,
            help="个人品牌调解室的品牌名称，如“红井冈”",
        ),
    )
    division_id: Mapped[UUID] = mapped_column(
        ForeignKey("divisions.id"),
        info=field(
            "所属区划",
            Kind.REFERENCE,
            refers="divisions",
            required=True,
            listed=True,
            width=140,
            privacy=Privacy.OPEN,
            help="社区、村或街道（乡镇）",
        ),
    )
    grid_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("grids.id"),
        info=field("所在网格", Kind.REFERENCE, refers="grids", width=160, privacy=Privacy.OPEN),
    )
    address: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field("挂牌地址", Kind.TEXT, width=180, limit=100, privacy=Privacy.OPEN, help="挂牌的地方，写到楼栋"),
    )
    leader: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "负责人", Kind.NAME, section="负责人", search=Search.TEXT, listed=True, width=110, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    party_led: Mapped[bool] = mapped_column(
        default=False, info=field("党员牵头", Kind.FLAG, section="负责人", listed=True, width=72)
    )
    phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "对外电话", Kind.PHONE, section="负责人", search=Search.PHONE, listed=True, width=124,
            privacy=Privacy.OPEN, help="印在门牌卡上，填办公电话",
        ),
    )  # fmt: skip
    hours: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "开放时间", Kind.TEXT, section="负责人", width=160, limit=60, privacy=Privacy.OPEN,
            help="如“周一至周五 8:30–12:00，14:30–17:30”",
        ),
    )  # fmt: skip
    duties: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "工作内容", Kind.LONG_TEXT, section="负责人", limit=500, privacy=Privacy.OPEN, help="每行一条，印在门牌卡上"
        ),
    )
    opened_on: Mapped[date | None] = mapped_column(
        info=field("成立日期", Kind.DAY, section="起止", width=96, privacy=Privacy.OPEN)
    )
    closed_on: Mapped[date | None] = mapped_column(
        info=field("撤销日期", Kind.DAY, section="起止", width=96, help="仍在运行时留空")
    )
    close_reason: Mapped[str] = mapped_column(
        Text, default="", info=field("撤销原因", Kind.TEXT, section="起止", limit=100)
    )
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.LONG_TEXT, section="起止", limit=500))


class StationMember(Record):
    """Somebody who works in a station (阵地成员), from a day to a day."""

    __tablename__ = "station_members"
    __table_args__ = (Index("ix_station_members_station_id", "station_id", "deleted", "ended_on"),)
    described = describe(
        "station_members",
        "阵地成员",
        "名",
        "name",
        order=("station_id", "position", "name"),
        natural=(("station_id", "name", "started_on"),),
    )

    station_id: Mapped[UUID] = mapped_column(
        ForeignKey("stations.id"),
        info=field(
            "阵地", Kind.REFERENCE, refers="stations", required=True, listed=True, width=200, search=Search.TEXT,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    name: Mapped[str] = mapped_column(
        Text,
        info=field(
            "姓名", Kind.NAME, required=True, search=Search.TEXT, listed=True, width=110, limit=40,
            privacy=Privacy.OPEN,
        ),
    )  # fmt: skip
    role: Mapped[str] = mapped_column(
        Text,
        info=field(
            "职责", Kind.CHOICE, choices="station_roles", required=True, listed=True, width=96, privacy=Privacy.OPEN
        ),
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"),
        info=field("队伍人员", Kind.REFERENCE, refers="people", width=110, help="已在队伍名册中的人，选上即可对照"),
    )
    elder: Mapped[str | None] = mapped_column(
        Text,
        info=field(
            "“五老”身份", Kind.CHOICE, choices="elders", width=96, help="老干部、老战士、老专家、老教师、老模范"
        ),
    )
    political_status: Mapped[str | None] = mapped_column(
        Text, info=field("政治面貌", Kind.CHOICE, choices="political_statuses", listed=True, width=108)
    )
    phone: Mapped[str] = mapped_column(
        Plain,
        default="",
        info=field(
            "手机", Kind.PHONE, privacy=Privacy.MASKED, search=Search.PHONE, listed=True, width=110
        ),
    )  # fmt: skip
    started_on: Mapped[date | None] = mapped_column(info=field("加入日期", Kind.DAY, listed=True, width=96))
    ended_on: Mapped[date | None] = mapped_column(info=field("离开日期", Kind.DAY, listed=True, width=96))
    position: Mapped[int] = mapped_column(default=0, info=field("次序", Kind.COUNT, width=64))
    notes: Mapped[str] = mapped_column(Text, default="", info=field("备注", Kind.TEXT, limit=100))


class StationActivity(Record):
    """What a station did on a day (阵地活动)."""

    __tablename__ = "station_activities"
    __table_args__ = (Index("ix_station_activities_station_id", "station_id", "deleted", "day"),)
    described = describe(
        "station_activities",
        "阵地活动",
        "次",
        "topic",
        dated="day",
        order=("topic",),
        natural=(("station_id", "day", "topic"),),
        attachments=True,
    )

    station_id: Mapped[UUID] = mapped_column(
        ForeignKey("stations.id"),
        info=field(
            "阵地", Kind.REFERENCE, refers="stations", required=True, listed=True, width=200, search=Search.TEXT
        ),
    )
    day: Mapped[date] = mapped_column(index=True, info=field("日期", Kind.DAY, required=True, listed=True, width=96))
    kind: Mapped[str] = mapped_column(
        Text,
        info=field("活动类别", Kind.CHOICE, choices="station_activity_kinds", required=True, listed=True, width=96),
    )
    topic: Mapped[str] = mapped_column(
        Text,
        info=field("主题", Kind.TEXT, required=True, search=Search.TEXT, listed=True, width=240, limit=60),
    )
    people: Mapped[int | None] = mapped_column(info=field("参加人数", Kind.COUNT, unit="人", listed=True, width=80))
    matters: Mapped[int | None] = mapped_column(
        info=field("受理事项", Kind.COUNT, unit="件", listed=True, width=80, help="群众提出、由阵地受理的件数")
    )
    settled: Mapped[int | None] = mapped_column(info=field("办结事项", Kind.COUNT, unit="件", listed=True, width=80))
    organiser: Mapped[str] = mapped_column(
        Text, default="", info=field("主持人", Kind.NAME, search=Search.TEXT, width=110, limit=40)
    )
    content: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field(
            "内容", Kind.LONG_TEXT, section="记录", search=Search.TEXT, limit=2000,
            help="写工作情况，不写居民的病情、信仰、违法等个人情况",
        ),
    )  # fmt: skip
    result: Mapped[str] = mapped_column(
        Text, default="", info=field("结果", Kind.LONG_TEXT, section="记录", search=Search.TEXT, limit=1000)
    )
