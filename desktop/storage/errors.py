"""Why an office cannot be opened, kept or brought back: one class, and one Chinese sentence, for each reason.

Every sentence says what happened, what was kept and what to do. :func:`translate` turns what drivers and the
operating system raise into these; what it does not know is a bug and stays one.
"""

from __future__ import annotations

import errno
import shutil
from datetime import datetime
from pathlib import Path

from ..clock import CHINA
from ..errors import UserError


def _at(path: Path | None) -> str:
    return f"（{path}）" if path else "（数据库服务器）"


class WrongPassword(UserError):
    """The name or the password is wrong; ``left`` tries remain before the account is locked for a while."""

    def __init__(self, left: int | None = None) -> None:
        remain = "" if left is None else f"（再错 {left} 次将暂时锁定）"
        super().__init__(f"账号或密码不对{remain}，数据没有改动，请检查大写锁定和输入法后重新输入。")
        self.left = left


class LockedOut(UserError):
    """Too many wrong passwords; the account opens again at ``until`` (UTC)."""

    def __init__(self, until: datetime) -> None:
        time = until.astimezone(CHINA).strftime("%H:%M")
        super().__init__(f"密码连续输错次数过多，账号锁定到 {time}，数据没有改动，请到时再试，或用恢复密钥登录。")
        self.until = until


class WrongRecoveryKey(UserError):
    """The recovery key is well typed but belongs to another office or was replaced by a newer one."""

    def __init__(self) -> None:
        super().__init__("这把恢复密钥不是本办公室现用的，数据没有改动，请找出最近一次打印的恢复密钥再输入。")


class MistypedRecoveryKey(UserError):
    """The recovery key was not typed as printed; ``group`` is the first wrong group, counted from 1."""

    def __init__(self, group: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.group = group


class OutOfMemory(UserError):
    """The computer lacks the memory to derive the key."""

    def __init__(self) -> None:
        super().__init__("电脑内存不足，无法核对密码，数据没有改动，请关闭其他程序后重试。")


class DamagedDatabase(UserError):
    """The database file is damaged: pages are missing, altered or no pages at all."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(f"数据库文件已损坏，打不开{_at(path)}，原文件原样保留，请点“从备份恢复”取回最近的备份。")
        self.path = path


class MissingDatabase(UserError):
    """The office folder is there, its database file is not."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(f"找不到数据库文件{_at(path)}，文件夹里的其他文件没有改动，请把它放回原处，或点“从备份恢复”。")
        self.path = path


class DamagedKeys(UserError):
    """The key file and its spare copy are both unreadable."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"密钥文件已损坏，暂时无法登录（{path}），数据库没有改动，请点“从备份恢复”。")
        self.path = path


class NewerDatabase(UserError):
    """The database was written by a newer program; ``found`` and ``known`` are schema revisions."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(
            f"这个办公室由更新版本的井格保存（数据版本 {found}，本程序只认到 {known}），"
            "数据没有改动，请升级本程序后再打开。"
        )
        self.found = found
        self.known = known


class OfficeInUse(UserError):
    """Another running program holds the office; who and since when (UTC), where that is known."""

    def __init__(self, host: str = "", user: str = "", since: datetime | None = None) -> None:
        who = f"被 {user or '另一位用户'} 在电脑 {host} 上打开" if host else "被另一个程序占用"
        start = f"（{since.astimezone(CHINA):%m月%d日 %H:%M} 起）" if since else ""
        super().__init__(f"这个办公室正{who}{start}，数据没有改动，请先在那边退出井格再打开。")
        self.host = host
        self.user = user
        self.since = since


class NetworkDrive(UserError):
    """The office folder lies on a network drive, where locks cannot be trusted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"办公室文件夹在网络盘上（{path}），直接打开会损坏数据，已停止且没有改动，请复制到本机硬盘后再打开。"
        )
        self.path = path


class ReadOnlyPlace(UserError):
    """Nothing can be written to the place."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(f"没有写入权限{_at(path)}，数据没有改动，请换一个可写的文件夹，或请管理员开放写入权限。")
        self.path = path


class DiskFull(UserError):
    """The disk of the place has too little room."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(f"磁盘空间不足{_at(path)}，已保存的数据都在，请清理磁盘、腾出空间后重试。")
        self.path = path


class DiskTrouble(UserError):
    """The disk itself fails to read or write, or was pulled out."""

    def __init__(self, path: Path | None) -> None:
        super().__init__(f"读写磁盘出错{_at(path)}，已保存的数据没有改动，请检查硬盘或 U 盘是否接好，再重新打开。")
        self.path = path


class MissingFolder(UserError):
    """The folder something is to be written into is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"文件夹不存在（{path}），没有写任何文件，原有数据都在，请换一个位置，或接好 U 盘再试。")
        self.path = path


