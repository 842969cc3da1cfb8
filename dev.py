#!/usr/bin/env python3
"""One command per task of the project: ``python3 dev.py TASK``; without a task it lists them.

Only the standard library is used, so that a stock Python of a fresh Debian or Windows machine runs it. The syntax
stays readable for older Pythons, so that they too can be told in one sentence what is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What the Qt modules and plugins of the wheels link to outside themselves (readelf -d), and its Debian package."""


class Stop(Exception):
    """What a person has to do first; ends the task with exit code 2."""


# The environment


def lock_digest(lock: Path) -> str:
    """Return the SHA-256 of the lock file, the same for both kinds of line ending."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def environment_python(environment: Path) -> Path:
    """Return the interpreter of a virtual environment, in the place where this system keeps it."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_unfinished(environment: Path) -> bool:
    """Tell whether an installation into the environment was begun and never ended."""
    return (environment / "installing").exists()


def is_current(environment: Path, lock: Path) -> bool:
    """Tell whether the environment holds exactly what the lock file names."""
    stamp = environment / "installed-lock.sha256"
    return (
        environment_python(environment).exists()
        and not is_unfinished(environment)
        and stamp.exists()
        and stamp.read_text(encoding="ascii") == lock_digest(lock)
    )


def make_environment(environment: Path, lock: Path) -> None:
    """Make the virtual environment, or bring it up to the lock file; a half-made one is made anew."""
    if is_current(environment, lock):
        return
    with one_at_a_time(environment.parent / "build" / "setup.lock"):
        if is_current(environment, lock):
            return
        if is_unfinished(environment) or not environment_python(environment).exists():
            shutil.rmtree(environment, ignore_errors=True)
        is_new = not environment.exists()
        environment.mkdir(exist_ok=True)
        (environment / "installing").touch()
        if is_new:
            say("正在建立 .venv ……")
            base = getattr(sys, "_base_executable", sys.executable)
            require(run([base, "-m", "venv", str(environment)]), "建立 .venv 失败：请按上面的提示处理后再运行一次。")
        say("正在按 requirements.lock 安装所需的库……")
        install = [str(environment_python(environment)), "-m", "pip", "install", "--disable-pip-version-check"]
        install += ["--no-input", "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
        if not sys.stdout.isatty():
            install += ["--progress-bar", "off"]
        require(run(install), "安装没有完成：请检查网络或 pip 的软件源设置，再运行一次，会从头补齐。")
        (environment / "installed-lock.sha256").write_text(lock_digest(lock), encoding="ascii")
        (environment / "installing").unlink()


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file while the block runs; the system lets go of it when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as held:
        if sys.platform == "win32":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):  # raised after ten tries, one a second
                    msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# The system's own packages


