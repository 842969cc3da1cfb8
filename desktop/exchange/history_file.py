"""The history as a CSV file for an inspection: opens in Excel as text, with who took it out, when and what for."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from desktop.clock import CHINA
from desktop.errors import UserError
from desktop.services import inspection
from desktop.services.inspection import Wanted
from desktop.storage.copying import Progress, quiet
from desktop.storage.database import Database

HEADINGS = ("序号", "时间", "经办人", "操作", "记录", "项目", "改前", "改后", "校验")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First signs by which a spreadsheet takes text for a formula."""


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def export(database: Database, wanted: Wanted, purpose: str, target: Path, progress: Progress = quiet) -> int:
    """Write the wanted part of the history to ``target`` and return how many lines it has.

    That it leaves is written into the history first. Cancelled or failed, no half file is left. Raises ``Forbidden``,
    ``Invalid`` without a purpose, ``UserError`` where the file cannot be written.
    """
    database.act("导出操作历史", lambda work: inspection.log_export(work, wanted, purpose))
    proof = inspection.verify(database, progress)
    half = target.with_name(target.name + ".part")
    now = database.clock.now().astimezone(CHINA)
    try:
        with half.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([f"操作历史　导出人 {database.actor.name}　导出时间 {now:%Y-%m-%d %H:%M}　仅供检查使用"])
            writer.writerow([f"用途 {' '.join(purpose.split())}　范围 {wanted.told()}"])
            writer.writerow([f"{'校验通过' if proof.ok else '校验不符'} {proof.sentence}"])
            writer.writerow(HEADINGS)
            many = 0
            with database.read() as session:
                for one in inspection.told(session, wanted, progress):
                    when = f"{one.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
                    texts = (one.who, one.action, one.record, one.label, one.before, one.after)
                    writer.writerow([one.number, when, *map(harmless, texts), one.digest])
                    many += 1
        os.replace(half, target)
    except OSError as error:
        raise UserError("文件写不进去，没有导出，请关闭正在打开它的程序，或另选一个位置") from error
    finally:
        half.unlink(missing_ok=True)
    return many
