"""The pictures of the help: ``python -m tests.help_pictures [TOPIC …]`` writes ``resources/help/pictures``.

Every page of the program is drawn from the demonstration office, whose names are invented, at a size that is read
beside the text. ``MARKS`` puts numbers on parts of a page; the help says under the same numbers what they are for.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.views.help_page import FOLDER, PICTURES
from tests.screens import Screens, user_folders

SIZE = QSize(1180, 660)
COLOURS = 128
"""Colours of a picture: text on few grounds looks the same, and takes a third of the room."""
ROUND = 22

Part = Callable[[Any], QWidget]
MARKS: dict[str, tuple[Part, ...]] = {
    "lists": (
        lambda page: page.tabs,
        lambda page: page.search,
        lambda page: page.filters,
        lambda page: page.groups.button,
        lambda page: page.columns_button,
        lambda page: page.groups,
        lambda page: page.table,
        lambda page: page.bulk,
    ),
    "forms": (
        lambda page: page.head,
        lambda page: page.input("code").widget,
        lambda page: page.foot,
    ),
    "start": (
        lambda shell: shell._navigation,
        lambda shell: shell._top.search,
        lambda shell: shell._top.recent,
        lambda shell: shell._top.backup,
        lambda shell: shell._top.help,
        lambda shell: shell._top.user,
        lambda shell: shell._status,
    ),
    "home": (
        lambda page: page.findings,
        lambda page: page.chart,
        lambda page: page.heads,
        lambda page: page.recent,
    ),
    "map": (lambda page: page.canvas, lambda page: page.list),
    "preview": (lambda page: page.pane, lambda page: page.view, lambda page: page.print_button),
    "sheets": (lambda page: page.headings, lambda page: page.table, lambda page: page.go),
}


def main(words: list[str]) -> int:
    """Draw the pictures of these topics, or of all."""
    target = FOLDER / PICTURES
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jingge-help-") as folder:
        user_folders(Path(folder))
        drawn = HelpPictures(Path(folder), target, words)
        drawn.draw()
    whole = sum(file.stat().st_size for file in target.glob("*.png"))
    sys.stdout.write(f"{len(list(target.glob('*.png')))} pictures, {whole / 1e6:.2f} MB\n")
    return 0


class HelpPictures(Screens):
    """One run of the program that is led through the pages of the help."""

    def __init__(self, folder: Path, target: Path, topics: Sequence[str]) -> None:
        super().__init__(folder, target, "", SIZE, ())
        self._topics = frozenset(topics)

    def before(self) -> None:
        """Make the demonstration office and draw the login."""
        from desktop.services import demo
        from desktop.storage.keyring import FLOOR
        from desktop.views.login import DEMO_PASSWORD

        window = self.window
        opened, _ = demo.create_demo(window.demo_folder, DEMO_PASSWORD, self.clock, params=FLOOR)
        self.back_up(opened)
        opened.close()
        window.resize(SIZE)
        window.start(None, True)
        window.show()
        if self._wanted("login"):
            self.settle()
            self.keep("login", window.grab(), window, window)

    def inside(self) -> None:
        """Draw the pages of the open office."""
        window = self.window
        window.login.login()
        self.wait(lambda: window.shell is not None)
        self.settle()
        for topic, show, part in self.topics():
            if self._wanted(topic):
                show()
                self.settle(400)
                drawn = part()
                self.keep(topic, drawn.grab(), drawn, self._marked(topic, drawn))
                self.leave()

    def topics(self) -> Iterator[tuple[str, Callable[[], Any], Callable[[], QWidget]]]:
        """Yield each topic with how its page is reached and what of the window is drawn."""
        from desktop.services.grouping import Grouping
        from desktop.views import pages

        shell: Any = self.window.shell
        grid = self.first("grids")

        def a_list() -> None:
            shell.open_list("grids")
            shell.page().list.groups.group_by(Grouping("community_id"))

        yield "start", lambda: shell.go("home"), lambda: shell
        yield "lists", a_list, shell.page
        yield "forms", lambda: self._form(grid), shell.page
        yield "attachments", self._attachments, shell.page
        yield "map", lambda: shell.go("grids", view="map", grid=grid), shell.page
        yield "sheets", lambda: self.sheet(wrong=True), shell.page
        yield "case", self.case, shell.page
        for spec in pages.PAGES:
            topic = spec.help or spec.key
            if topic == spec.key:
                yield topic, lambda spec=spec: self._page(spec.key), shell.page

    def _form(self, grid: Any) -> None:
        self._without_groups()
        shell: Any = self.window.shell
        shell.open("grids", grid)

    def _attachments(self) -> None:
        from desktop.services import records

        shell: Any = self.window.shell
        with shell.database.read() as session:
            query = records.Query("stations", filters=(records.Filter("kind", "in", ("brand_room",)),))
            room = records.ids(session, query, shell.context())[0]
        shell.open("stations", room)
        self.settle(400)
        form = shell.page()
        bar = form.body.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _page(self, key: str) -> None:
        shell: Any = self.window.shell
        if key == "grids":
            self._without_groups()
            shell.open_list("grids")
        else:
            shell.go(key)

    def _without_groups(self) -> None:
        shell: Any = self.window.shell
        shell.open_list("grids")
        shell.page().list.groups.group_by(None)

    def _marked(self, topic: str, drawn: QWidget) -> Any:
        """Return what the parts of a topic are found in."""
        if topic == "lists":
            return drawn.list  # type: ignore[attr-defined]
        return drawn.map if topic == "map" else drawn  # type: ignore[attr-defined]

    def _wanted(self, topic: str) -> bool:
        return not self._topics or topic in self._topics

    def keep(self, topic: str, picture: QPixmap, drawn: QWidget, owner: Any) -> None:
        """Put the numbers on a picture and write it with few colours."""
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, part in enumerate(MARKS.get(topic, ()), 1):
            self._number(painter, number, part(owner), drawn)
        painter.end()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        image = Image.open(BytesIO(buffer.data().data())).convert("RGB")
        few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
        few.save(self.target / f"{topic}.png", optimize=True)

    def _number(self, painter: QPainter, number: int, part: QWidget, drawn: QWidget) -> None:
        """Paint a number on the left edge of a part, so that its words stay free."""
        from desktop.views import theme

        assert part.isVisible(), f"{number} points to nothing"
        corner = part.mapTo(drawn, QPoint(0, 0))
        spot = QRect(corner.x() - ROUND // 2, corner.y() - ROUND // 3, ROUND, ROUND)
        spot.moveLeft(max(spot.left(), 2))
        spot.moveTop(max(spot.top(), 2))
        painter.setPen(theme.token("surface"))
        painter.setBrush(theme.token("redfill"))
        painter.drawEllipse(spot)
        painter.setPen(theme.token("onred"))
        painter.setFont(theme.font("sub", bold=True))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, str(number))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
