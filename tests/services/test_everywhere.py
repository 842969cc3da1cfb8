"""One search over all kinds: by kind, the first few, as far as a role may read."""

from __future__ import annotations

import pytest

from desktop.models import Role, kinds
from desktop.services import everywhere
from desktop.services.access import LIMITED
from desktop.services.offices import OpenOffice
from desktop.services.subjects import may_read
from tests.offices import a_grid, a_person, a_post, enter

KINDS = ("grids", "people", "departments", "accounts", "posts")


def test_everything_is_found_by_kind_with_its_number(office: OpenOffice) -> None:
    grid = a_grid(office)
    person = a_person(office, "曾翀")
    a_person(office, "曾玉")
    a_post(office, person, grid)
    enter(office, "departments", {"name": "综治办", "contact": "曾国华"})
    with office.database.read() as session:
        found = everywhere.everywhere(session, "曾", "clerk", KINDS, each=1)
    assert [(one.kind, one.label, one.count, one.more, len(one.hits)) for one in found] == [
        ("people", "人员", 2, False, 1),
        ("departments", found[1].label, 1, False, 1),
        ("posts", "岗位", 1, False, 1),
    ]
    assert (found[1].hits[0].title, found[2].hits[0].title) == ("综治办", "曾翀")
    assert found[2].hits[0].detail.endswith("网格")


def test_many_are_counted_up_to_a_number(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("曾一", "曾二", "曾三", "曾四"):
        a_person(office, name)
    monkeypatch.setattr(everywhere, "COUNTED", 3)
    with office.database.read() as session:
        for text in ("曾", "zeng"):
            found = everywhere.everywhere(session, text, "clerk", KINDS, each=2)[0]
            assert (found.count, found.more, len(found.hits)) == (3, True, 2)


def test_nothing_typed_finds_nothing(office: OpenOffice) -> None:
    with office.database.read() as session:
        assert everywhere.everywhere(session, "  ", "administrator", KINDS) == []


def test_accounts_are_found_by_administrators_only(office: OpenOffice) -> None:
    with office.database.read() as session:
        assert everywhere.everywhere(session, "肖桂兰", "administrator", KINDS)[0].kind == "accounts"
        assert everywhere.everywhere(session, "肖桂兰", "reviewer", KINDS) == []


def test_what_is_kept_from_a_role_is_not_found_by_it() -> None:
    of_the_office = {"accounts", "code_schemes", "settings"}
    kept = {role: {kind for kind in kinds() if not may_read(kind, role.value)} for role in Role}
    assert kept[Role.ADMINISTRATOR] == set()
    assert kept[Role.CLERK] == of_the_office | LIMITED, "clerks see counts of mediation, never its records"
    assert kept[Role.MEDIATOR] == kept[Role.REVIEWER] == of_the_office


SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "朴": "piao", "区": "ou", "解": "xie", "查": "zha", "乐": "yue",
    "翟": "zhai", "盖": "ge",
}  # fmt: skip


def test_a_person_is_found_by_every_way_a_clerk_types(office: OpenOffice) -> None:
    for surname in SURNAMES:
        a_person(office, f"{surname}文军")
    person = a_person(office, "解玉兰", mobile="13907964823")
    grid = a_grid(office, 7)
    with office.database.read() as session:

        def found(text: str, kind: str) -> set[object]:
            groups = everywhere.everywhere(session, text, "clerk", KINDS, each=20)
            return {hit.id for group in groups if group.kind == kind for hit in group.hits}

        # Two characters, either end; the whole reading, the everyday reading, initials of both; the tail of the phone.
        for text in ("玉兰", "解玉", "xieyulan", "jieyulan", "xyl", "jyl", "XYL", "4823", "４８２３", "xie 兰"):
            assert found(text, "people") == {person}, text
        for text in ("1007", "３６０８８１００２００１１００７", "会师", "hsld7", "huishilu"):
            assert grid in found(text, "grids"), text
        assert found("4824", "people") == set()
        for surname, reading in SURNAMES.items():
            titles = {
                hit.title
                for text in (f"{reading}wenjun", f"{reading[0]}wj")
                for group in everywhere.everywhere(session, text, "clerk", ("people",), each=20)
                for hit in group.hits
            }
            assert f"{surname}文军" in titles, surname
