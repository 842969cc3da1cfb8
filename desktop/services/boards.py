"""Signboards (网格化治理示意图、网格公示牌): everything the paper shows, decided from rows before anything is drawn.

Privacy rules (reference 9.4): residents never stand on a board; a photo and a person's own mobile number only with a
consent recorded for the day, otherwise the office line; no QR code with personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from desktop.errors import UserError
from desktop.models import (
    Boundary,
    CodeScheme,
    Division,
    Employment,
    Grid,
    GridKind,
    Level,
    MapFeature,
    Office,
    Person,
    Post,
    PostKind,
)

from .board_content import (
    BoardFeature,
    BoardGrid,
    BoardMap,
    CommunityBoard,
    Foot,
    GridBoard,
    Holder,
    check_qr,
    duties_of,
    flow_of,
    thousands,
)
from .context import Context
from .divisions import path
from .grids import is_open
from .people import holding

LABELS: Mapping[str, str] = {
    PostKind.LEADER: "中心网格长",
    PostKind.MEMBER: "网格员",
    PostKind.VOLUNTEER: "平安志愿者",
    PostKind.PARTY_GROUP_LEADER: "党小组长",
}
EMPLOYED: Mapping[str | None, str] = {Employment.FULL_TIME: "专职", Employment.PART_TIME: "兼职"}


def community_board(session: Session, community_id: UUID, context: Context) -> CommunityBoard:
    """Return the board of a community. Raises ``UserError`` when it is gone or the QR text holds personal data."""
    community = _community(session, community_id)
    town = _Town(session, community, context)
    members = [one for one in town.posts if one.kind == PostKind.MEMBER]
    full_time = {one.person_id for one in members if one.employment == Employment.FULL_TIME}
    return CommunityBoard(
        community=town.name,
        title=f"{town.name}网格化治理示意图",
        division_line=town.line,
        code=community.code,
        residential=sum(not one.dedicated for one in town.grids),
        dedicated=sum(one.dedicated for one in town.grids),
        map=town.map(),
        leader=town.leader(),
        members=len({one.person_id for one in members}),
        full_time=len(full_time),
        volunteers=len({one.person_id for one in town.posts if one.kind == PostKind.VOLUNTEER}),
        duties=duties_of(context.settings["boards.duties"]),
        services=_lines(context.settings["boards.services"]),
        flow=flow_of(context.settings["boards.ordinary_line"], context.settings["boards.urgent_line"]),
        foot=town.foot(),
    )


def grid_board(session: Session, grid_id: UUID, context: Context) -> GridBoard:
    """Return the board of a grid. Raises ``UserError`` when it is gone or the QR text holds personal data."""
    row = session.get(Grid, grid_id)
    if row is None or row.deleted:
        raise UserError("这个网格已不存在，没有生成公示牌，请返回列表重新选择")
    town = _Town(session, _community(session, row.community_id), context)
    grid = next((one for one in town.grids if one.id == grid_id), None)
    if grid is None:
        raise UserError(f"“{row.name}”已停用，没有生成公示牌，请选择使用中的网格")
    return GridBoard(
        community=town.name,
        title=f"第{grid.number}网格公示牌",
        division_line=town.line + town.name,
        grid=grid,
        map=town.map(),
        facts=_facts(row),
        holders=town.holders(grid_id),
        duties=duties_of(context.settings["boards.duties"]),
        services=_lines(context.settings["boards.services"]),
        flow=flow_of(context.settings["boards.ordinary_line"], context.settings["boards.urgent_line"]),
        foot=town.foot(),
    )


def notices(board: CommunityBoard | GridBoard) -> list[str]:
    """Return what is missing on a board, one Chinese sentence each, to be shown before printing."""
    said: list[str] = []
    grids = board.grids if isinstance(board, CommunityBoard) else (board.grid,)
    leader = board.leader if isinstance(board, CommunityBoard) else board.holders[0]
    if not grids:
        return [f"{board.community}没有使用中的网格，公示牌上没有地图和人员，请先录入网格"]
    undrawn = [one for one in board.map.grids if not one.polygon]
    if len(undrawn) == len(board.map.grids):
        said.append("还没有录入网格边界，地图先以方格示意，请导入边界后再印正式牌")
    elif undrawn:
        said.append(f"{_named(undrawn)}没有边界，不画在地图上，请补录边界")
    if board.map.outline is None and len(undrawn) < len(board.map.grids):
        said.append("没有录入社区外围边界，按各网格合并的外缘画出，请核对")
    if leader.vacant:
        said.append("没有在任的中心网格长，牌上印“岗位空缺”，请补录任职")
    vacant = [one for one in grids if one.member.vacant]
    if vacant:
        said.append(f"{_named(vacant)}没有在任的网格员，牌上印“岗位空缺”，请补录任职")
    silent = [one.name for one in _holders(board) if not one.vacant and not one.phone]
    if silent:
        said.append(f"{_several(silent)}没有可公开的电话，牌上留“—”，请填写办公电话或社区电话")
    uncounted = [one for one in grids if not one.dedicated and (one.households is None or one.people is None)]
    if uncounted:
        said.append(f"{_named(uncounted)}没有填户数或人口，牌上印“—”")
    if not board.map.counted:
        said.append("户数、人口没有底数日期，牌上不注日期，请填写底数日期")
    if not board.foot.supervision_phone:
        said.append("没有填写监督电话，牌上印“待补”，请在单位信息里填写有人接听的电话")
    return said


class _Town:
    """The rows of one community that its boards are made of, read once."""

    def __init__(self, session: Session, community: Division, context: Context) -> None:
        self.session, self.community, self.context = session, community, context
        above = path(session, community.id)
        self.name = community.short_name or community.name.removesuffix("居民委员会").removesuffix("居委会")
        upper = [one.short_name or one.name for one in above if one.level in (Level.COUNTY, Level.STREET)]
        self.line = "".join(one.removesuffix("办事处") for one in upper)
        self.offices = self._offices(above)
        rows = session.scalars(select(Grid).where(Grid.community_id == community.id, is_open(context))).all()
        self.rows = sorted(rows, key=lambda one: (one.kind == GridKind.DEDICATED, one.code))
        ids = [one.id for one in rows]
        statement = select(Post).where(Post.grid_id.in_(ids), holding(Post, context)).order_by(Post.started_on, Post.id)
        self.posts = session.scalars(statement).all()
        people = select(Person).where(Person.id.in_({one.person_id for one in self.posts}), ~Person.deleted)
        self.people = {one.id: one for one in session.scalars(people.options(undefer(Person.photo)))}
        self.posts = [one for one in self.posts if one.person_id in self.people]
        self.labels = {**LABELS, **_labels(session)}
        drawn = self._boundaries(Boundary.grid_id.in_(ids))
        self.polygons = {one.grid_id: one.polygon for one in drawn}
        self.grids = tuple(self._grid(row, number) for row, number in zip(self.rows, self._numbers(), strict=True))

    def map(self) -> BoardMap:
        """Return the map of the whole community."""
        outline = self._boundaries(Boundary.division_id == self.community.id)
        features = self.session.scalars(
            select(MapFeature)
            .where(MapFeature.division_id == self.community.id, ~MapFeature.deleted)
            .order_by(MapFeature.kind, MapFeature.name, MapFeature.id)
        )
        counted = sorted({one.counted_on for one in self.rows if one.counted_on})
        return BoardMap(
            outline=outline[-1].polygon if outline else None,
            grids=self.grids,
            features=tuple(BoardFeature(one.kind, one.name, one.points) for one in features),
            counted=_months(counted),
        )

    def leader(self) -> Holder:
        """Return who leads most grids of the community; on a tie the one first in post."""
        posts = [one for one in self.posts if one.kind == PostKind.LEADER]
        if not posts:
            return self._vacancy(PostKind.LEADER)
        led = {key: sum(one.person_id == key for one in posts) for key in (one.person_id for one in posts)}
        chief = max(posts, key=lambda one: (led[one.person_id], -one.started_on.toordinal()))
        return self._holder(chief)

    def holders(self, grid_id: UUID) -> tuple[Holder, ...]:
        """Return leader, members (the one in charge first), volunteers and Party group leaders of a grid."""
        posts = [one for one in self.posts if one.grid_id == grid_id]
        of = {kind: [one for one in posts if one.kind == kind] for kind in PostKind}
        shown = [self._holder(of[PostKind.LEADER][0]) if of[PostKind.LEADER] else self._vacancy(PostKind.LEADER)]
        members = sorted(of[PostKind.MEMBER], key=_charge)
        shown += [self._holder(one) for one in members] or [self._vacancy(PostKind.MEMBER)]
        group = of[PostKind.PARTY_GROUP_LEADER]
        volunteers = of[PostKind.VOLUNTEER]
        room = max(1, 5 - len(shown) - 1)
        for at, one in enumerate(volunteers[:room]):
            note = f"召集人，共{len(volunteers)}人" if at == 0 and len(volunteers) > room else ""
            shown.append(self._holder(one, note))
        if not volunteers:
            shown.append(self._vacancy(PostKind.VOLUNTEER))
        shown += [self._holder(one) for one in group] or [self._vacancy(PostKind.PARTY_GROUP_LEADER)]
        return tuple(shown)

    def foot(self) -> Foot:
        """Return phones, hours, QR text, maker and date."""
        settings = self.context.settings
        own = next((one.name for one in self.offices if one.division_id == self.community.id), "")
        maker = settings["boards.maker"] or own or f"{self.name}居民委员会"
        return Foot(
            supervision_phone=next((one.supervision_phone for one in self.offices if one.supervision_phone), ""),
            hotline=settings["boards.hotline"],
            hours=_lines(settings["boards.hours"]),
            qr=check_qr(settings["boards.qr"]),
            maker=maker,
            updated_on=self.context.today,
            demonstration=any(one.demonstration for one in self.offices),
        )

    def _grid(self, row: Grid, number: str) -> BoardGrid:
        members = [one for one in self.posts if one.grid_id == row.id and one.kind == PostKind.MEMBER]
        member = self._holder(min(members, key=_charge)) if members else self._vacancy(PostKind.MEMBER)
        return BoardGrid(
            id=row.id,
            number=number,
            code=row.code,
            name=row.name,
            dedicated=row.kind == GridKind.DEDICATED,
            households=row.households,
            people=row.people,
            polygon=self.polygons.get(row.id),
            member=member,
        )

    def _numbers(self) -> list[str]:
        """Return the number of each grid: the serial of its code.

        Schemes count serials by kind, so those of dedicated grids go on after the last residential one; where codes
        give no distinct serials, the grids are counted through.
        """
        schemes = {one.id: one for one in self.session.scalars(select(CodeScheme))}
        serials = [_serial(row, schemes.get(row.code_scheme_id) if row.code_scheme_id else None) for row in self.rows]
        ordinary = [n for n, row in zip(serials, self.rows, strict=True) if row.kind != GridKind.DEDICATED]
        if len(set(serials)) < len(serials) and ordinary:
            serials = [
                n + max(ordinary) if row.kind == GridKind.DEDICATED else n
                for n, row in zip(serials, self.rows, strict=True)
            ]
        if len(set(serials)) < len(serials) or any(not 0 < n < 1000 for n in serials):
            serials = list(range(1, len(serials) + 1))
        return [f"{n:02d}" for n in serials]

    def _holder(self, post: Post, note: str = "") -> Holder:
        person = self.people[post.person_id]
        today = self.context.today
        role = self.labels.get(post.kind, post.kind)
        if post.kind == PostKind.MEMBER:
            role = EMPLOYED.get(post.employment, "") + role
        own = person.mobile if _consents(person.mobile_consent_on, person.mobile_consent_until, today) else ""
        photo = person.photo if _consents(person.photo_consent_on, person.photo_consent_until, today) else None
        phone = own or person.office_phone or self._phone()
        return Holder(person.name, role, note or person.duty, phone, photo=photo)

    def _vacancy(self, kind: PostKind) -> Holder:
        phone = self._phone()
        return Holder("", self.labels[kind], phone=phone, phone_note="社区代管" if phone else "")

    def _phone(self) -> str:
        own = [one.phone for one in self.offices if one.division_id == self.community.id]
        return self.community.phone or next((one for one in own if one), "")

    def _boundaries(self, wanted: Any) -> Sequence[Boundary]:
        today = self.context.today
        return self.session.scalars(
            select(Boundary)
            .where(wanted, ~Boundary.deleted, Boundary.valid_from <= today)
            .where(Boundary.valid_to.is_(None) | (Boundary.valid_to >= today))
            .order_by(Boundary.valid_from, Boundary.id)
        ).all()

    def _offices(self, above: Sequence[Division]) -> list[Office]:
        """Return the offices in the order they answer for the community: its own, its street's, then the others."""
        rank = {one.id: at for at, one in enumerate(reversed(above))}
        rows = self.session.scalars(select(Office).where(~Office.deleted).order_by(Office.name, Office.id)).all()
        return sorted(rows, key=lambda one: rank.get(one.division_id, len(rank)) if one.division_id else len(rank))


