"""The recovery key (恢复密钥): the page that shows it once, and the login by it."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.clock import Clock
from desktop.errors import Invalid, UserError
from desktop.storage.errors import MistypedRecoveryKey
from desktop.views.entrance import Entrance
from desktop.views.jobs import Jobs, Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.buttons import button
from desktop.views.widgets.card import panel
from desktop.views.widgets.field import Field
from desktop.views.widgets.inputs import Line, PasswordField
from desktop.views.widgets.text import label

if TYPE_CHECKING:
    from desktop.services.offices import OpenOffice

ASKED = 4
"""How many characters of the last group are typed to show that the key was kept."""


class KeyCard(QWidget):
    """Shows a recovery key once: copy, save as PDF; :attr:`kept` tells once it was shown to be kept."""

    kept = Signal(bool)

    def __init__(self, key: str, office: str, account: str, clock: Clock, demo: bool = False) -> None:
        super().__init__()
        self.key, self._office, self._account, self._clock, self._demo = key, office, account, clock, demo
        groups = key.split("-")
        card = panel("sunken", margins=(14, 12, 14, 12))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        for at, group in enumerate(groups):
            row, place = divmod(at, 4)
            words = QVBoxLayout()
            words.setSpacing(0)
            shown = label(group, "h1")
            shown.setAccessibleName(f"第 {at + 1} 组 {' '.join(group)}")
            words.addWidget(shown)
            words.addWidget(label(f"第 {at + 1} 组", "cap"))
            grid.addLayout(words, row, place)
        layout = card.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(grid)
        self.copy = button("复制", "copy")
        self.copy.clicked.connect(lambda _checked=False: self._copy())
        self.save = button("保存为 PDF…", "print")
        self.save.clicked.connect(lambda _checked=False: self._save())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.copy)
        buttons.addStretch(1)
        self.said = label("", "sub", "green", wrap=True)
        self.said.hide()
        self.tick = QCheckBox("我已把恢复密钥妥善保存（打印封存或抄写）")
        self.tick.toggled.connect(lambda _on: self._check())
        self.typed = Line("", "")
        self.typed.setMaxLength(8)
        self.typed.textChanged.connect(lambda _text: self._check())
        self.field = Field(f"请输入第 {len(groups)} 组的 {len(groups[-1])} 个字符", self.typed, "用来确认确实保存好了")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (card, buttons, self.said, self.tick, self.field):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)

    def is_kept(self) -> bool:
        """Tell whether the person showed that the key is kept."""
        wanted = self.key.split("-")[-1]
        typed = "".join(self.typed.text().split()).upper().translate(str.maketrans("OIL", "011"))
        return self.tick.isChecked() and typed == wanted

    def save_to(self, target: Path) -> None:
        """Write the printed page."""
        from desktop.documents.recovery import print_recovery_key

        print_recovery_key(
            self.key,
            target,
            office=self._office,
            account=self._account,
            day=self._clock.today(),
            demo=self._demo,
        )
        self._say("green", f"已保存到 {target}")

    def _say(self, tone: str, text: str) -> None:
        from desktop.views import theme

        theme.set_look(self.said, "tone", tone)
        self.said.setText(text)
        self.said.show()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.key)
        self._say("green", "已复制。请粘贴到要打印的文件里，不要存在电脑上")

    def _save(self) -> None:
        found, _ = QFileDialog.getSaveFileName(self, "保存恢复密钥", "恢复密钥.pdf", "PDF 文件 (*.pdf)")
        if not found:
            return
        try:
            self.save_to(Path(found))
        except UserError as error:
            self._say("danger", str(error))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(found))

    def _check(self) -> None:
        wanted = len(self.key.split("-")[-1])
        wrong = self.tick.isChecked() and len(self.typed.text().strip()) >= wanted and not self.is_kept()
        self.field.set_mistake(f"与第 {len(self.key.split('-'))} 组不一致，请对照上面的密钥重新输入" if wrong else "")
        self.kept.emit(self.is_kept())


class RecoveryLogin(Entrance):
    """Opens an office by its recovery key and gives the account a new password."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, jobs: Jobs, clock: Clock, folder: Path, account: str) -> None:
        super().__init__(440, 12)
        self._jobs, self._clock, self._folder = jobs, clock, folder
        self.banner = Banner("danger", "没有打开", " ")
        self.banner.hide()
        self.account = Line(account)
        self.key = Line("", "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.key_field = Field("恢复密钥", self.key, "打印件上的 7 组字符，不分大小写，横线可省略", required=True)
        self.account_field = Field("账号", self.account, required=True)
        self.password = PasswordField("新密码")
        self.again = PasswordField("再输一次新密码")
        self.mistake = label("", "cap", "danger", wrap=True)
        self.mistake.hide()
        self.go = button("重设密码并登录", "", "primary")
        self.go.clicked.connect(lambda _checked=False: self.login())
        back = button("返回登录", "chevron-left")
        back.clicked.connect(lambda _checked=False: self.left.emit())
        for part in (
            label("用恢复密钥登录", "h1"),
            label(str(folder), "cap", "t2", wrap=True),
            self.banner,
            self.account_field,
            self.key_field,
            self.password,
            self.again,
            self.mistake,
        ):
            self.column.addWidget(part)
        self.foot_row.addWidget(back)
        self.foot_row.addStretch(1)
        self.foot_row.addWidget(self.go)
        self.show_foot_row()
        order = (self.account, self.key, self.password.edit, self.again.edit)
        for line, following in itertools.pairwise(order):
            line.returnPressed.connect(following.setFocus)
        self.again.edit.returnPressed.connect(self.login)
        self.setFocusProxy(self.key if account else self.account)

    def login(self) -> None:
        """Check what was typed and open the office."""
        if not self.go.isEnabled():
            return
        self._show({})
        account, key, password = self.account.text().strip(), self.key.text().strip(), self.password.edit.text()
        missing = {name: "没有填写" for name, text in (("account", account), ("key", key)) if not text}
        if password != self.again.edit.text():
            missing["password"] = "两次输入的新密码不一致，请重新输入"
        elif not password:
            missing["password"] = "请设置新密码，至少 8 个字符"
        if missing:
            self._show(missing)
            return
        self.go.setEnabled(False)

        def work(progress: Progress) -> Any:
            from desktop.services import offices

            return offices.open_with_recovery(self._folder, account, key, password, self._clock)

        self._jobs.run(self, work, self._opened, self._refused, label="用恢复密钥登录")

    def _opened(self, office: OpenOffice) -> None:
        self.go.setEnabled(True)
        self.opened.emit(office)

    def _refused(self, error: UserError) -> None:
        self.go.setEnabled(True)
        if isinstance(error, Invalid):
            self._show(error.mistakes)
        elif isinstance(error, MistypedRecoveryKey):
            self._show({"key": str(error)})
            self.key.setFocus()
        else:
            self.banner.set_message("danger", "没有打开", str(error))
            self.banner.show()

    def _show(self, mistakes: Any) -> None:
        self.banner.hide()
        self.account_field.set_mistake(mistakes.get("account", "") or mistakes.get("name", ""))
        self.key_field.set_mistake(mistakes.get("key", ""))
        sentence = mistakes.get("password", "")
        self.mistake.setText(sentence)
        self.mistake.setVisible(bool(sentence))
