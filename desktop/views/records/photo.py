"""The photo of a record in its form: chosen from a file, cut to 5 : 7, previewed, replaced, removed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.models import Field
from desktop.services import pictures
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.records.crop import CropDialog
from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label

WIDTH, HEIGHT = 100, 140
SHOWN = 1_200
"""Pixels of the longer side of the photo in which a part is chosen."""
PATTERN = "照片 (*.jpg *.jpeg *.png *.bmp)"


class Photo(QWidget):
    """The photo with its buttons. Nothing is written before the form is saved."""

    changed = Signal()

    def __init__(self, desk: Desk, field: Field) -> None:
        super().__init__()
        self.field = field
        self._desk = desk
        self._data: bytes | None = None
        self._source: bytes | None = None
        """The whole file that was chosen, as long as the form is open: another part of it may be wanted."""
        self._touched = False
        self.frame = _Frame(field.label)
        self.choose_button = button("选择照片", "camera")
        self.choose_button.clicked.connect(self.choose)
        self.crop_button = button("裁剪", "edit", hint="重新选取照片的哪一块")
        self.crop_button.clicked.connect(self.crop)
        self.remove_button = button("移除", "trash", "sm")
        self.remove_button.clicked.connect(lambda: self._keep(None))
        self.size_line = label("比例 5 : 7", "cap")
        self.mistake = label("", "cap", "danger", wrap=True)
        self.mistake.hide()
        side = QVBoxLayout()
        side.setSpacing(6)
        for widget in (self.choose_button, self.crop_button, self.remove_button, self.size_line):
            side.addWidget(widget)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(tokens.SPACE[3] - 2)
        row.addWidget(self.frame)
        row.addLayout(side, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.mistake)
        self.show_photo(None)

    def show_photo(self, data: bytes | None) -> None:
        """Show a photo as it is kept; it counts as untouched."""
        self._touched, self._source = False, None
        self._draw(data)

    def touched(self) -> bool:
        """Return whether another photo was chosen or it was removed."""
        return self._touched

    def raw(self) -> bytes | None:
        """Return the photo as it would be kept."""
        return self._data

    def typed(self) -> str | None:
        """Return what a draft keeps of it."""
        return b64encode(self._data).decode() if self._data else None

    def type_again(self, typed: str | None) -> None:
        """Show the photo a draft kept, as if it had just been chosen."""
        self._source = None
        self._keep(b64decode(typed) if typed else None)

    def lock(self) -> None:
        """Let it only be seen."""
        for one in (self.choose_button, self.crop_button, self.remove_button):
            one.hide()

    def choose(self) -> None:
        """Open the system's chooser."""
        name, _ = QFileDialog.getOpenFileName(self, "选择照片", "", PATTERN)
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Read a file, off the UI thread."""

        def read(progress: Any) -> tuple[bytes, bytes]:
            if path.stat().st_size > pictures.LARGEST:
                raise UserError("照片文件超过 20 MB，照片没有更换，请选小一些的文件")
            try:
                source = path.read_bytes()
                return source, pictures.portrait(source)
            except OSError:
                raise UserError("这个文件打不开，照片没有更换，请另选一个文件") from None

        self.mistake.hide()
        self._desk.jobs.run(self, read, self._chosen, self._refuse, label="读取照片")

    def _chosen(self, found: tuple[bytes, bytes]) -> None:
        self._source, data = found
        self._keep(data)

    def crop(self) -> None:
        """Let another part of the photo be chosen: of the file just chosen, else of the photo as it is kept."""
        source = self._source or self._data
        if source is not None:
            self._desk.jobs.run(
                self, lambda progress: pictures.whole(source, SHOWN), self._ask_part, self._refuse, label="读取照片"
            )

    def _ask_part(self, shown: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(shown)
        source = self._source or self._data
        if picture.isNull() or source is None:
            return
        dialog = CropDialog(self, picture)
        agreed = dialog.exec() == CropDialog.DialogCode.Accepted
        part = dialog.frame.part()
        dialog.deleteLater()
        if agreed:
            self._desk.jobs.run(
                self, lambda progress: pictures.portrait(source, part), self._keep, self._refuse, label="裁剪照片"
            )

    def _keep(self, data: bytes | None) -> None:
        self._touched = True
        self.mistake.hide()
        self._draw(data)
        self.changed.emit()

    def _refuse(self, error: UserError) -> None:
        self.mistake.setText(str(error))
        self.mistake.show()

    def _draw(self, data: bytes | None) -> None:
        self._data = data
        picture = QPixmap()
        if data:
            picture.loadFromData(data)
        self.frame.set_picture(picture)
        self.choose_button.setText("更换" if data else "选择照片")
        self.remove_button.setEnabled(bool(data))
        self.crop_button.setVisible(bool(data) and not self.choose_button.isHidden())
        self.size_line.setText(f"{picture.width()} × {picture.height()}" if data else "比例 5 : 7")


class _Frame(QWidget):
    """The picture with round corners, or the sign that there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.setAccessibleName(f"{self._name}：{'没有' if picture.isNull() else '已有'}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(box, tokens.RADIUS["input"], tokens.RADIUS["input"])
        painter.setClipPath(shape)
        if self._picture.isNull():
            painter.fillRect(self.rect(), theme.token("sunken"))
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(WIDTH // 2 - 16, HEIGHT // 2 - 16, theme.pixmap("user", "t3", 32, ratio))
        else:
            painter.drawPixmap(self.rect(), self._picture)
        painter.setClipping(False)
        painter.setPen(QPen(theme.token("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
