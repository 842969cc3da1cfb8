"""Grids: size check, completeness, codes by scheme, split and merge."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.clock import Clock
from desktop.errors import Invalid, UserError
from desktop.models import Boundary, CodeScheme, Division, Grid, Post, Succession
from desktop.services import grids, history, records, settings
from desktop.services.checks import id_check
from desktop.services.grids import Part
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from desktop.storage.work import Work
from tests.offices import COMMUNITY, a_grid, a_person, a_post, community_id, enter, now


def sizes(opened: OpenOffice) -> dict[str, str]:
    """Return the size check of every grid by code."""
    with opened.database.read() as session:
        rows = records.first_rows(session, Query("grids"), ("code", "size"), now(opened))
    return {row.values["code"][-4:]: row.values["size"] for row in rows}


def test_the_size_check_counts_households_and_without_them_people(office: OpenOffice) -> None:
    cases: dict[int, dict[str, Any]] = {
        1: {"households": 299},
        2: {"households": 300},
        3: {"households": 500},
        4: {"households": 501},
        5: {"households": None, "people": 799},
        6: {"households": None, "people": 800},
        7: {"households": None, "people": 1201},
        8: {"households": None, "people": None},
        9: {"households": 400, "people": 5000},
    }
    for serial, values in cases.items():
        a_grid(office, serial, **values)
    dedicated = {"code": f"{COMMUNITY}2001", "kind": "dedicated", "dedicated_kind": "school", "households": 9}
    a_grid(office, 10, **dedicated)
    assert sizes(office) == {
        "1001": "small",
        "1002": "fits",
        "1003": "fits",
        "1004": "large",
        "1005": "small",
        "1006": "fits",
        "1007": "large",
        "1008": "unknown",
        "1009": "fits",
        "2001": "exempt",
    }


def test_the_limits_are_settings(office: OpenOffice) -> None:
    a_grid(office, 1, households=280)
    office.database.act("设置", lambda work: settings.save(work, {"grids.households_least": 250}))
    assert sizes(office) == {"1001": "fits"}


def test_a_limit_below_the_other_is_refused(office: OpenOffice) -> None:
    values = {"grids.households_least": 500, "grids.households_most": 300}
    with pytest.raises(Invalid, match="不能小于下限"):
        office.database.act("设置", lambda work: settings.save(work, values))


def test_a_grid_is_complete_with_leader_member_and_volunteer(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    incomplete = Query("grids", filters=(Filter("incomplete", "is", True),))
    leader, member, volunteer = (a_person(office, name) for name in ("甲一", "乙二", "丙三"))
    for person, kind in ((leader, "leader"), (member, "member"), (volunteer, "volunteer")):
        with office.database.read() as session:
            assert records.count(session, incomplete, now(office)) == 1
        a_post(office, person, grid_id, kind)
    with office.database.read() as session:
        assert records.count(session, incomplete, now(office)) == 0


def test_one_leader_may_lead_several_grids_and_a_person_hold_several_posts(office: OpenOffice) -> None:
    leader = a_person(office)
    first, second = a_grid(office, 1), a_grid(office, 2)
    for grid_id in (first, second):
        a_post(office, leader, grid_id, "leader")
    a_post(office, leader, first, "member")
    with pytest.raises(Invalid, match="已有任职记录"):
        a_post(office, leader, first, "leader")


def test_a_post_that_ended_does_not_count(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    a_post(office, a_person(office), grid_id, "member", ended_on="2026-11-23")
    a_post(office, a_person(office, "尹民发"), grid_id, "member", ended_on="2026-11-24")
    with office.database.read() as session:
        row = records.first_rows(session, Query("grids"), ("members",), now(office))[0]
    assert row.values["members"] == 1


def test_a_grid_belongs_to_a_community_only(office: OpenOffice) -> None:
    with pytest.raises(Invalid, match="只能属于社区"):
        a_grid(office, community_id=community_id(office, "360881002"), code_scheme_id=None, code="X-1")


def test_the_next_code_passes_over_every_code_ever_used(office: OpenOffice) -> None:
    a_grid(office, 1)
    a_grid(office, 3)

    def issue(work: Work) -> list[str]:
        scheme = work.session.scalars(select(CodeScheme)).one()
        community = work.session.get(Division, community_id(office))
        assert community is not None
        return [grids.next_code(work.session, scheme, community, kind) for kind in ("residential", "dedicated")]

    assert office.database.act("编号", issue) == [f"{COMMUNITY}1002", f"{COMMUNITY}2001"]


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_optional_check_character_is_that_of_id_numbers(body: str) -> None:
    assert grids.check_character(body) == id_check(body)


@given(st.text("0123456789ABC", min_size=4, max_size=20), st.data())
def test_the_check_character_finds_one_wrong_figure(body: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != body[at]]))
    if body[at].isdigit():
        changed = body[:at] + other + body[at + 1 :]
        assert grids.check_character(changed) != grids.check_character(body)


def test_a_split_closes_the_grid_keeps_its_code_and_names_its_successors(office: OpenOffice, clock: Clock) -> None:
    grid_id = a_grid(office)
    person = a_person(office)
    post_id = a_post(office, person, grid_id)
    enter(office, "boundaries", {"grid_id": grid_id, "polygon": [[[[0, 0]]]], "valid_from": "2021-6-1"})
    parts = [Part(f"{COMMUNITY}1{serial:03d}", f"会师路第{serial}网格", 210, 520) for serial in (2, 3)]
    made = office.database.act("拆分", lambda work: grids.split(work, grid_id, parts, clock.today(), "户数过多"))
    with office.database.read() as session:
        old = session.get(Grid, grid_id)
        post = session.get(Post, post_id)
        assert old is not None and post is not None
        assert (old.code, old.closed_on) == (f"{COMMUNITY}1001", clock.today())
        assert post.ended_on == date(2026, 11, 23)
        assert session.scalars(select(Boundary.valid_to)).one() == date(2026, 11, 23)
        follows = session.scalars(select(Succession).order_by(Succession.successor_id)).all()
        assert {(one.predecessor_id, one.kind) for one in follows} == {(grid_id, "split")}
        assert {one.successor_id for one in follows} == set(made)
        assert history.recent(session, 1)[0].label == "拆分网格 会师路第1网格 为 2 个"
    with pytest.raises(Invalid, match="编码不能重复使用"):
        a_grid(office)


def test_a_merge_makes_one_of_several_in_one_community(office: OpenOffice, clock: Clock) -> None:
    first, second = a_grid(office, 1, households=180), a_grid(office, 2, households=190)
    part = Part(f"{COMMUNITY}1003", "会师路第三网格", 370, 900)
    made = office.database.act("合并", lambda work: grids.merge(work, [first, second], part, clock.today(), "户数少"))
    with office.database.read() as session:
        open_grids = records.ids(session, Query("grids", filters=(Filter("open", "is", True),)), now(office))
    assert [open_grids[0], len(open_grids)] == [made, 1]


def test_a_merge_across_communities_or_of_one_grid_changes_nothing(office: OpenOffice, clock: Clock) -> None:
    first = a_grid(office)
    other = "360881002002"
    second = a_grid(office, 2, code=f"{other}1001", community_id=community_id(office, other))
    part = Part(f"{COMMUNITY}1009", "新网格")
    for chosen in ([first], [first, first], [first, second]):
        with pytest.raises(Invalid, match="没有改动"):
            office.database.act(
                "合并",
                lambda work, ids=chosen: grids.merge(work, ids, part, clock.today(), ""),  # type: ignore[misc]
            )
    assert sizes(office).keys() == {"1001"}


def test_a_part_with_a_used_code_undoes_the_whole_split(office: OpenOffice, clock: Clock) -> None:
    grid_id = a_grid(office)
    parts = [Part(f"{COMMUNITY}1002", "甲"), Part(f"{COMMUNITY}1002", "乙")]
    with pytest.raises(Invalid, match="已用于“甲”"):
        office.database.act("拆分", lambda work: grids.split(work, grid_id, parts, clock.today(), ""))
    assert sizes(office) == {"1001": "fits"}


def test_a_scheme_with_segments_typed_by_hand_issues_no_codes(office: OpenOffice) -> None:
    segments = [{"name": "自编", "length": 4, "characters": "any", "source": "typed"}]
    scheme_id = enter(office, "code_schemes", {"name": "自编方案", "segments": segments})

    def issue(work: Work) -> str:
        scheme = work.session.get(CodeScheme, scheme_id)
        community = work.session.get(Division, community_id(office))
        assert scheme is not None and community is not None
        return grids.next_code(work.session, scheme, community, "residential")

    with pytest.raises(UserError, match="手工填写"):
        office.database.act("编号", issue)
