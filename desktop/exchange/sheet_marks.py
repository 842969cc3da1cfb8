"""Handing refused rows back: the person's own workbook with the mistakes marked, or a new one with those rows."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from desktop.errors import UserError
from desktop.models import description

from .sheet_columns import EXPLAINED, ROW
from .sheet_plan import Refusal, SheetPlan
from .sheet_read import Table
from .sheet_values import shown

RED = "FFF4C7C3"


def mark(made: SheetPlan, path: Path) -> int:
    """Write the refused rows of a plan to ``path`` (.xlsx) and return how many rows they are.

    An .xlsx comes back whole, as it was sent, with coloured cells, comments and a column 错误说明; of other files, and
    of an .xlsx that only the reader of cells understands, a new workbook with the refused rows is made. Raises
    ``UserError`` when the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"“{path.name}”不是 .xlsx 文件名，没有写出错误说明，请把文件名改为 .xlsx 结尾")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part.xlsx", dir=path.parent)
        os.close(handle)
        book = _own_book(made.table) if made.table.file_kind == "xlsx" else None
        if book is not None:
            _mark_own(made, book, Path(temporary))
        else:
            _write_refused(made, Path(temporary))
        os.replace(temporary, path)
        temporary = ""
    except (OSError, XlsxWriterException) as error:
        raise UserError(f"没有写成“{path.name}”，原有文件未改动，它可能正被 Excel 或 WPS 打开，请关闭后再试") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
    return len({one.row for one in made.refusals})


def _by_row(refusals: Sequence[Refusal]) -> dict[int, list[Refusal]]:
    found: dict[int, list[Refusal]] = {}
    for one in refusals:
        found.setdefault(one.row, []).append(one)
    return found


def _said(those: Sequence[Refusal]) -> str:
    """Return the rules in one line that a workbook can hold."""
    text = "；".join(one.rule for one in those)
    return "".join(sign if sign.isprintable() else " " for sign in text)[:2000]


def _own_book(table: Table) -> Workbook | None:
    """Return the workbook as it was sent, None where other programs wrote styles or properties it cannot keep."""
    data = io.BytesIO(table.path.read_bytes())
    try:
        return openpyxl.load_workbook(data)
    except (ValueError, TypeError, LookupError, AttributeError, SyntaxError, OSError, InvalidFileException):
        return None


def _mark_own(made: SheetPlan, book: Workbook, path: Path) -> None:
    table = made.table
    sheet = book[table.sheet]
    fill = PatternFill("solid", start_color=RED, end_color=RED)
    head = next((cell.column for cell in sheet[table.heading_row] if cell.value == EXPLAINED), sheet.max_column + 1)
    # What an earlier check said is not true of this one.
    for row in range(table.heading_row + 1, sheet.max_row + 1):
        sheet.cell(row, head).value = None
    sheet.cell(table.heading_row, head).value = EXPLAINED
    sheet.column_dimensions[sheet.cell(table.heading_row, head).column_letter].width = 60
    for number, those in _by_row(made.refusals).items():
        sheet.cell(number, head).value = _said(those)
        sheet.cell(number, head).fill = fill
        for one in those:
            column = table.columns.get(one.name)
            if column is None:
                continue
            cell = sheet.cell(number, column + 1)
            if not hasattr(cell, "comment") or type(cell).__name__ == "MergedCell":
                continue
            cell.fill = fill
            cell.comment = Comment(_said([one]), "井格")
    book.save(path)


def _write_refused(made: SheetPlan, path: Path) -> None:
    table = made.table
    described = description(made.kind)
    names = list(table.columns)
    lines = {line.number: line for line in table.lines}
    book: Any = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#F3E7E4", "num_format": "@"})
    plain, bad = book.add_format({"num_format": "@"}), book.add_format({"bg_color": "#F4C7C3", "num_format": "@"})
    sheet = book.add_worksheet(described.label[:31])
    sheet.freeze_panes(1, 0)
    labels = [*(described[name].label for name in names), EXPLAINED, ROW]
    for at, text in enumerate(labels):
        sheet.set_column(at, at, 60 if text == EXPLAINED else 16, plain)
        sheet.write_string(0, at, text, head)
    for row, (number, those) in enumerate(_by_row(made.refusals).items(), start=1):
        wrong = {one.name: one.rule for one in those}
        cells = lines[number].cells
        for at, name in enumerate(names):
            column = table.columns[name]
            text = shown(cells[column]) if column < len(cells) else ""
            sheet.write_string(row, at, text, bad if name in wrong else plain)
            if name in wrong:
                sheet.write_comment(row, at, wrong[name])
        sheet.write_string(row, len(names), _said(those), bad)
        sheet.write_number(row, len(names) + 1, number)
    book.close()
