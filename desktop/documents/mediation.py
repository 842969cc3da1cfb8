"""The file of a mediation case (人民调解卷宗): cover, contents with page numbers, the papers in their order, back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.documents import ministry_docx
from desktop.documents.ministry import DEMO, RIGHT, Laid, draw_back, draw_cover, lay, print_forms, show
from desktop.documents.page import PrintReport, Sheet, demo_mark, finish, new_canvas
from desktop.documents.papers import Printed
from desktop.documents.tokens import mm
from desktop.errors import UserError
from desktop.services import case_examples, case_papers, offices, saving
from desktop.services.access import limited
from desktop.services.case_forms import CaseFile, confirmation
from desktop.services.case_papers import Enclosed
from desktop.services.case_reading import case_file
from desktop.services.context import Context
from desktop.services.written_forms import Cover, Form
from desktop.storage.work import Work

AT_ONCE = 50
"""Files printed into one document at most."""
WITH_PHONES = frozenset({"file", "application", "agreement", "oral_agreement", "confirmation"})
"""Kinds of paper that tell how a party is reached."""
WHOLE, COVER = "file", "cover"
"""Words for the whole file and for its cover among the kinds of paper."""
BLANK_COVER = "人民调解卷宗封面（空白）"


def case_paper(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the file of a case, or the papers of one kind; ``blank`` writes the form to be filled by hand.

    Raises ``UserError`` where the case has no such paper.
    """
    office = offices.own(session)
    paper = str(chosen.get("paper") or WHOLE)
    if chosen.get("blank") and paper == COVER:
        print_covers([case_papers.cover()], target, demo=False)
        return Printed(BLANK_COVER, "A4")
    if chosen.get("blank"):
        forms = blanks(paper)
        title = "人民调解文书空白表" if len(forms) > 1 else f"{forms[0].title}（空白）"
        report = print_forms(forms, target, title=title, author=office.name, demo=False)
        return Printed(title, f"A4　{len(forms)} 种", tuple(report.lines()))
    files = chosen_cases(session, chosen)
    name = _name(files[0]) if len(files) == 1 else f"{_name(files[0])}等{len(files)}件"
    if paper == WHOLE:
        report = print_case_files(files, target, demo=office.demonstration)
        return Printed(f"{name}卷宗", f"A4　左侧装订　{len(files)} 卷", tuple(report.lines()))
    if paper == COVER:
        print_covers([case_papers.cover(one) for one in files], target, demo=office.demonstration)
        return Printed(f"{name}卷宗封面", "A4")
    forms = [form for one in files for form in of_kind(one, paper)]
    title = f"{name}{forms[0].title}"
    report = print_forms(forms, target, title=title, author=files[0].committee.name, demo=office.demonstration)
    return Printed(title, f"A4　{len(forms)} 份" if len(forms) > 1 else "A4", tuple(report.lines()))


