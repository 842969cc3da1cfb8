"""Papers of a year of check-in: the service card (服务记录卡) and the evaluation back to the unit (评价鉴定表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.checkin_grid import LEFT, RIGHT, FormGrid
from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, finish, new_canvas, page_number
from desktop.documents.papers import Printed
from desktop.documents.setting import fit, measure
from desktop.documents.tokens import mm
from desktop.errors import UserError
from desktop.services import checkin_papers, offices
from desktop.services.checkin import said
from desktop.services.checkin_papers import Card, CardLine, Judged
from desktop.services.chinese_dates import written_date, written_month
from desktop.services.context import Context
from desktop.services.records import choices

CARD = "在职党员社区服务记录卡"
EVALUATION = "在职党员社区服务评价鉴定表"
HEADS = (("日期", 19.0), ("时间", 15.0), ("地点", 20.0), ("服务事项", 39.0), ("类别", 24.0), ("时长", 11.0),
         ("对象确认", 15.0), ("社区确认", 17.0))  # fmt: skip
ROW = 9.4
FIRST_ROWS, LEAST_ROWS = 22, 22
_Line = tuple[str, ...]


def card(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write service cards for a ``year``: of the members given, of one ``person``, or a blank one."""
    year = int(chosen.get("year") or context.today.year)
    ids = tuple(chosen.get("members") or ()) or ((chosen["person"],) if chosen.get("person") else ())
    blank = bool(chosen.get("blank")) or not ids
    cards = [Card("", "", "", year)] if blank else checkin_papers.cards(session, ids, year)
    if not cards:
        raise UserError("所选的报到党员已不存在，没有生成，请返回列表刷新")
    office = offices.own(session)
    report = print_cards(cards, target, office=office.name, demo=office.demonstration)
    name = CARD if blank or len(cards) > 1 else f"{cards[0].name}{year}年服务记录卡"
    lines = sum(len(one.lines) for one in cards)
    return Printed(name, f"A4　{'空白卡' if blank else f'{lines} 次服务'}", tuple(report.lines()))


def print_cards(cards: Sequence[Card], target: Path | BinaryIO, *, office: str, demo: bool = False) -> PrintReport:
    """Write cards with every service of the year; the last sheet has lines left for the pen."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title=CARD, author=office)
    for one in cards:
        rows = [_card_line(line) for line in one.lines]
        sheets = [rows[at : at + FIRST_ROWS] for at in range(0, len(rows), FIRST_ROWS)] or [[]]
        total = sum((line.hours for line in one.lines), start=type(one.lines[0].hours)(0)) if one.lines else None
        for number, part in enumerate(sheets, 1):
            grid = FormGrid(c, report, one.name)
            last = number == len(sheets)
            _card_sheet(grid, one, part, said(total) if total is not None and last else "", demo)
            page_number(c, 105 * mm, 11 * mm, number, len(sheets))
            c.showPage()
    finish(c)
    return report


def _card_line(line: CardLine) -> _Line:
    return (line.day.isoformat(), line.started_at, line.place, line.content, line.kind, said(line.hours), "",
            line.confirmed_by)  # fmt: skip


def _card_sheet(grid: FormGrid, one: Card, rows: Sequence[_Line], total: str, demo: bool) -> None:
    grid.title(f"{CARD}（{one.year}年）", 27, 19)
    grid.line(LEFT, 36, f"姓名：{one.name or '　　　　　'}", room=44)
    grid.line(LEFT + 48, 36, f"单位：{one.unit}", room=64)
    grid.line(RIGHT, 36, f"报到社区：{one.community or '　　　　　　　'}", right=True, room=44)
    top, y, x = 40.0, 40.0, LEFT
    for head, width in HEADS:
        grid.label(x, y, width, 8.4, head)
        x += width
    y += 8.4
    for row in [*rows, *[("",) * len(HEADS)] * (LEAST_ROWS - len(rows))]:
        x = LEFT
        for (head, width), text in zip(HEADS, row, strict=True):
            grid.cell(x, y, width, ROW)
            _small(grid, x, y, width, text, left=head in ("地点", "服务事项"))
            x += width
        y += ROW
    grid.outline(top, y)
    grid.line(LEFT, y + 7, f"合计：{total or '　　'} 小时", size=11)
    grid.line(RIGHT, y + 7, "社区党组织（盖章）：\u3000\u3000\u3000\u3000\u3000\u3000", right=True)
    grid.note(y + 14, "时长以半小时计；服务对象、社区经办人当场确认。不写居民姓名和个人情况。", demo)


def _small(grid: FormGrid, x: float, y: float, width: float, text: str, left: bool) -> None:
    if not text:
        return
    size, room = 10.0, (width - 1.6) * mm
    size = fit(text, Face.KAI, size, room, floor=0.72)
    if measure(text, Face.KAI, size) <= room + 0.5:
        at = x + 0.8 if left else x + (width - measure(text, Face.KAI, size) / mm) / 2
        grid.line(at, y + ROW / 2 + 1.3, text, size=size, face=Face.KAI, room=width)
        return
    half = (len(text) + 1) // 2
    for at_line, part in enumerate((text[:half], text[half:])):
        used = fit(part, Face.KAI, 7.6, room, floor=0.6)
        grid.line(x + 0.8, y + ROW / 2 - 0.5 + at_line * 3.4, part, size=used, face=Face.KAI, room=width)


# -- evaluation


def evaluation(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write evaluation forms of a ``year``: of members given, of one ``person``, of a ``unit`` or of all evaluated."""
    year = int(chosen.get("year") or context.today.year - 1)
    ids = tuple(chosen.get("members") or ()) or ((chosen["person"],) if chosen.get("person") else ())
    forms = checkin_papers.judged(session, context, year, ids, chosen.get("unit"))
    office = offices.own(session)
    grades = tuple(choices(session, "checkin_grades").values())
    report = print_evaluations(forms, grades, target, office=office.name, demo=office.demonstration)
    name = f"{forms[0].name}{year}年评价鉴定表" if len(forms) == 1 else f"{year}年在职党员社区服务评价鉴定表"
    waiting = [one.name for one in forms if not one.grade]
    notices = [f"还没有评定等次：{'、'.join(waiting[:8])}{'等' if len(waiting) > 8 else ''}"] if waiting else []
    return Printed(name, f"A4　{len(forms)} 份", (*notices, *report.lines()))


