"""Recent records: newest first, for one account alone, as far as its role may read, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from desktop.models import Action, SavedView, kinds
from desktop.services import recent, saved_views, saving
from desktop.services.offices import OpenOffice
from desktop.services.recent import Looked
from desktop.storage.work import Actor
from tests.offices import a_grid, a_person, enter

KINDS = ("grids", "people", "departments", "accounts")


def look(office: OpenOffice, kind: str, record_id: UUID, actor: Actor | None = None) -> None:
    office.database.submit("最近查看", lambda work: recent.note(work, kind, record_id), actor=actor).result()


def looked(office: OpenOffice, actor: Actor | None = None, most: int = 15) -> list[Looked]:
    with office.database.read() as session:
        return recent.of(session, actor or office.database.actor, KINDS, most)


def test_what_was_looked_at_last_comes_first_and_once(office: OpenOffice) -> None:
    grid, person = a_grid(office), a_person(office, "仇和平")
    for kind, one in (("grids", grid), ("people", person), ("grids", grid)):
        look(office, kind, one)
    found = looked(office)
    assert [(one.kind, one.title, one.detail) for one in found] == [
        ("grids", "会师路第1网格", "3608810020011001"),
        ("people", "仇和平", ""),
    ]
    assert found[0].at == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert looked(office, most=1) == found[:1]


def test_looking_is_no_action_of_the_history_and_no_saved_view(office: OpenOffice) -> None:
    grid = a_grid(office)
    with office.database.read() as session:
        before = session.scalar(select(func.count(Action.number)))
    look(office, "grids", grid)
    with office.database.read() as session:
        assert session.scalar(select(func.count(Action.number))) == before
        assert saved_views.of(session, office.database.actor, "grids") == []
    assert recent.WORD not in kinds()


def test_each_account_has_its_own(office: OpenOffice) -> None:
    grid, person = a_grid(office), a_person(office)
    other = Actor(uuid7(), "尹小燕", "clerk")
    look(office, "grids", grid)
    look(office, "people", person, other)
    assert [one.kind for one in looked(office)] == ["grids"]
    assert [one.kind for one in looked(office, other)] == ["people"]
    program = Actor(None, "井格", "administrator")
    look(office, "grids", grid, program)
    assert looked(office, program) == []


def test_deleted_ones_and_what_the_role_may_not_read_are_left_out(office: OpenOffice) -> None:
    person = a_person(office)
    account = office.database.actor.account_id
    assert account is not None
    look(office, "people", person)
    look(office, "accounts", account)
    assert [one.kind for one in looked(office)] == ["accounts", "people"]
    assert [one.kind for one in looked(office, replace(office.database.actor, role="clerk"))] == ["people"]
    office.database.act("删除人员", lambda work: saving.remove(work, "people", person))
    assert [one.kind for one in looked(office)] == ["accounts"]
    office.database.act("恢复人员", lambda work: saving.restore(work, "people", person))
    assert [one.kind for one in looked(office)] == ["accounts", "people"]


def test_names_are_not_kept_so_a_new_name_shows(office: OpenOffice) -> None:
    person = a_person(office, "曾小玉")
    look(office, "people", person)
    enter(office, "people", {"name": "曾玉"}, person)
    assert [one.title for one in looked(office)] == ["曾玉"]
    with office.database.read() as session:
        assert "曾" not in str(session.scalars(select(SavedView.filters)).one())


def test_only_so_many_are_kept(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "KEPT", 3)
    people = [a_person(office, f"解{number}") for number in "一二三四五"]
    for one in people:
        look(office, "people", one)
    assert [one.id for one in looked(office)] == people[:1:-1]
