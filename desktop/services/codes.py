"""Rules of code lists, holidays and the schemes of grid codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.models import Code, CodeScheme, Holiday

from .context import Context
from .twins import first, twins


def check(session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context) -> dict[str, str]:
    """Check a code: plain characters, not twice in its list, dates in order."""
    wrong: dict[str, str] = {}
    code = values["code"]
    if not re.fullmatch(r"[0-9A-Za-z_.-]{1,40}", code):
        wrong["code"] = f"代码只能用字母、数字和 _ . -，现在是“{code}”"
    if twin := first(twins(session, Code, record_id, list_key=values["list_key"], code=code)):
        wrong["code"] = f"代码“{code}”在这个代码表里已用于“{twin.label}”，请换一个"
    if values.get("valid_from") and values.get("valid_to") and values["valid_to"] < values["valid_from"]:
        wrong["valid_to"] = "停用日期早于启用日期，请改正"
    return wrong


def check_holiday(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a holiday: one row a day."""
    if twin := first(twins(session, Holiday, record_id, day=values["day"])):
        return {"day": f"{twin.day.isoformat()} 已登记为“{twin.name}”，请修改那一条"}
    return {}


SOURCES = ("community", "kind", "serial", "fixed", "typed")
"""Where a segment of a grid code comes from."""


def check_scheme(
    session: Session, values: Mapping[str, Any], record_id: UUID | None, context: Context
) -> dict[str, str]:
    """Check a scheme of grid codes: segments with a name, a length, characters and a source; at most 24 in all."""
    segments = values.get("segments") or []
    wrong: dict[str, str] = {}
    total = 1 if values.get("check_character") else 0
    for at, segment in enumerate(segments, start=1):
        length = segment.get("length")
        if not segment.get("name") or not isinstance(length, int) or not 1 <= length <= 24:
            wrong["segments"] = f"第 {at} 段须有名称和 1–24 的位数，请改正"
            break
        if segment.get("source") not in SOURCES or segment.get("characters") not in ("digits", "letters", "any"):
            wrong["segments"] = f"第 {at} 段“{segment['name']}”的来源或字符种类不对，请重新选择"
            break
        total += length
    if not wrong and not segments:
        wrong["segments"] = "编码方案至少要有一段，请添加"
    if not wrong and total > 24:
        wrong["segments"] = f"编码共 {total} 位，最多 24 位，请减少"
    if twins(session, CodeScheme, record_id, name=values["name"]):
        wrong["name"] = f"已有名为“{values['name']}”的编码方案，请换一个名称"
    return wrong
