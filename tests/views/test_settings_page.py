"""The settings page on a real office: inputs by description, one action, defaults, and the lists under its tabs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.models import CodeScheme
from desktop.services import history, settings
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.storage.work import Actor
from desktop.views.settings_page.editors import Lines, default_of
from desktop.views.settings_page.page import KINDS, SettingsPage
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


def kept(opened: OpenOffice) -> dict[str, Any]:
    with opened.database.read() as session:
        return dict(settings.load(session))


def test_every_setting_has_an_input_that_shows_what_is_kept(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    assert set(form.settings) == set(settings.specs())
    assert {key: one.value() for key, one in form.settings.items()} == {
        key: list(value) if isinstance(value, list | tuple) else value for key, value in kept(file_office).items()
    }
    assert form.changes() == {}
    assert not form.save_button.isEnabled()


def test_saving_is_one_action_that_can_be_taken_back(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    form.settings["grids.households_most"].editor.setValue(600)
    form.settings["boards.services"].editor.setPlainText("一、代办社保\n\n  二、代办医保  ")
    assert form.count.text() == "改了 2 项，还没有保存"
    with qtbot.waitSignal(form.saved, timeout=10_000):
        form.save()
    values = kept(file_office)
    assert values["grids.households_most"] == 600
    assert values["boards.services"] == ["一、代办社保", "二、代办医保"]
    with file_office.database.read() as session:
        last = history.recent(session, 1)[0]
    assert last.label == "修改设置 每格户数上限、便民服务"
    assert desk.toasts == [("已保存 2 项设置", True)]
    file_office.database.act("撤销", lambda work: history.undo(work, last.action_id))
    qtbot.waitUntil(lambda: form.settings["grids.households_most"].value() == 500, timeout=10_000)


def test_limits_that_contradict_are_told_at_the_field_and_nothing_is_kept(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    form.settings["grids.households_least"].editor.setValue(400)
    form.settings["grids.households_most"].editor.setValue(350)
    form.save()
    qtbot.waitUntil(lambda: form.banner.isVisible(), timeout=10_000)
    assert "不能小于下限" in form.settings["grids.households_most"].mistake()
    assert kept(file_office)["grids.households_least"] == 300


def test_a_phone_number_in_the_qr_code_is_refused_before_saving(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    form.settings["boards.qr"].editor.setText("请打 13907961234")
    form.save()
    settle(desk, qtbot)
    assert "手机号" in form.settings["boards.qr"].mistake()
    assert kept(file_office)["boards.qr"] == ""


def test_the_default_comes_back_by_one_click(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    for key, changed in (("boards.duties", "只有一条"), ("boards.maker", "井冈山市综治中心")):
        one = form.settings[key]
        assert not one.reset.isVisible()
        put = one.editor.setPlainText if isinstance(one.editor, Lines) else one.editor.setText
        put(changed)
        assert one.reset.isVisible()
        one.reset.click()
        assert one.value() == default_of(one.spec)
        assert not one.reset.isVisible()
    assert form.changes() == {}


def test_who_may_not_change_settings_reads_them(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    file_office.database.actor = Actor(None, "经办人", "clerk")
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    form = page.form
    assert not any(one.editor.isEnabled() for one in form.settings.values())
    assert not form.save_button.isVisible()


def test_the_lists_open_under_their_tabs(file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    for kind, _ in KINDS:
        page.tabs.set_current(kind)
        settle(desk, qtbot)
        assert page.list_of(kind).isVisible()
        assert page.list_of(kind).model.rowCount() > 0
        assert fits(page, NARROW)
    page.show_list("codes", (Filter("list_key", "is", "roles"),))
    settle(desk, qtbot)
    assert page.list_of("codes").model.rowCount() == 4


def test_a_scheme_of_codes_is_fitted_to_what_the_province_issues(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    page.show_list("code_schemes")
    settle(desk, qtbot)
    schemes = page.schemes()
    assert schemes.sample.text().startswith("示例 360881002001 1 001　共 16 位")
    assert fits(page, NARROW)
    assert nameless(schemes) == []
    schemes.start_new()
    schemes.name.editor.setText("省编码")
    schemes.rows[0].remove.click()
    row = schemes.add({"name": "前缀", "length": 2, "characters": "letters", "source": "fixed", "value": "JX"})
    assert not row.fixed.isHidden()
    with qtbot.waitSignal(schemes.saved, timeout=10_000):
        schemes.save()
    settle(desk, qtbot)
    with file_office.database.read() as session:
        kept_scheme = session.query(CodeScheme).filter(CodeScheme.name == "省编码").one()
        assert [one["name"] for one in kept_scheme.segments] == ["类型", "顺序号", "前缀"]
        assert kept_scheme.segments[2]["value"] == "JX"
    assert schemes.list.currentItem().text() == "省编码"


def test_a_scheme_that_cannot_be_is_refused(file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    page.show_list("code_schemes")
    settle(desk, qtbot)
    schemes = page.schemes()
    schemes.rows[2].length.setValue(24)
    schemes.save()
    qtbot.waitUntil(lambda: schemes.banner.isVisible(), timeout=10_000)
    assert "最多 24 位" in schemes.banner.text.text()
    with file_office.database.read() as session:
        assert sum(one["length"] for one in session.query(CodeScheme).one().segments) == 16


def test_leaving_with_changes_asks(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    assert page.leave()
    page.form.settings["accounts.idle_minutes"].editor.setValue(30)
    for yes in (False, True):

        def press(yes: bool = yes) -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog)
            (dialog.accept if yes else dialog.reject)()

        QTimer.singleShot(80, press)
        assert page.leave() is yes


def test_every_word_has_room_on_small_screens(file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot) -> None:
    desk = stand(file_office)
    page = show(SettingsPage(desk), desk)
    assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    assert fits(page, NARROW)
    settle(desk, qtbot)
    assert cut_texts(page) == []
