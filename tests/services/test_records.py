"""Lists: searched, filtered, ordered and counted in the database, ready to show."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.models import Setting, description, kinds
from desktop.services import records
from desktop.services import settings as settings_service
from desktop.services.columns import columns
from desktop.services.context import context
from desktop.services.figures import figures, read
from desktop.services.name_order import by_strokes
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Ids, Query
from desktop.services.strokes import stroke_key
from tests.offices import a_grid, a_person, a_post, community_id, now


def found(opened: OpenOffice, query: Query) -> list[str]:
    """Return how the records of a query are called, in its order."""
    with opened.database.read() as session:
        ids = records.ids(session, query, now(opened))
        names = records.titles(session, query.kind, ids.slice(0, 50))
        return [names[one] for one in ids.slice(0, 50)]


@pytest.mark.parametrize("typed", ["曾翀", "曾", "翀", "zengchong", "ZENG", "zc", "ｚｃ", " 曾翀 ", "0001"])
def test_a_person_is_found_by_characters_pinyin_initials_and_the_end_of_the_phone(
    office: OpenOffice, typed: str
) -> None:
    a_person(office, "曾翀", mobile="19900000001")
    a_person(office, "尹民发", mobile="19900000002")
    assert found(office, Query("people", text=typed)) == ["曾翀"]


@pytest.mark.parametrize("typed", ["%", "_", "1990000", "'; DROP TABLE people; --"])
def test_signs_of_the_database_are_only_signs(office: OpenOffice, typed: str) -> None:
    a_person(office, "曾翀", mobile="19900000001")
    assert found(office, Query("people", text=typed)) == []


def test_people_stand_in_the_order_of_pinyin(office: OpenOffice) -> None:
    for name in ("张敏", "仇英", "曾翀", "单雄", "区晓", "解玉兰", "阿依努尔"):
        a_person(office, name)
    assert found(office, Query("people")) == ["阿依努尔", "区晓", "仇英", "单雄", "解玉兰", "曾翀", "张敏"]
    assert found(office, Query("people", order=(("name", True),)))[0] == "张敏"


def test_people_and_their_posts_stand_in_the_order_of_strokes(office: OpenOffice) -> None:
    names = ["张敏", "仇英", "曾翀", "单雄", "区晓", "解玉兰", "丁一", "王二小", "王五"]
    grid = a_grid(office)
    for name in names:
        a_post(office, a_person(office, name), grid)
    wanted = sorted(names, key=stroke_key)
    assert wanted[0] == "丁一" and wanted.index("王五") < wanted.index("王二小")
    assert found(office, Query("people", order=((by_strokes("name"), False),))) == wanted
    assert found(office, Query("people", order=((by_strokes("name"), True),))) == wanted[::-1]
    assert found(office, Query("people", text="wang", order=((by_strokes("name"), False),))) == ["王五", "王二小"]
    posts = Query("posts", order=((by_strokes("person_id"), False),))
    assert found(office, posts) == wanted
    with office.database.read() as session:
        first = records.first_rows(session, posts, ["person_id"], now(office), 3)
    assert [row.texts["person_id"] for row in first] == wanted[:3]


def test_equals_in_the_first_column_stand_by_the_second(office: OpenOffice) -> None:
    for name, gender, duty in (
        ("丁一", "male", "乙"), ("王五", "female", "甲"), ("张敏", "male", "甲"), ("王二小", "female", "乙"),
    ):  # fmt: skip
        a_person(office, name, gender=gender, duty=duty)
    both = (("gender", False), ("duty", True))
    assert found(office, Query("people", order=both)) == ["张敏", "丁一", "王五", "王二小"]
    assert found(office, Query("people", order=(("gender", True), ("name", True)))) == [
        "王五",
        "王二小",
        "张敏",
        "丁一",
    ]
    strokes = by_strokes("name")
    second = (("gender", True), (strokes, False))
    wanted = sorted(["王五", "王二小"], key=stroke_key) + sorted(["丁一", "张敏"], key=stroke_key)
    assert found(office, Query("people", order=second)) == wanted
    first = ((strokes, True), ("gender", False))
    assert found(office, Query("people", order=first)) == sorted(
        ["丁一", "王五", "张敏", "王二小"], key=stroke_key, reverse=True
    )
    with office.database.read() as session:
        rows = records.first_rows(session, Query("people", order=second), ["name"], now(office), 3)
    assert [row.texts["name"] for row in rows] == wanted[:3]


def test_every_column_of_every_kind_can_be_shown_and_ordered(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        when = context(session, demo_office.database.clock)
        for kind in kinds():
            names = list(columns(kind))
            assert len(records.first_rows(session, Query(kind), names, when, 3)) <= 3
            for name in names:
                records.first_rows(session, Query(kind, order=((name, True),)), [name], when, 3)


def test_every_filter_agrees_with_the_values_it_counts(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        when = now(demo_office)
        for kind, column in (("grids", "size"), ("grids", "kind"), ("people", "role"), ("people", "gender")):
            for value, many in records.counts(session, Query(kind), column, when):
                query = Query(kind, filters=(Filter(column, "in", (value,)),))
                assert records.count(session, query, when) == many
                assert len(records.ids(session, query, when)) == many


def test_empty_and_filled_part_a_list_in_two(office: OpenOffice) -> None:
    a_person(office, "甲一", office_phone="0796-6550000")
    a_person(office, "乙二")
    assert found(office, Query("people", filters=(Filter("office_phone", "filled"),))) == ["甲一"]
    assert found(office, Query("people", filters=(Filter("office_phone", "empty"),))) == ["乙二"]
    assert found(office, Query("people", filters=(Filter("gender", "empty"),))) == ["甲一", "乙二"]


def test_from_and_to_take_in_their_ends(office: OpenOffice) -> None:
    for serial, households in ((1, 299), (2, 300), (3, 500), (4, 501)):
        a_grid(office, serial, households=households)
    between = (Filter("households", "from", 300), Filter("households", "to", 500))
    assert found(office, Query("grids", filters=between)) == ["会师路第2网格", "会师路第3网格"]


def test_references_read_as_what_they_point_to(office: OpenOffice) -> None:
    post_id = a_post(office, a_person(office), a_grid(office))
    with office.database.read() as session:
        row = records.rows(session, "posts", [post_id], ("person_id", "grid_id", "community_id", "kind"), now(office))[
            0
        ]
        assert records.title(session, "posts", post_id) == "解玉兰"
    assert dict(row.texts) == {
        "person_id": "解玉兰",
        "grid_id": "会师路第1网格",
        "community_id": "会师路社区",
        "kind": "网格员",
    }


def test_rows_come_in_the_order_asked_for_and_leave_out_what_is_gone(office: OpenOffice) -> None:
    ids = [a_person(office, name) for name in ("甲一", "乙二", "丙三")]
    with office.database.read() as session:
        rows = records.rows(session, "people", [ids[2], uuid4(), ids[0]], ("name",), now(office))
    assert [row.id for row in rows] == [ids[2], ids[0]]


def test_a_reference_is_chosen_by_what_is_typed(office: OpenOffice) -> None:
    a_grid(office)
    with office.database.read() as session:
        assert records.candidates(session, "divisions", "hsl")[0][1:] == ("会师路社区", "360881002001")
        assert records.candidates(session, "grids", "1001")[0][1] == "会师路第1网格"


def test_each_figure_is_the_number_or_the_sum_of_the_rows_behind_it(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        when = now(demo_office)
        readings = read(session, when)
        for figure in figures().values():
            assert figure.rows is not None
            columns = [figure.summed] if figure.summed else []
            counted = records.totals(session, figure.rows, columns, when)
            assert counted[-1] == readings[figure.key].numerator, figure.key


def test_a_share_of_nobody_has_no_value(office: OpenOffice) -> None:
    with office.database.read() as session:
        share = read(session, now(office), ["team.party_share"])["team.party_share"]
    assert (share.value, share.numerator, share.denominator, share.differs) == (None, 0, 0, False)


def test_every_choice_names_a_code_list_that_is_there(office: OpenOffice) -> None:
    with office.database.read() as session:
        for kind in kinds():
            for one in columns(kind).values():
                if one.choices:
                    assert records.choices(session, one.choices), (kind, one.name, one.choices)


def test_every_kind_says_its_word_its_title_and_its_order() -> None:
    for kind in kinds():
        described = description(kind)
        names = {one.name for one in described.fields}
        assert described.title in names and set(described.order) <= names and described.label and described.unit
        assert not described.code or described.code in names


@given(st.lists(st.uuids(), max_size=40, unique=True), st.data())
def test_packed_ids_are_a_list(ids: list[UUID], data: st.DataObject) -> None:
    packed = Ids(b"".join(one.bytes for one in ids))
    assert len(packed) == len(ids) and packed.slice(0, len(ids) + 5) == ids
    for at, one in enumerate(ids):
        assert packed[at] == one and packed.index(one) == at
    assert packed.index(data.draw(st.uuids().filter(lambda one: one not in ids))) == -1


def test_a_community_without_grids_is_not_counted(office: OpenOffice) -> None:
    with office.database.read() as session:
        assert read(session, now(office), ["grids.communities"])["grids.communities"].value == 0
    a_grid(office)
    with office.database.read() as session:
        assert read(session, now(office), ["grids.communities"])["grids.communities"].value == 1
    assert community_id(office)


def test_a_setting_is_called_by_its_words(office: OpenOffice) -> None:
    office.database.act("设置", lambda work: settings_service.save(work, {"grids.households_least": 280}))
    with office.database.read() as session:
        setting = session.scalars(select(Setting)).one()
        assert records.titles(session, "settings", [setting.id]) == {setting.id: "每格户数下限"}
