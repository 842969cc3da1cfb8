"""Numbers with rules of their own: 居民身份证 (GB 11643), 统一社会信用代码 (GB 32100), telephones.

Each ``…_mistake`` returns one Chinese sentence, or an empty string where nothing is wrong. ID numbers and codes are
checked to warn, not to block: old and foreign papers exist, so the caller decides what a mistake means.
"""

from __future__ import annotations

import re
from datetime import date

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")

_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d\d)-\d{7,8}", re.ASCII)
"""A landline as it is kept."""
_PROVINCE_BLOCKS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
PROVINCES = frozenset(str(code) for first, last in _PROVINCE_BLOCKS for code in range(first, last + 1))
"""First two figures of an ID number: GB/T 2260, residence permits of 港澳台 (81–83) and of foreigners (91)."""
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Signs of a credit code in order of value (GB 32100: no I, O, S, V, Z)."""


def normal_id_number(text: str) -> str:
    """Return an ID number as it is kept: half width, no spaces, capital X; 15 figures are extended to 18."""
    number = re.sub(r"[\s-]", "", text.translate(_WIDE).translate(_DASHES)).upper()
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        number = f"{number[:6]}19{number[6:]}"
        return number + id_check(number)
    return number


def id_number_mistake(text: str, today: date) -> str:
    """Return what is wrong with a resident ID number (居民身份证号)."""
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text.strip()):
        return "身份证号被表格软件存成了数字，后几位已经丢失，请对照证件按文本重新填写"
    number = normal_id_number(text)
    if len(number) != 18:
        return f"身份证号应为 18 位，现在是 {len(number)} 位，请核对"
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return "身份证号前 17 位应为数字，最后一位是数字或 X，请核对"
    if number[:2] not in PROVINCES or number[2:6] == "0000":
        return f"身份证号开头 {number[:6]} 不是地区代码，请核对"
    born = id_birth_day(number)
    if born is None:
        return f"身份证号第 7—14 位 {number[6:14]} 不是日期，请核对"
    if born > today:
        return f"身份证号中的出生日期 {number[6:10]}-{number[10:12]}-{number[12:14]} 在今天之后，请核对"
    if number[17] != id_check(number[:17]):
        return "身份证号最后一位校验不符，可能有一位写错，请对照证件核对"
    return ""


def id_check(first_17: str) -> str:
    """Return the check sign of an ID number (ISO 7064 MOD 11-2)."""
    total = sum(int(sign) * weight for sign, weight in zip(first_17, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def id_birth_day(number: str) -> date | None:
    """Return the birthday written in an 18-figure ID number, or None if it is none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def id_gender(number: str) -> str:
    """Return ``male`` or ``female`` (codes of the list ``genders``) from an 18-figure ID number."""
    return "male" if int(number[16]) % 2 else "female"


def mask_id(number: str) -> str:
    """Return an ID number with the first three and last four signs readable (reference 9.2)."""
    return number if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def normal_credit_code(text: str) -> str:
    """Return a unified social credit code as it is kept: half width, no spaces, capitals."""
    return re.sub(r"[\s-]", "", text.translate(_WIDE).translate(_DASHES)).upper()


def credit_code_mistake(text: str) -> str:
    """Return what is wrong with a unified social credit code (统一社会信用代码)."""
    code = normal_credit_code(text)
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请核对"
    for place, sign in enumerate(code, start=1):
        if sign not in CREDIT_SIGNS:
            hint = {"O": "，请核对是不是数字 0", "I": "，请核对是不是数字 1", "Z": "，请核对是不是数字 2"}.get(sign, "")
            return f"统一社会信用代码第 {place} 位不能是“{sign}”{hint or '，请核对'}"
    if not code[2:8].isdigit():
        return f"统一社会信用代码第 3—8 位 {code[2:8]} 应为地区代码的数字，请核对"
    if code[17] != credit_check(code[:17]):
        return "统一社会信用代码最后一位校验不符，可能有一位写错，请对照证书核对"
    return ""


def credit_check(first_17: str) -> str:
    """Return the check sign of a credit code (GB 32100: weights 3^(i−1) mod 31)."""
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_17))
    return CREDIT_SIGNS[-total % 31]


