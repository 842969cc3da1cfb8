"""The blue ring outside a filled red button that has the keyboard: a border inside it could not be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from desktop.views import theme

OUT = 4
"""How far the ring reaches beyond the button: two pixels of gap, two of ring."""

_followed: list[_Watcher] = []


def follow() -> None:
    """Begin to watch the keyboard focus of the program; once is enough."""
    app = QApplication.instance()
    if not _followed and isinstance(app, QApplication):
        _followed.append(_Watcher(app))


def step(window: QWidget, forward: bool) -> bool:
    """Move the keyboard to the next stop of Tab in ``window``, or the one before; return whether there is one.

    Qt stops at a page that hands its focus to its table and so passes over all that stands above the table; here only
    what takes the keyboard itself is a stop.
    """
    start = at = window.focusWidget() or window
    while True:
        following = at.nextInFocusChain() if forward else at.previousInFocusChain()
        if following is None or following is start:
            return False
        at = following
        stops = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus) and at.focusProxy() is None
        if stops and at.isEnabled() and at.isVisibleTo(window):
            at.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
            return True


class FocusRing(QWidget):
    """A ring round one widget, which it follows until it is closed.

    It is a child of the nearest ancestor with room for it, so that it scrolls and is cut off with its button.
    """

    def __init__(self, target: QWidget) -> None:
        super().__init__(_host(target))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._target = target
        widget: QWidget | None = target
        while widget is not None and widget is not self.parentWidget():
            widget.installEventFilter(self)
            widget = widget.parentWidget()
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the button when it or something around it moves."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)

    def _follow(self) -> None:
        host = self.parentWidget()
        if host is None or not self._target.isVisibleTo(host):
            self.hide()
            return
        self.setGeometry(_around(self._target, host))
        self.show()
        self.raise_()


class _Watcher(QObject):
    """Moves the ring with the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        ring, self._ring = self._ring, None
        if ring is not None:
            ring.hide()
            ring.deleteLater()
        if isinstance(new, QPushButton) and "primary" in str(new.property("k")).split():
            self._ring = FocusRing(new)
            self._ring.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._ring = None


def _around(target: QWidget, host: QWidget) -> QRect:
    corner = target.mapTo(host, QPoint(0, 0))
    return QRect(corner, target.size()).adjusted(-OUT, -OUT, OUT, OUT)


def _host(target: QWidget) -> QWidget:
    """Return the nearest ancestor in which the whole ring can be seen."""
    host = target.parentWidget()
    if host is None:
        return target
    while not host.isWindow() and not host.rect().contains(_around(target, host)):
        outer = host.parentWidget()
        if outer is None or isinstance(outer.parentWidget(), QScrollArea):
            break
        host = outer
    return host