def _community(session: Session, community_id: UUID) -> Division:
    row = session.get(Division, community_id)
    if row is None or row.deleted:
        raise UserError("这个社区已不存在，没有生成公示牌，请返回列表重新选择")
    return row


def _labels(session: Session) -> dict[str, str]:
    from .records import choices

    return choices(session, "post_kinds")


def _charge(post: Post) -> tuple[bool, bool, date]:
    """Order of members: the one marked in charge, then full-time, then the longest in post."""
    return not post.primary, post.employment != Employment.FULL_TIME, post.started_on


def _consents(since: date | None, until: date | None, today: date) -> bool:
    return since is not None and since <= today and (until is None or until >= today)


def _serial(grid: Grid, scheme: CodeScheme | None) -> int:
    part = grid.code[-3:]
    at = 0
    for segment in scheme.segments if scheme else ():
        if segment.get("source") == "serial":
            part = grid.code[at : at + segment["length"]]
        at += segment["length"]
    return int(part) if part.isascii() and part.isdigit() else 0


def _facts(row: Grid) -> tuple[tuple[str, str], ...]:
    groups = f"，党小组{row.party_groups}个" if row.party_groups is not None else ""
    members = f"{row.party_members}名{groups}" if row.party_members is not None else groups.lstrip("，")
    return (
        ("类型", "专属网格" if row.kind == GridKind.DEDICATED else "综合网格"),
        ("东至", row.east),
        ("南至", row.south),
        ("西至", row.west),
        ("北至", row.north),
        ("住户", _counted(row.households, "户")),
        ("常住人口", _counted(row.people, "人")),
        ("楼栋", _counted(row.buildings, "栋")),
        ("单位商户", _counted(row.units, "家")),
        ("党员", members),
    )


