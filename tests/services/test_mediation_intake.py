"""Taking matters in: consultations numbered and made cases, parties checked, earlier cases named, who stands aside."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from desktop.errors import Invalid, UserError
from desktop.models import Case, CaseParty, Consultation
from desktop.services import mediation_intake, records
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.mediation import PARTIES, a_case, a_committee, a_mediator, a_room, look_as, party
from tests.offices import enter, now

NUMBER = "36088119680412262X"


@pytest.fixture
def committee(office: OpenOffice) -> UUID:
    return a_committee(office)


def consult(opened: OpenOffice, committee: UUID, topic: str = "物业费怎么交", day: str = "2026-11-20") -> Consultation:
    values = {"committee_id": committee, "day": day, "topic": topic, "visit_form": "office"}
    made = opened.database.act("登记咨询", lambda work: mediation_intake.log(work, values))
    with opened.database.read() as session:
        found = session.get(Consultation, made)
        assert found is not None
        return found


def test_consultations_are_numbered_by_committee_and_year(office: OpenOffice, committee: UUID) -> None:
    other = a_committee(office, "龙江路调委会")
    assert consult(office, committee).number == "2026-0001"
    assert consult(office, committee).number == "2026-0002"
    assert consult(office, other).number == "2026-0001"
    assert consult(office, committee, day="2025-12-31").number == "2025-0001"


def test_a_consultation_becomes_a_case_once(office: OpenOffice, committee: UUID) -> None:
    asked = consult(office, committee)
    made = a_case(office, committee, consultation_id=asked.id)
    with office.database.read() as session:
        row = session.get(Consultation, asked.id)
        assert row is not None and row.case_id == made
    with pytest.raises(UserError, match="已经转为案件"):
        a_case(office, committee, consultation_id=asked.id)
    with office.database.read() as session:
        assert records.count(session, Query("cases"), now(office)) == 1


def test_mistakes_of_case_and_parties_are_told_at_once_and_nothing_is_kept(office: OpenOffice, committee: UUID) -> None:
    wrong_digit = party("罗秀珍", id_number=NUMBER[:-1] + "1")
    with pytest.raises(Invalid) as caught:
        a_case(office, committee, wrong_digit, party("邱建华", "respondent", phone="1380796"), applied_on="2026-13-1")
    assert set(caught.value.mistakes) >= {"applied_on", "parties.1.phone"}
    with pytest.raises(Invalid) as caught:
        a_case(office, committee, wrong_digit, party("", "respondent"))
    assert "parties.0.id_number" in caught.value.mistakes and "parties.1.name" in caught.value.mistakes
    with office.database.read() as session:
        assert records.count(session, Query("cases"), now(office)) == 0
        assert records.count(session, Query("case_parties"), now(office)) == 0


def test_a_mediator_who_is_a_party_is_refused_and_told_from_a_namesake(office: OpenOffice, committee: UUID) -> None:
    mediator = a_mediator(office, committee, "罗秀珍", phone="13807960001")
    with pytest.raises(Invalid) as caught:
        a_case(office, committee, mediator_id=mediator)
    assert "罗秀珍就是当事人罗秀珍" in caught.value.mistakes["mediator_id"]


def test_a_mediator_who_is_a_party_later_is_flagged(office: OpenOffice, committee: UUID) -> None:
    mediator = a_mediator(office, committee)
    made = a_case(office, committee, mediator_id=mediator)
    conflicted = Query("cases", filters=(Filter("conflicted", "is", True),))
    with office.database.read() as session:
        assert records.count(session, conflicted, now(office)) == 0
    with office.database.read() as session:
        one = session.query(CaseParty).filter(CaseParty.case_id == made).first()
        assert one is not None
    enter(office, "case_parties", {"mediator_related": True}, one.id)
    with office.database.read() as session:
        assert records.count(session, conflicted, now(office)) == 1


def test_fifty_parties_are_taken_and_named_by_the_first_of_each_side(office: OpenOffice, committee: UUID) -> None:
    many = [party(f"工人{at:02d}甲") for at in range(1, 50)]
    made = a_case(office, committee, *many, party("红星建筑公司", "respondent", kind="organisation"), dispute_type="10")
    with office.database.read() as session:
        case = session.get(Case, made)
        assert case is not None and case.title == "工人01甲等与红星建筑公司拖欠农民工工资纠纷"
        assert records.count(session, Query("case_parties"), now(office)) == 50


def test_a_case_is_registered_and_accepted_in_one_action_where_all_consent(office: OpenOffice, committee: UUID) -> None:
    mediator = a_mediator(office, committee)
    made = a_case(office, committee, accepted=date(2026, 11, 20), mediator_id=mediator)
    with office.database.read() as session:
        case = session.get(Case, made)
        assert case is not None
        assert (case.state, case.number) == ("accepted", "(2026)会师路人调字第1号")
        assert case.due_on == date(2026, 12, 20)
    office.database.act("撤销", lambda work: None)
    with pytest.raises(Invalid, match="没有指定人民调解员"):
        a_case(office, committee, party("钟国良"), party("刘小燕", "respondent"), accepted=date(2026, 11, 20))
    refusing = (party("钟国良"), party("刘小燕", "respondent", refused=True))
    with pytest.raises(Invalid, match="刘小燕明确拒绝调解"):
        a_case(office, committee, *refusing, accepted=date(2026, 11, 20), mediator_id=mediator)


def test_earlier_cases_are_named_by_number_phone_or_name(office: OpenOffice, committee: UUID) -> None:
    first = a_case(office, committee, party("罗秀珍", id_number=NUMBER, phone="13807960001"), PARTIES[1])
    with office.database.read() as session:
        by_name = mediation_intake.earlier(session, [{"name": "罗秀珍"}], "02")
        by_number = mediation_intake.earlier(session, [{"name": "罗秀真", "id_number": NUMBER}])
        by_phone = mediation_intake.earlier(session, [{"name": "罗女士", "phone": "13807960001"}])
        namesake = mediation_intake.earlier(session, [{"name": "罗秀珍", "id_number": "360881199001011238"}])
        nobody = mediation_intake.earlier(session, [{"name": "罗"}, {"name": ""}])
    assert [(one.case_id, one.by) for one in by_name] == [(first, "姓名")]
    assert by_name[0].open and by_name[0].same_type
    assert [one.by for one in by_number] == ["身份证号"] and [one.by for one in by_phone] == ["电话"]
    assert namesake == [] and nobody == []


def test_earlier_cases_are_only_those_the_viewer_sees(office: OpenOffice, committee: UUID) -> None:
    room = a_room(office)
    a_case(office, committee)
    look_as(office, "mediator", committee, room)
    with office.database.read() as session:
        assert mediation_intake.earlier(session, [{"name": "罗秀珍"}]) == []
    look_as(office, "reviewer")
    with office.database.read() as session:
        assert len(mediation_intake.earlier(session, [{"name": "罗秀珍"}])) == 1


def test_a_new_record_begins_where_the_person_mediates(office: OpenOffice, committee: UUID) -> None:
    room = a_room(office)
    actor = look_as(office, "mediator", committee, room)
    with office.database.read() as session:
        place = mediation_intake.place_of(session, actor.account_id)
    assert (place.committee_id, place.station_id) == (committee, room)
    with office.database.read() as session:
        assert mediation_intake.committee_of(session, room) is None


def test_a_mediator_takes_in_nothing_that_would_vanish_from_sight(office: OpenOffice, committee: UUID) -> None:
    other = a_committee(office, "龙江路调委会")
    room = a_room(office)
    look_as(office, "mediator", committee)
    a_case(office, committee)
    with pytest.raises(Invalid, match="只登记本调委会"):
        a_case(office, other, party("钟国良"), party("刘小燕", "respondent"))
    with pytest.raises(Invalid, match="只登记本调委会"):
        consult(office, other)
    look_as(office, "mediator", committee, room)
    a_case(office, committee, party("钟国良"), party("刘小燕", "respondent"), station_id=room)
    with pytest.raises(Invalid, match="只登记本调解室"):
        consult(office, committee)
    look_as(office, "mediator")
    with pytest.raises(Invalid, match="请管理员在“账号”里填写"):
        consult(office, committee)
