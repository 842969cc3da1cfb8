"""What a person would see at a glance: words that are cut, parts without a name."""

from __future__ import annotations

import json
import sys

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget

from desktop.views.widgets.text import Elided


def cut_texts(page: QWidget) -> list[str]:
    """Return the words on a shown page that have less room than they need."""
    cut = [_words(part) for part in page.findChildren(QWidget) if part.isVisible() and not _fits(part)]
    return [words for words in cut if words]


def nameless(page: QWidget) -> list[str]:
    """Return buttons and inputs a screen reader has no word for."""
    return [
        type(part).__name__
        for part in page.findChildren(QWidget)
        if isinstance(part, QAbstractButton | QLineEdit)
        and part.objectName() != "qt_spinbox_lineedit"
        and not (part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()))
    ]


def show_cut_texts(mode: str, width: int, height: int) -> None:
    """Print the cut words of the gallery as JSON; for a process with its own scale of the screen."""
    from desktop.views import theme
    from desktop.views.widgets import gallery

    app = QApplication([])
    theme.load_fonts()
    theme.apply(app, mode)
    cut = []
    for make in (gallery.states_page, gallery.parts_page):
        page = make()
        page.resize(width, height)
        page.show()
        app.processEvents()
        cut += cut_texts(page)
    json.dump({"ratio": page.devicePixelRatioF(), "cut": cut}, sys.stdout)


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, QLabel | QAbstractButton | QLineEdit) else ""


def _fits(part: QWidget) -> bool:
    if isinstance(part, Elided):
        return True
    if isinstance(part, QLabel) and part.wordWrap():
        return part.heightForWidth(part.width()) <= part.height()
    if isinstance(part, QLabel | QPushButton):
        wanted = part.sizeHint()
        line = part.fontMetrics().height()
        return wanted.width() <= part.width() and (not part.text() or line <= part.height())
    if isinstance(part, QLineEdit):
        return part.fontMetrics().height() <= part.contentsRect().height()
    return True
