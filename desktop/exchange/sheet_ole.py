"""Looking through an .xls file before its cells are read: whether it is whole and no bigger than a sheet can be.

A file cut short while it was copied, or with a few wrong bytes, would otherwise make the reader of the cells ask for
more memory than there is, which ends the program. [MS-CFB] 2.2 to 2.6 tell of the container, [MS-XLS] 2.4.28 and
2.4.90 of the records.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Sequence

ROWS, COLUMNS = 65_536, 256
"""Most an .xls sheet holds."""

_HEADER, _IN_HEADER = 76, 109
"""Where the header lists the sectors of the table of sectors, and how many it lists itself."""
_NONE = 0xFFFFFFFA
"""Sector numbers from here on stand for the end of a chain or for no sector."""
_SMALL, _SMALL_SECTOR = 4096, 64
"""Streams below this many bytes lie in sectors of their own size."""
_ENTRY = 128
"""Bytes that tell of one stream."""
_END, _SHEET, _EXTENT = 0x000A, 0x0085, 0x0200


def is_whole(data: bytes) -> bool:
    """Return whether every part of an .xls file can be followed and its sheets name a size that a sheet can have."""
    try:
        stream = _workbook(data)
        starts = [struct.unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == _SHEET]
        return all(start < len(stream) and _is_possible(stream, start) for start in starts)
    except (ValueError, LookupError, struct.error):
        return False


def _is_possible(stream: bytes, start: int) -> bool:
    for kind, at, length in _records(stream, start):
        if kind == _EXTENT:
            first_row, last_row, first, last = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
            if last_row > ROWS or last > COLUMNS or first_row > last_row or first > last:
                return False
    return True


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield what each record is, where its content begins and how long it is, up to the end of the part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END:
            return
        yield kind, at + 4, length
        at += 4 + length


def _workbook(data: bytes) -> bytes:
    """Return the stream with the workbook. Raises ``ValueError`` and the like where the file cannot be followed."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    chains = _numbers(b"".join(_sector(data, one, size) for one in _table(data, size)))
    listed = b"".join(_chain(data, struct.unpack_from("<I", data, 48)[0], chains, size))
    if len(listed) % _ENTRY:
        raise ValueError("list of streams")
    entries = [listed[at : at + _ENTRY] for at in range(0, len(listed), _ENTRY)]
    found = {one[: max(struct.unpack_from("<H", one, 64)[0] - 2, 0)]: one for one in entries}
    entry = found.get("Workbook".encode("utf-16-le")) or found["Book".encode("utf-16-le")]
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= _SMALL:
        return b"".join(_chain(data, start, chains, size))[:length]
    small = b"".join(_chain(data, struct.unpack_from("<I", entries[0], 116)[0], chains, size))
    below = _numbers(b"".join(_chain(data, struct.unpack_from("<I", data, 60)[0], chains, size)))
    return b"".join(_chain(b"\0" * _SMALL_SECTOR + small, start, below, _SMALL_SECTOR))[:length]


def _table(data: bytes, size: int) -> list[int]:
    """Return the sectors that hold the table of sectors."""
    found = list(struct.unpack_from(f"<{_IN_HEADER}I", data, _HEADER))
    more = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // size + 1):
        if more >= _NONE:
            return [one for one in found if one < _NONE]
        *these, more = _numbers(_sector(data, more, size))
        found += these
    raise ValueError("circle")


def _numbers(data: bytes) -> Sequence[int]:
    found = array("I", data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _sector(data: bytes, number: int, size: int) -> bytes:
    """Return a sector; the last one of a file may be short."""
    found = data[(number + 1) * size : (number + 2) * size]
    if not found:
        raise ValueError("beyond the end")
    return found


def _chain(data: bytes, number: int, following: Sequence[int], size: int) -> Iterator[bytes]:
    for _ in range(len(following) + 1):
        if number >= _NONE:
            return
        yield _sector(data, number, size)
        number = following[number]
    raise ValueError("circle")
