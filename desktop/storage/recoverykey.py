"""The printed recovery key (恢复密钥): 140 random bits in seven groups of five characters.

The fifth character of each group checks the four before it, so a slip of the pen is told apart from a wrong key and
the group to look at again is named. Characters that look alike (0 and O, 1 and I and L) count as the same.
"""

from __future__ import annotations

import os
import unicodedata

from .errors import MistypedRecoveryKey

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LOOK_ALIKE = str.maketrans("OIL", "011")
GROUPS = 7
DATA = 4


def new_recovery_key() -> str:
    """Return a new recovery key as it is printed: ``4F7KQ-…`` in seven groups."""
    groups = []
    for place in range(GROUPS):
        digits = [byte % 32 for byte in os.urandom(DATA)]
        groups.append("".join(ALPHABET[digit] for digit in [*digits, _check(place, digits)]))
    return "-".join(groups)


def read_recovery_key(typed: str) -> bytes:
    """Return the secret of a recovery key as typed by hand: case, spaces, hyphens and full width do not matter.

    Raises :class:`MistypedRecoveryKey`, which names the first wrong group.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    # Pd: hyphens and dashes; Z, C: spaces, line ends, invisible marks
    text = "".join(c for c in text if unicodedata.category(c)[0] not in "ZC" and unicodedata.category(c) != "Pd")
    text = text.translate(LOOK_ALIKE)
    size = DATA + 1
    digits = []
    for place in range(GROUPS):
        group = [ALPHABET.find(c) for c in text[place * size : (place + 1) * size]]
        if -1 in group or (len(group) == size and _check(place, group[:DATA]) != group[DATA]):
            raise MistypedRecoveryKey(
                place + 1, f"恢复密钥第 {place + 1} 组输错了，数据没有改动，请对照打印件重新输入这一组。"
            )
        digits += group[:DATA]
    if len(text) != GROUPS * size:
        raise MistypedRecoveryKey(
            None,
            f"恢复密钥应为 {GROUPS} 组共 {GROUPS * size} 个字符，现在是 {len(text)} 个，"
            "数据没有改动，请对照打印件补全。",
        )
    return bytes(digits)


def _check(place: int, digits: list[int]) -> int:
    """Return the check digit: any one wrong character, two swapped neighbours or swapped groups change it."""
    check = place + 1
    for digit in digits:
        check = _double(check) ^ digit
    return _double(check)


def _double(value: int) -> int:
    """Multiply by x in the field of 32 elements (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
