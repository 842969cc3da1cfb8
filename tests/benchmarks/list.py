"""The list of people of an office with 1,000,000 of them: first rows, ids, scrolling, jumping anywhere."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import Ratio
from tests.benchmarks._offices import large_office, opened
from tests.benchmarks._timing import in_turn, timed

PEOPLE = 1_000_000
POSTS = 100_000
GRIDS = 2_000
STEPS = 60
JUMPS = 40
WHEEL_ROWS = 3

FIRST = """
SELECT people.id, people.name, people.gender, people.mobile, people.office_phone, people.political_status, people.duty,
  (SELECT label FROM codes WHERE list_key = 'genders' AND code = people.gender AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'political_statuses' AND code = people.political_status AND NOT deleted),
  CASE WHEN EXISTS (SELECT 1 FROM posts p WHERE p.person_id = people.id AND p.kind = 'leader' AND {now}) THEN 'leader'
       WHEN EXISTS (SELECT 1 FROM posts p WHERE p.person_id = people.id AND p.kind = 'member' AND {now}) THEN 'member'
       WHEN EXISTS (SELECT 1 FROM posts p WHERE p.person_id = people.id AND p.kind = 'volunteer' AND {now})
       THEN 'volunteer'
       WHEN EXISTS (SELECT 1 FROM posts p WHERE p.person_id = people.id AND p.kind = 'party_group_leader' AND {now})
       THEN 'party_group_leader' END,
  (SELECT min(grids.name) FROM posts p JOIN grids ON grids.id = p.grid_id WHERE p.person_id = people.id AND {now}),
  (SELECT count(*) FROM posts p WHERE p.person_id = people.id AND {now}),
  EXISTS (SELECT 1 FROM posts p WHERE p.person_id = people.id AND p.kind = 'member' AND p.employment = 'full_time'
          AND {now})
FROM people WHERE NOT people.deleted ORDER BY people.sort_key, people.id LIMIT 50
""".replace("{now}", "NOT p.deleted AND p.started_on <= :today AND (p.ended_on IS NULL OR p.ended_on >= :today)")
"""What a list of people shows, labels of codes included, as one would write it by hand."""


def run() -> list[Ratio]:
    """Measure the services first, then the table on screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    office = opened(large_office(PEOPLE, POSTS, GRIDS))
    try:
        with tempfile.TemporaryDirectory() as folder:
            return [*_services(office), *_table(office, Path(folder))]
    finally:
        office.close()


def _services(office: Any) -> list[Ratio]:
    from desktop.services import columns, records
    from desktop.services import context as contexts
    from desktop.services.records import Query

    query = Query("people")
    names = [name for name, one in columns.columns("people").items() if one.listed]
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        today = {"today": context.today.isoformat()}

        def by_hand() -> None:
            driver.execute(FIRST, today).fetchall()

        ours, hand = in_turn(30, lambda: records.first_rows(session, query, names, context), by_hand)
        statement = "SELECT id FROM people WHERE deleted = 0 ORDER BY sort_key, id"
        all_ids, raw_ids = in_turn(
            3, lambda: records.ids(session, query, context), lambda: driver.execute(statement).fetchall()
        )
        found = records.ids(session, query, context)
        assert len(found) == PEOPLE
        tracemalloc.start()
        records.ids(session, query, context)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return [
        Ratio("first 50 rows against raw SQL", ours / hand, 3, f"{ours * 1e3:.2f} ms / {hand * 1e3:.2f} ms"),
        Ratio("ids of a million against a raw fetch", all_ids / raw_ids, 1.5, f"{all_ids:.2f} s / {raw_ids:.2f} s"),
        Ratio("peak memory of ids against what is kept", peak / (16 * PEOPLE), 2.5, f"{peak / 2**20:.0f} MiB"),
    ]


def _table(office: Any, folder: Path) -> list[Ratio]:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.services import context as contexts
    from desktop.services.records import Query
    from desktop.views import theme
    from desktop.views.records import cells
    from desktop.views.records.model import RecordModel
    from desktop.views.records.settings import Columns
    from desktop.views.records.table import RecordTable
    from tests.benchmarks._desk import BareDesk

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.load_fonts()
    theme.apply(app)
    desk = BareDesk(office.database, folder)
    chosen = Columns(folder, "people")
    model = RecordModel(desk, "people", chosen.names())
    with office.database.read() as session:
        limits = cells.limits(contexts.context(session, office.database.clock))
    table = RecordTable(model, chosen, limits)
    pulse = QTimer()
    pulse.start(500)  # ends a wait for events that never come
    table.resize(1100, 600)
    table.show()

    def settle(done: Callable[[], bool]) -> None:
        # The loop sleeps between events as the program's does: a busy one would keep the workers from the GIL.
        end = time.monotonic() + 60
        while not done():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > end:
                raise TimeoutError("the list did not come")

    def shown() -> bool:
        first = max(table.rowAt(0), 0)
        last = min(first + table.viewport().height() // table.rowHeight(0), model.rowCount() - 1)
        return all(model.row(number) is not None for number in range(first, last + 1))

    model.set_query(Query("people"))
    until_all = timed(lambda: settle(lambda: model.is_complete() and model.rowCount() == PEOPLE))
    settle(shown)
    bar = table.verticalScrollBar()
    table.viewport().repaint()

    def repaint() -> None:
        table.viewport().repaint()
        app.processEvents()

    def step() -> None:
        bar.setValue(bar.value() + WHEEL_ROWS)
        table.viewport().repaint()
        app.processEvents()

    bar.setValue(PEOPLE // 3)
    settle(shown)
    pairs = [(timed(repaint), timed(step)) for _ in range(STEPS)]
    bare, wheel = (statistics.median(times) for times in zip(*pairs, strict=True))
    worst = sorted(times[1] for times in pairs)[int(STEPS * 0.95)]

    places = random.Random(7).sample(range(PEOPLE - 100), JUMPS)

    def jump(to: int) -> float:
        def go() -> None:
            bar.setValue(to)
            app.processEvents()  # paints that rows are on the way, and asks for them
            settle(shown)
            app.processEvents()  # paints the rows that came

        return timed(go)

    jumps, again = [], []
    for place in places:
        jumps.append(jump(place))
        while desk.jobs.busy():
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        app.processEvents()
        again.append(timed(repaint))
    away, base = statistics.median(jumps), statistics.median(again)
    table.close()
    desk.close()
    return [
        Ratio(
            "scroll step against a bare repaint",
            wheel / bare,
            1.5,
            f"{wheel * 1e3:.1f} ms (95th of 100: {worst * 1e3:.1f}) / {bare * 1e3:.1f} ms",
        ),
        Ratio(
            "jump anywhere, rows there, against a bare repaint",
            away / base,
            3,
            f"{away * 1e3:.1f} ms / {base * 1e3:.1f} ms",
        ),
        Ratio("whole list known after opening, s", until_all, None, f"{PEOPLE:,} rows, first rows at once"),
    ]
