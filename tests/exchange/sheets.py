"""Spreadsheet files for tests, made by hand as offices make them, and the way from a file into the office."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import select

from desktop.exchange.sheet_apply import apply
from desktop.exchange.sheet_plan import SheetPlan, plan
from desktop.exchange.sheet_read import read_table
from desktop.models import kinds
from desktop.services.offices import OpenOffice
from tests.offices import now


def workbook(path: Path, rows: Sequence[Sequence[Any]], **more: Any) -> Path:
    """Write rows of cells as they are: text as text, numbers as numbers, days as date cells."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(more.get("sheet", "Sheet1"))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(at, column, cell)
            elif cell is not None:
                sheet.write_datetime(at, column, cell, day)
    for merged in more.get("merged", ()):
        sheet.merge_range(*merged)
    book.close()
    return path


def planned(opened: OpenOffice, kind: str, path: Path, **more: Any) -> SheetPlan:
    """Read and check a file."""
    table = read_table(path, kind, more.get("mapping"))
    with opened.database.read() as session:
        return plan(session, table, now(opened), opened.database.actor, more.get("progress"))


def imported(opened: OpenOffice, kind: str, path: Path) -> dict[str, int]:
    """Import a file wholly."""
    made = planned(opened, kind, path)
    return opened.database.act("导入", lambda work: apply(work, made))


def content(opened: OpenOffice, kind: str) -> list[dict[str, Any]]:
    """Return everything the office holds of a kind, keys for search included."""
    record = kinds()[kind]
    with opened.database.read() as session:
        rows = session.scalars(select(record).order_by(record.id)).all()
        return [{**row.values(), "search_key": row.search_key, "sort_key": row.sort_key} for row in rows]


def rules(made: SheetPlan) -> str:
    """Return every reason of a plan in one text."""
    return "\n".join(f"{one.row} {one.column} {one.rule}" for one in made.refusals)
