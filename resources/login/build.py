"""Writes the drawings of the login panel: the land under its grid lines, and the name of the product.

Run it after a change of the lines below or of the serif::

    python resources/login/build.py

``land.svg`` is stretched to the panel; ``name.svg`` keeps its shape. The words are outlines, so the window can be
painted without loading the serif. fontTools is needed here only.
"""

from __future__ import annotations

import itertools
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FONT = HERE.parent / "fonts" / "serif-700.ttf"

NAME, SUBTITLE = "井格", "社区网格治理工作台"
NAME_SIZE, SUBTITLE_SIZE = 55, 24

SIZE = (480, 768)
TOP, MIDDLE, FOOT = "#911719", "#7C1517", "#5B0D10"
GOLD = "#F0C46A"
HILL = "#400609"

Line = tuple[tuple[int, int], ...]
# fmt: off
BORDERS: tuple[Line, ...] = (
    ((0, 296), (56, 286), (102, 280), (149, 277), (181, 279), (213, 271), (246, 276), (278, 268), (310, 260),
     (346, 264), (380, 255), (411, 247), (480, 245)),
    ((149, 277), (148, 322), (127, 364), (125, 411), (115, 455)),
    ((0, 453), (36, 449), (75, 460), (115, 455)),
    ((278, 268), (286, 297), (297, 328), (297, 359), (305, 389)),
    ((305, 389), (351, 388), (395, 408), (441, 404), (480, 416)),
    ((411, 247), (437, 287), (453, 331), (474, 372), (480, 396)),
    ((480, 440), (474, 459), (457, 483), (454, 518), (438, 550)),
    ((292, 556), (328, 550), (364, 548), (402, 557), (438, 550), (480, 546)),
    ((158, 563), (170, 608), (159, 656), (178, 700), (178, 748)),
    ((292, 556), (297, 597), (314, 631), (325, 671), (328, 708)),
    ((24, 766), (84, 765), (140, 752), (178, 748), (236, 741), (281, 716), (328, 708), (378, 718), (430, 711),
     (480, 724)),
    ((0, 648), (14, 676), (20, 716), (24, 766)),
)
FIELD: Line = (
    (115, 455), (165, 443), (209, 417), (254, 398), (305, 389), (304, 430), (300, 472), (288, 514), (292, 556),
    (258, 562), (225, 560), (190, 561), (158, 563), (146, 537), (133, 510), (127, 481),
)
CORNERS: Line = (
    (149, 277), (278, 268), (411, 247), (115, 455), (305, 389), (158, 563), (292, 556), (438, 550), (178, 748),
    (328, 708), (24, 766),
)
HILLS: tuple[tuple[int, Line], ...] = (
    (70, ((0, 626), (40, 606), (90, 614), (150, 648), (220, 640), (290, 636), (350, 662), (410, 690), (480, 670))),
    (90, ((0, 682), (50, 664), (110, 690), (170, 702), (240, 690), (300, 722), (360, 712), (420, 672), (480, 666))),
    (130, ((0, 706), (60, 712), (130, 752), (200, 742), (270, 706), (340, 704), (400, 728), (440, 720), (480, 710))),
)

# fmt: on


def land() -> str:
    """Return the ground, the boundaries of grids with one in gold, and the hills before them."""
    width, height = SIZE
    white, gold = 'fill="none" stroke="#fff" stroke-width="1.3"', f'stroke="{GOLD}" stroke-width="2"'
    parts = [
        f'<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="{width * 0.35:g}" y2="{height}">',
        f'<stop offset="0" stop-color="{TOP}"/><stop offset=".55" stop-color="{MIDDLE}"/>',
        f'<stop offset="1" stop-color="{FOOT}"/></linearGradient>',
        f'<rect width="{width}" height="{height}" fill="url(#g)"/>',
        f'<path d="{_path(*BORDERS[0], (width, height), (0, height))}z" fill="#fff" fill-opacity="{_share(13)}"/>',
        f'<path d="{_path(*BORDERS[0])}" {white} stroke-opacity="{_share(46)}"/>',
        f'<g {white} stroke-opacity="{_share(82)}">',
        *(f'<path d="{_path(*line)}"/>' for line in BORDERS[1:]),
        "</g>",
        f'<path d="{_path(*FIELD)}z" fill="{GOLD}" fill-opacity="{_share(48)}" {gold}/>',
        f'<path d="{"".join(_dot(x, y, 3) for x, y in CORNERS)}" fill="#fff" fill-opacity="{_share(105)}"/>',
        *(f'<path d="{_ridge(ridge)}" fill="{HILL}" fill-opacity="{_share(alpha)}"/>' for alpha, ridge in HILLS),
    ]
    return _drawing(width, height, parts)


def name() -> str:
    """Return the name over the subtitle and a short golden rule."""
    width = SUBTITLE_SIZE * len(SUBTITLE)
    with TTFont(FONT) as font:
        words = _words(font, NAME, NAME_SIZE, 0, 66) + _words(font, SUBTITLE, SUBTITLE_SIZE, 72, 36)
    return _drawing(
        width, 126, [f'<path fill="#fff" d="{words}"/>', f'<rect y="123" width="48" height="3" fill="{GOLD}"/>']
    )


def drawings() -> dict[str, str]:
    """Return every drawing by the name of its file."""
    return {"land.svg": land(), "name.svg": name()}


def main() -> None:
    """Write the drawings beside this file."""
    for file, drawing in drawings().items():
        (HERE / file).write_text(drawing, "utf-8")


def _drawing(width: int, height: int, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
    return "\n".join([head, *parts, "</svg>\n"])


def _path(*spots: tuple[int, int]) -> str:
    return "M" + " ".join(f"{x} {y}" for x, y in spots)


def _dot(x: int, y: int, r: int) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"


def _ridge(spots: Line) -> str:
    path = f"M{spots[0][0]} {spots[0][1]}"
    for (x, y), (to_x, to_y) in itertools.pairwise(spots):
        middle = (x + to_x) / 2
        path += f"C{middle:g} {y} {middle:g} {to_y} {to_x} {to_y}"
    return f"{path}L{SIZE[0]} {SIZE[1]}L0 {SIZE[1]}z"


def _share(alpha: int) -> str:
    return f"{alpha / 255:.3g}"


def _words(font: TTFont, text: str, size: int, top: int, high: int) -> str:
    """Return the outlines of a line of text, standing in the middle of ``high`` pixels from ``top``."""
    glyphs, cmap, head, lines = font.getGlyphSet(), font.getBestCmap(), font["head"], font["hhea"]
    scale = size / head.unitsPerEm
    base = top + (high - (lines.ascent - lines.descent) * scale) / 2 + lines.ascent * scale
    pen = SVGPathPen(glyphs, lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    left = 0.0
    for character in text:
        glyph = glyphs[cmap[ord(character)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, left, base)))
        left += glyph.width * scale
    return str(pen.getCommands())


if __name__ == "__main__":
    main()
