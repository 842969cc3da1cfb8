"""The duty roster of units (单位值班表): a month proposed, looked at and written, swaps with reasons, the calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid, UserError
from desktop.models import CentreUnit, Holiday, Standing, UnitDuty
from desktop.storage.work import Work

from .centre import WHOLE, next_month
from .chinese_dates import written_date, written_month
from .context import Context
from .holidays import Calendar, unknown_years
from .rotation import DayClass, Turns, day_class, days_of, rotate

YEAR = timedelta(days=365)
"""How far back turns are counted when the next ones are given out."""


@dataclass(frozen=True)
class Shift:
    """One shift of a day as the calendar shows it."""

    id: UUID | None
    """None while it is only proposed."""
    shift: str
    unit_id: UUID | None
    unit: str
    person: str = ""
    phone: str = ""
    first_unit: str = ""
    """The unit rostered before a swap."""
    reason: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    day: date
    kind: DayClass
    name: str
    """Name of the holiday, if it is one."""
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class Share:
    """How many turns a unit has in the month, by class of day."""

    unit: str
    counts: Mapping[DayClass, int]

    @property
    def total(self) -> int:
        """All turns of the month."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Month:
    """The roster of a month, written or proposed."""

    month: date
    days: tuple[Day, ...]
    shares: tuple[Share, ...]
    notes: tuple[str, ...]

    @property
    def fresh(self) -> int:
        """How many shifts are proposed and not written yet."""
        return sum(one.id is None and one.unit_id is not None for day in self.days for one in day.shifts)

    @property
    def rostered(self) -> int:
        """How many shifts have a unit."""
        return sum(one.unit_id is not None for day in self.days for one in day.shifts)


def calendar(session: Session) -> tuple[Calendar, dict[date, str]]:
    """Return which announced days are worked, and their names."""
    rows = session.execute(select(Holiday.day, Holiday.is_workday, Holiday.name).where(~Holiday.deleted)).all()
    return {day: worked for day, worked, _ in rows}, {day: name for day, _, name in rows}


def on_duty(session: Session, when: Context, month: date) -> list[CentreUnit]:
    """Return the units that take turns in a month, in their order; visiting ones by the setting."""
    statement = (
        select(CentreUnit)
        .where(~CentreUnit.deleted, CentreUnit.on_duty)
        .where(CentreUnit.since.is_(None) | (CentreUnit.since < next_month(month)))
        .where(CentreUnit.until.is_(None) | (CentreUnit.until > month))
        .order_by(CentreUnit.standing, CentreUnit.position, CentreUnit.sort_key, CentreUnit.id)
    )
    if when.settings["centre.visiting_duty"] != "yes":
        statement = statement.where(CentreUnit.standing == Standing.RESIDENT)
    return list(session.scalars(statement))


def month(session: Session, when: Context, first: date) -> Month:
    """Return the roster of a month as it is written."""
    first = first.replace(day=1)
    names = _names(session)
    shifts: dict[date, list[Shift]] = {}
    for one in session.scalars(_written(first)):
        shifts.setdefault(one.day, []).append(
            Shift(one.id, one.shift, one.unit_id, names.get(one.unit_id, ""), one.person, one.phone,
                  names.get(one.first_unit_id, "") if one.first_unit_id else "", one.swap_reason)
        )  # fmt: skip
    return _month(session, first, shifts)


