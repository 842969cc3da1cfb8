"""The schema of an office's database: which revision it has, and bringing it up to this program's.

The revision is read by one plain query, so that Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from .errors import NewerDatabase

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def head() -> str:
    """Return the newest revision this program knows; revisions are named 0001, 0002, … in order."""
    return max(path.name[:4] for path in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def revision(connection: Connection) -> str:
    """Return the revision of the open database, or "" when it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def upgrade(engine: Engine, before: Callable[[str], None] | None = None) -> bool:
    """Bring the database to :func:`head` in one transaction; True when something was done.

    ``before`` is called with the old revision first (a verified backup); nothing is changed when it raises.
    Raises :class:`NewerDatabase` when the database was written by a newer program.
    """
    with engine.connect() as connection:
        found = revision(connection)
    if found == head():
        return False
    if found > head():
        raise NewerDatabase(found, head())
    if found and before:
        before(found)
    _run(engine)
    return True


def build(engine: Engine, to: str) -> None:
    """Give an empty database the schema of revision ``to``: the copy of an office that is about to be upgraded."""
    _run(engine, to)


def _run(engine: Engine, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options() as connection:
        if sqlite:
            # Batch operations copy tables: with foreign keys on they delete the rows of child tables, and the
            # switch only works outside a transaction.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                command.upgrade(config, to)
                if sqlite:
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"the migration left {len(broken)} rows without their parent")
        finally:
            if sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]
