"""Every state of every part on two pages, to look at after a change of looks (``dev.py screens``)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFrame,
    QVBoxLayout,
    QWidget,
)

from desktop.views import theme, tokens
from desktop.views.widgets import cells
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.card import Card, fill, panel
from desktop.views.widgets.chart import Chart, ChartSpec, Legend, Series
from desktop.views.widgets.chips import FilterChip, Segmented, Tabs
from desktop.views.widgets.dates import DateEdit
from desktop.views.widgets.field import Field
from desktop.views.widgets.figure import FigureTile
from desktop.views.widgets.focus import FocusRing
from desktop.views.widgets.inputs import Choice, Line, NumberBox, PasswordField, PathPicker, SearchBox
from desktop.views.widgets.marks import Avatar, DeadlineRing, SizeMark, StaffCells
from desktop.views.widgets.progress_line import Event, HistoryLine, Step, Stepper
from desktop.views.widgets.question import Question
from desktop.views.widgets.tag import Tag, TagRow
from desktop.views.widgets.text import SectionTitle, label, line
from desktop.views.widgets.waiting import EmptyState, LoadingBars, ProgressStrip, UndoStrip

YEAR = ChartSpec(
    "事件受理与办结 近 12 个月",
    tuple(f"{month}月" for month in (12, *range(1, 12))),
    (
        Series("受理", (118, 96, 71, 124, 131, 141, 150, 163, 158, 139, 127, 98)),
        Series("办结", (112, 95, 70, 119, 127, 138, 141, 158, 155, 135, 121, 84)),
    ),
    Series("按期办结率", (95.2, 98.1, 98.8, 96.4, 97.0, 97.4, 94.1, 97.0, 98.3, 97.1, 95.4, 91.8)),
    running=True,
)


def states_page() -> QWidget:
    """Return the page of states: buttons, inputs, tags, rows, empty, loading, banners, undo, question, colours."""
    page, body = _page("组件状态")
    left, middle, right = (_column(body) for _ in range(3))
    fill(left, _buttons(), _inputs(), _tags(), None)
    fill(middle, _rows(), _empty(), _loading(), None)
    fill(right, *_messages(), _question(), _colours(), None)
    return page


def parts_page() -> QWidget:
    """Return the page of composed parts: figures, chart, switches, marks, stages, history, fields."""
    page, body = _page("组件")
    left, right = _column(body), _column(body)
    body.setStretch(0, 3)
    body.setStretch(1, 2)
    fill(left, _figures(), _switches(), _chart(), _stages(), None)
    fill(right, _fields(), _marks(), _history(), None)
    return page


class _PosedButton(QPushButton):
    """A button that looks as if it had the focus or the mouse."""

    def __init__(self, text: str, icon: str, k: str, pose: QStyle.StateFlag) -> None:
        super().__init__(text)
        self._pose = pose
        self.setProperty("k", k)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.set_icon(self, icon, "onred" if "primary" in k else "t2", 16)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        option.state |= self._pose


class _PosedLine(Line):
    """An input that looks as if it had the focus."""

    def initStyleOption(self, option: QStyleOptionFrame) -> None:
        super().initStyleOption(option)
        option.state |= QStyle.StateFlag.State_HasFocus


class _Swatch(QWidget):
    """A colour of the table."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(21, 21)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.token("line2"), 1))
        painter.setBrush(theme.token(self._name))
        painter.drawRoundedRect(QRectF(0.5, 0.5, 20, 20), 4, 4)