def propose(session: Session, when: Context, first: date, *, anew: bool = False) -> Month:
    """Return a month with the open days given out fairly; written days stay, unless ``anew`` gives them out too.

    Nothing is written. Days that are past are never proposed.
    """
    first = first.replace(day=1)
    units = on_duty(session, when, first)
    if not units:
        raise UserError("没有参加值班的单位，没有排班，请先登记入驻单位并勾选“参加值班”")
    table, _ = calendar(session)
    there = month(session, when, first)
    kept = {
        one.day: one.shifts
        for one in there.days
        if one.shifts and (not anew or one.day < when.today or any(shift.first_unit for shift in one.shifts))
    }
    # Days that went by without a roster are nobody's turn.
    days = [(day, day_class(day, table)) for day in days_of(first) if day >= when.today or day in kept]
    fixed = {day: shifts[0].unit_id for day, shifts in kept.items() if shifts[0].unit_id is not None}
    away = {
        day: frozenset(one.id for one in units if (one.since and day < one.since) or (one.until and day >= one.until))
        for day, _ in days
    }
    given = rotate([one.id for one in units], days, _before(session, units, first, table), fixed=fixed, away=away)
    by_id = {one.id: one for one in units}
    shifts: dict[date, list[Shift]] = {day: list(those) for day, those in kept.items()}
    for day, unit_id in given.items():
        if day in kept or unit_id is None:
            continue
        unit = by_id[unit_id]
        shifts[day] = [Shift(None, WHOLE, unit_id, unit.name, unit.contact, unit.phone)]
    return _month(session, first, shifts)


def _before(session: Session, units: Sequence[CentreUnit], first: date, table: Calendar) -> Turns[UUID]:
    """Return the turns of the year before a month. Who came later starts level with the one who had the fewest."""
    start = first - YEAR
    counts: Counter[tuple[UUID, DayClass]] = Counter()
    last: dict[UUID, date] = {}
    rows = select(UnitDuty.unit_id, UnitDuty.day).where(~UnitDuty.deleted, UnitDuty.day >= start, UnitDuty.day < first)
    for unit_id, day in session.execute(rows.order_by(UnitDuty.day)):
        counts[unit_id, day_class(day, table)] += 1
        last[unit_id] = day
    since = session.execute(select(func.min(UnitDuty.day)).where(~UnitDuty.deleted, UnitDuty.day >= start)).scalar()
    old = [one.id for one in units if one.since is None or since is None or one.since <= since]
    found = dict(counts)
    for kind in DayClass:
        least = min((counts[one, kind] for one in old), default=0)
        for unit in units:
            if unit.id not in old:
                found[unit.id, kind] = max(counts[unit.id, kind], least)
    return Turns(found, last)


def write(work: Work, proposed: Month) -> int:
    """Write the proposed shifts of a month as one action; return how many. Those on the same days are replaced.

    Raises ``UserError`` when the roster of these days was changed since it was proposed.
    """
    from .saving import demand

    demand("unit_duties", work.actor)
    fresh = [(day, one) for day in proposed.days for one in day.shifts if one.id is None and one.unit_id is not None]
    days = {day.day for day, _ in fresh}
    kept = {one.id for day in proposed.days for one in day.shifts if one.id is not None}
    there = list(work.session.scalars(_written(proposed.month)))
    if kept - {one.id for one in there}:
        raise UserError("值班表刚被别处改过，没有写入，请重新自动排班")
    for one in there:
        if one.day in days:
            one.deleted = True
    units = {unit for _, one in fresh if (unit := one.unit_id)}
    alive = set(work.session.scalars(select(CentreUnit.id).where(CentreUnit.id.in_(units), ~CentreUnit.deleted)))
    if units - alive:
        raise UserError("有单位刚被删除，没有写入，请重新自动排班")
    work.add_all(
        UnitDuty(day=day.day, shift=one.shift, unit_id=one.unit_id, person=one.person, phone=one.phone)
        for day, one in fresh
    )
    work.label = f"排定 {written_month(proposed.month)}单位值班 {len(fresh)} 班"
    return len(fresh)


