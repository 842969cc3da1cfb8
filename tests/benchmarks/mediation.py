"""An office with 200,000 cases of mediation: the list, the search and the yearly table, against SQL written by hand."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from desktop.models import (
    Case,
    CaseParty,
    Committee,
    Confirmation,
    Consultation,
    Division,
    Level,
    Mediator,
    Performance,
    Record,
    Station,
)
from desktop.services.offices import OpenOffice
from tests.benchmarks import Ratio
from tests.benchmarks._offices import GIVEN, SURNAMES, kept, new_office, opened
from tests.benchmarks._timing import in_turn, timed

CASES = 200_000
COMMITTEES, ROOMS, MEDIATORS = 40, 12, 120
FIRST, DAYS = date(2022, 1, 1), 1_780
YEAR = 2025
TYPES = [f"{number:02d}" for number in range(1, 18)] + ["99"]
WORDS = ("渗水", "楼道", "物业费", "工资", "宅基地", "押金", "噪声", "界址", "电梯", "赔偿", "毛竹", "退货")
RARE, COMMON = "毛竹", "双方"
RARELY = 0.002
NEWEST = 50

ROWS = """
SELECT cases.id, cases.number, cases.title, cases.state, station.name, mediator.name, cases.dispute_type, cases.source,
  cases.difficulty, cases.applied_on, cases.accepted_on, cases.due_on, cases.amount, cases.result,
  (SELECT group_concat(name, '、') FROM case_parties p WHERE p.case_id = cases.id AND NOT p.deleted),
  (SELECT label FROM codes WHERE list_key = 'case_states' AND code = cases.state AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'dispute_types' AND code = cases.dispute_type AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'case_sources' AND code = cases.source AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'difficulties' AND code = cases.difficulty AND NOT deleted),
  (SELECT label FROM codes WHERE list_key = 'case_results' AND code = cases.result AND NOT deleted),
  CASE WHEN cases.state IN ('accepted', 'informed', 'investigating', 'mediating') AND cases.due_on < :today THEN 1 END
FROM (SELECT id FROM cases WHERE NOT deleted ORDER BY applied_on DESC, id DESC LIMIT 50) first
  JOIN cases ON cases.id = first.id LEFT JOIN stations station ON station.id = cases.station_id
  LEFT JOIN mediators mediator ON mediator.id = cases.mediator_id
