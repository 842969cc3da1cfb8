"""Anonymised examples of mediation (调解案例), for display and training: nobody in them can be known.

Parties are 甲某某, 乙某某, organisations 甲单位; addresses and numbers are gone, days are months, inside the texts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import Division, Station

from .anonymising import CASE_NUMBER, NUMBER, PLACE, SOMEBODY, Hidden, address_parts, doubtful, hide
from .case_forms import CaseFile
from .mediation import OVER
from .names import is_han, split_name, surname_readings, tidy
from .written_forms import Entries, Entry, Form, Gap, Heading, Part, Statement, Writing

STEMS = "甲乙丙丁戊己庚辛壬癸"
ENDINGS = ("有限责任公司", "股份有限公司", "有限公司", "公司", "厂", "商行", "店")
REGION = re.compile(r"^(?:.{2,4}省)?(?:.{2,6}?[市县区])?")
NOTE = "本案例已隐去当事人姓名、住址和号码，日期只写到月，仅供展示和培训。"


@dataclass(frozen=True)
class Example:
    """A case nobody can be known by."""

    title: str
    kind: str
    source: str
    month: str
    """Month of acceptance."""
    took: str
    """How long and how many sessions it took."""
    result: str
    facts: str
    process: str
    """What was said in the sessions; empty when it was left out."""
    agreement: str
    outcome: str
    """Performance and visits."""
    doubtful: tuple[str, ...] = ()
    """What a person should look at before it is shown."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of it."""
        return (self.title, self.facts, self.process, self.agreement, self.outcome)


