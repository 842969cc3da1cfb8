"""Committees, rooms, mediators and cases of mediation for tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from desktop.models import Account
from desktop.services import mediation_intake, saving
from desktop.services.mediation_intake import Acceptance
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor, Work
from tests.offices import NUMBERS, community_id, enter


def a_committee(opened: OpenOffice, name: str = "会师路社区人民调解委员会", **more: Any) -> UUID:
    """Enter a committee of the community."""
    values = {"name": name, "kind": "residents", "division_id": community_id(opened), "number_unit": "会师路"}
    return enter(opened, "committees", {**values, **more})


def a_room(opened: OpenOffice, name: str = "老谢调解室", **more: Any) -> UUID:
    """Enter a personal-brand room."""
    values = {"name": name, "kind": "brand_room", "brand": "红井冈", "division_id": community_id(opened)}
    return enter(opened, "stations", {**values, "opened_on": "2020-1-1", **more})


def a_mediator(opened: OpenOffice, committee: UUID, name: str = "谢志平", **more: Any) -> UUID:
    """Enter a full-time mediator."""
    return enter(opened, "mediators", {"name": name, "committee_id": committee, "employment": "full_time", **more})


def party(name: str, side: str = "applicant", **more: Any) -> dict[str, Any]:
    """Return what is typed of a party."""
    return {"side": side, "kind": "person", "name": name, **more}


PARTIES = (party("罗秀珍"), party("邱建华", "respondent"))


def a_case(
    opened: OpenOffice,
    committee: UUID,
    *parties: dict[str, Any],
    accepted: date | None = None,
    number: str = "",
    consultation_id: UUID | None = None,
    **more: Any,
) -> UUID:
    """Register a case as the intake sheet does, accepted if a day is given."""
    values = {
        "committee_id": committee,
        "dispute_type": "02",
        "source": "application",
        "application_form": "oral",
        "applied_on": accepted or date(2026, 11, 20),
        "facts": "楼上卫生间渗水，楼下客厅吊顶损坏。",
    }
    acceptance = Acceptance(accepted, number) if accepted else None
    return opened.database.act(
        "登记",
        lambda work: mediation_intake.open_case(
            work, {**values, **more}, parties or PARTIES, consultation_id, acceptance
        ),
    )


def look_as(opened: OpenOffice, role: str, committee: UUID | None = None, station: UUID | None = None) -> Actor:
    """Look at the office from now on as somebody of another role, perhaps of a committee or a room."""
    administrator = Actor(None, "管理员", "administrator")

    def make(work: Work) -> UUID:
        account = saving.save(work, "accounts", None, {"name": f"试用{next(NUMBERS)}", "role": role, "active": True})
        row = work.session.get(Account, account)
        assert row is not None
        row.committee_id, row.station_id = committee, station
        return account

    account = opened.database.act("账号", make, actor=administrator)
    opened.database.actor = actor = Actor(account, "试用", role)
    return actor
