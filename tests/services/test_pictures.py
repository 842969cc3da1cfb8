"""Photos as they are kept: upright, 5 : 7, small, without the notes of the camera."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from desktop.errors import UserError
from desktop.services.pictures import HEIGHT, LARGEST, WIDTH, Part, portrait, usual, whole


def encoded(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP"])
def test_large_pictures_become_826_by_1156(kind: str) -> None:
    kept = opened(portrait(encoded(Image.new("RGB", (3000, 2000), "grey"), kind)))
    assert (kept.format, kept.size) == ("JPEG", (WIDTH, HEIGHT))


def test_small_pictures_are_cut_but_not_enlarged() -> None:
    kept = opened(portrait(encoded(Image.new("RGB", (400, 400), "grey"))))
    assert kept.size == (285, 398)


def test_picture_is_turned_as_the_camera_noted_and_the_notes_are_dropped() -> None:
    lying = Image.new("RGB", (700, 500), "white")
    lying.paste("black", (0, 0, 350, 500))
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "a camera"
    kept = opened(portrait(encoded(lying, exif=notes.tobytes())))
    assert kept.size == (500, 699)
    top, bottom = kept.getpixel((250, 50)), kept.getpixel((250, 650))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] < 60 < 200 < bottom[0]
    assert not kept.getexif()


def test_the_part_that_was_chosen_is_kept() -> None:
    picture = Image.new("RGB", (1000, 1000), "white")
    picture.paste("black", (500, 0, 1000, 1000))
    data = encoded(picture)
    right = opened(portrait(data, Part(0.6, 0.1, 0.3)))
    assert right.size == (300, 419) and max(right.convert("L").getextrema()) < 60
    beyond = opened(portrait(data, Part(0.9, 0.9, 0.3)))
    assert beyond.size == (300, 419), "a part never reaches beyond the picture"
    assert portrait(data, usual(1000, 1000)) == portrait(data)


def test_the_whole_picture_is_shown_upright_to_choose_from() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    shown = opened(whole(encoded(Image.new("RGB", (700, 500), "white"), exif=notes.tobytes()), 350))
    assert shown.size == (250, 350) and not shown.getexif()


def test_clear_parts_become_white() -> None:
    kept = opened(portrait(encoded(Image.new("RGBA", (500, 700), (0, 0, 0, 0)), "PNG")))
    assert kept.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a picture", "不是 JPEG、PNG 或 BMP"),
        (encoded(Image.new("RGB", (500, 700), "grey"))[:400], "已损坏"),
        (encoded(Image.new("RGB", (60, 900), "grey")), "至少要 100 像素"),
        (encoded(Image.new("P", (200, 300)), "GIF"), "不是 JPEG、PNG 或 BMP"),
        (b"\x00" * (LARGEST + 1), "最大 20 MB"),
    ],
    ids=["text", "broken", "narrow", "gif", "large"],
)
def test_what_is_no_photo_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence) as refused:
        portrait(data)
    assert "照片没有更换" in str(refused.value)
