"""A desk in a whole open office, for the pages that look after folders, keys and papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.offices import OpenOffice
from desktop.views import theme
from tests.views.records.conftest import PlainDesk

WIDE = (1198, 694)
"""Room of a page on an office screen of 1366×768."""
NARROW = (855, 438)
"""Room of a page at 150 %."""


class OfficeDesk(PlainDesk):
    """A desk that also knows the office, and where pages wanted to go."""

    def __init__(self, opened: OpenOffice, folder: Path) -> None:
        super().__init__(opened.database, folder)
        self.forms = self.opened
        """The forms that were opened; the desk itself calls the office ``opened``."""
        self.opened = opened  # type: ignore[assignment]
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.restored: list[Path] = []

    def open(self, kind: str, record_id: Any = None, *, among: Any = None, start: Any = None) -> None:
        self.forms.append((kind, record_id, start or {}))

    def go(self, key: str, **what: Any) -> bool:
        self.went.append((key, what))
        return True

    def restore(self, file: Path) -> None:
        self.restored.append(file)


Stand = Callable[[OpenOffice], OfficeDesk]
Show = Callable[..., Any]


@pytest.fixture
def stand(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Stand]:
    """Puts a desk into an office."""
    theme.load_fonts()
    theme.load_rare_fonts()
    if not qapp.styleSheet():
        theme.apply(qapp)
    made: list[OfficeDesk] = []

    def at(opened: OpenOffice) -> OfficeDesk:
        made.append(OfficeDesk(opened, tmp_path / "screens"))
        return made[-1]

    yield at
    for desk in made:
        desk.close()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a page in the room it has on an office screen, and waits until it has read what it shows."""

    def at(page: Any, desk: OfficeDesk, size: tuple[int, int] = WIDE) -> Any:
        qtbot.addWidget(page)
        page.resize(*size)
        with qtbot.waitExposed(page):
            page.show()
        settle(desk, qtbot)
        return page

    return at


def fits(page: QWidget, size: tuple[int, int]) -> bool:
    """Return whether a page can be made as small as the room it has."""
    least = page.minimumSizeHint()
    return least.width() <= size[0] and least.height() <= size[1]


def settle(desk: OfficeDesk, qtbot: QtBot) -> None:
    """Wait until the desk has been idle for a while."""
    for _ in range(3):
        qtbot.wait(60)
        qtbot.waitUntil(lambda: not desk.jobs.busy(), timeout=30_000)
