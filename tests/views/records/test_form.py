"""The form page: typing by keyboard, mistakes, saving, conflicts, private numbers, photos, on a real office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import Action as Done
from desktop.models import Grid, Person
from desktop.services import records, saving
from desktop.services.records import Query
from desktop.storage.work import Actor
from desktop.views.records.crop import CropDialog
from desktop.views.records.form import RecordForm
from desktop.views.records.inputs import ChoiceInput, MaskedInput, ReferenceInput
from desktop.views.records.reveal import Purpose
from desktop.views.records.spelling import spelled
from desktop.views.widgets.dates import ConsentEdit

from .conftest import PlainDesk, Town, type_text

Show = Callable[..., RecordForm]
RARE = "𠮷"
"""A character outside the basic plane, in use in names."""


@pytest.fixture
def show(desk: PlainDesk, qtbot: QtBot) -> Show:
    """Makes a form in a page of an office screen and waits until it is filled."""

    def made(kind: str, record_id: UUID | None = None, width: int = 1198, **more: Any) -> RecordForm:
        page = RecordForm(desk, kind, record_id, **more)
        qtbot.addWidget(page)
        page.resize(width, 640)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: page._loaded is not None and not desk.jobs.busy())
        return page

    return made


def line(page: RecordForm, name: str) -> QLineEdit:
    widget = page.fields.input(name).widget
    assert isinstance(widget, QLineEdit)
    return widget


def type_into(page: RecordForm, name: str, text: str) -> None:
    """Go to a field, type, and leave it with Enter."""
    widget = line(page, name)
    widget.setFocus()
    widget.selectAll()
    type_text(widget, text)


def kept(desk: PlainDesk, record: type, record_id: UUID) -> Any:
    with desk.database.read() as session:
        row = session.get(record, record_id)
        session.expunge_all()
        return row


def answer(act: Callable[[QDialog], None]) -> None:
    """Answer the dialog that comes next."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        act(dialog)

    QTimer.singleShot(60, press)


