"""Invented names: the same for the same seed, different from one another, some of them rare."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.services.demo_names import LIMIT, invent_names
from desktop.services.names import name_mistake, tidy
from desktop.services.pinyin import search_keys
from desktop.services.strokes import unplaced


@given(st.integers(0, 10_000), st.integers(0, 200))
def test_the_same_seed_gives_the_same_different_names(seed: int, n: int) -> None:
    people = invent_names(Random(seed), n)
    assert people == invent_names(Random(seed), n)
    assert len({name for name, _ in people}) == n
    assert {gender for _, gender in people} <= {"male", "female"}


def test_names_are_fit_to_be_kept_found_and_ordered() -> None:
    names = [name for name, _ in invent_names(Random(2026), 2000)]
    assert [name for name in names if name_mistake(name) or tidy(name) != name] == []
    assert [name for name in names if "u+" in search_keys(name)] == []
    assert unplaced(names) == []


def test_rare_characters_and_middle_dots_occur() -> None:
    names = " ".join(name for name, _ in invent_names(Random(1), 600))
    assert "·" in names
    assert "𠮷" in names
    assert [sign for sign in "㛃䶮翀喆玥赟堃" if sign not in names] == []


def test_well_known_names_are_avoided() -> None:
    names = {name for name, _ in invent_names(Random(3), 20_000)}
    assert names.isdisjoint({"李强", "李鹏", "贺子珍", "杨丽萍"})


def test_more_than_the_material_yields_is_refused() -> None:
    with pytest.raises(UserError, match="最多编出"):
        invent_names(Random(1), LIMIT + 1)
