"""The rows of a list: ids of the whole query, rows fetched a page at a time off the UI thread.

Painting never waits for the database. A new query paints its first rows as soon as they come and the rest when all
ids are known; after a change elsewhere the old rows stay on screen until the new ones are there. A million records
cost 16 MB of ids and the pages looked at last.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.errors import UserError
from desktop.models import Field, Kind, description
from desktop.services import columns as column_service
from desktop.services import records
from desktop.services.records import Ids, Query, Row
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.records import rowpages
from desktop.views.records.cells import CLOSING
from desktop.views.records.cells import mark as mark_of
from desktop.views.records.clipboard import Table
from desktop.views.records.rowpages import PAGE as PAGE
from desktop.views.records.rowpages import page_of
from desktop.views.records.ticks import Ticks

FIRST = 50
KEPT_PAGES = 120
FETCHED_AT_ONCE = 3
SORT = Qt.ItemDataRole.UserRole + 1
RECORD = Qt.ItemDataRole.UserRole + 2
CLIPBOARD = Qt.ItemDataRole.UserRole + 3
ROW = Qt.ItemDataRole.UserRole + 4
NUMBERS = (Kind.COUNT, Kind.AMOUNT)
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


def listed(kind: str) -> list[str]:
    """Return the columns a list of this kind shows before anyone chooses."""
    return [name for name, one in column_service.columns(kind).items() if one.listed]


class RecordModel(QAbstractTableModel):
    """The table of one query. Column 0 is the tick box, the others are the chosen columns in their order."""

    loaded = Signal()
    """All ids of the present query are known."""
    loading = Signal(bool)
    failed = Signal(str)
    """The sentence of an error; the old rows stay."""
    ticks_changed = Signal()
    query_changed = Signal()
    """Another search, filter or order was asked for."""

    def __init__(self, desk: Desk, kind: str, names: Sequence[str] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.desk = desk
        self._described = description(kind)
        self._all = column_service.columns(kind)
        self._names = list(names) or listed(kind)
        self._query = Query(kind)
        self._ids: Ids | None = Ids()
        self._count = 0
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._asked: OrderedDict[int, None] = OrderedDict()
        self._coming: frozenset[int] = frozenset()
        self._job: Job | None = None
        self._fetch: Job | None = None
        self._generation = 0
        self._shown = (0, FIRST)
        self._ticks = Ticks()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fetch_pages)

    # What is shown

    @property
    def query(self) -> Query:
        """Return the query asked for last."""
        return self._query

    @property
    def names(self) -> list[str]:
        """Return the names of the chosen columns."""
        return list(self._names)

    def field(self, column: int) -> Field | None:
        """Return the field of a column, None for the tick box."""
        return self._all[self._names[column - 1]] if 0 < column <= len(self._names) else None

    def set_query(self, query: Query) -> None:
        """Show another search, filter or order; its first rows come first."""
        same = query == self._query
        self._query = query
        if not same:
            self.query_changed.emit()
        self._load_first()

    def set_columns(self, names: Sequence[str]) -> None:
        """Show other columns, in this order. Unknown names are left out."""
        wanted = [name for name in names if name in self._all]
        if not wanted or wanted == self._names:
            return
        self.beginResetModel()
        self._names = wanted
        self._pages.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """Read again what is shown, after a change elsewhere; nothing moves unless something changed."""
        first, last = self._shown
        pages = range(max(first, 0) // PAGE, max(last, 0) // PAGE + 1)
        query, needed, generation = self._query, self._needed(), self._begin()

        def read(progress: Any) -> tuple[Ids, dict[int, list[Row | None]]]:
            context = self.desk.context()
            with self.desk.database.read() as session:
                found = records.ids(session, query, context)
                progress()
                return found, {page: page_of(session, query, found, page, needed, context) for page in pages}

        self._job = self.desk.jobs.run(
            self,
            read,
            lambda answer: self._take_all(generation, *answer),
            lambda error: self._complain(generation, error),
            label=f"读取{self._described.label}",
        )

    def watch(self, first: int, last: int) -> None:
        """Be told which rows are on screen: they are asked for before they are painted, and read by a refresh."""
        self._shown = (first, last)
        if self._ids is None or not 0 <= first <= last < self._count:
            return
        missing = [page for page in range(first // PAGE, last // PAGE + 1) if page not in self._pages]
        if missing and self._fetch is None:
            self._asked.update(dict.fromkeys(missing))
            self._fetch_pages()

    def is_complete(self) -> bool:
        """Return whether all ids of the present query are known."""
        return self._ids is not None and self._job is None

    # Rows and ids

    def at_hand(self, most: int) -> list[Row]:
        """Return the first rows as far as they are at hand; none is asked for."""
        rows = [row for page in range(-(-most // PAGE)) for row in self._pages.get(page, ())]
        return [row for row in rows[:most] if row is not None]

    def row(self, number: int) -> Row | None:
        """Return a row if it is at hand; otherwise ask for its page and return None."""
        page, at = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if self._ids is not None and 0 <= number < self._count:
                self._ask(page)
            return None
        self._pages.move_to_end(page)
        return rows[at] if at < len(rows) else None

    def id_at(self, number: int) -> UUID | None:
        """Return the id of the record in a row."""
        if not 0 <= number < self._count:
            return None
        if self._ids is not None:
            return self._ids[number]
        row = self.row(number)
        return row.id if row else None

    def row_of(self, record_id: UUID | None) -> int:
        """Return the row of a record, -1 when the query does not have it."""
        if record_id is None:
            return -1
        if self._ids is not None:
            return self._ids.index(record_id)
        return next((at for at, row in enumerate(self._pages.get(0, ())) if row and row.id == record_id), -1)

    def all_ids(self) -> Ids:
        """Return the ids of all records of the query, as far as they are known."""
        if self._ids is not None:
            return self._ids
        return Ids(b"".join(row.id.bytes for row in self._pages.get(0, ()) if row))

    def copy(self, ids: Sequence[UUID], take: Callable[[Table], object]) -> None:
        """Give ``take`` these records as a table with its header."""
        names, known = list(self._names), self._all
        self.desk.jobs.run(
            self,
            lambda progress: rowpages.as_table(self.desk, self.kind, ids, names, known, progress),
            take,
            label="复制",
        )

    # Ticks

    def ticked_count(self) -> int:
        """Return how many records are ticked."""
        return self._ticks.count(self._count)

    def ticked(self) -> list[UUID]:
        """Return the ids of the ticked records: those of this query in its order, then those of other queries."""
        return self._ticks.ids(self.all_ids())

    def is_ticked(self, number: int) -> bool:
        """Return whether the record in a row is ticked."""
        return self._ticks.has(self.id_at(number)) if self._ticks.any() else self._ticks.everything()

    def tick(self, numbers: Iterable[int], on: bool) -> None:
        """Tick the records in these rows, or take their ticks away."""
        self._ticks.tick((one for number in numbers if (one := self.id_at(number)) is not None), on)
        self._ticks_moved()

    def tick_all(self, on: bool) -> None:
        """Tick every record of the query, or none at all."""
        self._ticks.tick_all(on and self._count > 0)
        self._ticks_moved()

    def tick_state(self) -> Qt.CheckState:
        """Return the state of the box in the header."""
        many = self.ticked_count()
        if not many:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if many >= self._count else Qt.CheckState.PartiallyChecked

    def _ticks_moved(self) -> None:
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.ticks_changed.emit()

    # Qt's questions

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many records are known."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the tick box and the chosen columns."""
        return 0 if parent.isValid() else len(self._names) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be selected and the first column be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell; None while its page is on the way."""
        if not index.isValid() or index.row() >= self._count:
            return None
        if index.column() == 0:
            return self._tick_data(index.row(), role)
        name = self._names[index.column() - 1]
        if role in (Qt.ItemDataRole.DisplayRole, CLIPBOARD):
            row = self.row(index.row())
            return row.texts.get(name, "") if row else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row(index.row())
            return self._read_out(row, name) if row else None
        if role == SORT:
            row = self.row(index.row())
            return row.values.get(name) if row else None
        if role == RECORD:
            return self.id_at(index.row())
        if role == ROW:
            return self.row(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(self._all[name]))
        return None

    def _read_out(self, row: Row, name: str) -> str:
        text, mark = row.texts.get(name, ""), mark_of(row)
        return f"{text} {mark[0]}" if mark and name == self._described.title else text

    def _tick_data(self, number: int, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.is_ticked(number) else Qt.CheckState.Unchecked
        if role == RECORD:
            return self.id_at(number)
        if role == ROW:
            return self.row(number)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return "已勾选" if self.is_ticked(number) else "未勾选"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick a row."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or index.column() != 0:
            return False
        self.tick([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the label of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= len(self._names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if section == 0 else self._all[self._names[section - 1]].label
        if role == Qt.ItemDataRole.AccessibleTextRole and section == 0:
            return "勾选全部"
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the query by a column, in SQL."""
        one = self.field(column)
        if one is not None:
            down = order == Qt.SortOrder.DescendingOrder
            self.set_query(replace(self._query, order=((one.name, down),)))

    # Reading

    def _needed(self) -> list[str]:
        stored = {one.name for one in self._described.fields}
        more = [name for name in (*CLOSING, self._described.title) if name in stored]
        return list(dict.fromkeys([*self._names, *more]))

    def _begin(self) -> int:
        for job in (self._job, self._fetch):
            if job is not None:
                job.drop()
        self._fetch, self._coming = None, frozenset()
        self._generation += 1
        self.loading.emit(True)
        return self._generation

    def _load_first(self) -> None:
        query, needed, generation = self._query, self._needed(), self._begin()

        def read(progress: Any) -> list[Row]:
            with self.desk.database.read() as session:
                return rowpages.first(session, query, needed, self.desk.context(), FIRST)

        self._job = self.desk.jobs.run(
            self,
            read,
            lambda rows: self._take_first(generation, rows),
            lambda error: self._complain(generation, error),
            label=f"读取{self._described.label}",
        )

    def _take_first(self, generation: int, rows: list[Row]) -> None:
        if generation != self._generation:
            return
        whole = len(rows) < FIRST
        self._swap(Ids(b"".join(row.id.bytes for row in rows)) if whole else None, len(rows), {0: list(rows)})
        if whole:
            self._end()
            return
        query = self._query

        def read(progress: Any) -> Ids:
            with self.desk.database.read() as session:
                return records.ids(session, query, self.desk.context())

        self._job = self.desk.jobs.run(
            self,
            read,
            lambda ids: self._take_ids(generation, ids),
            lambda error: self._complain(generation, error),
            label=f"读取{self._described.label}",
        )

    def _take_ids(self, generation: int, ids: Ids) -> None:
        if generation != self._generation:
            return
        head = self._pages.pop(0, [])
        known = [row.id for row in head if row]
        if ids.slice(0, len(known)) != known:
            # Something changed between the two reads; the rows on screen are read again.
            self._swap(ids, len(ids), {})
        elif len(ids) == len(known):
            self._ids = ids
            self._pages[0] = head
        else:
            # The first page is read whole; until then it ends with rows on their way.
            self._pages[0] = head + [None] * (min(PAGE, len(ids)) - len(head))
            self.beginInsertRows(QModelIndex(), self._count, len(ids) - 1)
            self._ids, self._count = ids, len(ids)
            self.endInsertRows()
            self._ask(0)
        self._end()

    def _take_all(self, generation: int, ids: Ids, pages: dict[int, list[Row | None]]) -> None:
        if generation != self._generation:
            return
        if self._ids is not None and ids == self._ids:
            self._pages.clear()
            self._pages.update(pages)
            if self._count:
                self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, self.columnCount() - 1))
        else:
            self._swap(ids, len(ids), pages)
        self._end()

    def _swap(self, ids: Ids | None, count: int, pages: dict[int, list[Row | None]]) -> None:
        self.beginResetModel()
        self._ids, self._count = ids, count
        self._pages = OrderedDict(pages)
        self._asked.clear()
        if self._ticks.everything():
            # “All” meant all of another set of records.
            self._ticks.tick_all(False)
            QTimer.singleShot(0, self, self.ticks_changed.emit)
        self.endResetModel()

    def _end(self) -> None:
        self._job = None
        self.loading.emit(False)
        self.loaded.emit()

    def _complain(self, generation: int, error: UserError) -> None:
        if generation == self._generation:
            self._job = None
            self.loading.emit(False)
            self.failed.emit(str(error))

    def _ask(self, page: int) -> None:
        if page in self._coming:
            return
        self._asked[page] = None
        self._asked.move_to_end(page)
        if self._fetch is None and not self._timer.isActive():
            self._timer.start(0)

    def _fetch_pages(self) -> None:
        ids, query, needed, generation = self._ids, self._query, self._needed(), self._generation
        if ids is None or not self._asked or self._fetch is not None:
            return
        # Only what was looked at last: pages scrolled past are not worth reading.
        pages = list(self._asked)[-FETCHED_AT_ONCE:]
        self._asked.clear()
        self._coming = frozenset(pages)

        def read(progress: Any) -> dict[int, list[Row | None]]:
            context = self.desk.context()
            with self.desk.database.read() as session:
                return {page: page_of(session, query, ids, page, needed, context) for page in pages}

        self._fetch = self.desk.jobs.run(
            self,
            read,
            lambda found: self._take_pages(generation, found),
            lambda error: self._pages_failed(generation, error),
            label=f"读取{self._described.label}",
        )

    def _take_pages(self, generation: int, found: dict[int, list[Row | None]]) -> None:
        if generation != self._generation:
            return
        self._fetch, self._coming = None, frozenset()
        for page, rows in found.items():
            self._pages[page] = rows
            self._pages.move_to_end(page)
            last = min(page * PAGE + len(rows), self._count) - 1
            if last >= page * PAGE:
                self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, self.columnCount() - 1))
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        if self._asked:
            self._timer.start(0)

    def _pages_failed(self, generation: int, error: UserError) -> None:
        if generation == self._generation:
            self._fetch, self._coming = None, frozenset()
            self.failed.emit(str(error))


def _alignment(one: Field) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if one.kind in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
