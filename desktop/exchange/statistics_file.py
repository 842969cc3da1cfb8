"""The statistical table of mediation as a workbook: heads on two levels, numbers as numbers, the checks on a sheet."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop.errors import UserError
from desktop.services.mediation_statistics import BY, MONEY, Compared, Line, Statistics, ten_thousands

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
RATES = ("成功率（%）", "受理（件）", "已有结果的成功率（%）", "已有结果（件）", "平均用时（天）", "用时中位数（天）")
"""What follows the columns of the table, so that no rate stands without its base."""


def write(found: Statistics, target: Path, *, office: str, compared: Compared | None = None) -> None:
    """Write the table and its checks; the file appears whole or not at all.

    Raises ``UserError`` where the place cannot be written.
    """
    half = target.with_name(f".{target.name}.part")
    try:
        book = xlsxwriter.Workbook(str(half), {"strings_to_formulas": False, "strings_to_urls": False})
        _table(book, found, office)
        _checks(book, found, compared)
        book.close()
        os.replace(half, target)
    except (OSError, XlsxWriterException) as error:
        raise UserError(f"“{target.name}”写不进去，没有导出，请关闭正在打开它的程序，或另选一个位置") from error
    finally:
        half.unlink(missing_ok=True)


def _table(book: Any, found: Statistics, office: str) -> None:
    sheet = book.add_worksheet("统计表")
    large = book.add_format({**FONT, "bold": True, "font_size": 16})
    plain = book.add_format(FONT)
    head = book.add_format({**FONT, "bold": True, "align": "center", "text_wrap": True, "border": 1})
    title = f"{found.span.label}{found.title}"
    sheet.write_string(0, 0, title, large)
    sheet.write_string(1, 0, f"填报单位：{office}　按受理日期统计　截至 {found.as_of:%Y-%m-%d}", plain)
    sheet.merge_range(2, 0, 3, 0, BY[found.by], head)
    at = 1
    for group, those in groupby(found.columns, key=lambda one: one.group):
        columns = list(those)
        _over(sheet, at, len(columns), group, head)
        for place, one in enumerate(columns, at):
            sheet.write_string(3, place, f"{one.label}（{one.unit}）", head)
        at += len(columns)
    _over(sheet, at, len(RATES), "成功率和用时", head)
    for place, label in enumerate(RATES, at):
        sheet.write_string(3, place, label, head)
    for row, line in enumerate((*found.lines, found.total), 4):
        _line(book, sheet, row, line, found, last=row == 4 + len(found.lines))
    sheet.set_row(3, 54)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, at + len(RATES), 9)
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)


def _over(sheet: Any, at: int, many: int, text: str, form: Any) -> None:
    if many == 1:
        sheet.write_string(2, at, text, form)
    else:
        sheet.merge_range(2, at, 2, at + many - 1, text, form)


def _line(book: Any, sheet: Any, row: int, line: Line, found: Statistics, *, last: bool) -> None:
    look = {**FONT, "border": 1, "bold": last}
    text, whole = book.add_format(look), book.add_format({**look, "num_format": "0"})
    tenth, money = book.add_format({**look, "num_format": "0.0"}), book.add_format({**look, "num_format": "0.00"})
    sheet.write_string(row, 0, line.label, text)
    for at, one in enumerate(found.columns, 1):
        value = line.values.get(one.key, 0)
        if one.unit == MONEY:
            sheet.write_number(row, at, ten_thousands(line.amount), money)
        else:
            sheet.write_number(row, at, int(value), whole)
    rate, closed = line.rate, line.closed_rate
    numbers = (rate.value, rate.counted.denominator, closed.value, closed.counted.denominator, line.days.mean,
               line.days.median)  # fmt: skip
    for at, number in enumerate(numbers, 1 + len(found.columns)):
        if number is None:
            sheet.write_string(row, at, "—", text)
        else:
            sheet.write_number(row, at, number, whole if isinstance(number, int) else tenth)


def _checks(book: Any, found: Statistics, compared: Compared | None) -> None:
    sheet = book.add_worksheet("核对")
    bold, plain = book.add_format({**FONT, "bold": True}), book.add_format(FONT)
    for at, label in enumerate(("核对项", "左边", "右边", "结果")):
        sheet.write_string(0, at, label, bold)
    for row, one in enumerate(found.footings, 1):
        sheet.write_string(row, 0, one.label, plain)
        sheet.write_number(row, 1, one.left, plain)
        sheet.write_number(row, 2, one.right, plain)
        sheet.write_string(row, 3, "相符" if one.holds else one.sentence, plain)
    row = len(found.footings) + 2
    for text in (
        f"成功率：{found.total.rate.words}",
        f"成功率：{found.total.closed_rate.words}",
        f"用时（受理至达成协议）：{found.total.days.words}",
        *([f"核对公布数：{compared.sentence}"] if compared else []),
    ):
        sheet.write_string(row, 0, text, plain)
        row += 1
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 2, 10)
    sheet.set_column(3, 3, 50)
