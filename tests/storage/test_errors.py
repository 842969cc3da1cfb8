"""Every reason has its own sentence, and what drivers raise is put into it; what is unknown stays a bug."""

from __future__ import annotations

import errno
import inspect
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from desktop.errors import UserError
from desktop.storage import engine, errors
from desktop.storage.errors import translate

KEY = b"k" * 32
ARGUMENTS = {
    "left": 4,
    "until": datetime(2026, 11, 24, 2, 5, tzinfo=UTC),
    "since": datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
    "group": 3,
    "sentence": "恢复密钥第 3 组输错了，数据没有改动，请重新输入。",
    "path": Path("D:/井格/综治中心"),
    "found": "0009",
    "known": "0001",
    "host": "前台二",
    "user": "肖桂兰",
}
CLASSES = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, UserError) and kind.__module__ == errors.__name__
]


def test_every_reason_has_a_sentence_of_its_own_with_what_was_kept_and_what_to_do() -> None:
    sentences = []
    for kind in CLASSES:
        names = [] if kind.__init__ is UserError.__init__ else list(inspect.signature(kind).parameters)
        sentence = str(kind(**{name: ARGUMENTS[name] for name in names}))
        assert sentence.endswith("。") and sentence.count("。") == 1, sentence
        assert "没有改动" in sentence or "都在" in sentence or "原样保留" in sentence, sentence
        assert "请" in sentence, sentence
        sentences.append(sentence)
    assert len(set(sentences)) == len(CLASSES) >= 17


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    connection = engine.connect_file(path, KEY, create=True)
    connection.execute("CREATE TABLE t (a)")
    connection.executemany("INSERT INTO t VALUES (?)", [(os.urandom(4000),) for _ in range(50)])
    connection.close()
    return path


def said(act: Callable[[], object], path: Path) -> UserError | None:
    with pytest.raises(Exception) as caught:
        act()
    return translate(caught.value, path)


def read(path: Path, key: bytes = KEY) -> None:
    connection = engine.connect_file(path, key, read_only=True)
    try:
        connection.execute("SELECT sum(length(a)) FROM t").fetchall()
    finally:
        connection.close()


def test_a_changed_byte_a_cut_file_and_rubbish_are_damage(file: Path) -> None:
    whole = file.read_bytes()
    for damaged in (
        whole[:20000] + bytes([whole[20000] ^ 1]) + whole[20001:],
        whole[: len(whole) // 2],
        os.urandom(8192 * 3),
        b"PK\x03\x04 this is a spreadsheet",
    ):
        file.write_bytes(damaged)
        assert isinstance(said(lambda: read(file), file), errors.DamagedDatabase)


def test_a_key_of_another_office_reads_as_damage_since_the_ring_vouches_for_the_key(file: Path) -> None:
    assert isinstance(said(lambda: read(file, b"z" * 32), file), errors.DamagedDatabase)


def test_a_write_where_only_reading_is_allowed(file: Path) -> None:
    connection = engine.connect_file(file, KEY, read_only=True)
    assert isinstance(said(lambda: connection.execute("DELETE FROM t"), file), errors.ReadOnlyPlace)
    connection.close()


def test_a_write_lock_held_by_another_program(file: Path) -> None:
    first, second = engine.connect_file(file, KEY), engine.connect_file(file, KEY)
    second.execute("PRAGMA busy_timeout = 10")
    first.execute("BEGIN IMMEDIATE")
    assert isinstance(said(lambda: second.execute("BEGIN IMMEDIATE"), file), errors.OfficeInUse)
    first.close()
    second.close()


def test_a_full_disk_through_sqlalchemy_keeps_what_was_committed(tmp_path: Path) -> None:
    made = engine.create_sqlcipher(tmp_path / "office.db", KEY)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
        connection.execute(text("INSERT INTO t VALUES ('kept')"))
    with made.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 4")
        connection.rollback()
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text("INSERT INTO t VALUES (zeroblob(100000))"))
        connection.rollback()
        assert connection.execute(text("SELECT a FROM t")).scalars().all() == ["kept"]
    made.dispose()
    assert isinstance(translate(caught.value, tmp_path), errors.DiskFull)


def test_a_folder_that_is_gone_and_a_file_that_is_a_folder(tmp_path: Path) -> None:
    gone = tmp_path / "gone" / "office.db"
    assert isinstance(said(lambda: engine.connect_file(gone, KEY, create=True), gone), errors.MissingDatabase)
    assert isinstance(said(lambda: engine.connect_file(tmp_path, KEY), tmp_path), errors.ReadOnlyPlace)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="mounts a file system")
def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], check=True)
    try:
        connection = engine.connect_file(tmp_path / "office.db", KEY, create=True)
        connection.execute("CREATE TABLE t (a)")
        error = said(lambda: connection.executemany("INSERT INTO t VALUES (?)", [(os.urandom(4000),)] * 1000), tmp_path)
        assert isinstance(error, errors.DiskFull)
        connection.close()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, errors.DiskFull),
        (errno.EDQUOT, errors.DiskFull),
        (errno.EROFS, errors.ReadOnlyPlace),
        (errno.EACCES, errors.ReadOnlyPlace),
        (errno.EIO, errors.DiskTrouble),
        (errno.ENODEV, errors.DiskTrouble),
    ],
)
def test_errors_of_the_system(number: int, kind: type[UserError], tmp_path: Path) -> None:
    error = translate(OSError(number, os.strerror(number)), tmp_path)
    assert isinstance(error, kind)
    assert str(tmp_path) in str(error)


def test_a_server_that_does_not_answer_or_does_not_let_in(postgres_url: str) -> None:
    address = postgres_url.replace("+psycopg", "")
    host = address.rpartition("@")[2]
    for url in ("postgresql://jingge@127.0.0.1:9/office", f"postgresql://nobody:wrong@{host}", f"{address}_gone"):
        error = said(lambda url=url: psycopg.connect(url, connect_timeout=5), Path())  # type: ignore[misc]
        assert isinstance(error, errors.DatabaseUnreachable)


def test_a_server_that_goes_away_and_one_that_only_reads(postgres_url: str) -> None:
    made = create_engine(postgres_url)
    with made.connect() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        error = said(lambda: connection.execute(text("CREATE TABLE never (a int)")), Path())
        assert isinstance(error, errors.ReadOnlyPlace)
        assert "数据库服务器" in str(translate(errors.ReadOnlyPlace(None), None))
    with made.connect() as connection, made.connect() as other:
        number = other.execute(text("SELECT pg_backend_pid()")).scalar()
        connection.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
        assert isinstance(said(lambda: other.execute(text("SELECT 1")), Path()), errors.DatabaseUnreachable)
    made.dispose()


def test_bugs_stay_bugs(postgres_url: str, tmp_path: Path) -> None:
    assert translate(ValueError("bug"), tmp_path) is None
    assert translate(FileNotFoundError(errno.ENOENT, "no such file"), tmp_path) is None
    connection = engine.connect_file(tmp_path / "office.db", KEY, create=True)
    assert said(lambda: connection.execute("SELECT * FROM never"), tmp_path) is None
    connection.close()
    made = create_engine(postgres_url)
    with made.connect() as server:
        assert said(lambda: server.execute(text("SELECT * FROM never")), tmp_path) is None
    made.dispose()
