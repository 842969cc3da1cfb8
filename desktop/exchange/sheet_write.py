"""Writing spreadsheets: templates to fill in, and records that come back without a change."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session
from xlsxwriter.exceptions import XlsxWriterException

from desktop.errors import Forbidden, UserError
from desktop.models import Field, Kind, Privacy, description, kinds
from desktop.services import records, saving
from desktop.services.access import LIMITED, READERS
from desktop.services.columns import columns as list_columns
from desktop.services.context import Context
from desktop.services.records import Query
from desktop.storage.database import Database

from .sheet_columns import (
    ELSEWHERE,
    ID,
    INSTRUCTION,
    LISTS,
    MARK,
    VERSION,
    instruction,
    letters,
    sheet_fields,
    template_fields,
)
from .sheet_values import Office, fields_with_mask

TEMPLATE_ROWS = 2_000
"""Rows of a template that have drop-down lists."""
CHOSEN = 400
"""Records a reference may point to at most for a list to choose from."""
INLINE = 255
"""Longest list a validation holds itself, in characters."""
FETCHED = 2_000
FONT = {"font_name": "宋体", "font_size": 11}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """What was written."""

    path: Path
    rows: int
    revealed: tuple[str, ...] = ()
    """Labels of private columns that are in clear."""


def write_template(session: Session, kind: str, path: Path) -> Written:
    """Write an empty spreadsheet of a kind to fill in."""
    _finish(session, kind, path, template_fields(kind), iter(()), template=True)
    return Written(path, 0)


def export(
    database: Database,
    query: Query,
    path: Path,
    context: Context,
    *,
    names: Sequence[str] = (),
    only: Sequence[UUID] | None = None,
    purpose: str = "",
    progress: Progress | None = None,
) -> Written:
    """Write the records of a query in its order, by default with every column; ``names`` chooses and orders them.

    ``only`` leaves those of the query that are named there.

    Private columns are masked. With a ``purpose`` they are in clear, which the role must allow and the history of
    every such record keeps. The file appears whole or not at all. Raises ``UserError`` and what ``progress`` raises.
    """
    kind = query.kind
    if kind in LIMITED and database.actor.role not in READERS:
        raise Forbidden(f"您的角色不能查看{description(kind).label}，没有写出任何内容，请由调解员或管理员导出")
    fields = _chosen(kind, names)
    private = [one for one in fields_with_mask(kind) if one in fields]
    with database.read() as session:
        ids = records.ids(session, query, context)
        wanted = ids.slice(0, len(ids))
    if only is not None:
        chosen = frozenset(only)
        wanted = [one for one in wanted if one in chosen]
    if purpose and private:
        seen = [one.name for one in private]
        database.act("导出", lambda work: saving.reveal_all(work, kind, wanted, seen, purpose))
    with database.read() as session:
        office = Office(session, kind)
        rows = _rows(session, office, wanted, fields, context, bool(purpose), progress)
        _finish(session, kind, path, fields, rows, office=office)
    return Written(path, len(wanted), tuple(one.label for one in private) if purpose else ())


def _chosen(kind: str, names: Sequence[str]) -> tuple[Field, ...]:
    if not names:
        return sheet_fields(kind)
    known = {one.name: one for one in sheet_fields(kind)}
    shown = list_columns(kind)
    return tuple(known.get(name) or shown[name] for name in names)


def _rows(
    session: Session,
    office: Office,
    wanted: Sequence[UUID],
    fields: Sequence[Field],
    context: Context,
    clear: bool,
    progress: Progress | None,
) -> Iterator[tuple[UUID, Sequence[Any]]]:
    """Yield the id and the cells of every record, in the order of ``wanted``."""
    record = kinds()[office.kind]
    stored = [one for one in fields if one in sheet_fields(office.kind)]
    computed = [one.name for one in fields if one not in stored]
    columns = [getattr(record, one.name) for one in stored]
    order = {one.name: place for place, one in enumerate(stored)}
    for begin in range(0, len(wanted), FETCHED):
        if progress:
            progress(begin, len(wanted))
        part = wanted[begin : begin + FETCHED]
        held: dict[UUID, Any] = {}
        for at in range(0, len(part), 500):
            statement = select(record.id, *columns).where(record.id.in_(part[at : at + 500]))
            held.update((found[0], found) for found in session.connection().execute(statement))
        texts: Mapping[UUID, Any] = {}
        if computed:
            texts = {row.id: row.texts for row in records.rows(session, office.kind, part, computed, context)}
        for one in part:
            if (row := held.get(one)) is not None:
                cells = [
                    office.cell(each, row[order[each.name] + 1], clear) if each.name in order else texts[one][each.name]
                    for each in fields
                ]
                yield one, cells


def _finish(
    session: Session,
    kind: str,
    path: Path,
    fields: Sequence[Field],
    rows: Iterator[tuple[UUID, Sequence[Any]]],
    *,
    office: Office | None = None,
    template: bool = False,
) -> None:
    """Write beside the wanted file and put it in place when it is whole."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"“{path.name}”不是 .xlsx 文件名，没有写出任何内容，请把文件名改为 .xlsx 结尾")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
        _write(Path(temporary), office or Office(session, kind), fields, rows, template)
        os.replace(temporary, path)
        temporary = ""
    except (OSError, XlsxWriterException) as error:
        busy = isinstance(error, PermissionError)
        why = "它可能正被 Excel 或 WPS 打开，或文件夹不能写入" if busy else "磁盘已满或文件夹不存在"
        raise UserError(f"没有写成“{path.name}”，原有文件未改动，{why}，请关闭表格或换一个文件夹再试") from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _write(
    path: Path, office: Office, fields: Sequence[Field], rows: Iterator[tuple[UUID, Sequence[Any]]], template: bool
) -> None:
    described = description(office.kind)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        sheet = book.add_worksheet(described.label[:31])
        formats = _formats(book, fields)
        body = [formats.get(one.kind, formats[Kind.TEXT]) for one in fields]
        sheet.set_column(0, 0, 38, formats[Kind.TEXT], {"hidden": True})
        for at, one in enumerate(fields, start=1):
            sheet.set_column(at, at, min(max(one.width / 7, 9), 60), body[at - 1])
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, ID, formats["head"])
        for at, one in enumerate(fields, start=1):
            head = "computed" if one not in sheet_fields(office.kind) else "required" if one.required else "head"
            sheet.write_string(0, at, one.label, formats[head])
        first = 1
        if template:
            first = 2
            sheet.set_row(1, 60)
            sheet.write_string(1, 0, INSTRUCTION, formats["told"])
            for at, one in enumerate(fields, start=1):
                sheet.write_string(1, at, instruction(one), formats["told"])
        number = first
        for number, (record_id, cells) in enumerate(rows, start=first):
            _row(sheet, number, record_id, cells, body)
        last = max(number, first + TEMPLATE_ROWS if template else number)
        lists = _validate(sheet, office, fields, first, last)
        _hidden(book, office.kind, lists)
        book.set_custom_property("jingge.kind", office.kind)
        book.set_custom_property("jingge.version", VERSION, "number_int")
    finally:
        book.close()


