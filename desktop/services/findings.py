"""What needs attention now (需要处理): found in the rows each time, heaviest first, each with the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.clock import china_day
from desktop.errors import UserError
from desktop.models import Holiday, Person, Post

from . import figures, records
from .context import Context
from .offices import own
from .outside import overdue
from .people import holding
from .records import Filter, Query

SOON = timedelta(days=30)
"""Consents and posts that end within this time are named."""
BACKUP_AGE = timedelta(days=7)
HOLIDAYS_FROM = (11, 1)
"""Month and day from which next year's holidays should be known: the State Council announces them in November."""

SUBJECTS: tuple[str, ...] = (
    "staff", "training", "centre", "party_findings", "checkin_figures", "mediation_figures",
)  # fmt: skip
"""Modules of this package whose ``find(session, context)`` returns the findings of their subject."""

HEAVY, SOONER, LIGHT = 0, 1, 2
"""Missing or ended; ending soon; to be looked at."""


@dataclass(frozen=True)
class Finding:
    """One thing to do: what it is, how heavy, and where it is done."""

    key: str
    weight: int
    icon: str
    title: str
    caption: str
    tag: str
    """Word of its state (缺员, 剩 7 天)."""
    query: Query | None = None
    """The rows concerned."""
    record: tuple[str, UUID] | None = None
    """The one record concerned."""
    page: str = ""
    """The page where it is done, where there are no rows to show; perhaps with the part of it (mediation:due)."""


def find(
    session: Session, context: Context, backups: Sequence[datetime] | None = None, outside: datetime | None = None
) -> list[Finding]:
    """Return what needs attention today, heaviest first.

    ``backups`` are the moments of the backups at hand; None means that nobody looked. ``outside`` is when the last
    went to another disk.
    """
    found = [
        *_of_grids(session, context),
        *_of_office(session),
        *_of_consents(session, context, "photo_consent", "照片公开同意"),
        *_of_consents(session, context, "mobile_consent", "手机公开同意"),
        *_of_posts(session, context),
        *_of_holidays(session, context),
        *(one for name in SUBJECTS for one in import_module(f"{__package__}.{name}").find(session, context)),
        *([] if backups is None else _of_backups(backups, outside, context)),
    ]
    return sorted(found, key=lambda one: one.weight)


def _of_grids(session: Session, context: Context) -> list[Finding]:
    limits = context.settings
    kinds = (
        ("grids.incomplete_staff", HEAVY, "people", "个网格 1+N+N 不完整", "缺员", ""),
        (
            "grids.outside_size_limits",
            LIGHT,
            "ruler",
            "个网格超出规模标准",
            "需核对",
            f"标准 {limits['grids.households_least']}–{limits['grids.households_most']} 户",
        ),
        ("grids.without_boundary", LIGHT, "polygon", "个网格没有边界", "缺边界", ""),
    )
    read = figures.read(session, context, [key for key, *_ in kinds])
    found = []
    for key, weight, icon, words, tag, note in kinds:
        query = figures.rows_behind(key)
        count = read[key].numerator
        if count and query is not None:
            caption = "　".join(one for one in (note, _first(session, query, count, context)) if one)
            found.append(Finding(key, weight, icon, f"{count} {words}", caption, tag, query))
    return found


def _first(session: Session, query: Query, count: int, context: Context) -> str:
    """Return the names of the first rows."""
    names = [row.texts["name"] for row in records.first_rows(session, query, ["name"], context, 2)]
    return "、".join(names) + ("等" if count > len(names) else "")


def _of_office(session: Session) -> list[Finding]:
    try:
        office = own(session)
    except UserError:
        return []
    if office.supervision_phone:
        return []
    return [
        Finding("offices.supervision_phone", HEAVY, "phone", "没有填写监督电话", "公示牌上印“待补”，应填有人接听的电话",
                "缺失", record=("offices", office.id))
    ]  # fmt: skip


