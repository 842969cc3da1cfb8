"""Likeness of names, readings, phones and codes: what is worth a warning and what is not."""

from __future__ import annotations

import pytest
from uuid_utils.compat import uuid7

from desktop.services import duplicates, saving
from desktop.services.duplicates import Known
from desktop.services.offices import OpenOffice
from desktop.services.settings import specs
from tests.offices import a_grid, a_person

THRESHOLD = specs()["duplicates.threshold"].default


def known(office: OpenOffice, kind: str) -> Known:
    with office.database.read() as session:
        return duplicates.load(session, kind)


def sentences(held: Known, name: str, typed: str, threshold: int = THRESHOLD) -> list[str]:
    return [one.sentence for one in duplicates.near(held, name, typed, threshold)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("解玉兰", ["与“解玉兰”同名"]),
        ("解 玉兰", ["与“解玉兰”同名"]),
        ("谢玉兰", ["与“解玉兰”读音相同"]),
        ("解玉栏", ["与“解玉兰”读音相同"]),
        ("解玉郎", ["与“解玉兰”相近"]),
        ("解玉南", []),
        ("王建国", []),
        ("解", []),
        ("", []),
    ],
)
def test_people_are_like_by_their_characters_or_their_reading(
    office: OpenOffice, typed: str, expected: list[str]
) -> None:
    a_person(office, "解玉兰")
    a_person(office, "单雄信")
    assert sentences(known(office, "people"), "name", typed) == expected


def test_the_nearest_come_first_and_no_more_than_three(office: OpenOffice) -> None:
    for name in ("王晓明", "王小明", "王小名", "汪晓鸣", "王晓民"):
        a_person(office, name)
    found = sentences(known(office, "people"), "name", "王小明")
    assert found[0] == "与“王小明”同名"
    assert len(found) == 3


def test_a_record_is_not_its_own_double(office: OpenOffice) -> None:
    person = a_person(office, "解玉兰")
    held = known(office, "people")
    assert duplicates.near(held, "name", "解玉兰", THRESHOLD, person) == []
    assert [one.id for one in duplicates.near(held, "name", "解玉兰", THRESHOLD, uuid7())] == [person]


def test_phones_are_compared_by_their_figures_and_only_whole(office: OpenOffice) -> None:
    a_person(office, "解玉兰", mobile="13907964823", office_phone="0796-6552001")
    held = known(office, "people")
    assert sentences(held, "mobile", "139 0796 4823") == ["与“解玉兰”的号码相同"]
    assert sentences(held, "mobile", "13907964824") == []
    assert sentences(held, "office_phone", "07966552001") == ["与“解玉兰”的号码相同"]
    assert sentences(held, "office_phone", "0796") == []


def test_numbers_in_names_of_grids_tell_them_apart(office: OpenOffice) -> None:
    for serial in (2, 3, 12):
        a_grid(office, serial)
    held = known(office, "grids")
    assert sentences(held, "name", "会师路第二网格") == ["与“会师路第2网格”同名"]
    assert sentences(held, "name", "会师路社区第十二网格", 80) == ["与“会师路第12网格”相近"]
    assert sentences(held, "name", "会师路第4网格") == []
    assert sentences(held, "name", "会师路 第12网格") == ["与“会师路第12网格”同名"]
    assert sentences(held, "code", held.texts["code"][0]) == [f"与“{held.titles[0]}”的编码相同"]


def test_deleted_records_and_a_threshold_of_nothing_warn_of_nothing(office: OpenOffice) -> None:
    person = a_person(office, "解玉兰")
    assert sentences(known(office, "people"), "name", "解玉兰", 0) == []
    assert sentences(known(office, "people"), "name", "谢玉兰", 100) == []
    office.database.act("删", lambda work: saving.remove(work, "people", person))
    assert sentences(known(office, "people"), "name", "解玉兰") == []


def test_private_numbers_are_not_told_by_what_is_shown_of_it(office: OpenOffice) -> None:
    a_person(office, "解玉兰", mobile="13907964823")
    assert "13907964823" not in repr(known(office, "people"))
