"""What was said of a paper in words, as on the command line, turned into what its options are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desktop.documents.papers import Option, OptionKind, PaperSpec, usual
from desktop.errors import UserError
from desktop.models import description
from desktop.services import chinese_dates, days, records
from desktop.services.context import Context

TRUE = "true"


def values(session: Session, spec: PaperSpec, said: Mapping[str, str], context: Context) -> dict[str, Any]:
    """Return what a paper is given for what was said by the keys of its options; what was left open is the usual.

    Raises ``UserError`` for a word that is no choice, no day or the name of no record.
    """
    return {one.key: value(session, one, said.get(one.key, ""), context) for one in spec.options}


def value(session: Session, one: Option, text: str, context: Context) -> Any:
    """Return what an option is given for a text; for "" the usual, or the first record where one is needed."""
    if not text:
        needed = one.kind is OptionKind.RECORD and not one.optional
        return _first(session, one, context) if needed else usual(one, context)
    match one.kind:
        case OptionKind.RECORD:
            return _named(session, one, text, context)
        case OptionKind.CHOICE:
            words = dict(one.choices)
            if text not in words:
                raise UserError(f"--{one.key} 不能是“{text}”，没有打印，可用的有：{'、'.join(words)}")
            return text
        case OptionKind.FLAG:
            return text == TRUE
        case OptionKind.MONTH:
            return chinese_dates.parse_month(text)
        case OptionKind.DAY:
            return days.parse_day(text)
        case OptionKind.YEAR:
            if not re.fullmatch(r"(19|20|21)\d{2}", text):
                raise UserError(f"--{one.key} 应是四位的年份，现在是“{text}”，没有打印，请改正")
            return int(text)
        case _:
            return text


def _first(session: Session, one: Option, context: Context) -> Any:
    assert one.query is not None
    found = records.first_rows(session, one.query, [description(one.query.kind).title], context, 1)
    return found[0].id if found else None


def _named(session: Session, one: Option, text: str, context: Context) -> Any:
    assert one.query is not None
    described = description(one.query.kind)
    for name in (described.code, described.title):
        for written in _brackets(text) if name else ():
            wanted = records.Filter(str(name), "is", written)
            found = records.ids(session, replace(one.query, filters=(*one.query.filters, wanted)), context)
            if len(found):
                return found[0]
    raise UserError(f"没有找到{one.label}“{text}”，没有打印，请核对 --{one.key}")


def _brackets(text: str) -> list[str]:
    """Return a name or number as it was typed and with its brackets as others type them."""
    plain = text.translate(str.maketrans("（）〔〕［］", "()()()"))
    forms = (text, plain, plain.translate(str.maketrans("()", "（）")), plain.translate(str.maketrans("()", "〔〕")))
    return list(dict.fromkeys(forms))
