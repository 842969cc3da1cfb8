"""Mediation is seen by the mediators of the room and by supervisors; other clerks see nothing of it but counts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models import Account, Case
from desktop.services import records
from desktop.services.everywhere import everywhere
from desktop.services.history import of_record, recent
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.storage.work import Actor
from tests.offices import community_id, enter, now

Look = Callable[[str], Actor]


def committee(office: OpenOffice, name: str, unit: str) -> UUID:
    return enter(
        office,
        "committees",
        {"name": name, "kind": "residents", "division_id": community_id(office), "number_unit": unit},
    )


def case(office: OpenOffice, of: UUID, title: str) -> UUID:
    values = {
        "title": title,
        "committee_id": of,
        "dispute_type": "02",
        "applied_on": "2026-11-3",
        "source": "application",
    }
    return enter(office, "cases", {**values, "facts": "楼上渗水，双方就修缮费用有争议。"})


@pytest.fixture
def cases(office: OpenOffice) -> tuple[UUID, UUID]:
    """One case of each of two committees."""
    ours, theirs = committee(office, "会师路调委会", "会师路"), committee(office, "龙江路调委会", "龙江路")
    return case(office, ours, "甲某与乙某渗水纠纷"), case(office, theirs, "丙某与丁某渗水纠纷")


@pytest.fixture
def look(office: OpenOffice, cases: tuple[UUID, UUID]) -> Look:
    """Look at the office from now on as somebody of another role; a mediator belongs to the first committee."""

    def begin(role: str) -> Actor:
        with office.database.read() as session:
            place = session.scalars(select(Case.committee_id).where(Case.id == cases[0])).one()
        account = enter(office, "accounts", {"name": f"试用{role}", "role": role, "active": True})
        if role == "mediator":
            office.database.act("归属", lambda work: setattr(work.session.get(Account, account), "committee_id", place))
        actor = Actor(account, "试用", role)
        office.database.actor = actor
        return actor

    return begin


def titles(office: OpenOffice, text: str = "") -> set[str]:
    with office.database.read() as session:
        query = Query("cases", text)
        shown = records.first_rows(session, query, ["title"], now(office))
        ids = records.ids(session, query, now(office))
        assert len(ids) == records.count(session, query, now(office)) == len(shown)
        return {one.texts["title"] for one in shown}


def test_a_reviewer_sees_every_case(office: OpenOffice, look: Look) -> None:
    look("reviewer")
    assert len(titles(office)) == 2


def test_a_mediator_sees_the_cases_of_the_own_committee_alone(
    office: OpenOffice, look: Look, cases: tuple[UUID, UUID]
) -> None:
    actor = look("mediator")
    assert titles(office) == {"甲某与乙某渗水纠纷"}
    assert titles(office, "渗水") == {"甲某与乙某渗水纠纷"}
    with office.database.read() as session:
        assert [one.count for one in everywhere(session, "渗水", actor.role, ["cases"])] == [1]
        with pytest.raises(UserError, match="已不存在"):
            records.open_record(session, "cases", cases[1], now(office))
        assert of_record(session, "cases", cases[1]) == []
        assert of_record(session, "cases", cases[0])
        assert not any("丙某" in one.label for one in recent(session))


def test_a_clerk_sees_no_case_by_any_way(office: OpenOffice, look: Look, cases: tuple[UUID, UUID]) -> None:
    actor = look("clerk")
    assert titles(office) == set()
    assert titles(office, "渗水") == set()
    with office.database.read() as session:
        context = now(office)
        assert everywhere(session, "渗水", actor.role, ["cases", "grids"]) == []
        assert records.candidates(session, "cases", "渗水") == []
        assert records.titles(session, "cases", cases) == {}
        assert records.rows(session, "cases", cases, ["title"], context) == []
        assert records.counts(session, Query("cases"), "dispute_type", context) == []
        leak = Query("cases", filters=(Filter("facts", "has", "渗水"),))
        assert records.count(session, leak, context) == 0
        with pytest.raises(UserError, match="已不存在"):
            records.open_record(session, "cases", cases[0], context)
        assert of_record(session, "cases", cases[0]) == []
        assert not any("渗水" in one.label for one in recent(session))
