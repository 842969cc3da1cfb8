"""Build strokes.tsv.gz, the table behind the order by strokes (笔画序).

Run by hand when a source changes, never by the program:

    python resources/text/build_strokes.py UNICODE_DATA CNCHAR_ORDER RIME_STROKE CN_SORT

where the four are folders with the unpacked Debian package ``unicode-data``, npm package ``cnchar-order``, Debian
package ``rime-data-stroke`` and the PyPI wheel ``cn-sort`` (origins and licences: README.md in this folder).

A sequence is taken from cnchar-order, else from rime-stroke where its length equals the stroke count of Unihan, else
from composed_strokes.tsv, which wins over all. Characters of equal sequence (then form of strokes and structure count)
stand as in each level of the standard table (通用规范汉字表, in stroke order itself, Unihan kTGH), between the levels
and beyond them as in cn-sort. The standard table also checks the sequences.
"""

from __future__ import annotations

import bz2
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
CNCHAR_STROKES = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "d": "4", "k": "4", "l": "4"}
"""Letters of cnchar-order: 提 counts as 横, 竖钩 as 竖, 捺 as 点; each other letter is a turning stroke (折)."""
RIME_STROKES = str.maketrans("hspnz", "12345")
SIDE_FORMS = {"钅": "31115", "讠": "45", "纟": "551", "氵": "441", "艹": "122", "亻": "32"}
LEVELS = ((1, 3500), (3501, 6500), (6501, 8105))
"""The three levels of the standard table; each is in stroke order by itself."""


def unihan(folder: Path, file: str, field: str) -> Iterator[tuple[str, str]]:
    """Yield character and value of one Unihan field."""
    path = next(folder.rglob(f"Unihan_{file}.txt.bz2"))
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield chr(int(parts[0][2:], 16)), parts[2]


def cnchar_sequences(folder: Path) -> dict[str, str]:
    """Sequences of the common characters."""
    script = next(folder.rglob("cnchar.order.min.js")).read_text(encoding="utf-8")
    letters = json.loads(re.findall(r"JSON\.parse\('(\{.*?\})'\)", script)[0])
    return {
        character: "".join(CNCHAR_STROKES.get(letter, "5") for letter in word) for character, word in letters.items()
    }


def rime_sequences(folder: Path) -> dict[str, list[str]]:
    """All sequences an input-method table knows; the last of equal length is the mainland one."""
    found: dict[str, list[str]] = defaultdict(list)
    path = next(folder.rglob("stroke.dict.yaml"))
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) >= 2 and len(parts[0]) == 1 and re.fullmatch("[hspnz]+", parts[1]):
            found[parts[0]].append(parts[1].translate(RIME_STROKES))
    return found


def build(sources: list[Path]) -> None:
    """Write strokes.tsv.gz: count, sequence (empty if unknown), characters in order."""
    unicode_data, cnchar, rime, cn_sort = sources
    counts = {c: int(value.split()[0]) for c, value in unihan(unicode_data, "IRGSources", "kTotalStrokes")}
    common, wide = cnchar_sequences(cnchar), rime_sequences(rime)
    words = json.loads(next(cn_sort.rglob("all_word.json")).read_text(encoding="utf-8"))["all_word"]
    structure = {word["chinese"]: word["stroke_increment_level"] for word in words}

    sequences: dict[str, str] = {}
    for character, count in counts.items():
        fitting = [s for s in wide.get(character, []) if len(s) == count]
        if len(common.get(character, "")) == count:
            sequences[character] = common[character]
        elif fitting:
            sequences[character] = fitting[-1]
    for line in (HERE / "composed_strokes.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            character, parts = line.split("\t")
            sequences[character] = "".join(
                part if part.isdigit() else SIDE_FORMS.get(part) or sequences[part] for part in parts.split()
            )
            counts[character] = len(sequences[character])

    rows: dict[tuple[int, str], list[str]] = defaultdict(list)
    for character, count in counts.items():
        rows[count, sequences.get(character, "")].append(character)
    numbers = {c: int(value.split(":")[1]) for c, value in unihan(unicode_data, "OtherMappings", "kTGH")}
    lines = []
    # "9" stands for no sequence: last in its count group.
    for (count, sequence), characters in sorted(rows.items(), key=lambda row: (row[0][0], row[0][1] or "9")):
        characters.sort(key=lambda c: (structure.get(c, sys.maxsize), c))
        for first, last in LEVELS:
            places = [n for n, c in enumerate(characters) if first <= numbers.get(c, 0) <= last]
            standard = sorted((characters[n] for n in places), key=lambda c: numbers[c])
            for place, character in zip(places, standard, strict=True):
                characters[place] = character
        lines.append(f"{count}\t{sequence}\t{''.join(characters)}\n")
    with gzip.GzipFile(HERE / "strokes.tsv.gz", "wb", mtime=0) as out:
        out.write("".join(lines).encode())

    standard_order = {number: character for character, number in numbers.items()}
    for first, last in LEVELS:
        level = [standard_order[n] for n in range(first, last + 1)]
        keys = [(len(sequences.get(c, "")), sequences.get(c, "")) for c in level]
        for before, after, low, high in zip(level, level[1:], keys, keys[1:], strict=False):
            if low > high:
                sys.stdout.write(f"against the standard table: {before} {low[1]} · {after} {high[1]}\n")
    covered = sum(c in sequences for c in numbers)
    sys.stdout.write(
        f"{len(counts)} characters, {len(sequences)} with sequence; {covered} of {len(numbers)} standard\n"
    )


if __name__ == "__main__":
    build([Path(word) for word in sys.argv[1:5]])
