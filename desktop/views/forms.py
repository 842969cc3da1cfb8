"""Which form and history page belong to a kind of record: the one form, with what a subject adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.services.records import Ids
    from desktop.views.desk import Desk

OWN: Mapping[str, str] = {
    "cases": "desktop.views.mediation.form:make_form",
    "grids": "desktop.views.grids.form:make_form",
}
"""Subjects that add something to the one form: a function of desk, record, walk and first values."""


def make_form(
    desk: Desk, kind: str, record_id: UUID | None, among: Ids | None = None, start: Mapping[str, Any] | None = None
) -> QWidget:
    """Return the form of a record, or of a new one."""
    if kind in OWN:
        module, name = OWN[kind].split(":")
        made: QWidget = getattr(import_module(module), name)(desk, record_id, among, start)
        return made
    from desktop.views.records.form import RecordForm

    return RecordForm(desk, kind, record_id, among=among, start=start)


def make_history(desk: Desk, kind: str, record_id: UUID) -> QWidget:
    """Return the history page of a record."""
    from desktop.views.records.history import RecordHistory

    return RecordHistory(desk, kind, record_id)
