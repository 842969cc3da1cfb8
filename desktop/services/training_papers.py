"""What the papers of training show: a class with its list, certificates of attendance, hours by person and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop.models import Attendance, Department, Person, Trainer, TrainingClass

from . import people
from .context import Context
from .training import CAME, PART, PRESENT, a_class
from .training_sign_in import Place, places, team, units_of


@dataclass(frozen=True)
class Teacher:
    """Somebody who taught."""

    name: str
    department: str
    duty: str
    subject: str
    hours: Decimal | None


@dataclass(frozen=True)
class Course:
    """A class as papers show it."""

    id: UUID
    title: str
    level: str
    organiser: str
    subject: str
    started_on: date
    ended_on: date | None
    hours: Decimal | None
    place: str
    teachers: tuple[Teacher, ...]
    places: tuple[Place, ...]

    @property
    def days(self) -> str:
        """When it took place: 2026年3月5日 or 2026年3月5日至7日."""
        from .chinese_dates import written_date

        first, last = self.started_on, self.ended_on
        if last is None or last == first:
            return written_date(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{written_date(first)}至{last.day}日"
        if first.year == last.year:
            return f"{written_date(first)}至{last.month}月{last.day}日"
        return f"{written_date(first)}至{written_date(last)}"

    @property
    def chinese_days(self) -> str:
        """When it took place, as certificates write it: 二〇二六年三月五日至七日."""
        from .chinese_dates import chinese_date, counting

        first, last = self.started_on, self.ended_on
        if last is None or last == first:
            return chinese_date(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{chinese_date(first)}至{counting(last.day)}日"
        if first.year == last.year:
            return f"{chinese_date(first)}至{counting(last.month)}月{counting(last.day)}日"
        return f"{chinese_date(first)}至{chinese_date(last)}"

    def count(self, *statuses: str) -> int:
        """Return how many places have one of these states."""
        return sum(one.status in statuses for one in self.places)

    def earned(self) -> Decimal:
        """Return the hours of everybody together (人学时)."""
        return sum((hours_of(one, self.hours) for one in self.places), Decimal(0))

    def by_unit(self) -> list[tuple[str, int, int]]:
        """Return ``(unit, called, came)``, the largest first."""
        called = Counter(one.unit or "其他" for one in self.places)
        came = Counter(one.unit or "其他" for one in self.places if one.status in CAME)
        return [(unit, many, came[unit]) for unit, many in called.most_common()]


def hours_of(one: Place, whole: Decimal | None) -> Decimal:
    """Return the hours a place counts; the same rule as :func:`desktop.services.people.earned`."""
    if one.status == PRESENT:
        return one.hours if one.hours is not None else whole or Decimal(0)
    return (one.hours or Decimal(0)) if one.status == PART else Decimal(0)


def course(session: Session, class_id: UUID) -> Course:
    """Return a class with its teachers and its list."""
    from .records import choices

    held = a_class(session, class_id)
    statement = (
        select(Trainer, Department.name)
        .outerjoin(Department, Department.id == Trainer.department_id)
        .where(Trainer.class_id == class_id, ~Trainer.deleted)
        .order_by(Trainer.id)
    )
    teachers = tuple(
        Teacher(one.name, department or "", one.duty, one.subject, one.hours)
        for one, department in session.execute(statement)
    )
    return Course(
        held.id,
        held.title,
        choices(session, "class_levels").get(held.level, ""),
        held.organiser,
        held.subject,
        held.started_on,
        held.ended_on,
        held.hours,
        held.place,
        teachers,
        tuple(places(session, class_id)),
    )


@dataclass(frozen=True)
class Certificate:
    """A certificate of attendance."""

    number: str
    name: str
    course: str
    days: str
    """In Chinese figures."""
    hours: Decimal
    issuer: str
    day: date


def certificates(
    session: Session, when: Context, class_id: UUID, ids: Sequence[UUID] = ()
) -> tuple[list[Certificate], list[str]]:
    """Return the numbered certificates of a class by number, and what is missing, one sentence each."""
    from .offices import own

    one = course(session, class_id)
    issuer = str(when.settings["training.issuer"] or "") or one.organiser or own(session).name
    days = {
        row_id: day
        for row_id, day in session.execute(
            select(Attendance.id, Attendance.certified_on).where(Attendance.class_id == class_id)
        )
    }
    wanted = [place for place in one.places if not ids or place.id in ids]
    found = [
        Certificate(
            place.certificate, place.name, one.title, one.chinese_days, hours_of(place, one.hours), issuer,
            (days.get(place.id) if place.id else None) or when.today,
        )
        for place in wanted
        if place.certificate and place.status == PRESENT
    ]  # fmt: skip
    notices = []
    if without := sum(place.status == PRESENT and not place.certificate for place in wanted):
        notices.append(f"{without} 名到训的人还没有证书编号，没有印出，请先在培训页编号")
    if away := [place.name for place in wanted if ids and place.status != PRESENT]:
        notices.append(f"{'、'.join(away[:3])}{'等' if len(away) > 3 else ''}没有到训，没有证书")
    return sorted(found, key=lambda made: (made.day.year, made.number)), notices


@dataclass(frozen=True)
class Learner:
    """What somebody of the team attended in a year."""

    person_id: UUID
    name: str
    unit: str
    classes: int
    hours: Decimal


def learners(session: Session, when: Context, year: int, community_id: UUID | None = None) -> list[Learner]:
    """Return the team of today with classes and hours of a year, most hours first; those who came to none too."""
    wanted = team(session, when, (community_id,) if community_id else ())
    came = func.sum(case((Attendance.status.in_(CAME), 1), else_=0))
    statement = (
        select(Attendance.person_id, came, func.sum(people.earned()))
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(~Attendance.deleted, ~TrainingClass.deleted, Attendance.person_id.is_not(None))
        .where(TrainingClass.started_on >= date(year, 1, 1), TrainingClass.started_on <= date(year, 12, 31))
        .group_by(Attendance.person_id)
    )
    counted = {person: (many, hours) for person, many, hours in session.execute(statement) if person}
    units = units_of(session, when, wanted)
    named: dict[UUID, str] = {}
    for at in range(0, len(wanted), 500):
        some = select(Person.id, Person.name).where(Person.id.in_(wanted[at : at + 500]))
        named |= {person: name for person, name in session.execute(some)}
    found = [
        Learner(one, named[one], units.get(one, ""), int(counted.get(one, (0, 0))[0]),
                Decimal(str(counted.get(one, (0, 0))[1] or 0)))
        for one in wanted
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.hours, -one.classes))
