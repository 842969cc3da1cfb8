"""How the value of a cell is painted: by its kind, and by the state its row is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from desktop.models import Field, Kind
from desktop.services.records import Row
from desktop.views import theme, tokens
from desktop.views.records.model import NUMBERS

PAD = 8
CODE_TAIL = 4
"""Figures at the end of a code that tell records of one place apart; the part before is shared."""

FAMILIES = {
    ("grid_kinds", "residential"): "grey",
    ("grid_kinds", "dedicated"): "blue",
    ("employments", "full_time"): "gold",
    ("employments", "part_time"): "grey",
    ("political_statuses", "party_member"): "red",
    ("political_statuses", "probationary_member"): "red",
}
"""State families of the codes that are shown as tags (LOOKS §2); other choices read as plain text."""


@dataclass(frozen=True)
class Settings:
    """What cells depend on beside their row: the day, and the limits of grids."""

    today: date
    low: int = 300
    high: int = 500


@dataclass(frozen=True)
class State:
    """The state of the row a cell is in."""

    selected: bool
    retired: bool
    bold: bool
    settings: Settings


def family(field: Field, value: object) -> str:
    """Return the state family of a choice that is shown as a tag, "" for one that reads as text."""
    return FAMILIES.get((field.choices, str(value)), "") if field.kind is Kind.CHOICE else ""


def paint(painter: QPainter, rect: QRect, field: Field, row: Row, state: State) -> None:
    """Paint the value of ``field`` of a row into a cell."""
    inside = rect.adjusted(PAD, 0, -PAD, -1)
    _PAINTERS.get(field.kind, _text)(painter, inside, field, row, state)


def paint_tick(painter: QPainter, rect: QRect, on: Qt.CheckState) -> None:
    """Paint a tick box in the middle of a cell."""
    box = QRectF(0, 0, 15, 15)
    box.moveCenter(QRectF(rect).center())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if on == Qt.CheckState.Unchecked:
        painter.setPen(QPen(theme.token("field"), 1))
        painter.setBrush(theme.token("surface"))
        painter.drawRoundedRect(box, 3.5, 3.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.token("redfill"))
        painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), 4, 4)
        painter.setPen(QPen(theme.token("onred"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        x, y = box.left(), box.top()
        if on == Qt.CheckState.PartiallyChecked:
            painter.drawLine(_at(x + 4, y + 7.5), _at(x + 11, y + 7.5))
        else:
            painter.drawPolyline([_at(x + 3.5, y + 8), _at(x + 6.3, y + 10.8), _at(x + 11.5, y + 4.8)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_waiting(painter: QPainter, rect: QRect) -> None:
    """Paint the place of a value that is still being read."""
    bar = QRectF(rect.left() + PAD, rect.center().y() - 4, min(rect.width() - 2 * PAD, 72), 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token("greytint"))
    painter.drawRoundedRect(bar, 3, 3)


def paint_tag(painter: QPainter, rect: QRect, text: str, kind: str, edge: bool = False) -> int:
    """Paint a tag at the left of a cell and return its width; ``edge`` is the tag on a selected row."""
    font = theme.font("cap")
    width = min(QFontMetrics(font).horizontalAdvance(text) + 12, rect.width())
    height = theme.px(tokens.HEIGHT["tag"])
    box = QRectF(rect.left(), rect.center().y() - height / 2 + 0.5, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.token("line2"), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(theme.token("surface" if edge else f"{kind}tint"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if edge else box, 4, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(theme.token(kind))
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width) - 6)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    return int(width)


def _at(x: float, y: float) -> object:
    from PySide6.QtCore import QPointF

    return QPointF(x, y)


def _colour(state: State) -> str:
    return "t3" if state.retired else "text"


def _text(painter: QPainter, rect: QRect, field: Field, row: Row, state: State) -> None:
    text = row.texts.get(field.name, "").replace("\n", " ")
    if not text:
        return
    painter.setFont(theme.font("body", bold=state.bold))
    painter.setPen(theme.token(_colour(state)))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _number(painter: QPainter, rect: QRect, field: Field, row: Row, state: State) -> None:
    text = row.texts.get(field.name, "")
    painter.setFont(theme.font("body"))
    painter.setPen(theme.token(_colour(state) if text else "t3"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text or "—")


def _code(painter: QPainter, rect: QRect, field: Field, row: Row, state: State) -> None:
    text = row.texts.get(field.name, "")
    if len(text) <= CODE_TAIL or not field.name == "code":
        _text(painter, rect, field, row, state)
        return
    head, tail = text[:-CODE_TAIL], text[-CODE_TAIL:]
    painter.setFont(theme.font("sub"))
    painter.setPen(theme.token("t3"))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    if painter.fontMetrics().horizontalAdvance(head) > rect.width():
        head = painter.fontMetrics().elidedText(head, Qt.TextElideMode.ElideRight, rect.width())
        tail = ""
    painter.drawText(rect, flags, head)
    used = painter.fontMetrics().horizontalAdvance(head)
    painter.setFont(theme.font("sub", bold=True))
    painter.setPen(theme.token(_colour(state)))
    painter.drawText(rect.adjusted(used, 0, 0, 0), flags, tail)


def _choice(painter: QPainter, rect: QRect, field: Field, row: Row, state: State) -> None:
    text, kind = row.texts.get(field.name, ""), family(field, row.values.get(field.name))
    if text and kind:
        paint_tag(painter, rect, text, kind, edge=state.selected and kind == "grey")
    else:
        _text(painter, rect, field, row, state)


_PAINTERS: dict[Kind, Callable[[QPainter, QRect, Field, Row, State], None]] = {
    Kind.COUNT: _number,
    Kind.AMOUNT: _number,
    Kind.CODE: _code,
    Kind.CHOICE: _choice,
}
assert all(kind in _PAINTERS for kind in NUMBERS)
