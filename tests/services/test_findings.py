"""What needs attention today, found in the rows of real offices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desktop.clock import Clock
from desktop.models import Office
from desktop.services import context as contexts
from desktop.services import findings, records
from desktop.services.findings import HEAVY, SOONER, Finding
from desktop.services.offices import OpenOffice, own
from tests.offices import a_grid, a_person, a_post, enter

TODAY = date(2026, 11, 24)


def found(opened: OpenOffice, today: date = TODAY, backups: Any = None) -> dict[str, Finding]:
    """Return what is found on a day on which a copy was carried out of the computer."""
    moment = datetime(today.year, today.month, today.day, 2, tzinfo=UTC)
    with opened.database.read() as session:
        context = contexts.context(session, Clock(lambda: moment))
        return {one.key: one for one in findings.find(session, context, backups, moment)}


def rows(opened: OpenOffice, finding: Finding) -> list[str]:
    assert finding.query is not None
    with opened.database.read() as session:
        context = contexts.context(session, opened.database.clock)
        return [row.texts["name"] for row in records.first_rows(session, finding.query, ["name"], context)]


def test_the_demonstration_office_has_its_known_findings(demo_office: OpenOffice) -> None:
    here = found(demo_office)
    assert here["grids.incomplete_staff"].title == "3 个网格 1+N+N 不完整"
    assert here["grids.outside_size_limits"].title == "6 个网格超出规模标准"
    assert "grids.without_boundary" not in here
    assert len(rows(demo_office, here["grids.outside_size_limits"])) == 6


def test_heavy_findings_come_first(demo_office: OpenOffice) -> None:
    weights = [one.weight for one in found(demo_office, backups=[]).values()]
    assert weights == sorted(weights)
    assert weights[0] == HEAVY


def test_an_office_without_supervision_phone_is_led_to_its_form(office: OpenOffice) -> None:
    with office.database.read() as session:
        home = own(session).id
    assert found(office)["offices.supervision_phone"].record == ("offices", home)

    def fill(work: Any) -> None:
        work.session.get(Office, home).supervision_phone = "0796-6552345"

    office.database.act("填写监督电话", fill)
    assert "offices.supervision_phone" not in found(office)


@pytest.mark.parametrize("consent", ["photo_consent", "mobile_consent"])
def test_consents_that_ended_weigh_more_than_those_that_end_soon(office: OpenOffice, consent: str) -> None:
    grid = a_grid(office)
    for name, until in (("解玉兰", "2026-11-20"), ("单雄信", "2026-11-29"), ("查良", "2027-6-1")):
        person = a_person(office, name, **{f"{consent}_on": "2025-1-1", f"{consent}_until": until})
        a_post(office, person, grid)
    here = found(office)
    ended, ending = here[f"people.{consent}_ended"], here[f"people.{consent}_ending"]
    assert (ended.weight, ended.tag) == (HEAVY, "已到期")
    assert (ending.weight, ending.tag) == (SOONER, "剩 5 天")
    assert rows(office, ended) == ["解玉兰"]
    assert rows(office, ending) == ["单雄信"]


def test_consents_of_people_without_a_post_are_nobodys_work(office: OpenOffice) -> None:
    a_person(office, "解玉兰", photo_consent_on="2025-1-1", photo_consent_until="2026-11-20")
    assert "people.photo_consent_ended" not in found(office)


def test_posts_that_end_within_a_month_are_named(office: OpenOffice) -> None:
    grid = a_grid(office)
    for name, end in (("解玉兰", "2026-11-24"), ("单雄信", "2026-12-24"), ("查良", "2026-12-25")):
        a_post(office, a_person(office, name), grid, ended_on=end)
    ending = found(office)["posts.ending"]
    assert (ending.title, ending.tag) == ("2 个岗位将卸任", "今天到期")
    assert ending.query is not None
    with office.database.read() as session:
        assert records.count(session, ending.query, contexts.context(session, office.database.clock)) == 2


@pytest.mark.parametrize(("today", "named"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_next_years_holidays_are_missed_from_november(office: OpenOffice, today: date, named: bool) -> None:
    assert ("holidays.next_year" in found(office, today)) is named


def test_holidays_entered_are_missed_no_more(office: OpenOffice) -> None:
    enter(office, "holidays", {"day": "2027-1-1", "name": "元旦"})
    assert "holidays.next_year" not in found(office)


@pytest.mark.parametrize(("days", "key"), [(None, "backups.none"), (6, ""), (7, "backups.old"), (40, "backups.old")])
def test_a_week_without_backup_is_told(office: OpenOffice, days: int | None, key: str) -> None:
    now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    made = [] if days is None else [now - timedelta(days=days), now - timedelta(days=90)]
    told = [one for one in found(office, backups=made) if one.startswith("backups.")]
    assert told == ([key] if key else [])


@pytest.mark.parametrize(
    ("outside", "title"), [(None, "备份还没有拷到移动硬盘"), (9, "9 天没有把备份拷到移动硬盘"), (6, "")]
)
def test_a_copy_on_another_disk_is_asked_for(file_office: OpenOffice, outside: int | None, title: str) -> None:
    now = file_office.database.clock.now()
    made = [now, now - timedelta(days=20)]
    with file_office.database.read() as session:
        context = contexts.context(session, file_office.database.clock)
        carried = None if outside is None else now - timedelta(days=outside)
        told = {one.key: one.title for one in findings.find(session, context, made, carried)}
    assert told.get("backups.outside", "") == title


def test_backups_nobody_looked_at_are_not_told(office: OpenOffice) -> None:
    assert not [one for one in found(office) if one.startswith("backups.")]
