"""The board of needs and wishes (心愿看板): four columns, moved on by one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.models import Progress
from desktop.services import checkin_board, divisions, records, saving
from desktop.services.checkin_board import STATES, Lane, WishCard
from desktop.services.records import Filter
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.checkin.steps import MAY, NEXT, VERBS, start_step
from desktop.views.desk import Desk
from desktop.views.jobs import settled
from desktop.views.widgets import cells
from desktop.views.widgets.buttons import button
from desktop.views.widgets.inputs import Choice
from desktop.views.widgets.text import label

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HEIGHT = 92
WORDS = ("待认领", "办理中", "待反馈", "已反馈")
"""Headings of the columns: what each waits for."""
KEYS = {
    Qt.Key.Key_Space: "next",
    Qt.Key.Key_T: "release",
    Qt.Key.Key_C: "withdraw",
}
CONCERNED = frozenset({"wishes", "members", "divisions", "codes"})


class Cards(QAbstractListModel):
    """The cards of a column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: Sequence[WishCard] = ()

    def set_cards(self, cards: Sequence[WishCard]) -> None:
        """Show other cards."""
        self.beginResetModel()
        self.cards = cards
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a card, or what is read out of it."""
        if not index.isValid() or not 0 <= index.row() < len(self.cards):
            return None
        one = self.cards[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            parts = (one.number, one.content, one.wisher, one.community, _claimed(one), days_text(one))
            return "　".join(part for part in parts if part)
        return one if role == Qt.ItemDataRole.UserRole else None


def days_text(card: WishCard) -> str:
    """Return how long a wish is open, or took."""
    done = card.state in (Progress.DONE.value, Progress.THANKED.value)
    if done:
        return f"用了 {card.days} 天" if card.days else "当天完成"
    return f"已 {card.days} 天" if card.days else "今天发布"


def _claimed(card: WishCard) -> str:
    return f"{card.member} 认领" if card.member else ""


class CardDelegate(QStyledItemDelegate):
    """Paints a card: number and days, what is wanted, for whom, who claimed it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Cards have one height."""
        return QSize(120, theme.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a card."""
        one: WishCard = index.data(Qt.ItemDataRole.UserRole)
        view: QListView = option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(2, 2, -2, -6)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = chosen and view.hasFocus()
        painter.setPen(QPen(theme.token("focus" if ring else "line2" if chosen else "line"), 2 if ring else 1))
        painter.setBrush(theme.token("sel" if chosen else "surface"))
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)
        painter.restore()
        inner = box.adjusted(10, 6, -10, -6)
        line = theme.px(18)
        top = QRect(inner.left(), inner.top(), inner.width(), line)
        days = days_text(one)
        wide = QFontMetrics(theme.font("cap")).horizontalAdvance(days) + 2
        cells.paint_text(painter, top.adjusted(0, 0, -wide - 4, 0), one.number, "cap", "t2")
        cells.paint_text(painter, top, days, "cap", "danger" if one.late else "t2", align=cells.RIGHT)
        first, rest = _parted(one.content, inner.width())
        cells.paint_text(painter, QRect(inner.left(), inner.top() + line, inner.width(), line + 2), first, bold=True)
        if rest:
            second = QRect(inner.left(), inner.top() + 2 * line + 1, inner.width(), line + 2)
            cells.paint_text(painter, second, rest, bold=True)
        foot = QRect(inner.left(), inner.bottom() - line + 2, inner.width(), line)
        who = _claimed(one) or one.wisher or one.kind
        where = one.community.removesuffix("社区")
        cells.paint_text(painter, foot, f"{who}　{where}" + ("　超期" if one.late else ""), "cap", "t2")


def _parted(text: str, room: int) -> tuple[str, str]:
    metrics = QFontMetrics(theme.font("body", True))
    if metrics.horizontalAdvance(text) <= room:
        return text, ""
    kept = len(text)
    while kept > 1 and metrics.horizontalAdvance(text[:kept]) > room:
        kept -= 1
    return text[:kept], text[kept:]


class LaneView(QListView):
    """One column; ← → go to the neighbours, the keys of :data:`KEYS` move the card."""

    pressed = Signal(str)
    crossed = Signal(int)
    looked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys of the board."""
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in KEYS:
            self.pressed.emit(KEYS[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.pressed.emit("open")
        elif plain and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.crossed.emit(-1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard is here."""
        super().focusInEvent(event)
        self.looked.emit()


