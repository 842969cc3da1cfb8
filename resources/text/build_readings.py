"""Build rare_readings.tsv: readings of characters pypinyin has none for, taken from their Unihan variants.

    python resources/text/build_readings.py UNICODE_DATA

where UNICODE_DATA is the folder of the unpacked Debian package ``unicode-data``.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

FIELDS = {"kSemanticVariant", "kZVariant", "kTraditionalVariant", "kSimplifiedVariant"}
BY_HAND = {"𠮷": "吉"}
"""Variants in daily use that Unihan does not link."""


def build(folder: Path) -> None:
    """Write one line a character: character, readings with tone digits."""
    variants = dict(BY_HAND)
    with bz2.open(next(folder.rglob("Unihan_Variants.txt.bz2")), "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) != 3 or parts[1] not in FIELDS:
                continue
            character = chr(int(parts[0][2:], 16))
            for word in parts[2].split():
                variant = chr(int(word.split("<")[0][2:], 16))
                if ord(character) not in PINYIN_DICT and ord(variant) in PINYIN_DICT:
                    variants.setdefault(character, variant)
    rows = [
        f"{character}\t{','.join(pinyin(variant, style=Style.TONE3, heteronym=True)[0])}\n"
        for character, variant in sorted(variants.items())
    ]
    (Path(__file__).parent / "rare_readings.tsv").write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
