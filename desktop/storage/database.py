"""The open database of an office: reads on their own connections, one writer off the calling thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desktop.clock import Clock
from desktop.errors import UserError
from desktop.models import Record

from . import engine, migrations, search_index
from .errors import DamagedDatabase, translate
from .work import Actor, Changed, Keys, Work, watch, write_history, write_index

T = TypeVar("T")


def no_keys(session: Session, record: Record) -> tuple[str, str]:
    """Return empty keys: for tools that write no searchable records."""
    return "", ""


@dataclass
class Database:
    """An open office. Make one with :func:`open_file`, :func:`create_file` or :func:`open_server`."""

    reader: Engine
    writer: Engine
    clock: Clock
    office_id: UUID
    path: Path | None = None
    """The SQLCipher file, or None for PostgreSQL."""
    key: bytes = field(default=b"", repr=False)
    """The data key: it opens the file, and encrypts the backups of an office on PostgreSQL."""
    keys: Keys = no_keys
    """How search and sort keys are made; set by the services when they open the database."""
    actor: Actor = field(default_factory=lambda: Actor(None, "系统", "administrator"))
    """Who acts from now on; set after login."""

    def __post_init__(self) -> None:
        self._queue = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._listeners: list[Callable[[Changed], None]] = []
        self._lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one consistent state and refuses to write."""
        with Session(self.reader, autoflush=False) as session:
            session.info["actor"] = self.actor
            try:
                yield session
            except UserError:
                raise
            except Exception as error:
                raise (translate(error, self.path) or error) from error

    def act(
        self, label: str, do: Callable[[Work], T], *, undoes_id: UUID | None = None, actor: Actor | None = None
    ) -> T:
        """Do one action of a person and wait for it; ``label`` says what, in the clerk's words.

        Everything ``do`` changes is committed together with its history, or nothing is.
        """
        return self.submit(label, do, undoes_id=undoes_id, actor=actor).result()

    def submit(
        self, label: str, do: Callable[[Work], T], *, undoes_id: UUID | None = None, actor: Actor | None = None
    ) -> Future[T]:
        """Queue one action; the future holds what ``do`` returns. Actions run one after another."""
        return self._queue.submit(self._perform, label, do, undoes_id, actor or self.actor)

    def _perform(self, label: str, do: Callable[[Work], T], undoes_id: UUID | None, actor: Actor) -> T:
        try:
            with Session(self.writer) as session, session.begin():
                engine.one_writer(session.connection())
                session.info["actor"] = actor
                work = Work(session, actor, self.clock, self.office_id, label, self.keys, undoes_id=undoes_id)
                watch(work)
                answer = do(work)
                session.flush()
                write_index(work)
                changed = write_history(work)
        except UserError:
            raise
        except Exception as error:
            raise (translate(error, self.path) or error) from error
        if changed:
            self._tell(changed)
        return answer

    def on_change(self, listener: Callable[[Changed], None]) -> Callable[[], None]:
        """Call ``listener`` (on the writer's thread) after every committed action; returns how to stop it."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def _tell(self, changed: Changed) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener(changed)

    def close(self) -> None:
        """Finish the queued actions and close every connection."""
        self._queue.shutdown(wait=True)
        self.reader.dispose()
        self.writer.dispose()


def create_file(path: Path, key: bytes, *, clock: Clock, office_id: UUID, keys: Keys = no_keys) -> Database:
    """Create the SQLCipher file of a new office with the newest schema and open it."""
    made = engine.create_sqlcipher(path, key)
    try:
        migrations.upgrade(made)
    except BaseException:
        made.dispose()
        for leftover in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            leftover.unlink(missing_ok=True)
        raise
    made.dispose()
    return open_file(path, key, clock=clock, office_id=office_id, keys=keys)


def open_file(
    path: Path,
    key: bytes,
    *,
    clock: Clock,
    office_id: UUID,
    keys: Keys = no_keys,
    before_upgrade: Callable[[str], None] | None = None,
) -> Database:
    """Open the SQLCipher file of an office, bringing its schema up to date after ``before_upgrade``.

    Raises the opening errors of :mod:`desktop.storage.errors`.
    """
    writer = engine.file_engine(path, key)
    reader = engine.file_engine(path, key, read_only=True)
    try:
        with writer.connect() as connection:
            empty = not migrations.revision(connection)
    except Exception as error:
        writer.dispose()
        reader.dispose()
        raise (translate(error, path) or error) from error
    if empty:
        # An empty schema over a file that lost its tables would look like an office without records.
        writer.dispose()
        reader.dispose()
        raise DamagedDatabase(path)
    return _opened(writer, reader, clock, office_id, path, key, keys, before_upgrade)


def open_server(
    url: str,
    *,
    clock: Clock,
    office_id: UUID,
    keys: Keys = no_keys,
    before_upgrade: Callable[[str], None] | None = None,
) -> Database:
    """Open (or fill with an empty schema) the PostgreSQL database of an office."""
    writer = engine.server_engine(url)
    reader = engine.server_engine(url, read_only=True)
    return _opened(writer, reader, clock, office_id, None, b"", keys, before_upgrade)


def _opened(
    writer: Engine,
    reader: Engine,
    clock: Clock,
    office_id: UUID,
    path: Path | None,
    key: bytes,
    keys: Keys,
    before_upgrade: Callable[[str], None] | None,
) -> Database:
    try:
        migrations.upgrade(writer, before_upgrade)
        search_index.fill(writer)
    except BaseException as error:
        writer.dispose()
        reader.dispose()
        if isinstance(error, Exception) and not isinstance(error, UserError):
            raise (translate(error, path) or error) from error
        raise
    return Database(reader, writer, clock, office_id, path, key, keys)
