"""What a new office starts with: divisions, code lists, departments, holidays and the draft scheme of grid codes.

Ids are derived from the codes, so that the same division or code has the same identity in every office and merging
two offices finds them equal.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desktop.models import Code, CodeScheme, Department, Division, Holiday, Record
from desktop.storage.work import Work

from .division_list import DivisionRow, load, short_name
from .search import keys_of

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
COMMON = UUID("5f1d3c1e-6a53-5d0a-9f0e-2b6e6b1f7a01")
"""Owner of rows every office starts with, and namespace of their ids."""
DRAFT_SCHEME = "JX-DRAFT"
"""Default scheme: 12 figures of the community, 1 of the kind, 3 of the serial (reference 2.4, drafted); its id is
derived from this key, whatever it is called."""
DRAFT_NAME = "全省网格编码（拟定）"


def identity(kind: str, *parts: str) -> UUID:
    """Return the id that a row of the common stock has in every office."""
    return uuid5(COMMON, "/".join((kind, *parts)))


@cache
def division_rows() -> tuple[DivisionRow, ...]:
    """Return the divisions shipped with the program, parents before children."""
    return tuple(load())


def sow(work: Work) -> None:
    """Add the common stock to a new office."""
    for record in _stock():
        record.office_id = COMMON
        record.revision = record.id
        work.add(record)
    work.flush()


def lacking(session: Session) -> list[dict[str, Any]]:
    """Return the rows of code lists, as values of ``codes``, that an office made by an older program has not."""
    held = {(row.list_key, row.code): row for row in session.execute(select(Code.list_key, Code.code, Code.sort_key))}
    return [
        {"list_key": list_key, "code": code, "label": label, "position": position}
        for list_key, code, label, position in _codes()
        if (list_key, code) not in held or not held[list_key, code].sort_key
    ]


def complete(work: Work) -> int:
    """Add what is :func:`lacking`, or its keys where an upgrade added the bare row; returns how many.

    No action of a person, so nothing of it is in the history, where it could be taken back.
    """
    rows = lacking(work.session)
    for row in rows:
        search_key, sort_key = keys_of("codes", row, lambda kind, record_id: "")
        same = (Code.list_key == row["list_key"], Code.code == row["code"])
        found = work.session.scalars(select(Code.id).where(*same)).first()
        if found is None:
            found = identity("codes", row["list_key"], row["code"])
            own = {"id": found, "office_id": COMMON, "revision": found, "deleted": False}
            work.session.execute(insert(Code).values(**row, **own, search_key=search_key, sort_key=sort_key))
        else:
            work.session.execute(update(Code).where(*same).values(search_key=search_key, sort_key=sort_key))
        work.rekeyed.setdefault("codes", set()).add(found)
    return len(rows)


def _stock() -> Iterator[Record]:
    by_code = {row.code: row for row in division_rows()}
    for row in division_rows():
        parent = by_code.get(row.parent_code) if row.parent_code else None
        yield Division(
            id=identity("divisions", row.code),
            code=row.code,
            name=row.name,
            level=row.level,
            parent_id=identity("divisions", parent.code) if parent else None,
            short_name=short_name(row.name) if row.level == "community" else row.name,
        )
    for list_key, code, label, position in _codes():
        yield Code(id=identity("codes", list_key, code), list_key=list_key, code=code, label=label, position=position)
    for position, (name, line) in enumerate(_departments(), start=1):
        yield Department(id=identity("departments", name), name=name, line=line, position=position)
    for day, is_workday, name in _holidays():
        yield Holiday(id=identity("holidays", day.isoformat()), day=day, is_workday=is_workday, name=name)
    yield CodeScheme(
        id=identity("code_schemes", DRAFT_SCHEME),
        name=DRAFT_NAME,
        segments=[
            {"name": "社区代码", "length": 12, "characters": "digits", "source": "community"},
            {"name": "类型", "length": 1, "characters": "digits", "source": "kind"},
            {"name": "顺序号", "length": 3, "characters": "digits", "source": "serial"},
        ],
        notes="12 位社区代码 + 1 位类型（1 综合、2 专属）+ 3 位顺序号。拟定方案，请按上级下发的编码规范调整。",
    )


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (RESOURCES / "codes" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _codes() -> Iterator[tuple[str, str, str, int]]:
    for row in _rows("code_lists.csv"):
        yield row["list_key"], row["code"], row["label"], int(row["order"])


def _departments() -> Iterator[tuple[str, str]]:
    for row in _rows("departments.csv"):
        yield row["name"], row["line"]


def _holidays() -> Iterator[tuple[date, bool, str]]:
    for row in _rows("holidays.csv"):
        yield date.fromisoformat(row["day"]), row["is_workday"] == "1", row["name"]
