"""Points can be traced to their rows, follow the rule of the office, and add up to what the summary says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop.services import checkin_points, checkin_summary, settings
from desktop.services import checkin_wishes as wishes
from desktop.services.checkin_points import Done, Point, Rule, award, signed, total
from desktop.services.checkin_wishes import Deed
from desktop.services.counting import WHOLE, span
from desktop.services.offices import OpenOffice
from tests.checkin import a_member, a_service, a_unit, a_wish
from tests.offices import enter, now

FIRST = date(2026, 1, 1)
HALVES = st.integers(1, 48).map(lambda halves: Decimal(halves) / 2)
SERVICES = st.lists(
    st.builds(
        Done,
        st.uuids(),
        st.integers(0, 364).map(lambda days: FIRST + timedelta(days=days)),
        st.sampled_from(["", "repair", "legal_aid", "safety"]),
        st.sampled_from(["ordinary", "urgent", "proposal", "absent"]),
        HALVES,
    ),
    max_size=40,
    unique_by=lambda one: one.id,
)
ME = (UUID(int=1), FIRST)


@given(SERVICES)
def test_hours_of_one_kind_never_give_more_than_the_cap(services: list[Done]) -> None:
    rule = Rule()
    for subkind in ("", "repair", "legal_aid", "safety"):
        those = [one for one in services if one.subkind == subkind and one.occasion == "ordinary"]
        hours = sum((one.hours for one in those), Decimal(0))
        assert total(award(rule, None, those, ())) == min(hours * rule.hour, rule.cap)


@given(SERVICES, st.permutations(range(40)))
def test_points_do_not_depend_on_the_order_of_rows(services: list[Done], order: list[int]) -> None:
    mixed = [services[at] for at in order if at < len(services)]
    assert award(Rule(), ME, mixed, ()) == award(Rule(), ME, services, ())


@given(SERVICES)
def test_every_point_has_a_row_behind_it_and_every_row_a_point(services: list[Done]) -> None:
    found = award(Rule(), ME, services, ())
    assert {one.source for one in found} == {("members", ME[0]), *(("services", one.id) for one in services)}
    assert all(isinstance(one.points, Decimal) for one in found)


@given(SERVICES, HALVES)
def test_more_service_never_takes_points(services: list[Done], hours: Decimal) -> None:
    more = [*services, Done(UUID(int=7), date(2026, 12, 31), "repair", "ordinary", hours)]
    assert total(award(Rule(), ME, more, ())) >= total(award(Rule(), ME, services, ()))


@given(st.decimals(-50, 300, places=1))
def test_grades_stand_in_order(points: Decimal) -> None:
    rule = Rule()
    expected = "excellent" if points >= 85 else "good" if points >= 70 else "qualified" if points >= 60 else "below"
    assert rule.grade(points) == expected


def test_points_are_written_with_their_sign() -> None:
    assert [signed(Decimal(text)) for text in ("3", "1.5", "0", "-3")] == ["+3", "+1.5", "0", "−3"]


def test_the_summary_adds_up_to_the_points_of_the_page(office: OpenOffice) -> None:
    unit = a_unit(office, party_members=2)
    member, other = a_member(office, unit_id=unit), a_member(office, "刘洋", checked_in_on="2026-8-1")
    for month in range(1, 10):
        a_service(office, member, f"2026-{month}-5", "5.5")
    a_service(office, member, "2026-6-6", "3", subkind="safety", kind="public", occasion="urgent", people=12)
    a_service(office, member, "2026-6-7", "1.5", subkind=None, kind="public", occasion="proposal")
    a_service(office, member, "2026-6-8", "0", occasion="absent")
    a_service(office, other, "2026-9-1", "2")
    wish = a_wish(office)
    office.database.act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))
    deed = Deed(date(2026, 4, 10), Decimal(1), "life", "culture")
    office.database.act("完成", lambda work: wishes.finish(work, wish, deed))
    context = now(office)
    with office.database.read() as session:
        for period in ("2026", "2026H1", "2026H2", "2025"):
            within = span(period)
            lines = {one.id: one for one in checkin_summary.members(session, context, within)}
            for one in (member, other):
                found = checkin_points.points(session, context, one, within)
                assert total(found) == (lines[one].points if one in lines else Decimal(0))
        first = checkin_summary.members(session, context, span("2026"))[0]
        alone = checkin_summary.members(session, context, span("2026"), only=[member])
        halves = checkin_summary.members(session, context, span("2026H1"))
        by_unit = checkin_summary.units(session, context, span("2026"))
    assert alone == [first]
    assert {one.id for one in halves} == {member}, "who came in August is not in the first half"
    assert {one.grade for one in halves} == {""}, "half a year is not judged by the lines of a year"
    assert (first.services, first.hours, first.people, first.wishes, first.absent) == (12, Decimal(55), 13, 1, 1)
    assert first.kinds == {"life": 10, "legal": 0, "public": 2}
    expected = 10 + 40 + 3 + Decimal("1.5") + 1 + 5 + 3 + 3 - 3
    assert (first.points, first.grade) == (expected, "合格")
    assert [(one.checked_in, one.report_rate, one.completion) for one in by_unit] == [(1, Decimal(50), Decimal(100))]


def test_the_rule_is_the_offices_own(office: OpenOffice) -> None:
    member = a_member(office)
    a_service(office, member, hours="10")
    office.database.act("设置", lambda work: settings.save(work, {"checkin.hour": 2, "checkin.cap": 0}))
    context = now(office)
    with office.database.read() as session:
        found = checkin_points.points(session, context, member, WHOLE)
        lines = checkin_summary.members(session, context, WHOLE)
    assert [one.points for one in found] == [Decimal(10), Decimal(20)]
    assert lines[0].points == Decimal(30)


def test_campaigns_have_counts_of_their_own(office: OpenOffice) -> None:
    campaign = enter(office, "campaigns", {"name": "我是党员我争先", "started_on": "2026-1-1"})
    member = a_member(office)
    a_service(office, member, campaign_id=campaign, people=4)
    a_service(office, member, "2026-5-10", kind="legal", campaign_id=campaign)
    a_service(office, member, "2026-5-11")
    with office.database.read() as session:
        found = checkin_summary.campaigns(session, now(office), span("2026"))
    one = found[0]
    assert (one.services, one.kinds, one.hours, one.members, one.people) == (
        2, {"life": 1, "legal": 1, "public": 0}, Decimal(4), 1, 4,
    )  # fmt: skip


def test_periods_offered_are_those_that_have_begun() -> None:
    assert checkin_summary.periods(date(2026, 5, 1), 2025) == ["2026", "2026H1", "2025", "2025H2", "2025H1"]


def test_a_point_can_be_read_aloud() -> None:
    spoken = checkin_points.lines([Point(FIRST, "到社区报到", Decimal(10), None)])
    assert spoken == [("2026-01-01", "到社区报到", "+10")]
