import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.documents.fonts import MissingGlyph
from desktop.documents.page import PrintReport
from desktop.documents.roster import ROWS, Column, Group, Line, Roster, column_widths, paginate, print_roster
from tests.documents import pdf

COLUMNS = (
    Column("序号", 10),
    Column("姓名", 34, "left", name=True),
    Column("政治面貌", 22),
    Column("所属社区、网格", 44, "left"),
    Column("备注", 18, blank=True),
    Column("说明", 139, blank=True),
)
NAMES = ("阿依努尔·买买提江", "欧阳文㛃", "肖䶮", "𠮷春生", "丁梅", "钟翀")


def row(
    number: int, name: str = "", grid: str = "红枫路社区01", party: str = "群众", note: str = ""
) -> tuple[str, ...]:
    return (str(number), name or NAMES[number % len(NAMES)], party, grid, note, "")


def roster(*groups: Group, demo: bool = False, notes: Sequence[str] = ("按姓氏笔画为序。",)) -> Roster:
    return Roster(
        title="枫林街道网格员花名册",
        office="枫林街道",
        as_of="2026年11月20日",
        counts="共3人",
        columns=COLUMNS,
        groups=groups,
        notes=notes,
        signers=("制表：周婷", "审核：袁琳"),
        demo=demo,
    )


def pages(*groups: Group) -> list[list[Line]]:
    return paginate(roster(*groups), column_widths(COLUMNS), PrintReport())


def printed(*groups: Group, demo: bool = False) -> list[list[str]]:
    target = io.BytesIO()
    print_roster(roster(*groups, demo=demo), target)
    return pdf.texts(target.getvalue())


def test_names_of_every_kind_are_copied_out_as_they_stand_in_lists() -> None:
    text = "".join(printed(Group([row(n) for n in range(6)]))[0])
    for name in ("阿依努尔·买买提江", "欧阳文㛃", "肖　䶮", "𠮷春生", "丁　梅", "钟　翀"):
        assert name in text


def test_the_sheet_says_whose_list_it_is_and_of_which_day() -> None:
    text = "".join(printed(Group([row(1)]))[0])
    for part in (
        "枫林街道网格员花名册",
        "编制单位：枫林街道",
        "截至2026年11月20日",
        "共3人",
        "注：1. 按姓氏笔画为序。",
        "制表：周婷",
    ):
        assert part in text


def test_thirty_rows_fill_a_page_and_the_head_is_repeated() -> None:
    found = printed(Group([row(n) for n in range(61)]))
    assert len(found) == 3
    assert ["第1页　共3页" in "".join(page) for page in found] == [True, False, False]
    for number, page in enumerate(found, start=1):
        text = "".join(page)
        assert "所属社区、网格" in text and f"第{number}页　共3页" in text
        assert ("网格员花名册（续）" in text) == (number > 1)
        assert ("按姓氏笔画为序" in text) == (number == 3)


def test_a_missing_value_prints_as_a_dash_where_one_is_expected() -> None:
    lines = printed(Group([row(1, party="")]))[0]
    assert sum(line.count("—") for line in lines) == 3  # the dash, and two of the page number — 1 —


def test_the_demonstration_mark_stands_on_demonstration_offices_only() -> None:
    assert "演示数据" in "".join(printed(Group([row(1)]), demo=True)[0])
    assert "演示数据" not in "".join(printed(Group([row(1)]))[0])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 40), max_size=8), st.integers(0, 3))
def test_every_row_stands_once_in_order_and_within_its_page(sizes: list[int], long: int) -> None:
    number = 0
    groups = []
    for size in sizes:
        rows = []
        for _ in range(size):
            number += 1
            rows.append(row(number, grid="红枫路社区01、02，兼管石桥社区07" * long or "红枫路社区01"))
        groups.append(Group(rows, f"第{len(groups)}组"))
    found = pages(*groups)
    lines = [line for page in found for line in page]
    assert [line.cells[0].lines[0] for line in lines if line.cells] == [str(n) for n in range(1, number + 1)]
    assert [line.title for line in lines if line.title] == [group.title for group in groups]
    for page in found:
        slot = 0
        for line in page:
            assert line.slot == slot
            slot += line.slots
        assert slot <= ROWS


@given(st.integers(1, 60))
@settings(deadline=None)
def test_a_group_head_stays_with_its_first_two_rows(before: int) -> None:
    found = pages(Group([row(n) for n in range(before)]), Group([row(n) for n in range(3)], "茶亭社区"))
    page = next(page for page in found if any(line.title for line in page))
    place = next(n for n, line in enumerate(page) if line.title)
    assert len(page) >= place + 3


def test_a_long_name_breaks_at_its_dots_and_is_never_cut() -> None:
    name = "阿卜杜热合曼·阿卜杜克热木·买买提艾力江"
    cell = pages(Group([row(1, name)]))[0][0].cells[1]
    assert "".join(cell.lines) == name
    assert len(cell.lines) == 2 and cell.lines[0].endswith("·")


def test_a_name_of_forty_characters_grows_its_row() -> None:
    name = "很长的名字没有点" * 5
    found = pages(Group([row(1, name), row(2)]))[0]
    assert "".join(found[0].cells[1].lines) == name
    assert found[0].slots > 1 and found[1].slot == found[0].slots


def test_a_text_beyond_every_measure_is_cut_and_reported() -> None:
    target = io.BytesIO()
    report = print_roster(roster(Group([row(1, grid="石桥社区" * 200)])), target)
    assert len(report.lines()) == 1
    assert report.lines()[0].startswith("序号1 欧阳文㛃 所属社区、网格：")
    assert "…" in "".join(pdf.texts(target.getvalue())[0])


def test_a_character_no_font_has_stops_the_list_with_its_person_and_column(tmp_path: Path) -> None:
    target = tmp_path / "花名册.pdf"
    with pytest.raises(MissingGlyph, match=r"序号2 王😀 姓名”.*U\+1F600"):
        print_roster(roster(Group([row(1), row(2, "王😀")])), target)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_list_is_a_sheet_with_its_head() -> None:
    found = printed(Group([]))
    assert len(found) == 1
    assert "所属社区、网格" in "".join(found[0])


def test_columns_fill_the_sheet_between_its_margins() -> None:
    assert sum(column_widths(COLUMNS)) == pytest.approx(267 * 72 / 25.4)


def test_every_font_of_a_list_is_embedded() -> None:
    target = io.BytesIO()
    print_roster(roster(Group([row(n) for n in range(6)], "红枫路社区"), demo=True), target)
    found = pdf.fonts(target.getvalue())
    assert len(found) > 3 and all(found.values())


def test_no_text_crosses_the_rules_of_its_column() -> None:
    target = io.BytesIO()
    print_roster(
        roster(
            Group(
                [
                    row(n, "阿卜杜热合曼·阿卜杜克热木·买买提", "红枫路社区01、02，兼管石桥社区07号网格和商圈")
                    for n in range(5)
                ]
            )
        ),
        target,
    )
    page = pdf.picture(target.getvalue(), dots=144)
    x = 15 * 72 / 25.4
    top, bottom = round((31.4 + 6.6) * 144 / 25.4), round((31.4 + 6.6 + 5 * 10) * 144 / 25.4)
    for width in column_widths(COLUMNS)[:-1]:
        x += width
        strip = page.crop((round(2 * x) - 4, top + 6, round(2 * x) - 1, bottom - 6))
        assert all(strip.getpixel((0, y)) > 80 for y in range(strip.height))
