import io
from pathlib import Path

import pytest
from PIL import ImageChops

from desktop.documents import fonts
from desktop.documents.fonts import FOLDER, Face, MissingGlyph
from desktop.documents.page import Sheet, finish, new_canvas
from desktop.documents.setting import draw_line
from desktop.documents.truetype import Face as FontFile
from tests.documents import pdf

STANDARD = "".join((FOLDER / "standard-characters.txt").read_text("utf-8").split())
LEVEL_3 = (
    "".join(chr(code) for _, first, last in pdf.LEVEL_3 for code in range(first, last + 1))
    + pdf.UNIFIED_AMONG_COMPATIBILITY
)
RADICALS = "".join(map(chr, range(0x2F00, 0x2FD6))) + "⺁⺄⺈⺋⺌⺗⺧⺪⺮⺳⺶⺷⺻⻊"
FACES = list(Face)


def sheet() -> tuple[io.BytesIO, Sheet]:
    target = io.BytesIO()
    return target, new_canvas(target, 297, 210, title="字", author="井格")


def printed(lines: list[str], face: Face, size: float = 10) -> bytes:
    target, c = sheet()
    for start in range(0, len(lines), 40):
        for number, line in enumerate(lines[start : start + 40]):
            draw_line(c, 30, 570 - 14 * number, line, face, size)
        c.showPage()
    finish(c)
    return target.getvalue()


def test_the_lists_have_the_published_length() -> None:
    assert len(set(STANDARD)) == 8105
    assert len([c for c in STANDARD if ord(c) > 0xFFFF]) == 196
    assert len(set(LEVEL_3)) == 87_887
    assert len(set(RADICALS)) == 228


@pytest.mark.parametrize("face", FACES)
def test_every_character_of_level_3_has_a_glyph_in_every_face(face: Face) -> None:
    assert fonts.missing(LEVEL_3 + RADICALS, face) == []


@pytest.mark.parametrize("face", FACES)
def test_standard_characters_come_from_the_face_itself(face: Face) -> None:
    assert {run.font for run in fonts.runs(STANDARD, face)} == {face.files[0]}


def test_no_character_maps_to_the_missing_glyph_or_outside_the_file() -> None:
    for file in sorted(FOLDER.glob("*.ttf")):
        face = FontFile(str(file))
        glyphs = set(face.charToGlyph.values())
        assert 0 not in glyphs and max(glyphs) < face.numGlyphs, file.name


def test_every_font_file_names_its_origin_and_stands_beside_its_licence() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    for file in FOLDER.glob("*.ttf"):
        family = file.stem.split("-")[0]
        assert family in readme
        assert "SIL OPEN FONT LICENSE" in (FOLDER / f"OFL-{family}.txt").read_text("utf-8")


def test_names_of_cut_fonts_do_not_use_the_names_the_licences_reserve() -> None:
    for file in FOLDER.glob("*.ttf"):
        assert FontFile(str(file)).familyName.ustr.startswith("Jingge ")


def test_a_name_is_split_where_the_face_lacks_a_character() -> None:
    runs = fonts.runs("𠮷春生", Face.SERIF)
    assert [(run.text, run.font) for run in runs] == [("𠮷", "rare"), ("春生", "serif-400")]


def test_what_a_bold_face_lacks_is_drawn_with_a_stroke() -> None:
    assert [run.stroke for run in fonts.runs("𠮷春", Face.SANS_BOLD)] == [fonts.STROKE, 0]
    assert [run.stroke for run in fonts.runs("𠮷春", Face.SANS)] == [0, 0]


def test_width_counts_the_advance_of_every_run() -> None:
    assert fonts.width("𠮷春生", Face.SERIF, 10) == pytest.approx(30)
    assert fonts.width("", Face.SERIF, 10) == 0


@pytest.mark.parametrize("character", ["😀", "\ue000", "\x07", "\n", "\U000e0fff", "\ud83d", "\U0010ffff"])
def test_a_character_no_font_has_stops_with_its_code_and_place(character: str) -> None:
    with pytest.raises(MissingGlyph) as stop:
        fonts.runs(f"王{character}明", Face.KAI, "第3行“姓名”")
    assert f"U+{ord(character):04X}" in str(stop.value)
    assert "第3行“姓名”" in str(stop.value)
    assert fonts.missing(f"王{character}明{character}") == [character]


