"""The dialog a bug ends in: what was kept, and a report to copy."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.views.widgets.buttons import button
from desktop.views.widgets.text import label


class ReportDialog(QDialog):
    """Shows a report; the person can copy it and go on working."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent or QApplication.activeWindow())
        self.setWindowTitle("程序出错")
        self.setProperty("card", "question")
        self.report = report
        self._text = QPlainTextEdit(report)
        self._text.setReadOnly(True)
        self._text.setProperty("ro", "true")
        self._text.setAccessibleName("错误报告")
        self.copy = button("复制报告", "copy")
        self.copy.clicked.connect(lambda _checked=False: self._copy())
        go_on = button("继续工作", "", "primary")
        go_on.clicked.connect(lambda _checked=False: self.accept())
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addWidget(label("程序出错了，刚才的操作可能没有完成", "h2", wrap=True))
        words = "已保存的数据都在。请复制下面的报告交给维护人员；报告里没有姓名、号码和登记内容。"
        column.addWidget(label(words, "body", "t2", wrap=True))
        column.addWidget(self._text, 1)
        column.addLayout(row)
        self.resize(600, 380)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.report)
        self.copy.setText("已复制")
