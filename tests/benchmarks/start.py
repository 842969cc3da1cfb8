"""Starting: the first painted login window, its memory, and the way from the password to the home page.

Every time is taken in a fresh process, the bare window and the program in turn.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import Ratio
from tests.benchmarks._offices import FOLDER, PASSWORD, ROOT, demo_office

RUNS = 9
HOME_RUNS = 5

REPORT = """
def report(**more):
    import json, os, sys, time
    at = time.perf_counter()
    try:
        with open("/proc/self/statm") as file:
            resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        resident = 0
    print(json.dumps({"at": at, "resident": resident, **more}), flush=True)
    os._exit(0)
"""

BARE = (
    REPORT
    + """
import sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, report)
        return done
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
)

OURS = (
    REPORT
    + """
import sys
import main as program
from desktop import app
make = app.make_window
def made(*given):
    window = make(*given)
    window.painted.connect(report)
    return window
app.make_window = made
program.main(["--office", sys.argv[1]])
"""
)

HOME = (
    REPORT
    + """
import sys, time
import main as program
from desktop import app
from PySide6.QtCore import QTimer
make = app.make_window
times = {}
def made(*given):
    window = make(*given)
    timer = QTimer(window)
    timer.setInterval(1)
    def look():
        if "start" not in times:
            if window._importer is None or window._importer.ident is None or window._importer.is_alive():
                return
            times["start"] = time.perf_counter()
            window.login.password.edit.setText(sys.argv[2])
            window.login.login()
        elif window.shell is not None:
            times.setdefault("shell", time.perf_counter())
            page = window.shell.page()
            if page is not None and page._seen is not None:
                timer.stop()
                QTimer.singleShot(0, done)
    def done():
        end = time.perf_counter()
        from desktop.storage import keyring
        from desktop.storage.place import Place
        ring = Place(window.shell.opened.place.path).keeper.read()
        argon = []
        for _ in range(3):
            start = time.perf_counter()
            keyring._from_password(sys.argv[2], ring.accounts[0].salt, ring.accounts[0].params)
            argon.append(time.perf_counter() - start)
        report(took=end - times["start"], shell=times["shell"] - times["start"], argon=sorted(argon)[1])
    timer.timeout.connect(look)
    timer.start()
    return window
app.make_window = made
program.main(["--office", sys.argv[1]])
"""
)


def run() -> list[Ratio]:
    """Take all times."""
    office = demo_office()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        shutil.copytree(office, folder)
        home = Path(name) / "user"
        _ours(OURS, home, folder)
        _ours(BARE, home)
        rounds = [(_ours(BARE, home), _ours(OURS, home, folder)) for _ in range(RUNS)]
        bare, ours = (statistics.median(one[at]["took"] for one in rounds) for at in (0, 1))
        bare_size, size = (statistics.median(one[at]["resident"] for one in rounds) / 2**20 for at in (0, 1))
        entered = [_ours(HOME, home, folder, PASSWORD) for _ in range(HOME_RUNS)]
    into = statistics.median(one["took"] - one["argon"] for one in entered)
    shell = statistics.median(one["shell"] - one["argon"] for one in entered)
    argon = statistics.median(one["argon"] for one in entered)
    found = [
        Ratio("first painted login window", ours / bare, 1.4, f"{ours * 1e3:.0f} ms / {bare * 1e3:.0f} ms"),
        Ratio(
            "password to painted home page, without Argon2id, against the bare window",
            into / bare,
            2,
            f"{into * 1e3:.0f} ms (shell after {shell * 1e3:.0f}, Argon2id {argon * 1e3:.0f}) / {bare * 1e3:.0f} ms",
        ),
    ]
    if bare_size:
        found.insert(1, Ratio("memory at first paint", size / bare_size, 1.5, f"{size:.0f} / {bare_size:.0f} MiB"))
    return found


def _ours(script: str, home: Path, *words: object) -> dict[str, float]:
    """Run a script in a fresh process and return what it reported, with the seconds since it was started."""
    names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **{name: str(home / name) for name in names}}
    environment["PYTHONPATH"] = str(ROOT)
    # An installed program has its byte code beside it; here it is kept out of the source folders.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(FOLDER / "bytecode")
    start = time.perf_counter()
    answer = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, float] = json.loads(answer.stdout.strip().splitlines()[-1])
    return {"took": found["at"] - start, **found}
