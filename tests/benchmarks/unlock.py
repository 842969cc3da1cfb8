"""Unlocking: a password tried on a key ring against Argon2id alone with the same parameters."""

from __future__ import annotations

import os
from uuid import uuid4

from tests.benchmarks import Ratio
from tests.benchmarks._timing import in_turn

RUNS = 15
PASSWORD = "试用密码-2026"


def run() -> list[Ratio]:
    """Time both in turn, with the parameters this computer would be given and with the smallest allowed."""
    from argon2.low_level import Type, hash_secret_raw

    from desktop.clock import SYSTEM_CLOCK
    from desktop.storage import keyring

    found = []
    for words, params in (("parameters of this computer", keyring.calibrate()), ("smallest allowed", keyring.FLOOR)):
        ring, key, _ = keyring.create(uuid4(), "甲", uuid4(), "乙", PASSWORD, params=params)
        salt = os.urandom(keyring.SALT_BYTES)

        def alone(params: keyring.Params = params, salt: bytes = salt) -> None:
            hash_secret_raw(PASSWORD.encode(), salt, params.passes, params.memory, params.lanes, 32, Type.ID)

        def unlock(ring: keyring.KeyRing = ring, key: bytes = key) -> None:
            assert keyring.unlock(ring, "乙", PASSWORD, SYSTEM_CLOCK).opened() == key

        ours, bare = in_turn(RUNS, unlock, alone)
        cost = f"{params.memory // 1024} MiB, t={params.passes}"
        found.append(
            Ratio(
                f"unlock against Argon2id, {words}",
                ours / bare,
                1.05,
                f"{ours * 1e3:.0f} / {bare * 1e3:.0f} ms, {cost}",
            )
        )
    return found
