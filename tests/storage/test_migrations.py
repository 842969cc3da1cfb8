"""An older database is brought up to date: after a verified backup, wholly or not at all, without losing a row."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from desktop.clock import Clock
from desktop.errors import UserError
from desktop.services import backups, offices
from desktop.services.offices import OpenOffice
from desktop.storage import engine, migrations
from tests.offices import PASSWORD, a_grid, a_person, a_post

SECOND = '''"""A second revision, as a later program will bring it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


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
    before, folder = rows(office), office.place.path
    office.close()
    _arrive(tmp_path, monkeypatch, "pass")
    again = offices.open_office(folder, None, PASSWORD, clock)
    try:
        assert rows(again) == before
        with again.database.read() as session:
            assert migrations.revision(session.connection()) == "0002"
            columns = {column["name"] for column in inspect(session.connection()).get_columns("grids")}
        assert "shops" in columns
        kept = backups.list_in(again.place.backups)
        assert [(one.revision, one.rows["posts"]) for one in kept] == [("0001", 1)]
        assert kept[0].path.name.startswith("升级前-0001-")
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


def test_a_new_file_gets_the_newest_schema_in_one_transaction(tmp_path: Path) -> None:
    made = engine.create_sqlcipher(tmp_path / "x.db", os.urandom(32))
    assert migrations.upgrade(made) is True
    assert migrations.upgrade(made) is False
    made.dispose()


def _arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    """Put the migrations of a later program in force."""
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_later.py").write_text(SECOND.format(last=last), "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
