"""The offices this computer has opened, newest first, for the login window. Losing the list loses nothing else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MOST = 20


class Known(NamedTuple):
    """An office folder opened before: its name then and the account that logged in last."""

    path: Path
    name: str
    account: str = ""


def user_folder() -> Path:
    """Return the folder of this user for everything the program keeps outside the offices.

    The same as ``platformdirs.user_data_path("Jingge", appauthor=False)``, which takes a tenth of the time in which the
    login window is painted to be imported.
    """
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "Jingge"
    if sys.platform.startswith("linux"):
        return Path(os.environ.get("XDG_DATA_HOME", "").strip() or Path.home() / ".local" / "share") / "Jingge"
    import platformdirs

    return platformdirs.user_data_path("Jingge", appauthor=False)


def list_file() -> Path:
    """Return where the list of this user lies."""
    return user_folder() / "offices.json"


def known(file: Path | None = None) -> list[Known]:
    """Return the known offices, newest first; an unreadable list is an empty one."""
    try:
        found = json.loads((file or list_file()).read_bytes())
    except (OSError, ValueError):
        return []
    offices = []
    for one in found.get("offices", []) if isinstance(found, dict) else []:
        if isinstance(one, dict) and isinstance(one.get("path"), str) and one["path"]:
            offices.append(Known(Path(one["path"]), str(one.get("name", "")), str(one.get("account", ""))))
    return offices


def remember(office: Known, file: Path | None = None) -> None:
    """Put an office at the head of the list."""
    _change(lambda offices: [office, *(one for one in offices if one.path != office.path)][:MOST], file)


def forget(path: Path, file: Path | None = None) -> None:
    """Take a folder off the list; the folder itself stays as it is."""
    _change(lambda offices: [one for one in offices if one.path != path], file)


def _change(change: Callable[[list[Known]], list[Known]], file: Path | None) -> None:
    from .files import locked, write_whole  # writing waits: the login window is painted with the list read

    file = file or list_file()
    # A profile without room or rights must not keep anybody from working.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file.with_suffix(".lock"), 2.0):
            offices = change(known(file))
            text = {"offices": [{"path": str(one.path), "name": one.name, "account": one.account} for one in offices]}
            write_whole(file, json.dumps(text, ensure_ascii=False, indent=1).encode())
