"""Calling people up for a class, the sign-in typed back (签到), and the numbers of certificates (结业证书)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid, UserError
from desktop.models import Attendance, Division, Grid, Person, Post
from desktop.storage.work import Work

from . import people, pinyin, strokes
from .context import Context, context
from .training import CALLED, CAME, PRESENT, a_class

YEAR, SERIAL = "{年}", "{序号}"
"""What the program fills into the pattern of a series."""


def team(
    session: Session, when: Context, communities: Sequence[UUID] = (), kinds: Sequence[str] = ("leader", "member")
) -> list[UUID]:
    """Return the people who hold posts of these kinds today, in these communities or anywhere, by name."""
    statement = (
        select(Person.id)
        .join(Post, Post.person_id == Person.id)
        .join(Grid, Grid.id == Post.grid_id)
        .where(~Person.deleted, people.holding(Post, when), Post.kind.in_(kinds))
        .group_by(Person.id, Person.sort_key)
        .order_by(Person.sort_key, Person.id)
    )
    if communities:
        statement = statement.where(Grid.community_id.in_(communities))
    return list(session.scalars(statement))


def units_of(session: Session, when: Context, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the community a person works in today, as attendance lists name it, by person."""
    found: dict[UUID, str] = {}
    for at in range(0, len(ids), 500):
        statement = (
            select(Post.person_id, func.coalesce(func.nullif(Division.short_name, ""), Division.name))
            .join(Grid, Grid.id == Post.grid_id)
            .join(Division, Division.id == Grid.community_id)
            .where(Post.person_id.in_(ids[at : at + 500]), people.holding(Post, when))
            .order_by(Grid.code)
        )
        for person, unit in session.execute(statement):
            found.setdefault(person, unit)
    return found


def call(work: Work, class_id: UUID, person_ids: Sequence[UUID]) -> int:
    """Put people on the list of a class as 待签到; those who are on it stay. Return how many are new; one action."""
    from .saving import demand

    demand("attendances", work.actor)
    held = a_class(work.session, class_id)
    when = context(work.session, work.clock)
    there = set(
        work.session.scalars(select(Attendance.person_id).where(Attendance.class_id == class_id, ~Attendance.deleted))
    )
    wanted = [one for one in dict.fromkeys(person_ids) if one not in there]
    units = units_of(work.session, when, wanted)
    named: dict[UUID, Person] = {}
    for at in range(0, len(wanted), 500):
        some = select(Person).where(Person.id.in_(wanted[at : at + 500]), ~Person.deleted)
        named |= {one.id: one for one in work.session.scalars(some)}
    rows = [
        Attendance(class_id=class_id, person_id=one, name=named[one].name, unit=units.get(one, ""), status=CALLED)
        for one in wanted
        if one in named
    ]
    work.add_all(rows)
    work.label = f"{held.title} 通知 {len(rows)} 人参训"
    return len(rows)


@dataclass(frozen=True)
class Place:
    """Somebody's line on the sign-in list."""

    id: UUID | None
    """None for one typed in at the end."""
    person_id: UUID | None
    name: str
    unit: str
    status: str
    hours: Decimal | None = None
    certificate: str = ""


def places(session: Session, class_id: UUID) -> list[Place]:
    """Return the list of a class, by unit and name."""
    statement = (
        select(Attendance)
        .where(Attendance.class_id == class_id, ~Attendance.deleted)
        .order_by(Attendance.sort_key, Attendance.id)
    )
    found = [
        Place(one.id, one.person_id, one.name, one.unit, one.status, one.hours, one.certificate)
        for one in session.scalars(statement)
    ]
    return sorted(found, key=lambda one: (not one.unit, pinyin.sort_key(one.unit)))


