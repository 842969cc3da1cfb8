"""Print preview on the demonstration office: what is seen is the document itself, and it prints at its own size."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import docx
import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.errors import Cancelled
from desktop.models import Case, CaseParty, Grid, Office
from desktop.services import history, settings
from desktop.services.offices import OpenOffice
from desktop.storage.work import Work
from desktop.views import preview
from desktop.views.files import file_name
from desktop.views.jobs import Progress
from desktop.views.preview import printing
from desktop.views.preview.page import PreviewPage
from desktop.views.preview.wishes import BoardWish, Paper, RosterWish, compose
from desktop.views.widgets.sheets import LOCK, MM, Sheets, joined
from tests.offices import COMMUNITY, a_grid, community_id
from tests.views.looking import cut_texts, nameless
from tests.views.offices_desk import NARROW, OfficeDesk, Show, Stand, fits, settle, show, stand

__all__ = ["show", "stand"]


@pytest.fixture
def desk(demo_office: OpenOffice, stand: Stand) -> OfficeDesk:
    return stand(demo_office)


@pytest.fixture
def page(desk: OfficeDesk, show: Show, qtbot: QtBot) -> PreviewPage:
    made: PreviewPage = show(PreviewPage(desk), desk)
    wait_for_paper(made, desk, qtbot)
    return made


def wait_for_paper(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> Paper:
    qtbot.waitUntil(lambda: not page.busy() and page.paper() is not None, timeout=60_000)
    settle(desk, qtbot)
    paper = page.paper()
    assert paper is not None
    return paper


def text_of(data: bytes) -> str:
    words = ""
    with LOCK:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            text = page.get_textpage()
            words += text.get_text_bounded()
            text.close()
            page.close()
        document.close()
    return words


def grid_ids(opened: OpenOffice, many: int) -> tuple[UUID, ...]:
    with opened.database.read() as session:
        return tuple(session.scalars(select(Grid.id).order_by(Grid.code).limit(many)))


def greys(sheets: Sheets, page: int) -> list[int]:
    """Return how light a page is, place by place."""
    shot = sheets.render(page, 1.0)
    assert shot is not None
    small = shot.image.scaled(30, 20, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return [small.pixelColor(x, y).lightness() for x in range(30) for y in range(20)]


def a_roster(desk: OfficeDesk) -> Sheets:
    return Sheets(compose(desk, RosterWish(by="community"), Progress()).data)


def test_the_first_look_shows_the_board_of_the_first_community(page: PreviewPage) -> None:
    paper = page.paper()
    assert paper is not None
    assert paper.title == "会师路社区网格化治理示意图"
    assert "会师路社区网格化治理示意图" in text_of(paper.data)
    assert page.view.drawn()
    assert page.print_button.isEnabled()


def test_what_is_seen_is_what_was_made(page: PreviewPage, desk: OfficeDesk) -> None:
    shown = page.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    red = sum(shown.pixelColor(x, y).red() > 150 > 60 > shown.pixelColor(x, y).green()
              for x in range(0, shown.width(), 8) for y in range(0, shown.height(), 8))  # fmt: skip
    assert red > 100, "the red head of the board is on the screen"


def test_choosing_a_grid_board_shows_it(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.boards.kind.set_current("grid")
    paper = wait_for_paper(page, desk, qtbot)
    assert paper.wish == BoardWish("grid", paper.wish.ids, 800, 1200)  # type: ignore[union-attr]
    assert paper.title == "会师路第一网格公示牌"
    sheets = Sheets(paper.data)
    assert sheets.millimetres(0) == pytest.approx((800, 1200), abs=0.1)


@pytest.mark.parametrize(("paper", "size"), [("A3", (420, 297)), ("A4", (297, 210))])
def test_a_proof_lies_on_office_paper_and_says_its_scale(
    page: PreviewPage, desk: OfficeDesk, qtbot: QtBot, paper: str, size: tuple[float, float]
) -> None:
    page.boards.paper.set_current(paper)
    made = wait_for_paper(page, desk, qtbot)
    assert Sheets(made.data).millimetres(0) == pytest.approx(size, abs=0.5)
    assert "1:" in made.remark
    assert not page.boards.bleed.isEnabled()


def test_bleed_makes_the_sheet_larger_than_the_board(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.boards.bleed.setChecked(True)
    width, height = Sheets(wait_for_paper(page, desk, qtbot).data).millimetres(0)
    assert width > 1806
    assert height > 1206


def test_any_size_can_be_typed(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.boards.size.set_value("custom")
    page.boards.width_box.setValue(1500)
    page.boards.height_box.setValue(1000)
    made = wait_for_paper(page, desk, qtbot)
    assert Sheets(made.data).millimetres(0) == pytest.approx((1500, 1000), abs=0.1)


def test_several_grids_become_one_document(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    page.show_what(grid_ids=grid_ids(demo_office, 3))
    made = wait_for_paper(page, desk, qtbot)
    assert len(Sheets(made.data)) == 3
    assert made.title == "会师路第一网格公示牌等 3 块"
    assert page.boards.several.isVisible()
    assert page.thumbs.count() == 3


def test_other_pages_ask_for_papers_by_two_functions(demo_office: OpenOffice, desk: OfficeDesk) -> None:
    home = community_id(demo_office)
    preview.open_signboard(desk, community_id=home)
    preview.open_roster(desk, division=COMMUNITY)
    assert desk.went == [
        ("preview", {"paper": "signboard", "community_id": home, "grid_ids": ()}),
        ("preview", {"paper": "roster", "division": COMMUNITY, "grid": ""}),
    ]


def test_a_roster_of_one_community(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.show_what(paper="roster", division=COMMUNITY)
    made = wait_for_paper(page, desk, qtbot)
    assert made.title == "会师路社区网格员花名册"
    page.rosters.volunteers.setChecked(True)
    more = wait_for_paper(page, desk, qtbot)
    assert int(more.remark.split()[-2]) > int(made.remark.split()[-2])


def test_the_place_asked_for_stays_chosen(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    page.show_what(grid_ids=grid_ids(demo_office, 84)[-1:])
    made = wait_for_paper(page, desk, qtbot)
    place = page.boards.grids.current()
    assert place is not None
    assert made.title == f"{place.name}公示牌"
    assert place.name == "新村游客中心专属网格"
    page.show_what(community_id=community_id(demo_office, "360881105005"))
    assert wait_for_paper(page, desk, qtbot).title == "新村社区网格化治理示意图"
    page.show_what(paper="roster", division="360881105005")
    assert wait_for_paper(page, desk, qtbot).title == "新村社区网格员花名册"
    page.show_what(paper="roster", grid=f"{COMMUNITY}1003")
    assert wait_for_paper(page, desk, qtbot).title == "会师路第三网格网格员花名册"
    page.rosters.area.set_current("office")
    assert wait_for_paper(page, desk, qtbot).title == "井冈山市网格员花名册"
    page.rosters.area.set_current("community")
    page.rosters.communities.list.setCurrentRow(2)
    assert wait_for_paper(page, desk, qtbot).title == "龙江路社区网格员花名册"


def test_places_are_found_by_initials(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    finder = page.boards.communities
    finder.search.setText("xc")
    finder.search.search_now()
    qtbot.waitUntil(lambda: 0 < finder.count() < 12, timeout=10_000)
    assert "新村社区" in [finder.list.item(at).text() for at in range(finder.count())]


def test_only_the_last_of_quick_choices_is_shown(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    shown: list[Any] = []
    page.made.connect(lambda paper: shown.append(paper.wish))
    for size in ((600, 900), (800, 1200), (1200, 2400)):
        page.boards.size.set_value(size)
    wait_for_paper(page, desk, qtbot)
    assert [(one.width, one.height) for one in shown] == [(1200, 2400)]


def test_a_change_of_the_rows_shows_by_itself(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    before = page.paper()
    demo_office.database.act("设置", lambda work: settings.save(work, {"boards.hotline": "87654321"}))
    qtbot.waitUntil(lambda: page.paper() is not before, timeout=60_000)
    assert "87654321" in text_of(page.paper().data)  # type: ignore[union-attr]


def test_what_is_missing_is_listed_before_printing(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    def empty(work: Work) -> None:
        for office in work.session.scalars(select(Office)):
            office.supervision_phone = ""

    before = page.paper()
    demo_office.database.act("清空监督电话", empty)
    qtbot.waitUntil(lambda: page.paper() is not before, timeout=60_000)
    made = wait_for_paper(page, desk, qtbot)
    assert any("监督电话" in one for one in made.notices)
    assert page.notices_title.text() == f"打印前请看 {len(made.notices)} 条"
    assert page.notices.count() == len(made.notices)


def test_a_character_no_font_has_stops_the_paper_with_its_name(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    demo_office.database.act("设置", lambda work: settings.save(work, {"boards.maker": "甲\U0010fffd乙"}))
    qtbot.waitUntil(lambda: page.banner.isVisible(), timeout=60_000)
    assert "U+10FFFD" in page.banner.text.text()
    assert not page.print_button.isEnabled()
    assert page.paper() is None
    demo_office.database.act("设置", lambda work: settings.save(work, {"boards.maker": "甲乙"}))
    wait_for_paper(page, desk, qtbot)
    assert not page.banner.isVisible()


def test_the_choices_of_last_time_come_back(page: PreviewPage, desk: OfficeDesk, show: Show, qtbot: QtBot) -> None:
    page.boards.size.set_value((1200, 2400))
    page.boards.bleed.setChecked(True)
    wait_for_paper(page, desk, qtbot)
    page.hide()
    again = show(PreviewPage(desk), desk)
    wish = again.boards.wish()
    assert (wish.width, wish.height, wish.bleed) == (1200, 2400, True)


def test_choices_that_cannot_be_read_are_no_loss(desk: OfficeDesk, show: Show) -> None:
    desk.folder.mkdir(parents=True, exist_ok=True)
    (desk.folder / "preview.ini").write_text('[General]\nchoices="{\\"board\\": [1], \\"roster\\": 3}"\n', "utf-8")
    page = show(PreviewPage(desk), desk)
    assert page.boards.measures() == (1800, 1200)


def test_zoom_by_wheel_buttons_and_fit(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    view, whole = page.view, page.view.zoom()
    spot = QPointF(200, 200)
    wheel = QWheelEvent(spot, view.viewport().mapToGlobal(spot), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom() == pytest.approx(whole * 1.25)
    view.set_zoom(1.0)
    settle(desk, qtbot)
    assert view.drawn(), "at real size only the part on the screen is drawn"
    assert view.horizontalScrollBar().maximum() > 5000
    view.set_fit("page")
    settle(desk, qtbot)
    assert view.zoom() == pytest.approx(whole)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom() == pytest.approx(whole * 1.25)


def test_pages_are_walked_through(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    page.show_what(paper="roster")
    wait_for_paper(page, desk, qtbot)
    many = page.thumbs.count()
    assert many > 2
    qtbot.mouseClick(page.after, Qt.MouseButton.LeftButton)
    assert page.view.page() == 1
    page.thumbs.setCurrentRow(many - 1)
    assert page.view.page() == many - 1
    assert page.number.text() == f"{many} / {many} 页"
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    assert page.thumbs.currentRow() == 0


def test_saving_writes_the_very_bytes(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    page.save_to(tmp_path / "牌.pdf")
    settle(desk, qtbot)
    assert (tmp_path / "牌.pdf").read_bytes() == page.paper().data  # type: ignore[union-attr]
    assert desk.toasts == [("已保存 牌.pdf", False)]


def test_a_place_that_cannot_be_written_is_told(
    page: PreviewPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.save_to(tmp_path / "没有的文件夹" / "牌.pdf")
    qtbot.waitUntil(lambda: page.banner.isVisible(), timeout=10_000)
    assert "没有保存" in page.banner.text.text()
    assert not list(tmp_path.glob("**/*.part"))


def test_printing_keeps_the_size_of_every_page(desk: OfficeDesk, tmp_path: Path) -> None:
    sheets = a_roster(desk)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printing.prepare(printer, sheets)
    assert printing.print_sheets(printer, sheets, 0, 1, Progress()) == 2
    printed = Sheets((tmp_path / "out.pdf").read_bytes())
    assert len(printed) == 2
    assert printed.millimetres(1) == pytest.approx(sheets.millimetres(1), abs=0.5)
    assert greys(printed, 1) == pytest.approx(greys(sheets, 1), abs=14)


def test_cancelled_printing_stops_between_pages(desk: OfficeDesk, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        printing.print_sheets(printer, a_roster(desk), 0, 1, progress)


@pytest.mark.parametrize(
    ("paper", "room", "large"),
    [
        ((297, 210), (210, 297), False),
        ((297.5, 210.5), (210, 297), False),
        ((420, 297), (210, 297), True),
        ((1800, 1200), (297, 420), True),
        ((1800, 1200), None, False),
    ],
)
def test_paper_is_held_against_the_printer_either_way_round(
    paper: tuple[float, float], room: tuple[float, float] | None, large: bool
) -> None:
    assert printing.too_large(paper, room) is large


def test_paper_that_does_not_fit_offers_a_proof(
    page: PreviewPage, desk: OfficeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "largest_paper", lambda printer: (297.0, 420.0))
    page.print_on(QPrinter(QPrinter.PrinterMode.HighResolution))
    assert page.fit_banner.isVisible()
    assert "1800×1200 毫米" in page.fit_banner.text.text()
    page._proof("A3")
    made = wait_for_paper(page, desk, qtbot)
    assert Sheets(made.data).millimetres(0) == pytest.approx((420, 297), abs=0.5)
    assert not page.fit_banner.isVisible()


@pytest.mark.parametrize(("size", "name", "turned"), [((297, 210), "A4", True), ((210, 297), "A4", False)])
def test_known_paper_is_asked_for_by_its_name(size: tuple[float, float], name: str, turned: bool) -> None:
    made = printing.layout(*size)
    assert made.pageSize().key() == name
    assert (made.orientation() == made.Orientation.Landscape) is turned


def test_parts_of_a_page_fit_together(desk: OfficeDesk) -> None:
    sheets = a_roster(desk)
    whole = sheets.render(0, 1.0)
    assert whole is not None
    width, height = sheets.sizes[0]
    assert (whole.image.width(), whole.image.height()) == (-(-width // 1), -(-height // 1))
    assert sheets.millimetres(0) == pytest.approx((width / MM, height / MM))
    sheets.close()
    assert sheets.render(0, 1.0) is None


def test_documents_are_joined_in_order(desk: OfficeDesk) -> None:
    one = compose(desk, RosterWish(division=COMMUNITY), Progress()).data
    both = Sheets(joined([one, one]))
    assert len(both) == 2 * len(Sheets(one))


def test_every_word_has_room_on_small_screens(page: PreviewPage, desk: OfficeDesk, qtbot: QtBot) -> None:
    assert cut_texts(page) == []
    assert nameless(page) == []
    page.resize(*NARROW)
    assert fits(page, NARROW)
    settle(desk, qtbot)
    assert cut_texts(page) == []


def test_file_names_have_no_signs_windows_refuses() -> None:
    assert file_name('甲/乙:丙?"') == "甲_乙_丙__"
    assert file_name(" . ") == "打印"


def test_an_office_without_grids_is_told_what_comes_first(
    file_office: OpenOffice, stand: Stand, show: Show, qtbot: QtBot
) -> None:
    desk = stand(file_office)
    page: PreviewPage = show(PreviewPage(desk), desk)
    qtbot.waitUntil(page.nothing.isVisible, timeout=10_000)
    settle(desk, qtbot)
    assert not page.view.isVisible()
    assert not page.banner.isVisible()
    a_grid(file_office, 1)
    wait_for_paper(page, desk, qtbot)
    assert page.view.isVisible()
    assert not page.nothing.isVisible()


def test_a_paper_offices_edit_is_saved_for_word_and_no_other(
    page: PreviewPage, desk: OfficeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    first = wait_for_paper(page, desk, qtbot)
    assert not page.word_button.isVisible()
    page.show_what(paper="case-example")
    qtbot.waitUntil(lambda: "调解案例" in (page.paper() or first).title, timeout=60_000)
    settle(desk, qtbot)
    assert page.word_button.isVisible()
    page.save_word_to(tmp_path / "案例.docx")
    qtbot.waitUntil(lambda: (tmp_path / "案例.docx").exists(), timeout=60_000)
    assert "案情简介" in "".join(one.text for one in docx.Document(str(tmp_path / "案例.docx")).paragraphs)


def test_numbers_in_clear_are_noted_once_for_each_opened_preview(
    demo_office: OpenOffice, page: PreviewPage, desk: OfficeDesk, qtbot: QtBot
) -> None:
    with demo_office.database.read() as session:
        phone = CaseParty.phone.like("1%")
        found = session.scalars(select(CaseParty.case_id).join(Case, Case.id == CaseParty.case_id).where(
            phone, Case.agreement_form == "written")).first()  # fmt: skip
    assert found is not None

    def noted() -> int:
        with demo_office.database.read() as session:
            return sum("含联系电话原号" in one.label for one in history.of_record(session, "cases", found))

    def open_it() -> str:
        page.show_what("mediation-file", cases=(found,), given={"paper": "agreement"})
        return text_of(wait_for_paper(page, desk, qtbot).data)

    def ask(purpose: str) -> str:
        line = page.pane._other().inputs["purpose"]
        line.setText(purpose)
        line.setModified(True)
        line.editingFinished.emit()
        return text_of(wait_for_paper(page, desk, qtbot).data)

    assert "****" in open_it() and not noted()
    assert "****" not in ask("法院要求写明联系方式") and noted() == 1
    # The note is a change of the case, which makes the paper anew; another change does too.
    demo_office.database.act("设置", lambda work: settings.save(work, {"boards.hotline": "87654321"}))
    qtbot.wait(400)
    assert "****" not in text_of(wait_for_paper(page, desk, qtbot).data) and noted() == 1
    assert "****" in open_it() and noted() == 1
    assert "****" not in ask("法院要求写明联系方式") and noted() == 2
