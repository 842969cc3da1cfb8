"""What can be chosen for a paper: which board or area, its size, its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.models import description
from desktop.services import records
from desktop.services.records import Query
from desktop.services.rosters import ORDERS
from desktop.views import theme
from desktop.views.desk import Desk
from desktop.views.jobs import Job, Progress
from desktop.views.preview.wishes import COMMUNITIES, FULL, GRIDS, SIZES, USUAL, BoardWish, RosterWish
from desktop.views.widgets.chips import Segmented
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, NumberBox, SearchBox
from desktop.views.widgets.text import label

FOUND = 200
"""Most rows a list shows; typing narrows it."""
CUSTOM = "custom"
LIST_HEIGHT = 142


@dataclass(frozen=True)
class Place:
    """A community, grid or other record to choose."""

    id: UUID
    code: str
    name: str


class Finder(QWidget):
    """A list of communities, grids or other records under a search line; :attr:`chosen` carries the :class:`Place`."""

    chosen = Signal(object)
    none_found = Signal()
    """The office has nothing to choose from."""
    came = Signal()
    """The rows that were asked for are there."""

    def __init__(self, desk: Desk, query: Query, name: str) -> None:
        super().__init__()
        self._desk, self._query = desk, query
        self._job: Job | None = None
        self._wanted: UUID | str | None = None
        self.asked = self.answered = False
        """Whether rows were asked for, and came."""
        self.search = SearchBox("名称、编码、拼音首字母", f"查找{name}")
        self.search.searched.connect(lambda _text: self.reload())
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFixedHeight(theme.px(LIST_HEIGHT))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.currentItemChanged.connect(self._pick)
        self.search.left_downwards.connect(self.list.setFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.list)

    def current(self) -> Place | None:
        """Return what is chosen."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Place) else None

    def count(self) -> int:
        """Return how many are shown."""
        return self.list.count()

    def select(self, wanted: UUID | str | None) -> None:
        """Choose by id or code, also one that is not read yet; nobody is told."""
        self._wanted = wanted
        for at in range(self.list.count()):
            place = self.list.item(at).data(Qt.ItemDataRole.UserRole)
            if wanted in (place.id, place.code):
                self.list.blockSignals(True)
                self.list.setCurrentRow(at)
                self.list.blockSignals(False)
                return

    def reload(self) -> None:
        """Read what matches the search."""
        desk = self._desk
        self.asked = True
        query = replace(self._query, text=self.search.text().strip())

        def read(progress: Progress) -> list[Place]:
            context = desk.context()
            described = description(query.kind)
            code, title = described.code, described.title
            names = [*filter(None, (code, title)), *(["short_name"] if query.kind == "divisions" else [])]
            with desk.database.read() as session:
                rows = records.first_rows(session, query, names, context, FOUND)
            return [
                Place(one.id, one.texts[code] if code else "", one.texts.get("short_name") or one.texts[title])
                for one in rows
            ]

        if self._job is not None and not self._job.over:
            self._job.drop()
        self._job = desk.jobs.run(self, read, self._show, label="查找")

    def _show(self, places: Sequence[Place]) -> None:
        self.answered = True
        kept = self.current()
        wanted = self._wanted or (kept.id if kept else None)
        self.list.blockSignals(True)
        self.list.clear()
        at = -1
        for number, place in enumerate(places):
            item = QListWidgetItem(place.name)
            item.setData(Qt.ItemDataRole.UserRole, place)
            item.setToolTip(f"{place.name}　{place.code}".rstrip())
            self.list.addItem(item)
            if wanted in (place.id, place.code):
                at = number
        if at >= 0:
            self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        if wanted is None and places and not self.search.text().strip():
            self.list.setCurrentRow(0)
        self._wanted = None
        if not places and not self.search.text().strip():
            self.none_found.emit()
        self.came.emit()

    def _pick(self) -> None:
        if (place := self.current()) is not None:
            self.chosen.emit(place)


