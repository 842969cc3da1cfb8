import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from desktop.documents.fonts import Face, MissingGlyph
from desktop.documents.page import (
    PrintReport,
    Sheet,
    demo_mark,
    finish,
    new_canvas,
    page_number,
    repeated,
    running_title,
)
from desktop.documents.setting import draw_line
from desktop.documents.tokens import GREY_3, INK, RED, mm
from desktop.errors import UserError
from tests.documents import pdf


def sheet(target: Path | io.BytesIO, **options: float) -> Sheet:
    return new_canvas(target, 100, 50, title="网格表", author="红枫路社区", **options)


def test_a_sheet_has_the_size_it_was_asked_for() -> None:
    target = io.BytesIO()
    c = sheet(target)
    draw_line(c, 10, 10, "一", Face.SERIF, 10)
    finish(c)
    assert pdfium.PdfDocument(target.getvalue()).get_page_size(0) == pytest.approx((100 * mm, 50 * mm), abs=0.01)


def test_bleed_makes_the_page_larger_and_states_where_to_cut() -> None:
    target = io.BytesIO()
    c = sheet(target, bleed_mm=3)
    c.setFillColor(RED)
    c.rect(-3 * mm, -3 * mm, 106 * mm, 56 * mm, stroke=0, fill=1)
    finish(c)
    page = pdfium.PdfDocument(target.getvalue())[0]
    assert page.get_size() == pytest.approx((122 * mm, 72 * mm), abs=0.01)
    assert page.get_trimbox() == pytest.approx((11 * mm, 11 * mm, 111 * mm, 61 * mm), abs=0.01)
    assert page.get_bleedbox() == pytest.approx((8 * mm, 8 * mm, 114 * mm, 64 * mm), abs=0.01)


def test_crop_marks_stand_outside_the_bleed_at_all_four_corners() -> None:
    target = io.BytesIO()
    finish(_empty(sheet(target, bleed_mm=3)))
    page = pdf.picture(target.getvalue(), dots=254)  # ten dots to the millimetre
    for x in (110, 1110):
        for y in (110, 610):
            outward_x, outward_y = (-1 if x < 500 else 1), (-1 if y < 300 else 1)
            beside, above = (x + outward_x * 70, y), (x, y + outward_y * 70)
            for left, top in (beside, above):
                assert page.crop((left - 4, top - 4, left + 5, top + 5)).getextrema()[0] < 200
    assert page.crop((80, 80, 1140, 640)).getextrema() == (255, 255)


def _empty(c: Sheet) -> Sheet:
    c.showPage()
    return c


def test_a_proof_is_the_whole_sheet_made_smaller() -> None:
    target = io.BytesIO()
    c = sheet(target, scale=0.1)
    draw_line(c, 100, 50, "网格", Face.SERIF, 40)
    finish(c)
    page = pdfium.PdfDocument(target.getvalue())[0]
    assert page.get_size() == pytest.approx((10 * mm, 5 * mm), abs=0.01)
    left, bottom, right, _ = page.get_textpage().get_charbox(0)
    assert 9 < left < 12 and 4 < bottom < 6 and right < 15


@pytest.mark.parametrize("options", [{}, {"bleed_mm": 3.0}, {"scale": 0.5}, {"bleed_mm": 3.0, "scale": 0.5}])
def test_a_repeated_drawing_falls_on_the_same_place_as_a_plain_one(options: dict[str, float]) -> None:
    plain, shared = io.BytesIO(), io.BytesIO()
    for target in (plain, shared):
        c = sheet(target, **options)
        for _ in range(2):

            def draw(c: Sheet = c) -> None:
                draw_line(c, 10, 20, "网格化", Face.SERIF_BOLD, 30)
                c.rect(-2 * mm, 0, 50, 10, stroke=0, fill=1)

            if target is plain:
                draw()
            else:
                repeated(c, "furniture", draw)
            c.showPage()
        finish(c)
    assert pdf.texts(shared.getvalue()) == [["网格化"], ["网格化"]]
    for page in (0, 1):
        assert pdf.picture(shared.getvalue(), page).tobytes() == pdf.picture(plain.getvalue(), page).tobytes()


def test_the_file_states_what_it_is() -> None:
    target = io.BytesIO()
    c = new_canvas(
        target, 100, 50, title="花名册", author="红枫路社区", made=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    )
    draw_line(c, 10, 10, "一", Face.SERIF, 10)
    finish(c)
    facts = pdfium.PdfDocument(target.getvalue()).get_metadata_dict(skip_empty=True)
    assert facts == {
        "Title": "花名册",
        "Author": "红枫路社区",
        "Subject": "花名册",
        "Creator": "井格",
        "Producer": "井格",
        "CreationDate": "D:20261120010203+00'00'",
    }
    assert re.search(rb"/Lang\s*\(zh-CN\)", target.getvalue())


def test_the_same_drawing_gives_the_same_file() -> None:
    files = []
    for _ in range(2):
        target = io.BytesIO()
        c = sheet(target)
        draw_line(c, 10, 10, "一1", Face.SERIF, 10)
        finish(c)
        files.append(target.getvalue())
    assert files[0] == files[1]


def test_an_empty_document_needs_no_font_of_the_viewer() -> None:
    target = io.BytesIO()
    finish(_empty(sheet(target)))
    assert b"Helvetica" not in target.getvalue()


def test_black_and_grey_stand_on_the_black_plate_alone() -> None:
    c = sheet(io.BytesIO())
    c.setFillColor(INK)
    c.setStrokeColor(GREY_3)
    c.setFillColor(RED)
    assert c._code == ["0 g", "0.65 G", "0.2 0.98 0.92 0.14 k"]


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    c = sheet(target)
    draw_line(c, 10, 10, "一", Face.SERIF, 10)
    c.showPage()
    assert list(tmp_path.iterdir()) == []
    finish(c)
    assert list(tmp_path.iterdir()) == [target]
    assert pdf.texts(target) == [["一"]]


def test_a_print_that_fails_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "表.pdf"
    target.write_bytes(b"older")
    c = sheet(target)
    with pytest.raises(MissingGlyph):
        draw_line(c, 10, 10, "😀", Face.SERIF, 10)
    assert target.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_told_and_left_clean(tmp_path: Path) -> None:
    folder = tmp_path / "表.pdf"
    (folder / "inside").mkdir(parents=True)
    for target, words in ((folder, "不能写入"), (tmp_path / "none" / "表.pdf", "不存在")):
        with pytest.raises(UserError, match=words):
            finish(_empty(sheet(target)))
    assert list(tmp_path.iterdir()) == [folder]


def test_page_numbers_stand_on_papers_of_several_pages_only() -> None:
    target = io.BytesIO()
    c = sheet(target)
    page_number(c, 140, 10, 2, 3)
    c.showPage()
    page_number(c, 140, 10, 1, 1)
    c.showPage()
    finish(c)
    assert pdf.texts(target.getvalue()) == [["第2页　共3页"], [""]]


def test_furniture_prints_its_words() -> None:
    target = io.BytesIO()
    c = sheet(target)
    running_title(c, 140, 100, "红枫路社区网格员花名册（续）", 100)
    demo_mark(c, 280, 10)
    finish(c)
    assert pdf.texts(target.getvalue()) == [["红枫路社区网格员花名册（续）", "演示数据"]]


def test_a_notice_is_reported_once_with_its_place() -> None:
    report = PrintReport()
    report.add("第3行", "太长。")
    report.add("第3行", "太长。")
    report.add("", "共一处。")
    assert report.lines() == ["第3行：太长。", "共一处。"]
