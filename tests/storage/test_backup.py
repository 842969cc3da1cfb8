"""Backups: whole, verified, of one moment; nothing half-left whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from desktop.clock import Clock
from desktop.errors import Cancelled
from desktop.models import Department
from desktop.services import attachments
from desktop.services.attachments import New
from desktop.services.offices import OpenOffice
from desktop.storage import backup as backups
from desktop.storage import engine, keyring, migrations
from desktop.storage.backup import BackupInfo, Source, backup, check_backup, list_backups, read_info
from desktop.storage.errors import (
    BackupFailed,
    DamagedBackup,
    DamagedDatabase,
    DiskFull,
    MissingFolder,
    NewerDatabase,
    NotABackup,
    ReadOnlyPlace,
)
from desktop.storage.work import Work
from tests.attachments import picture
from tests.offices import PASSWORD, a_grid, a_person, a_post, file_office, office

__all__ = ["file_office", "office"]

root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="mounts a file system")


def source(opened: OpenOffice) -> Source:
    ring = opened.keeper.read()
    key = keyring.unlock(ring, "肖桂兰", PASSWORD, opened.database.clock).opened()
    return backups.source_of(opened.database, opened.keeper, key)


def departments(count: int, name: str = "部门") -> Callable[[Work], None]:
    def add(work: Work) -> None:
        for number in range(count):
            work.add(Department(name=f"{name}{number}", line="", phone="", contact="", position=number))

    return add


def departments_in(opened: OpenOffice) -> int:
    with opened.database.read() as session:
        return session.execute(select(func.count(Department.id))).scalar_one()


def tables(url_or_path: str | Path, key: bytes = b"") -> dict[str, list[str]]:
    """Return every row of an office as sorted text, by table, to compare offices on any engine."""
    made = create_engine(url_or_path) if isinstance(url_or_path, str) else engine.file_engine(url_or_path, key)
    from desktop.models import Base

    try:
        with made.connect() as connection:
            return {
                table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
                for table in Base.metadata.sorted_tables
                if table.name != "keyring"
            }
    finally:
        made.dispose()


def rows_of(opened: OpenOffice, key: bytes) -> dict[str, list[str]]:
    if opened.database.path:
        return tables(opened.database.path, key)
    return tables(opened.database.writer.url.render_as_string(hide_password=False))


def unpacked(info: BackupInfo, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    backups.extract_all(info.path, folder)
    return folder / "office.db"


@pytest.fixture
def filled(office: OpenOffice) -> OpenOffice:
    """An office with linked rows of many kinds."""
    office.database.act("登记部门", departments(30))
    for serial in (1, 2, 3):
        a_post(office, a_person(office, f"网格员{serial}"), a_grid(office, serial, area="12.3450"))
    person = a_person(office, "有附件的人")
    scans = [New(picture(shade), f"扫描{shade}", "scan") for shade in (0, 120)]
    office.database.act("添加附件", lambda work: attachments.add(work, "people", person, scans))
    return office


def test_a_backup_holds_every_row_of_the_office(filled: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    told: list[tuple[int, int]] = []
    info = backup(source(filled), tmp_path / "office.jgbak", clock, lambda done, total: told.append((done, total)))
    key = source(filled).key
    assert tables(unpacked(info, tmp_path / "out"), key) == rows_of(filled, key)
    assert info == read_info(tmp_path / "office.jgbak") == check_backup(tmp_path / "office.jgbak")
    assert (info.office_name, info.made_at, info.revision) == ("会师路社区居民委员会", clock.now(), migrations.head())
    assert info.rows["grids"] == 3
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1000, 1000)
    assert {path.name for path in tmp_path.iterdir()} == {"office", "office.jgbak", "out"}


def test_the_backup_of_a_server_keeps_links_moments_and_absent_values(
    postgres_database: str, tmp_path: Path, clock: Clock
) -> None:
    from desktop.services import offices
    from desktop.storage.keyring import FLOOR
    from tests.offices import new_office

    opened, _ = offices.create_office(tmp_path / "office", new_office(postgres_database), clock, params=FLOOR)
    with opened.database.writer.begin() as connection:
        connection.execute(text("ALTER ROLE CURRENT_USER SET timezone = 'Asia/Shanghai'"))
    opened.database.writer.dispose()
    opened.database.reader.dispose()
    try:
        opened.database.act("登记部门", departments(3))
        key = source(opened).key
        info = backup(source(opened), tmp_path / "office.jgbak", clock)
        copy = unpacked(info, tmp_path / "out")
        assert tables(copy, key) == tables(postgres_database)
        connection = engine.connect_file(copy, key, read_only=True)
        assert connection.execute("SELECT count(*) FROM changes WHERE before IS NULL").fetchone()[0] > 3
        assert connection.execute("SELECT DISTINCT at FROM actions").fetchall() == [("2026-11-24 02:00:00.000000",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    finally:
        with opened.database.writer.begin() as connection:
            connection.execute(text("ALTER ROLE CURRENT_USER RESET timezone"))
        opened.close()


def test_a_backup_taken_while_others_write_is_of_one_moment(office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            office.database.act("成对登记", departments(2, f"对{number}-"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        infos = [backup(source(office), tmp_path / f"{number}.jgbak", clock) for number in range(4)]
    finally:
        stop.set()
        writer.join()
    key = source(office).key
    for number, info in enumerate(infos):
        copy = engine.connect_file(unpacked(info, tmp_path / f"out{number}"), key, read_only=True)
        pairs = copy.execute("SELECT count(*) FROM departments WHERE name LIKE '对%'").fetchone()[0]
        actions = copy.execute("SELECT count(*) FROM actions WHERE label = '成对登记'").fetchone()[0]
        copy.close()
        assert pairs == 2 * actions
    assert infos[0].rows["departments"] < infos[-1].rows["departments"]


def test_a_log_that_is_never_empty_goes_through_the_backup_api(
    file_office: OpenOffice, tmp_path: Path, clock: Clock
) -> None:
    seeded = departments_in(file_office)
    file_office.database.act("登记部门", departments(5))
    path, key = file_office.database.path, source(file_office).key
    assert path is not None
    reader = engine.connect_file(path, key, read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM departments").fetchone()
    # What is written from now on cannot leave the log while that reader stands on the state before.
    file_office.database.act("登记部门", departments(7, "后来"))
    info = backup(source(file_office), tmp_path / "office.jgbak", clock)
    assert path.with_name("office.db-wal").stat().st_size > 0
    reader.close()
    assert info.rows["departments"] == seeded + 12
    assert tables(unpacked(info, tmp_path / "out"), key) == tables(path, key)


def test_work_goes_on_while_the_file_is_copied(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    file_office.database.act("登记部门", departments(300))
    before = departments_in(file_office)
    written = []

    def progress(done: int, total: int) -> None:
        if 0 < done < 400:
            file_office.database.act("同时登记", departments(1, f"同时{len(written)}-"))
            written.append(done)

    info = backup(source(file_office), tmp_path / "office.jgbak", clock, progress)
    assert written
    assert info.rows["departments"] == before
    copy = engine.connect_file(unpacked(info, tmp_path / "out"), source(file_office).key, read_only=True)
    assert copy.execute("SELECT count(*) FROM departments").fetchone()[0] == before
    copy.close()


def test_a_cancelled_backup_leaves_nothing_and_keeps_the_earlier_one(
    filled: OpenOffice, tmp_path: Path, clock: Clock
) -> None:
    what = source(filled)
    target = tmp_path / "backups" / "office.jgbak"
    target.parent.mkdir()
    target.write_bytes(b"earlier")

    for moment in (1, 100, 390, 450, 600, 750, 850, 950):

        def progress(done: int, total: int, moment: int = moment) -> None:
            if done >= moment:
                raise Cancelled("已取消，没有留下任何改动")

        with pytest.raises(Cancelled):
            backup(what, target, clock, progress)
        assert list(target.parent.iterdir()) == [target]
        assert target.read_bytes() == b"earlier"


def test_a_damaged_office_is_told_and_no_backup_of_it_replaces_a_good_one(
    file_office: OpenOffice, tmp_path: Path, clock: Clock
) -> None:
    file_office.database.act("登记部门", departments(400))
    what = source(file_office)
    target = tmp_path / "office.jgbak"
    backup(what, target, clock)
    good = target.read_bytes()
    file_office.close()
    assert what.path is not None
    whole = what.path.read_bytes()
    for position in (8192 * 5 + 100, len(whole) - 8192 + 50):
        what.path.write_bytes(whole[:position] + bytes([whole[position] ^ 255]) + whole[position + 1 :])
        with pytest.raises((DamagedDatabase, BackupFailed)):
            backup(what, target, clock)
    what.path.write_bytes(whole[: len(whole) // 16384 * 8192])
    with pytest.raises((DamagedDatabase, BackupFailed)):
        backup(what, target, clock)
    assert target.read_bytes() == good
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_copy_with_a_missing_row_or_another_key_is_not_passed(
    file_office: OpenOffice, tmp_path: Path, clock: Clock
) -> None:
    what = source(file_office)
    info = backup(what, tmp_path / "office.jgbak", clock)
    copy = unpacked(info, tmp_path / "out")
    assert backups.verify(copy, what.key, info.rows, info.path) == migrations.head()
    with pytest.raises(BackupFailed):
        backups.verify(copy, b"z" * 32, info.rows, info.path)
    connection = engine.connect_file(copy, what.key)
    connection.execute("DELETE FROM changes WHERE rowid IN (SELECT rowid FROM changes LIMIT 1)")
    connection.close()
    with pytest.raises(BackupFailed, match="核对不一致"):
        backups.verify(copy, what.key, info.rows, info.path)


# -- places


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "stick"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@root
def test_a_disk_without_room_is_told_and_left_clean(filled: OpenOffice, small_disk: Path, clock: Clock) -> None:
    with pytest.raises(DiskFull) as caught:
        backup(source(filled), small_disk / "office.jgbak", clock)
    assert "stick" in str(caught.value)
    assert list(small_disk.iterdir()) == []


@root
def test_a_disk_that_fills_up_midway_is_told_and_left_clean(filled: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    disk = tmp_path / "stick"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)], check=True)
    try:

        def progress(done: int, total: int) -> None:
            if done >= 300 and not (disk / "other").exists():
                with (disk / "other").open("wb", buffering=0) as other, pytest.raises(OSError, match="No space"):
                    while True:
                        other.write(bytes(65536))

        with pytest.raises(DiskFull) as caught:
            backup(source(filled), disk / "office.jgbak", clock, progress)
        assert "stick" in str(caught.value)
        assert [path.name for path in disk.iterdir()] == ["other"]
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@root
def test_a_read_only_place_is_told(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)], check=True)
    try:
        with pytest.raises(ReadOnlyPlace):
            backup(source(file_office), disk / "office.jgbak", clock)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_folder_that_is_not_there_is_told(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(MissingFolder, match="文件夹不存在"):
        backup(source(file_office), tmp_path / "U盘" / "b.jgbak", clock)
    assert not (tmp_path / "U盘").exists()


def test_what_a_killed_backup_left_is_swept_by_the_next(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom desktop.storage.backup import workshop\n"
        "with workshop(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'office.db').write_bytes(b'half')\n"
        "    print(folder.name, flush=True)\n    sys.stdin.read()\n"
    )
    place = tmp_path / "backups"
    place.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    left = place / process.stdout.readline().strip()
    backup(source(file_office), place / "one.jgbak", clock)
    assert left.exists()  # its owner is alive
    process.kill()
    process.communicate()
    backup(source(file_office), place / "two.jgbak", clock)
    assert sorted(path.name for path in place.iterdir()) == ["one.jgbak", "two.jgbak"]


# -- files that are no good backup


def test_files_that_are_no_backup_are_told(tmp_path: Path) -> None:
    for name, content in (("空.jgbak", b""), ("表.xlsx", b"not a zip"), ("文.jgbak", os.urandom(5000))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NotABackup):
            read_info(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "别的.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(NotABackup, match=r"请选择扩展名为 \.jgbak 的文件"):
        read_info(tmp_path / "别的.zip")
    with pytest.raises(NotABackup):
        read_info(tmp_path / "没有.jgbak")


def test_a_backup_cut_short_or_altered_is_told(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    info = backup(source(file_office), tmp_path / "office.jgbak", clock)
    whole = info.path.read_bytes()
    for cut in (10, 1000, len(whole) // 2, len(whole) - 1):
        info.path.write_bytes(whole[:cut])
        with pytest.raises(DamagedBackup):
            read_info(info.path)
    for position in (len(whole) // 3, len(whole) // 2, len(whole) - 3000):
        info.path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(DamagedBackup):
            check_backup(info.path)


def rewritten(info: BackupInfo, **changes: object) -> Path:
    """Write the backup once more with other words in its manifest."""
    other = info.path.with_name("other.jgbak")
    with zipfile.ZipFile(info.path) as archive, zipfile.ZipFile(other, "w") as made:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "manifest.json":
                data = json.dumps({**json.loads(data), **changes}).encode()
            made.writestr(name, data)
    return other


def test_a_backup_of_a_later_program_is_told(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    info = backup(source(file_office), tmp_path / "office.jgbak", clock)
    with pytest.raises(NewerDatabase, match="9999"):
        read_info(rewritten(info, revision="9999"))
    with pytest.raises(NewerDatabase):
        read_info(rewritten(info, format=2))
    for changes in (
        {"parts": {}},
        {"office": 5},
        {"made_at": "gestern"},
        {"rows": [1]},
        {"format": None, "rows": None},
    ):
        with pytest.raises(DamagedBackup):
            read_info(rewritten(info, **changes))


def test_backups_are_listed_newest_first_without_the_unreadable(file_office: OpenOffice, tmp_path: Path) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    for day in (3, 1, 2):
        at = Clock(lambda day=day: datetime(2026, 11, day, tzinfo=UTC))  # type: ignore[misc]
        backup(source(file_office), folder / backups.file_name("会师路/社区", at), at)
    (folder / "坏.jgbak").write_bytes(b"PK\x03\x04")
    assert [info.made_at.day for info in list_backups(folder)] == [3, 2, 1]
    assert list_backups(folder)[0].path.name == "会师路_社区-20261103-080000.jgbak"
