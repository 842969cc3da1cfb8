"""The list of divisions that comes with the program, and what is wrong with others."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from desktop.services.division_list import (
    DivisionRow,
    WrongDivisionList,
    check,
    load,
    read,
    short_name,
    urban_communities,
)

COUNTY = DivisionRow("360881", "井冈山市", "county", "")
STREET = DivisionRow("360881002", "红星街道", "street", "360881")


def community(**changes: str) -> DivisionRow:
    return DivisionRow(
        **{
            "code": "360881002001",
            "name": "会师路居委会",
            "level": "community",
            "parent_code": "360881002",
            **changes,
        }
    )


def test_the_bundled_list_is_whole() -> None:
    rows = load()
    assert Counter(row.level for row in rows) == {
        "province": 1, "prefecture": 1, "county": 1, "street": 19, "community": 170,
    }  # fmt: skip
    assert rows[0].name == "江西省"


def test_the_twelve_urban_communities_of_the_city_are_in_it() -> None:
    of_city = [row for row in urban_communities(load()) if row.parent_code[-3:] in ("002", "101", "105")]
    assert Counter(row.parent_code for row in of_city) == {"360881002": 4, "360881101": 3, "360881105": 5}


def test_a_list_may_begin_at_any_level() -> None:
    assert check([STREET, community()]) == ["360881002 红星街道 的上级代码 360881 不在表中"]
    assert check([DivisionRow(STREET.code, STREET.name, STREET.level, ""), community()]) == []


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (community(code="360881002"), "代码 360881002 重复（红星街道、会师路居委会）"),
        (community(parent_code="360881003"), "360881002001 会师路居委会 的上级代码 360881003 不在表中"),
        (community(parent_code=""), "360881002001 会师路居委会 没有写上级代码"),
        (community(code="36088100200"), "社区级代码应为 12 位，36088100200 是 11 位"),
        (community(code="36088100200A"), "代码“36088100200A”只能是数字"),
        (
            community(code="360881002999"),
            "社区级代码 360881002999 的第 10—12 位应在 001—599 之间（居委会 001—199，村委会 200—399）",
        ),
        (community(code="360881003001"), "360881003001 会师路居委会 的代码应以上级代码 360881002 开头"),
        (
            community(level="village"),
            "360881002001 会师路居委会 的级别“village”不认识，"
            "应为 province、prefecture、county、street、community 之一",
        ),
        (community(name=""), "代码 360881002001 没有名称"),
    ],
)
def test_each_mistake_of_a_list_is_said(row: DivisionRow, sentence: str) -> None:
    assert check([COUNTY, STREET, row]) == [sentence]


def test_an_empty_list_is_a_mistake() -> None:
    assert check([]) == ["一行区划也没有"]


def test_a_wrong_file_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "divisions.csv"
    path.write_text("code,name,level,parent_code\n3608,吉安市,prefecture,36\n", "utf-8")
    with pytest.raises(WrongDivisionList) as caught:
        load(path)
    assert str(caught.value) == ("区划表有误：3608 吉安市 的上级代码 36 不在表中。没有导入任何区划，请改正后再导入")


def test_files_of_office_programs_are_read() -> None:
    text = "code,name,level,parent_code\n36,江西省,province,\n"
    assert read(text.encode("gb18030")) == read(b"\xef\xbb\xbf" + text.encode()) == [
        DivisionRow("36", "江西省", "province", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,level\n", "区划表缺少 code、parent_code 列，没有导入任何区划，请照模板补齐表头"),
        (b"\xff\xff\xff\x00", "文件不是文本表格，没有导入任何区划，请选 CSV 格式的区划表"),
    ],
)
def test_what_is_no_list_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(WrongDivisionList) as caught:
        read(content)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("name", "short", "shortest"),
    [
        ("会师路居委会", "会师路社区", "会师路"),
        ("会师路社区居民委员会", "会师路社区", "会师路"),
        ("沟边社区居委会", "沟边社区", "沟边"),
        ("石陂村委会", "石陂村", "石陂"),
        ("茨坪林场生活区", "茨坪林场生活区", "茨坪林场生活区"),
    ],
)
def test_communities_have_short_names(name: str, short: str, shortest: str) -> None:
    assert (short_name(name), short_name(name, suffix="")) == (short, shortest)
