"""Spreadsheets of 20,000 people: import and export, checks and history included, against the bare libraries."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks import Ratio
from tests.benchmarks._offices import GIVEN, SURNAMES, empty_office, opened
from tests.benchmarks._timing import in_turn, timed

ROWS = 20_000
RUNS = 3


def run() -> list[Ratio]:
    """Time reading, checking, writing and undoing on one office, and the libraries on the same cells."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(empty_office(), Path(folder) / "office")
        office = opened(Path(folder) / "office")
        try:
            return _measured(office, Path(folder))
        finally:
            office.close()


def _file(path: Path) -> None:
    import xlsxwriter

    book: Any = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    heads = ["姓名", "性别", "出生日期", "本人手机", "办公电话", "政治面貌", "学历", "职务", "备注"]
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head)
    for n in range(ROWS):
        name = SURNAMES[n % 38] + GIVEN[n * 7 % 39] + GIVEN[n // 39 % 39]
        texts = [name, "男女"[n % 2], "", f"139{n * 104729 % 100_000_000:08d}", f"0796-{n:07d}",
                 ("中共党员", "群众")[n % 2], "大专", ("社区工作者", "党支部书记", "楼栋长")[n % 3],
                 f"第 {n} 行"]  # fmt: skip
        for at, text in enumerate(texts):
            if text:
                sheet.write_string(n + 1, at, text)
        sheet.write_datetime(n + 1, 2, date(1960, 1, 1) + timedelta(days=n % 15_000), day)
    book.close()


def _measured(office: Any, folder: Path) -> list[Ratio]:
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    from desktop.exchange.sheet_apply import apply
    from desktop.exchange.sheet_plan import plan
    from desktop.exchange.sheet_read import read_table
    from desktop.exchange.sheet_write import export
    from desktop.services import context as contexts
    from desktop.services import history
    from desktop.services.records import Query

    path, out = folder / "people.xlsx", folder / "out.xlsx"
    _file(path)
    database = office.database
    with database.read() as session:
        when = contexts.context(session, database.clock)

    def bare_read(file: Path) -> list[list[Any]]:
        return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()

    def checked(file: Path) -> Any:
        table = read_table(file, "people")
        with database.read() as session:
            return plan(session, table, when, database.actor)

    def write() -> None:
        made = checked(path)
        assert made.counts()["new"] == ROWS
        database.act("导入", lambda work: apply(work, made))

    def undo() -> None:
        with database.read() as session:
            entry = history.next_undo(session)
        assert entry is not None
        database.act("撤销", lambda work: history.undo(work, entry.action_id))

    reading, read, check = in_turn(
        RUNS, lambda: bare_read(path), lambda: read_table(path, "people"), lambda: checked(path)
    )
    new = timed(write)
    exported = timed(lambda: export(database, Query("people"), out, when))
    cells = bare_read(out)

    def bare_write() -> None:
        book: Any = xlsxwriter.Workbook(str(folder / "bare.xlsx"), {"constant_memory": True})
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(cells):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(at, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(at, column, cell, day)
                else:
                    sheet.write_number(at, column, cell)
        book.close()

    writing, exported = in_turn(RUNS, bare_write, lambda: export(database, Query("people"), out, when))
    again_read, again = in_turn(RUNS, lambda: bare_read(out), lambda: checked(out))
    assert checked(out).counts()["same"] == ROWS
    undone = timed(undo)

    def rate(seconds: float) -> str:
        return f"{ROWS / seconds:,.0f} rows/s"

    return [
        Ratio("export against bare XlsxWriter", exported / writing, 2, f"{rate(exported)} / {rate(writing)}"),
        Ratio("safe reading against bare calamine", read / reading, 2, f"{rate(read)} / {rate(reading)}"),
        Ratio("reading and checking new rows", check / reading, None, f"{rate(check)} / {rate(reading)}"),
        Ratio("import of new rows, checks and history", new / reading, None, f"{rate(new)} / {rate(reading)}"),
        Ratio("import of unchanged rows by id", again / again_read, None, f"{rate(again)} / {rate(again_read)}"),
        Ratio("undo of the whole import, s", undone, None, rate(undone)),
    ]
