"""Days as people write them: reading and showing calendar days, independent of locale."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from desktop.errors import UserError

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)

WEEKDAYS = "一二三四五六日"

_SHAPES = (
    re.compile(r"(?P<year>\d{4})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
)
_ALIKE = str.maketrans({"－": "-", "–": "-", "—": "-", "−": "-", "。": ".", "、": ".", "．": "."})


def parse_day(text: str) -> date:
    """Return the day written as 2024-3-5, 2024.3.5, 2024/3/5, 20240305 or 2024年3月5日, full-width digits too.

    Raises :class:`UserError` with a sentence for what is not a day or lies outside 1900–2199. Short years and other
    orders are refused rather than guessed.
    """
    plain = "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split())
    if not plain:
        raise UserError("还没有填日期，请写成 2024-3-5、20240305 或 2024年3月5日")
    match = next((found for shape in _SHAPES if (found := shape.fullmatch(plain))), None)
    if match is None:
        raise UserError(f"“{text.strip()}”看不出是哪一天，原来的日期没有动，请写成 2024-3-5、20240305 或 2024年3月5日")
    year, month, number = int(match["year"]), int(match["month"]), int(match["day"])
    try:
        day = date(year, month, number)
    except ValueError:
        raise UserError(f"日历上没有{year}年{month}月{number}日，原来的日期没有动，请核对月和日") from None
    if not EARLIEST <= day <= LATEST:
        raise UserError(f"{year}年不在 1900 至 2199 年之间，原来的日期没有动，请核对年份")
    return day


def short_day(day: date) -> str:
    """Return a day as lists and inputs show it: 2024-03-05."""
    return day.isoformat()


def long_day(day: date) -> str:
    """Return a day as sentences and papers show it: 2024年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return 星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"
