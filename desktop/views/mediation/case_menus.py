"""The menus of the page of a case: what can be done with a paper, which records are added, everything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from desktop.models import description
from desktop.services import case_examples, saving
from desktop.services.case_file_check import PaperState
from desktop.views import shortcuts, theme
from desktop.views.mediation.case_parts import ENDINGS
from desktop.views.mediation.case_records import offered
from desktop.views.mediation.case_sheet import SigningSheet
from desktop.views.mediation.void import start_void

if TYPE_CHECKING:
    from desktop.views.mediation.case import CasePage


def paper_menu(page: CasePage, one: PaperState) -> QMenu:
    """Return what can be done with a paper."""
    menu = QMenu(page)
    if one.code not in ("identity", "authority"):
        _item(menu, "打印", "print", partial(page.print_paper, one.code))
    if page.writes and one.state == "缺签" and page.view is not None:
        view = page.view
        _item(menu, "登记签名", "edit", lambda: page.open_sheet(SigningSheet(page.desk, page.window(), view, one)))
    _item(menu, f"附上扫描件：{one.title}", "import", partial(page.scans, one.title))
    kind = {"investigation": "investigations", "session": "sessions", "extension": "extensions",
            "visit": "visits", "confirmation": "confirmations", "performance": "performances",
            "evidence": "evidences"}.get(one.code)  # fmt: skip
    if kind and one.item_id is not None:
        _item(menu, "打开记录", "edit", partial(page.desk.open, kind, one.item_id))
    elif kind and page.writes:
        _item(menu, f"添加{description(kind).label}", "plus", partial(page.add, kind))
    return menu


def add_menu(page: CasePage) -> QMenu:
    """Return the kinds of record that can be added."""
    menu = QMenu(page)
    for kind in offered(page.view) if page.view is not None else ():
        _item(menu, description(kind).label, "plus", partial(page.add, kind))
    return menu


def case_menu(page: CasePage) -> QMenu:
    """Return everything that can be done with the case."""
    menu = QMenu(page)
    _item(menu, "修改案情和协议", "edit", page.edit, "case.edit")
    _item(menu, "打印卷宗", "print", page.print_file, "case.print")
    if page.view is not None and case_examples.fit(page.view.file):
        _item(menu, "打印案例（隐去身份）", "print", partial(print_example, page))
        if page.writes:
            word = "不再作示例" if page.view.file.case.public_example else "标为可作示例"
            _item(menu, word, "", partial(mark_example, page))
    _item(menu, "附件", "import", page.scans)
    _item(menu, "全部历史", "history", lambda: page.desk.open_history("cases", page.case_id))
    if page.writes and page.view is not None and not page.view.file.case.archived_on:
        menu.addSeparator()
        for kind in offered(page.view):
            _item(menu, f"添加{description(kind).label}", "plus", partial(page.add, kind))
        menu.addSeparator()
        for move in page.view.moves:
            _item(menu, move.label, "" if move.to in ENDINGS else "check", partial(page.start, move))
        if not page.view.file.case.void and page.view.file.case.number:
            menu.addSeparator()
            _item(menu, "作废案号…", "", lambda: start_void(page.desk, page, page.case_id))
    return menu


def print_example(page: CasePage) -> None:
    """Show the case as an anonymised example before it is printed."""
    page.desk.go("preview", paper="case-example", cases=(page.case_id,))


def mark_example(page: CasePage) -> None:
    """Let the case be shown as an example, or no longer: the one thing that changes in the archive too."""
    if page.view is None:
        return
    case_id, wanted = page.case_id, not page.view.file.case.public_example
    said = "已标为可作示例" if wanted else "不再作示例"
    future = page.desk.database.submit(
        said, lambda work: saving.save(work, "cases", case_id, {"public_example": wanted})
    )
    page.desk.jobs.after(page, future, lambda _id: page.desk.toast(said, undo=True), page.refused, label="保存")


def _item(menu: QMenu, text: str, icon: str, act: Callable[[], object], key: str = "") -> None:
    action = menu.addAction(f"{text}\t{shortcuts.shown(key)}" if key else text)
    if icon:
        theme.set_icon(action, icon, "t2", 16)
    action.triggered.connect(lambda _checked=False: act())
