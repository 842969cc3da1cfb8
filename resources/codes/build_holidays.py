"""Build holidays.csv from the chinesecalendar package (a development dependency; the program never imports it).

python resources/codes/build_holidays.py
"""

from __future__ import annotations

import csv
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays

FIRST, LAST = 2020, 2026


def build() -> None:
    """Write the announced days: free days, and worked weekends."""
    named = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [(day.isoformat(), 0, named[name]) for day, name in holidays.items()]
    rows += [(day.isoformat(), 1, f"{named[name]}调休上班") for day, name in workdays.items()]
    with (Path(__file__).parent / "holidays.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("day", "is_workday", "name"))
        writer.writerows(row for row in sorted(rows) if FIRST <= int(row[0][:4]) <= LAST)


if __name__ == "__main__":
    build()
