"""Work off the UI thread and the way back to it: nothing may hold up the window for 50 ms.

``jobs.run(owner, do, done, failed, label=…)`` calls ``do(progress)`` on a worker and ``done(answer)`` on the UI thread,
unless ``owner`` is gone by then. ``jobs.after(owner, database.submit(…), done, failed, label=…)`` does the same for an
action queued at the writer. A :class:`~desktop.errors.UserError` goes to ``failed`` (or to ``jobs.complain``);
everything else is a bug and is raised on the UI thread, where the crash dialog takes it.

``do`` must not touch widgets.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6 import QtCore
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.errors import Cancelled, UserError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")

WORKERS = 3
REST_MS = 60
SHOW_EVERY = 0.05
"""Seconds between two reports of progress to the UI thread."""


def settled(owner: QObject, act: Callable[[], object], rest_ms: int = REST_MS) -> QTimer:
    """Return a timer that calls ``act`` once its ``start`` has not been called for ``rest_ms``: what comes in bursts
    is answered once.
    """
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(rest_ms)
    made.timeout.connect(act)
    return made


class Progress:
    """What work calls as it goes on: ``progress(n, total)`` reports and stops it when the person cancelled."""

    def __init__(self, report: Callable[[int, int], None] = lambda done, total: None) -> None:
        self._report = report
        self.done, self.total = 0, 0
        """How many of how many were behind when the work last said so."""
        self._stop = threading.Event()
        self._told = 0.0

    def __call__(self, done: int = 0, total: int = 0) -> None:
        """Report that ``done`` of ``total`` is behind. Raises ``Cancelled`` once the person cancelled."""
        if self._stop.is_set():
            raise Cancelled("已取消，没有留下任何改动")
        self.done, self.total = done, total
        now = monotonic()
        if now - self._told >= SHOW_EVERY or (total and done >= total):
            self._told = now
            self._report(done, total)

    @property
    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._stop.set()


class Job(QObject):
    """One piece of work under way."""

    moved = Signal(int, int)
    """How many of how many are done."""
    ended = Signal()
    """The work is over, well or badly; nothing else comes after this."""

    def __init__(
        self,
        parent: QObject,
        owner: QObject,
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None,
        label: str,
        stops: bool,
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.stops = stops
        """Whether it can be cancelled: an action queued at the writer cannot."""
        self.began = monotonic()
        self.progress = Progress(self._report)
        self.done = done
        self.failed = failed
        self._owner = owner
        self._dropped = False
        self._over = False
        owner.destroyed.connect(self.drop)

    @property
    def over(self) -> bool:
        """Whether the work has ended."""
        return self._over

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop; ``failed`` is then told ``Cancelled``, unless it was done already."""
        self.progress.cancel()

    @Slot()
    def drop(self) -> None:
        """Stop, and tell nobody: the answer is no longer wanted."""
        self._dropped = True
        self.progress.cancel()

    def is_shown(self) -> bool:
        """Return whether somebody shows the person how far it is."""
        return self.isSignalConnected(QtCore.QMetaMethod.fromSignal(self.moved))

    def wanted(self) -> bool:
        """Return whether somebody still waits for the answer."""
        return not self._dropped and shiboken6.isValid(self._owner)

    def finish(self) -> None:
        """Close the job; called once by its :class:`Jobs`."""
        self._over = True
        if shiboken6.isValid(self._owner):
            self._owner.destroyed.disconnect(self.drop)
        self.ended.emit()
        self.deleteLater()

    def _report(self, done: int, total: int) -> None:
        if not self._dropped:
            self.moved.emit(done, total)


class Jobs(QObject):
    """The workers of the program. Make one at the start; :meth:`close` joins them."""

    begun = Signal()
    """There is work again."""
    _came = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.complain: Callable[[str, UserError], None] | None = None
        """Shows the sentence of an error nobody else takes, with the label of the work."""
        self._pool: ThreadPoolExecutor | None = None
        self._open: set[Job] = set()
        self._closed = False
        self._connected = False

    def run(
        self,
        owner: QObject,
        do: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object] | None = None,
        *,
        label: str,
    ) -> Job:
        """Start ``do`` on a worker and return the job, through which it can be watched and stopped."""
        job = self._begin(owner, done, failed, label, True)
        if self._closed:
            job.drop()
            job.finish()
            return job

        def work() -> T:
            if job.progress.cancelled:
                raise Cancelled("已取消，没有开始")
            return do(job.progress)

        self._follow(job, self._workers().submit(work))
        return job

    def after(
        self,
        owner: QObject,
        future: Future[T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object] | None = None,
        *,
        label: str,
    ) -> Job:
        """Wait for a future without blocking the window, as :meth:`run` does for a function."""
        job = self._begin(owner, done, failed, label, False)
        self._follow(job, future)
        return job

    def busy(self) -> bool:
        """Return whether any work is under way."""
        return bool(self._open)

    def under_way(self) -> list[Job]:
        """Return the work under way, the oldest first."""
        return sorted(self._open, key=lambda job: job.began)

    def close(self) -> None:
        """Stop everything and wait for the workers; no answer is given any more."""
        self._closed = True
        for job in self._open:
            job.drop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        while self._open:
            self._open.pop().finish()

    def _workers(self) -> ThreadPoolExecutor:
        """Return the workers, started with the first work: the login window is painted without them."""
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")
        return self._pool

    def _begin(
        self,
        owner: QObject,
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None,
        label: str,
        stops: bool,
    ) -> Job:
        if not self._connected:
            self._connected = True
            self._came.connect(self._deliver, QtCore.Qt.ConnectionType.QueuedConnection)
        job = Job(self, owner, done, failed, label, stops)
        if not self._closed:
            self._open.add(job)
            self.begun.emit()
        return job

    def _follow(self, job: Job, future: Future[Any]) -> None:
        def ended(finished: Future[Any]) -> None:
            if self._closed or finished.cancelled():
                return
            error = finished.exception()
            self._came.emit(job, None if error else finished.result(), error)

        future.add_done_callback(ended)

    @Slot(object, object, object)
    def _deliver(self, job: Job, answer: Any, error: BaseException | None) -> None:
        if job not in self._open:
            return
        self._open.discard(job)
        try:
            if error is None:
                if job.wanted():
                    job.done(answer)
            elif not isinstance(error, UserError):
                raise error
            elif job.wanted():
                self._tell(job, error)
        finally:
            job.finish()

    def _tell(self, job: Job, error: UserError) -> None:
        if job.failed is not None:
            job.failed(error)
        elif isinstance(error, Cancelled):
            return
        elif self.complain is not None:
            self.complain(job.label, error)
        else:
            raise error


class Changes(QObject):
    """Carries what the writer committed to the UI thread: connect to ``happened(Changed)``."""

    happened = Signal(object)

    def __init__(self, database: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop: Callable[[], None] = database.on_change(self.happened.emit)

    def close(self) -> None:
        """Hear no more; before the database is closed."""
        self._stop()