def test_new_grid_is_typed_by_keyboard_alone(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    community, code, _ = town.communities[0]
    page = show("grids")
    qtbot.waitUntil(line(page, "code").hasFocus)
    type_text(QApplication.focusWidget(), f"{code}１０９９")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    type_text(QApplication.focusWidget(), "  龙江　路第九网格 ")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    kind = page.fields.input("kind")
    assert QApplication.focusWidget() is kind.widget
    qtbot.keyClick(kind.widget, Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    picker = page.fields.input("community_id")
    assert isinstance(picker, ReferenceInput)
    assert picker.picker.hasFocus()
    type_text(picker.picker, code)
    qtbot.waitUntil(lambda: len(picker.picker.offers()) == 1)
    qtbot.keyClick(picker.picker, Qt.Key.Key_Return)
    assert picker.raw() == community
    type_into(page, "households", "４２０户")
    type_into(page, "opened_on", "2024年3月5日")
    with qtbot.waitSignal(page.saved) as saved:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    row = kept(desk, Grid, saved.args[0])
    assert (row.code, row.households, row.opened_on) == (f"{code}1099", 420, date(2024, 3, 5))
    assert row.name == "龙江 路第九网格"
    assert desk.left == 1
    assert desk.toasts[-1][1]


def test_mistakes_stand_at_their_fields_and_nothing_is_written(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("grids")
    type_into(page, "households", "三百")
    qtbot.keyClick(line(page, "households"), Qt.Key.Key_Return)
    assert page.fields.labelled("households").mistake() == "户数应为整数，现在是“三百”"
    page.save()
    assert set(page.fields.mistakes()) == {"code", "name", "community_id", "households"}
    assert page.foot.mistakes() == "4 处需要改正"
    page.show_mistake()
    assert line(page, "code").hasFocus()
    with desk.database.read() as session:
        assert records.count(session, Query("grids"), desk.context()) == 6


def test_mistake_only_the_office_knows_comes_from_the_database(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("grids", town.grids[0])
    with desk.database.read() as session:
        other = session.get(Grid, town.grids[1])
        assert other is not None
        code = other.code
    type_into(page, "code", code)
    page.save()
    qtbot.waitUntil(lambda: page.fields.mistakes() == ["code"])
    assert "编码不能重复使用" in page.fields.labelled("code").mistake()
    assert kept(desk, Grid, town.grids[0]).code != code


def test_the_rules_of_a_subject_are_asked_when_a_field_is_left(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("people", town.member)

    def leave(name: str) -> None:
        page.field(name).left.emit()
        qtbot.wait(120)
        qtbot.waitUntil(lambda: not desk.jobs.busy())

    page.input("born_on").type_again("2010-1-1")
    page.input("party_joined_on").type_again("2024-7-1")
    page.setFocus()
    leave("party_joined_on")
    assert page.field("party_joined_on").mistake() == "入党时不满 18 岁，请核对入党日期和出生日期"
    page.input("born_on").type_again("1980-1-1")
    leave("born_on")
    assert page.field("party_joined_on").mistake() == "", "another field mended it"
    page.input("id_number").type_again("36088119800101001X")
    leave("id_number")
    assert "校验" in page.field("id_number").mistake()
    assert page.fields.mistakes() == ["id_number"]


def test_consent_is_ticked_with_its_day(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    page = show("people", town.member)
    edit = page.input("photo_consent_on").widget
    assert isinstance(edit, ConsentEdit) and not edit.tick.isChecked() and not edit.text()
    qtbot.keyClick(edit.tick, Qt.Key.Key_Space)
    assert (edit.text(), edit.tick.isChecked()) == ("2026-11-24", True)
    qtbot.keyClick(edit.tick, Qt.Key.Key_Space)
    assert (edit.text(), edit.tick.isChecked()) == ("", False)
    page.input("photo_consent_on").type_again("2026.3.2")
    page.save()
    qtbot.waitUntil(lambda: desk.left == 1)
    assert kept(desk, Person, town.member).photo_consent_on == date(2026, 3, 2)


def test_what_is_not_filled_in_yet_is_not_scolded(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    page = show("grids")
    page.input("code").type_again(f"{town.communities[1][1]}1001")
    page.field("code").left.emit()
    qtbot.wait(120)
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    assert page.fields.mistakes() == []


@pytest.mark.parametrize("text", ["2024-2-30", "三月五日", "20241301", "2024/3"])
def test_wrong_days_are_refused_when_left(town: Town, show: Show, qtbot: QtBot, text: str) -> None:
    page = show("people", town.leader)
    type_into(page, "born_on", text)
    qtbot.keyClick(line(page, "born_on"), Qt.Key.Key_Return)
    assert page.fields.labelled("born_on").mistake()
    page.fields.input("born_on").put(date(1979, 4, 16), "1979-04-16")
    page.fields.check("born_on")
    assert not page.fields.labelled("born_on").mistake()


def test_names_of_forty_characters_and_rare_ones_are_kept_whole(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    long = "阿" * 19 + "·" + RARE * 20
    page = show("people", town.leader)
    type_into(page, "name", long)
    with qtbot.waitSignal(page.saved):
        page.save()
    assert kept(desk, Person, town.leader).name == long
    page = show("people", town.leader)
    type_into(page, "name", long + "阿")
    page.fields.check("name")
    assert "最多 40 个字，现在是 41 个字" in page.fields.labelled("name").mistake()


def test_only_what_was_changed_is_written(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    page = show("people", town.leader)
    assert page.raw() == {}
    type_into(page, "duty", "社区党支部书记")
    assert page.raw() == {"duty": "社区党支部书记"}
    assert page.foot.state() == "改动 1 项，还没有保存"
    with qtbot.waitSignal(page.saved):
        page.save()
    row = kept(desk, Person, town.leader)
    assert (row.duty, row.mobile) == ("社区党支部书记", "13907964823")


def test_choice_is_found_by_typing_initials(town: Town, show: Show, qtbot: QtBot) -> None:
    page = show("people", town.leader)
    choice = page.fields.input("political_status")
    assert isinstance(choice, ChoiceInput)
    choice.box.setFocus()
    qtbot.keyClicks(choice.box, "qz")
    assert choice.box.currentText() == "群众"
    qtbot.keyClick(choice.box, Qt.Key.Key_Delete)
    assert choice.raw() is None


def test_name_that_is_no_record_is_a_mistake_until_one_is_picked(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("posts", start={"grid_id": town.grids[1]})
    assert page.fields.input("grid_id").raw() == town.grids[1]
    assert line(page, "grid_id").text()
    type_into(page, "person_id", "没有此人")
    page.fields.input("kind").widget.setFocus()
    assert "没有找到“没有此人”" in page.fields.labelled("person_id").mistake()
    type_into(page, "person_id", "xyl")
    picker = page.fields.input("person_id")
    assert isinstance(picker, ReferenceInput)
    qtbot.waitUntil(lambda: picker.picker.offers() == ["解玉兰"])
    qtbot.keyClick(picker.picker, Qt.Key.Key_Escape)
    assert picker.picker.offers() == []
    assert desk.left == 0
    type_into(page, "person_id", "解玉兰")
    qtbot.waitUntil(lambda: picker.picker.offers() == ["解玉兰"])
    page.fields.input("kind").widget.setFocus()
    assert picker.raw() == town.leader
    assert not page.fields.labelled("person_id").mistake()


def test_private_number_is_masked_and_looking_leaves_a_trace(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("people", town.leader)
    mobile = page.fields.input("mobile")
    assert isinstance(mobile, MaskedInput)
    assert mobile.line.text() == "139****4823"
    assert mobile.line.isReadOnly()

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, Purpose)
        assert not dialog.act.isEnabled()
        type_text(dialog.line, "核对通讯录")
        dialog.act.click()

    answer(agree)
    mobile._eye.click()
    qtbot.waitUntil(lambda: mobile.line.text() == "13907964823")
    assert page.raw() == {}
    with desk.database.read() as session:
        last = session.scalars(select(Done).order_by(Done.number.desc())).first()
        assert last is not None
        assert last.label == "查看本人手机 解玉兰"


def test_private_number_can_be_typed_anew_without_being_seen(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("people", town.leader)
    mobile = page.fields.input("mobile")
    assert isinstance(mobile, MaskedInput)
    mobile.type_anew()
    type_text(mobile.line, "1390796482")
    page.fields.check("mobile")
    assert page.fields.labelled("mobile").mistake() == "手机号应为 11 位，现在是 10 位"
    type_text(mobile.line, "9")
    with qtbot.waitSignal(page.saved):
        page.save()
    assert kept(desk, Person, town.leader).mobile == "13907964829"


def test_change_elsewhere_fills_an_untouched_form_and_warns_a_touched_one(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("people", town.leader)
    town.change("people", town.leader, duty="副书记")
    qtbot.waitUntil(lambda: line(page, "duty").text() == "副书记")
    type_into(page, "duty", "书记")
    town.change("people", town.leader, office_phone="0796-6552001")
    qtbot.waitUntil(lambda: page.banner.isVisible())
    assert page.banner.title.text() == "这条记录刚被别处修改"
    page.save()
    qtbot.waitUntil(lambda: "没有写入" in page.banner.text.text())
    assert line(page, "duty").text() == "书记"
    assert kept(desk, Person, town.leader).duty == "副书记"
    page.banner_act.click()
    qtbot.waitUntil(lambda: line(page, "duty").text() == "副书记")
    assert not page.banner.isVisible()


def test_leaving_typed_changes_asks_first(town: Town, show: Show, qtbot: QtBot) -> None:
    page = show("people", town.leader)
    assert page.leave()
    type_into(page, "duty", "书记")
    answer(QDialog.reject)
    assert not page.leave()
    answer(QDialog.accept)
    assert page.leave()


def test_previous_and_next_walk_through_the_list(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    with desk.database.read() as session:
        among = records.ids(session, Query("grids"), desk.context())
    page = show("grids", among[0], among=among)
    assert page.head._rank.text() == "1 / 6"
    qtbot.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.head._rank.text() == "2 / 6")
    type_into(page, "east", "龙江河")
    qtbot.keyClick(line(page, "east"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.head._rank.text() == "3 / 6")
    assert kept(desk, Grid, among[1]).east == "龙江河"
    assert desk.left == 0


def test_related_records_and_history_stand_beside_the_fields(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot
) -> None:
    page = show("people", town.leader)
    assert page.history.every.text() == "全部 1 条"
    seen = page._loaded.seen if page._loaded else None
    assert seen is not None
    assert [(one.kind, one.total) for one in seen.related] == [("posts", 1)]
    town.change("posts", town.post, ended_on=date(2026, 1, 31))
    qtbot.waitUntil(lambda: page._loaded is not None and page._loaded.seen is not seen)
    assert page._loaded is not None
    assert page._loaded.seen is not None
    assert page._loaded.seen.related[0].rows[0].texts["ended_on"] == "2026-01-31"


def test_photo_is_cut_and_kept(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    page = show("people", town.leader)
    photo = page._side.photos["photo"]
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"not a picture")
    photo.take(wrong)
    qtbot.waitUntil(lambda: "照片没有更换" in photo.mistake.text())
    out = BytesIO()
    Image.new("RGB", (1200, 900), "grey").save(out, "PNG")
    (tmp_path / "face.png").write_bytes(out.getvalue())
    photo.take(tmp_path / "face.png")
    qtbot.waitUntil(photo.touched)
    assert photo.size_line.text() == "643 × 899"
    with qtbot.waitSignal(page.saved):
        page.save()
    with desk.database.read() as session:
        data = session.execute(select(Person.photo).where(Person.id == town.leader)).scalar_one()
    assert data is not None
    assert Image.open(BytesIO(data)).size == (643, 899)


def test_another_part_of_the_photo_is_chosen(
    desk: PlainDesk, town: Town, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = Image.new("RGB", (1400, 1000), "white")
    picture.paste("black", (0, 0, 350, 1000))
    picture.save(tmp_path / "合影.png")
    page = show("people", town.member)
    photo = page._side.photos["photo"]
    assert not photo.crop_button.isVisible()
    photo.take(tmp_path / "合影.png")
    qtbot.waitUntil(photo.touched)
    assert middle(photo.raw()) > 200, "nobody chose: the middle"

    def leftmost(dialog: QDialog) -> None:
        assert isinstance(dialog, CropDialog)
        for _ in range(20):
            qtbot.keyClick(dialog.frame, Qt.Key.Key_Plus)
        for _ in range(400):
            qtbot.keyClick(dialog.frame, Qt.Key.Key_Left)
        assert dialog.frame.part().left == 0
        dialog.accept()

    coming = QTimer(page)

    def look() -> None:
        if isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            coming.stop()
            leftmost(dialog)

    coming.timeout.connect(look)
    coming.start(20)
    photo.crop()
    qtbot.waitUntil(lambda: middle(photo.raw()) < 60)
    assert page.touched() == ["photo"]


def middle(data: bytes | None) -> int:
    assert data is not None
    grey = Image.open(BytesIO(data)).convert("L")
    value = grey.getpixel((grey.width // 2, grey.height // 2))
    assert isinstance(value, int)
    return value


def test_role_that_may_not_write_only_looks(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    desk.database.actor = Actor(desk.actor.account_id, "刘小燕", "reviewer")
    page = show("people", town.leader)
    assert page.banner.text.text() == "您的角色不能修改人员，如需改动请联系办公室管理员"
    assert line(page, "name").isReadOnly()
    assert not page.fields.input("gender").widget.isEnabled()
    page.save()
    qtbot.wait(50)
    assert desk.left == 0


def test_deleted_record_is_only_looked_at(desk: PlainDesk, town: Town, show: Show, qtbot: QtBot) -> None:
    town.do(lambda work: saving.remove(work, "people", town.member))
    page = show("people", town.member)
    assert page.banner.title.text() == "已删除"
    type_into(page, "duty", "书记")
    page.save()
    qtbot.wait(50)
    assert kept(desk, Person, town.member).duty == ""


@pytest.mark.parametrize("width", [1198, 855, 520])
def test_form_never_needs_sideways_scrolling(town: Town, show: Show, width: int) -> None:
    page = show("people", town.leader, width=width)
    assert page.width() == width
    assert page.body.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [("解玉兰", "xiè yù lán   XYL   姓读 xiè"), ("吕秀英", "lǚ xiù yīng   LXY"), ("张", ""), ("A", "")],
)
def test_readings_of_names(name: str, expected: str) -> None:
    assert spelled(name) == expected
