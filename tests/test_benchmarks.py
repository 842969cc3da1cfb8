"""The table of measured ratios."""

from __future__ import annotations

from tests.benchmarks import Ratio
from tests.benchmarks._runner import table


def test_value_above_its_limit_or_no_number_is_broken() -> None:
    values = [1.5, 1.6, float("nan")]
    kept = [*(Ratio("scroll", value, 1.5) for value in values), Ratio("only reported", 9, None)]
    assert [ratio.is_kept for ratio in kept] == [True, False, False, True]


def test_table_marks_the_broken_ratio() -> None:
    lines = table([Ratio("start", 1.3, 1.4, "143 ms / 110 ms"), Ratio("memory", 1.6, 1.5)]).splitlines()
    assert lines[0].split() == ["start", "1.300", "<=", "1.4", "143", "ms", "/", "110", "ms"]
    assert lines[1].split() == ["✗", "memory", "1.600", "<=", "1.5"]
