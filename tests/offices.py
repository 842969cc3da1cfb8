"""Offices for tests: small real ones on both engines, and the demonstration office made once."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.clock import Clock
from desktop.models import CodeScheme, Division
from desktop.services import demo, offices, saving
from desktop.services.context import Context, context
from desktop.services.offices import NewOffice, OpenOffice
from desktop.storage import place as places
from desktop.storage.keyring import FLOOR

if TYPE_CHECKING:
    from tests.fresh_database import FreshDatabase
    from tests.postgres import Server

PASSWORD = "试用密码-2026"
COMMUNITY = "360881002001"
NUMBERS = itertools.count(1)

Enter = Callable[..., UUID]


def new_office(url: str | None = None, **more: Any) -> NewOffice:
    """Return what a clerk of 会师路社区 types into the wizard."""
    values: dict[str, Any] = {
        "name": "会师路社区居民委员会",
        "level": "community",
        "division_code": COMMUNITY,
        "administrator": "肖桂兰",
        "password": PASSWORD,
        "url": url,
    }
    return NewOffice(**{**values, **more})


STILL = Clock(lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


_UNLOCKED: dict[str, tuple[UUID, bytes]] = {}
"""Account and key of each office made once. Unlocking costs a fifth of a second, on purpose, and has its own tests."""


def _remember(template: str, opened: OpenOffice) -> None:
    account_id = opened.database.actor.account_id
    assert account_id is not None
    _UNLOCKED[template] = account_id, opened.database.key
    opened.close()


def reopened(template: str, folder: Path, clock: Clock) -> OpenOffice:
    """Open a copy of an office made once (``file``, ``server`` or ``demo``) for the account that made it."""
    return offices.open_unlocked(folder, *_UNLOCKED[template], clock)


@pytest.fixture(scope="session")
def file_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty community office, made once; tests open copies of it."""
    folder = tmp_path_factory.mktemp("template") / "office"
    _remember("file", offices.create_office(folder, new_office(), STILL, params=FLOOR)[0])
    return folder


@pytest.fixture(scope="session")
def server_template(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with an empty community office, made once."""
    postgres_server.create_database("template_office")
    folder = tmp_path_factory.mktemp("template") / "office"
    new = new_office(postgres_server.url("template_office"))
    _remember("server", offices.create_office(folder, new, STILL, params=FLOOR)[0])
    return "template_office"


@pytest.fixture(scope="session")
def fresh_database(postgres_server: Server, server_template: str) -> FreshDatabase:
    """The database that is an empty community office again before each test."""
    from tests.fresh_database import FreshDatabase

    return FreshDatabase(postgres_server, server_template)


@pytest.fixture(params=["file", "server"])
def office(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[OpenOffice]:
    """An empty community office, once in its encrypted file and once on PostgreSQL."""
    folder = tmp_path / "office"
    if request.param == "file":
        shutil.copytree(request.getfixturevalue("file_template"), folder)
    else:
        database = request.getfixturevalue("fresh_database")
        folder.mkdir()
        places.write_settings(places.Place(folder), database.server.url(database.renew()))
    opened = reopened(request.param, folder, clock)
    yield opened
    opened.close()


@pytest.fixture
def file_office(file_template: Path, tmp_path: Path, clock: Clock) -> Iterator[OpenOffice]:
    """An empty community office in its encrypted file."""
    shutil.copytree(file_template, tmp_path / "office")
    opened = reopened("file", tmp_path / "office", clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration office, closed; tests open copies of it."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    opened, _ = demo.create_demo(folder, PASSWORD, STILL, params=FLOOR)
    _remember("demo", opened)
    return folder


@pytest.fixture
def demo_office(demo_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[OpenOffice]:
    """A copy of the demonstration office, opened by its administrator."""
    folder = tmp_path / "demo"
    shutil.copytree(demo_folder, folder)
    opened = reopened("demo", folder, clock)
    yield opened
    opened.close()


def now(opened: OpenOffice) -> Context:
    """Return the context of this moment in the office."""
    with opened.database.read() as session:
        return context(session, opened.database.clock)


def enter(opened: OpenOffice, kind: str, values: Mapping[str, Any], record_id: UUID | None = None) -> UUID:
    """Save one record as a clerk would and return its id."""
    return opened.database.act("录入", lambda work: saving.save(work, kind, record_id, values))


def community_id(opened: OpenOffice, code: str = COMMUNITY) -> UUID:
    """Return the id of a community by its code."""
    with opened.database.read() as session:
        return session.scalars(select(Division.id).where(Division.code == code)).one()


def scheme_id(opened: OpenOffice) -> UUID:
    """Return the id of the draft scheme of grid codes."""
    with opened.database.read() as session:
        return session.scalars(select(CodeScheme.id)).one()


def a_grid(opened: OpenOffice, serial: int = 1, **more: Any) -> UUID:
    """Enter a grid of 会师路社区."""
    values: dict[str, Any] = {
        "code": f"{COMMUNITY}1{serial:03d}",
        "name": f"会师路第{serial}网格",
        "kind": "residential",
        "community_id": community_id(opened),
        "code_scheme_id": scheme_id(opened),
        "households": 400,
        "people": 1000,
        "opened_on": "2021-6-1",
    }
    return enter(opened, "grids", {**values, **more})


def a_person(opened: OpenOffice, name: str = "解玉兰", **more: Any) -> UUID:
    """Enter a person."""
    return enter(opened, "people", {"name": name, "political_status": "party_member", **more})


def a_post(opened: OpenOffice, person: UUID, grid: UUID, kind: str = "member", **more: Any) -> UUID:
    """Enter a post."""
    values: dict[str, Any] = {"person_id": person, "grid_id": grid, "kind": kind, "started_on": "2023-12-1"}
    if kind == "member":
        values["employment"] = "full_time"
    return enter(opened, "posts", {**values, **more})
