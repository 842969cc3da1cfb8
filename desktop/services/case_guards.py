"""What stands in the way of a step of a mediation case (办案条件), and what the state of a case stands on.

The guards are those of the domain reference §1.8 and its checks in §1.1. :func:`blocks` is asked before a case moves,
:func:`demands` before and after anything else of a case changes, so that no later change takes away what a step needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.models import CaseState as S

from .case_clock import confirm_deadline, effective_day
from .case_file_check import lacking_papers
from .case_forms import CaseFile
from .names import named

FINISHED = frozenset({S.DECLINED.value, S.ENDED.value, S.WITHDRAWN.value, S.TRANSFERRED.value})
"""States in which mediation is over without an agreement."""
_CONFIRMATION = (
    S.CONFIRMING.value,
    S.CONFIRMED.value,
    S.CONFIRMATION_REFUSED.value,
    S.CONFIRMATION_WITHDRAWN.value,
)


def blocks(file: CaseFile, to: str, day: date, table: Mapping[date, bool]) -> list[str]:
    """Return what keeps a case from coming to a state on a day, one sentence each."""
    guard = _GUARDS.get(to)
    found = guard(file, day, table) if guard else []
    wanted = to in _NEED_WILL or (to == S.PERFORMING and file.case.agreement_form == "written")
    if wanted and (refused := [one.name for one in file.parties if one.refused]):
        found.insert(0, f"{'、'.join(refused)}明确拒绝调解，不得再调解，请登记终止")
    return found


def conflicts(file: CaseFile, mediators: Sequence[Any]) -> list[str]:
    """Return why a mediator should not mediate this case: a party, or related to one (reference 1.1, check 8).

    People of one name whose phones are known and differ are two people.
    """
    found = []
    for party in file.parties:
        if party.mediator_related:
            found.append(f"{party.name}与承办调解员有亲属或利害关系，应更换调解员")
        for one in mediators:
            told_apart = bool(one.phone) and bool(party.phone) and one.phone != party.phone
            same_phone = bool(one.phone) and one.phone == party.phone
            if same_phone or (one.name == party.name and not told_apart):
                found.append(f"调解员{one.name}就是当事人{party.name}，不能调解本案；同名不同人的，请填写双方电话")
    return found


def demands(file: CaseFile) -> frozenset[str]:
    """Return what the state of a case stands on and lacks, one sentence each; empty while all is in order."""
    case, found = file.case, list[str]()
    if case.accepted_on:
        found += _acceptable(file, case.accepted_on)
    if file.sessions and S.INFORMED not in {one.to_state for one in file.steps}:
        found.append("已有调解记录，调解之前应当告知权利义务")
    if case.agreement_form and case.agreed_on:
        needed = _written if case.agreement_form == "written" else _agreed
        found += needed(file, case.agreed_on, {})
    if case.effective_on:
        found += _performing(file, case.effective_on, {})
        effective, lacking = effective_day(case, file.parties, file.signatures)
        if not lacking and effective != case.effective_on:
            found.append(f"协议已经从 {case.effective_on:%Y-%m-%d} 生效，签名和日期不能再改")
    if case.state == S.VISITED:
        found += _visited(file, case.applied_on, {})
    if case.state in _CONFIRMATION:
        found += _asked_for(file)
        found += _GUARDS[case.state](file, case.applied_on, {}) if case.state != S.CONFIRMING else []
    if case.closed_on:
        found += _closed_with(file)
    return frozenset(found)


def _accepted(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return [*_acceptable(file, day), *conflicts(file, file.mediator_rows)]


def _acceptable(file: CaseFile, day: date) -> list[str]:
    case, found = file.case, list[str]()
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
    if case.referred_by == "court" and not (case.court_referral and case.papers_signed_on):
        found.append("法院移送的案件没有填写是委派还是委托、哪天签收的文书")
    elif case.papers_signed_on and day < case.papers_signed_on:
        found.append("受理日期早于签收法院文书的日期")
    if not case.facts.strip():
        found.append("没有填写纠纷简要情况")
    if day < case.applied_on:
        found.append("受理日期早于申请日期")
    return found


def _mediating(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return conflicts(file, file.mediator_rows)


def _again(file: CaseFile, day: date) -> list[str]:
    """Return what keeps a written agreement from being given up: it is in force."""
    if file.case.state != S.WRITTEN_AGREEMENT:
        return []
    effective, _ = effective_day(file.case, file.parties, file.signatures)
    return ["协议书的签名和印章已经齐全，协议有效，请转入履行"] if effective and effective <= day else []


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
    if not file.mediators:
        found.append("没有指定人民调解员")
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
    if effective and file.case.agreed_on and effective < file.case.agreed_on:
        return [f"协议书签名日期早于达成协议的 {file.case.agreed_on:%Y-%m-%d}，请核对签名日期"]
    return [f"协议到 {effective:%Y-%m-%d} 才生效"] if effective and day < effective else []


def _visited(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return [] if file.visits else ["还没有回访记录，请先登记回访"]


def _confirming(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    found = confirmable(file, table)
    if not file.confirmations:
        return [*found, "还没有登记司法确认申请"]
    latest = file.confirmations[-1]
    if file.case.effective_on is not None:
        deadline = confirm_deadline(file.case.effective_on, table)
        if latest.applied_on > deadline:
            found.append(f"申请日期超过了 {deadline:%Y-%m-%d}，协议生效三十日后不能再申请司法确认")
        if latest.applied_on < file.case.effective_on:
            found.append("申请日期早于协议生效日期")
    return [*found, *_asked_for(file)]


def confirmable(file: CaseFile, table: Mapping[date, bool]) -> list[str]:
    """Return why a court does not take this agreement for confirmation, whenever it is asked."""
    case, found = file.case, []
    if case.agreement_form != "written":
        found.append("口头协议不能申请司法确认，须先订立书面协议")
    if case.excluded_matter:
        found.append(f"协议内容属于“{file.word('excluded_matters', case.excluded_matter)}”，人民法院不受理司法确认")
    if case.effective_on is None:
        found.append("协议还没有生效")
    return found


def _asked_for(file: CaseFile) -> list[str]:
    """Return who of the parties is missing among those who ask the court together."""
    if not file.confirmations:
        return ["还没有登记司法确认申请"]
    asking = named(file.confirmations[-1].applicants)
    absent = [one.name for one in file.parties if one.name not in asking]
    return [f"共同申请人缺{'、'.join(absent)}，司法确认须各方共同申请"] if absent else []


def _decided(decision: str, words: str) -> Callable[[CaseFile, date, Mapping[date, bool]], list[str]]:
    def guard(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
        latest = file.confirmations[-1] if file.confirmations else None
        if latest is None or latest.decision != decision or not latest.decided_on:
            return [f"司法确认记录里没有“{words}”和日期"]
        return []

    return guard


def _ended(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return _again(file, day)


def _mediating_again(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return [*_again(file, day), *_mediating(file, day, table)]


def _closed(file: CaseFile, day: date, table: Mapping[date, bool]) -> list[str]:
    return [] if file.case.state in FINISHED else _closed_with(file)


def _closed_with(file: CaseFile) -> list[str]:
    """Return what an agreement still wants before the case is closed: a visit, its items performed or refused."""
    case, found = file.case, []
    if not case.agreed_on:
        return []
    if case.agreement_form == "written" and not case.performed_on_spot and not file.visits:
        found.append("书面协议不是当场履行的，结案前应有回访记录")
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
    S.MEDIATING: _mediating_again,
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
