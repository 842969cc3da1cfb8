"""The Party organisation and the team of a large office: 5,000 members, 200 groups, 84 and 1,000 grids.

Trees and completeness are held against the SQL one would write by hand, charts and rosters against the same texts put
on a canvas without any layout.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text

from tests.benchmarks import Ratio
from tests.benchmarks._offices import large_office, opened
from tests.benchmarks._timing import in_turn

MEMBERS, GRIDS = 5_000, 1_000
GROUPS, BRANCHES, COMMITTEES = 200, 12, 3
RUNS = 5

TREE = """
WITH RECURSIVE below(top, id) AS (
  SELECT id, id FROM party_organisations WHERE NOT deleted
  UNION SELECT below.top, o.id FROM below JOIN party_organisations o ON o.parent_id = below.id WHERE NOT o.deleted),
counted AS (
  SELECT below.top, count(DISTINCT CASE WHEN m.standing = 'full' THEN m.person_id END) AS full,
    count(DISTINCT CASE WHEN m.standing = 'probationary' THEN m.person_id END) AS probationary,
    count(DISTINCT m.person_id) AS everyone
  FROM below JOIN memberships m ON m.organisation_id = below.id
  WHERE NOT m.deleted AND m.started_on <= :today AND (m.ended_on IS NULL OR m.ended_on >= :today) GROUP BY below.top)
SELECT o.id, o.parent_id, o.name, o.level, o.form, o.households, o.sort_key, o.ended_on, o.term_until, d.code, g.code,
  g.name, c.full, c.probationary, c.everyone,
  (SELECT min(p.name) FROM memberships m JOIN people p ON p.id = m.person_id
   WHERE m.organisation_id = o.id AND m.duty IN ('secretary', 'leader', 'household_head') AND NOT m.deleted
   AND m.started_on <= :today AND (m.ended_on IS NULL OR m.ended_on >= :today))
FROM party_organisations o LEFT JOIN divisions d ON d.id = o.division_id LEFT JOIN grids g ON g.id = o.grid_id
LEFT JOIN counted c ON c.top = o.id WHERE NOT o.deleted AND (o.ended_on IS NULL OR o.ended_on > :today)
"""
"""What the tree shows, each organisation with its members down the tree, as one would write it by hand."""
FILLED = """
SELECT posts.grid_id, posts.kind, people.name, posts.is_primary, posts.employment FROM posts
JOIN people ON people.id = posts.person_id JOIN grids ON grids.id = posts.grid_id
WHERE NOT posts.deleted AND NOT people.deleted AND NOT grids.deleted AND posts.started_on <= :today
  AND (posts.ended_on IS NULL OR posts.ended_on >= :today) ORDER BY posts.is_primary DESC, people.sort_key, people.id
"""
"""Who fills the posts, as one would write it by hand."""
OPEN = """
SELECT grids.id, grids.code, grids.name, coalesce(nullif(d.short_name, ''), d.name) FROM grids
JOIN divisions d ON d.id = grids.community_id WHERE NOT grids.deleted
  AND (grids.closed_on IS NULL OR grids.closed_on > :today) ORDER BY grids.code
