"""Finding the table in a spreadsheet: which sheet, which row holds the headings, which column is which field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from desktop.errors import Forbidden, UserError
from desktop.models import description, kinds
from desktop.services.columns import columns as list_columns

from .sheet_columns import (
    ELSEWHERE,
    EXPLAINED,
    ID,
    INSTRUCTION,
    LISTS,
    MARK,
    OPTIONAL,
    REQUIRED,
    ROW,
    VERSION,
    heading,
    known_headings,
    letters,
    sheet_fields,
)
from .sheet_files import KEPT, Cell, RawBook, RawSheet, is_open_elsewhere, open_book

HEADING_ROWS = 20
"""The headings stand in one of the first rows; titles and remarks may stand above."""
ALIKE = 60
"""Likeness, out of 100, from which an unknown heading is shown with a suggestion."""


@dataclass(frozen=True)
class Unknown:
    """A column whose heading no field has; it is not imported unless somebody says what it is."""

    column: str
    """Letters of the column."""
    heading: str
    suggestion: str = ""
    """Name of the field it may be, "" when nothing is alike."""


class Line(NamedTuple):
    """One filled row below the headings."""

    number: int
    """Row number as spreadsheets count, from 1."""
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """The table of one kind of record in a file."""

    path: Path
    file_kind: str
    kind: str
    sheet: str
    heading_row: int
    """From 1."""
    columns: Mapping[str, int]
    """Column of each field found, from 0."""
    id_column: int | None
    lines: Sequence[Line]
    unknown: Sequence[Unknown] = ()
    notices: Sequence[str] = ()
    torn: Mapping[int, str] = field(default_factory=dict)
    """Rows whose cells are merged across columns, with the sentence."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Headings as they stand in the file → field names: what the caller may keep for the next file alike."""


def read_table(path: Path, kind: str, mapping: Mapping[str, str] | None = None) -> Table:
    """Read the table of ``kind`` from a spreadsheet file.

    ``mapping`` gives headings somebody assigned to fields before (``Table.mapping`` of an earlier file); "" leaves a
    column out. Raises ``UserError`` when the file cannot be read or holds no such table, ``Forbidden`` for kinds that
    no sheet brings.
    """
    if kind in ELSEWHERE:
        label = description(kind).label
        raise Forbidden(f"{label}不能用表格导入，{KEPT}，请在“{ELSEWHERE[kind]}”页办理")
    book = open_book(path)
    _check_template(book, kind)
    given = {heading(text): name for text, name in (mapping or {}).items()}
    best: tuple[int, RawSheet, int] | None = None
    for sheet in book.sheets:
        for at, row in enumerate(islice(sheet.rows, HEADING_ROWS)):
            score = len(set(_assigned(kind, row, given).values()))
            if score and (best is None or score > best[0]):
                best = (score, sheet, at)
    label = description(kind).label
    if best is None or (best[0] < 2 and len(sheet_fields(kind)) > 1 and not _has_required(kind, best, given)):
        raise UserError(
            f"“{path.name}”的前 {HEADING_ROWS} 行里没有找到{label}的表头，{KEPT}，"
            f"请用导出的{label}模板填写，或核对表头文字"
        )
    if book.errors:
        cells = "、".join(book.errors[:5])
        raise UserError(
            f"“{path.name}”里有公式出错或没有算出结果的单元格（{cells}），{KEPT}，请改正公式或粘贴为数值后再导入"
        )
    return _table(book, best[1], best[2], kind, given)


def _has_required(kind: str, best: tuple[int, RawSheet, int], given: Mapping[str, str]) -> bool:
    found = set(_assigned(kind, best[1].rows[best[2]], given).values())
    return {one.name for one in sheet_fields(kind) if one.required} <= found


def _check_template(book: RawBook, kind: str) -> None:
    """Refuse a workbook that says itself it holds something else."""
    marked = next((sheet for sheet in book.hidden if sheet.name == LISTS and sheet.rows), None)
    first = [*(marked.rows[0] if marked else ()), "", "", ""]
    if first[0] != MARK:
        return
    name, of, version = book.path.name, str(first[1]), first[2]
    number = int(float(version)) if re.fullmatch(r"[0-9]{1,6}(\.0)?", str(version)) else 0
    if number > VERSION:
        raise UserError(f"“{name}”是更新版本的程序导出的模板，{KEPT}，请升级程序，或用本程序重新导出模板")
    if number < 1:
        raise UserError(f"“{name}”的模板版本认不出，{KEPT}，请用本程序重新导出模板再填写")
    if of != kind:
        told = description(of).label if of in kinds() else "别的"
        raise UserError(
            f"“{name}”是{told}的表格，不是{description(kind).label}的，{KEPT}，请换一个文件或到{told}页导入"
        )


def _assigned(kind: str, row: Sequence[Cell], given: Mapping[str, str]) -> dict[int, str]:
    """Return the field names by column of a row taken for headings; the id column has the name ``id``."""
    known = {heading(ID): "id", **known_headings(kind), **given}
    found = {}
    for column, cell in enumerate(row):
        if isinstance(cell, str) and cell and (name := known.get(heading(cell))):
            found[column] = name
    return found


