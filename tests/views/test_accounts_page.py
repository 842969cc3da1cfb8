"""The accounts page on a real office: accounts, passwords and the recovery key, with the key ring kept in step."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.clock import Clock
from desktop.services import accounts, offices
from desktop.services.offices import OpenOffice
from desktop.storage.errors import WrongPassword
from desktop.storage.work import Actor
from desktop.views.accounts_page.forms import OWN, SecretForm
from desktop.views.accounts_page.page import AccountsPage
from tests.offices import PASSWORD
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]
NEW = "新的密码-2027"


def submit(form: SecretForm, desk: OfficeDesk, qtbot: QtBot, **values: object) -> None:
    for key, value in values.items():
        form.put(key, value)
    form.submit()
    settle(desk, qtbot)


def mistakes(form: SecretForm) -> dict[str, str]:
    return {key: field.mistake() for key, field in form.fields.items() if field.mistake()}


def can_log_in(opened: OpenOffice, name: str, password: str, clock: Clock) -> bool:
    """Close the office, try to log in, and close it again."""
    opened.close()
    try:
        offices.open_office(opened.place.path, name, password, clock).close()
    except WrongPassword:
        return False
    return True


@pytest.fixture
def desk(file_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(file_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show) -> AccountsPage:
    made: AccountsPage = show(AccountsPage(desk), desk)
    return made


def a_clerk(opened: OpenOffice) -> UUID:
    return accounts.add_account(
        opened.database,
        opened.keeper,
        {"name": "刘小燕", "role": "clerk", "active": True},
        "刘小燕的密码-2026",
        PASSWORD,
        opened.database.clock,
    )


def test_the_list_shows_who_may_log_in(page: AccountsPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.model)
    assert [page.model.index(0, column).data() for column in range(3)] == ["肖桂兰", "办公室管理员", "可登录，本人"]


def test_a_new_account_can_log_in(
    file_office: OpenOffice, page: AccountsPage, desk: OfficeDesk, qtbot: QtBot, clock: Clock
) -> None:
    page.show_pane("add")
    submit(page.add_form, desk, qtbot, name="刘小燕", role="clerk", password=NEW, again=NEW, own=PASSWORD)
    assert desk.toasts == [("已新增账号 刘小燕", False)]
    assert page.model.rowCount() == 2
    assert page.add_form.value("password") == "", "passwords do not stay on the screen"
    assert can_log_in(file_office, "刘小燕", NEW, clock)


def test_mistakes_stand_at_their_fields_and_nothing_is_added(
    page: AccountsPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    page.show_pane("add")
    submit(page.add_form, desk, qtbot, name="刘小燕", role="clerk", password=NEW, again="另一个", own=PASSWORD)
    assert mistakes(page.add_form) == {"again": "两次输入的密码不一样，请重新输入"}
    submit(page.add_form, desk, qtbot, password="短", again="短")
    assert list(mistakes(page.add_form)) == ["password"]
    submit(page.add_form, desk, qtbot, password=NEW, again=NEW, own="不是我的密码")
    assert list(mistakes(page.add_form)) == [OWN]
    submit(page.add_form, desk, qtbot, name="肖桂兰", own=PASSWORD)
    assert list(mistakes(page.add_form)) == ["name"]
    assert page.model.rowCount() == 1


def test_a_forgotten_password_is_set_anew(
    file_office: OpenOffice, page: AccountsPage, desk: OfficeDesk, qtbot: QtBot, clock: Clock
) -> None:
    a_clerk(file_office)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=10_000)
    page.table.selectRow([one.name for one in page.model.rows].index("刘小燕"))
    assert page.pane() == "edit"
    submit(page.reset_form, desk, qtbot, password=NEW, own=PASSWORD)
    assert desk.toasts == [("密码已重设", False)]
    assert can_log_in(file_office, "刘小燕", NEW, clock)


def test_an_account_is_renamed_and_stopped(
    file_office: OpenOffice, page: AccountsPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    a_clerk(file_office)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=10_000)
    page.table.selectRow([one.name for one in page.model.rows].index("刘小燕"))
    submit(page.edit_form, desk, qtbot, name="刘晓燕", active=False)
    assert {one.name: one.active for one in page.model.rows} == {"肖桂兰": True, "刘晓燕": False}
    assert page.who.whole() == "刘晓燕"


def test_the_last_administrator_stays(page: AccountsPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.table.selectRow(0)
    submit(page.edit_form, desk, qtbot, active=False)
    assert "至少要有一个" in mistakes(page.edit_form)["role"]
    assert page.model.rows[0].active


def test_everybody_changes_the_own_password(
    file_office: OpenOffice, page: AccountsPage, desk: OfficeDesk, qtbot: QtBot, clock: Clock
) -> None:
    submit(page.own_form, desk, qtbot, own="记错了的密码", password=NEW, again=NEW)
    assert list(mistakes(page.own_form)) == [OWN]
    submit(page.own_form, desk, qtbot, own=PASSWORD, password=NEW, again=NEW)
    assert desk.toasts == [("密码已修改", False)]
    assert can_log_in(file_office, "肖桂兰", NEW, clock)


def test_a_clerk_sees_the_own_password_only(file_office: OpenOffice, stand: Stand, show: Show) -> None:
    account_id = file_office.database.actor.account_id
    file_office.database.actor = Actor(account_id, "肖桂兰", "clerk")
    desk = stand(file_office)
    page = show(AccountsPage(desk), desk)
    page.show_pane("add")
    page.table.selectRow(0)
    assert page.pane() == "own"


def test_a_new_recovery_key_opens_the_office_and_is_shown_once(
    file_office: OpenOffice, page: AccountsPage, desk: OfficeDesk, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    page.show_pane("recovery")
    submit(page.renew_form, desk, qtbot, own=PASSWORD)
    card = page.key_card
    key = card.key
    card.save_to(tmp_path / "key.pdf")
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    card.typed.setText(key.split("-")[-1])
    card.tick.setChecked(True)
    assert desk.toasts[-1][0].startswith("恢复密钥已更换")
    file_office.close()
    opened = offices.open_with_recovery(file_office.place.path, "肖桂兰", key, NEW, clock)
    opened.close()


def test_every_word_has_room_on_small_screens(page: AccountsPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    for pane in ("own", "add", "recovery"):
        page.show_pane(pane)
        settle(desk, qtbot)
        assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    settle(desk, qtbot)
    assert fits(page, NARROW), page.minimumSizeHint()
    assert cut_texts(page) == []


def test_a_form_that_is_asked_for_takes_the_keyboard(page: AccountsPage) -> None:
    page.begin("add")
    assert page.pane() == "add"
    assert page.focusWidget() is page.add_form.fields["name"].editor
