"""Keeping the ring: torn files, two writers at once, a table of PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from desktop.clock import Clock
from desktop.models.accounts import ring_table
from desktop.storage import engine as engines
from desktop.storage import keyring
from desktop.storage.errors import DamagedKeys, LockedOut, NewerDatabase, NotAnOffice, OfficeInUse, WrongPassword
from desktop.storage.files import locked
from desktop.storage.keepers import (
    FileKeeper,
    Keeper,
    TableKeeper,
    change_password,
    document,
    from_bytes,
    login,
    to_bytes,
)
from desktop.storage.keyring import FLOOR, KeyRing, count_failure

OFFICE = UUID("01930000-0000-7000-8000-000000000001")
XIAO = UUID("01930000-0000-7000-8000-000000000002")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def ring() -> KeyRing:
    return keyring.create(OFFICE, "红星街道", XIAO, "肖桂兰", "井冈山1927年", demo=True, params=FLOOR)[0]


@pytest.fixture(params=["file", "table"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path, ring: KeyRing) -> Keeper:
    if request.param == "file":
        keeper: Keeper = FileKeeper(tmp_path / "keys.json")
    else:
        engine = engines.server_engine(request.getfixturevalue("postgres_database"))
        request.addfinalizer(engine.dispose)
        ring_table.create(engine)
        keeper = TableKeeper(engine)
    keeper.create(ring)
    return keeper


@pytest.fixture
def file(tmp_path: Path, ring: KeyRing) -> FileKeeper:
    keeper = FileKeeper(tmp_path / "keys.json")
    keeper.create(ring)
    return keeper


def test_what_is_kept_is_read_back_the_same(keeper: Keeper, ring: KeyRing) -> None:
    assert keeper.read() == ring
    counted = keeper.update(lambda ring: count_failure(count_failure(ring, XIAO, NOW), XIAO, NOW))
    assert counted.account(XIAO).failures == 2
    assert keeper.read() == counted


def test_login_counts_failures_where_the_ring_is_kept(keeper: Keeper, clock: Clock) -> None:
    for left in (4, 3, 2, 1):
        attempt = login(keeper, "肖桂兰", "记错的密码", clock)
        assert isinstance(attempt.error, WrongPassword)
        assert attempt.error.left == left
    assert isinstance(login(keeper, "肖桂兰", "记错的密码", clock).error, LockedOut)
    assert isinstance(login(keeper, "肖桂兰", "井冈山1927年", clock).error, LockedOut)
    later = Clock(lambda: clock.now() + timedelta(minutes=5))
    assert keyring.owns(keeper.read(), login(keeper, "肖桂兰", "井冈山1927年", later).opened())
    assert keeper.read().account(XIAO).failures == 0


def test_a_changed_password_is_kept_beside_what_others_changed(keeper: Keeper, clock: Clock) -> None:
    keeper.update(lambda ring: keyring.rename_office(ring, "龙市镇"))
    wrong = change_password(keeper, "肖桂兰", "记错的旧密码", "茨坪镇的新密码8", clock, params=FLOOR)
    assert isinstance(wrong.error, WrongPassword)
    assert keeper.read().account(XIAO).failures == 1
    key = change_password(keeper, "肖桂兰", "井冈山1927年", "茨坪镇的新密码8", clock, params=FLOOR).opened()
    assert login(keeper, "肖桂兰", "茨坪镇的新密码8", clock).opened() == key
    assert keeper.read().office_name == "龙市镇"
    assert isinstance(login(keeper, "肖桂兰", "井冈山1927年", clock).error, WrongPassword)


def test_two_programs_that_change_the_ring_at_once_lose_nothing(keeper: Keeper) -> None:
    def count() -> None:
        for _ in range(10):
            keeper.update(lambda ring: count_failure(ring, XIAO, NOW))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keeper.read().account(XIAO).failures == 40


def test_a_change_that_fails_leaves_the_ring_as_it_was(keeper: Keeper, ring: KeyRing) -> None:
    with pytest.raises(KeyError):
        keeper.update(lambda ring: count_failure(ring, uuid4(), NOW))
    assert keeper.read() == ring


def test_two_processes_lose_no_change_of_a_file(file: FileKeeper) -> None:
    script = (
        "import sys\nfrom datetime import datetime, UTC\nfrom pathlib import Path\nfrom uuid import UUID\n"
        "from desktop.storage.keepers import FileKeeper\nfrom desktop.storage.keyring import count_failure\n"
        "for _ in range(15):\n"
        "    FileKeeper(Path(sys.argv[1])).update("
        f"lambda ring: count_failure(ring, UUID('{XIAO}'), datetime(2026, 11, 24, tzinfo=UTC)))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(file.path)]) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert file.read().account(XIAO).failures == 45


def test_a_lock_that_stays_taken_is_told(file: FileKeeper, ring: KeyRing) -> None:
    with locked(file.path.with_name("keys.lock")), pytest.raises(OfficeInUse):
        FileKeeper(file.path, wait=0.1).update(lambda ring: count_failure(ring, XIAO, NOW))
    assert file.read() == ring


@pytest.mark.parametrize("damage", [b"", b"{", b"\0" * 500, b"[]", b'{"format": 1}', "井".encode("gbk")])
def test_a_torn_file_is_read_from_its_spare_and_mended_by_the_next_change(
    file: FileKeeper, ring: KeyRing, damage: bytes
) -> None:
    file.path.write_bytes(damage)
    assert file.read() == ring
    file.update(lambda ring: count_failure(ring, XIAO, NOW))
    file.spare.unlink()
    assert file.read().account(XIAO).failures == 1


def test_a_lost_file_is_read_from_its_spare(file: FileKeeper, ring: KeyRing) -> None:
    file.path.unlink()
    assert file.exists()
    assert file.read() == ring


def test_when_both_copies_are_damaged_the_sentence_says_so(file: FileKeeper) -> None:
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[: len(whole) // 2])
    file.spare.write_bytes(whole[:-20])
    with pytest.raises(DamagedKeys, match="密钥文件已损坏"):
        file.read()
    with pytest.raises(DamagedKeys):
        file.update(lambda ring: ring)
    assert file.spare.read_bytes() == whole[:-20]


def test_any_altered_byte_is_damage_and_never_a_wrong_password(ring: KeyRing) -> None:
    whole = to_bytes(ring)
    for position in range(0, len(whole), 7):
        altered = bytearray(whole)
        altered[position] ^= 1
        try:
            found = from_bytes(bytes(altered), Path("keys.json"))
        except (DamagedKeys, NewerDatabase):
            continue
        assert found == ring  # a byte of the layout only


def test_no_ring_at_all_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(NotAnOffice):
        FileKeeper(tmp_path / "keys.json").read()


def test_an_empty_table_is_no_office(postgres_database: str) -> None:
    engine: Engine = engines.server_engine(postgres_database)
    ring_table.create(engine)
    with pytest.raises(NotAnOffice):
        TableKeeper(engine).read()
    engine.dispose()


def test_a_ring_of_a_later_program_is_told_apart_from_damage(file: FileKeeper, ring: KeyRing) -> None:
    for copy in (file.path, file.spare):
        copy.write_text(json.dumps({**document(ring), "format": 2}), "utf-8")
    with pytest.raises(NewerDatabase, match="请升级本程序"):
        file.read()


def test_a_ring_whose_keys_would_cost_the_whole_memory_is_damaged(ring: KeyRing) -> None:
    from dataclasses import replace

    greedy = replace(ring.account(XIAO), params=keyring.Params(1 << 40))
    with pytest.raises(DamagedKeys):
        from_bytes(to_bytes(replace(ring, accounts=(greedy,))), Path("keys.json"))


def test_a_writer_killed_at_any_moment_leaves_a_readable_ring(file: FileKeeper) -> None:
    script = (
        "import sys\nfrom datetime import datetime, UTC\nfrom pathlib import Path\nfrom uuid import UUID\n"
        "from desktop.storage.keepers import FileKeeper\nfrom desktop.storage.keyring import count_failure\n"
        "keeper = FileKeeper(Path(sys.argv[1]))\n"
        "while True:\n"
        f"    keeper.update(lambda ring: count_failure(ring, UUID('{XIAO}'), datetime(2026, 11, 24, tzinfo=UTC)))\n"
        "    print(keeper.read().account(keeper.read().accounts[0].id).failures, flush=True)\n"
    )
    told = 0
    for run in range(6):
        process = subprocess.Popen([sys.executable, "-c", script, str(file.path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(3 + run * 5):
            told = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        told = int(rest[-1]) if rest else told
        assert file.read().account(XIAO).failures in (told, told + 1)


def test_the_ring_is_private_and_shows_no_secret(file: FileKeeper) -> None:
    text = file.path.read_text("utf-8")
    assert "肖桂兰" in text  # the login window lists names
    assert "井冈山1927年" not in text
    if sys.platform != "win32":
        assert file.path.stat().st_mode & 0o077 == 0
