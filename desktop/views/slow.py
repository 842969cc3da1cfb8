"""Work that takes longer than a second says so in the status bar, with its progress and 取消.

Pages that show the progress of their own work themselves (a plan of import, a print) are left to it.
"""

from __future__ import annotations

from time import monotonic

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.views import theme
from desktop.views.jobs import Job, Jobs
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import Elided

PATIENCE = 1.0
"""Seconds work may take before it is spoken of."""
LOOK_MS = 250
MOST_WIDE = 300


class WorkLine(QFrame):
    """What is under way, how far it is, and 取消."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.text = Elided("", "cap", "t2")
        self.cancel_button = button("取消", "", "link sm")
        self.cancel_button.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.text, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def show_job(self, job: Job | None) -> None:
        """Say how a job stands, or for None nothing."""
        self._job = job
        if job is not None:
            words = said(job)
            self.text.set_text(words)
            wide = QFontMetrics(theme.font("cap")).horizontalAdvance(words) + 4
            self.text.setMinimumWidth(min(wide, theme.px(MOST_WIDE)))
            self.setAccessibleName(words)
            self.cancel_button.setVisible(job.stops and not job.progress.cancelled)
            self.cancel_button.setAccessibleName(f"取消 {job.label}")
        self.setVisible(job is not None)

    def _cancel(self) -> None:
        if self._job is not None and shiboken6.isValid(self._job):
            self._job.cancel()
            self.show_job(self._job)


def said(job: Job) -> str:
    """Return how a job stands in words: 正在复制 12,000 / 50,000."""
    if job.progress.cancelled:
        return f"正在取消 {job.label}"
    far = f"{job.progress.done:,} / {job.progress.total:,}" if job.progress.total else "请稍候"
    return f"正在{job.label}　{far}"


class SlowWork(QObject):
    """Watches the work of a window and shows in a line what takes long."""

    def __init__(self, jobs: Jobs, line: WorkLine, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._line = jobs, line
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        jobs.begun.connect(self._begin)

    def _begin(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def look(self) -> None:
        """Show the oldest work that takes long and that no page shows."""
        open_ones, now = self._jobs.under_way(), monotonic()
        if not open_ones:
            self._timer.stop()
        slow = [one for one in open_ones if now - one.began > PATIENCE and one.wanted() and not one.is_shown()]
        self._line.show_job(slow[0] if slow else None)
