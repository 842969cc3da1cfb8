"""The table of papers: what can be printed beside signboards and the roster of the team, and what is asked before.

A subject names its papers in ``PAPERS`` of ``desktop/views/<subject>/papers.py``; the page 打印 shows them all. What is
asked is described by :class:`Option`; the page makes the inputs. ``desk.go("preview", paper="checkin-form",
values={"members": ids})`` opens the page on one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desktop.services.records import Query

if TYPE_CHECKING:
    from desktop.views.desk import Desk

Step = Callable[[int, int], None]
"""Tells how far the making has come; raises ``Cancelled`` when it was given up."""
Values = Mapping[str, Any]
"""What was chosen, by the key of the option; for records a tuple of ids."""

SUBJECTS: tuple[str, ...] = ()
"""Modules whose ``PAPERS`` are shown, in this order."""


class Ask(StrEnum):
    """How an option is chosen."""

    CHOICE = "choice"
    """One of ``choices``."""
    RECORDS = "records"
    """One record of ``query``, or several given by a list; the value is a tuple of ids."""
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    """A day, None when left empty."""


@dataclass(frozen=True)
class Option:
    """One thing asked before a paper is made."""

    key: str
    label: str
    ask: Ask
    default: Any = None
    """Value before anyone chooses; a callable gets the desk (this year, this month)."""
    choices: Sequence[tuple[str, Any]] | Callable[[Desk], Sequence[tuple[str, Any]]] = ()
    """``(label, value)`` pairs of a CHOICE."""
    query: Query | None = None
    """The records to choose from."""
    optional: bool = False
    """Whether RECORDS may be left unchosen: the list then begins with “全部”."""
    least: int = 0
    most: int = 9999
    unit: str = ""
    help: str = ""
    shown: Callable[[Values], bool] | None = None
    """Whether it is asked, by the other choices; None means always."""


@dataclass(frozen=True)
class Made:
    """A paper that was made."""

    title: str
    data: bytes
    remark: str = ""
    """Size and number of sheets or people, in a few words."""
    notices: tuple[str, ...] = ()
    """What is missing or had to give way, one sentence each."""


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper."""

    key: str
    """The word of the command line, where there is one."""
    label: str
    group: str
    """Word of its subject, before which its papers are listed."""
    make: str
    """``module:function``, called on a worker with the desk, the values and a :data:`Step`; returns :class:`Made`."""
    options: tuple[Option, ...] = ()
    concerned: frozenset[str] = frozenset()
    """Kinds of record whose change makes the paper anew."""
    roles: tuple[str, ...] = ()
    """Roles that may print it; empty means all."""


@cache
def _papers() -> Mapping[str, PaperKind]:
    def those() -> Iterator[PaperKind]:
        for name in SUBJECTS:
            yield from import_module(name).PAPERS

    return {one.key: one for one in those()}


def papers(role: str = "") -> list[PaperKind]:
    """Return the papers a role may print, in the order of their subjects; all of them without a role."""
    return [one for one in _papers().values() if not role or not one.roles or role in one.roles]


def find(key: str) -> PaperKind:
    """Return a kind of paper. Raises ``KeyError`` for a word no paper has."""
    return _papers()[key]


def make(desk: Desk, key: str, values: Values, step: Step) -> Made:
    """Make a paper, on a worker. Raises ``UserError`` for what cannot be printed."""
    module, name = find(key).make.split(":")
    made: Made = getattr(import_module(module), name)(desk, values, step)
    return made
