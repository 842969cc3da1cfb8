"""Files as they are kept: by what they are, not what they are called; upright, small, without the camera's notes."""

from __future__ import annotations

import random
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from desktop.errors import Cancelled, UserError
from desktop.services import attachment_files
from desktop.services.attachment_files import JPEG, MB, PDF, PNG, Limits, plain_name, prepare, read
from tests.attachments import ALLOWED, picture_bytes, scan_bytes


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def photo_bytes(width: int, height: int, taken: str = "2026:03:04 09:10:11", turned: int = 6) -> bytes:
    """Return a photo as a telephone writes it: lying on its side, with time, place and device."""
    image = Image.new("RGB", (width, height), (200, 60, 60))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height), fill=(40, 60, 200))
    notes = Image.Exif()
    notes[0x0112] = turned
    notes[0x010F] = "SECRETPHONE"
    notes.get_ifd(0x8769)[0x9003] = taken
    notes.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    image.save(out, "JPEG", exif=notes, quality=95)
    return out.getvalue()


def refused(data: bytes, name: str = "文件.jpg", allowed: Limits = ALLOWED) -> str:
    with pytest.raises(UserError) as told:
        prepare(data, name, allowed)
    sentence = str(told.value)
    assert "没有添加" in sentence and name in sentence
    return sentence


def test_a_photo_stands_upright_and_carries_no_notes_of_the_camera() -> None:
    kept = prepare(photo_bytes(400, 300), "IMG_0001.JPG", ALLOWED)
    shown = opened(kept.data)
    assert shown.size == (300, 400), "turned as the camera noted"
    assert not shown.getexif() and b"SECRETPHONE" not in kept.data
    red, _, blue = shown.getpixel((150, 390))  # type: ignore[misc]
    assert red > 150 > blue, "the right half of the lying photo is the lower half of the upright one"
    assert kept.taken_on == date(2026, 3, 4)
    assert (kept.role, kept.title, kept.media_type, kept.pages) == ("photo", "IMG_0001", JPEG, None)


def test_a_time_no_camera_can_have_had_is_left_out() -> None:
    assert prepare(photo_bytes(200, 100, "0000:00:00 00:00:00"), "a.jpg", ALLOWED).taken_on is None
    assert prepare(photo_bytes(200, 100, "1970:01:01 00:00:00"), "a.jpg", ALLOWED).taken_on is None


def test_a_large_photo_is_made_smaller_and_a_small_one_keeps_its_size() -> None:
    large = prepare(photo_bytes(4000, 2000, turned=1), "a.jpg", ALLOWED)
    assert opened(large.data).size == (3000, 1500)
    assert max(opened(large.thumbnail).size) == attachment_files.THUMBNAIL
    assert opened(prepare(photo_bytes(640, 480, turned=1), "a.jpg", ALLOWED).data).size == (640, 480)


def test_a_scan_in_black_and_white_keeps_its_sharp_lines() -> None:
    image = Image.new("1", (800, 1100), 1)
    ImageDraw.Draw(image).line((0, 0, 800, 1100), fill=0, width=2)
    out = BytesIO()
    image.save(out, "TIFF")
    kept = prepare(out.getvalue(), "扫描.tif", ALLOWED)
    assert kept.media_type == PNG
    assert opened(kept.data).convert("1").tobytes() == image.tobytes()


def test_a_pdf_is_kept_as_it_is_with_its_pages_and_its_first_page_small() -> None:
    data = scan_bytes(3)
    kept = prepare(data, "协议.pdf", ALLOWED)
    assert (kept.data, kept.media_type, kept.pages, kept.role) == (data, PDF, 3, "scan")
    assert opened(kept.thumbnail).height == attachment_files.THUMBNAIL


def test_what_a_file_is_its_content_says() -> None:
    assert prepare(scan_bytes(), "其实是扫描件.jpg", ALLOWED).media_type == PDF
    assert prepare(picture_bytes(), "其实是图片.pdf", ALLOWED).media_type == JPEG


def test_the_same_file_has_the_same_digest() -> None:
    assert prepare(picture_bytes(), "a.png", ALLOWED).hash == prepare(picture_bytes(), "b.png", ALLOWED).hash
    assert prepare(picture_bytes(90), "a.png", ALLOWED).hash != prepare(picture_bytes(200), "a.png", ALLOWED).hash


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04....word/document.xml", "Word 文件"),
        (b"PK\x03\x04....xl/workbook.xml", "Excel 文件"),
        (b"PK\x03\x04....photo.jpg", "压缩包"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Office"),
        (b"GIF89a", "动图"),
        (b"MZ\x90", "程序"),
        (b"\x00\x00\x00\x18ftypheic\x00", "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42\x00", "视频"),
        (b"hello", "不是图片也不是 PDF"),
        (b"%PDF-1.7 and then nothing", "已损坏"),
        (photo_bytes(300, 200)[:900], "已损坏"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_a_pdf_with_a_password_is_refused() -> None:
    out = BytesIO()
    sheet = Canvas(out, encrypt=StandardEncryption("1234"))
    sheet.drawString(100, 100, "x")
    sheet.save()
    assert "设有密码" in refused(out.getvalue(), "加密.pdf")


def test_a_scan_of_many_pages_as_tiff_and_a_picture_of_too_many_pixels_are_refused() -> None:
    out = BytesIO()
    sheet = Image.new("1", (40, 40))
    sheet.save(out, "TIFF", save_all=True, append_images=[sheet])
    assert "多页 TIFF" in refused(out.getvalue(), "多页.tif")
    out = BytesIO()
    Image.new("1", (20_000, 7_000)).save(out, "PNG")
    assert "像素太多" in refused(out.getvalue(), "巨幅.png")


def test_a_pdf_of_a_thousand_and_one_pages_is_refused() -> None:
    whole = pypdfium2.PdfDocument.new()
    for _ in range(attachment_files.MOST_PAGES + 1):
        whole.new_page(10, 10)
    out = BytesIO()
    whole.save(out)
    whole.close()
    assert "1001 页" in refused(out.getvalue(), "台账.pdf")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "大.pdf"
    with large.open("wb") as out:
        out.truncate(21 * MB)
    with pytest.raises(UserError, match=r"“大.pdf”有 21.0 MB，超过上限 20 MB，没有添加"):
        read(large, ALLOWED)
    assert len(read(large, Limits(50 * MB, 3000))) == 21 * MB


def test_reading_a_large_file_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(random.Random(1).randbytes(9 * MB))
    told: list[tuple[int, int]] = []
    assert read(file, ALLOWED, lambda done, total: told.append((done, total))) == file.read_bytes()
    assert told == [(4 * MB, 9 * MB), (8 * MB, 9 * MB), (9 * MB, 9 * MB)]

    def stop(done: int, total: int) -> None:
        raise Cancelled("已取消")

    with pytest.raises(Cancelled):
        read(file, ALLOWED, stop)


def test_folders_and_files_that_are_gone_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="是文件夹"):
        read(tmp_path, ALLOWED)
    with pytest.raises(UserError, match="打不开"):
        read(tmp_path / "没有.jpg", ALLOWED)


def test_names_are_kept_without_folders_and_unseen_signs() -> None:
    assert plain_name("C:\\扫描\\2026\\协议.pdf") == "协议.pdf"
    assert plain_name("a\u202egpj.exe\n.jpg") == "agpj.exe.jpg"
    assert plain_name("\x00") == "未命名"
    long = plain_name("长" * 300 + ".pdf")
    assert len(long) == 200 and long.endswith(".pdf")
