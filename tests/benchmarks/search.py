"""Search among 1,000,000 encrypted cases of 200 Chinese characters and 1,000,000 people, against reading every row."""

from __future__ import annotations

import itertools
import json
import random
import resource
import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Index, Text, insert
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from desktop.models import Kind, Record, Search
from desktop.models.base import describe
from desktop.models.fields import field
from desktop.services.offices import OpenOffice
from tests.benchmarks import Ratio
from tests.benchmarks._offices import kept, large_office, new_office, opened
from tests.benchmarks._timing import timed
from tests.benchmarks.list import GRIDS, PEOPLE, POSTS

CASES = 1_000_000
CHARACTERS = 200
SIZES = "sizes.json"
COMMON, MIDDLING, RARE = "群众", "围墙", "鼋鼍"
"""In about half of the cases, in a few of a hundred, in fifty of a million."""
NEWEST = 50
INITIALS = "xgl"
LEAST = 500
"""How many times faster than reading every row a search is at least."""


class Case(Record):
    """A long text with a day: what mediation files are made of."""

    __tablename__ = "benchmark_cases"
    __table_args__ = (Index("ix_benchmark_cases_accepted_on", "accepted_on", "id", "deleted"),)
    described = describe("benchmark_cases", "案件", "件", "number", code="number", dated="accepted_on")

    number: Mapped[str] = mapped_column(Text, info=field("编号", Kind.CODE, search=Search.CODE, listed=True))
    accepted_on: Mapped[date | None] = mapped_column(info=field("受理日期", Kind.DAY, listed=True))
    facts: Mapped[str] = mapped_column(Text, info=field("事实", Kind.LONG_TEXT, search=Search.TEXT, listed=True))


def run() -> list[Ratio]:
    """Measure the cases first, then the people."""
    folder = kept(f"cases-{CASES}", _cases)
    office = opened(folder)
    try:
        found = _long_texts(office, json.loads((folder / SIZES).read_text("utf-8")))
    finally:
        office.close()
    office = opened(large_office(PEOPLE, POSTS, GRIDS))
    try:
        return [*found, *_initials(office)]
    finally:
        office.close()


def texts() -> Iterator[str]:
    """Yield texts of words as rare as words are: the n-th as often as 1/n, a comma after every few."""
    draw = random.Random(20261124)
    rows = [bytes((row, column)) for row in range(0xB0, 0xD7) for column in range(0xA1, 0xFA)]
    signs = [sign.decode("gb2312") for sign in rows]
    draw.shuffle(signs)
    words: list[str] = [COMMON]
    weights = [1 / (rank + 3) for rank in range(len(signs))]
    by_rank = list(itertools.accumulate(weights))
    while len(words) < 12_000:
        length = draw.choice((1, 2, 2, 2, 2, 3, 4))
        words.append("".join(draw.choices(signs, cum_weights=by_rank, k=length)))
    words[3_000] = MIDDLING
    sums = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(words))))
    for number in itertools.count():
        parts = draw.choices(words, cum_weights=sums, k=CHARACTERS)
        if number % 20_000 == 777:
            parts[9] = RARE
        for comma in range(5, len(parts), 6):
            parts[comma] += "，"
        yield "".join(parts)[: CHARACTERS - 1] + "。"


def _cases(folder: Path) -> OpenOffice:
    made = new_office(folder)
    _fill(made, folder)
    return made


