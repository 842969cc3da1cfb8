"""Bring an office back from a backup (从备份恢复), whatever state its folder is in.

The present office is never destroyed: its files are moved aside into ``backups/``, and where it lies on a server its
rows are backed up there first. Either all of the backup is in place afterwards or nothing has changed.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import Clock
from desktop.errors import UserError

from . import engine as engines
from . import migrations, swap
from .backup import (
    DATABASE,
    KEYS,
    WHOLE,
    BackupInfo,
    Source,
    backup,
    extract_all,
    file_name,
    read_info,
    share,
    workshop,
)
from .copying import Progress, copy_rows, quiet, tables
from .errors import DamagedBackup, DamagedKeys, OfficeInUse, WrongPassword, translate
from .files import write_whole
from .keepers import FileKeeper, TableKeeper, from_bytes, to_bytes
from .keyring import KeyRing, owns
from .place import LEAST_ROOM, Place, aside_folder, check_disk, check_room, hold, parts, server_url, write_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


@dataclass(frozen=True)
class Restored:
    """What was brought back, and where the office that was there before now lies (None: there was none)."""

    info: BackupInfo
    aside: Path | None


def restore(
    file: Path, folder: Path, clock: Clock, progress: Progress = quiet, *, key: bytes | None = None
) -> Restored:
    """Put the office of a backup into ``folder``, which may hold an office (also a damaged one), or nothing at all.

    Accounts and passwords are those of the backup. No password is asked for, except where the folder's office lies on
    a PostgreSQL server: rows can only be read out with ``key``, the data key of the backup. An older schema is brought
    up to date when the office is opened.

    Raises :class:`NotABackup`, :class:`DamagedBackup`, :class:`NewerDatabase`, :class:`OfficeInUse`, the errors of
    places and disks, and :class:`~desktop.errors.Cancelled`; nothing has changed then.
    """
    info = read_info(file)
    place = Place(folder)
    there = folder.exists()
    try:
        place.backups.mkdir(parents=True, exist_ok=True)
        check_disk(place)
        check_room(folder, info.size + LEAST_ROOM // 8)
        with hold(place, clock):
            url = server_url(place)
            if url is None:
                aside = _into_folder(file, place, clock, progress)
            else:
                aside = _into_server(file, place, url, clock, progress, key)
    except BaseException as error:
        if not there:
            _remove_made(place)
        if isinstance(error, UserError) or not isinstance(error, Exception):
            raise
        raise (translate(error, folder) or error) from error
    return Restored(info, aside)


def _remove_made(place: Place) -> None:
    """Remove the folder made for a restore that failed, if there is nothing else in it."""
    with suppress(OSError):
        place.lock.unlink(missing_ok=True)
        place.backups.rmdir()
        place.path.rmdir()


def ring_of(file: Path) -> KeyRing:
    """Return the key ring in a backup. Raises as :func:`~desktop.storage.backup.read_info` does."""
    import zipfile

    read_info(file)
    with zipfile.ZipFile(file) as archive:
        return _ring(archive.read(KEYS), file)


def _ring(data: bytes, file: Path) -> KeyRing:
    try:
        return from_bytes(data, file)
    except DamagedKeys as error:
        raise DamagedBackup(file) from error


def _into_folder(file: Path, place: Place, clock: Clock, progress: Progress) -> Path | None:
    names = [part.name for part in parts(place)]
    _sweep(place)
    with workshop(place.backups) as folder:
        staged = folder / "new"
        staged.mkdir()
        extract_all(file, staged, share(progress, 0, 950))
        ring = _ring((staged / KEYS).read_bytes(), file)
        # Written anew, so that the spare copy is the same and the file is this program's format.
        write_whole(staged / KEYS, to_bytes(ring))
        write_whole(FileKeeper(staged / KEYS).spare, to_bytes(ring))
        write_settings(Place(staged))
        present = any((place.path / name).exists() for name in names)
        progress(950, WHOLE)  # the last moment to cancel
        aside = aside_folder(place, clock)
        # Out of the workshop, which is swept when this program is killed.
        ready = place.backups / f"restoring-{aside.name}"
        staged.rename(ready)
        swap.begin(place.path, ready, aside, names)
    if present:
        return aside
    aside.rmdir()
    return None


def _sweep(place: Place) -> None:
    """Remove what a restore left that was killed just before it began to move files; the office is held."""
    for left in place.backups.glob("restoring-*"):
        shutil.rmtree(left, ignore_errors=True)
    for folder in place.backups.glob("moved-aside-*"):
        with suppress(OSError):
            folder.rmdir()  # only if empty


def _into_server(
    file: Path, place: Place, url: str, clock: Clock, progress: Progress, key: bytes | None
) -> Path | None:
    server = engines.server_engine(_named(url))
    aside: Path | None = None
    try:
        with workshop(place.backups) as staged:
            extract_all(file, staged, share(progress, 0, 200))
            ring = _ring((staged / KEYS).read_bytes(), file)
            if key is None or not owns(ring, key):
                raise WrongPassword
            copy = engines.file_engine(staged / DATABASE, key)
            try:
                migrations.upgrade(copy)
                aside = _aside_of(server, place, clock)
                if aside is not None:
                    _keep_server(server, ring, key, aside, clock, share(progress, 200, 600))
                migrations.upgrade(server)
                with copy.connect() as source, server.begin() as target:
                    engines.one_writer(target)
                    _refuse_others(target)
                    copy_rows(source, target, tables(target), share(progress, 600, WHOLE))
                    _keep_ring(target, ring)
            finally:
                copy.dispose()
    except BaseException:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        raise
    finally:
        server.dispose()
    return aside


def _named(url: str) -> str:
    """Return the URL under a name that tells this job's connections from those of offices at work."""
    from sqlalchemy import make_url

    named = make_url(url).update_query_dict({"application_name": "jingge-restore"})
    return named.render_as_string(hide_password=False)


def _aside_of(server: Engine, place: Place, clock: Clock) -> Path | None:
    """Make the folder for what the server holds now, or return None if it holds nothing."""
    with server.connect() as connection:
        _refuse_others(connection)
        return aside_folder(place, clock) if migrations.revision(connection) else None


def _keep_server(server: Engine, ring: KeyRing, key: bytes, aside: Path, clock: Clock, progress: Progress) -> None:
    """Back up the rows on the server before they are replaced, with its own key ring where the key is the same."""
    try:
        present = TableKeeper(server).read()
    except UserError:
        present = ring
    reader = engines.server_engine(server.url.render_as_string(hide_password=False), read_only=True)
    try:
        kept = Source(present if owns(present, key) else ring, key, server=reader)
        backup(kept, aside / file_name(present.office_name, clock), clock, progress)
    finally:
        reader.dispose()


def _refuse_others(connection: Connection) -> None:
    others = connection.exec_driver_sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jingge'"
    ).scalar_one()
    if others:
        raise OfficeInUse


def _keep_ring(connection: Connection, ring: KeyRing) -> None:
    from desktop.models.accounts import ring_table

    connection.execute(ring_table.delete())
    connection.execute(ring_table.insert(), {"id": 1, "ring": to_bytes(ring).decode()})
