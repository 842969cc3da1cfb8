"""The guided path of a mediation case (办案流程): its states, what may come next, and what still stands in the way.

States and guards are those of the domain reference §1.8. A case only moves by :func:`advance`, one action each; every
move is kept as a step with its day and who made it, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import Case, CaseResult, CaseStep, Mediator
from desktop.models import CaseState as S
from desktop.storage.work import Work

from . import case_numbers
from .access import WRITERS
from .case_clock import confirm_deadline, effective_day, mediation_due, worked
from .case_file_check import lacking_papers
from .case_forms import CaseFile
from .case_reading import case_file
from .context import Context, context

NEXT: Mapping[str, tuple[str, ...]] = {
    S.REGISTERED: (S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.ENDED),
    S.ACCEPTED: (S.INFORMED, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.INFORMED: (S.INVESTIGATING, S.MEDIATING, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.INVESTIGATING: (S.MEDIATING, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.MEDIATING: (S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.WRITTEN_AGREEMENT: (S.PERFORMING,),
    S.ORAL_AGREEMENT: (S.PERFORMING,),
    S.PERFORMING: (S.VISITED, S.CONFIRMING, S.CLOSED),
    S.VISITED: (S.CONFIRMING, S.CLOSED),
    S.CONFIRMING: (S.CONFIRMED, S.CONFIRMATION_REFUSED, S.CONFIRMATION_WITHDRAWN),
    S.CONFIRMED: (S.VISITED, S.CLOSED),
    S.CONFIRMATION_REFUSED: (S.VISITED, S.CLOSED),
    S.CONFIRMATION_WITHDRAWN: (S.VISITED, S.CLOSED),
    S.ENDED: (S.CLOSED,),
    S.WITHDRAWN: (S.CLOSED,),
    S.TRANSFERRED: (S.CLOSED,),
    S.DECLINED: (S.CLOSED,),
    S.CLOSED: (S.ARCHIVED,),
    S.ARCHIVED: (),
}
"""Which states may follow which."""
LABELS: Mapping[str, str] = {
    S.ACCEPTED: "受理",
    S.DECLINED: "不予受理",
    S.INFORMED: "登记告知",
    S.INVESTIGATING: "开始调查",
    S.MEDIATING: "开始调解",
    S.WRITTEN_AGREEMENT: "达成书面协议",
    S.ORAL_AGREEMENT: "达成口头协议",
    S.PERFORMING: "协议生效，转入履行",
    S.VISITED: "登记回访",
    S.CONFIRMING: "申请司法确认",
    S.CONFIRMED: "法院裁定有效",
    S.CONFIRMATION_REFUSED: "法院驳回申请",
    S.CONFIRMATION_WITHDRAWN: "撤回确认申请",
    S.ENDED: "终止调解",
    S.WITHDRAWN: "当事人撤回",
    S.TRANSFERRED: "移送其他机关",
    S.CLOSED: "结案",
    S.ARCHIVED: "归档",
}
ASKED: Mapping[str, tuple[str, ...]] = {
    S.ACCEPTED: ("number",),
    S.DECLINED: ("decline_reason",),
    S.ENDED: ("end_reason", "end_note", "routes_told"),
    S.WITHDRAWN: ("end_note",),
    S.TRANSFERRED: ("transferred_to", "end_note"),
    S.ARCHIVED: ("keeping", "filed_by", "checked_by", "file_note"),
}
"""Fields of the case that are asked for together with a move."""
FINISHED = frozenset({S.DECLINED.value, S.ENDED.value, S.WITHDRAWN.value, S.TRANSFERRED.value})
AFTER_AGREEMENT = frozenset(
    one.value
    for one in (S.PERFORMING, S.VISITED, S.CONFIRMING, S.CONFIRMED, S.CONFIRMATION_REFUSED, S.CONFIRMATION_WITHDRAWN)
)


@dataclass(frozen=True)
class Move:
    """A state the case may come to next."""

    to: str
    label: str
    blocked: tuple[str, ...]
    """Sentences of what stands in the way; empty when it can be done now."""
    asks: tuple[str, ...]
    """Fields of the case asked for with it."""


def moves(file: CaseFile, today: Context, table: Mapping[date, bool]) -> list[Move]:
    """Return what may come next for a case, with what stands in the way of each."""
    if file.case.void:
        return []
    return [
        Move(to, LABELS[to], tuple(blocks(file, to, today.today, table)), ASKED.get(to, ()))
        for to in NEXT[file.case.state]
    ]


def blocks(file: CaseFile, to: str, day: date, table: Mapping[date, bool]) -> list[str]:
    """Return what keeps a case from coming to a state on a day, one sentence each."""
    guard = _GUARDS.get(to)
    found = guard(file, day, table) if guard else []
    if to in _NEED_WILL and (refused := [one.name for one in file.parties if one.refused]):
        found.insert(0, f"{'、'.join(refused)}明确拒绝调解，不得再调解，请登记终止")
    return found


def conflicts(file: CaseFile, mediators: Sequence[Any]) -> list[str]:
    """Return why a mediator should not mediate this case: a party, or related to one (reference 1.1, check 8)."""
    found = []
    for party in file.parties:
        if party.mediator_related:
            found.append(f"{party.name}与承办调解员有亲属或利害关系，应更换调解员")
        for one in mediators:
            same_phone = bool(one.phone) and one.phone == party.phone
            if one.name == party.name or same_phone:
                found.append(f"调解员{one.name}就是当事人{party.name}，不能调解本案")
    return found


def _accepted(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    case, found = file.case, []
    if len(file.parties) < 2:
        found.append("当事人少于两方，请先登记各方当事人")
    elif len({one.side for one in file.parties}) < 2:
        found.append("只有一方当事人，请登记被申请人")
    if silent := [one.name for one in file.parties if not one.consent_on and not one.refused]:
        found.append(f"{'、'.join(silent)}还没有登记同意调解的日期")
    if not file.mediators:
        found.append("没有指定人民调解员")
    if case.source == "referral" and not case.referred_by:
        found.append("委托移送的案件没有填写移送机关")
    if not case.facts.strip():
        found.append("没有填写纠纷简要情况")
    if day < case.applied_on:
        found.append("受理日期早于申请日期")
    return found


def _informed(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return ["告知日期早于受理日期"] if file.case.accepted_on and day < file.case.accepted_on else []


def _agreed(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    found = []
    if not file.sessions:
        found.append("还没有调解记录，至少要有一次调解才能达成协议")
    elif day < max(one.day for one in file.sessions):
        found.append("达成协议的日期早于最后一次调解")
    if not file.case.agreement_text.strip():
        found.append("没有填写协议内容")
    return found


def _written(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    found = _agreed(file, day, table)
    if not (file.case.performance_time.strip() or file.case.performed_on_spot):
        found.append("没有填写履行时限")
    return found


def _performing(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    effective, lacking = effective_day(file.case, file.parties, file.signatures)
    if lacking:
        return [f"协议书还缺{'、'.join(lacking)}，各方签名和印章齐全后才生效"]
    return [f"协议到 {effective:%Y-%m-%d} 才生效"] if effective and day < effective else []


def _visited(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return [] if file.visits else ["还没有回访记录，请先登记回访"]


def _confirming(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    case, found = file.case, []
    if case.agreement_form != "written":
        found.append("口头协议不能申请司法确认，须先订立书面协议")
    if case.excluded_matter:
        found.append(f"协议内容属于“{file.word('excluded_matters', case.excluded_matter)}”，人民法院不受理司法确认")
    if not file.confirmations:
        return [*found, "还没有登记司法确认申请"]
    latest = file.confirmations[-1]
    if case.effective_on is None:
        found.append("协议还没有生效")
    else:
        deadline = confirm_deadline(case.effective_on, table)
        if latest.applied_on > deadline:
            found.append(f"申请日期超过了 {deadline:%Y-%m-%d}，协议生效三十日后不能再申请司法确认")
        if latest.applied_on < case.effective_on:
            found.append("申请日期早于协议生效日期")
    if absent := [one.name for one in file.parties if one.name not in latest.applicants]:
        found.append(f"共同申请人缺{'、'.join(absent)}，司法确认须各方共同申请")
    return found


def _decided(decision: str, words: str) -> Callable[[CaseFile, date, Mapping[date, bool]], list[str]]:
    def guard(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
        latest = file.confirmations[-1] if file.confirmations else None
        if latest is None or latest.decision != decision or not latest.decided_on:
            return [f"司法确认记录里没有“{words}”和日期"]
        return []

    return guard


def _ended(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return []


def _closed(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    case, found = file.case, []
    if case.state in FINISHED:
        return []
    if not case.performed_on_spot and not file.visits:
        found.append("协议不是当场履行的，结案前应有回访记录")
    if open_items := [one.item for one in file.performances if not one.done_on]:
        settled = bool(file.visits) and file.visits[-1].performed == "refused"
        if not settled:
            found.append(f"还有 {len(open_items)} 项没有登记履行：{'、'.join(open_items[:3])}")
    return found


def _archived(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    found = [f"缺 {one}" for one in lacking_papers(file)]
    case = file.case
    if case.filed_by and case.filed_by == case.checked_by:
        found.append("立卷人和检查人不能是同一人")
    return found


_GUARDS: Mapping[str, Callable[[CaseFile, date, Mapping[date, bool]], list[str]]] = {
    S.ACCEPTED: _accepted,
    S.INFORMED: _informed,
    S.WRITTEN_AGREEMENT: _written,
    S.ORAL_AGREEMENT: _agreed,
    S.PERFORMING: _performing,
    S.VISITED: _visited,
    S.CONFIRMING: _confirming,
    S.CONFIRMED: _decided("valid", "裁定有效"),
    S.CONFIRMATION_REFUSED: _decided("refused", "驳回申请"),
    S.CONFIRMATION_WITHDRAWN: _decided("withdrawn", "撤回申请"),
    S.ENDED: _ended,
    S.CLOSED: _closed,
    S.ARCHIVED: _archived,
}
_NEED_WILL = frozenset(
    one.value for one in (S.ACCEPTED, S.INFORMED, S.INVESTIGATING, S.MEDIATING, S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT)
)
"""States nobody comes to while a party refuses (人民调解法 art. 17)."""


def advance(
    work: Work, case_id: UUID, to: str, *, day: date, values: Mapping[str, Any] | None = None, note: str = ""
) -> None:
    """Bring a case to its next state, with what was asked for it.

    Raises ``Invalid`` naming what is wrong by field ("" for what stands in the way), ``Forbidden`` for other roles.
    """
    if work.actor.role not in WRITERS:
        raise Forbidden("您的角色不能办理调解案件，没有改动任何内容，请由调解员登录办理")
    file = case_file(work.session, case_id)
    case = file.case
    when = context(work.session, work.clock)
    table = worked(work.session)
    if to not in NEXT[case.state] or case.void:
        raise UserError(f"“{file.word('case_states', case.state)}”之后不能直接到这一步，没有改动任何内容，请刷新后再办")
    wrong = {**_wrong_day(file, day, when.today), **_wrong_values(file, to, values or {})}
    if wrong:
        raise Invalid(wrong)
    for name, value in (values or {}).items():
        if name in ASKED.get(to, ()):
            setattr(case, name, value.strip() if isinstance(value, str) else value)
    if standing := blocks(file, to, day, table):
        raise Invalid({"": "；".join(standing)})
    _enter(work, file, to, day)
    _keep_step(work, case, to, day, note or _note(file, to))
    work.flush()
    work.label = f"{LABELS[to]} {case.number or ''} {case.title}".replace("  ", " ").strip()


def _wrong_day(file: CaseFile, day: date, today: date) -> dict[str, str]:
    if day > today:
        return {"day": "日期在今天之后，请填写实际办理的日期"}
    last = max((one.day for one in file.steps), default=file.case.applied_on)
    return {"day": f"日期早于上一步的 {last:%Y-%m-%d}，请核对"} if day < last else {}


def _wrong_values(file: CaseFile, to: str, values: Mapping[str, Any]) -> dict[str, str]:
    def filled(name: str) -> bool:
        return bool(str(values.get(name) or getattr(file.case, name) or "").strip())

    if to == S.DECLINED and not filled("decline_reason"):
        return {"decline_reason": "请写明不予受理的原因"}
    if to == S.ENDED:
        wrong = {} if filled("end_reason") else {"end_reason": "请选择终止的原因"}
        if not (values.get("routes_told") or file.case.routes_told):
            wrong["routes_told"] = "终止调解时必须告知当事人可以依法仲裁、请求行政机关处理或者起诉"
        return wrong
    if to == S.TRANSFERRED and not filled("transferred_to"):
        return {"transferred_to": "请填写移送到哪个机关"}
    if to == S.ARCHIVED:
        names = {"keeping": "请选择保管期限", "filed_by": "请填写立卷人", "checked_by": "请填写检查人"}
        wrong = {name: words for name, words in names.items() if not filled(name)}
        filer, checker = values.get("filed_by") or file.case.filed_by, values.get("checked_by") or file.case.checked_by
        if not wrong and filer == checker:
            wrong["checked_by"] = "检查人不能是立卷人本人"
        return wrong
    return {}


def _enter(work: Work, file: CaseFile, to: str, day: date) -> None:
    """Write what a state means for the case."""
    case = file.case
    if to == S.ACCEPTED:
        mediators = [
            one for one in (case.mediator_id, case.second_mediator_id) if one and work.session.get(Mediator, one)
        ]
        rows = [work.session.get(Mediator, one) for one in mediators]
        if wrong := conflicts(file, rows):
            raise Invalid({"": "；".join(wrong)})
        case.accepted_on, case.due_on = day, mediation_due(day)
        case_numbers.take(work, case, day.year, case.number)
        if not case.title:
            case.title = case.auto_title = default_title(file)
    elif to in (S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT):
        case.agreement_form = "written" if to == S.WRITTEN_AGREEMENT else "oral"
        case.agreed_on, case.ended_on = day, day
        case.result = CaseResult.SUCCESS.value
    elif to == S.PERFORMING:
        case.effective_on, _ = effective_day(case, file.parties, file.signatures)
    elif to in FINISHED:
        case.ended_on = day
        case.result = {
            S.DECLINED: CaseResult.DECLINED,
            S.ENDED: CaseResult.FAILED,
            S.WITHDRAWN: CaseResult.WITHDRAWN,
            S.TRANSFERRED: CaseResult.TRANSFERRED,
        }[S(to)].value
    elif to == S.CLOSED:
        case.closed_on = day
    elif to == S.ARCHIVED:
        case.archived_on = day
    case.state = to


def _note(file: CaseFile, to: str) -> str:
    case = file.case
    if to == S.ENDED:
        return file.word("end_reasons", case.end_reason)
    if to == S.DECLINED:
        return str(case.decline_reason)
    if to == S.ACCEPTED:
        return f"编号 {case.number}"
    return str(case.transferred_to) if to == S.TRANSFERRED else ""


def _keep_step(work: Work, case: Case, to: str, day: date, note: str) -> None:
    last = work.session.execute(select(func.max(CaseStep.position)).where(CaseStep.case_id == case.id)).scalar_one()
    steps = work.session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position.desc()).limit(1)
    ).first()
    if last is None:
        first = CaseStep(case_id=case.id, position=1, from_state=None, to_state=S.REGISTERED.value)
        first.day, first.by, first.note = case.applied_on, work.actor.name, ""
        work.add(first)
        last = 1
    before = steps.to_state if steps else S.REGISTERED.value
    step = CaseStep(case_id=case.id, position=last + 1, from_state=before, to_state=to)
    step.day, step.by, step.note = day, work.actor.name, note
    work.add(step)


def default_title(file: CaseFile) -> str:
    """Return the title a case gets by itself (甲与乙邻里纠纷); of many parties the first of each side."""
    sides: dict[str, list[str]] = {}
    for one in file.parties:
        sides.setdefault(one.side, []).append(one.name)
    firsts = [f"{names[0]}等" if len(names) > 1 else names[0] for side, names in sides.items() if side != "third"]
    return f"{'与'.join(firsts[:2])}{file.word('dispute_types', file.case.dispute_type)}"[:100]