class BoardOptions(QWidget):
    """Options of signboards."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.kind = Segmented([("community", "社区总牌"), ("grid", "网格牌")], "种类")
        self.communities = Finder(desk, COMMUNITIES, "社区")
        self.grids = Finder(desk, GRIDS, "网格")
        self.several = label("", "sub", wrap=True)
        self._given: tuple[UUID, ...] = ()
        sizes: list[tuple[str, object]] = [
            (f"{width} × {height} 毫米{'（横）' if width > height else ''}", (width, height)) for width, height in SIZES
        ]
        self.size = Choice([*sizes, ("自定义", CUSTOM)], "尺寸")
        self.width_box, self.height_box = (NumberBox(200, 5000, "毫米") for _ in range(2))
        for box, name in ((self.width_box, "宽"), (self.height_box, "高")):
            box.setSingleStep(50)
            box.setAccessibleName(name)
            box.setKeyboardTracking(False)
        self.custom = QWidget()
        row = QHBoxLayout(self.custom)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (label("宽", "sub"), self.width_box, label("高", "sub"), self.height_box):
            row.addWidget(part, 1 if isinstance(part, NumberBox) else 0)
        self.paper = Segmented([(FULL, "成品 1:1"), ("A3", "A3 打样"), ("A4", "A4 打样")], "纸张")
        self.bleed = QCheckBox("加 3 毫米出血和裁切线")
        self._sizes = dict(USUAL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (
            self.kind, self.communities, self.grids, self.several, Field("尺寸", self.size), self.custom,
            Field("纸张", self.paper), self.bleed,
        ):  # fmt: skip
            column.addWidget(widget)
        self._connect()
        self._show_size(self._sizes["community"])
        self._sort_out()

    def _connect(self) -> None:
        self.kind.chosen.connect(self._kind_chosen)
        for finder in (self.communities, self.grids):
            finder.chosen.connect(self._place_chosen)
        self.size.currentIndexChanged.connect(self._size_chosen)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(lambda _value: self._told())
        self.paper.chosen.connect(lambda _key: self._told())
        self.bleed.toggled.connect(lambda _on: self._told())

    def start(self, wish: BoardWish, sizes: dict[str, tuple[int, int]]) -> None:
        """Show a wish, with the sizes last used of both kinds; nobody is told."""
        self.blockSignals(True)
        self._sizes = {**self._sizes, **sizes, wish.kind: (wish.width, wish.height)}
        self.kind.set_current(wish.kind)
        self._given = wish.ids
        self._show_size(self._sizes[wish.kind])
        self.paper.set_current(wish.paper)
        self.bleed.setChecked(wish.bleed)
        finder = self._finder()
        finder.select(wish.ids[0] if wish.ids else None)
        finder.reload()
        self._sort_out()
        self.blockSignals(False)

    def wish(self) -> BoardWish:
        """Return what is chosen."""
        place = self._finder().current()
        ids = self._given or ((place.id,) if place else ())
        width, height = self.measures()
        return BoardWish(self.kind.current(), ids, width, height, self.paper.current(), self.bleed.isChecked())

    def measures(self) -> tuple[int, int]:
        """Return width and height in millimetres."""
        value = self.size.value()
        return value if isinstance(value, tuple) else (self.width_box.value(), self.height_box.value())

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Return the sizes last used, by kind of board."""
        return {**self._sizes, self.kind.current(): self.measures()}

    def _finder(self) -> Finder:
        return self.communities if self.kind.current() == "community" else self.grids

    def _kind_chosen(self, kind: str) -> None:
        self._given = ()
        self._show_size(self._sizes[kind])
        self._sort_out()
        if not self._finder().count():
            self._finder().reload()
        else:
            self._told()

    def _place_chosen(self) -> None:
        self._given = ()
        self._sort_out()
        self._told()

    def _size_chosen(self) -> None:
        if self.size.value() == CUSTOM:
            width, height = self._sizes[self.kind.current()]
            for box, side in ((self.width_box, width), (self.height_box, height)):
                box.blockSignals(True)
                box.setValue(side)
                box.blockSignals(False)
        self._sort_out()
        self._told()

    def _show_size(self, size: tuple[int, int]) -> None:
        self.size.blockSignals(True)
        self.size.set_value(size if size in SIZES else CUSTOM)
        self.size.blockSignals(False)
        for box, side in ((self.width_box, size[0]), (self.height_box, size[1])):
            box.blockSignals(True)
            box.setValue(side)
            box.blockSignals(False)

    def _sort_out(self) -> None:
        kind = self.kind.current()
        self.communities.setVisible(kind == "community")
        self.grids.setVisible(kind == "grid")
        self.several.setVisible(len(self._given) > 1)
        self.several.setText(f"已选 {len(self._given)} 块，合成一个文件；在上面点一个则只看那一块")
        self.custom.setVisible(self.size.value() == CUSTOM)

    def _told(self) -> None:
        self._sizes[self.kind.current()] = self.measures()
        self.bleed.setEnabled(self.paper.current() == FULL)
        self.changed.emit()


