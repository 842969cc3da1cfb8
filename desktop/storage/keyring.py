"""The key ring (密钥环): who can open the office's data key, and with what.

The data key is 32 random bytes and never changes. Each account wraps it (AES-256-GCM) under a key derived from its
password (Argon2id); the printed recovery key wraps it once more. A changed password therefore touches a few hundred
bytes and never the database. A ring is an immutable value: every function returns the ring to keep next, and
:mod:`desktop.storage.keepers` keeps it in a file or a table. The names on a ring are readable without a password, for
the login window.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from desktop.clock import Clock
from desktop.errors import Invalid, UserError

from .errors import LockedOut, OutOfMemory, WrongPassword, WrongRecoveryKey
from .recoverykey import new_recovery_key, read_recovery_key

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
TRIES = 5
"""Wrong passwords before an account is locked, and again before it is locked for longer."""
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)
PASSWORD_LENGTH = 8
NAME_LENGTH = 20
HKDF_MODULE = "cryptography.hazmat.primitives.kdf.hkdf"


@dataclass(frozen=True)
class Params:
    """Cost of Argon2id: ``memory`` in KiB, ``passes`` over it, ``lanes``."""

    memory: int
    passes: int = 3
    lanes: int = 1


FLOOR = Params(64 * 1024)
"""Never cheaper than this (DESIGN §4)."""
CEILING_MEMORY = 256 * 1024
TARGET_SECONDS = 0.3


@dataclass(frozen=True)
class Account:
    """One account on the ring: its wrapped copy of the data key and its wrong tries."""

    id: UUID
    name: str
    params: Params
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    failures: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True)
class KeyRing:
    """The ring of one office. ``mark`` tells the right data key from a wrong one without revealing it."""

    office_id: UUID
    office_name: str
    demo: bool
    accounts: tuple[Account, ...]
    recovery_salt: bytes = field(repr=False)
    recovery_wrapped: bytes = field(repr=False)
    mark: bytes = field(repr=False)

    def account(self, account_id: UUID) -> Account:
        """Return an account by its id. Raises ``KeyError``."""
        for one in self.accounts:
            if one.id == account_id:
                return one
        raise KeyError(account_id)

    def named(self, name: str) -> Account | None:
        """Return the account people call ``name``; case, width and outer spaces do not matter."""
        wanted = _folded(name)
        return next((one for one in self.accounts if _folded(one.name) == wanted), None)


@dataclass(frozen=True)
class Attempt:
    """Outcome of trying a password: the ring to keep in any case, and the key or the reason."""

    ring: KeyRing
    account: Account | None
    key: bytes | None = field(default=None, repr=False)
    error: UserError | None = None

    def opened(self) -> bytes:
        """Return the data key, or raise the reason why not."""
        if self.error is not None:
            raise self.error
        assert self.key is not None
        return self.key


def prepare() -> None:
    """Import what deriving keys needs (about 40 ms), so that it is there once the password has been typed."""
    for module in ("argon2.low_level", "cryptography.hazmat.primitives.ciphers.aead", HKDF_MODULE):
        import_module(module)


# -- making and opening


def create(
    office_id: UUID,
    office_name: str,
    account_id: UUID,
    account_name: str,
    password: str,
    *,
    demo: bool = False,
    params: Params | None = None,
) -> tuple[KeyRing, bytes, str]:
    """Return the ring of a new office with its first account, its data key, and its recovery key as printed.

    ``params`` defaults to what :func:`calibrate` finds. Raises :class:`~desktop.errors.Invalid` for a name or a
    password that will not do.
    """
    key = os.urandom(KEY_BYTES)
    ring = KeyRing(office_id, office_name, demo, (), b"", b"", _mark(office_id, key))
    ring = add_account(ring, key, account_id, account_name, password, params=params)
    ring, printed = renew_recovery(ring, key)
    return ring, key, printed


def unlock(ring: KeyRing, name: str, password: str, clock: Clock) -> Attempt:
    """Try a password. The ring of the answer counts the failure (or forgets earlier ones) and is to be kept."""
    account = ring.named(name)
    if account is None:
        return Attempt(ring, None, error=WrongPassword())
    now = clock.now()
    until = locked_until(account, now)
    if until is not None:
        return Attempt(ring, account, error=LockedOut(until))
    key = try_password(ring, account, password)
    if key is None:
        ring = count_failure(ring, account.id, now)
        return Attempt(ring, account, error=reason(ring.account(account.id), now))
    return Attempt(forget_failures(ring, account.id), account, key)


def unlock_with_recovery(ring: KeyRing, typed: str) -> bytes:
    """Return the data key for a recovery key typed by hand.

    Raises :class:`MistypedRecoveryKey` for a slip in typing and :class:`WrongRecoveryKey` for another key.
    """
    secret = read_recovery_key(typed)
    key = _unwrap(_from_recovery(secret, ring.recovery_salt), ring.recovery_wrapped, _bound(ring.office_id, None))
    if key is None:
        raise WrongRecoveryKey
    return key


def try_password(ring: KeyRing, account: Account, password: str) -> bytes | None:
    """Return the data key if the password fits the account, without looking at or counting failures."""
    derived = _from_password(password, account.salt, account.params)
    return _unwrap(derived, account.wrapped, _bound(ring.office_id, account.id))


def owns(ring: KeyRing, key: bytes) -> bool:
    """Return whether ``key`` is the data key of this ring."""
    return ring.mark == _mark(ring.office_id, key)


# -- wrong tries


def locked_until(account: Account, now: datetime) -> datetime | None:
    """Return until when the account is locked, or None."""
    until = account.locked_until
    # A lock longer than the longest was set while the computer's clock stood wrong.
    return until if until is not None and now < until <= now + LONGEST_LOCK else None


def count_failure(ring: KeyRing, account_id: UUID, now: datetime) -> KeyRing:
    """Count one wrong password; every fifth locks the account, each time twice as long, up to an hour."""
    account = ring.account(account_id)
    failures = account.failures + 1
    until = account.locked_until
    if failures % TRIES == 0:
        until = now + min(FIRST_LOCK * 2 ** min(failures // TRIES - 1, 16), LONGEST_LOCK)
    return _with(ring, replace(account, failures=failures, locked_until=until))


def forget_failures(ring: KeyRing, account_id: UUID) -> KeyRing:
    """Return the ring without wrong tries of the account; the very same ring when there were none."""
    account = ring.account(account_id)
    if account.failures == 0 and account.locked_until is None:
        return ring
    return _with(ring, replace(account, failures=0, locked_until=None))


def reason(account: Account, now: datetime) -> UserError:
    """Return what to say after a wrong password that has been counted."""
    until = locked_until(account, now)
    return LockedOut(until) if until is not None else WrongPassword(TRIES - account.failures % TRIES)


# -- changing accounts; whoever holds the data key may


def add_account(
    ring: KeyRing, key: bytes, account_id: UUID, name: str, password: str, *, params: Params | None = None
) -> KeyRing:
    """Return the ring with one more account. Raises :class:`~desktop.errors.Invalid`."""
    if any(one.id == account_id for one in ring.accounts):
        raise ValueError(f"account {account_id} is on the ring already")
    name = _checked_name(ring, name, None)
    check_password(name, password)
    blank = Account(account_id, name, params or FLOOR, b"", b"")
    return _wrapped(replace(ring, accounts=(*ring.accounts, blank)), key, blank, password, params)


def remove_account(ring: KeyRing, account_id: UUID) -> KeyRing:
    """Return the ring without the account. The last one stays: nobody else could open the office."""
    ring.account(account_id)
    if len(ring.accounts) == 1:
        raise Invalid({"name": "这是唯一能登录的账号，没有删除，请先新建另一个账号。"})
    return replace(ring, accounts=tuple(one for one in ring.accounts if one.id != account_id))


def rename(ring: KeyRing, account_id: UUID, name: str) -> KeyRing:
    """Return the ring with the account called otherwise. Raises :class:`~desktop.errors.Invalid`."""
    return _with(ring, replace(ring.account(account_id), name=_checked_name(ring, name, account_id)))


def rename_office(ring: KeyRing, name: str) -> KeyRing:
    """Return the ring with the office's new name, which the login window shows."""
    return replace(ring, office_name=name)


