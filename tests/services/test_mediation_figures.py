"""Figures of mediation: after whatever was done, they equal a recount from the steps that were kept."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import Invalid, UserError
from desktop.models import Case, CaseParty, CaseState, CaseStep, Station
from desktop.services import case_numbers, figures, mediation_figures, mediation_intake, records, saving
from desktop.services.case_path import NEXT, advance
from desktop.services.counting import Counted, Span, span
from desktop.services.mediation_statistics import statistics
from desktop.services.offices import OpenOffice
from desktop.storage.work import Work
from tests.mediation import PARTIES, a_case, a_committee, a_mediator, a_room, look_as
from tests.offices import enter, now

VALUES = {
    "declined": {"decline_reason": "已经起诉"},
    "ended": {"end_reason": "no_agreement", "routes_told": True},
    "transferred": {"transferred_to": "劳动监察大队"},
    "archived": {"keeping": "short", "filed_by": "罗红", "checked_by": "刘军"},
}
AGREEMENTS = ("written_agreement", "oral_agreement")
DAYS = st.integers(0, 320)
WALKS = st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=9)
SERIALS = count(1)


def prepare(work: Work, case_id: UUID, to: str, day: date) -> None:
    """Record what a state needs, as a careful mediator does."""

    def add(kind: str, **values: object) -> None:
        saving.save(work, kind, None, {"case_id": case_id, **values})

    case = work.session.get(Case, case_id)
    assert case is not None
    parties = work.session.scalars(select(CaseParty).where(CaseParty.case_id == case_id)).all()
    if to == "accepted":
        for one in parties:
            one.consent_on = day
    elif to in AGREEMENTS:
        mediation_intake.record_session(work, case_id, {"day": day, "text": "双方到场。", "result": "agreed"})
        case.agreement_text, case.performance_time = "一、修好渗水。", "十日内"
    elif to == "performing" and case.agreement_form == "written":
        for one in parties:
            add("signatures", paper="agreement", role="party", party_id=one.id, signer=one.name, signed_on=day)
        for role in ("mediator", "seal"):
            add("signatures", paper="agreement", role=role, signer="谢志平", signed_on=day)
    elif to == "visited":
        add("visits", day=day, way="phone", visited="双方", visitor="谢志平", performed="done")
    elif to == "confirming":
        applicants = "、".join(one.name for one in parties)
        add("confirmations", applied_on=day, applicants=applicants, court="井冈山市人民法院")
    work.flush()


def walk(opened: OpenOffice, case_id: UUID, begun: date, moves: list[tuple[int, bool]]) -> None:
    """Try one move after the other; what is refused changes nothing."""
    for choice, careful in moves:
        with opened.database.read() as session:
            state = session.scalars(select(Case.state).where(Case.id == case_id)).one()
        wanted = NEXT[state] or tuple(CaseState)
        to = str(wanted[choice % len(wanted)])
        day = date.fromordinal(begun.toordinal() + choice)

        def move(work: Work, to: str = to, day: date = day, careful: bool = careful) -> None:
            if careful:
                prepare(work, case_id, to, day)
            advance(work, case_id, to, day=day, values=VALUES.get(to))

        try:
            opened.database.act("办理", move)
        except (Invalid, UserError):
            continue
        begun = day


def recounted(opened: OpenOffice, within: Span, rooms: bool = False) -> tuple[int, int]:
    """Count cases that came past acceptance and those that came to an agreement, by their steps alone."""
    with opened.database.read() as session:
        void = set(session.scalars(select(Case.id).where(Case.void)))
        brand = set(session.scalars(select(Station.id).where(Station.kind == "brand_room")))
        place = dict(session.execute(select(Case.id, Case.station_id)).all())
        steps = session.execute(select(CaseStep.case_id, CaseStep.to_state, CaseStep.day)).all()
    accepted = {
        case for case, to, day in steps
        if to == "accepted" and (within.first is None or within.first <= day <= (within.last or day))
    }  # fmt: skip
    counted = {one for one in accepted - void if not rooms or place[one] in brand}
    return len(counted), len({case for case, to, _ in steps if to in AGREEMENTS} & counted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(DAYS, WALKS, st.booleans(), st.booleans())
def test_figures_equal_a_recount_from_the_steps(
    file_office: OpenOffice, back: int, moves: list[tuple[int, bool]], room: bool, void: bool
) -> None:
    serial = next(SERIALS)
    committee = a_committee(file_office, f"第{serial}人民调解委员会", number_unit=f"甲{serial}")
    mediator = a_mediator(file_office, committee)
    station = a_room(file_office, f"老谢调解室{serial}") if room else None
    begun = date.fromordinal(date(2026, 11, 1).toordinal() - back)
    case = a_case(file_office, committee, applied_on=begun, mediator_id=mediator, station_id=station)
    walk(file_office, case, begun, moves)
    if void:
        with suppress(Invalid, UserError):
            file_office.database.act("作废", lambda work: case_numbers.void(work, case, "编号重复"))
    for text in ("", "2026", "2026H2", f"{begun:%Y-%m}"):
        within = span(text)
        with file_office.database.read() as session:
            found = figures.read(session, now(file_office), span=within)
            table = statistics(session, now(file_office), within)
        total = recounted(file_office, within)
        of_rooms = recounted(file_office, within, rooms=True)
        assert (found["mediation.accepted"].value, found["mediation.settled"].value) == total
        rate = found["mediation.success_rate"]
        assert (rate.denominator, rate.numerator) == total
        assert (table.total.count("total"), table.total.count("settled")) == total
        assert all(one.holds for one in table.footings)
        rooms = "mediation.brand_rooms"
        assert (found[f"{rooms}.accepted"].value, found[f"{rooms}.settled"].value) == of_rooms
        assert found[f"{rooms}.success_rate"].value == Counted(of_rooms[1], of_rooms[0]).value


def test_the_walks_come_to_agreements_and_to_the_archive(file_office: OpenOffice) -> None:
    """The moves of the test above can reach what it counts."""
    committee = a_committee(file_office)
    mediator, begun = a_mediator(file_office, committee), date(2026, 9, 1)
    ways = {
        "archived": [0, 0, 1, 0, 0, 0, 1, 0],
        "confirming": [0, 0, 1, 0, 0, 1],
        "ended": [0, 0, 1, 2],
        "oral_agreement": [0, 0, 1, 1],
    }
    reached = Counter()  # type: ignore[var-annotated]
    for moves in ways.values():
        case = a_case(file_office, committee, *PARTIES, applied_on=begun, mediator_id=mediator)
        walk(file_office, case, begun, [(one, True) for one in moves])
        with file_office.database.read() as session:
            reached[session.scalars(select(Case.state).where(Case.id == case)).one()] += 1
    # The archive asks for signatures of every paper, which nobody made here.
    assert reached == {"closed": 1, "confirming": 1, "ended": 1, "oral_agreement": 1}
    assert recounted(file_office, span("")) == (4, 3)


def test_every_figure_names_its_rows(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        context = now(demo_office)
        found = figures.read(session, context)
        for one in mediation_figures.FIGURES:
            assert one.rows is not None
            if not one.summed:
                assert records.count(session, one.rows, context) == found[one.key].numerator, one.key
            assert one.flow or found[one.key].period == context.today.isoformat()


def test_counts_are_for_everybody(file_office: OpenOffice) -> None:
    committee = a_committee(file_office)
    a_case(file_office, committee, accepted=date(2026, 3, 2), mediator_id=a_mediator(file_office, committee))
    enter(file_office, "consultations", {"committee_id": committee, "day": "2026-3-1", "topic": "漏水"})
    look_as(file_office, "clerk")
    with file_office.database.read() as session:
        found = figures.read(session, now(file_office))
    assert (found["mediation.accepted"].value, found["mediation.consultations"].value) == (1, 1)
