"""The path of a mediation case: what the law and the reference allow, driven at random and step by step."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from uuid_utils.compat import uuid7

from desktop.clock import Clock
from desktop.errors import Conflict, Forbidden, Invalid, UserError
from desktop.models import Account, Case
from desktop.models import CaseState as S
from desktop.services import case_checks, case_path, history, offices, saving
from desktop.services.case_clock import confirm_deadline, worked
from desktop.services.case_deadlines import deadlines
from desktop.services.case_file_check import papers
from desktop.services.case_forms import CaseFile
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from tests.cases import (
    APPLIED,
    PARTIES,
    a_case,
    a_committee,
    a_mediator,
    a_record,
    all_sign,
    file_of,
    step,
    to_agreement,
    to_mediating,
)
from tests.offices import PASSWORD, STILL, enter, now

TODAY = date(2026, 11, 24)
DAY = timedelta(1)
ALLOWED = {
    # 登记 → (不予受理 | 受理) → 告知 → 调查 → 调解 → {书面 | 口头 | 终止 | 撤回 | 移送}
    # → 履行 → 回访 → 司法确认 → 结案 → 归档
    None: "registered",
    "registered": "accepted declined withdrawn ended",
    "accepted": "informed ended withdrawn transferred",
    "informed": "investigating mediating ended withdrawn transferred",
    "investigating": "mediating ended withdrawn transferred",
    "mediating": "written_agreement oral_agreement ended withdrawn transferred",
    "written_agreement": "performing mediating ended",
    "oral_agreement": "performing",
    "performing": "visited confirming closed",
    "visited": "confirming closed",
    "confirming": "confirmed confirmation_refused confirmation_withdrawn",
    "confirmed": "visited closed",
    "confirmation_refused": "visited closed",
    "confirmation_withdrawn": "visited closed",
    "ended": "closed",
    "withdrawn": "closed",
    "transferred": "closed",
    "declined": "closed",
    "closed": "archived",
    "archived": "",
}
"""The reference's path, written down here once more."""
IN_FORCE = {"performing", "visited", "confirming", "confirmed", "confirmation_refused", "confirmation_withdrawn"}


