"""Figures: computed from rows each time, never stored and never typed; each is defined once, by its subject.

A figure names the rows behind it, so that a click on it shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import import_module

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Grid, Level, Person

from . import divisions, grids, people
from .access import everything
from .context import Context
from .counting import WHOLE, Counted, Figure, Reading, Span
from .queries import Filter, Query

OPEN_GRIDS = (Filter("open", "is", True),)
MEMBERS = (Filter("is_member", "is", True),)


def _communities(session: Session, context: Context, span: Span) -> Counted:
    return Counted(len(divisions.communities(session, context)))


def _grids(*conditions: Callable[[Context], object]) -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
        wanted = [condition(context) for condition in conditions]
        statement = select(func.count(Grid.id)).where(grids.is_open(context), *wanted)  # type: ignore[arg-type]
        return Counted(session.execute(statement).scalar_one())

    return count


def _outside(context: Context) -> object:
    return grids.size(context).in_([grids.Size.SMALL.value, grids.Size.LARGE.value])


def _incomplete(context: Context) -> object:
    return grids.incomplete(context).is_(True)


def _people(*conditions: Callable[[Context], object]) -> Callable[[Session, Context, Span], Counted]:
    def count(session: Session, context: Context, span: Span) -> Counted:
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


def _share(session: Session, context: Context, span: Span) -> Counted:
    members = _people(_member)(session, context, span).numerator
    return Counted(_people(_member, _party)(session, context, span).numerator, members)


FOUNDATION: tuple[Figure, ...] = (
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


SUBJECTS: tuple[str, ...] = (
    "staff", "training", "centre", "party", "checkin_figures", "stations", "mediation_figures",
)  # fmt: skip
"""Modules of this package whose ``FIGURES`` come after those of the foundation, in this order."""


@cache
def figures() -> Mapping[str, Figure]:
    """Return every figure by its key, in the order they are shown."""

    def those() -> Iterator[Figure]:
        yield from FOUNDATION
        for name in SUBJECTS:
            yield from import_module(f"{__package__}.{name}").FIGURES

    return {one.key: one for one in those()}


def stated(context: Context) -> Mapping[str, Decimal]:
    """Return the figures claimed elsewhere that somebody typed in: one a line, the name of the figure and a number."""
    named = {one.label: key for key, one in figures().items()}
    found: dict[str, Decimal] = {}
    for line in context.settings["figures.stated"] or ():
        label, _, number = str(line).strip().rpartition(" ")
        try:
            value = Decimal(number.removesuffix("%").replace(",", ""))
        except InvalidOperation:
            continue
        key = named.get(label.strip(), label.strip())
        if key in figures() and value.is_finite():
            found[key] = value
    return found


def read(session: Session, context: Context, keys: Sequence[str] = (), span: Span = WHOLE) -> Mapping[str, Reading]:
    """Return the figures, all of them or those named, by key: stocks as of today, flows over the span."""
    claimed = stated(context)
    found: dict[str, Reading] = {}
    for key, one in figures().items():
        if keys and key not in keys:
            continue
        with everything(session):
            counted = one.count(session, context, span)
        found[key] = Reading(
            key,
            one.label,
            counted.value,
            one.unit,
            counted.numerator,
            counted.denominator,
            span.label if one.flow else context.today.isoformat(),
            claimed.get(key),
        )
    return found


def rows_behind(key: str) -> Query | None:
    """Return the records a figure was computed from. Raises ``KeyError`` for an unknown key."""
    return figures()[key].rows
