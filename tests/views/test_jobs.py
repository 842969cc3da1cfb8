"""Work off the UI thread: where it runs, where its answer arrives, what happens to its errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.errors import Cancelled, UserError
from desktop.views.jobs import Jobs, Progress


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
