"""The window program put together: theme, fonts, exception hook, login, shell.

``main.py [--office DIR | --demo | --version]``. Until the login window is painted only what it needs is imported; the
rest is imported by a thread while the password is typed.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from desktop import __version__
from desktop.storage import known
from desktop.views import later, theme
from desktop.views.entrance import Entrance
from desktop.views.jobs import Jobs, Progress
from desktop.views.login import DEMO_ACCOUNT, DEMO_FOLDER, DEMO_PASSWORD, Login
from desktop.views.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QWindow

    from desktop.clock import Clock
    from desktop.errors import UserError
    from desktop.services.offices import OpenOffice
    from desktop.views.login import Locked
    from desktop.views.restore_page import RestorePage
    from desktop.views.shell import Shell

TITLE = "井格 · 社区网格治理工作台"
SIZE = QSize(1366, 768)
LEAST = QSize(880, 500)
IDLE_LOOK_MS = 15_000


def run(words: Sequence[str]) -> int:
    """Open the window and return the exit code of the program.

    The caller has put garbage collection off; it begins once the window is painted.
    """
    office, demo, version = _read(words)
    if version:
        sys.stdout.write(f"井格 {__version__}\n")
        return 0
    app = QApplication([*sys.argv[:1], theme.STYLE])
    app.setApplicationName("Jingge")
    app.setApplicationVersion(__version__)
    from desktop.views.crash import Hooks

    hooks = Hooks(known.user_folder() / "logs" / "jingge.log")
    hooks.install()
    window = make_window(app)
    window.painted.connect(_collect_again)
    window.start(office, demo)
    window.show_fitting()
    try:
        return app.exec()
    finally:
        window.end()
        hooks.remove()


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def _read(words: Sequence[str]) -> tuple[Path | None, bool, bool]:
    """Return the office folder, whether the demonstration is wanted, and whether only the version is asked for."""
    if not words:
        return None, False, False
    if len(words) == 2 and words[0] == "--office":
        # The shortcut to an office should not wait for argparse.
        return Path(words[1]), False, False
    import argparse

    parser = argparse.ArgumentParser(prog="main.py", description="打开井格的窗口；命令见 main.py --help 之外的各命令。")
    parser.add_argument("--office", type=Path, metavar="DIR", help="办公室文件夹")
    parser.add_argument("--demo", action="store_true", help="打开演示办公室，没有时先建立")
    parser.add_argument("--version", action="store_true", help="显示版本")
    chosen = parser.parse_args(words)
    return chosen.office, chosen.demo, chosen.version


def make_window(app: QApplication, clock: Clock | None = None, folder: Path | None = None) -> Window:
    """Return the window with theme and fonts in place; ``folder`` is where this person's choices are kept.

    Without a ``clock`` the time of the computer counts.
    """
    later.hold()
    preferences = Preferences(folder or known.user_folder())
    theme.load_fonts()
    theme.apply(app, preferences.mode, preferences.scale)
    return Window(app, clock, preferences)


def import_the_rest() -> None:
    """Import what an open office needs; run by a thread while the password is typed."""
    from desktop.storage import keyring

    keyring.prepare()
    from desktop.services import backups, figures, history, offices, overview, subjects  # noqa: F401
    from desktop.views import forms, shell  # noqa: F401

    # Pages are named by the table of pages alone.
    import_module("desktop.views.home.page")
    # Both gather their modules when they are first asked: the window must not wait for that.
    subjects.gather()
    figures.figures()


class Window(QMainWindow):
    """The one window: the login page, the pages before an office is open, or the shell."""

    painted = Signal()
    """The first picture is on the screen."""

    def __init__(self, app: QApplication, clock: Clock | None, preferences: Preferences) -> None:
        super().__init__()
        self._app, self._given_clock, self._preferences = app, clock, preferences
        self.setWindowTitle(TITLE)
        self.setMinimumSize(LEAST)
        self.resize(SIZE)
        self.jobs = Jobs(self)
        self.jobs.complain = self._complain
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.login = Login(self.jobs, lambda: self._clock, self.demo_folder)
        self.login.mode_wanted.connect(self._set_mode)
        self.login.opened.connect(self.enter)
        self.login.new_wanted.connect(self.show_wizard)
        self.login.recovery_wanted.connect(self.show_recovery)
        self.login.restore_wanted.connect(self.show_restore)
        self.login.demo_wanted.connect(self.show_demo)
        self._stack.addWidget(self.login)
        self.shell: Shell | None = None
        self.locked: Locked | None = None
        self._importer: threading.Thread | None = None
        self._leaving = False
        self._active = True
        self._idle_rounds = 0
        self._idle = QTimer(self)
        self._idle.setInterval(IDLE_LOOK_MS)
        self._idle.timeout.connect(self._look_idle)

    @property
    def _clock(self) -> Clock:
        if self._given_clock is None:
            from desktop.clock import SYSTEM_CLOCK

            self._given_clock = SYSTEM_CLOCK
        return self._given_clock

    @property
    def demo_folder(self) -> Path:
        """Where the demonstration office of this user lies."""
        return self._preferences.folder / DEMO_FOLDER

    def start(self, office: Path | None = None, demo: bool = False) -> None:
        """Show the first page: the login to an office, or the wizard where none is known."""
        if demo:
            self.show_demo()
        elif office is not None:
            self.login.show_office(office.resolve())
        elif offices := [one for one in known.known() if one.path.is_dir()]:
            self.login.show_office(offices[0].path, offices[0].account)
        else:
            self.login.show_office(None)
            self.show_wizard()

    def show_fitting(self) -> None:
        """Show the window, filling a small screen."""
        room = self.screen().availableSize()
        if room.width() <= SIZE.width() + 40 or room.height() <= SIZE.height() + 40:
            self.showMaximized()
        else:
            self.show()

    def event(self, event: QEvent) -> bool:
        """Start importing the rest once the first picture is painted."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and self._importer is None:
            self._importer = threading.Thread(target=import_the_rest, name="importer")
            QTimer.singleShot(0, self._first_painted)
        return done

    def _first_painted(self) -> None:
        self.painted.emit()
        later.release()
        self.login.look()
        if self._importer is not None and not self._importer.is_alive() and self._importer.ident is None:
            self._importer.start()

    # -- before an office is open

    def show_wizard(self) -> None:
        """Show the wizard that makes an office."""
        from desktop.views.wizard import Wizard

        page = Wizard(self.jobs, self._clock)
        page.mode_wanted.connect(self._set_mode)
        page.cancelled.connect(self.show_login)
        page.opened.connect(self.enter)
        self._swap(page)

    def show_recovery(self, folder: Path | None, account: str) -> None:
        """Show the login by recovery key."""
        from desktop.views.recovery_page import RecoveryLogin

        if folder is None:
            return
        page = RecoveryLogin(self.jobs, self._clock, folder, account)
        page.mode_wanted.connect(self._set_mode)
        page.left.connect(self.show_login)
        page.opened.connect(self.enter)
        self._swap(page)

    def show_restore(self, folder: Path | None) -> RestorePage:
        """Show the page that brings an office back from a backup, and return it."""
        from desktop.views.restore_page import RestorePage

        page = RestorePage(self.jobs, self._clock, folder)
        page.mode_wanted.connect(self._set_mode)
        page.left.connect(self.show_login)
        page.restored.connect(self._restored)
        self._swap(page)
        return page

    def _restored(self, folder: Path) -> None:
        self.login.show_office(folder)
        self.show_login()

    def show_demo(self) -> None:
        """Show the login to the demonstration office, making the office first where there is none."""
        from desktop.storage import place as places

        folder = self.demo_folder
        if places.is_office(places.Place(folder)):
            self.login.show_office(folder, DEMO_ACCOUNT, DEMO_PASSWORD)
            self.show_login()
            return
        from desktop.views.waiting_page import WaitingPage

        page = WaitingPage("正在准备演示办公室", "12 个社区、84 个网格，人名和号码均为虚构，约需十几秒。")
        page.mode_wanted.connect(self._set_mode)

        def work(progress: Progress) -> None:
            from desktop.services import demo

            opened, _ = demo.create_demo(folder, DEMO_PASSWORD, self._clock)
            opened.close()

        def done(_: None) -> None:
            self.login.show_office(folder, DEMO_ACCOUNT, DEMO_PASSWORD)
            self.show_login()

        def failed(error: UserError) -> None:
            self.login.show_office(folder)
            self.login.show_error(error)
            self.show_login()

        def ended() -> None:
            # A bug reaches neither of the two above: nobody should wait behind its report for ever.
            if self._stack.currentWidget() is page:
                from desktop.errors import UserError

                self.login.show_office(None)
                self.login.show_error(UserError("演示办公室没有建成，其他办公室没有变化，请再点“演示办公室”重试"))
                self.show_login()

        self._swap(page)
        self.jobs.run(page, work, done, failed, label="准备演示办公室").ended.connect(ended)

    def show_login(self) -> None:
        """Show the login page."""
        self._swap(self.login)

    # -- the open office

    def enter(self, opened: OpenOffice) -> None:
        """Show the shell of an office that was just opened."""
        from desktop.views.shell import Shell

        known.remember(known.Known(opened.place.path, opened.name, opened.database.actor.name))
        self.shell = Shell(opened, self._clock, self._preferences)
        self.shell.lock_wanted.connect(self.lock)
        self.shell.logout_wanted.connect(self.log_out)
        self.shell.restore_wanted.connect(self.restore)
        self.shell.restyle_wanted.connect(self._restyle)
        self.setWindowTitle(f"{opened.name} · {TITLE}")
        self._swap(self.shell)
        self.shell.start()
        self._active = True
        self._idle.start()
        self._watch_windows()
        QTimer.singleShot(0, self, theme.load_rare_fonts)
        self._back_up(False, self.shell.tell_backup)

    def lock(self) -> None:
        """Hide the office behind its password; pages stay as they are."""
        from desktop.views.login import Locked

        if self.shell is None or self.locked is not None:
            return
        while (dialog := self._app.activeModalWidget()) is not None:
            dialog.reject() if isinstance(dialog, QtWidgets.QDialog) else dialog.close()
        self.locked = Locked(self.jobs, self._clock, self.shell.opened)
        self.locked.mode_wanted.connect(self._set_mode)
        self.locked.unlocked.connect(self._unlocked)
        self.locked.logout_wanted.connect(self.log_out)
        self.locked.recovery_wanted.connect(self._recover_locked)
        self._stack.addWidget(self.locked)
        self._stack.setCurrentWidget(self.locked)
        self.locked.setFocus()

    def _unlocked(self) -> None:
        self._drop_lock()
        if self.shell is not None:
            self._stack.setCurrentWidget(self.shell)
        self._active = True

    def _drop_lock(self) -> None:
        if self.locked is not None:
            self._stack.removeWidget(self.locked)
            self.locked.deleteLater()
            self.locked = None

    def _recover_locked(self) -> None:
        """Close the locked office and ask for its recovery key."""
        if self.shell is None:
            return
        opened = self.shell.opened
        folder, account = opened.place.path, opened.database.actor.name

        def out() -> None:
            self._logged_out()
            self.show_recovery(folder, account)

        self._saying_goodbye(out)

    def log_out(self) -> None:
        """Close the office and show the login again."""
        if self.shell is None or (self.locked is None and not self.shell.may_close()):
            return
        self._saying_goodbye(self._logged_out)

    def _logged_out(self) -> None:
        if self.shell is None:
            return
        folder, account = self.shell.opened.place.path, self.shell.opened.database.actor.name
        self._close_office()
        self.setWindowTitle(TITLE)
        demo = folder == self.demo_folder
        self.login.show_office(folder, account, DEMO_PASSWORD if demo else "")
        self.show_login()

    def restore(self, file: Path) -> None:
        """Close the open office and show what bringing it back from this backup would do."""
        if self.shell is None or not self.shell.may_close():
            return
        folder = self.shell.opened.place.path
        self._close_office()
        self.setWindowTitle(TITLE)
        self.login.show_office(folder)
        self.show_restore(folder).restore_from(file)

    def _back_up(self, closing: bool, then: Callable[[], object]) -> None:
        """Back up what changed since the last backup, daily and after work; trouble is told, work goes on."""
        shell = self.shell
        if shell is None:
            return

        def work(progress: Progress) -> None:
            from desktop.services import backups

            backups.make_if_due(shell.opened, self._clock, progress, closing=closing)

        def failed(error: UserError) -> None:
            if not closing:
                shell.complain("自动备份", error)
            then()

        self.jobs.run(shell, work, lambda _: then(), failed, label="自动备份")

    def _saying_goodbye(self, then: Callable[[], object]) -> None:
        """Show that the work of the day is being backed up, then go on."""
        from desktop.views.waiting_page import WaitingPage

        self._idle.stop()
        page = WaitingPage("正在备份今天的改动", "备份会核对一遍，完成后自动退出。")
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

        def go_on() -> None:
            self._stack.removeWidget(page)
            page.deleteLater()
            then()

        self._back_up(True, go_on)

    def _close_office(self) -> None:
        self._idle.stop()
        self._drop_lock()
        if self.shell is not None:
            shell, self.shell = self.shell, None
            self._stack.removeWidget(shell)
            shell.close_office()
            shell.deleteLater()

    # -- the window

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask pages with unsaved input, back up what changed, then end all work and close the office."""
        page = self._stack.currentWidget()
        if isinstance(page, Entrance) and not page.may_close():
            event.ignore()
            return
        if self.shell is not None and not self._leaving:
            event.ignore()
            if self.locked is None and not self.shell.may_close():
                return
            self._leaving = True
            self._saying_goodbye(self.close)
            return
        self.end()
        event.accept()

    def end(self) -> None:
        """Close the office and join every thread."""
        self.jobs.close()
        self._close_office()
        if self._importer is not None and self._importer.ident is not None:
            self._importer.join()

    def _swap(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not page and old is not self.login and old is not self.shell and old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        page.setFocus()

    def _complain(self, label: str, error: UserError) -> None:
        self.login.show_error(error)

    def _set_mode(self, mode: str) -> None:
        self._restyle(mode, theme.scale())

    def _restyle(self, mode: str, scale: float) -> None:
        self._preferences.mode, self._preferences.scale = mode, scale
        theme.apply(self._app, mode, scale)

    # -- leaving the desk

    def _watch_windows(self) -> None:
        """Notice input in this window and in every dialog, by their native windows: much is sent to widgets."""
        self._app.focusWindowChanged.connect(self._watch)
        self._watch(self.windowHandle())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next stop of Tab."""
        from desktop.views.widgets import focus

        return focus.step(self, forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember that somebody is there."""
        if isinstance(event, QtGui.QInputEvent):
            self._active = True
        return False

    def _look_idle(self) -> None:
        if self.shell is None or self.locked is not None:
            return
        self._idle_rounds = 0 if self._active else self._idle_rounds + 1
        self._active = False
        minutes = int(self.shell.context().settings.get("accounts.idle_minutes") or 0)
        if minutes and self._idle_rounds * IDLE_LOOK_MS >= minutes * 60_000:
            self.lock()
