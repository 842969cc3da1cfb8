"""The organisation chart holds every name at every number of groups, on sheets of every size, in text that reads."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from desktop.documents import party_layout as plans
from desktop.documents.fonts import MissingGlyph
from desktop.documents.party_tree import draw_chart, wanted_size
from desktop.errors import UserError
from desktop.services.party_papers import Chart
from desktop.services.party_structure import Level, Node
from tests.documents import pdf

RANKS = {"committee": 1, "branch": 2, "group": 3, "household": 4}
NUMERALS = "一二三四五六七八九十"
LONG = "井冈山经济技术开发区湘洲路产业园第{}网格（含商贸城）联合党小组"


def node(name: str, level: str, above: Node | None = None, leader: str = "钟国良", **more: object) -> Node:
    values: dict[str, object] = {
        "id": uuid4(), "parent_id": above.id if above else None, "name": name, "level": level, "level_label": level,
        "form": "", "place_code": "", "grid": "", "leader": leader, "full": 8, "probationary": 1, "households": 30,
        "notices": (), "ended": False, "depth": above.depth + 1 if above else 0, "homes": 2,
    }  # fmt: skip
    return Node(**{**values, **more})  # type: ignore[arg-type]


def chart(
    groups: int, branches: int = 1, committees: int = 1, named: str = "会师路第{}党小组", root: bool = False
) -> Chart:
    """A tree with so many groups, spread over branches and committees."""
    nodes: list[Node] = []
    top = node("井冈山市委城市社区工委", "committee") if root else None
    nodes += [top] if top else []
    made = 0
    for at in range(committees):
        committee = node(f"第{NUMERALS[at]}街道党工委", "committee", top)
        nodes.append(committee)
        for place in range(at, branches, committees):
            branch = node(f"第{place + 1}社区党支部", "branch", committee)
            nodes.append(branch)
            for _ in range(place, groups, branches):
                made += 1
                leader = "阿依努尔·买买提江" if made % 9 == 0 else "欧阳文㛃"
                nodes.append(node(named.format(made), "group", branch, leader=leader))
    levels = (Level("branch", "社区党支部", branches), Level("group", "网格党小组", made))
    return Chart(
        "井冈山市党组织体系图", "井冈山市综治中心", date(2026, 11, 24), tuple(nodes), levels, 570, 14, 2, RANKS, True
    )


def printed(content: Chart, width: float = 420, height: float = 297) -> bytes:
    target = io.BytesIO()
    draw_chart(content, target, width_mm=width, height_mm=height)
    return target.getvalue()


def text(data: bytes) -> str:
    pages = pdf.texts(data)
    assert len(pages) == 1
    return "".join(pages[0]).replace(" ", "").replace("\u3000", "")


def sizes(data: bytes) -> Sequence[float]:
    """The sizes of all text on the sheet, in points."""
    found = []
    with pdfium.PdfDocument(data) as document:
        for page in document:
            for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3):
                size = ctypes.c_float()
                raw.FPDFTextObj_GetFontSize(item, size)
                found.append(size.value)
    return found


@pytest.mark.parametrize(
    ("content", "width", "height"),
    [
        (chart(1), 297, 210),
        (chart(12, 3), 297, 210),
        (chart(84, 12, 3), 420, 297),
        (chart(84, 12, 1), 594, 841),
        (chart(84, 12, 3, root=True), 594, 420),
        (chart(84, 12, 3, LONG), 841, 594),
        (chart(200, 12, 3), 841, 594),
        (chart(200, 1), 841, 594),
        (chart(200, 20, 4, LONG, root=True), 1800, 1200),
    ],
)
def test_every_name_stands_on_one_sheet_in_text_that_reads(content: Chart, width: float, height: float) -> None:
    data = printed(content, width, height)
    found = text(data)
    for one in content.nodes:
        assert one.name in found, one.name
    assert min(sizes(data)) >= plans.floor(width, height) * 0.69
    small = [size for size in sizes(data) if size < plans.floor(width, height) - 0.01]
    assert len(small) <= 1, "only the line at the foot may shrink"


def test_the_sheet_says_whose_chart_it_is_of_which_day_and_what_it_counts() -> None:
    found = text(printed(chart(12, 3)))
    heads = ("井冈山市党组织体系图", "截至2026年11月24日", "编制：井冈山市综治中心", "演示数据")
    counts = ("社区党支部3个", "网格党小组12个", "党员584名（正式570、预备14）", "欧阳文㛃8+1人中心户2")
    for part in (*heads, *counts):
        assert part in found, part


def test_parts_stand_within_the_sheet_and_apart() -> None:
    content = chart(84, 12, 3)
    outline = plans.outline(content)
    layout = plans.lay_out(outline, 1000.0, 600.0, 7.0)
    assert sum(plans.tall(one, layout.size) for one in layout.shelves) + layout.crown <= 600.01
    for shelf in layout.shelves:
        taken = [slot for run in shelf.runs for card in run.cards for slot in range(card.slot, card.slot + card.span)]
        assert sorted(set(taken)) == taken and len(taken) <= layout.columns
    assert layout.columns * layout.column + (layout.columns - 1) * layout.gap <= 1000.01
    shown = [one.entry.node.name for card in plans.cards(layout) for one in card.entries]
    assert len(shown) == len(set(shown)) == 84


def test_a_larger_sheet_has_larger_text() -> None:
    outline = plans.outline(chart(84, 12, 3))
    small, large = (plans.lay_out(outline, side, side * 0.6, 7.0).size for side in (900.0, 1400.0))
    assert large > small


def test_a_sheet_that_is_too_small_names_the_one_to_take() -> None:
    target = io.BytesIO()
    with pytest.raises(UserError, match=r"297×210 毫米放不下 215 个党组织.*没有印出，请改用 A\d（\d+×\d+ 毫米）"):
        draw_chart(chart(200, 12, 3), target, width_mm=297, height_mm=210)
    assert target.getvalue() == b""
    with pytest.raises(UserError, match=r"请改用 A\d（(\d+)×(\d+) 毫米）") as caught:
        draw_chart(chart(200, 12, 3), target, width_mm=210, height_mm=297)
    assert "×" in str(caught.value)


def test_levels_above_and_below_are_drawn_at_any_depth() -> None:
    top = node("市委", "committee")
    street = node("街道党工委", "committee", top)
    branch = node("社区党总支", "branch", street)
    smaller = node("小区党支部", "group", branch)
    group = node("楼栋党小组", "group", smaller)
    home = node("中心户（陈师傅家）", "household", group)
    alone = node("机关党支部", "branch", top)
    content = chart(1)
    every = (top, street, branch, smaller, group, home, alone)
    deep = Chart(content.title, content.office, content.as_of, every, (), 1, 0, 2, RANKS, False)
    found = text(printed(deep))
    assert all(one.name in found for one in every)
    assert "联系30户" in found and "演示数据" not in found


def test_organisations_that_stand_out_are_named_before_printing() -> None:
    content = chart(1)
    odd = node("没有组长的党小组", "group", content.nodes[1], leader="", notices=("没有负责人",))
    target = io.BytesIO()
    with_odd = Chart(content.title, "综治中心", content.as_of, (*content.nodes, odd), (), 1, 0, 2, RANKS, False)
    report = draw_chart(with_odd, target, width_mm=297, height_mm=210)
    assert [one for one in report.lines() if "没有组长的党小组" in one]
    assert "组长空缺" in text(target.getvalue())


def test_a_character_no_face_has_names_the_organisation() -> None:
    bad = node("\U0010fffd党支部", "branch")
    content = Chart("图", "办", date(2026, 1, 1), (bad,), (), 0, 0, 2, RANKS, False)
    with pytest.raises(MissingGlyph, match="党支部"):
        draw_chart(content, io.BytesIO(), width_mm=297, height_mm=210)


def test_sizes_are_named_or_typed() -> None:
    assert wanted_size("A3", "wide", "") == (420, 297)
    assert wanted_size("A3", "tall", "") == (297, 420)
    assert wanted_size("A4", "tall", "900×600") == (900, 600)
    for wrong in ("900", "axb", "10x10", "9000x100"):
        with pytest.raises(UserError):
            wanted_size("A4", "wide", wrong)


def test_every_font_is_embedded() -> None:
    assert all(pdf.fonts(printed(chart(12, 3))).values())
