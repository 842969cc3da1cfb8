"""The office folder: the reasons it cannot be opened, and who holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from desktop.clock import Clock
from desktop.storage import keyring, known, place
from desktop.storage.errors import (
    DamagedDatabase,
    DiskFull,
    MissingDatabase,
    NetworkDrive,
    NewerDatabase,
    NotAnOffice,
    OfficeExists,
    OfficeInUse,
    ReadOnlyPlace,
)
from desktop.storage.keyring import FLOOR
from desktop.storage.place import Place

root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="mounts a file system")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "综治中心 数据"


@pytest.fixture
def office(folder: Path, clock: Clock) -> Place:
    """A folder that holds what makes it an office; the database is a stand-in of some bytes."""
    made = place.make(folder, clock)
    made.database.write_bytes(b"x" * 8192)
    place.write_settings(made)
    made.keeper.create(keyring.create(uuid4(), "红星街道", uuid4(), "肖桂兰", "井冈山1927年", params=FLOOR)[0])
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(b"x" * 4096)


def test_a_made_folder_is_an_office_once_it_has_its_ring(folder: Path, office: Place) -> None:
    assert place.is_office(Place(folder))
    place.check_place(office)
    assert place.server_url(office) is None
    with pytest.raises(OfficeExists, match="已经有办公室"):
        place.make(folder, Clock(lambda: datetime(2026, 11, 24, tzinfo=UTC)))


def test_a_folder_without_an_office_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAnOffice, match="没有办公室数据"):
        place.check_place(Place(tmp_path))
    with pytest.raises(NotAnOffice):
        place.check_place(Place(tmp_path / "没有这个文件夹"))


def test_settings_name_a_server(folder: Path, clock: Clock) -> None:
    made = place.make(folder, clock)
    assert not place.is_office(made)
    place.write_settings(made, "postgresql://jingge@db.example/office")
    assert place.server_url(made) == "postgresql://jingge@db.example/office"
    place.check_place(made)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"database": 5}', b"\xff\xfe"])
def test_a_file_office_opens_without_readable_settings(office: Place, damage: bytes) -> None:
    office.settings.write_bytes(damage)
    place.check_place(office)
    office.settings.unlink()
    place.check_place(office)


def test_settings_of_a_later_program_are_told(office: Place) -> None:
    office.settings.write_text('{"format": 2}')
    with pytest.raises(NewerDatabase):
        place.check_place(office)


def test_a_missing_and_an_emptied_database_are_two_sentences(office: Place) -> None:
    office.database.write_bytes(b"")
    with pytest.raises(DamagedDatabase, match="已损坏"):
        place.check_place(office)
    office.database.unlink()
    with pytest.raises(MissingDatabase, match="找不到数据库文件"):
        place.check_place(office)


def test_what_a_crash_left_of_a_new_office_is_moved_aside(folder: Path, clock: Clock) -> None:
    half = place.make(folder, clock)
    half.database.write_bytes(b"half made")
    place.write_settings(half)
    again = place.make(folder, clock)
    assert not again.database.exists()
    left = again.backups / "moved-aside-20261124-100000"
    assert (left / "office.db").read_bytes() == b"half made"
    again.database.write_bytes(b"half made again")
    place.make(folder, clock)
    assert (again.backups / "moved-aside-20261124-100000-2" / "office.db").read_bytes() == b"half made again"


# -- network drives

MOUNTS = r"""
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /tmp tmpfs rw 0 0
//filer/street /mnt/street cifs rw,vers=3.0 0 0
filer:/export /srv/nfs nfs4 rw 0 0
/dev/sdb1 /srv/nfs/local ext4 rw 0 0
wang@host:/home /home/wang/\347\275\221\347\233\230\040one fuse.sshfs rw 0 0
https://dav.example/x /mnt/dav davfs rw 0 0
portal /run/user/0/doc fuse.portal rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/home/wang/office", False),
        ("/mnt/street", True),
        ("/mnt/street/红星街道", True),
        ("/mnt/streets", False),
        ("/srv/nfs/office", True),
        ("/srv/nfs/local/office", False),
        ("/home/wang/网盘 one/office", True),
        ("/mnt/dav/office", True),
        ("/tmp/office", False),
        ("/", False),
    ],
)
def test_network_mounts_are_recognised(path: str, remote: bool) -> None:
    assert place.on_remote_mount(MOUNTS, path) is remote


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("\\\\filer\\street\\office", True),
        ("//filer/street/office", True),
        ("\\\\?\\UNC\\filer\\street", True),
        ("\\\\?\\C:\\office", False),
        ("\\\\.\\C:\\office", False),
        ("D:\\井格\\综治中心", False),
        ("D:/井格", False),
    ],
)
def test_windows_shares_are_recognised(path: str, share: bool) -> None:
    assert place.is_unc(path) is share


def test_this_folder_is_not_on_the_network(tmp_path: Path) -> None:
    assert not place.is_network(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="reads the table of mounts")
