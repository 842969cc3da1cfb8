"""``dev.py`` as a newcomer meets it: run as a program, in a folder of its own where it makes an environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).resolve().parent
LINUX_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays and packages of Linux")


def call(*words: str, project: Path = ROOT, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run ``dev.py`` of a project; ``changed`` sets variables of the environment, ``None`` takes one away."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    for variable, value in changed.items():
        environment.pop(variable, None)
        if value is not None:
            environment[variable] = value
    command = [sys.executable, str(project / "dev.py"), *words]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that needs no library at all, so that its environment is made without any download."""
    shutil.copy(ROOT / "dev.py", tmp_path)
    (tmp_path / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    says = "import os, sys\nprint(sys.prefix, os.getcwd(), sys.argv[1:])\n"
    (tmp_path / "main.py").write_text(says, encoding="utf-8")
    return tmp_path


def test_without_a_task_lists_the_tasks_in_both_languages() -> None:
    listed = call()
    assert listed.returncode == 0
    for name, (_, chinese, english) in dev.TASKS.items():
        assert re.search(rf"^  {name} +{re.escape(chinese)}$", listed.stdout, re.MULTILINE)
        assert english in listed.stdout


def test_unknown_task_is_refused_with_the_list() -> None:
    refused = call("instal")
    assert refused.returncode == 2
    assert refused.stderr.startswith("没有“instal”这个任务。")
    assert "setup" in refused.stderr


def test_setup_takes_no_words() -> None:
    assert (call("setup", "now").returncode, call("setup", "now").stderr) == (2, "任务 setup 不接受参数：now。\n")


@LINUX_ONLY
@pytest.mark.parametrize("words", [["run"], ["run", "--demo"], ["run", "--office", "somewhere"]])
def test_window_without_a_display_says_so_in_one_sentence(words: list[str]) -> None:
    refused = call(*words, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr == "这台机器没有图形显示，窗口打不开；请在桌面环境里运行，或改用不需要窗口的命令。\n"


def test_commands_and_help_need_no_display() -> None:
    assert [dev.opens_window(words) for words in (["figures", "--json"], ["--help"], ["--version"])] == [False] * 3
    assert [dev.opens_window(words) for words in ([], ["--demo"], ["--office", "x"])] == [True] * 3


@pytest.mark.slow
def test_first_call_makes_the_environment_and_hands_the_words_over(project: Path) -> None:
    words = ["figures", "--office", "办公室 一", "--json"]
    first = call("run", *words, project=project, DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == f"{project / '.venv'} {Path.cwd()} {words}"
    assert dev.is_current(project / ".venv", project / "requirements.lock")

    again = call("run", *words, project=project, DISPLAY=None)
    assert again.stdout == first.stdout.splitlines()[-1] + "\n"

    (project / ".venv" / "installing").touch()  # what a killed installation leaves behind
    left_over = project / ".venv" / "half-written"
    left_over.touch()
    assert call("setup", project=project).returncode == 0
    assert dev.is_current(project / ".venv", project / "requirements.lock")
    assert not left_over.exists()


def test_environment_is_current_only_for_the_very_lock_it_was_made_from(tmp_path: Path) -> None:
    environment, lock = tmp_path / ".venv", tmp_path / "requirements.lock"
    lock.write_text("one==1\n", encoding="utf-8", newline="\n")
    assert not dev.is_current(environment, lock)

    python = dev.environment_python(environment)
    python.parent.mkdir(parents=True)
    python.touch()
    assert not dev.is_current(environment, lock)

    (environment / "installed-lock.sha256").write_text(dev.lock_digest(lock), encoding="ascii")
    assert dev.is_current(environment, lock)

    lock.write_text("one==1\n", encoding="utf-8", newline="\r\n")  # a checkout on Windows
    assert dev.is_current(environment, lock)

    lock.write_text("one==2\n", encoding="utf-8")
    assert not dev.is_current(environment, lock)


@LINUX_ONLY
def test_exit_code_of_the_program_is_the_exit_code_of_run(project: Path) -> None:
    (project / "main.py").write_text("import sys\nsys.exit(2)\n", encoding="utf-8")
    python = dev.environment_python(project / ".venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (project / ".venv" / "installed-lock.sha256").write_text(dev.lock_digest(project / "requirements.lock"))
    assert call("run", "check", project=project).returncode == 2


@LINUX_ONLY
def test_nothing_of_the_system_is_missing_where_the_tests_run() -> None:
    assert dev.missing_packages(venv=False, qt=True, server=True) == []


@LINUX_ONLY
def test_library_that_is_not_there_is_found_missing() -> None:
    assert dev.can_load("libc.so.6")
    assert not dev.can_load("libnot-there.so.1")


@LINUX_ONLY
def test_table_of_libraries_covers_what_the_wheels_link_to() -> None:
    """Every plugin a desktop of Debian can choose loads with the libraries of the table alone."""
    import PySide6

    plugins = Path(PySide6.__file__).parent / "Qt" / "plugins"
    needed: set[str] = set()
    for plugin in [*plugins.glob("platforms/libq[xow]*.so"), *plugins.glob("xcbglintegrations/*.so")]:
        listed = subprocess.run(["ldd", str(plugin)], capture_output=True, encoding="utf-8", check=True).stdout
        assert "not found" not in listed, f"{plugin.name}\n{listed}"
        needed |= set(re.findall(r"(libxcb[\w-]*\.so\.\d+|libxkb[\w-]*\.so\.\d+|libEGL\.so\.1) =>", listed))
    assert needed
    assert needed - set(dev.QT_LIBRARIES) == set()


def test_lock_is_made_with_a_tool_of_its_own_or_says_which(project: Path) -> None:
    refused = call("lock", project=project)
    assert refused.returncode == 2
    assert refused.stderr.startswith("重做 requirements.lock 要用 uv：")
    assert refused.stderr.count("\n") == 1


def test_lock_names_every_library_with_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert set(re.findall(r"--[\w-]+", text)) == {"--hash"}
    requirements = text.replace("\\\n", " ").strip().splitlines()
    assert len(requirements) > 30
    for requirement in requirements:
        assert re.match(r"[\w.\-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement), requirement[:80]


def test_lock_holds_every_library_the_project_names() -> None:
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    wanted = {re.split(r"[\s\[<>=!~;]", line)[0].lower().replace("_", "-") for line in named}
    locked = set(re.findall(r"^([\w.\-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))
    assert wanted - locked == set()