def set_password(
    ring: KeyRing, key: bytes, account_id: UUID, password: str, *, params: Params | None = None
) -> KeyRing:
    """Return the ring with a new password for the account and its lock lifted: by an administrator, or after the
    recovery key was given. Raises :class:`~desktop.errors.Invalid`."""
    account = ring.account(account_id)
    check_password(account.name, password)
    return _wrapped(ring, key, account, password, params)


def change_password(
    ring: KeyRing, name: str, old: str, new: str, clock: Clock, *, params: Params | None = None
) -> Attempt:
    """Try the old password and set the new one; the ring of the answer is to be kept in any case.

    Raises :class:`~desktop.errors.Invalid` before anything is tried when the new password will not do.
    """
    check_password(name, new)
    attempt = unlock(ring, name, old, clock)
    if attempt.key is None or attempt.account is None:
        return attempt
    return replace(attempt, ring=set_password(attempt.ring, attempt.key, attempt.account.id, new, params=params))


def renew_recovery(ring: KeyRing, key: bytes) -> tuple[KeyRing, str]:
    """Return the ring with a new recovery key, and that key as printed; the old one opens nothing any more."""
    _must_own(ring, key)
    printed = new_recovery_key()
    salt = os.urandom(SALT_BYTES)
    wrapped = _wrap(_from_recovery(read_recovery_key(printed), salt), key, _bound(ring.office_id, None))
    return replace(ring, recovery_salt=salt, recovery_wrapped=wrapped), printed


