"""The one table of colours, type sizes and spaces; style sheets, painted widgets and charts all read it.

No Qt here, so that the build of the style sheets and tests of contrast can read it as plain data. Colours are
named by their use (``bg``, ``surface``, ``line``, ``t2`` …), and for each state family ``FAMILY`` is its text,
``FAMILYtint`` the ground under it, ``FAMILYline`` the edge of a banner, ``FAMILYmark`` a dot or bar.
"""

from __future__ import annotations

from typing import Final

MODES: Final = ("light", "dark")

FAMILIES: Final = ("red", "gold", "green", "blue", "amber", "danger", "grey")
"""State families of tags and banners."""

_FAMILY_PARTS: Final = ("", "tint", "line", "mark")


def _families(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    """Name the four colours of each family in the order of :data:`FAMILIES`."""
    return {
        family + part: colour
        for family, row in zip(FAMILIES, rows, strict=True)
        for part, colour in zip(_FAMILY_PARTS, row, strict=True)
    }


LIGHT: Final[dict[str, str]] = {
    "bg": "#F5F2EE",
    "surface": "#FFFFFF",
    "sunken": "#FAF8F5",
    "head": "#FAF8F5",
    "nav": "#EFEBE5",
    "line": "#E4DED6",
    "line2": "#D3CBC1",
    "field": "#8F867B",
    "text": "#24201C",
    "t2": "#5B534B",
    "t3": "#6F665E",
    "redfill": "#A61C20",
    "redhover": "#8C1519",
    "redpressed": "#741013",
    "onred": "#FFFFFF",
    "sel": "#F4ECE4",
    "hover": "#F9F6F2",
    "focus": "#1F66B5",
    "track": "#EAE4DC",
    # A button that cannot be pressed: readable, clearly flat.
    "off": "#F0ECE6",
    "offtext": "#8F867B",
    # The strip that offers to undo is dark in both modes.
    "strip": "#2E2925",
    "onstrip": "#FFFFFF",
    "stripgold": "#F2C35E",
    "stripgreen": "#7CCB9B",
    "stripline": "#2E2925",
    "chart_open": "#DDD5CB",
    "chart_edge": "#9A8B7C",
    "chart_done": "#9A8B7C",
    "chart_rate": "#A61C20",
    "map_edge": "#7A7066",
    "map_halo": "#FFFFFF",
    "selection": "#C9484A",
    "onselection": "#FFFFFF",
    "scroll": "#D3CBC1",
    "scrollhover": "#B5ACA1",
    **_families(
        ("#A61C20", "#FAEDEB", "#E7C3BF", "#A61C20"),
        ("#7A5610", "#FBF3DD", "#E6D09A", "#B5862A"),
        ("#256B43", "#E8F3EC", "#C3DFCE", "#3C8C5E"),
        ("#28588A", "#E8F0F8", "#C4D6E8", "#3F74AB"),
        ("#8A4B00", "#FDF0DC", "#F0D3A4", "#D08A2C"),
        ("#B93A0B", "#FDEDE6", "#F3C8B5", "#D2521F"),
        ("#5B534B", "#F0ECE6", "#DDD6CC", "#B5ACA1"),
    ),
}

DARK: Final[dict[str, str]] = {
    "bg": "#1C1A18",
    "surface": "#242120",
    "sunken": "#201D1B",
    "head": "#201D1B",
    "nav": "#171514",
    "line": "#3D3833",
    "line2": "#4B453F",
    "field": "#857C73",
    "text": "#EDE8E2",
    "t2": "#BDB4AA",
    "t3": "#A0978D",
    "redfill": "#BE3434",
    "redhover": "#CB4744",
    "redpressed": "#A52B2B",
    "onred": "#FFFFFF",
    "sel": "#35302C",
    "hover": "#2B2725",
    "focus": "#7FB2EA",
    "track": "#3A3531",
    "off": "#302C29",
    "offtext": "#857C73",
    "strip": "#2F2A26",
    "onstrip": "#EDE8E2",
    "stripgold": "#E6BE6C",
    "stripgreen": "#7CCB9B",
    "stripline": "#4B453F",
    "chart_open": "#4A443E",
    "chart_edge": "#8F8376",
    "chart_done": "#8F8376",
    "chart_rate": "#F1908A",
    "map_edge": "#A0978D",
    "map_halo": "#242120",
    "selection": "#BE3434",
    "onselection": "#FFFFFF",
    "scroll": "#4B453F",
    "scrollhover": "#6F675F",
    **_families(
        ("#F1908A", "#3A2321", "#663632", "#F1908A"),
        ("#E6BE6C", "#352C1A", "#5D4D29", "#C79A3B"),
        ("#7CCB9B", "#1E3227", "#33553F", "#4FA274"),
        ("#93BFEA", "#1E2C3A", "#34506B", "#5C93C9"),
        ("#EDB768", "#3A2C17", "#624A24", "#C98A35"),
        ("#F59A73", "#3D251A", "#6B3F2B", "#D96A3C"),
        ("#BDB4AA", "#302C29", "#4B453F", "#6F675F"),
    ),
}

COLOURS: Final[dict[str, dict[str, str]]] = {"light": LIGHT, "dark": DARK}

MAP_FILLS: Final[dict[str, tuple[str, ...]]] = {
    "light": (
        "#C7D9C4",
        "#EAD9B8",
        "#C5D5E4",
        "#E2DBD0",
        "#D5CCE0",
        "#CBE0DD",
        "#E6D2DA",
        "#D2DAE6",
        "#C9DBB8",
    ),
    "dark": (
        "#3E5340",
        "#5A4A30",
        "#35485B",
        "#5A3B36",
        "#473F57",
        "#34504E",
        "#5B5030",
        "#4B463F",
        "#46553A",
    ),
}
"""Nine pale hues for neighbouring areas on the map."""

TYPE: Final[dict[str, tuple[int, bool, str]]] = {
    "num": (26, True, "text"),
    "h1": (20, True, "text"),
    "h2": (16, True, "text"),
    "h3": (14, True, "text"),
    "body": (14, False, "text"),
    "sub": (13, False, "t2"),
    "head": (13, True, "t2"),
    "cap": (12, False, "t3"),
}
"""Kind of text: logical pixels, bold, colour."""

FONT_SCALES: Final = (1.0, 1.12, 1.25)
"""Font sizes a person may choose."""

SPACE: Final = (4, 8, 12, 16, 20)
PAGE_MARGIN: Final = 20
PAGE_MARGIN_NARROW: Final = 16
NARROW_BELOW: Final = 1100
"""Logical width below which the navigation collapses and the home page becomes one column."""
CARD_GAP: Final = 12
CARD_PADDING: Final = 14
FORM_GAP: Final = 16
RADIUS: Final = {"card": 8, "input": 6, "tag": 4, "dialog": 10}
HEIGHT: Final = {
    "top": 48,
    "status": 26,
    "nav": 30,
    "input": 32,
    "small": 26,
    "tag": 20,
    "header": 32,
    "row": 32,
    "checklist": 28,
}
WIDTH: Final = {"nav": 168, "nav_folded": 56, "pane": 304, "login": 380}