class _Rows(QWidget):
    """Rows of a table in each of their states."""

    ROWS = (
        ("默认", "潘秀英", cells.RowState(), None),
        ("悬停", "曾文昌", cells.RowState(hovered=True), None),
        ("勾选", "钟国良", cells.RowState(ticked=True), None),
        ("选中并打开详情", "解玉兰", cells.RowState(selected=True), None),
        ("键盘焦点", "尹建军", cells.RowState(focused=True), None),
        ("新增未保存", "陈桂花", cells.RowState(draft=True), ("草稿", "gold")),
        ("已停用", "刘小燕", cells.RowState(retired=True), ("停用", "grey")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(33) * len(self.ROWS))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = theme.px(33)
        for place, (word, name, state, tag) in enumerate(self.ROWS):
            box = QRect(0, place * height, self.width(), height)
            cells.paint_row(painter, box, state, line=place + 1 < len(self.ROWS))
            tick = Qt.CheckState.Checked if state.ticked else Qt.CheckState.Unchecked
            cells.paint_tick(painter, QRect(10, box.top(), 22, height - 1), tick)
            words = box.adjusted(39, 0, -80, -1)
            text = f"{word}  {name}"
            cells.paint_text(painter, words, text, colour="t3" if state.retired else "text", bold=state.selected)
            if tag:
                left = box.right() - 11 - cells.tag_width(tag[0])
                cells.paint_tag(painter, QRect(left, box.top(), 80, height - 1), *tag)


def _page(title: str) -> tuple[QWidget, QHBoxLayout]:
    page = panel("page")
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that no part shows the focus by itself
    page.setFocus()
    page.layout().setSpacing(0)  # type: ignore[union-attr]
    head = panel("bar", vertical=False, margins=(20, 0, 20, 0))
    head.setFixedHeight(theme.px(40))
    mark = QLabel()
    mark.setPixmap(theme.pixmap("mark", "text", 24, page.devicePixelRatioF()))
    layout = head.layout()
    assert isinstance(layout, QBoxLayout)
    fill(layout, mark, label(f"井格  {title}", "h2"), None, Tag("演示数据", "gold"))
    body = QHBoxLayout()
    body.setContentsMargins(20, 10, 20, 8)
    body.setSpacing(12)
    outer = page.layout()
    assert isinstance(outer, QBoxLayout)
    outer.addWidget(head)
    outer.addLayout(body, 1)
    return page, body


def _column(body: QHBoxLayout) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(8)
    body.addLayout(made, 1)
    return made


def _row(*parts: object) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(8)
    fill(made, *parts)
    return made


def _buttons() -> Card:
    card = Card("按钮")
    focused = _PosedButton("焦点", "check", "primary", QStyle.StateFlag.State_HasFocus)
    off = button("停用", "check", "primary")
    off.setEnabled(False)
    hovered = QStyle.StateFlag.State_MouseOver
    card.add(
        _row(
            button("保存", "check", "primary"),
            _PosedButton("悬停", "check", "primary", hovered),
            focused,
            off,
            None,
        ),
        _row(
            button("打印", "print"),
            _PosedButton("悬停", "print", "", hovered),
            _PosedButton("焦点", "print", "", QStyle.StateFlag.State_HasFocus),
            button("更多", "more", "ghost"),
            None,
        ),
        _row(
            button("删除", "trash", "danger"),
            button("小按钮", "print", "sm"),
            button("链接", "plus", "link"),
            button("添加筛选", "filter", "chip"),
            None,
        ),
    )
    FocusRing(focused)
    return card


def _inputs() -> Card:
    card = Card("输入")
    posed = _PosedLine("潘秀英")
    posed.setAccessibleName("姓名")
    wrong = Line("1390796482")
    wrong.set_bad(True)
    fixed = Line("360***********0426")
    fixed.set_read_only(True)
    fixed.add_inner("eye", "显示原号", lambda: None)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 40)
    lines = (
        ("默认", SearchBox(), "", ""),
        ("焦点", posed, "pān xiù yīng   PXY", ""),
        ("错误", wrong, "手机号应为 11 位，现在是 10 位", "danger"),
        ("只读", fixed, "显示原号将写入日志", ""),
    )
    for place, (name, edit, help, tone) in enumerate(lines):
        edit.setAccessibleName(name)
        grid.addWidget(label(name, "sub"), 2 * place, 0)
        grid.addWidget(edit, 2 * place, 1)
        if help:
            grid.addWidget(label(help, "cap", tone or "t2"), 2 * place + 1, 1)
    card.add(grid)
    return card