def case_docx(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the same as :func:`case_paper` as .docx, for offices that must edit wording before they print."""
    paper = str(chosen.get("paper") or WHOLE)
    author = offices.own(session).name
    if chosen.get("blank") and paper == COVER:
        ministry_docx.write_forms([], target, title=BLANK_COVER, author=author, cover=case_papers.cover())
        return Printed(BLANK_COVER)
    if chosen.get("blank"):
        forms = blanks(paper)
        title = "人民调解文书空白表" if len(forms) > 1 else f"{forms[0].title}（空白）"
        ministry_docx.write_forms(forms, target, title=title, author=author)
        return Printed(title)
    file = chosen_case(session, chosen)
    cover: Cover | None = case_papers.cover(file) if paper in (WHOLE, COVER) else None
    if paper == COVER:
        forms = []
    elif paper == WHOLE:
        papers = case_papers.file_forms(file)
        rows = [(listed(one), "", "" if isinstance(one, Form) else "附件") for one in papers]
        forms = [case_papers.contents(rows, file.case.number), *(one for one in papers if isinstance(one, Form))]
    else:
        forms = of_kind(file, paper)
    title = f"{_name(file)}{'卷宗' if cover else forms[0].title}"
    ministry_docx.write_forms(forms, target, title=title, author=file.committee.name, cover=cover)
    return Printed(title)


def note_phones(work: Work, chosen: Mapping[str, Any]) -> None:
    """Keep in the history which papers of which cases show phones in clear, and what for; nothing where none does.

    Raises ``Forbidden`` for roles that may not see them and ``Invalid`` for a purpose that says nothing.
    """
    paper = str(chosen.get("paper") or WHOLE)
    if chosen.get("blank") or paper not in WITH_PHONES:
        return
    ids = [one.case.id for one in chosen_cases(work.session, chosen)]
    words = "卷宗" if paper == WHOLE else blanks(paper)[0].title
    saving.reveal_on_paper(work, "cases", ids, ("case_parties", "phone"), words, str(chosen["purpose"]))


def example_paper(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write a case as an anonymised example.

    Raises ``UserError`` for one that is not over or not marked as one to be shown.
    """
    form, printed = _example(session, chosen)
    office = offices.own(session)
    report = print_forms([form], target, title=printed.title, author=office.name, demo=office.demonstration)
    return replace(printed, notices=(*printed.notices, *report.lines()))


def example_docx(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the same as :func:`example_paper` as .docx."""
    form, printed = _example(session, chosen)
    ministry_docx.write_forms([form], target, title=printed.title, author=offices.own(session).name)
    return printed


def _example(session: Session, chosen: Mapping[str, Any]) -> tuple[Form, Printed]:
    file = chosen_case(session, chosen)
    made = case_examples.example(session, file, brief=bool(chosen.get("brief")))
    if not file.case.public_example:
        raise UserError(
            f"“{_name(file)}”没有标为可作示例，没有生成案例；负责人同意用来展示的，在案件页的菜单里选“标为可作示例”再打印"
        )
    notices = []
    if made.doubtful:
        notices.append(f"请人工核对这些字样是否会暴露身份：{'、'.join(made.doubtful)}")
    return case_examples.example_form(made), Printed(made.title, "A4", tuple(notices))


def chosen_case(session: Session, chosen: Mapping[str, Any]) -> CaseFile:
    """Return the case that was chosen or handed over. Raises ``UserError`` where there is none."""
    return chosen_cases(session, chosen)[0]


def chosen_cases(session: Session, chosen: Mapping[str, Any]) -> list[CaseFile]:
    """Return the cases that were handed over, else the one chosen.

    Raises ``UserError`` where there is none, or more than are printed at once.
    """
    given: Sequence[UUID] = tuple(chosen.get("cases") or ())
    if len(given) > AT_ONCE:
        raise UserError(f"一次最多打印 {AT_ONCE} 卷，现在选了 {len(given)} 卷，没有打印，请少选一些")
    wanted = given or tuple(one for one in (chosen.get("case"),) if one is not None)
    if not wanted and limited(session):
        raise UserError("没有您能查看的调解案件，没有打印；需要打印的，请由办案的调解员或管理员打印")
    if not wanted:
        raise UserError("还没有调解案件，没有打印，请先登记案件")
    return [replace(case_file(session, one), revealed=bool(chosen.get("purpose"))) for one in wanted]


def of_kind(file: CaseFile, paper: str) -> list[Form]:
    """Return the papers of one kind a case has. Raises ``UserError`` where it has none."""
    found = [one for one in case_papers.file_forms(file) if isinstance(one, Form) and one.key == paper]
    if not found and file.case.effective_on:
        # The parties sign the application before there is one to record.
        made = {"proof": case_papers.proof, "confirmation": confirmation}.get(paper)
        found = [made(file)] if made is not None else []
    if not found:
        title = next((one.title for one in case_papers.blank_forms() if one.key == paper), paper)
        raise UserError(f"“{_name(file)}”还没有{title}，没有打印；需要空白表的，请勾选空白表")
    return found


def listed(paper: Form | Enclosed) -> str:
    """Return what a paper is called in the list of contents."""
    mark = paper.mark if isinstance(paper, Form) else ""
    return f"{paper.title}（{mark}）" if mark else paper.title


def blanks(paper: str) -> list[Form]:
    """Return the blank form of a kind, all of them for the whole file or the cover."""
    forms = case_papers.blank_forms()
    return [one for one in forms if one.key == paper] or forms


def _name(file: CaseFile) -> str:
    """Return what a case is called in the name of a file."""
    return f"{file.case.number or ''}{file.case.title}"


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
    return print_case_files([file], target, demo=demo, whole=whole)


def print_case_files(
    files: Sequence[CaseFile], target: Path | BinaryIO, *, demo: bool = False, whole: bool = True
) -> PrintReport:
    """Write the files of several cases one after another into one document."""
    report = PrintReport()
    first = files[0]
    c = new_canvas(target, 210, 297, title=_name(first), author=first.committee.name)
    for file in files:
        _draw_file(c, file, report, demo, whole, f"{_name(file)} " if len(files) > 1 else "")
    finish(c)
    return report


def _draw_file(c: Sheet, file: CaseFile, report: PrintReport, demo: bool, whole: bool, whose: str) -> None:
    placed = paginate(case_papers.file_forms(file), report)
    if whole:
        draw_cover(c, case_papers.cover(file))
        _end(c, demo)
        rows = [
            (
                listed(one.form if isinstance(one, Laid) else one),
                str(first) if first == last else f"{first}-{last}",
                "" if isinstance(one, Laid) else "附件",
            )
            for one, first, last in placed
        ]
        show(c, lay(case_papers.contents(rows, file.case.number), report), demo=demo)
    for one, first, last in placed:
        if isinstance(one, Laid):
            show(c, one, first_page=first if whole else None, demo=demo)
        elif whole:
            pages = f"第 {first} 页" if first == last else f"第 {first} 至 {last} 页"
            report.add(f"{whose}{one.title}", f"不在本文件内，装订时放在卷内{pages}")
    if whole:
        draw_back(c, case_papers.back(file, placed[-1][2] if placed else None))
        _end(c, demo)


def print_covers(covers: Sequence[Cover], target: Path | BinaryIO, *, demo: bool = False) -> None:
    """Write covers alone."""
    c = new_canvas(target, 210, 297, title=covers[0].title, author=covers[0].committee)
    for cover in covers:
        draw_cover(c, cover)
        _end(c, demo)
    finish(c)


def _end(c: Sheet, demo: bool) -> None:
    if demo:
        demo_mark(c, RIGHT, 13 * mm, text=DEMO)
    c.showPage()
