"""A document as a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.errors import UserError


def write(data: bytes, target: Path) -> Path:
    """Write a file whole or not at all; return its path. Raises ``UserError`` when the place does not take it."""
    half = target.with_name(f".{target.name}.part")
    try:
        half.write_bytes(data)
        half.replace(target)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise UserError(
            f"没有保存“{target.name}”，原来的文件没有变化，请检查文件是否正被打开、磁盘是否已满，或换一个位置"
        ) from error
    return target


def file_name(title: str) -> str:
    """Return a title as a file may be called."""
    return "".join("_" if sign in '<>:"/\\|?*' else sign for sign in title).strip(" .") or "打印"


def open_folder(file: Path) -> None:
    """Show the folder of a file in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
