"""Bugs: a report free of personal data, kept in a log file and shown to be copied.

The report names the kind of exception, the modules and lines it came through and the versions, never a message or a
value: those may hold names and numbers of people. What writes it is imported with the first report: few starts need it.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Signal, qInstallMessageHandler

from desktop import __version__

if TYPE_CHECKING:
    import logging
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext, QtMsgType

LOG_BYTES = 512 * 1024
LOGS = 3
LOG = "jingge"
MOST_FRAMES = 40
LEVELS = {"QtDebugMsg": 10, "QtInfoMsg": 20, "QtWarningMsg": 30, "QtCriticalMsg": 40, "QtFatalMsg": 50}
"""Kinds of messages from Qt: levels of :mod:`logging`."""
ERROR = 40


def report(error: BaseException) -> str:
    """Return what a developer needs to find a bug, and nothing that belongs to a person."""
    import platform
    import traceback

    lines = [
        f"井格 {__version__}",
        f"Python {platform.python_version()}  PySide6 {pyside_version}  {platform.system()} {platform.release()}",
    ]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        lines.append(f"{kind.__module__}.{kind.__qualname__}")
        frames = traceback.extract_tb(current.__traceback__)[-MOST_FRAMES:]
        lines += [f"  {_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def _module(filename: str) -> str:
    """Return the part of a path that names a module, without the folders of the person."""
    parts = Path(filename).parts
    for start in ("desktop", "site-packages", "tests", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        if start in parts:
            at = len(parts) - 1 - parts[::-1].index(start)
            return "/".join(parts[at:] if start in ("desktop", "tests") else parts[at + 1 :])
    last = parts[-1] if parts else ""
    # A file of nobody knows where may be called after a person.
    return last if last.isascii() else "?"


class Hooks(QObject):
    """Takes what nobody caught, in any thread, to the log and to a dialog on the UI thread."""

    _crashed = Signal(str)

    def __init__(self, log_file: Path, show: bool = True) -> None:
        super().__init__()
        self._showing = False
        self._show = show
        self._file = log_file
        self._handler: logging.Handler | None = None
        self._connected = False

    def _write(self, level: int, text: str) -> None:
        """Write to the log; its file is opened with the first line, since its module takes 15 ms to import."""
        import logging

        log = logging.getLogger(LOG)
        if self._handler is None:
            from logging.handlers import RotatingFileHandler

            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._handler = RotatingFileHandler(
                    self._file, maxBytes=LOG_BYTES, backupCount=LOGS, encoding="utf-8", delay=True
                )
            except OSError:
                # Without a place for the log the dialog still shows the report.
                self._handler = logging.NullHandler()
            self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            log.addHandler(self._handler)
            log.propagate = False
        log.log(level, "%s", text)

    def install(self) -> None:
        """Begin to take what nobody caught."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error
        qInstallMessageHandler(self._on_message)

    def remove(self) -> None:
        """Leave everything as Python and Qt have it."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._handler is not None:
            import logging

            log = logging.getLogger(LOG)
            log.removeHandler(self._handler)
            log.propagate = True
            self._handler.close()
            self._handler = None

    def crashed(self, error: BaseException) -> None:
        """Write the report of a bug and show it; callable from any thread."""
        text = report(error)
        self._write(ERROR, text)
        if self._show:
            if not self._connected:
                self._connected = True
                self._crashed.connect(self._tell, QtCore.Qt.ConnectionType.QueuedConnection)
            self._crashed.emit(text)

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.crashed(error)

    def _on_thread_error(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None and not issubclass(what.exc_type, SystemExit):
            self.crashed(what.exc_value)

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        self._write(LEVELS.get(kind.name, LEVELS["QtWarningMsg"]), f"Qt {message}")

    def _tell(self, text: str) -> None:
        if self._showing:
            return
        self._showing = True
        try:
            from desktop.views.widgets.report_dialog import ReportDialog

            ReportDialog(text).exec()
        finally:
            self._showing = False
