"""An older database is brought up to date: after a verified backup, wholly or not at all, without losing a row."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, inspect, select, text, update

from desktop.clock import Clock
from desktop.errors import UserError
from desktop.models import Code
from desktop.services import backups, history, offices, records, seeds
from desktop.services.context import context
from desktop.services.offices import OpenOffice
from desktop.storage import engine, keyring, migrations
from desktop.storage import place as places
from tests.offices import PASSWORD, a_grid, a_person, a_post

RELEASED = Path(__file__).resolve().parents[1] / "fixtures" / "databases"
"""One office for each schema that was ever released, in a folder of its revision."""

NEXT = '''"""The next revision, as a later program will bring it."""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{head}"


def upgrade() -> None:
    """Copy the tables grids and people stand in, which posts refer to."""
    copy = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("grids", recreate=copy) as batch:
        batch.add_column(sa.Column("shops", sa.Integer(), nullable=True))
    with op.batch_alter_table("people", recreate=copy) as batch:
        batch.add_column(sa.Column("badge", sa.Text(), server_default="", nullable=False))
    {last}
'''


def rows(opened: OpenOffice) -> dict[str, int]:
    """Return how many rows each table has."""
    with opened.database.read() as session:
        names = inspect(session.connection()).get_table_names()
        return {name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}


def test_an_upgrade_keeps_every_row_and_leaves_a_backup_of_before(
    office: OpenOffice, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_post(office, a_person(office), a_grid(office))
    before, folder, known = rows(office), office.place.path, migrations.head()
    office.close()
    _arrive(tmp_path, monkeypatch, "pass")
    again = offices.open_office(folder, None, PASSWORD, clock)
    try:
        assert rows(again) == before
        with again.database.read() as session:
            assert migrations.revision(session.connection()) == migrations.head() == _after(known)
            columns = {column["name"] for column in inspect(session.connection()).get_columns("grids")}
        assert "shops" in columns
        kept = backups.list_in(again.place.backups)
        assert [(one.revision, one.rows["posts"]) for one in kept] == [(known, 1)]
        assert kept[0].path.name.startswith(f"升级前-{known}-")
    finally:
        again.close()


def test_an_upgrade_that_fails_leaves_the_office_as_it_was(
    office: OpenOffice, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_post(office, a_person(office), a_grid(office))
    before, folder = rows(office), office.place.path
    office.close()
    known = migrations.FOLDER
    _arrive(tmp_path, monkeypatch, 'raise RuntimeError("half way")')
    with pytest.raises(RuntimeError, match="half way"):
        offices.open_office(folder, None, PASSWORD, clock)
    monkeypatch.setattr(migrations, "FOLDER", known)
    again = offices.open_office(folder, None, PASSWORD, clock)
    try:
        assert rows(again) == before
    finally:
        again.close()


def test_without_room_for_the_backup_nothing_is_upgraded(
    file_office: OpenOffice, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = file_office.place.path
    file_office.close()
    known = migrations.FOLDER
    _arrive(tmp_path, monkeypatch, "pass")

    def refuse(*_: object) -> None:
        raise UserError("备份写不下，没有升级")

    monkeypatch.setattr(backups, "before_upgrade", refuse)
    with pytest.raises(UserError, match="没有升级"):
        offices.open_office(folder, None, PASSWORD, clock)
    monkeypatch.undo()
    monkeypatch.setattr(migrations, "FOLDER", known)
    again = offices.open_office(folder, None, PASSWORD, clock)
    again.close()


def test_a_migration_that_loses_the_parent_of_a_row_is_rolled_back(
    office: OpenOffice, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_post(office, a_person(office), a_grid(office))
    before, folder = rows(office), office.place.path
    office.close()
    known = migrations.FOLDER
    _arrive(tmp_path, monkeypatch, 'op.execute("DELETE FROM people")')
    with pytest.raises(Exception, match=r"parent|violates foreign key"):
        offices.open_office(folder, None, PASSWORD, clock)
    monkeypatch.setattr(migrations, "FOLDER", known)
    again = offices.open_office(folder, None, PASSWORD, clock)
    try:
        assert rows(again) == before
    finally:
        again.close()


@pytest.mark.parametrize("revision", sorted(path.parent.name for path in RELEASED.glob("*/office.db")))
def test_an_office_of_every_released_schema_is_brought_up_to_date_and_works(
    revision: str, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "office"
    shutil.copytree(RELEASED / revision, folder)
    held = _held(folder, clock)
    opened = offices.open_office(folder, None, PASSWORD, clock)
    try:
        with opened.database.read() as session:
            assert migrations.revision(session.connection()) == migrations.head()
        upgraded = _values(opened.database.writer, held)
        for table, those in held.items():
            assert table == "codes" or upgraded[table].keys() == those.keys()
            lost = [key for key, values in those.items() if not values.items() <= upgraded[table][key].items()]
            assert not lost, f"{table}: {lost[:3]}"
        kept = backups.list_in(opened.place.backups)
        assert [one.revision for one in kept] == ([revision] if revision != migrations.head() else [])
        assert not [one for one in backups.check(opened) if not one.ok]
        grid = a_grid(opened, 7)
        a_post(opened, a_person(opened, "谢怀德"), grid)
        with opened.database.read() as session:
            last = history.next_undo(session)
            assert last is not None
            found = records.ids(session, records.Query("people", "谢怀德"), context(session, clock))
        assert len(found) == 1
        opened.database.act("撤销", lambda work: history.undo(work, last.action_id))
        assert not [one for one in backups.check(opened) if not one.ok]
    finally:
        opened.close()
    offices.open_office(folder, "谢明", "查看密码-2026", clock).close()


def test_the_code_lists_of_an_older_office_are_completed_once(office: OpenOffice, clock: Clock) -> None:
    with office.database.writer.begin() as connection:
        connection.execute(delete(Code).where(Code.list_key == "attachment_roles", Code.code != "photo"))
        connection.execute(update(Code).where(Code.list_key == "attachment_roles").values(search_key="", sort_key=""))
        connection.execute(update(Code).where(Code.list_key == "genders").values(label="改过的"))
    folder, before = office.place.path, rows(office)
    office.close()
    again = offices.open_office(folder, None, PASSWORD, clock)
    try:
        assert rows(again)["codes"] == before["codes"] + 4 and rows(again)["actions"] == before["actions"]
        with again.database.read() as session:
            assert seeds.lacking(session) == []
            found = records.ids(session, records.Query("codes", "smj"), context(session, clock))
            labels = set(session.scalars(select(Code.label).where(Code.list_key == "genders")))
        assert len(found) == 1 and labels == {"改过的"}
        assert not [one for one in backups.check(again) if not one.ok]
    finally:
        again.close()


def test_a_new_file_gets_the_newest_schema_in_one_transaction(tmp_path: Path) -> None:
    made = engine.create_sqlcipher(tmp_path / "x.db", os.urandom(32))
    assert migrations.upgrade(made) is True
    assert migrations.upgrade(made) is False
    made.dispose()


def _held(folder: Path, clock: Clock) -> dict[str, dict[object, dict[str, object]]]:
    """Return every row of an office that is not opened, so not upgraded."""
    place = places.Place(folder)
    key = keyring.unlock(place.keeper.read(), place.keeper.read().accounts[0].name, PASSWORD, clock).opened()
    made = engine.file_engine(place.database, key, read_only=True)
    try:
        return _values(made)
    finally:
        made.dispose()


def _values(made: Engine, of: Iterable[str] | None = None) -> dict[str, dict[object, dict[str, object]]]:
    """Return the rows of the tables by key: of what an older program had, the columns it had."""
    with made.connect() as connection:
        names = [
            name
            for name in inspect(connection).get_table_names()
            if not name.startswith(("search_", "alembic_version"))
        ]
        found: dict[str, dict[object, dict[str, object]]] = {}
        for name in names if of is None else of:
            result = connection.execute(text(f'SELECT * FROM "{name}"')).mappings().all()
            keys = inspect(connection).get_pk_constraint(name)["constrained_columns"]
            found[name] = {tuple(row[key] for key in keys): dict(row) for row in result}
        return found


def _arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    """Put the migrations of a later program in force."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = migrations.head()
    text = NEXT.format(last=last, head=head, next=_after(head))
    (folder / "versions" / f"{_after(head)}_later.py").write_text(text, "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)


def _after(revision: str) -> str:
    """Return the number of the revision after one."""
    return f"{int(revision) + 1:04d}"
