"""Which papers a case file must hold and who must have signed each (签名核对), before it goes to the archive.

The contents are those of the domain reference §1.2, the signers those of §1.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .case_forms import CaseFile

MUST, IF_ANY = "必须", "按需"


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper of the file."""

    code: str
    """Code of the list ``mediation_papers``."""
    each_party: bool = False
    """Whether every party signs."""
    roles: tuple[str, ...] = ()
    """Who else signs: codes of ``signature_roles``, ``seal`` among them."""
    scan: bool = False
    """Whether it is handed in rather than printed."""


PAPERS: tuple[PaperKind, ...] = (
    PaperKind("application"),
    PaperKind("register", True, ("registrar", "seal")),
    PaperKind("notice", True),
    PaperKind("identity", scan=True),
    PaperKind("authority", scan=True),
    PaperKind("investigation", False, ("asked", "investigator", "recorder")),
    PaperKind("evidence"),
    PaperKind("extension", True),
    PaperKind("session", True, ("mediator", "recorder")),
    PaperKind("agreement", True, ("mediator", "recorder", "seal")),
    PaperKind("oral_agreement", False, ("mediator", "recorder")),
    PaperKind("termination", False, ("mediator", "seal")),
    PaperKind("performance", scan=True),
    PaperKind("visit", False, ("visitor",)),
    PaperKind("confirmation", True),
    PaperKind("report"),
    PaperKind("situation"),
)
_BY_CODE = {one.code: one for one in PAPERS}


@dataclass(frozen=True)
class PaperState:
    """How a paper of a case stands."""

    code: str
    title: str
    need: str
    """必须 or 按需."""
    state: str
    """已签 signed, 缺签 signatures missing, 已收 received, 待收 to be handed in, 可打印 nothing to sign, 未制作."""
    detail: str
    """Who signed, or who is still to sign."""
    item_id: UUID | None = None
    """The record it is made from where a case has several."""
    scan: bool = False

    @property
    def lacking(self) -> bool:
        """Whether the archive would miss something."""
        return self.state in ("缺签", "未制作", "待收") and self.need == MUST


def papers(file: CaseFile) -> list[PaperState]:
    """Return every paper the file of a case holds or must hold, in the order it is bound."""
    case = file.case
    found: list[PaperState] = []
    written = case.application_form == "written"
    if written:
        found.append(_made(file, "application", MUST, True))
    if not written or case.accepted_on:
        found.append(_made(file, "register", IF_ANY if written else MUST, bool(case.accepted_on)))
    if case.accepted_on:
        found.append(_made(file, "notice", MUST, True))
        found.append(_identity(file))
    if any(one.agent for one in file.parties):
        found.append(_received(file, "authority", MUST))
    found += [_made(file, "investigation", IF_ANY, True, one, f"{one.day:%m-%d} ") for one in file.investigations]
    if file.evidences:
        found.append(_made(file, "evidence", IF_ANY, True))
    found += [_made(file, "extension", MUST, True, one) for one in file.extensions]
    if case.agreed_on and not file.sessions:
        found.append(_made(file, "session", MUST, False))
    found += [_made(file, "session", MUST, True, one, f"第 {one.number} 次 ") for one in file.sessions]
    if case.agreement_form and case.agreed_on:
        found.append(_made(file, "agreement" if case.agreement_form == "written" else "oral_agreement", MUST, True))
    if case.ended_on and case.end_reason:
        found.append(_made(file, "termination", MUST, True))
    if file.performances:
        found.append(_received(file, "performance", IF_ANY))
    visit_due = case.agreement_form == "written" and bool(case.agreed_on) and not case.performed_on_spot
    found += [
        _made(file, "visit", MUST if visit_due else IF_ANY, True, one, f"{one.day:%m-%d} ") for one in file.visits
    ]
    if visit_due and not file.visits:
        found.append(_made(file, "visit", MUST, False))
    found += [_made(file, "confirmation", IF_ANY, True, one) for one in file.confirmations]
    if case.closed_on:
        found.append(_made(file, "report", IF_ANY, True))
    found.append(_made(file, "situation", IF_ANY, True))
    return found


def lacking_papers(file: CaseFile) -> list[str]:
    """Return what the archive would miss, in a few words each."""
    return [f"{one.title}（{one.detail}）" if one.detail else one.title for one in papers(file) if one.lacking]


def _made(
    file: CaseFile, code: str, need: str, there: bool, item: Any = None, mark: str = ""
) -> PaperState:  # fmt: skip
    title = file.word("mediation_papers", code)
    if not there:
        return PaperState(code, title, need, "未制作", "还没有登记")
    kind = _BY_CODE[code]
    item_id = item.id if item is not None else None
    signed = [
        one for one in file.signatures
        if one.paper == code and (item_id is None or one.item_id in (None, item_id))
    ]  # fmt: skip
    lacking = []
    if kind.each_party:
        lacking += [
            one.name for one in file.parties
            if not any(s.role == "party" and s.party_id == one.id for s in signed)
        ]  # fmt: skip
    lacking += [file.word("signature_roles", role) for role in kind.roles if not any(s.role == role for s in signed)]
    if lacking:
        return PaperState(code, title, need, "缺签", f"{mark}缺{'、'.join(lacking)}", item_id)
    if kind.each_party or kind.roles:
        words = "各方" if kind.each_party else ""
        others = " ".join(file.word("signature_roles", role) for role in kind.roles)
        return PaperState(code, title, need, "已签", f"{mark}{words} {others}".strip(), item_id)
    return PaperState(code, title, need, "可打印", mark.strip(), item_id)


def _received(file: CaseFile, code: str, need: str) -> PaperState:
    sheets = file.others.get(code, 0)
    title = file.word("mediation_papers", code)
    state, detail = ("已收", f"{sheets} 页") if sheets else ("待收", "扫描件还没有附上")
    return PaperState(code, title, need, state, detail, scan=True)


def _identity(file: CaseFile) -> PaperState:
    """Identity papers were looked at, or their copies lie with the case."""
    unseen = [one.name for one in file.parties if not one.id_checked_on]
    title = file.word("mediation_papers", "identity")
    if file.others.get("identity"):
        return PaperState("identity", title, MUST, "已收", f"{file.others['identity']} 页", scan=True)
    if unseen:
        return PaperState("identity", title, MUST, "待收", f"{'、'.join(unseen)}的证件还没有核对", scan=True)
    return PaperState("identity", title, MUST, "已收", "证件已核对", scan=True)
