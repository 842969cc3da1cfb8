"""The index of search (检索索引): which records hold which pieces of text, kept in the transaction of the record.

Chinese is not written in words, and a dictionary of words would miss names. So every text is cut into overlapping
pieces: two characters where one of them is Chinese, three where all are letters or figures (pinyin, codes, phones),
less at the end of a run. Two Chinese characters are then one piece and found by it alone; a longer word is found where
all its pieces are, and read again to be sure; a single character is the beginning of a piece.

In a file the pieces lie in an FTS5 table without content, its rows numbered by kind, then day, then as they come, so
that the newest by date are the last rows and never need sorting. On PostgreSQL they are an array with a GIN index.
Deleted records are not in the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import Connection, Engine, Table, Uuid, bindparam, select, text

from desktop.models import Field, description, kinds

Progress = Callable[[int, int], None]

ENTRIES = "search_entries"
"""A row for each record in the index."""
PIECES = "search_pieces"
"""The FTS5 table of a file."""
RUN = re.compile("[0-9a-z\u0080-\u00b6\u00b8-\u1fff\u2070-\u2fff\u3005-\u3007\u3040-\U0010ffff]+")
"""Text between spaces and punctuation. The ranges are written out because the pieces kept must not change with the
Unicode tables of a Python."""
CHUNK = 2_000
"""Records read and written at once."""
DAY_BITS, KIND_BITS = 16, 40
"""Rows of one kind and day are numbered in 16 bits; days of one kind in 24."""
EPOCH = date(1800, 1, 1)
UNDATED_DAYS = 30_000
"""Numbers before those of any real day: for records without one, and for what no longer fits into its own day."""


def folded(words: str | None) -> str:
    """Return text as it is compared: half width, lower case."""
    return unicodedata.normalize("NFKC", words or "").lower()


def pieces(of: str) -> list[str]:
    """Return the pieces of a folded text, each once."""
    found: list[str] = []
    for run in RUN.findall(of):
        if run.isascii():
            found += [run[at : at + 3] for at in range(len(run))]
        elif _LATIN.search(run):
            found += [_piece(run, at) for at in range(len(run))]
        else:
            found += [run[at : at + 2] for at in range(len(run))]
    return list(dict.fromkeys(found))


_LATIN = re.compile("[0-9a-z]")


def _piece(run: str, at: int) -> str:
    pair = run[at : at + 2]
    if not pair.isascii():
        return pair
    three = run[at : at + 3]
    return three if three.isascii() else pair


@dataclass(frozen=True)
class Wanted:
    """The pieces one word of a search is found by."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]
    """Beginnings of pieces: of a word too short to be one."""
    exact: bool
    """Whether having them is the same as containing the word."""


def wanted(word: str) -> Wanted:
    """Return the pieces a record has that contains a folded ``word``; none when it is all punctuation."""
    whole: dict[str, None] = {}
    begun: list[str] = []
    runs = RUN.findall(word)
    for run in runs:
        found = [
            piece
            for at in range(len(run))
            if len(piece := _piece(run, at)) == 3
            or (len(piece) == 2 and not piece.isascii())
            or at + len(piece) < len(run)
        ]
        if found:
            whole.update(dict.fromkeys(found))
        else:
            begun.append(_piece(run, 0))
    exact = runs == [word] and [*whole, *begun] == [word]
    return Wanted(tuple(whole), tuple(begun), exact)


def expression(words: Iterable[Wanted]) -> str:
    """Return FTS5's words for records that have all the pieces; "" when there are none."""
    terms: dict[str, None] = {}
    for word in words:
        terms.update(dict.fromkeys(f'"{piece}"' for piece in word.whole))
        terms.update(dict.fromkeys(f'"{piece}" *' for piece in word.begun))
    return " AND ".join(terms)


@cache
def searched(kind: str) -> tuple[str, ...]:
    """Return the names of the long texts of a kind, which are in the index but not in the search key."""
    return tuple(one.name for one in description(kind).fields if one.lengthy)


@cache
def dated(kind: str) -> Field | None:
    """Return the field by whose day a kind is listed newest first, if it has one."""
    described = description(kind)
    return described[described.dated] if described.dated else None


def first_number(kind: str, day: date | None = None) -> int:
    """Return the least number of a kind in a file, or of one day of it."""
    days = (day - EPOCH).days if day else 0
    return (crc32(kind.encode()) & 0x3FFFFF) << KIND_BITS | days << DAY_BITS


