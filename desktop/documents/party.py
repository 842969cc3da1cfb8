"""Papers of the Party organisation: rosters (党小组名册), member households (中心户一览表), counts (统计表)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.papers import Printed
from desktop.documents.roster import Column, Group, Roster, print_roster
from desktop.models import Division
from desktop.services import party_papers
from desktop.services.chinese_dates import dotted_month
from desktop.services.context import Context
from desktop.services.days import long_day
from desktop.services.offices import own
from desktop.services.party_papers import Household, Member
from desktop.services.party_structure import Node

INTERNAL = "本册限内部工作使用，不对外张贴。"
MEMBERS = (
    Column("序号", 10),
    Column("姓名", 30, align="left", name=True),
    Column("性别", 10),
    Column("出生年月", 20),
    Column("学历", 20),
    Column("党员类别", 22),
    Column("党内职务", 24, blank=True),
    Column("转入日期", 24),
    Column("所在组织", 52, align="left", blank=True),
    Column("备注", 30, blank=True),
)
HOUSEHOLDS = (
    Column("序号", 10),
    Column("中心户", 62, align="left"),
    Column("户主", 26, align="left", name=True),
    Column("联系党小组", 52, align="left"),
    Column("楼栋", 30, align="left"),
    Column("联系户数", 20, align="right"),
    Column("挂牌日期", 24),
    Column("备注", 24, blank=True),
)
COUNTS = (
    Column("序号", 10),
    Column("组织", 60, align="left"),
    Column("书记", 26, align="left", name=True),
    Column("党支部", 20, align="right", blank=True),
    Column("党小组", 20, align="right"),
    Column("中心户", 20, align="right"),
    Column("联系居民户", 24, align="right"),
    Column("正式党员", 22, align="right"),
    Column("预备党员", 22, align="right"),
    Column("党员合计", 22, align="right"),
)


def rosters(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the roster of one organisation, or of every one of a level in an area."""
    order = str(chosen.get("order") or "strokes")
    found = party_papers.rosters(
        session,
        context,
        division=_code(session, chosen.get("division")),
        organisation=chosen.get("organisation"),
        level=str(chosen.get("level") or "group"),
        order=order,
    )
    office = own(session)
    groups, number = [], 0
    for one in found:
        rows = []
        for member in one.members:
            number += 1
            rows.append(_member_row(number, member))
        groups.append(Group(rows, "" if len(found) == 1 else _heading(one.node, one.parent)))
    single = found[0].node if len(found) == 1 else None
    title = (
        f"{single.name}名册"
        if single
        else f"{_scope(session, context, chosen)}{_LEVELS.get(found[0].node.level, '党组织')}名册"
    )
    full, probationary = sum(one.node.full for one in found), sum(one.node.probationary for one in found)
    lead = f"{single.duty} {single.leader}，" if single and single.leader else ""
    organisations = "" if single else f"{len(found)} 个组织，"
    counts = f"{lead}{organisations}党员 {full + probationary} 名，其中预备党员 {probationary} 名"
    notes = [f"负责人在前，其余{party_papers.ORDERS[order]}。", INTERNAL]
    report = print_roster(
        Roster(title, office.name, long_day(context.today), counts, MEMBERS, groups, notes,
               ("制表：", "审核："), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(title, f"A4 横向\u3000{number} 人", tuple(report.lines()))


_LEVELS = {"committee": "党（工）委", "branch": "党支部", "group": "党小组", "household": "中心户"}


def _heading(node: Node, parent: str) -> str:
    lead = f"{node.duty} {node.leader}" if node.leader else f"{node.duty}空缺"
    where = f"（{parent}）" if parent else ""
    return f"{node.name}{where}\u3000{lead}\u3000党员 {node.members} 名"


def _member_row(number: int, member: Member) -> list[str]:
    return [
        str(number), member.name, member.gender, dotted_month(member.born_on) if member.born_on else "",
        member.education, member.standing, member.duty, _month(member.joined_on), member.group, "",
    ]  # fmt: skip


def _month(day: date | None) -> str:
    return dotted_month(day) if day else ""


def households(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the table of member households, under their branches."""
    found = party_papers.households(session, context, division=_code(session, chosen.get("division")))
    office = own(session)
    groups, number = [], 0
    for branch, those in groupby(found.lines, key=lambda one: one.branch):
        lines = list(those)
        rows = []
        for one in lines:
            number += 1
            rows.append(_household_row(number, one))
        residents = sum(one.households or 0 for one in lines)
        groups.append(Group(rows, f"{branch}\u3000{len(lines)} 户，联系居民 {residents:,} 户" if branch else ""))
    title = f"{found.scope}党员中心户一览表"
    residents = sum(one.households or 0 for one in found.lines)
    counts = f"共 {len(found.lines)} 户，联系居民 {residents:,} 户"
    report = print_roster(
        Roster(title, office.name, long_day(found.as_of), counts, HOUSEHOLDS, groups,
               ("“—”为待补。", INTERNAL), ("制表：", "审核："), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(title, f"A4 横向\u3000{len(found.lines)} 户", tuple(report.lines()))


def _household_row(number: int, one: Household) -> list[str]:
    linked = "" if one.households is None else f"{one.households}"
    return [str(number), one.name, one.head, one.group, one.building, linked, _month(one.founded_on), ""]


def counts(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the counts of each level: a line for each organisation down to the branches."""
    found = party_papers.counts(session, context, division=_code(session, chosen.get("division")))
    office = own(session)
    rows = [_counts_row(number, node, below) for number, (node, below) in enumerate(found.lines, start=1)]
    title = f"{found.scope}党组织情况统计表"
    words = "，".join(f"{level.label} {level.count}" for level in found.levels)
    notes = ("上级组织的数字含下级，每名党员只计一次。", "“—”为待补。")
    report = print_roster(
        Roster(title, office.name, long_day(found.as_of), words, COUNTS, (Group(rows),), notes,
               ("制表：", "审核："), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(title, f"A4 横向\u3000{len(rows)} 行", tuple(report.lines()))


def _counts_row(number: int, node: Node, below: Mapping[str, int]) -> list[str]:
    branches = below.get("branch", 0)
    return [
        str(number), "\u3000" * node.depth + node.name, node.leader, f"{branches}" if branches else "",
        f"{below.get('group', 0)}", f"{below.get('household', 0)}", f"{node.households:,}", f"{node.full}",
        f"{node.probationary}", f"{node.members}",
    ]  # fmt: skip


def _code(session: Session, division: Any) -> str:
    row = session.get(Division, division) if division else None
    return row.code if row else ""


def _scope(session: Session, context: Context, chosen: Mapping[str, Any]) -> str:
    row = session.get(Division, chosen.get("division") or own(session).division_id)
    return (row.short_name or row.name) if row else ""
