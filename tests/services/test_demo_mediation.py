"""Mediation of the demonstration: the figures of the source, every state, and not one case that breaks its path."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select

from desktop.models import Case, CaseParty, CaseState, Consultation, kinds
from desktop.services import figures
from desktop.services.access import OF_CASES
from desktop.services.case_clock import worked
from desktop.services.case_guards import FINISHED, blocks, conflicts
from desktop.services.case_path import NEXT
from desktop.services.case_reading import case_file
from desktop.services.checks import id_number_mistake
from desktop.services.offices import OpenOffice
from desktop.services.subjects import subject
from tests.offices import now


def test_the_brand_rooms_hold_what_the_source_says(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        found = figures.read(session, now(demo_office))
    rooms = "mediation.brand_rooms"
    assert found[f"{rooms}.accepted"].value == 87
    assert found[f"{rooms}.settled"].value == 83
    assert found[f"{rooms}.consultations"].value == 264
    rate = found[f"{rooms}.success_rate"]
    assert (rate.value, rate.stated, rate.differs) == (Decimal("95.4"), Decimal("96.8"), True)
    assert found["stations.brand_rooms"].value == 6
    assert found["stations.brand_rooms_party_led"].value == 3


def test_cases_stand_in_every_state_and_some_are_void_or_late(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        states = set(session.scalars(select(Case.state).distinct()))
        assert session.execute(select(func.count(Case.id)).where(Case.void)).scalar_one() == 1
        assert figures.read(session, now(demo_office), ["mediation.overdue"])["mediation.overdue"].numerator >= 1
        became = session.execute(select(func.count(Consultation.id)).where(Consultation.case_id.is_not(None)))
        assert became.scalar_one() > 0
        for kind in OF_CASES:
            assert session.execute(select(func.count(kinds()[kind].id))).scalar_one() > 0, kind
    assert states == {one.value for one in CaseState}


def test_every_case_went_its_path_past_its_guards(demo_office: OpenOffice) -> None:
    """Each step follows the one before, and nothing stood in its way on its day."""
    with demo_office.database.read() as session:
        table = worked(session)
        for case_id in session.scalars(select(Case.id)):
            file = case_file(session, case_id)
            assert file.steps[0].to_state == "registered"
            assert file.steps[-1].to_state == file.case.state
            assert conflicts(file, []) == []
            for before, step in zip(file.steps, file.steps[1:], strict=False):
                assert step.from_state == before.to_state
                assert step.to_state in NEXT[before.to_state]
                assert step.day >= before.day
                over = before.to_state in FINISHED  # closing asks where the case stands then
                refused = [one for one in file.parties if one.refused]
                assert over or refused or blocks(file, step.to_state, step.day, table) == [], file.case.title


def test_no_row_of_a_case_that_is_not_archived_breaks_a_rule(demo_office: OpenOffice) -> None:
    context = now(demo_office)
    with demo_office.database.read() as session:
        living = set(session.scalars(select(Case.id).where(Case.archived_on.is_(None))))
        for kind in ("committees", "mediators", "consultations", "cases", *OF_CASES):
            record, check = kinds()[kind], subject(kind).check
            for row in session.scalars(select(record)):
                case_id = row.id if kind == "cases" else getattr(row, "case_id", None)
                if kind == "consultations" or case_id is None or case_id in living:
                    values = row.values()
                    assert check(session, values, row.id, context) == {}, (kind, values)


def test_numbers_of_a_committee_run_without_gaps(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        rows = session.execute(
            select(func.count(), func.min(Case.sequence), func.max(Case.sequence), func.count(Case.number.distinct()))
            .where(Case.accepted_on.is_not(None))
            .group_by(Case.committee_id, Case.year)
        ).all()
    assert rows
    assert all((many, 1, many, many) == tuple(row) for row in rows for many in [row[0]])


def test_people_are_marked_and_their_id_numbers_belong_to_nobody(demo_office: OpenOffice) -> None:
    today = now(demo_office).today
    with demo_office.database.read() as session:
        rows = session.execute(select(CaseParty.notes, CaseParty.id_number)).all()
    numbers = [number for _, number in rows if number]
    assert {notes for notes, _ in rows} == {"演示数据"}
    assert len(numbers) > 50
    assert all(one.startswith("360899") and not id_number_mistake(one, today) for one in numbers)
