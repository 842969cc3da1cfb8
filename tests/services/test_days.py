from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.services.days import EARLIEST, LATEST, long_day, parse_day, parse_moment, short_day, weekday

FIFTH = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-3-5",
        "2024-03-05",
        "2024.3.5",
        "2024/3/5",
        "20240305",
        "2024年3月5日",
        "2024年03月05号",
        "2024年3月5",
        " 2024 年 3 月 5 日 ",
        "２０２４－３－５",
        "２０２４年３月５日",
        "２０２４０３０５",
        "2024。3。5",
        "2024—3—5",
    ],
)
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert parse_day(text) == FIFTH


@pytest.mark.parametrize("text", ["24-3-5", "3-5", "2024-3", "5/3/2024", "2024-3.5", "45000", "明天", "2024035"])
def test_what_is_not_clearly_a_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="2024-3-5") as refusal:
        parse_day(text)
    assert text in str(refusal.value)


@pytest.mark.parametrize(("text", "named"), [("2023-2-29", "2023年2月29日"), ("20241301", "2024年13月1日")])
def test_a_day_the_calendar_lacks_is_named(text: str, named: str) -> None:
    with pytest.raises(UserError, match=f"没有{named}"):
        parse_day(text)


@pytest.mark.parametrize("text", ["1899-12-31", "2200-1-1", "0001-01-01"])
def test_years_nobody_means_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="1900"):
        parse_day(text)


def test_nothing_written_asks_for_a_day() -> None:
    with pytest.raises(UserError, match="还没有填"):
        parse_day("　 ")


@given(st.dates(EARLIEST, LATEST))
def test_what_is_shown_can_be_read_again(day: date) -> None:
    assert parse_day(short_day(day)) == parse_day(long_day(day)) == parse_day(day.strftime("%Y%m%d")) == day


def test_weekdays_are_named() -> None:
    assert weekday(date(2026, 11, 24)) == "星期二"


@pytest.mark.parametrize(
    "text",
    [
        "2024-3-5 14:30",
        "2024年3月5日 14时30分",
        "2024年3月5日14点半",
        "2024/3/5 下午2:30",
        "2024-3-5下午2点30分",
        "2024-3-5 2:30 PM",
        "２０２４．３．５　１４：３０",
        "2024-03-05T14:30:00",
        "20240305 14:30:00.000",
        "202403051430",
    ],
)
def test_moments_are_read_in_every_usual_form_as_china_time(text: str) -> None:
    assert parse_moment(text) == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-3-5", "没有写几点几分"),
        ("2024年3月5日", "没有写几点几分"),
        ("2024-3-5 25:00", "看不出是几点几分"),
        ("2024-3-5 14:60", "看不出是几点几分"),
        ("2024-3-5 14", "看不出是几点几分"),
        ("2024-3-5 上午14:30", "看不出是几点几分"),
        ("2024-3-5 晚上12:30", "看不出是几点几分"),
        ("2024-2-30 14:30", "没有2024年2月30日"),
        ("3/4/2024 14:30", "看不出是哪一天"),
        ("14:30", "看不出是哪一天"),
    ],
)
def test_what_is_not_clearly_a_moment_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        parse_moment(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_moments(text: str) -> None:
    try:
        parse_moment(text)
    except UserError as refusal:
        assert str(refusal)