def sign_in(work: Work, class_id: UUID, marked: Sequence[Place]) -> tuple[int, int]:
    """Write what was typed back from a sign-in list: changed lines and new ones, in one action.

    A new name with the community or grid where just one of the team of that name works is taken for that person.
    Return how many were changed and how many are new. Raises ``Invalid`` with the names that cannot be written.
    """
    from .saving import demand, mistakes

    demand("attendances", work.actor)
    held = a_class(work.session, class_id)
    when = context(work.session, work.clock)
    known = {
        one.id: one
        for one in work.session.scalars(select(Attendance).where(Attendance.class_id == class_id, ~Attendance.deleted))
    }
    changed, fresh, wrong = 0, 0, []
    for one in marked:
        row = known.get(one.id) if one.id else None
        if one.id is not None and row is None:
            wrong.append(f"{one.name}：这一行已被别处删除")
            continue
        values: dict[str, Any] = {"status": one.status, "hours": one.hours}
        if row is None:
            person = one.person_id or _person(work.session, when, one.name, one.unit)
            values |= {"class_id": class_id, "person_id": person, "name": one.name, "unit": one.unit}
        elif row.status == one.status and row.hours == one.hours:
            continue
        clean, said = mistakes(work.session, "attendances", row.id if row else None, values, when)
        if said:
            wrong.append(f"{one.name}：{'；'.join(said.values())}")
            continue
        if row is None:
            work.add(Attendance(**{"certificate": "", "notes": "", **clean}))
            work.flush()
            fresh += 1
        else:
            row.status, row.hours = clean["status"], clean["hours"]
            changed += 1
    if wrong:
        raise Invalid({"": "没有写入：" + "；".join(wrong[:5]) + (f"等 {len(wrong)} 处" if len(wrong) > 5 else "")})
    work.flush()
    came = work.session.execute(
        select(func.count(Attendance.id)).where(
            Attendance.class_id == class_id, ~Attendance.deleted, Attendance.status.in_(CAME)
        )
    ).scalar_one()
    work.label = f"{held.title} 签到，到训 {came} 人"
    return changed, fresh


def _person(session: Session, when: Context, name: str, unit: str) -> UUID | None:
    """Return the one of the team who is called so and works in this community or grid, None when that is not plain."""
    if not unit:
        return None
    statement = (
        select(Person.id)
        .join(Post, Post.person_id == Person.id)
        .join(Grid, Grid.id == Post.grid_id)
        .join(Division, Division.id == Grid.community_id)
        .where(~Person.deleted, Person.name == name, people.holding(Post, when))
        .where(or_(Division.short_name == unit, Division.name == unit, Grid.name == unit))
        .distinct()
    )
    found = session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def classes_of(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return the classes these attendances belong to."""
    return set(session.scalars(select(Attendance.class_id).where(Attendance.id.in_(ids)).distinct()))


# -- certificates


def unnumbered(session: Session, class_id: UUID) -> int:
    """Return how many came to a class and have no certificate yet."""
    statement = select(func.count(Attendance.id)).where(
        Attendance.class_id == class_id, ~Attendance.deleted, Attendance.status == PRESENT, Attendance.certificate == ""
    )
    return session.execute(statement).scalar_one()


def series(pattern: str, year: int, serial: int) -> str:
    """Return a number of a series: 〔2026〕井网培证001号."""
    return pattern.replace(YEAR, str(year)).replace(SERIAL, f"{serial:03d}")


def serials(pattern: str, year: int, numbers: Iterable[str]) -> set[int]:
    """Return the serials of a year that are used among these numbers."""
    before, mark, after = pattern.replace(YEAR, str(year)).partition(SERIAL)
    shape = re.compile(re.escape(before) + (r"(\d+)" if mark else "") + re.escape(after))
    return {int(found[1]) for one in numbers if mark and (found := shape.fullmatch(one))}


def certify(work: Work, class_id: UUID, day: date, ids: Sequence[UUID] = ()) -> int:
    """Give certificate numbers to those present who have none, in the order of the printed list; one action.

    The series of a year has no gaps: the lowest numbers never used come first, those of deleted records stay used.
    Return how many were given. Raises ``Invalid`` for the day or a pattern without a serial.
    """
    from .saving import demand

    demand("attendances", work.actor)
    held = a_class(work.session, class_id)
    when = context(work.session, work.clock)
    pattern = str(when.settings["training.series"])
    if SERIAL not in pattern or YEAR not in pattern:
        raise UserError("设置里的结业证书编号缺少 {年} 或 {序号}，没有编号，请先在设置里改正")
    if day > when.today or day < held.started_on:
        raise Invalid({"day": "发证日期应在开班之后、不晚于今天"})
    statement = select(Attendance).where(
        Attendance.class_id == class_id, ~Attendance.deleted, Attendance.status == PRESENT, Attendance.certificate == ""
    )
    if ids:
        statement = statement.where(Attendance.id.in_(ids))
    rows = sorted(work.session.scalars(statement), key=lambda one: (*_ordering(one.name, when), one.id))
    known = work.session.scalars(select(Attendance.certificate).where(Attendance.certificate != ""))
    used = serials(pattern, day.year, known)
    serial = 0
    for row in rows:
        serial += 1
        while serial in used:
            serial += 1
        row.certificate, row.certified_on = series(pattern, day.year, serial), day
    work.label = f"{held.title} 结业证书编号 {len(rows)} 份"
    return len(rows)


def _ordering(name: str, when: Context) -> tuple[str, str]:
    return strokes.stroke_key(name, "name" if when.settings["names.order"] == "name" else "surname"), name
