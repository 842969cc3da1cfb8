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

from sqlalchemy import ColumnElement, Integer, cast, distinct, extract, func, select
from sqlalchemy.orm import Session

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


def add_up(session: Session, context: Context, within: Span, by: str, where: Places) -> list[Sums]:
    """Return the lines of the table in their order."""
    sorter = _Sorter(session, context, within, by, where)
    here = [] if where.all else [Case.committee_id.in_(tuple(where.committees))]
    accepted = (is_accepted(), within.holds(Case.accepted_on), *here)
    settled = (is_settled(), within.holds(Case.accepted_on), *here)
    dims = sorter.dimensions(Case.committee_id, Case.station_id, Case.accepted_on)
    codes = (Case.source, Case.referred_by, Case.dispute_type, Case.result, Case.agreement_form, Case.difficulty)
    counted = select(*dims, *codes, func.count(), func.sum(Case.amount)).where(*accepted).group_by(*dims, *codes)
    for row in session.execute(counted):
        _count(sorter.line(row), where.committees[row[0]].body, *row[len(dims) :])
    people = (
        select(*dims, func.count(CaseParty.id))
        .join(CaseParty, CaseParty.case_id == Case.id)
        .where(*accepted, ~CaseParty.deleted)
        .group_by(*dims)
    )
    court = (
        select(*dims, func.count(distinct(Case.id)))
        .join(Confirmation, Confirmation.case_id == Case.id)
        .where(*settled, ~Confirmation.deleted)
        .group_by(*dims)
    )
    asked = sorter.dimensions(Consultation.committee_id, Consultation.station_id, Consultation.day)
    heard = select(*asked, func.count()).where(~Consultation.deleted, within.holds(Consultation.day)).group_by(*asked)
    if not where.all:
        heard = heard.where(Consultation.committee_id.in_(tuple(where.committees)))
    done = select(*dims, func.count()).where(*settled, is_performed()).group_by(*dims)
    valid = court.where(Confirmation.decision == "valid")
    more = {"parties": people, "confirming": court, "confirmed": valid, "performed": done, "consultations": heard}
    for key, statement in more.items():
        for row in session.execute(statement):
            sorter.line(row).add(key, row[-1])
    times = (*dims, Case.accepted_on, Case.ended_on)
    spent = select(*times, func.count()).where(*settled, Case.ended_on.is_not(None)).group_by(*times)
    for row in session.execute(spent):
        days = sorter.line(row).days
        took = (row[-2] - row[-3]).days
        days[took] = days.get(took, 0) + row[-1]
    return sorter.lines()


def _count(
    sums: Sums, body: str, source: str, organ: str | None, kind: str, result: str, form: str | None, difficulty: str,
    many: int, amount: Decimal | None,
) -> None:  # fmt: skip
    sums.add("total", many)
    sums.add(f"body.{body}", many)
    sums.add(f"source.{source}", many)
    sums.add(f"type.{kind}", many)
    if source == "referral":
        sums.add(f"organ.{organ or ''}", many)
    if difficulty == "hard":
        sums.add("hard", many)
    if result in DECIDED:
        sums.add("decided", many)
    if result == CaseResult.SUCCESS:
        sums.add("settled", many)
        sums.add(f"form.{form or ''}", many)
        if amount is not None:
            sums.add("amount", Decimal(amount).quantize(Decimal("0.01")))


class _Sorter:
    """Knows which line a group of rows belongs to, and which lines there are without any."""

    def __init__(self, session: Session, context: Context, within: Span, by: str, where: Places) -> None:
        self.by, self.where = by, where
        self.found: dict[str, Sums] = {}
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
