"""Every kind of record goes out and comes in: a template to fill in, and what is exported comes back as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from sqlalchemy import Table, UniqueConstraint, select, update

from desktop.errors import Forbidden
from desktop.exchange.sheet_apply import apply
from desktop.exchange.sheet_columns import ELSEWHERE, ID, known_headings, sheet_fields, template_fields
from desktop.exchange.sheet_plan import plan
from desktop.exchange.sheet_read import read_table
from desktop.exchange.sheet_write import export, write_template
from desktop.models import Kind, Record, kinds
from desktop.services import history, records
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from tests.exchange.sheets import planned, rules, workbook
from tests.offices import STILL, now, reopened

MOST = 500
"""Rows of each kind that go out and come back."""


@pytest.fixture(scope="module")
def demo_read(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """A demonstration office that tests only read."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    shutil.copytree(demo_folder, folder)
    opened = reopened("demo", folder, STILL)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", sorted(set(kinds()) - set(ELSEWHERE)))
def test_every_kind_has_a_template_of_the_columns_somebody_may_fill_in(
    demo_read: OpenOffice, kind: str, tmp_path: Path
) -> None:
    path, fields = tmp_path / "template.xlsx", template_fields(kind)
    with demo_read.database.read() as session:
        write_template(session, kind, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    labels = [cell.value for cell in sheet[1]]
    assert labels == [ID, *(one.label for one in fields)]
    assert sheet.column_dimensions["A"].hidden and sheet.freeze_panes == "A2"
    for at, one in enumerate(fields, start=2):
        told = sheet.cell(2, at).value
        assert told.startswith("必填：" if one.required else "选填：")
        if one.kind in (Kind.CODE, Kind.PHONE, Kind.ID_NUMBER):
            styles = [each for each in sheet.column_dimensions.values() if each.min <= at <= each.max]
            assert [each.number_format for each in styles] == ["@"]
    chosen = {str(each.sqref).split(":")[0].rstrip("0123456789") for each in sheet.data_validations.dataValidation}
    letters = {get_column_letter(at): one for at, one in enumerate(fields, start=2)}
    for letter, one in letters.items():
        if one.kind in (Kind.CHOICE, Kind.FLAG) or one.refers in ("divisions", "grids"):
            assert letter in chosen
        if one.refers in ("people", "cases", "accounts"):
            assert letter not in chosen, "names would leave with every template"
    assert book.worksheets[1].sheet_state == "hidden"
    table = read_table(path, kind)
    assert table.lines == [] and set(table.columns) == {one.name for one in fields}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_no_two_columns_of_a_kind_have_the_same_heading(kind: str) -> None:
    known = known_headings(kind)
    assert {one.name for one in sheet_fields(kind)} <= set(known.values())
    labels = [one.label for one in sheet_fields(kind)]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("kind", sorted(set(kinds()) - set(ELSEWHERE)))
def test_what_is_exported_comes_back_without_a_change_with_its_ids_and_without(
    demo_read: OpenOffice, kind: str, tmp_path: Path
) -> None:
    path, query = tmp_path / "all.xlsx", Query(kind)
    with demo_read.database.read() as session:
        some = records.ids(session, query, now(demo_read)).slice(0, MOST)
    rows = export(demo_read.database, query, path, now(demo_read), only=some).rows
    table = read_table(path, kind)
    with demo_read.database.read() as session:
        entries = history.recent(session)
    for one in (table, replace(table, id_column=None)):
        with demo_read.database.read() as session:
            made = plan(session, one, now(demo_read), demo_read.database.actor)
        assert made.counts() == {"new": 0, "changed": 0, "same": rows, "refused": 0}, rules(made)[:500]
        demo_read.database.act("导入", lambda work, made=made: apply(work, made))
    with demo_read.database.read() as session:
        assert history.recent(session) == entries


@pytest.mark.parametrize("kind", sorted(ELSEWHERE))
def test_what_belongs_to_pages_of_its_own_says_where(demo_read: OpenOffice, kind: str, tmp_path: Path) -> None:
    with pytest.raises(Forbidden, match=f"请在“{ELSEWHERE[kind]}”页办理"):
        planned(demo_read, kind, workbook(tmp_path / "a.xlsx", [["随便什么"], ["甲"]]))


@pytest.mark.parametrize("kind", ["boundaries", "map_features", "code_schemes"])
def test_what_needs_more_than_a_sheet_holds_is_only_changed_by_one(
    demo_read: OpenOffice, kind: str, tmp_path: Path
) -> None:
    fields = template_fields(kind)
    rows = [[one.label for one in fields], ["2024-1-1" if one.kind is Kind.DAY else "新的" for one in fields]]
    made = planned(demo_read, kind, workbook(tmp_path / "a.xlsx", rows))
    assert "不能写在表格里" in rules(made) and "只能修改已有的" in rules(made)


NONE = {"new": 0, "changed": 0, "same": 0, "refused": 0}


@pytest.fixture(scope="module")
def demo_spoiled(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """A demonstration office whose rows a test overwrites behind the back of every rule."""
    folder = tmp_path_factory.mktemp("spoiled") / "office"
    shutil.copytree(demo_folder, folder)
    opened = reopened("demo", folder, STILL)
    yield opened
    opened.close()


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    [
        "007",
        "1-2",
        "=1+1",
        " 前空格",
        "后空格 ",
        "𠮷䶮",
        "11010519491231002X",
        "00000000000000000123",
        "a\nb",
        "是",
        "\x01",
    ]
)
VALUES = {
    **dict.fromkeys((Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER), WORDS),
    Kind.DAY: st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    Kind.MOMENT: st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
    Kind.COUNT: st.integers(-(10**9), 10**9),
    Kind.AMOUNT: st.decimals(-(10**6), 10**6, places=2),
    Kind.FLAG: st.booleans(),
}


def unique(record: type[Record]) -> set[str]:
    """Return the names of columns whose values no two records share."""
    table = record.__table__
    assert isinstance(table, Table)
    rules = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    rules += [one.columns for one in table.indexes if one.unique]
    return {column.key for those in rules for column in those} | {one.key for one in table.columns if one.unique}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_a_record_of_any_kind_holds_comes_back_without_a_change(
    demo_spoiled: OpenOffice, tmp_path: Path, data: st.DataObject
) -> None:
    """Also what no form would let in: rows that came from other programs hold it."""
    kind = data.draw(st.sampled_from(sorted(set(kinds()) - set(ELSEWHERE))))
    record = kinds()[kind]
    columns = dict(record.columns())
    with demo_spoiled.database.read() as session:
        which = session.execute(select(record.id).order_by(record.id).limit(1)).scalar()
    if which is None:
        return
    free = [one for one in sheet_fields(kind) if one.kind in VALUES and one.name not in unique(record)]
    values = {one.name: data.draw(VALUES[one.kind], one.name) for one in free}
    # Amounts are kept to the places their column has.
    values = {name: round(value, columns[name].type.scale) if isinstance(value, Decimal) else value
              for name, value in values.items()}  # fmt: skip
    with demo_spoiled.database.writer.begin() as connection:
        connection.execute(update(record).where(record.id == which).values(values))
    path, purpose = tmp_path / "one.xlsx", data.draw(st.sampled_from(["", "核对"]))
    export(demo_spoiled.database, Query(kind), path, now(demo_spoiled), only=[which], purpose=purpose)
    made = planned(demo_spoiled, kind, path)
    # A row that shows nothing is no row.
    assert made.counts() in ({**NONE, "same": 1}, NONE), (values, rules(made), [made.lines(row) for row in made.rows])
