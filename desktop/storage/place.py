"""The office folder (办公室文件夹): what lies in it, whether it can be opened, and who holds it.

====================  ====================================================================================
``office.json``       format, and for a PostgreSQL office its URL
``keys.json``         the key ring of a file office (:mod:`desktop.storage.keepers`)
``office.db``         the SQLCipher file
``office.lock``       held while the office is open; says by whom
``backups/``          backups made by the program, and what a restore moved aside
====================  ====================================================================================

Nothing here imports SQLAlchemy or a cipher: the login window is painted before those are loaded.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from desktop.clock import CHINA, Clock

from . import swap
from .errors import (
    DamagedDatabase,
    DiskFull,
    MissingDatabase,
    NetworkDrive,
    NewerDatabase,
    NotAnOffice,
    OfficeExists,
    OfficeInUse,
    ReadOnlyPlace,
    translate,
)
from .files import drop_lock, open_lock, try_lock, write_whole
from .keepers import FileKeeper

FORMAT = 1
SERVER_URLS = ("postgresql://", "postgresql+psycopg://", "postgres://")
LEAST_ROOM = 64 * 1024 * 1024
"""Bytes that must be free to open an office, or a tenth of its database where that is more."""

REMOTE_FILESYSTEMS = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
        "fuse.sshfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.curlftpfs",
        "fuse.smbnetfs",
    ]
)
MOUNTS = Path("/proc/self/mounts")
DRIVE_REMOTE = 4
"""What GetDriveTypeW answers for a mapped network drive."""


@dataclass(frozen=True)
class Place:
    """An office folder."""

    path: Path

    @property
    def settings(self) -> Path:
        """``office.json``."""
        return self.path / "office.json"

    @property
    def keys(self) -> Path:
        """``keys.json``."""
        return self.path / "keys.json"

    @property
    def database(self) -> Path:
        """``office.db``."""
        return self.path / "office.db"

    @property
    def lock(self) -> Path:
        """``office.lock``."""
        return self.path / "office.lock"

    @property
    def backups(self) -> Path:
        """``backups/``."""
        return self.path / "backups"

    @property
    def keeper(self) -> FileKeeper:
        """Keeper of a file office's key ring."""
        return FileKeeper(self.keys)


# -- making and recognising


