"""The parties of a new case: a line each, by keyboard or from a pasted table; what is rare unfolds below a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.models import description
from desktop.services import checks, party_paste, saving
from desktop.views import theme, tokens
from desktop.views.records.inputs import ChoiceBox
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.inputs import Line
from desktop.views.widgets.text import label

HEADS = ("一方", "类别", "姓名或名称", "身份证号或信用代码", "联系电话", "单位或住址")
STRETCH = (0, 0, 3, 4, 3, 5, 0, 0)
NARROW = (0, 1, 1, 3, 1, 1, 0, 0)
NARROW_BELOW = 980
WIDTHS = (112, 148)
"""Widths of the two choices before the inputs."""
ICON = 32
RARE = (("guardian", "监护人"), ("guardian_relation", "与当事人关系"), ("agent", "代理人"))
FLAGS = (("mediator_related", "与调解员有亲属或利害关系"), ("refused", "拒绝调解"))


class PasteLine(Line):
    """A line that hands a pasted table to whoever knows what to do with it."""

    table_pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Catch a paste of several cells or lines."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if "\t" in text.strip("\n") or "\n" in text.strip():
                self.table_pasted.emit(text)
                return
        super().keyPressEvent(event)


class PartyLine(QWidget):
    """One party."""

    changed = Signal()
    left = Signal()
    removed = Signal()
    table_pasted = Signal(str)

    def __init__(self, options: Mapping[str, Mapping[str, str]], side: str) -> None:
        super().__init__()
        self._options = options
        self._extra: dict[str, Any] = {}
        self._guessed = True
        self.side, self.kind = ChoiceBox(), ChoiceBox()
        self.side.set_options(list(options["party_sides"].items()))
        self.kind.set_options(list(options["party_kinds"].items()))
        self.side.setCurrentIndex(max(0, self.side.findData(side)))
        self.name, self.number, self.phone, self.address = (PasteLine() for _ in range(4))
        self.more = icon_button("more", "监护人、代理人等", "icon sm")
        self.more.setCheckable(True)
        self.drop = icon_button("close", "去掉这一行", "icon sm")
        self.told = label("", "cap", "danger", wrap=True)
        self.told.hide()
        self._rare: QWidget | None = None
        self._at = 1
        self.rare: dict[str, Line] = {}
        self.flags: dict[str, QCheckBox] = {}
        self.authority: ChoiceBox | None = None
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(2)
        for part in (self.more, self.drop):
            part.setFixedWidth(theme.px(ICON))
        for line in (self.name, self.number, self.phone, self.address):
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for at, part in enumerate(
            (self.side, self.kind, self.name, self.number, self.phone, self.address, self.more, self.drop)
        ):
            self.grid.addWidget(part, 0, at)
            self.grid.setColumnStretch(at, STRETCH[at])
        self.side.setFixedWidth(theme.px(WIDTHS[0]))
        self.kind.setFixedWidth(theme.px(WIDTHS[1]))
        self.grid.addWidget(self.told, 3, 0, 1, 8)
        self.more.toggled.connect(self.unfold)
        self.drop.clicked.connect(lambda _checked=False: self.removed.emit())
        self.side.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.kind.activated.connect(lambda _at: setattr(self, "_guessed", False))
        self.kind.currentIndexChanged.connect(lambda _at: self.changed.emit())
        for line in (self.name, self.number, self.phone, self.address):
            line.textEdited.connect(lambda _text: self._edited())
            line.editingFinished.connect(self._leave)
            line.table_pasted.connect(self.table_pasted)

    def set_narrow(self, narrow: bool) -> None:
        """Stand in two lines where there is no room for one."""
        for part in (self.kind, self.name, self.number, self.phone, self.address, self.more, self.drop):
            self.grid.removeWidget(part)
        if narrow:
            places = ((self.kind, 1, 0, 1), (self.name, 0, 1, 2), (self.number, 0, 3, 1), (self.phone, 0, 4, 2),
                      (self.address, 1, 1, 5), (self.more, 0, 6, 1), (self.drop, 0, 7, 1))  # fmt: skip
        else:
            parts = (self.kind, self.name, self.number, self.phone, self.address, self.more, self.drop)
            places = tuple((part, 0, at, 1) for at, part in enumerate(parts, 1))  # type: ignore[assignment]
        for part, row, at, span in places:
            self.grid.addWidget(part, row, at, 1, span)
        for line, head in zip((self.name, self.number, self.phone, self.address), HEADS[2:], strict=True):
            line.setPlaceholderText(head if narrow else "")
        self.side.setFixedWidth(theme.px(WIDTHS[1] if narrow else WIDTHS[0]))
        for at, stretch in enumerate(NARROW if narrow else STRETCH):
            self.grid.setColumnStretch(at, stretch)

    def set_rank(self, rank: int) -> None:
        """Say which one it is to those who hear the page."""
        self._at = rank
        words = zip((self.side, self.kind, self.name, self.number, self.phone, self.address), HEADS, strict=True)
        for part, head in words:
            part.setAccessibleName(f"第 {rank} 名当事人 {head}")
        self.more.setAccessibleName(f"第 {rank} 名当事人的监护人、代理人等")
        self.drop.setAccessibleName(f"去掉第 {rank} 名当事人")
        for name, words_ in RARE:
            if name in self.rare:
                self.rare[name].setAccessibleName(f"第 {rank} 名当事人 {words_}")
        if self.authority is not None:
            self.authority.setAccessibleName(f"第 {rank} 名当事人 代理权限")

    def widgets(self) -> Iterator[QWidget]:
        """Yield the inputs Enter walks through; what is chosen for most is passed over."""
        yield from (self.name, self.number, self.phone, self.address)
        yield from self.rare.values()

    def unfold(self, on: bool) -> None:
        """Show or hide guardian, agent and what else is rare."""
        if self._rare is None and on:
            self._make_rare()
        if self._rare is not None:
            self._rare.setVisible(on)
        self.more.setChecked(on)
        self.changed.emit()

    def _make_rare(self) -> None:
        self._rare = QWidget()
        row = QHBoxLayout(self._rare)
        row.setContentsMargins(16, 2, 0, 4)
        row.setSpacing(8)
        for name, words in RARE:
            self.rare[name] = line = Line("", words)
            line.textEdited.connect(lambda _text: self._edited())
            row.addWidget(line, 1)
        self.authority = ChoiceBox()
        self.authority.set_options([(None, "代理权限"), *self._options["agent_authorities"].items()])
        self.authority.currentIndexChanged.connect(lambda _at: self.changed.emit())
        row.addWidget(self.authority)
        for name, words in FLAGS:
            self.flags[name] = box = QCheckBox(words)
            box.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(box)
        self.grid.addWidget(self._rare, 2, 0, 1, 8)
        self.set_rank(self._at)

    def _edited(self) -> None:
        if self._guessed:
            organisation = party_paste.is_organisation(self.name.text())
            self.kind.setCurrentIndex(max(0, self.kind.findData("organisation" if organisation else "person")))
        self.changed.emit()

    def _leave(self) -> None:
        """Check what needs no database, as the line is left."""
        self.show_mistakes(self.wrong())
        self.left.emit()

    # What it holds

    def empty(self) -> bool:
        """Return whether nothing is typed."""
        return not any(one.text().strip() for one in (self.name, self.number, self.phone, self.address))

    def values(self) -> dict[str, Any]:
        """Return what is typed, by the names of the fields of a party."""
        organisation = self.kind.currentData() == "organisation"
        found: dict[str, Any] = {
            **self._extra,
            "side": self.side.currentData(),
            "kind": self.kind.currentData(),
            "name": self.name.text().strip(),
            ("credit_code" if organisation else "id_number"): self.number.text().strip(),
            "phone": self.phone.text().strip(),
            "address": self.address.text().strip(),
        }
        found |= {name: line.text().strip() for name, line in self.rare.items()}
        found |= {name: True for name, box in self.flags.items() if box.isChecked()}
        if self.authority is not None:
            found["agent_authority"] = self.authority.currentData()
        return {name: value for name, value in found.items() if value not in (None, "")}

    def put(self, values: Mapping[str, Any]) -> None:
        """Hold a party."""
        self._guessed = False
        self.side.setCurrentIndex(max(0, self.side.findData(values.get("side"))))
        self.kind.setCurrentIndex(max(0, self.kind.findData(values.get("kind", "person"))))
        self.name.setText(str(values.get("name") or ""))
        self.number.setText(str(values.get("id_number") or values.get("credit_code") or ""))
        self.phone.setText(str(values.get("phone") or ""))
        self.address.setText(str(values.get("address") or ""))
        self._extra = {name: values[name] for name in ("occupation",) if values.get(name)}
        if any(values.get(name) for name in (*(one for one, _ in RARE), *(one for one, _ in FLAGS), "agent_authority")):
            self.unfold(True)
            for name, line in self.rare.items():
                line.setText(str(values.get(name) or ""))
            for name, box in self.flags.items():
                box.setChecked(bool(values.get(name)))
            if self.authority is not None:
                self.authority.setCurrentIndex(max(0, self.authority.findData(values.get("agent_authority"))))
        self.show_mistakes(self.wrong())

    def wrong(self, today: date | None = None) -> dict[str, str]:
        """Return the mistakes that need no database; a line that is empty has none."""
        values = self.values()
        if self.empty():
            return {}
        _, found = saving.understood("case_parties", values)
        if number := values.get("id_number"):
            sentence = checks.id_number_mistake(checks.normal_id_number(str(number)), today or date.max)
            if sentence:
                found["id_number"] = sentence
        if code := values.get("credit_code"):
            sentence = checks.credit_code_mistake(checks.normal_credit_code(str(code)))
            if sentence:
                found["credit_code"] = sentence
        return found

    def show_mistakes(self, wrong: Mapping[str, str]) -> None:
        """Show mistakes below the line, and at the inputs they belong to."""
        places: dict[str, Line] = {"name": self.name, "id_number": self.number, "credit_code": self.number,
                                   "phone": self.phone, "address": self.address}  # fmt: skip
        if any(name in dict(RARE) or name in dict(FLAGS) or name == "agent_authority" for name in wrong):
            self.unfold(True)
        places |= self.rare
        bad = {id(places[name]) for name in wrong if name in places}
        for line in {id(one): one for one in places.values()}.values():
            line.set_bad(id(line) in bad)
        described = description("case_parties")
        sentences = [
            f"{described[name].label}：{said}" if name in {one.name for one in described.fields} else said
            for name, said in wrong.items()
        ]
        self.told.setText("；".join(sentences))
        self.told.setVisible(bool(sentences))


class Parties(QWidget):
    """All parties, two lines at first: who applies and against whom."""

    changed = Signal()
    left = Signal()
    laid = Signal()
    """Lines came or went."""

    def __init__(self, options: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self._options = options
        self.lines: list[PartyLine] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        heads = QGridLayout()
        heads.setHorizontalSpacing(8)
        self._heads: list[QLabel] = []
        for at, word in enumerate(HEADS):
            made = label(word, "sub")
            self._heads.append(made)
            heads.addWidget(made, 0, at)
        for at, stretch in enumerate(STRETCH):
            heads.setColumnStretch(at, stretch)
        for at, width in ((0, WIDTHS[0]), (1, WIDTHS[1]), (6, ICON), (7, ICON)):
            heads.setColumnMinimumWidth(at, theme.px(width))
        for at in range(2, 6):
            self._heads[at].setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._head_grid = heads
        add = QHBoxLayout()
        add.setSpacing(tokens.SPACE[1])
        self.add_buttons = {}
        for side, words in list(options["party_sides"].items()):
            made_button = button(f"加{words}", "plus", "sm")
            made_button.clicked.connect(lambda _checked=False, side=side: self.add(side, focus=True))
            self.add_buttons[side] = made_button
            add.addWidget(made_button)
        self.paste_button = button("粘贴名单", "clipboard", "sm")
        self.paste_button.setToolTip("从表格里复制姓名、身份证号、电话、住址，再按这里；也可以在姓名一格里直接粘贴")
        self.paste_button.clicked.connect(lambda _checked=False: self.paste(QGuiApplication.clipboard().text()))
        add.addWidget(self.paste_button)
        self.count = label("", "sub")
        add.addStretch(1)
        add.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(heads)
        column.addLayout(self._column)
        column.addLayout(add)
        self._narrow = False
        self.add("applicant")
        self.add("respondent")

    def add(self, side: str, values: Mapping[str, Any] | None = None, focus: bool = False) -> PartyLine:
        """Add a line."""
        made = PartyLine(self._options, side)
        made.changed.connect(self._tell)
        made.left.connect(self.left)
        made.removed.connect(lambda: self.remove(made))
        made.table_pasted.connect(self.paste)
        if values is not None:
            made.put(values)
        if self._narrow:
            made.set_narrow(True)
        self.lines.append(made)
        self._column.addWidget(made)
        self._rank()
        if focus:
            made.name.setFocus()
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the lines out for the width."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for line in self.lines:
            line.set_narrow(narrow)
        for head in self._heads:
            head.setVisible(not narrow)

    def remove(self, line: PartyLine) -> None:
        """Take a line away; one is always left."""
        if len(self.lines) == 1:
            line.put({"side": line.side.currentData()})
            self._tell()
            return
        at = self.lines.index(line)
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._rank()
        self.lines[min(at, len(self.lines) - 1)].name.setFocus()
        self._tell()

    def paste(self, text: str) -> int:
        """Add the parties of a pasted text and return how many; empty lines are filled first."""
        side = next((one.side.currentData() for one in self.lines if one.name.hasFocus()), "applicant")
        found = party_paste.parties(text, str(side))
        for values in found:
            free = next((one for one in self.lines if one.empty() and one.side.currentData() == values["side"]), None)
            if free is None:
                self.add(str(values["side"]), values)
            else:
                free.put(values)
        self._rank()
        self._tell()
        self.count.setText(f"粘贴了 {len(found)} 名当事人" if found else "剪贴板里没有看到当事人，请先在表格里复制")
        return len(found)

    def values(self) -> list[dict[str, Any]]:
        """Return what is typed of every party, empty lines left out."""
        return [one.values() for one in self.lines if not one.empty()]

    def put(self, parties: Sequence[Mapping[str, Any]]) -> None:
        """Hold these parties instead of what is there."""
        for line in list(self.lines):
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = []
        for values in parties:
            self.add(str(values.get("side") or "applicant"), values)
        for side in ("applicant", "respondent"):
            if not any(one.get("side") == side for one in parties):
                self.add(side)
        self._tell()

    def wrong(self, today: date) -> dict[str, str]:
        """Return the mistakes that need no database, as ``parties.N.field`` counted over the lines with text."""
        filled = [one for one in self.lines if not one.empty()]
        return {
            f"parties.{at}.{name}": said for at, one in enumerate(filled) for name, said in one.wrong(today).items()
        }

    def show_mistakes(self, wrong: Mapping[str, str]) -> PartyLine | None:
        """Show mistakes named ``parties.N.field`` and return the first line that has any."""
        first: PartyLine | None = None
        for at, line in enumerate(one for one in self.lines if not one.empty()):
            mark = f"parties.{at}."
            here = {name.removeprefix(mark): said for name, said in wrong.items() if name.startswith(mark)}
            line.show_mistakes(here)
            first = first or (line if here else None)
        return first

    def widgets(self) -> Iterator[QWidget]:
        """Yield the inputs in their order."""
        for line in self.lines:
            yield from line.widgets()

    def _rank(self) -> None:
        for at, line in enumerate(self.lines, 1):
            line.set_rank(at)
        self.laid.emit()

    def _tell(self) -> None:
        many = sum(not one.empty() for one in self.lines)
        self.count.setText(f"{many} 名当事人" if many > 2 else "")
        self.laid.emit()
        self.changed.emit()