# -- rules for what people type


def check_password(name: str, password: str) -> None:
    """Raise :class:`~desktop.errors.Invalid` (field ``password``) when the password is too easy to guess."""
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < PASSWORD_LENGTH:
        raise Invalid({"password": f"密码至少要 {PASSWORD_LENGTH} 个字符，现在是 {len(plain)} 个，请加长后再保存。"})
    if len(set(plain)) == 1:
        raise Invalid({"password": "密码不能全是同一个字符，没有保存，请混用字母和数字。"})
    if _folded(plain) == _folded(name):
        raise Invalid({"password": "密码不能与账号相同，没有保存，请另设一个。"})


def _checked_name(ring: KeyRing, name: str, account_id: UUID | None) -> str:
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise Invalid({"name": "账号不能为空，没有保存，请填写姓名或工号。"})
    if len(name) > NAME_LENGTH:
        raise Invalid({"name": f"账号最长 {NAME_LENGTH} 个字，没有保存，请改短。"})
    same = ring.named(name)
    if same is not None and same.id != account_id:
        raise Invalid({"name": f"已有账号“{same.name}”，没有保存，请换一个名称。"})
    return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


# -- cost


def calibrate(
    target: float = TARGET_SECONDS, clock: Callable[[], float] = time.perf_counter, floor: Params = FLOOR
) -> Params:
    """Return parameters that take about ``target`` seconds on this computer, never below the floor.

    Memory grows first, to 256 MiB, then the passes: memory is what an attacker's hardware lacks.
    """
    took = min(_timed(floor, clock) for _ in range(2))
    memory = int(floor.memory * target / took) // 1024 * 1024
    memory = max(floor.memory, min(memory, CEILING_MEMORY))
    passes = int(floor.passes * target / took * floor.memory / memory)
    return Params(memory, max(floor.passes, min(passes, 20)), floor.lanes)


def _timed(params: Params, clock: Callable[[], float]) -> float:
    start = clock()
    _from_password("calibration", bytes(SALT_BYTES), params)
    return max(clock() - start, 1e-6)


# -- cipher


def _with(ring: KeyRing, account: Account) -> KeyRing:
    return replace(ring, accounts=tuple(account if one.id == account.id else one for one in ring.accounts))


def _wrapped(ring: KeyRing, key: bytes, account: Account, password: str, params: Params | None) -> KeyRing:
    _must_own(ring, key)
    params = params or calibrate()
    if params.memory < FLOOR.memory or params.passes < FLOOR.passes or params.lanes < 1:
        raise ValueError(f"{params} is below the floor")
    salt = os.urandom(SALT_BYTES)
    wrapped = _wrap(_from_password(password, salt, params), key, _bound(ring.office_id, account.id))
    made = replace(account, params=params, salt=salt, wrapped=wrapped, failures=0, locked_until=None)
    return _with(ring, made)


def _must_own(ring: KeyRing, key: bytes) -> None:
    # Wrapping another key would lock everybody out for good.
    if not owns(ring, key):
        raise ValueError("this is not the data key of the ring")


def _bound(office_id: UUID, account_id: UUID | None) -> bytes:
    """Return what a wrapped key is bound to, so that it cannot be moved to another account or office."""
    return f"jingge keyring 1 {office_id} {account_id or 'recovery'}".encode()


def _from_password(password: str, salt: bytes, params: Params) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    # NFKC: full-width letters and digits of a Chinese input method count as the plain ones.
    secret = unicodedata.normalize("NFKC", password).encode()
    try:
        return hash_secret_raw(secret, salt, params.passes, params.memory, params.lanes, KEY_BYTES, Type.ID)
    except (HashingError, MemoryError) as error:
        raise OutOfMemory from error


def _from_recovery(secret: bytes, salt: bytes) -> bytes:
    return _hkdf(secret, salt, b"jingge recovery key 1")


def _mark(office_id: UUID, key: bytes) -> bytes:
    return _hkdf(key, office_id.bytes, b"jingge data key mark 1")[:16]


def _hkdf(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(secret)


def _wrap(wrapping: bytes, key: bytes, bound: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(wrapping).encrypt(nonce, key, bound)


def _unwrap(wrapping: bytes, wrapped: bytes, bound: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(wrapping).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except InvalidTag:
        return None
