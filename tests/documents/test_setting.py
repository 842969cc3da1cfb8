import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.documents.fonts import Face, MissingGlyph
from desktop.documents.page import PrintReport, finish, new_canvas
from desktop.documents.setting import (
    draw_block,
    draw_line,
    fit,
    measure,
    name_text,
    shape,
    unbroken,
    wrap,
)
from tests.documents import pdf

NOT_FIRST = "，。、；：！？）》」』】〕”’…%℃"
NOT_LAST = "（《「『【〔“‘"
TEXT = st.lists(
    st.one_of(
        st.text("网格员走访居民发现问题登记上报办结回访满意率社区街道", min_size=1, max_size=6),
        st.sampled_from(["，", "。", "、", "；", "：", "！", "？", "”", "）", "》", "（", "《", "“", "」", "【", "…"]),
        st.sampled_from(["30日", "117户", "95.4%", "A1-07", "0796-000 0111", "2026年", "第3条", "QR", "18℃"]),
    ),
    min_size=1,
    max_size=30,
).map("".join)


def seen_width(line: str, face: Face, size: float) -> float:
    """Width on paper: a closing mark at the end counts half, an opening mark at the start hangs."""
    found = shape(line, face)
    return (found.advance - found.trim() - found.hang()) * size


@settings(deadline=None)
@given(TEXT, st.sampled_from([Face.SERIF, Face.SANS, Face.KAI]), st.integers(8, 40))
def test_lines_hold_the_whole_text_within_the_measure(text: str, face: Face, ems: int) -> None:
    lines = wrap(text, face, 10, ems * 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(seen_width(line, face, 10) <= ems * 10 + 0.01 for line in lines)


@settings(deadline=None)
@given(TEXT, st.integers(12, 40))
def test_no_line_starts_or_ends_with_a_forbidden_mark(text: str, ems: int) -> None:
    lines = wrap(text, Face.SERIF, 10, ems * 10)
    marks = set(NOT_FIRST + NOT_LAST)
    for before, after in pairwise(lines):
        # A run of marks longer than the line is not Chinese and may break anywhere.
        if set(before[-9:]) <= marks or set(after[:9]) <= marks:
            continue
        assert after[0] not in NOT_FIRST
        assert before[-1] not in NOT_LAST


@settings(deadline=None)
@given(st.lists(st.sampled_from(["30日", "117户", "95.4%", "第3条", "A1-07", "QR", "18℃", "网格", "走访"]), min_size=2))
def test_figures_keep_their_units_and_codes_stay_whole(words: list[str]) -> None:
    text = "，".join(words)
    lines = wrap(text, Face.SERIF, 10, 90)
    assert sum(line.count(word) for line in lines for word in {"117户", "95.4%", "第3条", "A1-07"}) == sum(
        text.count(word) for word in {"117户", "95.4%", "第3条", "A1-07"}
    )


@settings(deadline=None)
@given(st.text("网格员走访居民发现问题登记上报办结回访", min_size=9, max_size=120), st.integers(8, 30))
def test_the_last_line_never_holds_one_or_two_characters(text: str, ems: int) -> None:
    lines = wrap(text, Face.SERIF, 10, ems * 10)
    assert len(lines) == 1 or len(lines[-1]) > 2
    assert len(lines) == -(-len(text) // ems)


def test_a_mark_that_overflows_is_squeezed_in_by_half_its_body() -> None:
    assert wrap("走访居民一百户，登记在册", Face.SERIF, 10, 75) == ["走访居民一百户，", "登记在册"]
    assert wrap("走访居民一百户，登记在册", Face.SERIF, 10, 74) == ["走访居民一百", "户，登记在册"]


def test_a_dash_of_two_characters_is_one_line() -> None:
    target = io.BytesIO()
    c = new_canvas(target, 40, 20, title="行", author="井格")
    draw_line(c, 10, 20, "——", Face.SERIF, 40)
    finish(c)
    page = pdf.picture(target.getvalue(), dots=144)
    left, top, right, bottom = page.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert page.crop((left, top, right, bottom)).resize((right - left, 1)).getextrema()[1] < 160


def test_a_word_wider_than_the_line_is_broken_at_the_edge_and_nothing_is_lost() -> None:
    code = "0123456789ABCDEF" * 4
    lines = wrap(code, Face.SERIF, 10, 100)
    assert "".join(lines) == code
    assert all(measure(line, Face.SERIF, 10) <= 100 for line in lines)


def test_a_line_feed_starts_a_new_line_and_an_empty_line_stays() -> None:
    assert wrap("甲\n\n乙", Face.SERIF, 10, 100) == ["甲", "", "乙"]


def test_a_bound_name_is_not_broken_and_prints_without_the_binding() -> None:
    text = "本网格由" + unbroken("阿依努尔·买买提江") + "负责走访"
    lines = wrap(text, Face.SERIF, 10, 100)
    assert any("阿依努尔·买买提江" in line for line in lines)


def test_phone_groups_stay_together() -> None:
    for ems in range(8, 20):
        lines = wrap("监督电话请拨打0796-000 0111或到社区", Face.SERIF, 10, ems * 10)
        assert any("0796-000 0111" in line for line in lines)


def test_a_space_is_set_between_hanzi_and_figures_but_not_in_a_file_number() -> None:
    assert measure("共30人", Face.SERIF, 100) == pytest.approx(
        measure("共人", Face.SERIF, 100) + measure("30", Face.SERIF, 100) + 28
    )
    number = "〔2026〕井枫网证001号"
    assert measure(number, Face.SERIF, 100) == pytest.approx(sum(shape(number, Face.SERIF).advances) * 100)


@pytest.mark.parametrize(("text", "ems"), [("（一）、（二）", 6), ("“《法》”", 4), ("好。”", 2.5), ("好的", 2)])
def test_two_marks_in_a_row_lose_half_an_em(text: str, ems: float) -> None:
    assert measure(text, Face.SERIF, 100) == pytest.approx(100 * ems, abs=2)


def test_what_setting_adds_is_not_copied_out() -> None:
    lines = [
        "共30人，其中专职9人、党员21人",
        "他说：“好。”（见附件）；完，《办法》（试行）",
        "气温30℃——联系138****0000",
        "第2页　共3页",
    ]
    target = io.BytesIO()
    c = new_canvas(target, 210, 297, title="行", author="井格")
    for number, line in enumerate(lines):
        draw_line(c, 30, 800 - 14 * number, line, Face.SERIF, 11)
    c.showPage()
    for number, line in enumerate(lines):
        draw_line(c, 30, 800 - 14 * number, line, Face.KAI_BOLD, 11)
    finish(c)
    assert pdf.texts(target.getvalue()) == [lines, lines]


def test_text_shrinks_to_its_floor_and_no_further() -> None:
    assert fit("网格员", Face.SERIF, 10, 40) == 10
    assert fit("网格员走", Face.SERIF, 10, 32) == pytest.approx(8)
    assert fit("网格员走访居民", Face.SERIF, 10, 20) == 7.5
    assert fit("", Face.SERIF, 10, 0) == 10


@pytest.mark.parametrize(
    ("name", "shown"),
    [("钟翀", "钟　翀"), ("𠮷生", "𠮷　生"), ("欧阳文㛃", "欧阳文㛃"), (" 王晨 ", "王　晨"), ("Li", "Li")],
)
def test_a_name_of_two_characters_is_parted_in_lists(name: str, shown: str) -> None:
    assert name_text(name) == shown


@pytest.mark.parametrize(
    ("align", "width", "left"),
    [
        ("left", 200, 50),
        ("right", 200, 230),
        ("centre", 200, 140),
        ("right", None, 30),
        ("centre", None, 40),
        ("spread", 200, 50),
    ],
)
def test_a_line_stands_where_its_alignment_puts_it(align: str, width: float | None, left: float) -> None:
    target = io.BytesIO()
    c = new_canvas(target, 210, 297, title="行", author="井格")
    advance = draw_line(c, 50, 400, "一一", Face.SANS, 10, align=align, width=width)  # type: ignore[arg-type]
    finish(c)
    page = pdf.picture(target.getvalue(), dots=144)
    box = page.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box[0] / 2 == pytest.approx(left, abs=1.5)
    assert advance == pytest.approx(200 if align == "spread" else 20)
    assert box[2] / 2 == pytest.approx(left + advance, abs=1.5)


def test_drawing_text_leaves_the_canvas_as_it_was() -> None:
    target = io.BytesIO()
    c = new_canvas(target, 20, 20, title="行", author="井格")
    c.setFillColorRGB(1, 1, 1)
    draw_line(c, 0, 40, "𠮷", Face.SERIF_BOLD, 10, letter_space=3, squeeze=0.8)
    c.rect(0, 0, 60, 20, stroke=0, fill=1)
    finish(c)
    assert pdf.picture(target.getvalue()).crop((0, 40, 56, 56)).getextrema() == (255, 255)


def test_a_block_returns_the_place_below_it() -> None:
    c = new_canvas(io.BytesIO(), 210, 297, title="块", author="井格")
    assert draw_block(c, 0, 500, "走访居民" * 5, Face.SERIF, 10, 100, pitch=1.6) == pytest.approx(500 - 2 * 16)
    assert draw_block(c, 0, 500, "", Face.SERIF, 10, 100) == pytest.approx(484)


def test_a_block_with_limited_lines_shrinks_before_it_is_cut() -> None:
    report = PrintReport()
    c = new_canvas(io.BytesIO(), 210, 297, title="块", author="井格")
    draw_block(c, 0, 500, "走访居民" * 6, Face.SERIF, 10, 100, max_lines=2, report=report, where="职责")
    assert report.lines() == []


def test_what_is_cut_ends_with_an_ellipsis_and_stands_in_the_report() -> None:
    target = io.BytesIO()
    report = PrintReport()
    c = new_canvas(target, 210, 297, title="块", author="井格")
    draw_block(c, 30, 500, "走访居民" * 20, Face.SERIF, 10, 100, max_lines=2, report=report, where="职责")
    finish(c)
    lines = pdf.texts(target.getvalue())[0]
    assert len(lines) == 2 and lines[-1].endswith("…")
    assert report.lines() == [f"职责：文字太长，只印出前{len(''.join(lines)) - 1}个字，其余以“…”代替。"]


def test_a_block_that_may_be_cut_needs_a_report() -> None:
    c = new_canvas(io.BytesIO(), 210, 297, title="块", author="井格")
    with pytest.raises(ValueError, match="report"):
        draw_block(c, 0, 500, "走访", Face.SERIF, 10, 100, max_lines=1)


def test_a_character_that_cannot_be_printed_is_named_with_its_place() -> None:
    c = new_canvas(io.BytesIO(), 210, 297, title="行", author="井格")
    with pytest.raises(MissingGlyph, match=r"职责.*U\+1F600"):
        draw_block(c, 0, 500, "走访😀", Face.SERIF, 10, 100, where="职责")
    with pytest.raises(MissingGlyph, match=r"姓名.*U\+1F600"):
        draw_line(c, 0, 500, "走访😀", Face.SERIF, 10, where="姓名")
