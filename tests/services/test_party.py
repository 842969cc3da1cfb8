"""Rules of the Party organisation, and counts down the tree, on both engines."""

from __future__ import annotations

import random
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import Invalid
from desktop.models import Division, Membership, PartyOrganisation
from desktop.services import figures, findings, history, party, records
from desktop.services import party_structure as structure
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.offices import a_grid, a_person, community_id, enter, now


def an_organisation(opened: OpenOffice, name: str, level: str, parent: UUID | None = None, **more: Any) -> UUID:
    """Enter a part of the tree."""
    return enter(opened, "party_organisations", {"name": name, "level": level, "parent_id": parent, **more})


def a_member(opened: OpenOffice, organisation: UUID, name: str = "", person: UUID | None = None, **more: Any) -> UUID:
    """Enter a membership, of a new person unless one is given."""
    values: dict[str, Any] = {
        "person_id": person or a_person(opened, name),
        "organisation_id": organisation,
        "standing": "full",
        "started_on": "2022-3-1",
    }
    return enter(opened, "memberships", {**values, **more})


def refusal(opened: OpenOffice, kind: str, values: dict[str, Any], record_id: UUID | None = None) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        enter(opened, kind, values, record_id)
    return dict(caught.value.mistakes)


def tree(opened: OpenOffice, **more: Any) -> list[structure.Node]:
    with opened.database.read() as session:
        return structure.tree(session, now(opened), **more)


@pytest.fixture
def chain(office: OpenOffice) -> tuple[OpenOffice, UUID, UUID, UUID]:
    """A committee, a branch in 会师路社区 and a group of its first grid."""
    committee = an_organisation(office, "红星街道党工委", "committee", form="working_committee")
    branch = an_organisation(
        office, "会师路社区党支部", "branch", committee, form="branch", division_id=community_id(office)
    )
    group = an_organisation(office, "会师路第一党小组", "group", branch, form="group", grid_id=a_grid(office))
    return office, committee, branch, group


