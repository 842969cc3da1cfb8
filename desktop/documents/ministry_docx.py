"""Written forms as .docx, for offices that must edit their wording before they print: the same parts as on paper.

Fonts are named, not embedded: Word and WPS take 宋体 and 楷体 of the computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt

from desktop.documents.page import write_whole
from desktop.services.written_forms import (
    Cover,
    Entries,
    Form,
    Gap,
    Heading,
    Signing,
    Statement,
    Table,
    Writing,
)

SONG, KAI = "宋体", "楷体"
MEASURE = 158
"""Width of the text, mm: A4 with 30 at the binding and 22 at the right."""
INDENT = "\u3000\u3000"
BLANK = "（以下空白）"
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}


def write_forms(
    forms: Sequence[Form], target: Path | BinaryIO, *, title: str, author: str, cover: Cover | None = None
) -> None:
    """Write forms into one .docx, each on its own sheet, with a cover before them where one is given.

    Raises ``UserError`` where the file cannot be written; it appears whole or not at all.
    """
    book = Document()
    book.core_properties.title, book.core_properties.author = title, author
    style: Any = book.styles["Normal"]
    style.font.name, style.font.size = SONG, Pt(11.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    style.paragraph_format.space_after = Pt(0)
    first = book.sections[0]
    _paper(first)
    if cover is not None:
        _cover(book, cover)
    for at, form in enumerate(forms):
        if at or cover is not None:
            _paper(book.add_section(WD_SECTION.NEW_PAGE))
        _form(book, form)
    held = BytesIO()
    book.save(held)
    if isinstance(target, Path):
        write_whole(target, held.getvalue())
    else:
        target.write(held.getvalue())


def _paper(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(22)
    section.top_margin, section.bottom_margin = Mm(27), Mm(20)


def _say(
    paragraph: Any, text: str, font: str = SONG, size: float = 11.5, bold: bool = False, line: bool = False
) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold, run.underline = font, Pt(size), bold, line
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _cover(book: Any, cover: Cover) -> None:
    for _ in range(4):
        book.add_paragraph()
    name = book.add_paragraph()
    name.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(name, cover.committee, SONG, 22, True)
    title = book.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(36), Pt(60)
    _say(title, cover.title, SONG, 40, True)
    for entry in cover.entries:
        row = book.add_paragraph()
        row.paragraph_format.space_after = Pt(16)
        _say(row, f"{entry.label}　", SONG, 14, True)
        _say(row, f"{entry.value or '　' * 20}", KAI, 14, line=True)


def _form(book: Any, form: Form) -> None:
    title = book.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(title, form.title, SONG, 21, True)
    if form.number:
        number = book.add_paragraph()
        number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _say(number, form.number, SONG, 11)
    for part in form.parts:
        match part:
            case Entries():
                _entries(book, part)
            case Heading():
                heading = book.add_paragraph()
                heading.paragraph_format.space_before = Pt(6)
                heading.paragraph_format.keep_with_next = True
                _say(heading, part.text, SONG, 12, True)
            case Writing():
                _writing(book, part)
            case Statement():
                said = book.add_paragraph()
                said.alignment = _ALIGN[part.align]
                _say(said, (INDENT if part.indent else "") + part.text)
            case Signing():
                _signing(book, part)
            case Table():
                _table(book, part)
            case Gap():
                book.add_paragraph().paragraph_format.space_after = Mm(part.height)
    if form.note:
        _say(book.add_paragraph(), form.note, SONG, 9)


def _entries(book: Any, part: Entries) -> None:
    for row in part.rows:
        paragraph = book.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(4)
        whole = sum(entry.share for entry in row)
        for entry in row:
            _say(paragraph, entry.label, SONG, 11.5, entry.strong)
            room = round(MEASURE * entry.share / whole / 4.1 - len(entry.label))
            value = entry.value or ""
            _say(paragraph, f" {value}{'　' * max(1, room - len(value))}", KAI, 12, line=True)
            _say(paragraph, " ")


def _writing(book: Any, part: Writing) -> None:
    paragraphs = [one.strip() for one in part.text.split("\n") if one.strip()]
    if paragraphs and part.closed:
        paragraphs[-1] += BLANK
    lines = [INDENT + one for one in paragraphs] + ["　"] * max(0, part.least - len(paragraphs))
    if not lines:
        return
    model = book.add_paragraph()
    _ruled(model)
    _say(model, lines[0], KAI, 12)
    # Copies of the first paragraph: a record of 200,000 characters would take a minute otherwise.
    last = model._p
    for text in lines[1:]:
        copied = deepcopy(model._p)
        copied.find(f".//{qn('w:t')}").text = text
        last.addnext(copied)
        last = copied


def _ruled(paragraph: Any) -> None:
    """Put a hairline under every paragraph, so that an empty one is a line to write on."""
    borders = OxmlElement("w:pBdr")
    for side in ("bottom", "between"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "999999")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_before = Pt(4)


def _signing(book: Any, part: Signing) -> None:
    for at in range(max(len(part.left), len(part.right))):
        paragraph = book.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(8)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(88 if part.left else 60))
        left = part.left[at] if at < len(part.left) else None
        right = part.right[at] if at < len(part.right) else None
        if left is not None:
            _say(paragraph, left)
            if not left.startswith("（"):
                _say(paragraph, "　" * max(4, 18 - len(left)), line=True)
        if right is not None:
            _say(paragraph, "\t" + right)
            if not right.startswith("（"):
                _say(paragraph, "　" * max(4, 15 - len(right)), line=True)
    if part.date:
        day = book.add_paragraph()
        day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        day.paragraph_format.tab_stops.add_tab_stop(Mm(MEASURE), WD_TAB_ALIGNMENT.RIGHT)
        _say(day, part.day or "年　　月　　日", KAI if part.day else SONG)


def _table(book: Any, part: Table) -> None:
    table = book.add_table(rows=1, cols=len(part.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(one.share for one in part.columns)
    widths = [Mm(MEASURE * one.share / whole) for one in part.columns]
    for grid, width in zip(table.columns, widths, strict=True):
        grid.width = width
    rows: list[tuple[str, ...]] = [tuple(one.label for one in part.columns), *part.rows]
    rows += [tuple("" for _ in widths)] * max(0, part.least - len(part.rows))
    for at, row in enumerate(rows):
        cells = table.rows[0].cells if at == 0 else table.add_row().cells
        for cell, text, width, column in zip(cells, row, widths, part.columns, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN["centre" if at == 0 else column.align]
            _say(paragraph, text or "　", SONG if at == 0 else KAI, 10.5, at == 0)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
