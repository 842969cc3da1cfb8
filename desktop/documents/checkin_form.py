"""Forms of check-in on A4: registration (报到登记表), unit slip with return slip (报到单、回执)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.documents.checkin_grid import LEFT, RIGHT, FormGrid
from desktop.documents.fonts import Face
from desktop.documents.page import PrintReport, finish, new_canvas
from desktop.documents.papers import Printed
from desktop.errors import UserError
from desktop.services import checkin_papers, offices
from desktop.services.checkin_papers import TIMES, Registration, Slip
from desktop.services.chinese_dates import written_date, written_month
from desktop.services.context import Context
from desktop.services.records import title as title_of

PROMISE = (
    "本人自愿到居住地社区报到，服从社区党组织统筹安排，每半年至少参加一次志愿服务，如实登记服务时长，"
    "保守工作中知悉的居民个人信息。"
)
FORM = "在职党员进社区报到登记表"

Boxes = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Heads of service with their ``(code, label)`` sub-kinds."""


def registration(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write registration forms: of the members given, of one ``person``, or a blank one."""
    ids = tuple(chosen.get("members") or ()) or ((chosen["person"],) if chosen.get("person") else ())
    blank = bool(chosen.get("blank")) or not ids
    if blank:
        community = chosen.get("community")
        forms = [Registration(community=title_of(session, "divisions", community) if community else "")]
    else:
        forms = checkin_papers.registrations(session, context, ids)
    if not forms:
        raise UserError("所选的报到党员已不存在，没有生成，请返回列表刷新")
    office = offices.own(session)
    report = print_registrations(
        forms, checkin_papers.intentions(session), target, office=office.name, demo=office.demonstration
    )
    name = FORM if blank or len(forms) > 1 else f"{forms[0].name}报到登记表"
    return Printed(name, f"A4　{'空白表' if blank else f'{len(forms)} 份'}", tuple(report.lines()))


def print_registrations(
    forms: Sequence[Registration], boxes: Boxes, target: Path | BinaryIO, *, office: str, demo: bool = False
) -> PrintReport:
    """Write registration forms, one a sheet; returns what had to give way."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title=FORM, author=office)
    for form in forms:
        _registration(FormGrid(c, report, form.name), form, boxes, demo)
        c.showPage()
    finish(c)
    return report


def _registration(grid: FormGrid, form: Registration, boxes: Boxes, demo: bool) -> None:
    grid.title(FORM)
    grid.line(LEFT, 42.7, f"报到社区：{form.community}")
    grid.line(RIGHT, 42.7, "编号：\u3000\u3000\u3000\u3000\u3000\u3000", right=True)
    born = written_month(form.born_on) if form.born_on else ""
    y = 47.0
    grid.row(y, 11, (("姓名", 40, form.name), ("性别", 20, form.gender), ("出生年月", 32, born)))
    grid.row(y + 11, 11, (("工作单位", 136, form.unit),), left=True)
    grid.row(y + 22, 11, (("职务", 40, form.duty), ("党员类别", 20, ""), ("入党时间", 32, "")))
    grid.row(y + 33, 11, (("所在党支部", 136, form.branch),), left=True)
    grid.row(y + 44, 11, (("居住小区", 40, form.estate), ("网格", 20, form.grid), ("联系电话", 32, form.phone)))
    grid.row(y + 55, 11, (("特长", 40, form.skills),))
    grid.label(LEFT + 64, y + 55, 20, 11, "服务时间")
    grid.cell(LEFT + 84, y + 55, 76, 11)
    ticked = [(word, word in form.times) for word, _ in TIMES]
    grid.boxes(LEFT + 86, y + 60.5, ticked, 73, size=10, pitch=16)
    y += 66
    grid.label(LEFT, y, 24, 39, "服务意向")
    grid.cell(LEFT + 24, y, 136, 39)
    _intentions(grid, y, form.intention, boxes)
    y += 39
    grid.opinion(y, 36, "报到承诺", printed=PROMISE, signer="报到人（签名）：")
    grid.opinion(y + 36, 36, "单位党组织\n意\u3000\u3000见", signer="负责人（签名）：", seal=True)
    grid.opinion(y + 72, 36, "社区党组织\n意\u3000\u3000见", text=form.opinion, signer="经办人（签名）：", seal=True)
    grid.label(LEFT, y + 108, 24, 14, "备注")
    grid.entry(LEFT + 24, y + 108, 136, 14, form.remark, left=True, what="备注")
    grid.outline(47, y + 122)
    phone = "；电话打印时隐去中间四位" if form.phone else ""
    grid.note(278.6, f"本表一式两份，社区、单位党组织各存一份{phone}。", demo)


def _intentions(grid: FormGrid, y: float, chosen: str, boxes: Boxes) -> None:
    """Draw a line of boxes for each head; a long line goes on below."""
    lines: list[tuple[str, list[tuple[str, str]]]] = []
    for label, those in boxes:
        for at in range(0, max(len(those), 1), 5):
            lines.append((label if at == 0 else "", list(those[at : at + 5])))
    step = 36.0 / max(len(lines), 1)
    for at, (label, those) in enumerate(lines):
        middle = y + 1.5 + (at + 0.5) * step
        if at and label:
            grid.hairline(LEFT + 26, middle - step / 2, RIGHT - 2)
        if label:
            grid.line(LEFT + 27, middle + 1.4, label, size=10.8, face=Face.SERIF_BOLD)
        words = [(word, code == chosen) for code, word in those]
        grid.boxes(LEFT + 47, middle, words, 111, pitch=22)


# -- slips of units


def unit_slip(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write slips of units with their return slips: of the units given, of one ``unit``, or a blank one."""
    ids = tuple(chosen.get("units") or ()) or ((chosen["unit"],) if chosen.get("unit") else ())
    blank = bool(chosen.get("blank")) or not ids
    found = [Slip()] if blank else checkin_papers.slips(session, ids)
    if not found:
        raise UserError("所选的报到单位已不存在，没有生成，请返回列表刷新")
    office = offices.own(session)
    report = print_slips(found, target, office=office.name, demo=office.demonstration)
    name = "单位党组织报到单" if blank or len(found) > 1 else f"{found[0].unit}报到单"
    return Printed(name, f"A4　{'空白表' if blank else f'{len(found)} 份'}", tuple(report.lines()))


def print_slips(slips: Sequence[Slip], target: Path | BinaryIO, *, office: str, demo: bool = False) -> PrintReport:
    """Write a slip and its return slip on each sheet, with the line along which it is cut."""
    report = PrintReport()
    c = new_canvas(target, 210, 297, title="单位党组织报到单", author=office)
    for slip in slips:
        grid = FormGrid(c, report, slip.unit)
        _slip(grid, slip, 0.0, returned=False)
        grid.cut_line(148.5)
        _slip(grid, slip, 148.5, returned=True)
        if demo:
            grid.note(289, "", demo, demo_y=291)
        c.showPage()
    finish(c)
    return report


def _slip(grid: FormGrid, slip: Slip, top: float, *, returned: bool) -> None:
    grid.title("单位党组织到社区报到回执" if returned else "单位党组织到社区报到单", top + 22, 18)
    day = slip.returned_on if returned else slip.reported_on
    grid.line(LEFT, top + 30, f"{slip.unit or '　　　　　　　　　　'}党组织：" if returned else "", room=110)
    grid.line(RIGHT, top + 30, _day(day), right=True, face=Face.KAI if day else Face.SERIF)
    y = top + 34
    many = "" if slip.party_members is None else f"{slip.party_members} 名"
    grid.row(y, 11, (("单位名称", 136, slip.unit),), left=True)
    grid.row(y + 11, 11, (("党组织名称", 136, slip.organisation),), left=True)
    _pair(grid, y + 22, ("联系人", slip.contact), ("联系电话", slip.phone))
    if returned:
        _pair(grid, y + 33, ("党员人数", many), ("社区经办人", slip.received_by))
        grid.row(y + 44, 11, (("报到社区", 136, slip.community),), left=True)
        y += 11
    else:
        _pair(grid, y + 33, ("党员人数", many), ("报到社区", slip.community))
    opinion = slip.opinion
    words = "社区接收\n意\u3000\u3000见"
    grid.opinion(y + 44, 34, words, text=opinion, signer="负责人（签名）：", seal=True)
    grid.outline(top + 34, y + 78)
    told = "本回执由单位党组织存档，或交上级机关工委。" if returned else "本报到单由社区党组织存档。"
    grid.note(y + 83, told)


def _pair(grid: FormGrid, y: float, first: tuple[str, str], second: tuple[str, str]) -> None:
    grid.label(LEFT, y, 24, 11, first[0])
    grid.entry(LEFT + 24, y, 56, 11, first[1], what=first[0])
    grid.label(LEFT + 80, y, 24, 11, second[0])
    grid.entry(LEFT + 104, y, 56, 11, second[1], what=second[0])


def _day(day: date | None) -> str:
    return written_date(day) if day else "年\u3000\u3000月\u3000\u3000日"
