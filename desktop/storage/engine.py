"""Connections: one encrypted SQLCipher file of an office, or a PostgreSQL database by URL.

Transactions are begun by hand (``BEGIN IMMEDIATE``), because the driver's own way leaves schema changes outside the
transaction and half a schema behind after an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from . import search_index

PAGE_SIZE = 8192
CACHE_KIB = 64 * 1024
BUSY_MS = 5_000

DIALECT = pysqlite.dialect
"""Named here so that it is imported while the password is typed, not when the office is opened."""


def connect_file(path: Path, key: bytes, *, read_only: bool = False, create: bool = False) -> Any:
    """Return a bare connection to the SQLCipher file at ``path``, opened by its raw 32-byte ``key``.

    ``read_only`` connections see committed rows only and refuse writes. Raises the driver's own errors;
    :func:`desktop.storage.errors.translate` puts them into words.
    """
    if not create and not path.exists():
        raise FileNotFoundError(path)
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {PAGE_SIZE}")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("folded", 1, search_index.folded, deterministic=True)
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def file_engine(path: Path, key: bytes, *, read_only: bool = False, create: bool = False) -> Engine:
    """Return an engine over the SQLCipher file; writers begin with ``BEGIN IMMEDIATE``, readers with ``BEGIN``."""
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect_file(path, key, read_only=read_only, create=create),
        poolclass=QueuePool,
        pool_size=8 if read_only else 1,
        max_overflow=8 if read_only else 0,
        hide_parameters=True,  # what a bug prints holds statements, never names and numbers of people
    )
    statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(statement)

    return engine


def create_sqlcipher(path: Path, key: bytes) -> Engine:
    """Create an empty SQLCipher file at ``path`` and return a writing engine over it. The file must not exist."""
    if path.exists():
        raise FileExistsError(path)
    return file_engine(path, key, create=True)


def server_engine(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine over a PostgreSQL database; readers run in read-only, repeatable transactions."""
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    level: dict[str, Any] = {"isolation_level": "REPEATABLE READ"} if read_only else {}
    address = make_url(url)
    if "application_name" not in address.query:
        # A restore asks the server whether an office is at work.
        address = address.update_query_dict({"application_name": "jingge"})
    engine = create_engine(address, pool_pre_ping=True, pool_size=8 if read_only else 2, hide_parameters=True, **level)
    if read_only:

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return engine


WRITER_LOCK = 4_711_360_881


def one_writer(connection: Any) -> None:
    """Let one transaction at a time write to a PostgreSQL office, as ``BEGIN IMMEDIATE`` does on a file.

    The history is a chain, so two actions can never be written side by side.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
