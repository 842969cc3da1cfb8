"""Keeping an office safe: backups made and restored, and the checks of its database, as pages and commands ask."""

from __future__ import annotations

from pathlib import Path

from desktop.clock import Clock
from desktop.storage import backup, place, rotation, search_index
from desktop.storage import check as checking
from desktop.storage import restore as restoring
from desktop.storage.backup import BackupInfo, Source
from desktop.storage.copying import Progress, quiet
from desktop.storage.errors import WrongPassword
from desktop.storage.keyring import KeyRing, unlock
from desktop.storage.restore import Restored

from . import outside
from .offices import OpenOffice


def make(opened: OpenOffice, target: Path, clock: Clock, progress: Progress = quiet) -> BackupInfo:
    """Back up the open office to one file and verify it; a file on another disk is remembered as carried out.

    Raises the errors of :mod:`desktop.storage.errors`.
    """
    made = backup.backup(backup.source_of(opened.database, opened.keeper), target, clock, progress)
    outside.note_if_outside(opened.place.backups, target, clock)
    return made


def name_for(opened: OpenOffice, clock: Clock) -> str:
    """Return the file name a backup made now should have."""
    return backup.file_name(opened.name, clock)


def make_if_due(
    opened: OpenOffice, clock: Clock, progress: Progress = quiet, *, closing: bool = False
) -> BackupInfo | None:
    """Make a backup in the office folder when something changed since the last: daily, and after work."""
    source = backup.source_of(opened.database, opened.keeper)
    return rotation.backup_if_due(opened.place, opened.database, source, clock, progress, closing=closing)


def read_info(file: Path) -> BackupInfo:
    """Return what a backup says of itself."""
    return backup.read_info(file)


def list_in(folder: Path) -> list[BackupInfo]:
    """Return the readable backups in a folder, newest first."""
    return backup.list_backups(folder)


def restore(
    file: Path,
    folder: Path,
    clock: Clock,
    progress: Progress = quiet,
    *,
    account: str | None = None,
    password: str = "",
) -> Restored:
    """Restore a backup into an office folder; what is there now is moved aside, never deleted.

    A password (of the backup) is needed only where the folder's office lies on a PostgreSQL server.
    """
    key = None
    found = place.Place(folder)
    if place.is_office(found) and place.server_url(found):
        ring = restoring.ring_of(file)
        if not password:
            raise WrongPassword()
        key = unlock(ring, account or ring.accounts[0].name, password, clock).opened()
    return restoring.restore(file, folder, clock, progress, key=key)


def check(opened: OpenOffice, progress: Progress = quiet) -> list[checking.Finding]:
    """Check the open office and return one finding for each part.

    An index of search that disagrees with the records is made anew from them, if nothing else is wrong.
    """
    findings = checking.check(opened.database, opened.keeper, progress)
    bad = [at for at, one in enumerate(findings) if not one.ok]
    if [findings[at].label for at in bad] != [checking.INDEX]:
        return findings
    held = rebuild_search(opened, progress)
    findings[bad[0]] = checking.Finding(True, checking.INDEX, f"索引与记录不符，已经重建，{held} 条记录都能搜索到。")
    return findings


def rebuild_search(opened: OpenOffice, progress: Progress = quiet) -> int:
    """Make the index of search anew from the records and return how many it holds."""
    return opened.database.act("重建检索索引", lambda work: search_index.rebuild(work.session.connection(), progress))


def before_upgrade(office: place.Place, ring: KeyRing, key: bytes, revision: str, clock: Clock) -> None:
    """Back up an office whose schema is older than the program, before it is brought up to date.

    When this raises, nothing has been changed and the office stays as it was.
    """
    office.backups.mkdir(exist_ok=True)
    target = office.backups / f"升级前-{revision}-{backup.file_name(ring.office_name, clock)}"
    url = place.server_url(office)
    if url is None:
        backup.backup(Source(ring, key, office.database), target, clock)
        return
    from desktop.storage.engine import server_engine

    server = server_engine(url, read_only=True)
    try:
        backup.backup(Source(ring, key, server=server), target, clock)
    finally:
        server.dispose()
