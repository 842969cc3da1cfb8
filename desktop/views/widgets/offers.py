"""What is offered below a line while it is typed in, and the line that finds its offers without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from desktop.views import theme, tokens
from desktop.views.widgets.inputs import Line

SHOWN = 8


class Offers(QFrame):
    """The offers below the line. They lie in the window itself, so that the line keeps the keyboard and the input
    method."""

    def __init__(self, line: Line) -> None:
        super().__init__(line.window())
        self.setProperty("card", "popup")
        self._line = line
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("候选")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.list)
        line.destroyed.connect(self.deleteLater)
        line.window().installEventFilter(self)

    def show_words(self, words: list[str], any_found: bool) -> None:
        """Show these below the line, above it where there is no room."""
        self.list.clear()
        for text in words:
            item = QListWidgetItem(text)
            item.setToolTip(text)
            if not any_found:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        if any_found:
            self.list.setCurrentRow(0)
        host, line = self.parentWidget(), self._line
        if host is None:
            return
        height = min(len(words), SHOWN) * theme.px(tokens.HEIGHT["checklist"]) + 6
        corner = line.mapTo(host, QPoint(0, line.height() + 2))
        if corner.y() + height > host.height():
            corner = line.mapTo(host, QPoint(0, -height - 2))
        self.setGeometry(corner.x(), corner.y(), max(line.width(), 220), height)
        self.show()
        self.raise_()

    def step(self, by: int) -> None:
        """Choose the next or the previous offer."""
        many = self.list.count()
        self.list.setCurrentRow((self.list.currentRow() + by) % many if many else 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the window changes or something else is clicked."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.WindowDeactivate) or (
            isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress
        ):
            self.hide()
        return False


@dataclass(frozen=True)
class Offer:
    """One thing a line can hold."""

    value: object
    words: str
    note: str = ""
    """What tells it from others of the same words."""


Found = tuple[Sequence[Offer], bool]
"""Offers for what was typed, the likeliest first, and whether the first is clearly meant."""


class OfferLine(Line):
    """A line that holds one of many things in memory, found at each key: what is typed next never waits.

    ↑ ↓ choose among the offers, Enter takes what is meant; where several fit, the first Enter asks to look, the second
    takes. :attr:`taken` tells that it holds something else; :attr:`refused` carries the sentence for what fits nothing.
    """

    taken = Signal()

    def __init__(self, find: Callable[[str], Found], name: str, hint: str = "") -> None:
        super().__init__("", hint)
        self.setAccessibleName(name)
        self._find, self._name = find, name
        self._held: Offer | None = None
        self._found: Sequence[Offer] = ()
        self._offers: Offers | None = None
        self._looked = False
        open_ = self.add_inner("chevron-down", f"选择{name}", self.open_offers)
        open_.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.textEdited.connect(self._typed)

    def value(self) -> object:
        """Return what the line holds, None for nothing."""
        return self._held.value if self._held else None

    def held(self) -> Offer | None:
        """Return what the line holds with its words."""
        return self._held

    def hold(self, offer: Offer | None) -> None:
        """Hold something; nobody is told."""
        self._held = offer
        self.setText(offer.words if offer else "")
        self.setCursorPosition(0)
        self._say("")

    def open_offers(self) -> None:
        """Offer everything."""
        self.setFocus()
        self.selectAll()
        self._show("")

    def offers(self) -> list[str]:
        """Return what is offered now."""
        return [_words(one) for one in self._found] if self._offers is not None and self._offers.isVisible() else []

    def settle(self) -> bool:
        """Take what is meant by the text; return whether the line holds it, or is empty."""
        text = self.text().strip()
        if self._held is not None or not text:
            self._close()
            return True
        if not self.offers():
            self._show(text)
        _, sure = self._find(text)
        if not self._found:
            self._say(f"没有找到“{text}”，请改一改，或按 ↓ 看全部")
        elif sure or self._looked or len(self._found) == 1:
            self._take(self._offers.list.currentRow() if self._offers is not None else 0)
        else:
            self._looked = True
            self._say(f"有 {len(self._found)} 个符合“{text}”，按 ↑ ↓ 选好，再按 Enter")
        return self._held is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ choose among the offers, Esc closes them."""
        key, down = event.key(), event.key() == Qt.Key.Key_Down
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self._offers is not None and self._offers.isVisible():
                self._looked = True
                self._offers.step(1 if down else -1)
            elif down:
                self._show("" if self._held else self.text().strip())
        elif key == Qt.Key.Key_Escape and self.offers():
            self._close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for closing the offers while they are open."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() == Qt.Key.Key_Escape and self.offers():  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing replaces it."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what is clearly meant."""
        super().focusOutEvent(event)
        if self._held is None and self.text().strip():
            found, sure = self._find(self.text().strip())
            if sure:
                self._found = found
                self._take(0)
        self._close()

    def _typed(self, text: str) -> None:
        self._looked = False
        self._say("")
        if self._held is not None:
            self._held = None
            self.taken.emit()
        if text.strip():
            self._show(text.strip())
        else:
            self._close()

    def _show(self, text: str) -> None:
        self._found, _ = self._find(text)
        if self._offers is None:
            self._offers = Offers(self)
            self._offers.list.itemClicked.connect(lambda _item: self._clicked())
        self._offers.show_words([_words(one) for one in self._found] or [f"没有找到“{text}”"], bool(self._found))

    def _clicked(self) -> None:
        assert self._offers is not None
        self._take(self._offers.list.currentRow())

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._found):
            self.hold(self._found[place])
            self._close()
            self.taken.emit()

    def _close(self) -> None:
        self._looked = False
        if self._offers is not None:
            self._offers.hide()

    def _say(self, sentence: str) -> None:
        if sentence or self.is_bad():
            self.set_bad(bool(sentence))
            self.refused.emit(sentence)


def _words(one: Offer) -> str:
    return f"{one.words}　{one.note}" if one.note else one.words
