"""What cannot be is refused in a sheet as it is in a form, also where two of its own rows contradict one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.offices import OpenOffice
from tests.checkin import a_member
from tests.exchange.sheets import imported, planned, rules, workbook
from tests.offices import COMMUNITY, a_grid, a_person, enter
from tests.services.test_training import a_class

POSTS = ["人员", "岗位", "网格", "用工", "主责", "任职日期", "卸任日期"]
GRID = f"{COMMUNITY}1001"
TREE = ["组织名称", "层级", "上级组织"]


@pytest.fixture
def town(file_office: OpenOffice) -> OpenOffice:
    """An office with a grid, two people, a class, a unit of the centre and a committee."""
    a_grid(file_office)
    a_person(file_office, "彭明")
    a_person(file_office, "兰晓")
    a_class(file_office)
    enter(file_office, "centre_units", {"name": "公安局", "standing": "resident", "since": "2026-1-1"})
    enter(file_office, "party_organisations", {"name": "街道党工委", "level": "committee"})
    return file_office


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        (
            "posts",
            [
                POSTS,
                ["彭明", "中心网格长", GRID, "", "", "2024-1-1", ""],
                ["兰晓", "中心网格长", GRID, "", "", "2025-1-1", ""],
            ],
            "中心网格长是“彭明”",
        ),
        (
            "posts",
            [
                POSTS,
                ["彭明", "网格员", GRID, "专职", "是", "2024-1-1", "2025-1-1"],
                ["兰晓", "网格员", GRID, "兼职", "是", "2025-1-1", ""],
            ],
            "主责网格员是“彭明”",
        ),
        (
            "posts",
            [
                POSTS,
                ["彭明", "网格员", GRID, "专职", "", "2024-1-1", ""],
                ["彭明", "网格员", GRID, "专职", "", "2025-1-1", ""],
            ],
            "这段时间已有任职记录",
        ),
        ("posts", [POSTS, ["彭明", "网格员", GRID, "", "", "2024-1-1", ""]], "须注明专职或兼职"),
        (
            "contracts",
            [
                ["人员", "聘用方式", "合同开始", "合同到期"],
                ["彭明", "劳动合同", "2024-1-1", "2024-12-31"],
                ["彭明", "劳动合同", "2024-12-31", "2025-12-31"],
            ],
            "时间重叠",
        ),
        (
            "contracts",
            [["人员", "聘用方式", "合同开始", "合同到期"], ["彭明", "劳动合同", "2024-2-1", "2024-1-1"]],
            "早于开始日",
        ),
        (
            "attendances",
            [
                ["培训班", "姓名", "到训情况", "证书编号", "发证日期"],
                ["第一期培训班", "彭明", "缺训", "〔2026〕1号", "2026-4-23"],
            ],
            "证书只发给到训的人",
        ),
        (
            "attendances",
            [["培训班", "姓名", "到训情况"], ["第一期培训班", "彭明", "到训"], ["第一期培训班", "彭明", "请假"]],
            "只登记一次",
        ),
        (
            "unit_duties",
            [
                ["日期", "班次", "值班单位"],
                ["2026-12-1", "白班", "公安局"],
                ["2026-12-1", "夜班", "公安局"],
            ],
            "一个单位一天只值一班",
        ),
        ("unit_duties", [["日期", "班次", "值班单位"], ["2025-12-1", "全天", "公安局"]], "不在入驻期内"),
        (
            "party_organisations",
            [
                TREE,
                ["甲支部", "社区党支部", "乙党小组"],
                ["乙党小组", "网格（小区）党小组", "甲支部"],
            ],
            "会回到这一行自己",
        ),
        (
            "party_organisations",
            [
                TREE,
                ["甲党小组", "网格（小区）党小组", "乙党小组"],
                ["乙党小组", "网格（小区）党小组", "甲党小组"],
            ],
            "会回到这一行自己",
        ),
    ],
)
def test_rows_that_cannot_be_are_refused_with_the_rule(
    town: OpenOffice, tmp_path: Path, kind: str, rows: list[list[str]], said: str
) -> None:
    made = planned(town, kind, workbook(tmp_path / "t.xlsx", rows))
    assert made.counts()["refused"] >= 1 and said in rules(made), rules(made)


def test_a_sheet_may_end_a_leader_and_begin_the_next(town: OpenOffice, tmp_path: Path) -> None:
    rows = [
        POSTS,
        ["彭明", "中心网格长", GRID, "", "", "2024-1-1", "2024-12-31"],
        ["兰晓", "中心网格长", GRID, "", "", "2025-1-1", ""],
    ]
    assert imported(town, "posts", workbook(tmp_path / "t.xlsx", rows))["new"] == 2


def test_hours_in_a_sheet_are_never_rounded_into_half_hours(town: OpenOffice, tmp_path: Path) -> None:
    a_member(town, "肖桂兰")
    head = ["日期", "报到党员", "服务大类", "服务事项", "时长"]

    def sheet(hours: float | str) -> Path:
        return workbook(tmp_path / "t.xlsx", [head, ["2026-5-9", "肖桂兰", "生活服务", "修灯", hours]])

    for hours in (1.48, "0.46", 0.25):
        assert f"最多写一位小数，现在是“{hours}”" in rules(planned(town, "services", sheet(hours)))
    assert "以半小时计" in rules(planned(town, "services", sheet(1.4)))
    assert imported(town, "services", sheet(1.5000000000000002))["new"] == 1
