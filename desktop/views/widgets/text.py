"""Words on a page: labels of each kind, titles of sections, hairlines."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views import theme, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


def label(text: str = "", kind: str = "body", tone: str | None = None, wrap: bool = False) -> QLabel:
    """Return a line of text of one kind (``num h1 h2 h3 body sub head cap``), perhaps in a state's colour."""
    made = QLabel(text)
    made.setProperty("textFormat", "PlainText")
    made.setProperty("t", kind)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def line(vertical: bool = False) -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("line", "v" if vertical else "h")
    return made


class Elided(QLabel):
    """One line that shortens itself with … when there is no room; the whole text is then its tooltip."""

    def __init__(self, text: str = "", kind: str = "body", tone: str | None = None) -> None:
        super().__init__()
        self.setProperty("textFormat", "PlainText")
        self.setProperty("t", kind)
        if tone:
            self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self._placed = False
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        self._shorten()

    def whole(self) -> str:
        """Return the text before shortening."""
        return self._whole

    def sizeHint(self) -> QSize:
        """Ask for the room of the whole text."""
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten again for the new width."""
        super().resizeEvent(event)
        self._placed = True
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        """Shorten again for another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_whole"):
            self._shorten()

    def _shorten(self) -> None:
        text, room, metrics = self._whole, self.contentsRect().width(), self.fontMetrics()
        if self._placed and metrics.horizontalAdvance(text) > room:
            # Not elidedText: naming where to cut would make all constants of Qt, 12 ms before the first picture.
            kept = bisect_right(range(1, len(text)), room, key=lambda n: metrics.horizontalAdvance(text[:n] + "…"))
            text = text[:kept].rstrip() + "…"
        if text != self.text():
            self.setText(text)
        self.setToolTip(self._whole if text != self._whole else "")


class SectionTitle(QWidget):
    """Title of a section, perhaps with a remark after it and widgets at the right end."""

    def __init__(self, text: str, remark: str = "", kind: str = "h2") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE[1])
        self.title = label(text, kind)
        self.remark = label(remark, "sub")
        row.addWidget(self.title)
        row.addWidget(self.remark)
        self.remark.setVisible(bool(remark))
        row.addStretch(1)
        self._row = row

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._row.addWidget(widget)

    def set_remark(self, text: str) -> None:
        """Show another remark, or none."""
        self.remark.setText(text)
        self.remark.setVisible(bool(text))


class IconLabel(QLabel):
    """A drawing that stands beside words; it follows the theme and says nothing to a screen reader."""

    def __init__(self, name: str, colour_token: str = "t2", size: int = 16) -> None:
        super().__init__()
        self._wish = (name, colour_token, size)
        self.setFixedSize(size, size)
        self._draw()
        theme.signals.changed.connect(self._draw)

    def set_icon(self, name: str, colour_token: str) -> None:
        """Show another drawing."""
        self._wish = (name, colour_token, self._wish[2])
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(theme.pixmap(*self._wish, ratio=self.devicePixelRatioF()))
