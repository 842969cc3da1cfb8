"""Papers of the staff file: contracts that end, advice on full-time members, completeness of posts, staff changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import description
from desktop.services import allocation, offices, staff, training_papers
from desktop.services.chinese_dates import written_date
from desktop.services.context import Context
from desktop.services.records import title

from .papers import Printed
from .roster import Column, Group, Roster, print_roster


def _label(kind: str, name: str) -> str:
    return description(kind)[name].label


def _printed(
    session: Session,
    context: Context,
    target: Path | BinaryIO,
    name: str,
    counts: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str] = (),
) -> Printed:
    """Write a table of the office on A4 landscape."""
    office = offices.own(session)
    roster = Roster(
        title=name,
        office=office.name,
        as_of=written_date(context.today),
        counts=counts,
        columns=columns,
        groups=[Group(rows)],
        notes=[*notes, "“—”为没有填写。"],
        signers=("制表：", "审核：", f"{office.name}（盖章）"),
        demo=office.demonstration,
    )
    report = print_roster(roster, target)
    return Printed(name, f"A4 横向　{len(rows)} 行", tuple(report.lines()))


def _number(typed: Any, words: str) -> int | None:
    """Return a whole number that was typed, None for nothing. Raises ``UserError`` for anything else."""
    text = str(typed or "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise UserError(f"“{words}”应是不大于 9999 的整数，现在是“{text}”，没有打印，请改正或留空")
    return int(text) if text else None


def contracts(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the list of contracts that lapsed or end soon; ``days`` is how soon, by the setting when empty."""
    days = _number(chosen.get("days"), "多少天内到期")
    due = staff.due(session, context, days)
    within = context.settings["team.contract_days"] if days is None else days
    columns = (
        Column("序号", 10),
        Column(_label("people", "name"), 28, align="left", name=True),
        Column("所在网格", 40, align="left"),
        Column(_label("contracts", "kind"), 28),
        Column(_label("contracts", "provider"), 56, align="left", blank=True),
        Column(_label("contracts", "number"), 28),
        Column(_label("contracts", "started_on"), 24),
        Column(_label("contracts", "ended_on"), 24),
        Column("剩余", 20),
        Column("处理意见", 30, blank=True),
    )
    rows = [
        [str(at), one.name, one.place, one.kind, one.provider, one.number, one.started_on.isoformat(),
         one.until.isoformat(), one.left(context.today), ""]
        for at, one in enumerate(due, 1)
    ]  # fmt: skip
    over = sum(one.until < context.today for one in due)
    counts = f"{within} 天内到期 {len(due) - over} 份，已到期未续 {over} 份"
    return _printed(session, context, target, "聘用合同到期一览表", counts, columns, rows)


def advice(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the advice on full-time members; ``total`` is how many there are to give out, today's number when empty."""
    total = _number(chosen.get("total"), "按多少人配置")
    found = allocation.read(session, context, total)
    widths = (44, 20, 24, 20, 24, 24, 24, 20)
    heads = [
        Column(head, width, align="centre" if at else "left")
        for at, (head, width) in enumerate(zip(allocation.HEADS, widths, strict=True))
    ]
    columns = (Column("序号", 10, blank=True), *heads, Column("备注", 50, blank=True))
    texts = allocation.lines(found)
    rows = [[str(at) if at < len(texts) else "", *line, ""] for at, line in enumerate(texts, 1)]
    weights = f"按人口 {found.people_weight}、小区数 {found.estates_weight} 的比重和最大余额法计算。"
    counts = f"专职网格员 {found.now} 人，按 {found.total} 人配置"
    notes = (weights, "本表只是建议，调整须按程序研究决定。", *(f"{note}。" for note in found.notes))
    made = _printed(session, context, target, "专职网格员配置建议表", counts, columns, rows, notes)
    return Printed(made.title, f"A4 横向　{len(found.lines)} 个社区", (*found.notes, *made.notices))


def completeness(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write who fills the posts of each grid (1+N+N), of a ``community`` or of all, or those with gaps."""
    community = chosen.get("community")
    found = staff.completeness(session, context, community, bool(chosen.get("missing")))
    columns = (
        Column("序号", 10),
        Column(_label("grids", "code"), 36),
        Column("网格", 42, align="left"),
        Column("网格长", 34, align="left"),
        Column("网格员", 60, align="left"),
        Column("专职", 14),
        Column("志愿者", 18),
        Column("缺什么", 46, align="left", blank=True),
    )
    rows = [
        [str(at), one.code, one.name, "、".join(one.leaders), "、".join(one.members), str(one.full_time),
         str(one.volunteers), "；".join(one.missing)]
        for at, one in enumerate(found, 1)
    ]  # fmt: skip
    lacking = sum(bool(one.missing) for one in found)
    place = title(session, "divisions", community) if community else ""
    counts = f"{len(found)} 个网格，{lacking} 个有缺"
    return _printed(session, context, target, f"{place}网格 1+N+N 配备表", counts, columns, rows)


def learners(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write classes and hours of each person of the team in a ``year``, of a ``community`` or of all."""
    year, community = int(chosen.get("year") or context.today.year), chosen.get("community")
    found = training_papers.learners(session, context, year, community)
    columns = (
        Column("序号", 10),
        Column(_label("people", "name"), 34, align="left", name=True),
        Column("单位", 60, align="left"),
        Column("参训期数", 28),
        Column("学时", 28),
        Column("备注", 60, blank=True),
    )
    rows = [
        [str(at), one.name, one.unit, str(one.classes), f"{one.hours.normalize():f}", ""]
        for at, one in enumerate(found, 1)
    ]
    place = title(session, "divisions", community) if community else ""
    none = sum(not one.classes for one in found)
    counts = f"{len(found)} 人，{none} 人没有参训"
    return _printed(session, context, target, f"{place}{year}年网格员参训学时表", counts, columns, rows)