def missing_packages(*, venv: bool, qt: bool, server: bool) -> list[str]:
    """Return the Debian packages that are still missing for what is asked; nothing on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    packages: list[str] = []
    if venv and importlib.util.find_spec("ensurepip") is None:
        packages.append("python{}.{}-venv".format(*sys.version_info[:2]))
    if qt:
        packages += sorted({package for name, package in QT_LIBRARIES.items() if not can_load(name)})
    if server and not has_postgres():
        packages.append("postgresql")
    return packages


def can_load(library: str) -> bool:
    """Tell whether the dynamic linker finds a shared library and all that it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_postgres() -> bool:
    """Tell whether the programs of a PostgreSQL server are on this machine, running or not."""
    return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))) or shutil.which("initdb") is not None


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages when run as root; otherwise stop with the one command to run."""
    if not packages:
        return
    if shutil.which("apt-get") is None:
        names = " ".join(packages)
        raise Stop(f"本机缺少这些软件（按 Debian 的名称）：{names}；请用系统的软件管理器装好后再运行。")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not is_root():
        command = as_root("apt-get update && " + shlex.join(install))
        raise Stop(f"本机缺少系统软件包，请先运行下面这一条命令，再重新执行：\n{command}")
    say("正在安装系统软件包：{}".format(" ".join(packages)))
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], quiet)  # where an old list still serves, a failed refresh does no harm
    require(run([*install, "-q"], quiet), "系统软件包没有装上：请按上面 apt-get 的提示处理后再运行一次。")


def is_root() -> bool:
    """Tell whether this process may install system packages."""
    return sys.platform != "win32" and os.geteuid() == 0


def as_root(command: str) -> str:
    """Return the shell line by which an ordinary user runs a command as root; ``su -`` puts sbin on its path."""
    return ("sudo sh -c " if shutil.which("sudo") else "su - -c ") + shlex.quote(command)


def set_up(*, qt: bool = True, server: bool = False) -> None:
    """Bring the machine and the environment to what a task needs.

    ``qt`` says that a window is made: then missing libraries of Qt stop the task. Without it they are installed
    where that is possible and passed over where it is not, for commands work without them.
    """
    is_made = is_current(ROOT / ".venv", ROOT / "requirements.lock")
    install_packages(missing_packages(venv=not is_made, qt=qt or is_root(), server=server))
    make_environment(ROOT / ".venv", ROOT / "requirements.lock")


# The tasks


def setup(words: Sequence[str]) -> int:
    """Make ``.venv`` from the lock file and install what Qt needs of the system."""
    no_words("setup", words)
    set_up()
    say("环境已就绪：.venv 与 requirements.lock 一致。")
    return 0


def run_program(words: Sequence[str]) -> int:
    """Open the program, or hand the words to it as a command, from the folder the caller stands in."""
    window = opens_window(words)
    if window and not has_display(os.environ):
        raise Stop("这台机器没有图形显示，窗口打不开；请在桌面环境里运行，或改用不需要窗口的命令。")
    set_up(qt=window)
    return hand_over([str(environment_python(ROOT / ".venv")), str(ROOT / "main.py"), *words])


def opens_window(words: Sequence[str]) -> bool:
    """Tell whether ``main.py`` opens its window for these words: its commands come first, its options after them."""
    return not words or (words[0].startswith("-") and words[0] not in ("-h", "--help", "--version"))


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown, or was asked to be drawn somewhere else."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def test(words: Sequence[str]) -> int:
    """Run lint, types, import contracts and all tests; with words, only pytest with these words.

    ``--quick`` leaves out the tests marked ``slow``.
    """
    set_up(server=True)
    python = str(environment_python(ROOT / ".venv"))
    pytest = [python, "-m", "pytest", *(["--color=yes"] if sys.stdout.isatty() else [])]
    if words and words[0] != "--quick":
        return run([*pytest, *words], offscreen())
    pytest += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    contracts = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    steps = {
        "代码规范 ruff": [python, "-m", "ruff", "check", "."],
        "类型 mypy": [python, "-m", "mypy"],
        "模块依赖 import-linter": [python, "-c", contracts],
        "测试 pytest": [*pytest, *(["-m", "not slow"] if words else []), *words[1:]],
    }
    summary, is_well = [], True
    for name, command in steps.items():
        say(f"\n── {name} ──")
        began = time.monotonic()
        code, closing = run_and_listen(command, offscreen())
        is_well = is_well and code == 0
        mark = "通过" if code == 0 else "未通过"
        summary.append(f"{mark}  {time.monotonic() - began:6.1f} 秒  {name}  {closing}")
    say("\n── 结果 ──\n" + "\n".join(summary))
    return 0 if is_well else 1


def bench(words: Sequence[str]) -> int:
    """Print the measured ratios beside their limits; words choose among the benchmarks."""
    set_up()
    return run([str(environment_python(ROOT / ".venv")), "-m", "tests.benchmarks", *words], offscreen())


def screens(words: Sequence[str]) -> int:
    """Write a picture of every page into ``build/screens``."""
    set_up()
    return run([str(environment_python(ROOT / ".venv")), "-m", "tests.screens", *words], offscreen())


def pictures(words: Sequence[str]) -> int:
    """Draw the pictures of the help anew; words choose among its pages."""
    set_up()
    return run([str(environment_python(ROOT / ".venv")), "-m", "tests.help_pictures", *words], offscreen())


def lock(words: Sequence[str]) -> int:
    """Make ``requirements.lock`` anew from ``pyproject.toml``; words such as ``--upgrade`` go to uv."""
    python = str(environment_python(ROOT / ".venv"))
    asked = [python, "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('uv') is None)"]
    if not environment_python(ROOT / ".venv").exists() or run(asked) != 0:
        raise Stop(f"重做 requirements.lock 要用 uv：请先运行 dev.py setup，再运行 {python} -m pip install uv。")
    options = "--extra dev --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate"
    made = [python, "-m", "uv", "pip", "compile", "--quiet", "pyproject.toml", *options.split(), "--no-header"]
    return run([*made, "--output-file", "requirements.lock", *words])


TASKS: dict[str, tuple[Callable[[Sequence[str]], int], str, str]] = {
    "setup": (setup, "准备环境：建立 .venv，补齐系统库", "make the environment, add missing system libraries"),
    "run": (run_program, "打开程序；run --demo 打开演示办公室", "open the program; words are handed to main.py"),
    "test": (test, "代码规范、类型、依赖与全部测试", "lint, types, import contracts and all tests; --quick"),
    "bench": (bench, "测量速度与内存，与上限对照", "measure ratios and compare them with their limits"),
    "pictures": (pictures, "重画帮助里的图片", "draw the pictures of the help"),
    "screens": (screens, "把每个页面画成图片，放进 build/screens", "write a picture of every page"),
    "lock": (lock, "由 pyproject.toml 重做 requirements.lock", "make requirements.lock anew; --upgrade"),
}


# Running


def say(text: str) -> None:
    """Print for the person at the keyboard, before what the started programs print."""
    print(text, flush=True)


def no_words(task: str, words: Sequence[str]) -> None:
    """Stop when words were given to a task that takes none."""
    if words:
        raise Stop("任务 {} 不接受参数：{}。".format(task, " ".join(words)))


def require(code: int, sentence: str) -> None:
    """Stop with the sentence when a started program failed."""
    if code != 0:
        raise Stop(sentence)


def offscreen() -> dict[str, str]:
    """Return the settings for Qt without a display, unless the caller chose a platform."""
    return {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM") or "offscreen"}


def child_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a started program: the caller's, in UTF-8 where its locale knows only ASCII."""
    environment = {**os.environ, **extra}
    if sys.platform.startswith("linux") and environment.get("LC_ALL") in ("C", "POSIX"):
        environment["LC_ALL"] = "C.UTF-8"
    return environment


