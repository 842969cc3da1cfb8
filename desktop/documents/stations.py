"""Papers of stations: the list by kind or area (阵地名录), the counts of a year (年度统计), door cards (门牌卡)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.page import PrintReport
from desktop.documents.papers import Printed
from desktop.documents.roster import Column, Group, Roster, print_roster
from desktop.documents.stations_door import SIZES, draw_cards
from desktop.errors import UserError
from desktop.models import Division, StationKind
from desktop.services import stations_papers
from desktop.services.checks import readable_phone
from desktop.services.chinese_dates import dotted_month
from desktop.services.context import Context
from desktop.services.days import long_day
from desktop.services.offices import own
from desktop.services.stations_papers import Listed

LISTED = (
    Column("序号", 10),
    Column("名称", 66, align="left"),
    Column("类型", 34),
    Column("所属区划", 30, align="left"),
    Column("负责人", 28, align="left", name=True),
    Column("党员牵头", 18, blank=True),
    Column("对外电话", 28),
    Column("成员", 14, align="right"),
    Column("成立时间", 20),
    Column("地址", 44, align="left"),
)


def station_list(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the list of running stations."""
    by = str(chosen.get("by") or "kind")
    kind = str(chosen.get("kind") or "")
    found = stations_papers.station_list(
        session, context, division=_code(session, chosen.get("division")), kind=kind, by=by
    )
    groups, number = [], 0
    for head, those in found.groups:
        rows = []
        for one in those:
            number += 1
            rows.append(_row(number, one))
        groups.append(Group(rows, f"{head}\u3000{len(those)} 个"))
    office = own(session)
    title = f"{found.scope}{found.groups[0][1][0].kind if kind else '阵地'}名录"
    party = sum(one.party_led for _, those in found.groups for one in those)
    report = print_roster(
        Roster(title, office.name, long_day(found.as_of), f"共 {number} 个，其中党员牵头 {party} 个", LISTED, groups,
               ("“—”为待补。",), ("制表：", "审核："), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(title, f"A4 横向\u3000{number} 个", tuple(report.lines()))


def _row(number: int, one: Listed) -> list[str]:
    return [
        str(number), one.name, one.kind, one.area, one.leader, "是" if one.party_led else "",
        readable_phone(one.phone), f"{one.members}", dotted_month(one.opened_on) if one.opened_on else "",
        one.address,
    ]  # fmt: skip


def year_counts(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the counts of a year by kind."""
    year = int(chosen.get("year") or context.today.year)
    counted = stations_papers.year_counts(session, context, year, division=_code(session, chosen.get("division")))
    head, rows = stations_papers.table(counted)
    columns = [Column("序号", 10), Column(head[0], 44, align="left"),
               *(Column(label, 24, align="right") for label in head[1:])]  # fmt: skip
    texts = [
        [str(at) if at < len(rows) else "", *(f"{one:,}" if isinstance(one, int) else one for one in row)]
        for at, row in enumerate(rows, start=1)
    ]
    columns[0] = Column("序号", 10, blank=True)
    office = own(session)
    title = f"{counted.scope}{year}年阵地工作统计表"
    total = counted.total
    said = f"阵地 {total.stations} 个，活动 {total.activities:,} 次，受理 {total.matters:,} 件"
    notes = ["运行中、成员为截至日期的数，其余为当年合计。", "没有受理事项的不计办结率。"]
    if any(line.kind == StationKind.BRAND_ROOM for line in counted.lines):
        notes.append("个人品牌调解室的咨询和案件另见调解统计。")
    report = print_roster(
        Roster(title, office.name, long_day(counted.as_of), said, columns, (Group(texts),), notes,
               ("制表：", "审核："), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(title, "A4 横向", tuple(report.lines()))


def door_cards(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write door cards: of given stations, of one, or of all of a kind, one to a sheet."""
    given = tuple(chosen.get("stations") or ())
    one = chosen.get("station")
    cards = stations_papers.door_cards(
        session, context, given or ((one,) if one else ()), str(chosen.get("kind") or "")
    )
    width, height = card_size(str(chosen.get("sheet") or "A4"), str(chosen.get("size") or ""))
    report = PrintReport()
    draw_cards(cards, target, width_mm=width, height_mm=height, report=report)
    title = f"{cards[0].name}门牌卡" if len(cards) == 1 else f"{cards[0].name}等 {len(cards)} 张门牌卡"
    said = [line for card in cards for line in card.missing]
    return Printed(title, f"{width:g}×{height:g} 毫米\u3000{len(cards)} 张", (*said, *report.lines()))


def card_size(sheet: str, size: str) -> tuple[float, float]:
    """Return width and height in millimetres of a named card, or of one typed as 400x300; raises ``UserError``."""
    if not size.strip():
        return SIZES.get(sheet, SIZES["A4"])
    try:
        width, height = (float(part) for part in size.lower().replace("×", "x").replace("*", "x").split("x"))
    except ValueError:
        raise UserError(f"看不出“{size}”是多大的门牌，没有生成，请写成 400x300（毫米）") from None
    if not (100 <= width <= 1500 and 70 <= height <= 1500):
        raise UserError(f"门牌的边长应在 100×70 到 1500 毫米之间，现在是“{size}”，没有生成，请改正")
    return width, height


def _code(session: Session, division: Any) -> str:
    row = session.get(Division, division) if division else None
    return row.code if row else ""
