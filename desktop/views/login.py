"""The login window (登录): which office, which account, its password.

It is painted before SQLAlchemy, the ciphers and the records are imported: nothing here may import them at the top.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.storage import known
from desktop.views import theme
from desktop.views.entrance import Entrance
from desktop.views.jobs import Jobs, Progress
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import panel
from desktop.views.widgets.inputs import Line, PasswordField
from desktop.views.widgets.text import Elided, IconLabel, label, line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QPushButton

    from desktop.clock import Clock
    from desktop.services.offices import OpenOffice
    from desktop.views.widgets.banner import Banner

DEMO_ACCOUNT = "演示管理员"
DEMO_PASSWORD = "jingge-2026"
"""Everybody may know it: the demonstration office holds invented people only."""
DEMO_FOLDER = "演示办公室"

RESTORE, MOVE, RECOVER, RETRY = "从备份恢复", "更换办公室", "用恢复密钥登录", "重试"
"""What can be done from here about an error."""


def unlock(folder: Path, account: str, password: str, clock: Clock) -> OpenOffice:
    """Log in and open an office; for a worker."""
    from desktop.services import offices

    return offices.open_office(folder, account, password, clock)


class Login(Entrance):
    """Chooses an office and logs in; :attr:`opened` carries the open office.

    ``clock`` is asked for when the password is tried: nothing else here needs the time.
    """

    opened = Signal(object)
    recovery_wanted = Signal(object, str)
    """Folder and account."""
    restore_wanted = Signal(object)
    """Folder."""
    new_wanted = Signal()
    demo_wanted = Signal()

    def __init__(self, jobs: Jobs, clock: Callable[[], Clock], demo_folder: Path) -> None:
        super().__init__()
        self._jobs, self._clock, self._demo_folder = jobs, clock, demo_folder
        self._folder: Path | None = None
        self._accounts: list[str] = []
        self._step = ""
        self._looked = self._may_look = False
        self.title = label("登录", "h1")
        self.account = Line()
        self.account.setProperty("tall", "true")
        self.account.setAccessibleName("账号")
        self.password: PasswordField = PasswordField("密码", tall=True)
        self.account.returnPressed.connect(lambda: self.password.edit.setFocus())
        self.password.edit.returnPressed.connect(self.login)
        self.go = button("登录", "", "primary tall")
        self.go.clicked.connect(lambda _checked=False: self.login())
        self._build()

    def show_office(self, folder: Path | None, account: str = "", password: str = "") -> None:
        """Offer to log in to the office in a folder. What is remembered is shown; the key ring is read by :meth:`look`
        once the window is painted."""
        self._folder = folder
        self._accounts = []
        self._looked = False
        self._hide_banner()
        remembered = next((one for one in known.known() if one.path == folder), None) if folder else None
        if remembered is not None:
            account = account or remembered.account
        self._card_name.set_text(
            (remembered.name if remembered else "") or (folder.name if folder else "还没有选择办公室")
        )
        self._card_path.set_text(str(folder) if folder else "选择办公室所在的文件夹")
        self.account.setText(account)
        self.account.setCursorPosition(0)
        self.password.edit.setText(password)
        self._offer_accounts()
        self._show_hint(folder is not None and folder == self._demo_folder)
        self.setFocusProxy(self.password.edit if account else self.account)
        if self._may_look:
            self.look()

    def look(self) -> None:
        """Read what the office folder says of itself: name, accounts, whether it lies on a server.

        Called once the window is painted; from then on every office shown is looked into at once.
        """
        self._may_look = True
        folder = self._folder
        if folder is None or self._looked:
            return
        self._looked = True
        from desktop.storage import place as places

        place = places.Place(folder)
        on_server = False
        try:
            on_server = places.server_url(place) is not None
            if not on_server:
                ring = place.keeper.read()
                self._card_name.set_text(ring.office_name)
                self._accounts = [one.name for one in ring.accounts]
        except UserError as error:
            self.show_error(error)
        if not self.account.text() and self._accounts:
            self.account.setText(self._accounts[0])
            self.account.setCursorPosition(0)
            self.setFocusProxy(self.password.edit)
            if self.account.hasFocus():
                self.password.edit.setFocus()
        self._offer_accounts()
        self.set_foot("数据保存在办公室的服务器" if on_server else "数据库已加密，只保存在本机")

    def folder(self) -> Path | None:
        """Return the folder of the office shown."""
        return self._folder

    def show_error(self, error: UserError) -> None:
        """Say why the office cannot be opened, and what can be done from here."""
        self._step = action = next_step(error)
        self.banner.set_message("danger", _title(error), str(error))
        self._next.setVisible(bool(action))
        self._next.setText(action)
        self.banner.show()
        self.area.ensureWidgetVisible(self.banner)

    def login(self) -> None:
        """Try the password."""
        if not self.go.isEnabled():
            return
        if self._folder is None:
            self._open_offices()
            return
        folder, account, password = self._folder, self.account.text().strip(), self.password.edit.text()
        if not account or not password:
            (self.account if not account else self.password.edit).setFocus()
            return
        self._busy(True)

        def work(progress: Progress) -> OpenOffice:
            return unlock(folder, account, password, self._clock())

        self._jobs.run(self, work, self._opened, self._refused, label="登录")

    def _opened(self, office: OpenOffice) -> None:
        self._busy(False)
        self._hide_banner()
        self.password.edit.clear()
        self.opened.emit(office)

    def _refused(self, error: UserError) -> None:
        self._busy(False)
        self.show_error(error)
        self.password.edit.setFocus()
        self.password.edit.selectAll()

    def _busy(self, busy: bool) -> None:
        self.go.setEnabled(not busy)
        self.go.setText("正在打开…" if busy else "登录")
        for part in (self.account, self.password, self._change):
            part.setEnabled(not busy)

    def _do_next(self) -> None:
        if self._step == RESTORE:
            self.restore_wanted.emit(self._folder)
        elif self._step == MOVE:
            self._open_offices()
        elif self._step == RECOVER:
            self.recovery_wanted.emit(self._folder, self.account.text())
        else:
            self.login()

    # -- parts that are made when they are first shown

    @cached_property
    def banner(self) -> Banner:
        """Says why the office could not be opened."""
        from desktop.views.widgets.banner import Banner

        made = Banner("danger", "", " ")
        made.hide()
        self.column.insertWidget(2, made)
        return made

    @cached_property
    def _next(self) -> QPushButton:
        return self.banner.add_action("", self._do_next)

    @cached_property
    def _choose_account(self) -> QPushButton:
        return self.account.add_inner("chevron-down", "选择账号", self._open_accounts)

    @cached_property
    def _hint(self) -> QWidget:
        made = self._hint_card()
        self.column.addWidget(made)
        return made

    def _hide_banner(self) -> None:
        if "banner" in self.__dict__:
            self.banner.hide()

    def _offer_accounts(self) -> None:
        many = len(self._accounts) > 1
        if many or "_choose_account" in self.__dict__:
            self._choose_account.setVisible(many)

    def _show_hint(self, demo: bool) -> None:
        if demo or "_hint" in self.__dict__:
            self._hint.setVisible(demo)
        self._demo.setVisible(not demo)

    # -- choosing

    def make_offices_menu(self) -> QMenu:
        """Return the menu of the known offices."""
        menu = QtWidgets.QMenu(self)
        for one in known.known()[:10]:
            action = menu.addAction(f"{one.name or one.path.name}\t{one.path.parent}")
            theme.set_icon(action, "station", "t2", 16)
            action.triggered.connect(lambda _checked=False, one=one: self.show_office(one.path, one.account))
        menu.addSeparator()
        action = menu.addAction("选择办公室文件夹…")
        theme.set_icon(action, "folder", "t2", 16)
        action.triggered.connect(lambda _checked=False: self._choose_folder())
        return menu

    def _open_offices(self) -> None:
        menu = self.make_offices_menu()
        right = self._change.mapToGlobal(QtCore.QPoint(self._change.width(), self._change.height() + 2))
        menu.exec(QtCore.QPoint(right.x() - menu.sizeHint().width(), right.y()))
        menu.deleteLater()

    def _choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        found = QFileDialog.getExistingDirectory(self, "选择办公室文件夹", str(self._folder or Path.home()))
        if found:
            self.show_office(Path(found))

    def _open_accounts(self) -> None:
        menu = QtWidgets.QMenu(self)
        for name in self._accounts:
            menu.addAction(name).triggered.connect(lambda _checked=False, name=name: self._set_account(name))
        menu.setMinimumWidth(self.account.width())
        menu.exec(self.account.mapToGlobal(QtCore.QPoint(0, self.account.height() + 2)))
        menu.deleteLater()

    def _set_account(self, name: str) -> None:
        self.account.setText(name)
        self.password.edit.setFocus()

    # -- building

    def _build(self) -> None:
        column = self.column
        column.addWidget(self.title)
        column.addWidget(self._office_card())
        field = QVBoxLayout()
        field.setSpacing(4)
        word = label("账号", "sub")
        word.setBuddy(self.account)
        field.addWidget(word)
        field.addWidget(self.account)
        column.addLayout(field)
        column.addWidget(self.password)
        column.addSpacing(4)
        self.go.setSizePolicy(self.account.sizePolicy())
        column.addWidget(self.go)
        links = QHBoxLayout()
        recover = button(RECOVER, "key", "link")
        recover.clicked.connect(lambda _checked=False: self.recovery_wanted.emit(self._folder, self.account.text()))
        restore = button(RESTORE, "drive", "link")
        restore.clicked.connect(lambda _checked=False: self.restore_wanted.emit(self._folder))
        links.addWidget(recover)
        links.addStretch(1)
        links.addWidget(restore)
        column.addLayout(links)
        column.addWidget(line())
        others = QHBoxLayout()
        new = button("新建办公室", "plus", "ghost")
        new.clicked.connect(lambda _checked=False: self.new_wanted.emit())
        self._demo = button("演示办公室", "flag", "ghost")
        self._demo.clicked.connect(lambda _checked=False: self.demo_wanted.emit())
        others.addWidget(new)
        others.addStretch(1)
        others.addWidget(self._demo)
        column.addLayout(others)
        self.setTabOrder(self.account, self.password.edit)
        self.setTabOrder(self.password.edit, self.go)

    def _office_card(self) -> QWidget:
        card = panel("card", vertical=False, margins=(14, 9, 10, 9))
        row = card.layout()
        assert isinstance(row, QHBoxLayout)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._card_name = Elided("", "h3")
        self._card_path = Elided("", "cap", "t2")
        words.addWidget(self._card_name)
        words.addWidget(self._card_path)
        self._change = button("更换", "", "sm")
        self._change.setAccessibleName("更换办公室")
        self._change.clicked.connect(lambda _checked=False: self._open_offices())
        row.addWidget(IconLabel("station", "red", 20))
        row.addSpacing(3)
        row.addLayout(words, 1)
        row.addWidget(self._change)
        return card

    def _hint_card(self) -> QWidget:
        card = panel("gold", margins=(14, 9, 14, 10))
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(IconLabel("info", "gold", 16))
        head.addWidget(label("演示办公室", "h3"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(label(f"账号 {DEMO_ACCOUNT}，密码 {DEMO_PASSWORD}（已填好）", "sub", wrap=True))
        column.addWidget(label("人名、号码均为虚构，可以随意试用。", "sub", wrap=True))
        return card


class Locked(Entrance):
    """The office is open but locked: only the password of who is logged in opens it again."""

    unlocked = Signal()
    logout_wanted = Signal()
    recovery_wanted = Signal()
    """Log out, and log in by the recovery key."""

    def __init__(self, jobs: Jobs, clock: Clock, office: OpenOffice) -> None:
        super().__init__()
        from desktop.views.widgets.banner import Banner

        self._jobs, self._clock, self._office = jobs, clock, office
        self.banner = Banner("danger", "", " ")
        self.banner.hide()
        self.password = PasswordField("密码", tall=True)
        self.password.edit.returnPressed.connect(self.unlock)
        self.go = button("解锁", "", "primary tall")
        self.go.clicked.connect(lambda _checked=False: self.unlock())
        self.go.setSizePolicy(self.password.edit.sizePolicy())
        leave = button("退出登录", "logout", "link")
        leave.clicked.connect(lambda _checked=False: self.logout_wanted.emit())
        actor = office.database.actor
        for part in (
            label("已锁定", "h1"),
            label(f"{actor.name}  {office.name}", "body", "t2", wrap=True),
            self.banner,
            self.password,
            self.go,
        ):
            self.column.addWidget(part)
        recover = button(RECOVER, "key", "link")
        recover.clicked.connect(lambda _checked=False: self.recovery_wanted.emit())
        links = QHBoxLayout()
        links.addWidget(leave)
        links.addStretch(1)
        links.addWidget(recover)
        self.column.addLayout(links)
        self.setFocusProxy(self.password.edit)

    def unlock(self) -> None:
        """Try the password."""
        password = self.password.edit.text()
        if not password or not self.go.isEnabled():
            self.password.edit.setFocus()
            return
        self.go.setEnabled(False)

        def work(progress: Progress) -> None:
            from desktop.storage import keepers

            keepers.login(self._office.keeper, self._office.database.actor.name, password, self._clock).opened()

        self._jobs.run(self, work, lambda _: self._done(), self._refused, label="解锁")

    def _done(self) -> None:
        self.password.edit.clear()
        self.unlocked.emit()

    def _refused(self, error: UserError) -> None:
        self.go.setEnabled(True)
        self.banner.set_message("danger", _title(error), str(error))
        self.banner.show()
        self.password.edit.setFocus()
        self.password.edit.selectAll()


def next_step(error: UserError) -> str:
    """Return in a verb what can be done from the login about an error, empty if nothing."""
    from desktop.storage import errors

    steps: tuple[tuple[str, tuple[type[UserError], ...]], ...] = (
        (RESTORE, (errors.DamagedDatabase, errors.MissingDatabase, errors.DamagedKeys)),
        (MOVE, (errors.NotAnOffice, errors.NetworkDrive, errors.ReadOnlyPlace)),
        (RECOVER, (errors.LockedOut,)),
        (RETRY, (errors.OfficeInUse, errors.DatabaseUnreachable, errors.DiskFull, errors.DiskTrouble)),
    )
    return next((step for step, kinds in steps if isinstance(error, kinds)), "")


def _title(error: UserError) -> str:
    """Return in a few words what went wrong; the sentence says the rest."""
    from desktop.storage import errors

    titles: tuple[tuple[type[UserError], str], ...] = (
        (errors.WrongPassword, "账号或密码不对"),
        (errors.LockedOut, "账号暂时锁定"),
        (errors.DamagedDatabase, "数据库文件已损坏"),
        (errors.MissingDatabase, "找不到数据库文件"),
        (errors.DamagedKeys, "密钥文件已损坏"),
        (errors.NewerDatabase, "需要更新版本的井格"),
        (errors.OfficeInUse, "办公室正在使用中"),
        (errors.NetworkDrive, "文件夹在网络盘上"),
        (errors.ReadOnlyPlace, "文件夹不能写入"),
        (errors.DiskFull, "磁盘空间不足"),
        (errors.DiskTrouble, "读写磁盘出错"),
        (errors.NotAnOffice, "文件夹里没有办公室"),
        (errors.DatabaseUnreachable, "连不上服务器"),
        (errors.OutOfMemory, "电脑内存不足"),
    )
    return next((title for kind, title in titles if isinstance(error, kind)), "没有打开")
