"""Lists of divisions (行政区划) as files: reading, checking, short names.

A file is a CSV with the columns code, name, level, parent_code, parents before children or after, in any order. Codes
follow GB/T 2260 (province 2, prefecture 4, county 6 figures), GB/T 10114 (street 9) and the rules for statistical codes
(community 12); each code starts with its parent's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from desktop.errors import UserError

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "divisions" / "jinggangshan.csv"
"""The divisions the program comes with; other places load a file of the same shape."""
COLUMNS = ("code", "name", "level", "parent_code")
LENGTHS = {"province": 2, "prefecture": 4, "county": 6, "street": 9, "community": 12}
"""Length of a code by level, widest first."""
LEVEL_NAMES = {"province": "省级", "prefecture": "市级", "county": "县级", "street": "街道级", "community": "社区级"}
VILLAGE = "村"


class WrongDivisionList(UserError):
    """A file is no list of divisions, or has mistakes; nothing was taken over."""


@dataclass(frozen=True)
class DivisionRow:
    """One division of a list."""

    code: str
    name: str
    level: str
    parent_code: str


def load(path: Path = SAMPLE) -> list[DivisionRow]:
    """Return the divisions of a file, widest first; raises ``WrongDivisionList`` naming the first mistakes."""
    rows = read(path.read_bytes())
    if mistakes := check(rows):
        more = f"等 {len(mistakes)} 处" if len(mistakes) > 3 else ""
        raise WrongDivisionList(f"区划表有误：{'；'.join(mistakes[:3])}{more}。没有导入任何区划，请改正后再导入")
    return sorted(rows, key=lambda row: (len(row.code), row.code))


def read(content: bytes) -> list[DivisionRow]:
    """Return the rows of a file in UTF-8 or GB 18030, unchecked; ``WrongDivisionList`` if columns are missing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise WrongDivisionList("文件不是文本表格，没有导入任何区划，请选 CSV 格式的区划表") from None
    lines = csv.DictReader(StringIO(text))
    missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
    if missing:
        raise WrongDivisionList(f"区划表缺少 {'、'.join(missing)} 列，没有导入任何区划，请照模板补齐表头")
    return [DivisionRow(*((line[column] or "").strip() for column in COLUMNS)) for line in lines]


def check(rows: Sequence[DivisionRow]) -> list[str]:
    """Return the mistakes of a list, one sentence each."""
    mistakes = []
    by_code: dict[str, DivisionRow] = {}
    for row in rows:
        if row.code in by_code:
            mistakes.append(f"代码 {row.code} 重复（{by_code[row.code].name}、{row.name}）")
        else:
            by_code[row.code] = row
    if not rows:
        mistakes.append("一行区划也没有")
    for row in by_code.values():
        mistakes += _row_mistakes(row, by_code)
    return mistakes


def code_mistake(code: str, level: str) -> str:
    """Return what is wrong with the shape of a division code, or an empty string."""
    length = LENGTHS[level]
    if not (code.isascii() and code.isdigit()):
        return f"代码“{code}”只能是数字"
    if len(code) != length:
        return f"{LEVEL_NAMES[level]}代码应为 {length} 位，{code} 是 {len(code)} 位"
    if level == "street" and not 1 <= int(code[6:]) <= 599:
        return f"街道级代码 {code} 的第 7—9 位应在 001—599 之间（街道 001—099，镇 100—199，乡 200—399）"
    if level == "community" and not 1 <= int(code[9:]) <= 599:
        return f"社区级代码 {code} 的第 10—12 位应在 001—599 之间（居委会 001—199，村委会 200—399）"
    return ""


def short_name(name: str, suffix: str = "社区") -> str:
    """Return what a community is called: 会师路居委会 → 会师路社区 (with an empty suffix 会师路), 石陂村委会 → 石陂村.

    Other names are returned as they are.
    """
    for ending in ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区"):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending) + suffix
    for ending in ("村民委员会", "村委会"):
        if name.endswith(ending) and name != ending:
            head = name.removesuffix(ending).removesuffix(VILLAGE)
            return head + (VILLAGE if suffix else "")
    return name


def urban_communities(rows: Iterable[DivisionRow]) -> list[DivisionRow]:
    """Return the communities with a 居委会: last three figures 001–199."""
    return [row for row in rows if row.level == "community" and 1 <= int(row.code[9:]) <= 199]


def _row_mistakes(row: DivisionRow, by_code: dict[str, DivisionRow]) -> list[str]:
    if row.level not in LENGTHS:
        return [f"{row.code} {row.name} 的级别“{row.level}”不认识，应为 {'、'.join(LENGTHS)} 之一"]
    mistakes = [] if row.name else [f"代码 {row.code} 没有名称"]
    if shape := code_mistake(row.code, row.level):
        return [*mistakes, shape]
    levels = list(LENGTHS)
    if not row.parent_code:
        # A list may start at any level: a street ships its own part of the tree.
        widest = min(levels.index(other.level) for other in by_code.values() if other.level in LENGTHS)
        if levels.index(row.level) > widest:
            mistakes.append(f"{row.code} {row.name} 没有写上级代码")
    elif row.parent_code not in by_code:
        mistakes.append(f"{row.code} {row.name} 的上级代码 {row.parent_code} 不在表中")
    elif not row.code.startswith(row.parent_code):
        mistakes.append(f"{row.code} {row.name} 的代码应以上级代码 {row.parent_code} 开头")
    elif by_code[row.parent_code].level not in levels[: levels.index(row.level)]:
        mistakes.append(f"{row.code} {row.name} 的上级 {by_code[row.parent_code].name} 级别不比它高")
    return mistakes
