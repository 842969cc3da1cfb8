"""The printed recovery key."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from desktop.documents.recovery import print_recovery_key
from desktop.errors import UserError
from desktop.storage.recoverykey import new_recovery_key, read_recovery_key
from tests.documents import pdf

OFFICE = "井冈山市红星街道会师路社区居民委员会"


def printed(key: str, demo: bool = False, office: str = OFFICE, account: str = "肖䶮") -> list[str]:
    """Return the texts of the page."""
    target = io.BytesIO()
    print_recovery_key(key, target, office=office, account=account, day=date(2026, 11, 24), demo=demo)
    pages = pdf.texts(target.getvalue())
    assert len(pages) == 1
    return pages[0]


def test_key_is_read_back_from_the_page_as_it_was_made() -> None:
    key = new_recovery_key()
    lines = printed(key)
    groups = [line for line in lines for part in [line.replace(" ", "")] if part in key.split("-")]
    assert read_recovery_key("".join(groups)) == read_recovery_key(key)


def test_page_says_whose_it_is_and_how_to_keep_it() -> None:
    text = "".join(printed(new_recovery_key()))
    for words in (OFFICE, "肖䶮", "2026年11月24日", "第 7 组", "不要拍照", "封存人", "存放地点"):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_only_a_demonstration_is_marked() -> None:
    key = new_recovery_key()
    assert "演示数据" in "".join(printed(key, demo=True))
    assert "演示数据" not in "".join(printed(key))


def test_longest_names_stay_on_the_page() -> None:
    text = "".join(printed(new_recovery_key(), office="长" * 40, account="名" * 20))
    assert "长" * 40 in text
    assert "名" * 20 in text


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有写成"):
        print_recovery_key(
            new_recovery_key(),
            tmp_path / "nowhere" / "key.pdf",
            office=OFFICE,
            account="肖桂兰",
            day=date(2026, 11, 24),
        )
