"""Numbers of cases: a series for each committee and year, without gaps, never twice; typed ones are held to it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from desktop.errors import Invalid, UserError
from desktop.models import Case
from desktop.services import case_numbers, history, saving
from desktop.services.case_numbers import render, template_mistake
from desktop.services.offices import OpenOffice
from tests.mediation import a_case, a_committee, a_mediator, party
from tests.offices import enter

DAY = date(2026, 11, 20)


def accepted(opened: OpenOffice, committee: UUID, mediator: UUID, number: str = "", day: date = DAY) -> str:
    names = (party(f"甲{number or day}"), party("邱建华", "respondent"))
    made = a_case(opened, committee, *names, accepted=day, number=number, mediator_id=mediator)
    with opened.database.read() as session:
        case = session.get(Case, made)
        assert case is not None
        return case.number


@pytest.fixture
def committee(office: OpenOffice) -> UUID:
    return a_committee(office)


@pytest.fixture
def mediator(office: OpenOffice, committee: UUID) -> UUID:
    return a_mediator(office, committee)


def test_each_committee_counts_its_own_years_from_one(office: OpenOffice, committee: UUID, mediator: UUID) -> None:
    assert accepted(office, committee, mediator) == "(2026)会师路人调字第1号"
    assert accepted(office, committee, mediator) == "(2026)会师路人调字第2号"
    assert accepted(office, committee, mediator, day=date(2025, 12, 31)) == "(2025)会师路人调字第1号"
    other = a_committee(
        office, "龙江路调委会", number_unit="龙江路", number_template="〔{year}〕{unit}{type}民调{seq:03}号"
    )
    theirs = a_mediator(office, other, "解玉兰")
    assert accepted(office, other, theirs) == "〔2026〕龙江路02民调001号"


def test_a_typed_number_that_exists_is_refused_in_words(office: OpenOffice, committee: UUID, mediator: UUID) -> None:
    accepted(office, committee, mediator)
    with pytest.raises(Invalid) as caught:
        accepted(office, committee, mediator, "（2026）会师路人调字第1号")
    assert caught.value.mistakes == {
        "number": "案号“(2026)会师路人调字第1号”已经用过，没有受理；留空由程序编为“(2026)会师路人调字第2号”"
    }


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("(2026)会师路人调字第5号", "不能跳号"),
        ("第二号", "样式不符"),
        ("(2025)会师路人调字第2号", "年度是 2025"),
        ("0", "从 1 号编起"),
    ],
)
def test_a_typed_number_leaves_no_gap_and_keeps_to_the_template(
    office: OpenOffice, committee: UUID, mediator: UUID, typed: str, words: str
) -> None:
    accepted(office, committee, mediator)
    with pytest.raises(Invalid, match=words):
        accepted(office, committee, mediator, typed)


def test_an_office_takes_its_paper_ledger_over_in_the_middle_of_a_year(
    office: OpenOffice, committee: UUID, mediator: UUID
) -> None:
    assert accepted(office, committee, mediator, "〔2026〕 会师路人调字第 047 号") == "(2026)会师路人调字第47号"
    assert accepted(office, committee, mediator) == "(2026)会师路人调字第48号"
    assert accepted(office, committee, mediator, "49") == "(2026)会师路人调字第49号"
    assert accepted(office, committee, mediator, "46") == "(2026)会师路人调字第46号"
    with office.database.read() as session:
        assert case_numbers.next_number(session, committee, 2026) == "(2026)会师路人调字第50号"


def test_a_void_number_stays_and_a_case_is_not_deleted(office: OpenOffice, committee: UUID, mediator: UUID) -> None:
    made = a_case(office, committee, accepted=DAY, mediator_id=mediator)
    office.database.act("作废", lambda work: case_numbers.void(work, made, "重复登记"))
    assert accepted(office, committee, mediator) == "(2026)会师路人调字第2号"
    with pytest.raises(UserError, match="已经作废，原因是“重复登记”"):
        office.database.act("作废", lambda work: case_numbers.void(work, made, "又一次"))
    with pytest.raises(Invalid, match="作废的案号也要留着"):
        office.database.act("删除", lambda work: saving.remove(work, "cases", made))
    with office.database.read() as session:
        assert any("作废案号 (2026)会师路人调字第1号" in one.label for one in history.recent(session))


def test_a_numbered_case_stays_with_the_committee_that_numbered_it(
    office: OpenOffice, committee: UUID, mediator: UUID
) -> None:
    other = a_committee(office, "茨坪社区人民调解委员会")
    made = a_case(office, committee, mediator_id=mediator)
    enter(office, "cases", {"committee_id": other}, made)
    kept = a_case(office, committee, party("甲一"), party("乙一", "respondent"), accepted=DAY, mediator_id=mediator)
    with pytest.raises(Invalid, match="作废这个案号后重新登记"):
        enter(office, "cases", {"committee_id": other}, kept)


def test_brackets_and_words_of_a_template_are_checked() -> None:
    assert (
        render("({year}){unit}人调字第{seq:03}号", year=2026, unit="茨坪", kind="", sequence=7)
        == "(2026)茨坪人调字第007号"
    )
    assert "必须有" in template_mistake("{unit}人调字第{seq}号")
    assert "只能用" in template_mistake("{year}{name}{seq}")
    assert template_mistake("〔{year}〕{unit}{type}第{seq}号") == ""
