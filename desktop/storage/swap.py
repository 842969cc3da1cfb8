"""Replace the files of an office as a whole: after a crash at any moment, the next start ends what was begun.

The new files lie complete in a folder of their own before a marker is written; from then on there is no way but
forward. First every old file is moved aside, then every new one in; as long as the first new file waits, the old ones
are not all aside yet.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from .files import put_in_place, sync_folder, write_whole

MARKER = "restore.json"


def begin(folder: Path, staged: Path, aside: Path, names: Sequence[str]) -> None:
    """Put the files in ``staged`` into ``folder`` and what had their names, or any of ``names``, into ``aside``.

    All three lie on one disk, below ``folder``. The first of ``names`` must be staged.
    """
    if not (staged / names[0]).exists():
        raise FileNotFoundError(staged / names[0])
    sync_folder(staged)
    marker = {
        "staged": staged.relative_to(folder).as_posix(),
        "aside": aside.relative_to(folder).as_posix(),
        "names": list(names),
    }
    write_whole(folder / MARKER, json.dumps(marker, ensure_ascii=False, indent=1).encode())
    finish(folder)


def pending(folder: Path) -> bool:
    """Return whether a replacement was begun and not ended."""
    return (folder / MARKER).exists()


def finish(folder: Path) -> None:
    """End a replacement that was begun; nothing happens when there is none."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
    except FileNotFoundError:
        return
    except ValueError:
        # Damaged by the disk: which files are which is not known, so none is moved and none deleted.
        (folder / MARKER).unlink()
        return
    staged, aside, names = folder / marker["staged"], folder / marker["aside"], marker["names"]
    if (staged / names[0]).exists():
        aside.mkdir(parents=True, exist_ok=True)
        for name in names:
            if (folder / name).exists():
                put_in_place(folder / name, aside / name)
        sync_folder(folder)
    for name in names:
        if (staged / name).exists():
            put_in_place(staged / name, folder / name)
    shutil.rmtree(staged, ignore_errors=True)
    (folder / MARKER).unlink()
    sync_folder(folder)
