"""Rules of check-in: who, where, when, how long; words that name residents; numbers and steps of wishes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from desktop.errors import Invalid, UserError
from desktop.models import Service, Wish, description
from desktop.services import checkin_wishes as wishes
from desktop.services import figures, history, records, saving
from desktop.services.checkin_wishes import Deed
from desktop.services.checkin_words import address_mistake, private_mistake, warnings
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.checkin import a_member, a_service, a_unit, a_wish
from tests.offices import a_grid, a_person, a_post, community_id, enter, now

MOBILE = "13807960001"


def refused(act: Any, *more: Any, **named: Any) -> dict[str, str]:
    """Return the mistakes of something that must be refused."""
    with pytest.raises(Invalid) as caught:
        act(*more, **named)
    return dict(caught.value.mistakes)


def wish_of(opened: OpenOffice, wish_id: Any) -> Wish:
    with opened.database.read() as session:
        found = session.get(Wish, wish_id)
        assert found is not None
        session.expunge(found)
        return found


def test_nobody_is_checked_in_twice_at_once(office: OpenOffice) -> None:
    a_member(office, mobile=MOBILE)
    said = refused(a_member, office, mobile=MOBILE, checked_in_on="2025-1-1")["name"]
    assert "已在会师路社区报到（2024-03-01 起）" in said
    a_member(office, mobile="13807960002")


def test_who_checked_out_may_check_in_again(office: OpenOffice) -> None:
    a_member(office, mobile=MOBILE, checked_out_on="2025-6-30")
    assert "name" in refused(a_member, office, mobile=MOBILE, checked_in_on="2025-6-30")
    a_member(office, mobile=MOBILE, checked_in_on="2025-7-1")


def test_namesakes_in_one_unit_are_told_apart_by_their_mobiles(office: OpenOffice) -> None:
    unit = a_unit(office)
    a_member(office, "刘洋", unit_id=unit, mobile=MOBILE)
    assert "name" in refused(a_member, office, "刘洋", unit_id=unit)
    a_member(office, "刘洋", unit_id=unit, mobile="13807960002")


def test_the_grid_lies_in_the_community(office: OpenOffice) -> None:
    grid = a_grid(office)
    other = community_id(office, "360881002002")
    assert "属于会师路社区" in refused(a_member, office, grid_id=grid, community_id=other)["grid_id"]
    a_member(office, grid_id=grid)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": "2024-2-29"}, "day"),
        ({"day": "2026-11-25"}, "day"),
        ({"hours": "0"}, "hours"),
        ({"hours": "1.2"}, "hours"),
        ({"hours": "24.5"}, "hours"),
        ({"started_at": "25:00"}, "started_at"),
        ({"member_id": None}, "member_id"),
        ({"occasion": "absent"}, "hours"),
        ({"people": "0"}, "people"),
        ({"people": "-3"}, "people"),
        ({"content": "给 13807960001 修灯"}, "content"),
        ({"place": "茶山路3栋2单元501室"}, "place"),
    ],
)
def test_a_service_that_cannot_be_is_refused(office: OpenOffice, values: dict[str, Any], field: str) -> None:
    member = a_member(office)
    raw = {"member_id": member, "day": "2026-5-9", "hours": "2", "kind": "life", "content": "修灯"}
    assert field in refused(enter, office, "services", {**raw, **values})


def test_a_service_after_check_out_is_refused(office: OpenOffice) -> None:
    member = a_member(office, checked_out_on="2026-3-31")
    assert "已于 2026-03-31 转出" in refused(a_service, office, member, "2026-4-1")["day"]
    a_service(office, member, "2026-3-31")


def test_check_in_cannot_move_past_services(office: OpenOffice) -> None:
    member = a_member(office)
    a_service(office, member, "2026-5-9")
    assert "2026-05-09" in refused(enter, office, "members", {"checked_in_on": "2026-5-10"}, member)["checked_in_on"]
    assert "checked_out_on" in refused(enter, office, "members", {"checked_out_on": "2026-5-8"}, member)


def test_a_day_has_24_hours(office: OpenOffice) -> None:
    member = a_member(office)
    a_service(office, member, hours="16")
    said = refused(a_service, office, member, hours="8.5")["hours"]
    assert "已登记 16 小时，加上这次是 24.5 小时" in said
    a_service(office, member, hours="8")


def test_volunteers_and_deputies_serve_too_but_nobody_else(office: OpenOffice) -> None:
    grid, stranger, volunteer = a_grid(office), a_person(office, "蹇宗泽"), a_person(office, "解玉兰")
    deputy = a_person(office, "区玉兰", deputy="consultative_member")
    a_post(office, volunteer, grid, "volunteer")
    raw = {"day": "2026-5-9", "hours": "1", "kind": "public", "content": "巡逻"}
    assert "person_id" in refused(enter, office, "services", {**raw, "person_id": stranger})
    for one in (volunteer, deputy):
        enter(office, "services", {**raw, "person_id": one})
    both = {**raw, "person_id": volunteer, "member_id": a_member(office)}
    assert "person_id" in refused(enter, office, "services", both)


def test_a_service_of_a_campaign_lies_within_its_days(office: OpenOffice) -> None:
    campaign = enter(office, "campaigns", {"name": "春季行动", "started_on": "2026-3-1", "ended_on": "2026-5-31"})
    member = a_member(office)
    assert "campaign_id" in refused(a_service, office, member, "2026-6-1", campaign_id=campaign)
    a_service(office, member, "2026-5-31", campaign_id=campaign)
    with office.database.read() as session:
        query = Query("campaigns")
        row = records.first_rows(session, query, ["services", "life", "public", "hours"], now(office))[0]
    assert [row.texts[name] for name in ("services", "life", "public", "hours")] == ["1", "1", "0", "2"]


def test_a_member_is_evaluated_once_a_year_after_the_services(office: OpenOffice) -> None:
    member = a_member(office)
    a_service(office, member, "2025-12-20")
    raw = {"member_id": member, "year": 2025, "grade": "good"}
    assert "2025-12-20" in refused(enter, office, "evaluations", {**raw, "evaluated_on": "2025-12-1"})["evaluated_on"]
    assert "year" in refused(enter, office, "evaluations", {**raw, "year": 2023})
    assert "year" in refused(enter, office, "evaluations", {**raw, "year": 2027})
    enter(office, "evaluations", {**raw, "evaluated_on": "2025-12-31"})
    assert "一年评价一次" in refused(enter, office, "evaluations", raw)["year"]


@pytest.mark.parametrize(
    "text",
    ["李奶奶", "小王同学", "欧阳爷爷", "独居老人", "李某", "张家", "高龄老人", "小王", "合唱队", "李奶奶（独居）",
     "李 奶奶"],
)  # fmt: skip
def test_a_form_of_address_names_a_wisher(text: str) -> None:
    assert address_mistake(text) == ""


@pytest.mark.parametrize(
    "text",
    ["王小明", "王小明同学", "刘洋女士", "欧阳娜娜", "李奶奶13807960001", "3栋老人", "李 桂花", "李桂花（老人）",
     "艾山·买买提"],
)  # fmt: skip
def test_a_full_name_or_a_number_is_refused(text: str) -> None:
    assert address_mistake(text)


@pytest.mark.parametrize(
    "text",
    [
        "联系 138 0796 0001",
        "证件 110101199003072316",
        "陪他去透析",
        "送到3栋2单元501室",
        "社区矫正对象走访",
        "信佛老人",
    ],
)
def test_private_things_in_free_text_are_warned_of(text: str) -> None:
    assert warnings(text)


@pytest.mark.parametrize("field", ["content", "wisher"])
def test_a_wish_holds_no_number_of_a_person_and_no_door(file_office: OpenOffice, field: str) -> None:
    for text in ("送到3栋2单元501室", "3栋501", "3-2-501", "12号502室", "0796-1234567", "138-0796-0001"):
        assert field in refused(a_wish, file_office, **{field: text}), text


@pytest.mark.parametrize(
    "text",
    ["１３８０７９６０００１", "138.0796.0001", "07966550012", "（0796）6550012", "0796 6550012", "电话：6550012",
     "一三八零七九六零零零一", "110101 19900307 2316"],
)  # fmt: skip
def test_a_number_of_a_person_is_seen_however_it_is_written(text: str) -> None:
    assert private_mistake(f"请联系{text}") and private_mistake(text)


def test_the_form_of_a_wish_says_what_it_refuses() -> None:
    fields = {one.name: one for one in description("wishes").fields}
    assert "不写全名" in fields["wisher"].help
    assert all(word in fields["content"].help for word in ("姓名", "电话", "证件号", "房号"))


def test_what_is_to_be_done_is_no_private_thing() -> None:
    for text in ("换一盏楼道灯", "陪老人量血压 2 小时", "义诊 30 人次", "清理 3 栋楼道", "民法典宣讲", "5栋300盏灯",
                 "走访3栋12户", "拨打12345热线", "2026-5-12 前", "电话回访 120 户", "0.5 小时",
                 "二零二六年五月一日", "5号楼2单元的灯"):  # fmt: skip
        assert warnings(text) == []


def test_wishes_are_numbered_by_the_year_without_gaps(office: OpenOffice) -> None:
    first, second = a_wish(office), a_wish(office, "陪老人下棋")
    last_year = a_wish(office, "修水龙头", published_on="2025-12-31")
    history_id = office.database.act("删除", lambda work: saving.remove(work, "wishes", second))
    third = a_wish(office, "读报")
    numbers = [wish_of(office, one).number for one in (first, second, last_year, third)]
    assert numbers == ["2026-0001", "2026-0002", "2025-0001", "2026-0003"]
    assert history_id is None


def test_a_number_taken_back_by_undo_is_given_again(office: OpenOffice) -> None:
    a_wish(office)
    a_wish(office, "打错了")
    office.database.act("撤销", lambda work: history.undo(work, last(office).action_id))
    assert wish_of(office, a_wish(office, "读报")).number == "2026-0002"


def last(opened: OpenOffice) -> history.Entry:
    with opened.database.read() as session:
        return history.recent(session, 1)[0]


def test_the_state_of_a_wish_moves_by_steps_alone(office: OpenOffice) -> None:
    wish = a_wish(office)
    assert "按钮" in refused(enter, office, "wishes", {"state": "done"}, wish)["state"]
    assert "state" in refused(a_wish, office, state="thanked")
    for name in ("claimed_on", "done_on", "thanked_on"):
        assert "按钮" in refused(enter, office, "wishes", {name: "2026-4-2"}, wish)[name]
        assert name in refused(a_wish, office, **{name: "2026-4-2"})


def test_who_claimed_a_wish_is_here_on_that_day_and_serves_after_it(office: OpenOffice) -> None:
    member, wish = a_member(office), a_wish(office)
    office.database.act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))
    assert "认领" in refused(enter, office, "members", {"checked_in_on": "2026-4-4"}, member)["checked_in_on"]
    assert "认领" in refused(enter, office, "members", {"checked_out_on": "2026-4-2"}, member)["checked_out_on"]
    assert "认领" in refused(a_service, office, member, "2026-4-2", wish_id=wish)["day"]
    a_service(office, member, "2026-4-3", wish_id=wish)
    enter(office, "members", {"checked_in_on": "2026-4-3", "checked_out_on": "2026-4-3"}, member)


def test_a_wish_is_claimed_done_and_thanked(office: OpenOffice) -> None:
    member, wish = a_member(office), a_wish(office)
    act = office.database.act
    act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))
    assert wish_of(office, wish).state == "claimed"
    deed = Deed(date(2026, 4, 10), Decimal("1.5"), "life", "repair", confirmed_by="肖桂兰")
    service = act("完成", lambda work: wishes.finish(work, wish, deed))
    with office.database.read() as session:
        row = session.get(Service, service)
        assert row is not None
        assert (row.member_id, row.wish_id, row.hours, row.content) == (member, wish, Decimal("1.5"), "换一盏楼道灯")
    assert last(office).label == "完成 2026-0001 换一盏楼道灯"
    act("反馈", lambda work: wishes.thank(work, wish, "灯亮了，谢谢", date(2026, 4, 11)))
    done = wish_of(office, wish)
    assert (done.state, done.feedback, done.thanked_on) == ("thanked", "灯亮了，谢谢", date(2026, 4, 11))


def test_done_is_undone_with_its_service(office: OpenOffice) -> None:
    member, wish = a_member(office), a_wish(office)
    act = office.database.act
    act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))
    act("完成", lambda work: wishes.finish(work, wish, Deed(date(2026, 4, 10), Decimal(1), "life")))
    act("撤销", lambda work: history.undo(work, last(office).action_id))
    assert wish_of(office, wish).state == "claimed"
    with office.database.read() as session:
        assert session.scalars(select(Service)).all() == []


def test_steps_out_of_order_are_refused(office: OpenOffice) -> None:
    member, wish = a_member(office), a_wish(office)
    act = office.database.act
    with pytest.raises(UserError, match="已发布"):
        act("完成", lambda work: wishes.finish(work, wish, Deed(date(2026, 4, 10), Decimal(1), "life")))
    early = refused(act, "认领", lambda work: wishes.claim(work, wish, member, date(2026, 3, 31)))
    assert "早于发布日期" in early["day"]
    act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))
    late = refused(act, "完成", lambda work: wishes.finish(work, wish, Deed(date(2026, 4, 2), Decimal(1), "life")))
    assert "早于认领日期" in late["day"]
    act("退回", lambda work: wishes.release(work, wish))
    assert wish_of(office, wish).member_id is None
    for reason in ("", "改打 13807960001 联系", "长" * 298):
        assert "feedback" in refused(act, "撤回", lambda work, reason=reason: wishes.withdraw(work, wish, reason))
    act("撤回", lambda work: wishes.withdraw(work, wish, "重复登记"))
    with pytest.raises(UserError, match="已撤回"):
        act("认领", lambda work: wishes.claim(work, wish, member, date(2026, 4, 3)))


def test_figures_count_what_was_done(office: OpenOffice) -> None:
    unit = a_unit(office)
    member = a_member(office, unit_id=unit)
    a_member(office, "刘洋", checked_out_on="2026-1-1")
    a_service(office, member)
    a_service(office, member, kind="legal", subkind="legal_aid")
    a_service(office, member, hours="0", occasion="absent")
    a_wish(office, wanted_on="2026-5-1")
    context = now(office)
    with office.database.read() as session:
        found = figures.read(session, context)
        behind = {key: figures.rows_behind(key) for key in found if key.startswith("party.")}
        counted = {key: records.count(session, query, context) for key, query in behind.items() if query}
    keys = ("party.services", "party.services.life", "party.services.legal", "party.services.public")
    assert [found[key].numerator for key in keys] == [2, 1, 1, 0]
    assert found["party.members_checked_in"].numerator == 1
    mine = (*keys, "party.members_checked_in", "party.units_checked_in", "party.wishes", "party.wishes_done")
    for key in mine:
        assert counted[key] == found[key].numerator


def test_late_wishes_and_lagging_units_are_found(office: OpenOffice) -> None:
    from desktop.services import checkin_figures

    a_unit(office)
    a_wish(office, wanted_on="2026-5-1")
    with office.database.read() as session:
        found = {one.key: one for one in checkin_figures.find(session, now(office))}
        for one in found.values():
            assert one.query is not None
            assert records.count(session, one.query, now(office)) == 1
    assert set(found) == {"party.wishes_late", "party.units_lagging"}
    assert Filter("late", "is", True) in found["party.wishes_late"].query.filters
