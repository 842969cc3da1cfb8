"""Every page for people without a mouse and without sight: names to read out, Tab to reach, F1 to ask."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.app import Window
from desktop.models import description
from desktop.services import saving
from desktop.services.grouping import Grouping
from desktop.views import pages
from desktop.views.forms import OWN
from desktop.views.help_page import HelpPage, text_of, topics
from desktop.views.records.form import RecordForm
from tests.views.whole_program import called, faces, house, quiet, read_out, shown, stops, walk, without_keys

__all__ = ["house"]

KEYS = [spec.key for spec in pages.PAGES]
KINDS = [kind for spec in pages.PAGES for kind in spec.kinds]


def listed(parts: list[QWidget]) -> str:
    return "\n  ".join(called(one) for one in parts)


def check_names(where: str, page: QWidget) -> None:
    silent = [one for one in stops(page) if not any(sign.isalnum() for sign in read_out(one))]
    assert not silent, f"{where}: a screen reader says nothing here; setAccessibleName(…):\n  {listed(silent)}"


def check_walk(where: str, window: Window, page: QWidget) -> None:
    unreached = without_keys(page)
    assert not unreached, f"{where}: no key reaches these; setFocusPolicy(StrongFocus):\n  {listed(unreached)}"
    assert window.shell is not None
    wanted = stops(page)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        quiet(window)
        hidden: list[QWidget] = []
        seen = walk(window, window.shell._top.search, key, hidden)
        word = "Tab" if key == Qt.Key.Key_Tab else "Shift+Tab"
        assert window.shell._top.user in seen, (
            f"{where}: {word} is caught and never comes back to the top bar; a text box wants setTabChangesFocus, "
            f"a table setTabKeyNavigation(False). Last stops:\n  {listed(seen[-3:])}"
        )
        passed = [one for one in wanted if one not in seen and one.isVisible() and one.isEnabled()]
        assert not passed, (
            f"{where}: {word} passes these over; look at setTabOrder and focus proxies:\n  {listed(passed)}"
        )
        assert not hidden, f"{where}: {word} goes to what nobody sees; hide it or scroll to it:\n  {listed(hidden)}"


@pytest.mark.parametrize("key", KEYS)
def test_every_stop_of_a_page_has_a_name_to_read_out(house: Window, key: str) -> None:
    for face, page in faces(house, key):
        check_names(face, page)


def test_every_stop_of_the_frame_has_a_name_to_read_out(house: Window) -> None:
    shell, _ = shown(house, "home")
    for part in (shell._top, shell._navigation, shell._status, shell._strip):
        check_names(type(part).__name__, part)


@pytest.mark.parametrize("key", KEYS)
def test_tab_reaches_everything_on_a_page_both_ways_round(house: Window, key: str) -> None:
    for face, page in faces(house, key):
        check_walk(face, house, page)


@pytest.mark.parametrize("key", KEYS)
def test_f1_opens_the_help_of_a_page(house: Window, key: str) -> None:
    shell, page = shown(house, key)
    topic = shell.topic()
    assert topic in dict(topics()), f"{key}: write resources/help/{topic}.md, or name another page in PageSpec.help"
    assert key == "home" or text_of(topic) != text_of("start"), key
    shell.help()
    opened = shell.page()
    assert isinstance(opened, HelpPage)
    assert opened.topic() == topic
    shell.help()
    assert shell.page() is page


@pytest.mark.parametrize("kind", KINDS)
def test_forms_are_filled_without_a_mouse(house: Window, kind: str) -> None:
    shell = house.shell
    assert shell is not None
    if not saving.allowed(kind, shell.actor) or kind in ("accounts", "offices"):
        pytest.skip(f"{description(kind).label} is not made in a form")
    shell.open(kind)
    quiet(house)
    form = shell.page()
    try:
        assert form is not None
        assert kind in OWN or isinstance(form, RecordForm), f"{kind}: {type(form).__name__}"
        check_names(f"form of {kind}", form)
        check_walk(f"form of {kind}", house, form)
        assert shell.topic() in dict(topics())
    finally:
        shell.back()


def test_groups_beside_a_list_are_reached_and_read_out(house: Window) -> None:
    shell, _ = shown(house, "grids")
    shell.open_list("grids")
    quiet(house)
    page = shell.page()
    assert page is not None
    groups = page.list.groups  # type: ignore[attr-defined]
    groups.group_by(Grouping("community_id"))
    quiet(house)
    try:
        check_names("grids in groups", page)
        check_walk("grids in groups", house, page)
        said = {groups.list.item(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(groups.list.count())}
        assert "全部 84 个" in said and None not in said
    finally:
        groups.group_by(None)
