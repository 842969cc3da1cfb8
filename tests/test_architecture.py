"""The rules of the house that a machine can hold."""

from __future__ import annotations

import ast
import io
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".venv", ".git", "build", "dist", "node_modules"}
SUBJECTS = "grids people party stations mediation affairs events training surveys appraisal centre accounts exchange"
HOMES = {
    "reportlab": ("desktop/documents/",),
    "sqlcipher3": ("desktop/storage/",),
    "alembic": ("desktop/storage/", "migrations/"),
    "PySide6": ("desktop/views/", "desktop/app.py"),
    "xlsxwriter": ("desktop/exchange/",),
    "openpyxl": ("desktop/exchange/",),
    "python_calamine": ("desktop/exchange/",),
}
"""Libraries and the only rooms that may import them directly."""

MACHINE_WORDS = {
    "a path of one machine": r"(?<![\w.~$}/])/(?:work|root)/\w",
    "an address of a package index": (
        r"\b(?:files|deb|registry|snapshot|security)\.[a-z]+\.(?:org|com|net|cn)\b"
        r"|\bpypi\.(?:\w+\.)*(?:org|cn|com)\b|//\S+/simple\b"
    ),
    "an option that names an index": r"--(?:extra-)?index-url\b|--find-links\b|--trusted-host\b",
}


def sources(*folders: str) -> list[Path]:
    """Return the Python files of the given folders, or of the whole project."""
    roots = [ROOT / folder for folder in folders] or [ROOT]
    files = [path for root in roots for path in (root.rglob("*.py") if root.is_dir() else [root])]
    return sorted(path for path in files if path.exists() and not SKIPPED & set(path.relative_to(ROOT).parts))


def name(path: Path) -> str:
    """Return a file's path from the project's root, the same on every system."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of the modules a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def kept_texts() -> list[Path]:
    """Return the text files that are, or are about to be, under version control."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    files = [ROOT / path for path in listed if path]
    return [path for path in files if path.is_file() and b"\0" not in path.read_bytes()[:8192]]


def test_imports_run_one_way() -> None:
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_each_library_is_used_in_its_own_room_only() -> None:
    strays = [
        f"{name(path)}: {module}"
        for path in sources("desktop", "migrations", "main.py")
        for module in sorted({module.split(".")[0] for module in imports(path)} & set(HOMES))
        if not name(path).startswith(HOMES[module])
    ]
    assert strays == []


def test_subjects_of_the_window_do_not_import_one_another() -> None:
    subjects = SUBJECTS.split()
    strays = [
        f"{name(path)}: {module}"
        for path in sources("desktop/views")
        for own in [path.relative_to(ROOT / "desktop/views").parts[0].removesuffix(".py")]
        if own in subjects
        for module in imports(path)
        if module.startswith("desktop.views.") and module.split(".")[2] in set(subjects) - {own}
    ]
    assert strays == []


def test_no_module_grows_past_500_lines() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources("desktop")}
    assert {path: lines for path, lines in lengths.items() if lines > 500} == {}


def test_no_module_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert [name(path) for path in sources() if empty_names & {path.stem, path.parent.name}] == []


def test_identifiers_are_english() -> None:
    strays = [
        f"{name(path)}:{token.start[0]}: {token.string}"
        for path in sources("desktop", "migrations", "packaging", "main.py", "dev.py")
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.NAME and not token.string.isascii()
    ]
    assert strays == []


def test_every_folder_of_tests_is_a_package() -> None:
    """Two layers may each have a ``test_mediation.py``: only packages keep them apart."""
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("what", MACHINE_WORDS)
def test_files_name_no_machine_and_no_index(what: str) -> None:
    pattern = re.compile(MACHINE_WORDS[what])
    strays = [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path in kept_texts()
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert strays == []
