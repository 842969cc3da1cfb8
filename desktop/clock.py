"""Time as a value that is passed in: services never read the clock themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
"""China time has had no daylight saving since 1991, so a fixed offset is exact for every day the product keeps."""


class Clock:
    """Source of the present moment; ``Clock(lambda: fixed)`` stands still for tests and demonstrations."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self.read = read

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self.read().astimezone(UTC)

    def today(self) -> date:
        """Return the present day in China."""
        return china_day(self.now())


def china_day(moment: datetime) -> date:
    """Return the calendar day in China of a moment given in UTC."""
    return moment.astimezone(CHINA).date()


SYSTEM_CLOCK = Clock(lambda: datetime.now(UTC))
