"""The table of a list: header, rows painted by kind of value, keyboard.

Rows have one fixed height and are painted from rows already at hand, so scrolling costs what painting costs.
"""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from desktop.models import description
from desktop.views import theme, tokens
from desktop.views.records import cells
from desktop.views.records.clipboard import Table
from desktop.views.records.drafts import DraftMarks
from desktop.views.records.header import LEAST_WIDTH, Header
from desktop.views.records.model import RECORD, Index, RecordModel
from desktop.views.records.settings import Columns
from desktop.views.widgets.cells import (
    CELL_PADDING,
    RowDelegate,
    RowState,
    name_corner,
    paint_tag,
    paint_tick,
    tag_width,
)

TICK_WIDTH = 36
TITLE_GIVES, TITLE_MOST = 64, 168
"""Pixels the column of the title gives up before the table scrolls sideways, and takes for the FIRST."""
FIRST, AROUND = 60, 2 * CELL_PADDING + 4
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
MOST_COPIED = 50_000
DRAFT = "草稿"


class Cells(RowDelegate):
    """Paints a cell by the kind of its value, on the ground its row's state asks for."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._title = description(table.records().kind).title

    def row_state(self, option: QStyleOptionViewItem, index: Index) -> RowState:
        """Return how the row stands; the ring shows only while the keyboard is in use."""
        table, model, number = self._table, self._table.records(), index.row()
        row = model.row(number)
        current = number == table.currentIndex().row()
        return RowState(
            selected=current,
            ticked=model.is_ticked(number),
            hovered=number == self._hover.row,
            focused=current and table.rings(),
            draft=row is not None and row.id in table.drafts,
            retired=row is not None
            and (cells.is_deleted(row) or bool(cells.retired(row.values, table.limits().today, model.kind))),
        )

    def paint_content(self, painter: QPainter, rect: QRect, index: Index, state: RowState) -> None:
        """Paint the tick box or the value."""
        model = self._table.records()
        field = model.field(index.column())
        if field is None:
            on = Qt.CheckState.Checked if state.ticked else Qt.CheckState.Unchecked
            paint_tick(painter, rect, on)
            return
        row = model.row(index.row())
        if row is None:
            cells.paint_waiting(painter, rect)
        else:
            bold = state.selected and field.name == self._title
            if field.name == self._title:
                for word, family in filter(None, ((DRAFT, "gold") if state.draft else None, cells.mark(row))):
                    room = rect.adjusted(rect.width() - tag_width(word), 0, 0, 0)
                    rect = rect.adjusted(0, 0, -paint_tag(painter, room, word, family, state.selected) - 6, 0)
            cells.paint_value(painter, rect, field, row, state, bold, self._table.limits())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed height of rows."""
        return QSize(80, theme.px(tokens.HEIGHT["row"]))

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole text of a cell that is cut off."""
        text = str(index.data() or "") if index.column() > 0 else ""
        room = view.visualRect(index).width() - 2 * CELL_PADDING
        if not text or view.fontMetrics().horizontalAdvance(text) <= room:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), text, view)
        return True


class RecordTable(QTableView):
    """The table. One row is the current one; any number are ticked."""

    selected = Signal(object)
    """The id of the current record, or None."""
    wanted = Signal(object)
    """Enter, F2 or a double click: the form of this record is wanted."""
    copied = Signal(int)
    """So many rows are on the clipboard."""
    removal_wanted = Signal()
    """Delete was pressed."""
    group_wanted = Signal(str)
    """The list is to be counted by the values of this column."""

    def __init__(self, model: RecordModel, columns: Columns, limits: cells.Limits) -> None:
        super().__init__()
        self._columns = columns
        self._limits = limits
        self._selected: UUID | None = None
        self._shows_selected = False
        self._restoring = False
        self._ring = False
        self.setModel(model)
        self.drafts = DraftMarks(model, self)
        self.setAccessibleName(f"{description(model.kind).label}列表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        name_corner(self)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setItemDelegate(Cells(self))
        header = Header(self)
        self.setHorizontalHeader(header)
        header.ticked.connect(model.tick_all)
        header.group_wanted.connect(self.group_wanted)
        header.sectionMoved.connect(lambda *_: self._keep_columns())
        header.setStretchLastSection(True)
        header.sectionResized.connect(lambda section, _old, width: self._resized(section, width))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        rows.hide()
        self.apply_columns()
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)
        model.rowsInserted.connect(lambda *_: self._find_selected())
        model.dataChanged.connect(self._came)
        model.loaded.connect(self._fit)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._watch())
        theme.signals.changed.connect(self._retheme)

    # Columns

    def apply_columns(self) -> None:
        """Show the chosen columns with their widths, the first one first."""
        header = self.horizontalHeader()
        self._restoring = True
        for section in range(header.count()):
            header.moveSection(header.visualIndex(section), section)
        self._restoring = False
        self._widen()

    def _widen(self) -> None:
        """Give every column its width."""
        model, header = self.records(), self.horizontalHeader()
        self._restoring = True
        self.setColumnWidth(0, TICK_WIDTH)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        for section in range(1, header.count()):
            field = model.field(section)
            if field is not None:
                header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(section, self._columns.width(field))
        self._restoring = False
        self._fit()

    def set_columns(self, names: list[str]) -> None:
        """Show other columns and keep them."""
        self.records().set_columns(names)
        self.apply_columns()
        self._columns.keep(names, {})

    def widen(self, name: str, by: int) -> None:
        """Make a column so many pixels wider and keep that; the last one takes what is left anyway."""
        names = self.records().names
        if name in names:
            section = names.index(name) + 1
            self.setColumnWidth(section, max(self.columnWidth(section) + by, LEAST_WIDTH))

    def _keep_columns(self) -> None:
        if self._restoring:
            return
        header = self.horizontalHeader()
        order = [header.logicalIndex(at) for at in range(header.count())]
        self._columns.keep([field.name for at in order if (field := self.records().field(at))], {})

    def _resized(self, section: int, width: int) -> None:
        header, field = self.horizontalHeader(), self.records().field(section)
        # The last column takes what is left: its width is nobody's choice.
        if self._restoring or field is None or header.visualIndex(section) == header.count() - 1:
            return
        self._columns.keep(self._columns.names(), {field.name: width})

    def _fit(self) -> None:
        """Let the column of the title give way where the others would only just not fit."""
        model, header = self.records(), self.horizontalHeader()
        name = description(model.kind).title
        if name not in model.names:
            return
        fields = {at: field for at in range(1, header.count()) if (field := model.field(at))}
        wished = TICK_WIDTH + sum(self._columns.width(field) for field in fields.values())
        over = wished - self.viewport().width()
        title = model.names.index(name) + 1
        width = self._columns.width(fields[title])
        narrow = width - over if 0 < over <= TITLE_GIVES else width
        self._restoring = True
        most = 0 if self._columns.is_chosen(name) else max(width, theme.px(TITLE_MOST))
        self.setColumnWidth(title, max(narrow, min(self._longest(name), most)))
        self._restoring = False

    def _longest(self, name: str) -> int:
        """Return the width the first titles need to be read whole, 0 where none is at hand."""
        metrics = QFontMetrics(theme.font("body", bold=True))
        texts = (row.texts.get(name, "") for row in self.records().at_hand(FIRST))
        return max((metrics.horizontalAdvance(text) for text in texts), default=-AROUND) + AROUND

    def _came(self, first: QModelIndex, last: QModelIndex, roles: list[int]) -> None:
        """Fit again when the rows came that the widths are taken from; others, and ticks, change no width."""
        if first.row() < FIRST and last.column() > 0:
            self._fit()

    # Rows

    def records(self) -> RecordModel:
        """Return the model of records."""
        model = self.model()
        assert isinstance(model, RecordModel)
        return model

    def header(self) -> Header:
        """Return the header."""
        header = self.horizontalHeader()
        assert isinstance(header, Header)
        return header

    def limits(self) -> cells.Limits:
        """Return what cells are painted by beside their row."""
        return self._limits

    def set_limits(self, limits: cells.Limits) -> None:
        """Paint by another day or other limits."""
        self._limits = limits
        self.viewport().update()

    def rings(self) -> bool:
        """Return whether the current row shows the ring of the keyboard."""
        return self._ring and self.hasFocus()

    def current_id(self) -> UUID | None:
        """Return the id of the current record."""
        return self._selected

    def select(self, record_id: UUID | None) -> bool:
        """Make a record the current one; return whether the query has it."""
        self._selected, self._shows_selected = record_id, True
        number = self.records().row_of(record_id)
        if number >= 0:
            self.setCurrentIndex(self.records().index(number, 1))
        return number >= 0

    def unselect(self) -> None:
        """Have no current record."""
        self._selected = None
        self.setCurrentIndex(QModelIndex())
        self.selected.emit(None)
        self.viewport().update()

    def copy(self) -> None:
        """Put the ticked rows, or else the current one, on the clipboard as a table; ``copied`` tells how many."""
        model = self.records()
        current = model.id_at(self.currentIndex().row())
        ids = model.ticked()[:MOST_COPIED] or ([current] if current else [])
        if ids:
            model.copy(ids, self._take_copy)

    def _take_copy(self, table: Table) -> None:
        table.put()
        self.copied.emit(table.rows)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.viewport().update()
        if self._restoring or not current.isValid():
            return
        self._selected = current.data(RECORD)
        self.selected.emit(self._selected)

    def _before_reset(self) -> None:
        self._restoring = True
        self._kept = (self.verticalScrollBar().value(), self.horizontalScrollBar().value())

    def _after_reset(self) -> None:
        self._restoring = True
        self.verticalScrollBar().setValue(self._kept[0])
        self.horizontalScrollBar().setValue(self._kept[1])
        self._restoring = False
        self._find_selected()
        self._watch()

    def _find_selected(self) -> None:
        """Put the current row where its record is now; nobody is told, the record is the same."""
        number = self.records().row_of(self._selected)
        if number < 0 or number == self.currentIndex().row():
            return
        self._restoring = True
        scroll = self.verticalScrollBar().value()
        self.setCurrentIndex(self.records().index(number, 1))
        if self._shows_selected:
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        else:
            self.verticalScrollBar().setValue(scroll)
        self._shows_selected = False
        self._restoring = False

    def _watch(self) -> None:
        first = max(self.rowAt(0), 0)
        last = first + self.viewport().height() // max(self.verticalHeader().defaultSectionSize(), 1) + 1
        self.records().watch(first, min(last, max(self.records().rowCount() - 1, 0)))

    def _retheme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]))
        self.horizontalHeader().setFixedHeight(theme.px(tokens.HEIGHT["header"]))
        self._widen()
        self.viewport().update()

    # Mouse and keyboard

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Know which rows are on screen, and fit the columns."""
        super().resizeEvent(event)
        self._fit()
        self._watch()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick in the first column, Shift ticks the rows between; elsewhere choose the current row."""
        self._ring = False
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() == 0:
            model = self.records()
            on = not model.is_ticked(index.row())
            start = self.currentIndex().row()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and start >= 0:
                low, high = sorted((start, index.row()))
                model.tick(range(low, high + 1), True)
            else:
                model.tick([index.row()], on)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the form of a row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() > 0:
            self.wanted.emit(index.data(RECORD))
        elif index.isValid():
            self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Enter and F2 open, Ctrl+A ticks all, Ctrl+C copies, Delete asks."""
        model, number = self.records(), self.currentIndex().row()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        self._ring = True
        if key == Qt.Key.Key_Space and number >= 0:
            model.tick([number], not model.is_ticked(number))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and number >= 0:
            self.wanted.emit(model.id_at(number))
        elif key == Qt.Key.Key_A and control:
            model.tick_all(model.tick_state() != Qt.CheckState.Checked)
        elif key == Qt.Key.Key_C and control:
            self.copy()
        elif key == Qt.Key.Key_Delete and (number >= 0 or model.ticked_count()):
            self.removal_wanted.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else model.rowCount() - 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and shift and number >= 0:
            model.tick([number], True)
            self._go(number + (1 if key == Qt.Key.Key_Down else -1))
            model.tick([self.currentIndex().row()], True)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (48 if key == Qt.Key.Key_Right else -48))
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def _go(self, number: int) -> None:
        if 0 <= number < self.records().rowCount():
            index = self.records().index(number, 1)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def take_keyboard(self) -> None:
        """Have the keyboard in the rows, as Tab would."""
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when reached by the keyboard, and have a current row."""
        super().focusInEvent(event)
        self._ring = event.reason() in BY_KEYBOARD
        if self._ring and not self.currentIndex().isValid() and self.records().rowCount():
            self._go(0)
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: the search box searches."""