def aliases(file: CaseFile) -> list[str]:
    """Return what the parties are called, in their order."""
    found = []
    for at, party in enumerate(file.parties):
        stem = STEMS[at % len(STEMS)] + (str(at // len(STEMS) + 1) if at >= len(STEMS) else "")
        found.append(f"{stem}单位" if party.kind == "organisation" else f"{stem}某某")
    return found


def places_of(session: Session) -> dict[str, str]:
    """Return the names of divisions and stations the office knows, with what stands in their place."""
    kinds = {"省": "某省", "市": "某市", "县": "某县", "区": "某区", "镇": "某镇", "乡": "某乡", "村": "某村"}
    found: dict[str, str] = {}
    for names in session.execute(select(Division.name, Division.short_name)):
        for name in names:
            plain = name.removesuffix("居委会").removesuffix("委会") if name else ""
            instead = (
                "某社区"
                if plain.endswith("社区")
                else "某街道"
                if plain.endswith("街道")
                else kinds.get(plain[-1:], PLACE)
            )
            if len(plain) >= 3:
                found[plain] = instead
    for (name,) in session.execute(select(Station.name)):
        found[name] = "某调解室" if name.endswith("调解室") else PLACE
    return found


def hidden(file: CaseFile, places: dict[str, str] | None = None) -> Hidden:
    """Return everything in a case that tells who or where."""
    found = Hidden(places=dict(places or {}))
    committee = file.committee
    found.places[committee.name] = "某人民调解委员会"
    for name in (committee.number_unit, committee.seal_name, committee.address):
        if name and len(name) >= 2:
            found.places.setdefault(name, PLACE)
    for at, name in enumerate(file.mediators):
        found.people[f"人民调解员{name}"] = found.people[f"调解员{name}"] = "调解员"
        found.people[name] = "调解员" if at == 0 else f"调解员{at + 1}"
    staff = {file.case.recorder, file.case.filed_by, file.case.checked_by, committee.chair}
    staff |= {one.recorder for one in (*file.sessions, *file.investigations)}
    staff |= {one.investigator for one in file.investigations} | {one.visitor for one in file.visits}
    staff |= {one.received_by for one in file.evidences} | {one.checked_by for one in file.evidences}
    _add(found, staff - {*file.mediators, ""}, "工作人员")
    mentioned = [one.invited for one in file.sessions] + [one.present for one in file.sessions]
    mentioned += [one.present for one in file.investigations] + [one.asked for one in file.investigations]
    mentioned += [one.visited for one in file.visits] + [one.provided_by for one in file.evidences]
    mentioned += [one.obliged for one in file.performances] + [one.applicants for one in file.confirmations]
    mentioned += [one.signer for one in file.signatures] + [one.witness for one in file.signatures]
    _add(found, {name for text in mentioned for name in _names_in(text)} - set(found.people), SOMEBODY)
    for party, alias in zip(file.parties, aliases(file), strict=True):
        _add_party(found, party, alias)
    for text in (file.case.number, *(one.court_number for one in file.confirmations)):
        if text:
            found.numbers[text] = CASE_NUMBER
    return found


def _add(found: Hidden, names: Iterable[str], instead: str) -> None:
    for name in names:
        found.people[name] = instead


def _add_party(found: Hidden, party: Any, alias: str) -> None:
    for name, words in (
        (party.guardian, "的监护人"),
        (party.agent, "的代理人"),
        (party.legal_representative, "负责人"),
    ):
        if name:
            found.people[name] = f"{alias}{words}"
    found.people[party.name] = alias
    if party.kind == "organisation":
        for whole in (tidy(party.name), REGION.sub("", tidy(party.name))):
            core = next((whole.removesuffix(one) for one in ENDINGS if whole.endswith(one)), whole)
            for name in (whole, core):
                if len(name) >= 3:
                    found.people.setdefault(name, alias)
    for number in (party.phone, party.id_number, party.credit_code):
        if number:
            found.numbers[number] = NUMBER
    for part in address_parts(party.address):
        found.places.setdefault(part, PLACE)


def _names_in(text: str) -> list[str]:
    """Return what looks like names of people in a list somebody typed (业委会委员 吉文清、罗红)."""
    found = []
    for part in "".join(one if is_han(one) or one == "·" else " " for one in text).split():
        surname, given = split_name(part)
        if "·" in part or (surname in surname_readings() and 2 <= len(part) <= 4 and given):
            found.append(part)
        elif len(part) > 4 and part[-3] in surname_readings():
            found.append(part[-3:])
    return found


def fit(file: CaseFile) -> bool:
    """Return whether a case can be an example: mediated, and over."""
    return file.case.state in OVER and file.case.accepted_on is not None and not file.case.void


def example(session: Session, file: CaseFile, *, brief: bool = False) -> Example:
    """Return the anonymised example of a case; ``brief`` leaves out what was said in the sessions.

    Raises ``UserError`` for a case that is not over.
    """
    if file.case.state not in OVER:
        raise UserError("案件还没有办结，没有生成案例，请结案后再用作案例")
    return anonymised(file, hidden(file, places_of(session)), brief=brief)


def anonymised(file: CaseFile, known: Hidden, *, brief: bool = False) -> Example:
    """Return a case with everything known hidden."""
    case, names = file.case, aliases(file)
    kind = file.word("dispute_types", case.dispute_type)
    first = {one.side: name for one, name in reversed(list(zip(file.parties, names, strict=True)))}
    ends = [name for side in ("applicant", "respondent") if (name := first.get(side))] or names[:2]

    def safe(*texts: str) -> str:
        return hide("\n".join(one.strip() for one in texts if one and one.strip()), known)

    began, over = case.accepted_on or case.applied_on, case.ended_on or case.closed_on
    took = f"{(over - began).days} 天" if over else ""
    made = Example(
        title=f"{'与'.join(ends)}{kind}调解案例",
        kind=kind,
        source=file.word("case_sources", case.source),
        month=f"{began.year}年{began.month}月",
        took="，".join(one for one in (took, f"调解 {len(file.sessions)} 次" if file.sessions else "") if one),
        result=file.word("case_results", case.result),
        facts=safe(case.facts, case.disputed, case.responsibility),
        process="" if brief else safe(*(one.text for one in file.sessions)),
        agreement=safe(case.agreement_text, case.performance_way, case.performance_time) or safe(case.end_note),
        outcome=safe(*(_performed(file)), *(one.text for one in file.visits)),
    )
    return replace(made, doubtful=tuple(doubtful(made.texts)))


def _performed(file: CaseFile) -> list[str]:
    items = file.performances
    if not items:
        return []
    done = sum(one.done_on is not None for one in items)
    return [f"协议事项 {len(items)} 项，已履行 {done} 项。"]


def example_form(made: Example) -> Form:
    """Return the example as a paper; the last part is left for whoever comments on it."""
    row = Entry
    parts: list[Part] = [
        Entries(
            (
                (row("案例名称", made.title, 1, True),),
                (row("纠纷类别", made.kind, 1, True), row("案件来源", made.source, 1, True)),
                (row("受理时间", made.month, 1, True), row("调解用时", made.took, 1, True)),
                (row("调解结果", made.result, 1, True),),
            ),
            10.2,
        ),
        Heading("一、案情简介"),
        Writing(made.facts, 3),
    ]
    if made.process:
        parts += [Heading("二、调解过程"), Writing(made.process, 3)]
    parts += [
        Heading("三、调解结果" if made.process else "二、调解结果"),
        Writing("\n".join(one for one in (made.agreement, made.outcome) if one), 3),
        Heading("四、案例点评" if made.process else "三、案例点评"),
        Writing("", 6),
        Gap(3),
        Statement(NOTE, indent=False),
    ]
    return Form("人民调解案例", tuple(parts), key="example")
