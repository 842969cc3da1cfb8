"""Copies on another disk: noted when a backup goes there, remembered across a restore, reminded of in time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.clock import Clock
from desktop.services import backups, outside
from desktop.services.offices import OpenOffice
from desktop.services.outside import overdue

TODAY = date(2026, 11, 24)
root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="mounts a file system")


def days_ago(days: int) -> datetime:
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC) - timedelta(days)


@pytest.mark.parametrize(
    ("last", "first", "days", "told"),
    [
        (None, None, 7, None),  # nothing to carry yet
        (None, 6, 7, None),
        (None, 7, 7, 7),
        (None, 400, 7, 400),
        (6, 400, 7, None),
        (7, 400, 7, 7),
        (30, 400, 31, None),
        (400, 400, 0, None),  # nobody wants to be reminded
    ],
)
def test_the_reminder_comes_when_the_days_are_over(
    last: int | None, first: int | None, days: int, told: int | None
) -> None:
    moments = [None if one is None else days_ago(one) for one in (last, first)]
    assert overdue(moments[0], moments[1], TODAY, days) == told


@given(st.integers(0, 800), st.integers(1, 365))
def test_a_copy_made_now_silences_the_reminder_for_all_its_days(first: int, days: int) -> None:
    for later in range(days):
        assert overdue(days_ago(0), days_ago(first), TODAY + timedelta(later), days) is None
    assert overdue(days_ago(0), days_ago(first), TODAY + timedelta(days), days) == days


def test_days_are_those_of_china() -> None:
    late = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)  # one in the morning of the 17th in China
    assert overdue(late, None, TODAY, 8) is None
    assert overdue(late, None, TODAY, 7) == 7


def test_a_backup_on_the_same_disk_is_no_copy_outside(file_office: OpenOffice, tmp_path: Path, clock: Clock) -> None:
    backups.make(file_office, tmp_path / "另存.jgbak", clock)
    assert outside.last(file_office.place.backups) is None


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "移动硬盘"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(disk)], check=True)
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@root
def test_a_backup_on_another_disk_is_remembered(file_office: OpenOffice, other_disk: Path, clock: Clock) -> None:
    backups.make(file_office, other_disk / "office.jgbak", clock)
    noted = outside.last(file_office.place.backups)
    assert noted == outside.Outside(clock.now(), str(other_disk))


def test_what_a_person_carried_out_is_noted_and_a_spoilt_note_is_none(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "backups"
    assert outside.last(folder) is None
    assert outside.note(folder, clock) == outside.last(folder) == outside.Outside(clock.now(), "")
    for spoilt in ("", "[]", "{}", '{"at": "gestern", "where": ""}', "\x00"):
        (folder / outside.FILE).write_text(spoilt, "utf-8")
        assert outside.last(folder) is None
