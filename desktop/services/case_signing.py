"""Recording who signed a paper of a mediation case (签名登记): all signatures of one paper as one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.errors import Invalid, UserError
from desktop.models import Signature
from desktop.storage.work import Work

from . import saving
from .case_file_check import signers
from .case_forms import CaseFile
from .case_guards import demands
from .case_reading import case_file
from .context import context


@dataclass(frozen=True)
class Signed:
    """One signature as it stands on the paper."""

    role: str
    """Code of ``signature_roles``."""
    signer: str
    party_id: UUID | None = None
    form: str = "sign"
    """Code of ``signature_forms``."""
    witness: str = ""


def item_of(file: CaseFile, paper: str, item_id: UUID | None) -> object | None:
    """Return the record a paper is made from, None where the whole case is."""
    records = {
        "investigation": file.investigations,
        "session": file.sessions,
        "extension": file.extensions,
        "visit": file.visits,
        "confirmation": file.confirmations,
    }.get(paper, ())
    return next((one for one in records if one.id == item_id), None)


def sign(
    work: Work, case_id: UUID, paper: str, item_id: UUID | None, signed: Sequence[Signed], day: date | str
) -> None:
    """Record who signed a paper on a day. Raises ``Invalid`` naming mistakes by field, ``UserError`` for nobody."""
    file = case_file(work.session, case_id)
    title = file.word("mediation_papers", paper)
    if not signed:
        raise UserError(f"没有勾选签名的人，{title}的签名没有变化")
    expected = signers(file, paper, item_of(file, paper, item_id))
    known = {(one.role, one.party.id if one.party else None) for one in expected if one.signature is not None}
    rows = [_row(work, case_id, paper, item_id, one, day) for one in signed if (one.role, one.party_id) not in known]
    if len(rows) < len(signed):
        again = next(one.signer for one in signed if (one.role, one.party_id) in known)
        raise UserError(f"{again}在{title}上的签名已经登记过，没有重复登记")
    saving.demand("signatures", work.actor)
    before = demands(file)
    # Of fifty parties each would otherwise have the whole case read again.
    work.add_all(rows)
    work.session.expire_all()
    if new := demands(case_file(work.session, case_id)) - before:
        raise Invalid({"": "；".join(sorted(new))})
    names = "、".join(one.signer for one in signed[:3]) + ("等" if len(signed) > 3 else "")
    work.label = f"登记签名 {title} {names}"


def _row(
    work: Work, case_id: UUID, paper: str, item_id: UUID | None, one: Signed, day: date | str
) -> Signature:  # fmt: skip
    raw = {
        "case_id": case_id, "paper": paper, "role": one.role, "party_id": one.party_id, "signer": one.signer,
        "form": one.form, "signed_on": day, "witness": one.witness,
    }  # fmt: skip
    values, wrong = saving.mistakes(work.session, "signatures", None, raw, context(work.session, work.clock))
    if wrong:
        raise Invalid({"day" if name == "signed_on" else name: said for name, said in wrong.items()})
    return Signature(**saving.complete("signatures", values), item_id=item_id)
