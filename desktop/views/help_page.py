"""The help (F1): one page of the clerk's words for each page of the program, in ``resources/help``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QPixmap, QResizeEvent, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from desktop.views import shortcuts, theme
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import panel
from desktop.views.widgets.text import label

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "help"
START = "start"
KEYS = "<!-- 快捷键表 -->"
"""Stands in a help page where the table of shortcuts belongs."""
PICTURES = "pictures"
"""Folder of the pictures beside the pages; ``dev.py pictures`` draws them."""


def topics() -> list[tuple[str, str]]:
    """Return key and title of every help page, in their order: the first line of a file is ``# title``."""
    found = []
    for file in FOLDER.glob("*.md"):
        first = file.read_text("utf-8").splitlines()[0]
        found.append((file.stem, first.removeprefix("#").strip()))
    order = {key: at for at, key in enumerate((START, "keys"))}
    return sorted(found, key=lambda one: (order.get(one[0], len(order)), one[0]))


def text_of(topic: str) -> str:
    """Return the help page of a topic, or the first one where there is none."""
    file = FOLDER / f"{topic}.md"
    found = file if file.exists() else FOLDER / f"{START}.md"
    text = found.read_text("utf-8").replace(KEYS, shortcuts.table_of_keys())
    picture = f"{PICTURES}/{found.stem}.png"
    if "![" in text or not (FOLDER / picture).exists():
        return text
    # A page that puts its picture nowhere has it after its title.
    title, rest = text.split("\n", 1)
    return f"{title}\n\n![{title.removeprefix('#').strip()}]({picture})\n{rest}"


class HelpText(QTextBrowser):
    """The words and pictures of a page; a picture is never wider than the text, and sharp at any scale."""

    def __init__(self) -> None:
        super().__init__()
        self._topic = ""
        self._drawn_for = 0
        self._again = settled(self, self._draw_again)
        # A bar that comes and goes would change the width the pictures are drawn for.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setAccessibleName("帮助")

    def show_topic(self, topic: str) -> None:
        """Show the page of a topic from its beginning."""
        self._topic = topic
        self._draw()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Return a picture of the help at the width there is."""
        address = name.toString() if isinstance(name, QUrl) else name
        file = FOLDER / PICTURES / Path(address.partition("?")[0]).name
        if kind != QTextDocument.ResourceType.ImageResource.value or not file.exists():
            return None
        picture, ratio = QPixmap(str(file)), self.devicePixelRatioF()
        width = round(min(picture.width(), self._room()) * ratio)
        shown = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        return shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the pictures again for another width."""
        super().resizeEvent(event)
        if self._topic and self._room() != self._drawn_for:
            self._again.start()

    def _room(self) -> int:
        return max(self.viewport().width() - 2 * round(self.document().documentMargin()) - 4, 120)

    def _draw_again(self) -> None:
        bar = self.verticalScrollBar()
        place = bar.value() / max(bar.maximum(), 1)
        self._draw()
        bar.setValue(round(place * bar.maximum()))

    def _draw(self) -> None:
        self._drawn_for = self._room()
        document = self.document()
        document.setDefaultFont(theme.font("body"))
        # Documents keep the pictures they read: at another width they go by another name.
        self.setMarkdown(text_of(self._topic).replace(".png)", f".png?{self._drawn_for})"))
        block = document.begin()
        while block.isValid():
            spaced = block.blockFormat()
            spaced.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spaced.setBottomMargin(6)
            if "\ufffc" in block.text():
                spaced.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
            QTextCursor(block).setBlockFormat(spaced)
            block = block.next()


class HelpPage(QWidget):
    """Topics at the left, the page in the middle; F1 or Esc leaves."""

    def __init__(self, desk: Desk, topic: str) -> None:
        super().__init__()
        self._desk = desk
        self.list = QListWidget()
        self.list.setAccessibleName("帮助目录")
        self.list.setFixedWidth(theme.px(180))
        self.page = HelpText()
        self.page.anchorClicked.connect(lambda url: self.show_topic(url.path().removesuffix(".md")))
        for key, title in topics():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self.list.currentItemChanged.connect(lambda item, _old: self._show(item.data(Qt.ItemDataRole.UserRole)))
        head = panel("bar", vertical=False, margins=(20, 8, 16, 8))
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(label("帮助", "h1"))
        row.addStretch(1)
        leave = button("返回", "chevron-left", key="page.leave")
        leave.clicked.connect(lambda _checked=False: desk.back())
        row.addWidget(leave)
        body = QHBoxLayout()
        body.setContentsMargins(12, 10, 0, 0)
        body.setSpacing(12)
        body.addWidget(self.list)
        paper = panel("paper", margins=(16, 8, 8, 8))
        layout = paper.layout()
        assert layout is not None
        layout.addWidget(self.page)
        body.addWidget(paper, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(body, 1)
        self.setFocusProxy(self.list)
        self.show_topic(topic)

    def show_topic(self, topic: str) -> None:
        """Show a page."""
        keys = [self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())]
        self.list.setCurrentRow(keys.index(topic) if topic in keys else 0)

    def topic(self) -> str:
        """Return the topic shown."""
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def _show(self, topic: str) -> None:
        self.page.show_topic(topic)
