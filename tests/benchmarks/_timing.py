"""Taking times so that they can be compared: in turn, several times, the middle one counts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes, seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(runs: int, *works: Callable[[], object]) -> list[float]:
    """Return the median seconds of each of ``works``, taken in turn after one round that does not count."""
    rounds = [[timed(work) for work in works] for _ in range(runs + 1)][1:]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]