def normal_phone(text: str) -> str:
    """Return a telephone number as it is kept.

    Mobile: 11 figures; landline: area code, dash, number, and dash with extension where there is one; others: figures.
    Country code, spaces, brackets and other dashes go.
    """
    if (len(text) == 11 and text[0] == "1" and text.isascii() and text.isdigit()) or _LANDLINE.fullmatch(text):
        return text
    typed = text.translate(_WIDE).translate(_DASHES).strip()
    line, _, extension = re.sub(r"转|分机|ext\.?", "#", typed, flags=re.IGNORECASE).partition("#")
    line = re.sub(r"^(\+|00)\s*86[\s-]*", "", line)
    if with_extension := re.fullmatch(r"(\(?0\d{2,3}\)?[\s-]*(?:\d\s*){7,8})-(\d{1,6})", line):
        line, extension = with_extension.groups()
    figures = re.sub(r"[\s()-]", "", line)
    extension = re.sub(r"\s", "", extension)
    landline = re.fullmatch(r"(010|02\d|0[3-9]\d\d)(\d+)", figures)
    parts = [*(landline.groups() if landline else (figures,)), *([extension] if extension else [])]
    return "-".join(parts)


def phone_mistake(text: str) -> str:
    """Return what is wrong with a telephone number: mobile, landline with area code, 400 or a short service number."""
    parts = normal_phone(text).split("-")
    figures = "".join(parts)
    if not figures:
        return "电话号码不能为空"
    if strange := next((sign for sign in figures if sign not in "0123456789"), ""):
        return f"电话号码里有“{strange}”，只能填数字，请核对"
    if figures.startswith("0"):
        return _landline_mistake(parts)
    head = parts[0]
    if head.startswith(("400", "800")) and len(head) == 10:
        return ""
    if 3 <= len(head) <= 6:
        return ""
    if head.startswith("1"):
        return mobile_mistake(head)
    if len(head) in (7, 8):
        return f"座机请加区号，例如 0796-{head}"
    return f"电话号码 {head} 共 {len(head)} 位，不像手机号也不像座机号，请核对"


def mobile_mistake(text: str) -> str:
    """Return what is wrong with a mobile number (手机号)."""
    figures = normal_phone(text).replace("-", "")
    if len(figures) != 11:
        return f"手机号应为 11 位，现在是 {len(figures)} 位"
    if not re.fullmatch(r"1[3-9]\d{9}", figures, re.ASCII):
        return f"手机号应以 13—19 开头、全部是数字，现在是 {figures[:3]} 开头，请核对"
    return ""


def mask_phone(number: str) -> str:
    """Return a telephone number with its middle hidden: ``138****8888``, ``0796-***0101``."""
    if len(number) == 11 and number[0] == "1" and number.isdecimal():
        return f"{number[:3]}****{number[-4:]}"
    landline = re.fullmatch(r"(0\d{2,3}-)(\d+)(\d{4})(-\d+)?", number)
    if landline:
        area, hidden, tail, _ = landline.groups()
        return f"{area}{'*' * len(hidden)}{tail}"
    return number if len(number) < 7 else f"{number[:2]}{'*' * (len(number) - 6)}{number[-4:]}"


def readable_phone(number: str) -> str:
    """Return a telephone number grouped for paper and screen: ``0796-000 0101``, ``138 0013 8000``."""
    if re.fullmatch(r"1\d{10}", number):
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    landline = re.fullmatch(r"(0\d{2,3})-(\d{3,4})(\d{4})(-\d+)?", number)
    if landline:
        area, head, tail, extension = landline.groups()
        return f"{area}-{head} {tail}" + (f" 转 {extension[1:]}" if extension else "")
    return number


def _landline_mistake(parts: list[str]) -> str:
    if len(parts) == 1:
        return f"座机号 {parts[0]} 的区号和号码不全，请按 0796-6550000 这样填写"
    area, line = parts[:2]
    if len(line) not in (7, 8):
        return f"座机号除区号 {area} 外应为 7 或 8 位，现在是 {len(line)} 位"
    return ""
