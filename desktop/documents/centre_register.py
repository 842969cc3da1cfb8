"""The register of the city centre on paper: units that work there, systems it connects, areas of its hall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Kind, description
from desktop.services import offices, records
from desktop.services.chinese_dates import written_date
from desktop.services.context import Context
from desktop.services.queries import Filter, Query
from desktop.services.records import Row, choices

from .papers import Printed
from .roster import Column, Group, Roster, print_roster

MOST = 2_000
"""Lines of a register; no centre has as many."""
IN_USE = Filter("in_use", "is", True)
UNITS, SYSTEMS, HALLS = "units", "systems", "halls"


def register(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write one of the registers as of today: ``of`` is units (by standing), systems (by who built them) or halls.

    Contacts are given with the phone of their office, mobiles never. Raises ``UserError`` when nothing is registered.
    """
    of = str(chosen.get("of") or UNITS)
    if of == SYSTEMS:
        return _write(session, context, target, "接驳系统清单", "systems", (IN_USE,), "level", "system_levels", (
            ("name", 66), ("owner", 50), ("functions", 76), ("phone", 32), ("since", 26)))  # fmt: skip
    if of == HALLS:
        return _write(session, context, target, "功能分区一览表", "halls", (), "", "", (
            ("name", 50), ("place", 50), ("function", 110), ("seats", 24)))  # fmt: skip
    return _write(session, context, target, "入驻单位一览表", "centre_units", (IN_USE,), "standing", "unit_standings", (
        ("name", 62), ("hall_id", 44), ("contact", 30), ("phone", 34), ("on_duty", 22), ("since", 26)))  # fmt: skip


def _write(
    session: Session,
    context: Context,
    target: Path | BinaryIO,
    name: str,
    kind: str,
    filters: Sequence[Filter],
    grouped_by: str,
    words: str,
    wanted: Sequence[tuple[str, float]],
) -> Printed:
    described, office = description(kind), offices.own(session)
    names = [field for field, _ in wanted]
    query = Query(kind, filters=tuple(filters))
    ordered = Query(kind, filters=tuple(filters), order=tuple((one, False) for one in described.order))
    found = records.first_rows(session, ordered, [*names, *([grouped_by] if grouped_by else [])], context, MOST)
    if not found:
        raise UserError(f"还没有登记{described.label}，没有可打印的内容，请先在指挥中心页登记")
    heads = choices(session, words) if words else {}
    parts: dict[str, list[Row]] = {}
    for row in found:
        parts.setdefault(str(row.values.get(grouped_by) or ""), []).append(row)
    order = [*heads, *(one for one in parts if one not in heads)]
    number, groups, counts = 0, [], [f"共 {records.count(session, query, context)} {described.unit}"]
    for code in (one for one in order if one in parts):
        rows = []
        for row in parts[code]:
            number += 1
            rows.append([str(number), *(row.texts.get(field, "") for field in names), ""])
        if grouped_by:
            title = heads.get(code, "其他")
            groups.append(Group(rows, f"{title}\u3000{len(rows)} {described.unit}"))
            counts.append(f"{title} {len(rows)}")
        else:
            groups.append(Group(rows))
    columns = (
        Column("序号", 10),
        *(_column(kind, field, width) for field, width in wanted),
        Column("备注", 30, blank=True),
    )
    report = print_roster(
        Roster(name, office.name, written_date(context.today), "，".join(counts), columns, groups,
               ("“—”为待补。",), ("制表：", "审核：", f"{office.name}（盖章）"), office.demonstration),
        target,
    )  # fmt: skip
    return Printed(f"{office.name}{name}", f"A4 横向　{number} 行", tuple(report.lines()))


def _column(kind: str, field: str, width: float) -> Column:
    one = description(kind)[field]
    named = one.kind is Kind.NAME
    left = named or one.kind in (Kind.TEXT, Kind.REFERENCE)
    return Column(one.label, width, align="left" if left else "centre", name=named, blank=field == "on_duty")
