"""Taking matters in (接待受理): the log of consultations, opening a case with its parties, what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid, UserError
from desktop.models import Account, Case, CaseParty, CaseResult, CaseStep, Committee, Consultation, Extension, Mediator
from desktop.models import CaseState as S
from desktop.storage.work import Work

from . import party_paste, saving
from .access import everything
from .case_clock import court_due, mediation_due, worked
from .case_guards import conflicts
from .case_path import advance, default_title
from .case_reading import case_file
from .context import Context
from .mediation import next_session

HINTS = 12
"""Earlier cases a hint names at most."""


@dataclass(frozen=True)
class Earlier:
    """A case somebody was a party of before."""

    case_id: UUID
    number: str
    title: str
    applied_on: date
    party: str
    by: str
    """What is the same: 身份证号, 电话 or 姓名."""
    open: bool
    """Whether it still runs."""
    same_type: bool
    """Whether it is about the same type of dispute: with ``open`` perhaps the very matter registered twice."""


@dataclass(frozen=True)
class Place:
    """Where somebody mediates: what a new record begins with."""

    committee_id: UUID | None = None
    station_id: UUID | None = None
    mediator_id: UUID | None = None


@dataclass(frozen=True)
class Acceptance:
    """That a case is accepted in the same action: the day every party consented, and a number if one was typed."""

    day: date
    number: str = ""


@dataclass(frozen=True)
class _Named:
    """A party as typed, as far as standing aside is concerned."""

    name: str
    phone: str
    mediator_related: bool


@dataclass(frozen=True)
class _Typed:
    """A case that is not written yet, as far as its parties are concerned."""

    parties: tuple[_Named, ...]


def issue(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Give new consultations the next numbers of their committee and year; deleted ones keep theirs."""
    used: dict[tuple[UUID, int], int] = {}
    for row in rows:
        if row.get("number"):
            continue
        at = (row["committee_id"], row["day"].year)
        if at not in used:
            used[at] = _last(work, *at)
        used[at] += 1
        row["number"] = f"{at[1]}-{used[at]:04d}"


def _last(work: Work, committee_id: UUID, year: int) -> int:
    # As long numbers first: 2026-10000 comes after 2026-9999.
    statement = (
        select(Consultation.number)
        .where(Consultation.committee_id == committee_id)
        .where(Consultation.number.startswith(f"{year}-", autoescape=True))
        .order_by(func.length(Consultation.number).desc(), Consultation.number.desc())
    )
    with everything(work.session):
        for number in work.session.scalars(statement.limit(50)):
            rank = number.partition("-")[2]
            if rank.isdigit():
                return int(rank)
    return 0


def place_of(session: Session, account_id: UUID | None) -> Place:
    """Return where the person of an account mediates, as the account and the register of mediators say."""
    if account_id is None:
        return Place(_only(session))
    account = session.get(Account, account_id)
    own = session.scalars(
        select(Mediator).where(Mediator.account_id == account_id, ~Mediator.deleted).order_by(Mediator.id)
    ).first()
    committee = (account.committee_id if account else None) or (own.committee_id if own else None) or _only(session)
    station = (account.station_id if account else None) or (own.station_id if own else None)
    return Place(committee, station, own.id if own else None)


def _only(session: Session) -> UUID | None:
    """Return the one committee of an office that has no other."""
    statement = select(Committee.id).where(~Committee.deleted, Committee.closed_on.is_(None)).limit(2)
    found = session.scalars(statement).all()
    return found[0] if len(found) == 1 else None


def place_of_mediator(session: Session, mediator_id: UUID) -> Place:
    """Return where a mediator mediates."""
    one = session.get(Mediator, mediator_id)
    return Place(one.committee_id, one.station_id, one.id) if one is not None else Place()


def committee_of(session: Session, station_id: UUID) -> UUID | None:
    """Return the committee a room belongs to: that of its mediators."""
    statement = (
        select(Mediator.committee_id)
        .where(Mediator.station_id == station_id, ~Mediator.deleted)
        .group_by(Mediator.committee_id)
        .order_by(func.count().desc(), Mediator.committee_id)
    )
    return session.scalars(statement.limit(1)).first()


