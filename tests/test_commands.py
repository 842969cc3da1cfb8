"""Every use case works without a window, answers in one sentence, and exits as the contract says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest

from desktop import commands
from desktop.clock import Clock
from desktop.errors import Cancelled
from desktop.services import demo
from desktop.storage.keyring import FLOOR
from desktop.storage.place import Place, is_office
from tests.offices import PASSWORD

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demonstration office, its password in the environment."""
    monkeypatch.setenv("JINGGE_PASSWORD", PASSWORD)
    shutil.copytree(demo_folder, tmp_path / "office")
    return tmp_path / "office"


def run(*words: str | Path) -> int:
    """Run one command in this process."""
    return commands.run([str(word) for word in words])


def text_of(file: Path) -> str:
    """Return the text of a PDF."""
    document = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_figures_are_those_of_the_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("figures", "--office", folder, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    found = {one["key"]: one for one in answer["figures"]}
    assert found["grids.communities"]["value"] == 12
    assert found["grids.total"]["value"] == 84
    assert found["team.grid_members"]["value"] == 107
    assert found["team.full_time"]["value"] == 19
    assert found["team.party_share"]["value"] == 62.6
    assert (found["team.party_share"]["numerator"], found["team.party_share"]["denominator"]) == (67, 107)
    assert 1 <= found["grids.outside_size_limits"]["value"] <= 10
    assert set(found["grids.total"]) == {
        "key", "label", "value", "unit", "numerator", "denominator", "period", "stated", "differs",
    }  # fmt: skip


def test_a_wrong_password_is_one_sentence_and_code_2(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("不是这个密码\n", "utf-8")
    words = [sys.executable, "main.py", "figures", "--office", str(folder), "--password-file", str(wrong)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=os.environ.copy())
    assert done.returncode == 2 and done.stdout == ""
    assert "密码不对" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_password_file_may_come_from_notepad(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JINGGE_PASSWORD")
    file = tmp_path / "password.txt"
    file.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n")
    assert run("figures", "--office", folder, "--password-file", file) == 0
    assert run("figures", "--office", folder) == 2
    assert "没有给出密码" in capsys.readouterr().err


def test_a_backup_restored_elsewhere_is_the_same_office(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "office.jgbak", tmp_path / "other"
    assert run("backup", "--office", folder, "--out", file) == 0
    assert run("restore", file, "--office", other) == 0
    capsys.readouterr()
    run("figures", "--office", folder, "--json")
    first = capsys.readouterr().out
    run("figures", "--office", other, "--json")
    assert capsys.readouterr().out == first
    assert run("check", "--office", other) == 0


def test_a_backup_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.jgbak"
    file.write_text("不是备份", "utf-8")
    assert run("restore", file, "--office", tmp_path / "office") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "office").exists()


def test_a_roster_is_printed_for_a_community(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    assert run("print", "roster", "--office", folder, "--out", out, "--community", "360881002001") == 0
    text = text_of(out)
    assert "会师路社区网格员花名册" in text and "演示数据" in text and "注：1. 按姓氏笔画为序。" in text


def test_a_signboard_is_printed_in_its_size(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "board.pdf"
    assert run("print", "signboard", "--office", folder, "--out", out, "--size", "800x1200") == 0
    document = pypdfium2.PdfDocument(out)
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (800, 1200)
    assert "网格化治理示意图" in text_of(out)
    grid = tmp_path / "grid.pdf"
    assert run("print", "signboard", "--office", folder, "--out", grid, "--grid", "3608810020011002") == 0
    assert "3608810020011002" in text_of(grid)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["party-tree", "--size", "841x594"], ("井冈山市党组织体系图", "会师路第一党小组", "红星街道党工委")),
        (
            ["party-tree", "--community", "360881002001", "--sheet", "A4"],
            ("会师路社区党组织体系图", "会师路第一党小组"),
        ),
        (["party-roster", "--community", "360881002001"], ("会师路社区党小组名册", "党小组长")),
        (["party-households"], ("井冈山市党员中心户一览表",)),
        (["centre-register", "--of", "systems"], ("接驳系统清单", "上级统建 21", "本级自建 12")),
        (["stations", "--kind", "brand_room"], ("共 6 个", "党员牵头")),
        (["door-card", "--station", "会师路社区群众说事站", "--sheet", "A5"], ("会师路社区群众说事站", "负责人")),
        (["station-counts", "--year", "2025"], ("2025", "治安调解理事会")),
        (["checkin-form", "--blank"], ("在职党员进社区报到登记表",)),
        (["checkin-roster", "--community", "360881002001"], ("会师路社区在职党员进社区报到一览表",)),
        (["evaluation", "--year", "2025", "--unit", "映山小学"], ("评价鉴定表", "映山小学")),
        (["mediation-file", "--case", "（2026）会师路人调字第1号"], ("会师路社区人民调解委员会", "卷内目录", "本卷共")),
        (["mediation-file", "--paper", "cover"], ("人民调解卷宗",)),
        (["mediation-file", "--paper", "file", "--purpose", "法院要求写明联系方式"], ("卷内目录",)),
        (["mediation-file", "--blank", "--paper", "cover"], ("人民调解卷宗", "＿＿＿＿人民调解委员会", "保管期限")),
        (["mediation-file", "--blank", "--paper", "agreement"], ("人民调解协议书", "本协议一式")),
        (["case-example"], ("人民调解案例", "甲某某", "只写到月")),
        (["statistics", "--by", "area", "--stated", "96.8"], ("井冈山市调解案件情况统计表", "茨坪镇", "全部相符")),
        (["wish-cards", "--blank"], ("微心愿卡", "认领党员")),
        (["checkin-summary", "--period", "2025H1", "--of", "campaigns"], ("2025年上半年", "我是党员我争先")),
    ],
)
def test_papers_of_the_table_are_printed(
    folder: Path, tmp_path: Path, words: list[str], parts: tuple[str, ...]
) -> None:
    out = tmp_path / "p.pdf"
    assert run("print", *words, "--office", folder, "--out", out) == 0
    found = text_of(out).replace(" ", "").replace("\u3000", "")
    assert all(part.replace(" ", "") in found for part in parts)


@pytest.mark.parametrize("kind", ["mediation-file", "case-example"])
def test_papers_offices_must_edit_are_written_as_docx(folder: Path, tmp_path: Path, kind: str) -> None:
    assert run("print", kind, "--office", folder, "--out", tmp_path / "卷.docx") == 0
    assert "调解" in "".join(one.text for one in docx.Document(str(tmp_path / "卷.docx")).paragraphs)


def test_the_table_of_mediation_is_written_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    assert run("print", "statistics", "--by", "period", "--year", "2026", "--office", folder, "--out", out) == 0
    assert openpyxl.load_workbook(out)["统计表"]["A1"].value == "2026年井冈山市调解案件情况统计表"


def test_a_paper_nobody_edits_is_not_written_as_docx(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("print", "stations", "--office", folder, "--out", tmp_path / "x.docx") == 2
    assert "不能写成 .docx" in capsys.readouterr().err
    assert list(tmp_path.glob("*.docx*")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["door-card", "--station", "没有"], "没有找到阵地“没有”"),
        (["party-tree", "--community", "999"], "没有找到范围“999”"),
        (["party-tree", "--sheet", "B9"], "--sheet 不能是“B9”"),
        (["party-tree", "--size", "150x110"], "请改用 A"),
        (["station-counts", "--year", "二六"], "--year 应是四位的年份"),
        (["mediation-file", "--case", "(1999)无人调字第1号"], "没有找到案件“(1999)无人调字第1号”"),
        (["mediation-file", "--paper", "letter"], "--paper 不能是“letter”"),
        (["statistics", "--by", "people"], "--by 不能是“people”"),
        (["statistics", "--month", "2026-13"], "看不出“2026-13”是哪一段时间"),
        (["statistics", "--year", "2100"], "还没有到"),
        (["statistics", "--stated", "很高"], "公布的成功率应是"),
        (["roster", "--by", "month"], "--by 不能是“month”"),
        (["contracts", "--days", "三十"], "应是不大于 9999 的整数，现在是“三十”"),
        (["unit-duties", "--month", "2031-01"], "还没有排值班"),
    ],
)
def test_a_paper_that_cannot_be_says_why_and_leaves_no_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    out = tmp_path / "p.pdf"
    assert run("print", *words, "--office", folder, "--out", out) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["print", "roster", "--community", "999"],
        ["print", "roster", "--grid", "999"],
        ["print", "signboard", "--community", "999"],
        ["print", "signboard", "--grid", "999"],
    ],
)
def test_a_code_nobody_has_prints_nothing(
    folder: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    assert run(*words, "--office", folder, "--out", out) == 2
    assert "999" in capsys.readouterr().err
    assert list(tmp_path.glob("*.pdf*")) == []


@pytest.mark.parametrize("size", ["800", "axb", "10x10", "800x99999"])
def test_a_size_that_cannot_be_is_refused(folder: Path, tmp_path: Path, size: str) -> None:
    with pytest.raises(SystemExit) as left:
        run("print", "signboard", "--office", folder, "--out", tmp_path / "x.pdf", "--size", size)
    assert left.value.code == 2


def test_the_demonstration_does_not_overwrite_an_office(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "office.db").read_bytes()
    assert run("demo", "--office", folder) == 2
    assert "已经有办公室" in capsys.readouterr().err
    assert (folder / "office.db").read_bytes() == before


def test_a_demonstration_that_fails_midway_leaves_no_office(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Cancelled("停")

    monkeypatch.setattr(demo, "_fill", stop)
    with pytest.raises(Cancelled):
        demo.create_demo(tmp_path / "office", PASSWORD, clock, params=FLOOR)
    assert not is_office(Place(tmp_path / "office"))
    monkeypatch.setattr(demo, "_fill", lambda *_: None)  # what it fills is of no matter here
    demo.create_demo(tmp_path / "office", PASSWORD, clock, params=FLOOR)[0].close()


def test_the_self_test_finds_this_copy_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("self-test", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


@pytest.mark.parametrize(
    "command", ["demo", "print", "figures", "import-sheet", "export-sheet", "backup", "restore", "check", "self-test"]
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(command, "--help")
    assert left.value.code == 0
    assert "--json" in capsys.readouterr().out


def test_a_sheet_goes_out_and_comes_back_by_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "people.xlsx"
    assert run("export-sheet", "people", sheet, "--office", folder, "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert run("import-sheet", "people", sheet, "--office", folder, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["new"], answer["changed"], answer["same"], answer["refused"]) == (0, 0, rows, 0)
    assert answer["errors"] == []


def test_a_sheet_with_a_wrong_row_is_refused_wholly_with_its_place(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "people.csv"
    sheet.write_text("姓名,本人手机\n解玉兰,19900000001\n曾翀,123\n", "utf-8")
    errors = tmp_path / "errors.xlsx"
    assert run("import-sheet", "people", sheet, "--office", folder, "--json", "--errors", errors) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["new"], answer["refused"]) == (1, 1) and errors.exists()
    assert answer["errors"] == [
        {"sheet": "people", "row": 3, "column": "B 本人手机", "value": "123", "rule": "手机号应为 11 位，现在是 3 位"}
    ]
    sheet.write_text("姓名,本人手机\n解玉兰,19900000001\n", "utf-8")
    assert run("import-sheet", "people", sheet, "--office", folder, "--check-only") == 0
    assert run("import-sheet", "people", sheet, "--office", folder) == 0
    assert "新增 1" in capsys.readouterr().out
    assert run("import-sheet", "people", sheet, "--office", folder) == 0
    assert "相同 1，拒绝 0，没有变化" in capsys.readouterr().out


def test_a_template_and_private_columns_by_command(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export-sheet", "posts", tmp_path / "posts.xlsx", "--office", folder, "--template") == 0
    assert run("export-sheet", "people", tmp_path / "p.xlsx", "--office", folder, "--reveal", "发放补贴") == 0
    assert "本人手机为原号" in capsys.readouterr().out
    assert run("export-sheet", "nothing", tmp_path / "n.xlsx", "--office", folder) == 2
    assert "没有“nothing”这种记录" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prnt"], "没有“prnt”这个命令，可用的有：demo、print、import-sheet、export-sheet、"),
        ([], "缺少 命令，没有执行"),
        (["print", "cards", "--office", "o", "--out", "f.pdf"], "KIND 不能是“cards”，可用的有："),
        (["print", "roster", "--office", "o"], "缺少 --out，没有执行"),
        (["print", "roster", "--office", "o", "--out"], "--out 后面没有写内容，"),
        (
            ["print", "roster", "--office", "o", "--out", "f", "--size", "9"],
            "--size 写得不对：尺寸应写成 800x1200（毫米）",
        ),
        (["print", "roster", "--office", "o", "--out", "f", "--proof", "A5"], "--proof 不能是“A5”，可用的有：A3、A4，"),
        (["demo", "--office", "o", "--seed", "x"], "--seed 不能是“x”，没有执行"),
        (["check", "--office", "o", "--fast"], "不认识 --fast，没有执行"),
    ],
)
def test_what_is_written_wrong_is_said_in_chinese(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        commands.run(words)
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not {"argument", "invalid", "choose", "expected", "required"} & set(re.findall("[a-z]+", told))
