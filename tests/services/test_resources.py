"""The files a new office starts from hold together with the program."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from pathlib import Path

from desktop.models import Field, Kind, description, kinds
from desktop.models.accounts import Role
from desktop.models.divisions import Level
from desktop.models.grids import GridKind
from desktop.models.offices import OfficeLevel
from desktop.models.people import PARTY, Employment, PostKind

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
AFFAIRS_LINES = (
    "党建 消防 城管 劳动保障 民族宗教 社区矫正 人民调解 安全生产 市场监管 信访维稳 文明创建 企业帮扶 矛盾排查 公共服务"
)


def rows(name: str) -> list[dict[str, str]]:
    with (RESOURCES / "codes" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def code_lists() -> dict[str, list[str]]:
    lists = defaultdict(list)
    for row in rows("code_lists.csv"):
        lists[row["list_key"]].append(row["code"])
    return lists


def choice_fields() -> list[Field]:
    return [one for kind in kinds() for one in description(kind).fields if one.kind is Kind.CHOICE]


def test_each_choice_of_a_record_has_its_list() -> None:
    assert [one.label for one in choice_fields() if not code_lists()[one.choices]] == []


def test_lists_have_each_code_and_label_once_and_an_order() -> None:
    for list_key, codes in code_lists().items():
        of_list = [row for row in rows("code_lists.csv") if row["list_key"] == list_key]
        assert len(set(codes)) == len(codes)
        assert len({row["label"] for row in of_list}) == len(codes)
        assert [row["order"] for row in of_list] == [str(n) for n in range(1, len(codes) + 1)]
    assert set(code_lists()["code_lists"]) == set(code_lists())


def test_the_program_reckons_with_codes_of_the_lists() -> None:
    lists = code_lists()
    assert set(PostKind) <= set(lists["post_kinds"])
    assert set(Employment) == set(lists["employments"])
    assert set(PARTY) <= set(lists["political_statuses"])
    assert set(GridKind) == set(lists["grid_kinds"])
    assert set(Level) == set(lists["division_levels"])
    assert set(OfficeLevel) == set(lists["office_levels"])
    assert set(Role) == set(lists["roles"])


def test_each_line_of_the_affairs_list_has_one_department() -> None:
    lines = [row["line"] for row in rows("departments.csv")]
    assert len(set(lines)) == len(lines)
    assert set(AFFAIRS_LINES.split()) <= set(lines)
    assert len({row["name"] for row in rows("departments.csv")}) == len(lines)


def test_boards_have_their_first_texts() -> None:
    texts = tomllib.loads((RESOURCES / "text" / "board_texts.toml").read_text("utf-8"))
    assert set(texts) == {"duties", "services", "hours", "ordinary_line", "urgent_line"}
    assert 6 <= len(texts["duties"]) <= 9
    assert [line for line in texts["duties"] if line.index(" ") != 4] == []
    assert texts["ordinary_line"][0] == "“平安江西”APP 上报"
    assert "市级综治中心" in texts["urgent_line"]
