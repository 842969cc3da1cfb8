"""Rosters (花名册): who holds which posts today, a line for each person, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import PARTY, Division, Employment, Grid, Person, Post, PostKind

from . import pinyin, strokes
from .context import Context
from .people import holding
from .records import choices

ORDERS = {"pinyin": "按姓名拼音为序", "strokes": "按姓氏笔画为序", "code": "按网格编码为序"}
"""Orders of a roster and the note that is printed with each."""
KINDS = (PostKind.LEADER.value, PostKind.MEMBER.value)
"""Posts on a roster of the team; volunteers are listed when asked for."""


@dataclass(frozen=True)
class Holding:
    """One line of a roster: a person with the posts of one kind held in one community."""

    person_id: UUID
    name: str
    gender: str
    born_on: date | None
    political_status: str
    party: bool
    education: str
    community_code: str
    community: str
    grids: tuple[str, ...]
    """Names of the grids, by code."""
    first_code: str
    post: str
    kind: str
    employment: str
    full_time: bool
    started_on: date
    phone: str
    background: str


@dataclass(frozen=True)
class Team:
    """What a roster is printed from."""

    scope: str
    """Name of the area."""
    as_of: date
    order: str
    groups: tuple[tuple[str, tuple[Holding, ...]], ...]
    """``(head, lines)``; one group without a head when not grouped."""
    doubtful: tuple[str, ...]
    """Names whose place in the order of strokes should be checked by hand."""

    @property
    def lines(self) -> list[Holding]:
        """Every line, in order."""
        return [line for _, lines in self.groups for line in lines]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Number of people, of full-time members among them and of Party members, each person once."""
        people = {line.person_id for line in self.lines}
        full = {line.person_id for line in self.lines if line.full_time}
        party = {line.person_id for line in self.lines if line.party}
        return len(people), len(full), len(party)


def team(
    session: Session,
    context: Context,
    *,
    division: str = "",
    grid: str = "",
    order: str = "strokes",
    by: str = "",
    volunteers: bool = False,
) -> Team:
    """Return the team of a division (code; "" is the whole office) or of one grid (code).

    ``order`` is pinyin, strokes or code; ``by`` "community" or "grid" groups the lines. Raises ``UserError`` for a
    code nobody has.
    """
    scope, codes = _scope(session, division, grid)
    kinds = (*KINDS, PostKind.VOLUNTEER.value) if volunteers else KINDS
    statement = (
        select(Post, Person, Grid, Division)
        .join(Person, Person.id == Post.person_id)
        .join(Grid, Grid.id == Post.grid_id)
        .join(Division, Division.id == Grid.community_id)
        .where(holding(Post, context), Post.kind.in_(kinds), ~Person.deleted, ~Grid.deleted)
        .order_by(Grid.code)
    )
    if division:
        statement = statement.where(Division.code.startswith(codes, autoescape=True))
    if grid:
        statement = statement.where(Grid.code == codes)
    found = [(post, person, place, area) for post, person, place, area in session.execute(statement)]
    lines = _lines(session, found, by == "grid")
    lines.sort(key=_ordering(order, context))
    doubtful = tuple(f"{one.name}（{one.character}）" for one in strokes.unplaced(line.name for line in lines))
    return Team(scope, context.today, order, _grouped(lines, by), doubtful if order == "strokes" else ())


def _scope(session: Session, division: str, grid: str) -> tuple[str, str]:
    if grid:
        row = session.scalars(select(Grid).where(Grid.code == grid, ~Grid.deleted)).first()
        if row is None:
            raise UserError(f"没有编码为 {grid} 的网格，没有打印，请核对编码")
        return row.name, row.code
    if division:
        area = session.scalars(select(Division).where(Division.code == division, ~Division.deleted)).first()
        if area is None:
            raise UserError(f"没有代码为 {division} 的区划，没有打印，请核对代码")
        return area.short_name or area.name, area.code
    from .offices import own

    home = session.get(Division, own(session).division_id)
    return (home.short_name or home.name if home else ""), ""


def _lines(session: Session, found: Sequence[tuple[Post, Person, Grid, Division]], apart: bool) -> list[Holding]:
    labels = {
        key: choices(session, key)
        for key in ("genders", "political_statuses", "educations", "post_kinds", "employments", "backgrounds")
    }
    together: dict[tuple[UUID, str, UUID], list[tuple[Post, Person, Grid, Division]]] = {}
    for post, person, grid, community in found:
        place = grid.id if apart else community.id
        together.setdefault((person.id, post.kind, place), []).append((post, person, grid, community))
    made = []
    for rows in together.values():
        post, person, grid, community = rows[0]

        def label(key: str, code: str | None) -> str:
            return labels[key].get(code or "", "")

        made.append(
            Holding(
                person_id=person.id,
                name=person.name,
                gender=label("genders", person.gender),
                born_on=person.born_on,
                political_status=label("political_statuses", person.political_status),
                party=person.political_status in PARTY,
                education=label("educations", person.education),
                community_code=community.code,
                community=community.short_name or community.name,
                grids=tuple(dict.fromkeys(one.name for _, _, one, _ in rows)),
                first_code=grid.code,
                post=label("post_kinds", post.kind),
                kind=post.kind,
                employment=label("employments", post.employment),
                full_time=post.employment == Employment.FULL_TIME and post.kind == PostKind.MEMBER,
                started_on=min(one.started_on for one, _, _, _ in rows),
                phone=person.office_phone,
                background=person.duty or label("backgrounds", person.background),
            )
        )
    return made


def _ordering(order: str, context: Context) -> Callable[[Holding], tuple[str, str]]:
    if order == "pinyin":
        return lambda line: (pinyin.sort_key(line.name), line.first_code)
    if order == "strokes":
        by = "name" if context.settings["names.order"] == "name" else "surname"
        return lambda line: (strokes.stroke_key(line.name, by), line.first_code)  # type: ignore[arg-type]
    if order == "code":
        rank = {kind: str(at) for at, kind in enumerate(KINDS)}
        return lambda line: (line.first_code, rank.get(line.kind, "9") + pinyin.sort_key(line.name))
    raise UserError(f"没有“{order}”这种排序，请选拼音、笔画或编码")


def _grouped(lines: Iterable[Holding], by: str) -> tuple[tuple[str, tuple[Holding, ...]], ...]:
    if not by:
        return (("", tuple(lines)),)
    groups: dict[tuple[str, str], list[Holding]] = {}
    for line in lines:
        key = (line.community_code, line.community) if by == "community" else (line.first_code, line.grids[0])
        groups.setdefault(key, []).append(line)
    return tuple((title, tuple(those)) for (_, title), those in sorted(groups.items()))