@pytest.fixture(scope="module")
def shared(file_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One office for the cases that are driven at random."""
    folder = tmp_path_factory.mktemp("path") / "office"
    shutil.copytree(file_template, folder)
    opened = offices.open_office(folder, None, PASSWORD, STILL)
    yield opened
    opened.close()


@pytest.fixture
def place(file_office: OpenOffice) -> tuple[UUID, UUID]:
    committee = a_committee(file_office)
    return committee, a_mediator(file_office, committee)


def demand_lawful(file: CaseFile) -> None:
    """Hold a case against the reference, §1.1 and §1.8; nothing here asks the guards."""
    case, steps = file.case, file.steps
    assert [one.position for one in steps] == list(range(1, len(steps) + 1))
    assert case.state == steps[-1].to_state and steps[0].to_state == "registered"
    for before, after in zip([None, *steps], steps, strict=False):
        known = before.to_state if before else None
        assert after.from_state == known
        assert after.to_state in ALLOWED[known].split()
        assert before is None or before.day <= after.day <= TODAY
    been = [one.to_state for one in steps]
    if "accepted" in been:
        assert case.number and case.accepted_on and len({one.side for one in file.parties}) >= 2
        assert all(one.consent_on or one.refused for one in file.parties)
    if file.sessions:
        assert "informed" in been
    if case.agreed_on:
        assert file.sessions and case.agreement_text.strip()
        assert max(one.day for one in file.sessions) <= case.agreed_on
    if case.state in IN_FORCE or case.effective_on:
        assert case.effective_on and case.result == "success"
        if case.agreement_form == "written":
            signed = [one for one in file.signatures if one.paper == "agreement"]
            for party in file.parties:
                assert any(one.role == "party" and one.party_id == party.id for one in signed)
            for role in ("mediator", "seal"):
                assert any(one.role == role for one in signed)
            days = [one.signed_on for one in signed if one.role in ("party", "mediator", "seal")]
            assert case.effective_on == max(days) >= case.agreed_on
        else:
            assert case.effective_on == case.agreed_on
    if case.state in {"confirming", "confirmed", "confirmation_refused", "confirmation_withdrawn"}:
        asked = file.confirmations[-1]
        assert case.agreement_form == "written" and not case.excluded_matter
        assert case.effective_on <= asked.applied_on <= case.effective_on + timedelta(33)
        assert all(one.name in asked.applicants.split("、") for one in file.parties)
    if "ended" in been:
        assert case.end_reason and case.routes_told and case.result == "failed"
    if case.state in ("closed", "archived") and case.result == "success" and case.agreement_form == "written":
        assert file.visits or case.performed_on_spot
    if case.state == "archived":
        assert case.pages and case.contents and case.filed_by != case.checked_by
        assert not [one for one in papers(file) if one.need == "必须" and one.state in ("缺签", "未制作", "待收")]


def picture(file: CaseFile) -> dict[str, Any]:
    """Return every value of a case and its records, without the stamps of revision."""
    rows = [file.case, *file.parties, *file.sessions, *file.performances, *file.visits, *file.confirmations,
            *file.signatures, *file.steps, *file.extensions]  # fmt: skip
    return {str(one.id): {name: value for name, value in one.values().items() if name != "revision"} for one in rows}


class Driver:
    """A clerk without a plan: does anything, sensible or not, and keeps to nothing."""

    def __init__(self, opened: OpenOffice, committee: UUID, mediator: UUID, random: Random) -> None:
        self.opened, self.random = opened, random
        self.case_id = a_case(opened, committee, mediator, application_form=random.choice(("written", "oral")))
        self.day = APPLIED
        self.moves = 0

    def act(self) -> None:
        """Do one thing and hold the case against the reference, whether it was done or refused."""
        before = picture(file_of(self.opened, self.case_id))
        chosen = self.random.choices(
            (self.move, self.note, self.sign, self.spoil, self.undo), (9, 6, 4, 1, 1)
        )[0]  # fmt: skip
        try:
            chosen()
        except UserError as refused:
            assert str(refused) or isinstance(refused, Invalid)
            assert picture(file_of(self.opened, self.case_id)) == before
        demand_lawful(file_of(self.opened, self.case_id))

    def move(self) -> None:
        file = file_of(self.opened, self.case_id)
        state = file.case.state
        lawful = ALLOWED[state].split()
        wanted = self.random.choice(
            [*lawful, *lawful[:1] * 40, *lawful[-1:] * (20 * (state in IN_FORCE)), *map(str, S)]
        )
        self.day = min(TODAY, self.day + DAY * self.random.choice((0, 0, 0, 1, 2)))
        day = self.random.choice((*[self.day] * 6, self.day - 9 * DAY, TODAY + DAY))
        given = {
            "end_reason": self.random.choice(("no_agreement", "no such reason", "")),
            "routes_told": self.random.random() < 0.8,
            "decline_reason": self.random.choice(("人民法院已经受理", "")),
            "transferred_to": "公安派出所",
            "keeping": "long",
            "filed_by": "谢志平",
            "checked_by": self.random.choice(("解玉兰", "谢志平")),
            "pages": self.random.choice((12, None)),
            "contents": [{"paper": "application", "title": "人民调解申请书", "from": 1, "to": 1}],
        }
        before = len(file.steps)
        step(self.opened, self.case_id, wanted, day, **given)
        after = file_of(self.opened, self.case_id)
        assert len(after.steps) == max(before, 1) + 1 and after.case.state == wanted
        with self.opened.database.read() as session:
            newest = history.of_record(session, "cases", self.case_id)[0]
        assert any(line.label == "状态" for line in newest.lines)
        assert newest.label.startswith(case_path.label(state, wanted))

    def note(self) -> None:
        file = file_of(self.opened, self.case_id)
        names = "、".join(one.name for one in file.parties)
        day = min(TODAY, self.day)
        kinds: list[tuple[str, dict[str, Any]]] = [
            ("sessions", {"day": day, "topic": "渗水", "text": "各方陈述。"}),
            ("performances", {"item": "赔偿", "due_on": day}),
            ("visits", {"day": day, "visited": "罗秀珍", "visitor": "谢志平",
                        "performed": self.random.choice(("done", "refused"))}),
            ("extensions", {"day": day, "due_on": day + 40 * DAY, "reason": "等鉴定",
                            "consents": self.random.choice((names, "罗秀珍"))}),
            ("confirmations", {"applied_on": self.random.choice((day, TODAY)), "court": "井冈山市人民法院",
                               "applicants": self.random.choice((names, names, "邱建华"))}),
        ]  # fmt: skip
        if self.random.random() < 0.3:
            values = {"agreement_text": "赔偿三千元。", "performance_time": "年底前"}
            enter(self.opened, "cases", values, self.case_id)
            return
        if file.case.state == "mediating" and self.random.random() < 0.5:
            kinds = kinds[:1]
        kind, given = self.random.choice(kinds)
        a_record(self.opened, kind, self.case_id, **given)

    def sign(self) -> None:
        unsigned = [one for one in papers(file_of(self.opened, self.case_id)) if one.state == "缺签"]
        if unsigned:
            one = self.random.choice([*unsigned, *[each for each in unsigned if each.code == "agreement"] * 6])
            all_sign(self.opened, self.case_id, one.code, min(TODAY, self.day), one.item_id)

    def spoil(self) -> None:
        """Take away what a step may stand on."""
        file = file_of(self.opened, self.case_id)
        party = self.random.choice(file.parties)
        removable = (*file.sessions, *file.signatures, *file.visits, *(file.parties if file.case.accepted_on else ()))
        rows = [(one.described.name, one.id) for one in removable]
        if rows and self.random.random() < 0.6:
            kind, row_id = self.random.choice(rows)
            self.opened.database.act("删除", lambda work: saving.remove(work, kind, row_id))
        elif self.random.random() < 0.2:
            enter(self.opened, "case_parties", {"refused": True, "refused_on": self.day, "consent_on": None}, party.id)
        else:
            changed = self.random.choice(({"agreement_text": ""}, {"facts": ""}, {"mediator_id": None}))
            enter(self.opened, "cases", changed, self.case_id)

    def undo(self) -> None:
        """Take back one of the last actions on the case, not always the last, but not its registration."""
        file = file_of(self.opened, self.case_id)
        rows = [*file.sessions, *file.signatures, *file.visits, *file.performances, *file.parties, *file.steps]
        registered = f"登记调解案件 {file.case.auto_title}"
        with self.opened.database.read() as session:
            recent = history.recent(session, 6)
        of_case = {("cases", self.case_id), *((one.described.name, one.id) for one in rows)}
        entries = [one for one in recent if of_case & set(one.records) and not one.undone and one.label != registered]
        if not entries:
            return
        entry = self.random.choice(entries)
        self.opened.database.act("撤销", lambda work: history.undo(work, entry.action_id))


@pytest.mark.slow
@settings(max_examples=4)
@given(seed=st.integers(0, 2**32))
def test_no_way_leads_to_a_state_the_reference_forbids(shared: OpenOffice, seed: int) -> None:
    random = Random(seed)
    with shared.database.read() as session:
        found = session.scalars(select(Case.committee_id)).first()
    committee = found or a_committee(shared)
    driver = Driver(shared, committee, a_mediator(shared, committee, f"谢志平{seed}"), random)
    for _ in range(30):
        driver.act()


def refused(opened: OpenOffice, case_id: UUID, to: str, day: date, **values: Any) -> str:
    """Return the sentences with which a step is refused."""
    before = picture(file_of(opened, case_id))
    with pytest.raises(Invalid) as caught:
        step(opened, case_id, to, day, **values)
    assert picture(file_of(opened, case_id)) == before
    return "；".join(caught.value.mistakes.values())


def take_back(opened: OpenOffice, label: str = "") -> str:
    """Take back the last action, or the last with this beginning."""
    with opened.database.read() as session:
        done = [one for one in history.recent(session, 30) if not one.undone and not one.label.startswith("撤销")]
        entry = next(one for one in done if one.label.startswith(label))
    return opened.database.act("撤销", lambda work: history.undo(work, entry.action_id))


def test_undo_of_every_step_puts_the_case_back_as_it_was(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    seen = []
    for to in (S.ACCEPTED, S.INFORMED, S.INVESTIGATING, S.MEDIATING, S.ENDED, S.CLOSED):
        seen.append(picture(file_of(file_office, case_id)))
        step(file_office, case_id, to, APPLIED + DAY, end_reason="no_agreement", routes_told=True)
    assert [one.to_state for one in file_of(file_office, case_id).steps] == [
        "registered", "accepted", "informed", "investigating", "mediating", "ended", "closed"
    ]  # fmt: skip
    while seen:
        take_back(file_office)
        assert picture(file_of(file_office, case_id)) == seen.pop()


def test_a_number_that_others_follow_is_not_taken_back(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    first, second = a_case(file_office, *place), a_case(file_office, *place)
    step(file_office, first, S.ACCEPTED, APPLIED + DAY)
    step(file_office, second, S.ACCEPTED, APPLIED + DAY)
    with pytest.raises(Conflict, match="空号"):
        take_back(file_office, f"受理 {file_of(file_office, first).case.number}")
    take_back(file_office)
    take_back(file_office, "受理")
    step(file_office, second, S.ACCEPTED, APPLIED + DAY)
    assert file_of(file_office, second).case.number == "(2026)茨坪人调字第1号"


def test_whoever_refuses_ends_the_mediation(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    party = file_of(file_office, case_id).parties[1]
    enter(file_office, "case_parties", {"refused": True, "consent_on": None, "refused_on": "2026-10-28"}, party.id)
    day = APPLIED + 21 * DAY
    assert "邱建华明确拒绝" in refused(file_office, case_id, S.WRITTEN_AGREEMENT, day)
    assert "仲裁" in refused(file_office, case_id, S.ENDED, day, end_reason="refused")
    assert "终止的原因" in refused(file_office, case_id, S.ENDED, day, routes_told=True)
    step(file_office, case_id, S.ENDED, day, end_reason="refused", routes_told=True)
    assert file_of(file_office, case_id).case.result == "failed"


def test_no_agreement_without_a_session(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    for to in (S.ACCEPTED, S.INFORMED, S.MEDIATING):
        step(file_office, case_id, to, APPLIED + DAY)
    said = refused(file_office, case_id, S.WRITTEN_AGREEMENT, APPLIED + DAY)
    assert "还没有调解记录" in said and "没有填写协议内容" in said and "没有填写履行时限" in said


def test_a_session_needs_the_notice_of_rights(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    step(file_office, case_id, S.ACCEPTED, APPLIED + DAY)
    with pytest.raises(Invalid, match="先告知再调解"):
        a_record(file_office, "sessions", case_id, day=APPLIED + DAY)


def test_a_written_agreement_is_in_force_with_the_last_signature_and_the_seal(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id, signed=False)
    assert "罗秀珍、邱建华、人民调解员、调委会印章" in refused(file_office, case_id, S.PERFORMING, day)
    all_sign(file_office, case_id, "agreement", day + 2 * DAY)
    assert "才生效" in refused(file_office, case_id, S.PERFORMING, day)
    step(file_office, case_id, S.PERFORMING, day + 2 * DAY)
    file = file_of(file_office, case_id)
    assert file.case.effective_on == day + 2 * DAY
    seal = next(one for one in file.signatures if one.role == "seal")
    with pytest.raises(Invalid, match="还缺调委会印章"):
        file_office.database.act("删除", lambda work: saving.remove(work, "signatures", seal.id))
    with pytest.raises(Conflict, match="先处理后面的步骤"):
        take_back(file_office, "登记签名")
    with pytest.raises(Invalid, match="已经生效"):
        enter(file_office, "cases", {"agreement_text": "另行商定"}, case_id)


def test_what_not_all_have_signed_binds_nobody(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id, signed=False)
    before = picture(file_of(file_office, case_id))
    step(file_office, case_id, S.MEDIATING, day + DAY)
    file = file_of(file_office, case_id)
    assert (file.case.result, file.case.agreed_on, file.case.agreement_form) == ("pending", None, None)
    assert file.steps[-1].to_state == "mediating" and file.steps[-2].to_state == "written_agreement"
    assert take_back(file_office).startswith("撤销 再次调解")
    assert picture(file_of(file_office, case_id)) == before
    step(file_office, case_id, S.ENDED, day + DAY, end_reason="no_agreement", routes_told=True)
    assert file_of(file_office, case_id).case.result == "failed"


def test_an_agreement_in_force_is_not_given_up(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id, signed=False)
    all_sign(file_office, case_id, "agreement", day)
    assert "已经齐全" in refused(file_office, case_id, S.MEDIATING, day)
    assert "已经齐全" in refused(file_office, case_id, S.ENDED, day, end_reason="no_agreement", routes_told=True)


def test_an_oral_agreement_holds_at_once_and_goes_to_no_court(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id, "oral")
    assert file_of(file_office, case_id).case.effective_on == day
    assert "口头协议不能申请" in refused(file_office, case_id, S.CONFIRMING, day)
    for item in file_of(file_office, case_id).performances:
        enter(file_office, "performances", {"done_on": day}, item.id)
    step(file_office, case_id, S.CLOSED, day)


def test_a_court_is_asked_by_all_within_thirty_days(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    effective = to_agreement(file_office, case_id)
    with file_office.database.read() as session:
        deadline = confirm_deadline(effective, worked(session))
    assert deadline == date(2026, 12, 1)
    asked = {"court": "井冈山市人民法院", "applied_on": effective + DAY}
    with pytest.raises(Invalid, match="还缺邱建华"):
        a_record(file_office, "confirmations", case_id, applicants="罗秀珍、邱建", **asked)
    made = a_record(file_office, "confirmations", case_id, applicants="罗秀珍、邱建华", **asked)
    step(file_office, case_id, S.CONFIRMING, effective + DAY)
    assert "裁定有效" in refused(file_office, case_id, S.CONFIRMED, effective + 2 * DAY)
    decided = {"decision": "valid", "decided_on": effective + 9 * DAY}
    enter(file_office, "confirmations", decided, made)
    step(file_office, case_id, S.CONFIRMED, effective + 9 * DAY)
    with pytest.raises(Invalid, match="还缺邱建华"):
        enter(file_office, "confirmations", {"applicants": "罗秀珍"}, made)


def test_a_court_is_not_asked_after_the_deadline_or_for_what_it_does_not_take(
    file_template: Path, tmp_path: Path
) -> None:
    shutil.copytree(file_template, tmp_path / "late")
    later = Clock(lambda: STILL.now() + timedelta(days=20))
    opened = offices.open_office(tmp_path / "late", None, PASSWORD, later)
    committee = a_committee(opened)
    case_id = a_case(opened, committee, a_mediator(opened, committee))
    to_agreement(opened, case_id)
    asked = {"court": "井冈山市人民法院", "applicants": "罗秀珍、邱建华"}
    with pytest.raises(Invalid, match="2026-12-01 届满"):
        a_record(opened, "confirmations", case_id, applied_on="2026-12-2", **asked)
    enter(opened, "cases", {"excluded_matter": "status"}, case_id)
    with pytest.raises(Invalid, match="身份关系"):
        a_record(opened, "confirmations", case_id, applied_on="2026-11-20", **asked)
    opened.close()


def test_the_time_to_mediate_is_extended_by_all_and_before_it_ends(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place)
    to_mediating(file_office, case_id)
    more = {"day": "2026-11-5", "due_on": "2026-11-30", "reason": "等待鉴定"}
    with pytest.raises(Invalid, match="还缺邱建华"):
        a_record(file_office, "extensions", case_id, consents="罗秀珍", **more)
    with pytest.raises(Invalid, match="届满之前"):
        a_record(file_office, "extensions", case_id, consents="罗秀珍、邱建华", **{**more, "day": "2026-11-10"})
    made = a_record(file_office, "extensions", case_id, consents="罗秀珍、邱建华", **more)
    assert file_of(file_office, case_id).case.due_on == date(2026, 11, 30)
    file_office.database.act("删除", lambda work: saving.remove(work, "extensions", made))
    assert file_of(file_office, case_id).case.due_on == date(2026, 11, 9)


def test_sessions_and_evidence_are_counted_up_within_their_case(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    for _ in range(2):
        case_id = a_case(file_office, *place)
        to_mediating(file_office, case_id)
        a_record(file_office, "sessions", case_id, day=APPLIED + 21 * DAY)
        for name in ("照片", "收据"):
            a_record(file_office, "evidences", case_id, name=name, received_on=APPLIED + 21 * DAY)
        file = file_of(file_office, case_id)
        assert [one.number for one in file.sessions] == [1, 2]
        assert [one.position for one in file.evidences] == [1, 2]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (("25:00", ""), "几点几分"),
        (("上午", ""), "几点几分"),
        (("11:00", "9:30"), "早于开始时间"),
        (("9：30", "14:05"), ""),
    ],
)
def test_the_hours_of_a_session_are_hours(shared: OpenOffice, hours: tuple[str, str], said: str) -> None:
    with shared.database.read() as session:
        values = {"case_id": uuid7(), "day": APPLIED, "from_time": hours[0], "to_time": hours[1]}
        wrong = case_checks.check_session(session, values, None, now(shared))
    assert said in "".join(wrong.values()) and bool(wrong) == bool(said)


def test_a_visit_is_not_before_the_agreement(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id)
    with pytest.raises(Invalid) as caught:
        a_record(file_office, "visits", case_id, day=day - DAY, visited="罗秀珍", visitor="谢志平", performed="done")
    assert "早于达成协议" in caught.value.mistakes["day"]


def test_a_mediator_who_is_a_party_mediates_nothing(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    same = a_mediator(file_office, place[0], "邱建华")
    case_id = a_case(file_office, *place)
    enter(file_office, "cases", {"mediator_id": same}, case_id)
    assert "就是当事人邱建华" in refused(file_office, case_id, S.ACCEPTED, APPLIED + DAY)
    enter(file_office, "mediators", {"phone": "13907960001"}, same)
    step(file_office, case_id, S.ACCEPTED, APPLIED + DAY)


def test_the_file_goes_to_the_archive_whole_and_with_page_numbers(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place)
    day = to_agreement(file_office, case_id)
    for item in file_of(file_office, case_id).performances:
        enter(file_office, "performances", {"done_on": day}, item.id)
    assert "回访记录" in refused(file_office, case_id, S.CLOSED, day)
    a_record(file_office, "visits", case_id, day=day + DAY, visited="罗秀珍", visitor="谢志平", performed="done")
    step(file_office, case_id, S.VISITED, day + DAY)
    step(file_office, case_id, S.CLOSED, day + DAY)
    filed = {"keeping": "long", "filed_by": "谢志平", "checked_by": "解玉兰", "pages": 9, "contents": [{"paper": "x"}]}
    assert "权利义务告知书（缺罗秀珍、邱建华）" in refused(file_office, case_id, S.ARCHIVED, day + DAY, **filed)
    for one in papers(file_of(file_office, case_id)):
        if one.state == "缺签":
            all_sign(file_office, case_id, one.code, day + DAY, one.item_id)
    assert "不能是立卷人" in refused(file_office, case_id, S.ARCHIVED, day + DAY, **{**filed, "checked_by": "谢志平"})
    assert "页号" in refused(file_office, case_id, S.ARCHIVED, day + DAY, **{**filed, "pages": None})
    step(file_office, case_id, S.ARCHIVED, day + DAY, **filed)
    demand_lawful(file_of(file_office, case_id))
    with pytest.raises(Invalid, match="已归档"):
        a_record(file_office, "visits", case_id, day=day + DAY, visited="罗秀珍", visitor="谢志平")
    with pytest.raises(Conflict, match="已经归档"):
        take_back(file_office, "登记签名")
    enter(file_office, "cases", {"public_example": True}, case_id)
    with pytest.raises(Invalid, match="已归档"):
        enter(file_office, "cases", {"public_example": False, "facts": "另一说法"}, case_id)
    assert file_of(file_office, case_id).case.public_example
    take_back(file_office)
    assert not file_of(file_office, case_id).case.public_example


def test_a_declined_case_is_closed_and_filed_without_a_number(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place, application_form="oral")
    assert "原因" in refused(file_office, case_id, S.DECLINED, APPLIED)
    step(file_office, case_id, S.DECLINED, APPLIED, decline_reason="人民法院已经受理")
    step(file_office, case_id, S.CLOSED, APPLIED)
    filed = {"keeping": "short", "filed_by": "谢志平", "checked_by": "解玉兰", "pages": 1, "contents": [{"paper": "x"}]}
    step(file_office, case_id, S.ARCHIVED, APPLIED, **filed)
    assert file_of(file_office, case_id).case.number == ""


def test_deadlines_stand_in_the_order_of_their_days(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    case_id = a_case(file_office, *place)
    to_agreement(file_office, case_id)
    with file_office.database.read() as session:
        table = worked(session)
    found = deadlines(file_of(file_office, case_id), now(file_office), table)
    assert [(one.key, one.day) for one in found] == [
        ("perform", date(2026, 11, 10)), ("confirm", date(2026, 12, 1)), ("perform", date(2026, 12, 15)),
        ("visit", date(2027, 1, 14)),
    ]  # fmt: skip
    enter(file_office, "cases", {"confirmation_waived_on": "2026-11-24"}, case_id)
    found = deadlines(file_of(file_office, case_id), now(file_office), table)
    assert "confirm" not in {one.key for one in found}


def test_mediators_take_their_own_steps_back_and_clerks_see_no_case(
    file_office: OpenOffice, place: tuple[UUID, UUID]
) -> None:
    case_id = a_case(file_office, *place)
    account = enter(file_office, "accounts", {"name": "谢志平", "role": "mediator", "active": True})
    file_office.database.act(
        "归属", lambda work: setattr(work.session.get(Account, account), "committee_id", place[0])
    )  # fmt: skip
    file_office.database.actor = Actor(account, "谢志平", "mediator")
    step(file_office, case_id, S.ACCEPTED, APPLIED + DAY)
    assert take_back(file_office) == "撤销 受理 (2026)茨坪人调字第1号 罗秀珍与邱建华邻里纠纷"
    file_office.database.actor = Actor(account, "周敏", "clerk")
    with pytest.raises((Forbidden, UserError)):
        step(file_office, case_id, S.ACCEPTED, APPLIED + DAY)


def test_a_case_of_fifty_parties_is_agreed_by_all_of_them(file_office: OpenOffice, place: tuple[UUID, UUID]) -> None:
    many = [
        {"side": "applicant" if at else "respondent", "name": f"当事人{at:02d}", "consent_on": APPLIED}
        for at in range(50)
    ]
    case_id = a_case(file_office, *place, parties=[*many, {**PARTIES[0], "side": "third"}])
    day = to_agreement(file_office, case_id, signed=False)
    all_sign(file_office, case_id, "agreement", day)
    step(file_office, case_id, S.PERFORMING, day)
    assert len(file_of(file_office, case_id).signatures) == 54


def test_the_path_is_walked_and_taken_back_on_both_engines(office: OpenOffice) -> None:
    committee = a_committee(office)
    case_id = a_case(office, committee, a_mediator(office, committee))
    day = to_agreement(office, case_id)
    demand_lawful(file_of(office, case_id))
    before = picture(file_of(office, case_id))
    for item in file_of(office, case_id).performances:
        enter(office, "performances", {"done_on": day}, item.id)
    enter(office, "cases", {"performed_on_spot": True}, case_id)
    step(office, case_id, S.CLOSED, day)
    with pytest.raises(Conflict, match="先处理后面的步骤"):
        take_back(office, "修改履行事项")
    for _ in range(4):
        take_back(office)
    assert picture(file_of(office, case_id)) == before
