"""What each kind of record has beside its description: its rules, its derived columns, who may change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Record, Role, kinds
from desktop.storage.work import Work

from . import access
from .columns import Derived
from .context import Context

Check = Callable[[Session, Mapping[str, Any], UUID | None, Context], Mapping[str, str]]
"""Returns the mistakes by field of the whole values of a record, with its id unless it is new.

A sheet of 20,000 rows asks it 20,000 times, so a check puts no statement of its own to the database for each row:
other rows with the same values come from :func:`twins.twins`, records referred to from ``session.get`` (both held in
memory while a sheet is checked), everything else from :func:`twins.once`. A check that asks directly is right all the
same, only slow.
"""


def no_check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Find nothing wrong."""
    return {}


OFFICE_STAFF = frozenset({Role.ADMINISTRATOR.value, Role.CLERK.value})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR.value})
EVERYONE = frozenset(role.value for role in Role)


@dataclass(frozen=True)
class Subject:
    """The rules of one kind of record."""

    check: Check = no_check
    derived: tuple[Derived, ...] = ()
    writers: frozenset[str] = OFFICE_STAFF
    """Roles that may change such records."""
    revealers: frozenset[str] = OFFICE_STAFF
    """Roles that may see masked values, leaving a trace."""
    readers: frozenset[str] = EVERYONE
    """Roles to whom a search over everything shows such records."""
    issue: Callable[[Work, Sequence[dict[str, Any]]], None] | None = None
    """Fills what the program alone issues (numbers of wishes) into the values of new records, in their order, right
    before they are written."""
    brought: frozenset[str] = frozenset()
    """Fields no form lets people change that a sheet may bring for new records: those of ledgers kept before the
    program, whose numbers stay as they were issued."""
    follow: Callable[[Work, Sequence[Mapping[str, Any]]], None] | None = None
    """Writes what belongs to new records that a sheet brought, right after they are written."""
    settle: Callable[[Work, Record], None] | None = None
    """Changes what follows from a record that was written or removed, in the same action."""
    lacks: Callable[[Session, str, Mapping[str, Any]], frozenset[str]] | None = None
    """Returns what the whole a record belongs to lacks for the state it is in; no action may add to that."""
    kept: Callable[[Session, Record, Mapping[str, Any] | None], str] | None = None
    """Says why a record may not be deleted (None) or go back to earlier values by undo (none: it goes), "" where it
    may."""


HELD: Mapping[str, Any] = {"writers": access.WRITERS, "revealers": access.WRITERS, "readers": access.READERS}
"""Who works with the records of mediation; ``access`` says which of them each sees."""


def gather() -> None:
    """Import the rules of every kind of record."""
    _subjects()


