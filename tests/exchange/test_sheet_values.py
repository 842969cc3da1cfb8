"""Cells are read as the values of their fields and written back as they came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.errors import UserError
from desktop.exchange.sheet_values import Office
from desktop.models import Field, Kind
from desktop.services.offices import OpenOffice

REPORTED = Field("接报时间", Kind.MOMENT)


@pytest.mark.parametrize(
    "cell",
    ["2024-03-05 14:30", "2024年3月5日14时30分", datetime(2024, 3, 5, 14, 30), 45356.604166666664, 202403051430.0],
)
def test_a_moment_is_read_from_any_cell_and_comes_back(file_office: OpenOffice, cell: Any) -> None:
    with file_office.database.read() as session:
        sheet = Office(session, "people")
        value = sheet.value(REPORTED, cell)
        assert value == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)
        assert sheet.cell(REPORTED, value) == "2024-03-05 14:30"


@pytest.mark.parametrize("cell", [date(2024, 3, 5), 45356, "2024-3-5", 2024, "3/4/2024 1:00"])
def test_a_cell_without_a_time_of_day_is_no_moment(file_office: OpenOffice, cell: Any) -> None:
    with file_office.database.read() as session, pytest.raises(UserError, match=r"14:30|2024-3-5"):
        Office(session, "people").value(REPORTED, cell)
