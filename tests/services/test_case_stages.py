"""The stages of a case as its page shows them, and its course by the days things happened."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.documents.mediation_pages import numbered
from desktop.errors import Invalid, UserError
from desktop.models import CaseState as S
from desktop.services import case_signing, case_stages
from desktop.services.case_signing import Signed
from desktop.services.case_stages import CaseView
from desktop.services.offices import OpenOffice
from tests.cases import APPLIED, a_case, a_committee, a_mediator, all_sign, file_of, step, to_agreement, to_mediating
from tests.offices import enter, now

DAY = timedelta(1)


def view_of(opened: OpenOffice, case_id: UUID) -> CaseView:
    with opened.database.read() as session:
        return case_stages.read(session, case_id, now(opened))


@pytest.fixture
def case_id(file_office: OpenOffice) -> UUID:
    committee = a_committee(file_office)
    return a_case(file_office, committee, a_mediator(file_office, committee))


def told(view: CaseView) -> list[tuple[str, str, str]]:
    return [(one.name, one.caption, one.state) for one in view.stages]


def test_a_registered_case_waits_for_the_decision(file_office: OpenOffice, case_id: UUID) -> None:
    view = view_of(file_office, case_id)
    assert [one.name for one in view.stages] == [
        "登记", "受理", "告知", "调查", "调解", "协议", "履行", "回访", "归档"
    ]  # fmt: skip
    assert told(view)[:3] == [
        ("登记", "10-08 缺 1 签", "done"),
        ("受理", "10-12 前决定", "current"),
        ("告知", "", "coming"),
    ]
    assert view.stages[0].missing and not view.stages[1].missing


def test_a_case_in_performance_says_what_falls_due_and_what_is_missing(file_office: OpenOffice, case_id: UUID) -> None:
    to_agreement(file_office, case_id)
    all_sign(file_office, case_id, "application", APPLIED)
    view = view_of(file_office, case_id)
    assert told(view)[0] == ("登记", "10-08", "done")
    assert told(view)[4:] == [
        ("调解", "10-28 缺 1 签", "done"), ("协议", "11-01 生效", "done"), ("履行", "11-10 到期", "current"),
        ("回访", "缺 回访记录", "coming"), ("归档", "缺 3 件", "coming"),
    ]  # fmt: skip
    for item in file_of(file_office, case_id).performances:
        enter(file_office, "performances", {"done_on": "2026-11-20"}, item.id)
    assert told(view_of(file_office, case_id))[7] == ("回访", "缺 回访记录", "current")


def test_a_case_that_came_to_nothing_has_no_stages_of_an_agreement(file_office: OpenOffice, case_id: UUID) -> None:
    to_mediating(file_office, case_id)
    day = APPLIED + 30 * DAY
    step(file_office, case_id, S.ENDED, day, end_reason="no_agreement", routes_told=True)
    view = view_of(file_office, case_id)
    assert [one.name for one in view.stages] == ["登记", "受理", "告知", "调查", "调解", "终止", "结案", "归档"]
    assert told(view)[5] == ("终止", "11-07 缺 1 签", "done") and told(view)[6][2] == "current"


def test_the_course_tells_each_thing_on_its_own_day_the_latest_first(file_office: OpenOffice, case_id: UUID) -> None:
    to_agreement(file_office, case_id)
    view = view_of(file_office, case_id)
    assert [(one.what, f"{one.day:%m-%d}") for one in view.course] == [
        ("协议生效，转入履行", "11-01"), ("达成书面协议", "11-01"), ("第 1 次调解 达成协议", "10-28"),
        ("开始调解", "10-21"), ("调查 周师傅", "10-14"), ("开始调查", "10-14"),
        ("登记告知", "10-10"), ("受理", "10-09"), ("登记", "10-08"),
    ]  # fmt: skip
    assert view.course[2].who == "谢志平"


def test_a_paper_is_signed_once_by_each_on_a_day_that_can_be(file_office: OpenOffice, case_id: UUID) -> None:
    day = to_agreement(file_office, case_id, signed=False)
    party = file_of(file_office, case_id).parties[0]

    def sign(*signed: Signed, on: object = day) -> None:
        file_office.database.act(
            "签名",
            lambda work: case_signing.sign(work, case_id, "agreement", None, signed, on),  # type: ignore[arg-type]
        )

    with pytest.raises(UserError, match="没有勾选"):
        sign()
    with pytest.raises(Invalid, match="早于达成协议"):
        sign(Signed("party", "罗秀珍", party.id), on=day - DAY)
    with pytest.raises(Invalid, match="没有填写"):
        sign(Signed("mediator", ""))
    sign(Signed("party", "罗秀珍", party.id, "fingerprint", "解玉兰"))
    with pytest.raises(UserError, match="已经登记过"):
        sign(Signed("party", "罗秀珍", party.id))
    assert [one.witness for one in file_of(file_office, case_id).signatures] == ["解玉兰"]


def test_the_archive_takes_the_pages_that_are_printed(file_office: OpenOffice, case_id: UUID) -> None:
    to_agreement(file_office, case_id)
    found = numbered(file_of(file_office, case_id))
    assert found["contents"][0] == {"paper": "application", "title": "人民调解申请书", "from": 1, "to": 1}
    for before, after in zip(found["contents"], found["contents"][1:], strict=False):
        assert after["from"] == before["to"] + 1
    assert found["pages"] == found["contents"][-1]["to"]