def _table(book: RawBook, sheet: RawSheet, at: int, kind: str, given: Mapping[str, str]) -> Table:
    file = book.path.name
    head = sheet.rows[at]
    assigned = _assigned(kind, head, given)
    columns: dict[str, int] = {}
    for column, name in assigned.items():
        if name in columns:
            twice = f"{letters(columns[name])} 列和 {letters(column)} 列"
            what = ID if name == "id" else description(kind)[name].label
            raise UserError(f"“{file}”的 {twice}都是“{what}”，{KEPT}，请只留一列")
        columns[name] = column
    id_column = columns.pop("id", None)
    notices: list[str] = []
    if is_open_elsewhere(book.path):
        notices.append("文件好像还开着，没有保存的改动读不到，请先在 Excel 或 WPS 里保存")
    rows, torn = _unmerged(sheet, at, columns, kind, notices)
    begin = at + 1
    if begin < len(rows) and _is_instruction(rows[begin], id_column, columns):
        begin += 1
    used = sorted(columns.values())
    lines = [
        Line(number, row)
        for number, row in enumerate(rows[begin:], start=begin + 1)
        # A row that only carries formats, or only the id of a record, says nothing.
        if any(row[column] not in ("", None) and str(row[column]).strip() for column in used if column < len(row))
    ]
    if not lines and at + 1 >= len(rows):
        notices.append("表头下面没有内容，没有可导入的行")
    unknown = _unknown(kind, head, rows[begin:], assigned, given, set(columns))
    left_out = [one for one in unknown if heading(one.heading) not in given]
    if left_out:
        named = "、".join(f"{one.column} 列“{one.heading}”" for one in left_out[:6])
        notices.append(f"{named}{'等' if len(left_out) > 6 else ''}没有对应的项目，不导入")
    others = [one.name for one in book.sheets if one is not sheet and any(any(row) for row in one.rows)]
    if others:
        notices.append(f"只读取工作表“{sheet.name}”，{'、'.join(f'“{one}”' for one in others[:4])}没有读取")
    kept = {str(head[column]): name for column, name in assigned.items() if name != "id"}
    return Table(
        book.path, book.kind, kind, sheet.name, at + 1, columns, id_column, lines, left_out, notices, torn, kept
    )


def _is_instruction(row: Sequence[Cell], id_column: int | None, columns: Mapping[str, int]) -> bool:
    if id_column is not None and id_column < len(row) and row[id_column] == INSTRUCTION:
        return True
    filled = [str(row[at]) for at in columns.values() if at < len(row) and str(row[at]).strip()]
    return bool(filled) and all(text.startswith((f"{REQUIRED}：", f"{OPTIONAL}：")) for text in filled)


def _unmerged(
    sheet: RawSheet, at: int, columns: Mapping[str, int], kind: str, notices: list[str]
) -> tuple[Sequence[Sequence[Cell]], dict[int, str]]:
    """Return the rows with cells merged downwards filled in, and the rows merged across columns."""
    below = [one for one in sheet.merged if one[1][0] > at]
    if not below:
        return sheet.rows, {}
    names = {column: name for name, column in columns.items()}
    rows = [list(row) for row in sheet.rows]
    torn: dict[int, str] = {}
    filled: dict[str, int] = {}
    for (top, left), (bottom, right) in below:
        concerned = [names[column] for column in range(left, right + 1) if column in names]
        if top <= at or top >= len(rows) or not concerned or not any(rows[top][left : left + 1]):
            continue
        if left < right:
            labels = "”“".join(description(kind)[name].label for name in concerned)
            for number in range(top, min(bottom, len(rows) - 1) + 1):
                torn[number + 1] = f"“{labels}”是左右合并的单元格，看不出各填什么，请取消合并后分别填写"
            continue
        for number in range(top, min(bottom, len(rows) - 1) + 1):
            rows[number][left] = rows[top][left]
        filled[concerned[0]] = filled.get(concerned[0], 0) + 1
    for name, many in filled.items():
        notices.append(f"“{description(kind)[name].label}”有 {many} 处上下合并的单元格，合并的各行按同一内容读取")
    return rows, torn


def _unknown(
    kind: str,
    head: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    assigned: Mapping[int, str],
    given: Mapping[str, str],
    taken: set[str],
) -> list[Unknown]:
    """Return the filled columns without a field, each with the field its heading is most like."""
    computed = {heading(text) for text in (EXPLAINED, ROW, *(one.label for one in list_columns(kind).values()))}
    free = {one.name: heading(one.label) for one in sheet_fields(kind) if one.name not in taken}
    found = []
    for column, cell in enumerate(head):
        text = str(cell).strip()
        if column in assigned or not text or heading(text) in computed or given.get(heading(text)) == "":
            continue
        if not any(column < len(row) and str(row[column]).strip() for row in islice(rows, 1000)):
            continue
        like = process.extractOne(heading(text), free, scorer=fuzz.ratio, score_cutoff=ALIKE)
        found.append(Unknown(letters(column), text, str(like[2]) if like else ""))
    return found
