"""One action, one transaction, one entry in the history, on both engines."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from desktop.clock import SYSTEM_CLOCK, Clock
from desktop.errors import UserError
from desktop.models import Action, Change, Department, Grid
from desktop.services import offices
from desktop.services.offices import OpenOffice
from desktop.storage import migrations
from desktop.storage.errors import NewerDatabase
from desktop.storage.work import Changed, Work, chain_digest
from tests.offices import PASSWORD, a_grid, new_office

WRITER = """
import sys, time
from pathlib import Path
from desktop.clock import SYSTEM_CLOCK
from desktop.models import Department
from desktop.services import offices
opened = offices.open_office(Path(sys.argv[1]), None, sys.argv[2], SYSTEM_CLOCK)
number = int(sys.argv[3])
while True:
    number += 1
    def add(work, number=number):
        for part in range(3):
            work.add(Department(name=f"{number}-{part}", line="", phone="", contact="", position=number))
    opened.database.act(f"登记 {number}", add)
    sys.stdout.write(f"{number}\\n"); sys.stdout.flush()
"""


def test_an_action_that_fails_leaves_nothing_behind(office: OpenOffice) -> None:
    def half(work: Work) -> None:
        work.add(Department(name="甲", line="", phone="", contact=""))
        work.flush()
        raise UserError("停")

    before = _numbers(office)
    with pytest.raises(UserError):
        office.database.act("登记部门", half)
    assert _numbers(office) == before


def test_every_changed_value_stands_in_the_history_with_its_author(office: OpenOffice, clock: Clock) -> None:
    grid_id = a_grid(office)

    def rename(work: Work) -> None:
        grid = work.session.get(Grid, grid_id)
        assert grid is not None
        grid.name = "会师路东网格"

    office.database.act("改名", rename)
    with office.database.read() as session:
        action = session.scalars(select(Action).order_by(Action.number.desc())).first()
        assert action is not None
        change = session.scalars(select(Change).where(Change.action_number == action.number)).one()
    assert (action.label, action.account_name, action.at) == ("改名", "肖桂兰", clock.now())
    assert (change.record, change.record_id) == ("grids", grid_id)
    assert change.before is not None and change.after is not None
    assert (change.before["name"], change.after["name"]) == ("会师路第1网格", "会师路东网格")
    assert change.before["revision"] != change.after["revision"]


def test_open_pages_are_told_what_changed(office: OpenOffice) -> None:
    told: list[Changed] = []
    stop = office.database.on_change(told.append)
    grid_id = a_grid(office)
    stop()
    a_grid(office, 2)
    assert [one.records for one in told] == [{"grids": frozenset({grid_id})}]


def test_readers_cannot_write(office: OpenOffice) -> None:
    with pytest.raises(Exception, match=r"(?i)没有写入权限|read.?only"), office.database.read() as session:
        session.execute(Department.__table__.delete())  # type: ignore[attr-defined]


def test_the_history_is_a_chain(office: OpenOffice) -> None:
    for serial in (1, 2, 3):
        a_grid(office, serial)
    previous = ""
    with office.database.read() as session:
        for action in session.scalars(select(Action).order_by(Action.number)):
            statement = select(Change).where(Change.action_number == action.number).order_by(Change.position)
            changes = [vars(change) for change in session.scalars(statement)]
            assert action.digest == chain_digest(previous, vars(action), changes)
            previous = action.digest


def test_the_mapped_classes_and_the_migrations_agree(office: OpenOffice) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from desktop.models import Base

    with office.database.writer.connect() as connection:
        options = {"include_name": lambda name, type_, parents: type_ != "table" or not name.startswith("search_")}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert found == []


def test_a_database_of_a_later_program_is_refused_and_left_alone(tmp_path: Path, clock: Clock) -> None:
    opened, _ = offices.create_office(tmp_path / "office", new_office(), clock)

    def age(work: Work) -> None:
        work.session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    opened.database.act("改版本", age)
    opened.close()
    with pytest.raises(NewerDatabase, match="9999"):
        offices.open_office(tmp_path / "office", None, PASSWORD, clock)


def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.storage import engine

    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((migrations.FOLDER / name).read_text("utf-8"), "utf-8")
    first = """revision = "0001"\ndown_revision = None\n\n\ndef upgrade():\n    {}\n"""
    body = "import sqlalchemy as sa\n    from alembic import op\n    "
    body += 'op.create_table("half", sa.Column("id", sa.Integer()))'
    (folder / "versions" / "0001_half.py").write_text(first.format(body + '\n    raise RuntimeError("half way")'))
    monkeypatch.setattr(migrations, "FOLDER", folder)
    made = engine.create_sqlcipher(tmp_path / "x.db", os.urandom(32))
    with pytest.raises(RuntimeError, match="half way"):
        migrations.upgrade(made)
    with made.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM sqlite_master").fetchall() == []
    made.dispose()


@pytest.mark.slow
def test_killed_at_any_moment_the_office_holds_every_committed_row_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    opened, _ = offices.create_office(folder, new_office(), SYSTEM_CLOCK)
    start = _departments(opened)
    opened.close()
    rng = random.Random(7)
    last = 0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), PASSWORD, str(last)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=migrations.FOLDER.parent,
        ) as process:
            assert process.stdout is not None
            said = [int(process.stdout.readline())]
            time.sleep(rng.uniform(0.0, 0.15))
            process.send_signal(signal.SIGKILL)
            said += [int(line) for line in process.stdout.read().split()]
        opened = offices.open_office(folder, None, PASSWORD, SYSTEM_CLOCK)
        with opened.database.read() as session:
            found = session.execute(
                select(Department.position, func.count()).where(Department.name.contains("-")).group_by("position")
            ).all()
            labels = session.scalars(select(Action.label).where(Action.label.startswith("登记 "))).all()
        opened.close()
        numbers = {number for number, _ in found}
        assert all(many == 3 for _, many in found)
        assert set(said) <= numbers
        assert numbers == set(range(1, max(numbers) + 1))
        assert max(numbers) <= said[-1] + 1
        assert {f"登记 {number}" for number in numbers} == set(labels)
        last = max(numbers)
    assert last > 8 and start > 0


def _departments(opened: OpenOffice) -> int:
    with opened.database.read() as session:
        return session.execute(select(func.count(Department.id))).scalar_one()


def _numbers(opened: OpenOffice) -> tuple[int, int]:
    with opened.database.read() as session:
        return _departments(opened), session.execute(select(func.count(Action.number))).scalar_one()


def test_a_statement_that_fails_tells_nothing_of_the_people_in_it(office: OpenOffice) -> None:
    def search(work: Work) -> None:
        work.session.execute(text("SELECT * FROM people WHERE nothing = :name"), {"name": "阿依努尔"})

    with pytest.raises(DBAPIError) as told:
        office.database.act("查找", search)
    assert "SELECT" in str(told.value) and "阿依努尔" not in str(told.value)
