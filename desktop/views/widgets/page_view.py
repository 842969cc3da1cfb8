"""Pages of a PDF to look at: only what is on screen is drawn, sharp at any zoom, off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from desktop.views import theme
from desktop.views.widgets.sheets import INCH, POINTS, Picture, Sheets, Shot

if TYPE_CHECKING:
    from desktop.views.jobs import Job, Jobs

GAP = 16
"""Room round pages, logical pixels."""
SETTLE_MS = 60
STEP = 1.25
LEAST, MOST = 0.02, 8.0
AROUND = 0.25
"""Part of the window drawn beyond its edges, so that small moves find a picture."""
SAME = 0.001


class PageView(QAbstractScrollArea):
    """The pages under one another. Ctrl with the wheel, or Ctrl + − 0, zooms; the mouse drags the paper."""

    zoomed = Signal(float)
    page_changed = Signal(int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self._jobs = jobs
        self._job: Job | None = None
        self._sheets: Sheets | Picture | None = None
        self._generation = 0
        self._fit = "page"
        self._zoom = 1.0
        self._shots: dict[int, Shot] = {}
        self._tops: list[float] = []
        self._page = 0
        self._grip: QPoint | None = None
        self._stale = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(SETTLE_MS)
        self._wait.timeout.connect(self._draw_missing)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self._moved)

    # What is shown

    def set_sheets(self, sheets: Sheets | Picture | None) -> None:
        """Show another document, or none; the place is kept where the pages are alike."""
        alike = sheets is not None and self._sheets is not None and sheets.sizes == self._sheets.sizes
        self._sheets = sheets
        self._generation += 1
        if not alike:
            self._shots.clear()
            self._page = 0
        self._arrange()
        if not alike:
            self.verticalScrollBar().setValue(0)
        self._stale = True
        self._wait.start(0)

    def zoom(self) -> float:
        """Return the zoom, 1 at real size."""
        return self._zoom

    def fit(self) -> str:
        """Return ``page`` or ``width`` while the zoom follows the window, else nothing."""
        return self._fit

    def set_fit(self, fit: str) -> None:
        """Let the zoom follow the window: the whole ``page`` or its ``width``."""
        self._fit = fit
        self._arrange()
        self.go_to(self._page)

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what lies at a place of the viewport where it is."""
        self._fit = ""
        spot = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        before = self._zoom
        self._zoom = min(MOST, max(LEAST, zoom))
        factor = self._zoom / before
        x, y = across.value() + spot.x(), down.value() + spot.y()
        self._arrange()
        across.setValue(round(x * factor - spot.x()))
        down.setValue(round(y * factor - spot.y()))

    def page(self) -> int:
        """Return the page in the middle of the view."""
        return self._page

    def go_to(self, page: int) -> None:
        """Show a page from its top."""
        if self._sheets is not None and 0 <= page < len(self._sheets):
            self.verticalScrollBar().setValue(round(self._tops[page] - GAP))
            self._set_page(page)

    def drawn(self) -> bool:
        """Return whether everything on screen is drawn sharp."""
        return self._sheets is not None and self._next_missing() is None

    # Layout

    def _pixels(self) -> float:
        """Return logical pixels for each point."""
        return self._zoom * INCH / POINTS

    def _arrange(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if self._sheets is None or not len(self._sheets):
            across.setRange(0, 0)
            down.setRange(0, 0)
            self.viewport().update()
            return
        # The whole page needs no scroll bars, so their room counts.
        room = self.maximumViewportSize() if self._fit == "page" else self.viewport().size()
        room_x, room_y = room.width() - 2 * GAP, room.height() - 2 * GAP
        if self._fit and room_x > 0 and room_y > 0:
            wide = max(width for width, _ in self._sheets.sizes)
            high = max(height for _, height in self._sheets.sizes)
            points = room_x / wide if self._fit == "width" else min(room_x / wide, room_y / high)
            self._zoom = min(MOST, max(LEAST, points * POINTS / INCH))
        pixels = self._pixels()
        self._tops, top = [], float(GAP)
        for _, height in self._sheets.sizes:
            self._tops.append(top)
            top += height * pixels + GAP
        widest = max(width for width, _ in self._sheets.sizes) * pixels + 2 * GAP
        across.setRange(0, max(0, round(widest) - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(40)
        down.setRange(0, max(0, round(top) - self.viewport().height()))
        down.setPageStep(self.viewport().height())
        down.setSingleStep(40)
        self.zoomed.emit(self._zoom)
        self.viewport().update()
        self._wait.start()

    def _box(self, page: int) -> QRectF:
        """Return where a page lies in the viewport."""
        assert self._sheets is not None
        pixels = self._pixels()
        width, height = (side * pixels for side in self._sheets.sizes[page])
        widest = max(one for one, _ in self._sheets.sizes) * pixels + 2 * GAP
        left = (max(widest, self.viewport().width()) - width) / 2 - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page] - self.verticalScrollBar().value(), width, height)

    def _seen(self) -> list[int]:
        if self._sheets is None:
            return []
        window = QRectF(self.viewport().rect())
        return [page for page in range(len(self._sheets)) if self._box(page).intersects(window)]

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages on screen, blurred until they are drawn."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.token("bg"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pixels = self._pixels()
        for page in self._seen():
            box = self._box(page)
            painter.fillRect(box, Qt.GlobalColor.white)
            shot = self._shots.get(page)
            if shot is not None:
                area = QRectF(shot.area.topLeft() * pixels, shot.area.size() * pixels)
                painter.drawImage(area.translated(box.topLeft()), shot.image)
            pen = QPen(theme.token("line2"), 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        if self.hasFocus():
            painter.setPen(QPen(theme.token("focus"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _wanted(self, page: int) -> QRectF:
        """Return the part of a page that is on screen, in points."""
        box, pixels = self._box(page), self._pixels()
        part = box.intersected(QRectF(self.viewport().rect())).translated(-box.topLeft())
        return QRectF(part.topLeft() / pixels, part.size() / pixels)

    def _next_missing(self) -> int | None:
        scale = self._pixels() * self.devicePixelRatioF()
        for page in self._seen():
            shot = self._shots.get(page)
            wanted = self._wanted(page)
            if wanted.isEmpty():
                continue
            if shot is None or self._stale or not shot.area.adjusted(-1, -1, 1, 1).contains(wanted):
                return page
            if shot.scale < scale - SAME and shot.image.width() * shot.image.height() < 20_000_000:
                return page
        return None

    def _draw_missing(self) -> None:
        if self._job is not None and not self._job.over:
            return
        page, sheets = self._next_missing(), self._sheets
        if page is None or sheets is None:
            return
        wanted = self._wanted(page)
        wanted.adjust(*(side * AROUND for side in (-wanted.width(), -wanted.height(), wanted.width(), wanted.height())))
        scale = self._pixels() * self.devicePixelRatioF()
        generation = self._generation

        def take(shot: Shot | None) -> None:
            if generation == self._generation and shot is not None:
                if self._stale:
                    self._shots.clear()
                    self._stale = False
                self._shots[page] = shot
                while len(self._shots) > 8:
                    self._shots.pop(next(one for one in self._shots if one != page))
                self.viewport().update()
            self._wait.start(0)

        self._job = self._jobs.run(self, lambda progress: sheets.render(page, scale, wanted), take, label="显示预览")

    # Moving

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y() / 120
            if turn:
                self.set_zoom(self._zoom * STEP**turn, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move by keys."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        last = len(self._sheets) - 1 if self._sheets is not None else 0
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Plus: lambda: self.set_zoom(self._zoom * STEP),
            Qt.Key.Key_Equal: lambda: self.set_zoom(self._zoom * STEP),
            Qt.Key.Key_Minus: lambda: self.set_zoom(self._zoom / STEP),
            Qt.Key.Key_0: lambda: self.set_fit("page"),
        }
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(last),
        }
        act = acts.get(event.key()) or (moves.get(event.key()) if plain else None)
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the paper."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the paper."""
        if self._grip is not None:
            here = event.position().toPoint()
            move, self._grip = here - self._grip, here
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - move.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - move.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def _moved(self) -> None:
        self.viewport().update()
        self._wait.start()
        seen = self._seen()
        if seen:
            window = QRectF(self.viewport().rect())
            self._set_page(max(seen, key=lambda page: self._box(page).intersected(window).height()))

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
