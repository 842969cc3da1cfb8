"""The shell (主窗口): navigation, top bar, one page, status bar; it is the desk every page stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.clock import Clock
from desktop.errors import UserError
from desktop.services import history as history_service
from desktop.services.context import Context
from desktop.services.context import context as read_context
from desktop.services.offices import OpenOffice
from desktop.storage.database import Database
from desktop.storage.work import Actor, Changed
from desktop.views import pages, shortcuts, theme, tokens
from desktop.views.finding import Finding
from desktop.views.jobs import Changes, Jobs
from desktop.views.navigation import Navigation
from desktop.views.preferences import SIZES, Preferences
from desktop.views.slow import SlowWork
from desktop.views.statusbar import StatusBar
from desktop.views.topbar import TopBar
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.waiting import UndoStrip

if TYPE_CHECKING:
    from desktop.services.records import Filter, Ids

LEAST_WIDTH, LEAST_HEIGHT = 880, 500


class Shell(QWidget):
    """The window's content once somebody is logged in. Implements :class:`desktop.views.desk.Desk`."""

    lock_wanted = Signal()
    logout_wanted = Signal()
    password_wanted = Signal()
    restore_wanted = Signal(object)
    """The file of a backup that is to replace this office."""
    restyle_wanted = Signal(str, float)
    """Mode and font scale the person chose."""

    def __init__(self, opened: OpenOffice, clock: Clock, preferences: Preferences) -> None:
        super().__init__()
        self.opened = opened
        self._clock = clock
        self._preferences = preferences
        self._jobs = Jobs(self)
        self._jobs.complain = self.complain
        self._changes = Changes(opened.database, self)
        self._changes.happened.connect(self._changed)
        self._context = self._fresh_context()
        self._made: dict[str, QWidget] = {}
        self._current = ""
        self._over: list[QWidget] = []
        self._build()
        self._shortcuts()
        self.password_wanted.connect(lambda: self.go("accounts", pane="own"))
        theme.signals.changed.connect(self._restyled)

    # -- the desk

    @property
    def database(self) -> Database:
        """The open office."""
        return self.opened.database

    @property
    def clock(self) -> Clock:
        """The source of the present day and moment."""
        return self._clock

    @property
    def actor(self) -> Actor:
        """Who is logged in."""
        return self.database.actor

    @property
    def jobs(self) -> Jobs:
        """Work off the UI thread."""
        return self._jobs

    @property
    def changes(self) -> Changes:
        """Tells what each committed action changed."""
        return self._changes

    @property
    def folder(self) -> Path:
        """The folder of this person's screen settings."""
        return self._preferences.folder

    @property
    def preferences(self) -> Preferences:
        """What the person chose for the window."""
        return self._preferences

    def context(self) -> Context:
        """Return the day and the settings of the office; read again after a change of settings and at midnight."""
        if self._context.today != self._clock.today():
            self._context = self._fresh_context()
        return self._context

    def toast(self, text: str, undo: bool = False, act: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say at the foot of the window that something was done."""
        self._strip.show_done(text, undo, act)

    def open(
        self,
        kind: str,
        record_id: UUID | None = None,
        *,
        among: Ids | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        """Show the form of a record, or of a new one."""
        from desktop.views.forms import make_form

        form = make_form(self, kind, record_id, among, start)
        saved = getattr(form, "saved", None)
        if record_id is None and saved is not None:
            saved.connect(lambda made: self._select_new(kind, made))
        self.push(form)

    def _select_new(self, kind: str, record_id: UUID) -> None:
        """Have the lists of a kind stand on the record that was just made."""
        from desktop.views.records.table import RecordTable

        for found in (one for page in self._made.values() for one in page.findChildren(RecordTable)):
            if found.records().kind == kind:
                found.select(record_id)

    def open_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        """Show the list of a kind under these filters, perhaps with one record selected."""
        spec = pages.page_of_kind(kind)
        if spec is not None and self.go(spec.key):
            show = getattr(self._made[spec.key], "show_list", None)
            if show is not None:
                show(kind, tuple(filters), select)

    def open_history(self, kind: str, record_id: UUID) -> None:
        """Show the history page of a record."""
        from desktop.views.forms import make_history

        self.push(make_history(self, kind, record_id))

    def looked_at(self, kind: str, record_id: UUID, passing: bool = False) -> None:
        """Remember among the recent records that one was shown."""
        self._finding.looked_at(kind, record_id, passing)

    def restore(self, file: Path) -> None:
        """Close the office and bring it back from a backup."""
        self.restore_wanted.emit(file)

    def back(self) -> None:
        """Leave the present page for the one before it."""
        if self._over and self._may_leave(self._over[-1]):
            self._drop(self._over.pop())
            self._show_top()

    # -- pages

    def start(self) -> None:
        """Show the first page of the navigation."""
        self.go(pages.listed(self.actor.role)[0].key)

    def may_close(self) -> bool:
        """Ask every page with unsaved input whether the office may be closed."""
        return all(self._may_leave(page) for page in (*self._over, *self._made.values()))

    def go(self, key: str, **what: Any) -> bool:
        """Show a page of the navigation; ``what`` is handed to its ``show_what``. Return whether it is shown now."""
        spec = pages.find(key)
        if spec is None:
            return False
        while self._over:
            if not self._may_leave(self._over[-1]):
                return False
            self._drop(self._over.pop())
        if key not in self._made:
            made = pages.make(spec, self)
            self._made[key] = made
            self._take(made)
        if self._current != key:
            self._current = key
        self._show_top()
        if what:
            self._made[key].show_what(**what)  # type: ignore[attr-defined]
        return True

    def push(self, page: QWidget) -> None:
        """Show a page over the present one; :meth:`back` returns from it and does away with it."""
        self._over.append(page)
        self._take(page)
        self._show_top()

    def page(self) -> QWidget | None:
        """Return the page shown now."""
        return self._over[-1] if self._over else self._made.get(self._current)

    def made(self, key: str) -> QWidget | None:
        """Return a page of the navigation if it has been visited."""
        return self._made.get(key)

    def _take(self, page: QWidget) -> None:
        self._stack.addWidget(page)
        signal = getattr(page, "status_changed", None)
        if signal is not None:
            signal.connect(lambda text, page=page: self._sums_of(page, text))

    def _drop(self, page: QWidget) -> None:
        self._stack.removeWidget(page)
        page.deleteLater()

    def _may_leave(self, page: QWidget) -> bool:
        leave = getattr(page, "leave", None)
        return leave is None or bool(leave())

    def _show_top(self) -> None:
        page = self.page()
        if page is None:
            return
        self._stack.setCurrentWidget(page)
        sums = getattr(page, "sums", None)
        self._status.set_sums(str(sums()) if sums is not None else "")
        self._navigation.set_current(self._current)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sums_of(self, page: QWidget, text: str) -> None:
        if page is self.page():
            self._status.set_sums(text)

    # -- what is said

    def complain(self, label: str, error: UserError) -> None:
        """Show the sentence of an error over the page until it is closed."""
        self._trouble.set_message("danger", f"{label} 没有完成", str(error))
        self._trouble.show()

    # -- undo

    def undo(self) -> None:
        """Take back the last action (Ctrl+Z)."""
        self._take_back(history_service.next_undo, "没有可以撤销的操作")

    def redo(self) -> None:
        """Do again what was taken back last (Ctrl+Y)."""
        self._take_back(history_service.next_redo, "没有可以重做的操作")

    def undo_action(self, action_id: UUID) -> None:
        """Take one action of the history back."""
        self._jobs.run(
            self,
            lambda progress: self.database.act("撤销", lambda work: history_service.undo(work, action_id, progress)),
            lambda label: self.toast(f"已{label}"),
            label="撤销",
        )

    def _take_back(self, find_next: Any, nothing: str) -> None:
        def work(progress: Any) -> Any:
            with self.database.read() as session:
                return find_next(session)

        def found(entry: Any) -> None:
            if entry is None:
                self.toast(nothing)
            else:
                self.undo_action(entry.action_id)

        self._jobs.run(self, work, found, label="撤销")

    # -- the frame

    def _build(self) -> None:
        account = str(self.actor.account_id)
        self._navigation = Navigation(pages.listed(self.actor.role), self._preferences.closed_groups(account))
        self._navigation.closed_changed.connect(partial(self._preferences.keep_closed_groups, account))
        self._navigation.chosen.connect(self._navigate)
        self._navigation.fold_wanted.connect(self._fold)
        self._top = TopBar(self.actor.name, self.actor.role, self.opened.name)
        self._finding = Finding(self, self._top, self)
        self._top.backup_wanted.connect(lambda: self.go("backup"))
        self._top.help_wanted.connect(lambda: self.help())
        self._top.menu_wanted.connect(self._open_menu)
        self._status = StatusBar(self.opened.demonstration, self.database.path is None)
        self._slow = SlowWork(self._jobs, self._status.work, self)
        self._stack = QStackedWidget()
        self._trouble = Banner("danger", "", " ")
        self._trouble.add_action("知道了", self._trouble.hide)
        self._trouble.hide()
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, 0, 0)
        holder.setSpacing(0)
        trouble = QHBoxLayout()
        trouble.setContentsMargins(20, 0, 20, 0)
        trouble.addWidget(self._trouble)
        holder.addWidget(self._top)
        holder.addWidget(self._stack, 1)
        holder.addLayout(trouble)
        holder.addWidget(self._status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addLayout(holder, 1)
        self._strip = UndoStrip(self)
        self._strip.undone.connect(self.undo)
        self.tell_backup()

    def _shortcuts(self) -> None:
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("search", self._top.start_search),
            ("lock", self.lock_wanted.emit),
            ("back", self.back),
            ("home", self.start),
            ("keys", lambda: self.help("keys")),
            ("navigation", self._between),
            # Inputs with the keyboard take Ctrl+Z for their own text before this is asked.
            ("undo", self.undo),
            ("redo", self.redo),
        )
        for name, act in acts:
            shortcuts.bind(name, self, act)

    def _between(self) -> None:
        """Move the keyboard from the page to the navigation, or back."""
        inside, page = self.window().focusWidget(), self.page()
        if page is not None and inside is not None and self._navigation.isAncestorOf(inside):
            self._enter(page)
        else:
            self._navigation.take_keyboard()

    def _enter(self, page: QWidget) -> None:
        """Put the keyboard into a page: where it was the last time, else at its first part."""
        last = page.focusWidget()
        (last if last is not None and last.isVisibleTo(page) else page).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the navigation and say less where the window is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < tokens.NARROW_BELOW
        self._navigation.set_folded(narrow or self._preferences.folded, fixed=narrow)
        self._top.set_narrow(narrow)
        self._status.set_narrow(narrow)

    def _restyled(self) -> None:
        self._arrange()

    def _fold(self, folded: bool) -> None:
        self._preferences.folded = folded
        self._arrange()

    def _navigate(self, key: str) -> None:
        self.go(key)

    def help(self, topic: str = "") -> None:
        """Open the help page of a topic, or the one that belongs to what is shown; on a help page go back (F1)."""
        from desktop.views.help_page import HelpPage

        page = self.page()
        if not isinstance(page, HelpPage):
            self.push(HelpPage(self, topic or self.topic()))
        elif topic and page.topic() != topic:
            page.show_topic(topic)
        else:
            self.back()

    def topic(self) -> str:
        """Return the topic of the help for what is shown: the page's own word, else that of the table of pages."""
        spec = pages.find(self._current)
        own = str(getattr(self.page(), "help_topic", ""))
        return own or (spec.help or spec.key if spec else "")

    # -- the person's menu

    def _open_menu(self, corner: QPoint) -> None:
        menu = self.make_menu()
        menu.exec(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))
        menu.deleteLater()

    def make_menu(self) -> QMenu:
        """Return the menu of who is logged in."""
        menu = QMenu(self)

        def add(text: str, icon: str, act: Any, key: str = "") -> QAction:
            action = menu.addAction(f"{text}\t{shortcuts.shown(key)}" if key else text)
            if icon:
                theme.set_icon(action, icon, "t2", 16)
            action.triggered.connect(lambda _checked=False: act())
            return action

        add("锁定", "lock", self.lock_wanted.emit, "lock")
        add("修改密码…", "key", self.password_wanted.emit)
        menu.addSeparator()
        dark = theme.mode() == "dark"
        word, icon = ("浅色", "sun") if dark else ("深色", "moon")
        add(f"切换为{word}", icon, lambda: self._restyle(mode="light" if dark else "dark"))
        sizes = menu.addMenu("字号")
        for name, scale in SIZES:
            action = sizes.addAction(name)
            action.setCheckable(True)
            action.setChecked(theme.scale() == scale)
            action.triggered.connect(lambda _checked=False, scale=scale: self._restyle(scale=scale))
        menu.addSeparator()
        add("快捷键一览", "info", lambda: self.help("keys"), "keys")
        add("退出登录", "logout", self.logout_wanted.emit)
        return menu

    def _restyle(self, mode: str = "", scale: float = 0.0) -> None:
        self.restyle_wanted.emit(mode or theme.mode(), scale or theme.scale())

    # -- state

    def tell_backup(self) -> None:
        """Show when the newest backup was made."""
        newest = None
        folder = self.opened.place.backups
        times = [file.stat().st_mtime for file in folder.glob("*.jgbak")] if folder.is_dir() else []
        if times:
            from datetime import UTC, datetime

            newest = datetime.fromtimestamp(max(times), UTC)
        self._top.set_backup(newest, self._clock.now())
        # What the home page says of the backups must not differ from the bar above it.
        refresh = getattr(self._made.get("home"), "refresh", None)
        if refresh is not None:
            refresh()

    def _fresh_context(self) -> Context:
        with self.database.read() as session:
            return read_context(session, self._clock)

    def _changed(self, changed: Changed) -> None:
        if "settings" in changed.records:
            self._context = self._fresh_context()

    def close_office(self) -> None:
        """End all work and close the office."""
        self._finding.stop()
        self._changes.close()
        self._jobs.close()
        self.opened.close()
