"""Readings: what names are found by and ordered by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.names import surname_readings
from desktop.services.pinyin import COMBINATION_LIMIT, WORD_LIMIT, WORDS, readings, search_keys, sort_key


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("曾梅", "zeng1"), ("单勇", "shan4"), ("仇明", "qiu2"), ("朴英", "piao2"), ("区明", "ou1"), ("解军", "xie4"),
        ("查平", "zha1"), ("乐天", "yue4"), ("翟芳", "zhai2"), ("盖兰", "ge3"), ("尉迟恭", "yu4"), ("万俟卨", "mo4"),
        ("长孙无忌", "zhang3"), ("任远", "ren2"), ("华生", "hua4"), ("覃辉", "qin2"), ("𠮷春生", "ji2"),
    ],
)  # fmt: skip
def test_surnames_are_read_as_surnames(name: str, surname: str) -> None:
    assert readings(name)[0][0] == surname


def test_a_label_has_no_surname() -> None:
    assert readings("解放路", person=False)[0][0] == "jie3"


def test_words_are_read_as_words() -> None:
    assert [options[0] for options in readings("重庆银行", person=False)] == ["chong2", "qing4", "yin2", "hang2"]
    assert readings("长征路", person=False)[0][0] == "chang2"


def test_words_only_have_readings_their_characters_can_have() -> None:
    for line in WORDS.read_text("utf-8").splitlines()[1:]:
        word, reading = line.split("\t")
        assert len(word) <= WORD_LIMIT
        for character, syllable in zip(word, reading.split(" "), strict=True):
            assert syllable in readings(character)[0], word


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("曾翀", ["zengchong", "zc", "cengchong", "cc"]),
        ("单重", ["shanchong", "danzhong", "chanchong", "dz", "sc"]),
        ("吕绿", ["lvlv", "ll"]),
        ("欧阳文婧", ["ouyangwenjing", "oywj"]),
        ("万俟卨", ["moqi", "wansi"]),
        ("阿依努尔·买买提江", ["ayinuermaimaitijiang", "ayne"]),
        ("会师路社区", ["huishilu", "hsl"]),
        ("银行家属院", ["yinhangjiashuyuan", "yhjsy"]),
        ("第3网格", ["di3wangge", "d3wg"]),
        ("A座", ["azuo", "az"]),
    ],
)
def test_a_name_is_found_by_each_reading(text: str, typed: list[str]) -> None:
    keys = search_keys(text)
    assert [word for word in typed if word not in keys] == []


def test_each_reading_of_each_listed_surname_is_a_key() -> None:
    for surname, ways in surname_readings().items():
        words = search_keys(f"{surname}一明").split()
        for reading in ways:
            assert "".join(syllable[:-1] for syllable in reading) + "yiming" in words


def test_many_polyphonic_characters_stay_bounded() -> None:
    assert len(search_keys("单重行长乐曾解会").split()) <= 2 * COMBINATION_LIMIT


def test_order_is_by_pinyin_then_tone_then_character() -> None:
    names = ["曾梅", "李明", "连平", "黎明", "陈晨", "单勇", "理明", "李大", "王一", "王", "翟芳"]
    assert sorted(names, key=sort_key) == [
        "陈晨", "黎明", "李大", "李明", "理明", "连平", "单勇", "王", "王一", "曾梅", "翟芳",
    ]  # fmt: skip


def test_what_nobody_can_read_is_found_by_its_code_point() -> None:
    assert "u+2eb8f" in search_keys("王\U0002eb8f")


@given(st.text(max_size=30))
def test_reading_never_fails(text: str) -> None:
    assert len(readings(text)) == len(text)
    search_keys(text)
    sort_key(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF), min_size=1, max_size=4))
def test_keys_of_chinese_text_are_plain_letters(text: str) -> None:
    keys = search_keys(text)
    assert keys.isascii()
    assert keys == keys.lower()