class WishBoard(QFrame):
    """Four columns of cards over a foot with what can be done with the chosen one."""

    help_topic = "checkin"
    status_changed = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "paper")
        self._desk = desk
        self._writes = saving.allowed("wishes", desk.actor)
        self._lanes: Sequence[Lane] = ()
        self._at = 0
        self.columns: list[LaneView] = []
        self._build()
        self._pause = settled(self, self.reload)
        desk.changes.happened.connect(self._changed)
        self.reload()

    # Building

    def _build(self) -> None:
        context = self._desk.context()
        with self._desk.database.read() as session:
            places = [(one.short_name or one.name, one.id) for one in divisions.communities(session, context)]
            kinds = [(words, code) for code, words in records.choices(session, "wish_kinds").items()]
        self.place = Choice([("全部社区", None), *places], "社区")
        self.kind = Choice([("全部类型", ""), *kinds], "类型")
        for box in (self.place, self.kind):
            box.currentIndexChanged.connect(lambda _at: self.reload())
        sheet = button("打印清单", "print", "ghost", key="boards")
        sheet.clicked.connect(lambda _checked=False: self.print())
        hung = button("心愿卡", "print", "ghost", hint="等待认领的印成卡片，一页八张")
        hung.clicked.connect(lambda _checked=False: self.print_cards())
        self.new_button = button("新建需求或心愿", "plus", "primary", key="new")
        self.new_button.clicked.connect(lambda _checked=False: self.begin())
        self.new_button.setVisible(self._writes)
        self._head = QHBoxLayout()
        self._head.setSpacing(tokens.SPACE[1])
        self._head.addWidget(label("心愿看板", "h1"))
        self._head.addWidget(self.place)
        self._head.addWidget(self.kind)
        self._head.addStretch(1)
        self._head.addWidget(sheet)
        self._head.addWidget(hung)
        self._head.addWidget(self.new_button)
        self._row = QHBoxLayout()
        self._row.setSpacing(tokens.SPACE[1])
        self._titles: list[Any] = []
        self._rests: list[Any] = []
        for at, words in enumerate(WORDS):
            self._row.addWidget(self._column(at, words), 1)
        self.told = label("", "sub")
        foot = QFrame()
        foot.setProperty("card", "foot")
        self._foot = QHBoxLayout(foot)
        self._foot.setSpacing(tokens.SPACE[1])
        self._foot.addWidget(self.told, 1)
        self.buttons = {"open": button("打开", "edit", "sm", hint="打开这一件  Enter")}
        for step, icon in (("release", "undo"), ("withdraw", "close"), ("next", "check")):
            self.buttons[step] = button("下一步" if step == "next" else VERBS[step], icon, "sm")
        self.buttons["release"].setToolTip("退回待认领  T")
        self.buttons["withdraw"].setToolTip("撤回这一件  C")
        self.buttons["next"].setToolTip("走下一步  空格")
        for step, made in self.buttons.items():
            made.clicked.connect(lambda _checked=False, step=step: self.step(step))
            made.setVisible(self._writes or step == "open")
            self._foot.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._row, 1)
        column.addWidget(foot)
        self.setFocusProxy(self.columns[0])
        self._choose()

    def _column(self, at: int, words: str) -> QWidget:
        ground = QFrame()
        ground.setProperty("card", "sunken")
        title, count = label(words, "h3"), label("", "sub")
        rest = button("", "", "link")
        rest.clicked.connect(
            lambda _checked=False: self._desk.open_list("wishes", (Filter("state", "is", STATES[at]),))
        )
        keeps = rest.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        rest.setSizePolicy(keeps)
        rest.hide()
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 2, 0)
        head.addWidget(title)
        head.addWidget(count)
        head.addStretch(1)
        head.addWidget(rest)
        view = LaneView()
        view.setAccessibleName(words)
        view.setModel(Cards(view))
        view.setItemDelegate(CardDelegate(view))
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.pressed.connect(self.step)
        view.crossed.connect(self._cross)
        view.looked.connect(lambda: self._stand(at))
        view.selectionModel().currentChanged.connect(lambda _now, _before: self._choose())
        view.doubleClicked.connect(lambda _index: self.step("open"))
        inside = QVBoxLayout(ground)
        inside.setContentsMargins(6, 6, 6, 4)
        inside.setSpacing(4)
        inside.addLayout(head)
        inside.addWidget(view, 1)
        self.columns.append(view)
        self._titles.append(count)
        self._rests.append(rest)
        return ground

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margins of the page."""
        super().resizeEvent(event)
        margin = tokens.PAGE_MARGIN if self.width() >= tokens.NARROW_BELOW - 200 else tokens.PAGE_MARGIN_NARROW
        self._head.setContentsMargins(margin, 10, margin, 8)
        self._row.setContentsMargins(margin, 0, margin, 8)
        self._foot.setContentsMargins(margin, 7, margin, 7)

    # Reading

    def reload(self) -> None:
        """Read the board."""
        desk, place, kind = self._desk, self.place.value(), str(self.kind.value() or "")

        def read(progress: Any) -> list[Lane]:
            with desk.database.read() as session:
                return checkin_board.board(session, desk.context(), place if isinstance(place, UUID) else None, kind)

        desk.jobs.run(self, read, self._take, label="心愿看板")

    def _take(self, lanes: Sequence[Lane]) -> None:
        self._lanes = lanes
        for at, lane in enumerate(lanes):
            view = self.columns[at]
            model = view.model()
            assert isinstance(model, Cards)
            row, held = view.currentIndex().row(), self.card(at)
            model.set_cards(lane.cards)
            again = next((n for n, one in enumerate(lane.cards) if held and one.id == held.id), row)
            if lane.cards and (row >= 0 or at == self._at):
                view.setCurrentIndex(model.index(min(max(again, 0), len(lane.cards) - 1), 0))
            self._titles[at].setText(f"{lane.count:,} 件")
            more = lane.count - len(lane.cards)
            self._rests[at].setText(f"其余 {more:,} 件")
            self._rests[at].setVisible(more > 0)
        self._choose()
        self.status_changed.emit(self.sums())

    def sums(self) -> str:
        """Return the counts for the status bar."""
        return "　".join(f"{words} {lane.count:,} 件" for words, lane in zip(WORDS, self._lanes, strict=False))

    def _changed(self, changed: Changed) -> None:
        if CONCERNED & changed.records.keys():
            self._pause.start()

    # Moving

    def card(self, at: int | None = None) -> WishCard | None:
        """Return the card chosen in a column, that of the keyboard when none is named."""
        found = self.columns[self._at if at is None else at].currentIndex().data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, WishCard) else None

    def _stand(self, at: int) -> None:
        """Work in a column, on one of its cards."""
        self._at, view = at, self.columns[at]
        self.setFocusProxy(view)
        if not view.currentIndex().isValid() and view.model().rowCount():
            view.setCurrentIndex(view.model().index(0, 0))
        self._choose()

    def _cross(self, by: int) -> None:
        to = self._at + by
        if 0 <= to < len(self.columns):
            self.columns[to].setFocus(Qt.FocusReason.OtherFocusReason)
            self._stand(to)

    def _choose(self) -> None:
        if not hasattr(self, "buttons"):
            return
        one = self.card()
        step = NEXT.get(one.state, "") if one else ""
        self.buttons["open"].setEnabled(one is not None)
        self.buttons["next"].setEnabled(bool(step))
        self.buttons["next"].setText(VERBS.get(step, "下一步"))
        for name in ("release", "withdraw"):
            self.buttons[name].setEnabled(one is not None and one.state in MAY[name])
        told = "空格 走下一步　← → 换列　Enter 打开　T 退回　C 撤回"
        self.told.setText(told if self._writes else "← → 换列　Enter 打开")

    def step(self, step: str) -> Any:
        """Do something with the chosen card: open it, move it on, back, or take it away."""
        one = self.card()
        if one is None:
            return None
        if step == "open":
            self._desk.open("wishes", one.id)
            return None
        wanted = NEXT.get(one.state, "") if step == "next" else step
        return start_step(self._desk, self, one, wanted) if wanted and self._writes else None

    def open_rest(self, at: int) -> None:
        """Show the whole column as a list."""
        self._desk.open_list("wishes", (Filter("state", "is", STATES[at]),))

    def begin(self) -> None:
        """Begin a new need or wish."""
        place = self.place.value()
        start: dict[str, Any] = {"published_on": self._desk.clock.today(), "kind": self.kind.value() or "wish"}
        if isinstance(place, UUID):
            start["community_id"] = place
        self._desk.open("wishes", None, start=start)

    def print(self) -> None:
        """Show the list for the notice board before it is printed."""
        self._desk.go("preview", paper="wish-list", community=self.place.value())

    def print_cards(self) -> None:
        """Show the cards of what waits to be claimed before they are printed."""
        self._desk.go("preview", paper="wish-cards", community=self.place.value())
