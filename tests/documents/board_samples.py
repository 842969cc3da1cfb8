"""Invented boards for the tests of signboards: any number of grids, rare and long names, missing parts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from PIL import Image

from desktop.services.board_content import (
    BoardFeature,
    BoardGrid,
    BoardMap,
    CommunityBoard,
    Foot,
    GridBoard,
    Holder,
    duties_of,
    flow_of,
)
from desktop.services.demo_map import tessellate
from desktop.services.geometry import label_point
from desktop.services.settings import board_texts

NAMES = (
    "兰桂英", "刘玥", "谢喆", "𠮷春生", "欧阳文㛃", "阿依努尔·买买提江", "肖䶮", "钟翀", "温秀英", "罗建国",
    "彭静", "邱金莲", "赖子轩", "司马清源", "古丽娜尔·艾合买提", "曾庆", "黄志强", "魏晓燕", "方圆", "郭小红",
    "上官云", "邓丽", "张伟", "王芳", "李娜",
)  # fmt: skip
PLACES = (
    "会师坊", "映山里", "井源苑", "松涛新村", "茶山坡", "枫溪湾", "老井台", "百竹园", "长坪里", "望江楼",
    "桂花巷", "青石街", "水口", "银杏园", "书院里", "南山脚", "北门桥", "石板街", "翠竹湾", "朝阳里", "新市场",
    "黄竹坳", "红军北路", "映山湖景区", "梨坪",
)  # fmt: skip
LONG_NAME = "阿不都热依木江·买买提吐尔逊·阿卜杜克里木·努尔艾合买提·玉素甫江·伊敏尼亚孜江"


def foot(**changes: object) -> Foot:
    """Return a foot with everything filled in."""
    made = Foot(
        supervision_phone="0796-0000100",
        hotline="12345",
        hours=tuple(board_texts()["hours"]),
        qr="https://example.gov.cn/hfl/guide",
        maker="红枫路社区居民委员会",
        updated_on=date(2026, 11, 20),
        demonstration=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def holder(number: int, **changes: object) -> Holder:
    """Return the member of the grid with this number."""
    role = "专职网格员" if number % 3 == 2 else "兼职网格员"
    made = Holder(NAMES[(number - 1) % len(NAMES)], role, phone=f"0796-000{110 + number:04d}")
    return replace(made, **changes)  # type: ignore[arg-type]


VACANCY = Holder("", "专属网格联络员", phone="0796-0000101", phone_note="社区代管")
LEADER = Holder("钟翀", "中心网格长", "社区党支部书记", "0796-0000101")


def town_map(count: int, *, drawn: bool = True, seed: int = 7) -> BoardMap:
    """Return a map of so many grids, the last one dedicated and without a member when there are more than two."""
    shape = tessellate(seed, [count])[0] if drawn else None
    grids = []
    for number in range(1, count + 1):
        dedicated = number == count > 2
        grids.append(
            BoardGrid(
                id=UUID(int=number),
                number=f"{number:02d}",
                code=f"360881099001{2 if dedicated else 1}{number:03d}",
                name=f"{PLACES[(number - 1) % len(PLACES)]}网格",
                dedicated=dedicated,
                households=None if dedicated else 300 + 37 * number % 200,
                people=None if dedicated else 800 + 113 * number % 500,
                polygon=[list(shape.grids[number - 1])] if shape else None,
                member=VACANCY if dedicated else holder(number),
            )
        )
    features: list[BoardFeature] = []
    if shape:
        features = [BoardFeature("street", one.name, list(one.line)) for one in shape.streets]
        features.append(BoardFeature("river", shape.river_name, list(shape.river)))
        spot = label_point([shape.grids[min(2, count - 1)]])
        features.append(BoardFeature("service_centre", "党群服务中心", [spot[0] + 0.0006, spot[1] - 0.0007]))
        for at, grid in enumerate(shape.grids):
            corner = grid[0][len(grid[0]) // 3]
            middle = label_point([grid])
            share = 0.62
            place = [middle[0] + share * (corner[0] - middle[0]), middle[1] + share * (corner[1] - middle[1])]
            if at % 2 == 0:
                features.append(BoardFeature("notice_board", "", place))
    return BoardMap([shape.outline] if shape else None, tuple(grids), tuple(features), "2026年10月")


def community(count: int = 8, *, drawn: bool = True, seed: int = 7, **changes: object) -> CommunityBoard:
    """Return the board of a community with so many grids."""
    texts = board_texts()
    made = CommunityBoard(
        community="红枫路社区",
        title="红枫路社区网格化治理示意图",
        division_line="井冈山市枫林街道",
        code="360881099001",
        residential=count - 1 if count > 2 else count,
        dedicated=1 if count > 2 else 0,
        map=town_map(count, drawn=drawn, seed=seed),
        leader=LEADER,
        members=count + 1,
        full_time=4,
        volunteers=46,
        duties=duties_of(texts["duties"]),
        services=tuple(texts["services"]),
        flow=flow_of(texts["ordinary_line"], texts["urgent_line"]),
        foot=foot(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def grid(
    count: int = 8, number: int = 3, *, drawn: bool = True, people: Sequence[Holder] = (), seed: int = 7
) -> GridBoard:
    """Return the board of one grid of such a community."""
    base = community(count, drawn=drawn, seed=seed)
    own = base.grids[number - 1]
    return GridBoard(
        community=base.community,
        title=f"第{own.number}网格公示牌",
        division_line=base.division_line + base.community,
        grid=own,
        map=base.map,
        facts=(
            ("类型", "综合网格"),
            ("东至", "松涛路"),
            ("南至", "红枫路"),
            ("西至", "井源路"),
            ("北至", "社区北界"),
            ("住户", "386户"),
            ("常住人口", "1 004人"),
            ("楼栋", "14栋"),
            ("单位商户", "52家"),
            ("党员", "61名，党小组2个"),
        ),
        holders=tuple(people)
        or (
            LEADER,
            Holder("谢喆", "专职网格员", "楼道长联络人", "0796-0000113"),
            Holder("𠮷秋妹", "平安志愿者", "召集人，共7人", "0796-0000113"),
            Holder("古丽娜尔·艾合买提", "平安志愿者", "双语联络", "0796-0000113"),
            Holder("", "党小组长", phone="0796-0000101", phone_note="社区代管"),
        ),
        duties=base.duties,
        services=base.services,
        flow=base.flow,
        foot=base.foot,
    )


def photo(width: int = 800, height: int = 1000) -> bytes:
    """Return a JPEG with some detail, so that it does not compress to nothing."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
