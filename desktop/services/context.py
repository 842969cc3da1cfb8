"""What a query of the services depends on beside the rows: the day, and the settings of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.clock import Clock

from . import settings


@dataclass(frozen=True)
class Context:
    """The day and the settings a derived value, a rule or a figure is computed for."""

    today: date
    settings: Mapping[str, Any]


def context(session: Session, clock: Clock) -> Context:
    """Return the context of this moment in the office."""
    return Context(clock.today(), settings.load(session))
