"""Making a text nobody can be known by (隐去身份): names, addresses, numbers and days, wherever they stand.

What is known of a case is replaced first, in every way it may be written: with spaces inside, in full width, by the
given name alone, as 老罗 or 罗女士. Then whatever looks like a number, a home or a day goes too. A list of patterns
never knows everything, so :func:`doubtful` names what a person should look at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .names import DOT, is_han, split_name, tidy

NUMBER, PLACE, SOMEBODY, CASE_NUMBER = "某号码", "某处", "某某", "某案号"
_HALF = {
    **{
        code: code - 0xFEE0
        for first, last in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
        for code in range(first, last)
    },
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
}
"""Figures and letters in half width, signs nobody sees dropped; marks stay as they are."""
_ADDRESSED = (
    "女士|先生|小姐|大姐|大哥|大嫂|大妈|大爷|大叔|大婶|阿姨|叔叔|伯伯|爷爷|奶奶|师傅|老师|医生|老板|经理|书记|主任|同志|"
    "家|某某|某"
)
_GAP = r"[\s\-－—–·.]*"
_NUMERAL = "[0-9０-９一二三四五六七八九十百〇零两]"
_DAY_WORD = "[0-9一二三四五六七八九十〇零]{1,3}"
_YEAR = "[0-9一二三四五六七八九〇零]{4}"
_HOUSE = rf"(?:[A-Za-z]?{_NUMERAL}+(?:号楼|号院|单元|栋|幢|座|门牌|弄|室|房间|户|号(?![码召令])|-(?=\d)))"
_HOMES = "小区|花园|新村|公寓|大厦|家园|广场|大院|山庄|别墅|苑|城|湾|里|路|街|巷|道|村|组|镇|乡|社区|街道|区|县|市|省"

_DATES = (
    (re.compile(rf"({_YEAR})\s*年\s*({_DAY_WORD})\s*月\s*{_DAY_WORD}\s*[日号]"), r"\1年\2月"),
    (re.compile(r"(\d{4})\s*[-./－]\s*0?(\d{1,2})\s*[-./－]\s*\d{1,2}(?!\d)"), r"\1年\2月"),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"), r"\1年\2月"),
    (re.compile(rf"({_DAY_WORD})\s*月\s*{_DAY_WORD}\s*[日号]"), r"\1月"),
    (re.compile(rf"(月)((?:\s*[、和及至到—–~-]\s*{_DAY_WORD}\s*[日号])+)"), r"\1"),
)
"""Days become months; the second day of “5月3日至8日” goes with the first."""
_NUMBERS = (
    (re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"), NUMBER),
    (re.compile(rf"1\d{{2}}{_GAP}\*{{2,}}{_GAP}\d{{2,4}}"), NUMBER),
    (re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}"), "某车牌"),
    (re.compile(r"(?:微信号?|QQ号?|账号|卡号)\s*[:：]?\s*[A-Za-z0-9_-]{5,}", re.IGNORECASE), NUMBER),
    (re.compile(r"(?<!\d)\d{15}(?:\d{2}[\dXx])?(?!\d)"), NUMBER),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9](?:[ -]?\d){9}(?!\d)"), NUMBER),
    (re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"), NUMBER),
    (re.compile(r"(?<![\d.,])\d(?:[ -]?\d){6,}(?![\d.,]*\s*(?:元|万|块))"), NUMBER),
)
_HOUSES = (
    re.compile(rf"[\u4e00-\u9fff]{{1,8}}?(?:{_HOMES}){_HOUSE}{{1,6}}(?:{_NUMERAL}+)?"),
    re.compile(rf"{_HOUSE}{{2,6}}(?:{_NUMERAL}+)?"),
    re.compile(rf"{_NUMERAL}+(?:号楼|栋|幢|单元|室)"),
)
_AGAIN = re.compile(rf"(?:{PLACE}[、，]?){{2,}}")
_LEFT = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:公司|商店|超市|工厂|学校|医院|饭店|酒店|银行)|\d{5,}|[\u4e00-\u9fff]{2,6}(?:小区|花园|新村|公寓|大厦|家园)"
)


@dataclass
class Hidden:
    """What is known and must not be seen, with what stands in its place."""

    people: dict[str, str] = field(default_factory=dict)
    """Names of people and organisations."""
    numbers: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Return what is looked for, the longest first, so that no part of a name is taken before the whole."""
        spelled = {**_loose(self.places), **_loose(self.numbers), **_loose(self.people)}
        found = [(re.compile(pattern), instead) for pattern, instead in _longest_first(spelled)]
        return [*found, *_familiar(self.people)]


