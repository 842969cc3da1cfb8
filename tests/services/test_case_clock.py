"""Days of a mediation case: a calendar month clipped to its end, thirty days moved past days nobody works."""

from __future__ import annotations

from datetime import date

from desktop.services.case_clock import acceptance_due, confirm_deadline, mediation_due


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