def earlier(
    session: Session,
    parties: Sequence[Mapping[str, Any]],
    dispute_type: str | None = None,
    besides: UUID | None = None,
) -> list[Earlier]:
    """Return the cases the same people were in before, newest first, among those the viewer sees: a hint, no more.

    People are the same by ID number or phone; by name alone where nothing says otherwise.
    """
    names = {str(one["name"]).strip() for one in parties if len(str(one.get("name") or "").strip()) > 1}
    numbers = {str(one["id_number"]) for one in parties if one.get("id_number")}
    phones = {str(one["phone"]) for one in parties if one.get("phone")}
    alike = [
        column.in_(sorted(wanted))
        for column, wanted in ((CaseParty.id_number, numbers), (CaseParty.phone, phones), (CaseParty.name, names))
        if wanted
    ]
    if not alike:
        return []
    statement = (
        select(Case, CaseParty.name, CaseParty.id_number, CaseParty.phone)
        .join(CaseParty, CaseParty.case_id == Case.id)
        .where(or_(*alike), ~Case.deleted, ~CaseParty.deleted, ~Case.void)
        .order_by(Case.applied_on.desc(), Case.id)
        .limit(5 * HINTS)
    )
    if besides is not None:
        statement = statement.where(Case.id != besides)
    typed = {str(one.get("name") or "").strip(): str(one.get("id_number") or "") for one in parties}
    found: dict[UUID, Earlier] = {}
    for case, name, id_number, phone in session.execute(statement):
        if id_number and id_number in numbers:
            by = "身份证号"
        elif phone and phone in phones:
            by = "电话"
        elif id_number and typed.get(name) and typed[name] != id_number:
            continue  # Another person of the same name.
        else:
            by = "姓名"
        if case.id not in found:
            found[case.id] = Earlier(
                case.id, case.number, case.title, case.applied_on, name, by,
                case.result == CaseResult.PENDING.value, dispute_type == case.dispute_type,
            )  # fmt: skip
    return list(found.values())[:HINTS]


def standing_aside(
    session: Session, parties: Sequence[Mapping[str, Any]], mediators: Sequence[UUID | None]
) -> list[str]:
    """Return why these mediators should not mediate between these parties, as far as is known before it is written."""
    chosen = [one for one in (session.get(Mediator, key) for key in mediators if key) if one is not None]
    named = [
        _Named(str(one.get("name") or "").strip(), str(one.get("phone") or ""), bool(one.get("mediator_related")))
        for one in parties
        if one.get("name")
    ]
    return conflicts(_Typed(tuple(named)), chosen) if chosen else []  # type: ignore[arg-type]


def conflicts_in(session: Session, case_id: UUID) -> list[str]:
    """Return why the mediators of a case should stand aside."""
    file = case_file(session, case_id)
    chosen = [session.get(Mediator, one) for one in (file.case.mediator_id, file.case.second_mediator_id) if one]
    return conflicts(file, [one for one in chosen if one is not None])


def due_day(session: Session, context: Context, accepted_on: date, typed: Mapping[str, Any]) -> date:
    """Return the day by which a case accepted so would have to be mediated; ``typed`` may hold the clock of a court."""
    clock, _ = saving.understood("cases", typed)
    referral, signed_on = clock.get("court_referral"), clock.get("papers_signed_on")
    return mediation_due(accepted_on, court_due(referral, signed_on, context.settings, worked(session)))


def log(work: Work, values: Mapping[str, Any]) -> UUID:
    """Write one consultation, its number with it, and return its id."""
    made = saving.save(work, "consultations", None, values)
    row = work.session.get(Consultation, made)
    assert row is not None
    work.label = f"登记咨询 {row.number} {row.topic}"
    return made


