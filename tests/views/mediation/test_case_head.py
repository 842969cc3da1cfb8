"""The head of the page of a case: every word about it once."""

from __future__ import annotations

from uuid import UUID

from pytestqt.qtbot import QtBot

from desktop.models import CaseState as S
from desktop.services import case_stages
from desktop.services.offices import OpenOffice
from desktop.views.mediation.case_head import CaseHead
from tests.cases import a_case, a_committee, a_mediator, all_sign, step, to_agreement
from tests.offices import now


def tags(opened: OpenOffice, case_id: UUID, qtbot: QtBot) -> str:
    with opened.database.read() as session:
        view = case_stages.read(session, case_id, now(opened))
    head = CaseHead(None)
    qtbot.addWidget(head)
    head.show_case(view, None, case_id)
    return head.tags.accessibleName()


def test_a_state_called_like_the_form_of_the_agreement_stands_once(file_office: OpenOffice, qtbot: QtBot) -> None:
    committee = a_committee(file_office)
    case_id = a_case(file_office, committee, a_mediator(file_office, committee))
    assert tags(file_office, case_id, qtbot) == "邻里纠纷，登记"
    day = to_agreement(file_office, case_id, signed=False)
    assert tags(file_office, case_id, qtbot) == "邻里纠纷，书面协议"
    all_sign(file_office, case_id, "agreement", day)
    step(file_office, case_id, S.PERFORMING, day)
    assert tags(file_office, case_id, qtbot) == "邻里纠纷，书面协议，履行中"
