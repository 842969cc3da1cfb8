"""A database that is as new before every test, without being copied for each: what a test wrote is taken out again.

Copying a template costs the server a file for each of some eight hundred tables and indexes; taking out a few rows
costs none. A test that changed tables themselves is noticed, and the next one gets a new copy.
"""

from __future__ import annotations

import itertools

import psycopg
from psycopg.sql import SQL, Composable, Identifier

from tests.postgres import Server

NUMBERS = itertools.count(1)
USES = 20
"""Tests that share one copy: the room of rows taken out stays taken, and an office must not seem large for it."""
SHAPE = (
    "SELECT md5(string_agg(c.relname || a.attname || a.atttypid || a.attnotnull, ' ' ORDER BY c.relname, a.attnum))"
    " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
    " WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
)
"""One text that is another when a table, an index or a column is."""

Connection = psycopg.Connection[tuple[object, ...]]


class FreshDatabase:
    """One database of a server that begins each test as a copy of a template."""

    def __init__(self, server: Server, template: str) -> None:
        self.server, self.template = server, template
        self.name = ""
        self._uses = 0
        self._shape: object = None
        self._rows: dict[str, bytes] = {}
        self._numbers: dict[str, tuple[object, ...]] = {}
        self._written: dict[str, str] = {}
        """By table, the transaction that wrote the template's rows: every other row is of a test."""
        self._counts: dict[str, object] = {}

    def renew(self) -> str:
        """Make the database as new and return its name."""
        if self.name:
            self._uses += 1
            with self._connect() as connection:
                if self._uses < USES and self._shape == _one(connection, SHAPE):
                    self._take_out(connection)
                    return self.name
            self.server.drop_database(self.name)
        self.name, self._uses = f"fresh_{next(NUMBERS)}", 0
        self.server.create_database(self.name, self.template)
        with self._connect() as connection:
            self._remember(connection)
            self._take_out(connection)
        return self.name

    def _connect(self) -> Connection:
        """Connect alone: what a failed test left open is closed."""
        address = self.server.url(self.name).replace("+psycopg", "")
        connection = psycopg.connect(address, connect_timeout=5)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET LOCAL session_replication_role = replica")  # rows go in any order
        return connection

    def _remember(self, connection: Connection) -> None:
        self._shape = _one(connection, SHAPE)
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        self._rows, self._written = {}, {}
        for (table,) in connection.execute(named).fetchall():
            with connection.cursor().copy(SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(_table(table))) as copy:
                self._rows[str(table)] = b"".join(bytes(part) for part in copy)
        sequences = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
        for (name,) in sequences:
            found = connection.execute(SQL("SELECT last_value, is_called FROM {}").format(_table(name))).fetchone()
            self._numbers[str(name)] = found or ()

    def _take_out(self, connection: Connection) -> None:
        """Take out what no template has, and write a table anew that lost or changed a row of it."""
        for table, rows in self._rows.items():
            written, name = self._written.get(table, ""), _table(table)
            connection.execute(SQL("DELETE FROM {} WHERE xmin::text <> %s").format(name), (written,))
            left = _one(connection, SQL("SELECT count(*) FROM {}").format(name))
            if written and left == self._counts[table]:
                continue
            connection.execute(SQL("DELETE FROM {}").format(name))
            with connection.cursor().copy(SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(name)) as copy:
                copy.write(rows)
            self._counts[table] = _one(connection, SQL("SELECT count(*) FROM {}").format(name))
            self._written[table] = str(_one(connection, "SELECT pg_current_xact_id()::text"))
        for sequence, (last, called) in self._numbers.items():
            connection.execute("SELECT setval(%s::regclass, %s, %s)", (f"public.{sequence}", last, called))


def _table(name: object) -> Identifier:
    return Identifier("public", str(name))


def _one(connection: Connection, statement: str | Composable) -> object:
    found = connection.execute(statement).fetchone()  # type: ignore[arg-type]
    return found[0] if found else None
