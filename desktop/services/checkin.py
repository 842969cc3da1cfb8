"""Check-in (党员报到): rules of units, members, campaigns, wishes, services and evaluations (reference 5.1, 9.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import (
    Campaign,
    Division,
    Evaluation,
    Grid,
    Level,
    Member,
    Person,
    Post,
    Progress,
    Service,
    Unit,
    Wish,
)

from .checkin_words import address_mistake, private_mistake
from .context import Context
from .twins import once, twins

ABSENT, URGENT, PROPOSAL, ORDINARY = "absent", "urgent", "proposal", "ordinary"
"""Codes of ``service_occasions``; who did not come has not served."""
SUBKINDS: Mapping[str, tuple[str, ...]] = {
    "life": ("aid", "health", "culture", "repair"),
    "legal": ("legal_aid", "mediation"),
    "public": ("organisation", "governance", "safety", "environment", "other"),
}
"""Sub-kinds that usually belong to each head; those an office adds fit every head."""
DAY_HOURS = Decimal(24)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Wrong = dict[str, str]


def said(hours: Decimal) -> str:
    """Return hours as people write them: 1.5, 2."""
    return f"{hours.normalize():f}"


def _name(session: Session, community_id: UUID | None) -> str:
    community = session.get(Division, community_id) if community_id else None
    return (community.short_name or community.name) if community else ""


def _place(session: Session, values: Mapping[str, Any]) -> Wrong:
    """Check that the community is one and the grid lies in it."""
    wrong: Wrong = {}
    community = session.get(Division, values["community_id"]) if values.get("community_id") else None
    if community is not None and community.level != Level.COMMUNITY:
        wrong["community_id"] = "请选择社区或村，不是街道或更大的区划"
    grid = session.get(Grid, values["grid_id"]) if values.get("grid_id") else None
    if grid is not None and community is not None and grid.community_id != community.id:
        own = _name(session, grid.community_id)
        wrong["grid_id"] = f"“{grid.name}”属于{own}，不在所选社区，请改选网格或社区"
    return wrong


# -- units and members


def check_unit(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check a unit: named once, days in order, a community that is one."""
    wrong = _place(session, values)
    if any(not twin.deleted for twin in twins(session, Unit, record_id, name=values["name"])):
        wrong["name"] = f"“{values['name']}”已登记，同一单位只登记一次"
    reported, returned = values.get("reported_on"), values.get("returned_on")
    if reported and reported > context.today:
        wrong["reported_on"] = "报到日期在今天之后，请改正"
    if returned and (not reported or returned < reported):
        wrong["returned_on"] = "回执日期早于报到日期或没有报到日期，请改正"
    return wrong