class NotAnOffice(UserError):
    """The folder holds no office."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"这个文件夹里没有办公室数据（{path}），没有改动任何文件，请另选文件夹，或新建办公室。")
        self.path = path


class OfficeExists(UserError):
    """The folder holds an office already, so no new one is made there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"这个文件夹里已经有办公室（{path}），原有数据没有改动，请直接登录，或另选空文件夹新建。")
        self.path = path


class DatabaseUnreachable(UserError):
    """The PostgreSQL server of the office does not answer or refuses the connection."""

    def __init__(self) -> None:
        super().__init__("连不上数据库服务器，已保存的数据都在服务器上，请检查网络，或请管理员检查服务器和连接口令。")


class NotABackup(UserError):
    """The file is no backup of an office."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"这不是井格的备份文件（{path}），现有数据没有改动，请选择扩展名为 .jgbak 的文件。")
        self.path = path


class DamagedBackup(UserError):
    """The backup is incomplete or altered."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"备份文件不完整或已损坏（{path}），现有数据没有改动，请换用另一个备份。")
        self.path = path


class BackupFailed(UserError):
    """What was written did not pass the check, so it was not kept."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"备份写完后核对不一致，没有保留（{path}），原数据和以前的备份都在，请换一个磁盘再备份。")
        self.path = path


DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NOT_ALLOWED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
TROUBLE = frozenset({errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE})
SHARING_VIOLATION = frozenset({32, 33})
"""Windows: another program holds the file open or locked."""


def translate(error: BaseException, path: Path | None) -> UserError | None:
    """Return what a person can be told about an error met at ``path`` (None: on the server), or None for a bug.

    SQLAlchemy's wrapping is looked through. No driver is imported here: errors are known by their codes.
    """
    error = getattr(error, "orig", None) or error
    if isinstance(error, UserError):
        return error
    if isinstance(error, OSError):
        return _of_system(error, path)
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _of_sqlite(code & 0xFF, path)
    if type(error).__module__.partition(".")[0] == "psycopg":
        return _of_postgresql(error, path)
    return None


def _of_system(error: OSError, path: Path | None) -> UserError | None:
    if getattr(error, "winerror", None) in SHARING_VIOLATION:
        return OfficeInUse()
    if error.errno in DISK_FULL:
        return DiskFull(path)
    if error.errno in NOT_ALLOWED:
        return ReadOnlyPlace(path)
    if error.errno in TROUBLE:
        return DiskTrouble(path)
    return None


def _of_sqlite(code: int, path: Path | None) -> UserError | None:
    match code:  # primary result codes, https://www.sqlite.org/rescode.html
        case 5:  # BUSY
            return OfficeInUse()
        case 8:  # READONLY
            return ReadOnlyPlace(path)
        case 10:  # IOERR, which a full disk causes too when the index of the write-ahead log cannot grow
            return DiskFull(path) if path and _is_full(path) else DiskTrouble(path)
        case 11 | 26:  # CORRUPT, NOTADB
            # The key ring vouches for the key, so "not a database" means damage here, never a wrong password.
            return DamagedDatabase(path)
        case 13:  # FULL
            return DiskFull(path)
        case 14:  # CANTOPEN
            return MissingDatabase(path) if path and not path.exists() else ReadOnlyPlace(path)
    return None


def _is_full(path: Path) -> bool:
    there = next((one for one in (path, *path.parents) if one.exists()), None)
    return there is not None and shutil.disk_usage(there).free < 1024 * 1024


def _of_postgresql(error: BaseException, path: Path | None) -> UserError | None:
    state = getattr(error, "sqlstate", None)
    names = {kind.__name__ for kind in type(error).__mro__}
    if state is None:
        # Refused, timed out or lost connections carry no state.
        return DatabaseUnreachable() if "OperationalError" in names else None
    if state == "53100":
        return DiskFull(path)
    if state == "25006":
        return ReadOnlyPlace(path)
    # 08 connection, 28 not let in, 3D no such database, 53300 too many clients, 57P server going down
    # (PostgreSQL manual, appendix A).
    if state[:2] in ("08", "28", "3D") or state in ("53300", "57P01", "57P02", "57P03"):
        return DatabaseUnreachable()
    return None