class RosterOptions(QWidget):
    """Options of rosters."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.area = Segmented([("office", "全部"), ("community", "一个社区"), ("grid", "一个网格")], "范围")
        self.communities = Finder(desk, COMMUNITIES, "社区")
        self.grids = Finder(desk, GRIDS, "网格")
        self._given = ""
        self.order = Choice([(note.removesuffix("为序"), key) for key, note in ORDERS.items()], "排序")
        self.order.set_value("strokes")
        self.by = Choice([("不分组", ""), ("按社区分组", "community"), ("按网格分组", "grid")], "分组")
        self.volunteers = QCheckBox("列出平安志愿者")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (
            Field("范围", self.area), self.communities, self.grids, Field("排序", self.order), Field("分组", self.by),
            self.volunteers,
        ):  # fmt: skip
            column.addWidget(widget)
        self.area.chosen.connect(self._area_chosen)
        for finder in (self.communities, self.grids):
            finder.chosen.connect(lambda _place: self._place_chosen())
        for choice in (self.order, self.by):
            choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.volunteers.toggled.connect(lambda _on: self.changed.emit())
        self._sort_out()

    def start(self, wish: RosterWish) -> None:
        """Show a wish; nobody is told."""
        self.blockSignals(True)
        self.order.set_value(wish.order)
        self.by.set_value(wish.by)
        self.volunteers.setChecked(wish.volunteers)
        code = wish.grid or wish.division
        if code:
            finder = self.grids if wish.grid else self.communities
            finder.select(code)
            finder.reload()
        self.area.set_current("grid" if wish.grid else "community" if wish.division else "office")
        self._given = code
        self._sort_out()
        self.blockSignals(False)

    def wish(self) -> RosterWish:
        """Return what is chosen."""
        area = self.area.current()
        place = (self.grids if area == "grid" else self.communities).current()
        code = self._given or (place.code if place else "")
        return RosterWish(
            division=code if area == "community" else "",
            grid=code if area == "grid" else "",
            order=str(self.order.value() or "strokes"),
            by=str(self.by.value() or ""),
            volunteers=self.volunteers.isChecked(),
        )

    def _place_chosen(self) -> None:
        self._given = ""
        self.changed.emit()

    def _area_chosen(self, area: str) -> None:
        self._given = ""
        self._sort_out()
        finder = {"community": self.communities, "grid": self.grids}.get(area)
        if finder is not None and not finder.count() and not finder.asked:
            finder.reload()
        else:
            self.changed.emit()

    def _sort_out(self) -> None:
        self.communities.setVisible(self.area.current() == "community")
        self.grids.setVisible(self.area.current() == "grid")
