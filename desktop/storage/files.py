"""Files written whole or not at all, and locks the operating system drops when their holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PRIVATE = 0o600
LOCKED_BYTE = 0x4000_0000
"""Windows locks are mandatory for the bytes they cover: one far behind the end leaves the text readable."""


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file at ``path`` by ``data``: after a crash it holds the old bytes or the new ones, all of them.

    One writer at a time: what a crash left half-written is overwritten by the next.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), PRIVATE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def put_in_place(temporary: Path, path: Path) -> None:
    """Rename ``temporary`` over ``path`` and make the renaming itself durable."""
    for attempt in range(10):
        try:
            os.replace(temporary, path)
            break
        except PermissionError:
            # Virus scanners hold fresh files for a moment on Windows.
            if sys.platform != "win32" or attempt == 9:
                raise
            time.sleep(0.05)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renamings inside ``folder`` durable (Windows does so by itself)."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a closed file durable."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """Open (and create, if need be) a lock file and return its descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE)


def try_lock(descriptor: int) -> bool:
    """Take the lock of an open lock file unless someone holds it; it is dropped with the descriptor."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # flock, not lockf: the latter is dropped as soon as the process closes any descriptor of the file.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def drop_lock(descriptor: int) -> None:
    """Give the lock back and close the lock file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # Closing drops it too, but only "some time" later.
            os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, wait: float = 10.0) -> Iterator[None]:
    """Hold the lock file at ``path`` for a moment, waiting up to ``wait`` seconds. Raises ``TimeoutError``."""
    descriptor = open_lock(path)
    for _ in range(max(1, round(wait / 0.02))):
        if try_lock(descriptor):
            break
        time.sleep(0.02)
    else:
        os.close(descriptor)
        raise TimeoutError(path)
    try:
        yield
    finally:
        drop_lock(descriptor)
