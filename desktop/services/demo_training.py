"""Training of the demonstration: three classes since 2021, more than 500 attendances, three departments teaching."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from desktop.models import Attendance, Department, Grid, Person, Post, Trainer, TrainingClass

from .demo_town import MARK, Town
from .settings import specs
from .training import ABSENT, LEAVE, PART, PRESENT
from .training_sign_in import series

CLASSES = (
    ("井冈山市网格员集中培训班（第一期）", date(2021, 10, 18), 3, "18", "网格化治理政策、矛盾纠纷排查调处", 166),
    ("井冈山市网格员集中培训班（第二期）", date(2023, 9, 11), 3, "18", "信访工作条例、治安防范、群众工作方法", 170),
    ("井冈山市网格员集中培训班（第三期）", date(2026, 4, 20), 2, "12", "人民调解实务、平安志愿服务、应急处置", 176),
)
"""Title, first day, days, hours, subject, how many came the whole time."""
TEACHING = (
    ("司法局（人民调解）", "副局长", "人民调解的程序和文书"),
    ("信访局", "业务科科长", "信访工作条例与初信初访办理"),
    ("公安局", "治安大队教导员", "网格里的治安防范和报告"),
)
AWAY = 9
"""People of the list of each class who did not come."""


def fill(town: Town) -> None:
    """Fill the classes."""
    rng = random.Random("training")
    departments = {one.name: one.id for one in town.work.session.scalars(select(Department))}
    team = [*town.leaders, *town.members, *town.volunteers]
    units = _units(town)
    for at, (title, day, days, hours, subject, came) in enumerate(CLASSES):
        first = min(day, town.today)
        held = TrainingClass(
            title=title,
            level="city",
            organiser="井冈山市委政法委（市级综治中心）",
            subject=subject,
            started_on=first,
            ended_on=first + timedelta(days=days - 1),
            hours=Decimal(hours),
            place="市委党校报告厅",
            notes=MARK,
        )
        town.work.add(held)
        town.work.flush()
        for department, duty, content in TEACHING:
            name, _ = town.name()
            town.work.add(
                Trainer(
                    class_id=held.id,
                    name=name,
                    department_id=departments.get(department),
                    duty=duty,
                    subject=content,
                    hours=Decimal(hours) / len(TEACHING),
                )
            )
        called = [*town.leaders, *town.members]
        called += rng.sample(town.volunteers, came + AWAY - 12 - len(called))
        assert len(set(called)) == len(called) <= len(team)
        _attend(town, held, called, units, came, rng, numbered=at == len(CLASSES) - 1)


def _units(town: Town) -> dict[object, str]:
    """Return the community each person works in, by person."""
    names = {one.id: one.short_name or one.name for one in town.communities}
    rows = town.work.session.execute(select(Post.person_id, Grid.community_id).join(Grid, Grid.id == Post.grid_id))
    return {person: names.get(community, "") for person, community in rows}


def _attend(
    town: Town,
    held: TrainingClass,
    called: list[Person],
    units: dict[object, str],
    came: int,
    rng: random.Random,
    *,
    numbered: bool,
) -> None:
    """Put people on the list: those of the team and twelve from elsewhere; all but a few came."""
    places: list[tuple[Person | None, str, str]] = [(one, one.name, units.get(one.id, "")) for one in called]
    places += [(None, town.name()[0], "党员中心户") for _ in range(12)]
    away = set(rng.sample(range(len(called)), AWAY))
    pattern = str(specs()["training.series"].default)
    day = (held.ended_on or held.started_on) + timedelta(days=2)
    rows = []
    serial = 0
    for at, (person, name, unit) in enumerate(places):
        status = (LEAVE, LEAVE, ABSENT, PART)[at % 4] if at in away else PRESENT
        serial += status == PRESENT
        given = numbered and status == PRESENT and day <= town.today
        rows.append(
            Attendance(
                class_id=held.id,
                person_id=person.id if person else None,
                name=name,
                unit=unit,
                status=status,
                hours=Decimal(6) if status == PART else None,
                certificate=series(pattern, day.year, serial) if given else "",
                certified_on=day if given else None,
                notes=MARK,
            )
        )
    assert serial == came
    town.work.add_all(rows)
