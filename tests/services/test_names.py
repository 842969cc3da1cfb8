"""Names in one written form, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import Invalid
from desktop.services.names import LIMIT, clean_name, name_mistake, split_name, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 王晨 ", "王晨"),
        ("钟　翀", "钟翀"),
        ("钟 翀", "钟翀"),
        ("欧阳 文 婧", "欧阳文婧"),
        ("阿依努尔•买买提江", "阿依努尔·买买提江"),
        ("阿依努尔・买买提江", "阿依努尔·买买提江"),
        ("阿依努尔．买买提江", "阿依努尔·买买提江"),
        ("阿依努尔.买买提江", "阿依努尔·买买提江"),
        ("阿依努尔 · 买买提江", "阿依努尔·买买提江"),
        ("Ａｎｎａ　 Lee", "Anna Lee"),
        ("J. Smith", "J. Smith"),
        ("２号楼", "2号楼"),
        ("王\u200b晨\ufeff", "王晨"),
        ("李\ue863", "李䶮"),
        ("e\u0301", "é"),
    ],
)
def test_a_name_has_one_written_form(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@given(st.text(alphabet=st.sampled_from("王钟翀𠮷·•．.　 AaＡ２\u200b\ue863\u0301é"), max_size=12))
def test_tidying_twice_changes_nothing(typed: str) -> None:
    assert tidy(tidy(typed)) == tidy(typed)


def test_length_counts_characters_not_bytes() -> None:
    assert clean_name("𠮷" * LIMIT) == "𠮷" * LIMIT
    with pytest.raises(Invalid) as caught:
        clean_name("𠮷" * (LIMIT + 1))
    assert caught.value.mistakes == {"name": "姓名最多 40 个字，现在是 41 个字，请核对"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "姓名不能为空"),
        ("王\x07晨", "姓名第 2 个字符是看不见的控制符（U+0007），请删掉后重新输入"),
        ("王\n晨", "姓名第 2 个字符是看不见的控制符（U+000A），请删掉后重新输入"),
        ("王\ud800", "姓名第 2 个字符是看不见的控制符（U+D800），请删掉后重新输入"),
        ("王\ue000", "姓名第 2 个字是旧系统的自造字（U+E000），别的电脑认不出，请用标准字重新输入"),
        ("王😀", "姓名第 2 个字符“😀”（U+1F600）是符号，不是姓名用字，请删掉后重新输入"),
        ("★王", "姓名第 1 个字符“★”（U+2605）是符号，不是姓名用字，请删掉后重新输入"),
        ("王\u0378", "姓名第 2 个字符“\u0378”（U+0378）是符号，不是姓名用字，请删掉后重新输入"),
        ("王晨", ""),
        ("𲎯〇々", ""),
        ("Zoë O'Neil-王（小）", ""),
    ],
)
def test_what_cannot_be_kept_is_named(name: str, sentence: str) -> None:
    assert name_mistake(name) == sentence


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("王晨", ("王", "晨")),
        ("毛建平", ("毛", "建平")),
        ("欧阳修", ("欧阳", "修")),
        ("欧阳文婧", ("欧阳", "文婧")),
        ("欧阳", ("欧", "阳")),
        ("陈方安生", ("陈", "方安生")),
        ("阿依努尔·买买提江", ("", "阿依努尔·买买提江")),
        ("Anna", ("", "Anna")),
        ("王", ("", "王")),
    ],
)
def test_surname_and_given_name(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts
