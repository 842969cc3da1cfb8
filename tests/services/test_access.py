"""Mediation is seen by the mediators of the room and by supervisors; other clerks see nothing of it but counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from desktop.documents.mediation import chosen_cases
from desktop.errors import Forbidden, UserError
from desktop.exchange import history_file, sheet_write
from desktop.models import Account, Case
from desktop.services import attachments, figures, inspection, records
from desktop.services.attachments import New
from desktop.services.everywhere import everywhere
from desktop.services.history import of_record, recent
from desktop.services.inspection import Wanted
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.storage.work import Actor
from tests.attachments import picture
from tests.mediation import a_case, a_committee, a_mediator, a_room, look_as
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


def exported(office: OpenOffice, kind: str, folder: Path) -> list[str]:
    """Return the second column of what somebody may carry away as a spreadsheet."""
    target = folder / f"{kind}.xlsx"
    sheet_write.export(office.database, Query(kind), target, now(office))
    rows = openpyxl.load_workbook(target).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [" ".join(str(cell) for cell in row if cell) for row in rows if any(row)]


def told(office: OpenOffice) -> str:
    """Return the history somebody reads on its page."""
    with office.database.read() as session:
        return " ".join(one.label for one in inspection.entries(session, Wanted(), 500))


def test_what_is_carried_away_is_what_is_seen(
    office: OpenOffice, look: Look, cases: tuple[UUID, UUID], tmp_path: Path
) -> None:
    enter(office, "case_parties", {"case_id": cases[0], "name": "罗秀珍", "side": "applicant", "kind": "person"})
    enter(office, "case_parties", {"case_id": cases[1], "name": "邱建华", "side": "applicant", "kind": "person"})
    look("mediator")
    own = exported(office, "cases", tmp_path)
    assert len(own) == 1 and "甲某与乙某" in own[0]
    assert len(exported(office, "case_parties", tmp_path)) == 1
    assert "甲某与乙某" in told(office) and "丙某与丁某" not in told(office)
    with office.database.read() as session:
        shown = everywhere(session, "邱建华", "mediator", ["cases", "case_parties", "people"])
        assert shown == []


def test_a_clerk_carries_nothing_away(office: OpenOffice, look: Look, cases: tuple[UUID, UUID], tmp_path: Path) -> None:
    look("clerk")
    for kind in ("cases", "consultations", "case_parties"):
        with pytest.raises(Forbidden, match="没有写出任何内容"):
            exported(office, kind, tmp_path)
    assert list(tmp_path.glob("*.xlsx")) == []
    assert "渗水" not in told(office)
    with office.database.read() as session, pytest.raises(UserError, match="没有您能查看的调解案件"):
        chosen_cases(session, {})
    for role in ("clerk", "mediator"):
        look_as(office, role)
        with pytest.raises(Forbidden):
            history_file.export(office.database, Wanted(), "年度检查", tmp_path / "历史.xlsx")


def test_a_mediator_of_a_room_sees_the_room_alone(office: OpenOffice, cases: tuple[UUID, UUID]) -> None:
    with office.database.read() as session:
        place = session.scalars(select(Case.committee_id).where(Case.id == cases[0])).one()
    room = a_room(office)
    inside = a_case(office, place, title="室内案件", station_id=room)
    consultation = {"committee_id": place, "day": "2026-11-3", "topic": "渗水谁修", "station_id": room}
    enter(office, "consultations", consultation)
    enter(office, "consultations", {**consultation, "station_id": None, "topic": "别室渗水"})
    look_as(office, "mediator", place, room)
    assert titles(office) == {"室内案件"}
    with office.database.read() as session:
        context = now(office)
        assert records.open_record(session, "cases", inside, context).title == "室内案件"
        assert [
            one.texts["topic"] for one in records.first_rows(session, Query("consultations"), ["topic"], context)
        ] == ["渗水谁修"]


def test_counts_are_for_everybody(office: OpenOffice, cases: tuple[UUID, UUID]) -> None:
    committee = a_committee(office, "茨坪调委会")
    mediator = a_mediator(office, committee)
    a_case(office, committee, accepted=date(2026, 11, 20), mediator_id=mediator)
    look_as(office, "clerk")
    with office.database.read() as session:
        context = now(office)
        assert figures.read(session, context, ["mediation.accepted"])["mediation.accepted"].numerator == 1
        rows = records.first_rows(session, Query("mediators"), ["name", "handled", "settled"], context)
        assert [(one.values["handled"], one.values["settled"]) for one in rows] == [(1, 0)]
        assert records.count(session, Query("cases"), context) == 0


@pytest.mark.parametrize(("role", "seen"), [("clerk", (0, 0)), ("mediator", (1, 0)), ("reviewer", (1, 1))])
def test_scans_of_a_case_are_as_hidden_as_the_case(
    office: OpenOffice, look: Look, cases: tuple[UUID, UUID], role: str, seen: tuple[int, int]
) -> None:
    made = [keep(office, one, shade) for one, shade in zip(cases, (0, 120), strict=True)]
    actor = look(role)
    with office.database.read() as session:
        for one, attachment, many in zip(cases, made, seen, strict=True):
            shown = attachments.listed(session, "cases", one, actor)
            assert len(shown) == attachments.count(session, "cases", one) == many
            assert all(scan.thumbnail for scan in shown), "who sees the case opens its scans"
            if many:
                assert attachments.content(session, attachment, actor).data
            else:
                with pytest.raises(UserError, match="已不在记录里"):
                    attachments.content(session, attachment, actor)
        assert sum("已签文书" in one.label for one in recent(session)) == sum(seen)
        assert sum(one.count for one in everywhere(session, "已签文书", role, ["attachments"])) == sum(seen)
    for attachment, mine in zip(made, seen, strict=True):
        if role == "mediator" and mine:
            office.database.act("移除", lambda work, one=attachment: attachments.remove(work, one))
        else:
            with pytest.raises(UserError):
                office.database.act("移除", lambda work, one=attachment: attachments.remove(work, one))


def keep(office: OpenOffice, of: UUID, shade: int) -> UUID:
    files = [New(picture(shade), "已签文书", "signed_paper")]
    return office.database.act("添加附件", lambda work: attachments.add(work, "cases", of, files))[0]
