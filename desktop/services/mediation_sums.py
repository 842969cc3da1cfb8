"""What the statistical table of mediation is added up from: one pass over the cases, a few over what belongs to them.

Sums are made by the database along the index of acceptance days, grouped by the codes a case carries; here they are
only put where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, extract, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from desktop.errors import UserError
from desktop.models import Case, CaseParty, CaseResult, Committee, Confirmation, Consultation, Division, Station

from .context import Context
from .counting import Span
from .divisions import LENGTHS
from .mediation import is_accepted, is_performed, is_settled
from .offices import own

LISTS: Mapping[str, str] = {
    "body": "committee_bodies",
    "source": "case_sources",
    "organ": "referral_organs",
    "type": "dispute_types",
    "form": "agreement_forms",
}
"""Code lists the columns follow, by the first word of their keys."""
NO_ROOM = "none"
"""Key of the line of cases no room handled."""
DECIDED = frozenset(
    one.value for one in (CaseResult.SUCCESS, CaseResult.FAILED, CaseResult.WITHDRAWN, CaseResult.TRANSFERRED)
)
"""Results of cases that are over."""


@dataclass(frozen=True)
class Place:
    """A committee and where it stands."""

    id: UUID
    name: str
    body: str
    code: str
    """Code of its division."""
    area: str
    """Code of the area its numbers go to."""
    living: bool


@dataclass(frozen=True)
class Places:
    """The committees of a scope, and the names of their areas by code."""

    committees: Mapping[UUID, Place]
    areas: Mapping[str, str]
    all: bool
    """Whether these are all there are."""


@dataclass
class Sums:
    """What one line came to."""

    key: str
    label: str
    committees: tuple[UUID, ...] = ()
    """Those the line stands for, where it stands for committees."""
    values: dict[str, int | Decimal] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    """Settled cases by days from acceptance to the agreement."""

    def add(self, key: str, value: int | Decimal) -> None:
        """Add to a number."""
        self.values[key] = self.values.get(key, 0) + value


def _scope_code(session: Session, division: str) -> str:
    if division:
        return division
    row = session.get(Division, own(session).division_id)
    return row.code if row else ""


def scope_of(session: Session, division: str) -> str:
    """Return the name of the area the table covers. Raises ``UserError`` for a code no division has."""
    statement = select(Division).where(Division.code == _scope_code(session, division), ~Division.deleted)
    row = session.scalars(statement).first()
    if row is None:
        raise UserError(f"没有代码为 {division} 的区划，没有统计，请核对代码")
    return row.short_name or row.name


def places(session: Session, division: str) -> Places:
    """Return the committees of a division (code), or all of them.

    Deleted ones are among them: what they did stays counted. Areas are the divisions one level below the scope.
    """
    length = len(_scope_code(session, division))
    below = min((one for one in LENGTHS.values() if one > length), default=max(LENGTHS.values()))
    statement = select(
        Committee.id, Committee.name, Committee.kind, Division.code, Committee.deleted, Committee.closed_on
    ).join(Division, Division.id == Committee.division_id)
    if division:
        statement = statement.where(Division.code.startswith(division, autoescape=True))
    found = {}
    for row in session.execute(statement.order_by(Division.code, Committee.sort_key, Committee.id)):
        living = not row.deleted and row.closed_on is None
        found[row.id] = Place(row.id, row.name, row.kind, row.code, row.code[:below], living)
    named = select(Division.code, Division.short_name, Division.name).where(
        Division.code.in_({one.area for one in found.values()})
    )
    return Places(found, {code: short or name for code, short, name in session.execute(named)}, not division)


def add_up(
    session: Session,
    context: Context,
    within: Span,
    by: str,
    where: Places,
    words: Mapping[str, Mapping[str, str]],
) -> list[Sums]:
    """Return the lines of the table in their order."""
    sorter = _Sorter(session, context, within, by, where)
    here = [] if where.all else [Case.committee_id.in_(tuple(where.committees))]
    accepted = (is_accepted(), within.holds(Case.accepted_on), *here)
    settled = (is_settled(), within.holds(Case.accepted_on), *here)
    dims = sorter.dimensions(Case.committee_id, Case.station_id, Case.accepted_on)
    for row in session.execute(_counted(dims, accepted, words)):
        many, *sums = row[len(dims) :]
        known = _take(sorter.line(row), where.committees[row[0]].body, many, sums, words)
        sorter.odd = sorter.odd or not known
    if sorter.odd:
        _odd(session, sorter, dims, accepted, words)
    # Asked case by case along their own indexes: a join would walk through everybody's parties for one month.
    parties = select(func.count()).where(CaseParty.case_id == Case.id, ~CaseParty.deleted).correlate(Case)
    people = select(*dims, func.sum(parties.scalar_subquery())).where(*accepted).group_by(*dims)
    asking = select(Confirmation.case_id).where(~Confirmation.deleted)
    court = select(*dims, func.count()).where(*settled, Case.id.in_(asking)).group_by(*dims)
    granted = asking.where(Confirmation.decision == "valid")
    valid = select(*dims, func.count()).where(*settled, Case.id.in_(granted)).group_by(*dims)
    asked = sorter.dimensions(Consultation.committee_id, Consultation.station_id, Consultation.day)
    heard = select(*asked, func.count()).where(~Consultation.deleted, within.holds(Consultation.day)).group_by(*asked)
    if not where.all:
        heard = heard.where(Consultation.committee_id.in_(tuple(where.committees)))
    done = select(*dims, func.count()).where(*settled, is_performed()).group_by(*dims)
    more = {"parties": people, "confirming": court, "confirmed": valid, "performed": done, "consultations": heard}
    for key, statement in more.items():
        for row in session.execute(statement):
            sorter.line(row).add(key, int(row[-1] or 0))
    took = days_between(Case.accepted_on, Case.ended_on)
    spent = select(*dims, took, func.count()).where(*settled, Case.ended_on.is_not(None)).group_by(*dims, took)
    for row in session.execute(spent):
        days, long = sorter.line(row).days, int(row[-2])
        days[long] = days.get(long, 0) + row[-1]
    return sorter.lines()


CODED: Mapping[str, Any] = {
    "source": Case.source,
    "organ": Case.referred_by,
    "type": Case.dispute_type,
    "form": Case.agreement_form,
}
"""Where the codes of a list stand in a case, by the first word of the keys."""
SETTLED = Case.result == CaseResult.SUCCESS.value
REFERRED = Case.source == "referral"


def _of(name: str) -> list[ColumnElement[bool]]:
    """Return what a case fulfils besides, to count under a list."""
    return {"organ": [REFERRED], "form": [SETTLED]}.get(name, [])


def _sum(*wanted: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*wanted), 1), else_=0))


def _counted(
    dims: Sequence[ColumnElement[Any]], accepted: Sequence[ColumnElement[bool]], words: Mapping[str, Mapping[str, str]]
) -> Select[*tuple[Any, ...]]:
    """Return the one pass over the cases: a sum for each code of each list."""
    sums = [
        _sum(SETTLED), _sum(Case.difficulty == "hard"), _sum(Case.result.in_(sorted(DECIDED))),
        func.sum(case((SETTLED, Case.amount), else_=None)),
        *(_sum(column == code, *_of(name)) for name, column in CODED.items() for code in words[name]),
    ]  # fmt: skip
    return select(*dims, func.count(), *sums).where(*accepted).group_by(*dims)


def _take(sums: Sums, body: str, many: int, found: Sequence[Any], words: Mapping[str, Mapping[str, str]]) -> bool:
    """Put a row of :func:`_counted` where it belongs; return whether every case carries codes of the lists."""
    settled, hard, decided, amount, *coded = found
    sums.add("total", many)
    sums.add(f"body.{body}", many)
    for key, value in (("settled", settled), ("hard", hard), ("decided", decided)):
        sums.add(key, int(value))
    if amount is not None:
        sums.add("amount", Decimal(amount).quantize(Decimal("0.01")))
    values = iter(coded)
    counted: dict[str, int] = {}
    for name in CODED:
        for code in words[name]:
            value = int(next(values))
            sums.add(f"{name}.{code}", value)
            counted[name] = counted.get(name, 0) + value
            if (name, code) == ("source", "referral"):
                counted["referred"] = value
    wanted = {"source": many, "type": many, "organ": counted.get("referred", 0), "form": int(settled)}
    return all(counted.get(name, 0) == value for name, value in wanted.items())


def _odd(
    session: Session,
    sorter: _Sorter,
    dims: Sequence[ColumnElement[Any]],
    accepted: Sequence[ColumnElement[bool]],
    words: Mapping[str, Mapping[str, str]],
) -> None:
    """Count what carries no code, or one its list does not have: seldom, and to be mended."""
    for name, column in CODED.items():
        strange = or_(column.is_(None), column.not_in(list(words[name])))
        statement = select(*dims, column, func.count()).where(*accepted, strange, *_of(name)).group_by(*dims, column)
        for row in session.execute(statement):
            sorter.line(row).add(f"{name}.{row[-2] or ''}", row[-1])


class days_between(FunctionElement[int]):
    """Days from one day to another, in SQL."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _days_of_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    first, last = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_of_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    first, last = (compiler.process(one, **more) for one in element.clauses)
    return f"({last} - {first})"


