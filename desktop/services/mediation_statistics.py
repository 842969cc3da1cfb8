"""The statistical table of mediation (调解案件情况统计表): a month, half a year or a year, by committee, area, room.

Columns are those of the domain reference §1.7. Nothing is stored: one statement counts the cases that were accepted in
the period, and every number names the rows behind it. Counts are for everybody, whoever may see the cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid
from desktop.models import Case

from .access import everything
from .context import Context
from .counting import Counted, Span, span
from .mediation import is_accepted
from .mediation_sums import LISTS, NO_ROOM, Sums, add_up, places, scope_of
from .queries import Filter, Query
from .records import choices

BY: Mapping[str, str] = {
    "committee": "调委会",
    "area": "区域",
    "room": "调解室",
    "period": "月份",
}
"""What a line of the table can stand for, and the heading of its first column."""
COUNT, PEOPLE, MONEY, TIMES = "件", "人", "万元", "次"
GROUPS: Mapping[str, tuple[str, str]] = {
    "body": ("committee_bodies", "按调委会类别"),
    "source": ("case_sources", "按案件来源"),
    "organ": ("referral_organs", "其中委托移送"),
    "type": ("dispute_types", "按纠纷类别"),
    "form": ("agreement_forms", "按协议形式"),
}
"""Columns that follow a code list, with the heading over them."""
FLAG_AT = Decimal("0.1")
"""Points by which a stated rate must differ to be flagged (reference §10.2)."""


@dataclass(frozen=True)
class Column:
    """One column of the table."""

    key: str
    label: str
    group: str
    """Heading over it."""
    unit: str


@dataclass(frozen=True)
class Rate:
    """A share that is never shown without its fraction and what it is a share of."""

    label: str
    base: str
    """What the denominator counts, as words."""
    counted: Counted

    @property
    def value(self) -> Decimal | None:
        """Per cent to one decimal, rounded half up; None without a base."""
        found = self.counted.value
        return None if found is None else Decimal(found)

    @property
    def words(self) -> str:
        """The rate as it is shown: 95.4 %（83/87，占受理）."""
        if self.value is None:
            return f"—（{self.base} 0 件）"
        return f"{self.value} %（{self.counted.numerator}/{self.counted.denominator}，占{self.base}）"


@dataclass(frozen=True)
class Days:
    """How long settling took, in days from acceptance to the agreement (0 on the same day)."""

    cases: int = 0
    mean: Decimal | None = None
    median: Decimal | None = None
    longest: int | None = None

    @property
    def words(self) -> str:
        """The times as they are shown."""
        if self.mean is None:
            return "—"
        return f"平均 {self.mean} 天，中位数 {self.median:f} 天，最长 {self.longest} 天（{self.cases} 件）"


@dataclass(frozen=True)
class Line:
    """One line of the table: a committee, an area, a room or a month, or the sum of all."""

    key: str
    label: str
    values: Mapping[str, int | Decimal]
    """By key of the column; amounts in yuan."""
    days: Days

    def count(self, key: str) -> int:
        """Return a count, 0 where nothing was counted."""
        return int(self.values.get(key, 0))

    @property
    def amount(self) -> Decimal:
        """Yuan the agreements are about."""
        return Decimal(self.values.get("amount", 0))

    def text(self, column: Column) -> str:
        """Return a value as it is shown: amounts in 万元 with two decimals."""
        return f"{ten_thousands(self.amount):.2f}" if column.unit == MONEY else f"{self.count(column.key)}"

    @property
    def rate(self) -> Rate:
        """Settled of accepted: the rate of the ministry's table."""
        return Rate("调解成功率", "受理", Counted(self.count("settled"), self.count("total")))

    @property
    def closed_rate(self) -> Rate:
        """Settled of those that have a result, as some offices reckon."""
        return Rate("调解成功率", "已有结果", Counted(self.count("settled"), self.count("decided")))


