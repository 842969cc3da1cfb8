"""Points of members (积分) by a rule every office may change: each point with the row it comes from (reference 5.2).

The defaults are drafted. Points help to judge and judge nobody: the grade is given by the Party organisation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Member, Service, Wish

from .checkin import ABSENT, PROPOSAL, URGENT, said
from .checkin_columns import DONE
from .context import Context
from .counting import Span
from .days import short_day

EXCELLENT, GOOD, QUALIFIED, BELOW = "excellent", "good", "qualified", "below"
"""Codes of ``checkin_grades``."""


@dataclass(frozen=True)
class Rule:
    """How points are given; all of it are settings of the office."""

    report: Decimal = Decimal(10)
    hour: Decimal = Decimal(1)
    cap: Decimal = Decimal(40)
    """Most points from the hours of one sub-kind within the period; 0 means none."""
    wish: Decimal = Decimal(3)
    urgent: Decimal = Decimal(5)
    proposal: Decimal = Decimal(3)
    absent: Decimal = Decimal(3)
    """Taken off for each time somebody stayed away."""
    excellent: Decimal = Decimal(85)
    good: Decimal = Decimal(70)
    qualified: Decimal = Decimal(60)

    def of_hours(self, hours: Decimal) -> Decimal:
        """Return the points for the hours of one sub-kind."""
        points = hours * self.hour
        return min(points, self.cap) if self.cap else points

    def grade(self, points: Decimal) -> str:
        """Return the grade points speak for."""
        for least, code in ((self.excellent, EXCELLENT), (self.good, GOOD), (self.qualified, QUALIFIED)):
            if points >= least:
                return code
        return BELOW


def rule(context: Context) -> Rule:
    """Return the rule of the office."""
    names = ("report", "hour", "cap", "wish", "urgent", "proposal", "absent", "excellent", "good", "qualified")
    return Rule(**{name: Decimal(context.settings[f"checkin.{name}"]) for name in names})


@dataclass(frozen=True)
class Done:
    """One service as points see it."""

    id: UUID
    day: date
    subkind: str
    occasion: str
    hours: Decimal
    content: str = ""


@dataclass(frozen=True)
class Point:
    """Some points with where they come from."""

    day: date | None
    reason: str
    points: Decimal
    source: tuple[str, UUID] | None
    """Kind and id of the row behind it."""


def award(
    rule: Rule, member: tuple[UUID, date] | None, services: Iterable[Done], wishes: Sequence[Point]
) -> list[Point]:
    """Return every point of one member: for the report, the services in their order, the wishes.

    ``member`` is the row and the day of the report, None when it does not count. The hours of a sub-kind beyond the
    cap give nothing; the row that passes it gives what is left.
    """
    found = [] if member is None else [Point(member[1], "到社区报到", rule.report, ("members", member[0]))]
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for one in sorted(services, key=lambda one: (one.day, one.id)):
        source = ("services", one.id)
        if one.occasion == ABSENT:
            found.append(Point(one.day, f"无故缺席　{one.content}", -rule.absent, source))
            continue
        before = rule.of_hours(spent[one.subkind])
        spent[one.subkind] += one.hours
        points = rule.of_hours(spent[one.subkind]) - before
        full = points < one.hours * rule.hour
        note = "（同类已到上限）" if full else ""
        found.append(Point(one.day, f"服务 {said(one.hours)} 小时　{one.content}{note}", points, source))
        if one.occasion == URGENT:
            found.append(Point(one.day, f"应急集结　{one.content}", rule.urgent, source))
        elif one.occasion == PROPOSAL:
            found.append(Point(one.day, f"建议被采纳　{one.content}", rule.proposal, source))
    found.extend(wishes)
    return sorted(found, key=lambda one: one.day or date.min)


def total(points: Iterable[Point]) -> Decimal:
    """Return the sum."""
    return sum((one.points for one in points), Decimal(0))


def points(session: Session, context: Context, member_id: UUID, span: Span) -> list[Point]:
    """Return every point of a member over a span, by day, each with its row. Raises ``UserError`` when it is gone."""
    member = session.get(Member, member_id)
    if member is None:
        raise UserError("这名报到党员的记录已不存在，没有计算积分，请返回列表刷新")
    by = rule(context)
    statement = select(
        Service.id, Service.day, Service.subkind, Service.occasion, Service.hours, Service.content
    ).where(Service.member_id == member_id, ~Service.deleted, span.holds(Service.day))
    services = [
        Done(row.id, row.day, row.subkind or "", row.occasion, Decimal(row.hours), row.content)
        for row in session.execute(statement)
    ]
    done = select(Wish.id, Wish.done_on, Wish.content).where(
        Wish.member_id == member_id, ~Wish.deleted, Wish.state.in_(DONE), span.holds(Wish.done_on)
    )
    wishes = [
        Point(row.done_on, f"完成认领　{row.content}", by.wish, ("wishes", row.id)) for row in session.execute(done)
    ]
    here = (member.id, member.checked_in_on) if was_here(member.checked_in_on, member.checked_out_on, span) else None
    return award(by, here, services, wishes)


def was_here(first: date, last: date | None, span: Span) -> bool:
    """Return whether somebody checked in from ``first`` to ``last`` was so on a day of the span."""
    return (span.last is None or first <= span.last) and (last is None or span.first is None or last >= span.first)


def graded(span: Span) -> bool:
    """Return whether points of a span are held against the lines of the grades, which are those of a year."""
    return span.first is None or span.last is None or (span.last - span.first).days >= 364


def lines(found: Sequence[Point]) -> list[tuple[str, str, str]]:
    """Return day, reason and points of each as people read them."""
    return [(short_day(one.day) if one.day else "", one.reason, signed(one.points)) for one in found]


def signed(value: Decimal) -> str:
    """Return points with their sign: +3, −3, 0."""
    if not value:
        return "0"
    return f"{'+' if value > 0 else '−'}{said(abs(value))}"
