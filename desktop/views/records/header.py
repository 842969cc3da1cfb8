"""The header of a list: labels, the order as arrows with their rank, a tick box; its menu orders and groups."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from desktop.services import grouping
from desktop.views import theme, tokens
from desktop.views.records import orders
from desktop.views.records.model import NUMBERS, RecordModel
from desktop.views.widgets.cells import CELL_PADDING, paint_tick

LEAST_WIDTH = 36
GAP = 5


class Header(QHeaderView):
    """The header: labels as bold captions, the order as ↑ or ↓ after the label, a tick box first.

    A click orders by a column, Shift and a click by one column more.
    """

    ticked = Signal(bool)
    group_wanted = Signal(str)
    """The list is to be counted by the values of this column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._shift = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(LEAST_WIDTH)
        self.setFixedHeight(theme.px(tokens.HEIGHT["header"]))
        self.setAccessibleName("列标题")
        self.sectionClicked.connect(self._clicked)

    def records(self) -> RecordModel:
        """Return the model of records."""
        model = self.model()
        assert isinstance(model, RecordModel)
        return model

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw one section."""
        model = self.records()
        painter.save()
        painter.fillRect(rect, theme.token("head"))
        painter.setPen(QPen(theme.token("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        field = model.field(logicalIndex)
        if logicalIndex == 0:
            paint_tick(painter, rect, model.tick_state())
        elif field is not None:
            inside = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
            self._paint_words(painter, inside, field.label, orders.mark(model.query, field.name), field.kind in NUMBERS)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, text: str, mark: str, right: bool) -> None:
        painter.setPen(theme.token("t2"))
        painter.setFont(theme.font("head"))
        metrics = painter.fontMetrics()
        taken = metrics.horizontalAdvance(mark) + GAP if mark else 0
        # A label gives way to its mark: by what a list is ordered must always be seen.
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(rect.width() - taken, 0))
        width = metrics.horizontalAdvance(shown)
        left = rect.right() + 1 - taken - width if right else rect.left()
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, rect.top(), width + 1, rect.height()), middle, shown)
        if mark:
            painter.setPen(theme.token("text"))
            place = QRect(left + width + GAP, rect.top(), taken, rect.height())
            painter.drawText(place, middle, mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Know whether Shift is held while a column is clicked."""
        self._shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the ways to order by the column, and to group by it."""
        menu = self.menu(self.logicalIndexAt(event.pos()))
        if menu is not None:
            menu.exec(event.globalPos())
            menu.deleteLater()

    def menu(self, section: int) -> QMenu | None:
        """Return what can be done by a column, None for the column of ticks."""
        model = self.records()
        field = model.field(section)
        if field is None:
            return None
        menu = QMenu(self)
        now = orders.chosen(model.query)
        ways = orders.ways(model.kind, field)
        for words, one in ways:
            action = menu.addAction(words, partial(self._order, (one.pair(),)))
            action.setCheckable(True)
            action.setChecked(now == [one])
        others = [one for one in now if one.column != field.name]
        if others:
            menu.addSeparator()
            for words, one in ways:
                rest = menu.addAction(f"其次{words}", partial(self._order, orders.added(model.query, one)))
                rest.setCheckable(True)
                rest.setChecked(len(now) > 1 and one in now)
            if len(others) < len(now):
                menu.addAction("排序中去掉这一列", lambda: self._order(orders.without(model.query, field.name)))
        if field.name in grouping.groupable(model.kind):
            menu.addSeparator()
            menu.addAction(f"按{field.label}分组", lambda: self.group_wanted.emit(field.name))
        return menu

    def fill(self, menu: QMenu) -> None:
        """Add what can be done by each column, for people without a mouse."""
        model = self.records()
        for at in range(1, self.count()):
            section = self.logicalIndex(at)
            field, inner = model.field(section), self.menu(section)
            if field is not None and inner is not None:
                inner.setTitle(f"{field.label}  {orders.mark(model.query, field.name)}".rstrip())
                inner.setParent(menu, inner.windowFlags())
                menu.addMenu(inner)

    def _order(self, order: orders.Order) -> None:
        model = self.records()
        model.set_query(replace(model.query, order=order))
        self.viewport().update()

    def _clicked(self, section: int) -> None:
        model = self.records()
        field = model.field(section)
        if section == 0:
            self.ticked.emit(model.tick_state() != Qt.CheckState.Checked)
        elif field is not None:
            step = orders.then if self._shift else orders.only
            self._order(step(model.query, field.name))
