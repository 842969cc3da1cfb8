"""What is said about a photo or scan: of a file before it is kept, and of one that is kept already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import AttachmentRole, description
from desktop.services.attachment_files import Prepared
from desktop.services.attachments import KIND, Kept, New
from desktop.services.saving import clean
from desktop.views import tokens
from desktop.views.desk import Desk
from desktop.views.records.attachment_rows import Thumbnail, told_size
from desktop.views.records.fields import Fields
from desktop.views.records.sections import EnterMoves
from desktop.views.widgets.buttons import button, icon_button
from desktop.views.widgets.text import Elided

NARROW, WIDE = 420, 720
"""Logical pixels below which the fields stand under one another, and from which three stand side by side."""
SECTION = "附件"


class Card(QFrame):
    """The small picture and the fields of one attachment, as its description names them."""

    removed = Signal()
    entered = Signal()
    """Enter in the last field."""
    LATER: frozenset[str] = frozenset()
    """Fields that are not asked here."""

    def __init__(
        self, desk: Desk, options: Mapping[str, str], file_name: str, caption: str, small: bytes | None
    ) -> None:
        super().__init__()
        self.setProperty("card", "sunken")
        described = description(KIND)
        self.fields = Fields(desk, KIND, True, lambda _one: None, self)
        names = [
            one for one in described.fields if one.section == SECTION and one.editable and one.name not in self.LATER
        ]
        self._shown = [(one.name, self.fields.make(one, options if one.choices else {})[1]) for one in names]
        self._asked: list[str] = []
        self._enter = EnterMoves(self)
        self._enter.follow(list(self.fields.widgets()))
        self._enter.past_last.connect(self.entered)
        self._columns = 0
        self.file = Elided(file_name, "h3")
        self.caption = Elided(caption, "cap")
        self.drop = icon_button("close", f"去掉 {file_name}", "icon sm")
        self.drop.clicked.connect(self.removed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.file)
        words.addWidget(self.caption)
        head = QHBoxLayout()
        head.setSpacing(10)
        picture = Thumbnail(small, file_name)
        head.addWidget(picture)
        head.addLayout(words, 1)
        head.addWidget(self.drop)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.FORM_GAP)
        self._grid.setVerticalSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        self._below = column
        self.fields.changed.connect(self._sort_out)

    def set_width(self, width: int) -> None:
        """Lay the fields out for this width."""
        columns = 1 if width < NARROW else 2 if width < WIDE else 3
        if columns != self._columns:
            for at in range(self._columns):
                self._grid.setColumnStretch(at, 0)
            for at in range(columns):
                self._grid.setColumnStretch(at, 1)
            self._columns = columns
            self._lay_out()

    def _lay_out(self) -> None:
        """Put the fields that are asked side by side, in their order."""
        for _, shown in self._shown:
            self._grid.removeWidget(shown)
        asked = [shown for name, shown in self._shown if self._is_asked(name)]
        columns = max(1, self._columns)
        for place, shown in enumerate(asked):
            self._grid.addWidget(shown, place // columns, place % columns)
        for name, shown in self._shown:
            shown.setVisible(self._is_asked(name))

    def fill(self, values: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        """Show what is known; nothing counts as typed."""
        self.fields.fill(values, texts)
        self._sort_out()

    def values(self) -> dict[str, Any]:
        """Return what is typed, as the services take it; what does not concern this kind of attachment is empty."""
        empty = {"faces": False, "consent_on": None}
        return {name: self.fields.input(name).raw() if self._is_asked(name) else empty[name] for name, _ in self._shown}

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        next(self.fields.widgets()).setFocus()

    def _is_asked(self, name: str) -> bool:
        """Return whether a field concerns this attachment: people and their consent only those of photos."""
        photo = self.fields.input("role").raw() == AttachmentRole.PHOTO.value
        if name == "faces":
            return bool(photo)
        return name != "consent_on" or bool(photo and self.fields.input("faces").raw())

    def _sort_out(self) -> None:
        asked = [name for name, _ in self._shown if self._is_asked(name)]
        if asked != self._asked:
            self._asked = asked
            self._lay_out()


class NewCard(Card):
    """A file that is to be kept; what it is called and what it is are proposed."""

    LATER = frozenset({"notes"})

    def __init__(self, desk: Desk, options: Mapping[str, str], file: Prepared, start: Mapping[str, Any]) -> None:
        pages = f"{file.pages} 页，" if file.pages else ""
        super().__init__(desk, options, file.file_name, f"{pages}{told_size(len(file.data))}", file.thumbnail)
        self.prepared = file
        role = file.role
        # Whoever photographs people needs their word; so it is asked until somebody says there are none.
        known = {"title": file.title, "role": role, "taken_on": file.taken_on, "faces": True} | dict(start)
        self.fill(known, {})

    def wish(self) -> New | None:
        """Return the file with what was typed; None after mistakes are shown at their fields."""
        raw, described = self.values(), description(KIND)
        wrong = self.fields.wrong(True)
        if wrong:
            self.fields.show_mistakes(wrong)
            self.fields.go_to(next(iter(wrong)))
            return None
        if raw["faces"] and not str(raw["consent_on"] or "").strip():
            self.refuse({"consent_on": "照片上有人，请填本人同意留存的日期；认不出人的请去掉“照片上有人”"})
            return None
        typed = {name: clean(described[name], value) for name, value in raw.items()}
        return New(self.prepared, **typed)

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Show mistakes at their fields."""
        self.fields.show_mistakes(wrong)
        known = [name for name in wrong if name in self.fields]
        if known:
            self.fields.go_to(known[0])


class EditCard(Card):
    """What is said about an attachment that is kept; :attr:`agreed` when it is to be saved."""

    agreed = Signal()

    def __init__(self, desk: Desk, options: Mapping[str, str], kept: Kept) -> None:
        super().__init__(desk, options, kept.file_name or kept.title, told_size(kept.size), kept.thumbnail)
        self.kept = kept
        self.drop.setAccessibleName(f"不修改 {kept.title}")
        self.drop.setToolTip("不修改")
        values = {
            "title": kept.title,
            "role": kept.role,
            "taken_on": kept.taken_on,
            "faces": kept.faces,
            "consent_on": kept.consent_on,
            "notes": kept.notes,
        }
        self.fill(values, {"role": kept.role_label})
        self.save = button("保存", "check", "sm")
        self.save.clicked.connect(self.agreed)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.save)
        foot = QWidget()
        foot.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self._below.addWidget(foot)
        self.entered.connect(self.save.setFocus)
