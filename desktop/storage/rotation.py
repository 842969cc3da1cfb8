"""When a backup is made by itself, and which of those are kept: recent, daily, weekly, monthly."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from desktop.clock import Clock, china_day
from desktop.models import Action

from .backup import BackupInfo, Source, backup, file_name, list_backups
from .copying import Progress, quiet
from .database import Database
from .place import Place

AUTOMATIC = "自动备份"
"""Begins the names of backups that may be thinned; all others stay until a person deletes them."""

RECENT, DAILY, WEEKLY, MONTHLY = 10, 14, 8, 12
REST = timedelta(minutes=30)
"""Closing the program again and again makes no more than one backup in this time."""


def thin(times: Iterable[datetime], now: datetime) -> set[datetime]:
    """Return which backups to keep: the newest ten, and the newest of each of the last 14 days, 8 weeks and 12 months
    that have one.

    Days are those of China. A time after ``now`` was written by a clock that stood wrong: it is kept, and counts for
    nothing.
    """
    every = set(times)
    ahead = {time for time in every if time > now}
    past = sorted(every - ahead, reverse=True)
    kept = ahead | set(past[:RECENT])
    rules: list[tuple[int, Callable[[date], Hashable]]] = [
        (DAILY, lambda day: day),
        (WEEKLY, lambda day: day.isocalendar()[:2]),
        (MONTHLY, lambda day: (day.year, day.month)),
    ]
    for many, period in rules:
        newest: dict[Hashable, datetime] = {}
        for time in past:
            newest.setdefault(period(china_day(time)), time)
        kept.update(list(newest.values())[:many])
    return kept


def due(last_backup: datetime | None, last_change: datetime | None, now: datetime, *, closing: bool = False) -> bool:
    """Return whether a backup is to be made now: something changed since the last one, and work ends (``closing``) or
    a new day has begun in China."""
    if last_change is None:
        return False
    if last_backup is None:
        return True
    if last_change <= last_backup:
        return False
    if closing:
        return now - last_backup >= REST
    return china_day(now) > china_day(last_backup)


def last_change(database: Database) -> datetime | None:
    """Return when the office was changed last, or None."""
    with database.read() as session:
        return session.execute(select(func.max(Action.at))).scalar()


def automatic_backups(place: Place) -> list[BackupInfo]:
    """Return the backups the program made by itself in the office folder, newest first."""
    return [info for info in list_backups(place.backups) if info.path.name.startswith(AUTOMATIC)]


def backup_if_due(
    place: Place, database: Database, source: Source, clock: Clock, progress: Progress = quiet, *, closing: bool = False
) -> BackupInfo | None:
    """Make a backup in the office folder if one is due and thin the older ones; None when there was no need."""
    made = automatic_backups(place)
    last = next((one.made_at for one in made if one.made_at <= clock.now()), None)
    if not due(last, last_change(database), clock.now(), closing=closing):
        return None
    place.backups.mkdir(exist_ok=True)
    info = backup(source, _free(place.backups / file_name(AUTOMATIC, clock)), clock, progress)
    made.insert(0, info)
    kept = thin((one.made_at for one in made), clock.now())
    for one in made:
        if one.made_at not in kept:
            with suppress(OSError):
                one.path.unlink()
    return info


def _free(path: Path) -> Path:
    names = (path.with_stem(f"{path.stem}-{number}") for number in range(2, 1000))
    return path if not path.exists() else next(name for name in names if not name.exists())
