"""Parties of a case out of a pasted table or list of names: what stands in which cell, as people write it.

Nothing is repaired: a number Excel has shortened stays as it is and is refused where it is checked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from . import checks

MOST = 200
"""Rows taken from one paste."""
HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "姓名或名称", "名称", "当事人", "当事人姓名", "单位名称"),
    "id_number": ("身份证", "身份证号", "身份证号码", "证件号", "证件号码", "公民身份号码"),
    "credit_code": ("统一社会信用代码", "信用代码"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式"),
    "address": ("住址", "地址", "单位或住址", "住所", "家庭住址", "现住址", "单位"),
    "side": ("一方", "身份", "当事人身份", "角色", "诉求方"),
    "occupation": ("职业", "职业或职务", "职务"),
}
SIDES: Mapping[str, tuple[str, ...]] = {
    "applicant": ("申请人", "申请方", "甲方", "原告", "申请"),
    "respondent": ("被申请人", "被申请方", "乙方", "被告", "对方"),
    "third": ("第三人", "其他当事人", "其他"),
}
_ORGANISATION = re.compile(
    r".{2,}(公司|集团|厂|店|合作社|委员会|居委会|村委会|中心|学校|小学|中学|幼儿园|医院|银行|支行|局|所|站|队|协会|商行|经营部|"
    r"超市|酒店|宾馆|饭店|农场|物业)"
)
_ID = re.compile(r"\d{15}|\d{17}[\dXx]")
_CREDIT = re.compile(r"[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{18}")
_PHONE = re.compile(r"(?:\+?86)?1\d{10}|0\d{2,3}-?\d{7,8}")
_NUMBER = re.compile(r"[\d.,+xX*Ee-]{9,}")
_RANK = re.compile(r"\d{1,3}[.、．)）]?")


def parties(text: str, side: str = "applicant") -> list[dict[str, Any]]:
    """Return the parties of a pasted text, one a row; ``side`` is theirs where the text does not say.

    A first row of headings says what each column is; else each cell is known by how it looks.
    """
    rows = [cells for line in text.splitlines() if (cells := _cells(line))][: MOST + 1]
    if not rows:
        return []
    if len(rows) == 1 and len(names := _names(rows[0])) > 1:
        return [_party({"name": name}, side) for name in names][:MOST]
    heads = _heads(rows[0])
    found = [_by_heads(cells, heads) if heads else _by_looks(cells) for cells in rows[1 if heads else 0 :]]
    return [_party(one, side) for one in found if one.get("name") or one.get("id_number")][:MOST]


def is_organisation(name: str) -> bool:
    """Return whether a name reads like that of an organisation."""
    return bool(_ORGANISATION.fullmatch(name.strip()))


def completed(party: Mapping[str, Any]) -> dict[str, Any]:
    """Return a party with what the ID number says besides: gender and day of birth, where nobody typed them."""
    found = dict(party)
    number = checks.normal_id_number(str(party.get("id_number") or ""))
    if len(number) == 18 and (born := checks.id_birth_day(number)) is not None:
        found["born_on"] = found.get("born_on") or born
        found["gender"] = found.get("gender") or checks.id_gender(number)
    return found


def _cells(line: str) -> list[str]:
    # Columns of a spreadsheet are parted by tabs, an empty one too; what was typed is parted by spaces and commas.
    parts = line.split("\t") if "\t" in line else re.split(r"[ \u3000]+|[,，;；]", line.strip())
    cells = [" ".join(part.split()) for part in parts]
    return cells if any(sign.isalnum() for cell in cells for sign in cell) else []


def _names(cells: Sequence[str]) -> list[str]:
    parts = [part.strip() for part in re.split("、", "、".join(cells)) if part.strip()]
    plain = all(not any(sign.isdigit() for sign in one) and len(one) < 30 for one in parts)
    return parts if plain and "、" in "、".join(cells) and len(cells) == 1 else []


def _heads(cells: Sequence[str]) -> dict[int, str]:
    plain = [re.sub(r"[\s（(].*", "", one) for one in cells]
    found = {at: name for at, text in enumerate(plain) for name, words in HEADS.items() if text in words}
    return found if "name" in found.values() else {}


def _by_heads(cells: Sequence[str], heads: Mapping[int, str]) -> dict[str, Any]:
    return {name: cells[at] for at, name in heads.items() if at < len(cells) and cells[at]}


def _by_looks(cells: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for cell in cells:
        if not cell:
            continue
        plain = unicodedata.normalize("NFKC", cell).replace(" ", "")
        if not found.get("name") and _RANK.fullmatch(plain):
            continue  # The number of the row.
        if any(cell in words for words in SIDES.values()):
            found.setdefault("side", cell)
        elif cell in ("男", "女"):
            continue  # Told by the ID number; a list may be wrong.
        elif _PHONE.fullmatch(plain):
            found.setdefault("phone", cell)
        elif _ID.fullmatch(plain):
            found.setdefault("id_number", cell)
        elif _CREDIT.fullmatch(plain):
            found.setdefault("credit_code", cell)
        elif _NUMBER.fullmatch(plain):
            short = len(re.sub(r"\D", "", plain)) < 13 and "E" not in plain.upper()
            found.setdefault("phone" if short else "id_number", cell)
        elif not found.get("name"):
            found["name"] = cell
        else:
            found["address"] = f"{found.get('address', '')}{cell}"
    return found


def _party(found: Mapping[str, Any], side: str) -> dict[str, Any]:
    said = str(found.get("side") or "")
    sides = [key for key, words in SIDES.items() if said in words]
    name = str(found.get("name") or "")
    kind = "organisation" if found.get("credit_code") or is_organisation(name) else "person"
    return {**found, "name": name, "side": sides[0] if sides else side, "kind": kind}
