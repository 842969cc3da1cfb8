"""Where the key ring is kept: a small file beside the database, or a one-row table of a PostgreSQL office.

Both write the same JSON document. It carries a digest of itself, so that a damaged ring is told apart from a wrong
password.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from desktop.clock import Clock

from .errors import DamagedKeys, NewerDatabase, NotAnOffice, OfficeInUse
from .files import locked, write_whole
from .keyring import (
    Account,
    Attempt,
    KeyRing,
    Params,
    calibrate,
    check_password,
    count_failure,
    forget_failures,
    reason,
    set_password,
    unlock,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

FORMAT = 1
COSTLIEST = Params(1024 * 1024, 64, 16)
"""A ring that asks for more than this is damaged: deriving its keys would take the computer down."""

Change = Callable[[KeyRing], KeyRing]


class Keeper(Protocol):
    """Keeps the ring of one office; two programs that change it at once lose neither change."""

    def read(self) -> KeyRing:
        """Return the ring as it is now."""
        ...

    def create(self, ring: KeyRing) -> None:
        """Keep the first ring of a new office."""
        ...

    def update(self, change: Change) -> KeyRing:
        """Replace the ring by ``change(ring)`` with nobody in between, and return the new one.

        Nothing is written when ``change`` raises or returns the very same ring.
        """
        ...


def login(keeper: Keeper, name: str, password: str, clock: Clock) -> Attempt:
    """Try a password and keep what the ring must remember of it; ``opened()`` gives the key or raises the reason.

    Deriving the key takes 0.3 s and happens outside the keeper's lock: a street's clerks all log in at half past eight.
    """
    before = keeper.read()
    attempt = unlock(before, name, password, clock)
    if attempt.ring is before or attempt.account is None:
        return attempt
    account_id, now = attempt.account.id, clock.now()
    if attempt.key is not None:
        return replace(attempt, ring=keeper.update(lambda ring: forget_failures(ring, account_id)))
    ring = keeper.update(lambda ring: count_failure(ring, account_id, now))
    account = ring.account(account_id)
    return replace(attempt, ring=ring, account=account, error=reason(account, now))


def change_password(
    keeper: Keeper, name: str, old: str, new: str, clock: Clock, *, params: Params | None = None
) -> Attempt:
    """Try the old password and keep the new one; a change another program makes meanwhile is not lost.

    Raises :class:`~desktop.errors.Invalid` before anything is tried when the new password will not do; ``opened()``
    of the answer raises what else went wrong.
    """
    check_password(name, new)
    attempt = login(keeper, name, old, clock)
    if attempt.key is None or attempt.account is None:
        return attempt
    key, account_id, params = attempt.key, attempt.account.id, params or calibrate()
    ring = keeper.update(lambda ring: set_password(ring, key, account_id, new, params=params))
    return replace(attempt, ring=ring, account=ring.account(account_id))


# -- the document


def document(ring: KeyRing) -> dict[str, Any]:
    """Return the ring as a JSON document with its digest."""
    body = {
        "format": FORMAT,
        "office": {"id": str(ring.office_id), "name": ring.office_name, "demo": ring.demo},
        "mark": _text(ring.mark),
        "recovery": {"salt": _text(ring.recovery_salt), "wrapped": _text(ring.recovery_wrapped)},
        "accounts": [
            {
                "id": str(one.id),
                "name": one.name,
                "argon2id": {"memory": one.params.memory, "passes": one.params.passes, "lanes": one.params.lanes},
                "salt": _text(one.salt),
                "wrapped": _text(one.wrapped),
                "failures": one.failures,
                "locked_until": one.locked_until.isoformat() if one.locked_until else None,
            }
            for one in ring.accounts
        ],
    }
    return {**body, "digest": _digest(body)}


def parse(found: Any, path: Path) -> KeyRing:
    """Return the ring of a document; ``path`` names it in errors.

    Raises :class:`DamagedKeys`, or :class:`NewerDatabase` for a format of a later program.
    """
    if isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise NewerDatabase(f"密钥 {found['format']}", f"密钥 {FORMAT}")
    try:
        body = {name: value for name, value in found.items() if name != "digest"}
        if found["digest"] != _digest(body):
            raise DamagedKeys(path)
        office, recovery = body["office"], body["recovery"]
        return KeyRing(
            office_id=UUID(office["id"]),
            office_name=office["name"],
            demo=office["demo"],
            accounts=tuple(_account(one) for one in body["accounts"]),
            recovery_salt=b64decode(recovery["salt"]),
            recovery_wrapped=b64decode(recovery["wrapped"]),
            mark=b64decode(body["mark"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedKeys(path) from error


def to_bytes(ring: KeyRing) -> bytes:
    """Return the ring as the bytes of its file."""
    return json.dumps(document(ring), ensure_ascii=False, indent=1).encode()


def from_bytes(data: bytes, path: Path) -> KeyRing:
    """Return the ring of a file's bytes. Raises as :func:`parse` does."""
    try:
        found = json.loads(data)
    except ValueError as error:
        raise DamagedKeys(path) from error
    return parse(found, path)