def test_an_office_on_a_network_mount_is_refused(office: Place, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nfiler:/export {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(NetworkDrive, match="请复制到本机硬盘"):
        place.check_place(office, mounts=mounts)


# -- rights and room


@root
def test_a_read_only_place_is_told_and_nothing_changed(office: Place) -> None:
    before = sorted(office.path.iterdir())
    subprocess.run(["mount", "--bind", str(office.path), str(office.path)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(office.path)], check=True)
        with pytest.raises(ReadOnlyPlace, match="没有写入权限"):
            place.check_place(office)
        with pytest.raises(ReadOnlyPlace):
            place.make(office.path / "new", Clock(lambda: datetime(2026, 11, 24, tzinfo=UTC)))
    finally:
        subprocess.run(["umount", str(office.path)], check=True)
    assert sorted(office.path.iterdir()) == before


def test_a_place_that_is_no_folder_is_told(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("taken")
    with pytest.raises(ReadOnlyPlace):
        place.make(tmp_path / "file", clock)
    assert (tmp_path / "file").read_text() == "taken"


@root
def test_a_disk_with_little_room_is_told_before_anything_is_written(small_disk: Path, clock: Clock) -> None:
    with pytest.raises(DiskFull, match="磁盘空间不足"):
        place.make(small_disk / "office", clock)
    with pytest.raises(DiskFull):
        place.check_room(small_disk, 3 * 1024 * 1024)
    place.check_room(small_disk, 1024 * 1024)


@root
def test_a_ring_that_finds_the_disk_full_stays_as_it_was(small_disk: Path) -> None:
    from desktop.storage.keepers import FileKeeper

    keeper = FileKeeper(small_disk / "keys.json")
    ring = keyring.create(uuid4(), "红星街道", uuid4(), "肖桂兰", "井冈山1927年", params=FLOOR)[0]
    keeper.create(ring)
    fill(small_disk)
    with pytest.raises(OSError, match="No space left"):
        keeper.update(lambda ring: keyring.rename_office(ring, "龙市镇" * 2000))
    assert keeper.read() == ring
    assert sorted(file.name for file in small_disk.iterdir()) == ["filler", "keys.json", "keys.json.bak", "keys.lock"]


# -- who holds it

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom desktop.clock import SYSTEM_CLOCK\n"
    "from desktop.storage.place import Place, hold\n"
    "lock = hold(Place(Path(sys.argv[1])), SYSTEM_CLOCK)\nprint('held', flush=True)\ntime.sleep(60)\n"
)


def test_a_second_instance_is_told_who_holds_the_office(office: Place, clock: Clock) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(office.path)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(OfficeInUse, match="在电脑") as caught:
            place.hold(office, clock)
        found = place.holder(office)
        assert found is not None
        assert found.pid == process.pid
        assert found.host == caught.value.host != ""
        assert caught.value.since is not None
    finally:
        process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
        process.communicate()
    assert place.holder(office) is None
    with place.hold(office, clock):
        found = place.holder(office)
        assert found is not None
        assert found.pid == os.getpid()
        assert found.since == clock.now()


def test_one_program_cannot_hold_an_office_twice(office: Place, clock: Clock) -> None:
    lock = place.hold(office, clock)
    with pytest.raises(OfficeInUse):
        place.hold(office, clock)
    lock.release()
    lock.release()
    place.hold(office, clock).release()
    assert place.holder(office) is None


def test_asking_who_holds_the_office_never_keeps_anybody_out(office: Place, clock: Clock) -> None:
    for _ in range(20):
        assert place.holder(office) is None
        place.hold(office, clock).release()


def test_a_lock_file_full_of_rubbish_still_says_that_it_is_held(office: Place, clock: Clock) -> None:
    lock = place.hold(office, clock)
    office.lock.write_bytes(b"\0\xff not json")
    with pytest.raises(OfficeInUse, match="被另一个程序占用"):
        place.hold(office, clock)
    lock.release()


# -- offices this computer knows


def test_known_offices_come_newest_first_and_once(tmp_path: Path) -> None:
    file = tmp_path / "profile" / "offices.json"
    assert known.known(file) == []
    for name in ("红星街道", "龙市镇", "红星街道"):
        known.remember(known.Known(tmp_path / name, name, "肖桂兰"), file)
    assert [office.name for office in known.known(file)] == ["红星街道", "龙市镇"]
    known.forget(tmp_path / "红星街道", file)
    assert [office.name for office in known.known(file)] == ["龙市镇"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"offices": [1, {}, {"path": 5}]}', b"\xff"])
def test_a_damaged_list_is_an_empty_list(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "offices.json"
    file.write_bytes(damage)
    assert known.known(file) == []
    known.remember(known.Known(tmp_path, "红星街道"), file)
    assert [office.name for office in known.known(file)] == ["红星街道"]


def test_the_list_lies_with_the_user(tmp_path: Path) -> None:
    known.remember(known.Known(tmp_path, "红星街道"))
    assert known.known()[0].path == tmp_path
    known.forget(tmp_path)
    assert tmp_path not in [office.path for office in known.known()]


@root
def test_a_full_profile_keeps_nobody_from_working(small_disk: Path) -> None:
    fill(small_disk)
    known.remember(known.Known(small_disk, "红星街道"), small_disk / "offices.json")
    assert known.known(small_disk / "offices.json") == []
