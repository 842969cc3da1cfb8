"""One search for lists and for everything: the index finds what reading every row finds, on both engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.models import Person, Search, description, kinds
from desktop.services import backups, columns, history, records, saving, search, searching
from desktop.services.offices import OpenOffice
from desktop.services.pinyin import search_keys
from desktop.services.records import Query
from desktop.storage import check as checking
from desktop.storage import search_index
from desktop.storage.search_index import pieces, wanted
from desktop.storage.work import Work
from tests.offices import a_grid, a_person, a_post, enter, now

SIGNS = "曾单仇区解张王李玉兰国华·1２3a网格员𫞩〇々。"
"""Few, so that words meet often: several readings, full width, outside the first plane, punctuation."""


def by_index(opened: OpenOffice, kind: str, text: str) -> set[UUID]:
    """Return what the program finds."""
    with opened.database.read() as session:
        found = records.ids(session, Query(kind, text=text), now(opened))
        assert records.count(session, Query(kind, text=text), now(opened)) == len(found)
        return set(found.slice(0, len(found)))


def by_reading(opened: OpenOffice, kind: str, text: str) -> set[UUID]:
    """Return what is found by looking at every row."""
    record = kinds()[kind]
    with opened.database.read() as session:
        scan = searching.scan(session, kind, text)
        conditions = scan.plan.conditions() if scan else []
        statement = select(record.id).where(~record.deleted, *conditions)
        return set(session.execute(statement, scan.given() if scan else None).scalars())


@given(st.text(SIGNS, max_size=12), st.text(SIGNS, min_size=1, max_size=4))
def test_whoever_contains_a_word_has_its_pieces(text: str, word: str) -> None:
    text, word = search_index.folded(text), search_index.folded(word)
    has = set(pieces(text))
    looked_for = wanted(word)
    found = set(looked_for.whole) <= has and all(
        any(piece.startswith(begun) for piece in has) for begun in looked_for.begun
    )
    if word in text:
        assert found
    if looked_for.exact:
        assert found == (word in text)


def test_two_characters_are_one_piece() -> None:
    assert pieces("人民调解 ab12。网") == ["人民", "民调", "调解", "解", "ab1", "b12", "12", "2", "网"]
    assert wanted("调解").exact and wanted("调").exact and wanted("ab1").exact and wanted("ab").exact
    assert not wanted("人民调解").exact
    assert search_index.expression([wanted("。")]) == ""


def test_no_two_kinds_share_their_numbers() -> None:
    assert len({search_index.first_number(kind) for kind in kinds()}) == len(kinds())


@pytest.fixture
def peopled(office: OpenOffice) -> OpenOffice:
    """An office with people whose names have much in common."""
    draw = random.Random(3)

    def add(work: Work) -> None:
        for number in range(120):
            name = draw.choice("曾单仇区解张王李") + "".join(draw.choices("玉兰国华𫞩〇", k=draw.choice((1, 2, 3))))
            duty = "".join(draw.choices("网格员队1２3ab", k=draw.choice((0, 2, 5))))
            work.add(
                Person(
                    id=uuid4(), name=name, duty=duty, mobile=f"1390000{number * 37 % 10_000:04d}", office_phone="",
                    id_number="", notes="",
                )
            )  # fmt: skip

    office.database.act("录入", add)
    return office


def test_the_index_finds_what_reading_every_row_finds(peopled: OpenOffice) -> None:
    draw = random.Random(11)
    with peopled.database.read() as session:
        names = list(session.scalars(select(Person.name)))

    def words() -> Iterator[str]:
        for name in draw.sample(names, 12):
            keys = search_keys(name).split()
            start = draw.randrange(len(name))
            yield name
            yield name[start : start + draw.choice((1, 2, 3))]
            key = draw.choice(keys)
            yield key[: draw.randrange(1, len(key) + 1)]
            yield f"{draw.choice(keys)[:2]} {name[-1]}"
            yield f"{name[0]} {draw.choice('网格员123ab')}"
        for _ in range(25):
            yield "".join(draw.choices(SIGNS + "zgwl0579 ", k=draw.randrange(1, 5)))
        yield from ("", "   ", "％", "_", "/", "\\", "'", '"', "* OR *", "NEAR", "调解", "0000", "曾 曾", "Ａ")

    for word in words():
        assert by_index(peopled, "people", word) == by_reading(peopled, "people", word), word


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(SIGNS + "zgl ", max_size=5))
def test_any_word_at_all(demo_office: OpenOffice, word: str) -> None:
    for kind in ("people", "grids", "departments"):
        assert by_index(demo_office, kind, word) == by_reading(demo_office, kind, word)


def test_common_words_are_found_by_walking_the_list(demo_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    rare = by_index(demo_office, "people", "王")
    monkeypatch.setattr(searching, "COMMON", 3)
    assert by_index(demo_office, "people", "王") == rare
    with demo_office.database.read() as session:
        shown = records.candidates(session, "people", "王", 5)
    assert len(shown) == 5 and all("王" in title for _, title, _ in shown)


@pytest.mark.parametrize(
    "change",
    [
        lambda office, person: enter(office, "people", {"name": "李改名"}, person),
        lambda office, person: office.database.act("删", lambda work: saving.remove(work, "people", person)),
    ],
)
def test_the_index_follows_every_change_and_its_undo(
    office: OpenOffice, change: Callable[[OpenOffice, UUID], object]
) -> None:
    person = a_person(office, "曾翀")
    change(office, person)
    assert by_index(office, "people", "曾翀") == set()
    with office.database.read() as session:
        step = history.next_undo(session)
    assert step is not None
    office.database.act("撤销", lambda work: history.undo(work, step.action_id))
    assert by_index(office, "people", "曾翀") == {person}
    with office.database.read() as session:
        assert search_index.differences(session.connection()) == 0


def test_a_post_is_found_by_the_new_name_of_its_person(office: OpenOffice) -> None:
    person = a_person(office, "曾翀")
    post = a_post(office, person, a_grid(office))
    enter(office, "people", {"name": "尹民发"}, person)
    assert by_index(office, "posts", "尹民") == {post}
    assert by_index(office, "posts", "曾翀") == set()


def test_deleted_records_are_found_among_the_deleted_only(office: OpenOffice) -> None:
    person = a_person(office, "曾翀")
    office.database.act("删", lambda work: saving.remove(work, "people", person))
    with office.database.read() as session:
        assert len(records.ids(session, Query("people", text="曾翀", deleted=True), now(office))) == 1
        assert len(records.ids(session, Query("people", text="曾翀"), now(office))) == 0


def test_an_index_that_was_lost_is_made_anew(peopled: OpenOffice) -> None:
    before = by_index(peopled, "people", "玉兰")
    told: list[tuple[int, int]] = []
    with peopled.database.writer.begin() as connection:
        search_index.clear(connection)
        assert search_index.differences(connection) > 100
        held = search_index.rebuild(connection, lambda done, total: told.append((done, total)))
        assert search_index.differences(connection) == 0
    assert by_index(peopled, "people", "玉兰") == before
    assert held >= 120 and told[-1][0] == told[-1][1]


def test_a_check_finds_an_index_that_lies_and_makes_it_anew(peopled: OpenOffice) -> None:
    before = by_index(peopled, "people", "玉兰")
    with peopled.database.writer.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {search_index.ENTRIES}")
    assert [one.label for one in checking.check(peopled.database, peopled.keeper) if not one.ok] == ["检索索引"]
    findings = {one.label: one for one in backups.check(peopled)}
    assert all(one.ok for one in findings.values()) and "已经重建" in findings["检索索引"].sentence
    assert all(one.ok for one in checking.check(peopled.database, peopled.keeper))
    assert by_index(peopled, "people", "玉兰") == before


def test_days_are_numbered_in_their_order() -> None:
    days = [None, date(1900, 1, 1), date(2024, 2, 29), date(2024, 3, 1), date(2200, 12, 31)]
    numbers = [search_index.first_number("people", day) for day in days]
    assert numbers == sorted(numbers)
    assert search_index.day_begins(search_index.last_number("people", days[2])) == numbers[2]
    assert search_index.last_number("people", days[2]) < search_index.first_number(
        "people", days[2] + timedelta(days=1) if days[2] else None
    )


@pytest.fixture
def filed(file_office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """An office whose people are listed by their day of birth, the youngest first, and searched in their notes."""
    notes = Person.__table__.columns["notes"]
    monkeypatch.setattr(Person, "described", replace(Person.described, dated="born_on"))
    monkeypatch.setitem(notes.info, "field", replace(notes.info["field"], search=Search.TEXT))
    known: tuple[Any, ...] = (
        description, search_index.dated, search_index.searched, columns.columns, records._statement, search._keyed
    )  # fmt: skip
    for one in known:
        one.cache_clear()
    draw = random.Random(5)

    def add(work: Work) -> None:
        for number in range(300):
            born = date(1950, 1, 1) + timedelta(days=draw.randrange(40)) if number % 9 else None
            notes = "".join(draw.choices("群众反映围墙Ａ倒塌，要求修缮。", k=70)) + (
                "鼋鼍" if number in (7, 200) else ""
            )
            person = Person(name="李玉兰", born_on=born, notes=notes, mobile="", office_phone="", id_number="", duty="")
            work.add(person)

    file_office.database.act("录入", add)
    yield file_office
    monkeypatch.undo()
    for one in known:
        one.cache_clear()


@pytest.mark.parametrize("word", ["群众", "围墙a", "鼋鼍", "李玉", "修", "缮。", "群 众 墙", "没有"])
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_the_newest_come_first_whether_many_or_few(filed: OpenOffice, word: str, limit: int) -> None:
    query = Query("people", text=word)
    with filed.database.read() as session:
        when = now(filed)
        first = [row.id for row in records.first_rows(session, query, ["name"], when, limit)]
        everyone = records.ids(session, query, when)
        youngest = select(Person.id).order_by(Person.born_on.desc().nulls_last(), Person.id)
        living = [one for one in session.scalars(youngest) if one in set(everyone.slice(0, len(everyone)))]
    assert by_index(filed, "people", word) == by_reading(filed, "people", word)
    assert everyone.slice(0, len(everyone)) == living
    assert first == living[:limit]


def test_who_is_born_another_day_moves(filed: OpenOffice) -> None:
    with filed.database.read() as session:
        when = now(filed)
        last = records.ids(session, Query("people", text="鼋鼍"), when).slice(0, 2)[1]
    enter(filed, "people", {"born_on": "2001-1-1"}, last)
    with filed.database.read() as session:
        assert records.first_rows(session, Query("people", text="鼋鼍"), ["name"], when, 1)[0].id == last
        assert search_index.differences(session.connection()) == 0


def test_long_texts_are_not_repeated_in_the_search_key(filed: OpenOffice) -> None:
    with filed.database.read() as session:
        assert set(session.scalars(select(Person.search_key))) == {"李玉兰\nliyulan lyl"}