def _counted(number: int | None, unit: str) -> str:
    return "" if number is None else f"{thousands(number)}{unit}"


def _lines(value: Any) -> tuple[str, ...]:
    return tuple(line.strip() for line in ([value] if isinstance(value, str) else value or ()) if line.strip())


def _months(days: Sequence[date]) -> str:
    """Return 2026年10月, or the first and last month when grids were counted at different times."""
    months = [month for month, _ in groupby(days, key=lambda day: (day.year, day.month))]
    if not months:
        return ""
    first, last = months[0], months[-1]
    if first == last:
        return f"{first[0]}年{first[1]}月"
    return f"{first[0]}年{first[1]}月至{f'{last[0]}年' if last[0] != first[0] else ''}{last[1]}月"


def _holders(board: CommunityBoard | GridBoard) -> Iterable[Holder]:
    if isinstance(board, GridBoard):
        return board.holders
    return [board.leader, *(one.member for one in board.grids)]


def _named(grids: Sequence[BoardGrid]) -> str:
    return _several([f"{one.number}“{one.name}”" for one in grids])


def _several(names: Sequence[str]) -> str:
    """Return at most three names and how many there are in all."""
    shown = "、".join(dict.fromkeys(names[:3]))
    return shown if len(names) <= 3 else f"{shown}等{len(names)}个"
