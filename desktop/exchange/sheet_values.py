"""Values as cells and cells as values, with the code lists and the titles of an office at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.clock import CHINA
from desktop.errors import UserError
from desktop.models import Code, Field, Kind, Privacy, description, kinds
from desktop.services import checks, names, saving
from desktop.services.access import ask

from .sheet_columns import sheet_fields
from .sheet_files import Cell

FIRST_CELL_DAY = date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900; earlier days are written as text."""
SERIAL_LEAST, SERIAL_MOST = 10_000, 109_574
"""A bare number counts as a day from 1927 to 2199; smaller ones may as well be a year or a mistake."""
EXACT_FIGURES = 15
"""Spreadsheets keep this many figures of a number; what is longer has lost its end."""

_BRACKETED = re.compile(r"(.*)[（(]([^（()）]+)[)）]", re.DOTALL)
_MIDNIGHT = re.compile(r"[ T]+0?0:00(:00(\.0+)?)?$")
_NOT_IN_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd", 0x0D: "\n"}


@dataclass(frozen=True)
class Targets:
    """The records a reference may point to: how each is written, and what is read as which."""

    titles: dict[UUID, str]
    written: dict[UUID, str]
    known: dict[str, tuple[UUID, ...]]
    """Living records by title, full name and code."""
    marks: dict[str, tuple[UUID, ...]]
    """Living records by code and by the end of their id."""


def lookup(text: str) -> str:
    """Return text in the form titles and codes are compared in."""
    return names.tidy(text).replace(" ", "")