def test_a_circle_is_refused_at_any_distance(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, branch, _ = chain
    for above in (committee, branch):
        said = refusal(office, "party_organisations", {"parent_id": above}, committee)
        assert "不能作它的上级" in said["parent_id"]


def test_a_child_stands_on_a_lower_level(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _, branch, _group = chain
    said = refusal(office, "party_organisations", {"name": "第二支部", "level": "branch", "parent_id": branch})
    assert "下面不能设社区党支部" in said["parent_id"]
    said = refusal(office, "party_organisations", {"level": "group"}, branch)
    assert set(said) <= {"level", "parent_id"} and "会师路第一党小组" in said["level"]
    said = refusal(office, "party_organisations", {"name": "某党小组", "level": "group"})
    assert "请选择上级组织" in said["parent_id"]


def test_levels_may_be_renamed_and_added(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _, branch, _ = chain
    enter(office, "codes", {"list_key": "party_levels", "code": "estate", "label": "小区党支部", "position": 3})
    with office.database.read() as session:
        order = structure.ranks(session)
    assert order["branch"] < order["estate"]
    an_organisation(office, "碧桂园小区党支部", "estate", branch)
    assert [(node.name, node.depth) for node in tree(office)] == [
        ("红星街道党工委", 0),
        ("会师路社区党支部", 1),
        ("会师路第一党小组", 2),
        ("碧桂园小区党支部", 2),
    ]


def test_a_group_under_two_branches_is_answered_in_words(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, branch, group = chain
    other = an_organisation(office, "会师路社区第二党支部", "branch", committee)
    with office.database.read() as session:
        grid = session.get(PartyOrganisation, group).grid_id  # type: ignore[union-attr]
    values = {"name": "会师路第一党小组", "level": "group", "grid_id": grid}
    said = refusal(office, "party_organisations", {**values, "parent_id": other})
    assert "只能有一个上级" in said["parent_id"] and "会师路社区党支部" in said["parent_id"]
    assert "已有" in refusal(office, "party_organisations", {**values, "parent_id": branch})["name"]


def test_a_grid_lies_in_the_community_of_its_branch(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, branch, group = chain
    elsewhere = community_id(office, "360881002002")
    grid = a_grid(office, 1, community_id=elsewhere, code="3608810020021001", name="映山红路第一网格")
    said = refusal(
        office, "party_organisations", {"name": "组", "level": "group", "parent_id": branch, "grid_id": grid}
    )
    assert "映山红路第一网格" in said["grid_id"] and "会师路社区" in said["grid_id"]
    other = an_organisation(office, "映山红路社区党支部", "branch", committee, division_id=elsewhere)
    assert "会师路社区" in refusal(office, "party_organisations", {"parent_id": other}, group)["grid_id"]


def test_what_still_has_living_parts_is_not_dissolved(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _, branch, group = chain
    said = refusal(office, "party_organisations", {"ended_on": "2026-10-1"}, branch)
    assert "1 个组织没有撤销" in said["ended_on"]
    enter(office, "party_organisations", {"ended_on": "2026-9-1"}, group)
    enter(office, "party_organisations", {"ended_on": "2026-10-1"}, branch)
    assert [node.name for node in tree(office)] == ["红星街道党工委"]
    assert len(tree(office, ended=True)) == 3
    said = refusal(office, "party_organisations", {"name": "新组", "level": "group", "parent_id": branch})
    assert "撤销" in said["parent_id"]


def test_nobody_belongs_to_two_branches_at_once_but_to_a_group_of_the_own_one(
    chain: tuple[OpenOffice, UUID, UUID, UUID],
) -> None:
    office, committee, branch, group = chain
    other = an_organisation(office, "龙江路社区党支部", "branch", committee)
    person = a_person(office, "钟国良")
    mine = a_member(office, branch, person=person)
    a_member(office, group, person=person)
    a_member(office, committee, person=person)
    values = {"person_id": person, "organisation_id": other, "standing": "full", "started_on": "2024-5-1"}
    assert "会师路社区党支部" in refusal(office, "memberships", values)["organisation_id"]
    assert "会师路社区党支部" in refusal(office, "memberships", {"organisation_id": other}, mine)["organisation_id"]
    again = refusal(office, "memberships", {**values, "organisation_id": branch})
    assert "已有记录" in again["started_on"]


def test_members_duties_and_dates_are_those_that_can_be(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _, _branch, group = chain
    person = a_person(office, "钟国良")
    values = {"person_id": person, "organisation_id": group, "standing": "probationary", "started_on": "2024-5-1"}
    assert "早于" in refusal(office, "memberships", {**values, "ended_on": "2024-4-1"})["ended_on"]
    assert "今天之后" in refusal(office, "memberships", {**values, "started_on": "2027-1-1"})["started_on"]
    outsider = a_person(office, "刘小燕", political_status="masses")
    assert "不是党员" in refusal(office, "memberships", {**values, "person_id": outsider})["person_id"]
    a_member(office, group, "肖桂兰", duty="leader")
    second = {**values, "standing": "full", "duty": "leader"}
    assert "肖桂兰" in refusal(office, "memberships", second)["duty"]


def test_members_count_once_down_the_tree(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _committee, branch, group = chain
    secretary = a_person(office, "肖桂兰")
    a_member(office, branch, person=secretary, duty="secretary")
    a_member(office, group, person=secretary)
    a_member(office, group, "钟国良", duty="leader")
    a_member(office, group, "刘小燕", standing="probationary")
    a_member(office, group, "尹建军", ended_on="2025-1-1")
    found = {node.name: node for node in tree(office)}
    assert [(one.full, one.probationary) for one in found.values()] == [(2, 1), (2, 1), (2, 1)]
    assert found["会师路社区党支部"].leader == "肖桂兰" and found["会师路第一党小组"].leader == "钟国良"
    with office.database.read() as session:
        when = now(office)
        read = figures.read(session, when, ["party.members", "party.probationary", "party.organisations"])
        assert {key: one.value for key, one in read.items()} == {
            "party.organisations": 3,
            "party.members": 3,
            "party.probationary": 1,
        }
        for key in ("party.organisations", "party.members", "party.probationary", "party.noticed"):
            query = figures.rows_behind(key)
            assert query is not None
            assert records.count(session, query, when) == figures.read(session, when, [key])[key].value


def test_notices_follow_the_rules_and_their_settings(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, branch, group = chain
    a_member(office, group, "钟国良", duty="leader")
    enter(office, "party_organisations", {"term_until": "2026-11-1"}, committee)
    enter(office, "party_organisations", {"term_until": "2027-1-10"}, branch)
    a_member(office, branch, "刘小燕", standing="probationary", duty="organiser")
    spare = an_organisation(office, "没有网格的党小组", "group", branch)
    for name in ("尹建军", "欧阳文㛃", "阿依努尔·买买提江"):
        a_member(office, spare, name)
    found = {node.name: node.notices for node in tree(office)}
    assert found["红星街道党工委"] == (structure.NO_LEADER, structure.TERM_OVER)
    assert found["会师路社区党支部"] == (structure.NO_LEADER, structure.NOT_FULL, structure.TERM_SOON)
    assert found["会师路第一党小组"] == (structure.SMALL_GROUP,)
    assert found["没有网格的党小组"] == (structure.NO_LEADER, structure.NO_GRID)
    with office.database.read() as session:
        said = {one.key: one for one in findings.find(session, now(office)) if one.key.startswith("party.")}
        for one in said.values():
            assert one.query is not None
            assert one.title.startswith(f"{records.count(session, one.query, now(office))} 个")
    assert set(said) == {
        f"party.{words}"
        for words in (
            structure.NO_LEADER,
            structure.NOT_FULL,
            structure.TERM_OVER,
            structure.TERM_SOON,
            structure.SMALL_GROUP,
            structure.NO_GRID,
        )
    }


def test_a_grid_without_a_group_is_named(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, *_ = chain
    a_grid(office, 2)
    with office.database.read() as session:
        said = [one for one in findings.find(session, now(office)) if one.key == "party.grids_without_group"]
        assert [one.title for one in said] == ["1 个网格没有党小组"]
        assert said[0].query is not None and records.count(session, said[0].query, now(office)) == 1


def test_moving_is_one_action_and_can_be_undone(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, _branch, group = chain
    other = an_organisation(office, "会师路社区第二党支部", "branch", committee, division_id=community_id(office))
    office.database.act("移动", lambda work: party.move(work, group, other))
    assert {node.name: node.parent_id for node in tree(office)}["会师路第一党小组"] == other
    with office.database.read() as session:
        entry = history.recent(session, 1)[0]
    assert entry.label == "会师路第一党小组 改到 会师路社区第二党支部 之下"
    with pytest.raises(Invalid):
        office.database.act("移动", lambda work: party.move(work, committee, group))


def test_moving_leaves_nobody_in_two_branches(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, branch, group = chain
    other = an_organisation(office, "会师路社区第二党支部", "branch", committee, division_id=community_id(office))
    secretary = a_person(office, "肖桂兰")
    a_member(office, branch, person=secretary, duty="secretary")
    mine = a_member(office, group, person=secretary)
    said = refusal(office, "party_organisations", {"parent_id": other}, group)
    assert "肖桂兰" in said["parent_id"] and "会师路社区党支部" in said["parent_id"]
    enter(office, "memberships", {"ended_on": "2026-11-1"}, mine)
    enter(office, "party_organisations", {"parent_id": other}, group)


def test_a_division_leaves_only_what_lies_in_it(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, committee, _, _ = chain
    an_organisation(office, "映山红路社区党支部", "branch", committee, division_id=community_id(office, "360881002002"))
    assert [(one.name, one.depth) for one in tree(office, division="360881002001")] == [
        ("会师路社区党支部", 0),
        ("会师路第一党小组", 1),
    ]


LEVELS = ("committee", "branch", "group", "household")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 30))
def test_random_trees_have_no_circles_and_counts_equal_a_recount(file_office: OpenOffice, seed: int, size: int) -> None:
    rng = random.Random(seed)
    office = file_office

    def fill(work: Any) -> tuple[dict[UUID, UUID | None], list[tuple[UUID, UUID, str]]]:
        from desktop.models import Person

        for old in (Membership, PartyOrganisation):
            for row in work.session.scalars(select(old).where(~old.deleted)):
                row.deleted = True
        work.flush()
        parents: dict[UUID, UUID | None] = {}
        level: dict[UUID, int] = {}
        for at in range(size):
            above = rng.choice([None, *[one for one in parents if level[one] < 3]])
            rank = 0 if above is None else rng.randrange(level[above] + 1, 4)
            made = work.add(PartyOrganisation(name=f"组织{seed}-{at}", level=LEVELS[rank], parent_id=above))
            work.flush()
            parents[made.id], level[made.id] = above, rank
        people = [work.add(Person(name=f"党员{seed}-{at}")) for at in range(size)]
        work.flush()
        held = []
        for person in people:
            for where in rng.sample(list(parents), min(len(parents), rng.choice((0, 1, 1, 2)))):
                standing = rng.choice(("full", "full", "probationary"))
                held.append((person.id, where, standing))
                work.add(
                    Membership(
                        person_id=person.id, organisation_id=where, standing=standing, started_on=now(office).today
                    )
                )
        return parents, held

    parents, held = office.database.act("随机的树", fill)
    found = {node.id: node for node in tree(office)}
    assert set(found) == set(parents)

    def inside(one: UUID | None, top: UUID) -> bool:
        while one is not None and one != top:
            one = parents[one]
        return one == top

    for top, node in found.items():
        for standing, number in (("full", node.full), ("probationary", node.probationary)):
            assert number == len({who for who, where, kind in held if kind == standing and inside(where, top)})
        assert node.below == sum(above == top for above in parents.values())
    order = list(found)
    assert all(above is None or order.index(above) < order.index(one) for one, above in parents.items())
    some = rng.choice(order)
    lower = [one for one in order if inside(one, some)]
    with pytest.raises(Invalid):
        office.database.act("移动", lambda work: party.move(work, some, rng.choice(lower)))


def test_lists_sort_and_filter_by_what_is_counted(chain: tuple[OpenOffice, UUID, UUID, UUID]) -> None:
    office, _, _, group = chain
    a_member(office, group, "钟国良", duty="leader")
    query = Query("party_organisations", filters=(Filter("full_members", "from", 1),), order=(("full_members", True),))
    with office.database.read() as session:
        assert records.count(session, query, now(office)) == 3
        shown = records.first_rows(session, query, ["name", "leader", "full_members", "notices"], now(office))
        assert {row.texts["full_members"] for row in shown} == {"1"}
        assert session.scalars(select(Division.id).limit(1)).first() is not None


def test_readers_that_ask_at_once_are_given_the_same_tree() -> None:
    structure._closure.cache_clear()
    together, found = Barrier(8), []

    def ask() -> None:
        together.wait()
        found.append(structure.closure())

    readers = [Thread(target=ask) for _ in range(8)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert len(found) == 8 and len({id(one) for one in found}) == 1
