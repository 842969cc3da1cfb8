"""Every kind of record goes out and comes in: a template to fill in, and what is exported comes back as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from desktop.errors import Forbidden
from desktop.exchange.sheet_apply import apply
from desktop.exchange.sheet_columns import ELSEWHERE, ID, known_headings, sheet_fields, template_fields
from desktop.exchange.sheet_plan import plan
from desktop.exchange.sheet_read import read_table
from desktop.exchange.sheet_write import export, write_template
from desktop.models import Kind, kinds
from desktop.services import demo, history, offices, records
from desktop.services.offices import OpenOffice
from desktop.services.records import Query
from tests.exchange.sheets import planned, rules, workbook
from tests.offices import PASSWORD, STILL, now

MOST = 500
"""Rows of each kind that go out and come back."""


@pytest.fixture(scope="module")
def demo_read(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """A demonstration office that tests only read."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    shutil.copytree(demo_folder, folder)
    opened = offices.open_office(folder, demo.ADMINISTRATOR, PASSWORD, STILL)
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
    lists = sum(one.kind in (Kind.CHOICE, Kind.FLAG) for one in fields)
    assert len(sheet.data_validations.dataValidation) == lists
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
    rows = [[one.label for one in sheet_fields(kind)], ["甲"]]
    with pytest.raises(Forbidden, match=f"请在“{ELSEWHERE[kind]}”页办理"):
        planned(demo_read, kind, workbook(tmp_path / "a.xlsx", rows))


@pytest.mark.parametrize("kind", ["boundaries", "map_features", "code_schemes"])
def test_what_needs_more_than_a_sheet_holds_is_only_changed_by_one(
    demo_read: OpenOffice, kind: str, tmp_path: Path
) -> None:
    fields = template_fields(kind)
    rows = [[one.label for one in fields], ["2024-1-1" if one.kind is Kind.DAY else "新的" for one in fields]]
    made = planned(demo_read, kind, workbook(tmp_path / "a.xlsx", rows))
    assert "不能写在表格里" in rules(made) and "只能修改已有的" in rules(made)