def swap(work: Work, duty_id: UUID, reason: str, *, with_id: UUID | None = None, unit_id: UUID | None = None) -> None:
    """Exchange a duty with another one (``with_id``), or give it to a unit (``unit_id``); one action.

    The unit first rostered is kept; back in its place, the swap is forgotten. Raises ``Invalid`` by field
    (``reason``, ``with_id``, ``unit_id``).
    """
    from .saving import demand

    demand("unit_duties", work.actor)
    one = _duty(work.session, duty_id)
    if len(reason.strip()) < 2:
        raise Invalid({"reason": "请写明调班原因"})
    if with_id is not None:
        other = _duty(work.session, with_id)
        if other.unit_id == one.unit_id:
            raise Invalid({"with_id": "这两天是同一个单位，不用调班，请选别的日期"})
        first, second = one.unit_id, other.unit_id
        _check_once(work.session, second, one, other, "with_id")
        _check_once(work.session, first, other, one, "with_id")
        people = (one.person, one.phone), (other.person, other.phone)
        _check_there(work.session, second, one.day, "with_id")
        _check_there(work.session, first, other.day, "with_id")
        _give(one, second, people[1], reason)
        _give(other, first, people[0], reason)
        work.label = f"调班 {written_date(one.day)} 与 {written_date(other.day)}"
        return
    unit = work.session.get(CentreUnit, unit_id) if unit_id else None
    if unit is None or unit.deleted:
        raise Invalid({"unit_id": "请选择换成哪个单位"})
    if unit.id == one.unit_id:
        raise Invalid({"unit_id": "这一天本来就是这个单位，请选别的单位"})
    _check_there(work.session, unit.id, one.day, "unit_id")
    _check_once(work.session, unit.id, one, one, "unit_id")
    _give(one, unit.id, (unit.contact, unit.phone), reason)
    work.label = f"调班 {written_date(one.day)} 改为 {unit.name}"


def _duty(session: Session, duty_id: UUID) -> UnitDuty:
    found = session.get(UnitDuty, duty_id)
    if found is None or found.deleted:
        raise UserError("这一班的记录已不存在，没有调班，请刷新值班表")
    return found


def _check_there(session: Session, unit_id: UUID, day: date, name: str) -> None:
    unit = session.get(CentreUnit, unit_id)
    if unit is not None and ((unit.since and day < unit.since) or (unit.until and day >= unit.until)):
        raise Invalid({name: f"“{unit.name}”在 {written_date(day)}不在入驻期内，请另选"})


def _check_once(session: Session, unit_id: UUID, duty: UnitDuty, given_up: UnitDuty, name: str) -> None:
    """Refuse a duty to a unit that has another shift on that day, beside the one it gives up."""
    statement = select(UnitDuty.id).where(
        ~UnitDuty.deleted,
        UnitDuty.day == duty.day,
        UnitDuty.unit_id == unit_id,
        UnitDuty.id.not_in([duty.id, given_up.id]),
    )
    if session.execute(statement.limit(1)).first() is not None:
        raise Invalid({name: f"对方单位在 {written_date(duty.day)}已有另一班，一个单位一天只值一班，请另选"})


def _give(duty: UnitDuty, unit_id: UUID, who: tuple[str, str], reason: str) -> None:
    if duty.first_unit_id is None:
        duty.first_unit_id = duty.unit_id
    duty.unit_id, duty.swap_reason = unit_id, reason.strip()
    duty.person, duty.phone = who
    if duty.first_unit_id == unit_id:
        duty.first_unit_id, duty.swap_reason = None, ""


def _written(first: date) -> Select[UnitDuty]:
    return (
        select(UnitDuty)
        .where(~UnitDuty.deleted, UnitDuty.day >= first, UnitDuty.day < next_month(first))
        .order_by(UnitDuty.day, UnitDuty.shift, UnitDuty.id)
    )


def _names(session: Session) -> dict[UUID, str]:
    return {one: name for one, name in session.execute(select(CentreUnit.id, CentreUnit.name))}


def _month(session: Session, first: date, shifts: Mapping[date, Sequence[Shift]]) -> Month:
    table, names = calendar(session)
    days = tuple(
        Day(
            day,
            kind,
            names.get(day, "") if kind is DayClass.HOLIDAY else "",
            tuple(shifts.get(day, ())),
        )
        for day in days_of(first)
        for kind in (day_class(day, table),)
    )
    counts: dict[str, Counter[DayClass]] = {}
    for one in days:
        for shift in one.shifts:
            counts.setdefault(shift.unit, Counter())[one.kind] += 1
    shares = tuple(Share(unit, counts[unit]) for unit in sorted(counts, key=lambda unit: -sum(counts[unit].values())))
    notes = [f"没有 {year} 年的节假日安排，只按周末算，公布后请重排" for year in unknown_years([first], table)]
    return Month(first, days, shares, tuple(notes))
