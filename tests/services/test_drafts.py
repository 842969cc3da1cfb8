"""Drafts: kept per account and record, without history, on both engines."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from desktop.models import Action, Person
from desktop.services import drafts, saving
from desktop.services.drafts import Kept
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from tests.offices import a_person


def keep(office: OpenOffice, record_id: UUID | None, **values: object) -> None:
    with office.database.read() as session:
        revision = session.scalar(select(Person.revision).where(Person.id == record_id)) if record_id else None
    office.database.act("保存草稿", lambda work: drafts.keep(work, "people", record_id, values, revision))


def found(office: OpenOffice, record_id: UUID | None, actor: Actor | None = None) -> Kept | None:
    with office.database.read() as session:
        return drafts.find(session, actor or office.database.actor, "people", record_id)


def test_a_draft_is_what_was_typed_last_and_leaves_no_history(office: OpenOffice) -> None:
    person = a_person(office)
    with office.database.read() as session:
        before = session.scalar(select(func.count(Action.number)))
    keep(office, person, mobile="1390796")
    keep(office, person, mobile="13907964823", notes="证件号\n未核")
    keep(office, None, name="单雄信")
    draft = found(office, person)
    assert draft is not None and not draft.stale
    assert draft.values == {"mobile": "13907964823", "notes": "证件号\n未核"}
    assert draft.at == office.database.clock.now()
    new = found(office, None)
    assert new is not None and new.values == {"name": "单雄信"} and not new.stale
    with office.database.read() as session:
        assert set(drafts.begun(session, office.database.actor, "people")) == {person, None}
        assert drafts.begun(session, office.database.actor, "grids") == {}
        assert session.scalar(select(func.count(Action.number))) == before


def test_a_draft_is_its_authors_own(office: OpenOffice) -> None:
    keep(office, None, name="单雄信")
    assert found(office, None, Actor(uuid7(), "刘小燕", "clerk")) is None
    assert found(office, None, Actor(None, "系统", "administrator")) is None


def test_a_draft_without_values_is_none(office: OpenOffice) -> None:
    keep(office, None, name="单雄信")
    keep(office, None)
    assert found(office, None) is None


def test_discarding_takes_one_draft_alone(office: OpenOffice) -> None:
    person = a_person(office)
    keep(office, person, notes="甲")
    keep(office, None, notes="乙")
    office.database.act("丢弃草稿", lambda work: drafts.drop(work, "people", person))
    assert found(office, person) is None
    assert found(office, None) is not None


def test_a_draft_knows_that_its_record_was_changed_meanwhile(office: OpenOffice) -> None:
    person = a_person(office)
    keep(office, person, notes="甲")
    office.database.act("改", lambda work: saving.save(work, "people", person, {"notes": "别人写的"}))
    draft = found(office, person)
    assert draft is not None and draft.stale
