"""The page of accounts: the list at the left, what is done with one at the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.services import accounts, records
from desktop.services.records import Query
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.accounts_page.forms import OWN, SecretForm, own_password, password
from desktop.views.desk import Desk
from desktop.views.widgets import cells
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.short_table import Index, ShortTable
from desktop.views.widgets.tag import TagRow
from desktop.views.widgets.text import Elided, label, line

COLUMNS = ("账号", "角色", "状态")
ADMINISTRATOR = "administrator"
PANE = 376
"""Wide enough for a recovery key."""
PASSWORD_HELP = "至少 8 个字符，不能与账号相同"


@dataclass(frozen=True)
class Entry:
    """One account as the list shows it."""

    id: UUID
    name: str
    role: str
    role_text: str
    active: bool
    own: bool


class Accounts(ShortTable[Entry]):
    """The accounts of the office."""

    columns = COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        one = self.rows[index.row()]
        return (one.name, one.role_text, state(one))[index.column()]


class Rows(cells.RowDelegate):
    """Names bold, roles plain, states as tags."""

    def paint_content(self, painter: QPainter, rect: Any, index: Index, row: cells.RowState) -> None:
        """Paint one cell."""
        model = index.model()
        assert isinstance(model, Accounts)
        one = model.rows[index.row()]
        if index.column() == 0:
            cells.paint_text(painter, rect, one.name, "h3" if row.selected else "body", "text" if one.active else "t3")
        elif index.column() == 1:
            cells.paint_text(painter, rect, one.role_text, colour="text" if one.active else "t3")
        else:
            tags = [("可登录", "green") if one.active else ("已停用", "grey")]
            cells.paint_tags(painter, rect, [*tags, ("本人", "blue")] if one.own else tags, row.selected)


class AccountsPage(QFrame):
    """Accounts and the recovery key; who is no administrator changes the own password only."""

    help_topic = "accounts"
    title = "账号"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "paper")
        self._desk = desk
        self._administers = desk.actor.role == ADMINISTRATOR
        self._selected: UUID | None = None
        self._roles: Mapping[str, str] = {}
        self.model = Accounts(self)
        self._build()
        desk.changes.happened.connect(self._changed)
        self.show_pane("own")
        self.reload()

    # Building

    def _build(self) -> None:
        self.count = label("", "sub")
        head = QHBoxLayout()
        head.setSpacing(tokens.SPACE[1])
        head.addWidget(label("账号", "h1"))
        head.addWidget(self.count)
        head.addStretch(1)
        own = button("修改我的密码", "key")
        own.clicked.connect(lambda _checked=False: self.begin("own"))
        head.addWidget(own)
        if self._administers:
            renew = button("恢复密钥", "shield-check")
            renew.clicked.connect(lambda _checked=False: self.begin("recovery"))
            add = button("新增账号", "plus", key="new_account")
            add.clicked.connect(lambda _checked=False: self.begin("add"))
            head.addWidget(renew)
            head.addWidget(add)
        self.table = self._table()
        left = QVBoxLayout()
        left.setContentsMargins(0, 12, 0, 0)
        left.setSpacing(10)
        head.setContentsMargins(tokens.PAGE_MARGIN, 0, tokens.PAGE_MARGIN, 0)
        left.addLayout(head)
        left.addWidget(self.table, 1)
        pane = QFrame()
        pane.setProperty("card", "pane")
        pane.setFixedWidth(PANE)
        self._stack = QStackedWidget()
        self._panes: dict[str, QWidget] = {}
        inside = QVBoxLayout(pane)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(self._stack)
        self.own_form = self._own_form()
        self._add_pane("own", self.own_form)
        if self._administers:
            self.add_form, self.edit_form, self.reset_form = self._add_form(), self._edit_form(), self._reset_form()
            self.renew_form = self._renew_form()
            self._add_pane("add", self.add_form)
            self.who, self.tags = Elided("", "h2"), TagRow()
            self._add_pane("edit", self.who, self.tags, self.edit_form, line(), self.reset_form)
            self._key_place = QVBoxLayout()
            holder = QWidget()
            holder.setLayout(self._key_place)
            self._key_place.setContentsMargins(0, 0, 0, 0)
            self._add_pane("recovery", self.renew_form, holder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(pane)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is little room."""
        super().resizeEvent(event)
        self.count.setVisible(self.window().width() >= tokens.NARROW_BELOW)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName("账号")
        table.setModel(self.model)
        table.setItemDelegate(Rows(table))
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        cells.name_corner(table)
        table.verticalHeader().setDefaultSectionSize(theme.px(tokens.HEIGHT["row"]) + 4)
        table.verticalHeader().hide()
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 150), (2, 150)):
            table.setColumnWidth(column, width)
        table.selectionModel().currentRowChanged.connect(lambda now, _before: self._pick(now.row()))
        return table

    def _add_pane(self, key: str, *parts: QWidget) -> None:
        scroll = BodyScroll((15, 14, 15, 14), 12)
        for part in parts:
            scroll.body.addWidget(part)
        scroll.body.addStretch(1)
        self._panes[key] = scroll
        self._stack.addWidget(scroll)

    def _own_form(self) -> SecretForm:
        desk = self._desk

        def act(values: Mapping[str, Any]) -> None:
            accounts.change_own_password(desk.database, desk.opened.keeper, values[OWN], values["password"], desk.clock)

        form = SecretForm(
            desk,
            "修改我的密码",
            f"账号 {desk.actor.name}。改完后下次登录用新密码，数据不用重新加密。",
            [
                (OWN, password("原密码")),
                ("password", password("新密码", PASSWORD_HELP)),
                ("again", password("再输入一次新密码")),
            ],
            "修改密码",
            act,
        )
        form.done.connect(lambda _nothing: desk.toast("密码已修改"))
        return form

    def _add_form(self) -> SecretForm:
        desk = self._desk

        def act(values: Mapping[str, Any]) -> UUID:
            row = {"name": values["name"].strip(), "role": values["role"], "active": True}
            return accounts.add_account(
                desk.database, desk.opened.keeper, row, values["password"], values[OWN], desk.clock
            )

        form = SecretForm(
            desk,
            "新增账号",
            "一人一个账号，操作历史才分得清是谁做的。",
            [
                ("name", Field("账号", Line(), "姓名或工号，最多 20 个字")),
                ("role", Field("角色", Choice())),
                ("password", password("第一次登录的密码", PASSWORD_HELP)),
                ("again", password("再输入一次")),
                (OWN, own_password()),
            ],
            "新增账号",
            act,
            icon="plus",
        )
        form.done.connect(self._added)
        return form

    def _edit_form(self) -> SecretForm:
        desk = self._desk

        def act(values: Mapping[str, Any]) -> None:
            assert self._selected is not None
            row = {"name": values["name"].strip(), "role": values["role"], "active": values["active"]}
            accounts.save_account(desk.database, desk.opened.keeper, self._selected, row)

        active = QCheckBox("可以登录")
        form = SecretForm(
            desk,
            "",
            "",
            [
                ("name", Field("账号", Line())),
                ("role", Field("角色", Choice())),
                ("active", Field("状态", active, "停用后不能再登录，做过的操作仍留在历史里")),
            ],
            "保存",
            act,
        )
        form.done.connect(lambda _nothing: desk.toast("账号已修改", undo=False))
        return form

    def _reset_form(self) -> SecretForm:
        desk = self._desk

        def act(values: Mapping[str, Any]) -> None:
            assert self._selected is not None
            accounts.set_password(
                desk.database, desk.opened.keeper, self._selected, values["password"], values[OWN], desk.clock
            )

        form = SecretForm(
            desk,
            "重设密码",
            "忘记密码或连续输错被锁定时用。请当面告诉本人，并请本人登录后改掉。",
            [("password", password("新密码", PASSWORD_HELP)), (OWN, own_password())],
            "重设密码",
            act,
            k="",
            icon="key",
        )
        form.done.connect(lambda _nothing: desk.toast("密码已重设"))
        return form

    def _renew_form(self) -> SecretForm:
        desk = self._desk

        def act(values: Mapping[str, Any]) -> str:
            return accounts.renew_recovery_key(desk.database, desk.opened.keeper, values[OWN], desk.clock)

        form = SecretForm(
            desk,
            "恢复密钥",
            "所有密码都忘记时，只有打印封存的恢复密钥能打开办公室。密钥遗失、启封或保管人变动时请更换，旧的随即作废。",
            [(OWN, own_password())],
            "更换恢复密钥",
            act,
            k="danger",
            icon="refresh",
        )
        form.done.connect(self._show_key)
        return form

    # What is shown

    def show_what(self, pane: str = "own") -> None:
        """Show what is done: ``own``, ``add`` or ``recovery``."""
        self.show_pane(pane)

    def show_pane(self, key: str) -> None:
        """Show a form at the right; the one left forgets its passwords."""
        if key not in self._panes:
            return
        for form in self.findChildren(SecretForm):
            form.forget()
        self._stack.setCurrentWidget(self._panes[key])
        if key != "edit":
            self.table.selectionModel().blockSignals(True)
            self.table.clearSelection()
            self.table.selectionModel().blockSignals(False)
            self._selected = None

    def begin(self, key: str) -> None:
        """Show a form and put the keyboard into its first input."""
        self.show_pane(key)
        form = self._panes[key].findChild(SecretForm)
        if form is not None:
            next(iter(form.fields.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def pane(self) -> str:
        """Return which form is shown."""
        return next(key for key, part in self._panes.items() if part is self._stack.currentWidget())

    def reload(self) -> None:
        """Read the accounts."""
        desk = self._desk

        def read(progress: Any) -> tuple[dict[str, str], list[Entry]]:
            context = desk.context()
            with desk.database.read() as session:
                roles = records.choices(session, "roles")
                rows = records.first_rows(session, Query("accounts"), ["name", "role", "active"], context, 500)
            return roles, [
                Entry(one.id, one.texts["name"], one.values["role"], one.texts["role"], bool(one.values["active"]),
                      one.id == desk.actor.account_id)
                for one in rows
            ]  # fmt: skip

        desk.jobs.run(self, read, lambda answer: self._take(*answer), label="读取账号")

    def _take(self, roles: dict[str, str], rows: list[Entry]) -> None:
        self._roles = roles
        selected = self._selected
        self.table.selectionModel().blockSignals(True)
        self.model.set_rows(rows)
        self.count.setText(f"共 {len(rows)} 个")
        if self._administers:
            for form in (self.add_form, self.edit_form):
                choice = form.fields["role"].editor
                assert isinstance(choice, Choice)
                kept = choice.value()
                choice.set_choices([(word, code) for code, word in roles.items()])
                choice.set_value(kept if kept else "clerk")
        at = next((number for number, one in enumerate(rows) if one.id == selected), -1)
        if at >= 0:
            self.table.selectRow(at)
        self.table.selectionModel().blockSignals(False)
        if at >= 0:
            self._show_account(rows[at])

    def _pick(self, row: int) -> None:
        if not self._administers or not 0 <= row < len(self.model.rows):
            return
        one = self.model.rows[row]
        self._selected = one.id
        self.show_pane("edit")
        self._show_account(one)

    def _show_account(self, one: Entry) -> None:
        self.who.set_text(one.name)
        self.tags.set_tags([("可登录", "green") if one.active else ("已停用", "grey"), (one.role_text, "grey")])
        self.edit_form.put("name", one.name)
        self.edit_form.put("role", one.role)
        self.edit_form.put("active", one.active)

    def _added(self, account_id: UUID) -> None:
        name = str(self.add_form.value("name")).strip()
        self.add_form.put("name", "")
        self._desk.toast(f"已新增账号 {name}")
        self._selected = account_id
        self._stack.setCurrentWidget(self._panes["edit"])
        self.reload()

    def _show_key(self, key: str) -> None:
        from desktop.views.recovery_page import KeyCard

        self.forget_key()
        opened = self._desk.opened
        self.key_card = KeyCard(key, opened.name, self._desk.actor.name, self._desk.clock, opened.demonstration)
        self._key_place.addWidget(label("新的恢复密钥（只显示这一次）", "h3"))
        self._key_place.addWidget(self.key_card)
        self.key_card.kept.connect(lambda kept: self._key_kept() if kept else None)

    def forget_key(self) -> None:
        """Take the recovery key off the screen."""
        while (item := self._key_place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _key_kept(self) -> None:
        self.forget_key()
        self._desk.toast("恢复密钥已更换，旧的已作废")

    def _changed(self, changed: Changed) -> None:
        if {"accounts", "codes"} & changed.records.keys():
            self.reload()


def state(one: Entry) -> str:
    """Return in words whether an account can log in."""
    return ("可登录" if one.active else "已停用") + ("，本人" if one.own else "")
