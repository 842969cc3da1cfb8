"""Mediation rooms (调解室) and what they did in a period: consultations, cases accepted and settled, mediators.

A room is a station of a kind that mediates; it belongs to the committee of its mediators. Counts are for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.models import Case, Committee, Consultation, Division, Mediator, Station, StationKind

from .access import everything
from .context import Context
from .counting import Counted, Span
from .days import EARLIEST
from .mediation import is_accepted, is_settled
from .records import choices

KINDS = (
    StationKind.BRAND_ROOM.value,
    StationKind.VETERANS_ROOM.value,
    StationKind.MEDIATION_ROOM.value,
)
"""Kinds of station that are rooms; councils (治安调解理事会) are listed where they have mediators or cases."""


@dataclass(frozen=True)
class Room:
    """A room with its numbers of a period."""

    id: UUID
    name: str
    kind: str
    leader: str
    party_led: bool
    committee: str
    """Committee of its mediators, "" while it has none."""
    mediators: int
    """Serving today."""
    full_time: int
    consultations: int
    accepted: int
    settled: int
    open: bool

    @property
    def rate(self) -> Counted:
        """Settled of accepted."""
        return Counted(self.settled, self.accepted)

    @property
    def rate_words(self) -> str:
        """The rate with its fraction, — without a base."""
        return "—" if self.rate.value is None else f"{self.rate.value} %（{self.settled}/{self.accepted}）"


def rooms(session: Session, context: Context, within: Span) -> list[Room]:
    """Return every room: brand rooms first, then by name; closed ones only where they did something."""
    with everything(session):
        words = choices(session, "station_kinds")
        serving = _serving(session, context)
        # A first day, however early, has the database walk the index of days, which holds all it needs.
        counts = _counts(session, within if within.first else replace(within, first=EARLIEST))
        statement = select(Station).where(~Station.deleted).order_by(Station.name)
        at_work = {*serving, *counts}
        wanted = or_(Station.kind.in_(KINDS), Station.id.in_(at_work)) if at_work else Station.kind.in_(KINDS)
        found = [_room(one, words, serving, counts, context) for one in session.scalars(statement.where(wanted))]
    places = {kind: at for at, kind in enumerate(words.values())}
    first = words.get(StationKind.BRAND_ROOM.value, "")
    shown = [one for one in found if one.open or one.accepted or one.consultations]
    return sorted(shown, key=lambda one: (one.kind != first, places.get(one.kind, 99), one.name))


def areas(session: Session) -> list[tuple[str, str, UUID]]:
    """Return name, code and id of the divisions that have committees, in the order of their codes."""
    statement = (
        select(Division.name, Division.code, Division.id)
        .join(Committee, Committee.division_id == Division.id)
        .where(~Committee.deleted, ~Division.deleted)
        .distinct()
        .order_by(Division.code)
    )
    return [(name, code, one) for name, code, one in session.execute(statement)]


def total(rows: list[Room]) -> Room:
    """Return the sum of rooms."""

    def added(name: str) -> int:
        return sum(int(getattr(one, name)) for one in rows)

    return Room(
        UUID(int=0), "合计", "", "", False, "", added("mediators"), added("full_time"), added("consultations"),
        added("accepted"), added("settled"), True,
    )  # fmt: skip


def _room(
    station: Station,
    words: Mapping[str, str],
    serving: Mapping[UUID, tuple[int, int, str]],
    counts: Mapping[UUID, Mapping[str, int]],
    context: Context,
) -> Room:
    mediators, full_time, committee = serving.get(station.id, (0, 0, ""))
    done = counts.get(station.id, {})
    return Room(
        station.id, station.name, words.get(station.kind, station.kind), station.leader, station.party_led, committee,
        mediators, full_time, done.get("consultations", 0), done.get("accepted", 0), done.get("settled", 0),
        station.closed_on is None or station.closed_on > context.today,
    )  # fmt: skip


def _serving(session: Session, context: Context) -> dict[UUID, tuple[int, int, str]]:
    statement = (
        select(Mediator.station_id, Mediator.employment, Committee.name, func.count(Mediator.id))
        .join(Committee, Committee.id == Mediator.committee_id)
        .where(~Mediator.deleted, Mediator.station_id.is_not(None))
        .where(or_(Mediator.ended_on.is_(None), Mediator.ended_on > context.today))
        .group_by(Mediator.station_id, Mediator.employment, Committee.name)
        .order_by(func.count(Mediator.id).desc(), Committee.name)
    )
    found: dict[UUID, tuple[int, int, str]] = {}
    for station_id, employment, committee, many in session.execute(statement):
        assert station_id is not None
        before = found.get(station_id, (0, 0, committee))
        found[station_id] = (before[0] + many, before[1] + many * (employment == "full_time"), before[2])
    return found


def _counts(session: Session, within: Span) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}

    def put(name: str, record: Any, *wanted: Any) -> None:
        # Not plainly the column: grouping by it along its own index would touch every row.
        room = func.coalesce(record.station_id, record.station_id)
        statement = select(room, func.count()).where(*wanted).group_by(room)
        for station_id, many in session.execute(statement):
            if station_id is not None:
                found.setdefault(station_id, {})[name] = many

    put("consultations", Consultation, ~Consultation.deleted, within.holds(Consultation.day))
    put("accepted", Case, is_accepted(), within.holds(Case.accepted_on))
    put("settled", Case, is_settled(), within.holds(Case.accepted_on))
    return found
