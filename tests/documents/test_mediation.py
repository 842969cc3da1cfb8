"""Papers of a mediation case, read back: the whole file, each paper, long texts, many parties, blank forms, .docx."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest

from desktop.documents import mediation, ministry_docx
from desktop.documents.fonts import MissingGlyph
from desktop.documents.mediation import of_kind, print_case_file, print_case_files
from desktop.documents.ministry import print_forms
from desktop.documents.papers import PAPERS
from desktop.errors import UserError
from desktop.services import case_papers
from desktop.services.case_forms import CaseFile
from desktop.services.written_forms import Form
from tests.documents.cases import a_file, a_session, company, person
from tests.documents.pdf import fonts

RARE = ("阿依努尔·买买提江", "欧阳文㛃", "肖䶮", "𠮷春生")
CHOICES = next(one.choices for spec in PAPERS if spec.key == "mediation-file" for one in spec.options if one.choices)
"""The papers of a case that can be chosen, with their words."""


def pages(file: CaseFile, **more: bool) -> list[str]:
    """Print the file of a case and return the text of each page, without spaces."""
    target = BytesIO()
    print_case_file(file, target, **more)
    return texts(target.getvalue())


def texts(data: bytes) -> list[str]:
    """Return the text of each page without spaces and line ends."""
    document = pypdfium2.PdfDocument(data)
    return [re.sub(r"[\s\u3000]", "", page.get_textpage().get_text_range()) for page in document]


def of_forms(forms: Sequence[Form]) -> list[str]:
    """Print forms alone and return the text of each page."""
    target = BytesIO()
    print_forms(forms, target, title="文书", author="调委会")
    return texts(target.getvalue())


def test_the_file_is_bound_in_the_order_of_the_ministry() -> None:
    found = pages(a_file())
    assert found[0].startswith("装订线会师路社区人民调解委员会人民调解卷宗")
    assert "谢喆、兰桂英" in found[0]
    assert "长期" in found[0]
    order = [
        "人民调解申请书", "人民调解受理登记表", "人民调解当事人权利义务告知书", "当事人身份证明",
        "人民调解调查记录（罗秀珍）", "人民调解证据材料", "证据材料（附件）", "延长调解期限同意书",
        "人民调解记录（第1次）", "人民调解记录（第2次）",
        "人民调解协议书", "调解协议履行情况登记表", "人民调解回访记录（4月18日）", "司法确认申请书", "人民调解证明",
        "人民调解结案报告表", "卷宗情况说明",
    ]  # fmt: skip
    places = [found[1].index(title) for title in order]
    assert places == sorted(places)
    assert "本卷共20页" in found[-1]


def test_the_contents_name_the_page_each_paper_is_on() -> None:
    target = BytesIO()
    print_case_file(a_file(facts="渗水，双方多次争执。" * 120), target)
    found = texts(target.getvalue())
    rows = pypdfium2.PdfDocument(target.getvalue())[1].get_textpage().get_text_range()
    listed = re.findall(r"^\d+ (\w+)(?:（.*）)? (\d+)(?:-\d+)?(?= 附件|\r|$)", rows, re.MULTILINE)
    assert len(listed) == 17
    by_page = {}
    for text in found[2:-1]:
        number = re.search(r"卷内第(\d+)页", text)
        assert number is not None
        by_page[int(number[1])] = text
    for title, first in listed:
        assert title in by_page.get(int(first), "当事人身份证明　证据材料")
    # Sheets that lie in the file and are not printed keep their numbers free.
    assert max(by_page) > len(by_page)


def test_wording_and_entries_of_the_agreement() -> None:
    text = "".join(of_forms(of_kind(a_file(), "agreement")))
    for part in (
        "人民调解协议书", "编号：(2026)会师路人调字第12号", "当事人姓名罗秀珍性别女民族汉族年龄45", "138****0000",
        "当事人名称万家物业公司", "法定代表人贺志强职务经理", "纠纷主要事实、争议事项：", "经调解，自愿达成如下协议：",
        "一、十日内修好。", "履行方式、时限：", "本协议一式三份，当事人、人民调解委员会各持一份。",
        "（人民调解委员会印章）",
    ):  # fmt: skip
        assert part in text, part


def test_no_paper_shows_an_id_number_a_whole_mobile_or_a_fee() -> None:
    text = "".join(pages(a_file()))
    assert "360899198005010023" not in text
    assert "13800000000" not in text
    assert "收费" not in text.replace("不收取任何费用", "")
    only_some = [one for one in pages(a_file()) if "民族" in one]
    assert all("申请书" in one or "协议书" in one for one in only_some)


def test_a_paper_of_a_step_never_taken_is_left_out_and_told() -> None:
    ended = a_file(
        agreement_form=None, agreed_on=None, effective_on=None, agreement_text="", end_reason="no_agreement",
        routes_told=True, result="failed", application_form="oral",
    )  # fmt: skip
    found = pages(replace(ended, visits=(), confirmations=(), performances=(), extensions=()))
    assert "终止调解通知书" in found[1]
    assert "协议书" not in found[1]
    assert "申请书" not in found[1]
    assert any("依法申请仲裁；请求有关行政机关依法处理；向人民法院提起诉讼" in one for one in found)
    with pytest.raises(UserError, match="还没有人民调解协议书"):
        of_kind(ended, "agreement")


def test_a_void_number_stays_on_the_cover() -> None:
    found = pages(a_file(void=True, void_reason="重复"))
    assert "(2026)会师路人调字第12号" in found[0]
    assert "作废" in found[0]


def test_a_long_record_goes_on_with_the_form_and_its_number_and_ends_with_signatures_under_text() -> None:
    file = a_file()
    line = "双方就渗水原因和修复费用各自陈述，调解员逐一核对。"
    for many in range(24, 60, 3):
        text = "\n".join(f"第{at}问：{line}" for at in range(many))
        found = of_forms(of_kind(replace(file, sessions=(a_session(file.case, 1, text),)), "session"))
        assert all("人民调解记录（续页）" in one for one in found[1:])
        assert all("(2026)会师路人调字第12号第1次" in one for one in found)
        signed = [one for one in found if "记录人（签名）" in one]
        assert signed == [found[-1]]
        assert len(re.findall(r"第\d+问|各自陈述", found[-1])) >= 2 or many < 26
        together = "".join(found)
        assert all(f"第{at}问" in together for at in range(many))
        assert together.count("（以下空白）") == 1


def test_fifty_parties_all_stand_on_the_agreement_and_all_can_sign() -> None:
    people = [
        person(RARE[at] if at < 4 else f"甲乙丙{at}", "applicant" if at < 45 else "respondent") for at in range(49)
    ]
    file = a_file(*people, company(), title="阿依努尔·买买提江等与万家物业公司邻里纠纷")
    found = of_forms(of_kind(file, "agreement"))
    together = "".join(found)
    assert all(one.name in together for one in people)
    assert "共50人" in together
    assert "本协议一式51份" in together
    target = BytesIO()
    print_forms(of_kind(file, "agreement"), target, title="", author="")
    document = pypdfium2.PdfDocument(target.getvalue())
    lines = sum(_short_rules(document[at]) for at in range(len(document)))
    assert lines >= 50
    # What belongs to one person stands on one sheet.
    assert all(one.count("当事人姓名") + one.count("当事人名称") == one.count("联系方式") for one in found)
    assert len(pages(file)) < 60


def _short_rules(page: pypdfium2.PdfPage) -> int:
    """Count the lines people sign on: about a third of the measure wide."""
    found = 0
    for thing in page.get_objects():
        left, _, right, _ = thing.get_bounds()
        found += 130 < right - left < 136
    return found


def test_rare_characters_are_printed_with_embedded_fonts() -> None:
    file = a_file(person(RARE[3]), person(RARE[1], "respondent"))
    target = BytesIO()
    print_case_file(file, target)
    assert all(fonts(target.getvalue()).values())
    assert all(name in "".join(texts(target.getvalue())) for name in (RARE[3], RARE[1]))


def test_a_character_no_font_has_stops_and_names_its_place() -> None:
    with pytest.raises(MissingGlyph, match="正文"):
        pages(a_file(facts="渗水\U000323af"))


def test_a_record_of_200_000_characters_is_printed_whole() -> None:
    file = a_file()
    text = ("调解员：渗水一事继续调解。\n双方：没有异议。\n" * 9000)[:200_000]
    found = of_forms(of_kind(replace(file, sessions=(a_session(file.case, 1, text),)), "session"))
    assert sum(one.count("没有异议") for one in found) == text.count("没有异议")
    assert f"第{len(found)}页共{len(found)}页" in found[-1]


def test_scans_in_the_file_keep_their_pages_free_and_are_told() -> None:
    target = BytesIO()
    report = print_case_file(a_file(), target)
    assert report.lines() == [
        "当事人身份证明：不在本文件内，装订时放在卷内第 4 至 6 页",
        "证据材料（附件）：不在本文件内，装订时放在卷内第 9 至 10 页",
    ]


def test_several_files_are_bound_one_after_another() -> None:
    target = BytesIO()
    second = a_file(person("邱建华"), person("何丽", "respondent"), number="(2026)会师路人调字第13号")
    report = print_case_files([a_file(), second], target)
    found = texts(target.getvalue())
    covers = [at for at, one in enumerate(found) if "人民调解卷宗" in one]
    assert len(covers) == 2
    assert "第13号" in found[covers[1]]
    assert sum("本卷共20页" in one for one in found) == 2
    assert report.lines()[0].startswith("(2026)会师路人调字第12号")


def test_the_demonstration_is_marked_on_every_sheet() -> None:
    assert all("演示数据" in one for one in pages(a_file(), demo=True))
    assert not any("演示数据" in one for one in pages(a_file()))


def test_blank_forms_leave_room_for_the_pen_and_name_nobody() -> None:
    found = of_forms(case_papers.blank_forms())
    assert len(found) == len(case_papers.blank_forms()) == 17
    together = "".join(found)
    assert "None" not in together
    assert "于年月日" not in together
    assert "演示" not in together
    assert all("续页" not in one for one in found)


@pytest.mark.parametrize("paper", [value for value, _ in CHOICES])
def test_every_paper_that_can_be_chosen_is_there_filled_and_blank(paper: str) -> None:
    blank = mediation.blanks(paper)
    if paper in (mediation.WHOLE, mediation.COVER):
        assert len(blank) == 17
        return
    assert [one.key for one in blank] == [paper]
    filled = {
        "oral_agreement": a_file(agreement_form="oral"),
        "termination": a_file(end_reason="no_agreement"),
    }.get(paper, a_file())
    assert of_kind(filled, paper)[0].title == blank[0].title


def test_the_same_papers_are_written_as_docx(tmp_path: Path) -> None:
    file = a_file()
    forms = [one for one in case_papers.file_forms(file) if isinstance(one, Form)]
    ministry_docx.write_forms(forms, tmp_path / "卷.docx", title="卷", author="", cover=case_papers.cover(file))
    book = docx.Document(str(tmp_path / "卷.docx"))
    said = "\n".join(one.text for one in book.paragraphs)
    for one in forms:
        assert one.title in said
    assert "人民调解卷宗" in said
    assert "一、十日内修好。" in said
    assert "楼上渗水，楼下墙面起皮" in said
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    assert "1,234,567.89" in cells
    fonts_used = {run.font.name for one in book.paragraphs for run in one.runs}
    assert fonts_used == {"宋体", "楷体"}


def test_a_long_text_in_docx_keeps_every_paragraph_in_order(tmp_path: Path) -> None:
    file = a_file()
    text = "\n".join(f"第{at}句。" for at in range(500))
    forms = of_kind(replace(file, sessions=(a_session(file.case, 1, text),)), "session")
    ministry_docx.write_forms(forms, tmp_path / "记录.docx", title="", author="")
    said = [one.text.strip() for one in docx.Document(str(tmp_path / "记录.docx")).paragraphs]
    start = said.index("第0句。")
    assert said[start : start + 499] == [f"第{at}句。" for at in range(499)]
    assert said[start + 499] == "第499句。（以下空白）"