def last_number(kind: str, day: date | None = None) -> int:
    """Return the greatest number of a kind in a file, or of one day of it."""
    return first_number(kind, day) | ((1 << (DAY_BITS if day else KIND_BITS)) - 1)


def day_begins(number: int) -> int:
    """Return the least number of the day to which ``number`` belongs."""
    return number >> DAY_BITS << DAY_BITS


@dataclass
class _Entry:
    id: UUID
    day: date | None
    pieces: list[str]


def renew(connection: Connection, changed: Mapping[str, Iterable[UUID]]) -> None:
    """Bring the index up to date with records that were added, changed, deleted or removed, by kind and id."""
    for kind, ids in changed.items():
        if kind not in kinds():
            continue
        all_ids = list(ids)
        for at in range(0, len(all_ids), CHUNK):
            part = all_ids[at : at + CHUNK]
            entries = list(_read(connection, kind, part))
            if connection.dialect.name == "postgresql":
                _write_server(connection, kind, part, entries)
            else:
                _write_file(connection, kind, part, entries)


def _read(connection: Connection, kind: str, ids: Sequence[UUID] | None) -> Iterator[_Entry]:
    """Yield the living records of a kind that have anything to be found by, the oldest first."""
    table = _table(kind)
    day = dated(kind)
    long = [table.c[_column(kind, name)] for name in searched(kind)]
    picked = [table.c.id, table.c.search_key, *long, *([table.c[_column(kind, day.name)]] if day else [])]
    statement = select(*picked).where(~table.c.deleted)
    if ids is not None:
        statement = statement.where(table.c.id.in_(bindparam("ids", list(ids), expanding=True)))
    elif day:
        statement = statement.order_by(table.c[_column(kind, day.name)])
    else:
        statement = statement.order_by(table.c.sort_key)
    found = connection.execute(statement, execution_options={"stream_results": True, "yield_per": CHUNK})
    for row in found:
        texts = [row[1], *(folded(one) for one in row[2 : 2 + len(long)])]
        if cut := pieces("\n".join(texts)):
            yield _Entry(row[0], row[-1] if day else None, cut)


def _table(kind: str) -> Table:
    table = kinds()[kind].__table__
    assert isinstance(table, Table)
    return table


@cache
def _column(kind: str, name: str) -> str:
    return dict(kinds()[kind].columns())[name].key


def _write_file(connection: Connection, kind: str, ids: Sequence[UUID], entries: Sequence[_Entry]) -> None:
    numbers: dict[bytes, int] = {}
    for at in range(0, len(ids), 500):
        part = [one.bytes for one in ids[at : at + 500]]
        marks = ", ".join("?" * len(part))
        known = connection.exec_driver_sql(
            f"SELECT record_id, number FROM {ENTRIES} WHERE record_id IN ({marks})", tuple(part)
        )
        numbers.update({row[0]: row[1] for row in known})
    free = _Numbers(connection, kind)
    kept: dict[int, str] = {}
    new: list[tuple[int, bytes]] = []
    for one in entries:
        number = numbers.get(one.id.bytes)
        if number is not None and free.fits(number, one.day):
            del numbers[one.id.bytes]
        else:
            number = free.take(one.day)
            new.append((number, one.id.bytes))
        kept[number] = " ".join(one.pieces)
    if numbers:
        gone = [(number,) for number in numbers.values()]
        connection.exec_driver_sql(f"DELETE FROM {PIECES} WHERE rowid = ?", gone)
        connection.exec_driver_sql(f"DELETE FROM {ENTRIES} WHERE number = ?", gone)
    if new:
        connection.exec_driver_sql(f"INSERT INTO {ENTRIES} (number, record_id) VALUES (?, ?)", new)
    if kept:
        connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO {PIECES} (rowid, pieces) VALUES (?, ?)", sorted(kept.items())
        )


