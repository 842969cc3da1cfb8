"""Where attachments come from: files of a folder, of a drop, of the clipboard, or a copied picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QMimeData
from PySide6.QtGui import QImage

from desktop.errors import Cancelled, UserError
from desktop.services import attachment_files
from desktop.services.attachment_files import MB, Limits, Prepared

PATTERN = "图片和 PDF (*.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp *.pdf);;所有文件 (*)"
TOGETHER = 200 * MB
"""Bytes read at once before they are kept."""
PASTED = "粘贴的图片.png"


@dataclass(frozen=True)
class Source:
    """A file to be read: its name and how its content is had, off the UI thread."""

    name: str
    read: Callable[[Limits, Callable[[int, int], None]], bytes]


@dataclass
class Arrived:
    """What was read of the files that were chosen."""

    files: list[Prepared] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def arrive(
    sources: Sequence[Source], limits: Limits, known: dict[str, str], progress: Callable[[int, int], None]
) -> Arrived:
    """Read files one after the other; ``known`` are contents that are there already, with their names."""
    arrived, taken = Arrived(), 0
    for number, source in enumerate(sources):
        progress(number, len(sources))
        if taken >= TOGETHER:
            left = len(sources) - number
            arrived.refused.append(
                f"一次最多添加 {TOGETHER // MB} MB，还有 {left} 个文件没有读，请先添加这些，再选其余的"
            )
            break
        try:
            data = source.read(limits, partial(_further, progress, number, len(sources)))
            file = attachment_files.prepare(data, source.name, limits)
        except Cancelled:
            raise
        except UserError as error:
            arrived.refused.append(str(error))
            continue
        if file.hash in known:
            arrived.refused.append(f"“{file.file_name}”与“{known[file.hash]}”是同一个文件，没有再次添加")
            continue
        known[file.hash] = file.title
        taken += len(file.data)
        arrived.files.append(file)
    progress(len(sources), len(sources))
    return arrived


def _further(progress: Callable[[int, int], None], number: int, total: int, _done: int, _whole: int) -> None:
    """Stop between the parts of a large file, too."""
    progress(number, total)


def of_file(path: Path) -> Source:
    return Source(path.name, lambda limits, progress: attachment_files.read(path, limits, progress))


def _pasted(image: QImage) -> Source:
    def read(limits: Limits, progress: Callable[[int, int], None]) -> bytes:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        # PySide has no overload that takes the name of a format as text in its own types.
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    return Source(PASTED, read)


def of_mime(mime: QMimeData) -> list[Source]:
    """Return what of a drop or the clipboard can be attached."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return [of_file(path) for path in paths]
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [_pasted(image.copy())]
    return []
