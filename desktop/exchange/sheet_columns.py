"""The columns of a record's spreadsheet, all from its description: headings, how they are known, instructions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from desktop.models import Field, Kind, description
from desktop.services.subjects import subject

HEADINGS = Path(__file__).resolve().parents[2] / "resources" / "text" / "sheet_headings.tsv"
VERSION = 1
"""Version of our templates; newer ones are refused."""
MARK = "井格模板"
"""First cell of the hidden sheet: this workbook came from the program."""
LISTS = "_井格"
"""Name of the hidden sheet with mark, kind, version and the long lists."""
ID = "记录编号"
"""Heading of the hidden column that tells which record a row is."""
INSTRUCTION = "填写说明"
"""What the id column holds in the row of instructions."""
EXPLAINED, ROW = "错误说明", "原行号"
"""Headings of the columns that a handed-back file adds."""
REQUIRED, OPTIONAL = "必填", "选填"
ELSEWHERE = {"accounts": "账号", "settings": "设置", "attachments": "附件", "case_steps": "案件"}
"""Kinds that never come from a sheet, with the place where they are made: each row needs a password, a file, rules of
its own, or is written by the program alone."""
UNSHEETED = frozenset({Kind.PICTURE, Kind.DATA, Kind.SIZE, Kind.STAFF})
"""Kinds of value that have pages of their own."""
TEXTUAL = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.NAME, Kind.CODE, Kind.PHONE, Kind.ID_NUMBER})

_ASIDE = re.compile(r"[（(\[【][^（）()\[\]【】]*[)）\]】]$")
_EXAMPLES = {
    Kind.NAME: "例如解玉兰",
    Kind.COUNT: "整数，例如 320",
    Kind.AMOUNT: "数字，可带小数",
    Kind.DAY: "例如 2024-3-5 或 2024年3月5日",
    Kind.MOMENT: "例如 2024-03-05 09:30",
    Kind.FLAG: "填“是”或“否”",
    Kind.CHOICE: "从下拉列表中选",
    Kind.ID_NUMBER: "18 位，按文本填写",
    Kind.CODE: "照原样填写，开头的 0 保留",
}


@cache
def sheet_fields(kind: str) -> tuple[Field, ...]:
    """Return the fields of a record that a sheet carries, in the order of its form."""
    return tuple(one for one in description(kind).fields if one.kind not in UNSHEETED and one.listable)


@cache
def template_fields(kind: str) -> tuple[Field, ...]:
    """Return the fields of a record that somebody may fill in for a new one."""
    brought = subject(kind).brought
    return tuple(one for one in sheet_fields(kind) if one.editable or one.name in brought)


def instruction(one: Field) -> str:
    """Return what the second row of a template says about a column: needed or not, what, an example."""
    parts = [_EXAMPLES.get(one.kind, "")]
    if one.kind is Kind.PHONE:
        parts = ["11 位手机号" if one.label.endswith("手机") else "例如 0796-6550000"]
    if one.kind is Kind.REFERENCE:
        target = description(one.refers)
        parts = [f"{target.label}的名称或编码" if target.code else f"已登记的{target.label}，如有重名在括号中写明编号"]
    if one.unit and one.kind in (Kind.COUNT, Kind.AMOUNT):
        parts.append(f"单位：{one.unit}")
    if one.limit and one.kind in TEXTUAL:
        parts.append(f"最多 {one.limit} 字")
    if not one.editable:
        parts = ["只在补录旧记录时照原样填写"]
    if one.help and one.editable:
        parts.append(one.help)
    return f"{REQUIRED if one.required else OPTIONAL}：" + "；".join(part for part in parts if part)


def heading(text: str) -> str:
    """Return a heading in the form headings are compared in: half width, no spaces, stars or bracketed remarks."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).strip("*:：").lower()
    return _ASIDE.sub("", plain).strip("*:：") or plain


@cache
def known_headings(kind: str) -> Mapping[str, str]:
    """Return the field names by every heading that is surely theirs: label, name and synonyms."""
    fields = sheet_fields(kind)
    found = {heading(one.name): one.name for one in fields}
    found |= {heading(one.label): one.name for one in fields}
    meant: dict[str, set[str]] = {}
    for one in fields:
        for synonym in _synonyms().get(one.label, ()):
            meant.setdefault(heading(synonym), set()).add(one.name)
    # A synonym that fits two columns tells nothing.
    return {text: min(names) for text, names in meant.items() if len(names) == 1} | found


@cache
def _synonyms() -> Mapping[str, tuple[str, ...]]:
    lines = [line for line in HEADINGS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {label: tuple(words.split("|")) for label, words in (line.split("\t") for line in lines)}


def letters(column: int) -> str:
    """Return how spreadsheets call a column, from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
