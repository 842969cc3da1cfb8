"""Backups (备份): one ``.jgbak`` file that holds a whole office, verified before it gets its name.

The file is a ZIP archive without compression (the database is encrypted, so there is nothing to compress):
``manifest.json`` says whose it is, when it was made and what belongs in it, ``keys.json`` is the key ring and
``office.db`` the SQLCipher file. A PostgreSQL office is copied row by row into such a file, so every backup restores
anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop.clock import CHINA, Clock
from desktop.errors import UserError

from . import engine as engines
from . import migrations
from .copying import Progress, copy_rows, quiet, tables
from .errors import (
    BackupFailed,
    DamagedBackup,
    DiskFull,
    DiskTrouble,
    MissingFolder,
    NewerDatabase,
    NotABackup,
    translate,
)
from .files import drop_lock, open_lock, put_in_place, sync_file, try_lock
from .keepers import Keeper, to_bytes
from .keyring import KeyRing
from .place import LEAST_ROOM, check_room

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from .database import Database

FORMAT = 1
SUFFIX = ".jgbak"
MANIFEST, KEYS, DATABASE = "manifest.json", "keys.json", "office.db"
BLOCK = 1024 * 1024
WORK_PREFIX = ".jgbak-"
WHOLE = 1000
"""Progress of a whole job is told in thousandths."""


@dataclass(frozen=True)
class BackupInfo:
    """What a backup says of itself."""

    path: Path
    office_id: UUID
    office_name: str
    demo: bool
    revision: str
    made_at: datetime
    size: int
    """Bytes of the file."""
    rows: Mapping[str, int]
    """Rows by table."""


@dataclass(frozen=True)
class Source:
    """An office to back up: its key ring and data key, and its SQLCipher file or PostgreSQL engine."""

    ring: KeyRing
    key: bytes
    path: Path | None = None
    server: Engine | None = None


def source_of(database: Database, keeper: Keeper, key: bytes = b"") -> Source:
    """Return what to back up of an open office. ``key`` is needed where the database does not hold it."""
    key = key or database.key
    if not key:
        raise ValueError("a backup is encrypted with the data key of the office")
    return Source(keeper.read(), key, database.path, None if database.path else database.reader)


def backup(source: Source, target: Path, clock: Clock, progress: Progress = quiet) -> BackupInfo:
    """Write the office, as it is at one moment, to ``target``, also while others work in it.

    The copy is opened with the key, checked page by page and counted before it replaces ``target``; after a failure or
    a cancelled job nothing of it is left and an earlier ``target`` is as it was. Raises
    :class:`~desktop.errors.Cancelled`, :class:`BackupFailed`, :class:`MissingFolder`, the errors of disks, and
    :class:`DamagedDatabase` when the office itself is damaged.
    """
    if not target.parent.is_dir():
        raise MissingFolder(target.parent)
    with _told(target.parent), workshop(target.parent) as folder:
        copy = folder / DATABASE
        if source.path is not None:
            rows = _copy_file(source.path, source.key, copy, share(progress, 0, 400))
        else:
            assert source.server is not None
            rows = _copy_server(source.server, source.key, copy, share(progress, 0, 400))
        revision = verify(copy, source.key, rows, target, share(progress, 400, 700))
        keys = to_bytes(source.ring)
        manifest = {
            "format": FORMAT,
            "office": {
                "id": str(source.ring.office_id),
                "name": source.ring.office_name,
                "demo": source.ring.demo,
            },
            "revision": revision,
            "made_at": clock.now().isoformat(),
            "rows": rows,
            "parts": {
                KEYS: {"bytes": len(keys), "sha256": hashlib.sha256(keys).hexdigest()},
                DATABASE: {"bytes": copy.stat().st_size, "sha256": digest(copy, share(progress, 700, 780))},
            },
        }
        made = folder / target.name
        _pack(made, manifest, keys, copy, share(progress, 780, 900))
        sync_file(made)
        try:
            info = check_backup(made, share(progress, 900, WHOLE))
        except (DamagedBackup, NotABackup) as error:
            raise BackupFailed(target) from error
        put_in_place(made, target)
        return replace(info, path=target)


def verify(copy: Path, key: bytes, rows: Mapping[str, int], target: Path, progress: Progress = quiet) -> str:
    """Open a copied SQLCipher file with its key, check every page, its structure and its rows; return its revision.

    Raises :class:`BackupFailed`, which names ``target``.
    """
    from sqlcipher3 import dbapi2

    try:
        connection = engines.connect_file(copy, key, read_only=True)
        try:
            progress(1, 10)
            broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            progress(4, 10)
            with watched(connection, lambda: progress(4, 10)):
                sound = connection.execute("PRAGMA quick_check").fetchall()
            progress(9, 10)
            counted = count_rows(connection)
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except dbapi2.Error as error:
        told = translate(error, target)
        raise (told if isinstance(told, DiskFull | DiskTrouble) else BackupFailed(target)) from error
    if broken or sound != [("ok",)] or counted != dict(rows) or revision is None:
        raise BackupFailed(target)
    progress(10, 10)
    return str(revision[0])


# -- reading one


def read_info(file: Path) -> BackupInfo:
    """Return what a backup says of itself, without reading the database in it.

    Raises :class:`NotABackup`, :class:`DamagedBackup` (cut short or altered) or :class:`NewerDatabase`.
    """
    with _opened(file) as archive:
        return _info(file, _manifest(file, archive))


def check_backup(file: Path, progress: Progress = quiet) -> BackupInfo:
    """Read the whole backup and compare it with its manifest. Raises as :func:`read_info` does."""
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        for name in (KEYS, DATABASE):
            extract(file, archive, manifest, name, None, progress)
        return _info(file, manifest)


def extract_all(file: Path, folder: Path, progress: Progress = quiet) -> BackupInfo:
    """Write key ring and database of a backup into ``folder``, compared with the manifest on the way."""
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        for name in (KEYS, DATABASE):
            extract(file, archive, manifest, name, folder / name, progress)
            sync_file(folder / name)
        return _info(file, manifest)


def extract(
    file: Path, archive: zipfile.ZipFile, manifest: Mapping[str, Any], name: str, to: Path | None, progress: Progress
) -> None:
    """Read one part of a backup, and write it ``to`` a file if that is given."""
    stated = manifest["parts"][name]
    sha = hashlib.sha256()
    with nullcontext() if to is None else open(to, "wb") as out:
        try:
            with archive.open(name) as part:
                done = 0
                while block := part.read(BLOCK):
                    sha.update(block)
                    if out is not None:
                        out.write(block)
                    done += len(block)
                    if name == DATABASE:
                        progress(done, stated["bytes"])
        except (zipfile.BadZipFile, EOFError, KeyError, RuntimeError, NotImplementedError) as error:
            raise DamagedBackup(file) from error
    if done != stated["bytes"] or sha.hexdigest() != stated["sha256"]:
        raise DamagedBackup(file)


def list_backups(folder: Path) -> list[BackupInfo]:
    """Return the readable backups in ``folder``, newest first."""
    found = []
    for file in folder.glob(f"*{SUFFIX}"):
        with suppress(UserError, OSError):
            found.append(read_info(file))
    return sorted(found, key=lambda info: info.made_at, reverse=True)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with _told(file):
        try:
            with open(file, "rb") as raw:
                begun = raw.read(4) == b"PK\x03\x04"
        except FileNotFoundError as error:
            raise NotABackup(file) from error
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError) as error:
            raise (DamagedBackup if begun else NotABackup)(file) from error
        with archive:
            yield archive


def _manifest(file: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    if MANIFEST not in archive.namelist():
        raise NotABackup(file)
    try:
        found = json.loads(archive.read(MANIFEST))
        if isinstance(found["format"], int) and found["format"] > FORMAT:
            raise NewerDatabase(f"备份 {found['format']}", f"备份 {FORMAT}")
        for name in (KEYS, DATABASE):
            size, sha = found["parts"][name]["bytes"], found["parts"][name]["sha256"]
            if not isinstance(size, int) or not isinstance(sha, str):
                raise DamagedBackup(file)
        info = _info(file, found)
    except (zipfile.BadZipFile, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedBackup(file) from error
    if info.revision > migrations.head():
        raise NewerDatabase(info.revision, migrations.head())
    return dict(found)


def _info(file: Path, manifest: Mapping[str, Any]) -> BackupInfo:
    office = manifest["office"]
    return BackupInfo(
        path=file,
        office_id=UUID(office["id"]),
        office_name=str(office["name"]),
        demo=bool(office["demo"]),
        revision=str(manifest["revision"]),
        made_at=datetime.fromisoformat(manifest["made_at"]),
        size=file.stat().st_size,
        rows={str(name): int(count) for name, count in manifest["rows"].items()},
    )


# -- copying


def _copy_file(path: Path, key: bytes, copy: Path, progress: Progress) -> dict[str, int]:
    """Copy an open SQLCipher file at one moment and return its rows by table.

    Once everything in the write-ahead log is in the file and a reader stands on that state, SQLite writes to the log
    alone: a checkpoint needs the lock such a reader holds (https://www.sqlite.org/walformat.html, WAL_READ_LOCK(0)).
    The bytes can then be copied as they are, ten times as fast as by the backup API, which decrypts and encrypts each
    page. Where the log is never found empty, the backup API does it.
    """
    from sqlcipher3 import dbapi2

    check_room(copy.parent, 2 * path.stat().st_size + LEAST_ROOM // 8)
    try:
        connection = engines.connect_file(path, key)
        try:
            return _copy_moment(connection, path, key, copy, progress)
        finally:
            connection.close()
    except dbapi2.Error as error:
        raise (translate(error, path) or error) from error


def _copy_moment(connection: Any, path: Path, key: bytes, copy: Path, progress: Progress) -> dict[str, int]:
    connection.execute("PRAGMA busy_timeout = 500")
    log = path.with_name(path.name + "-wal")
    for _ in range(3):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        if not log.exists() or log.stat().st_size == 0:
            rows = count_rows(connection)
            _copy_bytes(path, copy, progress)
            return rows
        connection.execute("ROLLBACK")
    connection.execute("BEGIN")
    rows = count_rows(connection)
    _copy_pages(connection, key, copy, progress)
    return rows


def _copy_bytes(path: Path, copy: Path, progress: Progress) -> None:
    total, done = path.stat().st_size, 0
    with open(path, "rb") as source, open(copy, "wb") as target:
        while block := source.read(BLOCK):
            target.write(block)
            done += len(block)
            progress(done, total)
        target.flush()
        os.fsync(target.fileno())


def _copy_pages(connection: Any, key: bytes, copy: Path, progress: Progress) -> None:
    """Copy through SQLite's backup API; the transaction ``connection`` is in keeps it at one state."""
    target = engines.connect_file(copy, key, read_only=True, create=True)
    try:
        for pragma in ("query_only = OFF", "journal_mode = OFF", "synchronous = OFF"):
            target.execute(f"PRAGMA {pragma}")
        connection.backup(
            target, pages=4096, progress=lambda _status, remaining, total: progress(total - remaining, total)
        )
    finally:
        target.close()
    sync_file(copy)


def _copy_server(server: Engine, key: bytes, copy: Path, progress: Progress) -> dict[str, int]:
    """Copy the rows of a PostgreSQL office at one moment into a new SQLCipher file."""
    with server.connect() as source:
        size = source.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        check_room(copy.parent, 2 * size + LEAST_ROOM // 8)
        made = engines.create_sqlcipher(copy, key)
        try:
            migrations.build(made, migrations.revision(source))
            with made.begin() as target:
                copied = copy_rows(source, target, tables(source), progress)
            with made.connect() as target:
                rows = count_rows(target.connection.dbapi_connection)
        finally:
            made.dispose()
    if any(rows.get(name) != count for name, count in copied.items()):
        raise BackupFailed(copy)
    return rows


def count_rows(connection: Any) -> dict[str, int]:
    """Return how many rows each table of an SQLCipher file has, by a bare connection to it."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def _pack(made: Path, manifest: Mapping[str, Any], keys: bytes, copy: Path, progress: Progress) -> None:
    total, done = copy.stat().st_size, 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.writestr(KEYS, keys)
        part = zipfile.ZipInfo(DATABASE)
        part.file_size = total
        with open(copy, "rb") as source, archive.open(part, "w", force_zip64=total >= 1 << 31) as target:
            while block := source.read(BLOCK):
                target.write(block)
                done += len(block)
                progress(done, total)


def digest(file: Path, progress: Progress = quiet) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    sha, total, done = hashlib.sha256(), file.stat().st_size, 0
    with open(file, "rb") as source:
        while block := source.read(BLOCK):
            sha.update(block)
            done += len(block)
            progress(done, total)
    return sha.hexdigest()


# -- work


@contextmanager
def workshop(parent: Path) -> Iterator[Path]:
    """Yield a folder for half-done files beside their destination; it is removed in any case.

    What a killed program left of its own is removed too, known by a lock nobody holds.
    """
    for left in parent.glob(f"{WORK_PREFIX}*"):
        with suppress(OSError):
            descriptor = open_lock(left / "lock")
            free = try_lock(descriptor)
            drop_lock(descriptor)
            if free:
                shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=parent))
    descriptor = open_lock(folder / "lock")
    try:
        try_lock(descriptor)
        yield folder
    finally:
        drop_lock(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def watched(connection: Any, look: Callable[[], None]) -> Iterator[None]:
    """Let ``look`` stop a long statement of a bare connection by raising; what it raised is raised again."""
    stopped: list[BaseException] = []

    def check() -> int:
        try:
            look()
        except BaseException as error:
            stopped.append(error)
            return 1
        return 0

    connection.set_progress_handler(check, 200_000)
    try:
        yield
    except Exception:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def share(progress: Progress, start: int, end: int) -> Progress:
    """Return progress of a part of the job that fills ``start`` to ``end`` thousandths of the whole."""
    return lambda done, total: progress(start + (end - start) * done // max(total, 1), WHOLE)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise (translate(error, path) or error) from error


def file_name(label: str, clock: Clock) -> str:
    """Return a name for a backup made now (``自动备份-20261124-100000.jgbak``)."""
    plain = "".join("_" if c in '<>:"/\\|?*' or ord(c) < 32 else c for c in label).strip(" .") or "备份"
    return f"{plain}-{clock.now().astimezone(CHINA):%Y%m%d-%H%M%S}{SUFFIX}"
