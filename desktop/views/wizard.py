"""The first-run wizard (新建办公室): the unit, its administrator, and the recovery key shown once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from desktop.clock import Clock
from desktop.errors import Invalid, UserError
from desktop.services.division_list import DivisionRow, short_name
from desktop.storage import known
from desktop.views.division_picker import DivisionPicker
from desktop.views.entrance import Entrance
from desktop.views.jobs import Jobs, Progress
from desktop.views.recovery_page import KeyCard
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line, PasswordEdit, PathPicker
from desktop.views.widgets.progress_line import Step, Stepper
from desktop.views.widgets.question import ask
from desktop.views.widgets.text import label
from desktop.views.widgets.waiting import ProgressStrip

if TYPE_CHECKING:
    from desktop.services.offices import OpenOffice

STEPS = ("单位", "管理员", "恢复密钥")
LEVELS = (
    ("community", "社区、村", ("community",), "居民委员会"),
    ("street", "街道、镇、乡", ("street",), "综治中心"),
    ("city_centre", "市（县）综治中心", ("county", "prefecture"), "综治中心"),
    ("mediation_room", "调解室", ("community", "street", "county"), "人民调解委员会"),
)
"""Level of the office, its word, the levels of division it may belong to, and how its name usually ends."""


def documents() -> Path:
    """Return where offices usually lie: the documents of the user."""
    import platformdirs

    return platformdirs.user_documents_path()


def usual_name(level: str, division: DivisionRow) -> str:
    """Return how an office of this level is usually called."""
    ending = next(ending for key, _, _, ending in LEVELS if key == level)
    if level == "community":
        name = division.name
        for short, whole in (("居委会", "社区居民委员会"), ("村委会", "村民委员会")):
            if name.endswith(short) and not name.endswith(whole):
                return name.removesuffix(short).removesuffix("社区").removesuffix("村") + whole
        return name
    place = short_name(division.name) if division.level == "community" else division.name
    return f"{place}{ending}"


class Wizard(Entrance):
    """Three steps; nothing is written before 建立, and then everything or nothing."""

    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, jobs: Jobs, clock: Clock, home: Path | None = None) -> None:
        super().__init__(540, 10)
        self._jobs, self._clock = jobs, clock
        self._home = home or documents()
        self._office: OpenOffice | None = None
        self._named = self._placed = ""
        self.stepper = Stepper()
        self.banner = Banner("danger", "没有建立", " ")
        self.banner.hide()
        self.pages = QStackedWidget()
        for page in (self._unit_page(), self._administrator_page()):
            self.pages.addWidget(page)
        self.progress = ProgressStrip("正在建立办公室", "只需几秒，完成后显示恢复密钥")
        self.progress.cancel.hide()
        self.progress.hide()
        self.cancel = button("取消")
        self.cancel.clicked.connect(lambda _checked=False: self._cancel())
        self.previous = button("上一步", "chevron-left")
        self.previous.clicked.connect(lambda _checked=False: self._show(0))
        self.next = button("下一步", "", "primary")
        self.next.clicked.connect(lambda _checked=False: self.forward())
        self.foot_row.addWidget(self.cancel)
        self.foot_row.addStretch(1)
        self.foot_row.addWidget(self.previous)
        self.foot_row.addWidget(self.next)
        self.show_foot_row()
        self.column.addWidget(label("新建办公室", "h1"))
        for part in (self.stepper, self.banner, self.pages, self.progress):
            self.column.addWidget(part)
        self._show(0)

    # -- steps

    def may_close(self) -> bool:
        """Return whether the program may end here: the recovery key of a new office is shown this once."""
        if self._office is None:
            return True
        question = "恢复密钥还没有确认保存，要退出吗？"
        text = "办公室已建立，下次用密码登录。这份恢复密钥不会再显示；没有保存的，登录后请到“账号”里更换一份。"
        return ask(self, question, text, "退出")

    def forward(self) -> None:
        """Check the step and go on."""
        if not self.next.isEnabled():
            return
        if self.pages.currentIndex() == 0:
            if not self._unit_mistakes():
                self._show(1)
        elif self.pages.currentIndex() == 1:
            if not self._administrator_mistakes():
                self._create()
        elif self._office is not None and self.key is not None and self.key.is_kept():
            office, self._office = self._office, None
            self.opened.emit(office)

    def _show(self, step: int) -> None:
        states = ["done" if at < step else "current" if at == step else "coming" for at in range(3)]
        self.stepper.set_steps(
            [Step(name, "", state) for name, state in zip(STEPS, states, strict=True)]  # type: ignore[arg-type]
        )
        self.pages.setCurrentIndex(step)
        self._fit_page()
        self.previous.setVisible(step == 1)
        self.cancel.setVisible(step < 2)
        self.next.setText(("下一步", "建立办公室", "进入井格")[step])
        self.next.setEnabled(step < 2)
        first = (self.division.search, self.account, self.key.tick if self.key else None)[step]
        if first is not None:
            self.setFocusProxy(first)
            first.setFocus()

    def _fit_page(self) -> None:
        """Give the step the height it needs, not that of the highest step."""
        page = self.pages.currentWidget()
        layout = page.layout() if page is not None else None
        if layout is not None:
            layout.activate()
            room = self.column.geometry().width() or self.pages.width()
            self.pages.setFixedHeight(max(layout.totalHeightForWidth(room), layout.minimumSize().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the step to another width or font."""
        super().resizeEvent(event)
        self._fit_page()

    def _cancel(self) -> None:
        self.cancelled.emit()

    # -- 1 the unit

    def _unit_page(self) -> QWidget:
        self.level = QComboBox()
        for key, word, _, _ in LEVELS:
            self.level.addItem(word, key)
        self.level.currentIndexChanged.connect(lambda _at: self._level_chosen())
        self.name = Line()
        self.division = DivisionPicker()
        self.division.picked.connect(lambda _row: self._division_chosen())
        self.division.accepted.connect(lambda: self.name.setFocus())
        self.name.setMaxLength(60)
        self.folder = PathPicker("folder", "办公室文件夹", "更改…")
        self.folder.picked.connect(lambda _path: self._show_mistakes({}))
        self.fields = {
            "level": Field("单位级别", self.level),
            "division_code": Field("所属区划", self.division, required=True),
            "name": Field("单位名称", self.name, "打印在公示牌和名册上", required=True),
            "folder": Field("保存位置", self.folder, "数据加密保存在这个文件夹；不要放在网络盘和 U 盘上"),
        }
        self.name.returnPressed.connect(self.forward)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for field in self.fields.values():
            column.addWidget(field)
        column.addStretch(1)
        self._level_chosen()
        return page

    def _level_chosen(self) -> None:
        levels = LEVELS[self.level.currentIndex()][2]
        self.division.set_levels(levels)
        self._division_chosen()

    def _division_chosen(self) -> None:
        row = self.division.division()
        if row is None:
            return
        name = usual_name(str(self.level.currentData()), row)
        if self.name.text() in ("", self._named):
            self.name.setText(name)
            self._named = name
        path = self.folder.path()
        if path is None or str(path) == self._placed:
            self._placed = str(self._home / "井格" / name)
            self.folder.set_path(Path(self._placed))
        self.fields["division_code"].set_mistake("")

    def _unit_mistakes(self) -> bool:
        mistakes: dict[str, str] = {}
        if self.division.division() is None:
            mistakes["division_code"] = "请从列表中选择所属区划"
        name = self.name.text().strip()
        if not name:
            mistakes["name"] = "单位名称没有填写"
        elif len(name) > 40:
            mistakes["name"] = f"单位名称最多 40 个字，现在是 {len(name)} 个"
        if self.folder.path() is None:
            mistakes["folder"] = "请选择保存位置"
        self._show_mistakes(mistakes)
        return bool(mistakes)

    # -- 2 the administrator

    def _administrator_page(self) -> QWidget:
        self.account = Line("", "如 肖桂兰")
        self.account.setMaxLength(40)
        self.password = PasswordEdit("密码")
        self.again = PasswordEdit("再输一次密码")
        self.phone = Line()
        self.fields |= {
            "administrator": Field("管理员账号", self.account, "用本人姓名，登录时使用", required=True),
            "password": Field(
                "密码", self.password, "至少 8 个字符，不能全是同一个字符，不能与账号相同", required=True
            ),
            "again": Field("再输一次密码", self.again, required=True),
            "phone": Field("办公电话", self.phone, "可以不填，印在公示牌上"),
        }
        self.key: KeyCard | None = None
        for line, following in (
            (self.account, self.password),
            (self.password, self.again),
            (self.again, self.phone),
        ):
            line.returnPressed.connect(following.setFocus)
        self.phone.returnPressed.connect(self.forward)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for name in ("administrator", "password", "again", "phone"):
            column.addWidget(self.fields[name])
        column.addStretch(1)
        return page

    def _administrator_mistakes(self) -> bool:
        from desktop.storage import keyring

        mistakes: dict[str, str] = {}
        name, password = self.account.text().strip(), self.password.text()
        if not name:
            mistakes["administrator"] = "管理员账号没有填写"
        elif len(name) > keyring.NAME_LENGTH:
            mistakes["administrator"] = f"账号最长 {keyring.NAME_LENGTH} 个字，现在是 {len(name)} 个"
        try:
            keyring.check_password(name, password)
        except Invalid as error:
            mistakes["password"] = error.mistakes["password"]
        if "password" not in mistakes and password != self.again.text():
            mistakes["again"] = "两次输入的密码不一致，请重新输入"
        self._show_mistakes(mistakes)
        return bool(mistakes)

    def _show_mistakes(self, mistakes: Mapping[str, str]) -> None:
        self.banner.hide()
        for name, field in self.fields.items():
            field.set_mistake(mistakes.get(name, ""))
        first = next((name for name in self.fields if name in mistakes), "")
        if first:
            self.fields[first].setFocus()
        if hasattr(self, "pages"):
            self._fit_page()

    # -- 3 everything at once

    def _create(self) -> None:
        row, folder = self.division.division(), self.folder.path()
        if row is None or folder is None:
            return
        self._busy(True)
        words = (self.name.text().strip(), str(self.level.currentData()), row.code, self.account.text().strip())
        password, phone = self.password.text(), self.phone.text().strip()

        def work(progress: Progress) -> Any:
            from desktop.services import offices

            return offices.create_office(folder, offices.NewOffice(*words, password, phone), self._clock)

        self._jobs.run(self, work, self._created, self._refused, label="建立办公室")

    def _created(self, answer: tuple[OpenOffice, str]) -> None:
        self._busy(False)
        self._office, printed = answer
        office = self._office
        self.destroyed.connect(office.close)
        known.remember(known.Known(office.place.path, office.name, office.database.actor.name))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        text = "办公室已建立。下面的恢复密钥只显示这一次：忘记密码时凭它打开办公室，丢失后无法找回。"
        column.addWidget(Banner("gold", "请马上保存恢复密钥", text, "key"))
        self.key = KeyCard(printed, office.name, office.database.actor.name, self._clock)
        self.key.kept.connect(self.next.setEnabled)
        self.key.typed.returnPressed.connect(self.forward)
        column.addWidget(self.key)
        self.pages.addWidget(page)
        self._show(2)

    def _refused(self, error: UserError) -> None:
        self._busy(False)
        if isinstance(error, Invalid):
            mistakes = {{"name": "administrator"}.get(name, name): text for name, text in error.mistakes.items()}
            unit = {"name", "division_code", "level"} & set(error.mistakes)
            if unit and self.name.text() and "administrator" not in error.mistakes and len(self.name.text()) > 40:
                self._show(0)
            self._show_mistakes(mistakes)
            return
        self.banner.set_message("danger", "没有建立", str(error))
        self.banner.show()

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.set_progress(0, 0)
        for part in (self.pages, self.cancel, self.previous, self.next):
            part.setEnabled(not busy)
