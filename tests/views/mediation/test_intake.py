"""Taking a matter in on screen: by keyboard, from a pasted table, with what is known told and mistakes in words."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.models import Case, CaseParty, Consultation
from desktop.services import checks, records
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.views.mediation.consultations import Consultations
from desktop.views.mediation.intake import COURT, IntakePage
from tests.mediation import a_case, a_committee, a_mediator, a_room, party
from tests.offices import enter, now
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, WIDE, OfficeDesk, Show, Stand, fits, settle, show, stand
from tests.views.records.conftest import type_text

__all__ = ["show", "stand"]
NUMBER = "36088119680412262X"


@pytest.fixture
def committee(file_office: OpenOffice) -> UUID:
    return a_committee(file_office)


@pytest.fixture
def mediator(file_office: OpenOffice, committee: UUID) -> UUID:
    return a_mediator(file_office, committee, station_id=a_room(file_office))


@pytest.fixture
def desk(file_office: OpenOffice, mediator: UUID, stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> IntakePage:
    made: IntakePage = show(IntakePage(desk, {}), desk)
    return made


def fill(page: IntakePage, mediator: UUID) -> None:
    """Type what is asked for, all of it right."""
    page.parties.lines[0].put(party("罗秀珍", id_number=NUMBER, phone="0796-6552201"))
    page.parties.lines[1].put(party("邱建华", "respondent"))
    page.fields.input("dispute_type").put("02", "")
    page.fields.input("facts").put("楼上渗水", "")
    page.fields.input("mediator_id").put(mediator, "谢志平")
    page.fields.input("mediator_id").changed.emit()
    page.parties.changed.emit()


def one_case(opened: OpenOffice) -> Case:
    with opened.database.read() as session:
        found = session.query(Case).one()
        session.expunge(found)
        return found


def test_the_keyboard_goes_from_name_to_name_and_on(page: IntakePage, qtbot: QtBot) -> None:
    first, second = page.parties.lines
    assert first.name.hasFocus()
    type_text(first.name, "罗秀珍")
    for _ in range(4):
        inside = page.window().focusWidget()
        assert inside is not None
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    assert second.name.hasFocus()
    for _ in range(4):
        inside = page.window().focusWidget()
        assert inside is not None
        qtbot.keyClick(inside, Qt.Key.Key_Return)
    assert page.fields.input("dispute_type").widget.hasFocus()


def test_a_case_is_registered_and_its_page_opened(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, mediator: UUID, qtbot: QtBot
) -> None:
    fill(page, mediator)
    settle(desk, qtbot)
    assert page.fields.input("committee_id").raw() is not None  # of the mediator, without being typed
    page.save()
    settle(desk, qtbot)
    case = one_case(file_office)
    assert (case.state, case.source, case.application_form) == ("registered", "application", "oral")
    assert case.title == "罗秀珍与邱建华邻里纠纷" and case.station_id is not None
    assert desk.forms == [("cases", case.id, {})] and desk.left == 1
    with file_office.database.read() as session:
        row = session.query(CaseParty).filter(CaseParty.name == "罗秀珍").one()
        assert (row.gender, row.born_on, row.phone) == ("female", date(1968, 4, 12), "0796-6552201")


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("written", ("application", "written", None)),
        ("own", ("own_motion", "oral", None)),
        ("referral", ("referral", "oral", "court")),
    ],
)
def test_each_source_is_kept_with_its_own_fields(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, mediator: UUID, qtbot: QtBot, way: str,
    kept: tuple[str, str, str | None],
) -> None:  # fmt: skip
    fill(page, mediator)
    settle(desk, qtbot)
    page.way.set_current(way)
    assert page.fields.labelled("referred_by").isVisible() == (way == "referral")
    if way == "referral":
        page.save()
        settle(desk, qtbot)
        assert "请选择移送机关" in page.fields.labelled("referred_by").mistake()
        page.fields.input("referred_by").put("court", "")
    page.save()
    settle(desk, qtbot)
    case = one_case(file_office)
    assert (case.source, case.application_form, case.referred_by) == kept


def test_a_case_of_a_court_is_asked_for_its_clock_and_no_other(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, mediator: UUID, qtbot: QtBot
) -> None:
    fill(page, mediator)
    settle(desk, qtbot)
    page.way.set_current("referral")
    fields = page.fields
    assert [fields.labelled(name).isVisible() for name in COURT] == [False, False]
    fields.input("referred_by").put("court", "")
    assert [fields.labelled(name).isVisible() for name in COURT] == [True, True]
    fields.input("court_referral").put("simplified", "")
    fields.input("papers_signed_on").widget.setText("2026-11-2")
    page.accept.setChecked(True)
    qtbot.wait(400)
    settle(desk, qtbot)
    assert "2026-11-09" in page.accepted_field.help_line().text()
    fields.input("referred_by").put("police", "")
    assert [fields.labelled(name).isVisible() for name in COURT] == [False, False]
    assert not {*COURT} & page.values().keys()
    fields.input("referred_by").put("court", "")
    page.save()
    settle(desk, qtbot)
    case = one_case(file_office)
    assert (case.court_referral, case.papers_signed_on) == ("simplified", date(2026, 11, 2))
    assert case.due_on == date(2026, 11, 9)


def test_accepting_at_once_gives_a_number_and_refuses_one_that_exists(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, committee: UUID, mediator: UUID, qtbot: QtBot
) -> None:
    a_case(file_office, committee, party("钟国良"), party("刘小燕", "respondent"), accepted=date(2026, 11, 20),
           mediator_id=mediator)  # fmt: skip
    fill(page, mediator)
    page.accept.setChecked(True)
    qtbot.wait(400)
    settle(desk, qtbot)
    assert page.number.placeholderText() == "(2026)会师路人调字第2号"
    assert "调解期限到 2026-12-24" in page.accepted_field.help_line().text()
    page.number.setText("（2026）会师路人调字第1号")
    page.save()
    settle(desk, qtbot)
    assert "已经用过" in page.number_field.mistake() and desk.forms == []
    page.number.clear()
    page.save()
    settle(desk, qtbot)
    with file_office.database.read() as session:
        found = session.query(Case).filter(Case.sequence == 2).one()
        assert (found.state, found.number) == ("accepted", "(2026)会师路人调字第2号")


def test_a_pasted_table_fills_the_parties(page: IntakePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    rows = "\n".join(f"工人{at:02d}甲\t\t138079600{at:02d}" for at in range(1, 50))
    QGuiApplication.clipboard().setText(f"{rows}\n红星建筑公司\t\t0796-6552201\t红军路8号\t被申请人")
    qtbot.keyClick(page.parties.lines[0].name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(desk, qtbot)
    values = page.parties.values()
    assert len(values) == 50 and values[0]["name"] == "工人01甲"
    firm = next(one for one in values if one["side"] == "respondent")
    assert (firm["kind"], firm["phone"]) == ("organisation", "0796-6552201")
    assert page.parties.count.text() == "粘贴了 50 名当事人"
    QGuiApplication.clipboard().setText("")
    page.parties.paste_button.click()
    assert "没有看到当事人" in page.parties.count.text()


def test_mistakes_are_told_where_they_are(page: IntakePage, desk: OfficeDesk, mediator: UUID, qtbot: QtBot) -> None:
    fill(page, mediator)
    page.parties.lines[0].number.setText(NUMBER[:-1] + "1")
    page.parties.lines[1].phone.setText("1380796")
    page.fields.input("applied_on").widget.setText("2026.13.40")  # type: ignore[attr-defined]
    page.save()
    settle(desk, qtbot)
    assert "最后一位校验不符" in page.parties.lines[0].told.text()
    assert "现在是 7 位" in page.parties.lines[1].told.text()
    assert page.fields.labelled("applied_on").mistake()
    assert page.foot.mistakes() == "3 处需要改正" and desk.forms == []
    page.parties.lines[0].number.setText(NUMBER)
    page.parties.lines[1].phone.setText("")
    page.fields.input("applied_on").widget.setText("2026年11月3日")  # type: ignore[attr-defined]
    page.save()
    settle(desk, qtbot)
    assert len(desk.forms) == 1


def test_a_child_needs_a_guardian_whose_line_unfolds(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, mediator: UUID, qtbot: QtBot
) -> None:
    fill(page, mediator)
    line = page.parties.lines[0]
    line.number.setText(f"36088120150506123{checks.id_check('36088120150506123')}")
    page.save()
    settle(desk, qtbot)
    assert "请填写监护人" in line.told.text() and line.rare["guardian"].is_bad()
    line.rare["guardian"].setText("罗建国")
    line.rare["guardian_relation"].setText("父亲")
    page.save()
    settle(desk, qtbot)
    assert len(desk.forms) == 1


def test_no_party_and_no_committee_are_refused_in_words(page: IntakePage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.save()
    settle(desk, qtbot)
    assert "至少填写申请人的姓名" in page.banner.text.text()
    assert page.fields.labelled("dispute_type").mistake()


def test_earlier_cases_and_standing_aside_are_told_while_typing(
    page: IntakePage, desk: OfficeDesk, file_office: OpenOffice, committee: UUID, mediator: UUID, qtbot: QtBot
) -> None:
    first = a_case(file_office, committee)
    page.fields.input("dispute_type").put("02", "")
    page.parties.lines[0].name.setFocus()
    type_text(page.parties.lines[0].name, "罗秀珍")
    qtbot.wait(450)
    settle(desk, qtbot)
    assert [one.case_id for one in page.hints.found()] == [first]
    assert "可能是同一件事" in page.hints.title.text() and page.hints.isVisible()
    page.hints._rows[0].click()  # type: ignore[attr-defined]
    assert desk.forms == [("cases", first, {})]
    page.parties.lines[0].name.setText("谢志平")
    page.fields.input("mediator_id").put(mediator, "谢志平")
    page._look()
    settle(desk, qtbot)
    assert "谢志平就是当事人谢志平" in page.fields.labelled("mediator_id").mistake()


def test_what_was_begun_is_offered_again(
    page: IntakePage, desk: OfficeDesk, show: Show, mediator: UUID, qtbot: QtBot
) -> None:
    fill(page, mediator)
    page.way.set_current("own")
    page.drafts.keep()
    settle(desk, qtbot)
    again = show(IntakePage(desk, {}), desk)
    again.drafts.bar.continue_button.click()
    settle(desk, qtbot)
    assert [one["name"] for one in again.parties.values()] == ["罗秀珍", "邱建华"]
    assert again.way.current() == "own" and again.fields.input("facts").raw() == "楼上渗水"
    again.save()
    settle(desk, qtbot)
    third = show(IntakePage(desk, {}), desk)
    assert third.drafts.bar.isHidden()


def test_consultations_are_logged_by_keyboard_and_become_a_case(
    desk: OfficeDesk, show: Show, file_office: OpenOffice, qtbot: QtBot
) -> None:
    part = show(Consultations(desk), desk)
    quick = part.quick
    assert quick.isVisible()
    part.unfold(True)
    assert quick.fields.input("committee_id").raw() is not None  # the one there is
    for topic in ("物业费怎么交", "楼上漏水谁修", "狗叫扰民"):
        quick.begin()
        for name, text in (("asker", "王女士"), ("topic", topic), ("answer", "已解释")):
            quick.fields.input(name).widget.setText(text)
        quick.fields.input("minutes").widget.setFocus()
        qtbot.keyClick(quick.fields.input("minutes").widget, Qt.Key.Key_Return)
        settle(desk, qtbot)
    assert quick.many() == 3 and quick.fields.input("asker").widget.hasFocus()
    with file_office.database.read() as session:
        numbers = [one.number for one in session.query(Consultation).order_by(Consultation.number)]
        asked = session.query(Consultation).filter(Consultation.topic == "楼上漏水谁修").one()
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    quick.fields.input("asker").widget.setText("王女士13807960001")
    quick.fields.input("topic").widget.setText("问路")
    quick.save()
    settle(desk, qtbot)
    assert "只写称呼" in quick.fields.labelled("asker").mistake() and quick.many() == 3

    from desktop.views.records.actions import Chosen

    part._convert(Chosen("consultations", (asked.id,), Query("consultations")))
    settle(desk, qtbot)
    page = show(desk.pushed[-1], desk)
    assert isinstance(page, IntakePage)
    assert page.parties.lines[0].name.text() == "王女士" and page.fields.input("facts").raw() == "楼上漏水谁修"
    page.parties.lines[1].put(party("邱建华", "respondent"))
    page.fields.input("dispute_type").put("02", "")
    page.save()
    settle(desk, qtbot)
    with file_office.database.read() as session:
        turned = Query("consultations", filters=(Filter("case_id", "filled"),))
        assert records.count(session, turned, now(file_office)) == 1
    part._convert(Chosen("consultations", (asked.id,), Query("consultations")))
    settle(desk, qtbot)
    assert desk.forms[-1][1] == one_case(file_office).id


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_word_of_the_sheet_has_room(
    desk: OfficeDesk, show: Show, qtbot: QtBot, file_office: OpenOffice, committee: UUID, size: tuple[int, int]
) -> None:
    a_case(file_office, committee)
    enter(file_office, "stations", {"name": "另一个调解室", "kind": "mediation_room",
                                    "division_id": _division(file_office), "opened_on": "2020-1-1"})  # fmt: skip
    page = show(IntakePage(desk, {}), desk, size)
    page.parties.lines[0].put(party("罗秀珍", id_number="1", guardian="罗建国"))
    page.way.set_current("referral")
    page.accept.setChecked(True)
    page._look()
    settle(desk, qtbot)
    assert fits(page, size)
    assert cut_texts(page) == []
    assert nameless(page) == []


def _division(opened: OpenOffice) -> UUID:
    from tests.offices import community_id

    return community_id(opened)
