"""Which painter shows a value of which kind: the delegate of the list, and tags of the pane and the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.models import Description, Field, Kind
from desktop.services import changed_since
from desktop.services.context import Context
from desktop.services.records import Row
from desktop.views import theme
from desktop.views.widgets import cells as paint
from desktop.views.widgets.cells import RowState

CODE_TAIL = 4
"""Figures at the end of a code that tell records of one place apart; the part before is shared."""
GROOVE = 72
OF_COMMUNITIES = "社区"

FAMILIES = {
    ("grid_kinds", "residential"): "grey",
    ("grid_kinds", "dedicated"): "blue",
    ("employments", "full_time"): "gold",
    ("employments", "part_time"): "grey",
    ("political_statuses", "party_member"): "red",
    ("political_statuses", "probationary_member"): "red",
    ("wish_states", "published"): "amber",
    ("wish_states", "claimed"): "blue",
    ("wish_states", "done"): "green",
    ("wish_states", "thanked"): "grey",
    ("wish_states", "withdrawn"): "grey",
    ("checkin_grades", "excellent"): "gold",
    ("contract_states", "in_force"): "green",
    ("contract_states", "ending"): "amber",
    ("contract_states", "lapsed"): "danger",
    ("contract_states", "over"): "grey",
    ("contract_states", "coming"): "blue",
    ("attendance_statuses", "part"): "amber",
    ("attendance_statuses", "leave"): "blue",
    ("attendance_statuses", "absent"): "danger",
    ("attendance_statuses", "called"): "grey",
    ("difficulties", "hard"): "amber",
    ("case_states", "registered"): "amber",
    **{("case_states", one): "red" for one in ("accepted", "informed", "investigating", "mediating")},
    **{("case_states", one): "blue" for one in ("written_agreement", "oral_agreement", "performing", "visited")},
    ("case_states", "confirming"): "blue",
    **{("case_states", one): "green" for one in ("confirmed", "closed")},
    **{
        ("case_states", one): "grey"
        for one in (
            "declined",
            "ended",
            "withdrawn",
            "transferred",
            "confirmation_refused",
            "confirmation_withdrawn",
            "archived",
        )
    },
}
"""State families of the codes that are shown as tags (LOOKS §2); other choices read as plain text."""

CLOSING = {"closed_on": "已停用", "ended_on": "已卸任", "valid_to": "已失效", "checked_out_on": "已转出"}
"""Days after which a record is retired, and the word for it."""
CLOSING_OF: Mapping[str, Mapping[str, str]] = {
    "campaigns": {"ended_on": "已结束"},
    "cases": {},
    "committees": {"closed_on": "已撤销"},
    "mediators": {"ended_on": "已解聘"},
    "classes": {},
    "contracts": {"closed_on": "已终止", "ended_on": "已到期"},
    "memberships": {"ended_on": "已转出"},
    "party_organisations": {"ended_on": "已撤销"},
    "stations": {"closed_on": "已撤销"},
    "station_members": {"ended_on": "已离开"},
    "systems": {"until": "已停用"},
    "centre_units": {"until": "已退出"},
}
"""Kinds of record that say it otherwise; a class that is over is not retired."""
FIRST_DAYS = frozenset({"closed_on", "until"})
"""Those of them that are the first day it is no longer in force; the others are the last day it was."""


MARKS = {
    changed_since.ADDED: ("新增", "green"),
    changed_since.ALTERED: ("修改", "blue"),
    changed_since.DELETED: ("已删除", "grey"),
}
"""The tag on a record where a list shows what changed, and its family."""


@dataclass(frozen=True)
class Limits:
    """What cells depend on beside their row: the day, and the size limits of grids."""

    today: date
    low: int = 300
    high: int = 500


def limits(context: Context) -> Limits:
    """Return the limits of this moment."""
    given = context.settings
    return Limits(context.today, given["grids.households_least"], given["grids.households_most"])


def mark(row: Row) -> tuple[str, str] | None:
    """Return the tag that says what happened to a record, None where the list does not ask for changes."""
    return MARKS.get(str(row.values.get(changed_since.CHANGED)))


def is_deleted(row: Row) -> bool:
    """Return whether a record stands among the living ones although it is deleted."""
    return row.values.get(changed_since.CHANGED) == changed_since.DELETED


def family(field: Field, value: object) -> str:
    """Return the state family of a choice that is shown as a tag, "" for one that reads as text."""
    return FAMILIES.get((field.choices, str(value)), "") if field.kind is Kind.CHOICE else ""


def retired(values: Mapping[str, Any], today: date, kind: str = "") -> str:
    """Return the word for a record no longer in force, "" while it is: a grid or a system from its closing day, a post
    after its last day.
    """
    for name, word in CLOSING_OF.get(kind, CLOSING).items():
        day = values.get(name)
        if isinstance(day, date) and (day < today or (day == today and name in FIRST_DAYS)):
            return word
    return ""


def tags(
    described: Description, values: Mapping[str, Any], texts: Mapping[str, str], today: date
) -> list[tuple[str, str]]:
    """Return the tags that stand beside the name of a record."""
    found = [
        (texts.get(one.name, ""), kind)
        for one in described.fields
        if (kind := family(one, values.get(one.name))) and texts.get(one.name)
    ]
    word = retired(values, today, described.name)
    return [*found, (word, "grey")] if word else found


def paint_value(
    painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits
) -> None:
    """Paint the value of ``field`` of a row; ``rect`` is the cell less its padding."""
    painter_of = _PAINTERS.get(field.kind, _text)
    painter_of(painter, rect, field, row, state, bold, given)


def paint_waiting(painter: QPainter, rect: QRect) -> None:
    """Paint the place of a value that is still being read."""
    bar = QRectF(rect.left(), rect.center().y() - 4, min(rect.width(), 72), 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.token("greytint"))
    painter.drawRoundedRect(bar, 3, 3)


def _colour(state: RowState) -> str:
    return "t3" if state.retired else "text"


def _text(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    text = row.texts.get(field.name, "").replace("\n", " ")
    if field.kind is Kind.REFERENCE and field.label.endswith(OF_COMMUNITIES):
        # The heading says it already; six names in ten would be cut by the word.
        text = text.removesuffix(OF_COMMUNITIES)
    if text:
        paint.paint_text(painter, rect, text, colour=_colour(state), bold=bold)


def _number(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    text = row.texts.get(field.name, "")
    paint.paint_text(painter, rect, text or "—", colour=_colour(state) if text else "t3", align=paint.RIGHT)


def _code(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    paint.paint_code(painter, rect, row.texts.get(field.name, ""), CODE_TAIL)


def _choice(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    text, kind = row.texts.get(field.name, ""), family(field, row.values.get(field.name))
    if text and kind:
        paint.paint_tag(painter, rect, text, kind, state.selected)
    else:
        _text(painter, rect, field, row, state, bold, given)


def _size(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    word = row.values.get(field.name)
    households = row.values.get("households")
    if word == "exempt":
        paint.paint_size_mark(painter, rect, None)
    elif households is None:
        # Judged by people, or not at all: there is no place on a groove of households.
        kind = {"fits": "t2", "unknown": "t3"}.get(str(word), "danger")
        paint.paint_text(painter, rect, row.texts.get(field.name, ""), "cap", kind)
    else:
        paint.paint_size_mark(painter, rect, households, given.low, given.high, min(GROOVE, rect.width()))


def _staff(painter: QPainter, rect: QRect, field: Field, row: Row, state: RowState, bold: bool, given: Limits) -> None:
    counts = [int(row.values.get(name) or 0) for name in ("leaders", "members", "volunteers")]
    paint.paint_staff(painter, rect, (counts[0], counts[1], counts[2]))


_PAINTERS: dict[Kind, Callable[[QPainter, QRect, Field, Row, RowState, bool, Limits], None]] = {
    Kind.COUNT: _number,
    Kind.AMOUNT: _number,
    Kind.CODE: _code,
    Kind.CHOICE: _choice,
    Kind.SIZE: _size,
    Kind.STAFF: _staff,
}
