"""Many services at once, the board of wishes and what is told at home: the services behind the screens of check-in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import Service
from desktop.services import checkin_board, checkin_quick, findings, history, records, saving
from desktop.services import checkin_wishes as wishes
from desktop.services import settings as settings_service
from desktop.services.checkin_columns import due_year
from desktop.services.checkin_quick import MEMBERS, PEOPLE
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from tests.checkin import a_member, a_service, a_unit, a_wish
from tests.offices import a_grid, a_person, a_post, community_id, enter, now


def a_line(member: UUID, hours: str = "2", day: str = "2026-5-9", **more: Any) -> dict[str, Any]:
    """Return a line as the sheet hands it over."""
    raw = {"member_id": member, "day": day, "hours": hours, "kind": "life", "subkind": "repair", "content": "修灯"}
    values, wrong = saving.understood("services", {**raw, **more})
    assert not wrong
    return values


def many(opened: OpenOffice) -> int:
    with opened.database.read() as session:
        return session.execute(select(func.count(Service.id)).where(~Service.deleted)).scalar_one()


def check(opened: OpenOffice, line: dict[str, Any], *before: dict[str, Any]) -> checkin_quick.Verdict:
    with opened.database.read() as session:
        return checkin_quick.check(session, line, before, now(opened))


def finding(opened: OpenOffice, key: str) -> findings.Finding | None:
    with opened.database.read() as session:
        return next((one for one in findings.find(session, now(opened)) if one.key == key), None)


def test_all_lines_are_one_action_that_is_undone_at_once(office: OpenOffice) -> None:
    members = [a_member(office, name, mobile=f"1380796000{at}") for at, name in enumerate(("谌春民", "解玉兰"))]
    lines = [a_line(members[at % 2], "0.5", content=f"修第 {at} 盏灯") for at in range(20)]
    ids = office.database.act("录入服务", lambda work: checkin_quick.record(work, lines))
    assert len(set(ids)) == many(office) == 20
    with office.database.read() as session:
        step = history.next_undo(session)
        found = records.ids(session, records.Query("services", "谌春民"), now(office))
    assert len(found) == 10 and step is not None and step.label == "录入服务 20 件"
    office.database.act("撤销", lambda work: history.undo(work, step.action_id))
    assert many(office) == 0


def test_one_wrong_line_keeps_all_out_and_is_named_by_its_number(office: OpenOffice) -> None:
    member = a_member(office)
    lines = [a_line(member), a_line(member, day="2024-2-1"), a_line(member, "1.2")]
    with pytest.raises(Invalid) as caught:
        office.database.act("录入服务", lambda work: checkin_quick.record(work, lines))
    assert set(caught.value.mistakes) == {"2", "3"}
    assert caught.value.mistakes["2"].startswith("第 2 行：") and "才报到" in caught.value.mistakes["2"]
    assert many(office) == 0
    with pytest.raises(UserError):
        office.database.act("录入服务", lambda work: checkin_quick.record(work, []))


def test_hours_of_the_sheet_and_of_the_office_make_one_day(office: OpenOffice) -> None:
    member = a_member(office)
    a_service(office, member, "2026-5-9", "10", content="值守")
    first = a_line(member, "10")
    assert check(office, first).mistakes == {}
    wrong = check(office, a_line(member, "4.5", content="巡逻"), first).mistakes
    assert "24.5 小时" in wrong["hours"]
    assert check(office, a_line(member, "4", content="巡逻"), first).mistakes == {}
    assert check(office, a_line(member, "4.5", "2026-5-10", content="巡逻"), first).mistakes == {}


def test_doubles_and_private_words_are_pointed_out_without_keeping_a_line_out(office: OpenOffice) -> None:
    member = a_member(office)
    first = a_line(member)
    assert "表里前面" in check(office, a_line(member), first).sentence
    a_service(office, member, "2026-5-9", "1")
    assert "已登记过同样的服务" in check(office, first).sentence
    told = check(office, a_line(member, content="陪老人做透析"))
    assert told.mistakes == {} and "健康情况" in told.sentence


def test_members_volunteers_and_deputies_are_found_by_name_initials_and_unit(office: OpenOffice) -> None:
    a_member(office, "谌春民", unit_id=a_unit(office), checked_out_on="2026-3-1")
    a_post(office, a_person(office, "蹇宗泽"), a_grid(office), "volunteer")
    a_person(office, "区玉兰", deputy="consultative_member")
    a_person(office, "单雄信")
    with office.database.read() as session:
        those = checkin_quick.servers(session, now(office))
    assert {(one.kind, one.name) for one in those} == {(MEMBERS, "谌春民"), (PEOPLE, "蹇宗泽"), (PEOPLE, "区玉兰")}
    assert those[0].last == date(2026, 3, 1)
    for typed, name in (
        ("ccm", "谌春民"),
        ("chenchun", "谌春民"),
        ("谌", "谌春民"),
        ("映山红", "谌春民"),
        ("jzz", "蹇宗泽"),
    ):
        found, sure = checkin_quick.matching(those, typed)
        assert (found[0].name, sure) == (name, True), typed
    assert checkin_quick.matching(those, "没有这个人") == ([], False)
    assert len(checkin_quick.matching(those, "")[0]) == 3


def test_a_reader_may_not_enter_services(file_office: OpenOffice) -> None:
    line = a_line(a_member(file_office))
    reader = Actor(None, "查看员", "viewer")
    with pytest.raises(Forbidden):
        file_office.database.act("录入服务", lambda work: checkin_quick.record(work, [line]), actor=reader)


def test_the_board_counts_by_state_and_tells_days(office: OpenOffice) -> None:
    member = a_member(office)
    late = a_wish(office, "修水龙头", published_on="2026-11-1", wanted_on="2026-11-20")
    a_wish(office, "读报", published_on="2026-11-24", kind="need", wisher="")
    done = a_wish(office, "换灯", published_on="2026-10-1")
    office.database.act("认领", lambda work: wishes.claim(work, done, member, date(2026, 10, 2)))
    deed = wishes.Deed(date(2026, 10, 11), Decimal(1), "life")
    office.database.act("完成", lambda work: wishes.finish(work, done, deed))
    with office.database.read() as session:
        lanes = checkin_board.board(session, now(office))
        needs = checkin_board.board(session, now(office), kind="need")
        elsewhere = checkin_board.board(session, now(office), community_id(office, "360881002002"))
    assert [(one.state, one.count) for one in lanes] == [("published", 2), ("claimed", 0), ("done", 1), ("thanked", 0)]
    first, second = lanes[0].cards
    assert (first.id, first.days, first.late) == (late, 23, True) and (second.days, second.late) == (0, False)
    [card] = lanes[2].cards
    assert (card.member, card.days, card.late, card.community) == ("古丽巴哈尔", 10, False, "会师路社区")
    assert [one.count for one in needs] == [1, 0, 0, 0] and [one.count for one in elsewhere] == [0, 0, 0, 0]


def test_wishes_nobody_claims_are_told_at_home_after_the_days_of_the_office(office: OpenOffice) -> None:
    a_wish(office, "读报", published_on="2026-11-18")
    assert finding(office, "party.wishes_unclaimed") is None
    office.database.act("设置", lambda work: settings_service.save(work, {"checkin.wish_days": 6}))
    told = finding(office, "party.wishes_unclaimed")
    assert told is not None and told.query is not None and told.title.startswith("1 件")
    with office.database.read() as session:
        assert records.count(session, told.query, now(office)) == 1


def test_evaluations_due_and_not_sent_back_are_told_at_home(office: OpenOffice) -> None:
    member = a_member(office)
    a_member(office, "谌春民", checked_in_on="2026-1-5")
    told = finding(office, "party.evaluations_due")
    assert told is not None and told.title == "1 名报到党员没有 2025 年度评价"
    evaluation = enter(
        office, "evaluations", {"member_id": member, "year": 2025, "grade": "good", "evaluated_on": "2026-1-8"}
    )
    assert finding(office, "party.evaluations_due") is None
    kept = finding(office, "party.evaluations_kept")
    assert kept is not None and kept.title == "1 份年度评价没有反馈单位"
    enter(office, "evaluations", {"returned_on": "2026-1-10"}, evaluation)
    assert finding(office, "party.evaluations_kept") is None


def test_the_year_due_is_this_one_from_december_on() -> None:
    assert [due_year(date(2026, month, 30)) for month in (1, 11, 12)] == [2025, 2025, 2026]
