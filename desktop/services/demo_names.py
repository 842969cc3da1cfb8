"""Invented names for the demonstration office (演示数据): common surnames, some rare characters, no real persons."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from desktop.errors import UserError

MATERIAL = Path(__file__).resolve().parents[2] / "resources" / "demo" / "names.tsv"
RARE_SURNAME = 0.06
"""Share of names with a compound, polyphonic or rare surname."""
RARE_GIVEN = 0.10
"""Share of given names with a rare character."""
ONE_CHARACTER = 0.25
"""Share of given names of one character."""
LIMIT = 50_000
"""Most names at once: under half of what the material yields, so that inventing stays quick."""
ETHNIC = 40
"""One name in so many is an ethnic name with a middle dot."""


def invent_names(rng: Random, n: int) -> list[tuple[str, str]]:
    """Return ``n`` different names with their gender (``male`` or ``female``); the same ``rng`` gives the same names.

    From 40 names on there is at least one name with a middle dot. Raises ``UserError`` above ``LIMIT``.
    """
    if n > LIMIT:
        raise UserError(f"最多编出 {LIMIT} 个不同的演示姓名，要的是 {n} 个，请减少演示人数后再试")
    chosen: dict[str, str] = {}
    while len(chosen) < n:
        gender = rng.choice(("male", "female"))
        name = _ethnic(rng, gender) if len(chosen) % ETHNIC == ETHNIC - 1 else _invent(rng, gender)
        if name in chosen:
            # Ethnic names are few: once used up, others take their place.
            name = _invent(rng, gender)
        if name not in chosen and name not in _material()["avoided"]:
            chosen[name] = gender
    return list(chosen.items())


def _invent(rng: Random, gender: str) -> str:
    words = _material()
    surname = rng.choice(words["rare_surnames"] if rng.random() < RARE_SURNAME else words["surnames"])
    rare = rng.random() < RARE_GIVEN
    if rng.random() < ONE_CHARACTER:
        return surname + rng.choice(words[f"{'rare' if rare else 'single'}_{gender}"])
    first = rng.choice(words[f"first_{gender}"])
    last = rng.choice([word for word in words[f"{'rare' if rare else 'last'}_{gender}"] if word != first])
    return surname + first + last


def _ethnic(rng: Random, gender: str) -> str:
    return rng.choice(_material()[f"ethnic_{gender}"])


@cache
def _material() -> dict[str, list[str]]:
    lines = (line for line in MATERIAL.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {kind: words.split() for kind, words in (line.split("\t") for line in lines)}
