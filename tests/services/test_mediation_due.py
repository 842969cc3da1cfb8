"""What is due in mediation: the month to mediate, items of performance, visits, thirty days to ask a court."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from desktop.models import Case
from desktop.services import findings, settings
from desktop.services.mediation_due import due_days, due_list, urgency
from desktop.services.offices import OpenOffice
from tests.mediation import a_case, a_committee, a_mediator, look_as, party
from tests.offices import enter, now


@pytest.fixture
def committee(office: OpenOffice) -> UUID:
    return a_committee(office)


@pytest.fixture
def mediator(office: OpenOffice, committee: UUID) -> UUID:
    return a_mediator(office, committee)


def due(opened: OpenOffice, within: int = 60) -> list[tuple[str, str, int]]:
    with opened.database.read() as session:
        return [(one.kind, one.day.isoformat(), one.left) for one in due_list(session, now(opened), within)]


def bring(opened: OpenOffice, case: UUID, **values: Any) -> None:
    """Have a case stand as it would after its steps."""

    def write(work: Any) -> None:
        row = work.session.get(Case, case)
        for name, value in values.items():
            setattr(row, name, value)

    opened.database.act("办理", write)


def test_a_new_case_waits_to_be_decided_on(office: OpenOffice, committee: UUID) -> None:
    a_case(office, committee, applied_on="2026-11-20")
    assert due(office) == [("accept", "2026-11-25", 1)]


def test_the_month_to_mediate_and_its_extension(office: OpenOffice, committee: UUID, mediator: UUID) -> None:
    case = a_case(office, committee, accepted=date(2026, 10, 21), mediator_id=mediator)
    assert due(office) == [("mediate", "2026-11-21", -3)]
    bring(office, case, due_on=date(2026, 12, 1))
    with office.database.read() as session:
        found = due_list(session, now(office))
        assert [(one.what, one.left, one.mediator, one.state) for one in found] == [
            ("延长后的调解期限届满", 7, "谢志平", "受理")
        ]
        assert urgency(found[0], now(office)) == "first"
    bring(office, case, due_on=date(2026, 11, 27))
    with office.database.read() as session:
        assert urgency(due_list(session, now(office))[0], now(office)) == "last"


def test_performance_visits_and_confirmation_of_an_agreement(
    office: OpenOffice, committee: UUID, mediator: UUID
) -> None:
    case = a_case(office, committee, accepted=date(2026, 10, 21), mediator_id=mediator)
    agreed = date(2026, 10, 26)
    bring(office, case, state="performing", agreement_form="written", agreed_on=agreed, effective_on=agreed)
    item = enter(
        office, "performances", {"case_id": case, "item": "修好防水", "obliged": "邱建华", "due_on": "2026-12-1"}
    )
    # 25 November 2026 is a Wednesday.
    assert due(office) == [("confirm", "2026-11-25", 1), ("perform", "2026-12-01", 7), ("visit", "2026-12-31", 37)]
    enter(office, "performances", {"done_on": "2026-11-20"}, item)
    enter(office, "visits", {"case_id": case, "day": "2026-11-21", "visited": "罗秀珍", "visitor": "谢志平"})
    assert due(office) == [("confirm", "2026-11-25", 1)]
    bring(office, case, excluded_matter="status")
    assert due(office) == []


def test_what_closed_or_void_is_not_due(office: OpenOffice, committee: UUID, mediator: UUID) -> None:
    case = a_case(office, committee, accepted=date(2026, 10, 21), mediator_id=mediator)
    bring(office, case, void=True)
    assert due(office) == []


def test_a_calendar_knows_days_nobody_works(office: OpenOffice, committee: UUID) -> None:
    with office.database.read() as session:
        october = due_days(session, now(office), date(2026, 10, 1), date(2026, 10, 31))
        later = due_days(session, now(office), date(2031, 1, 1), date(2031, 1, 31))
    assert october.free[date(2026, 10, 1)] == "休" and "班" in october.free.values()
    assert october.unknown == () and later.unknown == (2031,)


def test_the_home_page_names_what_is_due_to_those_who_see_cases(
    office: OpenOffice, committee: UUID, mediator: UUID
) -> None:
    a_case(
        office, committee, party("甲某"), party("乙某", "respondent"), accepted=date(2026, 10, 21), mediator_id=mediator
    )

    def seen() -> list[tuple[str, str]]:
        with office.database.read() as session:
            found = findings.find(session, now(office))
        return [(one.title, one.tag) for one in found if one.key.startswith("cases.")]

    assert seen() == [("调解期限届满", "逾期 3 天")]
    office.database.act("设置", lambda work: settings.save(work, {"mediation.warn_first": 1}))
    assert seen() == [("调解期限届满", "逾期 3 天")]
    look_as(office, "clerk")
    assert seen() == []
