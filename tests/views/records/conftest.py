"""A real office with a few grids and people, and a desk that remembers what pages asked of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.clock import Clock
from desktop.models import Division, Level
from desktop.services import context as contexts
from desktop.services import offices, saving, search
from desktop.services.context import Context
from desktop.services.records import Filter, Ids
from desktop.storage import database as databases
from desktop.storage import keyring
from desktop.storage.database import Database
from desktop.storage.work import Actor, Work
from desktop.views import theme
from desktop.views.jobs import Changes, Jobs


class PlainDesk:
    """A desk without a window round it: what pages ask for is kept in lists."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.clock = database.clock
        self.folder = folder
        self.jobs = Jobs()
        self.changes = Changes(database)
        self.toasts: list[tuple[str, bool]] = []
        self.acts: list[tuple[str, Callable[[], object]] | None] = []
        self.pushed: list[QWidget] = []
        self.opened: list[tuple[str, UUID | None, Mapping[str, Any]]] = []
        self.lists: list[tuple[str, tuple[Filter, ...], UUID | None]] = []
        self.histories: list[tuple[str, UUID]] = []
        self.looks: list[tuple[str, UUID]] = []
        self.left = 0

    @property
    def actor(self) -> Actor:
        return self.database.actor

    def context(self) -> Context:
        with self.database.read() as session:
            return contexts.context(session, self.clock)

    def toast(self, text: str, undo: bool = False, act: tuple[str, Callable[[], object]] | None = None) -> None:
        self.toasts.append((text, undo))
        self.acts.append(act)

    def push(self, page: QWidget) -> None:
        self.pushed.append(page)

    def open(
        self,
        kind: str,
        record_id: UUID | None = None,
        *,
        among: Ids | None = None,
        start: Mapping[str, Any] | None = None,
    ) -> None:
        self.opened.append((kind, record_id, start or {}))

    def open_list(self, kind: str, filters: Sequence[Filter] = (), select: UUID | None = None) -> None:
        self.lists.append((kind, tuple(filters), select))

    def open_history(self, kind: str, record_id: UUID) -> None:
        self.histories.append((kind, record_id))

    def looked_at(self, kind: str, record_id: UUID, passing: bool = False) -> None:
        self.looks.append((kind, record_id))

    def back(self) -> None:
        self.left += 1

    def close(self) -> None:
        self.changes.close()
        self.jobs.close()


def type_text(widget: QWidget, text: str) -> None:
    """Type any characters, as an input method commits them (Qt's own helper knows ASCII alone)."""
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign))


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> None:
    """Put on the looks of the program once."""
    theme.load_fonts()
    theme.apply(qapp)


class Town:
    """Some grids and people in the office."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.read() as session:
            found = select(Division).where(Division.level == Level.COMMUNITY).order_by(Division.code).limit(2)
            self.communities = [(one.id, one.code, one.short_name) for one in session.scalars(found)]
        self.grids = [self.grid(number) for number in range(1, 7)]
        self.leader = self.add("people", name="解玉兰", gender="female", mobile="13907964823")
        self.member = self.add("people", name="单雄信", gender="male", political_status="party_member")
        self.post = self.add(
            "posts",
            person_id=self.leader,
            grid_id=self.grids[0],
            kind="leader",
            employment="full_time",
            started_on=date(2023, 12, 1),
        )

    def grid(self, number: int) -> UUID:
        """Add the grid with this number; every third is too large."""
        community_id, code, name = self.communities[number % 2]
        return self.add(
            "grids",
            code=f"{code}1{number:03d}",
            name=f"{name}第{number}网格",
            kind="residential",
            community_id=community_id,
            households=620 if number % 3 == 0 else 400 + number,
            people=1_068 + number,
        )

    def add(self, record: str, /, **values: Any) -> UUID:
        """Add a record as a clerk would."""
        return self.database.act("新增", lambda work: saving.save(work, record, None, values))

    def change(self, record: str, record_id: UUID, /, **values: Any) -> None:
        """Change a record behind the back of the page under test."""
        self.database.act("修改", lambda work: saving.save(work, record, record_id, values))

    def do(self, act: Callable[[Work], Any]) -> Any:
        """Do any action."""
        return self.database.act("操作", act)


@dataclass(frozen=True)
class Office:
    """The files of an office that every test copies."""

    path: Path
    key: bytes
    actor: Actor
    office_id: UUID
    town: Town


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A real office, made once; the files are copied for each test."""
    folder = tmp_path_factory.mktemp("office")
    clock = Clock(lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    new = offices.NewOffice("红星街道办事处", "street", "360881002", "肖桂兰", "Jinggangshan-2026")
    opened, _ = offices.create_office(folder / "office", new, clock, params=keyring.FLOOR)
    database = opened.database
    town = Town(database)
    assert database.path is not None
    made = Office(database.path, database.key, database.actor, database.office_id, town)
    opened.close()
    return made


@pytest.fixture
def database(office: Office, tmp_path: Path, clock: Clock) -> Iterator[Database]:
    """A copy of the office, open."""
    path = tmp_path / office.path.name
    shutil.copyfile(office.path, path)
    opened = databases.open_file(path, office.key, clock=clock, office_id=office.office_id, keys=search.keys)
    opened.actor = office.actor
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path, qtbot: QtBot, themed: None) -> Iterator[PlainDesk]:
    """A desk in the office."""
    made = PlainDesk(database, tmp_path / "screens")
    yield made
    made.close()


@pytest.fixture
def town(office: Office, database: Database) -> Town:
    """Six grids, two people and a post, in the copy the desk stands in."""
    found = copy(office.town)
    found.database = database
    return found
