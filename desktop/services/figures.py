"""Figures: computed from rows each time, never stored and never typed; each is defined once, by its subject.

A figure names the rows behind it, so that a click on it shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Grid, Level, Person

from . import divisions, grids, people
from .context import Context
from .records import Filter, Query


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
    count: Callable[[Session, Context], Counted]
    rows: Query | None = None
    """The records behind it."""


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
    stated: Decimal | None = None
    """What was claimed elsewhere, if somebody typed it in."""

    @property
    def differs(self) -> bool:
        """Whether the stated figure is 0.1 point (for counts: 1) or more away from the computed one."""
        if self.stated is None or self.value is None:
            return False
        return abs(Decimal(self.value) - self.stated) >= (1 if self.denominator is None else Decimal("0.1"))


OPEN_GRIDS = (Filter("open", "is", True),)
MEMBERS = (Filter("is_member", "is", True),)


def _communities(session: Session, context: Context) -> Counted:
    return Counted(len(divisions.communities(session, context)))


def _grids(*conditions: Callable[[Context], object]) -> Callable[[Session, Context], Counted]:
    def count(session: Session, context: Context) -> Counted:
        wanted = [condition(context) for condition in conditions]
        statement = select(func.count(Grid.id)).where(grids.is_open(context), *wanted)  # type: ignore[arg-type]
        return Counted(session.execute(statement).scalar_one())

    return count


def _outside(context: Context) -> object:
    return grids.size(context).in_([grids.Size.SMALL.value, grids.Size.LARGE.value])


def _incomplete(context: Context) -> object:
    return grids.incomplete(context).is_(True)


def _people(*conditions: Callable[[Context], object]) -> Callable[[Session, Context], Counted]:
    def count(session: Session, context: Context) -> Counted:
        wanted = [condition(context) for condition in conditions]
        statement = select(func.count(Person.id)).where(~Person.deleted, *wanted)  # type: ignore[arg-type]
        return Counted(session.execute(statement).scalar_one())

    return count


def _member(context: Context) -> object:
    return people.is_member(context).is_(True)


def _party(context: Context) -> object:
    return people.is_party(context).is_(True)


def _full_time(context: Context) -> object:
    return people.is_full_time(context).is_(True)


def _role(role: str) -> Callable[[Context], object]:
    return lambda context: people.role_of(context) == role


def _holds(kind: str) -> Callable[[Context], object]:
    return lambda context: people.holds(kind, context)


def _share(session: Session, context: Context) -> Counted:
    members = _people(_member)(session, context).numerator
    return Counted(_people(_member, _party)(session, context).numerator, members)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "grids.communities",
        "社区",
        "个",
        _communities,
        Query("divisions", filters=(Filter("level", "is", Level.COMMUNITY.value), Filter("grids", "from", 1))),
    ),
    Figure("grids.total", "网格", "个", _grids(), Query("grids", filters=OPEN_GRIDS)),
    Figure(
        "grids.outside_size_limits",
        "规模需核对的网格",
        "个",
        _grids(_outside),
        Query("grids", filters=(*OPEN_GRIDS, Filter("size", "in", ("small", "large")))),
    ),
    Figure(
        "grids.incomplete_staff",
        "1+N+N 不完整的网格",
        "个",
        _grids(_incomplete),
        Query("grids", filters=(*OPEN_GRIDS, Filter("incomplete", "is", True))),
    ),
    Figure(
        "grids.without_boundary",
        "没有边界的网格",
        "个",
        _grids(lambda context: grids.has_boundary(context).is_(False)),
        Query("grids", filters=(*OPEN_GRIDS, Filter("has_boundary", "is", False))),
    ),
    Figure(
        "team.leaders",
        "中心网格长",
        "名",
        _people(_holds("leader")),
        Query("people", filters=(Filter("is_leader", "is", True),)),
    ),
    Figure("team.grid_members", "网格员", "名", _people(_member), Query("people", filters=MEMBERS)),
    Figure(
        "team.full_time",
        "专职网格员",
        "名",
        _people(_full_time),
        Query("people", filters=(*MEMBERS, Filter("is_full_time", "is", True))),
    ),
    Figure(
        "team.party_share",
        "网格员中党员占比",
        "%",
        _share,
        Query("people", filters=(*MEMBERS, Filter("is_party", "is", True))),
    ),
    Figure(
        "team.volunteers",
        "平安志愿者",
        "名",
        _people(_holds("volunteer")),
        Query("people", filters=(Filter("is_volunteer", "is", True),)),
    ),
)


def read(session: Session, context: Context, keys: Sequence[str] = ()) -> Mapping[str, Reading]:
    """Return the figures as they stand today, all of them or those named, by key."""
    wanted = [one for one in FIGURES if not keys or one.key in keys]
    found: dict[str, Reading] = {}
    for one in wanted:
        counted = one.count(session, context)
        found[one.key] = Reading(
            one.key,
            one.label,
            counted.value,
            one.unit,
            counted.numerator,
            counted.denominator,
            context.today.isoformat(),
        )
    return found


def rows_behind(key: str) -> Query | None:
    """Return the records a figure was computed from. Raises ``KeyError`` for an unknown key."""
    for one in FIGURES:
        if one.key == key:
            return one.rows
    raise KeyError(key)