class _Sorter:
    """Knows which line a group of rows belongs to, and which lines there are without any."""

    def __init__(self, session: Session, context: Context, within: Span, by: str, where: Places) -> None:
        self.by, self.where = by, where
        self.found: dict[str, Sums] = {}
        self.odd = False
        """Whether some case carries a code its list does not have."""
        self.rooms: Mapping[UUID, tuple[Any, ...]] = {}
        if by == "room":
            statement = select(Station.id, Station.name, Station.kind, Station.sort_key)
            self.rooms = {row[0]: tuple(row[1:]) for row in session.execute(statement)}
        self.monthly = within.first is not None and within.last is not None and within.first.year == within.last.year
        for key in self._expected(context.today, within):
            self._get(key)

    def dimensions(self, committee: Any, station: Any, day: Any) -> list[ColumnElement[Any]]:
        """Return what rows are grouped by, the committee first."""
        if self.by == "room":
            return [committee, station]
        if self.by == "period":
            part = "month" if self.monthly else "year"
            years = cast(extract("year", day), Integer)
            return [committee, years, cast(extract(part, day), Integer)]
        return [committee]

    def line(self, row: Sequence[Any]) -> Sums:
        """Return the line of a group of rows."""
        match self.by:
            case "committee":
                key = str(row[0])
            case "area":
                key = self.where.committees[row[0]].area
            case "room":
                key = NO_ROOM if row[1] is None else str(row[1])
            case _:
                key = f"{row[1]}-{row[2]:02d}" if self.monthly else str(row[1])
        return self._get(key)

    def lines(self) -> list[Sums]:
        """Return the lines in their order."""
        return sorted(self.found.values(), key=lambda one: self._rank(one.key))

    def _get(self, key: str) -> Sums:
        if key not in self.found:
            self.found[key] = Sums(key, self._label(key), self._committees(key))
        return self.found[key]

    def _expected(self, today: date, within: Span) -> Iterator[str]:
        committees = self.where.committees.values()
        if self.by == "committee":
            yield from (str(one.id) for one in committees if one.living)
        elif self.by == "area":
            yield from (one.area for one in committees if one.living)
        elif self.by == "period" and self.monthly:
            assert within.first is not None and within.last is not None
            last = min(within.last, today).month if within.first <= today else 0
            yield from (f"{within.first.year}-{month:02d}" for month in range(within.first.month, last + 1))

    def _label(self, key: str) -> str:
        match self.by:
            case "committee":
                return self.where.committees[UUID(key)].name
            case "area":
                return self.where.areas.get(key, key)
            case "room":
                return "未经调解室" if key == NO_ROOM else str(self.rooms.get(UUID(key), ("已删除的调解室",))[0])
            case _:
                year, _, month = key.partition("-")
                return f"{year}年{int(month)}月" if month else f"{year}年"

    def _committees(self, key: str) -> tuple[UUID, ...]:
        if self.by == "committee":
            return (UUID(key),)
        if self.by == "area":
            return tuple(one.id for one in self.where.committees.values() if one.area == key)
        return ()

    def _rank(self, key: str) -> tuple[Any, ...]:
        if self.by == "committee":
            return (list(self.where.committees).index(UUID(key)),)
        if self.by == "room":
            return (1,) if key == NO_ROOM else (0, *self.rooms.get(UUID(key), ("", "", ""))[1:], key)
        return (key,)
