"""A table of texts as a workbook: for answers that are computed and never read back (配置建议 and the like)."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop.errors import UserError

FONT = {"font_name": "宋体", "font_size": 11}
_NUMBER = re.compile(r"[+−-]?\d[\d,]*(?:\.\d+)?")


def write(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], target: Path, notes: Sequence[str] = ()
) -> None:
    """Write a table with its title, heads and notes; figures become numbers. The file appears whole or not at all.

    Raises ``UserError`` where the place cannot be written.
    """
    half = target.with_name(f".{target.name}.part")
    try:
        book = xlsxwriter.Workbook(str(half), {"strings_to_formulas": False, "strings_to_urls": False})
        bold, plain = book.add_format({**FONT, "bold": True}), book.add_format(FONT)
        large = book.add_format({**FONT, "bold": True, "font_size": 16})
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, title, large)
        for at, head in enumerate(heads):
            sheet.write_string(1, at, head, bold)
            longest = max([len(head), *(len(row[at]) for row in rows)])
            sheet.set_column(at, at, 2 * min(longest, 30) + 3)
        for number, row in enumerate(rows, 2):
            for at, text in enumerate(row):
                if _NUMBER.fullmatch(text):
                    sheet.write_number(number, at, float(text.replace(",", "").replace("−", "-")), plain)
                else:
                    sheet.write_string(number, at, text, plain)
        for number, note in enumerate(notes, len(rows) + 3):
            sheet.write_string(number, 0, note, plain)
        sheet.freeze_panes(2, 1)
        book.close()
        os.replace(half, target)
    except (OSError, XlsxWriterException) as error:
        raise UserError(f"“{target.name}”写不进去，没有导出，请关闭正在打开它的程序，或另选一个位置") from error
    finally:
        half.unlink(missing_ok=True)
