"""Run the benchmarks and print their ratios beside the limits."""

from __future__ import annotations

import importlib
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.benchmarks import Ratio


def names() -> list[str]:
    """Return the names of all benchmarks: the modules of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def measure(name: str) -> list[Ratio]:
    """Run one benchmark in this process."""
    ratios: list[Ratio] = importlib.import_module(f"tests.benchmarks.{name}").run()
    return ratios


def table(ratios: Sequence[Ratio]) -> str:
    """Return the ratios as lines of text, the broken ones marked."""
    width = max((len(ratio.name) for ratio in ratios), default=0)
    lines = []
    for ratio in ratios:
        limit = "" if ratio.limit is None else f"<= {ratio.limit:g}"
        mark = "  " if ratio.is_kept else "✗ "
        lines.append(f"{mark}{ratio.name:<{width}}  {ratio.value:9.3f}  {limit:<9}  {ratio.note}".rstrip())
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Run the named benchmarks, or all; 1 when a limit is broken, 2 for a name that is none."""
    unknown = sorted(set(words) - set(names()))
    if unknown:
        print(f"没有这些测量：{' '.join(unknown)}；可以选：{' '.join(names())}。", file=sys.stderr)
        return 2
    if not names():
        print("tests/benchmarks 里还没有测量。", file=sys.stderr)
        return 2
    broken = 0
    fresh = multiprocessing.get_context("spawn")
    for name in words or names():
        print(f"── {name} ──", flush=True)
        with ProcessPoolExecutor(1, mp_context=fresh) as process:  # imports of one never warm up another
            ratios = process.submit(measure, name).result()
        print(table(ratios), flush=True)
        broken += sum(not ratio.is_kept for ratio in ratios)
    print(f"超出上限 {broken} 项。" if broken else "全部在上限以内。")
    return 1 if broken else 0
