"""The page of the Party organisation: the tree with one organisation beside it, and the lists of parts and members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.models import PartyLevel
from desktop.services import party_structure, records, saving
from desktop.services.party_structure import Level, Node
from desktop.services.records import Filter, Opened
from desktop.storage.work import Changed
from desktop.views import shortcuts, theme, tokens
from desktop.views.desk import Desk
from desktop.views.party.model import BELOW, LEADER, MEMBERS, NAME, NOTICES, PartyModel
from desktop.views.party.move import MoveDialog
from desktop.views.records.actions import Action, Extras, View
from desktop.views.records.list import RecordList
from desktop.views.records.pane import Pane
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.inputs import SearchBox
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import Elided, label
from desktop.views.widgets.waiting import EmptyState

FOUND = 60
SETTLE_MS = 120
LIST_LEAST = 96
TREE, ORGANISATIONS, MEMBERSHIPS = "tree", "party_organisations", "memberships"
CONCERNED = frozenset({"party_organisations", "memberships", "people", "grids", "divisions", "settings", "codes"})
OPEN = Filter("open", "is", True)
NEXT = {
    PartyLevel.COMMITTEE.value: (PartyLevel.BRANCH.value, "branch"),
    PartyLevel.BRANCH.value: (PartyLevel.GROUP.value, "group"),
    PartyLevel.GROUP.value: (PartyLevel.HOUSEHOLD.value, "household"),
}
"""Level and form a new organisation begins with, by the level above it."""


class PartyPage(QFrame):
    """Committees, branches, groups and member households, and who belongs to them."""

    status_changed = Signal(str)
    help_topic = "party"
    title = "党组织"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "paper")
        self._desk = desk
        self._writes = saving.allowed("party_organisations", desk.actor)
        self._lists: dict[str, RecordList] = {}
        self._wanted: UUID | None = None
        self._shut = True
        self._sums = ""
        self.model = PartyModel(self)
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self.reload)
        desk.changes.happened.connect(self._changed)
        self.setFocusProxy(self.tree)
        self.reload()

    # Building

    def _build(self) -> None:
        self.switch = Segmented([(TREE, "体系"), (ORGANISATIONS, "组织"), (MEMBERSHIPS, "党员")], "显示")
        self.switch.chosen.connect(self._show)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.PAGE_MARGIN, 12, tokens.PAGE_MARGIN, 6)
        head.setSpacing(tokens.SPACE[2])
        head.addWidget(label("党组织", "h1"))
        head.addWidget(self.switch)
        head.addStretch(1)
        self.chart = button("打印体系图", "print", key="boards")
        self.chart.clicked.connect(lambda _checked=False: self._desk.go("preview", paper="party-tree"))
        head.addWidget(self.chart)
        self.new_button = button("新建党组织", "plus", "primary", key="new")
        self.new_button.clicked.connect(lambda _checked=False: self.begin())
        self.new_button.setVisible(self._writes)
        head.addWidget(self.new_button)
        self._head = QWidget()
        self._head.setLayout(head)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._tree_side(), 1)
        self.pane = Pane(
            self._desk,
            "party_organisations",
            Extras(
                top=self._top,
                related=("memberships", "party_organisations"),
                actions=[Action("名册", "print", lambda chosen: self.print_roster(chosen.ids[0]))],
                hidden=frozenset({"level"}),
            ),
        )
        self.pane.closed.connect(lambda: self.pane.hide())
        self.pane.hide()
        row.addWidget(self.pane)
        self._stack = QStackedWidget()
        self._stack.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)

    def _tree_side(self) -> QWidget:
        self.search = SearchBox("组织名称、拼音首字母", "搜索党组织", shortcuts.shown("party.find"))
        self.search.setMaximumWidth(theme.px(280))
        self.search.searched.connect(self._find)
        shortcuts.bind("party.find", self.search, lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self.notices = button("", "warning", "sm")
        self.notices.clicked.connect(lambda _checked=False: self.show_noticed())
        self.notices.hide()
        self.move_button = button("改上级", "exchange", "sm", key="party.move")
        self.move_button.clicked.connect(lambda _checked=False: self.move_current())
        self.child_button = button("添加下级", "plus", "sm", key="party.child")
        self.child_button.clicked.connect(lambda _checked=False: self.begin(below=True))
        for one in (self.move_button, self.child_button):
            one.setVisible(self._writes)
            one.setEnabled(False)
        self.counts = Elided("", "sub")
        tools = QHBoxLayout()
        tools.setSpacing(tokens.SPACE[1])
        tools.addWidget(self.search)
        tools.addWidget(self.notices)
        tools.addStretch(1)
        tools.addWidget(self.child_button)
        tools.addWidget(self.move_button)
        self.tree = _Tree(self)
        self.tree.setModel(self.model)
        self.tree.header().setStretchLastSection(False)
        self._size_columns()
        self.tree.selectionModel().currentChanged.connect(lambda now, _before: self._pick(now))
        self.found = QListWidget()
        self.found.setAccessibleName("找到的党组织")
        self.search.left_downwards.connect(lambda: (self.found if self.found.count() else self.tree).setFocus())
        self.found.itemActivated.connect(self._open_found)
        self.found.itemClicked.connect(self._open_found)
        self.nothing = EmptyState("没有找到党组织")
        self.nothing.add_action("清除搜索", self.search.clear_now, "close")
        self.none_yet = EmptyState("还没有党组织", "先建最上级的党（工）委或社区党支部，也可以从表格一次导入整个体系")
        if self._writes:
            self.none_yet.add_action("新建党组织", lambda: self.begin(), "plus", "primary")
            self.none_yet.add_action("从表格导入", lambda: self._show_kind(ORGANISATIONS), "import")
        self._left = QStackedWidget()
        for part in (self.tree, self.found, self.nothing, self.none_yet):
            self._left.addWidget(part)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        upper = QVBoxLayout()
        upper.setContentsMargins(tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 8)
        upper.setSpacing(6)
        upper.addLayout(tools)
        upper.addWidget(self.counts)
        column.addLayout(upper)
        column.addWidget(self._left, 1)
        return side

    def _size_columns(self) -> None:
        header = self.tree.header()
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((LEADER, 92), (MEMBERS, 64), (BELOW, 56), (NOTICES, 168)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, theme.px(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        narrow = self.window().width() < tokens.NARROW_BELOW
        self.tree.setColumnHidden(LEADER, narrow)
        self.tree.setColumnHidden(BELOW, narrow)
        self.tree.header().resizeSection(NOTICES, theme.px(120 if narrow else 168))

    # What is shown

    def sums(self) -> str:
        """Return the counts of the levels for the status bar."""
        return self._sums

    def show_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of organisations or of memberships under these filters."""
        self._show_kind(kind)
        self._lists[kind].show_filters(filters, select)

    def show_what(self, organisation: UUID) -> None:
        """Show an organisation in the tree."""
        self.switch.set_current(TREE)
        self.open_to(organisation)

    def show_noticed(self) -> None:
        """Show the organisations that stand out."""
        self.show_list(ORGANISATIONS, (Filter("noticed", "is", True),))

    def reload(self) -> None:
        """Read the tree anew and open it where it was."""
        desk = self._desk

        def read(progress: Any) -> tuple[list[Node], list[Level]]:
            context = desk.context()
            with desk.database.read() as session:
                nodes = party_structure.tree(session, context)
                return nodes, party_structure.by_level(nodes, session)

        desk.jobs.run(self, read, lambda found: self._take(*found), label="读取党组织")

    def open_to(self, organisation: UUID) -> None:
        """Open the tree down to an organisation and select it; once it has been read, if it is not there yet."""
        self._wanted = organisation
        index = self.model.find(organisation)
        if not index.isValid():
            return
        above = index.parent()
        while above.isValid():
            self.tree.expand(above)
            above = above.parent()
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)

    def current(self) -> Node | None:
        """Return the organisation that is chosen in the tree."""
        return self.model.node(self.tree.currentIndex())

    def _take(self, nodes: list[Node], levels: list[Level]) -> None:
        chosen = self.current()
        wanted = self._wanted or (chosen.id if chosen else None)
        open_ones = {node.id for node in self.model.nodes() if self.tree.isExpanded(self.model.find(node.id))}
        self.model.set_nodes(nodes)
        for node in nodes:
            if node.id in open_ones or (self._shut and node.depth == 0):
                self.tree.expand(self.model.find(node.id))
        self._shut = not nodes
        if nodes and self._left.currentWidget() in (self.none_yet, self.tree):
            self._left.setCurrentWidget(self.tree)
        elif not nodes:
            self._left.setCurrentWidget(self.none_yet)
        parts = [f"{level.label} {level.count:,}" for level in levels]
        tops = [node for node in nodes if node.depth == 0]
        people = f"正式党员 {sum(one.full for one in tops):,}，预备 {sum(one.probationary for one in tops):,}"
        self.counts.set_text("　".join([*parts, people]) if nodes else "")
        self._sums = "  ".join(parts)
        self.status_changed.emit(self._sums)
        noticed = sum(bool(node.notices) for node in nodes)
        self.notices.setText(f"{noticed} 个有提示")
        self.notices.setVisible(noticed > 0)
        if self.model.find(wanted).isValid() and wanted is not None:
            self.open_to(wanted)
        elif nodes:
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _pick(self, index: QModelIndex) -> None:
        node = self.model.node(index) if index.isValid() else None
        self.move_button.setEnabled(node is not None)
        self.child_button.setEnabled(node is not None and node.level != PartyLevel.HOUSEHOLD)
        if node is None:
            return
        self._wanted = node.id
        self.pane.show()
        self.pane.show_record(node.id)

    def _top(self, opened: Opened) -> QWidget | None:
        """Return members and notices over the values of an organisation."""
        node = self.model.known(opened.id)
        if node is None:
            return None
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, word in ((node.full, "名正式党员"), (node.probationary, "名预备党员")):
            row.addWidget(label(f"{number:,}", "num"))
            row.addWidget(label(word, "sub"), 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        column.addLayout(row)
        if node.leader:
            column.addWidget(Elided(f"{node.duty} {node.leader}"))
        for words in node.notices:
            line = QHBoxLayout()
            line.addWidget(Tag(words, "amber"))
            line.addStretch(1)
            column.addLayout(line)
        return made

    # Actions

    def begin(self, below: bool = False) -> None:
        """Begin a new organisation, under the chosen one with ``below``."""
        node = self.current() if below else None
        if node is None:
            self._desk.open("party_organisations", None, start={})
            return
        level, form = NEXT.get(node.level, (None, None))
        start: dict[str, Any] = {"parent_id": node.id}
        if level:
            start |= {"level": level, "form": form}
        self._desk.open("party_organisations", None, start=start)

    def edit_current(self) -> None:
        """Open the form of the chosen organisation."""
        if (node := self.current()) is not None:
            self._desk.open("party_organisations", node.id)

    def move_current(self) -> None:
        """Ask for another parent of the chosen organisation."""
        node = self.current()
        if node is None or not self._writes:
            return
        dialog = MoveDialog(self._desk, self, node, self.model.known(node.parent_id))
        dialog.finished.connect(lambda _code: dialog.deleteLater())
        dialog.open()

    def print_roster(self, organisation: UUID) -> None:
        """Show the roster of an organisation before it is printed."""
        self._desk.go("preview", paper="party-roster", organisation=organisation)

    # Search

    def _find(self, text: str) -> None:
        if not text:
            self._left.setCurrentWidget(self.tree if self.model.rowCount() else self.none_yet)
            return
        desk = self._desk

        def read(progress: Any) -> list[tuple[UUID, str, str]]:
            with desk.database.read() as session:
                return records.candidates(session, "party_organisations", text, FOUND)

        def take(hits: list[tuple[UUID, str, str]]) -> None:
            if self.search.text().strip() != text:
                return
            self.found.clear()
            for one, title, _code in hits:
                node = self.model.known(one)
                above = self.model.known(node.parent_id) if node else None
                item = QListWidgetItem(f"{title}　{above.name}" if above else title)
                item.setData(Qt.ItemDataRole.UserRole, one)
                if node is not None:
                    self.found.addItem(item)
            self.found.setCurrentRow(0)
            self._left.setCurrentWidget(self.found if self.found.count() else self.nothing)

        desk.jobs.run(self, read, take, label="搜索党组织")

    def _open_found(self, item: QListWidgetItem) -> None:
        organisation = item.data(Qt.ItemDataRole.UserRole)
        self.search.clear_now()
        self._left.setCurrentWidget(self.tree)
        self.open_to(organisation)
        self.tree.setFocus()

    # Lists

    def record_list(self, kind: str) -> RecordList:
        """Return a list, made when it is first asked for."""
        if kind not in self._lists:
            made = _organisations(self._desk) if kind == ORGANISATIONS else _memberships(self._desk)
            made.stack.setMinimumHeight(LIST_LEAST)
            self._lists[kind] = made
            self._stack.addWidget(made)
        return self._lists[kind]

    def _show_kind(self, kind: str) -> None:
        self.switch.set_current(kind)
        self._show(kind)

    def _show(self, key: str) -> None:
        for one in (self.chart, self.new_button):
            one.setVisible(key == TREE and (one is self.chart or self._writes))
        if key == TREE:
            self._stack.setCurrentIndex(0)
            self.tree.setFocus()
        else:
            self._stack.setCurrentWidget(self.record_list(key))

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._pause.start()


class _Tree(QTreeView):
    """The tree; Enter opens the form."""

    def __init__(self, page: PartyPage) -> None:
        super().__init__()
        self._page = page
        self.setAccessibleName("党组织体系")
        self.setUniformRowHeights(True)
        self.setIndentation(20)
        self.setAllColumnsShowFocus(True)
        self.doubleClicked.connect(lambda _index: page.edit_current())
        self.setExpandsOnDoubleClick(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open the form of the organisation; the rest is the tree's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._page.edit_current()
        else:
            super().keyPressEvent(event)


def _organisations(desk: Desk) -> RecordList:
    def print_roster(chosen: Any) -> None:
        desk.go("preview", paper="party-roster", organisation=chosen.ids[0])

    return RecordList(
        desk,
        ORGANISATIONS,
        title="组织",
        views=[
            View("党支部", (OPEN, Filter("level", "is", PartyLevel.BRANCH.value))),
            View("党小组", (OPEN, Filter("level", "is", PartyLevel.GROUP.value))),
            View("中心户", (OPEN, Filter("level", "is", PartyLevel.HOUSEHOLD.value))),
            View("有提示", (Filter("noticed", "is", True),)),
            View("已撤销", (Filter("open", "is", False),)),
        ],
        actions=[
            Action("中心户一览表", "print", lambda chosen: desk.go("preview", paper="party-households"), "boards")
        ],
        extras=Extras(actions=[Action("名册", "print", print_roster)], related=("memberships", "party_organisations")),
    )


def _memberships(desk: Desk) -> RecordList:
    current = Filter("current", "is", True)
    return RecordList(
        desk,
        MEMBERSHIPS,
        title="组织关系",
        views=[
            View("在册", (current,)),
            View("正式党员", (current, Filter("standing", "is", "full"))),
            View("预备党员", (current, Filter("standing", "is", "probationary"))),
            View("有职务", (current, Filter("duty", "filled"))),
            View("已转出", (Filter("current", "is", False),)),
        ],
        actions=[Action("打印名册", "print", lambda chosen: desk.go("preview", paper="party-roster"), "boards")],
    )
