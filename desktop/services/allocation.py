"""Advice on where full-time members should work (专职网格员配置建议): by share of people and number of estates.

It is an advice only: nothing is changed by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import Division, Employment, Grid, Post, PostKind

from . import grids
from .context import Context
from .people import holding


@dataclass(frozen=True)
class Place:
    """A community with its open grids, people, estates and the full-time members it has now."""

    id: UUID
    code: str
    name: str
    grids: int
    people: int
    estates: int
    now: int


@dataclass(frozen=True)
class Advised:
    """One line of the advice."""

    place: Place
    share: Fraction
    """Its part of the whole, by the weights; all parts add up to 1."""
    advised: int

    @property
    def difference(self) -> int:
        """How many more (positive) or fewer it should have."""
        return self.advised - self.place.now


@dataclass(frozen=True)
class Advice:
    """The advice for the whole office."""

    as_of: date
    total: int
    """Members to be given out."""
    now: int
    """Full-time members there are."""
    people_weight: int
    estates_weight: int
    lines: tuple[Advised, ...]
    notes: tuple[str, ...]


def largest_remainder(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Give out ``total`` whole things by shares (最大余额法): whole parts first, the rest by the largest remainders.

    Equal remainders go to the one named first. The answers add up to ``total``, and none differs from its exact part
    by 1 or more. ``parts`` need not add up to 1; when all are 0 everybody counts alike.
    """
    if not parts:
        return []
    whole = sum(parts, Fraction(0))
    shares = [part / whole for part in parts] if whole else [Fraction(1, len(parts))] * len(parts)
    exact = [share * total for share in shares]
    given = [int(one) for one in exact]
    rest = sorted(range(len(parts)), key=lambda at: (given[at] - exact[at], at))
    for at in rest[: total - sum(given)]:
        given[at] += 1
    return given


def advise(places: Sequence[Place], total: int, people_weight: int, estates_weight: int, as_of: date) -> Advice:
    """Return the advice for communities; a weight whose base is 0 everywhere does not count."""
    people, estates = sum(one.people for one in places), sum(one.estates for one in places)
    weights = (people_weight if people else 0, estates_weight if estates else 0)
    whole = sum(weights)
    shares = []
    for one in places:
        share = Fraction(0)
        if weights[0]:
            share += Fraction(weights[0] * one.people, whole * people)
        if weights[1]:
            share += Fraction(weights[1] * one.estates, whole * estates)
        shares.append(share if whole else Fraction(1, len(places)))
    given = largest_remainder(total, shares)
    notes = []
    if lacking := [one.name for one in places if not one.people]:
        notes.append(f"{'、'.join(lacking)}没有填写人口，按 0 计算")
    if not estates:
        notes.append("各网格都没有填写小区数，只按人口计算")
    elif without := [one.name for one in places if not one.estates]:
        notes.append(f"{'、'.join(without)}没有填写小区数，按 0 计算")
    lines = tuple(Advised(*three) for three in zip(places, shares, given, strict=True))
    return Advice(as_of, total, sum(one.now for one in places), people_weight, estates_weight, lines, tuple(notes))


def read(session: Session, context: Context, total: int | None = None) -> Advice:
    """Return the advice of today for the communities with open grids, by code; ``total`` is usually what there is."""
    settings = context.settings
    places = _places(session, context)
    now = sum(one.now for one in places)
    return advise(
        places,
        now if total is None else total,
        settings["team.allocation_people"],
        settings["team.allocation_estates"],
        context.today,
    )


def _places(session: Session, context: Context) -> list[Place]:
    statement = (
        select(
            Division.id,
            Division.code,
            func.coalesce(func.nullif(Division.short_name, ""), Division.name),
            func.count(Grid.id),
            func.coalesce(func.sum(Grid.people), 0),
            func.coalesce(func.sum(Grid.estates), 0),
        )
        .join(Grid, Grid.community_id == Division.id)
        .where(grids.is_open(context), ~Division.deleted)
        .group_by(Division.id, Division.code, Division.short_name, Division.name)
        .order_by(Division.code)
    )
    now = _full_time(session, context)
    found = session.execute(statement).all()
    return [
        Place(one, code, name, grids_there, people, estates, now.get(one, 0))
        for one, code, name, grids_there, people, estates in found
    ]


def _full_time(session: Session, context: Context) -> Mapping[UUID, int]:
    """Return how many full-time members each community has; somebody who works in several counts in the first."""
    statement = (
        select(Post.person_id, Grid.community_id)
        .join(Grid, Grid.id == Post.grid_id)
        .where(Post.kind == PostKind.MEMBER, Post.employment == Employment.FULL_TIME, holding(Post, context))
        .where(grids.is_open(context))
        .order_by(Grid.code)
    )
    first: dict[UUID, UUID] = {}
    for person, community in session.execute(statement):
        first.setdefault(person, community)
    found: dict[Any, int] = {}
    for community in first.values():
        found[community] = found.get(community, 0) + 1
    return found


HEADS = ("社区", "网格数", "人口", "小区数", "应占份额", "现有专职", "建议配置", "相差")
"""Words over :func:`lines`."""


def lines(advice: Advice) -> list[tuple[str, ...]]:
    """Return the advice as rows of texts, as screens, papers and files show it; the sum is the last row."""
    found = [
        (
            one.place.name,
            str(one.place.grids),
            f"{one.place.people:,}",
            str(one.place.estates),
            f"{percent(one.share)} %",
            str(one.place.now),
            str(one.advised),
            signed(one.difference),
        )
        for one in advice.lines
    ]
    places = [one.place for one in advice.lines]
    whole = (
        "合计",
        str(sum(one.grids for one in places)),
        f"{sum(one.people for one in places):,}",
        str(sum(one.estates for one in places)),
        "100.0 %",
        str(advice.now),
        str(advice.total),
        signed(advice.total - advice.now),
    )
    return [*found, whole] if found else []


def percent(share: Fraction) -> Decimal:
    """Return a share in per cent with one decimal."""
    exact = Decimal(100 * share.numerator) / share.denominator
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def signed(number: int) -> str:
    """Return a difference with its sign: +2, −1, 0."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
