"""One attachment in its list: small picture, title, what it is; a click opens it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.attachment_files import MB, PDF
from desktop.services.attachments import Kept
from desktop.views import theme, tokens
from desktop.views.widgets import cells as paint
from desktop.views.widgets.buttons import icon_button
from desktop.views.widgets.text import line

SIDE = 44
"""Side of the small picture, logical pixels."""


def told_size(size: int) -> str:
    """Return a number of bytes as people read it: 820 KB, 2.4 MB."""
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / 1024)):,} KB"


def caption(kept: Kept) -> str:
    """Return the line under the title of an attachment."""
    parts = [kept.taken_on.isoformat() if kept.taken_on else "", f"{kept.pages} 页" if kept.pages else ""]
    parts += [told_size(kept.size), f"{kept.consent_on.isoformat()} 同意留存" if kept.consent_on else ""]
    if not kept.here:
        parts.append("内容不在本机")
    return "  ".join(part for part in parts if part)


def paint_small(painter: QPainter, box: QRect, picture: QPixmap, icon: str, ratio: float) -> None:
    """Paint a small picture whole within a box with round corners, or a sign where there is none."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
    shape = QPainterPath()
    shape.addRoundedRect(frame, tokens.RADIUS["tag"], tokens.RADIUS["tag"])
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(box, theme.token("sunken"))
    if picture.isNull():
        side = 20
        painter.drawPixmap(
            box.center().x() - side // 2 + 1, box.center().y() - side // 2 + 1, theme.pixmap(icon, "t3", side, ratio)
        )
    else:
        size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(box.center())
        painter.drawPixmap(place, picture)
    painter.restore()
    pen = QPen(theme.token("line2"), 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)


def loaded(data: bytes | None) -> QPixmap:
    """Return a small picture from its bytes, an empty one for none."""
    picture = QPixmap()
    if data:
        picture.loadFromData(data)
    return picture


class Thumbnail(QWidget):
    """The small picture of a file."""

    def __init__(self, data: bytes | None, name: str, icon: str = "file") -> None:
        super().__init__()
        self._picture, self._icon = loaded(data), icon
        self.setAccessibleName(f"{name} 的缩略图")
        self.setFixedSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        paint_small(QPainter(self), self.rect(), self._picture, self._icon, self.devicePixelRatioF())


class AttachmentRow(QWidget):
    """An attachment with what can be done with it. In a ``narrow`` list the actions stand in a menu."""

    opened = Signal()
    edited = Signal()
    saved_out = Signal()
    removed = Signal()

    def __init__(self, kept: Kept, opens: bool, writes: bool, narrow: bool) -> None:
        super().__init__()
        self.kept = kept
        self._opens, self._writes = opens and kept.here, writes
        self.face = _Face(kept)
        self.face.setEnabled(self._opens)
        self.face.clicked.connect(self.opened)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.face, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        wanted = (
            ("export", f"另存一份 {kept.title}", self._opens, self.saved_out),
            ("edit", f"修改 {kept.title} 的说明", writes, self.edited),
            ("trash", f"移除 {kept.title}", writes, self.removed),
        )
        if narrow:
            more = icon_button("more", f"{kept.title} 的更多操作")
            more.clicked.connect(lambda: self._menu(more))
            more.setVisible(self._opens or writes)
            row.addWidget(more)
            return
        for icon, name, shown, signal in wanted:
            if shown:
                made = icon_button(icon, name)
                made.clicked.connect(signal)
                row.addWidget(made)

    def make_menu(self) -> QMenu:
        """Return what can be done, as a menu."""
        menu = QMenu(self)
        if self._opens:
            menu.addAction("打开看", self.opened.emit)
            menu.addAction("另存一份…", self.saved_out.emit)
        if self._writes:
            menu.addAction("修改说明", self.edited.emit)
            menu.addAction("移除", self.removed.emit)
        return menu

    def _menu(self, anchor: QWidget) -> None:
        menu = self.make_menu()
        menu.exec(anchor.mapToGlobal(anchor.rect().bottomLeft()))
        menu.deleteLater()


class _Face(QAbstractButton):
    """Small picture, title, tag and caption."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.setText(kept.title)
        self._role, self._caption = kept.role_label, caption(kept)
        self._icon = "file" if kept.media_type == PDF else "camera"
        self._picture = loaded(kept.thumbnail)
        self.setAccessibleName(f"{kept.title}，{self._role}，{self._caption}")
        self.setToolTip(kept.file_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Ask for the picture and two lines."""
        return QSize(200, max(SIDE + 8, theme.px(48)))

    def minimumSizeHint(self) -> QSize:
        """Go down to the picture and a few words."""
        return QSize(140, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it as a row of a list."""
        painter = QPainter(self)
        hovered = self.underMouse() and self.isEnabled()
        paint.paint_row(painter, self.rect(), paint.RowState(hovered=hovered, focused=self.hasFocus()), line=False)
        box = QRect(4, (self.height() - SIDE) // 2, SIDE, SIDE)
        paint_small(painter, box, self._picture, self._icon, self.devicePixelRatioF())
        left = box.right() + 11
        room = QRect(left, 4, self.width() - left - 6, self.height() - 8)
        half = room.height() // 2
        upper = QRect(room.left(), room.top(), room.width(), half)
        tagged = paint.tag_width(self._role) + 8
        painter.setFont(theme.font("body", True))
        title_room = max(40, upper.width() - tagged)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, title_room)
        used = painter.fontMetrics().horizontalAdvance(text)
        paint.paint_text(painter, QRect(upper.left(), upper.top(), title_room, half), text, "body", "text", True)
        if upper.width() - used >= tagged:
            paint.paint_tags(painter, upper.adjusted(used + 8, 0, 0, 0), [(self._role, "grey")])
        paint.paint_text(painter, QRect(room.left(), room.top() + half, room.width(), half), self._caption, "cap", "t3")
