"""Schemes of grid codes (编码方案): their segments in order, to be fitted to what the province issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.errors import Invalid, UserError
from desktop.services import records, saving
from desktop.services.records import Query
from desktop.storage.work import Changed
from desktop.views import theme, tokens
from desktop.views.desk import Desk
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Choice, Line, NumberBox
from desktop.views.widgets.scroll import BodyScroll
from desktop.views.widgets.text import label

KIND = "code_schemes"
SOURCES = (
    ("社区代码", "community"),
    ("网格类型", "kind"),
    ("顺序号", "serial"),
    ("固定不变", "fixed"),
    ("手工填写", "typed"),
)
SIGNS = (("数字", "digits"), ("大写字母", "letters"), ("数字或字母", "any"))
USUAL: tuple[dict[str, Any], ...] = (
    {"name": "社区代码", "length": 12, "characters": "digits", "source": "community"},
    {"name": "类型", "length": 1, "characters": "digits", "source": "kind"},
    {"name": "顺序号", "length": 3, "characters": "digits", "source": "serial"},
)
"""What a new scheme begins with."""
SAMPLES = {"community": "360881002001", "kind": "1", "serial": "1"}


class SegmentRow(QWidget):
    """One segment: its name, length, signs and source; a fixed one with its value."""

    changed = Signal()
    removed = Signal()

    def __init__(self, segment: Mapping[str, Any], number: int) -> None:
        super().__init__()
        self.name = Line(str(segment.get("name", "")), "段名")
        self.length = NumberBox(1, 24, "位")
        self.length.setValue(int(segment.get("length", 1)))
        self.signs = Choice(SIGNS, "字符")
        self.signs.set_value(segment.get("characters", "digits"))
        self.source = Choice(SOURCES, "来源")
        self.source.set_value(segment.get("source", "typed"))
        self.fixed = Line(str(segment.get("value") or ""), "固定值")
        self.remove = icon_button("trash", f"去掉第 {number} 段")
        for part, name in ((self.name, "段名"), (self.length, "位数"), (self.fixed, "固定值")):
            part.setAccessibleName(f"第 {number} 段{name}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget, stretch in (
            (self.name, 3), (self.length, 2), (self.signs, 2), (self.source, 4), (self.fixed, 2), (self.remove, 0)
        ):  # fmt: skip
            row.addWidget(widget, stretch)
        policy = self.fixed.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.fixed.setSizePolicy(policy)
        for line in (self.name, self.fixed):
            line.textChanged.connect(lambda _text: self._told())
        self.length.valueChanged.connect(lambda _value: self._told())
        for choice in (self.signs, self.source):
            choice.setMinimumWidth(80)
            choice.currentIndexChanged.connect(lambda _at: self._told())
        self.remove.clicked.connect(lambda _checked=False: self.removed.emit())
        self._told()

    def segment(self) -> dict[str, Any]:
        """Return the segment as a scheme keeps it."""
        found: dict[str, Any] = {
            "name": self.name.text().strip(),
            "length": self.length.value(),
            "characters": self.signs.value(),
            "source": self.source.value(),
        }
        if found["source"] == "fixed":
            found["value"] = self.fixed.text().strip()
        return found

    def _told(self) -> None:
        self.fixed.setVisible(self.source.value() == "fixed")
        self.changed.emit()


class Schemes(QFrame):
    """The schemes at the left, the chosen one with its segments at the right."""

    saved = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", "page")
        self._desk = desk
        self._writes = saving.allowed(KIND, desk.actor)
        self._id: UUID | None = None
        self._opened: dict[UUID, Mapping[str, Any]] = {}
        self.rows: list[SegmentRow] = []
        self._build()
        desk.changes.happened.connect(self._changed)
        self.reload()

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("编码方案")
        self.list.setFixedWidth(theme.px(180))
        self.list.currentItemChanged.connect(lambda item, _old: self._pick(item))
        self.banner = Banner("danger", "没有保存", " ")
        self.banner.hide()
        self.name = Field("方案名称", Line(), "", required=True)
        self.notes = Field("说明", Line())
        self.check = QCheckBox("最后加一位校验码（ISO 7064 MOD 11-2，与身份证相同）")
        self.check.toggled.connect(lambda _on: self._show_sample())
        self._segments = QVBoxLayout()
        self._segments.setSpacing(6)
        self.sample = label("", "sub", wrap=True)
        add = button("添加一段", "plus", "sm")
        add.clicked.connect(lambda _checked=False: self.add({"name": "", "length": 1, "source": "typed"}))
        self.save_button = button("保存方案", "check", "primary")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        new = button("新建方案", "plus", "sm")
        new.clicked.connect(lambda _checked=False: self.start_new())
        scroll = BodyScroll((16, 12, tokens.PAGE_MARGIN, 12), 10)
        foot = QHBoxLayout()
        for part in (self.save_button, new):
            foot.addWidget(part)
        foot.addStretch(1)
        hint = "上级下发编码规范后照着改。已经发放的编码不受影响，新编码按这里核对。"
        for item in (
            self.banner, label(hint, "sub", wrap=True), self.name, label("编码段（从左到右）", "sub"), self._segments,
            add, self.check, self.sample, self.notes, foot,
        ):  # fmt: skip
            if isinstance(item, QWidget):
                scroll.body.addWidget(item)
            else:
                scroll.body.addLayout(item)
        scroll.body.addStretch(1)
        for part in (add, self.save_button, new):
            part.setVisible(self._writes)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.PAGE_MARGIN, 8, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(scroll, 1)

    def segments(self) -> list[dict[str, Any]]:
        """Return the segments as they stand in the inputs."""
        return [one.segment() for one in self.rows]

    def add(self, segment: Mapping[str, Any]) -> SegmentRow:
        """Add a segment at the end."""
        made = SegmentRow(segment, len(self.rows) + 1)
        made.setEnabled(self._writes)
        made.changed.connect(self._show_sample)
        made.removed.connect(lambda: self._remove(made))
        self.rows.append(made)
        self._segments.addWidget(made)
        self._show_sample()
        return made

    def start_new(self) -> None:
        """Begin a scheme with the usual segments."""
        self.list.setCurrentRow(-1)
        self._show(None, {"name": "", "notes": "", "check_character": False, "segments": USUAL})
        self.name.editor.setFocus()

    def reload(self) -> None:
        """Read the schemes."""
        desk = self._desk

        def read(progress: Any) -> list[tuple[UUID, Mapping[str, Any]]]:
            context = desk.context()
            with desk.database.read() as session:
                ids = records.ids(session, Query(KIND), context)
                found = [ids[at] for at in range(len(ids))]
                return [(one, records.open_record(session, KIND, one, context).values) for one in found]

        desk.jobs.run(self, read, self._take, label="读取编码方案")

    def save(self) -> None:
        """Keep the scheme as one action."""
        self.banner.hide()
        self.name.set_mistake("")
        name, notes = self.name.editor, self.notes.editor
        assert isinstance(name, Line)
        assert isinstance(notes, Line)
        values = {
            "name": name.text(),
            "segments": self.segments(),
            "check_character": self.check.isChecked(),
            "notes": notes.text(),
        }
        record_id = self._id
        future = self._desk.database.submit("保存编码方案", lambda work: saving.save(work, KIND, record_id, values))
        self._desk.jobs.after(self, future, self._kept, self._complain, label="保存编码方案")

    def _kept(self, record_id: UUID) -> None:
        self._id = record_id
        self._desk.toast("编码方案已保存", undo=True)
        self.reload()
        self.saved.emit()

    def _complain(self, error: UserError) -> None:
        mistakes = error.mistakes if isinstance(error, Invalid) else {}
        self.name.set_mistake(mistakes.get("name", ""))
        if set(mistakes) != {"name"}:
            self.banner.set_message("danger", "没有保存", str(error))
            self.banner.show()

    def _take(self, found: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
        self._opened = dict(found)
        wanted = self._id
        self.list.blockSignals(True)
        self.list.clear()
        for at, (one, values) in enumerate(found):
            item = QListWidgetItem(str(values["name"]))
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
            if one == wanted or (wanted is None and at == 0):
                self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self._pick(self.list.currentItem())

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            record_id = item.data(Qt.ItemDataRole.UserRole)
            self._show(record_id, self._opened[record_id])

    def _show(self, record_id: UUID | None, values: Mapping[str, Any]) -> None:
        self._id = record_id
        self.banner.hide()
        for field, key in ((self.name, "name"), (self.notes, "notes")):
            assert isinstance(field.editor, Line)
            field.editor.setText(str(values.get(key) or ""))
            field.editor.set_read_only(not self._writes)
            field.set_mistake("")
        self.check.setChecked(bool(values.get("check_character")))
        self.check.setEnabled(self._writes)
        for row in list(self.rows):
            self._remove(row)
        for segment in values.get("segments") or ():
            self.add(segment)

    def _remove(self, row: SegmentRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self._show_sample()

    def _show_sample(self) -> None:
        parts = [sample(one) for one in self.segments()] + (["X"] if self.check.isChecked() else [])
        self.sample.setText(f"示例 {' '.join(parts)}　共 {sum(map(len, parts))} 位，最多 24 位")

    def _changed(self, changed: Changed) -> None:
        if KIND in changed.records:
            self.reload()


def sample(segment: Mapping[str, Any]) -> str:
    """Return what a segment may look like in a code."""
    length = int(segment["length"])
    if segment["source"] == "fixed":
        return str(segment.get("value") or "").ljust(length, "·")[:length]
    text = SAMPLES.get(str(segment["source"]), "")
    if segment["source"] == "typed":
        return "·" * length
    return text.rjust(length, "0")[-length:]
