"""Which records of a list are ticked: some of them, or all but some, so that ticking a million costs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from desktop.services.records import Ids


class Ticks:
    """The ticks of one list; they outlast a search, “all” does not."""

    def __init__(self) -> None:
        self._everything = False
        self._marked: set[UUID] = set()

    def count(self, total: int) -> int:
        """Return how many of ``total`` records are ticked."""
        return total - len(self._marked) if self._everything else len(self._marked)

    def ids(self, all_ids: Ids) -> list[UUID]:
        """Return the ids of the ticked records: those of this list in its order, then those of other searches."""
        if self._everything:
            return [one for one in all_ids.slice(0, len(all_ids)) if one not in self._marked]
        here = sorted((at, one) for one in self._marked if (at := all_ids.index(one)) >= 0)
        inside = [one for _, one in here]
        return inside + sorted(self._marked.difference(inside))

    def any(self) -> bool:
        """Return whether it depends on the record."""
        return bool(self._marked)

    def everything(self) -> bool:
        """Return whether a record nobody touched is ticked."""
        return self._everything

    def has(self, record_id: UUID | None) -> bool:
        """Return whether a record is ticked."""
        return (record_id in self._marked) != self._everything

    def tick(self, ids: Iterable[UUID], on: bool) -> None:
        """Tick records, or take their ticks away."""
        for one in ids:
            (self._marked.discard if on == self._everything else self._marked.add)(one)

    def tick_all(self, on: bool) -> None:
        """Tick everything, or nothing."""
        self._everything, self._marked = on, set()
