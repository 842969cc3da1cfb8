"""The whole Party organisation comes in one sheet, goes out and comes back unchanged; stations too."""

from __future__ import annotations

from pathlib import Path

from desktop.services import party_structure
from desktop.services.offices import OpenOffice
from tests.exchange.sheets import imported, planned, rules, workbook
from tests.offices import COMMUNITY, a_grid, a_person, now

HEAD = ["组织名称", "层级", "组织类型", "上级组织", "所在区划", "覆盖网格"]
TREE = [
    HEAD,
    ["会师路第一党小组", "网格（小区）党小组", "党小组", "会师路社区党支部", "", f"{COMMUNITY}1001"],
    ["会师路社区党支部", "社区党支部", "党支部", "红星街道党工委", COMMUNITY, ""],
    ["红星街道党工委", "街道党（工）委", "党工委", "", "360881002", ""],
    ["会师路第一中心户（陈师傅家）", "党员中心户", "党员中心户", "会师路第一党小组", "", ""],
]


def test_a_tree_of_one_sheet_stands_whichever_row_comes_first(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office)
    made = planned(office, "party_organisations", workbook(tmp_path / "t.xlsx", TREE))
    assert made.refusals == []
    assert imported(office, "party_organisations", workbook(tmp_path / "t.xlsx", TREE))["new"] == 4
    with office.database.read() as session:
        nodes = party_structure.tree(session, now(office))
    assert [(one.name, one.depth) for one in nodes] == [
        ("红星街道党工委", 0),
        ("会师路社区党支部", 1),
        ("会师路第一党小组", 2),
        ("会师路第一中心户（陈师傅家）", 3),
    ]
    assert nodes[2].grid == "会师路第1网格"


def test_a_level_above_its_parent_is_refused_with_its_row(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office)
    rows = [[*row] for row in TREE]
    rows[3][3] = "会师路第一党小组"
    made = planned(office, "party_organisations", workbook(tmp_path / "t.xlsx", rows))
    assert made.counts()["refused"] >= 1
    rows = [[*row] for row in TREE]
    rows[1][3] = ""
    made = planned(office, "party_organisations", workbook(tmp_path / "t.xlsx", rows))
    assert "不能单独存在" in rules(made)


def test_memberships_of_two_branches_in_one_sheet_are_refused(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office)
    second = ["会师路社区第二党支部", "社区党支部", "党支部", "红星街道党工委", COMMUNITY, ""]
    imported(office, "party_organisations", workbook(tmp_path / "t.xlsx", [*TREE, second]))
    a_person(office, "钟国良")
    rows = [
        ["党员", "党组织", "党员类别", "转入日期"],
        ["钟国良", "会师路社区党支部", "正式党员", "2022-3-1"],
        ["钟国良", "会师路社区第二党支部", "正式党员", "2023-3-1"],
    ]
    made = planned(office, "memberships", workbook(tmp_path / "m.xlsx", rows))
    assert "同一时间只能属于一个支部" in rules(made)
