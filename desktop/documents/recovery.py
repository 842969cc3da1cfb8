"""The printed recovery key (恢复密钥): one A4 page to be signed, sealed and locked away."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import BinaryIO

from .fonts import Face
from .page import PrintReport, demo_mark, finish, new_canvas
from .setting import draw_block, draw_line, fit
from .tokens import GREY_1, GREY_2, GREY_3, INK, RULE_FORM, RULE_OUTER, SHADE, mm

LEFT, RIGHT = 28 * mm, 182 * mm
PER_ROW = 4
RULES = (
    "1. 忘记密码、密钥文件损坏或管理员离岗时，凭本密钥可以打开办公室并重设密码。",
    "2. 拿到本密钥的人可以打开全部数据。请装入信封封好，存放在单位保险柜或带锁的档案柜，不要拍照，不要存入电脑。",
    "3. 启封使用后，请在系统“账号”中更换恢复密钥，并销毁本页。",
    "4. 输入时不分大小写，字母 O 与数字 0、字母 I、L 与数字 1 通用，每组末位为校验位。",
)


def print_recovery_key(
    key: str, target: Path | BinaryIO, *, office: str, account: str, day: date, demo: bool = False
) -> PrintReport:
    """Write the page of a recovery key, given as it is shown: seven groups with hyphens.

    Raises ``MissingGlyph`` for a name no font has, or ``UserError`` if the place cannot be written.
    """
    report = PrintReport()
    c = new_canvas(target, 210, 297, title=f"{office}恢复密钥", author=office)
    width = RIGHT - LEFT
    centre = (LEFT + RIGHT) / 2
    draw_line(c, centre, 258 * mm, "办公室恢复密钥", Face.SERIF_BOLD, 24, align="centre", where="标题")
    size = fit(office, Face.SERIF, 14, width, floor=0.5)
    draw_line(c, centre, 245 * mm, office, Face.SERIF, size, align="centre", where="单位名称")
    groups = key.split("-")
    c.setFillColor(SHADE)
    c.setStrokeColor(INK)
    c.setLineWidth(RULE_OUTER)
    c.rect(LEFT, 188 * mm, width, 44 * mm, stroke=1, fill=1)
    for at, group in enumerate(groups):
        row, place = divmod(at, PER_ROW)
        x = LEFT + width * (place + 0.5) / PER_ROW
        y = (218 - 18 * row) * mm
        draw_line(c, x, y, group, Face.SANS_BOLD, 22, align="centre", letter_space=2, where="恢复密钥")
        draw_line(c, x, y - 6 * mm, f"第 {at + 1} 组", Face.SANS, 8, colour=GREY_2, align="centre")
    y = 176 * mm
    for rule in RULES:
        y = draw_block(c, LEFT, y, rule, Face.SERIF, 10.5, width) - 2 * mm
    y -= 12 * mm
    facts = (
        ("管理员账号", account),
        ("建立日期", f"{day.year}年{day.month}月{day.day}日"),
        ("封存人", ""),
        ("存放地点", ""),
    )
    for at, (name, value) in enumerate(facts):
        line, place = divmod(at, 2)
        x = LEFT + place * width / 2
        base = y - line * 13 * mm
        draw_line(c, x, base, name, Face.SERIF, 10.5, colour=GREY_1)
        start, end = x + 24 * mm, x + width / 2 - 6 * mm
        fitted = fit(value, Face.SERIF, 11, end - start, floor=0.5) if value else 11
        if value:
            draw_line(c, start, base, value, Face.SERIF, fitted, where=name)
        c.setStrokeColor(GREY_3)
        c.setLineWidth(RULE_FORM)
        c.line(start, base - 1.5 * mm, end, base - 1.5 * mm)
    draw_line(c, LEFT, 22 * mm, "内部资料  注意保管", Face.SANS, 8, colour=GREY_2)
    if demo:
        demo_mark(c, RIGHT, 22 * mm)
    c.showPage()
    finish(c)
    return report
