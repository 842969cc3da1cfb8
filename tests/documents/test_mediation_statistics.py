"""The statistical table of mediation on paper and as a workbook, read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import openpyxl
import pypdfium2
import pytest

from desktop.documents.mediation_statistics import print_statistics
from desktop.errors import UserError
from desktop.exchange import statistics_file
from desktop.services.counting import span
from desktop.services.mediation_statistics import (
    COUNT,
    Column,
    Compared,
    Days,
    Footing,
    Line,
    Statistics,
)

KINDS = [f"第{number}种" for number in range(1, 19)]
COLUMNS = (
    Column("total", "案件总数", "总体情况", COUNT),
    Column("parties", "涉及当事人", "总体情况", "人"),
    Column("settled", "调解成功", "总体情况", COUNT),
    Column("amount", "协议金额", "总体情况", "万元"),
    Column("body.social", "社会团体和其他组织调委会", "按调委会类别", COUNT),
    *(Column(f"type.{at}", f"{label}纠纷", "按纠纷类别", COUNT) for at, label in enumerate(KINDS)),
    Column("consultations", "咨询", "咨询", "次"),
)


def a_table(lines: int = 3, *, broken: bool = False) -> Statistics:
    """Return a table of committees with 12 cases each."""
    values = {"total": 12, "parties": 25, "settled": 9, "amount": Decimal("12345.60"), "type.0": 12, "decided": 10}
    spent = Days(9, Decimal("8.5"), Decimal(8), 20)
    rows = tuple(Line(str(uuid4()), f"第{at}社区人民调解委员会", values, spent) for at in range(lines))
    summed = Line("", "合计", {key: value * lines for key, value in values.items()}, spent)
    foot = Footing("各纠纷类别之和等于案件总数", 12 * lines - broken, 12 * lines)
    return Statistics(span("2026"), "井冈山市", "committee", date(2026, 11, 24), COLUMNS, rows, summed, (foot,))


def pages(found: Statistics, **more: object) -> list[str]:
    """Print and return the text of each page."""
    target = BytesIO()
    print_statistics(found, target, office="井冈山市综治中心", **more)  # type: ignore[arg-type]
    document = pypdfium2.PdfDocument(target.getvalue())
    return [document[at].get_textpage().get_text_range() for at in range(len(document))]


def test_both_parts_hold_every_committee_and_the_sum() -> None:
    first, second = pages(a_table())
    for text in (first, second):
        assert all(f"第{at}社区" in text for at in range(3))
        assert "合计" in text
    assert "2026年（按受理日期）" in first.replace(" ", "")
    assert "3.70" in first  # 3 × 12,345.60 yuan are 3.70368 万元
    assert "75.0" in first


def test_rate_time_and_checks_stand_below_the_sum() -> None:
    last = pages(a_table(), compared=Compared(Decimal("96.8"), Decimal("75.0")))[-1].replace(" ", "")
    assert "75.0%（27/36，占受理）" in last
    assert "1项全部相符" in last
    assert "公布的96.8%比按记录算出的75.0%高21.8个百分点" in last
    assert "填表人：" in last
    assert "不符，35对36，差1件" in pages(a_table(broken=True))[-1].replace(" ", "")


def test_a_long_table_goes_on_with_its_heads_and_never_leaves_the_sum_alone() -> None:
    for many in (23, 24, 25, 26, 27, 28, 60, 90):
        found = pages(a_table(many))
        assert all("合计" not in text or "社区" in text for text in found)
        assert all("调委会" in text for text in found)
        rows = "".join(found).replace(" ", "")
        assert all(rows.count(f"第{at}社区") == 2 for at in (0, many // 2, many - 1))


def test_a_demonstration_is_marked() -> None:
    assert all("演示数据" in text for text in pages(a_table(), demo=True))
    assert not any("演示数据" in text for text in pages(a_table()))


def test_the_workbook_holds_numbers_with_their_bases(tmp_path: Path) -> None:
    statistics_file.write(a_table(broken=True), tmp_path / "表.xlsx", office="井冈山市综治中心")
    book = openpyxl.load_workbook(tmp_path / "表.xlsx")
    sheet = book["统计表"]
    heads = [cell.value for cell in sheet[4]]
    total = dict(zip(heads, [cell.value for cell in sheet[8]], strict=True))
    assert sheet["A8"].value == "合计"
    assert total["案件总数（件）"] == 36
    assert total["协议金额（万元）"] == 3.7
    assert (total["成功率（%）"], total["受理（件）"]) == (75.0, 36)
    assert (total["已有结果的成功率（%）"], total["已有结果（件）"]) == (90.0, 30)
    assert "按纠纷类别" in [cell.value for cell in sheet[3]]
    assert "不符" in book["核对"]["D2"].value
    assert list(tmp_path.iterdir()) == [tmp_path / "表.xlsx"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有导出"):
        statistics_file.write(a_table(), tmp_path / "没有" / "表.xlsx", office="")
