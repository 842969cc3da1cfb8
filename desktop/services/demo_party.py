"""The Party organisation of the demonstration office: three committees, twelve branches, a group for each grid.

The numbers are invented; a few organisations stand out so that the notices have something to show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from desktop.models import (
    PARTY,
    Division,
    Grid,
    GridKind,
    Membership,
    PartyLevel,
    PartyOrganisation,
    Person,
    Post,
    PostKind,
)

from .demo_town import MARK, Town

ADDED = (3, 4, 4, 5, 5, 6)
"""Party members of a grid who are not of the team."""
SMALL, LEADERLESS, UNCOVERED = 17, 46, 62
"""Ranks of a group with too few members, of one without a leader, and of a grid without a group."""
CALLED = {"male": ("师傅", "老师", "医生"), "female": ("大姐", "老师", "阿姨", "医生")}
BRANCH_DUTIES = ("deputy_secretary", "organiser", "publicity", "discipline")
LATE, SOON = 5, 9
"""Ranks of a branch whose term is over, and of one whose term ends soon."""


class _Maker:
    """Collects the rows, so that they are written together."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rng = random.Random(f"{town.rng.random()} party")
        self.memberships: list[Membership] = []
        self.households: list[tuple[PartyOrganisation, Person]] = []
        self.serving = _serving(town)
        self.joined: set[UUID] = set()
        """Those of the team who belong to a group already: who serves in two grids belongs to one."""

    def organisation(self, name: str, level: PartyLevel, parent: UUID | None, **more: object) -> PartyOrganisation:
        made = PartyOrganisation(name=name, level=level.value, parent_id=parent, notes=MARK, **more)
        self.town.work.add(made)
        return made

    def people(self, number: int) -> list[Person]:
        """Add Party members who are not of the team."""
        rng = self.rng
        made = []
        for _ in range(number):
            name, gender = self.town.name()
            made.append(
                Person(
                    name=name,
                    gender=gender,
                    born_on=date(rng.randrange(1948, 2001), rng.randrange(1, 13), rng.randrange(1, 28)),
                    political_status="probationary_member" if rng.random() < 0.04 else "party_member",
                    education=rng.choice(("junior_middle", "senior_middle", "college", "college", "bachelor")),
                    background=rng.choice((None, None, "veteran", "retired_official")),
                    notes=MARK,
                )
            )
        self.town.work.add_all(made)
        return made

    def join(self, person: Person, organisation: PartyOrganisation, duty: str | None = None) -> None:
        """Add a membership."""
        full = person.political_status == "party_member"
        first = date(2021, 7, 1) if full else self.town.today - timedelta(days=300)
        started = first + timedelta(days=self.rng.randrange(0, 1500 if full else 200))
        self.memberships.append(
            Membership(
                person_id=person.id,
                organisation_id=organisation.id,
                standing="full" if full else "probationary",
                duty=duty,
                started_on=min(started, self.town.today),
                notes=MARK,
            )
        )


def fill(town: Town) -> None:
    """Add committees, branches, groups, member households and who belongs to them."""
    maker = _Maker(town)
    committees: dict[str, PartyOrganisation] = {}
    rank = 0
    for at, community in enumerate(town.communities):
        street = town.work.session.get(Division, community.parent_id)
        assert street is not None
        if street.code not in committees:
            committees[street.code] = _committee(maker, street)
        branch = _branch(maker, community, committees[street.code], at)
        for grid in town.grids_of(community):
            _group(maker, branch, grid, rank)
            rank += 1
    _without_grid(maker, committees)
    town.work.flush()
    for household, head in maker.households:
        maker.join(head, household, "household_head")
    town.work.add_all(maker.memberships)


def _committee(maker: _Maker, street: Division) -> PartyOrganisation:
    town = street.name.endswith("街道")
    made = maker.organisation(
        f"{street.name}{'党工委' if town else '党委'}",
        PartyLevel.COMMITTEE,
        None,
        form="working_committee" if town else "committee",
        division_id=street.id,
        founded_on=date(2016, 5, 20),
        elected_on=date(2021, 8, 20),
        term_until=None if town else date(2027, 8, 19),
        place=f"{street.name}党群服务中心",
    )
    maker.town.work.flush()
    secretary = maker.people(1)[0]
    secretary.political_status = "party_member"
    maker.join(secretary, made, "secretary")
    return made


