"""Papers of check-in, read back: what was entered stands there, private numbers do not."""

from __future__ import annotations

import io
from typing import Any

import pytest

from desktop.documents import papers
from desktop.documents.papers import Printed
from desktop.errors import UserError
from desktop.services.offices import OpenOffice
from tests.checkin import a_member, a_service, a_unit, a_wish
from tests.documents import pdf
from tests.offices import a_grid, community_id, enter, now

MOBILE = "13807960001"


def written(opened: OpenOffice, key: str, **chosen: Any) -> tuple[Printed, list[str], bytes]:
    """Print a paper and return what was said of it, the text of its pages and the file."""
    spec = papers.paper(key)
    assert spec is not None
    target = io.BytesIO()
    with opened.database.read() as session:
        made = papers.maker(spec)(session, now(opened), chosen, target)
    data = target.getvalue()
    return made, ["".join(page).replace(" ", "").replace("\u3000", "") for page in pdf.texts(data)], data


@pytest.fixture
def member(file_office: OpenOffice) -> Any:
    unit = a_unit(file_office, organisation="映山红文化旅游公司党支部", contact="肖桂兰", phone="0796-6550001")
    return a_member(
        file_office,
        "阿依努尔·买买提江",
        gender="female",
        born_on="1992-8-1",
        unit_id=unit,
        duty="副科长",
        branch="文旅服务中心机关第二党支部",
        mobile=MOBILE,
        grid_id=a_grid(file_office),
        estate="茶山路小区6栋",
        intention="mediation",
        skills="双语讲解、摄影",
        free_time="周末、晚上",
        opinion="同意报到，编入第一网格党小组。",
    )


def test_a_registration_form_holds_what_was_entered(file_office: OpenOffice, member: Any) -> None:
    a_service(file_office, member, hours="18.5")
    made, pages, data = written(file_office, "checkin-form", members=(member,))
    assert made.title == "阿依努尔·买买提江报到登记表" and made.notices == () and len(pages) == 1
    entries = ("阿依努尔·买买提江", "女", "1992年8月", "映山红文化旅游公司", "副科长", "文旅服务中心机关第二党支部",
               "茶山路小区6栋", "第1网格", "双语讲解、摄影", "同意报到，编入第一网格党小组。", "2024年3月1日",
               "累计服务18.5小时", "矛盾纠纷调解", "节假日", "报到社区：会师路社区")  # fmt: skip
    for one in entries:
        assert one in pages[0]
    assert "138****0001" in pages[0] and MOBILE not in pages[0]
    assert all(pdf.fonts(data).values())


def test_a_blank_form_has_every_label_and_nobody(file_office: OpenOffice) -> None:
    made, pages, _ = written(file_office, "checkin-form", blank=True)
    for label in ("姓名", "性别", "出生年月", "工作单位", "党员类别", "所在党支部", "居住小区", "服务时间", "服务意向",
                  "生活服务", "法律服务", "公共服务", "报到承诺", "备注"):  # fmt: skip
        assert label in pages[0]
    assert "首次报到" not in pages[0] and made.remark.endswith("空白表")


def test_forms_of_many_are_one_file(demo_office: OpenOffice) -> None:
    from desktop.services import records
    from desktop.services.records import Query

    with demo_office.database.read() as session:
        ids = records.ids(session, Query("members"), now(demo_office)).slice(0, 12)
    made, pages, _ = written(demo_office, "checkin-form", members=tuple(ids))
    assert len(pages) == 12 and made.remark == "A4　12 份"
    assert all("演示数据" in page for page in pages)


def test_a_slip_and_its_return_slip_stand_on_one_sheet(file_office: OpenOffice, member: Any) -> None:
    with file_office.database.read() as session:
        from desktop.models import Unit

        unit = session.query(Unit).one().id
    _, pages, _ = written(file_office, "unit-slip", unit=unit)
    assert len(pages) == 1
    for words in (
        "单位党组织到社区报到单",
        "单位党组织到社区报到回执",
        "沿此线裁开",
        "社区经办人",
        "10名",
        "2022年3月1日",
    ):
        assert words in pages[0]
    assert pages[0].count("映山红文化旅游公司党支部") == 2


def test_the_roster_masks_phones(file_office: OpenOffice, member: Any) -> None:
    a_member(file_office, "刘洋", checked_out_on="2025-1-1")
    made, pages, _ = written(file_office, "checkin-roster", community=community_id(file_office))
    assert made.title == "会师路社区在职党员进社区报到一览表" and "共1名" in pages[0]
    assert "138****0001" in pages[0] and MOBILE not in pages[0] and "刘洋" not in pages[0]


