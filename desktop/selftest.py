"""The self-test (自检): is this copy of the program whole? Also run inside the packaged program."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.clock import SYSTEM_CLOCK

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
SAMPLE = "阿依努尔·买买提江、欧阳文㛃、肖䶮、𠮷春生、𤇾𪚥"
"""Names with characters of several CJK blocks, which every copy must print."""


@dataclass(frozen=True)
class Result:
    """One part of the self-test."""

    ok: bool
    label: str
    sentence: str


def run() -> list[Result]:
    """Try every part of the program that a broken installation could lack; nothing of the user's is touched."""
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("组件", _libraries),
        ("资源", _resources),
        ("窗口组件", _window),
        ("字体", _fonts),
        ("加密数据库", _office),
    )
    return [_result(label, part) for label, part in parts]


def _result(label: str, part: Callable[[], str]) -> Result:
    try:
        return Result(True, label, part())
    except Exception as error:  # every failure is a finding of the test, whatever it is
        return Result(False, label, f"{type(error).__name__}：{error}")


def _libraries() -> str:
    names: tuple[str, ...] = ("sqlalchemy", "alembic", "sqlcipher3.dbapi2", "argon2", "cryptography", "reportlab")
    names += ("pypinyin", "python_calamine", "xlsxwriter", "openpyxl", "rapidfuzz")
    names += ("pyclipper", "pypdfium2", "fontTools", "uuid_utils", "platformdirs", "PIL.Image", "psycopg")
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} 个组件都能装入"


def _resources() -> str:
    folders = ("fonts", "themes", "icons", "codes", "divisions", "text", "demo", "help")
    missing = [name for name in folders if not any((RESOURCES / name).glob("*"))]
    if missing:
        raise FileNotFoundError("缺少 resources/" + "、".join(missing))
    return f"{len(folders)} 个资源文件夹齐全"


def _window() -> str:
    for name in ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtPrintSupport"):
        if importlib.util.find_spec(f"PySide6.{name}") is None:
            raise ModuleNotFoundError(f"PySide6.{name}")
    return "Qt 组件齐全"


def _fonts() -> str:
    from desktop.documents.fonts import Face, runs

    for face in Face:
        runs(SAMPLE, face, "自检")
    return f"{len(Face)} 种字体齐全，生僻字可打印"


def _office() -> str:
    from desktop.services import offices
    from desktop.services.backups import check
    from desktop.storage.keyring import FLOOR

    with tempfile.TemporaryDirectory(prefix="jingge-selftest-") as folder:
        new = offices.NewOffice("自检办公室", "community", "360881002001", "自检", "自检-自检-自检")
        opened, _ = offices.create_office(Path(folder) / "office", new, SYSTEM_CLOCK, params=FLOOR)
        try:
            findings = check(opened)
        finally:
            opened.close()
        broken = [one.sentence for one in findings if not one.ok]
    if broken:
        raise RuntimeError("；".join(broken))
    return "建立、加密、检查一个办公室成功"
