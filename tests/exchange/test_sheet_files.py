"""Files that are no good are answered in one sentence each; those of offices are read as they are."""

from __future__ import annotations

import os
import re
import shutil
import struct
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from desktop.errors import UserError
from desktop.exchange.sheet_columns import LISTS, MARK
from desktop.exchange.sheet_read import Table, read_table
from desktop.exchange.sheet_write import export, write_template
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from tests.exchange.sheets import planned, rules, workbook
from tests.offices import now

HEAD = ["姓名", "本人手机"]
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "sheets"


def refused(path: Path, kind: str = "people") -> str:
    """Return the one sentence a file is refused with."""
    with pytest.raises(UserError) as caught:
        read_table(path, kind)
    sentence = str(caught.value)
    assert "没有导入任何内容" in sentence and "\n" not in sentence
    return sentence


def cells(table: Table, name: str) -> list[Any]:
    """Return the cells of one column."""
    return [line.cells[table.columns[name]] for line in table.lines]


def put(path: Path, data: bytes) -> Path:
    """Write bytes to a file."""
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF 文件"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "已损坏"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        ("a.xlsx", b"Rar!\x1a\x07", "压缩包"),
        ("a.csv", b"\0\1\2\3" * 50, "文字编码也认不出"),
        ("a.csv", "没有\r\n表头".encode(), "没有找到人员的表头"),
        ("a.csv", b"\xef\xbb\xbf", "没有找到人员的表头"),
        ("a.csv", '姓名,职务\n"解玉兰,书记\n曾翀,楼长\n'.encode(), "引号或内容不对"),
        ("~$a.xlsx", b"x", "临时文件"),
        ("a.xls", b"\xef\xbb\xbf<html><table><tr><td>x</td></tr></table></html>", "网页格式"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "网页格式"),
        ("a.xls", b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "网页格式"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_it_is(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    assert said in refused(put(tmp_path / name, data))


def test_missing_files_and_folders_are_said(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "none.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "文件夹" in refused(tmp_path / "folder.xlsx")


def test_a_word_document_and_an_archive_are_no_sheets(tmp_path: Path) -> None:
    for inside, said in (("word/document.xml", "Word 文档"), ("a.txt", "压缩包")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as package:
            package.writestr(inside, "x")
        assert said in refused(tmp_path / "a.xlsx")


def test_a_bomb_is_met_before_it_bursts(tmp_path: Path) -> None:
    """Once honest about its size, once not."""
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]])
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        with new.open("xl/media/image1.png", "w", force_zip64=False) as file:
            for _ in range(700):
                file.write(b"\0" * (1 << 20))
    assert "大得不正常" in refused(bomb)
    data = bomb.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    lying = data[: at + 24] + struct.pack("<I", 1000) + data[at + 28 :]
    assert "大得不正常" in refused(put(tmp_path / "lying.xlsx", lying))


def test_one_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    for row, column in ((1_048_575, 16_383), (250_000, 0), (3, 300)):
        book = xlsxwriter.Workbook(str(tmp_path / "far.xlsx"))
        sheet = book.add_worksheet()
        for at, text in enumerate(HEAD):
            sheet.write_string(0, at, text)
        sheet.write_string(row, column, "x")
        book.close()
        assert "200,000 行或 256 列" in refused(tmp_path / "far.xlsx")


def test_formatted_empty_rows_are_ignored(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
    sheet, red = book.add_worksheet(), book.add_format({"bg_color": "red"})
    for at, text in enumerate(HEAD):
        sheet.write_string(0, at, text)
    sheet.write_string(1, 0, "解玉兰")
    sheet.write_string(5, 0, "   ")
    for row in range(2, 5_000):
        sheet.write_blank(row, 1, None, red)
    sheet.write_blank(300_000, 3, None, red)
    sheet.write_string(7, 0, "曾翀")
    book.close()
    table = read_table(tmp_path / "f.xlsx", "people")
    assert [line.number for line in table.lines] == [2, 8]


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8-sig", ","), ("utf-8", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", ";")]
)
def test_text_files_of_every_usual_encoding_are_read(tmp_path: Path, encoding: str, mark: str) -> None:
    text = f'手 机 号码{mark}姓名{mark}备注\r\n19900000001{mark}𠮷䶮{mark}"两\n行"\r\n{mark}{mark}\r\n'
    table = read_table(put(tmp_path / "a.csv", text.encode(encoding)), "people")
    assert cells(table, "name") == ["𠮷䶮"] and cells(table, "notes") == ["两\n行"]


