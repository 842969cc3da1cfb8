"""A ledger of mediation kept before the program comes from sheets as it stands; each role moves only its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from desktop.errors import Forbidden
from desktop.exchange.sheet_apply import apply
from desktop.exchange.sheet_plan import plan
from desktop.exchange.sheet_read import read_table
from desktop.exchange.sheet_write import export
from desktop.models import Account, Case, CaseStep, Committee, kinds
from desktop.services import case_numbers, history
from desktop.services.case_numbers import sequence_of
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from desktop.storage.work import Actor
from tests.exchange.sheets import content, imported, planned, rules, workbook
from tests.offices import COMMUNITY, STILL, enter, now, reopened

OURS, THEIRS = "会师路社区人民调解委员会", "龙江路人民调解委员会"
NUMBER = "（2023）会师路人调字第012号"
ORAL = "（2023）会师路人调口字第12号"
CASES = ["案号", "案由", "状态", "调解委员会", "纠纷类型", "登记日期", "受理日期", "调解结果", "协议形式",
         "协议日期", "调解结束日期", "结案日期", "归档日期", "调解员", "协议涉及金额"]  # fmt: skip
OLD = [NUMBER, "甲某与乙某渗水纠纷", "归档", OURS, "邻里纠纷", "2023-5-4", "2023.5.6", "调解成功", "书面协议",
       "2023/5/20", "2023年5月20日", "2023-6-20", "20230701", "彭水根", 1200.5]  # fmt: skip
SHEETS: dict[str, list[list[Any]]] = {
    "committees": [["名称", "类别", "所属区划", "案号单位字", "案号样式"],
                   [OURS, "residents", COMMUNITY, "会师路", "（{year}）{unit}人调字第{seq:03}号"],
                   [THEIRS, "residents", COMMUNITY, "龙江路", ""]],
    "mediators": [["姓名", "调解委员会", "专兼职", "手机"], ["彭水根", OURS, "专职", "19900000001"]],
    "cases": [CASES, OLD,
              [ORAL, "", "已告知", OURS, "99", "2023-8-1", "2023-8-1", "正在调解"]],
    "case_parties": [["案件", "一方", "类别", "姓名或名称", "身份证号", "联系电话"],
                     [NUMBER, "applicant", "person", "甲某", "11010519491231002X", "19900000002"],
                     [NUMBER, "respondent", "person", "乙某", "", ""],
                     [ORAL, "applicant", "person", "丙某", "", ""],
                     [ORAL, "respondent", "person", "丁某", "", ""]],
    "investigations": [["案件", "日期", "被调查人", "调查人"], [NUMBER, "2023-5-8", "乙某", "彭水根"]],
    "evidences": [["案件", "名称", "原件或复印件", "收到日期"], [NUMBER, "渗水照片", "copy", "2023-5-8"]],
    "sessions": [["案件", "第几次", "日期", "事由"], [NUMBER, 1, "2023-5-12", ""], [NUMBER, 2, "2023-5-20", "渗水"]],
    "extensions": [["案件", "日期", "延长至", "原因", "同意的当事人"],
                   [NUMBER, "2023-5-30", "2023-6-30", "双方外出", "甲某、乙某"]],
    "performances": [["案件", "事项", "应履行日期", "金额"], [NUMBER, "赔付修缮费", "2023-6-1", 1200.5]],
    "visits": [["案件", "回访日期", "方式", "回访对象", "回访人", "履行情况"],
               [NUMBER, "2023-6-18", "电话", "甲某", "彭水根", "已履行"]],
    "confirmations": [["案件", "申请日期", "共同申请人", "人民法院"],
                      [NUMBER, "2023-6-1", "甲某、乙某", "井冈山市人民法院"]],
    "signatures": [["案件", "文书", "签名人身份", "签名人", "方式", "日期"],
                   [NUMBER, "agreement", "party", "甲某", "签名", "2023-5-20"]],
    "consultations": [["编号", "日期", "调解委员会", "咨询事项", "转为案件", "答复"],
                      ["2023-007", "2023-5-3", OURS, "楼上渗水怎么办", NUMBER, "可以申请调解"]],
}  # fmt: skip


def bring(office: OpenOffice, folder: Path) -> OpenOffice:
    """Import the whole ledger, kind after kind."""
    for kind, rows in SHEETS.items():
        path = workbook(folder / f"{kind}.xlsx", rows)
        made = planned(office, kind, path)
        assert made.counts() == {"new": len(rows) - 1, "changed": 0, "same": 0, "refused": 0}, (kind, rules(made))
        office.database.act("导入", lambda work, made=made: apply(work, made))
    return office


@pytest.fixture(scope="module")
def ledger_folder(file_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with the ledger, made once; tests open copies of it."""
    folder = tmp_path_factory.mktemp("ledger")
    shutil.copytree(file_template, folder / "office")
    bring(reopened("file", folder / "office", STILL), folder).close()
    return folder / "office"