def _tags() -> Card:
    card = Card("标签")
    grid = QGridLayout()
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 104)
    families = (
        ("类别 已结束", "grey", ("综合", "兼职", "已卸任")),
        ("完成 有效", "green", ("现任", "已签", "已办结")),
        ("种类 说明", "blue", ("专属", "书面协议", "专线")),
        ("荣誉 提示", "gold", ("专职", "优秀", "演示数据")),
        ("将到期 待办", "amber", ("剩 7 天", "待签", "未定")),
        ("逾期 缺失 拒绝", "danger", ("逾期 2 天", "缺签", "拒绝")),
        ("党员 当前一步", "red", ("党员", "履行中")),
    )
    for place, (name, family, words) in enumerate(families):
        grid.addWidget(label(name, "sub"), place, 0)
        grid.addWidget(TagRow((word, family) for word in words), place, 1)
    card.add(grid)
    return card


def _rows() -> Card:
    card = Card("表格行", flush=True)
    card.body.setSpacing(0)
    card.body.setContentsMargins(1, 0, 1, 6)
    card.add(line(), _Rows())
    return card


def _empty() -> Card:
    card = Card()
    empty = EmptyState("没有符合条件的网格", "筛选了 2 项  共 84 个网格")
    empty.add_action("清除筛选", lambda: None, "close")
    empty.add_action("新建网格", lambda: None, "plus", "primary")
    card.add(empty)
    return card


def _loading() -> Card:
    card = Card("载入", "超过 200 毫秒才显示")
    bars = LoadingBars()
    bars.show_now()
    strip = ProgressStrip()
    strip.set_progress(5220, 8699, "正在核对 8,699 行")
    card.add(bars, strip)
    return card


def _messages() -> list[QWidget]:
    failed = Banner("danger", "没有保存", "数据文件正被另一台电脑使用。改动已存为草稿。")
    failed.add_action("重试", lambda: None, "undo")
    failed.add_action("复制报告", lambda: None, "file")
    late = Banner("amber", "今天还没有备份")
    late.add_action("现在备份", lambda: None, "drive")
    done = Banner("green", "已导入 277 行")
    done.add_action("查看", lambda: None)
    host = QWidget()
    strip = UndoStrip(host)
    strip.show_done("已调整 3 个网格的网格长")
    holder = QWidget()
    row = QVBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(strip)
    host.removeEventFilter(strip)
    strip.show()
    host.setParent(holder)
    host.hide()
    return [failed, late, done, holder]


def _question() -> QWidget:
    sheet = panel("dialog", margins=(4, 4, 4, 4))
    question = Question(
        None,
        "停用第三网格？",
        "编码 3608810020021003 不再使用。268 户划入第二网格，2 名网格员的岗位今天终止。",
        "停用网格",
    )
    question.setWindowFlags(Qt.WindowType.Widget)
    question.setMinimumWidth(0)
    question.setMaximumWidth(16777215)
    layout = sheet.layout()
    assert layout is not None
    layout.addWidget(question)
    return sheet


