from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme, tokens
from desktop.views.widgets import gallery
from desktop.views.widgets.login_panel import LoginPanel
from tests.views.looking import cut_texts, nameless

ROOT = Path(__file__).resolve().parents[3]
PAGES = (gallery.states_page, gallery.parts_page)


@pytest.fixture
def calm(qapp: QApplication) -> Iterator[QApplication]:
    theme.load_fonts()
    yield qapp
    theme.apply(qapp)


def open_page(qtbot: QtBot, make: Callable[[], QWidget], height: int = 768) -> QWidget:
    page = make()
    qtbot.addWidget(page)
    page.resize(1366, height)
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.mark.parametrize("make", PAGES)
@pytest.mark.parametrize("scale", tokens.FONT_SCALES)
def test_no_word_is_cut_at_any_font_size(
    calm: QApplication, qtbot: QtBot, make: Callable[[], QWidget], scale: float
) -> None:
    theme.apply(calm, "light", scale)
    page = open_page(qtbot, make, round(768 * scale))
    assert cut_texts(page) == []


@pytest.mark.parametrize("mode", tokens.MODES)
def test_no_word_is_cut_on_a_screen_at_150_percent(mode: str) -> None:
    code = f"from tests.views.looking import show_cut_texts; show_cut_texts({mode!r}, 1366, 768)"
    environment = {**os.environ, "QT_SCALE_FACTOR": "1.5", "QT_QPA_PLATFORM": "offscreen"}
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert json.loads(answer.stdout) == {"ratio": 1.5, "cut": []}


@pytest.mark.parametrize("make", PAGES)
def test_every_part_has_a_name_to_read_out(calm: QApplication, qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    theme.apply(calm)
    assert nameless(open_page(qtbot, make)) == []


def test_an_open_page_follows_a_switch_of_theme(calm: QApplication, qtbot: QtBot) -> None:
    theme.apply(calm, "light")
    page = open_page(qtbot, gallery.parts_page)
    theme.apply(calm, "dark")
    switched = page.grab().toImage()
    assert switched.pixelColor(5, 760) == theme.token("bg")
    assert switched == open_page(qtbot, gallery.parts_page).grab().toImage()


@pytest.mark.parametrize(("width", "height"), [(480, 768), (480, 696), (320, 512)])
def test_the_login_panel_fits_every_window(calm: QApplication, qtbot: QtBot, width: int, height: int) -> None:
    panel = LoginPanel()
    qtbot.addWidget(panel)
    panel.resize(width, height)
    image = panel.grab().toImage()
    white = [(x, y) for x in range(width) for y in range(height) if image.pixelColor(x, y).lightness() > 245]
    assert white
    assert max(x for x, _ in white) < width - 12
    assert max(y for _, y in white) < height * 0.45
