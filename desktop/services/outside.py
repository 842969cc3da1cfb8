"""Backups carried out of the computer (移动硬盘): when the last went to another disk, and when to remind of the next.

A broken or stolen computer takes the backups in it along. What the office knows of copies outside is kept beside its
backups, not in its database: a backup that is brought back must not forget them.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from desktop.clock import Clock, china_day
from desktop.storage.files import write_whole

FILE = "outside.json"


@dataclass(frozen=True)
class Outside:
    """The last copy that is known to lie on another disk."""

    at: datetime
    where: str
    """The folder it went to; "" when a person only said so."""


def last(folder: Path) -> Outside | None:
    """Return the last copy outside, as noted in the folder of the office's backups; None when there is none."""
    try:
        found = json.loads((folder / FILE).read_text("utf-8"))
        return Outside(datetime.fromisoformat(found["at"]), str(found["where"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(folder: Path, clock: Clock, where: Path | None = None) -> Outside:
    """Remember that a copy lies outside since now; ``folder`` is that of the office's backups."""
    made = Outside(clock.now(), str(where or ""))
    folder.mkdir(parents=True, exist_ok=True)
    told = {"at": made.at.isoformat(), "where": made.where}
    write_whole(folder / FILE, json.dumps(told, ensure_ascii=False).encode())
    return made


def note_if_outside(folder: Path, target: Path, clock: Clock) -> bool:
    """Remember a backup at ``target`` if it lies on another disk than the office; return whether it does."""
    outside = another_disk(folder.parent, target.parent)
    if outside:
        with suppress(OSError):  # the backup is good, whether this is remembered or not
            note(folder, clock, target.parent)
    return outside


def another_disk(first: Path, second: Path) -> bool:
    """Return whether two folders lie on different disks: drives on Windows, mounted file systems elsewhere."""
    try:
        return os.stat(first).st_dev != os.stat(second).st_dev
    except OSError:
        return False


def overdue(last: datetime | None, first_backup: datetime | None, today: date, days: int) -> int | None:
    """Return for how many days no copy went outside when somebody is to be reminded, else None.

    An office without any copy is given ``days`` from its first backup on; 0 ``days`` never reminds.
    """
    since = last or first_backup
    if since is None or days <= 0:
        return None
    age = (today - china_day(since)).days
    return age if age >= days else None
