"""An office from its first day: made whole or not at all, opened with a password, refused with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from desktop.clock import Clock
from desktop.errors import Forbidden, Invalid, UserError
from desktop.models import Account, Code, Division, Holiday, Office
from desktop.services import accounts, backups, offices, seeds
from desktop.services.offices import OpenOffice
from desktop.storage import place as places
from desktop.storage.errors import DamagedDatabase, NotAnOffice, OfficeExists, OfficeInUse, WrongPassword
from desktop.storage.keyring import FLOOR
from tests.offices import PASSWORD, enter, new_office
from tests.postgres import Server


def test_a_new_office_has_its_divisions_lists_and_holidays(office: OpenOffice) -> None:
    with office.database.read() as session:
        assert session.execute(select(func.count(Division.id)).where(Division.level == "community")).scalar_one() == 170
        assert session.scalars(select(Code.label).where(Code.list_key == "post_kinds", Code.code == "leader")).one()
        assert session.execute(select(func.count(Holiday.id))).scalar_one() > 100
        assert offices.own(session).name == "会师路社区居民委员会"
        assert session.scalars(select(Account.role)).one() == "administrator"


def test_settings_that_name_an_empty_database_take_a_new_office(
    postgres_server: Server, tmp_path: Path, clock: Clock
) -> None:
    postgres_server.create_database("declared")
    folder = tmp_path / "office"
    folder.mkdir()
    places.write_settings(places.Place(folder), postgres_server.url("declared"))
    with pytest.raises(NotAnOffice):
        offices.open_office(folder, None, PASSWORD, clock)
    offices.create_office(folder, new_office(), clock, params=FLOOR)[0].close()
    assert not (folder / "office.db").exists()
    with pytest.raises(OfficeExists):
        offices.create_office(folder, new_office(), clock, params=FLOOR)
    opened = offices.open_office(folder, "肖桂兰", PASSWORD, clock)
    with opened.database.read() as session:
        assert offices.own(session).name == "会师路社区居民委员会"
    opened.close()


def test_common_rows_have_the_same_identity_in_every_office(tmp_path: Path, clock: Clock) -> None:
    found = []
    for name in ("a", "b"):
        opened, _ = offices.create_office(tmp_path / name, new_office(), clock, params=FLOOR)
        with opened.database.read() as session:
            rows = session.execute(select(Division.id, Division.revision).order_by(Division.code)).all()
        found.append(rows)
        opened.close()
    assert found[0] == found[1]
    assert found[0][0][0] == seeds.identity("divisions", "36")


def test_it_opens_with_its_password_and_no_other(tmp_path: Path, clock: Clock) -> None:
    opened, _ = offices.create_office(tmp_path / "o", new_office(), clock, params=FLOOR)
    opened.close()
    with pytest.raises(WrongPassword):
        offices.open_office(tmp_path / "o", None, "别的密码-2026", clock)
    again = offices.open_office(tmp_path / "o", "肖桂兰", PASSWORD, clock)
    assert again.database.actor.name == "肖桂兰"
    again.close()


def test_the_recovery_key_opens_it_and_gives_a_new_password(tmp_path: Path, clock: Clock) -> None:
    opened, recovery_key = offices.create_office(tmp_path / "o", new_office(), clock, params=FLOOR)
    opened.close()
    offices.open_with_recovery(tmp_path / "o", "肖桂兰", recovery_key.lower(), "新的密码-2026", clock).close()
    with pytest.raises(WrongPassword):
        offices.open_office(tmp_path / "o", None, PASSWORD, clock)
    offices.open_office(tmp_path / "o", None, "新的密码-2026", clock).close()


def test_a_second_program_is_told_who_works_in_it(file_office: OpenOffice, clock: Clock) -> None:
    with pytest.raises(OfficeInUse):
        offices.open_office(file_office.place.path, None, PASSWORD, clock)


def test_the_file_is_encrypted(file_office: OpenOffice) -> None:
    path = file_office.place.database
    whole = path.read_bytes() + path.with_name("office.db-wal").read_bytes()
    assert not whole.startswith(b"SQLite format 3")
    assert "会师路社区居民委员会".encode() not in whole and PASSWORD.encode() not in whole
    assert PASSWORD.encode() not in file_office.place.keys.read_bytes()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"division_code": "360881"}, "division_code"),
        ({"division_code": "没有"}, "division_code"),
        ({"password": "短"}, "password"),
        ({"administrator": " "}, "name"),
    ],
)
def test_a_wizard_filled_wrongly_leaves_nothing(tmp_path: Path, clock: Clock, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        offices.create_office(tmp_path / "o", new_office(**more), clock, params=FLOOR)
    assert field in caught.value.mistakes
    left = [path for path in (tmp_path / "o").rglob("*") if path.is_file() and path.name != "office.lock"]
    assert left == []
    opened, _ = offices.create_office(tmp_path / "o", new_office(), clock, params=FLOOR)
    opened.close()


def test_an_office_is_not_made_over_another(file_office: OpenOffice, clock: Clock, postgres_database: str) -> None:
    with pytest.raises(OfficeExists):
        offices.create_office(file_office.place.path, new_office(), clock, params=FLOOR)


def test_a_server_that_holds_an_office_is_not_taken_for_a_new_one(
    tmp_path: Path, clock: Clock, postgres_database: str
) -> None:
    opened, _ = offices.create_office(tmp_path / "a", new_office(postgres_database), clock, params=FLOOR)
    opened.close()
    with pytest.raises(OfficeExists):
        offices.create_office(tmp_path / "b", new_office(postgres_database), clock, params=FLOOR)
    again = offices.open_office(tmp_path / "a", None, PASSWORD, clock)
    with again.database.read() as session:
        assert session.execute(select(func.count(Office.id))).scalar_one() == 1
    again.close()


def add(opened: OpenOffice, clock: Clock, name: str = "刘小燕", role: str = "clerk") -> Any:
    """Add an account as the administrator does."""
    values = {"name": name, "role": role}
    return accounts.add_account(opened.database, opened.keeper, values, "刘的密码-2026", PASSWORD, clock)


def test_an_added_account_logs_in_with_its_role(office: OpenOffice, clock: Clock) -> None:
    add(office, clock)
    folder = office.place.path
    office.close()
    again = offices.open_office(folder, "刘小燕", "刘的密码-2026", clock)
    assert again.database.actor.role == "clerk"
    with pytest.raises(Forbidden):
        add(again, clock, "第三人")
    again.close()


def test_a_deactivated_account_cannot_log_in(office: OpenOffice, clock: Clock) -> None:
    account_id = add(office, clock)
    accounts.save_account(office.database, office.keeper, account_id, {"active": False})
    folder = office.place.path
    office.close()
    with pytest.raises(Forbidden, match="已停用"):
        offices.open_office(folder, "刘小燕", "刘的密码-2026", clock)


def test_the_last_administrator_stays(office: OpenOffice) -> None:
    with office.database.read() as session:
        account_id = session.scalars(select(Account.id)).one()
    for values in ({"role": "clerk"}, {"active": False}):
        with pytest.raises(Invalid, match="至少要有一个"):
            accounts.save_account(office.database, office.keeper, account_id, values)


def test_a_forgotten_password_is_set_anew_by_the_administrator(office: OpenOffice, clock: Clock) -> None:
    account_id = add(office, clock)
    with pytest.raises(WrongPassword):
        accounts.set_password(office.database, office.keeper, account_id, "再设密码-2026", "管理员密码不对", clock)
    accounts.set_password(office.database, office.keeper, account_id, "再设密码-2026", PASSWORD, clock)
    folder = office.place.path
    office.close()
    offices.open_office(folder, "刘小燕", "再设密码-2026", clock).close()


def test_changing_the_own_password_asks_for_the_old_one(office: OpenOffice, clock: Clock) -> None:
    with pytest.raises(WrongPassword):
        accounts.change_own_password(office.database, office.keeper, "不对的密码", "新的密码-2026", clock)
    accounts.change_own_password(office.database, office.keeper, PASSWORD, "新的密码-2026", clock)
    folder = office.place.path
    office.close()
    offices.open_office(folder, None, "新的密码-2026", clock).close()


def test_an_old_recovery_key_opens_nothing_once_a_new_one_is_made(tmp_path: Path, clock: Clock) -> None:
    opened, old = offices.create_office(tmp_path / "o", new_office(), clock, params=FLOOR)
    new = accounts.renew_recovery_key(opened.database, opened.keeper, PASSWORD, clock)
    opened.close()
    with pytest.raises(UserError):
        offices.open_with_recovery(tmp_path / "o", "肖桂兰", old, "新的密码-2026", clock)
    offices.open_with_recovery(tmp_path / "o", "肖桂兰", new, "新的密码-2026", clock).close()


def test_renaming_an_account_renames_its_login(office: OpenOffice, clock: Clock) -> None:
    account_id = add(office, clock)
    accounts.save_account(office.database, office.keeper, account_id, {"name": "刘晓燕"})
    enter(office, "people", {"name": "刘晓燕"})
    folder = office.place.path
    office.close()
    offices.open_office(folder, "刘晓燕", "刘的密码-2026", clock).close()


def test_a_removed_account_opens_nothing_and_the_check_stays_clean(office: OpenOffice, clock: Clock) -> None:
    account_id = add(office, clock)
    accounts.remove_account(office.database, office.keeper, account_id)
    assert all(one.ok for one in backups.check(office))
    folder = office.place.path
    office.close()
    with pytest.raises(WrongPassword):
        offices.open_office(folder, "刘小燕", "刘的密码-2026", clock)


def test_a_file_that_lost_its_tables_is_damaged_not_new(tmp_path: Path, clock: Clock) -> None:
    import os

    from desktop.storage import database, engine

    key = os.urandom(32)
    made = engine.create_sqlcipher(tmp_path / "office.db", key)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
    made.dispose()
    with pytest.raises(DamagedDatabase):
        database.open_file(tmp_path / "office.db", key, clock=clock, office_id=uuid4())


def test_the_login_window_shows_an_office_by_its_new_name(office: OpenOffice) -> None:
    with office.database.read() as session:
        office_id = offices.own(session).id
    enter(office, "offices", {"name": "会师路社区居委会（新址）"}, office_id)
    assert office.keeper.read().office_name == office.name == "会师路社区居委会（新址）"