def _row(sheet: Any, number: int, record_id: UUID, cells: Sequence[Any], body: Sequence[Any]) -> None:
    sheet.write_string(number, 0, str(record_id))
    for at, cell in enumerate(cells, start=1):
        # Never the writer's own guess: "=…" is a formula to it, "1-2" a date to Excel.
        if isinstance(cell, str):
            if cell:
                sheet.write_string(number, at, cell, body[at - 1])
        elif isinstance(cell, date):
            sheet.write_datetime(number, at, cell, body[at - 1])
        else:
            sheet.write_number(number, at, cell, body[at - 1])


def _formats(book: Any, fields: Sequence[Field]) -> dict[Any, Any]:
    head = {**FONT, "bold": True, "bg_color": "#F3E7E4", "border": 1, "border_color": "#D5D5D5", "valign": "vcenter"}
    found: dict[Any, Any] = {
        "head": book.add_format(head),
        "required": book.add_format({**head, "font_color": "#B3261E"}),
        "computed": book.add_format({**head, "bg_color": "#EEEEEE", "italic": True}),
        "told": book.add_format(
            {**FONT, "font_size": 9, "font_color": "#666666", "text_wrap": True, "valign": "top", "bg_color": "#FAFAFA"}
        ),
        Kind.TEXT: book.add_format({**FONT, "num_format": "@"}),
        Kind.DAY: book.add_format({**FONT, "num_format": "yyyy-mm-dd", "align": "left"}),
        Kind.COUNT: book.add_format({**FONT, "num_format": "0"}),
        Kind.AMOUNT: book.add_format({**FONT, "num_format": "General"}),
        Kind.LONG_TEXT: book.add_format({**FONT, "num_format": "@", "text_wrap": True}),
    }
    return found


def _validate(
    sheet: Any, office: Office, fields: Sequence[Field], first: int, last: int
) -> list[tuple[str, Sequence[str]]]:
    """Put drop-down lists on the columns of choices; returns the lists that go to the hidden sheet."""
    lists: list[tuple[str, Sequence[str]]] = []
    stored = sheet_fields(office.kind)
    for at, one in enumerate(fields, start=1):
        options = _options(office, one) if one in stored else []
        if not options:
            continue
        source: Any = options
        if len(",".join(options)) > INLINE or any("," in text for text in options):
            column = letters(len(lists))
            source = f"='{LISTS}'!${column}$2:${column}${len(options) + 1}"
            lists.append((one.label, options))
        sheet.data_validation(
            first,
            at,
            max(last, first),
            at,
            {
                "validate": "list",
                "source": source,
                "error_title": one.label[:32],
                "error_message": "请从下拉列表中选择",
                "error_type": "warning",
            },
        )
    return lists


def _options(office: Office, one: Field) -> Sequence[str]:
    """Return what can be chosen for a field, [] where that is free or more than a list shows.

    Records with anything private about them (people) are not listed: their names would leave with every sheet.
    """
    if one.kind is Kind.FLAG:
        return ["是", "否"]
    if one.kind is Kind.CHOICE:
        return [str(office.cell(one, code, clear=True)) for code in office.labels[one.choices]]
    if one.kind is not Kind.REFERENCE or one.refers in ELSEWHERE or one.refers in LIMITED:
        return []
    if any(each.privacy is Privacy.MASKED for each in description(one.refers).fields):
        return []
    targets = office.targets(one.refers)
    living = {record_id for ids in targets.known.values() for record_id in ids}
    return sorted({targets.written[each] for each in living if targets.written[each]}) if len(living) <= CHOSEN else []


def _hidden(book: Any, kind: str, lists: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Write the sheet nobody sees: what the workbook is in the first row, the long lists below."""
    sheet = book.add_worksheet(LISTS)
    sheet.write_string(0, 0, MARK)
    sheet.write_string(0, 1, kind)
    sheet.write_number(0, 2, VERSION)
    longest = max((len(options) for _, options in lists), default=0)
    for row in range(longest):
        for column, (_, options) in enumerate(lists):
            if row < len(options):
                sheet.write_string(row + 1, column, options[row])
    sheet.hide()
