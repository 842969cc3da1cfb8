"""People's names as clerks type them: one written form, limits, surname (姓) and given name (名)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from desktop.errors import Invalid

SURNAMES = Path(__file__).resolve().parents[2] / "resources" / "text" / "surnames.tsv"
LIMIT = 40
"""Longest name in code points; long ethnic names fit (GB/T 31000 keeps 50 bytes and cuts some)."""
DOT = "·"
"""The middle dot (间隔号, U+00B7) of ethnic and foreign names."""

_TIDY = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")
"""What nearly every name consists of, and needs no tidying."""
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･․．", DOT))
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
"""Zero-width signs that come along when a name is copied from a web page or a message."""
_MOVED_LATE = dict(
    zip((1, 2, 3, 9, 17, 22, 23, 28, 29, 38, 46, 63, 64, 79), "𠂇𠂉𠃌龴龵龶龷𡗗龸𢦏龹龺𤇾龻", strict=True)
)
"""Places of the GBK area FE50–FEA0 whose characters got real code points after GB 18030-2000 (reference 9.6)."""


def tidy(text: str) -> str:
    """Return text in one written form, without judging it.

    NFC; figures, Latin letters and the space in half width; zero-width signs dropped; private-use code points of old
    systems replaced; each kind of middle dot becomes ``·``; outer spaces go, spaces between Chinese characters or next
    to a dot go too (``钟　翀`` → ``钟翀``), others shrink to one.
    """
    if _TIDY.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text.translate(_old_private_use()))
    text = text.translate(_DOTS).translate(_HALF_WIDTH).translate(_INVISIBLE)
    text = " ".join(text.split(" ")).strip()
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(rf" *{DOT} *", DOT, text)
    pieces = text.split(" ")
    tidied = pieces[0]
    for piece in pieces[1:]:
        close = tidied and piece and is_han(tidied[-1]) and is_han(piece[0])
        tidied += piece if close else f" {piece}"
    # A full stop typed between two Chinese characters stands for the dot.
    return re.sub(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])", DOT, tidied)


def clean_name(text: str, field: str = "name", label: str = "姓名") -> str:
    """Return a name fit to be kept; raise ``Invalid`` with one sentence under ``field`` otherwise."""
    name = tidy(text)
    if sentence := name_mistake(name, label):
        raise Invalid({field: sentence})
    return name


def name_mistake(name: str, label: str = "姓名") -> str:
    """Return what is wrong with a tidied name as a sentence, or an empty string."""
    if not name:
        return f"{label}不能为空"
    for place, sign in enumerate(name, start=1):
        category = unicodedata.category(sign)
        if category in ("Cc", "Zl", "Zp", "Cs"):
            return f"{label}第 {place} 个字符是看不见的控制符（{code_point(sign)}），请删掉后重新输入"
        if category == "Co":
            return f"{label}第 {place} 个字是旧系统的自造字（{code_point(sign)}），别的电脑认不出，请用标准字重新输入"
        if not _may_stand(sign, category):
            return f"{label}第 {place} 个字符“{sign}”（{code_point(sign)}）是符号，不是姓名用字，请删掉后重新输入"
    if len(name) > LIMIT:
        return f"{label}最多 {LIMIT} 个字，现在是 {len(name)} 个字，请核对"
    return ""


def _may_stand(sign: str, category: str) -> bool:
    """Return whether a character can be part of a name: letters, marks, figures, punctuation, any Chinese character.

    Symbols (emoji with their selectors among them), unassigned code points and invisible signs cannot. Chinese
    characters newer than Python's tables count as unassigned there and are let through.
    """
    if "\ufe00" <= sign <= "\ufe0f" or sign == "\u20e3":
        return False
    return category[0] in "LMNPZ" or is_han(sign)


def code_point(sign: str) -> str:
    """Return the code point of a character as it is written in Unicode charts, e.g. ``U+20BB7``."""
    return f"U+{ord(sign):04X}"


def is_han(sign: str) -> bool:
    """Return whether a character is a Chinese character (汉字) of any block."""
    point = ord(sign)
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF or sign == "〇"


def split_name(name: str) -> tuple[str, str]:
    """Return surname and given name; the surname is empty for ethnic and foreign names.

    Compound surnames (复姓) come from resources/text/surnames.tsv; a two-character name always has a surname of one
    character.
    """
    if not 2 <= len(name) <= 5 or not all(is_han(sign) for sign in name):
        return "", name
    if len(name) > 2 and name[:2] in surname_readings():
        return name[:2], name[2:]
    return (name[0], name[1:]) if len(name) <= 4 else ("", name)


@cache
def _old_private_use() -> dict[int, str]:
    """Private-use code points of GBK systems (U+E815–E864) and the real characters they stand for, e.g. 䶮."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    return {
        0xE815 + place: _MOVED_LATE.get(place) or bytes((0xFE, trail)).decode("gb18030")
        for place, trail in enumerate(trails)
    }


@cache
def surname_readings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the surname table: surname → readings, the usual one first; a reading is one syllable a character."""
    table = {}
    for line in SURNAMES.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            surname, readings = line.split("\t")
            table[surname] = tuple(tuple(reading.split(" ")) for reading in readings.split(","))
    return table


def named(text: str) -> frozenset[str]:
    """Return the names in a list of names, whatever stands between them: 甲、乙，丙 or one a line."""
    return frozenset(one for one in (part.strip() for part in re.split(r"[、，,;；\n]+", text)) if one)