def run(command: Sequence[str], extra: Mapping[str, str] | None = None) -> int:
    """Run a program in the project's folder and return its exit code."""
    return subprocess.call(list(command), cwd=ROOT, env=child_environment(extra or {}))


def run_and_listen(command: Sequence[str], extra: Mapping[str, str]) -> tuple[int, str]:
    """Run a program, pass its output on as it comes, and return its exit code and closing line."""
    closing = ""
    started = subprocess.Popen(
        list(command),
        cwd=ROOT,
        env=child_environment({**extra, "PYTHONIOENCODING": "utf-8"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with started:
        assert started.stdout is not None
        for line in started.stdout:
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return started.returncode, closing.strip("= ")


def hand_over(command: Sequence[str]) -> int:
    """Become the program, so that signals and the exit code are its own; Windows can only wait for it."""
    environment = child_environment({})
    if os.name != "nt":
        os.execve(command[0], list(command), environment)
    return subprocess.call(list(command), env=environment)


def usage() -> str:
    """Return the list of tasks."""
    lines = ["用法 usage: python3 dev.py TASK [WORDS]", ""]
    for name, (_, chinese, english) in TASKS.items():
        lines += [f"  {name:<9}{chinese}", f"{'':11}{english}"]
    return "\n".join(lines)


def main(words: Sequence[str]) -> int:
    """Run one task and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # a stream replaced by another program
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if sys.version_info[:2] < OLDEST_PYTHON:
            raise Stop(f"井格要用 Python 3.11 或更新的版本，这里是 {platform.python_version()}：请装好后再运行。")
        if not words or words[0] in ("-h", "--help"):
            say(usage())
            return 0
        if words[0] not in TASKS:
            raise Stop(f"没有“{words[0]}”这个任务。\n\n{usage()}")
        return TASKS[words[0]][0](words[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
