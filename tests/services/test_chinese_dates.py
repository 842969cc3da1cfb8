"""Days in Chinese figures and days as clerks type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.chinese_dates import (
    WrongDate,
    chinese_date,
    chinese_month,
    dotted_month,
    parse_date,
    parse_month,
    weekday_name,
    written_date,
    written_month,
)

DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 12, 31), "二〇二六年十二月三十一日"),
        (date(2026, 1, 1), "二〇二六年一月一日"),
        (date(2000, 10, 10), "二〇〇〇年十月十日"),
        (date(2011, 11, 20), "二〇一一年十一月二十日"),
        (date(1999, 2, 21), "一九九九年二月二十一日"),
    ],
)
def test_a_day_in_chinese_figures(day: date, written: str) -> None:
    assert chinese_date(day) == written


def test_other_ways_to_write_a_day() -> None:
    day = date(2026, 1, 5)
    assert chinese_month(day) == "二〇二六年一月"
    assert written_date(day) == "2026年1月5日"
    assert written_month(day) == "2026年1月"
    assert dotted_month(day) == "2026.01"
    assert weekday_name(day) == "星期一"


@pytest.mark.parametrize(
    "typed",
    [
        "2024-3-5", "2024.3.5", "2024/3/5", "20240305", "2024年3月5日", "2024-03-05", "2024年03月05日", "2024年3月5",
        " ２０２４．３．５ ", "二〇二四年三月五日", "二零二四年三月五日", "2024 年 3 月 5 日",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_date(typed) == date(2024, 3, 5)


@given(DAYS)
def test_what_is_written_is_read_back(day: date) -> None:
    for written in (chinese_date(day), written_date(day), day.isoformat(), f"{day:%Y%m%d}"):
        assert parse_date(written) == day


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "日期不能为空，请按 2024-3-5 这样填写"),
        ("昨天", "“昨天”不是日期，请按 2024-3-5 这样填写"),
        ("2024-3", "“2024-3”不是日期，请按 2024-3-5 这样填写"),
        ("24-3-5", "“24-3-5”不是日期，请按 2024-3-5 这样填写"),
        ("2024-13-5", "“2024-13-5”的月份是 13，应为 1—12，请按 2024-3-5 这样填写"),
        ("2023-2-29", "2023年2月没有 29 日，请核对"),
        ("1824-3-5", "“1824-3-5”不是日期，请按 2024-3-5 这样填写"),
    ],
)
def test_what_is_no_day_is_said(typed: str, sentence: str) -> None:
    with pytest.raises(WrongDate) as caught:
        parse_date(typed)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("typed", ["2024-3", "2024.03", "202403", "2024年3月", "二〇二四年三月"])
def test_a_month_is_read(typed: str) -> None:
    assert parse_month(typed) == date(2024, 3, 1)


def test_a_day_is_no_month() -> None:
    with pytest.raises(WrongDate, match="不是年月"):
        parse_month("2024-3-5")


@given(st.text(max_size=16))
def test_anything_typed_is_a_day_or_refused(typed: str) -> None:
    try:
        day = parse_date(typed)
    except WrongDate:
        return
    assert parse_date(written_date(day)) == day
