"""Mediation (人民调解): rules of its records, derived columns, and what its lists show.

The path of a case is in ``case_path``, its days in ``case_clock``, its papers in ``case_forms`` and ``case_papers``,
who sees it in ``access``, its figures in ``mediation_figures``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, case, cast, extract, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.models import (
    Attendance,
    Case,
    CaseParty,
    CaseResult,
    Confirmation,
    Consultation,
    Field,
    Kind,
    MediationSession,
    Mediator,
    Performance,
    Station,
    StationKind,
)
from desktop.models import CaseState as S
from desktop.models.mediation_records import SIDE_REPRESENTATIVES

from . import case_brought, case_numbers, checks
from .access import everything
from .case_clock import MEDIATING
from .columns import Derived
from .context import Context
from .training import CAME
from .twins import first, twins

LOCKED = frozenset(
    {
        "agreement_text",
        "agreement_form",
        "agreed_on",
        "performance_way",
        "performance_time",
        "performance_place",
        "amount",
    }
)
"""What no longer changes once an agreement is in force."""
KEPT_OPEN = frozenset({"public_example"})
"""What still changes in the archive, being no part of the file: whether the case may be shown as an example."""


def of_brand_room(record: Any) -> ColumnElement[bool]:
    """Return the SQL of “done by a personal-brand room (个人品牌调解室)”."""
    room = aliased(Station)
    return (
        select(literal(1))
        .where(room.id == record.station_id, room.kind == StationKind.BRAND_ROOM.value)
        .correlate(record)
        .exists()
    )


def is_accepted() -> ColumnElement[bool]:
    """Return the SQL of “was accepted and counts”: numbered, neither void nor deleted."""
    return and_(~Case.deleted, ~Case.void, Case.accepted_on.is_not(None))


def is_settled() -> ColumnElement[bool]:
    """Return the SQL of “was settled”: accepted, and an agreement was reached, oral or written."""
    return and_(is_accepted(), Case.result == CaseResult.SUCCESS.value)


OVER = tuple(one.value for one in (S.DECLINED, S.ENDED, S.WITHDRAWN, S.TRANSFERRED, S.CLOSED, S.ARCHIVED))
"""States in which nothing is mediated, performed or confirmed any more."""
IN_HAND = tuple(one.value for one in S if one.value not in OVER)
"""All others, by which the database finds its rows along the index of states."""


def is_open() -> ColumnElement[bool]:
    """Return the SQL of “is in hand”: registered and not over."""
    return and_(Case.state.in_(IN_HAND), ~Case.void)


def is_performed() -> ColumnElement[bool]:
    """Return the SQL of “the agreement is performed”: on the spot, or every item of it is."""
    item = aliased(Performance)
    of_case = select(literal(1)).where(item.case_id == Case.id, ~item.deleted).correlate(Case)
    return and_(
        or_(Case.performed_on_spot, of_case.exists()), ~of_case.where(item.done_on.is_(None)).correlate(Case).exists()
    )


def is_confirmed(decision: str = "") -> ColumnElement[bool]:
    """Return the SQL of “a court was asked to confirm the agreement”, and decided so."""
    asked = aliased(Confirmation)
    wanted = [asked.case_id == Case.id, ~asked.deleted]
    if decision:
        wanted.append(asked.decision == decision)
    return select(literal(1)).where(*wanted).correlate(Case).exists()


def _flag(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return case((condition, True), else_=False)


def _names(context: Context) -> ColumnElement[Any]:
    party = aliased(CaseParty)
    return (
        select(func.aggregate_strings(party.name, "、"))
        .where(party.case_id == Case.id, ~party.deleted)
        .correlate(Case)
        .scalar_subquery()
    )


def _overdue(context: Context) -> ColumnElement[bool]:
    return and_(Case.state.in_(MEDIATING), Case.due_on < context.today, ~Case.void)


def stands_aside() -> ColumnElement[bool]:
    """Return the SQL of “its mediator should stand aside”: a party, or related to one (reference 1.1, check 8)."""
    party, one = aliased(CaseParty), aliased(Mediator)
    told_apart = and_(one.phone != "", party.phone != "", one.phone != party.phone)
    same = or_(and_(one.name == party.name, ~told_apart), and_(one.phone != "", one.phone == party.phone))
    named = (
        select(literal(1))
        .where(one.id.in_((Case.mediator_id, Case.second_mediator_id)), same)
        .correlate(Case, party)
        .exists()
    )
    return (
        select(literal(1))
        .where(party.case_id == Case.id, ~party.deleted, or_(party.mediator_related, named))
        .correlate(Case)
        .exists()
    )


def _due_soon(context: Context) -> ColumnElement[bool]:
    last = context.today + timedelta(days=context.settings["mediation.warn_first"])
    return and_(Case.state.in_(MEDIATING), Case.due_on >= context.today, Case.due_on <= last, ~Case.void)


def conflicted(context: Context) -> ColumnElement[bool]:
    """Return the SQL of “is under way, and its mediator should stand aside”."""
    return and_(Case.state.in_((S.REGISTERED.value, *MEDIATING)), ~Case.void, stands_aside())


def _flagged(label: str, name: str, width: int, holds: Callable[[Context], ColumnElement[bool]]) -> Derived:
    return Derived(Field(label, Kind.FLAG, name=name, width=width), lambda context: _flag(holds(context)), holds=holds)


def _year(context: Context) -> ColumnElement[Any]:
    return cast(extract("year", Case.accepted_on), Integer)


CASE_DERIVED = (
    Derived(Field("当事人", Kind.TEXT, name="parties", width=170), _names),
    _flagged("在办", "open", 56, lambda context: is_open()),
    _flagged("已超期", "overdue", 64, _overdue),
    _flagged("期限将到", "due_soon", 72, _due_soon),
    _flagged("应回避", "conflicted", 64, conflicted),
    _flagged("已受理", "accepted", 64, lambda context: is_accepted()),
    _flagged("调解成功", "settled", 72, lambda context: is_settled()),
    Derived(Field("品牌调解室", Kind.FLAG, name="brand_room", width=80), lambda context: _flag(of_brand_room(Case))),
    Derived(Field("协议已履行", Kind.FLAG, name="performed", width=80), lambda context: _flag(is_performed())),
    Derived(Field("申请司法确认", Kind.FLAG, name="confirming", width=96), lambda context: _flag(is_confirmed())),
    Derived(Field("裁定有效", Kind.FLAG, name="confirmed", width=72), lambda context: _flag(is_confirmed("valid"))),
    Derived(Field("受理年度", Kind.COUNT, name="accepted_year", grouped=False, width=72), _year),
)
CONSULTATION_DERIVED = (
    Derived(
        Field("品牌调解室", Kind.FLAG, name="brand_room", width=80), lambda context: _flag(of_brand_room(Consultation))
    ),
)


def _handled(settled: bool) -> Any:
    """Count cases of a mediator in plain tables: the numbers are for everybody, whoever sees the cases themselves."""

    def expression(context: Context) -> ColumnElement[Any]:
        done = Case.__table__.alias("handled_cases").c
        wanted = [done.mediator_id == Mediator.id, ~done.deleted, ~done.void, done.accepted_on.is_not(None)]
        if settled:
            wanted.append(done.result == CaseResult.SUCCESS.value)
        return select(func.count()).where(*wanted).correlate(Mediator).scalar_subquery()

    return expression


def _serving(context: Context) -> ColumnElement[Any]:
    return _flag(or_(Mediator.ended_on.is_(None), Mediator.ended_on > context.today))


def _trained(context: Context) -> ColumnElement[Any]:
    place = aliased(Attendance)
    return (
        select(func.count(place.id))
        .where(place.person_id == Mediator.person_id, ~place.deleted, place.status.in_(CAME))
        .correlate(Mediator)
        .scalar_subquery()
    )


MEDIATOR_DERIVED = (
    Derived(Field("在任", Kind.FLAG, name="serving", width=56), _serving),
    Derived(Field("参训（次）", Kind.COUNT, name="trainings", listed=True, width=80), _trained),
    Derived(Field("受理件数", Kind.COUNT, name="handled", listed=True, width=80), _handled(False)),
    Derived(Field("调解成功件数", Kind.COUNT, name="settled", listed=True, width=96), _handled(True)),
)


def check_committee(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a committee: three to nine members with a woman (人民调解法 art. 8), dates, template of its numbers."""
    wrong: dict[str, str] = {}
    members = values.get("members")
    if members is not None and not 3 <= members <= 9:
        wrong["members"] = "调解委员会由三至九人组成，请核对人数"
    if sentence := case_numbers.template_mistake(values["number_template"]) if values.get("number_template") else "":
        wrong["number_template"] = sentence
    wrong |= in_order(values, "founded_on", "closed_on", "撤销日期早于成立日期，请改正")
    return wrong


