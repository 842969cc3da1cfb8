"""Words of check-in: who a wish may name, and what free text should not say of residents (reference 9.2).

The lists are rows of resources/text/checkin_words.toml. A form of address is a rule; private things in free text are a
warning only: a list of words knows too little to forbid anything.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .names import is_han, surname_readings
from .settings import RESOURCES

ADDRESS = "只写称呼，如“李奶奶”“小王同学”"
FAMILIAR = frozenset("小老阿")
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]|\d{15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ .·-]?\d{4}[ .·-]?\d{4}(?!\d)")
_PHONE = re.compile(
    r"(?<!\d)0\d{2,3}[) -]{0,2}[1-9]\d{6,7}(?!\d)"  # 0796-6550012, 07966550012, (0796)6550012
    r"|(?:电话|座机|手机|号码|微信|QQ)[^\d]{0,3}[1-9]\d{5,10}(?!\d)"  # 电话6550012
)
_WRITTEN = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
"""Figures in characters: a number hidden in them is a number all the same."""
_ROOM = re.compile(
    r"\d+(?:栋|幢|座|单元|号楼?)[\d单元楼层-]*\d+(?:室|房|号)"  # 3栋2单元501室, 12号502室
    r"|\d+(?:栋|幢|座|号楼)(?:\d+单元)?\d{3,4}(?![\d盏个户人元米件次名台块平])"  # 3栋501
    r"|(?<![\d-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d-])"  # 3-2-501
)


@dataclass(frozen=True)
class Words:
    """The lists."""

    addresses: tuple[str, ...]
    """Endings of a form of address, the longest first."""
    describing: tuple[str, ...]
    surnames: frozenset[str]
    """Common surnames of one character."""
    sensitive: Mapping[str, Sequence[str]]
    """Words by what they tell."""


@cache
def words() -> Words:
    """Return the lists."""
    table = tomllib.loads((RESOURCES / "text" / "checkin_words.toml").read_text("utf-8"))
    by_length = sorted(table["addresses"], key=len, reverse=True)
    return Words(tuple(by_length), tuple(table["describing"]), frozenset(table["surnames"]), table["sensitive"])


def address_mistake(text: str) -> str:
    """Return why a text is no form of address, "" when it is one: no figures, no full name before the ending."""
    if any(sign.isdigit() for sign in text):
        return f"心愿人称呼里不能有数字，{ADDRESS}"
    parts = [part for part in re.split(r"[\s()（）]+", text) if part]
    if parts and len(parts[0]) == 1:  # 李 桂花: a name of two characters set apart
        parts = ["".join(parts)]
    if "·" not in text and not any(_names(part) for part in parts):
        return ""
    return f"“{text}”像是全名，{ADDRESS}"


def _names(text: str) -> bool:
    ending = next((one for one in words().addresses if text.endswith(one)), "")
    before = text.removesuffix(ending)
    for one in words().describing:
        before = before.replace(one, "")
    return _full_name(before, bool(ending))


def _full_name(text: str, addressed: bool) -> bool:
    """Return whether a text reads as surname and given name; ``addressed`` when a form of address followed it."""
    if not text or not all(is_han(sign) for sign in text) or text[0] in FAMILIAR:
        return False
    if text[:2] in surname_readings() and len(text) > 1:
        return 2 < len(text) <= 4
    if text[0] not in words().surnames:
        return False
    return 2 <= len(text) <= 3 if addressed else len(text) in (2, 3)


def private_mistake(text: str) -> str:
    """Return why a text that everybody reads may not stand as it is: numbers of a person, the door of a home.

    Figures of full width and in characters are read as figures.
    """
    text = unicodedata.normalize("NFKC", text)
    if _ID_NUMBER.search(text):
        return "像是写了证件号码，请删掉"
    if _MOBILE.search(text) or _PHONE.search(text) or _MOBILE.search(text.translate(_WRITTEN)):
        return "像是写了电话号码，请删掉"
    return "像是写了住户房号，写到楼栋就可以" if _ROOM.search(text) else ""


def warnings(text: str) -> list[str]:
    """Return a sentence for each private thing a free text seems to tell of residents; it may be kept all the same.

    What :func:`private_mistake` names is refused by the rules besides.
    """
    found = [sentence] if (sentence := private_mistake(text)) else []
    for what, those in words().sensitive.items():
        if hit := next((one for one in those if one in text), ""):
            found.append(f"“{hit}”涉及居民的{what}情况，请改写成要做的事")
    return found
