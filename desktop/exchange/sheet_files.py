"""Opening spreadsheets (.xlsx .xls .et .ods .csv) safely: what a file really is, how much is in it, its bare cells.

Nothing here knows about records. Whatever cannot be read raises :class:`~desktop.errors.UserError` with one sentence.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from desktop.errors import UserError

from .sheet_ole import is_whole

LARGEST_FILE = 60 * 1024 * 1024
LARGEST_UNPACKED = 600 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 200_000
MOST_COLUMNS = 256
KEPT = "没有导入任何内容"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNS = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"SQLite": "数据库",
}
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"mime-version:", b"<?xml")
"""How web pages and XML begin that government systems hand out under the name of .xls."""
_BOOK = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
"""The first record of the workbook in an .xls file."""
_LATE = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB,
}  # fmt: skip
"""The 18 characters GB 18030-2022 moved to real code points; the codec still gives the old ones (reference 9.6)."""

_FAR = re.compile(
    rb"""<c\b[^>]*?\sr=["']((?:[A-Z]{3,}|[I-Z][W-Z]|[J-Z][A-Z])\d+|[A-Z]+(?:[2-9]\d{5}|\d{7,}))["'][^>]*(?<!/)>"""
)
"""A cell with content beyond column IV or row 200,000: one is enough to fill the memory with the empty ones before."""
_FAR_ODS = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{4,})["']""")
_ERROR = re.compile(rb"""<c\b(?=[^>]*\st=["']e["'])[^>]*?\sr=["']([A-Z]+\d+)["']""")

_UNCOUNTED = re.compile(
    rb"""<c\b(?![^>]*\st=)[^>]*?\sr=["']([A-Z]+\d+)["'][^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>"""
)
"""A formula no program has worked out yet; one whose result is an empty text says that it is a text."""

Cell = Any
"""str, int, float, bool, datetime, date, time, timedelta; "" for an empty one."""


