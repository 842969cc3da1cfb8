"""What a person chose for the list of a kind: its columns, their order and widths. No record is ever kept here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings

from desktop.models import Field, Kind
from desktop.services import columns as column_service
from desktop.views import theme

AIR = 4
"""Pixels a column of words has beside those of its description."""
VERSION = 1
"""Raised when the meaning of what is kept changes; older choices are then forgotten."""


class Columns:
    """The columns of one kind's list, kept in ``lists.ini`` of a folder."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._file = QSettings(str(folder / "lists.ini"), QSettings.Format.IniFormat)
        self._key = f"columns-{VERSION}/{kind}"
        self._known = column_service.columns(kind)
        self._names: list[str] = []
        self._widths: dict[str, int] = {}
        self._read()

    def names(self) -> list[str]:
        """Return the chosen columns in their order; without a choice, those listed by the description."""
        return [name for name in self._names if name in self._known] or self.usual()

    def known(self) -> int:
        """Return how many columns there are to choose from."""
        return len(self._known)

    def usual(self) -> list[str]:
        """Return the columns shown before anyone chooses."""
        return [name for name, one in self._known.items() if one.listed]

    def width(self, field: Field) -> int:
        """Return the width of a column at the present font scale, logical pixels."""
        drawn = field.kind in (Kind.SIZE, Kind.STAFF)
        return theme.px(self._widths.get(field.name, field.width + (0 if drawn else AIR)))

    def is_chosen(self, name: str) -> bool:
        """Return whether the person gave a column its width."""
        return name in self._widths

    def keep(self, names: Sequence[str], widths: Mapping[str, int]) -> None:
        """Keep a choice; widths are those of the present font scale."""
        self._names = list(names)
        self._widths.update({name: round(width / theme.scale()) for name, width in widths.items()})
        self._file.setValue(self._key, json.dumps({"names": self._names, "widths": self._widths}))

    def _read(self) -> None:
        try:
            kept = json.loads(str(self._file.value(self._key) or "{}"))
            self._names = [str(name) for name in kept.get("names", [])]
            self._widths = {str(name): int(width) for name, width in kept.get("widths", {}).items()}
        except (ValueError, AttributeError):
            # A choice of columns is no loss; the file is written anew with the next one.
            self._names, self._widths = [], {}
