"""The page of one mediation case: the guided path from registration to archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.models import CaseState, description
from desktop.services import case_stages, saving
from desktop.services.access import OF_CASES
from desktop.services.case_path import Move
from desktop.services.case_stages import CaseView
from desktop.services.records import Ids
from desktop.storage.work import Changed
from desktop.views import shortcuts, tokens
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.mediation.case_head import CaseHead
from desktop.views.mediation.case_menus import add_menu, case_menu, paper_menu
from desktop.views.mediation.case_parts import DeadlineBanner, NextSteps, PartyCards
from desktop.views.mediation.case_records import ADDED, OF_STAGE, begin, begin_at, foremost, warning
from desktop.views.mediation.case_scans import ScansPage
from desktop.views.mediation.case_sheet import CaseSheet, SigningSheet, StepSheet
from desktop.views.mediation.case_side import CaseSide
from desktop.views.mediation.case_tables import (
    PaperModel,
    RecordModel,
    papers_table,
    record_rows,
    records_table,
)
from desktop.views.records.form import RecordForm
from desktop.views.records.reveal import reveal
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.progress_line import Step
from desktop.views.widgets.question import ask
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import EmptyState

SIDE = 292
PAPERS, RECORDS = "papers", "records"
CONCERNED = frozenset({"cases", "attachments", "mediators", "committees", "holidays", "settings", "codes", *OF_CASES})


class CasePage(QFrame):
    """Stepper, deadline, next steps, parties, papers and records of one case; facts and course beside them."""

    help_topic = "case"

    def __init__(self, desk: Desk, case_id: UUID, among: Ids | None = None) -> None:
        super().__init__()
        self.setProperty("card", "page")
        self.case_id = case_id
        self.desk, self._among = desk, among
        self.view: CaseView | None = None
        self.sheet: CaseSheet | None = None
        self.writes = saving.allowed("cases", desk.actor)
        self._build()
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)
        self.reload()

    # Building

    def _build(self) -> None:
        self.head = CaseHead(self._among)
        self.head.left.connect(self.desk.back)
        self.head.acted.connect(self.act)
        self.head.menu_wanted.connect(self.open_menu)
        self.head.stepped.connect(self.step)
        self.head.print_wanted.connect(self.print_file)
        self.head.stepper.picked.connect(self.show_stage)
        self.banner = Banner("danger", "没有办成", " ")
        self.banner.add_action("知道了", self.banner.hide)
        self.banner.hide()
        self.state_banner = Banner("grey", "", " ")
        self.state_banner.hide()
        self.deadline = DeadlineBanner()
        self.deadline.acted.connect(self._mend)
        self.next = NextSteps()
        self.next.wanted.connect(self.start)
        self.next.mended.connect(lambda key: self._mend(key, None))
        self.parties = PartyCards()
        self.parties.opened.connect(lambda one: self.desk.open("case_parties", one))
        self.parties.reveal_wanted.connect(self._reveal)
        self.parties.add_wanted.connect(lambda: self.add("case_parties"))
        self.body = BodyScroll((20, 10, 14, 12), 10)
        for part in (self.banner, self.state_banner, self.deadline, self.next, self.parties, self._tables()):
            self.body.body.addWidget(part)
        self.body.body.addStretch(1)
        self.side = CaseSide(self.desk)
        self.side.edit.clicked.connect(lambda _checked=False: self.edit())
        self.side.every.clicked.connect(lambda _checked=False: self.desk.open_history("cases", self.case_id))
        self.side.add.clicked.connect(lambda _checked=False: self.open_add(self.side.add))
        self._aside = BodyScroll((15, 12, 15, 10), 0)
        self._side_frame = QFrame()
        self._side_frame.setProperty("card", "pane")
        self._side_frame.setFixedWidth(SIDE)
        inside = QVBoxLayout(self._side_frame)
        inside.setContentsMargins(1, 0, 0, 0)
        inside.addWidget(self._aside)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.body, 1)
        middle.addWidget(self._side_frame)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(middle, 1)
        self.nothing = EmptyState("看不到这件案件", " ")
        self.nothing.add_action("返回", self.desk.back, "chevron-left", "primary")
        self.stack = QStackedWidget()
        self.stack.addWidget(whole)
        self.stack.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setFocusProxy(self.head.stepper)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("page.leave", self.desk.back),
            ("case.next", self.act_first),
            ("case.edit", self.edit),
            ("case.add", lambda: self.open_add(self.side.add)),
            ("case.print", self.print_file),
            ("case.menu", self.open_menu),
            ("previous", lambda: self.step(-1)),
            ("next", lambda: self.step(1)),
        )
        for key, act in keys:
            shortcuts.bind(key, self, act, inside=True)
        self._arrange()

    def _tables(self) -> QFrame:
        self.switch = Segmented([(PAPERS, "文书"), (RECORDS, "记录")], "文书或记录")
        self.switch.chosen.connect(lambda _key: self._show_table())
        self.counted = label("", "sub")
        self.add_button = button("添加记录", "plus", "sm")
        self.add_button.clicked.connect(lambda _checked=False: self.open_add(self.add_button))
        self.sign_button = button("登记签名", "edit", "sm")
        self.sign_button.clicked.connect(lambda _checked=False: self.sign())
        self.scans_button = button("附件", "import", "sm", hint="身份证明、凭证、签好的文书")
        self.scans_button.clicked.connect(lambda _checked=False: self.scans())
        head = QHBoxLayout()
        head.setContentsMargins(12, 7, 12, 7)
        head.setSpacing(8)
        for part in (self.switch, self.counted):
            head.addWidget(part)
        head.addStretch(1)
        for part in (self.sign_button, self.add_button, self.scans_button):
            head.addWidget(part)
        self.paper_model, self.record_model = PaperModel(self), RecordModel(self)
        self.papers, self.records = papers_table(self.paper_model), records_table(self.record_model)
        self.papers.acted.connect(self._paper_act)
        self.papers.opened.connect(self._paper_menu)
        self.papers.menu_wanted.connect(self._paper_menu)
        self.records.acted.connect(self._open_record)
        self.records.opened.connect(self._open_record)
        self.records.removed.connect(self._remove_record)
        self.records.menu_wanted.connect(self._open_record)
        self.no_records = label("还没有记录，按 Ctrl+N 添加", "sub")
        self.no_records.setContentsMargins(14, 4, 14, 10)
        card = QFrame()
        card.setProperty("card", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.papers)
        column.addWidget(self.records)
        column.addWidget(self.no_records)
        return card

    # Reading

    def reload(self) -> None:
        """Read the case anew."""
        desk, case_id = self.desk, self.case_id

        def read(progress: Any) -> CaseView:
            with desk.database.read() as session:
                return case_stages.read(session, case_id, desk.context())

        desk.jobs.run(self, read, self._take, self._gone, label="读取案件")

    def _gone(self, error: UserError) -> None:
        self.view = None
        self.nothing.set_text("看不到这件案件", str(error))
        self.stack.setCurrentWidget(self.nothing)

    def _take(self, view: CaseView) -> None:
        first = self.view is None
        self.view = view
        self.stack.setCurrentIndex(0)
        settings = self.desk.context().settings
        case = view.file.case
        writes = self.writes and not case.archived_on and not case.void
        self.head.show_case(view, self.primary() if writes else None, case_id=self.case_id)
        self.head.stepper.set_steps([Step(one.name, one.caption, one.state, one.missing) for one in view.stages])
        self._show_state(view)
        self.deadline.show_deadline(
            view, writes, settings["mediation.warn_first"], settings["mediation.warn_last"]
        )  # fmt: skip
        self.next.show_moves(view.moves, self.writes)
        self.parties.show_parties(view.file, self.writes)
        self.paper_model.set_rows(view.papers)
        self.record_model.set_rows(record_rows(view.file))
        must, ready = case_stages.needed(view.papers)
        self.switch.set_text(RECORDS, f"记录 {self.record_model.rowCount()}")
        self.counted.setText(f"必须 {must} 件  已齐 {ready} 件")
        for one in (self.add_button, self.sign_button):
            one.setVisible(writes)
        self.side.show_case(view, writes)
        self._show_table()
        if first:
            self.desk.looked_at("cases", self.case_id)
            if self.isVisible():
                QTimer.singleShot(0, self, self.head.stepper.setFocus)

    def _show_state(self, view: CaseView) -> None:
        said = warning(view, self.writes)
        if said is not None:
            self.state_banner.set_message(*said)
        self.state_banner.setVisible(said is not None)

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._pause.start()

    def _show_table(self) -> None:
        papers = self.switch.current() == PAPERS
        rows = self.record_model.rowCount()
        self.papers.setVisible(papers)
        self.records.setVisible(not papers and rows > 0)
        self.no_records.setVisible(not papers and rows == 0)
        self.counted.setVisible(papers)
        for table in (self.papers, self.records):
            table.fit()

    # What can be done

    def primary(self) -> tuple[str, str] | None:
        """Return the word and the key of the red button."""
        return foremost(self.view) if self.view is not None else None

    def act_first(self) -> None:
        """Do what the red button says."""
        if (found := self.primary()) is not None and self.head.primary.isVisible():
            self.act(found[1])

    def act(self, key: str) -> None:
        """Make a step, or do what it still wants."""
        move = next((one for one in self.view.moves if one.to == key), None) if self.view else None
        if move is not None:
            self.start(move)
        else:
            self._mend(key, None)

    def start(self, move: Move) -> None:
        """Ask for the day of a step and what belongs to it; what stands in its way is said instead."""
        if self.view is None or not self.writes:
            return
        if move.blocked:
            self._say(f"还不能办理“{move.label}”", "；".join(move.blocked))
            return
        start: dict[str, Any] = {}
        if move.to == CaseState.ENDED and any(one.refused for one in self.view.file.parties):
            start["end_reason"] = "refused"
        if move.to == CaseState.ARCHIVED:
            start |= {"filed_by": self.desk.actor.name, "keeping": self.view.file.case.keeping or "long"}
        self.open_sheet(StepSheet(self.desk, self.window(), self.view, move, start))

    def open_sheet(self, sheet: CaseSheet) -> None:
        """Show a small sheet over the page."""
        self.banner.hide()
        self.sheet = sheet
        sheet.finished.connect(self._sheet_closed)
        sheet.open()

    def _sheet_closed(self, _code: int) -> None:
        """Give the keyboard back to the page: what was pressed before may be gone."""
        if self.sheet is not None:
            self.sheet.deleteLater()
        self.sheet = None
        self.window().activateWindow()
        self.head.stepper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, title: str, text: str) -> None:
        self.banner.set_message("danger", title, text)
        self.banner.show()
        self.body.ensureWidgetVisible(self.banner)

    def _mend(self, key: str, item: Any) -> None:
        view = self.view
        if view is None:
            return
        if key in ADDED:
            self.add(key)
        elif key == "party":
            self.add("case_parties")
        elif key.startswith("edit "):
            self.edit(key.removeprefix("edit "))
        elif key == "sign":
            self.sign("agreement")
        elif key == "papers":
            self.switch.set_current(PAPERS)
            self.papers.setFocus()
        elif key == "waive":
            self._waive()
        elif key == "print_confirmation":
            self.print_paper("confirmation")
        elif key == "perform":
            left = [one.id for one in view.file.performances if not one.done_on]
            if wanted := item or next(iter(left), None):
                self.desk.open("performances", wanted)
        elif key == "decision" and view.file.confirmations:
            self.desk.open("confirmations", view.file.confirmations[-1].id)
        elif key == "decision":
            self.add("confirmations")
        elif key == "parties":
            lacking = [one for one in view.file.parties if not one.consent_on or one.refused]
            self.desk.open("case_parties", next(iter(lacking or view.file.parties)).id)

    def _waive(self) -> None:
        question = "双方表示不申请司法确认？"
        text = "写入今天的日期，以后不再提醒期限；期限内改变主意的，仍可登记申请。"
        if not ask(self, question, text, "记为不申请", danger=False):
            return
        case_id, today = self.case_id, self.desk.clock.today()
        values = {"confirmation_waived_on": today}
        future = self.desk.database.submit("不申请司法确认", lambda work: saving.save(work, "cases", case_id, values))
        self.desk.jobs.after(
            self, future, lambda _id: self.desk.toast("已记为不申请司法确认", undo=True), self.refused, label="保存"
        )

    def refused(self, error: UserError) -> None:
        """Say in the banner why something was not done."""
        self._say("没有办成", str(error))

    def add(self, kind: str) -> None:
        """Open the form of a new record of this case, with what is known already filled in."""
        if self.view is not None and self.writes:
            self.desk.open(kind, None, start=begin(self.view, kind))

    def edit(self, name: str = "") -> None:
        """Open the form of the case itself (facts, requests, agreement, mediators), at a field."""
        if self.view is not None:
            form = RecordForm(self.desk, "cases", self.case_id, related=())
            self.desk.push(form)
            if name:
                begin_at(form, name)

    def sign(self, code: str = "") -> None:
        """Record who signed the paper of a kind, or the one chosen in the table, or the next that lacks a signature."""
        if self.view is None or not self.writes:
            return
        row = self.papers.currentIndex().row()
        chosen = self.view.papers[row] if 0 <= row < len(self.view.papers) and self.papers.isVisible() else None
        lacking = [one for one in self.view.papers if one.state == "缺签" and (not code or one.code == code)]
        wanted = chosen if chosen in lacking else next(iter(lacking), None)
        if wanted is None:
            self.desk.toast("没有缺签名的文书")
            return
        self.open_sheet(SigningSheet(self.desk, self.window(), self.view, wanted))

    def scans(self, title: str = "") -> None:
        """Show the scans that lie with the case, where more are added."""
        if self.view is not None:
            self.desk.push(ScansPage(self.desk, self.case_id, self.view.file.case.title, title))

    def step(self, by: int) -> None:
        """Go to the case before or after in the list the page was opened from."""
        place = self._among.index(self.case_id) if self._among is not None else -1
        if self._among is None or place < 0 or not 0 <= place + by < len(self._among):
            return
        self.case_id = self._among[place + by]
        self.parties.clear.clear()
        self.view = None
        self.reload()

    def show_stage(self, at: int) -> None:
        """Show what belongs to a stage: its records, or its papers."""
        if self.view is None or not 0 <= at < len(self.view.stages):
            return
        key = self.view.stages[at].key
        kinds = OF_STAGE.get(key, ())
        row = next((n for n, one in enumerate(self.record_model.rows) if one.kind in kinds), -1)
        self.switch.set_current(RECORDS if row >= 0 else PAPERS)
        table = self.records if row >= 0 else self.papers
        if row < 0:
            codes = case_stages.papers_of(key)
            row = next((n for n, one in enumerate(self.view.papers) if one.code in codes), 0)
        if table.model().rowCount():
            table.setCurrentIndex(table.model().index(row, 0))
            table.setFocus()
            self.body.ensureWidgetVisible(table, 0, 0)

    # Printing

    def print_file(self) -> None:
        """Show the whole file before it is printed."""
        self.desk.go("preview", paper="mediation-file", cases=(self.case_id,), given={"paper": "file"})

    def print_paper(self, code: str) -> None:
        """Show the papers of one kind before they are printed."""
        self.desk.go("preview", paper="mediation-file", cases=(self.case_id,), given={"paper": code})

    # Menus

    def _paper_act(self, row: int) -> None:
        if self.view is not None:
            one = self.view.papers[row]
            if one.scan:
                self.scans(one.title)
            else:
                self.print_paper(one.code)

    def _paper_menu(self, row: int) -> None:
        if self.view is None:
            return
        menu = paper_menu(self, self.view.papers[row])
        box = self.papers.visualRect(self.paper_model.index(row, 1))
        self._popup(menu, self.papers.viewport().mapToGlobal(box.bottomLeft()))

    def _open_record(self, row: int) -> None:
        one = self.record_model.rows[row]
        self.desk.open(one.kind, one.id)

    def _remove_record(self, row: int) -> None:
        one = self.record_model.rows[row]
        if not self.writes or one.kind == "case_steps":
            return
        what = description(one.kind).label
        if not ask(self, f"删除{what}“{one.what[:30]}”？", "删除后不再显示，可按 Ctrl+Z 撤销。", f"删除{what}"):
            return
        future = self.desk.database.submit(f"删除{what}", lambda work: saving.remove(work, one.kind, one.id))
        self.desk.jobs.after(
            self, future, lambda _none: self.desk.toast(f"已删除{what}", undo=True), self.refused, label="删除"
        )

    def open_add(self, anchor: QWidget) -> None:
        """Open the menu of records to add."""
        if self.view is not None and self.writes:
            where = anchor if anchor.isVisible() else self.add_button
            self._popup(add_menu(self), where.mapToGlobal(QPoint(0, where.height() + 2)))

    def open_menu(self) -> None:
        """Open that menu at its button."""
        self._popup(case_menu(self), self.head.more.mapToGlobal(QPoint(0, self.head.more.height() + 2)))

    def _popup(self, menu: QMenu, corner: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(corner)
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])

    def _reveal(self, party: Any, name: str, show: Callable[[str], object]) -> None:
        field = description("case_parties")[name]

        def keep(clear: str) -> None:
            # Looking is an action too: the page is read anew after it, and shows the number until it is left.
            self.parties.clear[(party.id, name)] = clear
            show(clear)

        reveal(self, self.desk, "case_parties", party.id, party.name, field, keep, self.refused)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pane under the tables where the window is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.window().width() < tokens.NARROW_BELOW
        inside = self.body.isAncestorOf(self.side)
        if narrow and not inside:
            self.body.body.insertWidget(self.body.body.count() - 1, self.side)
        elif not narrow and (inside or self.side.parentWidget() is None):
            self._aside.body.addWidget(self.side)
        self._side_frame.setVisible(not narrow)
        margin = tokens.PAGE_MARGIN_NARROW if narrow else 20
        self.body.body.setContentsMargins(margin, 10, margin if narrow else 14, 12)
        self.head.set_narrow(narrow)
