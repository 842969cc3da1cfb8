"""The lists of check-in: units, members, services, needs and wishes, campaigns, evaluations, with what prints them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from desktop.models import Progress, ServiceKind
from desktop.services import checkin_papers, figures
from desktop.services.checkin_columns import due_year
from desktop.services.records import Filter
from desktop.views.checkin.pane import member_block
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.list import RecordList

ACTIVE = Filter("active", "is", True)
HEADS = ((ServiceKind.LIFE, "生活服务"), (ServiceKind.LEGAL, "法律服务"), (ServiceKind.PUBLIC, "公共服务"))


def printing(desk: Desk, paper: str, given: str = "", **more: Any) -> Callable[[Chosen], object]:
    """Return what opens the preview of a paper; the records chosen are handed over as its ``given``."""

    def start(chosen: Chosen) -> None:
        desk.go("preview", paper=paper, **({given: chosen.ids} if given else {}), **more)

    return start


def member_list(desk: Desk, quick: Callable[[], object], points: Callable[[UUID], object]) -> RecordList:
    """Return the list of members; ``quick`` opens the sheet of services, ``points`` the points of one member."""

    def note(chosen: Chosen) -> None:
        desk.open("services", None, start={"member_id": chosen.ids[0], "day": desk.clock.today()})

    def judge(chosen: Chosen) -> None:
        start = {"member_id": chosen.ids[0], "year": due_year(desk.clock.today()), "evaluated_on": desk.clock.today()}
        desk.open("evaluations", None, start=start)

    return RecordList(
        desk,
        "members",
        views=[
            View("在册", (ACTIVE,)),
            View("今年没有服务", (ACTIVE, Filter("services_year", "to", 0))),
            View("待评价", (Filter("evaluation_due", "is", True),)),
            View("已转出", (Filter("active", "is", False),)),
        ],
        actions=[
            Action("快速录入", "clipboard", lambda chosen: quick(), "checkin.quick", writes=True),
            Action("一览表", "print", printing(desk, "checkin-roster"), "boards"),
        ],
        bulk_actions=[
            Action("登记表", "print", printing(desk, "checkin-form", "members")),
            Action("服务卡", "print", printing(desk, "service-card", "members")),
            Action("评价表", "print", printing(desk, "evaluation", "members")),
        ],
        extras=Extras(
            top=lambda opened: member_block(desk, opened, lambda: points(opened.id)),
            actions=[
                Action("记服务", "plus", note, writes=True),
                Action("写评价", "award", judge, writes=True),
            ],
            related=("services", "wishes", "evaluations"),
        ),
    )


def unit_list(desk: Desk) -> RecordList:
    """Return the list of units."""
    slip = printing(desk, "unit-slip", "units")

    def judged(chosen: Chosen) -> None:
        desk.go("preview", paper="evaluation", unit=chosen.ids[0], year=due_year(desk.clock.today()))

    return RecordList(
        desk,
        "units",
        views=[
            View("已报到", (Filter("reported_on", "filled"),)),
            View("报到率低", (Filter("lagging", "is", True),)),
            View("回执未交", (Filter("reported_on", "filled"), Filter("returned_on", "empty"))),
        ],
        actions=[Action("空白报到单", "print", printing(desk, "unit-slip", blank=True), "boards")],
        bulk_actions=[Action("报到单和回执", "print", slip)],
        extras=Extras(
            actions=[Action("报到单和回执", "print", slip), Action("评价表", "print", judged)], related=("members",)
        ),
    )


def service_list(desk: Desk, quick: Callable[[], object]) -> RecordList:
    """Return the log of services; ``quick`` opens the sheet they are typed into."""
    year = desk.clock.today().replace(month=1, day=1)
    served = Filter("served", "is", True)
    return RecordList(
        desk,
        "services",
        views=[
            View("今年", (served, Filter("day", "from", year))),
            *(View(word, _behind(f"party.services.{kind.value}")) for kind, word in HEADS),
            View("应急集结", (Filter("occasion", "is", "urgent"),)),
            View("无故缺席", (Filter("occasion", "is", "absent"),)),
        ],
        actions=[Action("快速录入", "clipboard", lambda chosen: quick(), "checkin.quick", writes=True)],
    )


def wish_list(desk: Desk) -> RecordList:
    """Return the list of needs and wishes; the board moves them."""
    return RecordList(
        desk,
        "wishes",
        views=[
            View("待认领", (Filter("state", "is", Progress.PUBLISHED.value),)),
            View("办理中", (Filter("state", "is", Progress.CLAIMED.value),)),
            View("待反馈", (Filter("state", "is", Progress.DONE.value),)),
            View("超期", (Filter("late", "is", True),)),
            View("已撤回", (Filter("state", "is", Progress.WITHDRAWN.value),)),
        ],
        actions=[Action("打印清单", "print", printing(desk, "wish-list"), "boards")],
        bulk_actions=[Action("心愿卡", "print", printing(desk, "wish-cards", "wishes"))],
        extras=Extras(actions=[Action("心愿卡", "print", printing(desk, "wish-cards", "wishes"))]),
    )


def campaign_list(desk: Desk) -> RecordList:
    """Return the list of campaigns with their own counts."""

    def services(chosen: Chosen) -> None:
        desk.open_list("services", (Filter("campaign_id", "is", chosen.ids[0]), Filter("served", "is", True)))

    return RecordList(
        desk,
        "campaigns",
        views=[View("正在开展", (Filter("ended_on", "empty"),))],
        actions=[
            Action("打印汇总", "print", printing(desk, "checkin-summary", of="campaigns", period=""), "boards"),
        ],
        extras=Extras(actions=[Action("服务记录", "clipboard", services)], related=("services",)),
    )


def evaluation_list(desk: Desk) -> RecordList:
    """Return the list of yearly evaluations, sent back to the units on paper."""
    today = desk.clock.today()

    def forms(chosen: Chosen) -> None:
        desk.go("preview", paper="evaluation", year=due_year(today))

    def these(chosen: Chosen) -> None:
        with desk.database.read() as session:
            years = checkin_papers.evaluated(session, chosen.ids)
        if len(years) != 1:
            desk.toast("请勾选同一年度的评价，再打印评价表")
            return
        [(year, members)] = years.items()
        desk.go("preview", paper="evaluation", members=members, year=year)

    return RecordList(
        desk,
        "evaluations",
        views=[
            View(f"{due_year(today)} 年", (Filter("year", "is", due_year(today)),)),
            View("还没反馈单位", (Filter("evaluated_on", "filled"), Filter("returned_on", "empty"))),
        ],
        actions=[Action("打印评价表", "print", forms, "boards")],
        bulk_actions=[Action("打印评价表", "print", these)],
        extras=Extras(actions=[Action("评价表", "print", these)]),
    )


def _behind(figure: str) -> tuple[Filter, ...]:
    query = figures.rows_behind(figure)
    return query.filters if query else ()
