"""Numbers of mediation cases (案号): one series for each committee and year, without gaps, never used twice.

Numbers that were issued by mistake are kept with the mark 作废 (reference 1.4).
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from desktop.errors import Invalid, UserError
from desktop.models import Case, Committee
from desktop.storage.work import Work

from .access import everything

TEMPLATE = "（{year}）{unit}人调字第{seq}号"
"""Used where a committee has none of its own."""
_TOKEN = re.compile(r"\{(year|unit|type|seq)(?::0(\d))?\}")


def template_mistake(template: str) -> str:
    """Return what is wrong with a template, "" when nothing is."""
    tokens = [one[0] for one in _TOKEN.findall(template)]
    rest = _TOKEN.sub("", template)
    if "{" in rest or "}" in rest:
        return "案号格式里只能用 {year}、{unit}、{type}、{seq}，如（{year}）{unit}人调字第{seq}号"
    if "seq" not in tokens or "year" not in tokens:
        return "案号格式里必须有 {year} 和 {seq}，否则会重号"
    return ""


def render(template: str, *, year: int, unit: str, kind: str, sequence: int) -> str:
    """Return the number of a case."""
    values = {"year": str(year), "unit": unit, "type": kind, "seq": str(sequence)}

    def put(found: re.Match[str]) -> str:
        text = values[found[1]]
        return text.zfill(int(found[2])) if found[2] else text

    return _TOKEN.sub(put, template or TEMPLATE)


def take(work: Work, case: Case, year: int) -> str:
    """Give a case the next number of its committee in a year and return it. The one writer makes it safe."""
    committee = work.session.get(Committee, case.committee_id)
    assert committee is not None
    with everything(work.session):
        last = work.session.execute(
            select(func.max(Case.sequence)).where(Case.committee_id == committee.id, Case.year == year)
        ).scalar_one()
        case.year, case.sequence = year, (last or 0) + 1
        unit = committee.number_unit or committee.name.removesuffix("人民调解委员会")
        number = render(committee.number_template, year=year, unit=unit, kind="", sequence=case.sequence)
        taken = select(Case.id).where(Case.committee_id == committee.id, Case.number == number, Case.id != case.id)
        if work.session.execute(taken).first():
            raise UserError(f"案号“{number}”已经用过，没有受理，请在调解委员会资料中核对案号格式")
    case.number = number
    return number


def void(work: Work, case_id: UUID, reason: str) -> None:
    """Mark a numbered case as void: it stays in the ledger with its number and counts nowhere.

    Raises ``Invalid`` without a reason.
    """
    case: Any = work.session.get(Case, case_id)
    if case is None or case.deleted:
        raise UserError("这件案件已不存在，没有改动任何内容，请返回列表刷新")
    if len(reason.strip()) < 2:
        raise Invalid({"void_reason": "请写明作废的原因"})
    if case.archived_on:
        raise UserError("已归档的案件不能作废，没有改动任何内容")
    case.void, case.void_reason = True, reason.strip()
    work.label = f"作废案号 {case.number or case.title}"
