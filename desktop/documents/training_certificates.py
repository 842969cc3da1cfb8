"""Certificates of attendance (结业证书) of a class, in one run."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.services import offices, training_papers
from desktop.services.chinese_dates import counting
from desktop.services.context import Context
from desktop.services.training_papers import Certificate

from .certificate import Paper, print_certificates
from .papers import Printed


def certificates(session: Session, context: Context, chosen: Mapping[str, Any], target: Path | BinaryIO) -> Printed:
    """Write the numbered certificates of a ``class``; ``people`` are the attendances wanted, all when empty.

    ``style`` is classic, plain or text. Raises ``UserError`` when none has a number yet.
    """
    if chosen.get("class") is None:
        raise UserError("还没有选择培训班，没有生成，请在右侧选择")
    found, notices = training_papers.certificates(session, context, chosen["class"], chosen.get("people") or ())
    if not found:
        raise UserError("这一期还没有编号的结业证书，没有生成，请先在培训页点“结业证书编号”")
    report = print_certificates(
        [paper(one) for one in found],
        target,
        style=str(chosen.get("style") or "classic"),
        demo=offices.own(session).demonstration,
    )
    remark = f"297×210 毫米　{len(found)} 份"
    return Printed(f"{found[0].course}结业证书", remark, (*notices, *report.lines()))


def paper(one: Certificate) -> Paper:
    """Return what stands on a certificate of attendance."""
    hours = f"，共{_spoken(one.hours)}学时" if one.hours else ""
    text = f"于{one.days}参加{one.course}，学完规定课程{hours}，准予结业。"
    return Paper(one.number, one.name, (text, "特发此证。"), one.issuer, one.day, award=one.course)


def _spoken(hours: Decimal) -> str:
    """Return hours in Chinese figures where they are whole (十二), so that no two kinds of figures stand together."""
    whole = hours == hours.to_integral_value() and 0 < hours < 100
    return counting(int(hours)) if whole else f" {hours.normalize():f} "
