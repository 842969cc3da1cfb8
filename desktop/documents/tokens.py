"""Colours, rules and sizes of printed papers (looks/PAPER.md, part 1), final size."""

from __future__ import annotations

from reportlab.lib.colors import CMYKColor

mm = 72 / 25.4  # points in a millimetre


class Ink(CMYKColor):
    """A colour of the papers, by its CMYK parts in per cent.

    Greys are written as DeviceGray: one black plate at the printing house, and no screened text on an office printer.
    """

    def __init__(self, cyan: float, magenta: float, yellow: float, black: float) -> None:
        super().__init__(cyan / 100, magenta / 100, yellow / 100, black / 100)
        if cyan == magenta == yellow == 0:
            self.fill, self.stroke = f"{1 - black / 100:.3g} g", f"{1 - black / 100:.3g} G"
        else:
            parts = " ".join(f"{part / 100:.3g}" for part in (cyan, magenta, yellow, black))
            self.fill, self.stroke = f"{parts} k", f"{parts} K"


INK = Ink(0, 0, 0, 100)
GREY_1 = Ink(0, 0, 0, 82)  # captions
GREY_2 = Ink(0, 0, 0, 62)  # notes
GREY_3 = Ink(0, 0, 0, 35)  # guides
GREY_4 = Ink(0, 0, 0, 17)  # hairlines
WHITE = Ink(0, 0, 0, 0)
TINT = Ink(4, 4, 6, 0)  # table heads, number strips, portrait ground
SHADE = Ink(0, 0, 0, 6)  # the same on A4 papers, which are black only
RED = Ink(20, 98, 92, 14)
RED_DEEP = Ink(25, 100, 95, 28)
GOLD = Ink(28, 43, 80, 8)


def _light(red: int, green: int, blue: int) -> Ink:
    return Ink(100 - red / 2.55, 100 - green / 2.55, 100 - blue / 2.55, 0)


# The only place with more hues; total ink stays under 60 % so that black labels read well.
MAP_FILLS = (
    _light(0xA8, 0xCC, 0xEA),
    _light(0xF7, 0xE8, 0xB0),
    _light(0x86, 0xC5, 0xB8),
    _light(0xF3, 0xB0, 0x8F),
    _light(0xEB, 0xB4, 0xC4),
    _light(0x9D, 0xB4, 0xDF),
    _light(0xBC, 0xC8, 0x72),
    _light(0xE3, 0xDF, 0xD6),
)

# Line weights of an A4 table, in points.
RULE_OUTER = 0.5 * mm
RULE_HEAD = 0.28 * mm
RULE_ROW = 0.12 * mm
RULE_FORM = 0.2 * mm
