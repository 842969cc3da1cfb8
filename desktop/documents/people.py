"""Papers of the team: the roster of grid leaders and members (网格员花名册)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from desktop.models import description
from desktop.services.checks import readable_phone
from desktop.services.grids import short_name
from desktop.services.rosters import ORDERS, Holding, Team

from .page import PrintReport
from .roster import Column, Group, Roster, print_roster


def columns() -> tuple[Column, ...]:
    """Return the columns of the roster; what a record already describes is called by its own label."""
    person, post = description("people"), description("posts")
    return (
        Column("序号", 10),
        Column(person["name"].label, 30, align="left", name=True),
        Column(person["gender"].label, 10),
        Column("出生年月", 20),
        Column(person["political_status"].label, 22),
        Column(person["education"].label, 18),
        Column("所属社区、网格", 44, align="left"),
        Column(post["kind"].label, 24),
        Column(post["employment"].label, 18, blank=True),
        Column(post["started_on"].label, 20),
        Column(person["office_phone"].label, 27),
        Column(person["notes"].label, 32, blank=True),
    )


def print_team_roster(
    team: Team,
    target: Path | BinaryIO,
    *,
    office: str,
    signers: Sequence[str] = ("制表：", "审核："),
    demo: bool = False,
) -> PrintReport:
    """Write the roster of a team; ``office`` is the unit that made it. Returns what had to be cut, if anything.

    Raises what :func:`desktop.documents.roster.print_roster` raises.
    """
    people, full_time, party = team.counts
    number = 0
    groups = []
    for title, lines in team.groups:
        rows = []
        for line in lines:
            number += 1
            rows.append(_row(number, line))
        groups.append(Group(rows, title))
    notes = [f"{ORDERS[team.order]}。", "“—”为待补。", "本册限内部工作使用，不对外张贴。"]
    if team.doubtful:
        notes.append(f"笔画待核：{'、'.join(team.doubtful)}。")
    roster = Roster(
        title=f"{team.scope}网格员花名册",
        office=office,
        as_of=f"{team.as_of.year}年{team.as_of.month}月{team.as_of.day}日",
        counts=f"共 {people} 人，其中专职 {full_time} 人、党员 {party} 人",
        columns=columns(),
        groups=groups,
        notes=notes,
        signers=(*signers, f"{office}（盖章）"),
        demo=demo,
    )
    return print_roster(roster, target)


def _row(number: int, line: Holding) -> list[str]:
    born = f"{line.born_on.year}.{line.born_on.month:02d}" if line.born_on else ""
    started = f"{line.started_on.year}.{line.started_on.month:02d}"
    return [
        str(number),
        line.name,
        line.gender,
        born,
        line.political_status,
        line.education,
        _places(line),
        line.post,
        line.employment,
        started,
        readable_phone(line.phone),
        line.background.removeprefix(line.community.removesuffix("社区")),
    ]


def _places(line: Holding) -> str:
    """Return community and grids; of several grids the first and how many there are."""
    first = short_name(line.grids[0], line.community)
    if len(line.grids) == 1:
        return f"{line.community} {first}"
    return f"{line.community} {len(line.grids)} 个网格"