def _branch(maker: _Maker, community: Division, committee: PartyOrganisation, at: int) -> PartyOrganisation:
    name = community.short_name or community.name
    grids = len(maker.town.grids_of(community))
    general = grids > 7 or at in (3, 8)
    elected = date(2024, 6, 15) + timedelta(days=11 * at)
    term = {LATE: maker.town.today - timedelta(days=40), SOON: maker.town.today + timedelta(days=52)}
    made = maker.organisation(
        f"{name}{'党总支' if general else '党支部'}",
        PartyLevel.BRANCH,
        committee.id,
        form="general_branch" if general else "branch",
        division_id=community.id,
        place=f"{name}党群服务中心",
        phone=community.phone,
        founded_on=date(2018, 6, 28),
        elected_on=elected if at not in term else date(2023, 9, 1),
        term_until=term.get(at, elected.replace(year=elected.year + 3)),
    )
    maker.town.work.flush()
    maker.join(maker.town.leaders[at], made, "secretary")
    for person, duty in zip(maker.people(len(BRANCH_DUTIES)), BRANCH_DUTIES, strict=True):
        if person.political_status == "party_member":
            maker.join(person, made, duty)
        else:
            maker.join(person, made)
    return made


def _group(maker: _Maker, branch: PartyOrganisation, grid: Grid, rank: int) -> None:
    if rank == UNCOVERED:
        return
    rng = maker.rng
    plain = grid.name.removesuffix("专属网格").removesuffix("网格")
    made = maker.organisation(
        f"{plain}党小组",
        PartyLevel.GROUP,
        branch.id,
        form="group",
        grid_id=grid.id,
        founded_on=date(2021, 6, 10),
        place=f"{plain}红色议事点",
    )
    maker.town.work.flush()
    team = [one for one in maker.serving.get(grid.id, ()) if one.id not in maker.joined]
    maker.joined.update(one.id for one in team)
    people = [*team, *maker.people(rng.choice(ADDED))]
    if rank == SMALL:
        people = people[:2]
    full = [one for one in people if one.political_status == "party_member"]
    leader = full[0] if full and rank != LEADERLESS else None
    for one in people:
        maker.join(one, made, "leader" if one is leader else None)
    if grid.kind != GridKind.DEDICATED:
        _households(maker, made, plain, [one for one in full if one is not leader])


def _households(maker: _Maker, group: PartyOrganisation, plain: str, people: Sequence[Person]) -> None:
    rng = maker.rng
    surnames: set[str] = set()
    for head in people:
        surname = head.name[0]
        if len(surnames) == 3 or surname in surnames or "·" in head.name:
            continue
        surnames.add(surname)
        made = maker.organisation(
            f"{plain}中心户（{surname}{rng.choice(CALLED[head.gender or 'male'])}家）",
            PartyLevel.HOUSEHOLD,
            group.id,
            form="household",
            grid_id=group.grid_id,
            households=rng.randrange(22, 41),
            building=f"{rng.randrange(1, 24)}栋{rng.randrange(1, 5)}单元",
            founded_on=date(2021, 7, 1) + timedelta(days=rng.randrange(0, 900)),
        )
        maker.households.append((made, head))


def _without_grid(maker: _Maker, committees: dict[str, PartyOrganisation]) -> None:
    """Add a group for members who work away, which has no grid."""
    branch = next(iter(committees.values()))
    session = maker.town.work.session
    parent = session.scalars(
        select(PartyOrganisation).where(PartyOrganisation.parent_id == branch.id).order_by(PartyOrganisation.name)
    ).first()
    assert parent is not None
    made = maker.organisation("流动党员党小组", PartyLevel.GROUP, parent.id, form="group", founded_on=date(2022, 3, 1))
    maker.town.work.flush()
    people = maker.people(5)
    full = [one for one in people if one.political_status == "party_member"]
    for one in people:
        maker.join(one, made, "leader" if one is full[0] else None)


def _serving(town: Town) -> dict[UUID, list[Person]]:
    """Return the Party members of the team by the grid they serve in, members before volunteers."""
    people = {one.id: one for one in (*town.members, *town.volunteers) if one.political_status in PARTY}
    found: dict[UUID, list[Person]] = {}
    for person_id, grid_id in _posts(town):
        if person_id in people:
            found.setdefault(grid_id, []).append(people[person_id])
    return found


def _posts(town: Town) -> Iterator[tuple[UUID, UUID]]:
    for kind in (PostKind.MEMBER, PostKind.VOLUNTEER):
        statement = (
            select(Post.person_id, Post.grid_id)
            .where(Post.kind == kind.value, Post.ended_on.is_(None))
            .order_by(Post.primary.desc(), Post.id)
        )
        yield from ((person_id, grid_id) for person_id, grid_id in town.work.session.execute(statement))
