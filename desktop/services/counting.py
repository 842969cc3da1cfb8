"""What a figure is: its definition, the span it is counted over, what it came to, and how it stands.

Each subject defines its figures once, in ``FIGURES`` of its module; ``services/figures.py`` gathers them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import Session

from desktop.errors import UserError

from .context import Context
from .queries import Query

_SPANS = re.compile(
    r"(?P<year>\d{4})(?:年)?(?:-?(?P<month>0?[1-9]|1[0-2])月?|-?Q(?P<quarter>[1-4])|-?H(?P<half>[12]))?"
)


@dataclass(frozen=True)
class Span:
    """The days from ``first`` to ``last``, both included, that a flow is counted over; None means without end."""

    first: date | None = None
    last: date | None = None
    label: str = "全部"

    def holds(self, day: Any) -> ColumnElement[bool]:
        """Return the SQL of “this day lies in the span”."""
        parts = []
        if self.first is not None:
            parts.append(day >= self.first)
        if self.last is not None:
            parts.append(day <= self.last)
        return and_(true(), *parts)


WHOLE = Span()


def span(text: str) -> Span:
    """Return the span written as 2026, 2026-08, 2026Q3 or 2026H1; everything when empty.

    Raises ``UserError`` for anything else.
    """
    plain = text.strip().upper()
    if not plain:
        return WHOLE
    found = _SPANS.fullmatch(plain)
    if not found or not 1900 <= int(found["year"]) <= 2199:
        raise UserError(f"看不出“{text}”是哪一段时间，没有统计，请写成 2026、2026-08、2026Q3 或 2026H1")
    year = int(found["year"])
    if found["month"]:
        return months(year, int(found["month"]), 1, f"{year}年{int(found['month'])}月")
    if found["quarter"]:
        quarter = int(found["quarter"])
        return months(year, 3 * quarter - 2, 3, f"{year}年第{'一二三四'[quarter - 1]}季度")
    if found["half"]:
        half = int(found["half"])
        return months(year, 6 * half - 5, 6, f"{year}年{'上下'[half - 1]}半年")
    return months(year, 1, 12, f"{year}年")


def months(year: int, month: int, count: int, label: str) -> Span:
    """Return the span of ``count`` months within one year, from the first of ``month``."""
    after = date(year + 1, 1, 1) if month + count > 12 else date(year, month + count, 1)
    return Span(date(year, month, 1), after - timedelta(days=1), label)


@dataclass(frozen=True)
class Counted:
    """What a figure came to: a count, or a fraction."""

    numerator: int
    denominator: int | None = None

    @property
    def value(self) -> int | Decimal | None:
        """The count; for a fraction its percentage to one decimal, None when the base is 0."""
        if self.denominator is None:
            return self.numerator
        if self.denominator == 0:
            return None
        exact = Decimal(100) * self.numerator / self.denominator
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Figure:
    """Definition of a figure."""

    key: str
    label: str
    unit: str
    count: Callable[[Session, Context, Span], Counted]
    """Counts over the span; a stock does not ask for it and stands as of the day of the context."""
    rows: Query | None = None
    """The records behind it."""
    flow: bool = False
    """Whether it is counted over a span (services done), not as of a day (grids there are)."""
    summed: str = ""
    """The column of the records behind it whose sum it is (households linked); without one it is their number."""


@dataclass(frozen=True)
class Reading:
    """A figure as it stands: what screens, papers and ``figures --json`` show."""

    key: str
    label: str
    value: int | Decimal | None
    unit: str
    numerator: int
    denominator: int | None
    period: str
    """The day of a stock, the span of a flow."""
    stated: Decimal | None = None
    """What was claimed elsewhere, if somebody typed it in."""

    @property
    def differs(self) -> bool:
        """Whether the stated figure is 0.1 point (for counts: 1) or more away from the computed one."""
        if self.stated is None or self.value is None:
            return False
        return abs(Decimal(self.value) - self.stated) >= (1 if self.denominator is None else Decimal("0.1"))
