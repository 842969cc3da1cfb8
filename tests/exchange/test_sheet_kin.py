"""A tree comes in one sheet: rows may name other rows of it as their parent, wherever those stand."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from desktop.exchange.sheet_columns import ID
from desktop.exchange.sheet_kin import circular
from desktop.models import Division, description
from desktop.services import history, records
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from tests.exchange.sheets import content, imported, planned, rules, workbook
from tests.offices import COMMUNITY, enter, now

ABOVE = description("divisions")["parent_id"].label
HEAD = ["区划代码", "名称", "级别", ABOVE]
TREE = [
    HEAD,
    ["360899002001", "甲社区居民委员会", "社区（村）", "乙街道"],
    ["360899002002", "丁社区居民委员会", "社区（村）", "360899002"],
    ["360899002", "乙街道", "街道（乡镇）", "丙县（360899）"],
    ["360899", "丙县", "县（市、区）", "3608"],
]


def tree(path: Path, **more: str) -> Path:
    """Write the tree with some cells of its column of parents changed, by row."""
    rows = [[*row] for row in TREE]
    for row, text in more.items():
        rows[int(row[1:])][3] = text
    return workbook(path, rows)


def test_parents_come_with_their_children_in_any_order(office: OpenOffice, tmp_path: Path) -> None:
    before = content(office, "divisions")
    made = planned(office, "divisions", tree(tmp_path / "d.xlsx"))
    assert made.refusals == [], rules(made)
    assert [text for row in made.rows[:1] for label, _, text in made.lines(row) if label == ABOVE] == [
        "乙街道（360899002）"
    ]
    assert imported(office, "divisions", tree(tmp_path / "d.xlsx"))["new"] == 4
    with office.database.read() as session:
        by_code = {one.code: one for one in session.scalars(select(Division))}
        assert by_code["360899002001"].parent_id == by_code["360899002"].id == by_code["360899002002"].parent_id
        assert by_code["360899002"].parent_id == by_code["360899"].id
        assert by_code["360899"].parent_id == by_code["3608"].id
    assert planned(office, "divisions", tree(tmp_path / "d.xlsx")).counts()["same"] == 4
    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None
    office.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert content(office, "divisions") == before


def test_a_parent_that_is_refused_names_its_row_to_its_children(office: OpenOffice, tmp_path: Path) -> None:
    made = planned(office, "divisions", tree(tmp_path / "d.xlsx", r4="没有这里"))
    assert made.counts()["refused"] == 4
    said = rules(made)
    assert "没有找到“没有这里”" in said and "在第 5 行，那一行有错" in said and "在第 4 行，那一行有错" in said


def test_rows_that_stand_above_each_other_are_refused(office: OpenOffice, tmp_path: Path) -> None:
    made = planned(office, "divisions", tree(tmp_path / "d.xlsx", r4="乙街道"))
    assert made.counts() == {"new": 0, "changed": 0, "same": 0, "refused": 4}
    assert "会回到这一行自己" in rules(made)
    made = planned(office, "divisions", tree(tmp_path / "d.xlsx", r4="丙县"))
    assert made.counts()["refused"] == 4 and "“上级”填的是这一行自己" in rules(made)


def test_two_new_rows_of_one_name_are_told_apart_by_their_codes(office: OpenOffice, tmp_path: Path) -> None:
    rows = [*TREE, ["360899003", "乙街道", "街道（乡镇）", "丙县"]]
    assert "有 2 个区划叫“乙街道”" in rules(planned(office, "divisions", workbook(tmp_path / "d.xlsx", rows)))
    rows[1] = [*rows[1][:3], "乙街道（360899002）"]
    assert imported(office, "divisions", workbook(tmp_path / "d.xlsx", rows))["new"] == 5


def test_a_known_record_is_not_put_below_itself(office: OpenOffice) -> None:
    with office.database.read() as session:
        ids = {one.code: one.id for one in session.scalars(select(Division))}
        street, community = ids["360881002"], ids[COMMUNITY]
        assert circular(session, "divisions", "parent_id", {street: community}) == {street}
        assert circular(session, "divisions", "parent_id", {street: street}) == {street}
        assert circular(session, "divisions", "parent_id", {street: ids["3608"], community: None}) == set()


def test_an_organisation_is_told_by_name_and_parent_and_found_by_it(office: OpenOffice, tmp_path: Path) -> None:
    rows = [
        ["组织名称", "层级", "上级组织"],
        ["第一网格党小组", "网格（小区）党小组", "会师路社区党支部"],
        ["会师路社区党支部", "社区党支部", "茨坪街道党工委"],
        ["茨坪街道党工委", "committee", ""],
        ["第一网格党小组", "网格（小区）党小组", "五一路社区党支部"],
        ["五一路社区党支部", "社区党支部", "茨坪街道党工委"],
    ]
    made = planned(office, "party_organisations", workbook(tmp_path / "p.xlsx", rows))
    assert made.refusals == [], rules(made)
    assert imported(office, "party_organisations", workbook(tmp_path / "p.xlsx", rows))["new"] == 5
    assert planned(office, "party_organisations", tmp_path / "p.xlsx").counts()["same"] == 5
    with office.database.read() as session:
        assert len(records.ids(session, Query("party_organisations", text="diyi"), now(office))) == 2


def test_a_known_organisation_is_not_put_below_itself(office: OpenOffice, tmp_path: Path) -> None:
    one = enter(office, "party_organisations", {"name": "茨坪街道党工委", "level": "committee"})
    enter(office, "party_organisations", {"name": "会师路社区党支部", "level": "branch", "parent_id": one})
    rows = [[ID, "组织名称", "上级组织"], [str(one), "茨坪街道党工委", "会师路社区党支部"]]
    made = planned(office, "party_organisations", workbook(tmp_path / "p.xlsx", rows))
    assert made.counts()["refused"] == 1
