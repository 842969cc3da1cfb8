"""Offices that benchmarks stand on, made once and kept in ``build/`` until the schema or their recipe changes."""

from __future__ import annotations

import hashlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from uuid_utils.compat import uuid7

from desktop.clock import SYSTEM_CLOCK
from desktop.models import CodeScheme, Division, Grid, Level, Person, Post
from desktop.services import demo, offices, pinyin
from desktop.services.offices import NewOffice, OpenOffice
from desktop.storage import keyring, search_index

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "benchmarks"
PASSWORD = "试用密码-2026"
ADMINISTRATOR = "肖桂兰"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉建国文斌玲红梅波辉鹏飞春生云"


def demo_office() -> Path:
    """Return the folder of a demonstration office."""
    return kept("demo", lambda folder: demo.create_demo(folder, PASSWORD, SYSTEM_CLOCK, params=keyring.FLOOR)[0])


def empty_office() -> Path:
    """Return the folder of an office without records of its own."""
    return kept("empty", new_office)


def large_office(people: int, posts: int, grids: int) -> Path:
    """Return the folder of an office with many people, their posts and grids."""

    def fill(connection: Connection, opened: OpenOffice) -> None:
        _fill(connection, opened, people, posts, grids)

    return filled_office(f"people-{people}-posts-{posts}-grids-{grids}", fill, Path(__file__))


def opened(folder: Path) -> OpenOffice:
    """Log in to one of these offices."""
    return offices.open_office(folder, None, PASSWORD, SYSTEM_CLOCK)


def new_office(folder: Path) -> OpenOffice:
    """Make an office without records of its own and open it."""
    new = NewOffice("红星街道办事处", "street", "360881002", ADMINISTRATOR, PASSWORD)
    return offices.create_office(folder, new, SYSTEM_CLOCK, params=keyring.FLOOR)[0]


def filled_office(name: str, fill: Callable[[Connection, OpenOffice], None], recipe: Path) -> Path:
    """Return the folder of an office that ``fill``, which stands in the file ``recipe``, writes into."""

    def make(folder: Path) -> OpenOffice:
        opened = new_office(folder)
        with opened.database.writer.begin() as connection:
            fill(connection, opened)
        with opened.database.writer.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return opened

    return kept(name, make, recipe)


def kept(name: str, make: Callable[[Path], OpenOffice], *recipes: Path) -> Path:
    """Return the folder of an office that ``make`` fills, unless it was made by this recipe before."""
    recipe = hashlib.sha256()
    files = [*(ROOT / "migrations" / "versions").glob("*.py"), *(ROOT / "desktop" / "models").glob("*.py")]
    for file in sorted([*files, *recipes, Path(__file__)]):
        recipe.update(file.read_bytes())
    folder = FOLDER / f"{name}-{recipe.hexdigest()[:12]}"
    if not (folder / "made").exists():
        for old in FOLDER.glob(f"{name}-????????????"):
            shutil.rmtree(old)
        make(folder / "office").close()
        (folder / "made").touch()
    return folder / "office"


def _fill(connection: Connection, opened: OpenOffice, people: int, posts: int, grids: int) -> None:
    community = connection.execute(
        select(Division.id, Division.code).where(Division.level == Level.COMMUNITY).order_by(Division.code)
    ).first()
    scheme = connection.execute(select(CodeScheme.id)).scalar()
    assert community is not None
    owner = opened.database.office_id
    names = [one + two + three for one, two, three in itertools.product(SURNAMES, GIVEN, GIVEN)]
    keys = [(pinyin.search_keys(name), pinyin.sort_key(name, True)) for name in names]
    ids = [uuid7() for _ in range(people)]
    squares = [uuid7() for _ in range(grids)]

    def every(record_id: UUID, search: str, sort: str) -> dict[str, Any]:
        return {
            "id": record_id, "office_id": owner, "revision": record_id, "deleted": False,
            "search_key": search, "sort_key": sort,
        }  # fmt: skip

    def persons() -> Iterator[dict[str, Any]]:
        for n, one in enumerate(ids):
            at = n * 7919 % len(names)
            phone = f"139{n * 104729 % 100_000_000:08d}"
            yield {
                **every(one, f"{names[at]}\n{keys[at][0]}\n{phone[-4:]}", keys[at][1]),
                "name": names[at], "gender": ("male", "female")[n % 2], "id_number": "", "mobile": phone,
                "office_phone": f"0796-{n % 10_000_000:07d}", "education": "college",
                "political_status": ("party_member", "masses", "league_member")[n % 3],
                "duty": ("社区工作者", "党支部书记", "楼栋长", "")[n % 4], "notes": "",
            }  # fmt: skip

    def squared() -> Iterator[dict[str, Any]]:
        for n, one in enumerate(squares):
            name = f"会师路第{n + 1}网格"
            yield {
                **every(one, f"{n:07d}\n{name}", f"hui shi lu di {n:07d}"),
                "code": f"{community.code}1{n:07d}", "name": name, "kind": "residential",
                "community_id": community.id, "code_scheme_id": scheme, "households": 250 + n % 300,
                "people": 900 + n % 400, "east": "", "south": "", "west": "", "north": "", "board_place": "",
                "notes": "",
            }  # fmt: skip

    def held() -> Iterator[dict[str, Any]]:
        for n in range(posts):
            yield {
                **every(uuid7(), "", keys[n * 7919 % len(names)][1]),
                "person_id": ids[n % people], "grid_id": squares[n * 31 % grids],
                "kind": ("member", "leader", "volunteer", "volunteer", "party_group_leader")[n % 5],
                "employment": ("full_time", "part_time")[n % 2] if n % 5 == 0 else None,
                "primary": n % 5 == 0, "started_on": date(2023, 12, 1), "end_reason": "", "notes": "",
            }  # fmt: skip

    for record, rows in ((Person, persons()), (Grid, squared()), (Post, held())):
        while chunk := list(itertools.islice(rows, 20_000)):
            connection.execute(insert(record), chunk)
    search_index.rebuild(connection, of=("people", "grids", "posts"))
