"""The help: a page for every page, opened by F1."""

from __future__ import annotations

import re

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.views import pages, theme
from desktop.views.help_page import FOLDER, PICTURES, HelpPage, HelpText, text_of, topics
from desktop.views.shell import Shell
from tests.help_pictures import MARKS
from tests.views.program import rest


def test_every_help_page_has_a_title_and_words() -> None:
    found = topics()
    assert found[0][0] == "start"
    for topic, title in found:
        assert title, topic
        assert len(text_of(topic)) > 60, topic


MOST_BYTES, WIDEST = 1_500_000, 1_200


def test_every_page_has_a_picture_and_all_are_small() -> None:
    folder = FOLDER / PICTURES
    files = {file.stem for file in folder.iterdir()}
    bare = [topic for topic, _ in topics() if topic != "keys" and topic not in files]
    assert not bare, f"run dev.py pictures: nothing is drawn for {bare}"
    unused = files - {topic for topic, _ in topics()}
    assert not unused, f"no help page has these pictures: {unused}"
    assert sum(file.stat().st_size for file in folder.iterdir()) < MOST_BYTES
    for file in folder.iterdir():
        assert QImage(str(file)).width() <= WIDEST, file.name


def test_every_picture_a_page_names_is_there_and_its_numbers_are_explained() -> None:
    for topic, _ in topics():
        text = text_of(topic)
        for name in re.findall(r"!\[[^]]+\]\(([^)]+)\)", text):
            assert (FOLDER / name).exists(), f"{topic}: {name}"
        many = len(MARKS.get(topic, ()))
        told = [number for number in range(1, many + 1) if f"\n{number}. " in text or "①②③④⑤⑥⑦⑧⑨"[number - 1] in text]
        assert len(told) == many, f"{topic}: the picture has {many} numbers, the words explain {told}"


def test_pictures_are_no_wider_than_the_words_and_sharp_at_every_width(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    page = HelpText()
    qtbot.addWidget(page)
    page.resize(700, 500)
    with qtbot.waitExposed(page):
        page.show()
    page.show_topic("lists")
    assert shown_width(page) <= 700 and page.horizontalScrollBar().maximum() == 0
    first = shown_width(page)
    page.resize(500, 500)
    qtbot.waitUntil(lambda: 0 < shown_width(page) < first)
    assert page.toPlainText().startswith("列表")
    page.resize(1_600, 500)
    qtbot.waitUntil(lambda: shown_width(page) == QImage(str(FOLDER / PICTURES / "lists.png")).width())


def shown_width(page: HelpText) -> float:
    """Return the width of the first picture as it stands in the text."""
    block = page.document().begin()
    while block.isValid():
        if "\ufffc" in block.text():
            return block.layout().lineAt(0).naturalTextWidth()
        block = block.next()
    return 0


def test_unknown_topic_shows_the_first_page() -> None:
    assert text_of("nothing of the kind") == text_of("start")


def test_f1_opens_the_help_of_the_page_and_leaves_it_again(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.go("people")
    rest(qtbot, window)
    shell.help()
    page = shell.page()
    assert isinstance(page, HelpPage)
    assert page.topic() == "people"
    assert page.page.toPlainText().startswith("队伍")
    assert "聘用合同" in page.page.toPlainText()
    shell.help()
    assert shell.page() is shell.made("people")


def test_pages_stand_in_known_groups_with_icons_that_exist() -> None:
    for spec in pages.PAGES:
        assert spec.group in pages.GROUPS
        assert (theme.RESOURCES / "icons" / f"{spec.icon}.svg").exists()
