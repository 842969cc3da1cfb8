"""Records that may be the same (疑似重复): a warning while one types, by likeness of names, readings, phones, codes.

It never forbids anything; rules that do are the checks of the subject. :func:`near` is pure: what the office holds is
read once by :func:`load`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import Kind, description, kinds

from .pinyin import sort_key

WATCHED: Mapping[str, tuple[str, ...]] = {
    "people": ("name", "mobile", "office_phone"),
    "grids": ("name", "code"),
    "departments": ("name", "phone"),
}
"""Fields in which a double shows, by kind."""
MOST = 3
"""Records named at one field."""
LEAST_FIGURES = 7
"""Figures of a phone from which it is compared: area codes and unfinished numbers are alike in many."""
NUMERALS = "零一二三四五六七八九"
NUMBER = re.compile(r"\d+|[〇零一二三四五六七八九十百]+")
SAME = 100


@dataclass(frozen=True)
class Near:
    """A record that what was typed may double."""

    id: UUID
    title: str
    sentence: str
    score: float


@dataclass(frozen=True)
class Known:
    """What the office holds of one kind in the fields watched. Private numbers never leave it."""

    kind: str
    ids: tuple[UUID, ...] = ()
    titles: tuple[str, ...] = ()
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Comparable values by field, in the order of ``ids``."""
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def watched(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind in which a double shows."""
    return WATCHED.get(kind, ())


def load(session: Session, kind: str) -> Known:
    """Read the living records of a kind, only the columns watched."""
    described, record, names = description(kind), kinds()[kind], watched(kind)
    columns = [getattr(record, name) for name in names]
    found = session.execute(
        select(record.id, getattr(record, described.title), *columns).where(~record.deleted).order_by(record.sort_key)
    ).all()
    texts = {
        name: tuple(_plain(described[name].kind)(str(row[at + 2] or "")) for row in found)
        for at, name in enumerate(names)
    }
    readings = {name: tuple(map(_reading, texts[name])) for name in names if described[name].kind is Kind.NAME}
    return Known(kind, tuple(row[0] for row in found), tuple(str(row[1]) for row in found), texts, readings)


def near(known: Known, name: str, typed: str, threshold: int, own: UUID | None = None) -> list[Near]:
    """Return the records whose field ``name`` is at least ``threshold`` (0 to 100) like what was typed, nearest first.

    ``own`` is the record being changed. Codes and phones count only when they are the same. A threshold of 0 turns
    the warning off.
    """
    kind = description(known.kind)[name].kind
    text = _plain(kind)(typed)
    if threshold <= 0 or not _long_enough(kind, text):
        return []
    if kind in (Kind.NAME, Kind.TEXT):
        scores = _likeness(known, name, text, threshold, kind)
    else:
        scores = {at: float(SAME) for at, held in enumerate(known.texts[name]) if held == text}
    found = [
        Near(known.ids[at], known.titles[at], _sentence(kind, known, name, at, text), score)
        for at, score in scores.items()
        if known.ids[at] != own
    ]
    return sorted(found, key=lambda one: (-one.score, one.title))[:MOST]


def _likeness(known: Known, name: str, text: str, threshold: int, kind: Kind) -> dict[int, float]:
    held = known.texts[name]
    scores = {at: score for _, score, at in process.extract(text, held, scorer=fuzz.ratio, score_cutoff=threshold,
                                                            limit=None)}  # fmt: skip
    if kind is Kind.NAME:
        reading = _reading(text)
        for _, score, at in process.extract(
            reading, known.readings[name], scorer=fuzz.ratio, score_cutoff=threshold, limit=None
        ):
            # A name of three characters and one of two read alike at times, and are never the same.
            if len(held[at]) == len(text):
                scores[at] = max(scores.get(at, 0.0), score - (held[at] != text))
        return {at: score for at, score in scores.items() if score >= threshold}
    numbers = NUMBER.findall(text)
    return {at: score for at, score in scores.items() if NUMBER.findall(held[at]) == numbers}


def _sentence(kind: Kind, known: Known, name: str, at: int, text: str) -> str:
    title, held = known.titles[at], known.texts[name][at]
    if kind is Kind.PHONE:
        return f"与“{title}”的号码相同"
    if kind is Kind.CODE:
        return f"与“{title}”的编码相同"
    if held == text:
        return f"与“{title}”同名"
    if kind is Kind.NAME and known.readings[name][at] == _reading(text):
        return f"与“{title}”读音相同"
    return f"与“{title}”相近"


def _long_enough(kind: Kind, text: str) -> bool:
    return len(text) >= (LEAST_FIGURES if kind is Kind.PHONE else 2)


def _plain(kind: Kind) -> Callable[[str], str]:
    return {Kind.PHONE: _figures, Kind.TEXT: _counted}.get(kind, _words)


def _figures(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())


def _words(text: str) -> str:
    """Return a text without what two people write differently: spaces, dots, brackets, width, case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if sign.isalnum())


@cache
def _reading(text: str) -> str:
    return re.sub(r"[^a-z]", "", sort_key(text))


def _counted(text: str) -> str:
    """Return a name with its numbers in figures: 第二网格 is 第2网格, and never 第三网格 though one sign differs."""
    return NUMBER.sub(lambda found: _number(found[0]), _words(text))


def _number(text: str) -> str:
    if text.isdigit():
        return str(int(text))
    digits = {sign: at for at, sign in enumerate(NUMERALS)} | {"〇": 0}
    if "十" not in text and "百" not in text:
        return str(int("".join(str(digits[sign]) for sign in text)))
    total = last = 0
    for sign in text:
        if sign in "十百":
            total += (last or 1) * (10 if sign == "十" else 100)
            last = 0
        else:
            last = digits[sign]
    return str(total + last)
