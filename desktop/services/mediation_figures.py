"""Figures of mediation: consultations, cases accepted and settled, the success rate with its base, days to settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models import Case, Consultation

from .access import READERS, viewer
from .case_clock import MEDIATING
from .context import Context
from .counting import Counted, Figure, Span
from .findings import HEAVY, SOONER, Finding, left
from .mediation import conflicted, is_accepted, is_confirmed, is_open, is_performed, is_settled, of_brand_room
from .mediation_due import due_list, urgency
from .queries import Filter, Query

BRAND = Filter("brand_room", "is", True)
ACCEPTED = Filter("accepted", "is", True)
SETTLED = Filter("settled", "is", True)

Count = Callable[[Session, Context, Span], Counted]


def _cases(*wanted: ColumnElement[bool]) -> Count:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(Case.id)).where(span.holds(Case.accepted_on), *wanted)
        return Counted(session.execute(statement).scalar_one())

    return count


def _consultations(*wanted: ColumnElement[bool]) -> Count:
    def count(session: Session, context: Context, span: Span) -> Counted:
        statement = select(func.count(Consultation.id)).where(
            ~Consultation.deleted, span.holds(Consultation.day), *wanted
        )
        return Counted(session.execute(statement).scalar_one())

    return count


def _rate(*wanted: ColumnElement[bool]) -> Count:
    settled, accepted = _cases(is_settled(), *wanted), _cases(is_accepted(), *wanted)

    def count(session: Session, context: Context, span: Span) -> Counted:
        return Counted(settled(session, context, span).numerator, accepted(session, context, span).numerator)

    return count


def _share(*wanted: ColumnElement[bool]) -> Count:
    """Return the count of “so many of the settled ones”."""
    those, settled = _cases(is_settled(), *wanted), _cases(is_settled())

    def count(session: Session, context: Context, span: Span) -> Counted:
        return Counted(those(session, context, span).numerator, settled(session, context, span).numerator)

    return count


def _open(session: Session, context: Context, span: Span) -> Counted:
    return Counted(session.execute(select(func.count(Case.id)).where(~Case.deleted, is_open())).scalar_one())


def _overdue(session: Session, context: Context, span: Span) -> Counted:
    late: Any = select(func.count(Case.id)).where(
        ~Case.deleted, ~Case.void, Case.state.in_(MEDIATING), Case.due_on < context.today
    )
    return Counted(session.execute(late).scalar_one())


FIGURES: tuple[Figure, ...] = (
    Figure(
        "mediation.brand_rooms.consultations",
        "品牌调解室咨询",
        "次",
        _consultations(of_brand_room(Consultation)),
        Query("consultations", filters=(BRAND,)),
        flow=True,
    ),
    Figure(
        "mediation.brand_rooms.accepted",
        "品牌调解室受理",
        "件",
        _cases(is_accepted(), of_brand_room(Case)),
        Query("cases", filters=(ACCEPTED, BRAND)),
        flow=True,
    ),
    Figure(
        "mediation.brand_rooms.settled",
        "品牌调解室调处成功",
        "件",
        _cases(is_settled(), of_brand_room(Case)),
        Query("cases", filters=(SETTLED, BRAND)),
        flow=True,
    ),
    Figure(
        "mediation.brand_rooms.success_rate",
        "品牌调解室调处成功率",
        "%",
        _rate(of_brand_room(Case)),
        Query("cases", filters=(SETTLED, BRAND)),
        flow=True,
    ),
    Figure("mediation.consultations", "调解咨询", "次", _consultations(), Query("consultations"), flow=True),
    Figure(
        "mediation.accepted",
        "调解受理",
        "件",
        _cases(is_accepted()),
        Query("cases", filters=(ACCEPTED,)),
        flow=True,
    ),
    Figure(
        "mediation.settled",
        "调解成功",
        "件",
        _cases(is_settled()),
        Query("cases", filters=(SETTLED,)),
        flow=True,
    ),
    Figure(
        "mediation.success_rate",
        "调解成功率（占受理）",
        "%",
        _rate(),
        Query("cases", filters=(SETTLED,)),
        flow=True,
    ),
    Figure(
        "mediation.performed",
        "调解协议履行率（占调解成功）",
        "%",
        _share(is_performed()),
        Query("cases", filters=(SETTLED, Filter("performed", "is", True))),
        flow=True,
    ),
    Figure(
        "mediation.confirmed",
        "司法确认裁定有效",
        "件",
        _cases(is_settled(), is_confirmed("valid")),
        Query("cases", filters=(SETTLED, Filter("confirmed", "is", True))),
        flow=True,
    ),
    Figure("mediation.open", "在办调解案件", "件", _open, Query("cases", filters=(Filter("open", "is", True),))),
    Figure(
        "mediation.overdue",
        "超过调解期限",
        "件",
        _overdue,
        Query("cases", filters=(Filter("overdue", "is", True),)),
    ),
)


SHOWN = 8
"""Things due that the home page names one by one."""


def find(session: Session, context: Context) -> list[Finding]:
    """Return what is due in mediation and who should stand aside, for those who see the cases."""
    seen = viewer(session)
    if seen is not None and seen.role not in READERS:
        return []
    found = _conflicts(session, context)
    due = due_list(session, context, context.settings["mediation.warn_first"])
    for one in due[:SHOWN]:
        pressing = urgency(one, context)
        tag = f"逾期 {-one.left} 天" if pressing == "overdue" else left(one.day, context.today)
        weight = HEAVY if pressing in ("overdue", "last") else SOONER
        caption = f"{one.title}　{one.number}".strip("　")
        found.append(
            Finding(f"cases.due.{one.case_id}.{one.what}", weight, "scale", one.what, caption, tag,
                    record=("cases", one.case_id))
        )  # fmt: skip
    if len(due) > SHOWN:
        found.append(
            Finding("cases.due.rest", SOONER, "scale", f"调解还有 {len(due) - SHOWN} 项到期事项", "见“到期事项”",
                    f"共 {len(due)} 项", page="mediation:due")
        )  # fmt: skip
    return found


def _conflicts(session: Session, context: Context) -> list[Finding]:
    count = session.execute(select(func.count(Case.id)).where(~Case.deleted, conflicted(context))).scalar_one()
    if not count:
        return []
    return [
        Finding("cases.conflicted", HEAVY, "scale", f"{count} 件案件的调解员应当回避",
                "调解员是当事人，或与当事人有亲属、利害关系", "应回避",
                Query("cases", filters=(Filter("conflicted", "is", True),)))
    ]  # fmt: skip