def test_the_eighteen_moved_characters_of_gb_18030_get_their_real_code_points(tmp_path: Path) -> None:
    moved = bytes.fromhex("FE59FE61FE66FE67FE6DFE7EFE90FEA0A6D9A6F3")
    table = read_table(put(tmp_path / "a.csv", "姓名,职务\n".encode("gb18030") + b"\xb0\xa2," + moved), "people")
    assert cells(table, "duty") == ["龴龵龶龷龸龹龺龻︐︙"]


def test_headings_are_found_below_a_title_in_any_order_and_with_remarks(tmp_path: Path) -> None:
    rows = [
        ["人员花名册"],
        [],
        ["序号", "手机 号码*", "姓　名（必填）", "所在网格"],
        [1, "19900000001", "解玉兰", "一网格"],
    ]
    table = read_table(workbook(tmp_path / "a.xlsx", rows), "people")
    assert (table.heading_row, table.columns) == (3, {"mobile": 1, "name": 2})
    assert [one.heading for one in table.unknown] == ["序号"]


def test_the_sheet_that_fits_is_taken_and_the_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["说明"])
    sheet = book.create_sheet("名单")
    sheet.append(HEAD)
    sheet.append(["解玉兰", "19900000001"])
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", "people")
    assert table.sheet == "名单" and any("“Sheet”没有读取" in text for text in table.notices)


def test_two_columns_of_one_heading_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["姓名", "手机", "本人手机"], ["解玉兰", "1", "2"]])
    assert "B 列和 C 列都是“本人手机”" in refused(path)


def test_a_template_of_another_kind_or_a_newer_program_is_refused(office: OpenOffice, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with office.database.read() as session:
        write_template(session, "posts", path)
    assert "是岗位的表格，不是人员的" in refused(path)
    book = openpyxl.load_workbook(path)
    assert book[LISTS]["A1"].value == MARK
    book[LISTS]["C1"] = 99
    book.save(path)
    assert "更新版本的程序" in refused(path, "posts")
    book[LISTS]["C1"] = "?"
    book.save(path)
    assert "模板版本认不出" in refused(path, "posts")


def test_cells_merged_downwards_count_for_each_row_and_across_for_none(office: OpenOffice, tmp_path: Path) -> None:
    rows = [["部门名称", "条线", "联系人"], ["甲", "", "一"], ["乙", "", "二"], ["丙", "丁", ""], ["戊", "己", "庚"]]
    merged = [(1, 1, 2, 1, "综治"), (3, 0, 3, 1, "合并")]
    path = workbook(tmp_path / "a.xlsx", rows, merged=merged)
    made = planned(office, "departments", path)
    assert "“条线”有 1 处上下合并" in made.table.notices[0]
    assert made.counts() == {"new": 3, "changed": 0, "same": 0, "refused": 1}
    assert [made.rows[at].values["line"] for at in (0, 1)] == ["综治", "综治"] and "左右合并" in rules(made)


def test_empty_cells_merged_below_the_last_row_say_nothing(tmp_path: Path) -> None:
    """The blank place for a signature at the foot of a form."""
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]], merged=[(8, 0, 12, 1, "")])
    table = read_table(path, "people")
    assert cells(table, "name") == ["解玉兰"] and not table.torn


def test_a_formula_that_failed_is_not_read_as_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for at, text in enumerate(HEAD):
        sheet.write_string(0, at, text)
    sheet.write_string(1, 0, "解玉兰")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    assert "公式出错或没有算出结果的单元格（B2）" in refused(tmp_path / "a.xlsx")


