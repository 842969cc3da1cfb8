"""Papers of training: the sign-in list with blank lines, and the summary of a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.services import offices, training_papers
from desktop.services.context import Context
from desktop.services.training import ABSENT, CALLED, CAME, LEAVE, PART, PRESENT
from desktop.services.training_papers import Course

from .fonts import Face
from .page import PrintReport, Sheet, demo_mark, finish, new_canvas, page_number, running_title
from .papers import Printed
from .setting import Align, draw_block, draw_line, fit, name_text
from .tokens import GREY_3, INK, RULE_FORM, RULE_HEAD, RULE_OUTER, RULE_ROW, SHADE, mm

LEFT, RIGHT = 22 * mm, 188 * mm
FIRST, NEXT = 244 * mm, 266 * mm
"""Top of the table on the first page and on those that follow."""
HEAD, ROW = 8 * mm, 9.6 * mm
FLOOR = 24 * mm
"""Below it no row begins."""


def sign_in(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the sign-in list of a ``class`` (its id), of a ``unit`` or of all, with the blank lines of the setting.

    ``blank`` leaves the names out as well, for a class nobody was called to yet.
    """
    course = training_papers.course(session, _chosen(chosen))
    blanks = int(context.settings["training.blank_lines"])
    office = offices.own(session)
    report = print_sign_in(
        course,
        target,
        blanks=blanks if course.places else max(blanks, 20),
        by_unit=bool(chosen.get("by_unit", True)),
        demo=office.demonstration,
    )
    notices = [] if course.places else ["名单是空的，只印了空行；在培训页可以按社区通知参训"]
    return Printed(f"{course.title}签到表", f"A4　{len(course.places)} 人", (*notices, *report.lines()))


def _chosen(chosen: Mapping[str, Any]) -> Any:
    if chosen.get("class") is None:
        raise UserError("还没有选择培训班，没有生成，请在右侧选择")
    return chosen["class"]


def print_sign_in(
    course: Course, target: Path | BinaryIO, *, blanks: int = 6, by_unit: bool = True, demo: bool = False
) -> PrintReport:
    """Write a sign-in list: one column to sign in for each day, up to four."""
    report = PrintReport()
    title = f"{course.title}签到表"
    c = new_canvas(target, 210, 297, title=title, author=course.organiser)
    days = min(4, ((course.ended_on or course.started_on) - course.started_on).days + 1)
    signs = ["签名"] if days == 1 else [f"第{'一二三四'[at]}天" for at in range(days)]
    room = 166 - 12 - 28 - 42 - 18
    widths = [12 * mm, 28 * mm, 42 * mm, *([room / len(signs) * mm] * len(signs)), 18 * mm]
    heads = ["序号", "姓名", "单位或网格", *signs, "备注"]
    rows: list[tuple[str, str, str]] = []
    places = course.places if by_unit else sorted(course.places, key=lambda one: one.name)
    rows += [(str(at), one.name, one.unit) for at, one in enumerate(places, 1)]
    rows += [(str(len(places) + at), "", "") for at in range(1, blanks + 1)]
    pages = _split(rows)
    for number, page in enumerate(pages, 1):
        top = _begin(c, course, title, number, report)
        _table(c, top, heads, widths, page, report)
        page_number(c, (LEFT + RIGHT) / 2, 13 * mm, number, len(pages))
        if demo:
            demo_mark(c, RIGHT, 8 * mm)
        c.showPage()
    finish(c)
    return report


def _split(rows: Sequence[tuple[str, str, str]]) -> list[list[tuple[str, str, str]]]:
    first, more = int((FIRST - HEAD - FLOOR) / ROW), int((NEXT - HEAD - FLOOR) / ROW)
    pages = [list(rows[:first])]
    for at in range(first, len(rows), more):
        pages.append(list(rows[at : at + more]))
    return pages