"""


def run() -> list[Ratio]:
    """Measure on a copy of a large office that gets its Party organisation first."""
    return [*_large(), *_chart()]


def _large() -> list[Ratio]:
    from desktop.services import context as contexts
    from desktop.services import party_structure, records, staff
    from desktop.services.queries import Filter, Query

    with _office(GRIDS) as office, office.database.read() as session:
        _organise(office)
        when = contexts.context(session, office.database.clock)
        today = {"today": when.today.isoformat()}

        nodes = party_structure.tree(session, when)
        assert len(nodes) == GROUPS + BRANCHES + COMMITTEES and sum(one.members for one in nodes[:1])
        tree, raw_tree = in_turn(RUNS, lambda: party_structure.tree(session, when), _by_hand(session, today, TREE))
        assert len(staff.completeness(session, when)) == GRIDS
        grids, raw_grids = in_turn(
            RUNS, lambda: staff.completeness(session, when), _by_hand(session, today, FILLED, OPEN)
        )
        every = Query("memberships", filters=(Filter("current", "is", True),))
        names = ["person_id", "organisation_id", "standing", "duty", "started_on", "ended_on", "current"]
        assert records.count(session, every, when) == MEMBERS
        page, ids = in_turn(
            RUNS,
            lambda: records.first_rows(session, every, names, when, 50),
            lambda: records.ids(session, every, when),
        )
        paper, hand = in_turn(RUNS, lambda: _roster(session, when), lambda: _roster_by_hand(session, when))
    with _office(84) as office, office.database.read() as session:
        small, raw_small = in_turn(
            RUNS, lambda: staff.completeness(session, when), _by_hand(session, today, FILLED, OPEN)
        )
    return [
        Ratio("tree of 215 organisations, 5,000 members, against raw SQL", tree / raw_tree, 3, _ms(tree, raw_tree)),
        Ratio("completeness of 1,000 grids against raw SQL", grids / raw_grids, 3, _ms(grids, raw_grids)),
        Ratio("completeness of 84 grids, ms", small * 1e3, None, f"raw SQL {raw_small * 1e3:.1f} ms"),
        Ratio("rosters of 5,000 members against a hand-drawn canvas", paper / hand, 3, _ms(paper, hand)),
        Ratio("first 50 of 5,000 memberships, ms", page * 1e3, None, f"ids of all {ids * 1e3:.0f} ms"),
    ]


def _by_hand(session: Any, today: dict[str, str], *statements: str) -> Callable[[], Any]:
    return lambda: [session.execute(text(one), today).all() for one in statements]


@contextmanager
def _office(grids: int) -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(large_office(MEMBERS, 4 * grids, grids), Path(folder) / "office")
        office = opened(Path(folder) / "office")
        try:
            yield office
        finally:
            office.close()


def _organise(office: Any) -> None:
    """Give the office committees, branches and groups, and every person a place in a group."""
    from sqlalchemy import select
    from uuid_utils.compat import uuid7

    from desktop.models import Grid, Membership, PartyOrganisation, Person

    with office.database.read() as session:
        people = list(session.scalars(select(Person.id).order_by(Person.id)))
        grids = list(session.scalars(select(Grid.id).order_by(Grid.id).limit(GROUPS)))

    def part(name: str, level: str, above: UUID | None, **more: Any) -> PartyOrganisation:
        return PartyOrganisation(id=uuid7(), name=name, level=level, parent_id=above, **more)

    committees = [part(f"第{at + 1}街道党工委", "committee", None) for at in range(COMMITTEES)]
    branches = [
        part(f"第{at + 1}社区党支部", "branch", committees[at % COMMITTEES].id, form="branch") for at in range(BRANCHES)
    ]
    groups = [part(f"第{at + 1}党小组", "group", branches[at % BRANCHES].id, grid_id=grids[at]) for at in range(GROUPS)]
    members = [
        Membership(
            person_id=one,
            organisation_id=groups[at % GROUPS].id,
            standing="probationary" if at % 40 == 0 else "full",
            duty="leader" if GROUPS <= at < 2 * GROUPS else None,
            started_on=date(2020, 7, 1),
        )
        for at, one in enumerate(people)
    ]
    office.database.act("党组织", lambda work: work.add_all([*committees, *branches, *groups, *members]))


def _roster(session: Any, when: Any) -> None:
    from desktop.documents.party import rosters

    rosters(session, when, {"level": "group"}, io.BytesIO())


def _roster_by_hand(session: Any, when: Any) -> None:
    """Read the members by one statement and put them on a canvas, 30 to a sheet, without measuring anything."""
    statement = """
    SELECT o.name, p.name, p.gender, p.born_on, p.education, m.standing, m.duty, m.started_on FROM memberships m
    JOIN people p ON p.id = m.person_id JOIN party_organisations o ON o.id = m.organisation_id
    WHERE NOT m.deleted ORDER BY o.name, p.sort_key"""
    rows = session.execute(text(statement)).all()
    c = _canvas(842, 595)
    for first in range(0, len(rows), 30):
        for place, row in enumerate(rows[first : first + 30]):
            c.setFont("bench", 8.6)
            for at, cell in enumerate(row):
                c.drawString(42 + 90 * at, 480 - 14.17 * place, str(cell or ""))
            c.line(42, 475 - 14.17 * place, 800, 475 - 14.17 * place)
        c.showPage()
    c.save()


def _chart() -> list[Ratio]:
    from desktop.documents.party_tree import draw_chart
    from tests.documents.test_party_tree import chart

    content = chart(GROUPS, BRANCHES, COMMITTEES)

    def ours(width: float, height: float) -> Callable[[], object]:
        return lambda: draw_chart(content, io.BytesIO(), width_mm=width, height_mm=height)

    def by_hand() -> None:
        """Put the same texts on a sheet at places known beforehand."""
        c = _canvas(2384, 1684)
        for at, one in enumerate(content.nodes):
            x, y = 40.0 + at // 18 * 190, 1500.0 - at % 18 * 80
            c.setFont("bench", 17)
            c.drawString(x, y, one.name)
            c.setFont("bench", 14)
            c.drawString(x, y - 20, f"{one.leader}　{one.counted} 人")
            c.drawString(x, y - 38, f"中心户 {one.homes}")
            c.line(x, y - 50, x + 170, y - 50)
        c.showPage()
        c.save()

    large, small, hand = in_turn(RUNS, ours(841, 594), ours(420, 297), by_hand)
    return [
        # By hand nothing is looked for: ours tries sizes and columns until the text is the largest that fits.
        Ratio("chart of 200 groups, A1, against a hand-drawn canvas", large / hand, 30, _ms(large, hand)),
        Ratio("chart of 200 groups, A3, ms", small * 1e3, None, "215 organisations"),
    ]


def _canvas(width: float, height: float) -> Any:
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    from desktop.documents.fonts import FOLDER

    if "bench" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(ttfonts.TTFont("bench", str(FOLDER / "serif-400.ttf")))
    return Canvas(io.BytesIO(), pagesize=(width, height), pageCompression=1, initialFontName="bench")


def _ms(mine: float, other: float) -> str:
    return f"{mine * 1e3:.0f} ms / {other * 1e3:.0f} ms"
