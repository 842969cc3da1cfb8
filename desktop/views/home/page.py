"""Today's work (今日工作): figures, what needs attention, the communities, the team, the last actions.

Everything on it is read off the UI thread in one go and again after each change; every figure, bar and row opens its
rows.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.services import backups, figures, outside, overview, saving
from desktop.services.chinese_dates import written_date
from desktop.services.findings import Finding
from desktop.services.overview import Overview
from desktop.services.records import Query
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.home.differs import Differs
from desktop.views.home.rows import FindingRow, HeadRow, RecentRow, Rows
from desktop.views.jobs import Job, Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import Card
from desktop.views.widgets.chart import Chart, ChartSpec, Legend, Series
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import IconLabel, label, line
from desktop.views.widgets.waiting import EmptyState

WEEK = "一二三四五六日"
SETTLE_MS = 80
"""Changes that come together are answered by one reading."""
MOST_FINDINGS = 5
RATE = "mediation.brand_rooms.success_rate"
TILES = (
    ("grids.communities", "社区", "个"),
    ("grids.total", "网格", "个"),
    ("team.grid_members", "网格员", "名"),
    ("team.full_time", "专职网格员", "名"),
    ("team.party_share", "党员占比", "%"),
    ("grids.incomplete_staff", "1+N+N 不全", "个"),
    (RATE, "品牌调解室调处率", "%"),
)
"""The last two share a place: an office with brand rooms sees their rate, others whether the team is complete."""
HEADS = (
    ("team.leaders", "中心网格长"),
    ("team.grid_members", "网格员"),
    ("team.full_time", "其中专职"),
    ("team.volunteers", "平安志愿者"),
)
NEW = (
    ("cases", "调解案件", "scale"),
    ("consultations", "咨询", "chat"),
    ("grids", "网格", "grid"),
    ("people", "人员", "people"),
    ("posts", "岗位", "user"),
)
CHART_TITLE = "各社区网格与网格员"
OF_GRIDS = frozenset({"grids.communities", "grids.total", "team.grid_members", "grids.incomplete_staff"})
"""Tiles that say nothing before there are grids."""
FIRST_GRIDS = "先录入网格"


class HomePage(QFrame):
    """The home page."""

    help_topic = "home"
    title = "首页"
    status_changed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "page")
        self._desk = desk
        self._job: Job | None = None
        self._seen: Overview | None = None
        self._narrow: bool | None = None
        self._few = True
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self.refresh)
        self._build()
        desk.changes.happened.connect(self._changed)

    # Building

    def _build(self) -> None:
        self.scroll = BodyScroll((tokens.PAGE_MARGIN, 14, tokens.PAGE_MARGIN, 14), tokens.CARD_GAP)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.scroll)
        body = self.scroll.body
        body.addLayout(self._head())
        self.banner = Banner("danger", "没有读出今日工作", " ")
        self.banner.add_action("重试", self.refresh, "refresh")
        self.banner.hide()
        body.addWidget(self.banner)
        tiles = QHBoxLayout()
        tiles.setSpacing(tokens.CARD_GAP)
        self.tiles: dict[str, FigureTile] = {}
        for key, word, unit in TILES:
            tile = FigureTile(word, "–", unit)
            tile.clicked.connect(lambda _checked=False, key=key: self._open(figures.rows_behind(key)))
            tile.setVisible(key != RATE)
            self.tiles[key] = tile
            tiles.addWidget(tile, 1)
        body.addLayout(tiles)
        self._left, self._right = self._findings_card(), QWidget()
        self._middle = self._chart_card()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(tokens.CARD_GAP)
        self.differs = Differs()
        self.differs.opened.connect(lambda key: self._open(figures.rows_behind(key)))
        self.differs.settings_wanted.connect(lambda: self._desk.go("settings"))
        self.differs.hide()
        right.addWidget(self.differs)
        right.addWidget(self._heads_card())
        right.addWidget(self._recent_card(), 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(tokens.CARD_GAP)
        body.addLayout(self._grid, 1)
        self._arrange(False)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.day = label("", "sub")
        row.addWidget(label("今日工作", "h1"))
        row.addWidget(self.day)
        row.addStretch(1)
        board = button("打印公示牌", "print")
        board.clicked.connect(lambda: self._desk.go("preview", paper="signboard"))
        roster = button("打印花名册", "print")
        roster.clicked.connect(lambda: self._desk.go("preview", paper="roster"))
        row.addWidget(board)
        row.addWidget(roster)
        kinds = [one for one in NEW if saving.allowed(one[0], self._desk.actor)]
        if kinds:
            new = button("新建", "plus", "primary", hint="登记调解案件、咨询，新建网格、人员或岗位")
            new.clicked.connect(lambda: self._choose_new(new, kinds))
            row.addWidget(new)
        return row

    def _findings_card(self) -> Card:
        card = Card("需要处理", flush=True)
        card.body.setSpacing(0)
        self._findings_title = card.title
        self.every = button("", "", "link")
        self.every.clicked.connect(self._toggle_all)
        self.every.hide()
        assert card.title is not None
        card.title.add(self.every)
        self.findings = Rows(MOST_FINDINGS)
        self.calm = QWidget()
        row = QHBoxLayout(self.calm)
        row.setContentsMargins(15, 10, 15, 14)
        row.addWidget(IconLabel("check", "green", 18))
        row.addWidget(label("没有需要处理的事项", "body", "t2"))
        row.addStretch(1)
        self.calm.hide()
        card.add(line(), self.findings, self.calm)
        return card

    def _chart_card(self) -> Card:
        card = Card(CHART_TITLE)
        self.chart = Chart(ChartSpec(CHART_TITLE, (), ()))
        self.chart.picked.connect(self._open_area)
        self._legend = Legend(ChartSpec(CHART_TITLE, (), (Series("网格", ()), Series("网格员", ()))))
        assert card.title is not None
        self._chart_title = card.title
        card.title.add(self._legend)
        card.body.addWidget(self.chart, 1)
        self.no_grids = EmptyState("还没有网格", "录入网格后，这里显示各社区的网格和网格员")
        if saving.allowed("grids", self._desk.actor):
            self.no_grids.add_action("录入网格", lambda: self._desk.open("grids"), "plus", "primary")
        self.no_grids.hide()
        card.body.addWidget(self.no_grids, 1)
        return card

    def _heads_card(self) -> Card:
        card = Card("队伍", flush=True)
        card.body.setSpacing(0)
        self._heads_title = card.title
        self.heads = Rows()
        card.add(line(), self.heads)
        return card

    def _recent_card(self) -> Card:
        card = Card("最近记录", flush=True)
        card.body.setSpacing(0)
        assert card.title is not None
        link = button("操作历史", "", "link")
        link.clicked.connect(lambda: self._desk.go("history"))
        card.title.add(link)
        self.recent = Rows(fit=7)
        card.add(line())
        card.body.addWidget(self.recent, 1)
        return card

    # Layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Become one column in a narrow window."""
        super().resizeEvent(event)
        self._arrange(self.window().width() < tokens.NARROW_BELOW)

    def _arrange(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for part in (self._left, self._middle, self._right):
            self._grid.removeWidget(part)
        if narrow:
            for at, part in enumerate((self._left, self._middle, self._right)):
                self._grid.addWidget(part, at, 0)
            self._grid.setColumnStretch(0, 1)
            self._grid.setColumnStretch(1, 0)
            for at in range(3):
                self._grid.setRowStretch(at, 0)
        else:
            self._grid.addWidget(self._left, 0, 0)
            self._grid.addWidget(self._middle, 1, 0)
            self._grid.addWidget(self._right, 0, 1, 2, 1)
            self._grid.setColumnStretch(0, 62)
            self._grid.setColumnStretch(1, 38)
            self._grid.setRowStretch(0, 0)
            self._grid.setRowStretch(1, 1)
            self._grid.setRowStretch(2, 0)
        margin = tokens.PAGE_MARGIN_NARROW if narrow else tokens.PAGE_MARGIN
        self.scroll.body.setContentsMargins(margin, 14, margin, 14)
        self.chart.setMinimumHeight(theme.px(160) if narrow else theme.px(96))

    # Reading

    def showEvent(self, event: QShowEvent) -> None:
        """Read again: rows, the day or the backups may have changed while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again; while nobody looks this waits for the next look."""
        if not self.isVisible():
            return
        if self._job is not None and not self._job.over:
            self._job.drop()
        desk = self._desk

        def read(progress: Progress) -> Overview:
            context = desk.context()
            folder = desk.opened.place.backups
            made = [one.made_at for one in backups.list_in(folder)] if folder.is_dir() else []
            carried = outside.last(folder)
            progress()
            with desk.database.read() as session:
                return overview.read(session, context, made, outside=carried.at if carried else None)

        self._job = desk.jobs.run(self, read, self._take, self._complain, label="读取今日工作")

    def seen(self) -> Overview | None:
        """Return what is shown."""
        return self._seen

    def sums(self) -> str:
        """Return the sums for the status bar."""
        if self._seen is None:
            return ""
        read = self._seen.figures
        grids, members = read["grids.total"].numerator, read["team.grid_members"].numerator
        return f"{grids:,} 个网格　{members:,} 名网格员"

    def _changed(self, changed: Changed) -> None:
        self._pause.start()

    def _take(self, seen: Overview) -> None:
        self._seen = seen
        self.banner.hide()
        today = self._desk.clock.today()
        self.day.setText(day_text(today))
        self._show_tiles(seen)
        self.differs.show_readings(seen.differing)
        rows = [FindingRow(one) for one in seen.findings]
        for row in rows:
            row.clicked.connect(lambda _checked=False, one=row.finding: self._open_finding(one))
        self.findings.set_rows(rows)
        self.findings.setVisible(bool(rows))
        self.calm.setVisible(not rows)
        if self._findings_title is not None:
            self._findings_title.set_remark(f"{len(rows)} 项" if rows else "")
        self._name_every()
        self._show_areas(seen)
        self._show_heads(seen)
        recent = [RecentRow(one, today) for one in seen.recent]
        for recent_row in recent:
            recent_row.clicked.connect(lambda _checked=False, one=recent_row.entry: self._open_entry(one.records))
        self.recent.set_rows(recent)
        self.status_changed.emit(self.sums())

    def _complain(self, error: UserError) -> None:
        self.banner.set_message("danger", "没有读出今日工作", str(error))
        self.banner.show()

    def _show_tiles(self, seen: Overview) -> None:
        read = seen.figures
        outside = read["grids.outside_size_limits"].numerator
        share = read["team.party_share"]
        members, full = read["team.grid_members"].numerator, read["team.full_time"].numerator
        some = read["grids.total"].numerator > 0
        rate = read.get(RATE)
        settled = rate is not None and bool(rate.denominator)
        self.tiles[RATE].setVisible(settled)
        self.tiles["grids.incomplete_staff"].setVisible(not settled)
        captions = {
            "grids.communities": f"{seen.streets} 个街道、镇" if seen.streets else "",
            "grids.total": f"{outside} 个超出规模标准" if outside else "规模都合标准",
            "team.grid_members": f"{seen.without_members} 个网格缺网格员" if seen.without_members else "每个网格都有",
            "team.full_time": f"占网格员 {100 * full / members:.1f} %" if members else "",
            "team.party_share": f"{share.numerator} / {share.denominator} 名",
            "grids.incomplete_staff": "长、员、志不齐" if read["grids.incomplete_staff"].numerator else "全部完整",
        }
        if rate is not None and settled:
            base = f"{rate.numerator} / {rate.denominator} 件"
            words = f"{base}　与申报不符" if rate.differs else base
            self.tiles[RATE].set_value(f"{rate.value:,}", "%", words, "amber" if rate.differs else "")
        for key, _, unit in TILES[:-1]:
            value = read[key].value
            text = "—" if value is None or (not some and key == "grids.communities") else f"{value:,}"
            self.tiles[key].set_value(text, unit, captions[key] if some or key not in OF_GRIDS else FIRST_GRIDS)

    def _show_areas(self, seen: Overview) -> None:
        title = "各街道网格与网格员" if seen.by_street else CHART_TITLE
        self._chart_title.title.setText(title)
        names = tuple(short(one.name) for one in seen.areas)
        series = (
            Series("网格", tuple(float(one.grids) for one in seen.areas)),
            Series("网格员", tuple(float(one.members) for one in seen.areas)),
        )
        spec = ChartSpec(title, names, series)
        self.chart.set_spec(spec)
        self._legend.set_spec(spec)
        for part in (self.chart, self._legend):
            part.setVisible(bool(seen.areas))
        self.no_grids.setVisible(not seen.areas)

    def _show_heads(self, seen: Overview) -> None:
        counts = [seen.figures[key].numerator for key, _ in HEADS]
        rows = []
        for (key, word), count in zip(HEADS, counts, strict=True):
            row = HeadRow(word, count, max(counts))
            row.clicked.connect(lambda _checked=False, key=key: self._open(figures.rows_behind(key)))
            rows.append(row)
        self.heads.set_rows(rows)

    # Opening

    def _open(self, query: Query | None) -> None:
        if query is not None:
            self._desk.open_list(query.kind, query.filters)

    def _open_finding(self, finding: Finding) -> None:
        if finding.query is not None:
            self._open(finding.query)
        elif finding.record is not None:
            self._desk.open(*finding.record)
        else:
            key, _, part = finding.page.partition(":")
            self._desk.go(key, **({"part": part} if part else {}))

    def _open_entry(self, records: tuple[tuple[str, Any], ...]) -> None:
        if len(records) == 1:
            self._desk.open_history(*records[0])
        else:
            self._desk.go("history")

    def _open_area(self, tick: int) -> None:
        if self._seen is not None and tick < len(self._seen.areas):
            self._open(self._seen.areas[tick].query)

    def _choose_new(self, anchor: QWidget, kinds: list[tuple[str, str, str]]) -> None:
        menu = QMenu(self)
        for kind, word, icon in kinds:
            action = menu.addAction(f"新建{word}")
            theme.set_icon(action, icon, "t2", 16)
            action.triggered.connect(lambda _checked=False, kind=kind: self._desk.open(kind))
        menu.exec(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
        menu.deleteLater()

    def _toggle_all(self) -> None:
        self._few = not self._few
        self.findings.set_most(MOST_FINDINGS if self._few else 0)
        self._name_every()

    def _name_every(self) -> None:
        many = len(self.findings.rows())
        self.every.setVisible(many > MOST_FINDINGS)
        self.every.setText(f"全部 {many} 项" if self._few else "只看前几项")


def day_text(day: date) -> str:
    """Return a day with its weekday: 2026年11月24日 星期二."""
    return f"{written_date(day)}  星期{WEEK[day.weekday()]}"


def short(name: str) -> str:
    """Return the name of an area without the word for what it is, as bars have room for."""
    for end in ("社区", "街道", "镇", "乡"):
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name
