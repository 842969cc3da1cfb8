"""What a subject's page adds to the one list and the one form: views, actions, blocks and tabs of the pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.services.records import Filter, Opened, Query


@dataclass(frozen=True)
class View:
    """A saved view (视图): a tab over the list with its filters; the count is added by the list."""

    label: str
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] = ()
    """Columns it shows; none means those the person chose for the list."""
    order: tuple[tuple[str, bool], ...] = ()
    saved_id: UUID | None = None
    """The id of a view the person saved; None for one of the program."""
    grouping: str = ""
    """By what it is counted in groups (:meth:`desktop.services.grouping.Grouping.word`)."""


@dataclass(frozen=True)
class Chosen:
    """What an action is asked to work on: ticked records, the record of the pane, or none for the whole list."""

    kind: str
    ids: tuple[UUID, ...]
    query: Query


@dataclass(frozen=True)
class Action:
    """A button of a list, its bulk bar or its pane."""

    label: str
    icon: str
    act: Callable[[Chosen], object]
    key: str = ""
    writes: bool = False
    """Only for roles that may change such records."""


@dataclass(frozen=True)
class PaneTab:
    """A tab a subject adds to the pane, made anew for each record."""

    key: str
    label: str
    make: Callable[[Opened], QWidget]


@dataclass(frozen=True)
class Extras:
    """What a subject adds to the detail pane of its records."""

    top: Callable[[Opened], QWidget | None] | None = None
    """Block above the values, a gauge for instance."""
    tabs: Sequence[PaneTab] = field(default_factory=tuple)
    actions: Sequence[Action] = field(default_factory=tuple)
    related: tuple[str, ...] | None = None
    """Kinds whose records that refer to this one get a tab; None means all with rows."""
    hidden: frozenset[str] = frozenset()
    """Fields the pane does not repeat because the top block shows them."""