def test_marks_without_a_shape_fall_out() -> None:
    text = "葛\U000e0100\ufe00\u200b\u2060城"
    assert "".join(run.text for run in fonts.runs(text, Face.SERIF)) == "葛城"
    assert fonts.missing(text) == []


@pytest.mark.parametrize("face", [Face.SERIF, Face.SANS_BOLD, Face.KAI])
def test_all_standard_characters_are_copied_out_as_they_were_put_in(face: Face) -> None:
    lines = [STANDARD[start : start + 70] for start in range(0, len(STANDARD), 70)]
    assert [line for page in pdf.texts(printed(lines, face)) for line in page] == lines


@pytest.mark.parametrize("face", FACES)
def test_characters_of_every_block_are_copied_out_as_they_were_put_in(face: Face) -> None:
    lines = [pdf.samples(first, last) for _, first, last in pdf.LEVEL_3]
    lines += [pdf.UNIFIED_AMONG_COMPATIBILITY, "阿依努尔·买买提江", "欧阳文㛃", "肖䶮", "𠮷春生", "𪚥𬺰𮯠"]
    assert pdf.texts(printed(lines, face)) == [lines]


@pytest.mark.parametrize("face", FACES)
def test_every_font_in_the_file_is_embedded_and_ours(face: Face) -> None:
    data = printed(["钟　翀 A1 㐀 𠀀"], face)
    found = pdf.fonts(data)
    assert all(found.values())
    assert found and all("Jingge" in name for name in found)
    assert b"Helvetica" not in data and b"Times" not in data


def test_no_character_of_any_block_prints_as_an_empty_box() -> None:
    characters = "".join(pdf.samples(first, last, 40) for _, first, last in pdf.LEVEL_3)
    target, c = sheet()
    side, across = 18, 40
    fonts.font("serif-400")
    for number, character in enumerate(characters):
        draw_line(c, 20 + side * (number % across), 560 - side * (number // across), character, Face.SERIF, 16)
    c.setFont("rare", 16)  # ReportLab prints the box for a character the font lacks
    c.drawString(20, 100, "a")
    c.setFont("serif-400", 16)
    c.drawString(20 + side, 100, "𠮷")
    c.showPage()
    finish(c)
    page = pdf.picture(target.getvalue(), dots=144)

    def cell(x: float, y: float) -> object:
        left, top = round(2 * x), round(2 * (595.276 - y - 16))
        return page.crop((left, top, left + 2 * side, top + 2 * side))

    boxes = [cell(20, 100), cell(20 + side, 100)]
    for number, character in enumerate(characters):
        drawn = cell(20 + side * (number % across), 560 - side * (number // across))
        assert drawn.getextrema()[0] < 128, f"U+{ord(character):04X} is blank"
        for box in boxes:
            assert ImageChops.difference(drawn, box).getbbox(), f"U+{ord(character):04X} is a box"


def test_one_document_may_use_more_characters_than_one_subset_holds_with_either_way_of_drawing() -> None:
    target, c = sheet()
    text = STANDARD[:600]
    for number in range(0, 600, 60):
        draw_line(c, 30, 560 - number / 4, text[number : number + 60], Face.SERIF, 10)
        c.setFont("serif-400", 10)
        c.drawString(30, 360 - number / 4, text[::-1][number : number + 60])
    c.showPage()
    finish(c)
    lines = pdf.texts(target.getvalue())[0]
    assert "".join(lines[0::2]) == text
    assert "".join(lines[1::2]) == text[::-1]


def test_two_documents_may_be_drawn_at_the_same_time() -> None:
    first, a = sheet()
    second, b = sheet()
    draw_line(a, 30, 500, "甲2号", Face.SERIF, 10)
    draw_line(b, 30, 500, "乙3号", Face.SERIF, 10)
    finish(a)
    finish(b)
    assert pdf.texts(first.getvalue()) == [["甲2号"]]
    assert pdf.texts(second.getvalue()) == [["乙3号"]]


def test_the_fonts_lie_beside_the_program() -> None:
    for face in Face:
        for name in face.files:
            assert Path(FOLDER, f"{name}.ttf").is_file()