def _colours() -> Card:
    card = Card("颜色")
    grid = QGridLayout()
    grid.setVerticalSpacing(1)
    names = (
        *("bg", "surface", "nav", "sel", "line", "field", "text", "t2", "t3", "redfill", "redtint", "focus"),
        *("goldmark", "goldtint", "greenmark", "ambermark", "dangermark", "bluemark"),
    )
    for place, name in enumerate(names):
        swatch = _Swatch(name)
        words = QVBoxLayout()
        words.setSpacing(0)
        fill(words, label(name, "cap", "text"), label(tokens.COLOURS[theme.mode()][name], "cap"))
        grid.addLayout(_row(swatch, words, None), place // 3, place % 3)
    card.add(grid)
    return card


def _figures() -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    fill(
        row,
        FigureTile("社区", "12", "个", "3 个街道、镇"),
        FigureTile("网格员", "107", "名", "1 个网格缺网格员"),
        FigureTile("品牌调解室调处率", "95.4", "%", "83 / 87 件  与申报不符", "amber"),
        FigureTile("冲突", "5", "", "已定 3  未定 2", mark="amber"),
    )
    return holder


def _switches() -> Card:
    card = Card()
    switch = Segmented((("all", "全部 20"), ("late", "逾期 3"), ("today", "今天到期 5"), ("week", "7 天内 12")), "待办")
    tabs = Tabs(
        (("all", "全部网格 84"), ("red", "红星街道 25"), ("size", "规模需核对 6"), ("staff", "1+N+N 不完整 4")),
        "视图",
    )
    tabs.set_current("red")
    tabs.add_at_end(button("保存视图", "plus", "link"))
    card.add(
        _row(SectionTitle("待办"), switch, None, button("全部待办", "", "link")),
        tabs,
        _row(
            FilterChip("街道", "红星街道"),
            FilterChip("状态", "使用中"),
            button("添加筛选", "filter", "chip"),
            None,
            icon_button("zoom-in", "放大"),
            icon_button("more", "更多操作"),
            icon_button("close", "关闭"),
        ),
    )
    return card


def _chart() -> Card:
    card = Card("事件受理与办结", "近 12 个月")
    assert card.title is not None
    card.title.add(Legend(YEAR))
    chart = Chart(YEAR)
    chart.setFixedHeight(170)
    card.add(chart)
    return card


def _stages() -> Card:
    card = Card()
    done = (("登记", "10-08"), ("受理", "10-09"), ("告知", "10-10"), ("调查", "10-14"), ("调解", "10-28"))
    steps = [Step(name, day, "done") for name, day in (*done, ("协议", "11-01"))]
    steps += [Step("履行", "12-15 到期", "current"), Step("回访", "缺 回访记录", missing=True)]
    stepper = Stepper([*steps, Step("归档", "缺 2 件", missing=True)])
    card.add(stepper)
    return card


def _fields() -> Card:
    card = Card("字段")
    phone = Line("1390796482")
    field = Field("手机号", phone, required=True)
    field.set_mistake("手机号应为 11 位，现在是 10 位")
    ends = Field("合同止", DateEdit(date(2026, 11, 30)), required=True)
    ends.set_help("剩 6 天到期  需办理续聘", "amber", "clock")
    kind = Choice((("专职  政府购买服务", "full_time"), ("兼职", "part_time")))
    count = NumberBox(0, 9999, "户")
    count.setValue(486)
    password = PasswordField()
    password.edit.setText("jinggangshan")
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    for place, part in enumerate((field, ends, Field("用工性质", kind, required=True), password, Field("户数", count))):
        grid.addWidget(part, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
    agree = QCheckBox("同意在公示牌公开照片")
    agree.setChecked(True)
    mine = QRadioButton("本机")
    mine.setChecked(True)
    card.add(grid, PathPicker(), _row(agree, None, mine, QRadioButton("来件")))
    return card


def _marks() -> Card:
    card = Card("会师路第二网格")
    names = (("肖桂兰", "red"), ("潘秀英", "gold"), ("曾文昌", "grey"))
    card.add(
        SizeMark(486),
        _row(
            *(Avatar(name, family) for name, family in names),
            StaffCells(1, 2, 4),
            StaffCells(1, 0, 0),
            None,
            DeadlineRing(7, 30),
        ),
    )
    return card


def _history() -> Card:
    card = Card("变更历史")
    card.add(
        HistoryLine(
            (
                Event("手机号 改动未保存", "肖桂兰  今天 10:42", "gold"),
                Event("合同止 2025-11-30 → 2026-11-30", "刘小燕  11-18 16:05"),
                Event("建档", "肖桂兰  2021-06-01"),
            )
        )
    )
    return card
