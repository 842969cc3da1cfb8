"""The status bar: 演示数据, the sums of what is shown, where the data lies, F1 and the version."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop import __version__
from desktop.views import shortcuts, theme, tokens
from desktop.views.slow import WorkLine
from desktop.views.widgets.tag import Tag
from desktop.views.widgets.text import Elided, IconLabel, label, line


class StatusBar(QFrame):
    """One line under every page."""

    def __init__(self, demonstration: bool, on_server: bool) -> None:
        super().__init__()
        self.setProperty("card", "status")
        self.setAccessibleName("状态栏")
        self._marked = demonstration
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 12, 0)
        row.setSpacing(12)
        if demonstration:
            row.addWidget(Tag("演示数据", "gold"))
            row.addWidget(label("姓名、号码均为虚构", "cap", "t2"))
        self._before = _divider()
        self._before.hide()
        row.addWidget(self._before)
        self._sums = Elided("", "cap", "t2")
        row.addWidget(self._sums, 1)
        self.work = WorkLine()
        row.addWidget(self.work)
        kept = QWidget()
        inner = QHBoxLayout(kept)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(5)
        inner.addWidget(IconLabel("lock", "t2", 14))
        inner.addWidget(label("数据保存在服务器" if on_server else "本机数据库 已加密", "cap", "t2"))
        self._rest = [
            _divider(),
            label(f"{shortcuts.shown('help')} 帮助", "cap", "t2"),
            _divider(),
            label(f"v{__version__}", "cap", "t2"),
        ]
        row.addWidget(kept)
        for part in self._rest:
            row.addWidget(part)
        self._fit()
        theme.signals.changed.connect(self._fit)

    def set_sums(self, text: str) -> None:
        """Show the sums of the page."""
        self._sums.set_text(text)
        self._before.setVisible(bool(text) and self._marked)

    def sums(self) -> str:
        """Return the sums shown."""
        return self._sums.whole()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what the help key and the help page say too."""
        for part in self._rest:
            part.setVisible(not narrow)

    def _fit(self) -> None:
        self.setFixedHeight(theme.px(tokens.HEIGHT["status"]))


def _divider() -> QFrame:
    made = line(vertical=True)
    made.setFixedHeight(12)
    return made