class _Numbers:
    """Gives out the numbers of new rows of a kind in a file."""

    def __init__(self, connection: Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind
        self._is_dated = dated(kind) is not None
        self._last: dict[date | None, int] = {}

    def take(self, day: date | None) -> int:
        """Return the next number of a day."""
        if day is not None and day < date(1900, 1, 1):
            day = None
        low, high = self._room(day)
        last = self._last.get(day)
        if last is None:
            statement = f"SELECT max(number) FROM {ENTRIES} WHERE number BETWEEN ? AND ?"
            found = self._connection.exec_driver_sql(statement, (low, high)).scalar()
            last = low - 1 if found is None else int(found)
        if last >= high:
            return self.take(None)
        self._last[day] = last + 1
        return last + 1

    def fits(self, number: int, day: date | None) -> bool:
        """Return whether a row that has a number may keep it."""
        low, high = self._room(day)
        return low <= number <= high

    def _room(self, day: date | None) -> tuple[int, int]:
        if self._is_dated and day is None:
            low = first_number(self._kind)
            return low, low + (UNDATED_DAYS << DAY_BITS) - 1
        return first_number(self._kind, day), last_number(self._kind, day)


def _write_server(connection: Connection, kind: str, ids: Sequence[UUID], entries: Sequence[_Entry]) -> None:
    gone = text(f"DELETE FROM {ENTRIES} WHERE record_id IN :ids").bindparams(bindparam("ids", expanding=True))
    connection.execute(gone, {"ids": list(ids)})
    if entries:
        connection.execute(
            text(f"INSERT INTO {ENTRIES} (record_id, kind, pieces) VALUES (:id, :kind, :pieces)").bindparams(
                bindparam("id", type_=Uuid())
            ),
            [{"id": one.id, "kind": kind, "pieces": _with_beginnings(one.pieces)} for one in entries],
        )


def _with_beginnings(cut: Iterable[str]) -> list[str]:
    """Return pieces and their beginnings: an array is asked for whole elements only."""
    found: dict[str, None] = {}
    for piece in cut:
        found.update(dict.fromkeys(piece[:length] for length in range(1, len(piece) + 1)))
    return list(found)


def rebuild(
    connection: Connection, progress: Progress = lambda done, total: None, of: Iterable[str] | None = None
) -> int:
    """Make the whole index anew from the records and return how many it holds. Raises what ``progress`` raises.

    ``of`` names the kinds that are kept, all if it is left out.
    """
    clear(connection)
    words = list(kinds() if of is None else of)
    counts = {
        kind: connection.execute(select(_count()).select_from(_table(kind)).where(~_table(kind).c.deleted)).scalar_one()
        for kind in words
    }
    total, done, held = sum(counts.values()), 0, 0
    server = connection.dialect.name == "postgresql"
    for kind in words:
        part: list[_Entry] = []

        def write(kind: str, part: list[_Entry]) -> None:
            (_write_server if server else _write_file)(connection, kind, [one.id for one in part], part)

        for one in _read(connection, kind, None):
            part.append(one)
            held += 1
            if len(part) == CHUNK:
                write(kind, part)
                done += len(part)
                part = []
                progress(done, total)
        if part:
            write(kind, part)
            done += len(part)
        progress(done, total)
    if not server:
        connection.exec_driver_sql(f"INSERT INTO {PIECES} ({PIECES}) VALUES ('optimize')")
    progress(total, total)
    return held


def _count() -> Any:
    return text("count(*)")


def clear(connection: Connection) -> None:
    """Empty the index; it is made anew when the office is opened."""
    connection.exec_driver_sql(f"DELETE FROM {ENTRIES}")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {PIECES} ({PIECES}) VALUES ('delete-all')")


def fill(engine: Engine) -> None:
    """Make the index if there is none yet: an office restored from another engine comes without it."""
    with engine.connect() as connection:
        there = connection.exec_driver_sql(f"SELECT 1 FROM {ENTRIES} LIMIT 1").first()
        if there or not connection.exec_driver_sql("SELECT 1 FROM offices LIMIT 1").first():
            return
    with engine.begin() as connection:
        rebuild(connection)


def differences(connection: Connection) -> int:
    """Return how many records the index lacks or holds although they are deleted or gone."""
    server = connection.dialect.name == "postgresql"
    there = "record_id" if server else "lower(hex(record_id))"
    indexed = connection.exec_driver_sql(f"SELECT count(*) FROM {ENTRIES}").scalar_one()
    agreeing, lacking = 0, 0
    for kind in kinds():
        table = _table(kind).name
        among = f"SELECT {there} FROM {ENTRIES}"
        living = f"FROM {table} WHERE NOT deleted AND id"
        agreeing += connection.exec_driver_sql(f"SELECT count(*) {living} IN ({among})").scalar_one()
        lacking += connection.exec_driver_sql(
            f"SELECT count(*) {living} NOT IN ({among}) AND search_key <> ''"
        ).scalar_one()
    return int(lacking + indexed - agreeing)
