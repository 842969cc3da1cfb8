"""Needs and small wishes (服务需求、微心愿): numbered by the year, published, claimed, done, thanked.

Each step is one action; done writes the service record with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.errors import Invalid, UserError
from desktop.models import Member, Progress, Service, Wish
from desktop.storage.work import Work

from . import saving
from .checkin_words import private_mistake
from .context import context

CLAIMABLE = (Progress.PUBLISHED.value,)
DOABLE = (Progress.CLAIMED.value,)
THANKABLE = (Progress.DONE.value,)
OPEN = (Progress.PUBLISHED.value, Progress.CLAIMED.value)


def number(year: int, serial: int) -> str:
    """Return the number of a wish: 2026-0001."""
    return f"{year}-{serial:04d}"


def issue(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Give new wishes the next numbers of the year they are published in, without gaps; deleted ones keep theirs."""
    used: dict[int, int] = {}
    for row in rows:
        if row.get("number"):
            continue
        year = row["published_on"].year
        if year not in used:
            used[year] = _last(work, year)
        used[year] += 1
        row["number"] = number(year, used[year])


def _last(work: Work, year: int) -> int:
    # As long numbers first: 2026-10000 comes after 2026-9999.
    statement = (
        select(Wish.number)
        .where(Wish.number.startswith(f"{year}-", autoescape=True))
        .order_by(func.length(Wish.number).desc(), Wish.number.desc())
        .limit(1)
    )
    last = work.session.execute(statement).scalar()
    return int(last.partition("-")[2]) if last else 0


@dataclass(frozen=True)
class Deed:
    """What was done for a wish: the service record that is written with it."""

    day: date
    hours: Decimal
    kind: str
    subkind: str | None = None
    people: int | None = 1
    confirmed_by: str = ""


def claim(work: Work, wish_id: UUID, member_id: UUID, day: date) -> None:
    """Have a member claim a published wish. Raises ``Invalid`` for a day or a member that cannot be."""
    wish = _wish(work, wish_id, CLAIMABLE, "认领")
    member = work.session.get(Member, member_id)
    if member is None or member.deleted:
        raise Invalid({"member_id": "请选择认领的报到党员"})
    wrong = _day_mistake(work, "day", day, wish.published_on, "认领日期早于发布日期")
    if member.checked_in_on > day:
        wrong["day"] = f"“{member.name}”{member.checked_in_on} 才报到，请核对日期"
    if member.checked_out_on and member.checked_out_on < day:
        wrong["member_id"] = f"“{member.name}”已于 {member.checked_out_on} 转出，请选别的党员"
    if wrong:
        raise Invalid(wrong)
    wish.member_id, wish.claimed_on, wish.state = member.id, day, Progress.CLAIMED.value
    work.label = f"{member.name} 认领 {_called(wish)}"


def release(work: Work, wish_id: UUID) -> None:
    """Let a claimed wish be claimed by somebody else (退回)."""
    wish = _wish(work, wish_id, DOABLE, "退回")
    wish.member_id = wish.claimed_on = None
    wish.state = Progress.PUBLISHED.value
    work.label = f"退回待认领 {_called(wish)}"


def finish(work: Work, wish_id: UUID, deed: Deed) -> UUID:
    """Mark a claimed wish as done and write its service record, in one action; returns the id of that record.

    Raises ``Invalid`` with the mistakes of the service.
    """
    wish = _wish(work, wish_id, DOABLE, "完成")
    assert wish.claimed_on is not None
    wrong = _day_mistake(work, "day", deed.day, wish.claimed_on, "完成日期早于认领日期")
    raw = {
        "day": deed.day,
        "member_id": wish.member_id,
        "kind": deed.kind,
        "subkind": deed.subkind or wish.subkind,
        "content": wish.content[:100],
        "hours": deed.hours,
        "people": deed.people,
        "community_id": wish.community_id,
        "wish_id": wish.id,
        "confirmed_by": deed.confirmed_by,
    }
    values, more = saving.mistakes(work.session, "services", None, raw, context(work.session, work.clock))
    wrong = {**more, **wrong}
    if wrong:
        raise Invalid(wrong)
    service = Service(**saving.complete("services", values))
    work.add(service)
    wish.state, wish.done_on = Progress.DONE.value, deed.day
    work.flush()
    work.label = f"完成 {_called(wish)}"
    return service.id


def thank(work: Work, wish_id: UUID, feedback: str, day: date) -> None:
    """Keep what the wisher said of a wish that is done. Raises ``Invalid`` for an empty text or a day before it."""
    wish = _wish(work, wish_id, THANKABLE, "反馈")
    assert wish.done_on is not None
    wrong = _day_mistake(work, "day", day, wish.done_on, "反馈日期早于完成日期")
    if len(feedback.strip()) < 2:
        wrong["feedback"] = "请写一句反馈，如“灯修好了，谢谢”"
    elif len(feedback) > 300:
        wrong["feedback"] = f"反馈最多 300 个字，现在是 {len(feedback)} 个"
    elif sentence := private_mistake(feedback):
        wrong["feedback"] = sentence
    if wrong:
        raise Invalid(wrong)
    wish.state, wish.thanked_on, wish.feedback = Progress.THANKED.value, day, feedback.strip()
    work.label = f"反馈 {_called(wish)}"


def withdraw(work: Work, wish_id: UUID, reason: str) -> None:
    """Take back a wish nobody has done. Raises ``Invalid`` without a reason, or for one that may not stand there."""
    wish = _wish(work, wish_id, OPEN, "撤回")
    told = f"撤回：{reason.strip()}"
    if len(reason.strip()) < 2:
        raise Invalid({"feedback": "请写明撤回的原因"})
    if len(told) > 300:
        raise Invalid({"feedback": f"撤回的原因最多 297 个字，现在是 {len(reason.strip())} 个"})
    if sentence := private_mistake(reason):
        raise Invalid({"feedback": sentence})
    wish.state, wish.feedback = Progress.WITHDRAWN.value, told
    work.label = f"撤回 {_called(wish)}"


def _called(wish: Wish) -> str:
    return f"{wish.number} {wish.content[:20]}"


def _wish(work: Work, wish_id: UUID, states: Sequence[str], verb: str) -> Wish:
    saving.demand("wishes", work.actor)
    wish = work.session.get(Wish, wish_id)
    if wish is None or wish.deleted:
        raise UserError("这条需求或心愿已不存在，没有改动，请返回列表刷新")
    if wish.state not in states:
        from .records import choices

        now = choices(work.session, "wish_states").get(wish.state, wish.state)
        raise UserError(f"{wish.number} 现在是“{now}”，不能{verb}，没有改动")
    return wish


def _day_mistake(work: Work, name: str, day: date, least: date, early: str) -> dict[str, str]:
    if day > work.clock.today():
        return {name: "日期在今天之后，请改正"}
    return {name: f"{early} {least.isoformat()}，请改正"} if day < least else {}
