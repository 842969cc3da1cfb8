"""Renders the style sheets: the qt-material base in our colours, cut down, then our own looks.

Run it after a change of ``desktop/views/tokens.py`` or ``overrides.qss.j2``::

    python resources/themes/build.py

qt-material is needed here only; the program loads the finished sheets. Its own way of applying a theme would write
icons into the home directory, change the palette and the environment, so only its template is used.
"""

from __future__ import annotations

import logging
import re
import sys
from pathlib import Path

import jinja2

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from desktop.views import tokens  # noqa: E402 - the root must be on the path first

BASE_THEME: dict[str, dict[str, str]] = {
    "light": {
        "primaryColor": "#a61c20",
        "primaryLightColor": "#c9484a",
        "secondaryColor": "#f5f2ee",
        "secondaryLightColor": "#e4ded6",
        "secondaryDarkColor": "#ffffff",
        "primaryTextColor": "#ffffff",
        "secondaryTextColor": "#24201c",
    },
    "dark": {
        "primaryColor": "#f1908a",
        "primaryLightColor": "#be3434",
        "secondaryColor": "#1c1a18",
        "secondaryLightColor": "#3d3833",
        "secondaryDarkColor": "#242120",
        "primaryTextColor": "#ffffff",
        "secondaryTextColor": "#ede8e2",
    },
}

UNUSED = re.compile(
    r"""^\.                                  # the classes danger, warning, success
    | \.(danger|warning|success|big|fill_background)\b
    | \b(QDockWidget|QLCDNumber|QDial|QSlider|QToolBox|QTabWidget|QTabBar|QToolBar|QToolButton|QSizeGrip|QMenuBar
        |QGroupBox|QTableWidget|QStatusBar|QMainWindow|QDateTimeEdit|QDateEdit|QCalendarWidget|QColorDialog)\b
    | \[(frameless|colored|frameShape|frame)=
    | ^QWidget$ | ^QFrame$                   # the template paints and frames every widget, labels too
    | ^QTreeView::branch | QHeaderView::section:(vertical|horizontal)
    | ^\#qt_calendar | ^\*:focus$            # keyboard focus must stay visible
    | ^QComboBox::item | :flat
    | :(focus|selected|disabled|checked|pressed|hover|indeterminate|unchecked)\b""",
    re.VERBOSE,
)
"""Selectors of the base for widgets this program does not have, or which we would only have to undo.

The states are all ours: a state left over from the base would win over our plain rule by being more specific.
"""

UNWANTED = re.compile(r"^(line-height|text-transform|font-family)$|^height$")
"""Declarations of the base that are not for us: text stays as typed, in our font; heights are ours."""

QSS_ICONS: dict[str, tuple[str, str]] = {
    "chevron-down": ("chevron-down", "t2"),
    "chevron-up": ("chevron-up", "t2"),
    "chevron-left": ("chevron-left", "t2"),
    "chevron-right": ("chevron-right", "t2"),
    "chevron-down-off": ("chevron-down", "offtext"),
    "arrow-up": ("arrow-up", "t2"),
    "arrow-down": ("arrow-down", "t2"),
    "tick": ("check", "onred"),
    "tick-off": ("check", "offtext"),
    "part": ("minus", "onred"),
}
"""Drawings a style sheet needs as files: name -> (icon, colour)."""


def render(mode: str) -> str:
    """Return the finished sheet of one mode."""
    return lean_base(mode) + overrides(mode)


def lean_base(mode: str) -> str:
    """Return what is left of the qt-material sheet, one rule a line."""
    lines = []
    for selectors, body in rules(_base(mode)):
        wanted = [s for s in selectors if not UNUSED.search(s)]
        kept = [f"{name}: {value}" for name, value in body if _keep(name, value)]
        if wanted and kept:
            lines.append(f"{', '.join(wanted)} {{ {'; '.join(kept)}; }}")
    return "\n".join(lines) + "\n"


def rules(sheet: str) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """Split a sheet without nesting into its selectors and declarations."""
    found = []
    for head, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        selectors = [" ".join(part.split()) for part in head.split(",")]
        pairs = [line.split(":", 1) for line in body.split(";") if ":" in line]
        found.append((selectors, [(name.strip(), " ".join(value.split())) for name, value in pairs]))
    return found


def overrides(mode: str) -> str:
    """Return our own sheet of one mode, one rule a line, comments removed."""
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined, trim_blocks=True)
    text = environment.from_string((HERE / "overrides.qss.j2").read_text("utf-8")).render(
        tokens.COLOURS[mode], mode=mode, tokens=tokens.COLOURS[mode], type_table=tokens.TYPE
    )
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


def icons(mode: str) -> dict[str, str]:
    """Return the drawings the sheet of one mode refers to, by file name."""
    colours = tokens.COLOURS[mode]
    drawings = {}
    for name, (icon, colour) in QSS_ICONS.items():
        source = (HERE.parent / "icons" / f"{icon}.svg").read_text("utf-8")
        weight = "3" if name.startswith(("tick", "part")) else "2"
        source = source.replace("currentColor", colours[colour]).replace('"1.75"', f'"{weight}"')
        drawings[f"{name}.svg"] = source
    drawings["dot.svg"] = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<circle cx="12" cy="12" r="7.5" fill="{colours["red"]}"/></svg>\n'
    )
    return drawings


def main() -> None:
    """Write both sheets and their drawings beside this file."""
    for mode in tokens.MODES:
        (HERE / f"{mode}.qss").write_text(render(mode), "utf-8")
        folder = HERE / mode
        folder.mkdir(exist_ok=True)
        for name, drawing in icons(mode).items():
            (folder / name).write_text(drawing, "utf-8")


def _base(mode: str) -> str:
    """Render the template of qt-material without its side effects."""
    level = logging.root.level
    logging.root.setLevel(logging.ERROR)  # it complains when no Qt was imported before it
    try:
        import qt_material
    finally:
        logging.root.setLevel(level)
    template = Path(qt_material.TEMPLATE_FILE)
    environment = jinja2.Environment(autoescape=False, loader=jinja2.FileSystemLoader(template.parent))
    environment.filters["opacity"] = qt_material.opacity
    environment.filters["density"] = qt_material.density
    return environment.get_template(template.name).render(
        {
            **BASE_THEME[mode],
            "danger": tokens.COLOURS[mode]["danger"],
            "warning": tokens.COLOURS[mode]["amber"],
            "success": tokens.COLOURS[mode]["green"],
            "density_scale": "-2",
            "font_size": 16,  # the density takes two off
            "line_height": 16,
            "font_family": "",
            "button_shape": "default",
            "icon": None,
            "linux": False,
            "windows": False,
            "darwin": False,
            "pyqt6": False,
            "pyside6": True,
        }
    )


def _keep(name: str, value: str) -> bool:
    return not UNWANTED.match(name) and "icon:/" not in value and "unset" not in value


if __name__ == "__main__":
    main()