def _begin(c: Sheet, course: Course, title: str, number: int, report: PrintReport) -> float:
    if number > 1:
        running_title(c, (LEFT + RIGHT) / 2, 272 * mm, title, RIGHT - LEFT)
        return NEXT
    size = fit(title, Face.SERIF_BLACK, 20, RIGHT - LEFT, floor=0.6)
    draw_line(c, (LEFT + RIGHT) / 2, 268 * mm, title, Face.SERIF_BLACK, size, align="centre", where="标题")
    facts = (
        (f"时间：{course.days}", LEFT, 258.5),
        (f"地点：{course.place}", LEFT + 88 * mm, 258.5),
        (f"主办：{course.organiser}", LEFT, 250.5),
        (f"授课：{'、'.join(one.name for one in course.teachers)}", LEFT + 88 * mm, 250.5),
    )
    for text, x, y in facts:
        size = fit(text, Face.SERIF, 11, 78 * mm if x > LEFT else 84 * mm, floor=0.6)
        draw_line(c, x, y * mm, text, Face.SERIF, size, where=text[:2])
    return FIRST


def _table(
    c: Sheet,
    top: float,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[tuple[str, str, str]],
    report: PrintReport,
) -> None:
    """Draw a closed grid, as it is filled in by pen."""
    bottom = top - HEAD - len(rows) * ROW
    c.setFillColor(SHADE)
    c.rect(LEFT, top - HEAD, RIGHT - LEFT, HEAD, stroke=0, fill=1)
    x = LEFT
    for head, width in zip(heads, widths, strict=True):
        draw_line(c, x, top - HEAD / 2 - 0.37 * 10.5, head, Face.SERIF_BOLD, 10.5, align="centre", width=width)
        x += width
    for at, (number, name, unit) in enumerate(rows):
        base = top - HEAD - (at + 0.5) * ROW - 0.37 * 11
        draw_line(c, LEFT, base, number, Face.SERIF, 10, align="centre", width=widths[0])
        where = f"序号{number}"
        if name:
            shown = name_text(name)
            size = fit(shown, Face.SERIF_MEDIUM, 12, widths[1] - 4 * mm, floor=0.55)
            draw_line(c, LEFT + widths[0] + 2.5 * mm, base, shown, Face.SERIF_MEDIUM, size, where=where)
        if unit:
            size = fit(unit, Face.SERIF, 10, widths[2] - 4 * mm, floor=0.6)
            draw_line(c, LEFT + widths[0] + widths[1] + 2 * mm, base, unit, Face.SERIF, size, where=where)
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_FORM)
    x = LEFT
    for width in widths[:-1]:
        x += width
        c.line(x, top, x, bottom)
    for at in range(len(rows)):
        y = top - HEAD - at * ROW
        c.line(LEFT, y, RIGHT, y)
    c.setLineWidth(RULE_OUTER)
    c.rect(LEFT, bottom, RIGHT - LEFT, top - bottom, stroke=1, fill=0)


