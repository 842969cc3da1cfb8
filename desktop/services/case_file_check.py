"""Which papers a case file must hold and who must have signed each (签名核对), before it goes to the archive.

The contents are those of the domain reference §1.2, the signers those of §1.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.models import CaseState

from .case_forms import CaseFile

MUST, IF_ANY = "必须", "按需"


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper of the file."""

    code: str
    """Code of the list ``mediation_papers``."""
    each_party: bool = False
    """Whether every party signs."""
    applicants: bool = False
    """Whether those who applied sign, where not every party does."""
    roles: tuple[str, ...] = ()
    """Who else signs: codes of ``signature_roles``, ``seal`` among them."""
    scan: bool = False
    """Whether it is handed in rather than printed."""


PAPERS: tuple[PaperKind, ...] = (
    PaperKind("application", applicants=True),
    PaperKind("register", True, roles=("registrar", "seal")),
    PaperKind("notice", True),
    PaperKind("identity", scan=True),
    PaperKind("authority", scan=True),
    PaperKind("investigation", roles=("asked", "investigator", "recorder")),
    PaperKind("evidence"),
    PaperKind("extension", True),
    PaperKind("session", True, roles=("mediator", "recorder", "seal")),
    PaperKind("agreement", True, roles=("mediator", "recorder", "seal")),
    PaperKind("oral_agreement", roles=("mediator", "recorder")),
    PaperKind("termination", roles=("mediator", "seal")),
    PaperKind("performance", scan=True),
    PaperKind("visit", roles=("visitor",)),
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
    if case.accepted_on or (not written and case.state == CaseState.REGISTERED):
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
    wanted = signers(file, code, item)
    lacking = [one.name for one in wanted if one.signature is None]
    if lacking:
        return PaperState(code, title, need, "缺签", f"{mark}缺{'、'.join(lacking)}", item_id)
    if wanted:
        words = ["各方" if kind.each_party else "申请人" if kind.applicants else ""]
        words += [file.word("signature_roles", one.role) for one in wanted if one.role != "party"]
        return PaperState(code, title, need, "已签", f"{mark}{' '.join(one for one in words if one)}".strip(), item_id)
    return PaperState(code, title, need, "可打印", mark.strip(), item_id)


@dataclass(frozen=True)
class Signer:
    """Somebody who signs a paper, and the signature once it is recorded."""

    role: str
    """Code of ``signature_roles``."""
    name: str
    """The party, or the word of the role."""
    party: Any = None
    signature: Any = None


def signers(file: CaseFile, code: str, item: Any = None) -> list[Signer]:
    """Return who signs a paper of a case (reference 1.8), parties first; ``item`` is the record it is made from."""
    kind = _BY_CODE[code]
    item_id = item.id if item is not None else None
    signed = [
        one for one in file.signatures
        if one.paper == code and (item_id is None or one.item_id in (None, item_id))
    ]  # fmt: skip
    parties = [
        one for one in file.parties if kind.each_party or (kind.applicants and one.side == "applicant")
    ]  # fmt: skip
    found = [
        Signer("party", one.name, one, next((s for s in signed if s.role == "party" and s.party_id == one.id), None))
        for one in parties
    ]
    roles = list(kind.roles)
    if code == "session" and item is not None and item.invited:
        roles.insert(0, "participant")
    for role in roles:
        held = next((s for s in signed if s.role == role), None)
        found.append(Signer(role, file.word("signature_roles", role), None, held))
    return found


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
