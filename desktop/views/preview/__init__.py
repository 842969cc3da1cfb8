"""Print preview (打印): the very PDF that is printed, with its options beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from desktop.views.desk import Desk

PAGE = "preview"
"""Key of the page in the navigation."""


def open_signboard(desk: Desk, *, community_id: UUID | None = None, grid_ids: Sequence[UUID] = ()) -> bool:
    """Show the board of a community, or the boards of grids as one document; return whether it is shown now."""
    return desk.go(PAGE, paper="signboard", community_id=community_id, grid_ids=tuple(grid_ids))


def open_roster(desk: Desk, *, division: str = "", grid: str = "") -> bool:
    """Show the roster of the office, of a division or of a grid (codes); return whether it is shown now."""
    return desk.go(PAGE, paper="roster", division=division, grid=grid)