def _account(found: dict[str, Any]) -> Account:
    cost = found["argon2id"]
    params = Params(int(cost["memory"]), int(cost["passes"]), int(cost["lanes"]))
    if params.memory > COSTLIEST.memory or params.passes > COSTLIEST.passes or params.lanes > COSTLIEST.lanes:
        raise ValueError(params)
    return Account(
        id=UUID(found["id"]),
        name=found["name"],
        params=params,
        salt=b64decode(found["salt"]),
        wrapped=b64decode(found["wrapped"]),
        failures=int(found["failures"]),
        locked_until=datetime.fromisoformat(found["locked_until"]) if found["locked_until"] else None,
    )


def _digest(body: dict[str, Any]) -> str:
    import hashlib  # brings OpenSSL: 4 MB the login window is painted without

    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(data: bytes) -> str:
    return b64encode(data).decode()


# -- where it lies


@dataclass(frozen=True)
class FileKeeper:
    """Keeps the ring in a file, with a spare copy beside it that is read when the file is torn.

    The spare holds the same ring, not an older one, so that a withdrawn password does not live on in it; only a crash
    between the two writes leaves it one change behind.
    """

    path: Path
    wait: float = 10.0
    """Seconds a change waits for another program's change of the same file."""

    @property
    def spare(self) -> Path:
        """The spare copy."""
        return self.path.with_name(self.path.name + ".bak")

    def exists(self) -> bool:
        """Return whether there is a ring, readable or not."""
        return self.path.exists() or self.spare.exists()

    def read(self) -> KeyRing:
        """Return the ring. Raises :class:`DamagedKeys` when both copies are unreadable, :class:`NotAnOffice` when
        there is none."""
        damage: DamagedKeys | None = None
        for copy in (self.path, self.spare):
            try:
                return from_bytes(copy.read_bytes(), self.path)
            except FileNotFoundError:
                continue
            except DamagedKeys as error:
                damage = damage or error
        raise damage or NotAnOffice(self.path.parent)

    def create(self, ring: KeyRing) -> None:
        """Keep the first ring. Raises ``FileExistsError`` when there is one."""
        if self.exists():
            raise FileExistsError(self.path)
        self._write(ring)

    def update(self, change: Change) -> KeyRing:
        """Replace the ring under the lock of its folder. Raises :class:`OfficeInUse` when that stays taken."""
        try:
            with locked(self.path.with_name(self.path.stem + ".lock"), self.wait):
                ring = self.read()
                changed = change(ring)
                if changed is not ring:
                    self._write(changed)
                return changed
        except TimeoutError as error:
            raise OfficeInUse from error

    def _write(self, ring: KeyRing) -> None:
        data = to_bytes(ring)
        write_whole(self.path, data)
        write_whole(self.spare, data)


@dataclass(frozen=True)
class TableKeeper:
    """Keeps the ring in the table ``keyring`` of the office's database, in its one row with id 1."""

    engine: Engine

    def read(self) -> KeyRing:
        """Return the ring. Raises :class:`NotAnOffice` when the database or the table is empty."""
        from sqlalchemy import inspect

        with self.engine.connect() as connection:
            if not inspect(connection).has_table(_table().name):
                raise NotAnOffice(Path(self.engine.url.database or ""))
            return self._read(connection, for_update=False)

    def create(self, ring: KeyRing) -> None:
        """Keep the first ring; the database refuses a second."""
        from sqlalchemy import insert

        with self.engine.begin() as connection:
            connection.execute(insert(_table()), {"id": 1, "ring": to_bytes(ring).decode()})

    def update(self, change: Change) -> KeyRing:
        """Replace the ring with its row locked."""
        from sqlalchemy import update

        table = _table()
        with self.engine.begin() as connection:
            ring = self._read(connection, for_update=True)
            changed = change(ring)
            if changed is not ring:
                connection.execute(update(table).where(table.c.id == 1).values(ring=to_bytes(changed).decode()))
            return changed

    def _read(self, connection: Any, *, for_update: bool) -> KeyRing:
        from sqlalchemy import select

        table = _table()
        query = select(table.c.ring).where(table.c.id == 1)
        found = connection.execute(query.with_for_update() if for_update else query).scalar()
        place = Path(self.engine.url.database or "")
        if found is None:
            raise NotAnOffice(place)
        return from_bytes(found.encode(), place)


def _table() -> Any:
    from desktop.models.accounts import ring_table

    return ring_table