def _of_consents(session: Session, context: Context, name: str, words: str) -> list[Finding]:
    """Find people in post whose consent has ended or ends soon: without it their boards change."""
    until: Any = getattr(Person, f"{name}_until")
    serving = select(Post.id).where(Post.person_id == Person.id, holding(Post, context)).exists()
    statement = select(func.min(until), func.count()).where(~Person.deleted, serving)
    found = []
    ended = (until < context.today,)
    ending = (until >= context.today, until <= context.today + SOON)
    for over, wanted in ((True, ended), (False, ending)):
        first, count = session.execute(statement.where(*wanted)).one()
        if not count:
            continue
        held = Filter("held", "from", 1)
        if over:
            gone = (held, Filter(f"{name}_until", "to", context.today - timedelta(days=1)))
            found.append(
                Finding(f"people.{name}_ended", HEAVY, "shield-check", f"{count} 人的{words}已到期",
                        "再印公示牌时不再印出，续签后填写新的日期", "已到期", Query("people", filters=gone))
            )  # fmt: skip
        else:
            filters = (
                held,
                Filter(f"{name}_until", "from", context.today),
                Filter(f"{name}_until", "to", context.today + SOON),
            )
            found.append(
                Finding(f"people.{name}_ending", SOONER, "shield-check", f"{count} 人的{words}将到期",
                        "请提前请本人续签", left(first, context.today), Query("people", filters=filters))
            )  # fmt: skip
    return found


def _of_posts(session: Session, context: Context) -> list[Finding]:
    ending = (Post.ended_on >= context.today, Post.ended_on <= context.today + SOON)
    first, count = session.execute(
        select(func.min(Post.ended_on), func.count()).where(holding(Post, context), *ending)
    ).one()
    if not count or first is None:
        return []
    filters = (
        Filter("current", "is", True),
        Filter("ended_on", "from", context.today),
        Filter("ended_on", "to", context.today + SOON),
    )
    return [
        Finding("posts.ending", SOONER, "user", f"{count} 个岗位将卸任", "请安排接任", left(first, context.today),
                Query("posts", filters=filters))
    ]  # fmt: skip


def _of_holidays(session: Session, context: Context) -> list[Finding]:
    if (context.today.month, context.today.day) < HOLIDAYS_FROM:
        return []
    year = context.today.year + 1
    statement = select(Holiday.id).where(
        ~Holiday.deleted, Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31)
    )
    if session.execute(statement.limit(1)).first():
        return []
    return [
        Finding("holidays.next_year", LIGHT, "calendar", f"没有 {year} 年的节假日安排",
                "国务院公布后录入，工作日期限才准", "待补录",
                Query("holidays", filters=(Filter("day", "from", date(context.today.year, 10, 1)),)))
    ]  # fmt: skip


def _of_backups(backups: Sequence[datetime], outside: datetime | None, context: Context) -> list[Finding]:
    if not backups:
        lost = "电脑损坏时数据会全部丢失"
        return [Finding("backups.none", HEAVY, "drive", "还没有备份", lost, "缺失", page="backup")]
    age = context.today - china_day(max(backups))
    if age >= BACKUP_AGE:
        caption = "请现在备份，并复制一份到移动硬盘"
        return [
            Finding("backups.old", HEAVY, "drive", f"{age.days} 天没有备份", caption, f"{age.days} 天", page="backup")
        ]
    days = overdue(outside, min(backups), context.today, context.settings["backups.outside_days"])
    if days is None:
        return []
    title = f"{days} 天没有把备份拷到移动硬盘" if outside else "备份还没有拷到移动硬盘"
    caption = "电脑坏了、丢了，里面的备份也会没有"
    return [Finding("backups.outside", SOONER, "drive", title, caption, f"{days} 天", page="backup")]


def left(day: date, today: date) -> str:
    """Return how long until a day, as tags say it."""
    days = (day - today).days
    return "今天到期" if days == 0 else f"剩 {days} 天"
