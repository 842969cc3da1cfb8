"""The guided path of a mediation case (办案流程): its states, what may come next, and what still stands in the way.

States and guards are those of the domain reference §1.8. A case only moves by :func:`advance`, one action each; every
move is kept as a step with its day and who made it, and nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import Case, CaseResult, CaseStep, Field, Kind, description
from desktop.models import CaseState as S
from desktop.storage.work import Work

from . import case_numbers
from .access import WRITERS
from .case_clock import effective_day, first_due, worked
from .case_forms import CaseFile
from .case_guards import FINISHED, blocks
from .case_reading import case_file
from .context import Context, context
from .records import choices

NEXT: Mapping[str, tuple[str, ...]] = {
    S.REGISTERED: (S.ACCEPTED, S.DECLINED, S.WITHDRAWN, S.ENDED),
    S.ACCEPTED: (S.INFORMED, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.INFORMED: (S.INVESTIGATING, S.MEDIATING, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.INVESTIGATING: (S.MEDIATING, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    S.MEDIATING: (S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    # Until all have signed there is no agreement in force: they may talk again, or it comes to nothing.
    S.WRITTEN_AGREEMENT: (S.PERFORMING, S.MEDIATING, S.ENDED),
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
    S.VISITED: "回访完成",
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
COMPUTED: Mapping[str, tuple[str, ...]] = {S.ARCHIVED: ("pages", "contents")}
"""Fields a move brings that nobody types: the archive takes the page numbers of the printed file."""
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
        Move(to, label(file.case.state, to), tuple(blocks(file, to, today.today, table)), ASKED.get(to, ()))
        for to in NEXT[file.case.state]
    ]


def label(state: str, to: str) -> str:
    """Return what the step from a state to another is called."""
    return "再次调解" if (state, to) == (S.WRITTEN_AGREEMENT, S.MEDIATING) else LABELS[to]


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
    asked = (*ASKED.get(to, ()), *COMPUTED.get(to, ()))
    given = {name: value for name, value in (values or {}).items() if name in asked}
    typed, wrong = _typed(work, given)
    wrong = {**_wrong_day(file, day, when.today), **wrong, **_wrong_values(file, to, typed)}
    if wrong:
        raise Invalid(wrong)
    # A typed number becomes the case's only when it is free.
    number = typed.pop("number", "") or case.number
    for name, value in typed.items():
        setattr(case, name, value)
    if standing := blocks(file, to, day, table):
        raise Invalid({"": "；".join(standing)})
    done = label(case.state, to)
    _enter(work, file, to, day, number)
    if to == S.ACCEPTED:
        case.due_on = first_due(case, when.settings, table)
    _keep_step(work, case, to, day, note or _note(file, to))
    work.flush()
    work.label = f"{done} {case.number or ''} {case.title}".replace("  ", " ").strip()


def _wrong_day(file: CaseFile, day: date, today: date) -> dict[str, str]:
    if day > today:
        return {"day": "日期在今天之后，请填写实际办理的日期"}
    last = max((one.day for one in file.steps), default=file.case.applied_on)
    return {"day": f"日期早于上一步的 {last:%Y-%m-%d}，请核对"} if day < last else {}


def _typed(work: Work, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed with a move as the case keeps it, and the mistakes by field."""
    from .saving import check_field, clean

    described, values, wrong = description("cases"), dict[str, Any](), dict[str, str]()
    for name, raw in given.items():
        one: Field = described[name]
        if one.kind is Kind.DATA:
            values[name] = raw
            continue
        try:
            values[name] = clean(one, raw)
        except UserError as error:
            wrong[name] = str(error)
            continue
        if sentence := check_field(one, values[name]):
            wrong[name] = sentence
        elif one.kind is Kind.CHOICE and values[name] and values[name] not in choices(work.session, one.choices):
            wrong[name] = f"{one.label}没有“{values[name]}”这一项，请从列表中选择"
    return values, wrong


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
        if not (values.get("pages") and values.get("contents")):
            wrong[""] = "卷内文书还没有编页号，没有归档，请在案件页上办理"
        return wrong
    return {}


def _enter(work: Work, file: CaseFile, to: str, day: date, number: str) -> None:
    """Write what a state means for the case."""
    case = file.case
    if to == S.ACCEPTED:
        case.accepted_on = day
        case_numbers.take(work, case, day.year, number)
        if not case.title:
            case.title = case.auto_title = default_title(file)
    elif to in (S.MEDIATING, S.ENDED) and case.state == S.WRITTEN_AGREEMENT:
        # Nobody is bound by what not all have signed; the history keeps it.
        case.agreement_form = case.agreed_on = None
        for one in file.signatures:
            one.deleted = one.deleted or one.paper == "agreement"
        ended = to == S.ENDED
        case.ended_on = day if ended else None
        case.result = (CaseResult.FAILED if ended else CaseResult.PENDING).value
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
    last = work.session.scalars(
        select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position.desc()).limit(1)
    ).first()
    if last is None:
        last = CaseStep(case_id=case.id, position=1, from_state=None, to_state=S.REGISTERED.value)
        last.day, last.by, last.note = case.applied_on, work.actor.name, ""
        work.add(last)
    step = CaseStep(case_id=case.id, position=last.position + 1, from_state=last.to_state, to_state=to)
    step.day, step.by, step.note = day, work.actor.name, note
    work.add(step)


def default_title(file: CaseFile) -> str:
    """Return the title a case gets by itself (甲与乙邻里纠纷); of many parties the first of each side."""
    sides: dict[str, list[str]] = {}
    for one in file.parties:
        sides.setdefault(one.side, []).append(one.name)
    firsts = [f"{names[0]}等" if len(names) > 1 else names[0] for side, names in sides.items() if side != "third"]
    return f"{'与'.join(firsts[:2])}{file.word('dispute_types', file.case.dispute_type)}"[:100]
