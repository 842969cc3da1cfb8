"""Days and moments as people write them: reading and showing them, independent of locale."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time

from desktop.clock import CHINA
from desktop.errors import UserError

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)

WEEKDAYS = "一二三四五六日"

_SHAPES = (
    re.compile(r"(?P<year>\d{4})(?P<mark>[-./])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
)
_CLOCK = re.compile(
    r"(?P<half>上午|下午|中午|晚上|早上|凌晨)?"
    r"(?P<hour>\d{1,2})(?P<mark>[:时点])(?:(?P<minute>\d{1,2}|半)(?:(?:(?P=mark)|:|分)(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
    r"(?P<end>AM|PM)?",
    re.IGNORECASE,
)
_MORNING = ("上午", "早上", "凌晨")
_PACKED = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?")
_PARTED = re.compile(
    r"(.*[\d日号])\s*[ T\t]\s*(.*)|(.*\d(?:日|号|(?=上午|下午|中午|晚上|早上|凌晨)))\s*(.+)", re.DOTALL
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


def parse_moment(text: str) -> datetime:
    """Return the moment, in UTC, written in China time as 2024-3-5 14:30, 2024年3月5日 14时30分, 2024/3/5 下午2:30 …

    Every form of :func:`parse_day` may stand before a time of day; 202403051430 and 2024-03-05T14:30:00 are read too.
    Raises :class:`UserError` with a sentence for what is no moment; a day alone is refused, the time is not guessed.
    """
    plain = re.sub(r"\s+(?=[AaPp][Mm]$)", "", unicodedata.normalize("NFKC", text.translate(_ALIKE)).strip())
    if packed := _PACKED.fullmatch(plain):
        day, clock = packed[1], f"{packed[2]}:{packed[3]}:{packed[4] or 0}"
    elif parted := _PARTED.fullmatch(plain):
        day, clock = (parted[1], parted[2]) if parted[1] else (parted[3], parted[4])
    else:
        day, clock = plain, ""
    found = parse_day(day)
    if not clock.strip():
        raise UserError(f"“{text.strip()}”没有写几点几分，原来的时间没有动，请写成 2024-3-5 14:30 这样")
    return datetime.combine(found, _time(clock, text), CHINA).astimezone(UTC)


def _time(clock: str, text: str) -> time:
    match = _CLOCK.fullmatch("".join(clock.split()))
    wrong = UserError(f"“{text.strip()}”看不出是几点几分，原来的时间没有动，请写成 2024-3-5 14:30 这样")
    if match is None or (match["mark"] == ":" and match["minute"] is None):
        raise wrong
    hour, minute = int(match["hour"]), 30 if match["minute"] == "半" else int(match["minute"] or 0)
    half, end = match["half"] or "", (match["end"] or "").upper()
    # Nobody knows which twelve o'clock 上午12点 or 晚上12点 is meant to be.
    if (half and end) or (half in (*_MORNING, "晚上") and hour == 12) or (hour > 12 and half in _MORNING):
        raise wrong
    if ((half in ("下午", "晚上") or end == "PM") and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif end == "AM" and hour == 12:
        hour = 0
    try:
        return time(hour, minute, int(match["second"] or 0))
    except ValueError:
        raise wrong from None


def short_day(day: date) -> str:
    """Return a day as lists and inputs show it: 2024-03-05."""
    return day.isoformat()


def long_day(day: date) -> str:
    """Return a day as sentences and papers show it: 2024年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return 星期一 … 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"
