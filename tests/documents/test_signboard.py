"""Signboards: what is printed, how large, that nothing overlaps, and what gives way where there is no room."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from desktop.documents.board_map import FILLS, NOTE, fills_of
from desktop.documents.board_parts import name_lines, reading_distance
from desktop.documents.fonts import Face, MissingGlyph
from desktop.documents.page import PrintReport
from desktop.documents.setting import measure, name_text
from desktop.documents.signboard import draw_community_board, draw_grid_board, proof_scale
from desktop.documents.tokens import MAP_FILLS, mm
from desktop.errors import UserError
from desktop.services import map_layout
from desktop.services.board_content import CommunityBoard, GridBoard, Holder
from desktop.services.map_colours import LEAST, delta_e
from tests.documents import board_samples as samples
from tests.documents import pdf

SIZES = [(1800, 1200), (2400, 1200), (1200, 2400), (800, 1200), (1200, 800), (600, 900), (900, 600), (900, 1200)]
RARE = ("阿依努尔·买买提江", "欧阳文㛃", "肖䶮", "𠮷春生")


def community(board: CommunityBoard, **options: object) -> tuple[bytes, PrintReport]:
    target = io.BytesIO()
    report = draw_community_board(board, target, **options)  # type: ignore[arg-type]
    return target.getvalue(), report


def grid(board: GridBoard, **options: object) -> tuple[bytes, PrintReport]:
    target = io.BytesIO()
    report = draw_grid_board(board, target, **options)  # type: ignore[arg-type]
    return target.getvalue(), report


def solid(data: bytes) -> str:
    """Return the text of the only page without line ends and spaces, which setting adds and takes."""
    (page,) = pdf.texts(data)
    return "".join("".join(page).split())


def sizes(data: bytes) -> dict[str, float]:
    """Return the smallest size in mm at which each character is printed."""
    found: dict[str, float] = {}
    with pdfium.PdfDocument(data) as document:
        page = document[0].get_textpage()
        for at in range(page.count_chars()):
            sign = page.get_text_range(at, 1)
            if sign.strip():
                size = raw.FPDFText_GetFontSize(page, at) / mm
                found[sign] = min(size, found.get(sign, size))
    return found


def overlaps(data: bytes) -> list[tuple[str, str]]:
    """Return pairs of texts of which more than a twelfth of the smaller lies under the other."""
    with pdfium.PdfDocument(data) as document:
        page = document[0].get_textpage()
        boxes = [page.get_rect(at) for at in range(page.count_rects())]
        found = []
        for one, other in combinations(boxes, 2):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            tall = min(one[3], other[3]) - max(one[1], other[1])
            smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
            if wide > 0 and tall > 0 and wide * tall > smaller / 12:
                found.append((page.get_text_bounded(*one), page.get_text_bounded(*other)))
    return found


def beyond(data: bytes) -> list[str]:
    """Return texts that reach over the edge of the page."""
    with pdfium.PdfDocument(data) as document:
        width, height = document[0].get_size()
        page = document[0].get_textpage()
        boxes = [page.get_rect(at) for at in range(page.count_rects())]
        return [
            page.get_text_bounded(*box)
            for box in boxes
            if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height
        ]


def test_a_community_board_says_everything() -> None:
    data, report = community(samples.community(8))
    text = solid(data)
    board = samples.community(8)
    assert report.lines() == []
    assert board.title in text
    assert NOTE in text
    for one in board.grids:
        assert one.number in text
        assert one.name in text
        assert (one.member.name or "岗位空缺") in text
    for name in RARE:
        assert name in text
    expected = (
        "井冈山市枫林街道 360881099001 综合网格7个 0796-0000100 12345 钟翀 2026年11月20日 "
        "户数、人口为2026年10月底数 红枫路社区居民委员会 演示数据 涉密事项只登记编号、时间和接收人 "
        "待补 社区代管 1026人 党群服务中心 扫码看办事指南"
    )
    for said in expected.split():
        assert said in text, said
    for title, said in board.duties:
        assert title in text
        assert said in text


def test_a_grid_board_says_everything() -> None:
    data, report = grid(samples.grid(8, 3))
    text = solid(data)
    assert report.lines() == []
    expected = (
        "第03网格公示牌 井源苑网格 3608810990011003 示意图，不作为权属或行政区划界线依据。 松涛路 1004人 "
        "61名，党小组2个 𠮷秋妹 古丽娜尔·艾合买提 岗位空缺 召集人，共7人 调解申请、法律援助引导 8:30—12:00 更新日期"
    )
    for said in expected.split():
        assert said in text, said
    assert "映山里" not in text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("make", [community, grid])
def test_every_size_keeps_the_floor_of_its_reading_distance(
    make: Callable[..., tuple[bytes, PrintReport]], size: tuple[int, int]
) -> None:
    board = samples.community(8) if make is community else samples.grid(8)
    data, _ = make(board, width_mm=size[0], height_mm=size[1])
    floor = reading_distance(*size) * 1000 / 200
    assert min(sizes(data).values()) >= floor - 0.05
    assert overlaps(data) == []
    assert beyond(data) == []
    assert NOTE in solid(data)
    for name in RARE[:1] if make is grid else RARE:
        assert make is grid or name in solid(data)


def test_large_boards_are_read_from_three_metres_and_usual_ones_from_two() -> None:
    assert [reading_distance(*size) for size in ((1200, 2400), (800, 1200), (600, 900), (297, 420))] == [3, 2, 1.5, 1]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 15, 20, 24, 30])
@pytest.mark.parametrize("size", [(1800, 1200), (1200, 2400), (800, 1200)])
def test_any_number_of_grids_has_its_people_on_the_board(count: int, size: tuple[int, int]) -> None:
    board = samples.community(count)
    data, _ = community(board, width_mm=size[0], height_mm=size[1])
    text = solid(data)
    for one in board.grids:
        assert (one.member.name or "岗位空缺") in text
        assert one.number in text
    assert overlaps(data) == []
    assert beyond(data) == []
    if count <= 24:
        assert min(sizes(data).values()) >= reading_distance(*size) * 5 - 0.05


@pytest.mark.parametrize("seed", range(6))
def test_labels_of_any_map_keep_apart(seed: int) -> None:
    data, _ = community(samples.community(12, seed=seed))
    assert overlaps(data) == []
    assert beyond(data) == []


def test_without_boundaries_equal_cells_stand_for_the_grids() -> None:
    data, _ = community(samples.community(8, drawn=False))
    text = solid(data)
    assert "边界尚未录入，以方格示意" in text
    assert NOTE in text
    assert "社区范围" not in text
    assert overlaps(data) == []
    alone, _ = grid(samples.grid(8, drawn=False))
    assert "边界尚未录入，以方格示意" in solid(alone)


def test_grids_without_a_boundary_leave_the_others_on_the_map() -> None:
    board = samples.community(8)
    half = tuple(replace(one, polygon=None if at % 2 else one.polygon) for at, one in enumerate(board.grids))
    data, _ = community(replace(board, map=replace(board.map, grids=half, outline=None)))
    assert "社区范围" in solid(data)
    assert overlaps(data) == []


def test_a_board_without_grids_can_still_be_drawn() -> None:
    board = samples.community(1)
    data, _ = community(replace(board, map=replace(board.map, grids=(), outline=None, features=()), residential=0))
    assert "尚无网格" in solid(data)


def test_nobody_appointed_and_nothing_entered_prints_what_is_missing() -> None:
    empty = Holder("", "网格员")
    board = samples.community(6, leader=Holder("", "中心网格长"), foot=samples.foot(supervision_phone="", qr=""))
    grids = tuple(replace(one, member=empty, households=None, people=None) for one in board.grids)
    data, _ = community(replace(board, map=replace(board.map, grids=grids, counted="")))
    text = solid(data)
    assert text.count("岗位空缺") == 7
    assert text.count("待补") == 8
    assert "0796" not in text
    assert "底数" not in text


@pytest.mark.parametrize("size", [(1800, 1200), (800, 1200), (600, 900)])
def test_names_of_forty_characters_are_printed_whole(size: tuple[int, int]) -> None:
    assert len(samples.LONG_NAME) == 40
    long_grid = "红军北路与映山湖景区游客中心沿线商铺及周边家属院联合综合服务管理第一网格片区"
    board = samples.community(8, leader=replace(samples.LEADER, name=samples.LONG_NAME))
    grids = [replace(one, name=long_grid) if at == 2 else one for at, one in enumerate(board.grids)]
    grids[1] = replace(grids[1], member=replace(grids[1].member, name=samples.LONG_NAME))
    data, _ = community(replace(board, map=replace(board.map, grids=tuple(grids))), width_mm=size[0], height_mm=size[1])
    assert solid(data).count(samples.LONG_NAME) == 2
    assert overlaps(data) == []
    assert beyond(data) == []
    people = tuple(Holder(samples.LONG_NAME, "平安志愿者", phone="0796-0000113") for _ in range(5))
    alone, _ = grid(samples.grid(8, people=people))
    assert overlaps(alone) == []
    assert beyond(alone) == []


def test_long_names_shrink_then_break_at_the_dot_and_are_never_cut() -> None:
    assert name_lines("欧阳文㛃", Face.SERIF_BLACK, 20, 60, 10) == (pytest.approx(15, abs=0.2), ["欧阳文㛃"])
    size, lines = name_lines("古丽娜尔·艾合买提", Face.SERIF_BLACK, 20, 90, 10)
    assert (size, lines) == (20, ["古丽娜尔·", "艾合买提"])
    size, lines = name_lines(samples.LONG_NAME, Face.SERIF_BLACK, 20, 90, 10)
    assert "".join(lines) == samples.LONG_NAME
    assert not any(line.startswith("·") for line in lines)
    assert all(measure(line.rstrip("·"), Face.SERIF_BLACK, size) <= 90.01 for line in lines)


def test_many_people_of_a_grid_stand_in_two_rows() -> None:
    people = (samples.LEADER, *(samples.holder(number) for number in range(1, 10)))
    data, _ = grid(samples.grid(8, people=people))
    for one in people:
        assert one.name in solid(data)
    assert overlaps(data) == []


def test_where_room_is_short_services_go_first_then_half_the_duties_never_people_or_phones() -> None:
    board = samples.community(24)
    data, report = community(board, width_mm=800, height_mm=1200)
    text = solid(data)
    dropped = [one.text for one in report.notices if one.where == "版面"]
    assert [said.split("“")[1].split("”")[0] for said in dropped] == ["便民服务", "职责的后半"]
    assert board.services[0] not in text
    assert board.duties[0][0] in text
    assert board.duties[-1][1] not in text
    assert "0796-0000100" in text
    assert all((one.member.name or "岗位空缺") in text for one in board.grids)
    large, report = community(board, width_mm=1200, height_mm=2400)
    assert board.duties[-1][1] in solid(large)
    assert board.services[0] in solid(large)


def test_text_below_the_floor_is_the_last_thing_and_is_reported() -> None:
    board = samples.community(36)
    data, report = community(board, width_mm=800, height_mm=1200)
    assert any("字高只够在" in line for line in report.lines())
    assert all(one.number in solid(data) for one in board.grids)
    assert overlaps(data) == []


def test_a_board_far_too_small_for_its_grids_is_refused() -> None:
    with pytest.raises(UserError, match="放不下"):
        community(samples.community(80), width_mm=600, height_mm=900)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_the_board_to_the_tenth_of_a_millimetre(size: tuple[int, int]) -> None:
    data, _ = community(samples.community(3), width_mm=size[0], height_mm=size[1])
    page = pdfium.PdfDocument(data)[0]
    assert [side / mm for side in page.get_size()] == pytest.approx(size, abs=0.1)


def test_bleed_is_outside_the_trimmed_board_and_filled() -> None:
    data, _ = grid(samples.grid(8), bleed_mm=3)
    page = pdfium.PdfDocument(data)[0]
    left, bottom, right, top = (side / mm for side in page.get_trimbox())
    assert (right - left, top - bottom) == pytest.approx((800, 1200), abs=0.1)
    assert [side / mm for side in page.get_bleedbox()] == pytest.approx(
        [left - 3, bottom - 3, right + 3, top + 3], abs=0.1
    )
    picture = pdf.picture(data, dots=25.4)
    band = picture.getpixel((round(left - 1.5), round(picture.height - top + 60)))
    assert isinstance(band, int)
    assert band < 120


@pytest.mark.parametrize(("proof", "paper", "scale"), [("A3", (420, 297), 5), ("A4", (297, 210), 8)])
def test_a_proof_fits_its_paper_and_says_its_scale(proof: str, paper: tuple[int, int], scale: int) -> None:
    data, _ = community(samples.community(8), proof=proof)
    page = pdfium.PdfDocument(data)[0]
    assert [side / mm for side in page.get_size()] == pytest.approx(paper, abs=0.1)
    assert proof_scale(1800, 1200, "A3" if proof == "A3" else "A4") == scale
    assert f"比例1:{scale}成品尺寸1800×1200毫米" in solid(data)
    assert overlaps(data) == []
    upright, _ = grid(samples.grid(8), proof=proof)
    assert [side / mm for side in pdfium.PdfDocument(upright)[0].get_size()] == pytest.approx(paper[::-1], abs=0.1)


def test_the_whole_page_can_be_made_smaller() -> None:
    data, _ = community(samples.community(4), scale=0.1)
    assert [side / mm for side in pdfium.PdfDocument(data)[0].get_size()] == pytest.approx((180, 120), abs=0.1)


def test_every_font_is_embedded() -> None:
    for data in (community(samples.community(15))[0], grid(samples.grid())[0]):
        found = pdf.fonts(data)
        assert found
        assert all(found.values())
        assert b"Helvetica" not in data


def test_a_photo_is_cut_to_the_frame_and_sampled_to_150_dpi() -> None:
    board = samples.community(8)
    large = samples.photo(2400, 3000)
    first = replace(board.grids[0], member=replace(board.grids[0].member, photo=large))
    shown = replace(board, map=replace(board.map, grids=(first, *board.grids[1:])))
    data, report = community(shown)
    (image,) = [one for one in pdfium.PdfDocument(data)[0].get_objects() if isinstance(one, pdfium.PdfImage)]
    left, _, right, _ = image.get_bounds()
    width, height = image.get_px_size()
    assert width / height == pytest.approx(5 / 7, abs=0.01)
    assert width / ((right - left) / 72) == pytest.approx(150, abs=1)
    assert len(data) < len(community(board)[0]) + 200_000
    assert report.lines() == []


def test_a_broken_photo_becomes_a_silhouette_and_is_reported() -> None:
    board = samples.community(8, leader=replace(samples.LEADER, photo=b"no picture"))
    data, report = community(board)
    assert [one.where for one in report.notices] == ["钟翀"]
    assert not [one for one in pdfium.PdfDocument(data)[0].get_objects() if isinstance(one, pdfium.PdfImage)]


def test_a_character_no_font_has_stops_the_board_and_leaves_no_file(tmp_path: Path) -> None:
    board = samples.community(8, leader=replace(samples.LEADER, name="钟\ue000"))
    with pytest.raises(MissingGlyph, match=r"红枫路社区 中心网格长 钟. 姓名”.*U\+E000"):
        draw_community_board(board, tmp_path / "board.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_character_no_font_has_is_told_with_its_grid_and_person() -> None:
    board = samples.community(8)
    grids = list(board.grids)
    grids[1] = replace(grids[1], member=samples.holder(2, name="王😀"))
    with pytest.raises(MissingGlyph, match="“映山里网格 专职网格员 王😀 姓名”里的字符“😀”"):
        community(replace(board, map=replace(board.map, grids=tuple(grids))))


@pytest.mark.parametrize("size", [(100, 150), (1800, 6000), (0, 900)])
def test_sizes_no_board_has_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UserError, match="边长"):
        community(samples.community(2), width_mm=size[0], height_mm=size[1])


@pytest.mark.parametrize("seed", range(8))
def test_neighbours_on_the_map_can_be_told_apart_by_every_eye(seed: int) -> None:
    board = samples.community(10, seed=seed)
    fills = [MAP_FILLS.index(fill) for fill in fills_of(board.map).values()]
    near = map_layout.neighbours([one.polygon for one in board.grids if one.polygon])
    for at, those in enumerate(near):
        for other in those:
            assert fills[at] != fills[other]
            if 7 not in (fills[at], fills[other]):
                assert delta_e(FILLS[fills[at]], FILLS[fills[other]]) >= LEAST


@pytest.mark.parametrize("seed", [1, 2, 3, 7])
def test_seven_plain_grids_have_seven_hues(seed: int) -> None:
    map_ = samples.community(8, seed=seed).map
    assert len(set(fills_of(map_).values())) == 8


def slim(board: CommunityBoard) -> CommunityBoard:
    """Return the board with its map pressed to 0.6 of its width and its grids numbered by name."""

    def press(points: object) -> object:
        if isinstance(points, (list, tuple)) and points and isinstance(points[0], (int, float)):
            return [114.167 + 0.6 * (points[0] - 114.167), points[1]]
        return [press(one) for one in points]  # type: ignore[attr-defined]

    grids = tuple(
        replace(one, name=f"第{'一二三四五六七八九'[at]}网格", polygon=press(one.polygon))
        for at, one in enumerate(board.grids)
    )
    features = tuple(replace(one, points=press(one.points)) for one in board.map.features)
    return replace(board, map=replace(board.map, outline=press(board.map.outline), grids=grids, features=features))


@pytest.mark.parametrize("size", SIZES)
def test_labels_of_an_upright_community_keep_their_whole_names(size: tuple[int, int]) -> None:
    said = solid(community(slim(samples.community(8)), width_mm=size[0], height_mm=size[1])[0])
    for number in "一二三四五六七八":
        assert said.count(f"第{number}") == said.count(f"第{number}网格") >= 1


def test_labels_of_a_map_have_one_size() -> None:
    data, _ = community(slim(samples.community(8)))
    with pdfium.PdfDocument(data) as document:
        page = document[0].get_textpage()
        signs = page.get_text_range()
        found = {
            round(raw.FPDFText_GetFontSize(page, at) / mm, 1)
            for at in range(1, page.count_chars())
            if page.get_text_range(at, 1) == "户" and page.get_text_range(at - 1, 1).strip().isdigit()
        }
    assert "户" in signs
    assert len(found) <= 1


def test_a_legend_without_signs_is_left_out() -> None:
    board = samples.community(24, drawn=False)
    map_ = replace(board.map, grids=tuple(replace(one, dedicated=False) for one in board.grids))
    data, _ = community(replace(board, map=map_, dedicated=0))
    assert "图例" not in solid(data)


def test_a_grid_name_of_36_characters_stands_whole_in_the_band() -> None:
    board = samples.grid(3)
    name = "红枫路社区会师坊映山里井源苑松涛新村茶山坡枫溪湾老井台百竹园长坪第三网格"
    assert len(name) == 36
    data, report = grid(replace(board, grid=replace(board.grid, name=name)))
    # The lines stand above and below the place at the left, so that text comes out in this order.
    first, _, second = solid(data).partition("井冈山市枫林街道红枫路社区")
    assert (first + second).startswith(name)
    assert not [line for line in report.lines() if line.startswith("网格名称")]


def test_the_same_board_gives_the_same_file() -> None:
    assert community(samples.community(8))[0] == community(samples.community(8))[0]


def test_a_name_of_two_characters_stands_with_a_space() -> None:
    (page,) = pdf.texts(community(samples.community(8))[0])
    assert any(name_text("刘玥") in line for line in page)
