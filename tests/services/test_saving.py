"""What clerks type is understood, checked in words, and written as one action."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import Conflict, Forbidden, Invalid, UserError
from desktop.models import Action, Change, Division, Field, Grid, Kind, Person, Post, Privacy, description, kinds
from desktop.services import history, records, saving
from desktop.services.offices import OpenOffice
from desktop.storage import check
from desktop.storage.work import Actor, Work
from tests.offices import a_grid, a_person, a_post, community_id, enter, now

COUNT = Field("户数", Kind.COUNT, unit="户", most=100_000)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("１２３", 123), ("1,234", 1234), (" 400户 ", 400), ("400.0", 400), ("", None), (7, 7)],
)
def test_counts_are_read_as_clerks_type_them(typed: Any, kept: int | None) -> None:
    assert saving.clean(COUNT, typed) == kept


@pytest.mark.parametrize("typed", ["2024年3月5日 14时30分", datetime(2024, 3, 5, 14, 30), "2024-3-5 下午2:30"])
def test_a_moment_is_kept_in_utc(typed: Any) -> None:
    assert saving.clean(Field("接报时间", Kind.MOMENT), typed) == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["三百", "12.5", "1e400", "NaN", "-", "１２a"])
def test_a_count_that_is_none_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(UserError, match="户数应为整数"):
        saving.clean(COUNT, typed)


@given(st.text(max_size=60))
def test_no_text_a_person_can_type_breaks_a_field(typed: str) -> None:
    for one in (one for kind in kinds() for one in description(kind).fields):
        if one.kind in (Kind.REFERENCE, Kind.PICTURE, Kind.DATA):
            continue
        try:
            value = saving.clean(one, typed)
        except UserError as error:
            assert str(error)
        else:
            saving.check_field(one, value)


def test_a_day_may_be_typed_in_every_usual_way(office: OpenOffice) -> None:
    grid_id = a_grid(office, opened_on="2024年3月5日", counted_on="２０２４.3.5")
    with office.database.read() as session:
        grid = session.get(Grid, grid_id)
        assert grid is not None and grid.opened_on == grid.counted_on == date(2024, 3, 5)


def test_every_mistake_of_a_form_is_said_at_once(office: OpenOffice) -> None:
    with pytest.raises(Invalid) as caught:
        enter(office, "grids", {"name": "", "households": "many", "community_id": community_id(office)})
    assert caught.value.mistakes.keys() >= {"name", "households", "code"}
    assert caught.value.mistakes["name"] == "网格名称没有填写"


def test_a_name_of_forty_characters_is_kept_and_one_more_is_refused(office: OpenOffice) -> None:
    name = "阿依努尔·" + "买" * 35
    person_id = a_person(office, name)
    with office.database.read() as session:
        person = session.get(Person, person_id)
        assert person is not None and person.name == name
    with pytest.raises(Invalid, match="最多 40 个"):
        a_person(office, name + "提")


@pytest.mark.parametrize("name", ["𠮷春生", "肖䶮", "欧阳文㛃", "阿依努尔•买买提江"])
def test_rare_names_are_kept_and_found(office: OpenOffice, name: str) -> None:
    person_id = a_person(office, name)
    with office.database.read() as session:
        query = records.Query("people", text=name[0])
        assert records.ids(session, query, now(office))[0] == person_id


def test_a_phone_says_how_many_figures_it_lacks(office: OpenOffice) -> None:
    with pytest.raises(Invalid, match="手机号应为 11 位，现在是 10 位"):
        a_person(office, mobile="1390796482")


def test_a_code_that_breaks_its_scheme_is_refused_with_the_part_that_is_wrong(office: OpenOffice) -> None:
    with pytest.raises(Invalid, match="“社区代码”段应为 360881002001"):
        a_grid(office, code="3608810020021001")
    with pytest.raises(Invalid, match="应为 16 位，现在是 15 位"):
        a_grid(office, code="360881002001100")
    with pytest.raises(Invalid, match="只能用大写字母"):
        a_grid(office, code="会师路1号")


def test_a_code_is_never_used_twice_even_when_its_grid_is_deleted(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    office.database.act("删除", lambda work: saving.remove(work, "grids", grid_id))
    with pytest.raises(Invalid, match="编码不能重复使用"):
        a_grid(office)


def test_a_leading_zero_of_a_code_stays(office: OpenOffice) -> None:
    grid_id = a_grid(office, code="007-01", code_scheme_id=None)
    with office.database.read() as session:
        assert session.scalars(select(Grid.code).where(Grid.id == grid_id)).one() == "007-01"


def test_two_people_changing_one_record_do_not_overwrite_each_other(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    with office.database.read() as session:
        seen = records.open_record(session, "grids", grid_id, now(office)).revision
    enter(office, "grids", {"name": "先改"}, grid_id)
    with pytest.raises(Conflict, match="刚被别处修改过"):
        office.database.act("改", lambda work: saving.save(work, "grids", grid_id, {"name": "后改"}, revision=seen))


def test_a_record_others_stand_on_is_not_deleted(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    a_post(office, a_person(office), grid_id)
    with pytest.raises(Invalid, match="下还有 1 个岗位"):
        office.database.act("删除", lambda work: saving.remove(work, "grids", grid_id))


def test_a_deleted_record_can_be_brought_back(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    office.database.act("删除", lambda work: saving.remove(work, "grids", grid_id))
    with office.database.read() as session:
        assert records.count(session, records.Query("grids"), now(office)) == 0
        assert records.count(session, records.Query("grids", deleted=True), now(office)) == 1
    office.database.act("恢复", lambda work: saving.restore(work, "grids", grid_id))
    with office.database.read() as session:
        assert records.count(session, records.Query("grids"), now(office)) == 1


def test_a_reviewer_changes_nothing(office: OpenOffice) -> None:
    grid_id = a_grid(office)
    office.database.actor = Actor(None, "审核", "reviewer")
    with pytest.raises(Forbidden, match="角色不能修改网格"):
        enter(office, "grids", {"name": "改名"}, grid_id)


def test_masked_values_never_leave_in_clear_and_looking_at_one_leaves_a_trace(office: OpenOffice) -> None:
    person_id = a_person(office, mobile="19900000001", id_number="11010519491231002X")
    with office.database.read() as session:
        opened = records.open_record(session, "people", person_id, now(office))
    shown = repr((opened.values, opened.texts))
    assert "19900000001" not in shown and "11010519491231002X" not in shown
    assert opened.texts["mobile"] == "199****0001" and opened.texts["id_number"] == "110***********002X"
    with pytest.raises(Invalid, match="请写明"):
        office.database.act("看", lambda work: saving.reveal(work, "people", person_id, "mobile", " "))
    seen = office.database.act("看", lambda work: saving.reveal(work, "people", person_id, "mobile", "通知培训"))
    assert seen == "19900000001"
    with office.database.read() as session:
        latest = history.of_record(session, "people", person_id)[0]
    assert latest.label == "查看本人手机 解玉兰"
    assert latest.lines[0].label == "查看本人手机，用途：通知培训"


def test_masked_fields_are_marked_for_every_kind() -> None:
    assert saving.masked("people") == {"id_number", "mobile", "photo"}
    for kind in kinds():
        for one in description(kind).fields:
            if one.kind is Kind.ID_NUMBER:
                assert one.privacy is Privacy.MASKED


def test_a_post_is_found_by_the_new_name_of_its_person(office: OpenOffice) -> None:
    person_id = a_person(office)
    post_id = a_post(office, person_id, a_grid(office))
    enter(office, "people", {"name": "解玉梅"}, person_id)
    with office.database.read() as session:
        found = records.ids(session, records.Query("posts", text="xieyumei"), now(office))
        assert [found[0], len(found)] == [post_id, 1]
        assert len(records.ids(session, records.Query("posts", text="xieyulan"), now(office))) == 0


def test_an_amount_is_kept_exactly(office: OpenOffice) -> None:
    grid_id: UUID = a_grid(office, area="６.１２３４公顷")
    with office.database.read() as session:
        grid = session.get(Grid, grid_id)
        assert grid is not None and grid.area == Decimal("6.1234")


def _people() -> list[Person]:
    return [
        Person(name=f"解玉{sign}", born_on=date(1970, 1, 1), mobile=f"1990000000{place}")
        for place, sign in enumerate("兰梅竹菊")
    ]


def _kept(office: OpenOffice) -> list[tuple[Any, ...]]:
    with office.database.read() as session:
        rows = session.scalars(select(Person).order_by(Person.mobile)).all()
        apart = ("id", "revision")
        return [
            (row.search_key, row.sort_key, {k: v for k, v in row.values().items() if k not in apart}) for row in rows
        ]


def test_many_records_added_together_are_as_if_added_one_by_one(office: OpenOffice) -> None:
    def singly(work: Work) -> None:
        for one in _people():
            work.add(one)

    def undo() -> None:
        with office.database.read() as session:
            entry = history.next_undo(session)
        assert entry is not None
        office.database.act("撤销", lambda work: history.undo(work, entry.action_id))

    office.database.act("一个一个", singly)
    expected = _kept(office)
    undo()
    assert _kept(office) == []
    assert len(office.database.act("一起", lambda work: work.add_all(_people()))) == 4
    assert _kept(office) == expected
    with office.database.read() as session:
        assert records.count(session, records.Query("people", text="xieyul"), now(office)) == 1
        last = session.scalars(select(Action).order_by(Action.number.desc())).first()
        assert last is not None
        changes = session.scalars(select(Change).where(Change.action_number == last.number)).all()
        assert [one.before for one in changes] == [None] * 4
        assert {one.after["name"] for one in changes if one.after} == {"解玉兰", "解玉梅", "解玉竹", "解玉菊"}
    undo()
    assert _kept(office) == []
    with office.database.read() as session:
        assert records.count(session, records.Query("people", text="解玉"), now(office)) == 0
    assert check.history(office.database).ok


def test_records_added_together_may_refer_to_those_before_them(office: OpenOffice) -> None:
    grid, above = a_grid(office), community_id(office)
    person = Person(name="解玉兰")

    def do(work: Work) -> None:
        people = work.add_all([person])
        work.add_all([Post(person_id=people[0], grid_id=grid, kind="member", started_on=date(2024, 1, 1))])
        work.add_all([
            Division(code="1", name="甲", level="community", parent_id=above, id=UUID(int=1)),
            Division(code="2", name="乙", level="community", parent_id=UUID(int=1)),
        ])  # fmt: skip

    office.database.act("一起", do)
    with office.database.read() as session:
        assert len(records.ids(session, records.Query("posts", text="xieyulan"), now(office))) == 1
        assert session.scalars(select(Division).where(Division.code == "2")).one().parent_id == UUID(int=1)
