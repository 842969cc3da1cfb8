"""The private PostgreSQL server does what the tests on both engines rely on."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import text


def test_database_is_empty_unicode_and_in_byte_order(postgres_database: str) -> None:
    engine = sqlalchemy.create_engine(postgres_database)
    with engine.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT 'B' < 'a'"))
        assert connection.scalar(text("SELECT length('𠮷')")) == 1
    engine.dispose()


def test_each_database_is_another_one(postgres_database: str, postgres_url: str) -> None:
    first = sqlalchemy.create_engine(postgres_database)
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id int)"))
    maintenance = sqlalchemy.create_engine(postgres_url)
    with maintenance.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == []
    maintenance.dispose()
    first.dispose()