ORDER BY cases.applied_on DESC, cases.id DESC
"""
"""What the list of cases shows, as one would write it by hand."""
LIKE = "SELECT id FROM cases WHERE (facts LIKE ? OR title LIKE ? OR agreement_text LIKE ?) AND NOT deleted"
_WANTED = "NOT c.deleted AND NOT c.void AND c.accepted_on BETWEEN :first AND :last"
_SETTLED = f"{_WANTED} AND c.result = 'success'"
TABLE = (
    "SELECT c.committee_id, count(*), sum(c.result = 'success'), sum(c.difficulty = 'hard'), "
    "sum(CASE WHEN c.result = 'success' THEN c.amount END), "
    + ", ".join(f"sum(c.source = '{one}')" for one in ("own_motion", "application", "referral"))
    + ", "
    + ", ".join(
        f"sum(c.referred_by = '{one}')" for one in ("court", "procuratorate", "police", "petition_office", "other")
    )
    + ", "
    + ", ".join(f"sum(c.dispute_type = '{one}')" for one in TYPES)
    + ", "
    + ", ".join(f"sum(c.result = 'success' AND c.agreement_form = '{one}')" for one in ("oral", "written"))
    + f" FROM cases c WHERE {_WANTED} GROUP BY c.committee_id",
    "SELECT c.committee_id, sum((SELECT count(*) FROM case_parties p WHERE p.case_id = c.id AND NOT p.deleted)) "
    f"FROM cases c WHERE {_WANTED} GROUP BY c.committee_id",
    f"SELECT c.committee_id, count(*) FROM cases c WHERE {_SETTLED} AND c.id IN "
    "(SELECT case_id FROM confirmations WHERE NOT deleted AND decision = 'valid') GROUP BY c.committee_id",
    f"SELECT c.committee_id, count(*) FROM cases c WHERE {_SETTLED} AND c.id IN "
    "(SELECT case_id FROM confirmations WHERE NOT deleted) GROUP BY c.committee_id",
    "SELECT c.committee_id, count(*) FROM cases c WHERE "
    f"{_SETTLED} AND (c.performed_on_spot OR EXISTS (SELECT 1 FROM performances p WHERE p.case_id = c.id "
    "AND NOT p.deleted)) AND NOT EXISTS (SELECT 1 FROM performances p WHERE p.case_id = c.id AND NOT p.deleted "
    "AND p.done_on IS NULL) GROUP BY c.committee_id",
    "SELECT c.committee_id, julianday(c.ended_on) - julianday(c.accepted_on), count(*) FROM cases c "
    f"WHERE {_SETTLED} GROUP BY 1, 2",
    "SELECT committee_id, count(*) FROM consultations WHERE NOT deleted AND day BETWEEN :first AND :last GROUP BY 1",
)
"""The numbers of the table for each committee, as one would write them by hand."""


def run() -> list[Ratio]:
    """Measure the list, the search, then the table."""
    office = opened(kept(f"mediation-{CASES}", _made))
    try:
        return [*_list(office), *_search(office), *_tables(office)]
    finally:
        office.close()


def _list(office: OpenOffice) -> list[Ratio]:
    from desktop.services import columns, records
    from desktop.services import context as contexts
    from desktop.services.records import Query

    query = Query("cases")
    names = [name for name, one in columns.columns("cases").items() if one.listed]
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        today = {"today": context.today.isoformat()}
        ours, hand = in_turn(
            20,
            lambda: records.first_rows(session, query, names, context),
            lambda: driver.execute(ROWS, today).fetchall(),
        )
        plain = "SELECT id FROM cases WHERE NOT deleted ORDER BY applied_on DESC, number, id"
        ids, raw = in_turn(5, lambda: records.ids(session, query, context), lambda: driver.execute(plain).fetchall())
        assert len(records.ids(session, query, context)) == CASES
        settled = Query(
            "cases", filters=(records.Filter("settled", "is", True), records.Filter("brand_room", "is", True))
        )
        by_hand = (
            "SELECT count(*) FROM cases c WHERE NOT c.deleted AND NOT c.void AND c.accepted_on > '' AND "
            "c.result = 'success' AND +c.station_id IN (SELECT id FROM stations WHERE kind = 'brand_room')"
        )
        filtered, counted = in_turn(
            3,
            lambda: records.count(session, settled, context),
            lambda: driver.execute(by_hand).fetchone(),
        )
        assert records.count(session, settled, context) == driver.execute(by_hand).fetchone()[0]
    return [
        Ratio("first 50 cases against raw SQL", ours / hand, 4, f"{ours * 1e3:.2f} ms / {hand * 1e3:.2f} ms"),
        Ratio("ids of all cases against a raw fetch", ids / raw, 1.5, f"{ids * 1e3:.0f} ms / {raw * 1e3:.0f} ms"),
        Ratio(
            "settled cases of brand rooms, counted, against raw SQL",
            filtered / counted,
            2,
            f"{filtered * 1e3:.0f} ms / {counted * 1e3:.0f} ms",
        ),
    ]


def _search(office: OpenOffice) -> list[Ratio]:
    from desktop.services import context as contexts
    from desktop.services import records
    from desktop.services.records import Query

    names = ["number", "title", "applied_on"]
    found = []
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        for word, limit in ((RARE, 0.05), (COMMON, 0.05)):
            query = Query("cases", text=word)
            seconds = _middle(10, lambda query=query: records.first_rows(session, query, names, context, NEWEST))
            hits: list[Any] = []
            scanned = timed(lambda word=word, hits=hits: hits.extend(driver.execute(LIKE, (f"%{word}%",) * 3)))
            found.append(
                Ratio(
                    f"newest {NEWEST} cases with a word in {len(hits):,}, against LIKE",
                    seconds / scanned,
                    limit,
                    f"{seconds * 1e3:.1f} ms / {scanned:.2f} s",
                )
            )
        name = driver.execute("SELECT name FROM case_parties LIMIT 1 OFFSET 100000").fetchone()[0]
        earlier = "SELECT case_id FROM case_parties WHERE name = ? AND NOT deleted"
        mine, raw = in_turn(
            20,
            lambda: records.first_rows(session, Query("case_parties", text=name), ["name", "side"], context, NEWEST),
            lambda: driver.execute(earlier, (name,)).fetchall(),
        )
        found.append(Ratio("parties of a name, ms", mine * 1e3, 50, f"an index look-up takes {raw * 1e3:.2f} ms"))
    return found


def _tables(office: OpenOffice) -> list[Ratio]:
    from desktop.services import context as contexts
    from desktop.services.counting import span
    from desktop.services.mediation_statistics import statistics as table

    found = []
    with office.database.read() as session:
        context = contexts.context(session, office.database.clock)
        driver: Any = session.connection().connection.dbapi_connection
        for text, by, limit in ((str(YEAR), "committee", 2), (str(YEAR), "period", 2), ("", "committee", 2)):
            within = span(text)
            days = {"first": str(within.first or "0001-01-01"), "last": str(within.last or "9999-12-31")}

            def by_hand(days: dict[str, str] = days) -> list[list[Any]]:
                return [driver.execute(one, days).fetchall() for one in TABLE]

            def ours(within: Any = within, by: str = by) -> Any:
                return table(session, context, within, by=by)

            made, rows = ours(), by_hand()
            total = made.total
            assert total.count("total") == sum(row[1] for row in rows[0])
            assert total.count("settled") == sum(row[2] for row in rows[0])
            assert total.count("parties") == sum(row[1] for row in rows[1])
            assert total.count("confirming") == sum(row[1] for row in rows[3])
            assert total.count("confirmed") == sum(row[1] for row in rows[2])
            assert total.count("performed") == sum(row[1] for row in rows[4])
            assert total.days.cases == sum(row[2] for row in rows[5])
            assert total.count("consultations") == sum(row[1] for row in rows[6])
            took, hand = in_turn(2, ours, by_hand)
            found.append(
                Ratio(
                    f"table of {text or 'all years'} by {by} against raw SQL",
                    took / hand,
                    limit,
                    f"{total.count('total'):,} cases, {took * 1e3:.0f} ms / {hand * 1e3:.0f} ms",
                )
            )
    return found


def _middle(runs: int, work: Callable[[], object]) -> float:
    work()
    return statistics.median(timed(work) for _ in range(runs))


# -- the office


def _made(folder: Path) -> OpenOffice:
    from desktop.storage import search_index

    office = new_office(folder)
    with office.database.writer.begin() as connection:
        recipe = _Recipe(connection, office)
        for record, rows in recipe.everything():
            while chunk := list(itertools.islice(rows, 20_000)):
                connection.execute(insert(record), chunk)
        search_index.rebuild(connection, of=("cases", "case_parties"))
    with office.database.writer.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


class _Recipe:
    """Rows of an office as it is after five years: by the same seed always the same."""

    def __init__(self, connection: Any, office: OpenOffice) -> None:
        self.owner = office.database.office_id
        self.rng = random.Random(20261130)
        statement = select(Division.id).where(Division.level == Level.COMMUNITY).order_by(Division.code)
        self.places = list(connection.execute(statement.limit(COMMITTEES)).scalars())
        self.committees = [uuid7() for _ in range(COMMITTEES)]
        self.rooms = [uuid7() for _ in range(ROOMS)]
        self.mediators = [uuid7() for _ in range(MEDIATORS)]
        self.cases = [uuid7() for _ in range(CASES)]
        self.names = [one + two + three for one, two, three in itertools.product(SURNAMES, GIVEN, GIVEN)]
        self.ended: list[tuple[str, date]] = []
        self.serials: dict[tuple[int, int], int] = {}

    def everything(self) -> Iterator[tuple[type[Record], Iterator[dict[str, Any]]]]:
        """Return the kinds of record in order with their rows."""
        yield Committee, (
            self._row(Committee, one, f"第{at}调委会", name=f"第{at}社区人民调解委员会", number_unit=f"第{at}",
                      kind=("residents", "village", "street")[at % 3], division_id=self.places[at % len(self.places)])
            for at, one in enumerate(self.committees)
        )  # fmt: skip
        yield Station, (
            self._row(Station, one, f"调解室{at}", name=f"调解室{at}", division_id=self.places[at % len(self.places)],
                      kind="brand_room" if at < 6 else "mediation_room")
            for at, one in enumerate(self.rooms)
        )  # fmt: skip
        yield Mediator, (
            self._row(Mediator, one, self.names[at], name=self.names[at], employment="part_time",
                      committee_id=self.committees[at % COMMITTEES])
            for at, one in enumerate(self.mediators)
        )  # fmt: skip
        yield Case, (self._case(at, one) for at, one in enumerate(self.cases))
        yield CaseParty, self._parties()
        yield Performance, (
            self._row(Performance, uuid7(), "付款", case_id=self.cases[at], item="付款", obliged="甲", due_on=day,
                      done_on=day if at % 10 else None)
            for at, (result, day) in enumerate(self.ended) if result == "success"
        )  # fmt: skip
        yield Confirmation, (
            self._row(Confirmation, uuid7(), "法院", case_id=self.cases[at], court="人民法院", applied_on=day,
                      applicants="", decision="valid" if at % 4 else "refused")
            for at, (result, day) in enumerate(self.ended) if result == "success" and at % 20 == 0
        )  # fmt: skip
        yield Consultation, (
            self._row(Consultation, uuid7(), f"咨询{at}", number=f"{at}", topic="漏水怎样处理",
                      day=FIRST + timedelta(days=at * 31 % DAYS), committee_id=self.committees[at % COMMITTEES])
            for at in range(50_000)
        )  # fmt: skip

    def _row(self, record: type[Record], record_id: Any, key: str, **values: Any) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for name, column in record.columns():
            default = column.default
            row[name] = default.arg if default is not None and default.is_scalar else None
        row.update(
            id=record_id,
            office_id=self.owner,
            revision=record_id,
            deleted=False,
            search_key=key,
            sort_key=key,
            **values,
        )
        return row

    def _case(self, at: int, one: Any) -> dict[str, Any]:
        rng = self.rng
        committee = at % COMMITTEES
        applied = FIRST + timedelta(days=at * DAYS // CASES)
        accepted = applied + timedelta(days=rng.randrange(3))
        result = rng.choices(("success", "failed", "withdrawn", "pending"), (85, 8, 4, 3))[0]
        ended = accepted + timedelta(days=rng.randrange(1, 30))
        self.ended.append((result, ended))
        serial = self.serials[committee, accepted.year] = self.serials.get((committee, accepted.year), 0) + 1
        word = RARE if rng.random() < RARELY else rng.choice(WORDS[:-2])
        first, second = self.names[at % len(self.names)], self.names[at * 7919 % len(self.names)]
        number = f"({accepted.year})第{committee}人调字第{serial}号"
        source = rng.choices(("application", "own_motion", "referral"), (70, 18, 12))[0]
        facts = (
            f"{first}与{second}因{word}一事发生争执，双方多次协商没有结果，邻里之间为此失和，请求调解委员会主持公道。"
            * 3
        )
        return self._row(
            Case, one, f"{number}\n{first}与{second}", number=number, title=f"{first}与{second}{word}纠纷",
            state="archived" if result != "pending" else "mediating", committee_id=self.committees[committee],
            station_id=self.rooms[at % ROOMS] if at % 3 == 0 else None,
            mediator_id=self.mediators[at % MEDIATORS], dispute_type=rng.choice(TYPES), source=source,
            referred_by=rng.choice(("court", "police", "other")) if source == "referral" else None,
            difficulty=rng.choice(("simple", "ordinary", "hard")), applied_on=applied, accepted_on=accepted,
            due_on=accepted + timedelta(days=30), facts=facts, result=result,
            ended_on=ended if result != "pending" else None, year=accepted.year, sequence=serial,
            agreement_form=rng.choice(("oral", "written")) if result == "success" else None,
            agreement_text=f"一、{second}十日内解决{word}问题。" if result == "success" else "",
            agreed_on=ended if result == "success" else None, amount=rng.randrange(1, 900) * 100,
        )  # fmt: skip

    def _parties(self) -> Iterator[dict[str, Any]]:
        for at, case in enumerate(self.cases):
            for number in range(2 + (at % 5 == 0)):
                name = self.names[(at * (1, 7919, 31)[number]) % len(self.names)]
                yield self._row(
                    CaseParty, uuid7(), name, case_id=case, name=name, position=number + 1,
                    side=("applicant", "respondent", "third")[number], phone=f"1990{at % 10_000_000:07d}",
                )  # fmt: skip
