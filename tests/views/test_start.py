"""What is imported and made before the login window is painted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATER = ("sqlalchemy", "alembic", "sqlcipher3", "argon2", "cryptography", "reportlab", "psycopg", "pypinyin", "PIL",
         "pypdfium2", "fontTools", "hashlib", "platformdirs", "concurrent.futures", "desktop.storage.keyring",
         "desktop.models", "desktop.services.offices", "desktop.views.shell", "datetime", "dataclasses",
         "logging.handlers", "desktop.clock", "desktop.storage.errors", "desktop.storage.files",
         "desktop.views.widgets.banner")  # fmt: skip

PROGRAM = """
import sys
LATER = {later!r}
{body}
print(" ".join(name for name in LATER if name in sys.modules))
"""
PAINTED = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication
from desktop import app
program = QApplication([])
window = app.make_window(program, folder=Path(sys.argv[1]))
window.login.show_office(Path(sys.argv[1]))
window.show()
app.threading.Thread.start = lambda thread: None
later = []
window.painted.connect(lambda: later.extend(name for name in LATER if name in sys.modules))
window.painted.connect(lambda: later.extend(name for name in ("Qt", "QSettings") if name in vars(QtCore)))
while not window._importer:
    program.processEvents()
program.processEvents()
assert window.isVisible()
sys.stdout.write(" ".join(later))
sys.stdout.flush()
os._exit(0)
"""


def imported(body: str, folder: Path) -> list[str]:
    """Return which of the modules for later a program has imported at its end."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(body=body, later=LATER), str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize("module", ["desktop.app", "desktop.views.login", "desktop.views.crash"])
def test_login_needs_none_of_the_heavy_modules(module: str, tmp_path: Path) -> None:
    assert imported(f"import {module}", tmp_path) == []


def test_login_window_is_painted_before_the_heavy_imports(tmp_path: Path) -> None:
    assert imported(PAINTED, tmp_path) == []


def test_a_path_too_long_for_the_card_makes_no_constants_of_qt(tmp_path: Path) -> None:
    deep = tmp_path / "办公室资料" / "二〇二六年" / "井冈山市红星街道综治中心网格化治理"
    assert imported(PAINTED, deep) == []


def test_folder_of_the_user_is_where_platformdirs_says() -> None:
    import platformdirs

    from desktop.storage import known

    assert known.user_folder() == platformdirs.user_data_path("Jingge", appauthor=False)


def test_the_rest_is_what_an_open_office_needs(tmp_path: Path) -> None:
    found = imported("from desktop.app import import_the_rest; import_the_rest()", tmp_path)
    assert {"sqlalchemy", "sqlcipher3", "argon2", "desktop.models", "desktop.views.shell"} <= set(found)
    assert "reportlab" not in found


def test_version_is_told_without_a_window() -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("井格 0.")
