"""Restoring: from every kind of ruin, all or nothing, and the present office is never destroyed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.clock import Clock
from desktop.errors import Cancelled, UserError
from desktop.services import attachments, offices
from desktop.services.attachments import New
from desktop.storage import keyring, place, swap
from desktop.storage.backup import BackupInfo, backup, check_backup
from desktop.storage.errors import (
    DamagedBackup,
    DamagedDatabase,
    DamagedKeys,
    DiskFull,
    NotABackup,
    OfficeInUse,
    WrongPassword,
)
from desktop.storage.keyring import FLOOR
from desktop.storage.place import Place
from desktop.storage.restore import restore, ring_of
from tests.attachments import picture
from tests.offices import PASSWORD, a_grid, a_person, a_post, new_office
from tests.storage.test_backup import departments, rewritten, source, tables

root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="mounts a file system")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[BackupInfo, bytes, dict[str, list[str]], Path]:
    """A backup with its key, its rows, and the closed office it was made of."""
    from datetime import UTC, datetime

    clock = Clock(lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("kept")
    opened, _ = offices.create_office(folder / "office", new_office(), clock, params=FLOOR)
    opened.database.act("登记部门", departments(10))
    grid = a_grid(opened, area="3.2500")
    a_post(opened, a_person(opened), grid)
    opened.database.act("附件", lambda work: attachments.add(work, "grids", grid, [New(picture(), "全景", "scan")]))
    what = source(opened)
    info = backup(what, folder / "office.jgbak", clock)
    assert what.path is not None
    rows = tables(what.path, what.key)
    opened.close()
    return info, what.key, rows, folder / "office"


@pytest.fixture
def info(kept: tuple[BackupInfo, bytes, dict[str, list[str]], Path]) -> BackupInfo:
    return kept[0]


@pytest.fixture
def key(kept: tuple[BackupInfo, bytes, dict[str, list[str]], Path]) -> bytes:
    return kept[1]


@pytest.fixture
def rows(kept: tuple[BackupInfo, bytes, dict[str, list[str]], Path]) -> dict[str, list[str]]:
    return kept[2]


@pytest.fixture
def folder(kept: tuple[BackupInfo, bytes, dict[str, list[str]], Path], tmp_path: Path) -> Path:
    """A copy of the office, in which work went on after the backup."""
    copy = tmp_path / "office"
    shutil.copytree(kept[3], copy)
    return copy


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-shm", "-wal"))
    }


def opens(folder: Path, clock: Clock) -> None:
    opened = offices.open_office(folder, "肖桂兰", PASSWORD, clock)
    opened.database.act("恢复后登记", departments(1, "恢复后"))
    opened.close()


def test_an_office_comes_back_and_the_present_one_is_moved_aside(
    folder: Path, info: BackupInfo, key: bytes, rows: dict[str, list[str]], clock: Clock
) -> None:
    opened = offices.open_office(folder, None, PASSWORD, clock)
    opened.database.act("备份以后的登记", departments(5, "以后"))
    opened.close()
    later = tables(folder / "office.db", key)
    told: list[int] = []
    done = restore(info.path, folder, clock, lambda done, total: told.append(done))
    assert tables(folder / "office.db", key) == rows != later
    assert done.aside == folder / "backups" / "moved-aside-20261124-100000"
    assert tables(done.aside / "office.db", key) == later
    assert {"keys.json", "office.json"} <= {path.name for path in done.aside.iterdir()}
    assert told == sorted(told)
    assert [path.name for path in (folder / "backups").iterdir()] == [done.aside.name]
    opens(folder, clock)
    opens_aside = folder.parent / "aside"
    shutil.copytree(done.aside, opens_aside)
    opens(opens_aside, clock)


def test_an_office_comes_back_into_an_empty_and_into_a_new_folder(
    tmp_path: Path, info: BackupInfo, key: bytes, rows: dict[str, list[str]], clock: Clock
) -> None:
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "empty", tmp_path / "new" / "deep"):
        assert restore(info.path, target, clock).aside is None
        assert tables(target / "office.db", key) == rows
        assert list((target / "backups").iterdir()) == []
        opens(target, clock)


def ruins() -> dict[str, object]:
    def damaged(folder: Path) -> None:
        whole = (folder / "office.db").read_bytes()
        (folder / "office.db").write_bytes(os.urandom(100) + whole[100:])

    def cut(folder: Path) -> None:
        os.truncate(folder / "office.db", 8192 * 3)

    def emptied(folder: Path) -> None:
        os.truncate(folder / "office.db", 0)

    def missing(folder: Path) -> None:
        (folder / "office.db").unlink()

    def no_keys(folder: Path) -> None:
        (folder / "keys.json").write_bytes(b"{")
        (folder / "keys.json.bak").write_bytes(b"")

    def only_settings(folder: Path) -> None:
        for name in ("office.db", "keys.json", "keys.json.bak"):
            (folder / name).unlink()

    return {one.__name__: one for one in (damaged, cut, emptied, missing, no_keys, only_settings)}


@pytest.mark.parametrize("ruin", ruins())
def test_an_office_comes_back_over_every_ruin(
    folder: Path, info: BackupInfo, key: bytes, rows: dict[str, list[str]], clock: Clock, ruin: str
) -> None:
    ruins()[ruin](folder)  # type: ignore[operator]
    left = contents(folder)
    with pytest.raises(UserError):
        offices.open_office(folder, None, PASSWORD, clock)
    assert contents(folder) == left  # trying to open changed nothing
    aside = restore(info.path, folder, clock).aside
    assert tables(folder / "office.db", key) == rows
    assert aside is not None
    assert contents(aside) == left
    opens(folder, clock)


def test_opening_tells_damage_of_the_file_from_damage_of_the_keys(folder: Path, clock: Clock) -> None:
    ruins()["damaged"](folder)  # type: ignore[operator]
    with pytest.raises(DamagedDatabase):
        offices.open_office(folder, None, PASSWORD, clock)
    ruins()["no_keys"](folder)  # type: ignore[operator]
    with pytest.raises(DamagedKeys):
        offices.open_office(folder, None, PASSWORD, clock)


def test_files_that_cannot_be_restored_change_nothing(
    folder: Path, info: BackupInfo, tmp_path: Path, clock: Clock
) -> None:
    before = contents(folder)
    whole = info.path.read_bytes()
    bad = tmp_path / "bad.jgbak"
    for content in (whole[: len(whole) // 2], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]):
        bad.write_bytes(content)
        with pytest.raises(DamagedBackup):
            restore(bad, folder, clock)
    bad.write_bytes(b"no zip")
    with pytest.raises(NotABackup):
        restore(bad, folder, clock)
    newer = rewritten(info, revision="9999")
    with pytest.raises(UserError, match="请升级本程序"):
        restore(newer, folder, clock)
    newer.unlink()
    assert contents(folder) == before
    with pytest.raises(NotABackup):
        restore(bad, tmp_path / "never", clock)
    assert not (tmp_path / "never").exists()


def test_a_cancelled_restore_changes_nothing(folder: Path, info: BackupInfo, tmp_path: Path, clock: Clock) -> None:
    before = contents(folder)
    for target in (folder, tmp_path / "never"):
        for moment in (1, 500, 940, 950):

            def progress(done: int, total: int, moment: int = moment) -> None:
                if done >= moment:
                    raise Cancelled("已取消，没有留下任何改动")

            with pytest.raises(Cancelled):
                restore(info.path, target, clock, progress)
    assert contents(folder) == before
    assert list((folder / "backups").iterdir()) == []
    assert not (tmp_path / "never").exists()


def test_an_open_office_is_not_replaced(folder: Path, info: BackupInfo, clock: Clock) -> None:
    opened = offices.open_office(folder, None, PASSWORD, clock)
    with pytest.raises(OfficeInUse):
        restore(info.path, folder, clock)
    opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=70m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@root
def test_a_disk_that_fills_up_changes_nothing(
    kept: tuple[BackupInfo, bytes, dict[str, list[str]], Path], small_disk: Path, clock: Clock
) -> None:
    folder = small_disk / "office"
    shutil.copytree(kept[3], folder)
    before = contents(folder)

    def progress(done: int, total: int) -> None:
        if not (small_disk / "other").exists():
            with (small_disk / "other").open("wb", buffering=0) as other, pytest.raises(OSError, match="No space"):
                while True:
                    other.write(bytes(65536))

    with pytest.raises(DiskFull):
        restore(kept[0].path, folder, clock, progress)
    (small_disk / "other").unlink()
    assert contents(folder) == before
    opens(folder, clock)


# -- killed midway

RESTORE = (
    "import sys\nfrom pathlib import Path\nfrom desktop.clock import SYSTEM_CLOCK\n"
    "from desktop.storage.restore import restore\n"
    "print('go', flush=True)\nsys.stdin.readline()\n"
    "restore(Path(sys.argv[1]), Path(sys.argv[2]), SYSTEM_CLOCK)\nprint('done', flush=True)\n"
)


def test_a_restore_killed_at_random_moments_leaves_one_office_or_the_other(
    folder: Path, info: BackupInfo, key: bytes, rows: dict[str, list[str]], tmp_path: Path, clock: Clock
) -> None:
    opened = offices.open_office(folder, None, PASSWORD, clock)
    opened.database.act("备份以后的登记", departments(5, "以后"))
    opened.close()
    later = tables(folder / "office.db", key)
    random.seed(7)
    for number in range(10):
        target = tmp_path / f"try{number}"
        shutil.copytree(folder, target)
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(info.path), str(target)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(random.uniform(0.0, 0.12))
        process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        process.communicate()
        place.check_place(Place(target))
        place.hold(Place(target), clock).release()
        found = tables(target / "office.db", key)
        assert found in (rows, later)
        aside = [path for path in (target / "backups").iterdir() if path.name.startswith("moved-aside")]
        if found == rows:
            assert tables(aside[0] / "office.db", key) == later
        opens(target, clock)


def test_every_step_of_a_swap_can_be_the_last_before_a_crash(tmp_path: Path) -> None:
    """Replays the swap with a crash before each renaming and finishes it each time."""
    names = ["office.db", "office.db-wal", "office.json", "keys.json.bak", "keys.json"]
    steps = 0
    while True:
        folder = tmp_path / f"crash{steps}"
        staged, aside = folder / "backups" / "restoring", folder / "backups" / "aside"
        staged.mkdir(parents=True)
        for name in names:
            (folder / name).write_text(f"old {name}")
        for name in ("office.db", "keys.json.bak", "keys.json"):
            (staged / name).write_text(f"new {name}")
        finished = crash_after(steps, folder, staged, aside, names)
        if swap.pending(folder):
            swap.finish(folder)
        swap.finish(folder)
        there = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
        there.pop("restore.json.new", None)  # overwritten by the next
        if aside.exists():
            assert there == {name: f"new {name}" for name in ("office.db", "keys.json.bak", "keys.json")}
            assert {path.name: path.read_text() for path in aside.iterdir()} == {n: f"old {n}" for n in names}
            assert not staged.exists()
        else:
            assert there == {name: f"old {name}" for name in names}
        if finished:
            break
        steps += 1
    assert steps > 10


def crash_after(steps: int, folder: Path, staged: Path, aside: Path, names: list[str]) -> bool:
    """Begin the swap in a process that dies after so many renamings and removals; True when it came to its end."""
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom desktop.storage import swap\n"
        "left = int(sys.argv[1])\n"
        "def counted(event, args):\n"
        "    global left\n"
        "    if event in ('os.rename', 'os.remove', 'os.mkdir', 'os.rmdir'):\n"
        "        if left == 0:\n"
        "            os._exit(9)\n"
        "        left -= 1\n"
        "sys.addaudithook(counted)\n"
        "swap.begin(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])\n"
    )
    command = [sys.executable, "-c", script, str(steps), str(folder), str(staged), str(aside), *names]
    return subprocess.run(command).returncode == 0


# -- offices on a server


def test_an_office_on_a_server_comes_back_and_its_present_rows_are_kept(
    postgres_database: str, tmp_path: Path, clock: Clock
) -> None:
    opened, _ = offices.create_office(tmp_path / "office", new_office(postgres_database), clock, params=FLOOR)
    what = source(opened)
    info = backup(what, tmp_path / "office.jgbak", clock)
    before = tables(postgres_database)
    opened.database.act("备份以后的登记", departments(5, "以后"))
    later = tables(postgres_database)
    with pytest.raises(OfficeInUse):
        restore(info.path, tmp_path / "office", clock, key=what.key)
    opened.close()
    with pytest.raises(WrongPassword):
        restore(info.path, tmp_path / "office", clock)
    for moment in (100, 400, 700):

        def progress(done: int, total: int, moment: int = moment) -> None:
            if done >= moment:
                raise Cancelled("已取消，没有留下任何改动")

        with pytest.raises(Cancelled):
            restore(info.path, tmp_path / "office", clock, progress, key=what.key)
    assert tables(postgres_database) == later
    assert list((tmp_path / "office" / "backups").iterdir()) == []

    aside = restore(info.path, tmp_path / "office", clock, key=what.key).aside
    assert tables(postgres_database) == before
    assert aside is not None
    [present] = aside.iterdir()
    assert check_backup(present).rows["departments"] == len(later["departments"])
    again = offices.open_office(tmp_path / "office", None, PASSWORD, clock)
    again.database.act("恢复后登记", departments(1, "恢复后"))
    again.close()
    assert restore(present, tmp_path / "local", clock).aside is None  # from the server into a folder
    assert tables(tmp_path / "local" / "office.db", what.key) == later


def test_a_file_office_moves_to_an_empty_server(
    info: BackupInfo, key: bytes, rows: dict[str, list[str]], postgres_database: str, tmp_path: Path, clock: Clock
) -> None:
    made = place.make(tmp_path / "office", clock)
    place.write_settings(made, postgres_database.replace("+psycopg", ""))
    assert restore(info.path, made.path, clock, key=key).aside is None
    assert tables(postgres_database) == rows
    again = offices.open_office(made.path, None, PASSWORD, clock)
    again.database.act("恢复后登记", departments(1, "恢复后"))
    again.close()


def test_the_ring_in_a_backup_opens_with_the_password_of_then(info: BackupInfo, key: bytes, clock: Clock) -> None:
    assert keyring.unlock(ring_of(info.path), "肖桂兰", PASSWORD, clock).opened() == key
