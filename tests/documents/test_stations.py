"""The list of stations, the counts of a year and door cards, read back as a viewer does."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from desktop.documents.fonts import MissingGlyph
from desktop.documents.page import PrintReport
from desktop.documents.stations import card_size
from desktop.documents.stations_door import draw_cards
from desktop.errors import UserError
from desktop.services import records, stations_papers
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.services.stations_papers import DoorCard
from tests.documents import pdf
from tests.documents.test_party import written
from tests.offices import now

CARD = DoorCard(
    "“红井冈”肖䶮调解室", "个人品牌调解室", "红井冈", "会师路社区", "肖䶮", True, "0796-0000101",
    "周一至周五 8:30–12:00，14:30–17:30", ("调解矛盾纠纷", "提供法律和政策咨询"), True,
)  # fmt: skip


def printed(*cards: DoorCard, width: float = 297, height: float = 210) -> tuple[list[str], PrintReport]:
    target, report = io.BytesIO(), PrintReport()
    draw_cards(cards, target, width_mm=width, height_mm=height, report=report)
    pages = pdf.texts(target.getvalue())
    return ["".join(page).replace(" ", "").replace("\u3000", "") for page in pages], report


@pytest.mark.parametrize("size", [(297, 210), (210, 148), (400, 300), (210, 297), (600, 200)])
def test_a_card_says_who_where_when_and_what(size: tuple[float, float]) -> None:
    pages, report = printed(CARD, width=size[0], height=size[1])
    wanted = (CARD.name, "肖䶮", "0796-0000101", "周一至周五8:30–12:00", "党员牵头", "会师路社区", "“红井冈”品牌",
              *CARD.duties, "演示数据")  # fmt: skip
    for part in wanted:
        assert part in pages[0], part
    assert report.lines() == []


def test_without_a_party_member_in_the_lead_there_is_no_mark() -> None:
    pages, _ = printed(replace(CARD, party_led=False, demonstration=False), CARD)
    assert len(pages) == 2
    assert "党员牵头" not in pages[0] and "演示数据" not in pages[0]


def test_long_names_and_many_duties_stay_on_the_card() -> None:
    name = "井冈山经济技术开发区湘洲路产业园商贸城片区物业和劳动纠纷联合人民调解工作室"
    pages, report = printed(replace(CARD, name=name, duties=tuple(f"第{at}项工作的内容说明文字" for at in range(9))))
    assert name in pages[0] and "第5项" in pages[0] and "第6项" not in pages[0]
    assert report.lines() == [f"{name}：工作内容只印前 6 条，其余没有印出。"]


def test_what_is_missing_is_said_before_printing() -> None:
    bare = replace(CARD, phone="", hours="", duties=())
    assert [line.split("没有填写")[1] for line in bare.missing] == [
        "对外电话，门牌上留空。", "开放时间，门牌上留空。", "工作内容，门牌上留空。"
    ]  # fmt: skip
    pages, _ = printed(bare)
    assert "肖䶮" in pages[0]
    with pytest.raises(MissingGlyph, match="负责人"):
        printed(replace(CARD, leader="\U0010fffd"))


def test_sizes_of_cards_are_named_or_typed() -> None:
    assert card_size("A5", "") == (210, 148)
    assert card_size("A5", "300*200") == (300, 200)
    for wrong in ("大", "10x10", "9000x100"):
        with pytest.raises(UserError):
            card_size("A4", wrong)


def test_the_list_is_grouped_by_kind_and_counts_its_rows(demo_office: OpenOffice) -> None:
    made, pages = written(demo_office, "stations", kind="brand_room")
    assert made.title == "井冈山市个人品牌调解室名录"
    assert "共6个，其中党员牵头3个" in pages[0]
    made, pages = written(demo_office, "stations", by="area")
    assert made.remark.startswith("A4 横向") and "会师路社区" in pages[0] and len(pages) > 5


def test_the_counts_of_a_year_equal_those_of_the_records(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        counted = stations_papers.year_counts(session, now(demo_office), 2026)
        year = (Filter("day", "from", now(demo_office).today.replace(month=1, day=1)),)
        assert counted.total.activities == records.count(
            session, Query("station_activities", filters=year), now(demo_office)
        )
    made, pages = written(demo_office, "station-counts", year=2026)
    assert made.title == "井冈山市2026年阵地工作统计表"
    assert f"活动{counted.total.activities:,}次" in pages[0] and "治安调解理事会298" in pages[0]


def test_cards_of_chosen_stations(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        wanted = records.ids(
            session, Query("stations", filters=(Filter("kind", "is", "brand_room"),)), now(demo_office)
        )
        ids = tuple(wanted.slice(0, 6))
    made, pages = written(demo_office, "door-card", stations=ids, sheet="A5")
    assert len(pages) == 6 and made.title.endswith("等 6 张门牌卡")
    assert sum("党员牵头" in page for page in pages) == 3
