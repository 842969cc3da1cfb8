"""Colours, icons and fonts of the running window, and the switch between light and dark.

The finished style sheets in ``resources/themes`` are loaded as text; font sizes and fixed heights in them are
multiplied by the person's font scale. Painted widgets ask :func:`token` and :func:`font` each time they paint, so a
switch needs no more than the repaint Qt does by itself; icons given by :func:`set_icon` are drawn anew. Whoever keeps
something derived from colours listens to ``signals.changed``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDir, QObject, QSize, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.views import later, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
WINDOW_FONTS = ("sans-400.ttf", "sans-700.ttf")
STYLE = "-style=fusion"
"""Argument of the program for the style all our sheets are made for; asking for it later takes Qt 4 ms more."""
RARE_FONTS = ("sans-400-rest.ttf", "rare.ttf")
FALLBACK_FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "SimSun")
_SCALED = r"((?:font-size|min-height|max-height): )(\d+)px"
_ICON = "jg_icon"


class Signals(QObject):
    """Tells open windows of a change of theme or font size."""

    changed = Signal()


class _State:
    """What the running program shows at present."""

    mode = "light"
    scale = 1.0
    families: tuple[str, ...] = ()


signals = Signals()
_state = _State()


def apply(app: QApplication, mode: str = "light", font_scale: float = 1.0) -> None:
    """Show the program in ``mode`` with fonts of ``font_scale``; open windows follow at once.

    Raises ``ValueError`` for a mode that does not exist.
    """
    if mode not in tokens.MODES:
        raise ValueError(f"unknown mode {mode!r}")
    first = not app.styleSheet()
    _state.mode, _state.scale = mode, font_scale
    if first:
        QDir.setSearchPaths("theme", [str(RESOURCES / "themes")])
        QDir.setSearchPaths("icons", [str(RESOURCES / "icons")])
        later.do(lambda: app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "jingge.png"))))
    app.setFont(font())
    app.setPalette(palette())
    app.setStyleSheet(sheet(mode, font_scale))
    if not first:
        for widget in app.allWidgets():
            _redraw_icon(widget)
            for action in widget.actions():
                _redraw_icon(action)
    signals.changed.emit()


def mode() -> str:
    """Return ``light`` or ``dark``."""
    return _state.mode


def scale() -> float:
    """Return the font scale in force."""
    return _state.scale


def sheet(mode: str, font_scale: float = 1.0) -> str:
    """Return the style sheet of a mode with its font sizes and fixed heights multiplied."""
    text = (RESOURCES / "themes" / f"{mode}.qss").read_text("utf-8")
    if font_scale == 1.0:
        return text
    import re

    return re.sub(_SCALED, lambda match: f"{match[1]}{_larger(int(match[2]), font_scale)}px", text)


def token(name: str) -> QColor:
    """Return the colour of a token in the present mode."""
    return QColor(tokens.COLOURS[_state.mode][name])


def map_fills() -> tuple[QColor, ...]:
    """Return the nine fills for areas on the map."""
    return tuple(QColor(colour) for colour in tokens.MAP_FILLS[_state.mode])


def font(kind: str = "body", bold: bool | None = None) -> QFont:
    """Return the font of a kind of text in :data:`desktop.views.tokens.TYPE`, at the present scale."""
    size, heavy, _ = tokens.TYPE[kind]
    made = QFont(list(_state.families or FALLBACK_FAMILIES))
    made.setPixelSize(px(size))
    made.setBold(heavy if bold is None else bold)
    return made


def px(length: int) -> int:
    """Return a length that goes with text (a row, an input) at the present font scale."""
    return _larger(length, _state.scale)


def icon(name: str, colour_token: str = "t2", size: int = 18, gap: int = 0) -> QIcon:
    """Return an icon of ``resources/icons`` in a colour of the present theme, sharp on every screen in use.

    Its disabled state is grey and not drawn before the first picture; ``gap`` is empty room at its right. An icon that
    should follow a switch of theme is given with :func:`set_icon`.
    """
    made = QIcon()
    colours = (
        (QIcon.Mode.Normal, tokens.COLOURS[_state.mode][colour_token]),
        (QIcon.Mode.Disabled, tokens.COLOURS[_state.mode]["offtext"]),
    )
    for icon_mode, colour in colours[: 1 if later.held() else 2]:
        for ratio in _ratios():
            made.addPixmap(_drawn(name, colour, size, ratio, gap), icon_mode)
    return made


def pixmap(name: str, colour_token: str = "t2", size: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return one drawing for a painted widget; ``ratio`` is the device pixel ratio of what it is painted on."""
    return _drawn(name, tokens.COLOURS[_state.mode][colour_token], size, ratio)


