"""Saved views: what was looked at comes back exactly, for its author alone, on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from desktop.errors import Invalid, UserError
from desktop.models import Action, SavedView
from desktop.services import saved_views
from desktop.services.name_order import by_strokes
from desktop.services.offices import OpenOffice
from desktop.services.records import Filter
from desktop.services.saved_views import Saved
from desktop.storage.work import Actor, Work

FILTERS = (
    Filter("community_id", "is", uuid7()),
    Filter("kind", "in", ("residential", None)),
    Filter("opened_on", "from", date(2024, 3, 5)),
    Filter("area", "to", Decimal("1.50")),
    Filter("households", "from", 300),
    Filter("open", "is", True),
    Filter("name", "has", "会师路"),
    Filter("notes", "empty"),
)


def add(office: OpenOffice, name: str, **more: Any) -> UUID:
    given: dict[str, Any] = {"filters": FILTERS, "shown": ["name", "code"], "order": [("households", True)], **more}
    return office.database.act("保存视图", lambda work: saved_views.save(work, "grids", name, **given))


def views(office: OpenOffice, actor: Actor | None = None, kind: str = "grids") -> list[Saved]:
    with office.database.read() as session:
        return saved_views.of(session, actor or office.database.actor, kind)


def names(office: OpenOffice) -> list[str]:
    return [one.name for one in views(office)]


def test_filters_columns_and_order_come_back_exactly(office: OpenOffice) -> None:
    with office.database.read() as session:
        before = session.scalar(select(func.count(Action.number)))
    view_id = add(office, "  我的 网格 ")
    assert views(office) == [Saved(view_id, "我的 网格", FILTERS, ("name", "code"), (("households", True),))]
    with office.database.read() as session:
        assert session.scalar(select(func.count(Action.number))) == before


def test_an_order_by_strokes_comes_back(office: OpenOffice) -> None:
    order = [(by_strokes("name"), True)]
    office.database.act("保存", lambda work: saved_views.save(work, "people", "按笔画", (), ["name"], order))
    assert views(office, kind="people")[0].order == tuple(order)


def test_a_view_is_its_authors_own_and_of_one_kind(office: OpenOffice) -> None:
    add(office, "甲")
    assert views(office, Actor(uuid7(), "刘小燕", "clerk")) == []
    assert views(office, kind="people") == []


def test_views_are_renamed_moved_updated_and_deleted(office: OpenOffice) -> None:
    first, second, third = (add(office, name) for name in "甲乙丙")
    act = office.database.act
    act("移", lambda work: saved_views.move(work, "grids", third, -1))
    assert names(office) == ["甲", "丙", "乙"]
    act("移", lambda work: saved_views.move(work, "grids", first, -1))
    act("移", lambda work: saved_views.move(work, "grids", first, 9))
    assert names(office) == ["丙", "乙", "甲"]
    act("改名", lambda work: saved_views.rename(work, "grids", second, "丁"))
    add(office, "甲", filters=(), view_id=first)
    act("删", lambda work: saved_views.remove(work, "grids", third))
    assert [(one.name, len(one.filters)) for one in views(office)] == [("丁", len(FILTERS)), ("甲", 0)]
    with pytest.raises(UserError, match="已经删除"):
        act("删", lambda work: saved_views.remove(work, "grids", third))


@pytest.mark.parametrize("name", ["", "   ", "甲", "一二三四五六七八九十一二三"])
def test_names_are_given_once_and_fit_a_tab(office: OpenOffice, name: str) -> None:
    add(office, "甲")
    with pytest.raises(Invalid):
        add(office, name)
    assert names(office) == ["甲"]


def test_columns_the_kind_no_longer_has_are_left_out(office: OpenOffice) -> None:
    add(office, "甲", filters=(Filter("open", "is", True),))

    def age(work: Work) -> None:
        row = work.session.scalars(select(SavedView)).one()
        row.filters = [*row.filters, ["gone", "is", 1]]
        row.columns, row.ordering = [*row.columns, "gone"], [["gone", True]]

    office.database.act("旧", age)
    [view] = views(office)
    assert (view.filters, view.columns, view.order) == ((Filter("open", "is", True),), ("name", "code"), ())