def print_evaluations(
    forms: Sequence[Judged], grades: Sequence[str], target: Path | BinaryIO, *, office: str, demo: bool = False
) -> PrintReport:
    """Write evaluation forms, one a sheet."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title=EVALUATION, author=office)
    for form in forms:
        _evaluation(FormGrid(c, report, form.name), form, grades, demo)
        c.showPage()
    finish(c)
    return report


def _evaluation(grid: FormGrid, form: Judged, grades: Sequence[str], demo: bool) -> None:
    grid.title(EVALUATION)
    grid.line(LEFT, 42.7, f"年度：{form.year}年")
    grid.line(RIGHT, 42.7, f"报到社区：{form.community}", right=True)
    born = written_month(form.born_on) if form.born_on else ""
    y = 47.0
    grid.row(y, 11, (("姓名", 40, form.name), ("性别", 20, form.gender), ("出生年月", 32, born)))
    grid.row(y + 11, 11, (("工作单位", 136, form.unit),), left=True)
    grid.row(y + 22, 11, (("所在党支部", 136, form.branch),), left=True)
    came = written_date(form.checked_in_on)
    grid.row(y + 33, 11, (("职务", 40, form.duty), ("网格", 20, form.grid), ("报到日期", 32, came)))
    y += 44
    grid.label(LEFT, y, 24, 33, "服务情况")
    facts = (
        ("服务次数", f"{form.services} 次"), ("服务时长", f"{said(form.hours)} 小时"),
        ("完成认领", f"{form.wishes} 件"), ("生活服务", f"{form.kinds.get('life', 0)} 次"),
        ("法律服务", f"{form.kinds.get('legal', 0)} 次"), ("公共服务", f"{form.kinds.get('public', 0)} 次"),
        ("积\u3000\u3000分", f"{said(form.points)} 分"), ("参考等次", form.advised), ("", ""),
    )  # fmt: skip
    third = 136 / 3
    for at, (label, text) in enumerate(facts):
        x, top = LEFT + 24 + (at % 3) * third, y + (at // 3) * 11
        if label:
            grid.label(x, top, 20, 11, label)
            grid.entry(x + 20, top, third - 20, 11, text, what=label)
        else:
            grid.cell(x, top, third, 11)
    y += 33
    grid.opinion(y, 46, "表现评价", text=form.opinion, signer="评价人（签名）：", day=_day(form.evaluated_on))
    y += 46
    grid.label(LEFT, y, 24, 13, "等次")
    grid.cell(LEFT + 24, y, 136, 13)
    step = 132 / max(len(grades), 1)
    ticked = [(one, one == form.grade) for one in grades]
    grid.boxes(LEFT + 30, y + 6.5, ticked, 128, size=11, pitch=step)
    y += 13
    grid.opinion(y, 38, "社区党组织\n意\u3000\u3000见", signer="负责人（签名）：", seal=True)
    grid.opinion(y + 38, 38, "单位党组织\n意\u3000\u3000见", signer="负责人（签名）：", seal=True)
    grid.outline(47, y + 76)
    back = f"反馈单位日期：{_day(form.returned_on) or '　　　年　　月　　日'}"
    grid.line(RIGHT, y + 82, back, size=10, right=True)
    grid.note(y + 82, "积分只作参考，等次由社区党组织评定。", demo)


def _day(day: Any) -> str:
    return written_date(day) if day else ""