def test_a_formula_nobody_worked_out_is_not_read_as_nothing(tmp_path: Path) -> None:
    """A program that writes sheets leaves it to Excel; one whose result is an empty text is a text."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(HEAD)
    sheet.append(["解玉兰", '=CONCATENATE("199","00000001")'])
    book.save(tmp_path / "a.xlsx")
    assert "公式出错或没有算出结果的单元格（B2）" in refused(tmp_path / "a.xlsx")
    empty = b'<c r="B2" t="str"><f>CONCATENATE("")</f><v></v></c>'
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for part in old.infolist():
            new.writestr(part, re.sub(rb'<c r="B2".*?</c>', empty, old.read(part)))
    assert cells(read_table(tmp_path / "b.xlsx", "people"), "name") == ["解玉兰"]


def test_a_number_where_text_belongs_is_refused_when_it_lost_figures(office: OpenOffice, tmp_path: Path) -> None:
    head = ["姓名", "身份证号", "本人手机", "职务", "出生日期"]
    rows = [
        head,
        ["甲", 110105194912310021, "", "", ""],
        ["乙", "", 13800138000.0, 7, 45_356],
        ["丙", "", "", date(2024, 1, 2), ""],
        ["丁", "", "", "", 1980],
        ["戊", "", "", "", "2024-2-30"],
    ]
    made = planned(office, "people", workbook(tmp_path / "a.xlsx", rows))
    assert made.counts() == {"new": 1, "changed": 0, "same": 0, "refused": 4}
    kept = made.rows[1].values
    assert (kept["mobile"], kept["duty"], kept["born_on"]) == ("13800138000", "7", date(2024, 3, 5))
    for part in ("后几位已经丢失", "变成了日期 2024-01-02", "看不出是哪一天", "没有2024年2月30日"):
        assert part in rules(made)


def test_a_target_that_cannot_be_written_keeps_what_is_there(office: OpenOffice, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件名改为"):
        export(office.database, Query("people"), tmp_path / "a.csv", now(office))
    with pytest.raises(UserError, match="原有文件未改动"):
        export(office.database, Query("people"), tmp_path / "none" / "a.xlsx", now(office))
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_checked(file_office: OpenOffice, tmp_path: Path) -> None:
    text = "姓名,本人手机\n" + "".join(f"王{n % 97},13{n:09d}\n" for n in range(100_000))
    made = planned(file_office, "people", put(tmp_path / "a.csv", text.encode()))
    assert made.counts() == {"new": 100_000, "changed": 0, "same": 0, "refused": 0}
    rows = "姓名\n" + "甲\n" * 200_001
    assert "200,000 行" in refused(put(tmp_path / "b.csv", rows.encode()))


def test_a_package_cut_short_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]])
    data = path.read_bytes()
    for cut in (len(data) // 3, len(data) - 10):
        assert "已损坏" in refused(put(tmp_path / "b.xlsx", data[:cut]))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as new:
        for part in old.namelist():
            new.writestr(part, b"<no xml" if part == "xl/worksheets/sheet1.xml" else old.read(part))
    assert "已损坏" in refused(tmp_path / "c.xlsx")
    shutil.copy(path, tmp_path / "renamed.csv")
    assert len(read_table(tmp_path / "renamed.csv", "people").lines) == 1


def test_an_xls_cut_short_or_with_wrong_bytes_is_damaged(tmp_path: Path) -> None:
    """The reader of the cells would ask for memory by the size a sheet names, and end the program."""
    whole = (FIXTURES / "roster.xls").read_bytes()
    for length in range(512, len(whole), 700):
        assert "已损坏" in refused(put(tmp_path / "a.xls", whole[:length]))
    at = whole.index(b"\x00\x02\x0e\x00")
    for wrong in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x80"):
        assert "已损坏" in refused(put(tmp_path / "a.xls", whole[: at + 8] + wrong + whole[at + 12 :]))
    for number in range(400):
        byte = number * 13 % len(whole)
        put(tmp_path / "a.xls", whole[:byte] + b"\xff" + whole[byte + 1 :])
        with suppress(UserError):
            read_table(tmp_path / "a.xls", "people")


def test_an_ods_whose_empty_rest_is_repeated_is_read(tmp_path: Path) -> None:
    def text(cell: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'

    day = '<table:table-cell office:value-type="date" office:date-value="2024-03-05"/>'
    rest = '<table:table-row table:number-rows-repeated="{}"><table:table-cell {}/></table:table-row>'
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )

    def written(last: str) -> Path:
        rows = f"<table:table-row>{text('姓名')}{text('出生日期')}</table:table-row>"
        rows += f"<table:table-row>{text('解玉兰')}{day}</table:table-row>{last}"
        body = f'<office:body><office:spreadsheet><table:table table:name="名单">{rows}</table:table>'
        with zipfile.ZipFile(tmp_path / "a.ods", "w") as package:
            package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            package.writestr("META-INF/manifest.xml", "<manifest/>")
            package.writestr(
                "content.xml",
                f"<office:document-content{names}>{body}</office:spreadsheet></office:body></office:document-content>",
            )
        return tmp_path / "a.ods"

    table = read_table(written(rest.format(1_048_574, 'table:number-columns-repeated="16384"')), "people")
    assert cells(table, "name") == ["解玉兰"] and cells(table, "born_on") == [date(2024, 3, 5)]
    assert "200,000 行" in refused(written(rest.format(1_000_000, 'office:value-type="float" office:value="1"')))


@pytest.mark.parametrize("name", ["roster.xls", "roster.et"])
def test_a_roster_of_excel_97_is_read_under_either_name(office: OpenOffice, tmp_path: Path, name: str) -> None:
    shutil.copy(FIXTURES / "roster.xls", tmp_path / name)
    made = planned(office, "people", tmp_path / name)
    assert made.table.sheet == "花名册" and made.table.heading_row == 2
    assert made.counts() == {"new": 2, "changed": 0, "same": 0, "refused": 1}
    first, second = (row.values for row in made.rows[:2])
    assert (first["mobile"], first["born_on"], first["id_number"]) == (
        "19900000001", date(1949, 12, 31), "11010519491231002X",
    )  # fmt: skip
    assert (second["mobile"], second["born_on"], second["duty"]) == ("19900000002", date(1975, 3, 5), "社区工作者")
    assert "5 D 身份证号 身份证号被表格软件存成了数字，后几位已经丢失" in rules(made)
    assert "“职务”有 1 处上下合并的单元格，合并的各行按同一内容读取" in made.table.notices


def test_an_et_file_saved_as_xlsx_is_read_under_its_old_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]])
    path.rename(tmp_path / "a.et")
    assert cells(read_table(tmp_path / "a.et", "people"), "name") == ["解玉兰"]


@pytest.mark.parametrize("name", ["locked.xls", "locked.xlsx"])
def test_a_workbook_with_a_password_is_told_from_a_damaged_one(name: str) -> None:
    assert "有打开密码" in refused(FIXTURES / name)


def test_control_characters_are_left_out_or_named(office: OpenOffice, tmp_path: Path) -> None:
    data = "姓名,职务,备注\n解玉\x07兰,书记,\n曾翀,楼\x1b栋长,a\x01b\n".encode()
    made = planned(office, "people", put(tmp_path / "a.csv", data))
    assert "2 A 姓名 姓名第 3 个字符是看不见的控制符（U+0007）" in rules(made)
    assert made.rows[1].values["duty"] == "楼栋长" and made.rows[1].values["notes"] == "ab"


@contextmanager
def held_by_another(path: Path) -> Iterator[None]:
    """Hold a file as Excel does: no other program may read it."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.CreateFileW.restype = ctypes.c_void_p
        handle = kernel.CreateFileW(str(path), 0x80000000, 0, None, 3, 0x80, None)
        yield
        kernel.CloseHandle(ctypes.c_void_p(handle))
        return
    # Elsewhere no program can keep others out like that; a file that may not be read answers the same.
    path.chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was == 0:
            os.seteuid(0)
        path.chmod(0o600)


