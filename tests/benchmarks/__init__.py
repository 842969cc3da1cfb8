"""Measurements as ratios taken in one run: what the product does against the least that could be done.

Each module beside this one has ``def run() -> list[Ratio]``; ``dev.py bench [MODULE …]`` runs them, each in a process
of its own, and prints the table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """One measured ratio.

    ``limit`` is the largest value that is still good; ``None`` marks a figure that is only reported. ``note`` says
    in a few words what was compared, with the absolute figures and their units.
    """

    name: str
    value: float
    limit: float | None
    note: str = ""

    @property
    def is_kept(self) -> bool:
        """Tell whether the value stays within its limit; a value that is no number never does."""
        return self.limit is None or self.value <= self.limit
