"""What every test stands on: no display, no folder of the user, a clock that stands still, a real PostgreSQL."""

from __future__ import annotations

import itertools
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from desktop.clock import Clock
from tests.offices import (
    demo_folder,
    demo_office,
    file_office,
    file_template,
    fresh_database,
    office,
    server_template,
)

if TYPE_CHECKING:
    from tests.postgres import Server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

settings.register_profile("test", max_examples=20, derandomize=True, deadline=None, database=None)
settings.register_profile("ci", settings.get_profile("test"), max_examples=60)
settings.load_profile("ci" if os.environ.get("CI") else "test")

__all__ = ["demo_folder", "demo_office", "file_office", "file_template", "fresh_database", "office", "server_template"]

USER_FOLDERS = pytest.StashKey[Path]()
DATABASE_NUMBERS = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Name the project's marks, and keep the program away from the folders of whoever runs the tests."""
    config.addinivalue_line("markers", "slow: takes seconds; left out by dev.py test --quick")
    config.addinivalue_line("markers", "expects_log(pattern): a log record of level WARNING or above that belongs here")
    folder = Path(tempfile.mkdtemp(prefix="jingge-user-"))
    config.stash[USER_FOLDERS] = folder
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(folder / name.lower())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the stand-in for the user's folders."""
    shutil.rmtree(config.stash[USER_FOLDERS], ignore_errors=True)


class Collector(logging.Handler):
    """Keeps the log records a test left behind."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self.records.append(record)


@contextmanager
def no_unexpected_log(item: pytest.Item) -> Iterator[None]:
    """Fail the test on a log record of level WARNING or above that it did not say it expects."""
    collector = Collector()
    logging.getLogger().addHandler(collector)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(collector)
    patterns = [re.compile(mark.args[0]) for mark in item.iter_markers("expects_log")]
    messages = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in collector.records]
    unexpected = [text for text in messages if not any(pattern.search(text) for pattern in patterns)]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Watch the log while fixtures are made."""
    with no_unexpected_log(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Watch the log while the test runs."""
    with no_unexpected_log(item):
        return (yield)


@pytest.fixture
def clock() -> Clock:
    """Ten in the morning of 24 November 2026 in China, and it stays so."""
    return Clock(lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Start one private PostgreSQL server for each test process that asks for it."""
    if sys.platform == "win32":
        pytest.skip("the server fixture is made for Debian")
    from tests.postgres import NOT_INSTALLED, programs, running_server

    if programs() is None:
        pytest.fail(NOT_INSTALLED, pytrace=False)
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """Return the address of the server's maintenance database."""
    return postgres_server.url("postgres")


@pytest.fixture
def postgres_database(postgres_server: Server) -> Iterator[str]:
    """Return the address of a fresh, empty database that is dropped after the test."""
    name = f"office_{next(DATABASE_NUMBERS)}"
    postgres_server.create_database(name)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)
