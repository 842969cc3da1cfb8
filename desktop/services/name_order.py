"""Lists in the order of strokes of a name (笔画序): ``("strokes:name", False)`` anywhere in ``Query.order``.

Order by pinyin is a stored key; keys of strokes are places of a table that changes, so they are computed when a list
is ordered. 20,000 names take a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable

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


def has_strokes(order: Iterable[tuple[str, bool]]) -> bool:
    """Return whether an order asks for strokes anywhere."""
    return any(name.startswith(STROKES) for name, _ in order)


def places(names: Iterable[str], by: str, down: bool) -> dict[str, int]:
    """Return the place of each name in the order of strokes; who has no name comes last."""
    rule: NameOrder = "name" if by == "name" else "surname"
    keys = {name: stroke_key(name, rule) for name in set(names) if name}
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys.values()), reverse=down))}
    return {name: ranks[key] for name, key in keys.items()} | {"": len(ranks)}


def packed(placed: Iterable[tuple[bytes, tuple[int, ...]]], down: bool) -> bytes:
    """Return the packed ids of records by their places in several orders, the first one leading."""
    known = sorted(placed, reverse=down)
    known.sort(key=lambda one: one[1])
    return b"".join([one for one, _ in known])
