"""The help: a page for every page, opened by F1."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.app import Window
from desktop.views import pages
from desktop.views.help_page import HelpPage, text_of, topics
from desktop.views.shell import Shell
from tests.views.program import rest


def test_every_help_page_has_a_title_and_words() -> None:
    found = topics()
    assert found[0][0] == "start"
    for topic, title in found:
        assert title, topic
        assert len(text_of(topic)) > 60, topic


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
    from desktop.views import theme

    for spec in pages.PAGES:
        assert spec.group in pages.GROUPS
        assert (theme.RESOURCES / "icons" / f"{spec.icon}.svg").exists()