@dataclass(frozen=True)
class Footing:
    """One check of the table: both sides must be equal (or the left not above the right)."""

    label: str
    left: int
    right: int
    at_most: bool = False
    rows: Query | None = None
    """The cases that spoil it, where they can be named."""

    @property
    def holds(self) -> bool:
        """Whether it comes out right."""
        return self.left <= self.right if self.at_most else self.left == self.right

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if self.holds:
            return f"{self.label}：相符（{self.left}）"
        return f"{self.label}：不符，{self.left} 对 {self.right}，差 {abs(self.left - self.right)} 件，请核对登记"


@dataclass(frozen=True)
class Statistics:
    """The table of a period."""

    span: Span
    scope: str
    """The area it covers, in words."""
    by: str
    as_of: date
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line
    footings: tuple[Footing, ...]
    scopes: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    """Committees behind each line, and behind the whole under "", where it is not all of them."""
    bodies: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    """Committees of each body."""

    @property
    def title(self) -> str:
        """Title of the paper."""
        return f"{self.scope}调解案件情况统计表"

    def column(self, key: str) -> Column:
        """Return a column by its key. Raises ``KeyError``."""
        return next(one for one in self.columns if one.key == key)


@dataclass(frozen=True)
class Compared:
    """A rate stated elsewhere beside the computed one."""

    stated: Decimal
    computed: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Stated less computed, in points; None where nothing can be computed."""
        return None if self.computed is None else self.stated - self.computed

    @property
    def differs(self) -> bool:
        """Whether they are 0.1 point or more apart."""
        return self.gap is not None and abs(self.gap) >= FLAG_AT

    @property
    def sentence(self) -> str:
        """What to say about it."""
        if self.computed is None:
            return "这段时间没有受理案件，算不出成功率，无法核对"
        if not self.differs:
            return f"公布的 {self.stated} % 与按记录算出的 {self.computed} % 一致"
        word = "高" if (self.gap or 0) > 0 else "低"
        return f"公布的 {self.stated} % 比按记录算出的 {self.computed} % {word} {abs(self.gap or 0)} 个百分点，请核对"


def parse_stated(text: str) -> Decimal:
    """Return a rate as somebody typed it (96.8, 96.8 %, ９６.８％). Raises ``Invalid`` for anything else."""
    plain = (
        text.strip().translate(str.maketrans("０１２３４５６７８９．％。", "0123456789.%.")).removesuffix("%").strip()
    )
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 100:
        raise Invalid({"stated": f"公布的成功率应是 0 到 100 之间的数，如 96.8，现在是“{text.strip()}”"})
    return value


def compare(rate: Rate, stated: Decimal) -> Compared:
    """Return how a rate stated elsewhere stands to the computed one."""
    return Compared(stated, rate.value)


def ten_thousands(yuan: Decimal) -> Decimal:
    """Return an amount in 万元, to two decimals, rounded half up."""
    return (yuan / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


def periods(today: date, first: int) -> list[str]:
    """Return the periods to choose from as :func:`counting.span` reads them, the newest first: year, halves, months."""
    found = []
    for year in range(today.year, first - 1, -1):
        last = today.month if year == today.year else 12
        found.append(str(year))
        found += [f"{year}H{half}" for half in (2, 1) if last > 6 * (half - 1)]
        found += [f"{year}-{month:02d}" for month in range(last, 0, -1)]
    return found


def first_year(session: Session, context: Context) -> int:
    """Return the year the first case was accepted in, this year where there is none."""
    with everything(session):
        first = session.execute(select(func.min(Case.accepted_on)).where(~Case.deleted)).scalar_one_or_none()
    return first.year if first else context.today.year


def statistics(
    session: Session, context: Context, within: Span, *, by: str = "committee", division: str = ""
) -> Statistics:
    """Return the table of a period, ``by`` one of :data:`BY`, over the committees of a division (code) or all.

    Cases count in the period they were accepted in; void ones nowhere. Raises ``UserError`` for a division nobody
    knows, ``KeyError`` for an unknown ``by``.
    """
    assert by in BY, by
    with everything(session):
        scope = scope_of(session, division)
        where = places(session, division)
        words = {key: choices(session, list_key) for key, list_key in LISTS.items()}
        found = add_up(session, context, within, by, where, words)
        recounted = None if division else _recount(session, within)
    lines = tuple(_line(one.key, one.label, [one]) for one in found)
    total = _line("", "合计", found)
    columns = _columns(words, total)
    whole = tuple(one.id for one in where.committees.values()) if division else ()
    behind = {one.key: one.committees for one in found if one.committees}
    bodies: dict[str, tuple[UUID, ...]] = {}
    for place in where.committees.values():
        bodies[place.body] = (*bodies.get(place.body, ()), place.id)
    made = Statistics(within, scope, by, context.today, columns, lines, total, (), {"": whole, **behind}, bodies)
    return replace(made, footings=tuple(_footings(made, words, recounted)))


def _recount(session: Session, within: Span) -> int:
    """Count the cases once more by themselves, as the figure “调解受理” does."""
    statement = select(func.count(Case.id)).where(is_accepted(), within.holds(Case.accepted_on))
    return int(session.execute(statement).scalar_one())


def _line(key: str, label: str, sums: Sequence[Sums]) -> Line:
    values: dict[str, int | Decimal] = {}
    spread: dict[int, int] = {}
    for one in sums:
        for name, value in one.values.items():
            values[name] = values.get(name, 0) + value
        for days, many in one.days.items():
            spread[days] = spread.get(days, 0) + many
    return Line(key, label, values, _days(spread))


def _days(spread: Mapping[int, int]) -> Days:
    """Return mean, median and longest of so many cases by days."""
    many = sum(spread.values())
    if not many:
        return Days()
    mean = Decimal(sum(days * count for days, count in spread.items())) / many
    ordered = sorted(spread)

    def at(rank: int) -> int:
        seen = 0
        for days in ordered:
            seen += spread[days]
            if rank < seen:
                return days
        raise AssertionError(rank)

    median = Decimal(at((many - 1) // 2) + at(many // 2)) / 2
    return Days(many, mean.quantize(FLAG_AT, ROUND_HALF_UP), median.normalize(), ordered[-1])


def _columns(words: Mapping[str, Mapping[str, str]], total: Line) -> tuple[Column, ...]:
    """Return the columns of the ministry's table; codes a list does not have get one where they were counted."""
    found = [
        Column("total", "案件总数", "总体情况", COUNT),
        Column("parties", "涉及当事人", "总体情况", PEOPLE),
        Column("settled", "调解成功", "总体情况", COUNT),
        Column("hard", "疑难复杂", "总体情况", COUNT),
        Column("amount", "协议金额", "总体情况", MONEY),
    ]
    for name, (_, heading) in GROUPS.items():
        labels = dict(words[name])
        seen = {
            key.removeprefix(f"{name}."): value for key, value in total.values.items() if key.startswith(f"{name}.")
        }
        for code, many in seen.items():
            if many and code not in labels:
                labels[code] = code or "未填"
        found += [Column(f"{name}.{code}", label, heading, COUNT) for code, label in labels.items()]
    return (
        *found,
        Column("performed", "已履行", "履行和确认", COUNT),
        Column("confirming", "申请司法确认", "履行和确认", COUNT),
        Column("confirmed", "裁定有效", "履行和确认", COUNT),
        Column("consultations", "咨询", "咨询", TIMES),
    )