def _fill(office: OpenOffice, folder: Path) -> None:
    from desktop.storage import search_index

    first = date(2016, 1, 1)
    written = 0
    with office.database.writer.begin() as connection:
        Case.__table__.create(connection)  # type: ignore[attr-defined]
        source = texts()
        for begin in range(0, CASES, 20_000):
            chunk = []
            for number in range(begin, begin + 20_000):
                facts = next(source)
                written += len(facts.encode())
                one = uuid7()
                chunk.append(
                    {
                        "id": one,
                        "office_id": office.database.office_id,
                        "revision": one,
                        "deleted": False,
                        "search_key": f"{number:08d}",
                        "sort_key": f"{number:08d}",
                        "number": f"{number:08d}",
                        "accepted_on": first + timedelta(days=number * 7919 % 4_000),
                        "facts": facts,
                    }
                )
            connection.execute(insert(Case), chunk)
    before = _size(office)
    with office.database.writer.begin() as connection:
        took = timed(lambda: search_index.rebuild(connection))
    with office.database.writer.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = {"text": written, "index": _size(office) - before, "seconds": took}
    (folder / SIZES).write_text(json.dumps(sizes), "utf-8")


def _size(office: OpenOffice) -> int:
    with office.database.writer.connect() as connection:
        pages, free, page = (
            int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * page


def _long_texts(office: OpenOffice, sizes: dict[str, float]) -> list[Ratio]:
    from desktop.services import context as contexts
    from desktop.services import records
    from desktop.services.records import Query

    names = ["number", "accepted_on", "facts"]
    found = []
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection

        def reading(word: str) -> tuple[float, list[str]]:
            statement = "SELECT accepted_on, id, number FROM benchmark_cases WHERE facts LIKE ? AND NOT deleted"
            rows: list[tuple[str, str, str]] = []
            took = timed(lambda: rows.extend(driver.execute(statement, (f"%{word}%",))))
            return took, [row[2] for row in sorted(rows, reverse=True)]

        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for word, is_held in ((COMMON, True), (MIDDLING, False), (RARE, True)):
            query = Query("benchmark_cases", text=word)
            seconds = _middle(30, lambda query=query: records.first_rows(session, query, names, context, NEWEST))
            shown = [row.values["number"] for row in records.first_rows(session, query, names, context, NEWEST)]
            scanned, all_rows = reading(word)
            assert shown == all_rows[:NEWEST], word
            found.append(
                Ratio(
                    f"newest {NEWEST} by date, a word in {len(all_rows):,}, against LIKE over all",
                    seconds / scanned,
                    1 / LEAST if is_held else None,
                    f"{seconds * 1e3:.2f} ms / {scanned:.2f} s: 1/{scanned / seconds:,.0f}",
                )
            )
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    return [
        *found,
        Ratio(
            "index against the text, bytes",
            sizes["index"] / sizes["text"],
            1.2,
            f"{sizes['index'] / 2**20:.0f} MiB / {sizes['text'] / 2**20:.0f} MiB, "
            f"built in {sizes['seconds']:.0f} s: {sizes['seconds'] / CASES * 1e6:.0f} µs a case",
        ),
        Ratio("memory of searches and scans, MiB", grown / 1024, None, "page cache included"),
    ]


def _initials(office: OpenOffice) -> list[Ratio]:
    from desktop.services import records

    found = []
    with office.database.read() as session:
        driver: Any = session.connection().connection.dbapi_connection
        some = driver.execute("SELECT id FROM people ORDER BY id LIMIT 1 OFFSET 500000").fetchone()
        one = _middle(200, lambda: driver.execute("SELECT * FROM people WHERE id = ?", some).fetchone())
        for typed in (INITIALS, "xg", "yangg", "杨", "杨国", "0796"):
            seconds = _middle(50, lambda typed=typed: records.candidates(session, "people", typed, 30))
            many = records.count(session, records.Query("people", text=typed), _context(session, office))
            found.append(
                Ratio(
                    f"first 30 people for {typed}, {many:,} hits, ms",
                    seconds * 1e3,
                    1 if typed == INITIALS else None,
                    f"{seconds / one:.0f} look-ups of a key of {one * 1e6:.0f} µs",
                )
            )
    return found


def _context(session: Any, office: OpenOffice) -> Any:
    from desktop.services import context as contexts

    return contexts.context(session, office.database.clock)


def _middle(runs: int, work: Callable[[], object]) -> float:
    work()
    return statistics.median(timed(work) for _ in range(runs))
