"""Training (培训): rules of classes, trainers and attendances, their columns in lists, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from desktop.errors import UserError
from desktop.models import (
    Attendance,
    Field,
    Kind,
    Person,
    Trainer,
    TrainingClass,
)

from . import people
from .columns import Derived
from .context import Context
from .counting import Counted, Figure, Span
from .queries import Filter, Query
from .twins import twins

PRESENT, PART, LEAVE, ABSENT, CALLED = "present", "part", "leave", "absent", "called"
"""Codes of ``attendance_statuses``."""
CAME = (PRESENT, PART)


# -- rules


def check_class(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a class: days in order, hours that fit into them, not put off once somebody came."""
    wrong: dict[str, str] = {}
    start, end, hours = values["started_on"], values.get("ended_on"), values.get("hours")
    if end and end < start:
        wrong["ended_on"] = "结束日期早于开班日期，请改正"
    elif hours is not None and hours > ((end or start) - start).days * 24 + 24:
        wrong["hours"] = "学时比开班到结束的钟点还多，请核对"
    if record_id is not None and start > context.today:
        came = select(Attendance.id).where(
            Attendance.class_id == record_id, ~Attendance.deleted, Attendance.status.in_(CAME)
        )
        if session.execute(came.limit(1)).first() is not None:
            wrong["started_on"] = "已有人登记到训，开班日期不能在今天之后，请先核对签到"
    if hours is not None and record_id is not None:
        most = session.execute(
            select(func.max(Attendance.hours)).where(Attendance.class_id == record_id, ~Attendance.deleted)
        ).scalar()
        if most is not None and most > hours:
            wrong["hours"] = f"已有人登记了 {_number(most)} 学时，培训班的学时不能更少"
    return wrong


