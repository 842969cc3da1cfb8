"""What a person chose about spreadsheets: the folder used last, and which column an unknown heading means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSettings

from desktop.models import description


class Kept:
    """The choices kept in ``sheets.ini`` of a folder; no record is ever kept there."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._file = QSettings(str(folder / "sheets.ini"), QSettings.Format.IniFormat)
        self._key = f"headings/{kind}"
        self._kind = kind

    def mapping(self) -> dict[str, str]:
        """Return the field names by the headings somebody assigned before."""
        known = {one.name for one in description(self._kind).fields}
        try:
            kept = json.loads(str(self._file.value(self._key) or "{}"))
            return {str(text): str(name) for text, name in kept.items() if name in known}
        except (ValueError, AttributeError):
            # A broken choice is asked for again.
            return {}

    def keep_mapping(self, mapping: Mapping[str, str]) -> None:
        """Keep which field each heading means."""
        self._file.setValue(self._key, json.dumps(dict(mapping), ensure_ascii=False))

    @property
    def folder(self) -> str:
        """The folder used last, "" before the first time or when it is gone."""
        found = str(self._file.value("folder") or "")
        return found if found and Path(found).is_dir() else ""

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._file.setValue("folder", str(folder))