def test_a_file_that_another_program_holds_is_answered_in_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]])
    with held_by_another(path):
        assert "正被 Excel 或 WPS 占用" in refused(path)
    assert len(read_table(path, "people").lines) == 1


@pytest.mark.parametrize("sign", ["~$", ".~"])
def test_a_file_still_open_is_read_as_it_was_saved_and_that_is_said(tmp_path: Path, sign: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["解玉兰", "19900000001"]])
    put(tmp_path / f"{sign}a.xlsx", b"\x05owner")
    table = read_table(path, "people")
    assert len(table.lines) == 1 and "没有保存的改动读不到" in table.notices[0]
    assert "临时文件" in refused(tmp_path / f"{sign}a.xlsx")


def test_an_unknown_code_says_what_can_be_filled_in(file_office: OpenOffice, tmp_path: Path) -> None:
    rows = [["姓名", "性别", "政治面貌"], ["解玉兰", "女性", "党员同志"]]
    made = planned(file_office, "people", workbook(tmp_path / "a.xlsx", rows))
    assert "2 B 性别 性别没有“女性”这一项，可填：男、女" in rules(made)
    assert "政治面貌没有“党员同志”这一项，可填：中共党员" in rules(made)


@pytest.mark.parametrize("text", ["3/4/2024", "24-3-5", "3月5日", "2024-13-1", "2024年", "05.03.2024", "20240230"])
def test_a_date_that_can_be_read_in_two_ways_is_refused_with_what_was_written(
    file_office: OpenOffice, tmp_path: Path, text: str
) -> None:
    made = planned(file_office, "people", workbook(tmp_path / "a.xlsx", [["姓名", "出生日期"], ["解玉兰", text]]))
    assert made.refusals[0].value == text and made.refusals[0].column == "B 出生日期"


def test_a_target_that_is_in_use_keeps_what_is_there(office: OpenOffice, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(UserError, match=r"“a[.]xlsx”，原有文件未改动"):
        export(office.database, Query("people"), tmp_path / "a.xlsx", now(office))
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []
