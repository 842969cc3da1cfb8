"""Advice on full-time members: the largest remainder, and what it is computed from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from desktop.services import allocation
from desktop.services.allocation import Place, advise, largest_remainder, lines
from desktop.services.offices import OpenOffice
from tests.offices import a_grid, a_person, a_post, now

TODAY = date(2026, 11, 24)


def place(name: str, people: int, estates: int, now: int = 0) -> Place:
    return Place(uuid4(), name, name, 7, people, estates, now)


@given(st.integers(0, 500), st.lists(st.integers(0, 10_000), min_size=1, max_size=40))
def test_all_are_given_out_and_nobody_gets_a_whole_one_more_or_less_than_its_share(
    total: int, sizes: list[int]
) -> None:
    given_out = largest_remainder(total, [Fraction(size) for size in sizes])
    assert sum(given_out) == total
    whole = sum(sizes)
    for size, number in zip(sizes, given_out, strict=True):
        exact = Fraction(size * total, whole) if whole else Fraction(total, len(sizes))
        assert abs(number - exact) < 1


@given(st.integers(0, 200), st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_more_people_never_means_fewer_members(total: int, sizes: list[int]) -> None:
    sizes = sorted(sizes, reverse=True)
    given_out = largest_remainder(total, [Fraction(size) for size in sizes])
    assert given_out == sorted(given_out, reverse=True)


def test_weights_decide_between_people_and_estates() -> None:
    places = [place("城东", 9000, 1), place("城西", 1000, 9)]
    assert [one.advised for one in advise(places, 10, 100, 0, TODAY).lines] == [9, 1]
    assert [one.advised for one in advise(places, 10, 0, 100, TODAY).lines] == [1, 9]
    assert [one.advised for one in advise(places, 10, 50, 50, TODAY).lines] == [5, 5]


def test_what_is_not_entered_is_said() -> None:
    found = advise([place("城东", 9000, 0), place("城西", 0, 0)], 3, 60, 40, TODAY)
    assert [one.advised for one in found.lines] == [3, 0]
    assert found.notes == ("城西没有填写人口，按 0 计算", "各网格都没有填写小区数，只按人口计算")


def test_the_rows_end_with_the_sum() -> None:
    found = lines(advise([place("城东", 6000, 3, 1), place("城西", 3000, 3, 4)], 4, 100, 0, TODAY))
    assert found[0] == ("城东", "7", "6,000", "3", "66.7 %", "1", "3", "+2")
    assert found[1][-1] == "−3"
    assert found[-1] == ("合计", "14", "9,000", "6", "100.0 %", "5", "4", "−1")


def test_it_counts_full_time_members_of_today_once(office: OpenOffice) -> None:
    here, there = a_grid(office, people=900, estates=3), a_grid(office, 2, people=1100, estates=5)
    full, part = a_person(office), a_person(office, "彭明")
    a_post(office, full, here)
    a_post(office, full, there)
    a_post(office, part, here, employment="part_time")
    with office.database.read() as session:
        found = allocation.read(session, now(office))
    [line] = found.lines
    assert (line.place.people, line.place.estates, line.place.now, line.advised) == (2000, 8, 1, 1)
