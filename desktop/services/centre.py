"""The city centre (智慧城市指挥中心): connected systems, halls, units and their duty by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.orm import Session

from desktop.models import CentreUnit, Field, Kind, Standing, System, UnitDuty

from .columns import Derived
from .context import Context
from .counting import Counted, Figure, Span
from .queries import Filter, Query
from .twins import twins

WHOLE = "whole"
"""The shift that is a whole day (list ``duty_shifts``)."""


def in_use(record: Any, context: Context) -> ColumnElement[bool]:
    """Return the SQL of “this system is connected (this unit is in the centre) today”."""
    begun = or_(record.since.is_(None), record.since <= context.today)
    return and_(~record.deleted, begun, or_(record.until.is_(None), record.until > context.today))


def _flag(record: Any) -> Any:
    return lambda context: case((in_use(record, context), True), else_=False)


def _duties(kind: str) -> Any:
    """Return the SQL of the turns of a unit this year: all of them, or those of weekends."""

    def count(context: Context) -> ColumnElement[Any]:
        year = context.today.replace(month=1, day=1), context.today.replace(month=12, day=31)
        statement = select(func.count(UnitDuty.id)).where(
            UnitDuty.unit_id == CentreUnit.id, ~UnitDuty.deleted, UnitDuty.day >= year[0], UnitDuty.day <= year[1]
        )
        if kind == "weekend":
            statement = statement.where(extract("dow", UnitDuty.day).in_((0, 6)))
        return statement.correlate(CentreUnit).scalar_subquery()

    return count


SYSTEM_DERIVED = (Derived(Field("在用", Kind.FLAG, name="in_use", listed=True, width=56), _flag(System)),)
UNIT_DERIVED = (
    Derived(Field("在驻", Kind.FLAG, name="in_use", listed=True, width=56), _flag(CentreUnit)),
    Derived(Field("今年值班", Kind.COUNT, name="duties", unit="班", width=80), _duties("")),
    Derived(Field("其中周末", Kind.COUNT, name="weekend_duties", unit="班", width=80), _duties("weekend")),
)
_WEEKDAYS = tuple(zip(range(7), ("周日", "周一", "周二", "周三", "周四", "周五", "周六"), strict=True))
DUTY_DERIVED = (
    Derived(
        Field("星期", Kind.TEXT, name="weekday", listed=True, width=64),
        lambda context: case(*((extract("dow", UnitDuty.day) == at, word) for at, word in _WEEKDAYS), else_=""),
    ),
    Derived(
        Field("已调班", Kind.FLAG, name="swapped", width=72),
        lambda context: case((UnitDuty.first_unit_id.is_not(None), True), else_=False),
    ),
)


def _check_days(values: Mapping[str, Any], end: str) -> dict[str, str]:
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        return {"until": f"{end}早于{'接入' if end == '停用日期' else '入驻'}日期，请改正"}
    return {}


def check_system(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a system: days in order, not the same name twice in use."""
    wrong = _check_days(values, "停用日期")
    same = twins(session, System, record_id, name=values["name"])
    if not values.get("until") and any(not one.deleted and not one.until for one in same):
        wrong["name"] = f"“{values['name']}”已登记且仍在使用，请核对"
    return wrong


