"""Phones on the papers of a case: masked, or in clear for a purpose that the history keeps."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from docx import Document

from desktop.documents.mediation import case_docx, case_paper
from desktop.documents.papers import noted, paper
from desktop.errors import Forbidden, Invalid
from desktop.services import history
from desktop.services.offices import OpenOffice
from tests.cases import a_case, a_committee, a_mediator
from tests.documents.test_mediation import texts
from tests.mediation import look_as
from tests.offices import now

CLEAR, MASKED = "13807966620", "138****6620"
PURPOSE = "法院要求写明联系方式"


@pytest.fixture
def case_id(file_office: OpenOffice) -> UUID:
    committee = a_committee(file_office)
    return a_case(file_office, committee, a_mediator(file_office, committee))


def printed(opened: OpenOffice, case_id: UUID, word: bool = False, **chosen: Any) -> str:
    """Print as preview and command line do: noted first where it must be, then made."""
    spec, wanted = paper("mediation-file"), {"case": case_id, "paper": "file", **chosen}
    assert spec is not None
    if (note := noted(spec, wanted)) is not None:
        opened.database.act("打印", lambda work: note(work, wanted))
    target = BytesIO()
    with opened.database.read() as session:
        (case_docx if word else case_paper)(session, now(opened), wanted, target)
    if word:
        return "".join(str(one.text) for one in Document(target).element.body.iter() if one.tag.endswith("}t"))
    return "".join(texts(target.getvalue()))


def entries(opened: OpenOffice, case_id: UUID) -> list[str]:
    with opened.database.read() as session:
        return [one.label for one in history.of_record(session, "cases", case_id)]


def test_phones_are_masked_and_nothing_is_noted_without_a_purpose(file_office: OpenOffice, case_id: UUID) -> None:
    before = entries(file_office, case_id)
    found = printed(file_office, case_id)
    assert MASKED in found and CLEAR not in found
    assert entries(file_office, case_id) == before


def test_phones_are_printed_for_a_purpose_that_the_history_keeps(file_office: OpenOffice, case_id: UUID) -> None:
    before = entries(file_office, case_id)
    found = printed(file_office, case_id, paper="application", purpose=PURPOSE)
    assert CLEAR in found and MASKED not in found
    new = [one for one in entries(file_office, case_id) if one not in before]
    assert new == ["打印人民调解申请书 罗秀珍与邱建华邻里纠纷，含联系电话原号"]
    with file_office.database.read() as session:
        newest = history.of_record(session, "cases", case_id)[0]
    assert PURPOSE in str(newest.lines)
    assert CLEAR in printed(file_office, case_id, word=True, paper="application", purpose=PURPOSE)


def test_id_numbers_are_on_no_paper_whatever_the_purpose(file_office: OpenOffice) -> None:
    committee = a_committee(file_office)
    number = "36088119680412262X"
    parties = [{"side": "applicant", "name": "罗秀珍", "id_number": number, "phone": CLEAR},
               {"side": "respondent", "name": "邱建华"}]  # fmt: skip
    case_id = a_case(file_office, committee, a_mediator(file_office, committee), parties)
    found = printed(file_office, case_id, purpose=PURPOSE)
    assert CLEAR in found and number not in found


@pytest.mark.parametrize("chosen", [{"paper": "cover"}, {"paper": "agreement", "blank": True}])
def test_a_paper_without_phones_is_not_noted(file_office: OpenOffice, case_id: UUID, chosen: dict[str, Any]) -> None:
    before = entries(file_office, case_id)
    assert CLEAR not in printed(file_office, case_id, purpose=PURPOSE, **chosen)
    assert entries(file_office, case_id) == before


def test_who_may_not_see_numbers_prints_none_in_clear(file_office: OpenOffice, case_id: UUID) -> None:
    before = entries(file_office, case_id)
    with pytest.raises(Invalid, match="用途"):
        printed(file_office, case_id, purpose="－")
    look_as(file_office, "reviewer")
    assert MASKED in printed(file_office, case_id)
    with pytest.raises(Forbidden, match="不能查看联系电话原号"):
        printed(file_office, case_id, purpose=PURPOSE)
    assert entries(file_office, case_id) == before
