"""What the one list shows for grids: views, actions, and the block over the pane."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models import GridKind
from desktop.services import figures
from desktop.services.records import Filter, Opened, Query, counts, titles
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, Chosen, Extras, PaneTab, View
from desktop.views.records.list import RecordList
from desktop.views.widgets.marks import SizeMark
from desktop.views.widgets.text import label

ShowMap = Callable[[UUID | None, UUID | None], object]


def grid_list(desk: Desk, show_map: ShowMap) -> RecordList:
    """Return the list of grids."""
    from desktop.views.grids.merge import start_merge
    from desktop.views.grids.split import start_split

    def split(chosen: Chosen) -> None:
        start_split(desk, page, chosen.ids[0])

    page = RecordList(
        desk,
        "grids",
        views=views(desk),
        actions=[
            Action("地图", "map", lambda chosen: show_map(None, page.table.current_id()), "other_view"),
            Action("打印公示牌", "print", lambda chosen: print_boards(desk, one_of(page.table.current_id())), "boards"),
        ],
        bulk_actions=[
            Action("打印公示牌", "print", lambda chosen: print_boards(desk, chosen.ids)),
            Action("合并", "merge", lambda chosen: start_merge(desk, page, chosen.ids), writes=True),
        ],
        extras=Extras(
            top=lambda opened: size_block(desk, opened),
            tabs=[PaneTab("map", "地图", lambda opened: map_tab(desk, opened, show_map))],
            actions=[Action("拆分", "split", split, writes=True)],
            hidden=frozenset({"households", "people"}),
        ),
    )
    page.setAccessibleName("网格")
    return page


def print_boards(desk: Desk, grid_ids: tuple[UUID, ...]) -> None:
    """Show the boards of grids before they are printed, as one document; of the first community where none is given."""
    desk.go("preview", paper="signboard", grid_ids=grid_ids)


def one_of(record_id: UUID | None) -> tuple[UUID, ...]:
    """Return the record in the pane, if there is one."""
    return () if record_id is None else (record_id,)


def views(desk: Desk) -> list[View]:
    """Return the saved views: streets where there are several, then what needs a look."""
    return [
        *_streets(desk),
        View("规模需核对", _behind("grids.outside_size_limits")),
        View("1+N+N 不完整", _behind("grids.incomplete_staff")),
        View("专属网格", (Filter("open", "is", True), Filter("kind", "is", GridKind.DEDICATED.value))),
        View("已停用", (Filter("open", "is", False),)),
    ]


def _behind(figure: str) -> tuple[Filter, ...]:
    query = figures.rows_behind(figure)
    return query.filters if query else ()


def _streets(desk: Desk) -> list[View]:
    with desk.database.read() as session:
        found = [one for one, _ in counts(session, Query("grids"), "street_id", desk.context()) if one]
        names = titles(session, "divisions", found)
    if not 2 <= len(found) <= 6:
        return []
    return [View(names[one], (Filter("street_id", "is", one),)) for one in sorted(found, key=lambda one: names[one])]


def size_block(desk: Desk, opened: Opened) -> QWidget | None:
    """Return households, people and the gauge of the size limits."""
    settings = desk.context().settings
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(4)
    row = QHBoxLayout()
    row.setSpacing(5)
    for name, unit in (("households", "户"), ("people", "人")):
        value = opened.values.get(name)
        row.addWidget(label("—" if value is None else f"{value:,}", "num"))
        row.addWidget(label(unit, "sub"))
        row.addSpacing(10)
    row.addStretch(1)
    column.addLayout(row)
    dedicated = opened.values.get("kind") == GridKind.DEDICATED
    low, high = int(settings["grids.households_least"]), int(settings["grids.households_most"])
    if dedicated:
        column.addWidget(label("专属网格不做规模核对", "cap", "t2"))
    elif opened.values.get("households") is not None:
        column.addWidget(SizeMark(opened.values["households"], low, high))
    block.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return block


def map_tab(desk: Desk, opened: Opened, show_map: ShowMap) -> QWidget:
    """Return the tab of the pane that shows where the grid lies."""
    from desktop.views.grids.small_map import SmallMap

    return SmallMap(desk, opened.id, opened.values.get("community_id"), show_map)
