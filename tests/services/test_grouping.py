"""Lists counted by groups, each with the filters that show its records."""

from __future__ import annotations

import pytest

from desktop.models import Kind, Privacy, kinds
from desktop.services import grouping, records
from desktop.services.columns import columns
from desktop.services.grouping import MONTH, YEAR, Group, Grouping
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter, Query
from tests.offices import a_grid, a_person, a_post, community_id, now


def groups(opened: OpenOffice, query: Query, by: Grouping) -> list[Group]:
    with opened.database.read() as session:
        return grouping.groups(session, query, by, now(opened))


def read(opened: OpenOffice, query: Query, by: Grouping) -> list[tuple[str, int]]:
    return [(one.label, one.number) for one in groups(opened, query, by)]


def test_every_group_of_every_kind_shows_as_many_records_as_it_counts(demo_office: OpenOffice) -> None:
    when, seen = now(demo_office), 0
    with demo_office.database.read() as session:
        for kind in kinds():
            for name, field in grouping.groupable(kind).items():
                for span in (YEAR, MONTH) if field.kind is Kind.DAY else ("",):
                    found = grouping.groups(session, Query(kind), Grouping(name, span), when)
                    assert sum(one.number for one in found) == records.count(session, Query(kind), when), (kind, name)
                    for one in (*found[:3], *found[-1:]):
                        seen += 1
                        query = Query(kind, filters=one.filters)
                        assert records.count(session, query, when) == one.number, (kind, name, one)
    assert seen > 100


def test_choices_stand_in_the_order_of_their_list_and_those_without_one_come_last(office: OpenOffice) -> None:
    for name, gender in (("甲一", "female"), ("乙二", "male"), ("丙三", "female"), ("丁四", None)):
        a_person(office, name, gender=gender)
    assert read(office, Query("people"), Grouping("gender")) == [("男", 1), ("女", 2), ("未填写", 1)]


def test_days_are_taken_together_by_year_and_by_month_newest_first(office: OpenOffice) -> None:
    for serial, day in ((1, "2021-6-1"), (2, "2021-6-30"), (3, "2021-7-1"), (4, "2024-2-29"), (5, None)):
        a_grid(office, serial, opened_on=day)
    assert read(office, Query("grids"), Grouping("opened_on", YEAR)) == [("2024 年", 1), ("2021 年", 3), ("未填写", 1)]
    months = groups(office, Query("grids"), Grouping("opened_on", MONTH))
    assert [(one.label, one.number) for one in months] == [
        ("2024 年 2 月", 1), ("2021 年 7 月", 1), ("2021 年 6 月", 2), ("未填写", 1),
    ]  # fmt: skip
    with office.database.read() as session:
        for one in months:
            assert records.count(session, Query("grids", filters=one.filters), now(office)) == one.number


def test_references_read_as_what_they_point_to_and_most_come_first(office: OpenOffice) -> None:
    other = community_id(office, "360881002002")
    a_grid(office, 1)
    a_grid(office, 2)
    a_grid(office, 3, community_id=other, code="3608810020021003")
    assert [number for _, number in read(office, Query("grids"), Grouping("community_id"))] == [2, 1]
    assert read(office, Query("grids"), Grouping("community_id"))[0] == ("会师路社区", 2)


def test_what_is_searched_and_filtered_is_counted_but_not_the_column_itself(office: OpenOffice) -> None:
    for name, gender in (("甲一", "female"), ("乙二", "male"), ("乙三", "male")):
        a_person(office, name, gender=gender)
    query = Query("people", text="乙", filters=(Filter("gender", "is", "female"),))
    assert read(office, query, Grouping("gender")) == [("男", 2)]
    query = Query("people", filters=(Filter("name", "has", "一"),))
    assert read(office, query, Grouping("gender")) == [("女", 1)]


def test_flags_computed_from_other_rows_are_counted(office: OpenOffice) -> None:
    a_post(office, a_person(office, "甲一"), a_grid(office))
    a_person(office, "乙二")
    assert sorted(read(office, Query("people"), Grouping("is_full_time"))) == [("否", 1), ("是", 1)]
    assert sorted(read(office, Query("people"), Grouping("where"))) == [("会师路第1网格", 1), ("未填写", 1)]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_nothing_masked_is_grouped_by(kind: str) -> None:
    assert all(one.privacy is not Privacy.MASKED for one in grouping.groupable(kind).values())


def test_a_kept_word_gives_the_grouping_back() -> None:
    for by in (Grouping("community_id"), Grouping("opened_on", YEAR), Grouping("opened_on", MONTH)):
        assert grouping.grouping("grids", by.word()) == by
    assert grouping.grouping("grids", "opened_on") == Grouping("opened_on", MONTH)
    assert grouping.grouping("grids", "gone") is None and "name" not in grouping.groupable("grids")
    assert columns("grids")["name"].kind is Kind.TEXT