def test_the_list_for_the_board_names_nobody(file_office: OpenOffice, member: Any) -> None:
    a_wish(file_office)
    withdrawn = a_wish(file_office, "读报")
    from desktop.services import checkin_wishes

    file_office.database.act("撤回", lambda work: checkin_wishes.withdraw(work, withdrawn, "重复"))
    made, pages, _ = written(file_office, "wish-list")
    assert "2026-0001" in pages[0] and "换一盏楼道灯" in pages[0] and "李奶奶" in pages[0]
    assert "读报" not in pages[0] and made.remark == "A4 横向　1 件"


def test_a_card_goes_on_over_sheets_and_adds_up(file_office: OpenOffice, member: Any) -> None:
    for day in range(1, 26):
        a_service(file_office, member, f"2026-5-{day}", "1.5", confirmed_by="肖桂兰")
    made, pages, _ = written(file_office, "service-card", person=member, year=2026)
    assert len(pages) == 2 and made.remark == "A4　25 次服务"
    assert "合计：37.5小时" in pages[1] and "合计：37.5小时" not in pages[0]
    assert "2026-05-25" in pages[1] and "第2页共2页" in pages[1]


def test_evaluations_go_back_to_the_unit_in_one_run(file_office: OpenOffice, member: Any) -> None:
    other = a_member(file_office, "刘洋")
    a_service(file_office, member, "2025-5-9", "12")
    values = {"year": 2025, "grade": "good", "opinion": "按时参加服务。", "evaluated_on": "2025-12-31"}
    enter(file_office, "evaluations", {**values, "member_id": member})
    enter(file_office, "evaluations", {"member_id": other, "year": 2025})
    made, pages, _ = written(file_office, "evaluation", year=2025)
    assert len(pages) == 2
    assert made.notices == ("还没有评定等次：刘洋",)
    first = next(page for page in pages if "阿依努尔" in page)
    for words in ("2025年", "12小时", "按时参加服务。", "22分", "待提升", "2025年12月31日"):
        assert words in first
    alone, pages, _ = written(file_office, "evaluation", year=2025, person=member)
    assert alone.title == "阿依努尔·买买提江2025年评价鉴定表" and len(pages) == 1


def test_a_year_without_evaluations_says_so(file_office: OpenOffice) -> None:
    with pytest.raises(UserError, match="没有 2025 年的年度评价"):
        written(file_office, "evaluation", year=2025)


@pytest.mark.parametrize("of", ["members", "units", "campaigns"])
def test_summaries_say_what_the_services_count(demo_office: OpenOffice, of: str) -> None:
    from desktop.services import checkin_summary
    from desktop.services.counting import span

    with demo_office.database.read() as session:
        found = checkin_summary.summary(session, now(demo_office), span("2025H1"))
    made, pages, _ = written(demo_office, "checkin-summary", period="2025H1", of=of)
    assert made.title.startswith("2025年上半年")
    assert f"{found.totals['members']}名，服务{found.totals['services']}次" in pages[0]


def test_long_entries_are_made_smaller_and_said_when_cut(file_office: OpenOffice) -> None:
    long = a_member(file_office, "仇小勤", branch="井冈山市文化旅游服务中心机关党总支" * 3, opinion="同意报到，" * 59)
    made, pages, _ = written(file_office, "checkin-form", members=(long,))
    assert len(pages) == 1
    assert any("社区党组织意见" in one and "…" in one for one in made.notices)


def test_wish_cards_name_nobody_and_wait_for_the_pen(file_office: OpenOffice, member: Any) -> None:
    first = a_wish(file_office, "换一盏楼道灯", wisher="王爷爷", wanted_on="2026-12-1")
    for at in range(8):
        a_wish(file_office, f"读第 {at} 份报")
    made, pages, _ = written(file_office, "wish-cards")
    assert made.remark == "A4　9 张，2 页" and len(pages) == 2
    assert all(
        one in pages[0] for one in ("微心愿卡", "2026-0001", "王爷爷", "换一盏楼道灯", "2026年12月1日", "认领党员")
    )
    assert "会师路社区" in pages[0] and "阿依努尔" not in pages[0]
    made, pages, _ = written(file_office, "wish-cards", wishes=(first,))
    assert made.remark == "A4　1 张，1 页" and "读第" not in pages[0]
    made, pages, _ = written(file_office, "wish-cards", blank=True)
    assert pages[0].count("微心愿卡") == 8


def test_without_wishes_there_are_no_cards(file_office: OpenOffice) -> None:
    with pytest.raises(UserError, match="没有等待认领"):
        written(file_office, "wish-cards")
