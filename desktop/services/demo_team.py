"""The staff file of the demonstration: estates, deputies, contracts of the full-time members, 15 who were replaced."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sqlalchemy import select

from desktop.models import Contract, Employment, Grid, GridKind, Person, Post, PostKind, StaffChange

from .demo_town import MARK, Town

REPLACED = 15
"""Members replaced after appraisal, as the source says."""
PROVIDERS = ("井冈山市同心社会工作服务中心（演示）", "井冈山市和美家园服务有限公司（演示）")
REASONS = (
    "年度考核末位，经约谈后仍未改进",
    "连续两个季度考核在末档",
    "入户走访长期不达标，群众反映较多",
    "无法保证在岗时间，考核不称职",
    "长期不在网格内居住，不能履行职责",
)
PHASES = (date(2022, 1, 20), date(2023, 1, 18), date(2024, 1, 25), date(2025, 1, 16))
"""When the yearly appraisal was followed by changes."""


def fill(town: Town) -> None:
    """Fill what the team keeps beside people and posts."""
    rng = random.Random("team")
    for grid in town.grids:
        if grid.kind != GridKind.DEDICATED:
            grid.estates = rng.choice((1, 2, 2, 3, 3, 4, 5, 6))
    _deputies(town, rng)
    _party_dates(town, rng)
    _contracts(town)
    _replaced(town, rng)
    _moved(town, rng)


def _deputies(town: Town, rng: random.Random) -> None:
    chosen = rng.sample([one for one in town.volunteers if one.political_status == "party_member"], 6)
    kinds = ("party_delegate", "party_delegate", "congress_deputy", "congress_deputy", "consultative_member")
    for person, kind in zip([*chosen[:4], town.leaders[0], town.leaders[5]], (*kinds, "party_delegate"), strict=True):
        person.deputy, person.deputy_until = kind, date(2026 if person is chosen[3] else 2027, 12, 31)


def _party_dates(town: Town, rng: random.Random) -> None:
    for person in (*town.leaders, *town.members):
        if person.political_status == "party_member" and person.born_on:
            year = min(person.born_on.year + rng.randrange(21, 34), town.today.year - 1)
            person.party_joined_on = date(year, rng.choice((6, 7, 12)), rng.randrange(1, 28))


def _contracts(town: Town) -> None:
    """Give each full-time member the contract of now and the one before; a few end soon, one has ended."""
    today = town.today
    year = today.year
    for rank, person in enumerate(town.full_time):
        purchased = rank % 3 != 2
        first, last = date(year - 1, 1, 1), date(year + 1, 12, 31)
        if rank in (4, 9, 13):
            last = today + timedelta(days=20 + rank)
        if rank == 16:
            last = today - timedelta(days=9)
        serial = 2 * rank + 1
        for at, (start, end) in enumerate(((date(year - 3, 1, 1), date(year - 2, 12, 31)), (first, last))):
            town.work.add(
                Contract(
                    person_id=person.id,
                    kind="purchased" if purchased else "labour",
                    provider=PROVIDERS[rank % 2] if purchased else "",
                    number=f"YS{start.year}-{serial + at:03d}",
                    signed_on=start - timedelta(days=6),
                    started_on=start,
                    ended_on=end,
                    notes=MARK,
                )
            )


def _replaced(town: Town, rng: random.Random) -> None:
    """Add those who were members once and were replaced after appraisal, with the post that ended."""
    for rank in range(REPLACED):
        person = town.person(rank % 3 == 0)
        grid = rng.choice(town.grids)
        day = PHASES[rank % len(PHASES)] + timedelta(days=rank % 5)
        reason = REASONS[rank % len(REASONS)]
        town.work.add(
            Post(
                person_id=person.id,
                kind=PostKind.MEMBER.value,
                grid_id=grid.id,
                employment=Employment.PART_TIME.value,
                started_on=date(2021, 7, 1),
                ended_on=day,
                end_reason=f"考核调整：{reason}",
                notes=MARK,
            )
        )
        _change(town, person, "replaced", day, grid, None, reason)


def _moved(town: Town, rng: random.Random) -> None:
    """Add changes that lead to the posts of today: somebody moved from another grid of the community, or appointed."""
    grids = {grid.id: grid for grid in town.grids}
    reason = "网格调整，就近安排"
    for person in town.members[40:44]:
        post = _post_of(town, person)
        there = grids[post.grid_id]
        here = rng.choice([one for one in town.grids if one.community_id == there.community_id and one is not there])
        town.work.add(
            Post(
                person_id=person.id,
                kind=PostKind.MEMBER.value,
                grid_id=here.id,
                employment=post.employment,
                started_on=date(2021, 6, 1),
                ended_on=post.started_on - timedelta(days=1),
                end_reason=f"调整网格：{reason}",
                notes=MARK,
            )
        )
        _change(town, person, "moved", post.started_on, here, there, reason)
    for person in town.full_time[:4]:
        post = _post_of(town, person)
        _change(town, person, "appointed", post.started_on, None, grids[post.grid_id], "公开招聘，经考察聘用")


def _post_of(town: Town, person: Person) -> Post:
    """Return the post of a member that is held today."""
    held = select(Post).where(Post.person_id == person.id, Post.kind == PostKind.MEMBER.value, Post.ended_on.is_(None))
    return town.work.session.scalars(held.order_by(Post.started_on)).one()


def _change(
    town: Town, person: Person, kind: str, day: date, here: Grid | None, there: Grid | None, reason: str
) -> None:
    town.work.add(
        StaffChange(
            person_id=person.id,
            kind=kind,
            day=min(day, town.today),
            from_grid_id=here.id if here else None,
            to_grid_id=there.id if there else None,
            reason=reason,
            decided_by="街道党工委会议",
            notes=MARK,
        )
    )
