"""Photos and scans on records: kept once, as visible as their record, undone, taken out with a trace; both engines."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from desktop.errors import Conflict, Forbidden, Invalid, UserError
from desktop.models import Action, Attachment, Content
from desktop.services import attachments, history, saving
from desktop.services.attachment_files import Prepared
from desktop.services.attachments import Kept, New
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from tests.attachments import picture
from tests.offices import a_grid, a_person, enter


def new(file: Prepared, title: str = "现场照片", role: str = "photo", **more: object) -> New:
    return New(file, title, role, **more)  # type: ignore[arg-type]


def add(opened: OpenOffice, kind: str, record_id: UUID, *files: New) -> list[UUID]:
    return opened.database.act("添加附件", lambda work: attachments.add(work, kind, record_id, files))


def kept(opened: OpenOffice, kind: str, record_id: UUID) -> list[Kept]:
    with opened.database.read() as session:
        return attachments.listed(session, kind, record_id, opened.database.actor)


def contents(opened: OpenOffice) -> int:
    with opened.database.read() as session:
        return session.execute(select(func.count()).select_from(Content)).scalar_one()


def last_label(opened: OpenOffice) -> str:
    with opened.database.read() as session:
        return session.scalars(select(Action.label).order_by(Action.number.desc()).limit(1)).one()


def told(opened: OpenOffice, kind: str, record_id: UUID) -> list[str]:
    with opened.database.read() as session:
        entries = history.of_record(session, kind, record_id)
    return [line.label for entry in entries for line in entry.lines]


def as_role(opened: OpenOffice, role: str) -> None:
    opened.database.actor = Actor(opened.database.actor.account_id, "甲", role)


def test_a_scan_is_kept_on_its_record_and_read_back_as_it_was(office: OpenOffice) -> None:
    grid = a_grid(office)
    file = picture()
    (made,) = add(office, "grids", grid, new(file, "网格全景", taken_on=date(2026, 11, 20)))
    (one,) = kept(office, "grids", grid)
    assert (one.title, one.role_label, one.taken_on) == ("网格全景", "照片", date(2026, 11, 20))
    assert one.size == len(file.data)
    assert one.thumbnail == file.thumbnail and one.here
    with office.database.read() as session:
        copy = attachments.content(session, made, office.database.actor)
    assert copy.data == file.data
    assert copy.file_name == "网格全景.jpg"


def test_a_content_is_kept_once_however_often_it_hangs(office: OpenOffice) -> None:
    first, second, file = a_grid(office), a_grid(office, 2), picture()
    add(office, "grids", first, new(file))
    add(office, "grids", second, new(file, "同一张照片"))
    assert contents(office) == 1
    assert len(kept(office, "grids", first)) == len(kept(office, "grids", second)) == 1


def test_the_same_file_twice_on_one_record_is_refused_by_the_name_it_is_kept_by(office: OpenOffice) -> None:
    grid, file = a_grid(office), picture()
    add(office, "grids", grid, new(file, "全景"))
    with pytest.raises(Conflict, match="“又一张”与附件“全景”是同一个文件"):
        add(office, "grids", grid, new(picture(10), "别的"), new(file, "又一张"))
    assert [one.title for one in kept(office, "grids", grid)] == ["全景"]
    assert contents(office) == 1


def test_the_history_of_the_record_names_what_was_added_and_taken_off(office: OpenOffice) -> None:
    grid = a_grid(office)
    made = add(office, "grids", grid, *(new(picture(40 * number), f"照片{number}") for number in range(5)))
    assert last_label(office) == "添加附件 5 份（网格 会师路第1网格）"
    office.database.act("移除", lambda work: attachments.remove(work, made[0]))
    assert last_label(office) == "移除附件 照片0（网格 会师路第1网格）"
    notes = told(office, "grids", grid)
    assert notes[0] == "移除附件“照片0”"
    assert notes[1] == "添加附件“照片0”、“照片1”、“照片2” 等 5 份"


def test_removing_is_undone_and_the_record_tells_that_it_was(office: OpenOffice) -> None:
    grid = a_grid(office)
    (made,) = add(office, "grids", grid, new(picture()))
    office.database.act("移除", lambda work: attachments.remove(work, made))
    assert kept(office, "grids", grid) == []
    with office.database.read() as session:
        step = history.next_undo(session)
    assert step is not None
    office.database.act("撤销", lambda work: history.undo(work, step.action_id))
    assert [one.id for one in kept(office, "grids", grid)] == [made]
    assert told(office, "grids", grid)[0] == "撤销 移除附件 现场照片（网格 会师路第1网格）"


def test_adding_is_undone_and_done_again_with_the_content(office: OpenOffice) -> None:
    grid, file = a_grid(office), picture()
    (made,) = add(office, "grids", grid, new(file))
    with office.database.read() as session:
        step = history.next_undo(session)
    assert step is not None
    office.database.act("撤销", lambda work: history.undo(work, step.action_id))
    assert kept(office, "grids", grid) == []
    with office.database.read() as session:
        again = history.next_redo(session)
    assert again is not None
    office.database.act("重做", lambda work: history.undo(work, again.action_id))
    with office.database.read() as session:
        assert attachments.content(session, made, office.database.actor).data == file.data


def test_a_new_record_is_not_undone_away_from_under_its_attachments(office: OpenOffice) -> None:
    grid = a_grid(office)
    with office.database.read() as session:
        step = history.next_undo(session)
    assert step is not None and step.label.startswith("新增网格")
    add(office, "grids", grid, new(picture()))
    with pytest.raises(Conflict, match="之后又添加了附件，没有撤销任何内容"):
        office.database.act("撤销", lambda work: history.undo(work, step.action_id))
    assert len(kept(office, "grids", grid)) == 1


def test_a_photo_of_people_is_kept_only_with_the_day_they_agreed(office: OpenOffice) -> None:
    grid, file = a_grid(office), picture()
    with pytest.raises(Invalid) as refused:
        add(office, "grids", grid, new(file, faces=True))
    assert "要本人同意才能留存" in refused.value.mistakes["consent_on"]
    with pytest.raises(Invalid, match="还没有到"):
        add(office, "grids", grid, new(file, faces=True, consent_on=date(2026, 12, 1)))
    assert contents(office) == 0
    add(office, "grids", grid, new(file, faces=True, consent_on=date(2026, 11, 1)))
    assert kept(office, "grids", grid)[0].consent_on == date(2026, 11, 1)


def test_what_is_said_about_an_attachment_is_changed_under_the_same_rules(office: OpenOffice) -> None:
    grid = a_grid(office)
    (made,) = add(office, "grids", grid, new(picture()))
    (one,) = kept(office, "grids", grid)
    office.database.act("改", lambda work: attachments.change(work, made, {"title": "北门"}, revision=one.revision))
    assert kept(office, "grids", grid)[0].title == "北门"
    assert told(office, "grids", grid)[0] == "修改附件“北门”"
    with pytest.raises(Conflict):
        office.database.act("改", lambda work: attachments.change(work, made, {"title": "南门"}, revision=one.revision))
    with pytest.raises(Invalid):
        office.database.act("改", lambda work: attachments.change(work, made, {"faces": True}))
    with pytest.raises(Invalid, match="标题没有填写"):
        office.database.act("改", lambda work: attachments.change(work, made, {"title": " "}))


def test_a_copy_that_leaves_the_program_leaves_a_trace(office: OpenOffice) -> None:
    grid, file = a_grid(office), picture()
    (made,) = add(office, "grids", grid, new(file, "门牌/北:1"))
    copy = office.database.act("另存", lambda work: attachments.take_out(work, made))
    assert (copy.file_name, copy.data) == ("门牌_北_1.jpg", file.data)
    assert told(office, "grids", grid)[0] == "另存附件“门牌/北:1”"
    with office.database.read() as session:
        step = history.next_undo(session)
    assert step is not None and step.label.startswith("添加附件"), "a trace is nothing to be taken back"


def test_an_attachment_stands_on_a_living_record_of_a_kind_that_takes_them(office: OpenOffice) -> None:
    grid = a_grid(office)
    office.database.act("删", lambda work: saving.remove(work, "grids", grid))
    with pytest.raises(UserError, match="已不存在"):
        add(office, "grids", grid, new(picture()))
    with pytest.raises(UserError, match="这种记录不能添加附件"):
        add(office, "codes", grid, new(picture()))
    with pytest.raises(Invalid, match="附件不能单独新增"):
        enter(office, "attachments", {"title": "孤零零", "role": "scan"})


def test_an_attachment_is_as_visible_as_its_record(office: OpenOffice) -> None:
    person = a_person(office)
    (made,) = add(office, "people", person, new(picture(), "身份证", "scan"))
    as_role(office, "reviewer")
    assert [(one.title, one.thumbnail) for one in kept(office, "people", person)] == [("身份证", None)]
    with office.database.read() as session, pytest.raises(Forbidden, match="不能打开人员的附件"):
        attachments.content(session, made, office.database.actor)
    with pytest.raises(Forbidden, match="您的角色不能修改人员"):
        office.database.act("移除", lambda work: attachments.remove(work, made))


def test_a_content_that_lies_elsewhere_is_said_to_be_there(office: OpenOffice) -> None:
    grid = a_grid(office)
    (made,) = add(office, "grids", grid, new(picture()))

    def lose(work: object) -> None:
        from sqlalchemy import delete

        work.session.execute(delete(Content))  # type: ignore[attr-defined]

    office.database.act("别处", lose)
    assert not kept(office, "grids", grid)[0].here
    with office.database.read() as session, pytest.raises(UserError, match="内容不在本机"):
        attachments.content(session, made, office.database.actor)


def test_bytes_never_enter_the_history(office: OpenOffice) -> None:
    grid, file = a_grid(office), picture()
    add(office, "grids", grid, new(file))
    with office.database.read() as session:
        rows = session.scalars(select(Attachment)).all()
        assert [row.hash for row in rows] == [file.hash]
        assert all(not isinstance(value, bytes) for row in rows for value in row.values().values())
