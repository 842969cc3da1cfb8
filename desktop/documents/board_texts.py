"""Every text of a board with the place it stands at, to stop before drawing what no font can print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.documents.fonts import MissingGlyph, missing
from desktop.services.board_content import BoardMap, CommunityBoard, Flow, Foot, GridBoard, Holder


def check_glyphs(board: CommunityBoard | GridBoard) -> None:
    """Raise :class:`MissingGlyph` with person or grid and field for the first character no font has."""
    for where, text in _texts(board):
        if lacking := missing(text):
            raise MissingGlyph(lacking[0], where)


def _texts(board: CommunityBoard | GridBoard) -> Iterator[tuple[str, str]]:
    yield "标题", board.title
    yield "所属区划", board.division_line
    yield "社区名称", board.community
    yield from _map_texts(board.map)
    if isinstance(board, CommunityBoard):
        yield "社区代码", board.code
        yield from _holder_texts(board.community, board.leader)
        for grid in board.grids:
            yield from _holder_texts(grid.name, grid.member)
    else:
        for holder in board.holders:
            yield from _holder_texts(board.grid.name, holder)
        for label, value in board.facts:
            yield f"{board.grid.name} {label}", value
    for title, said in board.duties:
        yield "职能职责", title + said
    for service in board.services:
        yield "便民服务", service
    yield from _flow_texts(board.flow)
    yield from _foot_texts(board.foot)


def _map_texts(map_: BoardMap) -> Iterator[tuple[str, str]]:
    for grid in map_.grids:
        yield f"{grid.number}号网格名称 {grid.name}", grid.name
        yield f"{grid.name} 网格编码", grid.code
    for feature in map_.features:
        yield f"地图上的 {feature.name}", feature.name


def _holder_texts(place: str, holder: Holder) -> Iterator[tuple[str, str]]:
    who = " ".join(part for part in (place, holder.role, holder.name) if part)
    yield f"{who} 姓名", holder.name
    yield f"{who} 岗位", holder.role
    yield f"{who} 职务", holder.duty
    yield f"{who} 电话", holder.phone + holder.phone_note


def _flow_texts(flow: Flow) -> Iterator[tuple[str, str]]:
    said: Sequence[str] = (
        *flow.entry, flow.ordinary_head, flow.urgent_head, flow.exit, flow.note,
        *(one.text + one.limit for one in (*flow.ordinary, *flow.urgent)),
    )  # fmt: skip
    for text in said:
        yield "办事流程", text.replace("\n", "")


def _foot_texts(foot: Foot) -> Iterator[tuple[str, str]]:
    yield "监督电话", foot.supervision_phone
    yield "政务服务热线", foot.hotline
    yield "制作单位", foot.maker
    for line in foot.hours:
        yield "服务时间", line
