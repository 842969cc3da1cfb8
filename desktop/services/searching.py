"""How what was typed into a search box becomes conditions of a query: by the index, or by reading every row.

Every word must be contained in the search key of a record or in one of its long texts. The index of search names the
records that can have them (:mod:`desktop.storage.search_index`); where its pieces leave a doubt, the few rows named
are read. Deleted records and words of punctuation alone are looked for row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from desktop.models import kinds
from desktop.storage import search_index

from .search import term

COMMON = 5_000
"""From this many hits on, a list is walked in its order and asks of each record whether it is among them."""
FURTHER = 8
"""How many times more of the newest hits are taken when the last ones were not enough."""
MOST_NEWEST = 50_000

ENTRIES: Any = table(search_index.ENTRIES, column("number"), column("record_id"), column("kind"), column("pieces"))
PIECES: Any = table(search_index.PIECES, column("rowid"), column(search_index.PIECES))


NFKC: ColumnElement[Any] = literal_column("NFKC")
"""PostgreSQL's keyword for the form in which texts are compared."""


@dataclass(frozen=True)
class Plan:
    """The shape of a search: the statement of a list is built once for it, whatever words are looked for."""

    kind: str
    server: bool
    by_index: bool
    common: bool
    read: int
    """Number of words that rows are read for."""
    numbered: bool = False
    """Whether the index was asked already and its rows are given."""

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what every record found fulfils; the words come as parameters (:meth:`Search.given`)."""
        record = kinds()[self.kind]
        found: list[ColumnElement[bool]] = []
        if self.by_index and self.server:
            pieces = ENTRIES.c.pieces.op("@>")(cast(bindparam("pieces"), ARRAY(Text)))
            found.append(record.id.in_(select(ENTRIES.c.record_id).where(ENTRIES.c.kind == self.kind, pieces)))
        elif self.by_index:
            numbers = bindparam("numbers", expanding=True) if self.numbered else _numbers()
            hits = select(func.lower(func.hex(ENTRIES.c.record_id))).where(ENTRIES.c.number.in_(numbers))
            key: Any = type_coerce(record.id, Text)
            # Where there are many, looking each of them up costs more than walking the list in its order.
            found.append((func.coalesce(key, key) if self.common else key).in_(hits))
        return found + [_contains(self.kind, bindparam(f"word_{at}"), self.server) for at in range(self.read)]


@dataclass(frozen=True)
class Search:
    """One search of one kind of record."""

    plan: Plan
    words: tuple[str, ...]
    """The words rows are read for."""
    match: str = ""
    pieces: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    numbers: tuple[int, ...] = ()

    def given(self) -> Mapping[str, Any]:
        """Return the parameters of the plan's conditions."""
        found: dict[str, Any] = {f"word_{at}": _pattern(word) for at, word in enumerate(self.words)}
        if self.plan.by_index and self.plan.server:
            found["pieces"] = list(self.pieces)
        elif self.plan.numbered:
            found["numbers"] = self.numbers
        elif self.plan.by_index:
            found |= {"match": self.match, "low": self.low, "high": self.high}
        return found


def _numbers(*order: Any) -> Any:
    number = PIECES.c.rowid
    matching = PIECES.c[search_index.PIECES].op("MATCH")(bindparam("match"))
    return select(number).where(matching, number.between(bindparam("low"), bindparam("high"))).order_by(*order)


HITS = select(func.count()).select_from(_numbers().limit(bindparam("most")).subquery())
NEWEST = _numbers(PIECES.c.rowid.desc()).limit(bindparam("most"))
FIRST = _numbers(PIECES.c.rowid).limit(bindparam("most"))
SERVER_HITS = select(func.count()).select_from(
    select(literal(1))
    .where(ENTRIES.c.kind == bindparam("kind"), ENTRIES.c.pieces.op("@>")(cast(bindparam("pieces"), ARRAY(Text))))
    .limit(bindparam("most"))
    .subquery()
)


def search(session: Session, kind: str, text: str, *, deleted: bool = False, weigh: bool = True) -> Search | None:
    """Return how a kind is searched for what was typed, None when that is nothing.

    ``weigh`` asks first whether that finds many, for searches that want all of it.
    """
    words = tuple(dict.fromkeys(term(text).split()))
    if not words:
        return None
    server = session.get_bind().dialect.name == "postgresql"
    cut = [search_index.wanted(word) for word in words]
    match = search_index.expression(cut)
    if deleted or not match:
        return Search(Plan(kind, server, False, False, len(words)), words)
    doubtful = tuple(word for word, one in zip(words, cut, strict=True) if not one.exact)
    pieces = tuple(dict.fromkeys(piece for one in cut for piece in (*one.whole, *one.begun)))
    low, high = search_index.first_number(kind), search_index.last_number(kind)
    found = Search(Plan(kind, server, True, False, len(doubtful)), doubtful, match, pieces, low, high)
    return weighed(session, found) if weigh else found


def weighed(session: Session, of: Search) -> Search:
    """Return a search that knows whether it finds many."""
    is_common = of.plan.by_index and not of.plan.server and hits(session, of, COMMON) >= COMMON
    return replace(of, plan=replace(of.plan, common=is_common))


def scan(session: Session, kind: str, text: str) -> Search | None:
    """Return a search that reads every row: what the index must agree with."""
    return search(session, kind, text, deleted=True)


def hits(session: Session, of: Search, most: int) -> int:
    """Return how many records have all pieces of a search by the index, counted up to ``most``: never too few."""
    if of.plan.server:
        given = {"kind": of.plan.kind, "pieces": list(of.pieces), "most": most}
        return int(session.connection().execute(SERVER_HITS, given).scalar_one())
    given = {"match": of.match, "low": of.low, "high": of.high, "most": most}
    return int(session.connection().execute(HITS, given).scalar_one())


def newest(session: Session, of: Search, wanted: int) -> Iterator[Search]:
    """Yield searches of more and more of the newest days, whole days each, until the last one is the whole search.

    Rows of the index stand in the order of days, so a list that shows the newest first need not see them all.
    """
    size = wanted
    while of.plan.by_index and not of.plan.server and size <= MOST_NEWEST:
        given = {"match": of.match, "low": of.low, "high": of.high, "most": size}
        numbers = session.connection().execute(NEWEST, given).scalars().all()
        if len(numbers) < size:
            break
        few = replace(of.plan, common=False)
        yield replace(of, plan=few, low=search_index.day_begins(numbers[-1]))
        size *= FURTHER
    yield of


def few(session: Session, of: Search, wanted: int) -> Iterator[Search]:
    """Yield a search of the first ``wanted`` hits of the index only, then the whole one if there may be more."""
    if of.plan.by_index and not of.plan.server:
        given = {"match": of.match, "low": of.low, "high": of.high, "most": wanted}
        numbers = tuple(session.connection().execute(FIRST, given).scalars())
        yield replace(of, plan=replace(of.plan, numbered=True), numbers=numbers)
        if len(numbers) < wanted:
            return
    yield weighed(session, of)


def _contains(kind: str, pattern: Any, server: bool) -> ColumnElement[bool]:
    record = kinds()[kind]
    found: list[ColumnElement[bool]] = [record.search_key.like(pattern, escape="/")]
    for name in search_index.searched(kind):
        long: Any = getattr(record, name)
        text = func.lower(func.normalize(long, NFKC)) if server else func.folded(long)
        found.append(text.like(pattern, escape="/"))
    return or_(*found)


def _pattern(word: str) -> str:
    return "%" + word.replace("/", "//").replace("%", "/%").replace("_", "/_") + "%"
