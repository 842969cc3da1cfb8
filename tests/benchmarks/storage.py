"""Storage: an action with its history against a bare insert, and a backup against the driver's own."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import Ratio
from tests.benchmarks._offices import empty_office, large_office, opened
from tests.benchmarks._timing import in_turn

ACTIONS = 40
BACKUPS = 3


def run() -> list[Ratio]:
    """Work on copies; the kept offices stay as they are."""
    with tempfile.TemporaryDirectory() as name:
        return [*_action(Path(name)), *_backup(Path(name))]


def _action(folder: Path) -> list[Ratio]:
    from uuid_utils.compat import uuid7

    from desktop.models import Department
    from desktop.services import saving

    shutil.copytree(empty_office(), folder / "small")
    office = opened(folder / "small")
    owner = office.database.office_id.hex

    def ours() -> None:
        office.database.act("登记部门", lambda work: saving.save(work, "departments", None, {"name": "城管局"}))

    def bare() -> None:
        with office.database.writer.begin() as connection:
            one = uuid7().hex
            connection.exec_driver_sql(
                "INSERT INTO departments (id, office_id, revision, deleted, search_key, sort_key, name, line, phone,"
                " contact, position) VALUES (?, ?, ?, 0, '城管局', 'x', '城管局', '', '', '', 0)",
                (one, owner, one),
            )

    assert Department.__tablename__ == "departments"
    try:
        saved, inserted = in_turn(ACTIONS, ours, bare)
    finally:
        office.close()
    note = f"{saved * 1e3:.1f} / {inserted * 1e3:.1f} ms, each with its commit on the disk"
    return [Ratio("saving a record, checked and with its history, against a bare insert", saved / inserted, None, note)]


def _backup(folder: Path) -> list[Ratio]:
    from desktop.services import backups
    from desktop.storage import backup, engine
    from desktop.storage.copying import quiet

    office = opened(large_office(20_000, 100_000, 2_000))
    database = office.database
    assert database.path is not None
    path, key = database.path, database.key

    def copy() -> None:
        (folder / "copy.db").unlink(missing_ok=True)
        backup._copy_file(path, key, folder / "copy.db", quiet)

    def raw() -> None:
        for leftover in folder.glob("raw.db*"):
            leftover.unlink()
        source: Any = engine.connect_file(path, key, read_only=True)
        target: Any = engine.connect_file(folder / "raw.db", key, create=True)
        source.backup(target)
        target.close()
        source.close()

    def whole() -> None:
        backups.make(office, folder / "whole.backup", database.clock)

    try:
        copied, plain, all_of_it = in_turn(BACKUPS, copy, raw, whole)
    finally:
        office.close()
    size = path.stat().st_size / 2**20
    return [
        Ratio(
            "copy of a backup against the driver's backup",
            copied / plain,
            1.1,
            f"{copied * 1e3:.0f} / {plain * 1e3:.0f} ms, {size:.0f} MiB",
        ),
        Ratio("backup verified, counted, packed and read back", all_of_it / plain, None, f"{all_of_it * 1e3:.0f} ms"),
    ]
