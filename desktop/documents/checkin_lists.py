"""Lists of check-in on A4 landscape: members (报到一览表), needs and wishes for the notice board, summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.papers import Printed
from desktop.documents.roster import Column, Group, Roster, print_roster
from desktop.services import checkin_papers, checkin_summary, offices
from desktop.services.chinese_dates import dotted_month, written_date
from desktop.services.context import Context
from desktop.services.records import title

MEMBERS = (
    Column("序号", 11),
    Column("姓名", 28, align="left", name=True),
    Column("工作单位", 46, align="left"),
    Column("党支部", 26, align="left"),
    Column("居住小区楼栋", 36, align="left"),
    Column("编入网格", 30, align="left"),
    Column("联系电话", 27),
    Column("认领岗位", 25),
    Column("报到年月", 19),
    Column("备注", 26, align="left", blank=True),
)
NEEDS = (
    Column("编号", 22),
    Column("类型", 20),
    Column("内容", 92, align="left"),
    Column("心愿人", 26, blank=True),
    Column("需要人数", 18, blank=True),
    Column("期望时间", 26, blank=True),
    Column("状态", 20),
    Column("认领人（签名）", 40, blank=True),
)


def roster(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the members checked in with a ``community``, or with each; mobiles masked."""
    community = chosen.get("community")
    found = checkin_papers.roster(session, context, community)
    groups, number = [], 0
    for head, those in found:
        rows = []
        for one in those:
            number += 1
            came = dotted_month(one.checked_in_on)
            rows.append([str(number), one.name, one.unit, one.branch, one.estate, one.grid, one.phone, one.position,
                         came, one.notes])  # fmt: skip
        groups.append(Group(rows, "" if community else f"{head}\u3000{len(those)} 名"))
    place = title(session, "divisions", community) if community else ""
    notes = ("电话隐去中间四位。", "“—”为待补。", "本表限内部工作使用，不对外张贴。")
    name = f"{place}在职党员进社区报到一览表"
    return _printed(session, context, target, name, f"共 {number} 名", MEMBERS, groups, notes, f"{number} 名")


def wishes(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write needs and wishes for the notice board: those that wait, or with ``all`` those done too."""
    community = chosen.get("community")
    found = checkin_papers.needs(session, community, bool(chosen.get("all")))
    rows = [
        [one.number, one.kind, one.content, one.wisher, "" if one.people is None else str(one.people),
         one.wanted_on.isoformat() if one.wanted_on else "", one.state, "已认领" if one.claimed else ""]
        for one in found
    ]  # fmt: skip
    waiting = sum(not one.claimed for one in found)
    place = title(session, "divisions", community) if community else ""
    notes = ("愿意认领的党员请签名，或到社区登记。", "心愿人只写称呼。")
    name = f"{place}服务需求和微心愿清单"
    counts = f"共 {len(rows)} 件，待认领 {waiting} 件"
    return _printed(session, context, target, name, counts, NEEDS, [Group(rows)], notes, f"{len(rows)} 件", ())


def rate(value: Decimal | None) -> str:
    """Return a share as lists show it."""
    return "" if value is None else f"{value}%"


def summary(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the summary of a ``period`` (2026, 2026H1) by member, unit or campaign (``of``)."""
    within = checkin_summary.period(str(chosen.get("period") or ""), context.today)
    of = str(chosen.get("of") or "members")
    found = checkin_summary.summary(session, context, within, community=chosen.get("community"))
    table = TABLES[of](found)
    columns = [Column("序号", 11), *(_column(head, at) for at, head in enumerate(table[0]))]
    rows = [[str(at), *texts] for at, texts in enumerate(table[1], 1)]
    totals = found.totals
    hours = f"{totals['hours'].normalize():f}"
    counts = f"{totals['members']} 名，服务 {totals['services']} 次 {hours} 小时"
    words = {"members": "党员服务汇总表", "units": "报到单位情况汇总表", "campaigns": "系列活动服务汇总表"}[of]
    notes = ("积分只作参考，不作排名。", "无故缺席不计服务次数。") if of == "members" else ("“—”为没有基数。",)
    name = f"{found.scope}{within.label}{words}"
    return _printed(session, context, target, name, counts, columns, [Group(rows)], notes, f"{len(rows)} 行")


def _column(head: str, at: int) -> Column:
    if at == 0:
        return Column(head, 110 if len(head) > 2 else 30, align="left", name=head == "姓名")
    if head in ("工作单位", "报到社区"):
        return Column(head, 52 if head == "工作单位" else 28, align="left")
    if head == "参考等次":
        return Column(head, 19)
    # Figures stand on a common edge, close under their heads.
    return Column(head, 25 if len(head) > 4 else 19, align="right")


Table = tuple[tuple[str, ...], list[list[str]]]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def member_table(found: checkin_summary.Summary) -> Table:
    """Return heads and rows of the summary by member: on paper, on screen and in the sheet alike."""
    heads = ("姓名", "工作单位", "报到社区", "服务次数", "生活", "法律", "公共", "时长（小时）", "服务人数", "完成认领",
             "无故缺席", "积分", "参考等次")  # fmt: skip
    return heads, [
        [one.name, one.unit, one.community, str(one.services), *(str(one.kinds[head]) for head in
         checkin_summary.HEADS), _plain(one.hours), str(one.people), str(one.wishes), str(one.absent),
         _plain(one.points), one.grade]
        for one in found.members
    ]  # fmt: skip


def unit_table(found: checkin_summary.Summary) -> Table:
    """Return heads and rows of the summary by unit."""
    heads = ("单位名称", "党员人数", "报到党员", "报到率", "有服务的", "完成率", "服务次数", "时长（小时）", "人均积分")
    return heads, [
        [one.name, "" if one.party_members is None else str(one.party_members), str(one.checked_in),
         rate(one.report_rate), str(one.active), rate(one.completion), str(one.services), _plain(one.hours),
         "" if one.average is None else str(one.average)]
        for one in found.units
    ]  # fmt: skip


def campaign_table(found: checkin_summary.Summary) -> Table:
    """Return heads and rows of the summary by campaign."""
    heads = ("活动名称", "服务合计", "生活", "法律", "公共", "时长（小时）", "参加党员", "服务人数")
    return heads, [
        [one.name, str(one.services), *(str(one.kinds[head]) for head in checkin_summary.HEADS), _plain(one.hours),
         str(one.members), str(one.people)]
        for one in found.campaigns
    ]  # fmt: skip


TABLES = {"members": member_table, "units": unit_table, "campaigns": campaign_table}


def _printed(
    session: Session,
    context: Context,
    target: Path | BinaryIO,
    name: str,
    counts: str,
    columns: Sequence[Column],
    groups: Sequence[Group],
    notes: Sequence[str],
    remark: str,
    signers: Sequence[str] = ("制表：", "审核："),
) -> Printed:
    office = offices.own(session)
    made = Roster(
        title=name,
        office=office.name,
        as_of=written_date(context.today),
        counts=counts,
        columns=columns,
        groups=groups,
        notes=notes,
        signers=(*signers, f"{office.name}（盖章）"),
        demo=office.demonstration,
    )
    report = print_roster(made, target)
    return Printed(name, f"A4 横向　{remark}", tuple(report.lines()))
