"""Rosters: 5,000 rows against the same texts put on a canvas by hand; and the first sheet of a fresh process."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

from tests.benchmarks import Ratio

ROWS = 5_000
RUNS = 5


def run() -> list[Ratio]:
    """Time each way alternately in one process."""
    start = time.perf_counter()
    from desktop.documents.fonts import FOLDER
    from desktop.documents.roster import Column, Group, Roster, column_widths, print_roster

    imported = time.perf_counter()
    columns = (
        Column("序号", 10),
        Column("姓名", 34, "left", name=True),
        Column("政治面貌", 22),
        Column("所属社区、网格", 44, "left"),
        Column("任职日期", 22),
        Column("工作电话", 27),
        Column("备注", 18, blank=True),
    )
    characters = "".join((FOLDER / "standard-characters.txt").read_text("utf-8").split())[:3500]
    rows = [
        (
            str(n),
            "".join(characters[(n * step) % 3500] for step in (7, 331, 1777)),
            ("中共党员", "群众", "共青团员")[n % 3],
            f"红枫路社区{n % 9 + 1:02d}",
            f"{2018 + n % 8}.{n % 12 + 1:02d}",
            f"0796-000 {n:04d}",
            "退役军人" if n % 7 == 0 else "",
        )
        for n in range(ROWS)
    ]

    def ours(count: int) -> None:
        group = Group(rows[:count])
        sheet = Roster("枫林街道网格员花名册", "枫林街道", "2026年11月20日", f"共{count}人", columns, [group])
        print_roster(sheet, io.BytesIO())

    widths = column_widths(columns)

    def by_hand() -> None:
        from reportlab.pdfbase import pdfmetrics, ttfonts
        from reportlab.pdfgen.canvas import Canvas

        for name, file in (("bench-body", "serif-400"), ("bench-name", "serif-500")):
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(ttfonts.TTFont(name, str(FOLDER / f"{file}.ttf")))
        c = Canvas(io.BytesIO(), pagesize=(842, 595), pageCompression=1, initialFontName="bench-body")
        for first in range(0, ROWS, 30):
            for place, row in enumerate(rows[first : first + 30]):
                x, y = 42.0, 480 - 14.17 * place
                for column, text, width in zip(columns, row, widths, strict=True):
                    c.setFont(*(("bench-name", 9.2) if column.name else ("bench-body", 8.6)))
                    if column.align == "left":
                        c.drawString(x + 5, y, text)
                    else:
                        c.drawCentredString(x + width / 2, y, text)
                    x += width
                c.line(42, y - 5, 800, y - 5)
            c.showPage()
        c.save()

    before = time.perf_counter()
    ours(30)
    first = time.perf_counter() - before
    pairs = [(_timed(lambda: ours(ROWS)), _timed(by_hand)) for _ in range(RUNS)][1:]
    mine, hand = (statistics.median(times) for times in zip(*pairs, strict=True))
    return [
        Ratio("5,000 rows against a hand-drawn canvas", mine / hand, 1.5, f"{mine * 1e3:.0f} ms / {hand * 1e3:.0f} ms"),
        Ratio("first sheet after import, ms", first * 1e3, None, f"import {1e3 * (imported - start):.0f} ms"),
    ]


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
