"""What stands on a signboard: computed from rows, with the rules of consent and of personal data."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models import Boundary, Division, Grid, Level, MapFeature, Office, Setting
from desktop.services import boards, settings
from desktop.services.board_content import CommunityBoard, GridBoard, check_qr, duties_of, flow_of, thousands
from desktop.services.offices import OpenOffice
from tests.offices import a_grid, a_person, a_post, community_id, enter, now


def board_of(opened: OpenOffice) -> CommunityBoard:
    with opened.database.read() as session:
        return boards.community_board(session, community_id(opened), now(opened))


def grid_board_of(opened: OpenOffice, grid_id: UUID) -> GridBoard:
    with opened.database.read() as session:
        return boards.grid_board(session, grid_id, now(opened))


def post(opened: OpenOffice, person: UUID, grid: UUID, kind: str = "member", **more: Any) -> UUID:
    employment = {"employment": "part_time"} if kind == "member" else {}
    return a_post(opened, person, grid, **{"kind": kind, **employment, **more})


def set_supervision(opened: OpenOffice, phone: str) -> None:
    def do(work: Any) -> None:
        work.session.scalars(select(Office)).one().supervision_phone = phone

    opened.database.act("监督电话", do)


def test_titles_come_from_the_divisions(office: OpenOffice) -> None:
    a_grid(office)
    board = board_of(office)
    assert board.title == "会师路社区网格化治理示意图"
    assert board.division_line == "井冈山市红星街道"
    assert board.code == "360881002001"
    assert board.foot.maker == "会师路社区居民委员会"
    assert board.foot.updated_on == date(2026, 11, 24)


def test_grids_stand_by_their_serials_and_dedicated_ones_go_on_after_them(office: OpenOffice) -> None:
    for serial in (3, 1, 2):
        a_grid(office, serial)
    a_grid(office, 1, kind="dedicated", dedicated_kind="school", code="3608810020012001", name="小学专属网格")
    board = board_of(office)
    assert [one.number for one in board.grids] == ["01", "02", "03", "04"]
    assert [one.dedicated for one in board.grids] == [False, False, False, True]
    assert (board.residential, board.dedicated) == (3, 1)


def test_closed_grids_are_not_on_the_board(office: OpenOffice) -> None:
    a_grid(office, 1)
    closed = a_grid(office, 2, closed_on=date(2026, 11, 1))
    assert [one.number for one in board_of(office).grids] == ["01"]
    with pytest.raises(UserError, match="已停用"):
        grid_board_of(office, closed)


def test_the_member_in_charge_is_the_marked_one_then_full_time_then_the_longest_in_post(office: OpenOffice) -> None:
    grid = a_grid(office)
    first = a_person(office, "邱金莲")
    post(office, first, grid, started_on=date(2024, 1, 1))
    assert board_of(office).grids[0].member.name == "邱金莲"
    assert board_of(office).grids[0].member.role == "兼职网格员"
    post(office, a_person(office, "罗建国"), grid, employment="full_time", started_on=date(2025, 1, 1))
    assert board_of(office).grids[0].member.name == "罗建国"
    assert board_of(office).grids[0].member.role == "专职网格员"
    post(office, a_person(office, "欧阳文㛃"), grid, primary=True, started_on=date(2026, 1, 1))
    assert board_of(office).grids[0].member.name == "欧阳文㛃"
    assert (board_of(office).members, board_of(office).full_time) == (3, 1)


def test_posts_that_ended_or_have_not_begun_leave_the_post_vacant(office: OpenOffice) -> None:
    grid = a_grid(office)
    post(office, a_person(office, "甲一"), grid, started_on=date(2025, 1, 1), ended_on=date(2026, 11, 23))
    post(office, a_person(office, "乙二"), grid, started_on=date(2026, 11, 25))
    board = board_of(office)
    assert board.grids[0].member.vacant
    assert board.leader.vacant
    assert (board.members, board.volunteers) == (0, 0)


def test_the_leader_is_who_leads_most_grids(office: OpenOffice) -> None:
    grids = [a_grid(office, serial) for serial in (1, 2, 3)]
    chief, other = a_person(office, "钟翀", duty="社区党支部书记"), a_person(office, "温秀英")
    post(office, other, grids[0], "leader", started_on=date(2020, 1, 1))
    for grid in grids[1:]:
        post(office, chief, grid, "leader")
    leader = board_of(office).leader
    assert (leader.name, leader.role, leader.duty) == ("钟翀", "中心网格长", "社区党支部书记")


@pytest.mark.parametrize(
    ("consent", "until", "shown"),
    [
        (None, None, "0796-0000113"),
        (date(2026, 1, 1), None, "13900000113"),
        (date(2026, 1, 1), date(2026, 11, 24), "13900000113"),
        (date(2026, 1, 1), date(2026, 11, 23), "0796-0000113"),
    ],
)
def test_a_mobile_is_shown_only_with_a_consent_valid_today(
    file_office: OpenOffice, consent: date | None, until: date | None, shown: str
) -> None:
    grid = a_grid(file_office)
    person = a_person(
        file_office,
        "谢喆",
        mobile="13900000113",
        office_phone="0796-0000113",
        mobile_consent_on=consent,
        mobile_consent_until=until,
    )
    post(file_office, person, grid)
    assert board_of(file_office).grids[0].member.phone == shown


def test_without_a_number_of_their_own_people_are_reached_through_the_community(office: OpenOffice) -> None:
    grid = a_grid(office)
    post(office, a_person(office, "谢喆", mobile="13900000113"), grid)
    board = board_of(office)
    assert board.grids[0].member.phone == ""
    assert "谢喆没有可公开的电话，牌上留“—”，请填写办公电话或社区电话" in boards.notices(board)

    def do(work: Any) -> None:
        work.session.get(Division, community_id(office)).phone = "0796-0000101"

    office.database.act("电话", do)
    member = board_of(office).grids[0].member
    assert (member.phone, member.phone_note) == ("0796-0000101", "")
    assert board_of(office).leader.phone_note == "社区代管"


def test_a_photo_is_shown_only_with_a_consent_valid_today(file_office: OpenOffice) -> None:
    from tests.documents.board_samples import photo

    grid = a_grid(file_office)
    person = a_person(file_office, "谢喆", photo=photo(50, 70))
    post(file_office, person, grid)
    assert board_of(file_office).grids[0].member.photo is None
    enter(file_office, "people", {"photo_consent_on": date(2026, 11, 1)}, person)
    assert board_of(file_office).grids[0].member.photo is not None
    enter(file_office, "people", {"photo_consent_until": date(2026, 11, 20)}, person)
    assert board_of(file_office).grids[0].member.photo is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("网格员电话 13900000113", "手机号"),
        ("https://example.cn/?tel=19912345678", "手机号"),
        ("身份证 11010519491231002X", "身份证号"),
    ],
)
def test_a_qr_code_with_personal_data_is_refused(text: str, what: str) -> None:
    with pytest.raises(UserError, match=what):
        check_qr(text)


@pytest.mark.parametrize(
    "text", ["", "https://example.gov.cn/hfl/guide", "办事指南：0796-0000100", "编码3608810990011003"]
)
def test_other_texts_may_be_a_qr_code(text: str) -> None:
    assert check_qr(text) == text


def test_a_board_with_such_a_qr_text_is_not_made(office: OpenOffice) -> None:
    a_grid(office)
    office.database.act("设置", lambda work: work.add(Setting(key="boards.qr", value="找谢喆 13900000113")))
    with pytest.raises(UserError, match="手机号"):
        board_of(office)


def test_the_maker_can_be_set(office: OpenOffice) -> None:
    a_grid(office)
    office.database.act("设置", lambda work: settings.save(work, {"boards.maker": "红星街道办事处"}))
    assert board_of(office).foot.maker == "红星街道办事处"


def test_notices_name_what_is_missing(office: OpenOffice) -> None:
    assert boards.notices(board_of(office)) == ["会师路社区没有使用中的网格，公示牌上没有地图和人员，请先录入网格"]
    a_grid(office, households=None, people=None)
    said = "\n".join(boards.notices(board_of(office)))
    for missing in ("边界", "中心网格长", "网格员", "户数或人口", "底数日期", "监督电话"):
        assert missing in said
    set_supervision(office, "0796-0000100")
    assert "监督电话" not in "\n".join(boards.notices(board_of(office)))
    assert board_of(office).foot.supervision_phone == "0796-0000100"


def test_boundaries_of_the_day_and_features_make_the_map(office: OpenOffice) -> None:
    grid = a_grid(office)
    square = [[[[114.0, 26.0], [114.01, 26.0], [114.01, 26.01], [114.0, 26.01], [114.0, 26.0]]]]
    community = community_id(office)

    def do(work: Any) -> None:
        work.add(Boundary(grid_id=grid, polygon=square, valid_from=date(2026, 1, 1)))
        work.add(Boundary(division_id=community, polygon=square, valid_from=date(2026, 12, 1)))
        work.add(
            MapFeature(division_id=community, kind="street", name="红枫路", points=[[114.0, 26.0], [114.01, 26.0]])
        )

    office.database.act("边界", do)
    board = board_of(office)
    assert board.grids[0].polygon == square
    assert board.map.outline is None
    assert [(one.kind, one.name) for one in board.map.features] == [("street", "红枫路")]
    assert any("外围边界" in said for said in boards.notices(board))


def test_the_grid_board_lists_facts_and_people_in_order(office: OpenOffice) -> None:
    grid = a_grid(office, households=386, people=1004, east="松涛路", party_members=61, party_groups=2)
    post(office, a_person(office, "钟翀"), grid, "leader")
    post(office, a_person(office, "谢喆"), grid)
    for name in ("𠮷秋妹", "方圆", "曾庆", "邓丽"):
        post(office, a_person(office, name), grid, "volunteer")
    board = grid_board_of(office, grid)
    facts = dict(board.facts)
    assert board.title == "第01网格公示牌"
    assert (facts["住户"], facts["常住人口"], facts["东至"], facts["西至"]) == ("386户", "1 004人", "松涛路", "")
    assert facts["党员"] == "61名，党小组2个"
    assert [one.role for one in board.holders] == [
        "中心网格长", "兼职网格员", "平安志愿者", "平安志愿者", "党小组长",
    ]  # fmt: skip
    assert board.holders[2].duty == "召集人，共4人"
    assert board.holders[-1].vacant


def test_a_community_or_grid_that_is_gone_is_said_in_a_sentence(file_office: OpenOffice) -> None:
    with file_office.database.read() as session, pytest.raises(UserError, match="不存在"):
        boards.community_board(session, UUID(int=1), now(file_office))
    with file_office.database.read() as session, pytest.raises(UserError, match="不存在"):
        boards.grid_board(session, UUID(int=1), now(file_office))


def test_duties_and_flow_are_read_from_lines() -> None:
    assert duties_of(["信息采集 人、地、物", "只有标题", " "]) == (("信息采集", "人、地、物"), ("只有标题", ""))
    flow = flow_of(["受理分派（1 个工作日）", "部门处置"], ["先电话报告"])
    assert [(one.text, one.limit) for one in flow.ordinary] == [("受理分派", "1 个工作日"), ("部门处置", "")]
    assert [one.text for one in flow.urgent] == ["先电话报告"]
    assert "涉密" in flow.note
    assert thousands(1234567) == "1 234 567"


def test_every_board_of_the_demonstration_office_is_complete(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        when = now(demo_office)
        towns = session.scalars(
            select(Division).where(Division.level == Level.COMMUNITY, Division.id.in_(select(Grid.community_id)))
        ).all()
        made = [boards.community_board(session, town.id, when) for town in towns]
        for board in made:
            alone = boards.grid_board(session, board.grids[0].id, when)
            assert alone.grid == board.grids[0]
    assert len(made) == 12
    assert sum(len(board.grids) for board in made) == 84
    for board in made:
        assert board.foot.demonstration
        assert board.foot.supervision_phone
        assert not board.leader.vacant
        assert all(one.polygon for one in board.grids)
        assert len({one.number for one in board.grids}) == len(board.grids)
        assert board.map.counted == "2026年10月"
