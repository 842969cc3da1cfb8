"""Numbers of mediation cases (案号): one series for each committee and year, without gaps, never used twice.

Numbers that were issued by mistake are kept with the mark 作废 (reference 1.4).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Invalid, UserError
from desktop.models import Case, Committee
from desktop.storage.work import Work

from .access import everything

TEMPLATE = "（{year}）{unit}人调字第{seq}号"
"""Used where a committee has none of its own."""
LONGEST = 6
"""Figures of a rank at most; what is longer is no rank."""
_NARROW = str.maketrans("（）", "()")
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


def sequence_of(number: str, template: str) -> int | None:
    """Return which of its series a number is: as the template says, else by its last figures; None without any."""
    text = number.translate(_NARROW)
    parts = _TOKEN.split((template or TEMPLATE).translate(_NARROW))
    # Literals, names and widths of the tokens follow one another.
    pattern = "".join(
        re.escape(one) if at % 3 == 0 else (r"(\d+)" if one == "seq" else ".*?") if at % 3 == 1 else ""
        for at, one in enumerate(parts)
    )
    found = re.fullmatch(pattern, text)
    figures = [found[1]] if found else re.findall(r"\d+", text)[-1:]
    return int(figures[0]) if figures and len(figures[0]) <= LONGEST else None


def take(work: Work, case: Case, year: int, typed: str = "") -> str:
    """Give a case the next number of its committee in a year, or the one somebody typed, and return it.

    The one writer makes it safe. A typed number follows the committee's template (its bare rank is enough), is not
    used yet and leaves no gap; only the first number of a year may begin anywhere, for an office that takes over a
    paper ledger. Raises ``Invalid`` at ``number`` for one that cannot be, ``UserError`` where the template repeats.
    """
    committee = work.session.get(Committee, case.committee_id)
    assert committee is not None
    unit = committee.number_unit or committee.name.removesuffix("人民调解委员会")

    def written(sequence: int) -> str:
        return render(committee.number_template, year=year, unit=unit, kind=case.dispute_type, sequence=sequence)

    with everything(work.session):
        of_year = (Case.committee_id == committee.id, Case.year == year)
        last = work.session.execute(select(func.max(Case.sequence)).where(*of_year)).scalar_one() or 0
        sequence = last + 1
        if typed.strip():
            sequence = _rank(committee.number_template, typed, year, unit, written(last + 1))
            used = select(Case.id).where(*of_year, Case.sequence == sequence, Case.id != case.id)
            if work.session.execute(used).first():
                raise Invalid(
                    {"number": f"案号“{written(sequence)}”已经用过，没有受理；留空由程序编为“{written(last + 1)}”"}
                )
            if last and sequence > last + 1:
                raise Invalid({"number": f"案号不能跳号，没有受理；下一个应是“{written(last + 1)}”"})
        number = written(sequence)
        taken = select(Case.id).where(Case.committee_id == committee.id, Case.number == number, Case.id != case.id)
        if work.session.execute(taken).first():
            raise UserError(f"案号“{number}”已经用过，没有受理，请在调解委员会资料中核对案号格式")
    case.year, case.sequence, case.number = year, sequence, number
    return number


def next_number(session: Session, committee_id: UUID, year: int, kind: str = "") -> str:
    """Return the number the next accepted case of a committee would get in a year: shown, not taken."""
    committee = session.get(Committee, committee_id)
    if committee is None:
        return ""
    with everything(session):
        last = session.execute(
            select(func.max(Case.sequence)).where(Case.committee_id == committee_id, Case.year == year)
        ).scalar_one()
    unit = committee.number_unit or committee.name.removesuffix("人民调解委员会")
    return render(committee.number_template, year=year, unit=unit, kind=kind, sequence=(last or 0) + 1)


def _rank(template: str, typed: str, year: int, unit: str, example: str) -> int:
    """Return the rank in its year of a number as typed, whatever brackets and spaces it is written with."""
    text = _plain(typed)
    if text.isdigit() and len(text) < 8:
        return _not_zero(int(text), example)
    shapes = {
        "year": r"(?P<year>\d{4})",
        "seq": r"0*(?P<seq>\d+)",
        "type": r"(?P<type>\w*)",
        "unit": re.escape(_plain(unit)),
    }
    shape, once = "", set()
    for part in re.split(r"(\{\w+(?::0\d)?\})", template or TEMPLATE):
        token = _TOKEN.fullmatch(part)
        if token is None:
            shape += re.escape(_plain(part))
        else:
            shape += rf"(?P={token[1]})" if token[1] in once and token[1] != "unit" else shapes[token[1]]
            once.add(token[1])
    match = re.fullmatch(shape, text)
    if match is None:
        raise Invalid({"number": f"案号“{typed.strip()}”与本调委会的样式不符，没有受理；应写成“{example}”，或留空"})
    if int(match["year"]) != year:
        raise Invalid({"number": f"案号的年度是 {match['year']}，受理日期在 {year} 年，没有受理，请核对"})
    return _not_zero(int(match["seq"]), example)


def _not_zero(sequence: int, example: str) -> int:
    if sequence < 1:
        raise Invalid({"number": f"案号从 1 号编起，没有受理；应写成“{example}”，或留空"})
    return sequence


def _plain(text: str) -> str:
    """Return a number without spaces, its brackets all of one form."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain.translate(str.maketrans("〔〕[]【】", "()()()"))


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
    if case.void:
        raise UserError(f"这件案件已经作废，原因是“{case.void_reason}”，没有改动任何内容")
    case.void, case.void_reason = True, reason.strip()
    work.label = f"作废案号 {case.number or case.title}"