@pytest.fixture
def ledger(ledger_folder: Path, tmp_path: Path) -> Iterator[OpenOffice]:
    """An office whose ledger of mediation came from sheets."""
    shutil.copytree(ledger_folder, tmp_path / "office")
    opened = reopened("file", tmp_path / "office", STILL)
    yield opened
    opened.close()


def case(office: OpenOffice, number: str = NUMBER) -> Case:
    with office.database.read() as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


def as_mediator_of(office: OpenOffice, name: str) -> None:
    """Let a mediator of a committee act from now on."""
    account = enter(office, "accounts", {"name": f"{name}账号", "role": "mediator", "active": True})

    def belong(work: Any) -> None:
        of = work.session.scalars(select(Committee.id).where(Committee.name == name)).one()
        work.session.get(Account, account).committee_id = of

    office.database.act("归属", belong)
    office.database.actor = Actor(account, "试用", "mediator")


def test_a_whole_ledger_comes_and_comes_back_unchanged_with_and_without_ids(office: OpenOffice, tmp_path: Path) -> None:
    ledger = bring(office, tmp_path)
    before = {kind: content(ledger, kind) for kind in kinds()}
    for kind in SHEETS:
        path = export(ledger.database, Query(kind), tmp_path / f"{kind}-out.xlsx", now(ledger)).path
        table = read_table(path, kind)
        for one in (table, replace(table, id_column=None), read_table(tmp_path / f"{kind}.xlsx", kind)):
            with ledger.database.read() as session:
                made = plan(session, one, now(ledger), ledger.database.actor)
            assert made.counts() == {"new": 0, "changed": 0, "same": len(before[kind]), "refused": 0}, rules(made)
            ledger.database.act("导入", lambda work, made=made: apply(work, made))
    assert {kind: content(ledger, kind) for kind in kinds()} == before


def test_old_numbers_stay_as_issued_and_the_series_goes_on_after_them(ledger: OpenOffice) -> None:
    old, oral = case(ledger), case(ledger, ORAL)
    assert (old.number, old.sequence, old.year, old.state) == (NUMBER, 12, 2023, "archived")
    assert (oral.sequence, oral.due_on) == (None, date(2023, 9, 1))

    def next_number(work: Any) -> str:
        return case_numbers.take(work, work.session.get(Case, oral.id), 2023)

    assert ledger.database.act("编号", next_number) == "（2023）会师路人调字第013号"


@pytest.mark.parametrize(
    ("number", "template", "rank"),
    [
        ("(2023)会师路人调字第12号", "（{year}）{unit}人调字第{seq:03}号", 12),
        ("茨坪调2023-7", "", 7),
        ("第十二号", "", None),
        ("20230000000001", "", None),
    ],
)
def test_the_rank_of_a_number_is_read_by_its_template_else_from_its_end(
    number: str, template: str, rank: int | None
) -> None:
    assert sequence_of(number, template) == rank


def test_a_brought_case_goes_on_from_where_its_ledger_left_it(ledger: OpenOffice) -> None:
    oral = case(ledger, ORAL)
    assert oral.title == "丙某与丁某其他纠纷"
    with ledger.database.read() as session:
        steps = session.execute(select(CaseStep.case_id, CaseStep.from_state, CaseStep.to_state, CaseStep.note))
        assert {(one.case_id, one.from_state, one.to_state, one.note) for one in steps} == {
            (case(ledger).id, None, "archived", "从旧台账导入"),
            (oral.id, None, "informed", "从旧台账导入"),
        }


def test_what_does_not_fit_together_is_refused_with_its_reason(ledger: OpenOffice, tmp_path: Path) -> None:
    def row(**more: Any) -> list[Any]:
        return [more.get(head, cell) for head, cell in zip(CASES, OLD, strict=True)]

    rows = [
        CASES,
        row(案号="", 案由="一"),
        row(案号="（2023）会师路人调字第13号", 受理日期=""),
        row(案号="（2023）会师路人调字第14号", 调解结果="正在调解"),
        row(案号="（2023）会师路人调字第15号", 结案日期="2023-5-19"),
        row(案号="（2023）会师路人调字第16号", 协议形式=""),
        row(案号="（2023）会师路人调字第17号", 归档日期="2030-1-1"),
        row(案号="（2023）会师路人调字第18号", 状态="结案"),
    ]
    made = planned(ledger, "cases", workbook(tmp_path / "c.xlsx", rows))
    assert made.counts() == {"new": 0, "changed": 0, "same": 0, "refused": 7}
    for part in (
        "2 A 案号 已受理的旧案件请照原样填写案号",
        "3 G 受理日期 有案号的案件请填写受理日期",
        "4 H 调解结果 调解结果与状态对不上",
        "5 L 结案日期 结案日期早于调解结束日期",
        "6 I 协议形式 调解成功的案件请填写协议形式",
        "7 M 归档日期 归档日期在今天之后",
        "8 M 归档日期 归档日期与状态或结果对不上",
    ):
        assert part in rules(made)


