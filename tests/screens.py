"""Pictures of every page, as people see them: ``python -m tests.screens [FOLDER]`` writes into ``build/screens``.

Sizes: 1366×768 at 100 %, 911×512 logical at 150 % (drawn with 1.5 device pixels), 1366×696 for the height really left
on a 768 screen; the main ones in dark too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[1]
LARGE, SMALL, LOW = QSize(1366, 768), QSize(911, 512), QSize(1366, 696)


def main(words: list[str]) -> int:
    """Draw every page, or those named after the folder; ``--small`` draws the small ones in this process."""
    small = "--small" in words
    words = [word for word in words if word != "--small"]
    target = Path(words[0]).resolve() if words else ROOT / "build" / "screens"
    target.mkdir(parents=True, exist_ok=True)
    if small:
        return _draw(target, "-150", SMALL, words[1:])
    code = _draw(target, "", LARGE, words[1:])
    environment = {**os.environ, "QT_SCALE_FACTOR": "1.5"}
    again = [sys.executable, "-m", "tests.screens", str(target), "--small", *words[1:]]
    return code or subprocess.run(again, env=environment, cwd=ROOT, check=False).returncode


def _draw(target: Path, mark: str, size: QSize, only: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="jingge-screens-") as folder:
        user_folders(Path(folder))
        return Screens(Path(folder), target, mark, size, only).draw()


def user_folders(folder: Path) -> None:
    """Have the program keep what it keeps for its user inside ``folder``."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(folder / "user")


def _changed_cells(file: Path) -> list[list[Any]]:
    """Return the cells of an exported file with a few changed, and a column nobody knows."""
    import openpyxl

    sheet = openpyxl.load_workbook(file).worksheets[0]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    remark = rows[0].index("备注")
    for at in range(3, 12):
        rows[at][remark] = f"第 {at} 组联系人"
    return [[*row, "怎么找他" if at == 0 else ""] for at, row in enumerate(rows)]


def _row(head: Sequence[Any], **cells: str) -> list[Any]:
    """Return a row of cells by their headings."""
    return [cells.get(str(text), "") for text in head]


