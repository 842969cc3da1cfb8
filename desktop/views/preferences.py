"""What a person chose for the window on this computer: theme, font size, folded navigation. No record is kept here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from desktop.views import tokens

SIZES = (("标准", 1.0), ("大", 1.12), ("特大", 1.25))
"""Font sizes a person may choose, by the word in the menu."""


class Preferences:
    """The choices, kept in ``window.ini`` of a folder; a file that cannot be read or written changes nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def mode(self) -> str:
        """``light`` or ``dark``."""
        kept = str(self._file.value("mode", "light"))
        return kept if kept in tokens.MODES else "light"

    @mode.setter
    def mode(self, mode: str) -> None:
        self._file.setValue("mode", mode)

    @property
    def scale(self) -> float:
        """Font scale, one of :data:`desktop.views.tokens.FONT_SCALES`."""
        try:
            kept = float(str(self._file.value("scale", 1.0)))
        except ValueError:
            return 1.0
        return kept if kept in tokens.FONT_SCALES else 1.0

    @scale.setter
    def scale(self, scale: float) -> None:
        self._file.setValue("scale", scale)

    @property
    def folded(self) -> bool:
        """Whether the navigation was folded by hand."""
        return str(self._file.value("folded", "no")) == "yes"

    @folded.setter
    def folded(self, folded: bool) -> None:
        self._file.setValue("folded", "yes" if folded else "no")
