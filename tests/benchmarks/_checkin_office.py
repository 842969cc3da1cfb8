"""The office of the benchmark of check-in: 5,000 members of 200 units and their 500,000 services of five years."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from uuid_utils.compat import uuid7

from desktop.models import Division, Level, Member, Service, Unit
from desktop.services import pinyin
from desktop.services.offices import OpenOffice
from desktop.storage import search_index
from tests.benchmarks._offices import GIVEN, SURNAMES, filled_office

MEMBERS = 5_000
SERVICES = 500_000
UNITS = 200
FIRST_DAY = date(2021, 1, 1)
KINDS = (("life", "repair", "更换楼道灯"), ("life", "aid", "上门送米送油"), ("legal", "legal_aid", "法律咨询"),
         ("public", "safety", "夜间治安巡逻"), ("public", "environment", "清理楼道杂物"))  # fmt: skip


def checkin_office() -> Path:
    """Return the folder of the office."""
    return filled_office(f"checkin-{MEMBERS}-{SERVICES}", _fill, Path(__file__))


def _fill(connection: Connection, office: OpenOffice) -> None:
    """Write units, members and services of five years."""
    rng, owner = random.Random(5), office.database.office_id
    community = connection.execute(
        select(Division.id).where(Division.level == Level.COMMUNITY).order_by(Division.code)
    ).scalar()
    ids, units = [uuid7() for _ in range(MEMBERS)], [uuid7() for _ in range(UNITS)]
    names = [one + two + three for one, two, three in itertools.product(SURNAMES[:20], GIVEN[:20], GIVEN[:20])]
    keys = [(pinyin.search_keys(name), pinyin.sort_key(name, True)) for name in names]
    contents = {text: (pinyin.search_keys(text), pinyin.sort_key(text, False)) for *_, text in KINDS}

    def every(record_id: UUID, search: str, sort: str) -> dict[str, Any]:
        return {"id": record_id, "office_id": owner, "revision": record_id, "deleted": False, "search_key": search,
                "sort_key": sort}  # fmt: skip

    def firms() -> Iterator[dict[str, Any]]:
        for n, one in enumerate(units):
            name = f"第{n + 1}服务中心"
            yield {**every(one, name, f"di4第{n:05d}"), "name": name, "organisation": "", "contact": "", "phone": "",
                   "party_members": 30, "community_id": community, "received_by": "", "opinion": "",
                   "notes": ""}  # fmt: skip

    def those() -> Iterator[dict[str, Any]]:
        for n, one in enumerate(ids):
            at = n * 7919 % len(names)
            yield {**every(one, f"{names[at]}\n{keys[at][0]}", keys[at][1]), "name": names[at], "gender": "male",
                   "unit_id": units[n % UNITS], "duty": "", "branch": "", "mobile": f"139{n:08d}",
                   "community_id": community, "estate": "", "checked_in_on": FIRST_DAY, "skills": "", "free_time": "",
                   "opinion": "", "notes": ""}  # fmt: skip

    def done() -> Iterator[dict[str, Any]]:
        for n in range(SERVICES):
            kind, subkind, text = KINDS[rng.randrange(len(KINDS))]
            at = n * 31 % MEMBERS
            name = at * 7919 % len(names)
            found = f"{names[name]}\n{keys[name][0]}\n{text}\n{contents[text][0]}"
            day = FIRST_DAY + timedelta(days=rng.randrange(5 * 365))
            yield {**every(uuid7(), found, contents[text][1]), "day": day, "member_id": ids[at],
                   "kind": kind, "subkind": subkind, "content": text,
                   "hours": Decimal(rng.randrange(1, 9)) / 2, "people": 1 + n % 6, "started_at": "", "place": "",
                   "occasion": ("ordinary", "ordinary", "ordinary", "urgent", "absent")[n % 5 if n % 40 == 3 else 0],
                   "community_id": community, "confirmed_by": "社区经办人"}  # fmt: skip

    for record, rows in ((Unit, firms()), (Member, those()), (Service, done())):
        while chunk := list(itertools.islice(rows, 20_000)):
            connection.execute(insert(record), chunk)
    search_index.rebuild(connection, of=("units", "members", "services"))
