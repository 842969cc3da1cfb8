"""Check a whole office (检查数据库): file, structure, references, schema, history, accounts. Nothing is changed.

Each finding is a label and one sentence; a damaged part does not keep the others from being checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from desktop.clock import CHINA
from desktop.errors import Cancelled, UserError
from desktop.models import Account, Action, Attachment, Base, Change, Content, kinds

from . import engine as engines
from . import migrations, search_index
from .backup import watched
from .copying import Progress, quiet
from .database import Database
from .errors import translate
from .keepers import Keeper
from .keyring import owns
from .work import chain_digest

INDEX = "检索索引"
RESTORE = "请先另存一份备份，再从最近的好备份恢复"


@dataclass(frozen=True)
class Finding:
    """What one check found: whether all is well, what was checked, and a sentence about it."""

    ok: bool
    label: str
    sentence: str


def check(
    database: Database, keeper: Keeper | None = None, progress: Progress = quiet, *, thorough: bool = False
) -> list[Finding]:
    """Check the office and return one finding for each part, in order.

    ``thorough`` also compares every index with its table, which takes six times as long. A PostgreSQL server looks
    after its own files, so there the checks of the file are left out. Raises :class:`~desktop.errors.Cancelled`.
    """
    checks: list[tuple[str, Callable[[], Finding]]] = []
    if database.path is not None:
        checks.append(("文件完整", lambda: _pages(database, progress)))
        checks.append(("数据库结构", lambda: _structure(database, progress, thorough)))
    checks.append(("关联记录", lambda: _references(database)))
    checks.append(("附件", lambda: _attachments(database, progress)))
    checks.append(("数据版本", lambda: _revision(database)))
    checks.append((INDEX, lambda: _index(database)))
    checks.append(("操作历史", lambda: history(database, progress)))
    if keeper is not None:
        checks.append(("账号与密钥", lambda: _accounts(database, keeper)))
    findings = []
    for number, (label, run) in enumerate(checks):
        progress(number, len(checks))
        findings.append(_guarded(label, run, database))
    progress(len(checks), len(checks))
    return findings


def _guarded(label: str, run: Callable[[], Finding], database: Database) -> Finding:
    try:
        return run()
    except Cancelled:
        raise
    except UserError as error:
        # SQLCipher refuses everything on a connection that has met a damaged page.
        database.reader.dispose()
        return Finding(False, label, str(error))
    except Exception as error:
        known = translate(error, database.path)
        if known is None:
            raise
        return Finding(False, label, str(known))


def _pages(database: Database, progress: Progress) -> Finding:
    with _bare(database) as connection:
        broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    if broken:
        return Finding(False, "文件完整", f"{pages} 页中有 {len(broken)} 页校验不符，文件已损坏，{RESTORE}。")
    return Finding(True, "文件完整", f"{pages} 页全部校验相符。")


def _structure(database: Database, progress: Progress, thorough: bool) -> Finding:
    with _bare(database) as connection, watched(connection, partial(progress, 0, 0)):
        found = connection.execute(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}").fetchall()
    if found != [("ok",)]:
        return Finding(False, "数据库结构", f"结构检查有 {len(found)} 处不符，{RESTORE}。")
    return Finding(True, "数据库结构", "表和索引的结构完好。")


def _references(database: Database) -> Finding:
    with database.read() as session:
        lost = dict(_orphans(session.connection()))
    if lost:
        named = "、".join(f"{label} {count} 条" for label, count in lost.items())
        return Finding(False, "关联记录", f"有记录指向不存在的记录：{named}，其他记录不受影响，{RESTORE}。")
    return Finding(True, "关联记录", "每条记录指向的记录都在。")


def _orphans(connection: Connection) -> Iterator[tuple[str, int]]:
    """Yield the label of each table with rows whose parent is missing, and how many."""
    labels = {record.__tablename__: record.described.label for record in kinds().values()}
    for table in Base.metadata.sorted_tables:
        count = 0
        for key in table.foreign_keys:
            parent = key.column.table.alias("parent")
            there = select(1).where(parent.columns[key.column.name] == key.parent).exists()
            lost = select(func.count()).select_from(table).where(key.parent.is_not(None), ~there)
            count += connection.execute(lost).scalar_one()
        if count:
            yield labels.get(table.name, table.name), count


def _attachments(database: Database, progress: Progress) -> Finding:
    """Compare every photo and scan with its digest, and every attachment with what it hangs on."""
    table, contents = Attachment.__table__, Content.__table__
    bad: set[str] = set()
    with database.read() as session:
        connection = session.connection()
        owned = connection.execute(
            select(table.c.hash, table.c.owner_kind, table.c.owner_id, table.c.office_id).where(~table.c.deleted)
        ).all()
        held = list(connection.execute(select(contents.c.hash).order_by(contents.c.hash)).scalars())
        for number, one in enumerate(held):
            progress(number, len(held))
            data = connection.execute(select(contents.c.data).where(contents.c.hash == one)).scalar_one()
            if hashlib.sha256(data).hexdigest() != one:
                bad.add(one)
        orphans = sum(_lost_owners(connection, owned))
    # An office above may hold the row without the content.
    missing = {row.hash for row in owned if row.office_id == database.office_id} - set(held)
    faults = [f"{len(many)} 份{words}" for many, words in ((missing, "找不到内容"), (bad, "内容与登记时不符")) if many]
    if orphans:
        faults.append(f"{orphans} 份所属的记录不存在")
    if faults:
        return Finding(False, "附件", f"附件有问题：{'，'.join(faults)}，其他记录不受影响，{RESTORE}。")
    spare = len(set(held) - {row.hash for row in owned})
    more = f"，另有 {spare} 份已移除附件的内容留着备恢复" if spare else ""
    return Finding(True, "附件", f"{len(owned)} 份附件的内容都在，与登记时相符{more}。")


def _lost_owners(connection: Connection, owned: Sequence[Any]) -> Iterator[int]:
    """Yield for each kind how many attachments hang on a record that is not there."""
    for kind, rows in groupby(sorted(owned, key=lambda row: row.owner_kind), key=lambda row: row.owner_kind):
        wanted = [row.owner_id for row in rows]
        there: set[UUID] = set()
        if (record := kinds().get(kind)) is not None:
            ids = record.__table__.c.id
            for at in range(0, len(wanted), 500):
                there.update(connection.execute(select(ids).where(ids.in_(wanted[at : at + 500]))).scalars())
        yield sum(one not in there for one in wanted)


def _revision(database: Database) -> Finding:
    with database.read() as session:
        found = migrations.revision(session.connection())
    if found != migrations.head():
        return Finding(
            False, "数据版本", f"数据版本是 {found or '空'}，本程序需要 {migrations.head()}，请重新打开办公室。"
        )
    return Finding(True, "数据版本", f"数据版本 {found}，与程序一致。")


def _index(database: Database) -> Finding:
    with database.read() as session:
        differing = search_index.differences(session.connection())
    if differing:
        sentence = f"索引与 {differing} 条记录不符，记录没有受影响，但搜索可能找不到它们，请处理其他问题后再检查一次。"
        return Finding(False, INDEX, sentence)
    return Finding(True, INDEX, "每条记录都能搜索到。")


def history(database: Database, progress: Progress = quiet) -> Finding:
    """Check that every entry of the history stands as it was written, one after the other: the chain of digests."""
    previous, number, done, said = "", 0, 0, 0
    with database.read() as session:
        total = session.execute(select(func.count()).select_from(Change)).scalar_one()
        with closing(_entries(session.connection())) as entries:
            for action, changes in entries:
                number += 1
                done += len(changes) or 1
                if done - said >= 500:
                    said = done
                    progress(done, max(total, done))
                if action["number"] != number or chain_digest(previous, action, changes) != action["digest"]:
                    when = action["at"].astimezone(CHINA).strftime("%Y-%m-%d")
                    return Finding(
                        False,
                        "操作历史",
                        f"第 {action['number']} 条操作（{when} {action['label']}）与校验不符，"
                        "它或它之前的历史被改动过，现有记录不受影响，请联系上级核对备份中的历史。",
                    )
                previous = action["digest"]
    return Finding(True, "操作历史", f"{number} 条操作前后相接，没有被改动。")


def _entries(connection: Connection) -> Generator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield every action with its changes, in order, a few rows in memory at a time."""
    actions, changes = Action.__table__, Change.__table__
    options = {"stream_results": True, "yield_per": 500}
    all_changes = connection.execute(
        select(changes).order_by(changes.c.action_number, changes.c.position), execution_options=options
    )
    all_actions = connection.execute(select(actions).order_by(actions.c.number), execution_options=options)
    with all_changes, all_actions:
        groups = groupby((dict(row) for row in all_changes.mappings()), key=lambda row: row["action_number"])
        waiting = next(groups, None)
        for row in all_actions.mappings():
            mine: list[dict[str, Any]] = []
            if waiting is not None and waiting[0] == row["number"]:
                mine = list(waiting[1])
                waiting = next(groups, None)
            yield dict(row), mine


