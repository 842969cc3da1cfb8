"""What a query of the services depends on beside the rows: the day, and the settings of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from desktop.clock import Clock

from . import settings


@dataclass(frozen=True, eq=False)
class Context:
    """The day and the settings a derived value, a rule or a figure is computed for."""

    today: date
    settings: Mapping[str, Any]

    @cached_property
    def mark(self) -> str:
        """The whole content as text, by which statements built for this context are kept."""
        return f"{self.today} {sorted(self.settings.items())!r}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and (self is other or self.mark == other.mark)

    def __hash__(self) -> int:
        return hash(self.mark)


def context(session: Session, clock: Clock) -> Context:
    """Return the context of this moment in the office."""
    return Context(clock.today(), settings.load(session))
