"""The rows of a list as they are read on a worker: the first ones, a page, all the chosen ones as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.models import Field
from desktop.services import changed_since, records
from desktop.services.context import Context
from desktop.services.records import Ids, Query, Row
from desktop.views.desk import Desk
from desktop.views.jobs import Progress
from desktop.views.records import clipboard
from desktop.views.records.clipboard import Table

PAGE = 50
COPIED_AT_ONCE = 500


def first(session: Any, query: Query, needed: Sequence[str], context: Context, limit: int) -> list[Row]:
    """Return the first rows of a query."""
    return marked(session, query, records.first_rows(session, query, needed, context, limit), context)


def page_of(
    session: Any, query: Query, ids: Ids, page: int, needed: Sequence[str], context: Context
) -> list[Row | None]:
    """Return the rows of a page in the places of their ids; None for a record that is gone since."""
    wanted = ids.slice(page * PAGE, (page + 1) * PAGE)
    rows = records.rows(session, query.kind, wanted, needed, context) if wanted else []
    found = {row.id: row for row in marked(session, query, rows, context)}
    return [found.get(one) for one in wanted]


def marked(session: Any, query: Query, rows: Sequence[Row], context: Context) -> list[Row]:
    """Return rows with what happened to each, where the query asks for what changed since a day."""
    since = next((one for one in query.filters if one.operator == changed_since.SINCE), None)
    if since is None or not rows:
        return list(rows)
    marks = changed_since.marks(session, query.kind, since.value, [row.id for row in rows], context)
    return [row._replace(values={**row.values, changed_since.CHANGED: marks.get(row.id, "")}) for row in rows]


def as_table(
    desk: Desk, kind: str, ids: Sequence[UUID], names: Sequence[str], known: Mapping[str, Field], progress: Progress
) -> Table:
    """Return records as a table with its header.

    They are read anew, so that rows no one has looked at are there too; masked values stay masked.
    """
    fields = [known[name] for name in names]
    context = desk.context()

    def cells() -> Iterator[list[str]]:
        with desk.database.read() as session:
            for start in range(0, len(ids), COPIED_AT_ONCE):
                progress(start, len(ids))
                for row in records.rows(session, kind, ids[start : start + COPIED_AT_ONCE], names, context):
                    yield [row.texts.get(name, "") for name in names]

    return clipboard.table([one.label for one in fields], cells(), [clipboard.is_text(one) for one in fields])
