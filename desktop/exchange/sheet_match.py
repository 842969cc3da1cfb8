"""Which record each row of a sheet is, asked of the office in a few large questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from desktop.errors import UserError
from desktop.models import Field, Kind, Privacy, description, kinds
from desktop.services.access import ask, limited
from desktop.services.saving import check_field
from desktop.storage.bulk import columns

from .sheet_files import Cell
from .sheet_glance import unchanged
from .sheet_kin import Kin
from .sheet_read import Table
from .sheet_values import Office, is_blank, mask, shown

CHUNK = 500
"""Values in one question."""
NOISE = Decimal("0.000001")
"""What a number that was summed up in a sheet may be off by."""
LOOKED_THROUGH = 10
"""A table with up to so many rows for each one wanted is looked through as a whole."""


@dataclass(frozen=True, slots=True)
class Read:
    """What one cell was understood as."""

    value: Any
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Which record a row is: none for a new one, or why that cannot be told."""

    record_id: UUID | None = None
    by_id: bool = False
    refusal: str = ""
    name: str = ""
    raw: Cell = ""


class Matcher:
    """The rows of a table beside the records they are."""

    def __init__(self, session: Session, table: Table, office: Office) -> None:
        self.table = table
        self.office = office
        self.kind = table.kind
        self.described = description(table.kind)
        self.record = kinds()[table.kind]
        self.found: list[Found] = []
        self.kin = Kin(table, office)
        self.new_ids: dict[int, UUID] = {}
        """Ids of new records that other rows may name."""
        self._session = session
        self._held: dict[UUID, Mapping[str, Any]] = {}
        self._reads: dict[str, dict[Any, Read]] = {name: {} for name in table.columns}
        self._fields = {name: self.described[name] for name in table.columns}
        types = {name: column.type for name, column in self.record.columns()}
        self._scales = {name: getattr(types[name], "scale", None) for name in table.columns}
        self._natural = [one for one in self.described.natural if set(one) <= set(table.columns)]
        self._wider = {names: [one for one in self._natural if set(one) > set(names)] for names in self._natural}
        self._keys: dict[tuple[str, ...], dict[int, tuple[Any, ...] | None]] = {}
        self.cells = {
            name: [cells[column] if column < len(cells) else "" for _, cells in table.lines]
            for name, column in table.columns.items()
        }
        """The columns of the sheet by field."""
        self.same: Mapping[int, Any] = {}
        """Rows that say nothing new at a glance, with the value that names their record."""

    def raw(self, at: int, name: str) -> Cell:
        """Return the cell of a row in the column of a field."""
        return self.cells[name][at]

    def read(self, name: str, raw: Cell) -> Read:
        """Return what a cell was understood as; the same cell is read once."""
        kept = self._reads[name]
        key = (raw, type(raw)) if not isinstance(raw, str) else raw
        found = kept.get(key)
        if found is None:
            found = kept[key] = self._read(self._fields[name], raw)
        return found

    def look(self, name: str, raw: Cell) -> Read:
        """Return what a cell was understood as, for somebody who keeps the answer."""
        found = self._reads[name].get(raw if isinstance(raw, str) else (raw, type(raw)))
        return found or self._read(self._fields[name], raw)

    def _read(self, one: Field, raw: Cell) -> Read:
        try:
            value = self.office.value(one, raw)
        except UserError as error:
            return Read(None, str(error))
        except (ValueError, ArithmeticError, TypeError):
            return Read(None, f"{one.label}看不懂“{shown(raw)}”，请核对后重新填写")
        if value is not None and (scale := self._scales[one.name]) is not None:
            written, value = value, round(value, scale)
            # Sums in a sheet carry noise far behind the point; 1.48 hours are no noise, and never become 1.5 unseen.
            if scale == 1 and abs(written - value) > NOISE:
                return Read(None, f"{one.label}最多写一位小数，现在是“{shown(raw)}”")
        return Read(value, check_field(one, value))

    def title(self, at: int) -> str:
        """Return how the row itself calls its record."""
        name = self.described.title
        return shown(self.raw(at, name)).strip() if name in self.table.columns else ""

    def held(self, record_id: UUID) -> Mapping[str, Any]:
        """Return the values of a known record."""
        return self._held[record_id]

    def match(self) -> None:
        """Find the record of every row."""
        lines = range(len(self.table.lines))
        self.found = [Found()] * len(lines)
        unknown = set(self._by_id(lines))
        for wave in self.kin.waves:
            rest = [at for at in wave if at in unknown]
            for names in self._natural:
                if rest:
                    rest = self._by_key(rest, names)
            self._by_all(rest)
            for at in rest:
                if at in self.kin.parents and self.found[at].record_id is None:
                    self.new_ids[at] = uuid7()
                    self.kin.count(at, self.new_ids[at])
        for at, name in self.kin.circles.items():
            label = self.described[name].label
            said = f"按“{label}”往上找会回到这一行自己，分不出上下，请核对各行的“{label}”"
            self.found[at] = Found(refusal=said, name=name, raw=self.raw(at, name))
        self._refuse_doubles()

    def _by_id(self, lines: Iterable[int]) -> list[int]:
        column = self.table.id_column
        if column is None:
            return list(lines)
        rest: list[int] = []
        wanted: dict[int, UUID] = {}
        for at, (_, cells) in enumerate(self.table.lines):
            raw = cells[column] if column < len(cells) else ""
            if is_blank(raw):
                rest.append(at)
                continue
            try:
                wanted[at] = UUID(str(raw).strip())
            except ValueError:
                self.found[at] = Found(refusal="记录编号不是本程序写的，新增的行请把它清空", name="id", raw=raw)
        fields = list(self._fields.values())
        self.same = unchanged(self.office, self.record, fields, self.cells, wanted, self._columns)
        self._load(one for at, one in wanted.items() if at not in self.same)
        for at, one in wanted.items():
            if at in self.same:
                self.found[at] = Found(one, by_id=True)
                continue
            held = self._held.get(one)
            if held is None:
                said = "记录编号在本单位没有，表格可能来自别的单位，新增的行请把它清空"
                self.found[at] = Found(refusal=said, name="id", raw=str(one))
            elif held["deleted"]:
                label = self.described.label
                self.found[at] = Found(refusal=f"这条{label}记录已删除，请先在列表中恢复", name="id", raw=str(one))
            else:
                self.found[at] = Found(one, by_id=True)
        return rest

    def _load(self, wanted: Iterable[UUID]) -> None:
        names = [name for name, _ in self.record.columns() if name not in self.record.KEPT]
        pictures = {one.name for one in self.described.fields if one.kind is Kind.PICTURE}
        names = [name for name in names if name not in pictures]
        statement = select(*(getattr(self.record, name) for name in names))
        new = list({one for one in wanted if one not in self._held})
        for row in self._rows(statement, self.record.id, new):
            held = dict(zip(names, row, strict=True))
            self._held[held["id"]] = held

    def _rows(self, statement: Any, column: Any, wanted: Sequence[Any]) -> Iterable[Any]:
        if self._are_most(wanted):
            # Then one look at everything is quicker than many questions.
            kept = set(wanted)
            at = [one.key for one in statement.selected_columns].index(column.key)
            yield from (row for row in ask(self._session, statement).all() if row[at] in kept)
            return
        for begin in range(0, len(wanted), CHUNK):
            yield from ask(self._session, statement.where(column.in_(wanted[begin : begin + CHUNK]))).all()

    def _columns(self, statement: Select[Any], wanted: Sequence[UUID]) -> list[Sequence[Any]]:
        """Return what is asked of the wanted records, and perhaps of others, column by column."""
        if limited(self._session) or not self._are_most(wanted):
            found = list(self._rows(statement, self.record.id, wanted))
            return list(zip(*found, strict=True)) if found else [()] * len(statement.selected_columns)
        return columns(self._session.connection(), statement)

    def _are_most(self, wanted: Sequence[Any]) -> bool:
        return len(wanted) > 2 * CHUNK and len(wanted) * LOOKED_THROUGH > self._many

    @cached_property
    def _many(self) -> int:
        """How many records of the kind the office has."""
        return int(ask(self._session, select(func.count()).select_from(self.record)).scalar_one())

    def _by_key(self, lines: Sequence[int], names: tuple[str, ...]) -> list[int]:
        keys = {at: key for at in lines if not self._surer(at, names) and (key := self._key(at, names)) is not None}
        if not keys:
            return list(lines)
        private = [self.described[name].privacy is Privacy.MASKED for name in names]
        hidden = any(isinstance(part, str) and "*" in part for key in keys.values() for part in key)
        kept = [getattr(self.record, name) for name in names]
        statement = select(self.record.id, *kept).where(~self.record.deleted)
        widest = max(range(len(names)), key=lambda place: len({key[place] for key in keys.values()}))
        if hidden and private[widest]:
            widest = next((place for place, secret in enumerate(private) if not secret), widest)
        wanted = list({key[widest] for key in keys.values()})
        index: dict[tuple[Any, ...], list[UUID]] = {}
        asked: Iterable[Any] = self._rows(statement, kept[widest], wanted)
        if hidden and private[widest]:
            asked = ask(self._session, statement)
        for row in asked:
            held = tuple(row[1:])
            index.setdefault(held, []).append(row[0])
            if hidden:
                masked = tuple(
                    mask(self.described[name], part) if secret and part else part
                    for name, part, secret in zip(names, held, private, strict=True)
                )
                if masked != held:
                    index.setdefault(masked, []).append(row[0])
        known = {at: index[key] for at, key in keys.items() if key in index}
        self._load(one for ids in known.values() for one in ids)
        if (code := self.described.code) and code in self.table.columns and code not in names:
            # A record of another code is another record, whatever else is alike.
            known = {at: those for at, ids in known.items() if (those := self._of_code(at, ids, code))}
        for at, ids in known.items():
            if len(ids) == 1:
                self.found[at] = Found(ids[0])
            else:
                labels = "、".join(self.described[name].label for name in names)
                said = (
                    f"有 {len(ids)} 条{self.described.label}记录的{labels}与此相同，看不出是哪一条，请用导出的表格修改"
                )
                self.found[at] = Found(refusal=said, name=names[0], raw=self.raw(at, names[0]))
        return [at for at in lines if at not in known]

    def _of_code(self, at: int, ids: Sequence[UUID], code: str) -> list[UUID]:
        read = self.read(code, self.raw(at, code))
        return [
            one for one in ids if not read.value or not self._held[one][code] or self._held[one][code] == read.value
        ]

    def _key(self, at: int, names: tuple[str, ...]) -> tuple[Any, ...] | None:
        """Return the values that tell the record of a row apart, None where one of them is blank or wrong."""
        known = self._keys.setdefault(names, {})
        if at not in known:
            known[at] = self._parts(at, names)
        return known[at]

    def _surer(self, at: int, names: tuple[str, ...]) -> bool:
        """Return whether a row says all of a key that has these columns and more: a branch and the one above it."""
        return any(self._key(at, one) is not None for one in self._wider[names])

    def _parts(self, at: int, names: tuple[str, ...]) -> tuple[Any, ...] | None:
        parts: list[Any] = []
        for name in names:
            raw = self.raw(at, name)
            one = self._fields[name]
            if one.privacy is Privacy.MASKED and isinstance(raw, str) and "*" in raw:
                parts.append(raw.strip())
                continue
            read = self.read(name, raw)
            if read.mistake or read.value in (None, ""):
                return None
            parts.append(read.value)
        return tuple(parts)

    def _by_all(self, lines: Sequence[int]) -> None:
        """Know rows without a key by everything they say, so that importing them again brings nothing new."""
        asked: dict[str, dict[int, Any]] = {}
        for at in lines:
            if any(self._key(at, names) is not None for names in self._natural):
                continue  # a record that says the same would have been known by its key
            if self.described[self.described.title].required and not self.title(at):
                continue  # what is left would fit any record: half the people of an office are women
            for name in self._telling:
                read = self.look(name, self.raw(at, name))
                if not read.mistake and read.value not in (None, ""):
                    asked.setdefault(name, {})[at] = read.value
                    break
        taken = {found.record_id for found in self.found if found.record_id}
        for name, values in asked.items():
            column = getattr(self.record, name)
            alike: dict[Any, list[UUID]] = {}
            statement = select(self.record.id, column).where(~self.record.deleted)
            for record_id, value in self._rows(statement, column, list(set(values.values()))):
                if record_id not in taken:
                    alike.setdefault(value, []).append(record_id)
            self._load(one for ids in alike.values() for one in ids)
            said: dict[tuple[str, ...], list[int]] = {}
            for at in values:
                pattern = tuple(name for name in self.table.columns if not is_blank(self.raw(at, name)))
                said.setdefault(pattern, []).append(at)
            for pattern, rows in said.items():
                wanted = dict.fromkeys(values[at] for at in rows)
                self._take_alike(pattern, rows, [one for value in wanted for one in alike.get(value, ())], taken)

    def _take_alike(
        self, names: tuple[str, ...], rows: Sequence[int], candidates: Sequence[UUID], taken: set[UUID]
    ) -> None:
        """Know rows that fill the same columns by records that hold the same there, each record once.

        What is read is compared first, then what stands in the cells: texts no form lets in come back too.
        """
        for as_held, as_said in ((self._held_values, self._said_values), (self._held_cells, self._said_cells)):
            index: dict[tuple[Any, ...], list[UUID]] = {}
            for candidate in reversed(candidates):
                if candidate not in taken:
                    index.setdefault(as_held(self._held[candidate], names), []).append(candidate)
            for at in rows:
                if self.found[at].record_id is None and (those := index.get(as_said(at, names))):
                    self.found[at] = Found(those.pop())
            taken.update(known for at in rows if (known := self.found[at].record_id) is not None)

    def _held_values(self, held: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(held[name] for name in names)

    def _said_values(self, at: int, names: tuple[str, ...]) -> tuple[Any, ...]:
        # What a row says of rows of its own sheet is not kept yet: the row itself is only counted afterwards.
        own = {one.name for one in self.kin.fields}
        reads = [(self.look if name in own else self.read)(name, self.raw(at, name)) for name in names]
        return () if any(read.mistake for read in reads) else tuple(read.value for read in reads)

    def _held_cells(self, held: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(self.office.cell(self._fields[name], held[name]) for name in names)

    def _said_cells(self, at: int, names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(self.raw(at, name) for name in names)

    @cached_property
    def _telling(self) -> tuple[str, ...]:
        """Columns by whose values a record without a key is looked for, the most telling first."""
        places = {Kind.REFERENCE: 1, Kind.DAY: 2, Kind.MOMENT: 2, Kind.CHOICE: 4, Kind.FLAG: 5}
        usable = [self._fields[name] for name in self.table.columns]
        usable = [one for one in usable if one.privacy is not Privacy.MASKED]
        usable.sort(key=lambda one: 0 if one.name == self.described.title else places.get(one.kind, 3))
        return tuple(one.name for one in usable)

    def _refuse_doubles(self) -> None:
        """Refuse rows that are the same record, or the same new one, as a row above."""
        first: dict[Any, int] = {}
        for at, found in enumerate(self.found):
            if found.refusal:
                continue
            line = self.table.lines[at]
            marks: list[Any] = [found.record_id] if found.record_id else self._new_marks(at)
            for mark in marks:
                above = first.setdefault(mark, line.number)
                if above == line.number:
                    continue
                name, said = "", f"与第 {above} 行是同一条{self.described.label}记录，请只留一行"
                if found.by_id:
                    name = "id"
                    said = f"与第 {above} 行是同一条记录（复制行时会带上隐藏的“记录编号”），新增的行请清空记录编号"
                self.found[at] = Found(refusal=said, name=name)
                break

    def _new_marks(self, at: int) -> list[Any]:
        keys = [
            (names, key)
            for names in self._natural
            if not self._surer(at, names) and (key := self._key(at, names)) is not None
        ]
        coded = [one for one in keys if self.described.code in one[0]]
        if coded or keys:
            return list(coded or keys)
        return [tuple(shown(self.raw(at, name)).strip() for name in self.table.columns)]
