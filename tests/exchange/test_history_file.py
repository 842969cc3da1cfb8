"""The history taken out for an inspection: whole, masked, harmless to spreadsheets, and logged."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from desktop.errors import Cancelled, Forbidden, Invalid, UserError
from desktop.exchange import history_file
from desktop.services import history, inspection, saving
from desktop.services.inspection import Wanted
from desktop.services.offices import OpenOffice
from desktop.storage.work import Actor
from tests.offices import a_grid, a_person, enter


def lines(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def labels(office: OpenOffice, wanted: Wanted) -> list[str]:
    with office.database.read() as session:
        assert inspection.count(session, wanted) == len(inspection.entries(session, wanted, 1000))
        return [one.label for one in inspection.entries(session, wanted, 1000)]


def test_a_file_tells_who_took_it_out_when_and_what_for(office: OpenOffice, tmp_path: Path) -> None:
    grid = a_grid(office)
    office.database.act("改", lambda work: saving.save(work, "grids", grid, {"households": 411}))
    target = tmp_path / "历史.csv"
    many = history_file.export(office.database, Wanted(text="修改网格"), "年度检查", target)
    found = lines(target)
    assert many == len(found) - 4
    assert found[0] == ["操作历史　导出人 肖桂兰　导出时间 2026-11-24 10:00　仅供检查使用"]
    assert found[1][0].startswith("用途 年度检查") and "包含“修改网格”" in found[1][0]
    assert found[2][0].startswith("校验通过")
    assert found[3] == list(history_file.HEADINGS)
    assert found[4][1:8] == [
        "2026-11-24 10:00:00", "肖桂兰", "修改网格 会师路第1网格", "网格 会师路第1网格", "户数", "400", "411",
    ]  # fmt: skip
    with office.database.read() as session:
        last = history.recent(session, 1)[0]
        assert last.label == "导出操作历史 1 次"
        told = history.of_record(session, "offices", office.database.office_id)[0]
        assert "用途：年度检查" in told.lines[0].label
    assert inspection.verify(office.database).ok


def test_private_numbers_stay_masked_and_formulas_are_text(office: OpenOffice, tmp_path: Path) -> None:
    a_person(office, "解玉兰", mobile="13907964823", notes="=cmd|' /C calc'!A0")
    target = tmp_path / "历史.csv"
    history_file.export(office.database, Wanted(), "年度检查", target)
    text = target.read_text("utf-8-sig")
    assert "13907964823" not in text and "139****4823" in text
    cells = [cell for row in lines(target) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not any(cell.startswith(history_file.FORMULA) for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", " =1"])
def test_text_a_spreadsheet_would_reckon_with_is_made_harmless(text: str) -> None:
    assert history_file.harmless(text) == f"'{text}"


def test_history_is_found_by_person_days_and_words(office: OpenOffice) -> None:
    a_grid(office)
    other = Actor(office.database.actor.account_id, "刘小燕", "clerk")
    office.database.act("录", lambda work: saving.save(work, "people", None, {"name": "单雄信"}), actor=other)
    assert labels(office, Wanted(who="刘小燕")) == ["新增人员 单雄信"]
    assert labels(office, Wanted(text="雄信 新增")) == ["新增人员 单雄信"]
    assert labels(office, Wanted(text="100%_")) == []
    today = date(2026, 11, 24)
    assert "新增人员 单雄信" in labels(office, Wanted(first=today, last=today))
    assert labels(office, Wanted(first=date(2026, 11, 25))) == []
    assert labels(office, Wanted(last=date(2026, 11, 23), who="刘小燕")) == []
    with office.database.read() as session:
        assert {"刘小燕", "肖桂兰"} <= set(inspection.people(session))


def test_only_administrators_and_reviewers_with_a_purpose(office: OpenOffice, tmp_path: Path) -> None:
    target = tmp_path / "历史.csv"
    with pytest.raises(Invalid):
        history_file.export(office.database, Wanted(), " ", target)
    office.database.actor = Actor(office.database.actor.account_id, "刘小燕", "clerk")
    with pytest.raises(Forbidden, match="没有导出任何内容"):
        history_file.export(office.database, Wanted(), "年度检查", target)
    assert list(tmp_path.glob("*.csv*")) == []


def test_half_a_file_is_never_left(file_office: OpenOffice, tmp_path: Path) -> None:
    a_person(file_office)

    def stop(done: int, total: int) -> None:
        raise Cancelled("已取消")

    target = tmp_path / "历史.csv"
    target.write_text("先前的", "utf-8")
    with pytest.raises(Cancelled):
        history_file.export(file_office.database, Wanted(), "年度检查", target, stop)
    assert target.read_text("utf-8") == "先前的"
    with pytest.raises(UserError, match="另选一个位置"):
        history_file.export(file_office.database, Wanted(), "年度检查", tmp_path / "没有" / "历史.csv")
    assert sorted(one.name for one in tmp_path.glob("*.csv*")) == ["历史.csv"]


def test_every_action_of_the_office_is_in_the_file(office: OpenOffice, tmp_path: Path) -> None:
    for number in range(1, 6):
        enter(office, "departments", {"name": f"科室{number}"})
    target = tmp_path / "历史.csv"
    with office.database.read() as session:
        every = inspection.count(session, Wanted())
    history_file.export(office.database, Wanted(), "年度检查", target)
    numbers = {row[0] for row in lines(target)[4:]}
    assert numbers == {str(number) for number in range(1, every + 2)}
