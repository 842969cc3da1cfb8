"""Days of a mediation case: a calendar month clipped to its end, the days of a court, days moved past free ones."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from desktop.errors import Invalid
from desktop.models import Case, CaseState
from desktop.services import case_path, history, mediation_intake, saving, settings
from desktop.services.case_clock import acceptance_due, confirm_deadline, court_due, mediation_due
from desktop.services.case_stages import read
from desktop.services.mediation_due import due_list
from desktop.services.offices import OpenOffice
from tests.mediation import PARTIES, a_case, a_committee, a_mediator
from tests.offices import enter, now

USUAL = {key: one.default for key, one in settings.specs().items()}
FRIDAY = date(2026, 11, 13)


def test_the_time_to_mediate_is_a_calendar_month_clipped_to_the_end_of_the_next() -> None:
    assert mediation_due(date(2026, 11, 24)) == date(2026, 12, 24)
    assert mediation_due(date(2026, 1, 31)) == date(2026, 2, 28)
    assert mediation_due(date(2028, 1, 31)) == date(2028, 2, 29)
    assert mediation_due(date(2026, 12, 31)) == date(2027, 1, 31)


def test_the_thirty_days_to_ask_for_confirmation_end_on_a_working_day() -> None:
    assert confirm_deadline(date(2026, 11, 24), {}) == date(2026, 12, 24)
    assert confirm_deadline(date(2026, 11, 26), {}) == date(2026, 12, 28)
    assert confirm_deadline(date(2026, 11, 26), {date(2026, 12, 28): False}) == date(2026, 12, 29)
    assert confirm_deadline(date(2026, 11, 26), {date(2026, 12, 26): True}) == date(2026, 12, 26)


def test_working_days_to_decide_leave_out_the_weekend() -> None:
    assert acceptance_due(date(2026, 11, 27), 3, {}) == date(2026, 12, 2)


def test_the_days_of_a_court_begin_the_day_after_its_papers_were_signed_for_and_end_on_a_working_day() -> None:
    assert court_due("delegated", date(2026, 11, 24), USUAL, {}) == date(2026, 12, 24)
    assert court_due("ordinary", date(2026, 11, 16), USUAL, {}) == date(2026, 12, 1)
    assert court_due("simplified", date(2026, 11, 16), USUAL, {}) == date(2026, 11, 23)
    assert court_due("simplified", date(2026, 11, 14), USUAL, {}) == date(2026, 11, 23)
    assert court_due("simplified", date(2026, 11, 16), USUAL, {date(2026, 11, 23): False}) == date(2026, 11, 24)
    assert court_due("ordinary", date(2026, 11, 16), {**USUAL, "mediation.ordinary_days": 20}, {}) == date(2026, 12, 7)
    assert court_due(None, date(2026, 11, 16), USUAL, {}) is court_due("delegated", None, USUAL, {}) is None
    assert mediation_due(date(2026, 11, 24), date(2026, 12, 1)) == date(2026, 12, 1)


@pytest.fixture
def committee(file_office: OpenOffice) -> UUID:
    return a_committee(file_office)


def from_court(opened: OpenOffice, committee: UUID, **more: Any) -> UUID:
    values = {"source": "referral", "referred_by": "court", "applied_on": FRIDAY,
              "mediator_id": a_mediator(opened, committee), **more}  # fmt: skip
    return a_case(opened, committee, accepted=date(2026, 11, 16), **values)


def due_on(opened: OpenOffice, case_id: UUID) -> date | None:
    with opened.database.read() as session:
        case = session.get(Case, case_id)
        assert case is not None
        return case.due_on


def test_a_case_of_a_court_is_due_by_the_clock_of_the_court_everywhere(
    file_office: OpenOffice, committee: UUID
) -> None:
    case_id = from_court(file_office, committee, court_referral="simplified", papers_signed_on=FRIDAY)
    assert due_on(file_office, case_id) == date(2026, 11, 20)
    with file_office.database.read() as session:
        context = now(file_office)
        assert [(one.what, one.day, one.left) for one in due_list(session, context)] == [
            ("调解期限届满", date(2026, 11, 20), -4)
        ]
        assert [(one.day, one.period) for one in read(session, case_id, context).deadlines] == [(date(2026, 11, 20), 7)]


def test_correcting_what_the_court_sent_moves_the_end_and_undo_puts_it_back(
    file_office: OpenOffice, committee: UUID
) -> None:
    case_id = from_court(file_office, committee, court_referral="simplified", papers_signed_on=FRIDAY)
    enter(file_office, "cases", {"notes": "电话联系过双方"}, case_id)
    assert due_on(file_office, case_id) == date(2026, 11, 20)
    enter(file_office, "cases", {"court_referral": "ordinary", "papers_signed_on": "2026-11-16"}, case_id)
    assert due_on(file_office, case_id) == date(2026, 12, 1)
    with file_office.database.read() as session:
        last = history.next_undo(session)
    assert last is not None
    file_office.database.act("撤销", lambda work: history.undo(work, last.action_id))
    assert due_on(file_office, case_id) == date(2026, 11, 20)
    elsewhere = {"referred_by": "police", "court_referral": None, "papers_signed_on": None}
    enter(file_office, "cases", elsewhere, case_id)
    assert due_on(file_office, case_id) == date(2026, 12, 16)


def test_parties_agree_to_more_time_than_a_court_gives(file_office: OpenOffice, committee: UUID) -> None:
    case_id = from_court(file_office, committee, court_referral="ordinary", papers_signed_on=FRIDAY)
    assert due_on(file_office, case_id) == date(2026, 11, 30)
    values = {"day": "2026-11-20", "due_on": "2026-12-10", "consents": "罗秀珍、邱建华", "reason": "等候鉴定"}
    made = file_office.database.act("延长", lambda work: mediation_intake.extend(work, case_id, values))
    assert due_on(file_office, case_id) == date(2026, 12, 10)
    with file_office.database.read() as session:
        assert [one.what for one in due_list(session, now(file_office))] == ["延长后的调解期限届满"]
    enter(file_office, "cases", {"court_referral": "simplified"}, case_id)
    assert due_on(file_office, case_id) == date(2026, 12, 10)
    file_office.database.act("删除", lambda work: saving.remove(work, "extensions", made))
    assert due_on(file_office, case_id) == date(2026, 11, 20)


def test_other_sources_keep_one_month_and_no_clock_of_a_court(file_office: OpenOffice, committee: UUID) -> None:
    case_id = a_case(file_office, committee, accepted=date(2026, 11, 16), source="referral", referred_by="police",
                     mediator_id=a_mediator(file_office, committee))  # fmt: skip
    assert due_on(file_office, case_id) == date(2026, 12, 16)
    with pytest.raises(Invalid) as told:
        enter(file_office, "cases", {"court_referral": "delegated", "papers_signed_on": "2026-11-16"}, case_id)
    assert set(told.value.mistakes) == {"court_referral", "papers_signed_on"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"court_referral": "ordinary"}, "papers_signed_on"),
        ({"papers_signed_on": "2026-11-13"}, "court_referral"),
        ({"court_referral": "ordinary", "papers_signed_on": "2026-11-25"}, "papers_signed_on"),
        ({"court_referral": "别的", "papers_signed_on": "2026-11-13"}, "court_referral"),
    ],
)
def test_half_a_clock_of_a_court_is_refused(
    file_office: OpenOffice, committee: UUID, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as told:
        from_court(file_office, committee, **values)
    assert set(told.value.mistakes) == {field}


def test_a_case_of_a_court_is_accepted_once_it_is_known_how_it_was_sent(
    file_office: OpenOffice, committee: UUID
) -> None:
    with pytest.raises(Invalid, match="委派还是委托"):
        from_court(file_office, committee)
    parties = [{**one, "consent_on": "2026-11-13"} for one in PARTIES]
    case_id = a_case(file_office, committee, *parties, source="referral", referred_by="court", applied_on=FRIDAY,
                     court_referral="delegated", papers_signed_on="2026-11-17",
                     mediator_id=a_mediator(file_office, committee, "解玉兰"))  # fmt: skip

    def accept(work: Any) -> None:
        case_path.advance(work, case_id, CaseState.ACCEPTED, day=date(2026, 11, 16))

    with pytest.raises(Invalid, match="早于签收法院文书"):
        file_office.database.act("受理", accept)