def check_member(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check a member: days in order, grid in the community, nobody checked in twice at once, services within."""
    wrong = _place(session, values)
    first, last = values["checked_in_on"], values.get("checked_out_on")
    if first > context.today:
        wrong["checked_in_on"] = "报到日期在今天之后，请在报到当天登记"
    if last and last < first:
        wrong["checked_out_on"] = "转出日期早于报到日期，请改正"
    born = values.get("born_on")
    if born and born >= first:
        wrong["born_on"] = "出生日期在报到日期之后，请改正"
    if wrong:
        return wrong
    if twin := _same_member(session, values, record_id):
        until = f"至 {twin.checked_out_on}" if twin.checked_out_on else "起"
        where = _name(session, twin.community_id)
        return {
            "name": f"“{values['name']}”已在{where}报到（{twin.checked_in_on} {until}），同一时间只报到一处，请核对"
        }
    return _services_within(session, values, record_id)


def _same_member(session: Session, values: Mapping[str, Any], record_id: UUID | None) -> Any:
    """Return the member already checked in at the same time: same name and mobile, or same name and unit.

    Two of one name in one unit whose mobiles are both known and differ are two people.
    """
    first, last = values["checked_in_on"], values.get("checked_out_on")
    found: list[Any] = []
    if values.get("mobile"):
        found += twins(session, Member, record_id, name=values["name"], mobile=values["mobile"])
    if values.get("unit_id"):
        same = twins(session, Member, record_id, name=values["name"], unit_id=values["unit_id"])
        mobile = values.get("mobile")
        found += [one for one in same if not (mobile and one.mobile and one.mobile != mobile)]
    return next(
        (
            one
            for one in found
            if not one.deleted
            and (not last or one.checked_in_on <= last)
            and (not one.checked_out_on or one.checked_out_on >= first)
        ),
        None,
    )


def _services_within(session: Session, values: Mapping[str, Any], record_id: UUID | None) -> Wrong:
    row = session.get(Member, record_id) if record_id else None
    first, last = values["checked_in_on"], values.get("checked_out_on")
    if row is None or (row.checked_in_on, row.checked_out_on) == (first, last):
        return {}
    statement = select(func.min(Service.day), func.max(Service.day)).where(
        Service.member_id == record_id, ~Service.deleted
    )
    earliest, latest = session.execute(statement).one()
    if earliest and earliest < first:
        return {"checked_in_on": f"{earliest} 已有服务记录，报到日期不能更晚，请核对"}
    if latest and last and latest > last:
        return {"checked_out_on": f"{latest} 还有服务记录，转出日期不能更早，请核对"}
    claims = select(func.min(Wish.claimed_on), func.max(Wish.claimed_on)).where(
        Wish.member_id == record_id, ~Wish.deleted
    )
    begun, newest = session.execute(claims).one()
    if begun and begun < first:
        return {"checked_in_on": f"{begun} 已认领需求或心愿，报到日期不能更晚，请核对"}
    if newest and last and newest > last:
        return {"checked_out_on": f"{newest} 还认领了需求或心愿，转出日期不能更早，请核对"}
    return {}


def check_campaign(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check a campaign: named once, days in order, its services within them."""
    wrong: Wrong = {}
    if any(not twin.deleted for twin in twins(session, Campaign, record_id, name=values["name"])):
        wrong["name"] = f"“{values['name']}”已登记，同一活动只登记一次"
    first, last = values.get("started_on"), values.get("ended_on")
    if first and last and last < first:
        wrong["ended_on"] = "结束日期早于开始日期，请改正"
    row = session.get(Campaign, record_id) if record_id else None
    if wrong or row is None or (row.started_on, row.ended_on) == (first, last):
        return wrong
    statement = select(func.min(Service.day), func.max(Service.day)).where(
        Service.campaign_id == record_id, ~Service.deleted
    )
    earliest, latest = session.execute(statement).one()
    if first and earliest and earliest < first:
        wrong["started_on"] = f"{earliest} 已有这个活动的服务记录，开始日期不能更晚，请核对"
    if last and latest and latest > last:
        wrong["ended_on"] = f"{latest} 还有这个活动的服务记录，结束日期不能更早，请核对"
    return wrong


# -- wishes


def check_wish(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check a need or wish: place, days, a form of address alone; its state moves by actions only."""
    wrong = _place(session, values)
    if values["published_on"] > context.today:
        wrong["published_on"] = "发布日期在今天之后，请改正"
    wanted = values.get("wanted_on")
    if wanted and wanted < values["published_on"]:
        wrong["wanted_on"] = "期望时间早于发布日期，请改正"
    if values.get("wisher") and (sentence := address_mistake(values["wisher"])):
        wrong["wisher"] = sentence
    wrong |= _private(values, "content", "feedback")
    row = session.get(Wish, record_id) if record_id else None
    if values["state"] != (row.state if row else Progress.PUBLISHED.value):
        wrong["state"] = "状态用“认领”“完成”“反馈”“撤回”按钮推进，不能直接改"
    claimed = values.get("member_id")
    if claimed != (row.member_id if row else None):
        wrong["member_id"] = "认领党员用“认领”按钮登记，不能直接改"
    for name, called in (("claimed_on", "认领"), ("done_on", "完成"), ("thanked_on", "反馈")):
        if values.get(name) != (getattr(row, name) if row else None):
            wrong[name] = f"{called}日期用“{called}”按钮登记，不能直接改"
    if row is not None and row.claimed_on and values["published_on"] > row.claimed_on:
        wrong["published_on"] = f"{row.claimed_on} 已认领，发布日期不能更晚，请核对"
    return wrong


def _private(values: Mapping[str, Any], *names: str) -> Wrong:
    """Check that texts many people read hold no number of a person and no door."""
    return {name: sentence for name in names if (sentence := private_mistake(values.get(name) or ""))}


# -- services


def check_service(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check a service: who, when, half hours, no more than a day has; campaign and wish that fit."""
    day, hours = values["day"], values["hours"]
    wrong = _hours(hours, values.get("occasion") == ABSENT)
    if values.get("started_at") and not _CLOCK.fullmatch(values["started_at"]):
        wrong["started_at"] = "开始时间应写成 14:30 这样"
    wrong |= _private(values, "content", "place")
    if day > context.today:
        wrong["day"] = "服务日期在今天之后，请在服务以后登记"
    else:
        wrong |= _who(session, values)
    if values.get("campaign_id") and "day" not in wrong:
        wrong |= _in_campaign(session, values["campaign_id"], day)
    if values.get("wish_id") and values.get("member_id"):
        wish = session.get(Wish, values["wish_id"])
        if wish is not None and wish.member_id != values["member_id"]:
            wrong["wish_id"] = f"{wish.number} 不是这名党员认领的，请核对"
        elif wish is not None and wish.claimed_on and day < wish.claimed_on:
            wrong["day"] = f"{wish.number} 是 {wish.claimed_on} 认领的，服务日期不能更早，请核对"
    if wrong:
        return wrong
    return _day_sum(session, values, record_id)


def _hours(hours: Decimal, absent: bool) -> Wrong:
    if absent:
        return {"hours": "无故缺席没有时长，请填 0"} if hours else {}
    return {"hours": sentence} if (sentence := hours_mistake(hours)) else {}


def hours_mistake(hours: Decimal) -> str:
    """Return why so many hours cannot be those of one service, "" when they can."""
    if hours <= 0:
        return "时长应大于 0，以半小时计，如 0.5、1、1.5"
    if hours > DAY_HOURS:
        return f"一次服务不能超过 24 小时，现在是 {said(hours)}"
    return f"时长以半小时计，如 1、1.5，现在是 {said(hours)}" if (hours * 2) % 1 else ""


def _who(session: Session, values: Mapping[str, Any]) -> Wrong:
    """Check that one person served, entitled to and there on that day."""
    day, member_id, person_id = values["day"], values.get("member_id"), values.get("person_id")
    if member_id and person_id:
        return {"person_id": "报到党员和志愿者只选一个，请清空其中一个"}
    if member_id:
        member = session.get(Member, member_id)
        if member is None:
            return {}
        if day < member.checked_in_on:
            return {"day": f"“{member.name}”{member.checked_in_on} 才报到，请核对日期"}
        if member.checked_out_on and day > member.checked_out_on:
            return {"day": f"“{member.name}”已于 {member.checked_out_on} 转出，请核对日期"}
        return {}
    if not person_id:
        return {"member_id": "没有选择服务的人，请选报到党员，或选志愿者、代表"}
    person = session.get(Person, person_id)
    serves = person is None or person.deputy or any(not one.deleted for one in _posts(session, person_id))
    return {} if serves else {"person_id": "此人不是志愿者、“两代表一委员”或队伍成员，请先在队伍里登记"}


def _posts(session: Session, person_id: UUID) -> Any:
    return once(session, ("posts", person_id), lambda: twins(session, Post, None, person_id=person_id))


def _in_campaign(session: Session, campaign_id: UUID, day: date) -> Wrong:
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        return {}
    if campaign.started_on and day < campaign.started_on:
        return {"campaign_id": f"“{campaign.name}”{campaign.started_on} 才开始，请核对日期或活动"}
    if campaign.ended_on and day > campaign.ended_on:
        return {"campaign_id": f"“{campaign.name}”{campaign.ended_on} 已结束，请核对日期或活动"}
    return {}


def _day_sum(session: Session, values: Mapping[str, Any], record_id: UUID | None) -> Wrong:
    who = "member_id" if values.get("member_id") else "person_id"
    same = twins(session, Service, record_id, **{who: values[who], "day": values["day"]})
    total = sum((Decimal(one.hours) for one in same if not one.deleted), Decimal(values["hours"]))
    if total <= DAY_HOURS:
        return {}
    before = said(total - values["hours"])
    return {"hours": f"此人 {values['day']} 已登记 {before} 小时，加上这次是 {said(total)} 小时，一天不能超过 24 小时"}


# -- evaluations


def check_evaluation(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> Wrong:
    """Check an evaluation: once a year for a member who was here, not before the services of that year."""
    wrong: Wrong = {}
    year, member = values["year"], session.get(Member, values["member_id"])
    evaluated, returned = values.get("evaluated_on"), values.get("returned_on")
    same = twins(session, Evaluation, record_id, member_id=values["member_id"], year=year)
    if any(not one.deleted for one in same):
        wrong["year"] = f"{year} 年已评价过这名党员，一年评价一次，请打开原来的评价修改"
    elif year > context.today.year:
        wrong["year"] = f"{year} 年还没有到，请核对年度"
    elif member is not None and year < member.checked_in_on.year:
        wrong["year"] = f"“{member.name}”{member.checked_in_on} 才报到，请核对年度"
    elif member is not None and member.checked_out_on and year > member.checked_out_on.year:
        wrong["year"] = f"“{member.name}”已于 {member.checked_out_on} 转出，请核对年度"
    if evaluated and evaluated > context.today:
        wrong["evaluated_on"] = "评价日期在今天之后，请改正"
    elif evaluated and "year" not in wrong and _newly(session, values, record_id):
        last = once(session, ("last services", year), lambda: _last_services(session, year)).get(values["member_id"])
        if evaluated.year < year:
            wrong["evaluated_on"] = f"评价日期早于 {year} 年，请改正"
        elif last and evaluated < last:
            wrong["evaluated_on"] = f"{last} 还有当年的服务记录，评价日期不能更早，请核对"
    if returned and (not evaluated or returned < evaluated):
        wrong["returned_on"] = "反馈单位日期早于评价日期或没有评价日期，请改正"
    return wrong


def _newly(session: Session, values: Mapping[str, Any], record_id: UUID | None) -> bool:
    """Return whether the day of an evaluation is new: what was right when written stays so."""
    row = session.get(Evaluation, record_id) if record_id else None
    return row is None or (row.evaluated_on, row.year) != (values.get("evaluated_on"), values["year"])


def _last_services(session: Session, year: int) -> dict[UUID, date]:
    statement = (
        select(Service.member_id, func.max(Service.day))
        .where(
            Service.member_id.is_not(None),
            ~Service.deleted,
            Service.day >= date(year, 1, 1),
            Service.day <= date(year, 12, 31),
        )
        .group_by(Service.member_id)
    )
    return {member: day for member, day in session.execute(statement) if member}
