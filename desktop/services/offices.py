"""An office from its first day: creating it, opening it, logging in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from desktop.clock import Clock
from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import Account, Division, Level, Office, OfficeLevel, Role
from desktop.storage import database as databases
from desktop.storage import engine, keepers, keyring, migrations
from desktop.storage import place as places
from desktop.storage.database import Database
from desktop.storage.errors import OfficeExists, translate
from desktop.storage.keepers import Keeper
from desktop.storage.work import Actor, Changed, Work

from . import search, seeds
from .context import Context


@dataclass
class OpenOffice:
    """An office somebody works in: its database, its key ring and the lock on its folder."""

    place: places.Place
    database: Database
    keeper: Keeper
    lock: places.Lock
    name: str
    demonstration: bool

    def close(self) -> None:
        """Finish the queued work, close the database and let the folder go."""
        try:
            self.database.close()
        finally:
            self.lock.release()


@dataclass(frozen=True)
class NewOffice:
    """What the first-run wizard asks for."""

    name: str
    level: str
    division_code: str
    administrator: str
    password: str
    phone: str = ""
    demonstration: bool = False
    url: str | None = None
    """PostgreSQL database to keep the office in; None keeps it in the folder."""


LEVELS = {
    OfficeLevel.COMMUNITY: (Level.COMMUNITY,),
    OfficeLevel.STREET: (Level.STREET,),
    OfficeLevel.CITY_CENTRE: (Level.COUNTY, Level.PREFECTURE),
    OfficeLevel.MEDIATION_ROOM: (Level.COMMUNITY, Level.STREET, Level.COUNTY),
}
"""Levels of division an office of each level can belong to."""


def create_office(
    folder: Path, new: NewOffice, clock: Clock, *, params: keyring.Params | None = None
) -> tuple[OpenOffice, str]:
    """Create an office in ``folder`` and open it; returns it with the recovery key, which is shown this once.

    It lies on the server that ``new`` names, or else the settings in the folder do, or in a file. Everything is made
    or nothing is: the key ring, which makes the folder an office, is written last. Raises ``Invalid`` and the errors
    of :mod:`desktop.storage.errors`.
    """
    _check_new(new)
    made = places.make(folder, clock)
    url = new.url or places.server_url(made)
    lock = places.hold(made, clock)
    office_id = uuid7()
    account_id = uuid7()
    opened: Database | None = None
    try:
        ring, key, printed = keyring.create(
            office_id, new.name, account_id, new.administrator, new.password, demo=new.demonstration, params=params
        )
        if url:
            _check_empty(url)
            opened = databases.open_server(url, clock=clock, office_id=office_id, keys=search.keys)
            opened.key = key
            keeper: Keeper = keepers.TableKeeper(opened.writer)
        else:
            opened = databases.create_file(made.database, key, clock=clock, office_id=office_id, keys=search.keys)
            keeper = made.keeper
        opened.act("建立办公室", lambda work: _found(work, new, office_id, account_id))
        keeper.create(ring)
        places.write_settings(made, url)
    except BaseException:
        if opened is not None:
            opened.close()
        if not url:
            for part in places.parts(made):
                part.unlink(missing_ok=True)
        lock.release()
        raise
    opened.actor = Actor(account_id, new.administrator, Role.ADMINISTRATOR.value)
    return _attended(OpenOffice(made, opened, keeper, lock, new.name, new.demonstration)), printed


def _check_new(new: NewOffice) -> None:
    mistakes: dict[str, str] = {}
    if not new.name.strip():
        mistakes["name"] = "单位名称没有填写"
    elif len(new.name) > 40:
        mistakes["name"] = f"单位名称最多 40 个字，现在是 {len(new.name)} 个"
    level = next((row.level for row in seeds.division_rows() if row.code == new.division_code), None)
    if level is None:
        mistakes["division_code"] = "区划代码不在随附的区划表里，请从列表中选择"
    elif Level(level) not in LEVELS[OfficeLevel(new.level)]:
        mistakes["division_code"] = "所选区划的级别与单位级别不符，请重新选择"
    if mistakes:
        raise Invalid(mistakes)


def _check_empty(url: str) -> None:
    server = engine.server_engine(url)
    try:
        with server.connect() as connection:
            filled = migrations.revision(connection)
    except Exception as error:
        raise (translate(error, None) or error) from error
    finally:
        server.dispose()
    if filled:
        raise OfficeExists(Path(server.url.database or ""))


def _found(work: Work, new: NewOffice, office_id: UUID, account_id: UUID) -> None:
    seeds.sow(work)
    division = work.session.scalars(select(Division).where(Division.code == new.division_code)).one()
    work.add(
        Office(
            id=office_id,
            name=new.name,
            level=new.level,
            division_id=division.id,
            phone=new.phone,
            demonstration=new.demonstration,
        )
    )
    work.add(Account(id=account_id, name=new.administrator, role=Role.ADMINISTRATOR.value))
    work.label = f"建立办公室 {new.name}"


def open_office(
    folder: Path,
    account: str | None,
    password: str,
    clock: Clock,
) -> OpenOffice:
    """Log in and open an office. ``account`` None means its first account, the administrator who made it.

    Raises the opening errors of :mod:`desktop.storage.errors`, each with its own sentence.
    """

    def attempt(keeper: Keeper) -> tuple[UUID, bytes]:
        name = account if account is not None else keeper.read().accounts[0].name
        found = keepers.login(keeper, name, password, clock)
        key = found.opened()
        assert found.account is not None
        return found.account.id, key

    return _open(folder, clock, attempt)


def open_unlocked(folder: Path, account_id: UUID, key: bytes, clock: Clock) -> OpenOffice:
    """Open an office whose key was unlocked before: no password is asked for and none is tried.

    Raises the opening errors of :mod:`desktop.storage.errors`, also for a key that is not this office's.
    """
    return _open(folder, clock, lambda keeper: (account_id, key))


def open_with_recovery(folder: Path, account: str, recovery_key: str, new_password: str, clock: Clock) -> OpenOffice:
    """Open an office by its printed recovery key and give ``account`` a new password.

    Raises ``MistypedRecoveryKey``, ``WrongRecoveryKey`` or ``Invalid`` and leaves every password as it was.
    """

    def attempt(keeper: Keeper) -> tuple[UUID, bytes]:
        ring = keeper.read()
        key = keyring.unlock_with_recovery(ring, recovery_key)
        named = ring.named(account)
        if named is None:
            raise UserError(f"没有名为“{account}”的账号，密码没有改动，请从列表中选择账号")
        keeper.update(lambda now: keyring.set_password(now, key, named.id, new_password))
        return named.id, key

    return _open(folder, clock, attempt)


def _open(
    folder: Path,
    clock: Clock,
    attempt: Callable[[Keeper], tuple[UUID, bytes]],
) -> OpenOffice:
    from .backups import before_upgrade

    found = places.Place(folder)
    places.check_place(found)
    url = places.server_url(found)
    lock = places.hold(found, clock)
    opened: Database | None = None
    server = None
    try:
        if url:
            server = engine.server_engine(url)
            keeper: Keeper = keepers.TableKeeper(server)
        else:
            keeper = found.keeper
        try:
            account_id, key = attempt(keeper)
            ring = keeper.read()
        except Exception as error:
            raise (translate(error, found.database) or error) from error

        def before(revision: str) -> None:
            before_upgrade(found, ring, key, revision, clock)

        if url:
            opened = databases.open_server(
                url, clock=clock, office_id=ring.office_id, keys=search.keys, before_upgrade=before
            )
            keeper = keepers.TableKeeper(opened.writer)
        else:
            opened = databases.open_file(
                found.database, key, clock=clock, office_id=ring.office_id, keys=search.keys, before_upgrade=before
            )
        opened.key = key
        _complete(opened)
        opened.actor = _actor(opened, account_id)
    except BaseException:
        if opened is not None:
            opened.close()
        lock.release()
        raise
    finally:
        if server is not None:
            server.dispose()
    return _attended(OpenOffice(found, opened, keeper, lock, ring.office_name, ring.demo))


def _attended(office: OpenOffice) -> OpenOffice:
    """Keep the name on the key ring, which the login window shows, in step with the office's own record."""

    def follow(changed: Changed) -> None:
        if office.database.office_id not in changed.records.get("offices", ()):
            return
        with office.database.read() as session:
            office.name = own(session).name
        office.keeper.update(lambda ring: keyring.rename_office(ring, office.name))

    office.database.on_change(follow)
    return office


def _complete(opened: Database) -> None:
    """Give an office made by an older program the rows of code lists that came since."""
    with opened.read() as session:
        lacking = seeds.lacking(session)
    if lacking:
        opened.act("补充代码表", seeds.complete)


def _actor(opened: Database, account_id: UUID) -> Actor:
    with opened.read() as session:
        row = session.get(Account, account_id)
        if row is None or row.deleted or not row.active:
            raise Forbidden("这个账号已停用，不能登录，数据没有变化，请联系办公室管理员")
        return Actor(row.id, row.name, row.role)


def own(session: Session) -> Office:
    """Return the office that keeps this database."""
    statement = select(Office).where(Office.id == Office.office_id).limit(1)
    found = session.scalars(statement).first()
    if found is None:
        raise UserError("数据库里没有本单位的记录，数据没有改动，请从备份恢复")
    return found


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check an office: its division has a level that suits its own."""
    division = session.get(Division, values["division_id"]) if values.get("division_id") else None
    if division is None or Level(division.level) not in LEVELS[OfficeLevel(values["level"])]:
        return {"division_id": "所选区划的级别与单位级别不符，请重新选择"}
    return {}
