"""Signboards: a community board and a grid board of the demonstration office against one bare page.

The bare page has the size of the community board and one line in each of the same fonts, loaded before. Its time says
what a page costs at all; the limits of the boards, which set hundreds of lines, only guard against growing slower.
"""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable

from tests.benchmarks import Ratio
from tests.benchmarks._offices import demo_office
from tests.benchmarks._timing import in_turn, timed

RUNS = 5
MILLIMETRE = 72 / 25.4
LINE = "红星街道会师路社区网格化治理示意图 0796-000 0101"


def run() -> list[Ratio]:
    """Read the boards once, then draw them and the bare page in turn."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfgen.canvas import Canvas

    from desktop.clock import SYSTEM_CLOCK
    from desktop.documents import signboard
    from desktop.documents.fonts import FOLDER
    from desktop.services import boards, divisions, offices, records
    from desktop.services import context as contexts
    from desktop.services.records import Query
    from tests.benchmarks._offices import PASSWORD

    opened = offices.open_office(demo_office(), None, PASSWORD, SYSTEM_CLOCK)
    try:
        with opened.database.read() as session:
            context = contexts.context(session, SYSTEM_CLOCK)
            chosen = divisions.communities(session, context)[0]
            community = boards.community_board(session, chosen.id, context)
            grid_id = records.ids(session, Query("grids"), context)[0]
            reading = timed(lambda: boards.community_board(session, chosen.id, context))
            grid = boards.grid_board(session, grid_id, context)
    finally:
        opened.close()

    def community_board() -> None:
        signboard.draw_community_board(community, io.BytesIO())

    def grid_board() -> None:
        signboard.draw_grid_board(grid, io.BytesIO())

    first = timed(community_board)
    grid_board()
    bundled = {file.stem for file in FOLDER.glob("*.ttf")}
    faces = [name for name in pdfmetrics.getRegisteredFontNames() if name in bundled]

    def bare() -> None:
        canvas = Canvas(io.BytesIO(), pagesize=(1800 * MILLIMETRE, 1200 * MILLIMETRE), pageCompression=1)
        for number, name in enumerate(faces):
            canvas.setFont(name, 40)
            canvas.drawString(100, 100 + 60 * number, LINE)
        canvas.save()

    ours, grids, least = in_turn(RUNS, community_board, grid_board, bare)
    base = _peak(bare)
    return [
        Ratio("community board against a bare page", ours / least, 20, f"{ours * 1e3:.0f} / {least * 1e3:.0f} ms"),
        Ratio("grid board against a bare page", grids / least, 10, f"{grids * 1e3:.0f} / {least * 1e3:.0f} ms"),
        Ratio("community board, peak memory", _peak(community_board) / base, 2, f"bare {base / 2**20:.0f} MiB"),
        Ratio("grid board, peak memory", _peak(grid_board) / base, 2, f"bare {base / 2**20:.0f} MiB"),
        Ratio("first board of a process, ms", first * 1e3, None, f"reading its rows {reading * 1e3:.0f} ms"),
    ]


def _peak(work: Callable[[], None]) -> int:
    """Return the peak of what ``work`` takes from Python's memory, bytes."""
    tracemalloc.start()
    work()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found
