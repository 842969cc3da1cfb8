"""What stands on a signboard (公示牌), as values: cards, map, duties, the two event lines, phones and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.errors import UserError

from .geometry import MultiPolygon

VACANT = "岗位空缺"
UNDECIDED = "待定"
ENTRY = ("群众反映\n巡查发现", "网格员\n核实分类")
EXIT = "核查\n办结\n回访\n评价"
SECRET_RULE = "先电话、后书面；涉密事项只登记编号、时间和接收人，内容不录入、不上网"
ORDINARY_HEAD = "常规事项"
URGENT_HEAD = "重大·突出\n紧急·涉密"
_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_LIMIT = re.compile(r"^(.*?)\s*[（(]([^（）()]*)[）)]\s*$", re.S)


@dataclass(frozen=True)
class Holder:
    """Who holds a post, as a card of the board shows it; ``name`` is "" for a vacancy (岗位空缺)."""

    name: str
    role: str
    duty: str = ""
    phone: str = ""
    phone_note: str = ""
    """Put before the phone: 社区代管 where nobody holds the post."""
    photo: bytes | None = None
    """Only with a consent valid on the day."""

    @property
    def vacant(self) -> bool:
        """Whether nobody holds the post."""
        return not self.name


@dataclass(frozen=True)
class BoardGrid:
    """A grid on the map and in the cards."""

    id: UUID
    number: str
    """Two figures, unique in the community (01, 02 …)."""
    code: str
    name: str
    dedicated: bool
    households: int | None
    people: int | None
    polygon: MultiPolygon | None
    member: Holder
    """The one member in charge (主责网格员)."""


@dataclass(frozen=True)
class BoardFeature:
    """A street, river, lake, service centre or notice board on the map; points as in GeoJSON."""

    kind: str
    name: str
    points: Any


@dataclass(frozen=True)
class Step:
    """A step of an event line, with its public time limit if there is one."""

    text: str
    limit: str = ""


@dataclass(frozen=True)
class Flow:
    """The two event lines (两线) with one entry and one exit (reference 6.1)."""

    entry: tuple[str, ...]
    ordinary_head: str
    ordinary: tuple[Step, ...]
    urgent_head: str
    urgent: tuple[Step, ...]
    exit: str
    note: str = SECRET_RULE


@dataclass(frozen=True)
class Foot:
    """What both boards say below: phones, hours, date and maker."""

    supervision_phone: str
    hotline: str
    hours: tuple[str, ...]
    qr: str
    maker: str
    updated_on: date
    demonstration: bool


@dataclass(frozen=True)
class BoardMap:
    """The schematic map: outline of the community, its grids and what helps to find one's way."""

    outline: MultiPolygon | None
    grids: tuple[BoardGrid, ...]
    features: tuple[BoardFeature, ...]
    counted: str
    """When households and people were counted (2026年10月), "" if nobody entered it."""


@dataclass(frozen=True)
class CommunityBoard:
    """The overview board of a community (社区网格化治理示意图)."""

    community: str
    title: str
    division_line: str
    code: str
    residential: int
    dedicated: int
    map: BoardMap
    leader: Holder
    members: int
    full_time: int
    volunteers: int
    duties: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    flow: Flow
    foot: Foot

    @property
    def grids(self) -> tuple[BoardGrid, ...]:
        """The grids in the order of their numbers."""
        return self.map.grids


@dataclass(frozen=True)
class GridBoard:
    """The board of one grid (网格公示牌)."""

    community: str
    title: str
    division_line: str
    grid: BoardGrid
    map: BoardMap
    facts: tuple[tuple[str, str], ...]
    """Label and value; an empty value prints as a grey dash."""
    holders: tuple[Holder, ...]
    duties: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    flow: Flow
    foot: Foot


def check_qr(text: str) -> str:
    """Return the text of a QR code. Raises ``UserError`` for one with a mobile number or an ID number in it."""
    found = _PERSONAL.search(text)
    if found:
        what = "身份证号" if len(found.group()) == 18 else "手机号"
        raise UserError(f"二维码内容里有{what}，属于个人信息，没有生成公示牌，请在设置里改为办事指南的网址或文字")
    return text.strip()


def duties_of(lines: Any) -> tuple[tuple[str, str], ...]:
    """Return duties as (title, text) from lines “标题 内容”; a line without a blank is all title."""
    pairs = [(title, text.strip()) for title, _, text in (line.strip().partition(" ") for line in lines or ())]
    return tuple(pair for pair in pairs if any(pair))


def flow_of(ordinary: Any, urgent: Any) -> Flow:
    """Return the two lines from the steps between entry and exit, one step a line.

    A bracket at the end of a step is its time limit.
    """
    return Flow(ENTRY, ORDINARY_HEAD, _steps(ordinary), URGENT_HEAD, _steps(urgent), EXIT)


def thousands(number: int) -> str:
    """Return a count as boards show it: groups of three parted by a narrow space, 1 004."""
    return f"{number:,}".replace(",", " ")


def _steps(lines: Any) -> tuple[Step, ...]:
    steps = []
    for line in lines or ():
        found = _LIMIT.match(line.strip())
        steps.append(Step(*found.groups()) if found and found.group(1) else Step(line.strip()))
    return tuple(one for one in steps if one.text)
