"""The one list: views, search, filters, columns, table, bulk bar and pane, the same for every kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.models import Kind, description
from desktop.services import grouping, saving
from desktop.services.grouping import Group
from desktop.services.queries import shown_deleted
from desktop.services.records import Filter, Query
from desktop.storage.work import Changed
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.records import cells, reading, sincesheet
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.beside import Beside
from desktop.views.records.bulk import BulkBar
from desktop.views.records.chooser import ColumnSheet
from desktop.views.records.filters import FilterBar
from desktop.views.records.groups import GroupPanel
from desktop.views.records.model import RecordModel
from desktop.views.records.pane import Pane
from desktop.views.records.removal import Removal
from desktop.views.records.settings import Columns
from desktop.views.records.table import RecordTable
from desktop.views.records.viewtabs import ViewTabs
from desktop.views.sheets.doors import SheetDoors
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState, LoadingBars

SEARCH_WIDTH = 220


class RecordList(QFrame):
    """The list page of one kind of record."""

    selected = Signal(object)
    """The id of the record in the pane, or None."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        *,
        views: Sequence[View] = (),
        actions: Sequence[Action] = (),
        bulk_actions: Sequence[Action] = (),
        extras: Extras | None = None,
        title: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self.kind = kind
        self._desk = desk
        self._described = description(kind)
        self._actions, self._bulk_actions = actions, bulk_actions
        self._writes = saving.allowed(kind, desk.actor)
        self._concerned = reading.concerned(kind)
        self._deleted = False
        self._stale = self._grouped_by_view = False
        self._total = 0
        self._columns = Columns(desk.folder, kind)
        self._limits = cells.limits(desk.context())
        self.model = RecordModel(desk, kind, self._columns.names(), self)
        self.table = RecordTable(self.model, self._columns, self._limits)
        self.pane = Pane(desk, kind, extras or Extras())
        self._build(title or self._described.label, views)
        self._pause = settled(self, self.refresh)
        self._beside = Beside(self, self._row, self.table, self.pane)
        self._connect()
        self.reload()
        self.saved.read()

    # Building

    def _build(self, title: str, views: Sequence[View]) -> None:
        self._title = label(title, "h1")
        self._count = label("", "sub")
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        self.sheets = SheetDoors(desk=self._desk, page=self, model=self.model)
        for made in self.sheets.buttons():
            head.addWidget(made)
        for one in self._actions:
            if self._writes or not one.writes:
                head.addWidget(self._action_button(one))
        self.new_button: QPushButton | None = None
        if self._writes:
            self.new_button = button(f"新建{self._described.label}", "plus", "primary", key="new")
            self.new_button.clicked.connect(self.create)
            head.addWidget(self.new_button)
        self.more_button = icon_button("more", "更多")
        self.more_button.clicked.connect(self._open_more)
        head.addWidget(self.more_button)

        self.groups = GroupPanel(self._desk, self.kind)
        self.tabs = ViewTabs(
            self._desk, self.kind, views, self, lambda: (self.model.query, self.model.names, self.groups.word())
        )
        self.saved = self.tabs.saved
        self.search = SearchBox(self._hint(), f"搜索{self._described.label}")
        self.search.setToolTip(shortcuts.hint("搜索", "find"))
        self._rescale()
        self.filters = FilterBar(self._desk, self.kind)
        self.columns_button = button("", "columns", "chip", hint="选择显示的列")
        self._name_columns()
        tools = QHBoxLayout()
        tools.setSpacing(tokens.SPACE[1])
        for widget in (self.search, self.filters, self.groups.button, self.columns_button):
            tools.addWidget(widget, 1 if widget is self.filters else 0, Qt.AlignmentFlag.AlignTop)
        tools.setAlignment(self.filters, Qt.AlignmentFlag(0))

        self._upper = QVBoxLayout()
        self._upper.setContentsMargins(tokens.PAGE_MARGIN, tokens.SPACE[2], tokens.PAGE_MARGIN, 8)
        self._upper.setSpacing(4)
        self._upper.addLayout(head)
        self._upper.addWidget(self.tabs)
        self._upper.addSpacing(4)
        self._upper.addLayout(tools)
        self.banner = Banner("danger", "没有读出列表", " ")
        self.banner.add_action("重试", self.reload, "refresh")
        self.banner.hide()
        self._upper.addWidget(self.banner)

        self.empty = EmptyState(f"没有{self._described.label}")
        self.clear_button = self.empty.add_action("清除筛选", self.clear_filters, "close")
        if self._writes:
            self.empty_new = self.empty.add_action(f"新建{self._described.label}", self.create, "plus")
        self.bars = LoadingBars(8)
        self._waiting = QWidget()
        around = QVBoxLayout(self._waiting)
        around.setContentsMargins(tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 0)
        around.addWidget(self.bars)
        around.addStretch(1)
        self.stack = QStackedWidget()
        for page in (self.table, self.empty, self._waiting):
            self.stack.addWidget(page)
        self._removal = Removal(self._desk, self, self.model, self._refused)
        self.bulk = BulkBar(self._described, self._bulk_buttons())
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._upper)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.groups)
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.bulk)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.pane)
        self.setFocusProxy(self.table)
        for before, after in (
            (self.saved.button, self.search),
            (self.search, self.filters),
            (self.filters, self.groups.button),
            (self.groups.button, self.columns_button),
            (self.columns_button, self.groups),
            (self.groups, self.table),
            (self.table, self.bulk),
        ):
            QWidget.setTabOrder(before, after)

    def _rescale(self) -> None:
        self.search.setFixedWidth(theme.px(SEARCH_WIDTH))

    def _hint(self) -> str:
        named = "名称、编码" if self._described.code else self._described[self._described.title].label
        return f"{named}、拼音首字母"

    def _action_button(self, one: Action) -> QPushButton:
        made = button(one.label, one.icon, "ghost", key=one.key)
        made.clicked.connect(lambda: one.act(Chosen(self.kind, (), self.model.query)))
        return made

    def _bulk_buttons(self) -> list[QPushButton]:
        made = [*self.sheets.bulk_buttons()]
        for one in self._bulk_actions:
            if self._writes or not one.writes:
                act = button(one.label, one.icon, "sm")
                act.clicked.connect(lambda _checked=False, one=one: one.act(self._chosen()))
                made.append(act)
        if self._writes:
            self.remove_button = button("删除", "trash", "sm danger", hint="删除勾选的记录  Delete")
            self.remove_button.clicked.connect(self.remove)
            self.restore_button = button("恢复", "undo", "sm")
            self.restore_button.clicked.connect(self.restore)
            self.restore_button.hide()
            made += [self.remove_button, self.restore_button]
        return made

    def _connect(self) -> None:
        theme.signals.changed.connect(self._rescale)
        self.tabs.wanted.connect(self._show_view)
        self.tabs.counted.connect(self._show_count)
        self.groups.chosen.connect(self._show_group)
        self.groups.changed.connect(lambda: self.groups.show_for(self.model.query))
        self.groups.left.connect(self.table.take_keyboard)
        self.groups.copied.connect(lambda many: self._desk.toast(f"已复制 {many:,} 组，可以粘贴到表格里"))
        self.table.group_wanted.connect(self.groups.take_column)
        self.search.searched.connect(lambda _text: self.reload())
        self.search.left_downwards.connect(self.table.setFocus)
        self.filters.changed.connect(self.reload)
        self.columns_button.clicked.connect(self._choose_columns)
        self.table.selected.connect(self._select)
        self.table.wanted.connect(self.open)
        self.table.removal_wanted.connect(self.remove)
        self.table.copied.connect(lambda many: self._desk.toast(f"已复制 {many:,} 行，可以粘贴到表格里"))
        self.model.loading.connect(self._loading)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._failed)
        self.model.ticks_changed.connect(self._show_ticks)
        self.bulk.cleared.connect(lambda: self.model.tick_all(False))
        self._desk.changes.happened.connect(self._changed)
        self.table.clicked.connect(lambda _index: self._beside.want())
        for name, act in (
            ("find", self._focus_search),
            ("order", self._open_order),
            ("list.close", self._step_back),
            ("refresh", self.refresh),
        ):
            shortcuts.bind(name, self, act, inside=True)

    # What is asked

    def query(self) -> Query:
        """Return what the list shows."""
        return self.model.query

    def show_filters(self, filters: Sequence[Filter], select: UUID | None = None) -> None:
        """Show the records under these filters, perhaps with one selected; the search is cleared."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.tabs.stand_on(filters)
        self.filters.set_filters(filters)
        if select is not None:
            self.table.select(select)
            self.selected.emit(select)
            self._beside.want()
        self.reload()

    def reload(self, order: tuple[tuple[str, bool], ...] | None = None) -> None:
        """Read the list anew from the search and the filters as they stand, perhaps in another order."""
        text, filters = self.search.text().strip(), self.filters.filters()
        query = replace(self.model.query, text=text, filters=filters, deleted=self._deleted)
        query = sincesheet.ordered(query if order is None else replace(query, order=order))
        self.filters.set_base(replace(query, filters=()))
        self.model.set_query(query)
        self._show_ways_back()
        self.groups.show_for(query)
        self.tabs.count(self._deleted)

    def refresh(self) -> None:
        """Read again what is shown; while nobody looks this waits."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._limits = cells.limits(self._desk.context())
        self.table.set_limits(self._limits)
        self.model.refresh()
        self.groups.show_for(self.model.query, fresh=True)
        self.tabs.count(self._deleted)
        if not self.pane.isHidden():
            self.pane.refresh()

    def clear_filters(self) -> None:
        """Show everything."""
        self.show_filters(())

    def _show_view(self, view: View) -> None:
        self.filters.set_filters(view.filters)
        # What a saved view shows is not the person's usual choice of columns, and does not outlast it.
        other = view.saved_id is not None or self.model.names != self._columns.names()
        if other:
            self.model.set_columns(view.columns or self._columns.names())
            self.table.apply_columns()
            self._name_columns()
        if view.saved_id is not None or self._grouped_by_view:
            self.groups.set_grouping(grouping.grouping(self.kind, view.grouping))
        self._grouped_by_view = bool(view.grouping)
        self.reload(view.order if other else None)

    def _show_group(self, group: Group | None) -> None:
        """Show the records of a group, or for None those of all groups."""
        by = self.groups.by
        if by is not None:
            those = group.filters if group else ()
            texts = {those[0].value[0]: group.label} if group and those[0].operator == "in" else {}
            self.filters.put(by.column, those, texts)

    def _changed(self, changed: Changed) -> None:
        if self._concerned & changed.records.keys():
            self._pause.start()

    def _show_count(self, total: int) -> None:
        self._total, unit = total, self._described.unit
        self._count.setText(f"已删除 {total:,} {unit}" if self._deleted else f"共 {total:,} {unit}")
        self._show_ticks()
        self._show_empty()

    # What is read

    def _loading(self, on: bool) -> None:
        if on and not self.model.rowCount():
            self.stack.setCurrentWidget(self._waiting)
            self.bars.start()
        elif not on:
            self.bars.stop()

    def _loaded(self) -> None:
        self.banner.hide()
        self.stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        self._show_empty()
        self._show_ticks()
        self._beside.leave_gone()

    def _failed(self, sentence: str) -> None:
        self.banner.set_message("danger", "没有读出列表", sentence)
        self.banner.show()
        if self.model.rowCount():
            self.stack.setCurrentWidget(self.table)

    def _show_empty(self) -> None:
        name, unit = self._described.label, self._described.unit
        hidden = len(self.filters.chips()) + bool(self.search.text().strip())
        narrowed = hidden > 0 and not self._deleted
        if self._deleted:
            self.empty.set_text(f"没有已删除的{name}")
        elif narrowed:
            self.empty.set_text(f"没有符合条件的{name}", f"筛选了 {hidden} 项　共 {self._total:,} {unit}{name}")
        else:
            self.empty.set_text(f"还没有{name}", "")
        self.clear_button.setVisible(narrowed)
        if self._writes:
            self.empty_new.setVisible(not self._deleted)

    def _show_ticks(self) -> None:
        staff = any(self.model.field(at + 1).kind is Kind.STAFF for at in range(len(self.model.names)))  # type: ignore[union-attr]
        self.bulk.show_counts(self.model.ticked_count(), self.model.rowCount(), self._total, staff)

    # Actions

    def create(self) -> None:
        """Open the form of a new record; it begins with what the filters fix."""
        self._desk.open(self.kind, None, start=self.filters.fixed(self._described))

    def open(self, record_id: UUID) -> None:
        """Open the form of a record; previous and next walk through this list."""
        self._desk.open(self.kind, record_id, among=self.model.all_ids())

    def remove(self) -> None:
        """Ask, then delete the ticked records, or else the selected one, as one action."""
        ids = self._chosen().ids or tuple(one for one in (self.table.current_id(),) if one)
        if not ids or not self._writes or self._deleted:
            return
        self._removal.remove(ids)

    def restore(self) -> None:
        """Bring the ticked deleted records back."""
        ids = self._chosen().ids
        if ids and self._writes:
            self._removal.restore(ids)

    def show_deleted(self, on: bool) -> None:
        """Show the deleted records instead of the living ones, or go back."""
        self._deleted = on
        self.model.tick_all(False)
        if self.new_button is not None:
            self.new_button.setEnabled(not on)
        self.clear_filters()

    def _show_ways_back(self) -> None:
        """Offer to delete where living records are shown, to restore where deleted ones are."""
        if self._writes:
            self.remove_button.setVisible(not self._deleted)
            self.restore_button.setVisible(shown_deleted(self.model.query) is not False)

    def _refused(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有改动", str(error))
        self.banner.show()

    def _chosen(self) -> Chosen:
        return Chosen(self.kind, tuple(self.model.ticked()), self.model.query)

    def _choose_columns(self) -> None:
        sheet = ColumnSheet(self, self.kind, self.model.names, self._columns.usual())
        sheet.chosen.connect(self._take_columns)
        sheet.widened.connect(self.table.widen)
        sheet.open_at(self.columns_button.mapToGlobal(QPoint(self.columns_button.width(), 0)), self.columns_button)

    def _take_columns(self, names: list[str]) -> None:
        self.table.set_columns(names)
        self._name_columns()
        self._show_ticks()

    def _name_columns(self) -> None:
        self.columns_button.setText(f"列 {len(self.model.names)}/{self._columns.known()}")

    def _open_more(self) -> None:
        menu = QMenu(self)
        text = f"返回{self._described.label}列表" if self._deleted else f"已删除的{self._described.label}"
        menu.addAction(text, lambda: self.show_deleted(not self._deleted))
        self.table.header().fill(menu.addMenu(shortcuts.hint("排序和分组", "order")))
        self.sheets.fill(menu)
        menu.addAction(shortcuts.hint("刷新", "refresh"), self.refresh)
        menu.exec(self.more_button.mapToGlobal(QPoint(0, self.more_button.height() + 4)))
        menu.deleteLater()

    def _open_order(self) -> None:
        menu = QMenu(self)
        self.table.header().fill(menu)
        menu.exec(self.stack.mapToGlobal(QPoint(0, self.table.header().height())))
        menu.deleteLater()

    # Pane

    def _select(self, record_id: UUID | None) -> None:
        self.selected.emit(record_id)
        self._beside.follow(record_id)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _step_back(self) -> None:
        if self.search.hasFocus() and self.search.text():
            self.search.clear_now()
        elif not self.pane.isHidden():
            self._beside.close()
        elif self.model.ticked_count():
            self.model.tick_all(False)
        elif self.table.current_id() is not None:
            self.table.unselect()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the pane and the margins for the new width."""
        super().resizeEvent(event)
        narrow = self.window().width() < tokens.NARROW_BELOW
        margin = tokens.PAGE_MARGIN_NARROW if narrow else tokens.PAGE_MARGIN
        self.groups.fit()
        self._upper.setContentsMargins(margin, 8 if narrow else tokens.SPACE[2], margin, 8)
        self._beside.place()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._pause.start()
        if self.focusWidget() is None:
            self.table.setFocus()