def open_case(
    work: Work,
    values: Mapping[str, Any],
    parties: Sequence[Mapping[str, Any]],
    consultation_id: UUID | None = None,
    accepted: Acceptance | None = None,
) -> UUID:
    """Register a case with its parties in one action, accept it too where everybody consented, and return its id.

    Mistakes of the parties are named ``parties.N.field``. Raises ``Invalid``, ``Forbidden``.
    """
    wrong: dict[str, str] = {}
    if not parties:
        wrong["parties"] = "还没有填当事人，请至少填写申请人的姓名"
    aside = standing_aside(
        work.session, parties, (_id(values.get("mediator_id")), _id(values.get("second_mediator_id")))
    )
    if aside:
        wrong["mediator_id"] = "；".join(aside)
    try:
        case_id = saving.save(work, "cases", None, values)
    except Invalid as error:
        # What is wrong with the parties is told at once too, though there is no case yet to belong to.
        for at, party in enumerate(parties):
            _, found = saving.understood("case_parties", party)
            wrong |= {f"parties.{at}.{name}": sentence for name, sentence in found.items()}
        raise Invalid(wrong | dict(error.mistakes)) from error
    for at, party in enumerate(parties):
        consent = {"consent_on": accepted.day} if accepted and not party.get("refused") else {}
        typed = party_paste.completed(party)
        try:
            saving.save(work, "case_parties", None, {**typed, **consent, "case_id": case_id, "position": at + 1})
        except Invalid as error:
            wrong |= {f"parties.{at}.{name}": sentence for name, sentence in error.mistakes.items()}
    if wrong:
        raise Invalid(wrong)
    case = _case(work, case_id)
    if not case.title:
        case.title = case.auto_title = default_title(case_file(work.session, case_id))
    step = CaseStep(case_id=case_id, position=1, from_state=None, to_state=S.REGISTERED.value)
    step.day, step.by, step.note = case.applied_on, work.actor.name, ""
    work.add(step)
    if consultation_id is not None:
        _convert(work, consultation_id, case_id)
    work.flush()
    saving.refresh_keys(work, case)
    title = case.title
    if accepted is not None:
        advance(work, case_id, S.ACCEPTED, day=accepted.day, values={"number": accepted.number})
        work.label = f"受理调解案件 {case.number} {title}"
    else:
        work.label = f"登记调解案件 {title}"
    return case_id


def _convert(work: Work, consultation_id: UUID, case_id: UUID) -> None:
    asked = work.session.get(Consultation, consultation_id)
    if asked is None or asked.deleted:
        raise UserError("这条咨询记录已不存在，没有登记案件，请返回列表刷新")
    if asked.case_id is not None:
        raise UserError("这条咨询已经转为案件，没有再次登记，请在案件列表中查找")
    asked.case_id = case_id


def _id(value: Any) -> UUID | None:
    if value in (None, ""):
        return None
    return value if isinstance(value, UUID) else UUID(str(value))


def record_session(work: Work, case_id: UUID, values: Mapping[str, Any]) -> UUID:
    """Record one mediation session, numbered on, and return its id."""
    made = saving.save(
        work, "sessions", None, {**values, "case_id": case_id, "number": next_session(work.session, case_id)}
    )
    case = _case(work, case_id)
    work.label = f"登记第 {next_session(work.session, case_id) - 1} 次调解记录 {case.number} {case.title}"
    return made


def extend(work: Work, case_id: UUID, values: Mapping[str, Any]) -> UUID:
    """Extend the time to mediate with the consent of every party: the record and the new end in one action."""
    made = saving.save(work, "extensions", None, {**values, "case_id": case_id})
    case = _case(work, case_id)
    row = work.session.scalars(select(Extension).where(Extension.id == made)).one()
    case.due_on = row.due_on
    work.label = f"延长调解期限至 {row.due_on:%Y-%m-%d} {case.number} {case.title}"
    return made


def _case(work: Work, case_id: UUID) -> Case:
    case = work.session.get(Case, case_id)
    if case is None or case.deleted:
        raise UserError("这件案件已不存在，没有改动任何内容，请返回列表刷新")
    return case
