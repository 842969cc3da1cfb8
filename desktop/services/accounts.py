"""Accounts: who may log in and in which role; the key ring and the table are kept in step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.clock import Clock
from desktop.errors import Forbidden, Invalid
from desktop.models import Account, Role
from desktop.storage import keepers, keyring
from desktop.storage.database import Database
from desktop.storage.keepers import Keeper
from desktop.storage.work import Work

from .context import Context
from .saving import remove, save


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check an account: no name twice, and at least one administrator who can log in stays."""
    twin = session.scalars(
        select(Account).where(Account.name == values["name"], Account.id != record_id, ~Account.deleted)
    ).first()
    if twin:
        return {"name": f"已有名为“{values['name']}”的账号，请换一个名称"}
    stays = values["role"] == Role.ADMINISTRATOR and values.get("active")
    if record_id and not stays and not _other_administrators(session, record_id):
        return {"role": "至少要有一个可登录的办公室管理员，没有改动"}
    return {}


def _other_administrators(session: Session, account_id: UUID) -> int:
    statement = select(func.count(Account.id)).where(
        Account.id != account_id, Account.role == Role.ADMINISTRATOR, Account.active, ~Account.deleted
    )
    return session.execute(statement).scalar_one()


def demand_administrator(database: Database) -> None:
    """Raise ``Forbidden`` unless an administrator is logged in."""
    if database.actor.role != Role.ADMINISTRATOR:
        raise Forbidden("只有办公室管理员能管理账号，没有改动任何内容")


def _key_of(database: Database, keeper: Keeper, password: str, clock: Clock) -> bytes:
    """Return the data key after the administrator typed the own password: on PostgreSQL none is kept open."""
    ring = keeper.read()
    if database.actor.account_id is None:
        raise Forbidden("请先登录再管理账号，没有改动任何内容")
    return keepers.login(keeper, ring.account(database.actor.account_id).name, password, clock).opened()


def add_account(
    database: Database, keeper: Keeper, values: Mapping[str, Any], password: str, own_password: str, clock: Clock
) -> UUID:
    """Add an account with its first password; ``own_password`` is the administrator's, to open the key ring.

    The row is written first: an account without a key cannot log in, a key without an account is refused, so a
    crash in between leaves nothing that opens the office.
    """
    demand_administrator(database)
    keyring.check_password(str(values["name"]), password)
    key = _key_of(database, keeper, own_password, clock)

    def add(work: Work) -> UUID:
        return save(work, "accounts", None, values)

    account_id = database.act("新增账号", add)
    keeper.update(lambda ring: keyring.add_account(ring, key, account_id, str(values["name"]), password))
    return account_id


def set_password(
    database: Database, keeper: Keeper, account_id: UUID, password: str, own_password: str, clock: Clock
) -> None:
    """Give an account a new password (an administrator does, when it is forgotten); its lock is lifted."""
    demand_administrator(database)
    key = _key_of(database, keeper, own_password, clock)
    with database.read() as session:
        account = session.get(Account, account_id)
        name = account.name if account else ""

    def change(ring: keyring.KeyRing) -> keyring.KeyRing:
        if any(one.id == account_id for one in ring.accounts):
            return keyring.set_password(ring, key, account_id, password)
        return keyring.add_account(ring, key, account_id, name, password)

    keeper.update(change)
    database.act("重设密码", lambda work: _note(work, account_id, f"重设密码 {name}"))


def change_own_password(database: Database, keeper: Keeper, old: str, new: str, clock: Clock) -> None:
    """Change the password of who is logged in. Raises ``WrongPassword``, ``LockedOut`` or ``Invalid``."""
    account_id = database.actor.account_id
    if account_id is None:
        raise Forbidden("请先登录再修改密码，没有改动任何内容")
    if old == new:
        raise Invalid({"password": "新密码与原密码相同，没有改动，请另设一个"})
    name = keeper.read().account(account_id).name
    keepers.change_password(keeper, name, old, new, clock).opened()
    database.act("修改密码", lambda work: _note(work, account_id, f"修改密码 {database.actor.name}"))


def renew_recovery_key(database: Database, keeper: Keeper, own_password: str, clock: Clock) -> str:
    """Return a new recovery key, shown once; the old printed one opens nothing any more."""
    demand_administrator(database)
    key = _key_of(database, keeper, own_password, clock)
    printed = ""

    def change(ring: keyring.KeyRing) -> keyring.KeyRing:
        nonlocal printed
        ring, printed = keyring.renew_recovery(ring, key)
        return ring

    keeper.update(change)
    account_id = database.actor.account_id
    assert account_id is not None
    database.act("更换恢复密钥", lambda work: _note(work, account_id, "更换恢复密钥"))
    return printed


def _note(work: Work, account_id: UUID, label: str) -> None:
    work.label = label
    work.changes.append(("accounts", account_id, {}, {"note": label}))


def save_account(database: Database, keeper: Keeper, account_id: UUID, values: Mapping[str, Any]) -> None:
    """Change name, role or activity of an account, on the ring too."""
    demand_administrator(database)

    def change(work: Work) -> UUID:
        return save(work, "accounts", account_id, values)

    database.act("修改账号", change)
    if "name" in values:
        keeper.update(
            lambda ring: (
                keyring.rename(ring, account_id, str(values["name"]))
                if any(one.id == account_id for one in ring.accounts)
                else ring
            )
        )


def remove_account(database: Database, keeper: Keeper, account_id: UUID) -> None:
    """Delete an account: it stands in the history, but its key is taken off the ring and opens nothing any more."""
    demand_administrator(database)
    with database.read() as session:
        if not _other_administrators(session, account_id):
            raise Invalid({"role": "至少要有一个可登录的办公室管理员，没有删除"})

    def hide(work: Work) -> None:
        remove(work, "accounts", account_id)

    database.act("删除账号", hide)
    keeper.update(
        lambda ring: (
            keyring.remove_account(ring, account_id) if any(one.id == account_id for one in ring.accounts) else ring
        )
    )
