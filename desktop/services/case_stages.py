"""A mediation case as its page shows it (办案页): stages with what is missing, what may come next, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import CaseState, Station
from desktop.models import CaseState as S

from .case_clock import worked
from .case_deadlines import Deadline, deadlines
from .case_file_check import MUST, PaperState, papers
from .case_forms import CaseFile
from .case_guards import FINISHED, conflicts
from .case_path import Move, label, moves
from .case_reading import case_file
from .context import Context
from .mediation_due import DueKind
from .mediation_intake import Earlier, earlier


@dataclass(frozen=True)
class Stage:
    """One stage of the path, as the stepper shows it."""

    key: str
    name: str
    caption: str
    state: Literal["done", "current", "coming"]
    missing: bool = False
    """Whether the caption names something that is missing."""


@dataclass(frozen=True)
class Happened:
    """One thing that happened in a case, on its own day: a step of the path or something that was recorded."""

    what: str
    who: str
    day: date
    marked: bool = False
    """Whether the case turned on it."""


@dataclass(frozen=True)
class CaseView:
    """Everything the page of one case shows, read in one go."""

    file: CaseFile
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    deadlines: tuple[Deadline, ...]
    papers: tuple[PaperState, ...]
    course: tuple[Happened, ...]
    earlier: tuple[Earlier, ...]
    conflicts: tuple[str, ...]
    room: str
    today: date


_NAMES: Mapping[str, str] = {
    "register": "登记",
    "accept": "受理",
    "inform": "告知",
    "investigate": "调查",
    "mediate": "调解",
    "agree": "协议",
    "perform": "履行",
    "visit": "回访",
    "end": "终止",
    "close": "结案",
    "archive": "归档",
}
_PAPERS: Mapping[str, tuple[str, ...]] = {
    "register": ("application",),
    "accept": ("register", "identity", "authority"),
    "inform": ("notice",),
    "investigate": ("investigation",),
    "mediate": ("session", "extension"),
    "agree": ("agreement", "oral_agreement"),
    "perform": ("performance",),
    "visit": ("visit",),
    "end": ("termination",),
}
"""Papers that belong to a stage."""
_REACHED: Mapping[str, tuple[str, ...]] = {
    "register": (S.REGISTERED,),
    "accept": (S.ACCEPTED,),
    "inform": (S.INFORMED,),
    "investigate": (S.INVESTIGATING,),
    "mediate": (S.MEDIATING,),
    "agree": (S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT),
    "perform": (S.PERFORMING,),
    "visit": (S.VISITED,),
    "end": (S.DECLINED, S.ENDED, S.WITHDRAWN, S.TRANSFERRED),
    "close": (S.CLOSED,),
    "archive": (S.ARCHIVED,),
}
"""States by which a stage is reached."""
_NOW: Mapping[str, str] = {
    S.REGISTERED: "accept",
    S.ACCEPTED: "inform",
    S.INFORMED: "investigate",
    S.INVESTIGATING: "investigate",
    S.MEDIATING: "mediate",
    S.WRITTEN_AGREEMENT: "agree",
    S.ORAL_AGREEMENT: "agree",
    S.PERFORMING: "perform",
    S.CONFIRMING: "perform",
    S.CONFIRMED: "perform",
    S.CONFIRMATION_REFUSED: "perform",
    S.CONFIRMATION_WITHDRAWN: "perform",
    S.VISITED: "visit",
    S.CLOSED: "archive",
}
"""The stage in progress in each state; after the end of mediation it is the closing."""


def read(session: Session, case_id: UUID, context: Context) -> CaseView:
    """Return a case for its page. Raises ``UserError`` when it is not there, or not for this viewer."""
    file = case_file(session, case_id)
    table = worked(session)
    found = papers(file)
    days = deadlines(file, context, table)
    people = [
        {"name": one.name, "id_number": one.id_number, "phone": one.phone}
        for one in file.parties
        if one.kind == "person"
    ]
    room = session.get(Station, file.case.station_id) if file.case.station_id else None
    return CaseView(
        file,
        tuple(stages(file, found, days)),
        tuple(moves(file, context, table)),
        tuple(days),
        tuple(found),
        tuple(course(file)),
        tuple(earlier(session, people[:20], file.case.dispute_type, case_id)),
        tuple(conflicts(file, file.mediator_rows)) if not file.case.closed_on else (),
        room.name if room is not None else "",
        context.today,
    )


_TURNS = frozenset(
    {S.ACCEPTED, S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT, S.PERFORMING, S.CONFIRMED, S.CLOSED, S.ARCHIVED}
)  # fmt: skip


def course(file: CaseFile) -> list[Happened]:
    """Return what happened in a case, the latest first: its steps and what was recorded, each on its own day."""
    mediators = " ".join(file.mediators)
    found = []
    for one in file.steps:
        if one.from_state is None:
            word = "登记" if one.to_state == S.REGISTERED else file.word("case_states", one.to_state)
        else:
            word = label(one.from_state, one.to_state)
        note = one.note if one.note and not one.note.startswith("编号") else ""
        found.append(Happened(f"{word} {note}".strip(), one.by, one.day, one.to_state in _TURNS))
    found += [Happened(f"调查 {one.asked}", one.investigator, one.day) for one in file.investigations]
    for one in file.sessions:
        result = file.word("session_results", one.result) if one.result else ""
        found.append(Happened(f"第 {one.number} 次调解 {result}".strip(), mediators, one.day, one.result == "agreed"))
    found += [Happened(f"延长期限至 {one.due_on}", mediators, one.day) for one in file.extensions]
    found += [Happened(f"履行 {one.item}", one.obliged, one.done_on, True) for one in file.performances if one.done_on]
    for one in file.visits:
        found.append(Happened(f"回访 {file.word('performance_states', one.performed)}", one.visitor, one.day))
    for one in file.confirmations:
        found.append(Happened("申请司法确认", one.court, one.applied_on))
        if one.decided_on:
            word = file.word("confirmation_decisions", one.decision)
            found.append(Happened(f"法院{word}", one.court, one.decided_on, one.decision == "valid"))
    return sorted(found, key=lambda one: one.day)[::-1]


def stages(file: CaseFile, found: Sequence[PaperState], days: Sequence[Deadline]) -> list[Stage]:
    """Return the stages of a case: those it went through, the one in progress, those to come."""
    case = file.case
    over = case.result not in ("pending", "success")
    keys = [key for key in _NAMES if key not in ({"agree", "perform", "visit"} if over else {"end", "close"})]
    reached: dict[str, date] = {}
    for step in file.steps:
        key = next((key for key, states in _REACHED.items() if step.to_state in states), "")
        reached[key] = step.day
    reached.setdefault("register", case.applied_on)
    if over:
        last = max(keys.index(key) for key in reached if key in keys and key not in ("end", "close", "archive"))
        keys = [key for at, key in enumerate(keys) if at <= last or key in ("end", "close", "archive")]
    now = "" if case.state == S.ARCHIVED else "close" if case.state in FINISHED else _NOW.get(case.state, "")
    at = keys.index(now) if now in keys else len(keys)
    if case.state == S.PERFORMING and not [one for one in file.performances if not one.done_on] and not case.closed_on:
        at = keys.index("visit") if _visit_due(file) else at
    made = []
    for place, key in enumerate(keys):
        if place < at:
            made.append(_done(file, key, reached.get(key), found))
        else:
            caption, missing = _coming(file, key, found, days, place == at)
            made.append(Stage(key, _name(file, key), caption, "current" if place == at else "coming", missing))
    return made


def _visit_due(file: CaseFile) -> bool:
    return file.case.agreement_form == "written" and not file.case.performed_on_spot


def _name(file: CaseFile, key: str) -> str:
    ends = {S.DECLINED: "不予受理", S.WITHDRAWN: "撤回", S.TRANSFERRED: "移送"}
    if key == "end":
        return next((word for state, word in ends.items() if any(one.to_state == state for one in file.steps)), "终止")
    return _NAMES[key]


def short(day: date, today: date | None = None) -> str:
    """Return a day for a caption: 10-28, with its year when that is another one."""
    return f"{day:%m-%d}" if today is None or day.year == today.year else f"{day:%Y-%m-%d}"


def _unsigned(found: Sequence[PaperState], key: str) -> int:
    """Return how many papers of a stage lack a signature or are still to be handed in."""
    return len([one for one in found if one.code in _PAPERS.get(key, ()) and one.lacking and one.state != "未制作"])


def _done(file: CaseFile, key: str, day: date | None, found: Sequence[PaperState]) -> Stage:
    lacking = _unsigned(found, key)
    if key == "mediate" and file.sessions:
        day = file.sessions[-1].day
    if key == "visit" and file.visits:
        day = file.visits[-1].day
    if day is None:
        words = {"investigate": "未单独调查", "visit": "当场履行", "perform": ""}.get(key, "")
    elif key == "agree" and file.case.effective_on:
        words = f"{short(file.case.effective_on)} 生效"
    else:
        words = short(day)
    return Stage(key, _name(file, key), f"{words} 缺 {lacking} 签".strip() if lacking else words, "done", lacking > 0)


def _coming(
    file: CaseFile, key: str, found: Sequence[PaperState], days: Sequence[Deadline], now: bool
) -> tuple[str, bool]:
    """Return what a stage that is not behind says, and whether that is something missing."""
    case = file.case
    due = {one.key: one.day for one in reversed(days)}
    if key == "accept" and now:
        return (f"{short(due[DueKind.ACCEPT])} 前决定", False) if DueKind.ACCEPT in due else ("", False)
    if key == "inform" and now:
        return "待告知", True
    if key in ("investigate", "mediate") and now and DueKind.MEDIATE in due:
        return f"{short(due[DueKind.MEDIATE])} 到期", False
    if key == "agree" and now:
        lacking = [one for one in found if one.code == "agreement" and one.state == "缺签"]
        return ("缺签名或印章", True) if lacking else ("待转入履行", False)
    if key == "perform" and now:
        return (f"{short(due[DueKind.PERFORM])} 到期", False) if DueKind.PERFORM in due else ("", False)
    if key == "visit" and case.agreed_on and _visit_due(file) and not file.visits:
        return "缺 回访记录", True
    if key == "close" and now:
        return "待结案", False
    if key == "archive" and (case.agreed_on or case.state in (*FINISHED, S.CLOSED)):
        lacking = [one for one in found if one.lacking]
        return (f"缺 {len(lacking)} 件", True) if lacking else ("文书已齐", False)
    return "", False


def needed(found: Sequence[PaperState]) -> tuple[int, int]:
    """Return how many papers the file must hold and how many of them are complete."""
    must = [one for one in found if one.need == MUST]
    return len(must), len([one for one in must if not one.lacking])


def papers_of(stage: str) -> tuple[str, ...]:
    """Return the kinds of paper that belong to a stage."""
    return _PAPERS.get(stage, ())


def state_family(state: str) -> str:
    """Return the family of the tag of a state: red in progress, green over, grey archived or without an agreement."""
    if state in (*FINISHED, CaseState.ARCHIVED):
        return "grey"
    return "green" if state == CaseState.CLOSED else "red"
