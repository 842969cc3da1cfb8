"""Many services typed at once (快速录入): who may serve, each line checked as it comes, all written as one action.

A line holds the values of one service by the names of its fields, as :func:`saving.understood` returns them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid, UserError
from desktop.models import Member, Person, Post, Service, Unit
from desktop.storage.work import Work

from . import saving
from .checkin import DAY_HOURS, said
from .checkin_words import warnings
from .context import Context, context
from .records import choices
from .search import term

SHEET = UUID("0192f000-0000-7000-8000-00000000c4ec")
"""Stands for the sheet among the drafts of services; no record has it."""
MOST_LINES = 300
MEMBERS, PEOPLE = "members", "people"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Server:
    """Somebody who may have served: a member who checked in, a volunteer or a deputy of the team."""

    kind: str
    id: UUID
    name: str
    note: str
    """Unit of a member, 志愿者 or the like of the others: tells namesakes apart."""
    own: tuple[str, ...]
    """Name, pinyin and initials: what was typed is looked for in them first."""
    rest: str
    """Unit, branch, tail of the phone."""
    first: date | None = None
    last: date | None = None
    """Days from which and until which a member is checked in."""


@dataclass(frozen=True)
class Verdict:
    """What there is to say of a line: mistakes by field, which are to be mended, and what only wants a look."""

    mistakes: Mapping[str, str]
    warnings: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return "；".join((*self.mistakes.values(), *self.warnings))


def servers(session: Session, today: Context) -> list[Server]:
    """Return everybody a service can be entered for, by name; who checked out may still have served before."""
    rows = session.execute(
        select(Member.id, Member.name, Member.search_key, Member.checked_in_on, Member.checked_out_on, Unit.name)
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(~Member.deleted)
        .order_by(Member.sort_key, Member.id)
    )
    found = [Server(MEMBERS, row[0], row[1], row[5] or "", *_keys(row[2]), row[3], row[4]) for row in rows]
    volunteers = select(Post.person_id).where(Post.kind == "volunteer", ~Post.deleted)
    deputies = choices(session, "deputies")
    those = select(Person.id, Person.name, Person.search_key, Person.deputy).where(
        ~Person.deleted, or_(and_(Person.deputy.is_not(None), Person.deputy != ""), Person.id.in_(volunteers))
    )
    for one in session.execute(those.order_by(Person.sort_key, Person.id)):
        note = deputies.get(one.deputy or "", "") or "平安志愿者"
        found.append(Server(PEOPLE, one.id, one.name, note, *_keys(one.search_key)))
    return found


def _keys(search_key: str) -> tuple[tuple[str, ...], str]:
    """Return the name with its readings, and the rest of what somebody is found by."""
    lines = search_key.split("\n")
    name, readings = lines[0], lines[1] if len(lines) > 1 else ""
    return (name, *readings.split()), "\n".join(lines[2:])


def matching(those: Sequence[Server], text: str, most: int = 30) -> tuple[list[Server], bool]:
    """Return who fits what was typed, the likeliest first, and whether the first is clearly meant.

    A whole name, its pinyin or its initials count most, then their beginning, then a text anywhere, the unit too.
    """
    typed = term(text)
    if not typed:
        return list(those[:most]), False
    ranked: tuple[list[Server], list[Server], list[Server]] = ([], [], [])
    for one in those:
        if typed in one.own:
            ranked[0].append(one)
        elif any(word.startswith(typed) for word in one.own):
            ranked[1].append(one)
        elif typed in one.name or typed in one.rest:
            ranked[2].append(one)
    best = next((part for part in ranked if part), [])
    return [one for part in ranked for one in part][:most], len(best) == 1


def check(session: Session, line: Values, before: Sequence[Values], today: Context) -> Verdict:
    """Return what there is to say of a line, the lines ``before`` it in the sheet counted as if they were kept."""
    _, wrong = saving.mistakes(session, "services", None, line, today)
    if wrong:
        return Verdict(wrong)
    same = [one for one in before if _who(one) == _who(line) and one["day"] == line["day"]]
    kept = _kept(session, line)
    total = sum((Decimal(one["hours"]) for one in (*same, *kept)), Decimal(line["hours"]))
    if total > DAY_HOURS:
        told = f"此人 {line['day']} 连同表里的前几行是 {said(total)} 小时，一天不能超过 24 小时"
        return Verdict({"hours": told})
    found = list(warnings(line["content"]))
    if any(one["content"] == line["content"] for one in same):
        found.append("表里前面已有同一天同样的服务，如确是另一次不用改")
    elif any(one["content"] == line["content"] for one in kept):
        found.append(f"{line['day']} 已登记过同样的服务，如确是另一次不用改")
    return Verdict({}, tuple(found))


def _who(line: Values) -> tuple[Any, Any]:
    return line.get("member_id"), line.get("person_id")


def _kept(session: Session, line: Values) -> list[dict[str, Any]]:
    """Return what the person is known to have done that day."""
    member, person = _who(line)
    mine = Service.member_id == member if member else Service.person_id == person
    statement = select(Service.hours, Service.content).where(mine, Service.day == line["day"], ~Service.deleted)
    return [{"hours": row.hours, "content": row.content} for row in session.execute(statement)]


def record(work: Work, lines: Sequence[Values]) -> list[UUID]:
    """Write all lines as one action and return the ids of the services, in their order.

    Nothing is written unless every line is right: raises ``Invalid`` with a sentence for each wrong one, by its number
    from 1. Raises ``Forbidden`` when the role may not.
    """
    saving.demand("services", work.actor)
    if not lines:
        raise UserError("表里没有可以保存的服务，没有写入，请先录入")
    today, wrong = context(work.session, work.clock), {}
    for at, line in enumerate(lines):
        if mistakes := check(work.session, line, lines[:at], today).mistakes:
            wrong[str(at + 1)] = f"第 {at + 1} 行：{'；'.join(mistakes.values())}"
    if wrong:
        raise Invalid(wrong)
    work.label = f"录入服务 {len(lines)} 件"
    return work.add_all(Service(**saving.complete("services", line)) for line in lines)