class Screens:
    """One run of the program that is led through its pages."""

    def __init__(self, folder: Path, target: Path, mark: str, size: QSize, only: Sequence[str]) -> None:
        from desktop import app as program
        from desktop.clock import Clock

        self.folder, self.target, self.mark, self.size = folder, target, mark, size
        self.app = QApplication([])
        self.clock = Clock(lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
        self.window = program.make_window(self.app, self.clock, folder / "choices")
        self.full, self.only = not mark, frozenset(only)

    def draw(self) -> int:
        """Draw everything."""
        self.before()
        self.inside()
        self.window.end()
        self.window.close()
        return 0

    def before(self) -> None:
        """Draw the pages before an office is open."""
        from desktop.errors import UserError
        from desktop.services import demo
        from desktop.storage.errors import DamagedDatabase
        from desktop.storage.keyring import FLOOR
        from desktop.views.login import DEMO_PASSWORD

        window = self.window
        opened, _ = demo.create_demo(window.demo_folder, DEMO_PASSWORD, self.clock, params=FLOOR)
        self.back_up(opened)
        opened.close()
        window.resize(self.size)
        window.start(None, True)
        window.show()
        self.shot("login")
        error: UserError = DamagedDatabase(window.demo_folder / "office.db")
        window.login.show_error(error)
        self.shot("login-damaged")
        window.login.banner.hide()
        window.show_recovery(window.demo_folder, "演示管理员")
        self.shot("recovery-login")
        window.show_restore(window.demo_folder)
        self.shot("restore", 700)
        window.show_wizard()
        page: Any = window._stack.currentWidget()
        page.division.search.setText("hsl")
        page.division.search.search_now()
        self.shot("wizard-1")
        page.folder.set_path(self.folder / "new")
        page.forward()
        page.forward()
        self.shot("wizard-2")
        page.account.setText("肖桂兰")
        page.password.setText("abcd-1234")
        page.again.setText("abcd-1234")
        page.forward()
        self.wait(lambda: page.key is not None)
        self.shot("wizard-3")
        window.show_login()

    def back_up(self, opened: Any) -> None:
        """Make a backup, so that there is one to show."""
        from desktop.services import backups

        backups.make(opened, opened.place.backups / backups.name_for(opened, self.clock), self.clock)

    def inside(self) -> None:
        """Draw the pages of the open office."""
        from desktop.views import theme

        window = self.window
        window.login.login()
        self.wait(lambda: window.shell is not None)
        self.settle()
        pages = self.pages()
        for name, show in pages:
            show()
            self.shot(name)
            self.leave()
        if self.full:
            theme.apply(self.app, "dark", 1.0)
            for name, show in pages:
                show()
                self.shot(f"dark-{name}")
                self.leave()
            theme.apply(self.app, "light", 1.0)
            window.resize(LOW)
            for name, show in pages[:3]:
                show()
                self.shot(f"{name}-696")
                self.leave()
            window.resize(self.size)
            theme.apply(self.app, "light", 1.25)
            for name, show in pages[:6]:
                show()
                self.shot(f"{name}-large")
                self.leave()
            theme.apply(self.app, "light", 1.0)
        window.lock()
        self.shot("locked")

    def pages(self) -> list[tuple[str, Callable[[], Any]]]:
        """Return the pages to draw, each with how it is reached."""
        from desktop.views import pages

        shell: Any = self.window.shell
        grid, person = self.first("grids"), self.first("people")
        found: list[tuple[str, Callable[[], Any]]] = [
            (spec.key, lambda spec=spec: shell.go(spec.key))
            for spec in pages.PAGES
            if spec.key not in ("grids", "people")
        ]
        every: list[tuple[str, Callable[[], Any]]] = [
            ("grids", lambda: shell.open_list("grids")),
            ("grids-pane", lambda: shell.open_list("grids", (), grid)),
            ("map", lambda: shell.go("grids", view="map", grid=grid)),
            ("grid-form", lambda: shell.open("grids", grid)),
            ("grid-new", lambda: shell.open("grids")),
            ("people", lambda: shell.open_list("people")),
            ("posts", lambda: shell.open_list("posts")),
            ("person-form", lambda: shell.open("people", person)),
            ("case", self.case),
            ("record-history", lambda: shell.open_history("grids", grid)),
            ("split", self.split),
            ("merge", self.merge),
            ("boundary-import", self.boundaries),
            ("sheet-import", lambda: self.sheet(wrong=True)),
            ("sheet-import-clean", lambda: self.sheet(wrong=False)),
            ("sheet-export", self.sheet_export),
            ("groups", self.groups),
            ("since", self.since),
            ("changed", self.changed),
            ("checkin-quick", self.quick_entry),
            ("checkin-board", lambda: shell.go("checkin", part="board")),
            ("checkin-claim", self.claim),
            ("checkin-summary", lambda: shell.go("checkin", part="summary")),
            ("checkin-points", self.points),
            ("checkin-pane", lambda: shell.open_list("members", (), self.first("members"))),
            ("help", lambda: shell.help("lists")),
            ("search", self.search),
            ("menu", self.menu),
            *found,
        ]
        return [one for one in every if not self.only or one[0] in self.only]

    def first(self, kind: str) -> Any:
        """Return the second record of a kind."""
        from desktop.services import records

        shell: Any = self.window.shell
        with shell.database.read() as session:
            return records.ids(session, records.Query(kind), shell.context())[1]

    def case(self) -> None:
        """Open a case whose written agreement is being performed."""
        from desktop.services import records

        shell: Any = self.window.shell
        query = records.Query(
            "cases",
            filters=(records.Filter("state", "is", "performing"), records.Filter("agreement_form", "is", "written")),
            order=(("effective_on", True),),
        )
        with shell.database.read() as session:
            found = records.ids(session, query, shell.context())[0]
        shell.open("cases", found)

    def split(self) -> None:
        """Open the dialog that splits a grid."""
        from desktop.views.grids.split import start_split

        shell: Any = self.window.shell
        shell.open_list("grids")
        start_split(shell, shell.page(), self.first("grids"))

    def merge(self) -> None:
        """Open the dialog that merges grids."""
        from desktop.services import records
        from desktop.views.grids.merge import start_merge

        shell: Any = self.window.shell
        with shell.database.read() as session:
            ids = records.ids(session, records.Query("grids"), shell.context()).slice(0, 2)
        shell.open_list("grids")
        start_merge(shell, shell.page(), ids)

    def boundaries(self) -> None:
        """Open the plan of a boundary file."""
        import json

        from desktop.views.grids.import_page import ImportPage

        shell: Any = self.window.shell
        shell.go("grids", view="map")
        page = shell.made("grids").map
        self.wait(lambda: page.shown() is not None)
        file = self.folder / "会师路社区.geojson"
        page.export_to(file)
        self.wait(file.exists)
        self.settle(300)
        document = json.loads(file.read_text("utf-8"))
        document["features"].append({"type": "Feature", "properties": {"name": "西门新区"},
                                     "geometry": document["features"][1]["geometry"]})  # fmt: skip
        document["features"].append({"type": "Feature", "properties": {"name": "画错的图形"}, "geometry": {
            "type": "Polygon", "coordinates": [[[114.1, 26.7], [114.2, 26.8], [114.2, 26.7], [114.1, 26.8],
                                                [114.1, 26.7]]]}})  # fmt: skip
        file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        shell.push(ImportPage(shell, file))

    def sheet(self, wrong: bool) -> None:
        """Open the plan of a spreadsheet of people, with mistakes or without."""
        from desktop.exchange import sheet_write
        from desktop.services.records import Query
        from tests.exchange.sheets import workbook

        shell: Any = self.window.shell
        shell.open_list("people")
        page = shell.page().people
        self.settle()
        whole = self.folder / "全部人员.xlsx"
        if not whole.exists():
            sheet_write.export(shell.database, Query("people"), whole, shell.context())
        rows = _changed_cells(whole)
        head = rows[0]
        rows += [_row(head, 姓名="蹇宗泽", 性别="男", 本人手机="13807960001", 备注="会客家话", 怎么找他="村口小店"),
                 _row(head, 姓名="尹小燕", 性别="女", 本人手机="13807960002", 政治面貌="群众")]  # fmt: skip
        if wrong:
            rows += [_row(head, 姓名="仇和平", 性别="男", 本人手机="1380796", 出生日期="1999-02-30"),
                     _row(head, 姓名="区玉兰", 性别="不详细", 本人手机="13807960004", 政治面貌="党员同志")]  # fmt: skip
        page.sheets.import_file(workbook(self.folder / f"队伍名单{'待改' if wrong else ''}.xlsx", rows))

    def sheet_export(self) -> None:
        """Open the dialog that writes a spreadsheet, with a purpose asked for."""
        shell: Any = self.window.shell
        shell.open_list("people")
        self.settle()
        page = shell.page().people
        page.model.tick([1, 2], True)
        dialog = page.sheets.export()
        dialog.clear.setChecked(True)

    def groups(self) -> None:
        """Count the grids by community, with one chosen."""
        from desktop.services.grouping import Grouping

        shell: Any = self.window.shell
        shell.open_list("grids")
        page = shell.page().list
        page.groups.group_by(Grouping("community_id"))
        self.settle()
        page.groups.list.setCurrentRow(2)
        page.groups.chosen.emit(page.groups.groups()[1])
        page.groups.list.setFocus()

    def since(self) -> None:
        """Set since when a list shows what changed."""
        from desktop.services.changed_since import CHANGED

        shell: Any = self.window.shell
        shell.open_list("grids")
        shell.page().list.filters.edit(CHANGED)

    def points(self) -> None:
        """Open the points of a member."""
        from desktop.views.checkin.points import PointsPage

        shell: Any = self.window.shell
        shell.go("checkin", part="summary")
        shell.push(PointsPage(shell, self.first("members")))

    def claim(self) -> None:
        """Open the dialog by which a wish is claimed."""
        shell: Any = self.window.shell
        shell.go("checkin", part="board")
        self.settle()
        board = shell.made("checkin").current()
        board.columns[0].setFocus()
        self.settle()
        board.step("next")

    def quick_entry(self) -> None:
        """Open the sheet of services with some lines typed, one of them wrong."""
        from desktop.services import records

        shell: Any = self.window.shell
        shell.go("checkin", part="services")
        sheet = shell.made("checkin").enter_services()
        self.settle()
        line = sheet.line
        with shell.database.read() as session:
            names = [one[1] for one in records.candidates(session, "members", "", 8)]
        fixed = {"kind": "1", "subkind": "4", "content": "更换楼道灯", "hours": "2", "people": "3",
                 "place": "茶山路小区", "confirmed_by": "肖桂兰"}  # fmt: skip
        for at, name in enumerate(names):
            line.who.setText(names[0] if at in (4, 5) else name)
            line.who.settle()
            line.who.settle()
            for key, text in fixed.items():
                if not at or key not in ("kind", "subkind"):
                    line.parts[key].setText("12.5" if key == "hours" and at in (4, 5) else text)
            if not at:
                line.kind.settle()
                line.subkind.settle()
            sheet.take()
        line.who.setFocus()
        QTest.keyClicks(line.who, "c")
        sheet.leave = lambda: True  # nobody is there to answer

    def changed(self) -> None:
        """Show what was added, altered and deleted since today."""
        from desktop.services import changed_since, saving
        from desktop.services.records import Filter

        shell: Any = self.window.shell
        shell.open_list("departments")
        self.settle()
        page = shell.page().list
        database = shell.database
        made = database.act("新建部门", lambda work: saving.save(work, "departments", None, {"name": "便民服务站"}))
        database.act("删除部门", lambda work: saving.remove(work, "departments", made))
        since = changed_since.value(changed_since.TODAY)
        page.show_filters((Filter(changed_since.CHANGED, changed_since.SINCE, since),))

    def search(self) -> None:
        """Type into the quick search."""
        shell: Any = self.window.shell
        shell.go("grids")
        self.window.activateWindow()
        shell._top.start_search()
        shell._top.search.setText("hsl")
        shell._top.search.search_now()

    def menu(self) -> None:
        """Open the menu of the person."""
        shell: Any = self.window.shell
        menu = shell.make_menu()
        user = shell._top.user
        corner = user.mapToGlobal(QPoint(user.width(), user.height() + 2))
        menu.popup(QPoint(corner.x() - menu.sizeHint().width(), corner.y()))

    def leave(self) -> None:
        """Close what floats and what lies over the pages of the navigation."""
        shell: Any = self.window.shell
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            popup.deleteLater()
        while (modal := QApplication.activeModalWidget()) is not None:
            modal.close()
        shell._top.search.clear_now()
        shell._top.results.hide()
        shell._strip.hide()
        shell.go("grids")
        shell.made("grids").back_to_list()
        QTest.qWait(30)

    # -- pictures

    def shot(self, name: str, settle: int = 350) -> None:
        """Write a picture of the window with what floats over it."""
        self.settle(settle)
        picture = self.window.grab()
        for floating in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            if floating is not None and floating is not self.window:
                self._over(picture, floating)
        picture.save(str(self.target / f"{name}{self.mark}.png"))

    def _over(self, picture: QPixmap, floating: QWidget) -> None:
        from PySide6.QtGui import QPainter

        painter = QPainter(picture)
        corner = self.window.mapFromGlobal(floating.mapToGlobal(QPoint(0, 0)))
        if QApplication.activeModalWidget() is floating:
            room = self.window.size() - floating.size()
            corner = QPoint(room.width() // 2, room.height() // 2)
        painter.drawPixmap(corner, floating.grab())
        painter.end()

    def settle(self, milliseconds: int = 350) -> None:
        """Let the workers end and the window paint."""
        QTest.qWait(milliseconds)
        shell = self.window.shell
        self.wait(lambda: not self.window.jobs.busy() and (shell is None or not shell.jobs.busy()))
        QTest.qWait(80)

    def wait(self, until: Callable[[], Any], seconds: float = 60) -> None:
        """Wait for something, or give up with an error."""
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("a page did not become ready")
            QTest.qWait(20)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
