from __future__ import annotations

import re

import pytest

from desktop.views import tokens

TEXT, GRAPHIC = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("mode", tokens.MODES)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("text", "t2") for ground in ("bg", "surface", "nav", "sel", "hover", "head")),
        ("t3", "surface"),
        ("t3", "nav"),
        ("t3", "sel"),
        ("red", "surface"),
        ("onred", "redfill"),
        ("onred", "redhover"),
        ("onred", "redpressed"),
        ("onstrip", "strip"),
        ("stripgold", "strip"),
        *((family, f"{family}tint") for family in tokens.FAMILIES),
        *((family, "surface") for family in tokens.FAMILIES),
    ],
)
def test_words_can_be_read(mode: str, text: str, ground: str) -> None:
    colours = tokens.COLOURS[mode]
    assert contrast(colours[text], colours[ground]) >= TEXT


@pytest.mark.parametrize("mode", tokens.MODES)
@pytest.mark.parametrize(
    ("edge", "ground"),
    [
        ("field", "surface"),
        ("field", "bg"),
        ("focus", "surface"),
        ("focus", "bg"),
        ("danger", "surface"),
        ("chart_done", "surface"),
        ("chart_edge", "surface"),
        ("chart_rate", "surface"),
        ("map_edge", "map_halo"),
        ("greenmark", "surface"),
        ("dangermark", "surface"),
    ],
)
def test_edges_and_marks_can_be_seen(mode: str, edge: str, ground: str) -> None:
    colours = tokens.COLOURS[mode]
    assert contrast(colours[edge], colours[ground]) >= GRAPHIC


def test_both_themes_name_the_same_colours() -> None:
    assert tokens.LIGHT.keys() == tokens.DARK.keys()
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for table in tokens.COLOURS.values() for colour in table.values())


def test_nothing_is_written_smaller_than_twelve_pixels() -> None:
    assert min(size for size, _, _ in tokens.TYPE.values()) == 12


def test_words_on_the_map_can_be_read_on_every_fill() -> None:
    for mode, fills in tokens.MAP_FILLS.items():
        assert len(set(fills)) == 9
        assert min(contrast(tokens.COLOURS[mode]["text"], fill) for fill in fills) >= TEXT