def check_trainer(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a trainer: once for each subject of a class, no more hours than the class."""
    held = session.get(TrainingClass, values["class_id"])
    same = twins(session, Trainer, record_id, **{name: values[name] for name in ("class_id", "name", "subject")})
    if any(not one.deleted for one in same):
        return {"name": f"“{values['name']}”在这个班讲同一内容已登记，请核对是否重复"}
    if held and held.hours is not None and values.get("hours") is not None and values["hours"] > held.hours:
        return {"hours": f"授课学时多于培训班的 {_number(held.hours)} 学时，请核对"}
    return {}


def check_attendance(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check an attendance: once in a class, hours within those of the class, a certificate for those alone who came."""
    wrong: dict[str, str] = {}
    held = session.get(TrainingClass, values["class_id"])
    status, hours, number = values["status"], values.get("hours"), values.get("certificate")
    person = session.get(Person, values["person_id"]) if values.get("person_id") else None
    if person is not None and person.name != values["name"]:
        wrong["name"] = f"队伍人员选的是“{person.name}”，姓名应与之一致"
    elif _again(session, values, record_id):
        wrong["name"] = f"“{values['name']}”已在这个班的名单里，一个人在一个班只登记一次"
    if held is not None and status not in (CALLED, LEAVE) and held.started_on > context.today:
        wrong["status"] = f"培训班 {held.started_on.isoformat()} 才开班，现在只能登记待签到或请假"
    if hours is not None and hours > 0 and status not in CAME:
        wrong["hours"] = "没有到训的人没有学时，请留空"
    elif held is not None and held.hours is not None and hours is not None and hours > held.hours:
        wrong["hours"] = f"学时多于培训班的 {_number(held.hours)} 学时，请核对"
    if number:
        wrong.update(_check_certificate(session, values, record_id, held, context.today))
    elif values.get("certified_on"):
        wrong["certified_on"] = "没有证书编号，发证日期应留空"
    return wrong


def _again(session: Session, values: Mapping[str, Any], record_id: UUID | None) -> bool:
    same = twins(session, Attendance, record_id, class_id=values["class_id"], name=values["name"])
    for one in same:
        if one.deleted:
            continue
        if one.person_id and values.get("person_id"):
            if one.person_id == values["person_id"]:
                return True
        elif (one.unit or "") == (values.get("unit") or ""):
            return True
    if not values.get("person_id"):
        return False
    by_person = twins(session, Attendance, record_id, class_id=values["class_id"], person_id=values["person_id"])
    return any(not one.deleted for one in by_person)


def _check_certificate(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, held: TrainingClass | None, today: date
) -> dict[str, str]:
    number, day = values["certificate"], values.get("certified_on")
    if values["status"] != PRESENT:
        return {"certificate": "证书只发给到训的人，请先改到训情况"}
    if twin := next(iter(twins(session, Attendance, record_id, certificate=number)), None):
        return {"certificate": f"证书编号 {number} 已发给“{twin.name}”，编号不能重复"}
    if day is None:
        return {"certified_on": "有证书编号的须填写发证日期"}
    if held is not None and day < held.started_on:
        return {"certified_on": "发证日期早于开班日期，请改正"}
    return {"certified_on": "发证日期在今天之后，请填写实际发证的日期"} if day > today else {}


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


# -- columns of lists


def _attended(*statuses: str) -> Any:
    def count(context: Context) -> ColumnElement[Any]:
        one = aliased(Attendance)
        statement = select(func.count(one.id)).where(one.class_id == TrainingClass.id, ~one.deleted)
        if statuses:
            statement = statement.where(one.status.in_(statuses))
        return statement.correlate(TrainingClass).scalar_subquery()

    return count


CLASS_DERIVED = (
    Derived(Field("应到", Kind.COUNT, name="called", listed=True, width=64), _attended()),
    Derived(Field("到训", Kind.COUNT, name="present", listed=True, width=64), _attended(*CAME)),
    Derived(Field("待签到", Kind.COUNT, name="waiting", width=64), _attended(CALLED)),
    Derived(
        Field("已开班", Kind.FLAG, name="begun", width=64),
        lambda context: case((TrainingClass.started_on <= context.today, True), else_=False),
    ),
)


def _earned(context: Context) -> ColumnElement[Any]:
    return (
        select(people.earned()).where(TrainingClass.id == Attendance.class_id).correlate(Attendance).scalar_subquery()
    )


def _class_day(context: Context) -> ColumnElement[Any]:
    return (
        select(TrainingClass.started_on)
        .where(TrainingClass.id == Attendance.class_id)
        .correlate(Attendance)
        .scalar_subquery()
    )


ATTENDANCE_DERIVED = (
    Derived(Field("计入学时", Kind.AMOUNT, name="earned", unit="学时", listed=True, width=80), _earned),
    Derived(Field("开班日期", Kind.DAY, name="class_day", width=96), _class_day),
    Derived(
        Field("到训人次", Kind.FLAG, name="came", width=72),
        lambda context: case((Attendance.status.in_(CAME), True), else_=False),
    ),
)


def a_class(session: Session, class_id: UUID) -> TrainingClass:
    """Return a class. Raises ``UserError`` when it is gone."""
    held = session.get(TrainingClass, class_id)
    if held is None or held.deleted:
        raise UserError("这个培训班的记录已不存在，没有改动，请返回列表刷新")
    return held


# -- figures


def _classes(session: Session, context: Context, span: Span) -> Counted:
    statement = select(func.count(TrainingClass.id)).where(
        ~TrainingClass.deleted, TrainingClass.started_on <= context.today, span.holds(TrainingClass.started_on)
    )
    return Counted(session.execute(statement).scalar_one())


def _of_attendances(*conditions: Any) -> Any:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = (
            select(func.count(Attendance.id))
            .join(TrainingClass, TrainingClass.id == Attendance.class_id)
            .where(~Attendance.deleted, ~TrainingClass.deleted, span.holds(TrainingClass.started_on), *conditions)
        )
        return Counted(session.execute(statement).scalar_one())

    return count


def _rate(session: Session, context: Context, span: Span) -> Counted:
    called = _of_attendances(Attendance.status != CALLED)(session, context, span).numerator
    return Counted(_of_attendances(Attendance.status.in_(CAME))(session, context, span).numerator, called)


FIGURES = (
    Figure(
        "training.classes",
        "培训班",
        "期",
        _classes,
        Query("classes", filters=(Filter("begun", "is", True),)),
        flow=True,
    ),
    Figure(
        "training.attendances",
        "参训人次",
        "人次",
        _of_attendances(Attendance.status.in_(CAME)),
        Query("attendances", filters=(Filter("came", "is", True),)),
        flow=True,
    ),
    Figure(
        "training.attendance_rate",
        "到训率",
        "%",
        _rate,
        Query("attendances", filters=(Filter("came", "is", True),)),
        flow=True,
    ),
    Figure(
        "training.certificates",
        "结业证书",
        "份",
        _of_attendances(Attendance.certificate != ""),
        Query("attendances", filters=(Filter("certified_on", "from", date(1990, 1, 1)),)),
        flow=True,
    ),
)


def find(session: Session, context: Context) -> list[Any]:
    """Return classes that are over while people still stand on their list as 待签到."""
    from .findings import LIGHT, Finding

    waiting = (
        select(Attendance.id)
        .where(Attendance.class_id == TrainingClass.id, ~Attendance.deleted, Attendance.status == CALLED)
        .exists()
    )
    over = func.coalesce(TrainingClass.ended_on, TrainingClass.started_on) < context.today
    statement = select(TrainingClass.id, TrainingClass.title).where(~TrainingClass.deleted, over, waiting)
    found = session.execute(statement.order_by(TrainingClass.started_on)).all()
    if not found:
        return []
    record = ("classes", found[0][0]) if len(found) == 1 else None
    query = Query("classes", filters=(Filter("waiting", "from", 1), Filter("started_on", "to", context.today)))
    return [
        Finding("training.sign_in", LIGHT, "book", f"{len(found)} 期培训班签到没有录完", found[0][1], "待录入",
                query, record)
    ]  # fmt: skip