class Office:
    """The lists of an office a sheet is read against; each is asked for once."""

    def __init__(self, session: Session, kind: str) -> None:
        self.session = session
        self.kind = kind
        self._targets: dict[str, Targets] = {}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Labels by code of the code lists the record uses, in their order."""
        wanted = {one.choices for one in description(self.kind).fields if one.choices}
        found: dict[str, dict[str, str]] = {key: {} for key in wanted}
        statement = select(Code.list_key, Code.code, Code.label).where(Code.list_key.in_(wanted), ~Code.deleted)
        for key, code, label in self.session.execute(statement.order_by(Code.position, Code.code)):
            found[key][code] = label
        return found

    @cached_property
    def _chosen(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Codes by what a cell may hold, for each code list."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for key, labels in self.labels.items():
            by: dict[str, tuple[str, ...]] = {}
            for code, label in labels.items():
                by[lookup(label)] = (*by.get(lookup(label), ()), code)
            for code, label in labels.items():
                by.setdefault(code, (code,))
                by[lookup(f"{label}（{code}）")] = (code,)
            found[key] = by
        return found

    def targets(self, kind: str) -> Targets:
        """Return the records of a kind that references may point to."""
        if kind not in self._targets:
            self._targets[kind] = self._load(kind)
        return self._targets[kind]

    def _load(self, kind: str) -> Targets:
        record, described = kinds()[kind], description(kind)
        title = described[described.title]
        code = getattr(record, described.code) if described.code else None
        short = getattr(record, "short_name", None)
        columns = [record.id, record.deleted, getattr(record, described.title)]
        columns += [one for one in (code, short) if one is not None]
        titles: dict[UUID, str] = {}
        named: dict[UUID, tuple[str, ...]] = {}
        codes: dict[UUID, str] = {}
        gone: set[UUID] = set()
        inner = self.targets(title.refers).titles if title.kind is Kind.REFERENCE else {}
        for row in ask(self.session, select(*columns)):
            whole = inner.get(row[2], "") if inner else str(row[2] or "")
            brief = row[-1] if short is not None else ""
            titles[row[0]] = brief or whole
            named[row[0]] = (brief, whole)
            if code is not None:
                codes[row[0]] = row[3]
            if row[1]:
                gone.add(row[0])
        known: dict[str, tuple[UUID, ...]] = {}
        marks: dict[str, tuple[UUID, ...]] = {}
        for one, texts in named.items():
            if one in gone:
                continue
            tail = one.hex[-12:]
            marks[tail] = (*marks.get(tail, ()), one)
            for text in {lookup(text) for text in (*texts, codes.get(one, "")) if text}:
                known[text] = (*known.get(text, ()), one)
            if codes.get(one):
                marks[lookup(codes[one])] = (*marks.get(lookup(codes[one]), ()), one)
        written = {}
        for one, text in titles.items():
            alone = len(known.get(lookup(text), ())) == 1 and one not in gone
            mark = codes.get(one) or ("" if alone else one.hex[-12:])
            written[one] = f"{text}（{mark}）" if text and mark else text or mark
        return Targets(titles, written, known, marks)

    def count(self, kind: str, record_id: UUID, title: str, short: str = "", code: str = "") -> None:
        """Count a record the sheet itself brings among those that its references may point to."""
        targets = self.targets(kind)
        targets.titles[record_id] = short or title
        targets.written[record_id] = f"{short or title}（{code}）" if code else short or title
        for text in {lookup(text) for text in (title, short, code) if text}:
            targets.known[text] = (*targets.known.get(text, ()), record_id)
        if code:
            targets.marks[lookup(code)] = (*targets.marks.get(lookup(code), ()), record_id)
        whole = self._whole_titles(kind)
        whole[record_id] = title

    def title_of(self, kind: str, record_id: UUID) -> str:
        """Return the title of a record as search keys hold it (never a short name)."""
        return self._whole_titles(kind).get(record_id, "")

    def _whole_titles(self, kind: str) -> dict[UUID, str]:
        key = f"whole {kind}"
        if not hasattr(kinds()[kind], "short_name"):
            return self.targets(kind).titles
        if key not in self._targets:
            record = kinds()[kind]
            rows = ask(self.session, select(record.id, getattr(record, description(kind).title)))
            self._targets[key] = Targets({one: text for one, text in rows}, {}, {}, {})
        return self._targets[key].titles

    def cell(self, one: Field, value: Any, clear: bool = False) -> Cell:
        """Return what a sheet holds for a value: masked unless ``clear``, "" for none."""
        if value is None or value == "":
            return ""
        if one.privacy is Privacy.MASKED and not clear:
            return mask(one, value)
        match one.kind:
            case Kind.REFERENCE:
                return self.targets(one.refers).written.get(value, str(value))
            case Kind.CHOICE:
                label = self.labels[one.choices].get(value)
                if label is None:
                    return str(value)
                return label if len(self._chosen[one.choices][lookup(label)]) == 1 else f"{label}（{value}）"
            case Kind.FLAG:
                return "是" if value else "否"
            case Kind.DAY:
                return value if value >= FIRST_CELL_DAY else value.isoformat()
            case Kind.MOMENT:
                return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
            case Kind.COUNT:
                return value if abs(value) < 10**EXACT_FIGURES else str(value)
            case Kind.AMOUNT:
                exact = len(value.as_tuple().digits) <= EXACT_FIGURES
                return float(value) if exact else str(value)
            case _:
                return str(value).replace("\r\n", "\n").translate(_NOT_IN_XML)

    def value(self, one: Field, raw: Cell) -> Any:
        """Return the value a cell stands for; None or "" for a blank one. Raises ``UserError`` with the rule."""
        text = _text(one, raw)
        if text is None or not isinstance(text, str) or not text.strip() or one.kind not in _LISTED:
            return saving.clean(one, text)
        if one.kind is Kind.CHOICE:
            found = self._chosen[one.choices].get(lookup(text), ())
            if len(found) == 1:
                return found[0]
            if found:
                raise UserError(f"{one.label}有 {len(found)} 项都叫“{text}”，请写成“{text}（{found[0]}）”这样")
            some = "、".join(list(self.labels[one.choices].values())[:6])
            raise UserError(
                f"{one.label}没有“{text}”这一项，可填：{some}{'等' if len(self.labels[one.choices]) > 6 else ''}"
            )
        return self._refered(one, text)

    def _refered(self, one: Field, text: str) -> UUID:
        targets, label = self.targets(one.refers), description(one.refers).label
        key = lookup(text)
        found = targets.known.get(key) or targets.marks.get(key, ())
        if not found and (parted := _BRACKETED.fullmatch(text.strip())):
            title, mark = lookup(parted[1]), lookup(parted[2])
            found = targets.marks.get(mark, ())
            if (
                found
                and title not in {lookup(targets.titles[each]) for each in found}
                and not (set(found) & set(targets.known.get(title, ())))
            ):
                raise UserError(f"“{parted[1]}”和括号里的“{parted[2]}”不是同一个{label}，请核对后改正")
        if len(found) == 1:
            return found[0]
        if not found:
            raise UserError(f"{one.label}没有找到“{text}”，请先登记这个{label}，或核对名称和编码")
        raise UserError(f"有 {len(found)} 个{label}叫“{text}”，请写成“{targets.written[found[0]]}”这样")


_LISTED = (Kind.CHOICE, Kind.REFERENCE)


def mask(one: Field, value: Any) -> str:
    """Return a private value masked."""
    if one.kind is Kind.PHONE:
        return checks.mask_phone(str(value)).translate(_NOT_IN_XML)
    if one.kind is Kind.ID_NUMBER:
        return checks.mask_id(str(value)).translate(_NOT_IN_XML)
    return "****"


def fields_with_mask(kind: str) -> tuple[Field, ...]:
    """Return the fields of a sheet that are written masked."""
    return tuple(one for one in sheet_fields(kind) if one.privacy is Privacy.MASKED)


def _text(one: Field, raw: Cell) -> Cell:
    """Return a cell as it would have been typed into the field. Raises ``UserError`` where Excel spoiled it."""
    if isinstance(raw, str):
        return _MIDNIGHT.sub("", raw.strip()) if one.kind is Kind.DAY else raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return raw if one.kind is Kind.FLAG else ("TRUE" if raw else "FALSE")
    if isinstance(raw, datetime | date):
        if one.kind is Kind.DAY:
            return raw.date() if isinstance(raw, datetime) else raw
        if one.kind is Kind.MOMENT:
            return _second(raw) if isinstance(raw, datetime) else raw
        raise UserError(f"{one.label}被表格软件变成了日期 {raw:%Y-%m-%d}，请把单元格设为文本格式后重新填写")
    if isinstance(raw, time | timedelta):
        raise UserError(f"{one.label}被表格软件变成了时间，请把单元格设为文本格式后重新填写")
    if isinstance(raw, int | float):
        return _number(one, raw)
    return str(raw)


def _number(one: Field, raw: int | float) -> Cell:
    if isinstance(raw, float) and (raw != raw or raw in (float("inf"), float("-inf"))):
        raise UserError(f"{one.label}不是正常的数字，请重新填写")
    whole = raw == int(raw)
    if one.kind is Kind.DAY:
        if whole and SERIAL_LEAST <= raw <= SERIAL_MOST:
            return date(1899, 12, 30) + timedelta(days=int(raw))
        if whole and 19_000_101 <= raw <= 21_991_231:
            return str(int(raw))
        raise UserError(f"{one.label}是数字 {_figures(raw)}，看不出是哪一天，请写成 2024-3-5 或 2024年3月5日")
    if one.kind is Kind.MOMENT:
        if SERIAL_LEAST <= raw <= SERIAL_MOST + 1:
            found = datetime(1899, 12, 30) + timedelta(days=raw)
            return found.date() if whole else _second(found)
        if whole and 190_001_010_000 <= raw <= 21_991_231_235_959:
            return str(int(raw))
        raise UserError(f"{one.label}是数字 {_figures(raw)}，看不出是什么时间，请写成 2024-3-5 14:30")
    if one.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER):
        if abs(raw) >= 10**EXACT_FIGURES:
            raise UserError(
                f"{one.label}被表格软件存成了数字，后几位已经丢失，请把单元格设为文本格式，对照原件重新填写"
            )
        return _figures(raw)
    if one.kind in (Kind.FLAG, Kind.CHOICE, Kind.REFERENCE):
        if abs(raw) >= 10**EXACT_FIGURES:
            raise UserError(f"{one.label}被表格软件存成了数字，后几位已经丢失，请把单元格设为文本格式后重新填写")
        return _figures(raw)
    return _figures(raw)


def _second(moment: datetime) -> datetime:
    """Return a moment of a cell to the second: spreadsheets keep it as a fraction of a day."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _figures(raw: int | float) -> str:
    return str(int(raw)) if raw == int(raw) and abs(raw) < 10**16 else f"{Decimal(repr(raw)):f}"


def shown(raw: Cell) -> str:
    """Return a cell as a person reads it in a list of mistakes."""
    if isinstance(raw, float):
        return _figures(raw) if abs(raw) < 10**EXACT_FIGURES else f"{raw:.15g}"
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M}"
    return "" if raw is None else str(raw)


def is_blank(raw: Cell) -> bool:
    """Return whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())
