"""The rules of the order by strokes as statements, and the table behind them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.strokes import Unplaced, stroke_count, stroke_key, stroke_sequence, unplaced

ROSTER = [
    "丁梅", "万小勇", "王晨", "毛建平", "方圆", "邓国梁", "龙秋生", "叶子衿",
    "兰桂英", "𠮷春生", "刘玥", "许志宏", "李堃", "肖龑", "吴翀", "何秀兰",
    "阿依努尔·买买提江", "欧阳文婧", "罗永发", "周婷", "胡家骏", "钟翀", "贺红军", "袁琳",
    "郭大利", "黄珺瑶", "梁田", "彭细妹", "谢喆", "熊思远",
]  # fmt: skip


def by_surname(names: str) -> list[str]:
    return sorted(names.split(), key=stroke_key)


def by_name(names: str) -> list[str]:
    return sorted(names.split(), key=lambda name: stroke_key(name, by="name"))


def test_a_roster_in_order_by_surname() -> None:
    shuffled = ROSTER.copy()
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=stroke_key) == ROSTER


def test_fewer_strokes_come_first() -> None:
    assert by_surname("黄梅 田梅 丁梅") == ["丁梅", "田梅", "黄梅"]


def test_equal_counts_go_by_the_first_stroke_that_differs() -> None:
    assert by_surname("邓一 方一 毛一 王一") == ["王一", "毛一", "方一", "邓一"]
    assert [stroke_sequence(sign) for sign in "王毛方邓"] == ["1121", "3115", "4153", "5452"]


def test_turns_count_as_five_kinds() -> None:
    assert stroke_sequence("打")[2] == "1", "提 counts as 横"
    assert stroke_sequence("丁") == "12", "竖钩 counts as 竖"
    assert stroke_sequence("人") == "34", "捺 counts as 点"
    assert stroke_sequence("戈")[1] == "5", "other hooks count as 折"


@pytest.mark.parametrize("standard", ["十丁", "八人入", "儿匕几九", "曰日", "只叭", "召加", "未末", "工土士"])
def test_equal_sequences_stand_as_in_the_standard_table(standard: str) -> None:
    assert len({stroke_sequence(sign) for sign in standard}) == 1
    assert sorted(set(standard), key=stroke_key) == list(standard)


def test_the_same_first_character_leads_to_the_next() -> None:
    assert by_surname("王大利 王一平 王大") == ["王大", "王一平", "王大利"]
    assert by_name("王大利 王一平 王大") == ["王一平", "王大", "王大利"]


def test_one_character_given_names_go_first_by_surname() -> None:
    assert by_surname("田大利 田富") == ["田富", "田大利"]


def test_one_character_given_names_are_compared_directly_by_name() -> None:
    assert by_name("田富 田大利") == ["田大利", "田富"]


def test_compound_surnames_compare_by_their_first_character() -> None:
    assert by_surname("罗一 欧阳修 吴一") == ["吴一", "欧阳修", "罗一"]
    assert by_surname("欧阳文婧 欧阳修 欧文") == ["欧文", "欧阳修", "欧阳文婧"]


def test_an_unknown_sequence_goes_last_in_its_count_and_is_listed() -> None:
    unknown = "\U0002eb8f"
    assert stroke_count(unknown)
    assert stroke_sequence(unknown) == ""
    assert unplaced(["王晨", f"王{unknown}", "Anna·李"]) == [
        Unplaced(f"王{unknown}", unknown), *(Unplaced("Anna·李", sign) for sign in "Ana"),
    ]  # fmt: skip


def test_what_is_not_in_the_table_goes_last_of_all() -> None:
    assert by_surname("Anna 龘一 丁一") == ["丁一", "龘一", "Anna"]
    assert stroke_count("A") is None


@pytest.mark.parametrize(
    ("sign", "strokes"),
    [
        ("㛃", 9),
        ("䶮", 9),
        ("𠮷", 6),
        ("翀", 10),
        ("喆", 12),
        ("玥", 8),
        ("赟", 16),
        ("堃", 11),
        ("𬱖", 11),
        ("𬒔", 13),
    ],
)
def test_rare_characters_of_names_are_in_the_table(sign: str, strokes: int) -> None:
    assert stroke_count(sign) == strokes == len(stroke_sequence(sign))


@given(st.lists(st.text(alphabet="丁万王毛𠮷刘许李·田大利富欧阳A", max_size=5), max_size=8), st.randoms())
def test_the_order_depends_on_the_names_alone(names: list[str], rng: random.Random) -> None:
    keys = sorted(map(stroke_key, names))
    rng.shuffle(names)
    assert [stroke_key(name) for name in sorted(names, key=stroke_key)] == keys
