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
