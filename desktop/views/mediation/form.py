"""Which page opens for a case: the intake sheet for a new one, the guided path for one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.services.records import Ids
from desktop.views.desk import Desk


def make_form(
    desk: Desk, record_id: UUID | None, among: Ids | None = None, start: Mapping[str, Any] | None = None
) -> QWidget:
    """Return the page of a case, or the sheet in which a new one is taken in."""
    if record_id is None:
        from desktop.views.mediation.intake import IntakePage

        return IntakePage(desk, start or {})
    from desktop.views.mediation.case import CasePage

    return CasePage(desk, record_id, among)
