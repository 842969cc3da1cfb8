from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme, tokens

ROOT = Path(__file__).resolve().parents[2]
THEMES = ROOT / "resources" / "themes"
ICONS = ROOT / "resources" / "icons"


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    theme.load_fonts()
    theme.apply(qapp)
    yield
    theme.apply(qapp)


def ink(icon: QIcon, size: int) -> str:
    """The colour most of the fully covered dots of an icon have."""
    image = icon.pixmap(QSize(size, size)).toImage()
    dots = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return Counter(dot.name().upper() for dot in dots if dot.alpha() == 255).most_common(1)[0][0]


def face(character: str, font: QFont) -> str:
    """The name of the face that draws a character, empty if none has it."""
    layout = QTextLayout(character, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    (run,) = layout.glyphRuns()
    return run.rawFont().familyName() if all(run.glyphIndexes()) else ""


@pytest.mark.parametrize("mode", tokens.MODES)
def test_the_sheets_are_what_their_sources_make(mode: str) -> None:
    build = runpy.run_path(str(THEMES / "build.py"))
    assert (THEMES / f"{mode}.qss").read_text("utf-8") == build["render"](mode)
    assert {path.name: path.read_text("utf-8") for path in (THEMES / mode).iterdir()} == build["icons"](mode)


@pytest.mark.parametrize("mode", tokens.MODES)
def test_a_sheet_refers_only_to_drawings_that_are_there(mode: str) -> None:
    sheet = (THEMES / f"{mode}.qss").read_text("utf-8")
    urls = re.findall(r"url\(([^)]*)\)", sheet)
    assert urls
    for url in urls:
        assert (THEMES / url.strip('"').removeprefix("theme:")).is_file()


def test_the_program_starts_without_qt_material() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from desktop.views import theme; theme.load_fonts(); theme.apply(app);"
        "sys.exit('qt_material' in sys.modules or 'jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_every_icon_draws_something_in_the_colour_asked_for() -> None:
    names = [path.stem for path in ICONS.glob("*.svg") if path.stem != "mark"]
    assert len(names) > 60
    for name in names:
        assert ink(theme.icon(name, "text", 48), 48) == tokens.LIGHT["text"], name


def test_every_icon_named_in_the_program_exists() -> None:
    wanted = set()
    for path in (ROOT / "desktop" / "views").rglob("*.py"):
        wanted |= set(
            re.findall(r'(?:set_icon\([^,()]+, |icon_button\(|IconLabel\()"([a-z-]+)"', path.read_text("utf-8"))
        )
    assert wanted
    assert {name for name in wanted if not (ICONS / f"{name}.svg").is_file()} == set()


def test_icons_and_palette_follow_a_switch_of_theme(qapp: QApplication, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    button = QPushButton(page)
    theme.set_icon(button, "plus", "red", 48)
    action = QAction(page)
    page.addAction(action)
    theme.set_icon(action, "plus", "t2", 48)
    with qtbot.waitSignal(theme.signals.changed):
        theme.apply(qapp, "dark")
    assert ink(button.icon(), 48) == tokens.DARK["red"]
    assert ink(action.icon(), 48) == tokens.DARK["t2"]
    assert theme.token("bg") == QColor(tokens.DARK["bg"])
    assert qapp.palette().color(QPalette.ColorRole.PlaceholderText) == QColor(tokens.DARK["t3"])


def test_a_larger_font_makes_words_and_inputs_larger_but_not_lines(qapp: QApplication, qtbot: QtBot) -> None:
    button, label = QPushButton("保存"), QLabel("保存")
    for part in (button, label):
        qtbot.addWidget(part)
    small = button.sizeHint()
    theme.apply(qapp, "light", 1.25)
    button.ensurePolished()
    assert button.sizeHint().height() == pytest.approx(small.height() * 1.25, abs=2)
    assert button.sizeHint().width() > small.width()
    assert label.fontInfo().pixelSize() == 18
    assert theme.font("num").pixelSize() == 32
    assert "border: 1px" in theme.sheet("light", 1.25)
    assert "border: 1.25px" not in theme.sheet("light", 1.25)


def test_an_unknown_theme_is_a_bug(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(qapp, "sepia")


@pytest.mark.parametrize("kind", ["body", "h1"])
def test_the_window_is_written_in_the_bundled_sans(kind: str) -> None:
    assert {face(character, theme.font(kind)) for character in "井冈山Abc123，·"} == {"Jingge Sans"}


def test_rare_characters_in_names_show_once_their_fonts_are_loaded() -> None:
    theme.load_rare_fonts()
    assert all(face(character, theme.font()) for character in "𠮷春生肖䶮欧阳文㛃阿依努尔·买买提江")
    assert face("𠮷", theme.font()) == "Jingge Rare"
