"""The lists of mediation with their views: the ledger of cases, committees, mediators, records of cases."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.services.records import Filter
from desktop.views.desk import Desk
from desktop.views.mediation.hints import StandingAside
from desktop.views.mediation.void import start_void
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.list import RecordList

VALID = Filter("void", "is", False)
RECORD_WORDS = (
    ("case_parties", "当事人"),
    ("investigations", "调查"),
    ("evidences", "证据"),
    ("sessions", "调解"),
    ("extensions", "延期"),
    ("performances", "履行"),
    ("visits", "回访"),
    ("confirmations", "司法确认"),
    ("signatures", "签名"),
    ("case_steps", "经过"),
)
"""Kinds of record that belong to one case, in the words of the switch."""


def ledger(desk: Desk) -> RecordList:
    """Return the ledger of cases: views by state, time and difficulty; rooms, mediators and types by grouping."""
    today = desk.clock.today()

    def void(chosen: Chosen) -> None:
        if chosen.ids:
            start_void(desk, made, chosen.ids[0])

    def print_files(chosen: Chosen) -> None:
        desk.go("preview", paper="mediation-file", cases=chosen.ids)

    made = RecordList(
        desk,
        "cases",
        title="案件台账",
        views=[
            View("在办", (Filter("open", "is", True),)),
            View("期限将到", (Filter("due_soon", "is", True),)),
            View("已超期", (Filter("overdue", "is", True),)),
            View("本年受理", (Filter("accepted", "is", True), Filter("accepted_on", "from", date(today.year, 1, 1)))),
            View("调解成功", (Filter("settled", "is", True),)),
            View("调解不成", (Filter("result", "is", "failed"), VALID)),
            View("疑难复杂", (Filter("difficulty", "is", "hard"), VALID)),
            View("品牌调解室", (Filter("brand_room", "is", True), VALID)),
            View("委托移送", (Filter("source", "is", "referral"), VALID)),
            View("应回避", (Filter("conflicted", "is", True),)),
            View("作废", (Filter("void", "is", True),)),
        ],
        bulk_actions=[Action("打印卷宗", "print", print_files)],
        extras=Extras(
            top=lambda opened: StandingAside(desk, opened.id),
            actions=[Action("打印卷宗", "print", print_files), Action("作废", "close", void, writes=True)],
            related=("case_parties", "sessions", "performances", "visits"),
            hidden=frozenset({"facts", "requests"}),
        ),
    )
    made.search.setPlaceholderText("卷名、案号、案情协议里的字")
    made.search.setAccessibleName("搜索调解案件：卷名、案号、当事人、案情和协议里的字")
    return made


def committees(desk: Desk) -> RecordList:
    """Return the register of committees."""
    today = desk.clock.today()
    open_now = Filter("closed_on", "empty")
    return RecordList(
        desk,
        "committees",
        title="调解委员会",
        views=[
            View("在任", (open_now,)),
            View("任期将满", (open_now, Filter("term_ends_on", "to", today + timedelta(days=180)))),
            View("没有妇女委员", (open_now, Filter("has_woman", "is", False))),
            View("已撤销", (Filter("closed_on", "filled"),)),
        ],
        extras=Extras(related=("mediators",)),
    )


def mediators(desk: Desk) -> RecordList:
    """Return the register of mediators: full or part time, trained, cases handled."""
    serving = Filter("serving", "is", True)

    def cases(chosen: Chosen) -> None:
        desk.open_list("cases", (Filter("mediator_id", "is", chosen.ids[0]), Filter("accepted", "is", True)))

    return RecordList(
        desk,
        "mediators",
        title="调解员",
        views=[
            View("在任", (serving,)),
            View("专职", (serving, Filter("employment", "is", "full_time"))),
            View("兼职", (serving, Filter("employment", "is", "part_time"))),
            View("没有参训", (serving, Filter("trainings", "to", 0))),
            View("已解聘", (Filter("serving", "is", False),)),
        ],
        extras=Extras(actions=[Action("承办案件", "scale", cases)], related=()),
    )


def of_cases(desk: Desk, kind: str) -> RecordList:
    """Return the list of one kind of record of all cases."""
    today = desk.clock.today()
    views = {
        "performances": [
            View("待履行", (Filter("done_on", "empty"),)),
            View("逾期未履行", (Filter("done_on", "empty"), Filter("due_on", "to", today - timedelta(days=1)))),
        ],
        "case_parties": [
            View("没有登记同意", (Filter("consent_on", "empty"), Filter("refused", "is", False))),
            View("拒绝调解", (Filter("refused", "is", True),)),
        ],
        "confirmations": [
            View("等法院裁定", (Filter("decision", "empty"),)),
            View("裁定有效", (Filter("decision", "is", "valid"),)),
        ],
        "visits": [View("本年", (Filter("day", "from", date(today.year, 1, 1)),))],
    }
    return RecordList(desk, kind, views=views.get(kind, ()))
