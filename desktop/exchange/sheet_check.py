"""The rules for the rows of a sheet: those of the description, of the code lists and of the subject, asked in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient_to_detached
from uuid_utils.compat import uuid7

from desktop.models import Field, Kind, Privacy, Record, kinds
from desktop.services import checks, saving
from desktop.services.context import Context
from desktop.services.subjects import subject
from desktop.services.twins import REMEMBERED, Remembered

from .sheet_files import Cell
from .sheet_match import CHUNK, Matcher
from .sheet_read import Table
from .sheet_values import Office, is_blank

PRELOADED = 2_000
"""Records of one reference held ready for the rules of a subject."""
Wrong = dict[str, tuple[str, Any]]


def _elsewhere(one: Field, label: str) -> str:
    """Return why a sheet brings no new record of a kind: it cannot hold a value each one needs (a polygon)."""
    return f"{one.label}不能写在表格里，新增{label}请在程序里办理，表格只能修改已有的" if one.kind is Kind.DATA else ""


class Checker:
    """Checks row after row; rows taken before count when the next one is checked."""

    def __init__(self, session: Session, table: Table, office: Office, matcher: Matcher, context: Context) -> None:
        self._session = session
        self._table = table
        self._office = office
        self._matcher = matcher
        self._context = context
        self._record = kinds()[table.kind]
        self._described = matcher.described
        self._fields = [matcher.described[name] for name in table.columns]
        self._remembered = Remembered(session)
        self._written: dict[tuple[str, Any], Cell] = {}
        self._held: list[Record] = []
        self._shown: list[Record] = []
        self.refused: dict[UUID, int] = {}
        """Rows by the ids their records would have had that others of the sheet may name."""
        started = saving.complete(table.kind, {})
        self._blank = {"deleted": False} | {one.name: None for one in matcher.described.fields}
        self._absent: Wrong = {
            one.name: (_elsewhere(one, matcher.described.label) or sentence, "")
            for one in matcher.described.fields
            if one.name not in table.columns and (sentence := saving.check_field(one, started.get(one.name)))
        }
        self._brought = subject(table.kind).brought
        self._started = started

    def __enter__(self) -> Checker:
        self._session.info[REMEMBERED] = self._remembered
        self._preload()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.info.pop(REMEMBERED, None)
        for row in self._shown:
            self._session.expunge(row)

    def _preload(self) -> None:
        """Hold the records that rows refer to, where they are few: the rules of subjects ask for them one by one."""
        for one in self._fields:
            if one.kind is not Kind.REFERENCE:
                continue
            wanted = {
                read.value
                for at in range(len(self._table.lines))
                if (read := self._matcher.read(one.name, self._matcher.raw(at, one.name))).value
            }
            if len(wanted) > PRELOADED:
                continue
            record, ids = kinds()[one.refers], list(wanted)
            for begin in range(0, len(ids), CHUNK):
                statement = select(record).where(record.id.in_(ids[begin : begin + CHUNK]))
                self._held.extend(self._session.scalars(statement))

    def new(self, at: int) -> tuple[dict[str, Any], Wrong]:
        """Return the whole values of a new record and what is wrong with them."""
        names, columns, mistaken = self._judged
        values = dict(self._started)
        values.update(zip(names, columns[at], strict=True))
        wrong = dict(mistaken.get(at, ()))
        for one in self._matcher.kin.fields:
            raw = self._matcher.raw(at, one.name)
            sentence, values[one.name] = self._judge(one, raw)
            if sentence:
                wrong[one.name] = (sentence, raw)
        if wrong or self._absent:
            return {}, {**self._absent, **wrong}
        return values, self._asked({**self._blank, **values}, None, at)

    @cached_property
    def _judged(self) -> tuple[Sequence[str], Mapping[int, Sequence[Any]], Mapping[int, Wrong]]:
        """Names of columns, their values in every new row, and what is wrong with cells, all by whole columns.

        What is said of a cell depends on nothing but its column and content, save where rows name rows of the sheet.
        """
        new = [at for at, found in enumerate(self._matcher.found) if found.record_id is None and not found.refusal]
        own = {one.name for one in self._matcher.kin.fields}
        fields = [one for one in self._fields if one.name not in own]
        columns: list[Sequence[Any]] = []
        mistaken: dict[int, Wrong] = {}
        for one in fields:
            known: dict[Any, tuple[str, Any]] = {}
            cells = self._matcher.cells[one.name]
            values = []
            for at in new:
                raw = cells[at]
                key = raw if type(raw) is str else (raw, type(raw))
                found = known.get(key)
                if found is None:
                    found = known[key] = self._judge(one, raw)
                if found[0]:
                    mistaken.setdefault(at, {})[one.name] = (found[0], raw)
                values.append(found[1])
            columns.append(values)
        rows = zip(*columns, strict=True) if columns else ((),) * len(new)
        return [one.name for one in fields], dict(zip(new, rows, strict=True)), mistaken

    def _judge(self, one: Field, raw: Cell) -> tuple[str, Any]:
        """Return what is wrong with a cell of a new record, and its value where nothing is."""
        read = self._matcher.look(one.name, raw)
        blank = is_blank(raw)
        if blank and self._started.get(one.name) not in (None, ""):
            return "", self._started[one.name]
        sentence = read.mistake or self._number_mistake(one, read.value)
        if one.privacy is Privacy.MASKED and isinstance(raw, str) and "*" in raw:
            sentence = f"{one.label}是遮住的号码，新增记录请填写完整号码"
        if not sentence and not one.editable and not blank and one.name not in self._brought:
            sentence = f"{one.label}由程序填写，请清空"
        # A text left out is "" as in the form.
        return sentence, "" if read.value is None and self._started.get(one.name) == "" else read.value

    def changed(self, at: int, held: Mapping[str, Any], *, by_id: bool) -> tuple[dict[str, Any], Wrong]:
        """Return the values a row changes in a known record and what is wrong with them."""
        values: dict[str, Any] = {}
        wrong: Wrong = {}
        for one in self._fields:
            raw = self._matcher.raw(at, one.name)
            stored = held[one.name]
            if (raw == "" or is_blank(raw)) and (not by_id or stored is None or stored is False or stored == ""):
                continue
            if (type(raw) is type(stored) and raw == stored) or self._comes_back(one, raw, stored):
                continue
            read = self._matcher.read(one.name, raw)
            if not read.mistake and read.value == stored:
                continue
            sentence = read.mistake or self._number_mistake(one, read.value)
            if one.privacy is Privacy.MASKED and isinstance(raw, str) and "*" in raw:
                sentence = f"{one.label}是遮住的号码，和现有记录对不上，请填写完整号码"
            elif is_blank(raw) and one.kind is Kind.FLAG:
                read = self._matcher.read(one.name, "否")
                sentence = ""
            if not sentence and not one.editable:
                sentence = f"{one.label}由程序填写，不能用表格修改"
            if sentence:
                wrong[one.name] = (sentence, raw)
            else:
                values[one.name] = read.value
        if wrong or not values:
            return values, wrong
        return values, self._asked({**held, **values}, held["id"], at)

    def _comes_back(self, one: Field, raw: Cell, stored: Any) -> bool:
        """Return whether a cell holds what was written into it for a value, masked or clear."""
        if one.kind not in (Kind.CHOICE, Kind.REFERENCE, Kind.FLAG) or one.privacy is Privacy.MASKED:
            return raw in (self._office.cell(one, stored), self._office.cell(one, stored, clear=True))
        key = (one.name, stored)
        if key not in self._written:
            self._written[key] = self._office.cell(one, stored)
        return bool(raw == self._written[key])

    def _number_mistake(self, one: Field, value: Any) -> str:
        if one.kind is Kind.ID_NUMBER and value:
            return checks.id_number_mistake(value, self._context.today)
        return ""

    def _asked(self, whole: Mapping[str, Any], record_id: UUID | None, at: int) -> Wrong:
        found = saving.rules(self._session, self._table.kind, whole, record_id, self._context)
        columns = self._table.columns
        return {name: (said, self._matcher.raw(at, name) if name in columns else "") for name, said in found.items()}

    def keep(self, at: int, record_id: UUID | None, values: Mapping[str, Any]) -> UUID:
        """Count a row that is taken among the records of the office; returns its id."""
        one = record_id or self._matcher.new_ids.get(at) or uuid7()
        if at in self._matcher.new_ids:
            self._show(one, values)
        self._remembered.put(self._record, one, values, self._blank)
        return one

    def _show(self, record_id: UUID, values: Mapping[str, Any]) -> None:
        """Let the rules of the rows below find a new record where they look for it: among those the session holds.

        It counts as read, not as added, so that nothing of it is ever written from here.
        """
        row = self._record(**{name: values.get(name) for name, _ in self._record.columns()})
        row.id, row.deleted = record_id, False
        make_transient_to_detached(row)
        self._session.add(row)
        self._shown.append(row)
