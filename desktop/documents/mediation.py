"""The file of a mediation case (人民调解卷宗): cover, contents with page numbers, the papers in their order, back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from desktop.documents.ministry import DEMO, RIGHT, Laid, draw_back, draw_cover, lay, show
from desktop.documents.page import PrintReport, Sheet, demo_mark, finish, new_canvas
from desktop.documents.tokens import mm
from desktop.services import case_papers
from desktop.services.case_forms import CaseFile
from desktop.services.case_papers import Enclosed
from desktop.services.written_forms import Form


def paginate(papers: Sequence[Form | Enclosed], report: PrintReport) -> list[tuple[Laid | Enclosed, int, int]]:
    """Lay papers out and return each with its first and last page in the file, counted from the first paper."""
    found: list[tuple[Laid | Enclosed, int, int]] = []
    page = 1
    for paper in papers:
        laid: Laid | Enclosed = lay(paper, report) if isinstance(paper, Form) else paper
        sheets = len(laid.sheets) if isinstance(laid, Laid) else laid.sheets
        found.append((laid, page, page + sheets - 1))
        page += sheets
    return found


def print_case_file(file: CaseFile, target: Path | BinaryIO, *, demo: bool = False, whole: bool = True) -> PrintReport:
    """Write the papers of a case, as the whole file with cover, contents and back or the papers alone.

    Raises ``UserError`` where the file cannot be written.
    """
    report = PrintReport()
    number = file.case.number
    c = new_canvas(target, 210, 297, title=f"{number} {file.case.title}".strip(), author=file.committee.name)
    placed = paginate(case_papers.file_forms(file), report)
    if whole:
        draw_cover(c, case_papers.cover(file))
        _end(c, demo)
        rows = [
            (
                one.form.title if isinstance(one, Laid) else one.title,
                str(first) if first == last else f"{first}-{last}",
                "" if isinstance(one, Laid) else "附件",
            )
            for one, first, last in placed
        ]
        show(c, lay(case_papers.contents(rows, number), report), demo=demo)
    for one, first, last in placed:
        if isinstance(one, Laid):
            show(c, one, first_page=first if whole else None, demo=demo)
        elif whole:
            pages = f"第 {first} 页" if first == last else f"第 {first} 至 {last} 页"
            report.add(one.title, f"不在本文件内，装订时放在卷内{pages}")
    if whole:
        draw_back(c, case_papers.back(file, placed[-1][2] if placed else None))
        _end(c, demo)
    finish(c)
    return report


def _end(c: Sheet, demo: bool) -> None:
    if demo:
        demo_mark(c, RIGHT, 13 * mm, text=DEMO)
    c.showPage()
