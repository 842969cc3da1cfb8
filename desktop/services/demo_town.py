"""What the demonstration office is made with: its unit of work, its random numbers, its people, its helpers.

Each subject fills its own rows in ``fill(town)`` of its module ``demo_<subject>``; :data:`desktop.services.demo.FILLS`
names them in order.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop.models import Division, Employment, Grid, Person, Post, PostKind
from desktop.storage.work import Work

MARK = "演示数据"


@dataclass
class Town:
    """What is being made. Nobody in it is a real person; every row that holds a person is marked."""

    work: Work
    rng: random.Random
    today: date
    names: list[tuple[str, str]]
    """Invented names with their gender, taken from the end."""
    scale: int = 1
    """By how much cases, events and services are multiplied."""
    serial: int = 0
    placed: int = 0
    communities: list[Division] = field(default_factory=list)
    """The urban communities, by code."""
    grids: list[Grid] = field(default_factory=list)
    """Their grids, by community and serial."""
    leaders: list[Person] = field(default_factory=list)
    """Leaders of the grids, one for each community, in its order."""
    members: list[Person] = field(default_factory=list)
    """The grid members (网格员)."""
    full_time: list[Person] = field(default_factory=list)
    """The full-time ones among them."""
    volunteers: list[Person] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)
    """Invented names with their gender for those who are not of the team."""

    def name(self) -> tuple[str, str]:
        """Return an invented name and its gender for somebody who is not of the team, each name once."""
        return self.more.pop()

    def person(self, party: bool, *, duty: str = "", office_phone: str = "") -> Person:
        """Add an invented person."""
        rng = self.rng
        name, gender = self.names.pop()
        serial = len(self.names)
        person = Person(
            name=name,
            gender=gender,
            born_on=date(rng.randrange(1962, 1999), rng.randrange(1, 13), rng.randrange(1, 28)),
            mobile=f"1990000{serial:04d}",
            office_phone=office_phone,
            political_status="party_member" if party else rng.choice(("masses", "masses", "league_member")),
            education=rng.choice(("senior_middle", "college", "college", "bachelor")),
            background=rng.choice((None, None, None, "veteran", "retired_official")),
            duty=duty,
            notes=MARK,
        )
        self.work.add(person)
        return person

    def post(
        self,
        person: Person,
        kind: PostKind,
        grid: Grid,
        *,
        employment: Employment | None = None,
        primary: bool = False,
        ended: bool = False,
    ) -> None:
        """Add a post of a person, held today or ended when the grids were laid out anew."""
        started = date(2021, 7, 1) + timedelta(days=self.rng.randrange(0, 1500))
        self.work.add(
            Post(
                person_id=person.id,
                kind=kind.value,
                grid_id=grid.id,
                employment=employment.value if employment else None,
                primary=primary,
                started_on=date(2019, 3, 15) if ended else started,
                ended_on=date(2021, 5, 31) if ended else None,
                end_reason="网格调整" if ended else "",
                notes=MARK,
            )
        )

    def day(self, first: date, last: date) -> date:
        """Return a day from ``first`` to ``last``, never after today."""
        last = min(last, self.today)
        return first + timedelta(days=self.rng.randrange((last - first).days + 1)) if last > first else first

    def grids_of(self, community: Division) -> Sequence[Grid]:
        """Return the grids of a community."""
        return [grid for grid in self.grids if grid.community_id == community.id]