def summary(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the summary of a ``class``: what was taught by whom, who came from where."""
    course = training_papers.course(session, _chosen(chosen))
    office = offices.own(session)
    report = print_summary(course, target, office=office.name, demo=office.demonstration)
    waiting = course.count(CALLED)
    notices = [f"还有 {waiting} 人待签到，人数不是最后的"] if waiting else []
    return Printed(f"{course.title}情况汇总", "A4", (*notices, *report.lines()))


def print_summary(course: Course, target: Path | BinaryIO, *, office: str, demo: bool = False) -> PrintReport:
    """Write the summary of a class on one page, with more where many units sent people."""
    report = PrintReport()
    title = f"{course.title}情况汇总"
    c = new_canvas(target, 210, 297, title=title, author=office)
    size = fit(title, Face.SERIF_BLACK, 20, RIGHT - LEFT, floor=0.6)
    draw_line(c, (LEFT + RIGHT) / 2, 268 * mm, title, Face.SERIF_BLACK, size, align="centre", where="标题")
    y = 258 * mm
    facts = (
        ("层级", course.level), ("主办单位", course.organiser), ("时间", course.days), ("地点", course.place),
        ("学时", f"{_plain(course.hours)} 学时" if course.hours is not None else ""), ("内容", course.subject),
    )  # fmt: skip
    for label, text in facts:
        draw_line(c, LEFT, y - 4 * mm, label, Face.SERIF_BOLD, 11)
        y = min(
            draw_block(c, LEFT + 24 * mm, y, text or "—", Face.SERIF, 11, RIGHT - LEFT - 24 * mm, pitch=1.5,
                       max_lines=3, report=report, where=label),
            y - 6 * mm,
        )  # fmt: skip
    came, called = course.count(*CAME), len(course.places)
    rate = f"{100 * came / called:.1f}%" if called else "—"
    told = (
        f"应到 {called} 人，到训 {came} 人（其中部分到训 {course.count(PART)} 人），请假 {course.count(LEAVE)} 人，"
        f"缺训 {course.count(ABSENT)} 人，到训率 {rate}，合计 {_plain(course.earned())} 人学时；"
        f"发结业证书 {sum(bool(one.certificate) for one in course.places if one.status == PRESENT)} 份。"
    )
    y = draw_block(c, LEFT, y - 3 * mm, told, Face.SERIF, 11, RIGHT - LEFT, pitch=1.6)
    teachers = [
        (one.name, one.department, one.duty, one.subject, _plain(one.hours) if one.hours is not None else "")
        for one in course.teachers
    ]
    y = _list(
        c, y - 6 * mm, "授课教师", ("姓名", "选派部门", "职务", "授课内容", "学时"), (24, 44, 34, 48, 16), teachers
    )
    units = [(unit, str(many), str(those), f"{100 * those / many:.1f}%") for unit, many, those in course.by_unit()]
    shown = units[: max(0, int((y - 66 * mm) / (7 * mm)))]
    if len(shown) < len(units):
        report.add("参训单位", f"只印了人数最多的 {len(shown)} 个，共 {len(units)} 个。")
    y = _list(c, y - 4 * mm, "参训单位", ("单位", "应到", "到训", "到训率"), (86, 26, 26, 28), shown)
    for at, signer in enumerate(("填表：", "审核：", f"{office}（盖章）")):
        x = LEFT + at * 56 * mm
        size = fit(signer, Face.SERIF, 11, 54 * mm, floor=0.6)
        draw_line(c, x, y - 16 * mm, signer, Face.SERIF, size)
    draw_line(c, RIGHT, y - 26 * mm, "年　　月　　日", Face.SERIF, 11, align="right")
    if demo:
        demo_mark(c, RIGHT, 8 * mm)
    c.showPage()
    finish(c)
    return report


def _plain(value: Any) -> str:
    return f"{value.normalize():f}" if value is not None else ""


def _list(
    c: Sheet, y: float, title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]
) -> float:
    """Draw an open table under its title and return the y below it."""
    draw_line(c, LEFT, y - 5 * mm, title, Face.SERIF_BOLD, 12)
    top, row = y - 8 * mm, 7 * mm
    c.setFillColor(SHADE)
    c.rect(LEFT, top - row, RIGHT - LEFT, row, stroke=0, fill=1)
    for number, texts in enumerate([heads, *rows]):
        x = LEFT
        base = top - (number + 0.5) * row - 0.37 * 10
        for at, (text, width) in enumerate(zip(texts, widths, strict=True)):
            face = Face.SERIF_BOLD if number == 0 else Face.SERIF
            align: Align = "left" if at == 0 or len(texts) == 5 else "centre"
            size = fit(text or "—", face, 10, width * mm - 3 * mm, floor=0.55)
            draw_line(c, x + 1.5 * mm, base, text or "—", face, size, align=align, width=width * mm - 3 * mm)
            x += width * mm
    c.setStrokeColor(GREY_3)
    c.setLineWidth(RULE_ROW)
    for number in range(1, len(rows)):
        c.line(LEFT, top - (number + 1) * row, RIGHT, top - (number + 1) * row)
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_HEAD)
    c.line(LEFT, top - row, RIGHT, top - row)
    bottom = top - (len(rows) + 1) * row
    c.setLineWidth(RULE_OUTER)
    for edge in (top, bottom):
        c.line(LEFT, edge, RIGHT, edge)
    return bottom
