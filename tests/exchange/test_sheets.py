"""Spreadsheets come back without a change, import wholly or not at all, and are undone as one step."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from uuid_utils.compat import uuid7

from desktop.errors import Cancelled, Conflict, Forbidden, Invalid, UserError
from desktop.exchange.sheet_apply import apply
from desktop.exchange.sheet_columns import ID
from desktop.exchange.sheet_marks import mark
from desktop.exchange.sheet_plan import Outcome
from desktop.exchange.sheet_read import read_table
from desktop.exchange.sheet_write import export
from desktop.models import Grid, Person, description
from desktop.services import history, records, saving
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from desktop.storage.work import Actor
from tests.exchange.sheets import content, imported, planned, rules, workbook
from tests.offices import COMMUNITY, a_grid, a_person, a_post, community_id, enter, now

PEOPLE = ["姓名", "性别", "本人手机", "身份证号", "出生日期", "政治面貌"]
NASTY = [
    "007", "1-2", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", " 前空格", "后空格 ", "𠮷䶮㛃", "_x0041_", "a\nb",
    "1e5", "TRUE", "2024-3-5", "'", '"', "\t", "é", "\ufeff", "00000000000000000123", "#N/A", "是", "\x01", "\ue81e",
]  # fmt: skip


def out(opened: OpenOffice, kind: str, path: Path, **more: Any) -> Path:
    """Export every record of a kind."""
    return export(opened.database, Query(kind), path, now(opened), **more).path


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    NASTY
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT, TEXT, st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))), max_size=6))
def test_whatever_texts_records_hold_they_come_back_without_a_change(
    file_office: OpenOffice, tmp_path: Path, rows: list[tuple[str, str, str, date | None]]
) -> None:
    """Also texts no form would let in: rows that came from other programs hold them."""
    owner = file_office.database.office_id
    with file_office.database.writer.begin() as connection:
        connection.execute(Person.__table__.delete())  # type: ignore[attr-defined]
        for name, duty, phone, born in rows:
            one = uuid7()
            values = {"name": name, "duty": duty, "office_phone": phone, "mobile": phone, "born_on": born}
            connection.execute(insert(Person).values(id=one, office_id=owner, revision=one, **values))
    for purpose in ("", "核对花名册"):
        made = planned(file_office, "people", out(file_office, "people", tmp_path / "people.xlsx", purpose=purpose))
        filled = [row for row in content(file_office, "people") if any(str(row[n] or "").strip() for n in (
            "name", "duty", "office_phone", "mobile", "born_on"))]  # fmt: skip
        assert (len(made.rows), made.count(Outcome.SAME)) == (len(filled), len(filled)), rules(made)


def test_codes_phones_and_long_numbers_are_kept_as_they_are_typed(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office, code="007", code_scheme_id=None, name="1-2", households=0, area="6.1234")
    a_person(office, "𠮷䶮", id_number="11010519491231002X", mobile="19900000001", notes="  前面有空格\n第二行")
    for kind in ("grids", "people"):
        made = planned(office, kind, out(office, kind, tmp_path / f"{kind}.xlsx"))
        assert made.counts() == {"new": 0, "changed": 0, "same": 1, "refused": 0}
    sheet = openpyxl.load_workbook(tmp_path / "grids.xlsx").worksheets[0]
    assert [sheet["B2"].value, sheet["C2"].value, sheet["B2"].data_type] == ["007", "1-2", "s"]


def test_a_formula_leaves_as_text(office: OpenOffice, tmp_path: Path) -> None:
    enter(office, "departments", {"name": "=cmd|' /C calc'!A0", "contact": "@SUM(1)", "line": "-1+1"})
    sheet = openpyxl.load_workbook(out(office, "departments", tmp_path / "d.xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in "=@-"]
    assert len(cells) == 3 and {cell.data_type for cell in cells} == {"s"}


def test_private_columns_leave_masked_unless_a_purpose_is_kept_in_the_history(
    office: OpenOffice, tmp_path: Path
) -> None:
    person = a_person(office, mobile="19900000001", id_number="11010519491231002X")
    path = out(office, "people", tmp_path / "masked.xlsx")
    cells = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert {"199****0001", "110***********002X"} <= cells and "19900000001" not in cells
    with pytest.raises(Invalid, match="用途"):
        out(office, "people", tmp_path / "no.xlsx", purpose="x")
    assert not (tmp_path / "no.xlsx").exists()
    path = out(office, "people", tmp_path / "clear.xlsx", purpose="发放补贴")
    cells = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert {"19900000001", "11010519491231002X"} <= cells
    with office.database.read() as session:
        line = history.of_record(session, "people", person)[0].lines[0].label
    assert line == "导出身份证号、本人手机原号，用途：发放补贴"
    office.database.actor = Actor(None, "审核", "reviewer")
    with pytest.raises(Forbidden, match="不能查看"):
        out(office, "people", tmp_path / "no.xlsx", purpose="发放补贴")
    assert not (tmp_path / "no.xlsx").exists()


def test_the_current_view_is_exported_in_its_order_with_computed_columns(office: OpenOffice, tmp_path: Path) -> None:
    grid = a_grid(office)
    a_post(office, a_person(office, "解玉兰"), grid)
    a_person(office, "曾翀")
    query = Query("people", order=(("name", True),))
    path = tmp_path / "view.xlsx"
    export(office.database, query, path, now(office), names=["name", "where", "held"])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [[cell.value for cell in row[1:]] for row in sheet.iter_rows()] == [
        ["姓名", "所在网格", "在任岗位数"], ["曾翀", None, "0"], ["解玉兰", "会师路第1网格", "1"],
    ]  # fmt: skip
    assert planned(office, "people", path).counts()["same"] == 2
    assert read_table(path, "people").unknown == []


def test_an_import_adds_and_changes_in_one_step_and_is_taken_back_in_one(office: OpenOffice, tmp_path: Path) -> None:
    a_person(office, "解玉兰", mobile="19900000001", gender="female")
    person = a_person(office, "曾翀", mobile="19900000002")
    a_post(office, person, a_grid(office))
    before = {kind: content(office, kind) for kind in ("people", "posts", "grids")}
    rows = [
        PEOPLE,
        ["解玉兰", "女", "19900000001", "", "1980年5月6日", "中共党员"],
        ["曾 翀", "男", 19900000002, "", date(1975, 1, 2), ""],
        ["阿依努尔•买买提江", "女", "199 0000 0003", "", 29000, "群众"],
    ]
    path = workbook(tmp_path / "people.xlsx", rows)
    made = planned(office, "people", path)
    assert made.counts() == {"new": 1, "changed": 2, "same": 0, "refused": 0}, rules(made)
    assert made.lines(made.rows[0]) == [("出生日期", "", "1980-05-06")]
    assert ("本人手机", "", "199****0003") in made.lines(made.rows[2])
    assert imported(office, "people", path) == {"new": 1, "changed": 2, "same": 0, "refused": 0}
    assert planned(office, "people", path).counts() == {"new": 0, "changed": 0, "same": 3, "refused": 0}
    with office.database.read() as session:
        entry = history.next_undo(session)
        assert entry is not None and entry.label == "导入人员 新增 1 修改 2"
        found = records.ids(session, Query("people", text="ayinuer"), now(office))
        assert len(found) == 1
    after = content(office, "people")
    office.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert {kind: content(office, kind) for kind in before} == before
    with office.database.read() as session:
        again = history.next_redo(session)
        assert again is not None
    office.database.act("重做", lambda work: history.undo(work, again.action_id))
    assert content(office, "people") == after


def test_an_import_writes_what_the_form_would_write(office: OpenOffice, tmp_path: Path) -> None:
    a_person(office, "解玉兰", mobile="19900000001", office_phone="07966550000", notes="备注")
    rows = [
        ["姓名", "手机号码", "办公电话", "政治面貌", "备注"],
        ["解玉兰", "19900000002", "0796-6550000", "中共党员", "备注"],
    ]
    imported(office, "people", workbook(tmp_path / "p.xlsx", rows))
    typed, read = content(office, "people")
    differing = {name for name in typed if typed[name] != read[name]}
    assert differing == {"id", "revision", "mobile", "search_key"}


def test_the_new_name_of_a_person_reaches_the_posts(office: OpenOffice, tmp_path: Path) -> None:
    a_post(office, a_person(office, "解玉兰"), a_grid(office))
    path = out(office, "people", tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"] = "解玉梅"
    book.save(path)
    assert imported(office, "people", path)["changed"] == 1
    with office.database.read() as session:
        assert len(records.ids(session, Query("posts", text="xieyumei"), now(office))) == 1


def test_posts_name_people_and_grids(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office, 1)
    a_grid(office, 2, name="翠园")
    a_person(office, "解玉兰")
    double = [a_person(office, "王伟"), a_person(office, "王伟", mobile="19900000009")]
    head = ["人员", "岗位", "网格", "用工", "主责", "任职日期"]
    rows = [
        head,
        ["解玉兰", "网格员", f"{COMMUNITY}1001", "专职", "是", "2023.12.1"],
        ["解玉兰", "member", "翠园", "专职", "", "20231201"],
        [f"王伟（{double[1].hex[-12:]}）", "平安志愿者", f"翠园（{COMMUNITY}1002）", "", "否", "2023/12/1 0:00:00"],
    ]
    assert imported(office, "posts", workbook(tmp_path / "a.xlsx", rows))["new"] == 3
    made = planned(office, "posts", out(office, "posts", tmp_path / "b.xlsx"))
    assert made.counts()["same"] == 3
    wrong = [
        head,
        ["王伟", "网格员", "翠园", "专职", "", "2024-1-1"],
        ["没有此人", "网格员", "翠园", "专职", "", "2024-1-1"],
        ["解玉兰", "园长", f"会师路第1网格（{COMMUNITY}1002）", "", "", "3/4/2024"],
        ["解玉兰", "网格员", "翠园", "专职", "", "2024-1-1"],
    ]
    said = rules(planned(office, "posts", workbook(tmp_path / "c.xlsx", wrong)))
    for part in (
        "有 2 个人员叫“王伟”",
        "没有找到“没有此人”",
        "没有“园长”这一项",
        "不是同一个网格",
        "看不出是哪一天",
        "已有任职记录",
    ):
        assert part in said


def test_one_wrong_row_keeps_every_row_out(office: OpenOffice, tmp_path: Path) -> None:
    head = ["网格编码", "网格名称", "类型", "所属社区", "户数", "人口"]
    rows = [
        head,
        [f"{COMMUNITY}1001", "一网格", "综合", "会师路社区", 400, 1000.0],
        [f"{COMMUNITY}1001", "二网格", "综合", "会师路社区", 400, 1000],
        [f"{COMMUNITY}1003", "", "专属", "不存在社区", "三百", -1],
        [3608810020011004, "四网格", "综合", COMMUNITY, "", ""],
    ]
    made = planned(office, "grids", workbook(tmp_path / "g.xlsx", rows))
    assert made.counts() == {"new": 1, "changed": 0, "same": 0, "refused": 3}
    said = rules(made)
    for part in ("3  与第 2 行是同一条", "4 B 网格名称 网格名称没有填写", "4 E 户数 户数应为整数",
                 "4 F 人口 人口不能小于",
                 "4 D 所属社区 所属社区没有找到“不存在社区”", "5 A 网格编码 网格编码被表格软件存成了数字"):  # fmt: skip
        assert part in said
    with pytest.raises(UserError, match="有 3 行不能导入"):
        office.database.act("导入", lambda work: apply(work, made))
    assert content(office, "grids") == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["解玉兰", "王伟", "曾翀", "", " "]) | TEXT,
            st.sampled_from(["男", "女", "male", "", "无"]),
            st.sampled_from(["19900000001", 19900000002, 19900000003.0, "199****0001", "", "123"]),
            st.sampled_from(["", "11010519491231002X", 110105194912310021, "x"]),
            st.sampled_from(["", "2024-3-5", 29000, "3/4/2024", date(1980, 1, 1), 1980]),
            st.sampled_from(["", "中共党员", "群众"]),
        ),
        max_size=5,
    )
)
def test_any_sheet_imports_wholly_or_not_at_all_and_undo_restores_exactly(
    file_office: OpenOffice, tmp_path: Path, rows: list[tuple[Any, ...]]
) -> None:
    if not content(file_office, "people"):
        a_person(file_office, "解玉兰", mobile="19900000001")
    before = content(file_office, "people")
    path = workbook(tmp_path / "any.xlsx", [PEOPLE, *rows])
    made = planned(file_office, "people", path)
    counts = made.counts()
    assert sum(counts.values()) == len(made.rows)
    if made.refusals:
        with pytest.raises(UserError):
            file_office.database.act("导入", lambda work: apply(work, made))
        assert content(file_office, "people") == before
        return
    file_office.database.act("导入", lambda work: apply(work, made))
    assert len(content(file_office, "people")) == len(before) + counts["new"]
    again = planned(file_office, "people", path)
    assert again.counts() == {"new": 0, "changed": 0, "same": len(made.rows), "refused": 0}, rules(again)
    if counts["new"] + counts["changed"]:
        with file_office.database.read() as session:
            entry = history.next_undo(session)
        assert entry is not None
        file_office.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert content(file_office, "people") == before


def test_an_empty_cell_empties_only_what_is_known_by_its_id(office: OpenOffice, tmp_path: Path) -> None:
    a_grid(office, households=0, board_place="门口")
    path = workbook(tmp_path / "g.xlsx", [["网格编码", "户数", "公示牌位置"], [f"{COMMUNITY}1001", "", ""]])
    assert planned(office, "grids", path).counts()["same"] == 1
    path = out(office, "grids", tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        if cell.value in ("户数", "公示牌位置"):
            sheet.cell(2, cell.column).value = None
    book.save(path)
    assert imported(office, "grids", path)["changed"] == 1
    with office.database.read() as session:
        grid = session.scalars(select(Grid)).one()
        assert grid.households is None and grid.board_place == "" and grid.people == 1000


def test_a_copied_row_a_strange_id_and_a_deleted_record_are_refused(office: OpenOffice, tmp_path: Path) -> None:
    one, gone = a_person(office, "解玉兰"), a_person(office, "曾翀")
    office.database.act("删除", lambda work: saving.remove(work, "people", gone))
    rows = [
        [ID, "姓名"],
        [str(one), "解玉兰"],
        [str(one), "新人"],
        ["abc", "甲"],
        [str(uuid7()), "乙"],
        [str(gone), "曾翀"],
    ]
    made = planned(office, "people", workbook(tmp_path / "p.xlsx", rows))
    assert [row.outcome for row in made.rows] == [Outcome.SAME, *[Outcome.REFUSED] * 4]
    for part in ("复制行时会带上", "不是本程序写的", "本单位没有", "已删除"):
        assert part in rules(made)


def test_rows_without_the_name_of_anybody_are_not_taken_for_somebody_alike(office: OpenOffice, tmp_path: Path) -> None:
    """A column of names under a heading nobody knows: what is left is as true of half the office."""
    imported(office, "people", workbook(tmp_path / "a.xlsx", [["姓名", "性别"], ["解玉兰", "女"]]))
    made = planned(office, "people", workbook(tmp_path / "a.xlsx", [["名字呀", "性别", "备注"], ["曾翀", "女", ""]]))
    assert made.counts() == {"new": 0, "changed": 0, "same": 0, "refused": 1}


def test_masked_values_that_come_back_say_nothing_and_new_ones_are_refused(office: OpenOffice, tmp_path: Path) -> None:
    a_person(office, "解玉兰", mobile="19900000001")
    rows = [["姓名", "本人手机"], ["解玉兰", "199****0001"], ["曾翀", "138****8888"]]
    made = planned(office, "people", workbook(tmp_path / "p.xlsx", rows))
    assert [row.outcome for row in made.rows] == [Outcome.SAME, Outcome.REFUSED]
    assert "遮住的号码" in rules(made)


def test_cancelling_leaves_nothing(office: OpenOffice, tmp_path: Path) -> None:
    path = workbook(tmp_path / "d.xlsx", [["部门名称"], ["一"], ["二"]])

    def cancel(done: int, whole: int) -> None:
        raise Cancelled("已取消")

    before = content(office, "departments")
    with pytest.raises(Cancelled):
        planned(office, "departments", path, progress=cancel)
    made = planned(office, "departments", path)
    with pytest.raises(Cancelled):
        office.database.act("导入", lambda work: apply(work, made, cancel))
    assert content(office, "departments") == before
    target = tmp_path / "out.xlsx"
    with pytest.raises(Cancelled):
        out(office, "departments", target, progress=cancel)
    assert list(tmp_path.glob("*out.xlsx*")) == []


def test_an_office_that_changed_meanwhile_is_checked_again(office: OpenOffice, tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["姓名", "本人手机", "职务"], ["解玉兰", "19900000001", "书记"]])
    made = planned(office, "people", path)
    a_person(office, "别人")
    assert office.database.act("导入", lambda work: apply(work, made))["new"] == 1
    made = planned(office, "people", workbook(tmp_path / "q.xlsx", [["姓名", "本人手机"], ["曾翀", "19900000002"]]))
    a_person(office, "曾翀", mobile="19900000002")
    with pytest.raises(Conflict, match="又有变化"):
        office.database.act("导入", lambda work: apply(work, made))


def test_roles_are_respected(office: OpenOffice, tmp_path: Path) -> None:
    path = workbook(tmp_path / "p.xlsx", [["姓名", "职务"], ["解玉兰", "书记"]])
    made = planned(office, "people", path)
    office.database.actor = Actor(None, "审核", "reviewer")
    for do in (lambda: planned(office, "people", path), lambda: office.database.act("导入", lambda w: apply(w, made))):
        with pytest.raises(Forbidden, match="不能修改人员"):
            do()
    office.database.actor = Actor(None, "管理员", "administrator")
    with pytest.raises(Forbidden, match="账号不能用表格导入"):
        planned(office, "accounts", workbook(tmp_path / "a.xlsx", [["账号", "角色"], ["甲", "经办人"]]))


def test_the_own_file_comes_back_with_its_mistakes_marked(office: OpenOffice, tmp_path: Path) -> None:
    rows = [["2026 年花名册"], PEOPLE, ["解玉兰", "女", "123", "", "", ""], ["曾翀", "男", "19900000002", "", "", ""]]
    path = workbook(tmp_path / "own.xlsx", rows)
    for _ in range(2):
        made = planned(office, "people", path)
        assert mark(made, tmp_path / "marked.xlsx") == 1
        sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx").worksheets[0]
        assert sheet["A1"].value == "2026 年花名册" and sheet["G2"].value == "错误说明"
        assert "11 位" in sheet["G3"].value and sheet["G4"].value is None
        assert sheet["C3"].comment is not None and sheet["C3"].fill.fgColor.rgb == "FFF4C7C3"
        path = tmp_path / "marked.xlsx"
    text = tmp_path / "own.csv"
    text.write_bytes("姓名,性别,手机\r\n解玉兰,女,123\r\n曾翀,男,19900000002\r\n".encode("gb18030"))
    assert mark(planned(office, "people", text), tmp_path / "rows.xlsx") == 1
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["解玉兰", "女", "123"] and sheet["E2"].value == 2


def test_a_workbook_with_odd_styles_comes_back_as_its_refused_rows(office: OpenOffice, tmp_path: Path) -> None:
    """Programs of other offices write styles that Excel forgives."""
    path = workbook(
        tmp_path / "own.xlsx", [PEOPLE, ["解玉兰", "女", "123", "", "", ""], ["曾翀", "男", "", "", "", ""]]
    )
    odd = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(odd, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part).replace(b'patternType="gray125"', b'patternType="odd"'))
    assert mark(planned(office, "people", odd), tmp_path / "rows.xlsx") == 1
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["解玉兰", "女", "123"] and sheet.max_row == 2


def test_codes_swapped_down_the_sheet_are_written_in_its_order(office: OpenOffice, tmp_path: Path) -> None:
    first, second = a_grid(office, 1), a_grid(office, 2)
    rows = [[ID, "网格编码"], [str(first), f"{COMMUNITY}1003"], [str(second), f"{COMMUNITY}1001"]]
    before = content(office, "grids")
    assert imported(office, "grids", workbook(tmp_path / "g.xlsx", rows))["changed"] == 2
    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None
    office.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert content(office, "grids") == before


def test_divisions_keep_their_parents_and_codes_their_lists(office: OpenOffice, tmp_path: Path) -> None:
    rows = [["代码表", "代码", "名称"], ["学历", "night_school", "夜大"], ["educations", "college", "专科"]]
    made = planned(office, "codes", workbook(tmp_path / "c.xlsx", rows))
    assert made.counts()["new"] == 1 and made.counts()["changed"] == 1, rules(made)
    parent = description("divisions")["parent_id"].label
    rows = [["区划代码", "名称", "级别", parent], ["360881002999", "新社区居民委员会", "社区（村）", "360881002"]]
    assert imported(office, "divisions", workbook(tmp_path / "d.xlsx", rows))["new"] == 1
    assert community_id(office, "360881002999")


def test_columns_nobody_knows_are_shown_with_a_suggestion_and_remembered(office: OpenOffice, tmp_path: Path) -> None:
    rows = [["姓名", "政冶面貌", "血型"], ["解玉兰", "中共党员", "A"]]
    path = workbook(tmp_path / "p.xlsx", rows)
    table = read_table(path, "people")
    assert [(one.column, one.heading, one.suggestion) for one in table.unknown] == [
        ("B", "政冶面貌", "political_status"), ("C", "血型", ""),
    ]  # fmt: skip
    assert "political_status" not in table.columns and "B 列“政冶面貌”" in table.notices[0]
    again = read_table(path, "people", {"政冶面貌": "political_status", "血型": ""})
    assert again.columns["political_status"] == 1 and again.unknown == []
    assert again.mapping == {"姓名": "name", "政冶面貌": "political_status"}


def test_a_grid_once_deleted_blocks_its_code_for_sheets_too(office: OpenOffice, tmp_path: Path) -> None:
    grid = a_grid(office)
    office.database.act("删除", lambda work: saving.remove(work, "grids", grid))
    rows = [["网格编码", "网格名称", "所属社区", "类型"], [f"{COMMUNITY}1001", "新网格", "会师路社区", "综合"]]
    assert "编码不能重复使用" in rules(planned(office, "grids", workbook(tmp_path / "g.xlsx", rows)))


def test_a_row_changed_behind_the_back_of_the_plan_is_not_overwritten(office: OpenOffice, tmp_path: Path) -> None:
    a_person(office, "解玉兰", mobile="19900000001")
    made = planned(
        office,
        "people",
        workbook(tmp_path / "p.xlsx", [["姓名", "本人手机", "职务"], ["解玉兰", "19900000001", "书记"]]),
    )
    with office.database.writer.begin() as connection:
        connection.execute(update(Person).values(revision=uuid7()))
    with pytest.raises(Conflict, match="刚被别处修改过"):
        office.database.act("导入", lambda work: apply(work, made))


@pytest.mark.parametrize("area", [6.1, "6.12345", 7])
def test_an_amount_is_taken_back_whether_typed_or_imported(office: OpenOffice, tmp_path: Path, area: Any) -> None:
    grid = a_grid(office)
    path = workbook(tmp_path / "g.xlsx", [["网格编码", "面积"], [f"{COMMUNITY}1001", area]])
    for write in (lambda: enter(office, "grids", {"area": area}, grid), lambda: imported(office, "grids", path)):
        before = content(office, "grids")
        write()
        with office.database.read() as session:
            entry = history.next_undo(session)
        assert entry is not None
        office.database.act("撤销", lambda work, entry=entry: history.undo(work, entry.action_id))
        assert content(office, "grids") == before
    imported(office, "grids", path)
    assert planned(office, "grids", path).counts()["same"] == 1
