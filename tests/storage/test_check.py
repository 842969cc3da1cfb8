"""Checking an office: a sound one passes on both engines, and each kind of harm is found and named."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import text

from desktop.clock import Clock
from desktop.errors import Cancelled
from desktop.services import attachments, offices
from desktop.services.attachments import New
from desktop.services.offices import OpenOffice
from desktop.storage import engine, keyring
from desktop.storage.check import Finding, check
from desktop.storage.keyring import FLOOR
from tests.attachments import picture
from tests.offices import PASSWORD, a_grid, a_person, a_post, file_office, office
from tests.storage.test_backup import departments, source

__all__ = ["file_office", "office"]


def bad(findings: list[Finding]) -> dict[str, str]:
    return {finding.label: finding.sentence for finding in findings if not finding.ok}


def harm(opened: OpenOffice, *statements: str) -> None:
    """Change rows behind the back of the program."""
    with opened.database.writer.connect() as connection:
        bare = connection.connection.dbapi_connection
        assert bare is not None
        if opened.database.path:
            bare.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]
        with connection.begin():
            for statement in statements:
                connection.execute(text(statement))
        if opened.database.path:
            bare.execute("PRAGMA foreign_keys = ON")  # type: ignore[attr-defined]


def test_a_sound_office_passes_every_check(office: OpenOffice) -> None:
    a_post(office, a_person(office), a_grid(office, area="1.2300"))
    office.database.act("登记部门", departments(600))
    told: list[tuple[int, int]] = []
    findings = check(office.database, office.keeper, lambda done, total: told.append((done, total)), thorough=True)
    assert bad(findings) == {}
    labels = ["文件完整", "数据库结构", "关联记录", "附件", "数据版本", "检索索引", "操作历史", "账号与密钥"]
    assert [finding.label for finding in findings] == (labels if office.database.path else labels[2:])
    assert all(finding.sentence.endswith("。") for finding in findings)
    assert told[-1] == (len(findings), len(findings))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actions SET label = '别的说法' WHERE number = 2",
        "UPDATE actions SET account_name = '别人' WHERE number = 2",
        "UPDATE changes SET before = NULL, after = NULL WHERE action_number = 2 AND position = 1",
        "DELETE FROM changes WHERE action_number = 2 AND position = 0",
        "DELETE FROM changes WHERE action_number = 2; DELETE FROM actions WHERE number = 2",
        "UPDATE actions SET digest = 'x' WHERE number = 2",
    ],
)
def test_altered_history_is_found_with_the_entry(office: OpenOffice, statement: str) -> None:
    office.database.act("登记部门", departments(3))
    office.database.act("再登记部门", departments(3, "再"))
    harm(office, *statement.split("; "))
    found = bad(check(office.database, office.keeper))
    assert list(found) == ["操作历史"]
    assert "第 2 条" in found["操作历史"] or "第 3 条" in found["操作历史"]


def test_a_reference_to_nothing_is_found(file_office: OpenOffice) -> None:
    a_post(file_office, a_person(file_office), a_grid(file_office))
    harm(file_office, "DELETE FROM people")
    assert "岗位 1 条" in bad(check(file_office.database))["关联记录"]


def attach(opened: OpenOffice, *shades: int) -> None:
    grid = a_grid(opened)
    files = [New(picture(shade), f"照片{shade}", "photo") for shade in shades]
    opened.database.act("添加附件", lambda work: attachments.add(work, "grids", grid, files))


def test_attachments_are_compared_with_their_digests_and_with_their_records(office: OpenOffice) -> None:
    attach(office, 0, 80, 160)
    assert bad(check(office.database, office.keeper)) == {}
    harm(office, "DELETE FROM contents WHERE hash = (SELECT min(hash) FROM contents)")
    assert "1 份找不到内容" in bad(check(office.database))["附件"]
    harm(office, "UPDATE contents SET data = thumbnail WHERE hash = (SELECT max(hash) FROM contents)")
    assert "1 份找不到内容，1 份内容与登记时不符" in bad(check(office.database))["附件"]
    harm(office, "DELETE FROM grids")
    assert "3 份所属的记录不存在" in bad(check(office.database))["附件"]


def test_the_content_of_a_removed_attachment_is_no_fault(office: OpenOffice) -> None:
    attach(office, 0)
    harm(office, "UPDATE attachments SET deleted = true")
    told = {one.label: one for one in check(office.database)}["附件"]
    assert told.ok and "1 份已移除附件的内容留着备恢复" in told.sentence


def test_a_schema_of_another_revision_is_found(office: OpenOffice) -> None:
    harm(office, "UPDATE alembic_version SET version_num = '0000'")
    assert "请重新打开办公室" in bad(check(office.database))["数据版本"]


def test_accounts_out_of_step_with_the_keys_are_found(office: OpenOffice) -> None:
    key = source(office).key
    office.keeper.update(lambda ring: keyring.add_account(ring, key, uuid4(), "多余", "多余的密码-27", params=FLOOR))
    harm(office, "UPDATE accounts SET name = '改了名'")
    sentence = bad(check(office.database, office.keeper))["账号与密钥"]
    assert "“多余”没有对应账号" in sentence
    assert "“改了名”在密钥文件里叫“肖桂兰”" in sentence


def damage_page(opened: OpenOffice, clock: Clock) -> None:
    """Change one byte of a page of the table with the most rows, while the office is closed."""
    path, key = opened.database.path, source(opened).key
    assert path is not None
    opened.close()
    connection = engine.connect_file(path, key)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'holidays'").fetchone()[0]
    connection.close()
    assert root <= pages
    whole = bytearray(path.read_bytes())
    whole[(root - 1) * 8192 + 4000] ^= 255
    path.write_bytes(whole)


def test_one_damaged_page_is_found_and_the_other_parts_are_still_checked(file_office: OpenOffice, clock: Clock) -> None:
    damage_page(file_office, clock)
    opened = offices.open_office(file_office.place.path, None, PASSWORD, clock)
    try:
        findings = check(opened.database, opened.keeper)
    finally:
        opened.close()
    found = bad(findings)
    assert "1 页校验不符" in found["文件完整"]
    assert "数据库结构" in found
    assert {finding.label for finding in findings if finding.ok} >= {"数据版本", "操作历史", "账号与密钥"}


def test_a_check_can_be_cancelled(file_office: OpenOffice) -> None:
    file_office.database.act("登记部门", departments(200))

    def stop_after(calls: int) -> Callable[[int, int], None]:
        left = [calls]

        def progress(done: int, total: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Cancelled("已取消，没有留下任何改动")

        return progress

    for calls in range(6):
        with pytest.raises(Cancelled):
            check(file_office.database, file_office.keeper, stop_after(calls))
