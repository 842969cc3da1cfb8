"""What stands where nothing is yet: empty, loading, a long job, and the strip that offers to undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.views import theme
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import Elided, IconLabel, label

SHOW_AFTER_MS = 200
"""Loading that ends sooner shows nothing."""

UNDO_SECONDS = 8


class EmptyState(QWidget):
    """A small drawing of the grid, what is empty, how much is hidden by filters, and what can be done."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        self.title = label(title, "h3")
        self.text = label(text, "sub")
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._actions.addStretch(1)
        self._actions.addStretch(1)
        column.addStretch(1)
        column.addWidget(_Hash(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        for line in (self.title, self.text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addSpacing(3)
        column.addLayout(self._actions)
        column.addStretch(1)
        self.set_text(title, text)

    def set_text(self, title: str, text: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{title}。{text}")

    def add_action(self, text: str, act: Callable[[], object], icon: str = "", k: str = "") -> QPushButton:
        """Add a button below the words."""
        made = button(text, icon, k)
        made.clicked.connect(lambda _checked=False: act())
        self._actions.insertWidget(self._actions.count() - 1, made)
        return made


class _Hash(QWidget):
    """The sign # with a gold field in its middle."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(64, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("line2"), 2))
        for x in (19.5, 43.5):
            painter.drawLine(QPointF(x, 1), QPointF(x, 55))
        for y in (17.5, 37.5):
            painter.drawLine(QPointF(1, y), QPointF(63, y))
        painter.setPen(QPen(theme.token("goldmark"), 2))
        painter.setBrush(theme.token("goldtint"))
        painter.drawRoundedRect(QRectF(19.5, 17.5, 24, 20), 3, 3)


class LoadingBars(QWidget):
    """Grey bars in the place of rows; they appear only when loading takes longer than a blink."""

    PATTERN = ((96, 130, 56, 64), (96, 130, 56, 70), (96, 106, 56, 76))

    def __init__(self, rows: int = 3) -> None:
        super().__init__()
        self._rows = rows
        self._shown = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SHOW_AFTER_MS)
        self._wait.timeout.connect(self._show_bars)
        self.setAccessibleName("正在载入")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def start(self) -> None:
        """Begin to wait."""
        self._shown = False
        self.update()
        self._wait.start()

    def stop(self) -> None:
        """The rows are there."""
        self._wait.stop()
        self._shown = False
        self.update()

    def bars_shown(self) -> bool:
        """Tell whether the bars can be seen."""
        return self._shown

    def show_now(self) -> None:
        """Show the bars without waiting."""
        self._wait.stop()
        self._show_bars()

    def sizeHint(self) -> QSize:
        """Ask for the rows."""
        return QSize(300, self._rows * 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        if not self._shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("greytint"))
        room = max(1, self.width() - 60)
        for row in range(self._rows):
            left = 0.0
            for width in self.PATTERN[row % len(self.PATTERN)]:
                bar = width * room / 346
                painter.drawRoundedRect(QRectF(left, row * 32 + 11, bar, 10), 3, 3)
                left += bar + 20

    def _show_bars(self) -> None:
        self._shown = True
        self.update()


class ProgressStrip(QWidget):
    """A long job: what is done, n / total, a bar, and 取消; the page stays usable meanwhile."""

    cancelled = Signal()

    def __init__(self, text: str = "", promise: str = "可取消，不会留下一半的结果") -> None:
        super().__init__()
        self.text = label(text, "sub", "text")
        self.count = label("", "sub", "text")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.promise = Elided(promise, "cap")
        self.cancel = button("取消", "", "sm")
        self.cancel.clicked.connect(self._cancel)
        head = QHBoxLayout()
        head.addWidget(self.text, 1)
        head.addWidget(self.count)
        foot = QHBoxLayout()
        foot.addWidget(self.promise, 1)
        foot.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for part in (head, self.bar, foot):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)

    def set_progress(self, done: int, total: int, text: str = "") -> None:
        """Show how far the job is; ``total`` 0 means nobody knows yet."""
        if text:
            self.text.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.count.setText(f"{done:,} / {total:,}" if total else f"{done:,}" if done else "")
        self.bar.setAccessibleName(f"{self.text.text()} {self.count.text()}")

    def reset(self, text: str = "") -> None:
        """Prepare for another job."""
        self.cancel.setEnabled(True)
        self.cancel.setText("取消")
        self.set_progress(0, 0, text)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText("正在取消")
        self.cancelled.emit()


class UndoStrip(QFrame):
    """The dark strip at the foot of a window: what was done, and 撤销 Ctrl+Z for eight seconds.

    It takes no key itself; Ctrl+Z belongs to the window, which undoes the same thing for longer. The pointer on it
    keeps it from going.
    """

    undone = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("card", "strip")
        self._icon = IconLabel("check", "stripgreen", 16)
        self.text = Elided("", "body")
        self.undo = button("撤销  Ctrl+Z", "", "undo")
        self.undo.setAccessibleName("撤销")
        self.undo.clicked.connect(self._undo)
        self.other = button("", "", "undo")
        self.other.setAccessibleName("下一步")
        self.other.clicked.connect(self._go_on)
        self._act: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 8, 5)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.other)
        row.addWidget(self.undo)
        self._time = QTimer(self)
        self._time.setSingleShot(True)
        self._time.setInterval(UNDO_SECONDS * 1000)
        self._time.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    def show_done(self, text: str, can_undo: bool = True, act: tuple[str, Callable[[], object]] | None = None) -> None:
        """Say what was done, over whatever was said before; ``act`` is the word of one more button and what it does."""
        self.text.set_text(text)
        self.undo.setVisible(can_undo)
        self.other.setVisible(act is not None)
        if act is not None:
            self.other.setText(act[0])
            self.other.setAccessibleName(act[0])
        self._act = act[1] if act else None
        self.setAccessibleName(f"{text}，可以撤销" if can_undo else text)
        self._place()
        self.show()
        self.raise_()
        self._time.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is here."""
        super().enterEvent(event)
        self._time.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count from the beginning once it leaves."""
        super().leaveEvent(event)
        if self.isVisible():
            self._time.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the foot of the host."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        self.ensurePolished()
        width = min(host.width() - 24, max(440, self.sizeHint().width()))
        height = max(theme.px(40), self.sizeHint().height())
        self.setGeometry((host.width() - width) // 2, host.height() - height - 40, width, height)

    def _undo(self) -> None:
        self.hide()
        self.undone.emit()

    def _go_on(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()
