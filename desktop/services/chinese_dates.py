"""Days as Chinese papers write them, and days as clerks type them."""

from __future__ import annotations

import re
from datetime import date

from desktop.errors import UserError

DIGITS = "〇一二三四五六七八九"
"""Figures of a year; the zero is 〇 (U+3007), never ○, O or 零 (GB/T 15835)."""
_VALUES = {sign: value for value, sign in enumerate(DIGITS)} | {"零": 0, "○": 0, "Ｏ": 0}
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_EXAMPLE = "请按 2024-3-5 这样填写"


class WrongDate(UserError):
    """What was typed is no day."""


def chinese_date(day: date) -> str:
    """Return a day in Chinese figures, for certificates: 二〇二六年十二月三十一日."""
    return f"{chinese_month(day)}{counting(day.day)}日"


def chinese_month(day: date) -> str:
    """Return year and month in Chinese figures: 二〇二六年一月."""
    return f"{chinese_year(day.year)}{counting(day.month)}月"


def chinese_year(year: int) -> str:
    """Return a year figure by figure: 二〇二六年."""
    return "".join(DIGITS[int(figure)] for figure in str(year)) + "年"


def counting(number: int) -> str:
    """Return a counting number from 1 to 99 in Chinese: 十, 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else DIGITS[tens]) + "十"
    return head + (DIGITS[ones] if ones else "")


def written_date(day: date) -> str:
    """Return a day in Arabic figures without leading zeros, for letters and forms: 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def written_month(day: date) -> str:
    """Return year and month for letters and forms: 2026年1月."""
    return f"{day.year}年{day.month}月"


def dotted_month(day: date) -> str:
    """Return year and month for rosters: 2026.01."""
    return f"{day.year}.{day.month:02d}"


def weekday_name(day: date) -> str:
    """Return the day of the week: 星期一 … 星期日."""
    return "星期" + "一二三四五六日"[day.weekday()]


def parse_date(text: str) -> date:
    """Return the day typed as 2024-3-5, 2024.3.5, 2024/3/5, 20240305, 2024年3月5日 or 二〇二四年三月五日.

    Raises ``WrongDate`` with a sentence that shows what was read.
    """
    plain = text.translate(_WIDE).strip()
    numbers = _numbers(plain)
    if numbers is None or len(numbers) != 3:
        raise WrongDate(f"“{plain}”不是日期，{_EXAMPLE}" if plain else f"日期不能为空，{_EXAMPLE}")
    year, month, day = numbers
    if not 1 <= month <= 12:
        raise WrongDate(f"“{plain}”的月份是 {month}，应为 1—12，{_EXAMPLE}")
    try:
        return date(year, month, day)
    except ValueError:
        raise WrongDate(f"{year}年{month}月没有 {day} 日，请核对") from None


def parse_month(text: str) -> date:
    """Return the first day of the month typed as 2024-3, 2024.03, 202403, 2024年3月; raises ``WrongDate``."""
    plain = text.translate(_WIDE).strip()
    numbers = _numbers(plain)
    if numbers is None or len(numbers) != 2 or not 1 <= numbers[1] <= 12:
        raise WrongDate(f"“{plain}”不是年月，请按 2024-3 这样填写")
    return date(numbers[0], numbers[1], 1)


def _numbers(plain: str) -> list[int] | None:
    """Return year, month and, if given, day; the year has four figures and is not before 1900."""
    if re.fullmatch(r"\d{8}|\d{6}", plain, re.ASCII):
        parts = [plain[:4], plain[4:6], plain[6:]] if len(plain) == 8 else [plain[:4], plain[4:]]
    else:
        found = re.fullmatch(r"(\S{4})\s*[-./年]\s*(\S{1,3}?)\s*(?:[-./月]\s*(?:(\S{1,3}?)\s*日?)?)?", plain)
        if not found:
            return None
        parts = [part for part in found.groups() if part]
    numbers = [_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    return known if len(known) == len(parts) and 1900 <= known[0] <= 2999 else None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word)
    if len(word) == 4 and all(sign in _VALUES for sign in word):
        return int("".join(str(_VALUES[sign]) for sign in word))
    for number in range(1, 32):
        if counting(number) == word:
            return number
    return None
