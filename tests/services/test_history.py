"""Actions can be taken back exactly, one after another, and done again."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import Cancelled, Conflict, Forbidden
from desktop.models import Department, Grid, Post, kinds
from desktop.services import grids, history, saving
from desktop.services.grids import Part
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor, Work, plain
from tests.offices import COMMUNITY, a_grid, a_person, a_post, enter


def everything(opened: OpenOffice) -> dict[tuple[str, UUID], dict[str, Any]]:
    """Return every record with all it keeps, revisions included."""
    with opened.database.read() as session:
        return {
            (kind, row.id): {name: plain(value) for name, value in row.values().items()}
            for kind, record in kinds().items()
            for row in session.scalars(select(record))
        }


def undo_last(opened: OpenOffice) -> str:
    """Press Ctrl+Z."""
    with opened.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None
    return opened.database.act("撤销", lambda work: history.undo(work, entry.action_id))


def redo_last(opened: OpenOffice) -> str:
    """Press Ctrl+Y."""
    with opened.database.read() as session:
        entry = history.next_redo(session)
    assert entry is not None
    return opened.database.act("重做", lambda work: history.undo(work, entry.action_id))


def test_undo_names_the_step_and_restores_it_exactly(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    before = everything(office)
    enter(office, "grids", {"name": "会师路东网格", "households": 380}, grid_id)
    assert undo_last(office) == "撤销 修改网格 会师路东网格"
    assert everything(office) == before


def test_undo_goes_further_back_each_time_and_redo_forward_again(office: OpenOffice) -> None:
    states = [everything(office)]
    grid_id = a_grid(office)
    states.append(everything(office))
    for name in ("甲网格", "乙网格"):
        enter(office, "grids", {"name": name}, grid_id)
        states.append(everything(office))
    for state in reversed(states[:-1]):
        undo_last(office)
        assert everything(office) == state
    for state in states[1:]:
        assert redo_last(office).startswith("重做")
        assert everything(office) == state


def test_a_new_action_ends_what_could_be_done_again(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    enter(office, "grids", {"name": "甲网格"}, grid_id)
    undo_last(office)
    enter(office, "grids", {"name": "乙网格"}, grid_id)
    with office.database.read() as session:
        assert history.next_redo(session) is None


def test_a_split_is_one_step(office: OpenOffice, clock: Any) -> None:
    grid_id = a_grid(office)
    a_post(office, a_person(office), grid_id)
    before = everything(office)
    parts = [Part(f"{COMMUNITY}1{serial:03d}", f"会师路第{serial}网格", 200, 500) for serial in (2, 3)]
    office.database.act("拆分", lambda work: grids.split(work, grid_id, parts, clock.today(), "户数过多"))
    assert undo_last(office) == "撤销 拆分网格 会师路第1网格 为 2 个"
    assert everything(office) == before


def test_what_was_changed_since_is_not_overwritten(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    enter(office, "grids", {"name": "甲网格"}, grid_id)
    with office.database.read() as session:
        first = history.recent(session)[0]
    enter(office, "grids", {"name": "乙网格"}, grid_id)
    before = everything(office)
    with pytest.raises(Conflict, match="又被修改过，没有撤销任何内容"):
        office.database.act("撤销", lambda work: history.undo(work, first.action_id))
    assert everything(office) == before


def test_a_record_others_came_to_stand_on_is_not_taken_back(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    with office.database.read() as session:
        made = history.recent(session)[0]
    a_post(office, a_person(office), grid_id)
    with pytest.raises(Conflict, match="依赖它的记录，没有撤销"):
        office.database.act("撤销", lambda work: history.undo(work, made.action_id))
    with office.database.read() as session:
        assert session.get(Grid, grid_id) is not None
        assert session.scalars(select(Post)).all()


def test_ctrl_z_takes_back_ones_own_step_and_not_what_another_did_since(office: OpenOffice) -> None:
    grid = a_grid(office)
    mine = office.database.actor
    office.database.actor = Actor(uuid4(), "刘小燕", "clerk")
    other = a_grid(office, 2)
    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None and entry.records[0] == ("grids", other)
    office.database.actor = mine
    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None and entry.records[0] == ("grids", grid)


def test_a_reviewer_takes_nothing_back(office: OpenOffice) -> None:
    a_grid(office)
    office.database.actor = Actor(None, "审核", "reviewer")
    with pytest.raises(Forbidden):
        undo_last(office)


def test_looking_at_a_masked_value_cannot_be_undone(office: OpenOffice) -> None:
    person_id = a_person(office, mobile="19900000001")
    office.database.act("看", lambda work: saving.reveal(work, "people", person_id, "mobile", "通知培训"))
    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None and entry.label == "新增人员 解玉兰"


def test_a_photo_taken_back_is_the_same_photo(office: OpenOffice) -> None:
    person_id = a_person(office)
    enter(office, "people", {"photo": b"\xff\xd8 first"}, person_id)
    before = everything(office)
    enter(office, "people", {"photo": b"\xff\xd8 second"}, person_id)
    undo_last(office)
    assert everything(office) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["add", "rename", "delete", "restore"])), max_size=8))
def test_any_run_of_actions_is_taken_back_to_the_start(file_office: OpenOffice, steps: list[tuple[int, str]]) -> None:
    before = everything(file_office)
    made: dict[int, UUID] = {}
    done = 0
    for number, what in steps:
        done += file_office.database.act("步骤", lambda work, n=number, w=what: _step(work, made, n, w))  # type: ignore[misc]
    for _ in range(done):
        undo_last(file_office)
    assert everything(file_office) == before


def _step(work: Work, made: dict[int, UUID], number: int, what: str) -> int:
    row = work.session.get(Department, made[number]) if number in made else None
    if what == "add" and row is None:
        made[number] = saving.save(work, "departments", None, {"name": f"部门{number}"})
    elif what == "rename" and row is not None and not row.deleted:
        saving.save(work, "departments", row.id, {"name": row.name + "改"[: len(row.name) < 30]})
    elif what == "delete" and row is not None and not row.deleted:
        saving.remove(work, "departments", row.id)
    elif what == "restore" and row is not None and row.deleted:
        saving.restore(work, "departments", row.id)
    else:
        return 0
    return 1


def test_undo_that_is_cancelled_half_way_leaves_everything_as_it_was(office: OpenOffice) -> None:
    grids = [a_grid(office, serial) for serial in range(1, 7)]
    office.database.act("删除", lambda work: [saving.remove(work, "grids", one) for one in grids])
    before, told = everything(office), []

    def stop(done: int, total: int) -> None:
        told.append(total)
        raise Cancelled("已取消，没有留下任何改动")

    with office.database.read() as session:
        entry = history.next_undo(session)
    assert entry is not None
    with pytest.raises(Cancelled):
        office.database.act("撤销", lambda work: history.undo(work, entry.action_id, stop))
    assert told == [6] and everything(office) == before