def test_what_the_path_writes_is_not_changed_by_a_sheet(ledger: OpenOffice, tmp_path: Path) -> None:
    rows = [["案号", "调解委员会", "状态"], [ORAL, OURS, "结案"]]
    made = planned(ledger, "cases", workbook(tmp_path / "c.xlsx", rows))
    assert "3 状态由程序填写，不能用表格修改" in f"3 {rules(made)}".replace("2 C 状态 ", "")


def test_taking_back_a_brought_case_takes_its_steps_too(ledger: OpenOffice, tmp_path: Path) -> None:
    before = {kind: content(ledger, kind) for kind in ("cases", "case_steps")}
    rows = [CASES, ["（2023）会师路人调字第99号", "戊某纠纷", *OLD[2:]]]
    imported(ledger, "cases", workbook(tmp_path / "c.xlsx", rows))
    with ledger.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None and len(content(ledger, "case_steps")) == 3
    ledger.database.act("撤销", lambda work: history.undo(work, entry.action_id))
    assert {kind: content(ledger, kind) for kind in before} == before


def test_a_mediator_neither_takes_out_nor_changes_what_is_not_theirs(ledger: OpenOffice, tmp_path: Path) -> None:
    whole = export(ledger.database, Query("cases"), tmp_path / "all.xlsx", now(ledger)).path
    as_mediator_of(ledger, THEIRS)
    for kind in ("cases", "case_parties", "sessions", "consultations"):
        path = export(ledger.database, Query(kind), tmp_path / "none.xlsx", now(ledger)).path
        assert openpyxl.load_workbook(path).worksheets[0].max_row == 1
    # By the id of a sheet somebody else took out, by its number, by naming it.
    assert "记录编号在本单位没有" in rules(planned(ledger, "cases", whole))
    made = planned(ledger, "cases", workbook(tmp_path / "c.xlsx", [CASES, OLD]))
    assert "已经用过" in rules(made)
    rows = [SHEETS["case_parties"][0], [NUMBER, "applicant", "person", "新人", "", ""]]
    made = planned(ledger, "case_parties", workbook(tmp_path / "p.xlsx", rows))
    assert "案件没有找到" in rules(made)
    # A new case of another committee would be out of sight at once.
    made = planned(ledger, "cases", workbook(tmp_path / "c.xlsx", [CASES, ["（2023）1号", "己某纠纷", *OLD[2:]]]))
    assert "只登记本调委会" in rules(made)
    own = ["（2023）龙江路1号", "己某纠纷", "归档", THEIRS, *OLD[4:13], "", ""]
    assert imported(ledger, "cases", workbook(tmp_path / "c.xlsx", [CASES, own]))["new"] == 1


def test_what_follows_from_a_record_follows_from_a_sheet_too(ledger: OpenOffice, tmp_path: Path) -> None:
    """An extension moves the end of the time to mediate, as it does from the form."""
    rows = [*SHEETS["extensions"], [ORAL, "2023-8-20", "2023-10-15", "双方外出", "丙某、丁某"]]
    made = planned(ledger, "extensions", workbook(tmp_path / "e.xlsx", rows))
    assert made.counts() == {"new": 1, "changed": 0, "same": 1, "refused": 0}, rules(made)
    ledger.database.act("导入", lambda work: apply(work, made))
    assert case(ledger, ORAL).due_on == date(2023, 10, 15)


@pytest.mark.parametrize("role", ["clerk", "reviewer"])
def test_other_roles_bring_nothing_and_clerks_take_nothing_out(
    file_office: OpenOffice, tmp_path: Path, role: str
) -> None:
    office = file_office
    office.database.actor = Actor(UUID(int=1), "试用", role)
    path = workbook(tmp_path / "c.xlsx", [CASES, OLD])
    with pytest.raises(Forbidden, match="不能修改调解案件"):
        planned(office, "cases", path)
    if role == "reviewer":
        assert export(office.database, Query("cases"), tmp_path / "out.xlsx", now(office)).rows == 0
        return
    with pytest.raises(Forbidden, match="不能查看调解案件"):
        export(office.database, Query("cases"), tmp_path / "out.xlsx", now(office))
    assert not (tmp_path / "out.xlsx").exists()


def test_numbers_of_parties_leave_masked_and_their_ethnicity_not_at_all(ledger: OpenOffice, tmp_path: Path) -> None:
    path = export(ledger.database, Query("case_parties"), tmp_path / "p.xlsx", now(ledger)).path
    cells = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert {"110***********002X", "199****0002"} <= cells and "民族" not in cells
    assert "11010519491231002X" not in cells
    export(ledger.database, Query("case_parties"), path, now(ledger), purpose="移交档案")
    cells = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row}
    assert "11010519491231002X" in cells
