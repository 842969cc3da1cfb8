"""The staff file: posts that cannot be, contracts, changes with one undo, completeness, what ends soon."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.errors import Forbidden, Invalid
from desktop.models import Contract, Post, StaffChange
from desktop.services import figures, findings, staff
from desktop.services.offices import OpenOffice
from desktop.services.staff import Adjustment
from desktop.storage.work import Actor
from tests.offices import a_grid, a_person, a_post, enter, now
from tests.services.test_history import undo_last

TODAY = date(2026, 11, 24)


def a_contract(opened: OpenOffice, person: UUID, **more: Any) -> UUID:
    values = {"person_id": person, "kind": "labour", "started_on": "2025-1-1", "ended_on": "2026-12-31"}
    return enter(opened, "contracts", {**values, **more})


def refused(do: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        do()
    return caught.value.mistakes


def all_of(opened: OpenOffice, record: type[Any]) -> list[Any]:
    with opened.database.read() as session:
        return list(session.scalars(select(record).where(~record.deleted).order_by(record.id)))


def test_a_grid_has_one_chief_member_at_a_time(office: OpenOffice) -> None:
    grid, first, second = a_grid(office), a_person(office), a_person(office, "彭明")
    a_post(office, first, grid, primary=True, ended_on="2024-6-30")
    a_post(office, second, grid, primary=True, started_on="2024-7-1")
    third = a_person(office, "钟翀")
    wrong = refused(lambda: a_post(office, third, grid, primary=True, started_on="2026-1-1"))
    assert "彭明" in wrong["primary"]
    a_post(office, third, grid, started_on="2026-1-1")


def test_a_grid_has_one_leader_at_a_time(office: OpenOffice) -> None:
    grid, first, second = a_grid(office), a_person(office), a_person(office, "彭明")
    post = a_post(office, first, grid, "leader")
    assert "解玉兰" in refused(lambda: a_post(office, second, grid, "leader", started_on="2026-1-1"))["kind"]
    enter(office, "posts", {"ended_on": "2025-12-31"}, post)
    a_post(office, second, grid, "leader", started_on="2026-1-1")


def test_nobody_is_put_into_a_grid_that_is_closed(office: OpenOffice) -> None:
    grid, person = a_grid(office, closed_on="2025-6-30"), a_person(office)
    assert "停用" in refused(lambda: a_post(office, person, grid))["grid_id"]
    assert list(refused(lambda: a_post(office, person, grid, ended_on="2025-7-1"))) == ["grid_id"]
    a_post(office, person, grid, ended_on="2025-6-30")


def test_nobody_is_full_time_and_part_time_at_once(office: OpenOffice) -> None:
    person, here, there = a_person(office), a_grid(office), a_grid(office, 2)
    a_post(office, person, here, ended_on="2025-12-31")
    wrong = refused(lambda: a_post(office, person, there, employment="part_time", started_on="2025-12-1"))
    assert "同时专职又兼职" in wrong["employment"]
    a_post(office, person, there, employment="part_time", started_on="2026-1-1")


def test_a_leader_may_lead_many_grids(office: OpenOffice) -> None:
    leader = a_person(office)
    for serial in range(1, 5):
        a_post(office, leader, a_grid(office, serial), "leader")
    assert len(all_of(office, Post)) == 4


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ended_on": "2024-1-1"}, "ended_on"),
        ({"closed_on": "2024-1-1"}, "closed_on"),
        ({"closed_on": "2027-1-1"}, "closed_on"),
        ({"signed_on": "2027-1-1"}, "signed_on"),
        ({"kind": "purchased"}, "provider"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(office: OpenOffice, values: dict[str, str], field: str) -> None:
    person = a_person(office)
    assert list(refused(lambda: a_contract(office, person, **values))) == [field]


def test_two_contracts_of_one_person_do_not_overlap(office: OpenOffice) -> None:
    person = a_person(office)
    a_contract(office, person)
    assert "重叠" in refused(lambda: a_contract(office, person, started_on="2026-12-31", ended_on=""))["started_on"]
    a_contract(office, person, started_on="2027-1-1", ended_on="")
    a_contract(office, a_person(office, "彭明"))


def test_contracts_that_end_soon_are_named_unless_another_follows(office: OpenOffice) -> None:
    grid = a_grid(office)
    soon, followed, lapsed, far = (a_person(office, name) for name in ("彭明", "钟翀", "兰晓", "许佳"))
    for person in (soon, followed, lapsed, far):
        a_post(office, person, grid)
    a_contract(office, soon)
    a_contract(office, followed)
    a_contract(office, followed, started_on="2027-1-1", ended_on="2027-12-31")
    a_contract(office, lapsed, ended_on="2026-11-1")
    a_contract(office, far, ended_on="2027-12-31")
    with office.database.read() as session:
        due = staff.due(session, now(office))
        told = {one.key: one for one in findings.find(session, now(office))}
        reading = figures.read(session, now(office), ["team.contracts_ending"])
    assert [(one.name, one.left(TODAY)) for one in due] == [("兰晓", "已过 23 天"), ("彭明", "剩 37 天")]
    assert told["contracts.lapsed"].title == "1 份聘用合同已到期未续"
    assert told["contracts.ending"].tag == "剩 37 天"
    assert reading["team.contracts_ending"].value == 1


def adjust(opened: OpenOffice, person: UUID, **more: Any) -> UUID:
    values: dict[str, Any] = {"kind": "ended", "day": date(2026, 11, 20), "reason": "本人申请，支部同意"}
    wanted = Adjustment(**{**values, **more})
    return opened.database.act("人员变动", lambda work: staff.adjust(work, person, wanted))


def test_leaving_ends_posts_and_contract_and_keeps_the_reason_in_one_step(office: OpenOffice) -> None:
    person, here, there = a_person(office), a_grid(office), a_grid(office, 2)
    a_post(office, person, here)
    a_post(office, person, there, "leader")
    a_contract(office, person)
    adjust(office, person, kind="replaced", reason="年度考核末位", decided_by="街道党工委会议")
    assert {one.ended_on for one in all_of(office, Post)} == {date(2026, 11, 20)}
    assert [one.closed_on for one in all_of(office, Contract)] == [date(2026, 11, 20)]
    [change] = all_of(office, StaffChange)
    assert (change.kind, change.from_grid_id, change.to_grid_id) == ("replaced", here, None)
    with office.database.read() as session:
        assert figures.read(session, now(office), ["team.adjusted"])["team.adjusted"].value == 1
    undo_last(office)
    assert {one.ended_on for one in all_of(office, Post)} == {None}
    assert [one.closed_on for one in all_of(office, Contract)] == [None]
    assert not all_of(office, StaffChange)


def test_moving_ends_the_old_post_the_day_before_and_begins_the_new_one(office: OpenOffice) -> None:
    person, here, there = a_person(office), a_grid(office), a_grid(office, 2)
    a_post(office, person, here)
    a_contract(office, person)
    adjust(office, person, kind="moved", to_grid_id=there)
    old, new = sorted(all_of(office, Post), key=lambda one: one.started_on)
    assert (old.ended_on, new.started_on) == (date(2026, 11, 19), date(2026, 11, 20))
    assert (new.grid_id, new.kind, new.employment) == (there, "member", "full_time")
    assert [one.closed_on for one in all_of(office, Contract)] == [None]
    assert [(one.from_grid_id, one.to_grid_id) for one in all_of(office, StaffChange)] == [(here, there)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"day": None}, "day"),
        ({"day": date(2026, 11, 25)}, "day"),
        ({"day": date(2020, 1, 1)}, "day"),
        ({"kind": "moved"}, "to_grid_id"),
        ({"posts": ()}, "posts"),
    ],
)
def test_an_adjustment_without_what_it_needs_changes_nothing(
    office: OpenOffice, values: dict[str, Any], field: str
) -> None:
    person = a_person(office)
    a_post(office, person, a_grid(office))
    assert list(refused(lambda: adjust(office, person, **values))) == [field]
    assert {one.ended_on for one in all_of(office, Post)} == {None}


def test_moving_where_there_is_no_place_says_so_at_the_grid(office: OpenOffice) -> None:
    person, grid = a_person(office), a_grid(office)
    a_post(office, person, grid)
    assert list(refused(lambda: adjust(office, person, kind="moved", to_grid_id=grid))) == ["to_grid_id"]


def test_a_reviewer_adjusts_nobody(office: OpenOffice) -> None:
    person = a_person(office)
    a_post(office, person, a_grid(office))
    office.database.actor = Actor(None, "查看", "reviewer")
    with pytest.raises(Forbidden):
        adjust(office, person)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": "2026-12-1"}, "day"),
        ({"kind": "moved"}, "from_grid_id"),
        ({"kind": "ended", "to_grid_id": True}, "to_grid_id"),
    ],
)
def test_a_change_suits_its_kind(office: OpenOffice, values: dict[str, Any], field: str) -> None:
    grid = a_grid(office)
    given = {name: grid if value is True else value for name, value in values.items()}
    change = {"person_id": a_person(office), "kind": "appointed", "day": "2026-1-5", "reason": "公开招聘", **given}
    assert list(refused(lambda: enter(office, "staff_changes", change))) == [field]


def test_what_a_grid_lacks_is_said(office: OpenOffice) -> None:
    grid, empty = a_grid(office), a_grid(office, 2)
    a_post(office, a_person(office), grid, "leader")
    a_post(office, a_person(office, "彭明"), grid)
    a_post(office, a_person(office, "钟翀"), grid, "volunteer")
    with office.database.read() as session:
        first, second = staff.completeness(session, now(office))
        only = staff.completeness(session, now(office), only_missing=True)
    assert (first.grid_id, first.leaders, first.members, first.volunteers) == (grid, ("解玉兰",), ("彭明",), 1)
    assert first.missing == ("没有主责网格员",)
    assert second.missing == ("缺网格长", "缺网格员 1 名", "缺平安志愿者 1 名")
    assert [one.grid_id for one in only] == [grid, empty]


def test_deputies_count_while_their_term_lasts(office: OpenOffice) -> None:
    a_person(office, deputy="party_delegate", deputy_until="2026-12-31")
    a_person(office, "彭明", deputy="congress_deputy", deputy_until="2026-10-31")
    a_person(office, "钟翀", deputy="congress_deputy")
    with office.database.read() as session:
        assert figures.read(session, now(office), ["team.deputies"])["team.deputies"].value == 2


def test_a_day_of_joining_the_party_needs_a_party_member(office: OpenOffice) -> None:
    wrong = refused(lambda: a_person(office, political_status="masses", party_joined_on="2010-7-1"))
    assert list(wrong) == ["party_joined_on"]
    assert (
        "18 岁" in refused(lambda: a_person(office, born_on="2000-1-1", party_joined_on="2010-7-1"))["party_joined_on"]
    )


def test_the_demonstration_has_the_figures_of_the_source(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        read = figures.read(session, now(demo_office))
    assert {key: read[key].value for key in ("team.adjusted", "team.grid_members", "team.full_time")} == {
        "team.adjusted": 15,
        "team.grid_members": 107,
        "team.full_time": 19,
    }
