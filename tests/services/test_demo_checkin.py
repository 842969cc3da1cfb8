"""Check-in of the demonstration: the figures of the source, and not one row that breaks a rule."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from desktop.models import Member, Wish, kinds
from desktop.services import figures
from desktop.services.offices import OpenOffice
from desktop.services.subjects import subject
from tests.offices import now

SAMPLED = 400


def test_services_are_as_many_as_the_source_says(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        found = figures.read(session, now(demo_office))
    heads = [found[f"party.services.{kind}"].numerator for kind in ("life", "legal", "public")]
    assert found["party.services"].numerator == sum(heads) == 23_367
    assert min(heads) > 1_000
    assert 300 < found["party.members_checked_in"].numerator < 360
    assert found["party.units_checked_in"].numerator == 38


@pytest.mark.parametrize("kind", ["units", "members", "campaigns", "wishes", "services", "evaluations"])
def test_no_row_breaks_a_rule(demo_office: OpenOffice, kind: str) -> None:
    context, record, check = now(demo_office), kinds()[kind], subject(kind).check
    with demo_office.database.read() as session:
        ids = session.scalars(select(record.id)).all()
        for one in random.Random(1).sample(ids, min(SAMPLED, len(ids))):
            row = session.get(record, one)
            assert row is not None
            assert check(session, row.values(), row.id, context) == {}


def test_wishes_stand_in_every_state_and_rows_are_marked(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        states = dict(session.execute(select(Wish.state, func.count()).group_by(Wish.state)).all())
        marked = session.scalars(select(Member.notes).distinct()).all()
    assert set(states) == {"published", "claimed", "done", "thanked", "withdrawn"}
    assert marked == ["演示数据"]
