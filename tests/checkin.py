"""Units, members, wishes and services of check-in for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from desktop.services.offices import OpenOffice
from tests.offices import community_id, enter


def a_unit(opened: OpenOffice, name: str = "映山红文化旅游公司", **more: Any) -> UUID:
    """Enter a unit."""
    return enter(opened, "units", {"name": name, "party_members": 10, "reported_on": "2022-3-1", **more})


def a_member(opened: OpenOffice, name: str = "古丽巴哈尔", **more: Any) -> UUID:
    """Enter a member who checked in with 会师路社区 on 1 March 2024."""
    values = {"name": name, "community_id": community_id(opened), "checked_in_on": "2024-3-1"}
    return enter(opened, "members", {**values, **more})


def a_service(opened: OpenOffice, member: UUID, day: str = "2026-5-9", hours: str = "2", **more: Any) -> UUID:
    """Enter a service."""
    values = {"member_id": member, "day": day, "hours": hours, "kind": "life", "subkind": "repair", "content": "修灯"}
    return enter(opened, "services", {**values, **more})


def a_wish(opened: OpenOffice, content: str = "换一盏楼道灯", **more: Any) -> UUID:
    """Enter a wish."""
    values = {"kind": "wish", "content": content, "wisher": "李奶奶", "community_id": community_id(opened)}
    return enter(opened, "wishes", {**values, "published_on": "2026-4-1", **more})
