"""Figures of check-in and what needs attention in it: computed from rows each time, with the rows behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models import Member, Progress, Service, ServiceKind, Unit, Wish

from . import records
from .checkin_columns import DONE, OPEN, due_year, is_active, lagging, served
from .context import Context
from .counting import Counted, Figure, Span
from .queries import Filter, Query

SERVED = Filter("served", "is", True)


def _services(*conditions: ColumnElement[bool]) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(Service.id)).where(served(), span.holds(Service.day), *conditions)
        return Counted(session.execute(statement).scalar_one())

    return count


def _members(session: Session, context: Context, span: Span) -> Counted:
    return Counted(session.execute(select(func.count(Member.id)).where(is_active(context))).scalar_one())


def _units(session: Session, context: Context, span: Span) -> Counted:
    there = select(func.count(Unit.id)).where(~Unit.deleted, Unit.reported_on <= context.today)
    return Counted(session.execute(there).scalar_one())


def _wishes(*conditions: ColumnElement[bool], day: Any = Wish.published_on) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(Wish.id)).where(~Wish.deleted, span.holds(day), *conditions)
        return Counted(session.execute(statement).scalar_one())

    return count


def _head(kind: ServiceKind, label: str) -> Figure:
    query = Query("services", filters=(SERVED, Filter("kind", "is", kind.value)))
    return Figure(f"party.services.{kind.value}", label, "件", _services(Service.kind == kind.value), query, flow=True)


FIGURES = (
    Figure("party.services", "党员服务", "件", _services(), Query("services", filters=(SERVED,)), flow=True),
    _head(ServiceKind.LIFE, "生活服务"),
    _head(ServiceKind.LEGAL, "法律服务"),
    _head(ServiceKind.PUBLIC, "公共服务"),
    Figure(
        "party.members_checked_in",
        "报到党员",
        "名",
        _members,
        Query("members", filters=(Filter("active", "is", True),)),
    ),
    Figure(
        "party.units_checked_in",
        "报到单位",
        "家",
        _units,
        Query("units", filters=(Filter("reported_on", "filled"),)),
    ),
    Figure("party.wishes", "需求与微心愿", "件", _wishes(), Query("wishes"), flow=True),
    Figure(
        "party.wishes_done",
        "完成的需求与微心愿",
        "件",
        _wishes(Wish.state.in_(DONE), day=Wish.done_on),
        Query("wishes", filters=(Filter("fulfilled", "is", True),)),
        flow=True,
    ),
)


def find(session: Session, context: Context) -> list[Any]:
    """Return wishes that wait too long, evaluations to write and to send, units whose members are not all here."""
    from .findings import LIGHT, SOONER, Finding

    found: list[Any] = []
    late = select(func.count(Wish.id)).where(~Wish.deleted, Wish.state.in_(OPEN), Wish.wanted_on < context.today)
    if many := session.execute(late).scalar_one():
        query = Query("wishes", filters=(Filter("late", "is", True),))
        caption = f"过了期望时间还没有完成　{_first(session, query, 'content', context)}"
        found.append(Finding("party.wishes_late", SOONER, "flag", f"{many} 件需求或微心愿超期", caption, "超期", query))
    found += _unclaimed(session, context)
    found += _evaluations(session, context)
    behind = select(func.count(Unit.id)).where(~Unit.deleted, lagging(context))
    if below := session.execute(behind).scalar_one():
        rate = context.settings["checkin.unit_rate"]
        query = Query("units", filters=(Filter("lagging", "is", True),))
        found.append(
            Finding("party.units_lagging", LIGHT, "people", f"{below} 家单位报到率低于 {rate}%",
                    "请单位党组织督促未报到的党员", "需督促", query)
        )  # fmt: skip
    return found


def _first(session: Session, query: Query, column: str, context: Context) -> str:
    rows = records.first_rows(session, query, [column], context, 1)
    return rows[0].texts[column] if rows else ""


def _unclaimed(session: Session, context: Context) -> list[Any]:
    """Find wishes nobody claimed for as many days as the office bears; those already late are told of as late."""
    from .findings import LIGHT, Finding

    days = int(context.settings["checkin.wish_days"])
    before = context.today - timedelta(days=days)
    filters = (
        Filter("state", "is", Progress.PUBLISHED.value),
        Filter("published_on", "to", before),
        Filter("late", "is", False),
    )
    query = Query("wishes", filters=filters)
    if not (many := records.count(session, query, context)):
        return []
    caption = f"发布已满 {days} 天，请组织党员认领　{_first(session, query, 'content', context)}"
    return [
        Finding("party.wishes_unclaimed", LIGHT, "flag", f"{many} 件需求或微心愿没人认领", caption, "待认领", query)
    ]


def _evaluations(session: Session, context: Context) -> list[Any]:
    from .findings import LIGHT, SOONER, Finding

    year, found = due_year(context.today), list[Any]()
    due = Query("members", filters=(Filter("evaluation_due", "is", True),))
    if many := records.count(session, due, context):
        caption = f"积分只作参考，由社区党组织评定　{_first(session, due, 'name', context)}"
        title = f"{many} 名报到党员没有 {year} 年度评价"
        found.append(Finding("party.evaluations_due", LIGHT, "award", title, caption, "待评价", due))
    kept = Query("evaluations", filters=(Filter("evaluated_on", "filled"), Filter("returned_on", "empty")))
    if many := records.count(session, kept, context):
        caption = "打印评价鉴定表交单位党组织，再填反馈日期"
        found.append(
            Finding(
                "party.evaluations_kept", SOONER, "award", f"{many} 份年度评价没有反馈单位", caption, "待反馈", kept
            )
        )
    return found