def make(path: Path, clock: Clock) -> Place:
    """Make the folder of a new office and return it. It becomes an office with its key ring (file) or its settings
    (PostgreSQL), which are therefore written last: a crash before leaves a folder in which one can start again.

    Settings that name a server are left where they are: whether that database holds an office already is the server's
    to say. What a crash left is moved to ``backups/``, never deleted. Raises :class:`OfficeExists` and the errors of
    :func:`check_place`.
    """
    place = Place(path)
    if holds_office(place):
        raise OfficeExists(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        place.backups.mkdir(exist_ok=True)
    except OSError as error:
        raise translate(error, path) or ReadOnlyPlace(path) from error
    check_disk(place)
    kept = place.settings if server_url(place) else None
    left = [file for file in parts(place) if file.exists() and file != kept]
    if left:
        aside = aside_folder(place, clock)
        for file in left:
            os.replace(file, aside / file.name)
    return place


def parts(place: Place) -> list[Path]:
    """Return every file that makes up a file office, whether it is there or not: the database comes first, the key
    ring last."""
    database = place.database
    return [
        database,
        database.with_name(database.name + "-wal"),
        database.with_name(database.name + "-shm"),
        place.settings,
        place.keeper.spare,
        place.keys,
    ]


def aside_folder(place: Place, clock: Clock) -> Path:
    """Make and return a new dated folder inside ``backups/`` for files that are moved out of the way."""
    stamp = clock.now().astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
    base = place.backups / f"moved-aside-{stamp}"
    for number in range(1, 1000):
        folder = base if number == 1 else base.with_name(f"{base.name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(base)


def is_office(place: Place) -> bool:
    """Return whether the folder holds an office: a key ring, or settings that name a server."""
    return holds_office(place) or server_url(place) is not None


def holds_office(place: Place) -> bool:
    """Return whether the office itself lies in the folder, by its key ring or a restore that was cut short."""
    return place.keeper.exists() or swap.pending(place.path)


def settle(place: Place) -> None:
    """End a restore that was cut short, so that the folder holds one office, whole. Raises :class:`OfficeInUse`."""
    if swap.pending(place.path):
        descriptor = _take(place)
        try:
            swap.finish(place.path)
        finally:
            drop_lock(descriptor)


def server_url(place: Place) -> str | None:
    """Return the URL of the PostgreSQL database the office is kept in, or None for a file office.

    Raises :class:`NewerDatabase` for settings of a later program. Unreadable settings say nothing: a file office
    opens without them.
    """
    found = _json(place.settings)
    if not isinstance(found, dict):
        return None
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise NewerDatabase(f"设置 {found['format']}", f"设置 {FORMAT}")
    url = found.get("database")
    return url if isinstance(url, str) and url.startswith(SERVER_URLS) else None


def write_settings(place: Place, url: str | None = None) -> None:
    """Write ``office.json``. The URL had better hold no password: libpq reads one from its password file."""
    settings: dict[str, Any] = {"format": FORMAT}
    if url is not None:
        settings["database"] = url
    write_whole(place.settings, json.dumps(settings, ensure_ascii=False, indent=1).encode())


# -- can it be opened


def check_place(place: Place, *, mounts: Path = MOUNTS) -> None:
    """Check that the office in the folder can be opened; a PostgreSQL office needs only its settings.

    Raises :class:`NotAnOffice`, :class:`NetworkDrive`, :class:`ReadOnlyPlace`, :class:`DiskFull`,
    :class:`MissingDatabase` or :class:`DamagedDatabase` (an empty file, which SQLite would take for a new database).
    """
    if not is_office(place):
        raise NotAnOffice(place.path)
    if server_url(place) is not None:
        return
    check_disk(place, mounts=mounts)
    settle(place)
    if not place.database.exists():
        raise MissingDatabase(place.database)
    if place.database.stat().st_size == 0:
        raise DamagedDatabase(place.database)


def check_disk(place: Place, *, mounts: Path = MOUNTS) -> None:
    """Check that the folder lies on a disk of this computer, can be written to, and that there is room."""
    if is_network(place.path, mounts):
        raise NetworkDrive(place.path)
    check_writable(place.path)
    size = place.database.stat().st_size if place.database.exists() else 0
    check_room(place.path, max(LEAST_ROOM, size // 10))


def is_network(path: Path, mounts: Path = MOUNTS) -> bool:
    """Return whether ``path`` lies on a network drive."""
    if sys.platform == "win32":
        import ctypes

        text = os.path.abspath(path)
        if is_unc(text):
            return True
        drive = os.path.splitdrive(text)[0]
        return bool(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == DRIVE_REMOTE)
    try:
        table = mounts.read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    return on_remote_mount(table, str(path.resolve()))


def is_unc(path: str) -> bool:
    """Return whether a Windows path names a share of another computer (``\\\\server\\share``)."""
    text = path.replace("/", "\\")
    if text.startswith("\\\\?\\"):
        return text[4:8].upper() == "UNC\\"
    return text.startswith("\\\\") and not text.startswith("\\\\.\\")


def on_remote_mount(mounts: str, path: str) -> bool:
    """Return whether the mount that holds ``path``, by the text of ``/proc/self/mounts``, is a remote file system."""
    best, kind = "", ""
    for line in mounts.splitlines():
        columns = line.split(" ")
        if len(columns) < 3:
            continue
        # Blanks in names are written as octal escapes.
        point = columns[1].encode("utf-8", "surrogateescape").decode("unicode_escape").encode("latin-1")
        folder = point.decode("utf-8", "surrogateescape").rstrip("/") + "/"
        if (path.rstrip("/") + "/").startswith(folder) and len(folder) >= len(best):
            best, kind = folder, columns[2]
    return kind in REMOTE_FILESYSTEMS


def check_writable(path: Path) -> None:
    """Write and remove a small file. Raises :class:`ReadOnlyPlace` or :class:`DiskFull`."""
    probe = path / f".{os.urandom(8).hex()}.probe"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise translate(error, path) or ReadOnlyPlace(path) from error


def check_room(path: Path, needed: int) -> None:
    """Raise :class:`DiskFull` unless ``needed`` bytes are free at ``path``."""
    if shutil.disk_usage(path).free < needed:
        raise DiskFull(path)


# -- who holds it


@dataclass(frozen=True)
class Holder:
    """The program that has the office open."""

    host: str
    user: str
    pid: int
    since: datetime | None


class Lock:
    """The office held open by this program. The system drops it when the program dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let the next program open the office."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            drop_lock(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(place: Place, clock: Clock) -> Lock:
    """Take the office for this program until :meth:`Lock.release`. Raises :class:`OfficeInUse`, which says by whom."""
    import socket

    descriptor = _take(place)
    try:
        swap.finish(place.path)
        text = json.dumps(
            {"host": socket.gethostname(), "user": _user(), "pid": os.getpid(), "since": clock.now().isoformat()},
            ensure_ascii=False,
        )
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode())
    except BaseException:
        drop_lock(descriptor)
        raise
    return Lock(descriptor)


def _take(place: Place) -> int:
    descriptor = open_lock(place.lock)
    for _ in range(3):
        if try_lock(descriptor):
            return descriptor
        # Somebody may only be asking who holds it.
        time.sleep(0.02)
    os.close(descriptor)
    raise _in_use(place)


def holder(place: Place) -> Holder | None:
    """Return who holds the office now (with what it says of itself), or None."""
    if not place.lock.exists():
        return None
    descriptor = open_lock(place.lock)
    try:
        if try_lock(descriptor):
            drop_lock(descriptor)
            return None
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return _written_holder(place)


def _in_use(place: Place) -> OfficeInUse:
    found = _written_holder(place)
    return OfficeInUse(found.host, found.user, found.since)


def _written_holder(place: Place) -> Holder:
    found = _json(place.lock)
    if not isinstance(found, dict):
        return Holder("", "", 0, None)
    try:
        since = datetime.fromisoformat(str(found.get("since")))
    except ValueError:
        since = None
    pid = found.get("pid")
    return Holder(str(found.get("host", "")), str(found.get("user", "")), pid if isinstance(pid, int) else 0, since)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
