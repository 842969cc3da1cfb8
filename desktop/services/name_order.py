"""Lists in the order of strokes of a name (笔画序): ``("strokes:name", False)`` in ``Query.order``.

Order by pinyin is a stored key; keys of strokes are places of a table that changes, so they are computed when a list
is ordered. 20,000 names take a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from desktop.models import Field, Kind, description

from .strokes import NameOrder, stroke_key

STROKES = "strokes:"


def by_strokes(column: str) -> str:
    """Return the word that orders a list by the strokes of a column."""
    return STROKES + column


def stroke_column(order: tuple[tuple[str, bool], ...]) -> str:
    """Return the column by whose strokes an order begins, "" when it does not."""
    return order[0][0].removeprefix(STROKES) if order and order[0][0].startswith(STROKES) else ""


def holds_names(field: Field) -> bool:
    """Return whether a column holds names of people, of its own or of the record it points to."""
    if field.kind is Kind.REFERENCE and field.refers:
        target = description(field.refers)
        return target[target.title].kind is Kind.NAME
    return field.kind is Kind.NAME


def packed(named: Iterable[tuple[UUID, str]], by: str, down: bool) -> bytes:
    """Return the ids of named records in the order of strokes, packed; records without a name come last."""
    rule: NameOrder = "name" if by == "name" else "surname"
    known = list(named)
    keys = {name: stroke_key(name, rule) for name in {name for _, name in known if name}}
    filled = sorted(((keys[name], one.bytes) for one, name in known if name), reverse=down)
    return b"".join([one for _, one in filled] + sorted(one.bytes for one, name in known if not name))