def check_unit(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a unit: days in order, not the same name twice at the same time, no duty left after it goes."""
    wrong = _check_days(values, "退出日期")
    since, until = values.get("since"), values.get("until")
    for one in twins(session, CentreUnit, record_id, name=values["name"]):
        before = one.until is not None and since is not None and one.until <= since
        after = until is not None and one.since is not None and until <= one.since
        if not one.deleted and not before and not after:
            wrong["name"] = f"“{values['name']}”已登记入驻，改变入驻方式请先填写原记录的退出日期"
            break
    if until and record_id is not None and not wrong:
        wrong.update(_check_left(session, record_id, until))
    return wrong


def _check_left(session: Session, unit_id: UUID, until: date) -> dict[str, str]:
    statement = select(func.count(UnitDuty.id), func.min(UnitDuty.day)).where(
        UnitDuty.unit_id == unit_id, ~UnitDuty.deleted, UnitDuty.day >= until
    )
    many, first = session.execute(statement).one()
    return {"until": f"退出以后还排着 {many} 班（最早 {first.isoformat()}），请先在值班表里调班"} if many else {}


def check_duty(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a duty: the unit is in the centre that day and on duty once, no shift twice, a whole day stands alone."""
    wrong: dict[str, str] = {}
    day, shift = values["day"], values["shift"]
    unit = session.get(CentreUnit, values["unit_id"])
    if unit is not None and ((unit.since and day < unit.since) or (unit.until and day >= unit.until)):
        wrong["unit_id"] = f"“{unit.name}”这一天不在入驻期内，请选别的单位"
    for one in twins(session, UnitDuty, record_id, day=day):
        if one.deleted:
            continue
        if one.shift == shift:
            other = session.get(CentreUnit, one.unit_id)
            wrong["shift"] = f"这一天这一班已排“{other.name if other else ''}”，换单位请用调班"
        elif WHOLE in (one.shift, shift):
            wrong["shift"] = "这一天已按另一种班次排班，全天班不能和白班、夜班同排"
        elif one.unit_id == values["unit_id"]:
            wrong["unit_id"] = f"“{unit.name if unit else ''}”这一天已排另一班，一个单位一天只值一班，请选别的单位"
    if values.get("swap_reason") and not values.get("first_unit_id"):
        wrong["swap_reason"] = "没有调班，调班原因应留空；要调班请用值班表上的“调班”"
    return wrong


# -- figures


def _systems(*conditions: Any) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(System.id)).where(in_use(System, context), *conditions)
        return Counted(session.execute(statement).scalar_one())

    return count


def _units(standing: Standing) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(CentreUnit.id)).where(
            in_use(CentreUnit, context), CentreUnit.standing == standing
        )
        return Counted(session.execute(statement).scalar_one())

    return count


def _turns(session: Session, context: Context, span: Span) -> Counted:
    statement = select(func.count(UnitDuty.id)).where(~UnitDuty.deleted, span.holds(UnitDuty.day))
    return Counted(session.execute(statement).scalar_one())


_IN_USE = Filter("in_use", "is", True)
FIGURES = (
    Figure("centre.systems", "接驳系统", "个", _systems(), Query("systems", filters=(_IN_USE,))),
    Figure(
        "centre.systems_superior",
        "上级统建系统",
        "个",
        _systems(System.level == "superior"),
        Query("systems", filters=(_IN_USE, Filter("level", "is", "superior"))),
    ),
    Figure(
        "centre.systems_own",
        "本级自建系统",
        "个",
        _systems(System.level == "own"),
        Query("systems", filters=(_IN_USE, Filter("level", "is", "own"))),
    ),
    Figure(
        "centre.resident_units",
        "常驻单位",
        "家",
        _units(Standing.RESIDENT),
        Query("centre_units", filters=(_IN_USE, Filter("standing", "is", "resident"))),
    ),
    Figure(
        "centre.visiting_units",
        "非常驻单位",
        "家",
        _units(Standing.VISITING),
        Query("centre_units", filters=(_IN_USE, Filter("standing", "is", "visiting"))),
    ),
    Figure("centre.duties", "单位值班", "班", _turns, Query("unit_duties"), flow=True),
)


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def roster_month(context: Context) -> date:
    """Return the month rosters are about just now: the next one once it is time to roster it."""
    late = context.today.day >= context.settings["centre.roster_day"]
    return next_month(context.today) if late else context.today.replace(day=1)


def find(session: Session, context: Context) -> list[Any]:
    """Return what needs attention: next month has no roster of duty yet, from the day of the setting on."""
    from .chinese_dates import written_month
    from .findings import LIGHT, Finding

    if context.today.day < context.settings["centre.roster_day"]:
        return []
    units = select(CentreUnit.id).where(in_use(CentreUnit, context), CentreUnit.on_duty)
    if session.execute(units.limit(1)).first() is None:
        return []
    month = next_month(context.today)
    after = next_month(month)
    rostered = select(UnitDuty.id).where(~UnitDuty.deleted, UnitDuty.day >= month, UnitDuty.day < after)
    if session.execute(rostered.limit(1)).first() is not None:
        return []
    title = f"{written_month(month)}还没有排单位值班"
    return [
        Finding(
            "centre.roster",
            LIGHT,
            "calendar",
            title,
            "在指挥中心的值班表里自动排班",
            "待排班",
            page="centre",
        )
    ]