def _footings(found: Statistics, words: Mapping[str, Mapping[str, str]], recounted: int | None) -> Iterable[Footing]:
    total = found.total

    def known(name: str) -> int:
        return sum(total.count(f"{name}.{code}") for code in words[name])

    def unknown(name: str) -> Query | None:
        odd = [one for one in found.columns if one.key.startswith(f"{name}.")]
        odd = [one for one in odd if one.key.removeprefix(f"{name}.") not in words[name] and total.count(one.key)]
        return rows_behind(found, "", odd[0].key) if odd else None

    yield Footing("各纠纷类别之和等于案件总数", known("type"), total.count("total"), rows=unknown("type"))
    yield Footing("各案件来源之和等于案件总数", known("source"), total.count("total"), rows=unknown("source"))
    yield Footing(
        "各委托移送单位之和等于委托移送", known("organ"), total.count("source.referral"), rows=unknown("organ")
    )
    yield Footing("各类调委会之和等于案件总数", known("body"), total.count("total"), rows=unknown("body"))
    yield Footing("口头协议与书面协议之和等于调解成功", known("form"), total.count("settled"), rows=unknown("form"))
    yield Footing("调解成功不多于案件总数", total.count("settled"), total.count("total"), True)
    yield Footing("疑难复杂不多于案件总数", total.count("hard"), total.count("total"), True)
    if recounted is not None:
        yield Footing("合计等于逐件点数", total.count("total"), recounted)