@cache
def _subjects() -> Mapping[str, Subject]:
    from . import (
        accounts,
        attachments,
        case_brought,
        case_checks,
        case_keeping,
        centre,
        checkin,
        checkin_columns,
        checkin_wishes,
        codes,
        divisions,
        grids,
        mediation,
        mediation_intake,
        offices,
        party,
        people,
        staff,
        stations,
        training,
    )

    whole: Mapping[str, Any] = {**HELD, "lacks": case_keeping.lacks}
    of_case: Mapping[str, Any] = {**whole, "kept": case_keeping.kept_with_case}
    counted = {kind: partial(case_keeping.count_up, kind) for kind in case_keeping.RANKS}
    return {
        "accounts": Subject(accounts.check, writers=ADMINISTRATORS, readers=ADMINISTRATORS),
        "attachments": Subject(attachments.check, writers=OFFICE_STAFF | access.WRITERS),
        "attendances": Subject(training.check_attendance, training.ATTENDANCE_DERIVED),
        "boundaries": Subject(),
        "campaigns": Subject(checkin.check_campaign, checkin_columns.CAMPAIGN_DERIVED),
        "centre_units": Subject(centre.check_unit, centre.UNIT_DERIVED),
        "classes": Subject(training.check_class, training.CLASS_DERIVED),
        "code_schemes": Subject(codes.check_scheme, writers=ADMINISTRATORS, readers=ADMINISTRATORS),
        "codes": Subject(codes.check, writers=ADMINISTRATORS),
        "contracts": Subject(staff.check_contract, staff.CONTRACT_DERIVED),
        "departments": Subject(),
        "divisions": Subject(divisions.check, divisions.DERIVED, writers=ADMINISTRATORS),
        "evaluations": Subject(checkin.check_evaluation, checkin_columns.EVALUATION_DERIVED),
        "grids": Subject(grids.check, (*grids.DERIVED, *party.GRID_DERIVED)),
        "holidays": Subject(codes.check_holiday, writers=ADMINISTRATORS),
        **{kind: Subject(case_checks.check_of_case, issue=counted.get(kind), **of_case) for kind in access.OF_CASES},
        "case_parties": Subject(
            mediation.check_party, issue=counted["case_parties"], follow=case_brought.name_cases, **of_case
        ),
        "case_steps": Subject(writers=frozenset(), revealers=access.WRITERS, readers=access.READERS),
        "cases": Subject(
            mediation.check_case,
            mediation.CASE_DERIVED,
            kept=case_keeping.kept,
            issue=case_brought.issue,
            brought=case_brought.FIELDS,
            follow=case_brought.keep_steps,
            settle=case_keeping.settle_clock,
            **whole,
        ),
        "committees": Subject(mediation.check_committee),
        "confirmations": Subject(case_checks.check_confirmation, **of_case),
        "consultations": Subject(
            mediation.check_consultation,
            mediation.CONSULTATION_DERIVED,
            issue=mediation_intake.issue,
            brought=frozenset({"case_id"}),
            **HELD,
        ),
        "extensions": Subject(case_checks.check_extension, settle=case_keeping.settle_extension, **of_case),
        "mediators": Subject(mediation.check_mediator, mediation.MEDIATOR_DERIVED),
        "sessions": Subject(
            case_checks.check_session, issue=counted["sessions"], brought=frozenset({"number"}), **of_case
        ),
        "signatures": Subject(case_checks.check_signature, **of_case),
        "visits": Subject(case_checks.check_visit, issue=counted.get("visits"), **of_case),
        "map_features": Subject(),
        "members": Subject(checkin.check_member, checkin_columns.MEMBER_DERIVED),
        "memberships": Subject(party.check_membership, party.MEMBERSHIP_DERIVED),
        "offices": Subject(offices.check, writers=ADMINISTRATORS),
        "party_organisations": Subject(party.check_organisation, party.ORGANISATION_DERIVED),
        "people": Subject(people.check_person, (*people.PERSON_DERIVED, *party.PERSON_DERIVED)),
        "posts": Subject(people.check_post, people.POST_DERIVED),
        "services": Subject(checkin.check_service, checkin_columns.SERVICE_DERIVED),
        "settings": Subject(writers=ADMINISTRATORS, readers=ADMINISTRATORS),
        "staff_changes": Subject(staff.check_change),
        "station_activities": Subject(stations.check_activity, stations.ACTIVITY_DERIVED),
        "station_members": Subject(stations.check_member, stations.MEMBER_DERIVED),
        "stations": Subject(stations.check_station, stations.STATION_DERIVED),
        "successions": Subject(),
        "systems": Subject(centre.check_system, centre.SYSTEM_DERIVED),
        "trainers": Subject(training.check_trainer),
        "unit_duties": Subject(centre.check_duty, centre.DUTY_DERIVED),
        "units": Subject(checkin.check_unit, checkin_columns.UNIT_DERIVED),
        "wishes": Subject(
            checkin.check_wish,
            checkin_columns.WISH_DERIVED,
            issue=checkin_wishes.issue,
            brought=frozenset({"number"}),
        ),
    }


def subject(kind: str) -> Subject:
    """Return the rules of a kind of record. Raises ``KeyError`` for a word no record has."""
    return _subjects().get(kind) or {word: Subject() for word in kinds()}[kind]


def may_read(kind: str, role: str) -> bool:
    """Return whether a search over everything shows records of a kind to a role."""
    return role in subject(kind).readers
