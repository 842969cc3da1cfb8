"""Rules ask the office once for a whole sheet, and directly when they judge a single record."""

from __future__ import annotations

from uuid import UUID

from desktop.models import Person
from desktop.services.offices import OpenOffice
from desktop.services.twins import REMEMBERED, Remembered, once, twins
from tests.offices import a_person


def test_a_question_is_asked_once_while_a_sheet_is_checked(office: OpenOffice) -> None:
    answers = iter(range(10))
    with office.database.read() as session:
        assert [once(session, "how many", lambda: next(answers)) for _ in range(2)] == [0, 1]
        session.info[REMEMBERED] = Remembered(session)
        assert [once(session, "how many", lambda: next(answers)) for _ in range(3)] == [2, 2, 2]
        assert once(session, "how few", lambda: next(answers)) == 3


def test_rows_of_a_sheet_count_like_rows_of_the_office(office: OpenOffice) -> None:
    known = a_person(office, "解玉兰", mobile="19900000001")
    with office.database.read() as session:
        directly = twins(session, Person, None, name="解玉兰")
        remembered = session.info[REMEMBERED] = Remembered(session)
        assert (
            [one.id for one in twins(session, Person, None, name="解玉兰")] == [one.id for one in directly] == [known]
        )
        assert twins(session, Person, known, name="解玉兰") == []
        new = UUID(int=1)
        remembered.put(Person, new, {"name": "解玉兰", "mobile": "19900000002"})
        assert {one.id for one in twins(session, Person, None, name="解玉兰")} == {known, new}
        assert [one.mobile for one in twins(session, Person, known, name="解玉兰")] == ["19900000002"]
        remembered.put(Person, known, {"name": "曾翀", "mobile": "19900000001"})
        assert [one.id for one in twins(session, Person, None, name="解玉兰")] == [new]
        assert [one.id for one in twins(session, Person, None, name="曾翀")] == [known]