def rows_behind(found: Statistics, line: str, column: str) -> Query:
    """Return the records a number of the table was counted from; for people and amounts the cases they stand in.

    ``line`` is the key of a line, "" for the sum. Raises ``KeyError`` for a column the table does not have.
    """
    found.column(column)
    kind = "consultations" if column == "consultations" else "cases"
    day = "day" if kind == "consultations" else "accepted_on"
    first, last = found.span.first, found.span.last
    if line and found.by == "period":
        first, last = _inside(found.span, line)
    filters = [] if kind == "consultations" else [Filter("accepted", "is", True)]
    filters += [Filter(day, "from", first)] if first else []
    filters += [Filter(day, "to", last)] if last else []
    if line and found.by == "room":
        filters.append(Filter("station_id", "is", UUID(line)) if line != NO_ROOM else Filter("station_id", "empty"))
    committees = found.scopes.get(line if line in found.scopes else "", ())
    name, _, code = column.partition(".")
    if name == "body":
        here = found.bodies.get(code, ())
        committees = tuple(one for one in here if one in committees) if committees else here
        filters.append(Filter("committee_id", "in", committees))
    elif committees:
        filters.append(Filter("committee_id", "in", committees))
    filters += _of_column(name, code)
    return Query(kind, filters=tuple(filters))


def _of_column(name: str, code: str) -> list[Filter]:
    match name:
        case "settled" | "amount":
            return [Filter("settled", "is", True), *([Filter("amount", "filled")] if name == "amount" else [])]
        case "hard":
            return [Filter("difficulty", "is", "hard")]
        case "source":
            return [Filter("source", "is", code)]
        case "organ":
            return [Filter("source", "is", "referral"), _coded("referred_by", code)]
        case "type":
            return [Filter("dispute_type", "is", code)]
        case "form":
            return [Filter("settled", "is", True), _coded("agreement_form", code)]
        case "performed" | "confirming" | "confirmed":
            return [Filter("settled", "is", True), Filter(name, "is", True)]
        case _:
            return []


def _coded(column: str, code: str) -> Filter:
    return Filter(column, "is", code) if code else Filter(column, "empty")


def _inside(within: Span, line: str) -> tuple[date | None, date | None]:
    """Return the days of a line by month (2026-08) or year (2026), cut to the period."""
    part = span(line)
    assert part.first is not None and part.last is not None
    first = max(part.first, within.first) if within.first else part.first
    last = min(part.last, within.last) if within.last else part.last
    return first, last


def table(found: Statistics, group: str = "") -> tuple[list[str], list[list[str]]]:
    """Return heads and rows as texts, the sum last: what sheets and papers show; ``group`` narrows the columns.

    Rate and time to settle follow the total columns.
    """
    columns = [one for one in found.columns if not group or one.group == group]
    general = not group or group == "总体情况"
    heads = [BY[found.by], *(f"{one.label}（{one.unit}）" for one in columns)]
    heads += ["成功率（占受理）", "平均用时（天）"] if general else []
    rows = []
    for line in (*found.lines, found.total):
        row = [line.label, *(line.text(one) for one in columns)]
        if general:
            value, days = line.rate.value, line.days.mean
            row += ["—" if value is None else f"{value} %", "—" if days is None else f"{days}"]
        rows.append(row)
    return heads, rows
