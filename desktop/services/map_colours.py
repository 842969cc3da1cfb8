"""How different two fills look, also to people with a colour vision deficiency (色觉异常).

Differences are CIE 1976 ΔE*ab between sRGB colours under D65. Deficiencies are simulated after Viénot, Brettel and
Mollon (1999) for protan and deutan and after the same method's single-plane form for tritan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

from desktop.services.map_layout import Contrast

Triple = tuple[float, float, float]

LEAST = 10.0
"""ΔE below which two fills side by side are hard to tell apart on a board."""

_LMS = (
    (0.31399022, 0.63951294, 0.04649755),
    (0.15537241, 0.75789446, 0.08670142),
    (0.01775239, 0.10944209, 0.87256922),
)
_RGB = (
    (5.47221206, -4.6419601, 0.16963708),
    (-1.1252419, 2.29317094, -0.1678952),
    (0.02980165, -0.19318073, 1.16364789),
)
_VISION = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.0, 1.05118294, -0.05116099), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "deutan": ((1.0, 0.0, 0.0), (0.9513092, 0.0, 0.04866992), (0.0, 0.0, 1.0)),
    "tritan": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-0.86744736, 1.86727089, 0.0)),
}


def contrast_of(fills: Sequence[str]) -> Contrast:
    """Return a function giving the least ΔE between two of these ``#rrggbb`` fills over all kinds of vision."""

    def contrast(first: int, second: int) -> float:
        return delta_e(fills[first], fills[second])

    return contrast


@cache
def delta_e(first: str, second: str) -> float:
    """Return the least ΔE*ab between two colours over normal vision and the three simulated deficiencies."""
    return min(math.dist(_lab(first, vision), _lab(second, vision)) for vision in _VISION)


@cache
def _lab(colour: str, vision: str) -> Triple:
    linear = _vector(_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    seen = _times(_RGB, _times(_VISION[vision], _times(_LMS, linear)))
    r, g, b = (min(1.0, max(0.0, value)) for value in seen)
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.072175 * b
    z = (0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (_curve(value) for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curve(value: float) -> float:
    return math.cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    return _vector(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _vector(values: Iterable[float]) -> Triple:
    a, b, c = values
    return a, b, c
