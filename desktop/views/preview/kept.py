"""The choices of last time, kept in ``preview.ini`` of the person's folder. No record is ever kept here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from desktop.services.rosters import ORDERS
from desktop.views.preview.wishes import FULL, USUAL, BoardWish, RosterWish

PAPERS = (FULL, "A3", "A4")
GROUPS = ("", "community", "grid")


@dataclass(frozen=True)
class Choices:
    """What was chosen last, without the places."""

    board: BoardWish = field(default_factory=BoardWish)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Sizes last used, by kind of board."""
    roster: RosterWish = field(default_factory=RosterWish)


class Kept:
    """The choices of one person; a file that cannot be read is no loss."""

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / "preview.ini"), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where a PDF was saved last."""
        return Path(str(self._file.value("folder") or Path.home()))

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._file.setValue("folder", str(folder))

    def read(self) -> Choices:
        """Return the choices of last time, the usual ones where there are none."""
        try:
            found = json.loads(str(self._file.value("choices") or "{}"))
            return _choices(found["board"], found["roster"])
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            return Choices()

    def keep(self, choices: Choices) -> None:
        """Keep choices for the next time."""
        board, roster = choices.board, choices.roster
        kept = {
            "board": {"kind": board.kind, "paper": board.paper, "bleed": board.bleed, "sizes": choices.sizes},
            "roster": {"order": roster.order, "by": roster.by, "volunteers": roster.volunteers},
        }
        self._file.setValue("choices", json.dumps(kept))


def _choices(board: dict[str, Any], roster: dict[str, Any]) -> Choices:
    sizes = {kind: (int(size[0]), int(size[1])) for kind, size in board["sizes"].items() if kind in USUAL}
    kind = board["kind"] if board["kind"] in USUAL else "community"
    paper = board["paper"] if board["paper"] in PAPERS else FULL
    return Choices(
        BoardWish(kind, (), *sizes.get(kind, USUAL[kind]), paper, bool(board["bleed"])),
        sizes,
        RosterWish(
            order=roster["order"] if roster["order"] in ORDERS else "strokes",
            by=roster["by"] if roster["by"] in GROUPS else "",
            volunteers=bool(roster["volunteers"]),
        ),
    )