def hide(text: str, hidden: Hidden) -> str:
    """Return a text without what is hidden and without numbers, homes and days."""
    plain = unicodedata.normalize("NFC", text).translate(_HALF)
    for pattern, instead in hidden.patterns():
        plain = pattern.sub(instead, plain)
    for pattern, instead in (*_DATES, *_NUMBERS):
        plain = pattern.sub(instead, plain)
    for pattern in _HOUSES:
        plain = pattern.sub(_housed, plain)
    return _AGAIN.sub(PLACE, plain)


def _housed(match: re.Match[str]) -> str:
    """Return what stands for a home: 在幸福路18号 becomes 在某处."""
    led = re.match(r"[\u4e00-\u9fff]*?[在住到于去从至往址]+(?=[\u4e00-\u9fff])", match[0])
    return (led[0] if led else "") + PLACE


def doubtful(texts: Iterable[str]) -> list[str]:
    """Return what may still tell who or where, for a person to look at."""
    found = dict.fromkeys(match[0] for text in texts for match in _LEFT.finditer(text))
    return [one for one in found if not one.startswith(("某", "甲", "乙"))][:12]


def survives(text: str, secrets: Iterable[str]) -> list[str]:
    """Return which of some secrets can still be read in a text, whatever spaces stand inside."""
    solid = _solid(text)
    return [one for one in secrets if one.strip() and _solid(one) in solid]


def _solid(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", tidy(text)).split())


def address_parts(address: str) -> list[str]:
    """Return an address whole and the names in it that stand before its figures: 翠竹苑 of 翠竹苑3栋1201室."""
    plain = tidy(address)
    named = re.match(r"[^0-9A-Za-z一二三四五六七八九十]{2,}", plain)
    parts = [plain]
    if named:
        whole = named[0].strip("第—-－# ")
        parts.append(whole)
        parts += re.findall(r"[^省市县区镇乡村路街巷]{1,8}(?:省|市|县|镇|乡|街道|社区|村|路|街|巷|区)", whole)
        parts.append(re.split(r"[省市县镇乡村路街巷区]", whole)[-1])
    return [one for one in dict.fromkeys(parts) if len(one) >= 2 and one not in COMMON]


COMMON = frozenset(
    {"本村", "本社区", "本小区", "小区", "社区", "街道", "农村", "城区", "该村", "同村", "同小区", "本市", "本县"}
)
"""Words of addresses that name no place."""


def _loose(words: Mapping[str, str]) -> dict[str, str]:
    """Return patterns of words however they are spaced, in half or full width."""
    found = {}
    for word, instead in words.items():
        signs = [one for one in tidy(word) if not one.isspace()]
        if len(signs) < 2:
            continue
        gap = _GAP if any(one.isdigit() for one in signs) else rf"[\s{DOT}]*"
        pattern = gap.join("" if one == DOT else _sign(one) for one in signs if one != DOT)
        found[pattern] = instead
    return found


def _sign(sign: str) -> str:
    wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else ""
    other = sign.swapcase() if sign.isascii() and sign.isalpha() else ""
    return f"[{re.escape(sign + wide + other)}]" if wide or other else re.escape(sign)


def _longest_first(patterns: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return sorted(patterns.items(), key=lambda one: -len(one[0]))


def _familiar(people: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """Return how people are called besides their names: by the given name, as 老罗, as 罗女士."""
    given: dict[str, str] = {}
    surnames: dict[str, set[str]] = {}
    for name, instead in people.items():
        plain = tidy(name)
        parts = [one for one in plain.split(DOT) if len(one) >= 2] if DOT in plain else []
        surname, first = split_name(plain)
        if surname:
            surnames.setdefault(surname, set()).add(instead)
            parts = [first] if len(first) >= 2 else []
            if len(first) >= 1 and is_han(first[-1]):
                given.setdefault(f"阿{first[-1]}", instead)
        for one in parts:
            given[one] = SOMEBODY if given.get(one, instead) != instead else instead
    found = [(re.compile(pattern), instead) for pattern, instead in _longest_first(_loose(given))]
    for surname, those in surnames.items():
        instead = next(iter(those)) if len(those) == 1 else SOMEBODY
        one = re.escape(surname)
        found.append((re.compile(rf"[小老阿]{one}(?!师|板|人|家)"), instead))
        found.append((re.compile(rf"{one}(?:{_ADDRESSED})"), instead))
    return found
