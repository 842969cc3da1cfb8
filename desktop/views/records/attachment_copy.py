"""A copy of an attachment goes out of the program: where to is asked, and the history keeps that it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import UserError
from desktop.services import attachment_files, attachments
from desktop.services.attachments import Copy, Kept
from desktop.views.desk import Desk
from desktop.views.files import open_folder, write


def save_copy(parent: QWidget, desk: Desk, one: Kept, failed: Callable[[UserError], object]) -> None:
    """Ask where a copy of an attachment goes and write it there, leaving a trace in the history."""
    suffix = attachment_files.SUFFIXES.get(one.media_type, "")
    name = attachments.plain_title(one.title) + suffix
    found, _ = QFileDialog.getSaveFileName(parent, "另存一份（会写入操作历史）", name)
    if not found:
        return
    target = Path(found)
    if suffix and target.suffix.lower() != suffix:
        target = target.with_name(target.name + suffix)

    def written(path: Path) -> None:
        desk.toast(f"已另存为“{path.name}”，已写入历史", act=("打开文件夹", lambda: open_folder(path)))

    def put(copy: Copy) -> None:
        desk.jobs.run(parent, lambda progress: write(copy.data, target), written, failed, label="另存附件")

    future = desk.database.submit("另存附件", lambda work: attachments.take_out(work, one.id))
    desk.jobs.after(parent, future, put, failed, label="另存附件")
