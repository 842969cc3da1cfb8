"""Rows that come back as they went out are told at a glance: whole columns are compared, no row is taken apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from desktop.models import Field, Kind, Privacy, Record, description

from .sheet_files import Cell
from .sheet_values import FIRST_CELL_DAY, Office

Ask = Callable[[Select[Any], Sequence[UUID]], Sequence[Sequence[Any]]]
"""Answers a question about records of these ids, and perhaps about others, column by column."""
_AS_KEPT = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER})
_FEW = frozenset({Kind.CHOICE, Kind.REFERENCE, Kind.FLAG})


def unchanged(
    office: Office,
    record: type[Record],
    fields: Sequence[Field],
    cells: Mapping[str, Sequence[Cell]],
    ids: Mapping[int, UUID],
    ask: Ask,
) -> dict[int, Any]:
    """Return the rows among ``ids`` whose cells are what would be written for their living records now.

    With each comes the value that names its record. ``cells`` hold the columns of the sheet by the names of ``fields``.
    A row that is not among them may still say nothing new: only whoever reads it knows.
    """
    title = getattr(record, description(office.kind).title)
    kept = [getattr(record, one.name) for one in fields]
    found, deleted, titles, *columns = ask(select(record.id, record.deleted, title, *kept), [*ids.values()])
    places = {one: place for place, one in enumerate(found)}
    known = [(at, place) for at, one in ids.items() if (place := places.get(one)) is not None and not deleted[place]]
    lines, order = [at for at, _ in known], [place for _, place in known]
    differing: set[int] = set()
    for one, helds in zip(fields, columns, strict=True):
        written = _written(office, one, helds)
        said = [cells[one.name][at] for at in lines]
        wanted = [written[place] for place in order]
        if said == wanted:
            continue
        # What is private may come in clear, taken out for a stated purpose.
        clear = [helds[place] for place in order] if one.privacy is Privacy.MASKED else wanted
        differing.update(at for at, text, *those in zip(lines, said, wanted, clear, strict=True) if text not in those)
    return {at: titles[place] for at, place in known if at not in differing}


def _written(office: Office, one: Field, helds: Sequence[Any]) -> Sequence[Cell]:
    """Return what is written for each value of a column, or the value where whoever reads it must see for himself."""
    if one.privacy is Privacy.MASKED or one.kind not in _AS_KEPT | _FEW | {Kind.DAY}:
        return [office.cell(one, held) for held in helds]
    if one.kind in _FEW:
        known = {held: office.cell(one, held) for held in set(helds)}
        return [known[held] for held in helds]
    if one.kind is Kind.DAY:
        return ["" if held is None else held if held >= FIRST_CELL_DAY else held.isoformat() for held in helds]
    return ["" if held is None else held for held in helds]
