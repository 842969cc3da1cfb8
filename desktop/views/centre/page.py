"""The page of the city centre: duty by day, units, systems, halls."""

from __future__ import annotations

from desktop.services.records import Filter
from desktop.views.centre.calendar import DutyPage
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, View
from desktop.views.records.list import RecordList
from desktop.views.records.several import Part, SeveralParts

IN_USE = Filter("in_use", "is", True)


class CentrePage(SeveralParts):
    """The calendar of duty, then the registers, each with its paper."""

    help_topic = "centre"

    def __init__(self, desk: Desk) -> None:
        parts = [
            Part("calendar", "值班表", lambda: DutyPage(desk)),
            Part("centre_units", "入驻单位", lambda: _units(desk)),
            Part("systems", "接驳系统", lambda: _systems(desk)),
            Part("halls", "功能分区", lambda: RecordList(desk, "halls", actions=[_paper(desk, "halls")])),
            Part("unit_duties", "值班记录", lambda: _duties(desk)),
        ]
        super().__init__(parts, "指挥中心")


def _paper(desk: Desk, of: str) -> Action:
    """Return the button that prints a register as of today."""
    return Action("打印", "print", lambda chosen: desk.go("preview", paper="centre-register", of=of), "boards")


def _units(desk: Desk) -> RecordList:
    views = [
        View("常驻", (IN_USE, Filter("standing", "is", "resident"))),
        View("非常驻", (IN_USE, Filter("standing", "is", "visiting"))),
        View("已退出", (Filter("in_use", "is", False),)),
    ]
    return RecordList(desk, "centre_units", views=views, actions=[_paper(desk, "units")])


def _systems(desk: Desk) -> RecordList:
    views = [
        View("上级统建", (IN_USE, Filter("level", "is", "superior"))),
        View("本级自建", (IN_USE, Filter("level", "is", "own"))),
        View("已停用", (Filter("in_use", "is", False),)),
    ]
    return RecordList(desk, "systems", views=views, actions=[_paper(desk, "systems")])


def _duties(desk: Desk) -> RecordList:
    return RecordList(
        desk,
        "unit_duties",
        title="值班记录",
        views=[View("已调班", (Filter("swapped", "is", True),))],
        actions=[Action("打印值班表", "print", lambda chosen: desk.go("preview", paper="unit-duties"), "boards")],
    )
