"""Figures of check-in and what needs attention in it: computed from rows each time, with the rows behind them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models import Member, Service, ServiceKind, Unit, Wish

from . import records
from .checkin_columns import DONE, OPEN, is_active, lagging, served
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
    """Return wishes that wait too long and units whose members are not all checked in."""
    from .findings import LIGHT, SOONER, Finding

    found: list[Any] = []
    late = select(func.count(Wish.id)).where(~Wish.deleted, Wish.state.in_(OPEN), Wish.wanted_on < context.today)
    if many := session.execute(late).scalar_one():
        query = Query("wishes", filters=(Filter("late", "is", True),))
        first = records.first_rows(session, query, ["content"], context, 1)
        caption = f"过了期望时间还没有完成　{first[0].texts['content']}" if first else ""
        found.append(Finding("party.wishes_late", SOONER, "flag", f"{many} 件需求或微心愿超期", caption, "超期", query))
    behind = select(func.count(Unit.id)).where(~Unit.deleted, lagging(context))
    if below := session.execute(behind).scalar_one():
        rate = context.settings["checkin.unit_rate"]
        query = Query("units", filters=(Filter("lagging", "is", True),))
        found.append(
            Finding("party.units_lagging", LIGHT, "people", f"{below} 家单位报到率低于 {rate}%",
                    "请单位党组织督促未报到的党员", "需督促", query)
        )  # fmt: skip
    return found