def set_icon(target: QAbstractButton | QAction, name: str, colour_token: str = "t2", size: int = 18) -> None:
    """Give a button or an action an icon that follows every switch of theme."""
    target.setProperty(_ICON, f"{name} {colour_token} {size}")
    _redraw_icon(target)
    if later.held():
        later.do(lambda: _redraw_icon(target))


def restyle(widget: QWidget) -> None:
    """Let the style sheet look again at a widget after one of its dynamic properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property the style sheet reads (``k card tag t tone bad ro``), restyling if it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def load_fonts() -> None:
    """Load the fonts every window needs: the bundled sans, regular and bold.

    Without them (a checkout before its fonts were built) the system's own Chinese font is used.
    """
    families = [family for name in WINDOW_FONTS for family in _load(name)]
    _state.families = tuple(dict.fromkeys([*families, *FALLBACK_FAMILIES]))


def load_rare_fonts() -> None:
    """Load the fonts for rare characters (生僻字) in names; called after login, since they are large."""
    ours = [family for family in _state.families if family not in FALLBACK_FAMILIES]
    added = [family for name in RARE_FONTS for family in _load(name)]
    _state.families = tuple(dict.fromkeys([*ours, *added, *FALLBACK_FAMILIES]))
    app = QApplication.instance()
    if added and isinstance(app, QApplication):
        app.setFont(font())


def palette() -> QPalette:
    """Return the palette that belongs to the present mode; it carries what style sheets cannot say."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "bg"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface"),
        (role.Text, "text"),
        (role.PlaceholderText, "t3"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "onred"),
        (role.ToolTipBase, "strip"),
        (role.ToolTipText, "onstrip"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "onselection"),
        (role.Link, "red"),
        (role.LinkVisited, "red"),
        (role.Mid, "line"),
        (role.Dark, "line2"),
        (role.Light, "surface"),
        (role.Accent, "redfill"),
    ):
        made.setColor(target, token(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, token("offtext"))
    return made


def _larger(length: int, factor: float) -> int:
    """Multiply a length from 10 pixels up; borders and resets to 0 stay as they are."""
    return length if length < 10 else round(length * factor)


def _ratios() -> tuple[float, ...]:
    """Return the device pixel ratios of the screens in use, always with 1."""
    app = QApplication.instance()
    screens = app.screens() if isinstance(app, QApplication) else []
    return tuple(sorted({1.0, *(screen.devicePixelRatio() for screen in screens)}))


def _redraw_icon(target: QObject) -> None:
    wish = target.property(_ICON)
    if wish is None:
        return
    name, colour, wide = str(wish).split()
    size = int(wide)
    # Qt leaves four pixels between icon and word of a button; six read better.
    gap = 2 if isinstance(target, QAbstractButton) and target.text() else 0
    cast("QAbstractButton | QAction", target).setIcon(icon(name, colour, size, gap))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(size + gap, size))


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float, gap: int = 0) -> QPixmap:
    from PySide6.QtCore import QByteArray, QRectF
    from PySide6.QtSvg import QSvgRenderer  # kept out of the start of a window without icons

    drawing = _source(name).replace("currentColor", colour)
    if size < 18:
        drawing = drawing.replace('stroke-width="1.75"', 'stroke-width="2"')
    side = round(size * ratio)
    made = QPixmap(side + round(gap * ratio), side)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    with open(f"{RESOURCES}/icons/{name}.svg", encoding="utf-8") as file:
        return file.read()


def _load(name: str) -> list[str]:
    """Load one bundled font and return its families; a font that is not there has none."""
    path = RESOURCES / "fonts" / name
    number = QFontDatabase.addApplicationFont(str(path)) if path.exists() else -1
    return QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
