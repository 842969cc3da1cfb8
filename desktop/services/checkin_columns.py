"""Columns of the lists of check-in that are computed from other rows: who is active, what was done, what is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from desktop.models import Campaign, Evaluation, Field, Kind, Member, Progress, Service, ServiceKind, Unit, Wish

from .checkin import ABSENT
from .columns import Derived
from .context import Context

OPEN = (Progress.PUBLISHED.value, Progress.CLAIMED.value)
"""States in which a wish still waits."""
DONE = (Progress.DONE.value, Progress.THANKED.value)

Expression = Callable[[Context], ColumnElement[Any]]


def is_active(context: Context, member: Any = Member) -> ColumnElement[bool]:
    """Return the SQL of “this member is checked in today”."""
    return and_(
        ~member.deleted,
        member.checked_in_on <= context.today,
        or_(member.checked_out_on.is_(None), member.checked_out_on >= context.today),
    )


def served(service: Any = Service) -> ColumnElement[bool]:
    """Return the SQL of “this record is a service that was done”: who stayed away has not served."""
    return and_(~service.deleted, service.occasion != ABSENT)


def flag(condition: Callable[[Context], ColumnElement[bool]]) -> Expression:
    """Return a condition as the value of a column."""
    return lambda context: case((condition(context), True), else_=False)


def _of_member(value: Callable[[Any], ColumnElement[Any]], this_year: bool = False) -> Expression:
    def found(context: Context) -> ColumnElement[Any]:
        service = aliased(Service)
        statement = select(value(service)).where(service.member_id == Member.id, served(service))
        if this_year:
            statement = statement.where(service.day >= date(context.today.year, 1, 1))
        return statement.correlate(Member).scalar_subquery()

    return found


def due_year(today: date) -> int:
    """Return the year evaluations are written for: this one from December on, else the one before (reference 5.2)."""
    return today.year if today.month == 12 else today.year - 1


def evaluation_due(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “still here, was here in the year due, and not evaluated for it”."""
    year, given = due_year(context.today), aliased(Evaluation)
    evaluated = (
        select(given.id)
        .where(given.member_id == Member.id, given.year == year, ~given.deleted)
        .correlate(Member)
        .exists()
    )
    return and_(is_active(context), Member.checked_in_on <= date(year, 12, 31), ~evaluated)


MEMBER_DERIVED = (
    Derived(
        Field("今年服务次数", Kind.COUNT, name="services_year", listed=True, width=96),
        _of_member(lambda service: func.count(service.id), this_year=True),
    ),
    Derived(
        Field("今年时长", Kind.AMOUNT, name="hours_year", unit="小时", listed=True, width=80),
        _of_member(lambda service: func.coalesce(func.sum(service.hours), 0), this_year=True),
    ),
    Derived(
        Field("累计服务次数", Kind.COUNT, name="services_all", width=96),
        _of_member(lambda service: func.count(service.id)),
    ),
    Derived(Field("最近服务", Kind.DAY, name="last_service", width=96), _of_member(lambda one: func.max(one.day))),
    Derived(Field("在册", Kind.FLAG, name="active", width=56), flag(is_active)),
    Derived(Field("待年度评价", Kind.FLAG, name="evaluation_due", width=88), flag(evaluation_due)),
)


def _members(context: Context) -> ColumnElement[Any]:
    member = aliased(Member)
    return (
        select(func.count(member.id))
        .where(member.unit_id == Unit.id, is_active(context, member))
        .correlate(Unit)
        .scalar_subquery()
    )


def lagging(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “fewer of this unit's members are checked in than the line of the office”."""
    rate = context.settings["checkin.unit_rate"]
    return and_(Unit.party_members > 0, _members(context) * 100 < Unit.party_members * rate)


UNIT_DERIVED = (
    Derived(Field("已报到", Kind.COUNT, name="checked_in", unit="名", listed=True, width=72), _members),
    Derived(Field("报到率低", Kind.FLAG, name="lagging", width=80), flag(lagging)),
)

SERVICE_DERIVED = (Derived(Field("已服务", Kind.FLAG, name="served", width=64), flag(lambda context: served())),)


def _late(context: Context) -> ColumnElement[bool]:
    return and_(Wish.state.in_(OPEN), Wish.wanted_on < context.today)


WISH_DERIVED = (
    Derived(Field("未完成", Kind.FLAG, name="open", width=64), flag(lambda context: Wish.state.in_(OPEN))),
    Derived(Field("已实现", Kind.FLAG, name="fulfilled", width=64), flag(lambda context: Wish.state.in_(DONE))),
    Derived(Field("超期", Kind.FLAG, name="late", width=56), flag(_late)),
)


def _of_campaign(value: Callable[[Any], ColumnElement[Any]], kind: str = "") -> Expression:
    def found(context: Context) -> ColumnElement[Any]:
        service = aliased(Service)
        statement = select(value(service)).where(service.campaign_id == Campaign.id, served(service))
        if kind:
            statement = statement.where(service.kind == kind)
        return statement.correlate(Campaign).scalar_subquery()

    return found


def _number(service: Any) -> ColumnElement[Any]:
    return func.count(service.id)


CAMPAIGN_DERIVED = (
    Derived(Field("服务合计", Kind.COUNT, name="services", unit="件", listed=True, width=80), _of_campaign(_number)),
    Derived(
        Field("生活服务", Kind.COUNT, name="life", unit="件", listed=True, width=80),
        _of_campaign(_number, ServiceKind.LIFE.value),
    ),
    Derived(
        Field("法律服务", Kind.COUNT, name="legal", unit="件", listed=True, width=80),
        _of_campaign(_number, ServiceKind.LEGAL.value),
    ),
    Derived(
        Field("公共服务", Kind.COUNT, name="public", unit="件", listed=True, width=80),
        _of_campaign(_number, ServiceKind.PUBLIC.value),
    ),
    Derived(
        Field("参加党员", Kind.COUNT, name="members", unit="名", width=80),
        _of_campaign(lambda one: func.count(func.distinct(one.member_id))),
    ),
    Derived(
        Field("总时长", Kind.AMOUNT, name="hours", unit="小时", width=80),
        _of_campaign(lambda one: func.coalesce(func.sum(one.hours), 0)),
    ),
)


def _unit_of(context: Context) -> ColumnElement[Any]:
    return select(Member.unit_id).where(Member.id == Evaluation.member_id).correlate(Evaluation).scalar_subquery()


EVALUATION_DERIVED = (
    Derived(Field("工作单位", Kind.REFERENCE, name="unit_id", refers="units", listed=True, width=180), _unit_of),
)
