"""Rosters, member households and counts of the Party organisation, read back from the demonstration office."""

from __future__ import annotations

import io
from typing import Any

import pytest

from desktop.documents import papers
from desktop.documents.papers import Printed
from desktop.errors import UserError
from desktop.services import party_structure
from desktop.services.offices import OpenOffice
from tests.documents import pdf
from tests.offices import community_id, now


def written(office: OpenOffice, key: str, **chosen: Any) -> tuple[Printed, list[str]]:
    spec = papers.paper(key)
    assert spec is not None
    target = io.BytesIO()
    with office.database.read() as session:
        made = papers.maker(spec)(session, now(office), chosen, target)
    return made, ["".join(page).replace(" ", "").replace("\u3000", "") for page in pdf.texts(target.getvalue())]


def test_a_roster_of_one_group_has_its_leader_first(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        nodes = party_structure.tree(session, now(demo_office))
    group = next(one for one in nodes if one.name == "会师路第一党小组")
    made, pages = written(demo_office, "party-roster", organisation=group.id)
    assert made.title == "会师路第一党小组名册" and made.remark.endswith(f"{group.members} 人")
    assert f"组长{group.leader}，党员{group.members}名，其中预备党员{group.probationary}名" in pages[0]
    first = pages[0].index("党小组长")
    assert pages[0].index(group.leader, pages[0].index("序号")) < first
    for head in ("姓名", "性别", "出生年月", "学历", "党员类别", "党内职务", "转入日期"):
        assert head in pages[0]


def test_rosters_of_all_groups_count_each_member_once(demo_office: OpenOffice) -> None:
    code = community_id(demo_office)
    _, pages = written(demo_office, "party-roster", division=code, level="group", order="pinyin")
    with demo_office.database.read() as session:
        nodes = party_structure.tree(session, now(demo_office), division="360881002001")
    groups = [one for one in nodes if one.level == "group"]
    whole = "".join(pages)
    assert all(f"党员{one.members}名" in whole and one.name in whole for one in groups)
    made, _ = written(demo_office, "party-roster", division=code, level="branch")
    branch = next(one for one in nodes if one.level == "branch")
    assert made.title == f"{branch.name}名册" and made.remark.endswith(f"{branch.members} 人")


def test_households_and_counts_say_what_the_tree_says(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        nodes = party_structure.tree(session, now(demo_office))
    homes = [one for one in nodes if one.level == "household"]
    made, pages = written(demo_office, "party-households")
    assert f"共{len(homes)}户，联系居民{sum(one.households for one in homes):,}户" in pages[0]
    assert made.title == "井冈山市党员中心户一览表" and homes[0].name.replace(" ", "") in pages[0]
    _, pages = written(demo_office, "party-counts")
    for one in nodes:
        if one.level in ("committee", "branch"):
            assert one.name in pages[0] and str(one.members) in pages[0]


def test_an_office_without_organisations_prints_nothing(file_office: OpenOffice) -> None:
    for key in ("party-tree", "party-roster", "party-households", "party-counts"):
        with pytest.raises(UserError, match="没有"):
            written(file_office, key)