@dataclass(frozen=True)
class RawSheet:
    """The cells of one sheet as the file holds them."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    """First and last ``(row, column)``, from 0, of every merged range."""


@dataclass(frozen=True)
class RawBook:
    """The sheets of one file."""

    path: Path
    kind: str
    """``xlsx``, ``xls``, ``ods`` or ``csv``."""
    sheets: Sequence[RawSheet]
    hidden: Sequence[RawSheet] = field(default=())
    errors: Sequence[str] = ()
    """Addresses of cells with a formula that failed or was never worked out, as far as they were met."""


def open_book(path: Path) -> RawBook:
    """Read the cells of a spreadsheet file."""
    data = _bytes(path)
    name = path.name
    if data.startswith(_ZIP):
        kind, errors = _check_package(data, name)
        return _workbook(path, data, kind, errors)
    if data.startswith(_OLE):
        return _workbook(path, data, "xls", ())
    for sign, what in _SIGNS.items():
        if data.startswith(sign):
            raise UserError(f"“{name}”是{what}，不是表格，{KEPT}，请选择 .xlsx、.xls、.ods 或 .csv 文件")
    if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise UserError(f"“{name}”实际是网页格式的文件，{KEPT}，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")
    return RawBook(path, "csv", [RawSheet(path.stem, _separated(data, name))])


def is_open_elsewhere(path: Path) -> bool:
    """Return whether Excel or WPS has put the mark beside a file with which they keep others from writing it."""
    try:
        return any(path.with_name(f"{sign}{path.name}").exists() for sign in ("~$", ".~"))
    except OSError:
        return False


def _bytes(path: Path) -> bytes:
    name = path.name
    if name.startswith(("~$", ".~")):
        raise UserError(f"“{name}”是 Excel 打开表格时的临时文件，{KEPT}，请选择不带 {name[:2]} 的那个文件")
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UserError(f"“{name}”是文件夹，{KEPT}，请选择表格文件")
        if size == 0:
            raise UserError(f"“{name}”是空文件，{KEPT}，请重新保存表格后再选")
        if size > LARGEST_FILE:
            raise UserError(f"“{name}”超过 {LARGEST_FILE >> 20} MB，{KEPT}，请分成几个文件导入")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"找不到“{name}”，{KEPT}，请核对文件位置") from None
    except PermissionError as error:
        raise UserError(f"“{name}”正被 Excel 或 WPS 占用或没有读取权限，{KEPT}，请关闭表格后再导入") from error
    except OSError as error:
        raise UserError(f"读不到“{name}”，{KEPT}，请把文件复制到本机后再试") from error


def _check_package(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return what a zip file is, after unpacking it piece by piece against the limits."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
        names = {part.filename for part in parts}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise _damaged(name) from error
    if any(part.flag_bits & 1 for part in parts):
        raise _locked(name)
    bomb = UserError(f"“{name}”解开后大得不正常，像是有意做坏的文件，{KEPT}，请向发来的人核实")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise bomb
    if "xl/workbook.xml" in names or any(one.startswith("xl/workbook") for one in names):
        kind = "xlsx"
    elif "content.xml" in names and "mimetype" in names:
        kind = "ods"
        if b"manifest:encryption-data" in _part(package, "META-INF/manifest.xml"):
            raise _locked(name)
    elif any(one.startswith("word/") for one in names):
        raise UserError(f"“{name}”是 Word 文档，不是表格，{KEPT}，请选择 .xlsx、.xls、.ods 或 .csv 文件")
    else:
        raise UserError(f"“{name}”是压缩包或别的文件，不是表格，{KEPT}，请先解压再选择里面的表格")
    unpacked = 0
    errors: list[str] = []
    for part in parts:
        wanted = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
        for piece in _pieces(data, part, name):
            unpacked += len(piece)
            if unpacked > LARGEST_UNPACKED:
                raise bomb
            if wanted:
                _look(piece, kind, name, errors)
    return kind, errors


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as file:
            return file.read(4 << 20)
    except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return b""


def _pieces(data: bytes, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """Yield what a part really unpacks to: the size written in the file may be a lie."""
    at = part.header_offset
    if data[at : at + 4] != _ZIP:
        raise _damaged(name)
    name_length, extra_length = data[at + 26 : at + 28], data[at + 28 : at + 30]
    start = at + 30 + int.from_bytes(name_length, "little") + int.from_bytes(extra_length, "little")
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged(name)
    unpacker = zlib.decompressobj(-15)
    rest: bytes | memoryview = packed
    tail = b""
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(rest, 1 << 22)
            rest = unpacker.unconsumed_tail
            if not piece and not rest:
                break
            # A cell cut in two would escape the look.
            yield tail + piece
            tail = piece[-200:]
    except zlib.error as error:
        raise _damaged(name) from error


def _look(piece: bytes, kind: str, name: str, errors: list[str]) -> None:
    if kind == "xlsx":
        if _FAR.search(piece):
            raise _too_much(name)
        if len(errors) < 20 and b't="e"' in piece:
            errors.extend(found.decode() for found in _ERROR.findall(piece)[:20])
        if len(errors) < 20 and b"</f>" in piece:
            errors.extend(found.decode() for found in _UNCOUNTED.findall(piece)[:20])
    else:
        # LibreOffice repeats the empty rest of a sheet; only what follows the last content is harmless.
        for found in _FAR_ODS.finditer(piece):
            rest = piece[found.end() : found.end() + 400]
            if int(found[1]) > MOST_ROWS and b"office:value" in rest.split(b"</table:table-row>")[0]:
                raise _too_much(name)


def _too_much(name: str) -> UserError:
    return UserError(
        f"“{name}”超过 {MOST_ROWS:,} 行或 {MOST_COLUMNS} 列，{KEPT}，请删掉多余的行和列，或分成几个文件导入"
    )


def _damaged(name: str) -> UserError:
    return UserError(f"“{name}”已损坏或不完整，{KEPT}，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入")


def _locked(name: str) -> UserError:
    return UserError(f"“{name}”有打开密码，读不出内容，{KEPT}，请在 Excel 中取消密码后再导入")


def _is_locked(data: bytes) -> bool:
    """Return whether an .xls file is encrypted: then a FILEPASS record is among the first."""
    for found in _BOOK.finditer(data):
        at = found.start()
        for _ in range(8):
            if data[at : at + 2] == b"\x2f\x00":
                return True
            at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


def _workbook(path: Path, data: bytes, kind: str, errors: Sequence[str]) -> RawBook:
    name = path.name
    if kind == "xls" and ("EncryptedPackage".encode("utf-16-le") in data or _is_locked(data)):
        raise _locked(name)
    if kind == "xls" and "WordDocument".encode("utf-16-le") in data:
        raise UserError(f"“{name}”是 Word 文档，不是表格，{KEPT}，请选择 .xlsx、.xls、.ods 或 .csv 文件")
    if kind == "xls" and not is_whole(data):
        raise _damaged(name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown: list[RawSheet] = []
        hidden: list[RawSheet] = []
        for about in book.sheets_metadata:
            if str(about.typ).rsplit(".", 1)[-1] != "WorkSheet":
                continue
            sheet = book.get_sheet_by_name(about.name)
            into = shown if about.visible is SheetVisibleEnum.Visible else hidden
            into.append(RawSheet(about.name, _cells(sheet, name), tuple(sheet.merged_cell_ranges or ())))
    except PasswordError as error:
        raise _locked(name) from error
    except UserError:
        raise
    except (CalamineError, ValueError, OSError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _locked(name) from error
        raise _damaged(name) from error
    except BaseException as error:
        # Where the reader stumbles over wrong bytes it raises what no class of ours can be asked for.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from error
    return RawBook(path, kind, shown, hidden, errors)


def _cells(sheet: CalamineSheet, name: str) -> list[list[Cell]]:
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise _too_much(name)
    cells: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    return cells


def _separated(data: bytes, name: str) -> list[list[Cell]]:
    """Return the cells of a text file: UTF-8 with or without mark, UTF-16 with mark, GB 18030; , tab ;"""
    text = _decoded(data)
    if text is None:
        raise UserError(f"“{name}”不是表格，文字编码也认不出，{KEPT}，请用 Excel 或 WPS 另存为 .xlsx 再导入")
    head = text[:4096].split("\n", 1)[0]
    mark = max(",\t;", key=head.count)
    if not head.count(mark) and len(text.split("\n", 1)[0]) > 200:
        raise UserError(f"“{name}”不像表格，第一行里没有分隔的表头，{KEPT}，请选择 .xlsx 或 .csv 文件")
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise _too_much(name)
            rows.append(row)
    except csv.Error as error:
        raise UserError(f"“{name}”第 {len(rows) + 1} 行的引号或内容不对，{KEPT}，请另存为 .xlsx 再导入") from error
    return rows


def _decoded(data: bytes) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data:
        return None
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.translate(_LATE) if encoding == "gb18030" else text
    return None
