"""The page of training: classes, who came, who taught; sign-in typed back, certificates numbered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop.services import saving, training_sign_in
from desktop.services.records import Filter, Opened, title
from desktop.views.desk import Desk
from desktop.views.records.actions import Action, Chosen, Extras, View
from desktop.views.records.list import RecordList
from desktop.views.records.several import Part, SeveralParts
from desktop.views.training.call import start_call
from desktop.views.training.numbers import start_numbering
from desktop.views.training.sign_in import SignInPage
from desktop.views.widgets.buttons import button


def class_views(today: date) -> list[View]:
    """Return the saved views of classes."""
    first = today.replace(month=1, day=1)
    return [
        View("今年", (Filter("started_on", "from", first),)),
        View("签到没录完", (Filter("waiting", "from", 1),)),
    ]


def attendance_views() -> list[View]:
    """Return the saved views of attendances."""
    return [
        View("到训", (Filter("came", "is", True),)),
        View("请假", (Filter("status", "is", "leave"),)),
        View("缺训", (Filter("status", "is", "absent"),)),
        View("待签到", (Filter("status", "is", "called"),)),
    ]


class TrainingPage(SeveralParts):
    """Classes, attendances and trainers."""

    help_topic = "training"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        parts = [
            Part("classes", "培训班", self._classes),
            Part("attendances", "参训记录", self._attendances),
            Part("trainers", "授课教师", lambda: RecordList(desk, "trainers")),
        ]
        super().__init__(parts, "培训")

    def _classes(self) -> RecordList:
        desk = self._desk

        def sign_in(chosen: Chosen) -> None:
            if chosen.ids:
                self.sign_in(chosen.ids[0])

        return RecordList(
            desk,
            "classes",
            title="培训班",
            views=class_views(desk.clock.today()),
            actions=[
                Action("学时表", "print", lambda chosen: desk.go("preview", paper="training-hours"), "boards"),
            ],
            extras=Extras(
                top=lambda opened: self._buttons(opened),
                actions=[
                    Action("签到录入", "check-square", sign_in, writes=True),
                ],
            ),
        )

    def _buttons(self, opened: Opened) -> QWidget:
        """Return what is done with a class, in the order it is done."""
        desk, class_id = self._desk, opened.id
        block = QWidget()
        grid = QGridLayout(block)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setSpacing(6)
        doings = (
            ("通知参训", "megaphone", lambda: start_call(desk, self, class_id), True),
            ("打印签到表", "print", lambda: desk.go("preview", paper="sign-in", **{"class": class_id}), False),
            ("签到录入", "check-square", lambda: self.sign_in(class_id), True),
            ("结业证书编号", "award", lambda: start_numbering(desk, self, class_id), True),
            (
                "打印结业证书",
                "print",
                lambda: desk.go("preview", paper="training-certificates", **{"class": class_id}),
                False,
            ),
            ("情况汇总", "file", lambda: desk.go("preview", paper="training-summary", **{"class": class_id}), False),
        )
        writes = saving.allowed("attendances", desk.actor)
        shown = [one for one in doings if writes or not one[3]]
        for at, (text, icon, act, _) in enumerate(shown):
            made = button(text, icon, "sm")
            made.clicked.connect(lambda _checked=False, act=act: act())
            grid.addWidget(made, at // 2, at % 2)
        block.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return block

    def _attendances(self) -> RecordList:
        desk = self._desk

        def print_chosen(chosen: Chosen) -> None:
            with desk.database.read() as session:
                classes = training_sign_in.classes_of(session, chosen.ids)
            if len(classes) != 1:
                desk.toast("请勾选同一期的参训记录，再打印结业证书")
                return
            desk.go("preview", paper="training-certificates", people=chosen.ids, **{"class": classes.pop()})

        return RecordList(
            desk,
            "attendances",
            views=attendance_views(),
            bulk_actions=[Action("打印结业证书", "award", print_chosen)],
        )

    def sign_in(self, class_id: UUID) -> SignInPage:
        """Open the screen on which the sign-in of a class is typed back."""
        with self._desk.database.read() as session:
            name = title(session, "classes", class_id)
        page = SignInPage(self._desk, class_id, name)
        self._desk.push(page)
        return page
