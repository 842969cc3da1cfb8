"""Tags: one or two words on a tint that say kind or state."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views import theme

MOST_IN_A_LINE = 3


class Tag(QLabel):
    """A word on a tint. Families: grey kind or ended, green valid, blue special kind, gold full-time or honour,
    amber due soon, danger overdue or missing, red Party member or the step in progress; ``edge`` on a selected row.
    """

    def __init__(self, text: str, family: str = "grey") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tag", family)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, text: str, family: str) -> None:
        """Show another word in another family."""
        self.setText(text)
        theme.set_look(self, "tag", family)


class TagRow(QWidget):
    """Up to three tags side by side; further ones are named in the tooltip of the last."""

    def __init__(self, tags: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.set_tags(tags)

    def set_tags(self, tags: Iterable[tuple[str, str]]) -> None:
        """Show other tags, given as (word, family)."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        wanted = list(tags)
        for text, family in wanted[:MOST_IN_A_LINE]:
            self._row.addWidget(Tag(text, family))
        if len(wanted) > MOST_IN_A_LINE:
            more = Tag(f"+{len(wanted) - MOST_IN_A_LINE}", "grey")
            more.setToolTip("　".join(text for text, _ in wanted[MOST_IN_A_LINE:]))
            self._row.addWidget(more)
        self._row.addStretch(1)
        self.setAccessibleName("，".join(text for text, _ in wanted))