def check_mediator(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a mediator: dates in order."""
    return in_order(values, "started_on", "ended_on", "离任日期早于任职日期，请改正")


def check_consultation(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a consultation: not in the future, the asker by a form of address alone."""
    wrong: dict[str, str] = {}
    if values["day"] > context.today:
        wrong["day"] = "咨询日期在今天之后，请填写实际日期"
    if any(sign.isdigit() for sign in values.get("asker") or ""):
        wrong["asker"] = "咨询人只写称呼，如“王女士”，不写电话和证件号"
    return wrong


def check_case(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a case: dates, source, a number nobody has; an agreement in force and an archived file do not change."""
    wrong: dict[str, str] = {}
    held = session.get(Case, record_id) if record_id else None
    if held is not None and held.archived_on:
        if all(given == getattr(held, name) for name, given in values.items() if name not in KEPT_OPEN):
            return {}
        return {"": "已归档的案件不能修改，原来的内容没有变化；需要更正的，写入卷宗情况说明并另附材料"}
    if values["applied_on"] > context.today:
        wrong["applied_on"] = "申请日期在今天之后，请填写实际日期"
    if held is not None and held.number and values["committee_id"] != held.committee_id:
        wrong["committee_id"] = f"已按原调委会编为 {held.number}，不能改；登记错了的，请作废这个案号后重新登记"
    if values.get("source") == "referral" and not values.get("referred_by"):
        wrong["referred_by"] = "委托移送的案件请选择移送机关"
    if values.get("source") != "referral" and values.get("referred_by"):
        wrong["referred_by"] = "不是委托移送的案件，移送机关应留空"
    wrong |= _court_mistakes(values, context.today)
    if held is not None and held.effective_on:
        for name in LOCKED:
            if values.get(name) != getattr(held, name):
                wrong[name] = "协议已经生效，不能再改；双方另有约定的，请另立协议"
    elif held is not None:
        for name in ("agreement_form", "agreed_on"):
            if values.get(name) != getattr(held, name):
                wrong[name] = "由“达成协议”一步写入，请在案件页上办理"
    if values.get("number"):
        with everything(session):
            same = twins(session, Case, record_id, committee_id=values["committee_id"], number=values["number"])
        if same:
            wrong["number"] = f"案号“{values['number']}”已经用过，案号不能重复，请核对"
    if values.get("police_told_on") and values["police_told_on"] > context.today:
        wrong["police_told_on"] = "报告公安日期在今天之后，请改正"
    if values.get("filed_by") and values.get("filed_by") == values.get("checked_by"):
        wrong["checked_by"] = "检查人不能是立卷人本人"
    if record_id is None:
        wrong |= case_brought.mistakes(values, context.today)
    return wrong


def _court_mistakes(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Return what is wrong with the clock of a court: only a court sets it, and it needs the day it begins."""
    referral, signed_on = values.get("court_referral"), values.get("papers_signed_on")
    if values.get("referred_by") != "court":
        said = "不是法院移送的案件，这一项应留空"
        return {name: said for name in ("court_referral", "papers_signed_on") if values.get(name)}
    if referral and not signed_on:
        return {"papers_signed_on": "请填写签收法院文书的日期，调解期限从次日起算"}
    if signed_on and not referral:
        return {"court_referral": "请选择是委派还是委托，调解期限由此而定"}
    if signed_on and signed_on > today:
        return {"papers_signed_on": "签收日期在今天之后，请填写实际日期"}
    return {}


def check_party(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a party: numbers, guardian of a minor, representatives of a side, consent or refusal."""
    wrong: dict[str, str] = {}
    born: date | None = values.get("born_on")
    if born and born > context.today:
        wrong["born_on"] = "出生日期在今天之后，请改正"
    number = values.get("id_number") or ""
    if len(number) == 18 and born and number[6:14] != born.strftime("%Y%m%d"):
        wrong["born_on"] = "出生日期与身份证号里的不一致，请核对"
    if values.get("credit_code") and (sentence := checks.credit_code_mistake(values["credit_code"])):
        wrong["credit_code"] = sentence
    if values["kind"] == "organisation" and values.get("guardian"):
        wrong["guardian"] = "单位没有监护人，请清空或改为自然人"
    grown_up_on = date(context.today.year - 18, context.today.month, min(context.today.day, 28))
    minor = born is not None and born > grown_up_on
    if values["kind"] == "person" and minor and not values.get("guardian"):
        wrong["guardian"] = "当事人未满十八周岁，请填写监护人"
    if values.get("guardian") and not values.get("guardian_relation"):
        wrong["guardian_relation"] = "请填写监护人与当事人的关系"
    if values.get("agent") and not values.get("agent_authority"):
        wrong["agent_authority"] = "有代理人的，请选择代理权限"
    if values.get("refused") and values.get("consent_on"):
        wrong["refused"] = "已登记同意调解的日期，又登记了拒绝，请核对"
    if values.get("representative"):
        side = twins(session, CaseParty, record_id, case_id=values["case_id"], side=values["side"], representative=True)
        if len([one for one in side if not one.deleted]) >= SIDE_REPRESENTATIVES:
            wrong["representative"] = f"一方的代表人最多 {SIDE_REPRESENTATIVES} 名，请核对"
    same = first(
        one
        for one in twins(session, CaseParty, record_id, case_id=values["case_id"], name=values["name"])
        if not one.deleted and (one.id_number or "") == number
    )
    if same:
        wrong["name"] = f"“{values['name']}”已是本案当事人，请不要重复登记"
    return wrong or not_archived(session, values)


def not_archived(session: Session, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the mistake of a record whose case lies in the archive."""
    held = session.get(Case, values["case_id"]) if values.get("case_id") else None
    if held is not None and held.archived_on and not case_brought.as_it_came(session, held):
        return {"case_id": "这件案件已归档，不能再增改记录，原来的内容没有变化"}
    return {}


def in_order(values: Mapping[str, Any], start: str, end: str, sentence: str) -> dict[str, str]:
    """Return the mistake of an end before its start."""
    first_day, last_day = values.get(start), values.get(end)
    return {end: sentence} if first_day and last_day and last_day < first_day else {}


def next_session(session: Session, case_id: UUID) -> int:
    """Return the number the next session of a case gets."""
    last = session.execute(
        select(func.max(MediationSession.number)).where(MediationSession.case_id == case_id, ~MediationSession.deleted)
    ).scalar_one()
    return int(last or 0) + 1