def _accounts(database: Database, keeper: Keeper) -> Finding:
    ring = {one.id: one.name for one in keeper.read().accounts}
    with database.read() as session:
        rows = session.execute(
            select(Account.id, Account.name, Account.active).where(
                ~Account.deleted, Account.office_id == database.office_id
            )
        ).all()
    table = {row.id: row.name for row in rows}
    faults = [f"账号“{row.name}”没有密码" for row in rows if row.active and row.id not in ring]
    faults += [f"密钥文件里的“{name}”没有对应账号" for account, name in ring.items() if account not in table]
    faults += [
        f"账号“{table[account]}”在密钥文件里叫“{name}”"
        for account, name in ring.items()
        if account in table and table[account] != name
    ]
    if database.key and not owns(keeper.read(), database.key):
        faults.append("密钥文件不属于这个数据库")
    if faults:
        return Finding(False, "账号与密钥", f"{'；'.join(faults)}，数据不受影响，请管理员在“账号”中重设密码或停用。")
    return Finding(True, "账号与密钥", f"{len(ring)} 个账号与密钥一致。")


@contextmanager
def _bare(database: Database) -> Iterator[Any]:
    """Yield a bare connection to the file of an open office, for pragmas."""
    assert database.path is not None
    connection = engines.connect_file(database.path, database.key, read_only=True)
    try:
        yield connection
    finally:
        connection.close()
