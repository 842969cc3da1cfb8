"""What a person chose for the window on this computer: theme, font size, folded navigation. No record is kept here."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from desktop.views import tokens

SIZES = (("标准", 1.0), ("大", 1.12), ("特大", 1.25))
"""Font sizes a person may choose, by the word in the menu."""


class Preferences:
    """The choices, kept in ``window.json`` of a folder; a file that cannot be read or written changes nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "window.json"
        self._kept: dict[str, object] = {}
        with suppress(OSError, ValueError):
            found = json.loads(self._file.read_bytes())
            self._kept = found if isinstance(found, dict) else {}

    @property
    def mode(self) -> str:
        """``light`` or ``dark``."""
        kept = self._kept.get("mode")
        return kept if isinstance(kept, str) and kept in tokens.MODES else "light"

    @mode.setter
    def mode(self, mode: str) -> None:
        self._keep("mode", mode)

    @property
    def scale(self) -> float:
        """Font scale, one of :data:`desktop.views.tokens.FONT_SCALES`."""
        kept = self._kept.get("scale")
        return kept if isinstance(kept, float) and kept in tokens.FONT_SCALES else 1.0

    @scale.setter
    def scale(self, scale: float) -> None:
        self._keep("scale", scale)

    @property
    def folded(self) -> bool:
        """Whether the navigation was folded by hand."""
        return self._kept.get("folded") is True

    @folded.setter
    def folded(self, folded: bool) -> None:
        self._keep("folded", folded)

    def closed_groups(self, account: str) -> frozenset[str]:
        """Return the groups of the navigation an account (its id) has closed."""
        kept = self._closed().get(account)
        return frozenset(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else frozenset()

    def keep_closed_groups(self, account: str, groups: Collection[str]) -> None:
        """Remember which groups an account has closed."""
        self._keep("closed", {**self._closed(), account: sorted(groups)})

    def _closed(self) -> dict[str, object]:
        kept = self._kept.get("closed")
        return kept if isinstance(kept, dict) else {}

    def _keep(self, name: str, value: object) -> None:
        if self._kept.get(name) == value:
            return
        from desktop.storage.files import write_whole

        self._kept[name] = value
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(self._kept).encode())
