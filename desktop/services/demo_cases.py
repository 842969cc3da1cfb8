"""Mediation cases of the demonstration, each led along its path with everything its papers need.

Every state a case can stand in occurs; days, guards and signatures are those of ``case_path``, which the tests ask
about each of these cases. People are invented; their ID numbers carry an area code that was never given out.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from desktop.models import (
    Case,
    CaseParty,
    CaseResult,
    CaseStep,
    Committee,
    Confirmation,
    CourtReferral,
    Evidence,
    Extension,
    Investigation,
    MediationSession,
    Mediator,
    Performance,
    Record,
    ReturnVisit,
    Signature,
    Station,
)
from desktop.models import CaseState as S

from . import settings
from .case_clock import court_due, mediation_due
from .case_guards import FINISHED
from .checks import id_check
from .demo_town import MARK

MATERIAL = Path(__file__).resolve().parents[2] / "resources" / "demo" / "disputes.toml"
AREA = "360899"
"""Begins the ID numbers: no county has this code, so nobody has such a number."""
COURT = "井冈山市人民法院"
BEFORE = (S.ACCEPTED, S.INFORMED)
TALKED = (*BEFORE, S.MEDIATING)
AGREED = (*TALKED, S.WRITTEN_AGREEMENT, S.PERFORMING)
ROUTES: Mapping[str, tuple[S, ...]] = {
    "registered": (),
    "declined": (S.DECLINED,),
    "refused": (S.ENDED,),
    "accepted": (S.ACCEPTED,),
    "informed": BEFORE,
    "investigating": (*BEFORE, S.INVESTIGATING),
    "mediating": TALKED,
    "extended": TALKED,
    "written_agreement": (*TALKED, S.WRITTEN_AGREEMENT),
    "oral_agreement": (*TALKED, S.ORAL_AGREEMENT),
    "performing": AGREED,
    "visited": (*AGREED, S.VISITED),
    "confirming": (*AGREED, S.CONFIRMING),
    "confirmed": (*AGREED, S.CONFIRMING, S.CONFIRMED),
    "confirmation_refused": (*AGREED, S.CONFIRMING, S.CONFIRMATION_REFUSED),
    "confirmation_withdrawn": (*AGREED, S.CONFIRMING, S.CONFIRMATION_WITHDRAWN),
    "confirmed_archived": (*AGREED, S.CONFIRMING, S.CONFIRMED, S.VISITED, S.CLOSED, S.ARCHIVED),
    "closed": (*AGREED, S.VISITED, S.CLOSED),
    "archived": (*AGREED, S.VISITED, S.CLOSED, S.ARCHIVED),
    "ended": (*TALKED, S.ENDED),
    "failed": (*TALKED, S.ENDED, S.CLOSED, S.ARCHIVED),
    "withdrawn": (*BEFORE, S.WITHDRAWN),
    "transferred": (*BEFORE, S.TRANSFERRED),
    "void": (S.ACCEPTED,),
}
"""States of each kind of course a case takes, after its registration; some cases are looked into before they talk."""
GAPS: Mapping[S, tuple[int, int]] = {
    S.ACCEPTED: (0, 2), S.INFORMED: (0, 1), S.INVESTIGATING: (0, 3), S.MEDIATING: (1, 5), S.WRITTEN_AGREEMENT: (0, 9),
    S.ORAL_AGREEMENT: (0, 3), S.PERFORMING: (0, 2), S.VISITED: (12, 34), S.CONFIRMING: (2, 12), S.CONFIRMED: (6, 15),
    S.CONFIRMATION_REFUSED: (6, 15), S.CONFIRMATION_WITHDRAWN: (3, 9), S.ENDED: (1, 12), S.WITHDRAWN: (1, 8),
    S.TRANSFERRED: (1, 8), S.DECLINED: (1, 3), S.CLOSED: (1, 5), S.ARCHIVED: (3, 15),
}  # fmt: skip
"""Days from the state before, at least and at most."""
OCCUPATIONS = ("务工", "务农", "个体经营", "退休", "教师", "司机", "店员", "自由职业")
ESTATES = ("翠竹苑", "茶山路小区", "杜鹃花园", "会师新村", "五井家园", "梨坪小区")
PROOFS = ("现场照片", "费用票据", "合同复印件", "聊天记录截图", "报修登记表")


@dataclass(frozen=True)
class Desk:
    """Where cases are mediated: a room, or the committee itself, with the mediator at work."""

    committee: Committee
    station: Station | None
    mediators: Sequence[Mediator]
    recorder: str


@dataclass
class Told:
    """The cases that were made, with everything of them by kind of record."""

    rng: random.Random
    today: date
    names: list[tuple[str, str]]
    """Invented names with their gender, taken from the end."""
    types: Mapping[str, str]
    """Words of the kinds of dispute."""
    cases: list[Case] = field(default_factory=list)
    records: dict[type[Record], list[Any]] = field(default_factory=dict)
    serial: int = 0
    free: Mapping[date, bool] = field(default_factory=dict)
    """Days that differ from the weekend rule."""

    def add(self, record: Any) -> Any:
        """Keep a record, with an id others can refer to."""
        record.id = uuid7()
        self.records.setdefault(type(record), []).append(record)
        return record


@cache
def material() -> Mapping[str, Any]:
    """Return the invented disputes and questions."""
    return tomllib.loads(MATERIAL.read_text("utf-8"))


class _Course:
    """One case on its way: what was said, who signs, which days."""

    def __init__(self, told: Told, desk: Desk, applied_on: date, route: str) -> None:
        self.told, self.desk, self.route, self.rng = told, desk, route, told.rng
        self.story = self.rng.choice(material()["story"])
        oral = route in ("archived", "closed") and bool(self.story.get("oral"))
        self.states = [S.ORAL_AGREEMENT if one is S.WRITTEN_AGREEMENT and oral else one for one in ROUTES[route]]
        self.spot = S.PERFORMING in self.states and bool(self.story.get("spot")) and route in ("archived", "closed")
        if self.spot:
            self.states = [one for one in self.states if one is not S.VISITED]
        if S.MEDIATING in self.states and self.rng.random() < 0.3:
            self.states.insert(self.states.index(S.MEDIATING), S.INVESTIGATING)
        self.days = self._days(applied_on)
        self.applied_on = applied_on
        self.money = Decimal(self.rng.randint(*self.story.get("money", (1, 9)))) * 100
        self.parties: list[CaseParty] = []
        self.case = Case(id=uuid7())

    def _days(self, applied_on: date) -> dict[S, date]:
        """Return the day of each state: the usual gaps, closer together where today comes first."""
        gone, offsets = 0, []
        for state in self.states:
            gone += self.rng.randint(*GAPS[state])
            if state is S.WRITTEN_AGREEMENT and self.story.get("hard") and self.rng.random() < 0.3:
                gone += 24  # some of the hard ones take longer than their month
            offsets.append(gone)
        room = (self.told.today - applied_on).days
        if gone > room:
            offsets = [one * room // gone for one in offsets]
        return {state: applied_on + timedelta(days=one) for state, one in zip(self.states, offsets, strict=True)}

    def day(self, *states: S) -> date | None:
        """Return the day the case came to the first of these states it was in."""
        return next((self.days[one] for one in states if one in self.days), None)

    @property
    def agreed_on(self) -> date | None:
        return self.day(S.WRITTEN_AGREEMENT, S.ORAL_AGREEMENT)

    def words(self, text: str) -> str:
        first, second = self.parties[0].name, self.parties[1].name
        began = self.applied_on - timedelta(days=12)
        return text.format(a=first, b=second, money=f"{self.money:,}", day=f"{began.year}年{began.month}月")

    def sign(self, paper: str, role: str, signer: str, on: date, party: CaseParty | None = None,
             item: UUID | None = None) -> None:  # fmt: skip
        finger = party is not None and party.kind == "person" and self.rng.random() < 0.08
        form = "seal" if role == "seal" else "fingerprint" if finger else "sign"
        witness = self.desk.recorder if finger else ""
        self.told.add(
            Signature(
                case_id=self.case.id, paper=paper, role=role, signer=signer, form=form, signed_on=on, witness=witness,
                party_id=party.id if party else None, item_id=item,
            )
        )  # fmt: skip

    def all_sign(self, paper: str, on: date, item: UUID | None = None, roles: Sequence[str] = ()) -> None:
        for party in self.parties:
            signer = party.legal_representative or party.guardian or party.name
            self.sign(paper, "party", signer, on, party, item)
        names = {"mediator": self.desk.mediators[0].name, "seal": self.desk.committee.name}
        for role in roles:
            self.sign(paper, role, names.get(role, self.desk.recorder), on, None, item)


def tell(told: Told, desk: Desk, applied_on: date, route: str, **more: Any) -> Case:
    """Make one case on its way with all its records; ``more`` are values of the case."""
    course = _Course(told, desk, applied_on, route)
    _parties(course)
    _case(course)
    _start(course)
    _talks(course)
    if course.agreed_on:
        _agreement(course)
    if S.CONFIRMING in course.days:
        _confirmation(course)
    if S.ENDED in course.days and course.case.accepted_on:
        day = course.days[S.ENDED]
        course.sign("termination", "mediator", desk.mediators[0].name, day)
        course.sign("termination", "seal", desk.committee.name, day)
    _steps(course)
    for name, value in more.items():
        setattr(course.case, name, value)
    told.cases.append(course.case)
    return course.case


def _parties(course: _Course) -> None:
    told, rng, story = course.told, course.rng, course.story
    many = 4 if story["type"] == "10" else 1
    accepted = course.day(S.ACCEPTED)
    for at in range(many + 1):
        last = at == many
        company = last and story.get("organisation")
        name, gender = (company, None) if company else told.names.pop()
        told.serial += 1
        born = None if company else date(rng.randrange(1950, 2003), rng.randrange(1, 13), rng.randrange(1, 29))
        party = CaseParty(
            case_id=course.case.id,
            side="respondent" if last else "applicant",
            kind="organisation" if company else "person",
            name=name,
            position=at + 1,
            representative=many > 1 and at == 0,
            gender=gender,
            ethnicity="" if company else ("畲族" if rng.random() < 0.03 else "汉族"),
            born_on=born,
            occupation="" if company else rng.choice(OCCUPATIONS),
            id_number=_id_number(born, gender, told.serial) if born and rng.random() < 0.3 else "",
            id_checked_on=accepted,
            phone=f"0796-0004{told.serial % 1000:03d}" if company else f"1992{told.serial:07d}",
            address=f"{rng.choice(ESTATES)}{rng.randrange(1, 30)}栋{rng.randrange(1, 7)}0{rng.randrange(1, 5)}室",
            legal_representative=told.names.pop()[0] if company else "",
            legal_duty=story.get("duty", "") if company else "",
            consent_on=accepted or (course.applied_on if not last else None),
            notes=MARK,
        )
        if course.route == "refused" and last:
            party.refused, party.refused_on, party.consent_on = True, course.days[S.ENDED], None
        if not last and at == 0 and S.ARCHIVED not in course.days and rng.random() < 0.12:
            party.agent, party.agent_authority = told.names.pop()[0], "general"
            party.authority_on = accepted
        course.parties.append(told.add(party))
    # The first of the applicants speaks for them in the story, the other side comes second.
    course.parties = [course.parties[0], course.parties[-1], *course.parties[1:-1]]


def _id_number(born: date, gender: str | None, serial: int) -> str:
    rank = serial % 499 * 2 + (1 if gender == "male" else 0)
    start = f"{AREA}{born:%Y%m%d}{rank:03d}"
    return start + id_check(start)


def _case(course: _Course) -> None:
    case, story, rng, desk = course.case, course.story, course.rng, course.desk
    accepted = course.day(S.ACCEPTED)
    source = rng.choices(("application", "own_motion", "referral"), (70, 18, 12))[0]
    kind = course.told.types[story["type"]]
    firsts = f"{course.parties[0].name}{'等' if len(course.parties) > 2 else ''}"
    title = f"{firsts}与{course.parties[1].name}{kind}"
    case.title = case.auto_title = title
    case.committee_id, case.station_id = desk.committee.id, desk.station.id if desk.station else None
    case.mediator_id = desk.mediators[0].id
    case.second_mediator_id = desk.mediators[1].id if len(desk.mediators) > 1 and rng.random() < 0.25 else None
    case.recorder, case.dispute_type, case.source = desk.recorder, story["type"], source
    if source == "referral":
        case.referred_by = rng.choice(("court", "police", "police", "petition_office", "other"))
        case.referral_note = "委托移送函（演示）"
    case.difficulty = "hard" if story.get("hard") else rng.choice(("simple", "simple", "ordinary"))
    case.applied_on = course.applied_on
    case.application_form = "written" if source == "application" and rng.random() < 0.45 else "oral"
    case.facts, case.disputed = course.words(story["facts"]), course.words(story["disputed"])
    case.requests = "\n".join(course.words(one) for one in story["requests"])
    if case.referred_by == "court":
        case.court_referral, case.papers_signed_on = CourtReferral.DELEGATED.value, case.applied_on
    usual = {key: one.default for key, one in settings.specs().items()}
    court = court_due(case.court_referral, case.papers_signed_on, usual, course.told.free)
    case.accepted_on, case.due_on = accepted, mediation_due(accepted, court) if accepted else None
    case.state = course.states[-1].value if course.states else S.REGISTERED.value
    case.result = CaseResult.PENDING.value
    case.year = accepted.year if accepted else None
    case.notes = MARK
    over = course.day(S.DECLINED, S.ENDED, S.WITHDRAWN, S.TRANSFERRED)
    if over:
        case.ended_on = over
    if S.DECLINED in course.days:
        case.result, case.decline_reason = CaseResult.DECLINED.value, "已向人民法院起诉，不属于调解受理范围"
    elif S.ENDED in course.days:
        case.result, case.routes_told = CaseResult.FAILED.value, True
        case.end_reason = "refused" if course.route == "refused" else "no_agreement"
        case.end_note = "双方对数额分歧较大" if course.route != "refused" else "被申请人明确表示不愿调解"
    elif S.WITHDRAWN in course.days:
        case.result, case.end_note = CaseResult.WITHDRAWN.value, "双方已自行和好"
    elif S.TRANSFERRED in course.days:
        case.result, case.transferred_to = CaseResult.TRANSFERRED.value, "劳动保障监察大队"
    case.closed_on, case.archived_on = course.day(S.CLOSED), course.day(S.ARCHIVED)
    if case.archived_on:
        case.keeping = "long" if case.difficulty == "hard" else "short"
        case.filed_by, case.checked_by = desk.recorder, desk.committee.chair
        case.public_example = rng.random() < 0.1


def _start(course: _Course) -> None:
    """Add the papers of acceptance, notice and investigation."""
    rng, case, desk = course.rng, course.case, course.desk
    if case.application_form == "written":
        for one in course.parties:
            if one.side == "applicant":
                course.sign("application", "party", one.name, course.applied_on, one)
    if accepted := course.day(S.ACCEPTED):
        course.all_sign("register", accepted, roles=("registrar", "seal"))
    if told_on := course.day(S.INFORMED):
        course.all_sign("notice", told_on)
    if looked_on := course.day(S.INVESTIGATING):
        asked = rng.choice(course.parties)
        made = course.told.add(
            Investigation(
                case_id=case.id, day=looked_on, hours="9时10分至9时50分", place=f"{desk.committee.name}", present="",
                asked=asked.name, investigator=desk.mediators[0].name, recorder=desk.recorder,
                text=f"问：请说说事情的经过。\n答：{course.words(course.story['says_a'])}\n"
                f"问：现场看过没有？\n答：看过，{course.words(course.story['found'])}\n问：以上记录是否属实？\n答：属实。",
            )
        )  # fmt: skip
        for role, who in (("asked", asked.name), ("investigator", made.investigator), ("recorder", desk.recorder)):
            course.sign("investigation", role, who, looked_on, None, made.id)
    if case.accepted_on and rng.random() < 0.6:
        for at, name in enumerate(rng.sample(PROOFS, rng.randrange(1, 4)), 1):
            course.told.add(
                Evidence(
                    case_id=case.id, position=at, name=name, pages=rng.randrange(1, 5),
                    provided_by=course.parties[0].name, form=rng.choice(("original", "copy", "photo")),
                    received_on=case.accepted_on, received_by=desk.recorder, checked_by=desk.mediators[0].name,
                )
            )  # fmt: skip


def _talks(course: _Course) -> None:
    """Add the sessions, and the longer time where a case took more than its month."""
    begun = course.day(S.MEDIATING)
    if begun is None:
        return
    rng, case, desk = course.rng, course.case, course.desk
    over = course.agreed_on or course.day(S.ENDED)
    last = over or min(course.told.today, begun + timedelta(days=3))
    many = 1 + (rng.random() < 0.35) + (case.difficulty == "hard" and rng.random() < 0.5)
    for number in range(1, many + 1):
        day = begun + (last - begun) * number // many if many > 1 else last
        final = number == many
        result = "continue" if not final or not over else "agreed" if course.agreed_on else "failed"
        hour = rng.randrange(8, 17)
        made = course.told.add(
            MediationSession(
                case_id=case.id, number=number, day=day, from_time=f"{hour}:{rng.choice(('00', '30'))}",
                to_time=f"{hour + 1}:{rng.choice(('35', '50'))}", place=desk.station.name if desk.station else "调解室",
                topic=f"调解{case.title}"[:100], recorder=desk.recorder, text=_said(course, result), result=result,
            )
        )  # fmt: skip
        course.all_sign("session", day, made.id, ("mediator", "recorder", "seal"))
    if case.due_on and (over or course.told.today) > case.due_on and course.route != "mediating":
        until = mediation_due(case.due_on)
        made = course.told.add(
            Extension(
                case_id=case.id, day=case.due_on, due_on=until, reason="尚需等候鉴定和核算结果",
                consents="、".join(one.name for one in course.parties),
            )
        )  # fmt: skip
        course.all_sign("extension", case.due_on, made.id)
        case.due_on = until


def _said(course: _Course, result: str) -> str:
    story, names = course.story, [one.name for one in course.parties]
    outcome = {
        "agreed": "经调解，双方自愿达成协议：" + "".join(course.words(one) for one in story["agreement"]),
        "failed": "双方分歧较大，未能达成协议。调解员告知：可以依法仲裁、请求行政机关处理或者向人民法院起诉。",
        "continue": "双方同意回去商量后再次调解。",
    }[result]
    return "\n".join(
        (
            f"人民调解员{course.desk.mediators[0].name}：现在就{'、'.join(names)}之间的纠纷进行调解。调解不收费用，"
            "双方自愿、平等；有权选择调解员、要求公开或者不公开、随时终止调解。双方听清楚没有？",
            "各方：听清楚了，没有异议。",
            f"{names[0]}：{course.words(story['says_a'])}",
            f"{names[1]}：{course.words(story['says_b'])}",
            f"调解员：{course.words(story['found'])}邻里同事，低头不见抬头见，都退一步，把事情说开。",
            outcome,
            "以上记录已向当事人宣读，记录无误。",
        )
    )


def _agreement(course: _Course) -> None:
    case, story, rng, desk = course.case, course.story, course.rng, course.desk
    agreed = course.agreed_on
    assert agreed is not None
    written = S.WRITTEN_AGREEMENT in course.days
    case.agreement_form, case.agreed_on, case.ended_on = "written" if written else "oral", agreed, agreed
    case.result = CaseResult.SUCCESS.value
    numbered = "一二三四五六"
    case.agreement_text = "\n".join(f"{numbered[at]}、{course.words(one)}" for at, one in enumerate(story["agreement"]))
    case.responsibility = "双方在事情处理中都有不够冷静之处。" if rng.random() < 0.3 else ""
    case.performance_way, case.performed_on_spot = course.words(story["way"]), course.spot
    longest = max((days for _, _, days, _ in story["items"]), default=0)
    last = agreed + timedelta(days=longest)
    case.performance_time = "当场履行" if course.spot else f"{last.year}年{last.month}月{last.day}日前"
    case.performance_place = desk.station.name if desk.station else desk.committee.name
    case.amount = course.money if any(paid for *_, paid in story["items"]) else None
    case.excluded_matter = story.get("excluded")
    in_force = course.day(S.PERFORMING)
    if written:
        if in_force:
            course.all_sign("agreement", in_force, roles=("mediator", "recorder", "seal"))
            case.effective_on = in_force
        else:
            course.sign("agreement", "party", course.parties[0].name, agreed, course.parties[0])
            course.sign("agreement", "mediator", desk.mediators[0].name, agreed)
    else:
        for role, who in (("mediator", desk.mediators[0].name), ("recorder", desk.recorder)):
            course.sign("oral_agreement", role, who, agreed)
        case.effective_on = agreed if in_force else None
    _performed(course, agreed)


def _performed(course: _Course, agreed: date) -> None:
    """Add the items with their days, and the visit after."""
    case, rng = course.case, course.rng
    visited, closed = course.day(S.VISITED), course.day(S.CLOSED)
    open_items = 0
    for item, by, days, paid in course.story["items"]:
        due = agreed if course.spot else agreed + timedelta(days=days)
        limit = closed or visited or course.told.today
        done: date | None = min(due, limit)
        if closed is None and (due > limit or (visited is None and rng.random() < 0.3)):
            done, open_items = None, open_items + 1
        course.told.add(
            Performance(
                case_id=case.id, item=course.words(item), obliged=course.parties[0 if by == "a" else 1].name,
                amount=course.money if paid else None, due_on=due, done_on=done, proof="收条" if paid and done else "",
            )
        )  # fmt: skip
    if visited is None:
        return
    state = "partly" if open_items else "done"
    made = course.told.add(
        ReturnVisit(
            case_id=case.id, day=visited, way=rng.choice(("visit", "phone", "phone")),
            visited="、".join(one.name for one in course.parties[:2]), visitor=course.desk.mediators[0].name,
            performed=state, satisfied=rng.choices(("very", "satisfied", "fair"), (5, 4, 1))[0],
            text="双方关系缓和，没有激化苗头。" if state == "done" else "尚有事项未到期，已提醒按时履行。",
        )
    )  # fmt: skip
    course.sign("visit", "visitor", made.visitor, visited, None, made.id)


def _confirmation(course: _Course) -> None:
    applied = course.days[S.CONFIRMING]
    decided = course.day(S.CONFIRMED, S.CONFIRMATION_REFUSED, S.CONFIRMATION_WITHDRAWN)
    words = {S.CONFIRMED: "valid", S.CONFIRMATION_REFUSED: "refused", S.CONFIRMATION_WITHDRAWN: "withdrawn"}
    decision = next((word for state, word in words.items() if state in course.days), None)
    course.told.serial += 1
    made = course.told.add(
        Confirmation(
            case_id=course.case.id, applied_on=applied, applicants="、".join(one.name for one in course.parties),
            court=COURT, accepted_on=applied if decided else None, decision=decision, decided_on=decided,
            court_number=f"（{applied.year}）演示调确{course.told.serial}号" if decided else "",
            reason="协议内容不明确，无法确认" if decision == "refused" else "",
        )
    )  # fmt: skip
    course.case.excluded_matter = None
    course.all_sign("confirmation", applied, made.id)


def _steps(course: _Course) -> None:
    case, before = course.case, None
    by = course.desk.mediators[0].name
    notes = {S.DECLINED: case.decline_reason, S.TRANSFERRED: case.transferred_to, S.ENDED: case.end_note}
    for at, state in enumerate((S.REGISTERED, *course.states), 1):
        course.told.add(
            CaseStep(
                case_id=case.id, position=at, from_state=before, to_state=state.value,
                day=course.days.get(state, course.applied_on), by=by, note=notes.get(state) or "",
            )
        )  # fmt: skip
        before = state.value
    assert not case.closed_on or case.agreement_form or set(course.states) & {S(one) for one in FINISHED}
