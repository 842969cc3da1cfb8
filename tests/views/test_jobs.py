"""Work off the UI thread: where it runs, where its answer arrives, what happens to its errors."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import Cancelled, UserError
from desktop.views import slow
from desktop.views.jobs import Jobs, Progress
from desktop.views.slow import SlowWork, WorkLine


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_answer_comes_home(jobs: Jobs, qtbot: QtBot) -> None:
    home, seen = threading.get_ident(), []
    jobs.run(
        jobs,
        lambda progress: threading.get_ident(),
        lambda answer: seen.append((answer, threading.get_ident())),
        label="读取",
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, arrived = seen[0]
    assert worker != home
    assert arrived == home
    assert not jobs.busy()


def test_answer_is_dropped_when_nobody_is_there_to_take_it(jobs: Jobs, qtbot: QtBot) -> None:
    owner, go, seen = QObject(), threading.Event(), []
    job = jobs.run(owner, lambda progress: go.wait(5), seen.append, label="读取")
    owner.deleteLater()
    qtbot.waitUntil(lambda: not job.wanted())
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy())
    assert seen == []


def test_user_error_goes_to_who_asked(jobs: Jobs, qtbot: QtBot) -> None:
    def fail(progress: Progress) -> None:
        raise UserError("文件被占用，没有写入，请关闭后重试")

    told: list[str] = []
    jobs.run(jobs, fail, lambda answer: None, lambda error: told.append(str(error)), label="导出")
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["文件被占用，没有写入，请关闭后重试"]


def test_user_error_nobody_takes_goes_to_the_window(jobs: Jobs, qtbot: QtBot) -> None:
    def fail(progress: Progress) -> None:
        raise UserError("磁盘已满，没有写入，请清理后重试")

    told: list[tuple[str, str]] = []
    jobs.complain = lambda label, error: told.append((label, str(error)))
    jobs.run(jobs, fail, lambda answer: None, label="导出")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("导出", "磁盘已满，没有写入，请清理后重试")]


def test_bug_is_raised_on_the_ui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as caught:
        jobs.run(jobs, lambda progress: 1 // 0, lambda answer: None, label="计算")
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_progress_is_told_and_a_cancelled_job_stops(jobs: Jobs, qtbot: QtBot) -> None:
    started, told, moved = threading.Event(), [], []

    def work(progress: Progress) -> None:
        assert started.wait(5)
        progress(1, 10)
        while True:
            progress(2, 10)

    job = jobs.run(jobs, work, lambda answer: told.append(answer), told.append, label="核对")
    job.moved.connect(lambda done, total: moved.append((done, total)))
    started.set()
    qtbot.waitUntil(lambda: bool(moved))
    job.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Cancelled)
    assert moved[0] == (1, 10)


def test_future_of_the_writer_is_awaited_without_blocking(jobs: Jobs, qtbot: QtBot) -> None:
    future: Future[int] = Future()
    seen: list[int] = []
    jobs.after(jobs, future, seen.append, label="保存")
    assert seen == []
    future.set_result(7)
    qtbot.waitUntil(lambda: seen == [7])


def test_closing_waits_for_the_workers_and_gives_no_answers(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []
    jobs.run(jobs, lambda progress: "x", seen.append, label="读取")
    jobs.close()
    qtbot.wait(20)
    assert seen == []
    assert not any(thread.name.startswith("job") for thread in threading.enumerate())


def test_work_asked_for_after_closing_never_starts(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []
    jobs.close()
    job = jobs.run(jobs, lambda progress: seen.append("ran"), seen.append, label="读取")
    qtbot.wait(20)
    assert seen == []
    assert not job.wanted()


@pytest.fixture
def line(jobs: Jobs, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> WorkLine:
    """The line of slow work, without patience."""
    monkeypatch.setattr(slow, "PATIENCE", 0.0)
    made = WorkLine()
    qtbot.addWidget(made)
    SlowWork(jobs, made, made)
    return made


def test_long_work_is_told_with_its_progress_and_stops_when_cancelled(jobs: Jobs, line: WorkLine, qtbot: QtBot) -> None:
    def count(progress: Progress) -> None:
        for done in range(10_000):
            progress(done * 3, 30_000)
            time.sleep(0.005)

    told: list[UserError] = []
    jobs.run(jobs, count, lambda answer: None, told.append, label="复制")
    qtbot.waitUntil(lambda: not line.isHidden() and " / 30,000" in line.text.whole())
    assert line.text.whole().startswith("正在复制")
    assert line.cancel_button.accessibleName() == "取消 复制"
    line.cancel_button.click()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], Cancelled)
    qtbot.waitUntil(line.isHidden)


def test_work_whose_progress_a_page_shows_is_left_to_the_page(jobs: Jobs, line: WorkLine, qtbot: QtBot) -> None:
    go = threading.Event()
    job = jobs.run(jobs, lambda progress: go.wait(5), lambda answer: None, label="导入")
    job.moved.connect(lambda done, total: None)
    qtbot.wait(2 * slow.LOOK_MS + 100)
    assert jobs.busy() and line.isHidden()
    go.set()
    qtbot.waitUntil(lambda: not jobs.busy())


def test_what_waits_for_the_writer_is_told_without_a_way_to_stop_it(jobs: Jobs, line: WorkLine, qtbot: QtBot) -> None:
    future: Future[int] = Future()
    jobs.after(jobs, future, lambda answer: None, label="保存")
    qtbot.waitUntil(lambda: not line.isHidden())
    assert line.cancel_button.isHidden() and line.text.whole() == "正在保存　请稍候"
    future.set_result(1)
    qtbot.waitUntil(line.isHidden)
