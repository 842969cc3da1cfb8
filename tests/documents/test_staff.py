"""Papers of the team: what grids lack, contracts that end, the advice on full-time members, read back from paper."""

from __future__ import annotations

import pytest

from desktop.errors import UserError
from desktop.services import allocation, staff
from desktop.services.offices import OpenOffice
from tests.documents.test_party import written
from tests.offices import a_grid, a_person, a_post, community_id, now
from tests.services.test_staff import a_contract


def test_what_each_grid_has_and_lacks_is_printed(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        found = staff.completeness(session, now(demo_office))
    lacking = [one for one in found if one.missing]
    _, pages = written(demo_office, "completeness")
    assert "84个网格，3个有缺" in pages[0] and len(pages) == 3
    assert all(one.code in "".join(pages) for one in found)
    _, pages = written(demo_office, "completeness", missing=True)
    assert all("；".join(one.missing).replace(" ", "") in pages[0] for one in lacking)
    assert "3个网格，3个有缺" in pages[0] and found[0].code not in pages[0]
    made, _ = written(demo_office, "completeness", community=community_id(demo_office))
    assert made.title == "会师路社区网格 1+N+N 配备表" and made.remark.endswith("8 行")


def test_contracts_are_listed_by_the_day_they_end(file_office: OpenOffice) -> None:
    grid = a_grid(file_office)
    for name, until in (("彭明", "2026-12-31"), ("兰晓", "2026-11-1"), ("钟翀", "2027-12-31")):
        person = a_person(file_office, name)
        a_post(file_office, person, grid)
        a_contract(file_office, person, ended_on=until)
    _, pages = written(file_office, "contracts")
    assert "60天内到期1份，已到期未续1份" in pages[0] and "钟翀" not in pages[0]
    assert pages[0].index("已过23天") < pages[0].index("剩37天")
    _, pages = written(file_office, "contracts", days="500")
    assert "500天内到期2份" in pages[0]


@pytest.mark.parametrize(("key", "option"), [("contracts", "days"), ("allocation", "total")])
def test_a_number_that_is_none_is_refused_in_words(file_office: OpenOffice, key: str, option: str) -> None:
    for typed in ("三十", "-1", "1.5", "99999"):
        with pytest.raises(UserError, match="应是不大于 9999 的整数"):
            written(file_office, key, **{option: typed})


def test_the_advice_adds_up_to_what_is_given_out(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        advice = allocation.read(session, now(demo_office), 30)
    made, pages = written(demo_office, "allocation", total="30")
    assert sum(one.advised for one in advice.lines) == 30 and made.remark.endswith("12 个社区")
    assert "专职网格员19人，按30人配置" in pages[0] and "只是建议" in pages[0]
    assert all(one.place.name in pages[0] for one in advice.lines)
