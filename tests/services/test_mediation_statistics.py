"""The statistical table of mediation: counted from the cases, every number with the rows behind it, checked by feet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import update

from desktop.errors import Invalid, UserError
from desktop.models import Case, Code
from desktop.services import figures, mediation_statistics, records
from desktop.services.counting import WHOLE, span
from desktop.services.mediation_statistics import BY, compare, parse_stated, rows_behind, statistics, table
from desktop.services.offices import OpenOffice
from tests.mediation import a_case, a_committee, a_mediator, a_room, look_as, party
from tests.offices import enter, now


def change(opened: OpenOffice, case: UUID, **values: object) -> None:
    """Write into a case what its path would have brought."""
    opened.database.act("改", lambda work: work.session.execute(update(Case).where(Case.id == case).values(**values)))


def settled(opened: OpenOffice, case: UUID, on: date, **values: object) -> None:
    """Let a case come to a written agreement."""
    more = {"result": "success", "agreement_form": "written", "agreed_on": on, "ended_on": on}
    change(opened, case, **{**more, **values})


def a_few(opened: OpenOffice) -> tuple[UUID, UUID]:
    """Two committees with five cases: three accepted in 2026 and one in 2025, one void; one not accepted."""
    first = a_committee(opened)
    second = a_committee(opened, "茶山路人民调解委员会", kind="enterprise", number_unit="茶山")
    people = [a_mediator(opened, one, name) for one, name in ((first, "谢志平"), (second, "钟秀英"))]
    three = (party("罗秀珍"), party("邱建华", "respondent"), party("何丽", "third"))
    a = a_case(opened, first, *three, accepted=date(2026, 3, 2), mediator_id=people[0])
    settled(opened, a, date(2026, 3, 12), amount=Decimal("12345.60"), difficulty="hard")
    b = a_case(
        opened,
        first,
        accepted=date(2026, 8, 3),
        mediator_id=people[0],
        source="referral",
        referred_by="court",
        court_referral="delegated",
        papers_signed_on=date(2026, 8, 3),
    )
    change(opened, b, result="failed", ended_on=date(2026, 8, 20))
    c = a_case(opened, second, accepted=date(2026, 8, 5), mediator_id=people[1], dispute_type="17")
    settled(opened, c, date(2026, 8, 5), agreement_form="oral", amount=Decimal("54.40"), performed_on_spot=True)
    old = a_case(opened, second, accepted=date(2025, 5, 5), mediator_id=people[1])
    settled(opened, old, date(2025, 5, 8))
    wrong = a_case(opened, first, accepted=date(2026, 8, 9), mediator_id=people[0])
    change(opened, wrong, void=True, void_reason="重复")
    a_case(opened, first)
    return first, second


def read(opened: OpenOffice, text: str = "2026", by: str = "committee", division: str = ""):  # type: ignore[no-untyped-def]
    """Return the table of a period."""
    with opened.database.read() as session:
        return statistics(session, now(opened), span(text), by=by, division=division)


def test_cases_count_where_and_when_they_were_accepted(office: OpenOffice) -> None:
    first, second = a_few(office)
    found = read(office)
    one, two = (next(line for line in found.lines if line.key == str(key)) for key in (first, second))
    assert (one.count("total"), one.count("settled"), one.count("parties")) == (2, 1, 5)
    assert (two.count("total"), two.count("settled"), two.count("parties")) == (1, 1, 2)
    total = found.total
    wanted = {
        "total": 3, "parties": 7, "settled": 2, "hard": 1, "body.residents": 2, "body.enterprise": 1,
        "source.application": 2, "source.referral": 1, "organ.court": 1, "type.02": 2, "type.17": 1,
        "form.written": 1, "form.oral": 1, "performed": 1,
    }  # fmt: skip
    assert {key: total.count(key) for key in wanted} == wanted
    assert total.text(found.column("amount")) == "1.24"
    assert total.rate.words == "66.7 %（2/3，占受理）"
    assert total.closed_rate.words == "66.7 %（2/3，占已有结果）"
    assert total.days.words == "平均 5.0 天，中位数 5 天，最长 10 天（2 件）"
    assert all(one.holds for one in found.footings)
    whole = read(office, "")
    assert whole.total.count("total") == 4
    assert whole.total.rate.words == "75.0 %（3/4，占受理）"


def test_a_line_stands_for_a_committee_an_area_a_room_or_a_month(office: OpenOffice) -> None:
    a_few(office)
    months = read(office, "2026H1", "period")
    assert [one.label for one in months.lines] == [f"2026年{month}月" for month in range(1, 7)]
    assert [one.count("total") for one in months.lines] == [0, 0, 1, 0, 0, 0]
    assert [one.label for one in read(office, "", "period").lines] == ["2025年", "2026年"]
    assert [(one.label, one.count("total")) for one in read(office, by="area").lines] == [("会师路社区", 3)]
    assert [(one.label, one.count("total")) for one in read(office, by="room").lines] == [("未经调解室", 3)]
    assert len(read(office, "2026-11", "period").lines) == 1
    assert read(office, "2027", "period").lines == ()
    assert read(office, "2027").total.rate.words == "—（受理 0 件）"


def test_every_number_is_the_number_of_the_rows_behind_it(office: OpenOffice) -> None:
    first, _ = a_few(office)
    room = a_room(office)
    a_case(office, first, accepted=date(2026, 2, 3), mediator_id=a_mediator(office, first, "刘芳"), station_id=room)
    enter(office, "consultations", {"committee_id": first, "station_id": room, "day": "2026-3-3", "topic": "漏水"})
    asked = 0
    for by, text in [*((by, "2026") for by in BY), ("room", ""), ("period", ""), ("period", "2026H1")]:
        found = read(office, text, by)
        with office.database.read() as session:
            for line in (*found.lines, found.total):
                for column in found.columns:
                    if column.key not in ("parties", "amount") and (line.count(column.key) or column.key == "hard"):
                        query = rows_behind(found, line.key, column.key)
                        assert records.count(session, query, now(office)) == line.count(column.key), column.label
                        asked += 1
    assert asked > 100


def test_a_case_that_does_not_foot_is_named(file_office: OpenOffice) -> None:
    first, _ = a_few(file_office)
    case = a_case(file_office, first, accepted=date(2026, 9, 1), mediator_id=a_mediator(file_office, first, "刘芳"))
    change(file_office, case, source="referral", referred_by=None, result="success", dispute_type="88")
    found = read(file_office)
    broken = {one.label: one for one in found.footings if not one.holds}
    assert set(broken) == {
        "各委托移送单位之和等于委托移送",
        "口头协议与书面协议之和等于调解成功",
        "各纠纷类别之和等于案件总数",
    }
    with file_office.database.read() as session:
        for one in broken.values():
            assert one.rows is not None
            assert list(records.ids(session, one.rows, now(file_office))) == [case]
            assert "差 1 件" in one.sentence
    assert found.column("type.88").label == "88"


def test_codes_an_office_adds_get_their_column(file_office: OpenOffice) -> None:
    enter(file_office, "codes", {"list_key": "dispute_types", "code": "18", "label": "宠物纠纷", "position": 30})
    first, _ = a_few(file_office)
    case = a_case(file_office, first, accepted=date(2026, 9, 1), mediator_id=a_mediator(file_office, first, "刘芳"))
    change(file_office, case, dispute_type="18")
    found = read(file_office)
    assert (found.column("type.18").label, found.total.count("type.18")) == ("宠物纠纷", 1)
    assert all(one.holds for one in found.footings)
    with file_office.database.read() as session:
        assert session.query(Code).filter(Code.list_key == "dispute_types").count() == 19


def test_the_table_covers_one_area_when_asked(file_office: OpenOffice) -> None:
    a_few(file_office)
    assert read(file_office, division="360881002001").total.count("total") == 3
    assert read(file_office, division="360881101").total.count("total") == 0
    with pytest.raises(UserError, match="没有代码为 999999 的区划"):
        read(file_office, division="999999")


def test_a_stated_rate_is_flagged_from_a_tenth_of_a_point(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        found = statistics(session, now(demo_office), WHOLE, by="room")
        rooms = figures.read(session, now(demo_office), ["mediation.brand_rooms.success_rate"])
    brand = [line for line in found.lines if line.label.startswith("“红井冈”")]
    reading = rooms["mediation.brand_rooms.success_rate"]
    assert (sum(one.count("settled") for one in brand), sum(one.count("total") for one in brand)) == (83, 87)
    assert reading.stated is not None
    rate = mediation_statistics.Rate("成功率", "受理", mediation_statistics.Counted(83, 87))
    assert "高 1.4 个百分点" in compare(rate, reading.stated).sentence
    assert compare(rate, Decimal("95.5")).differs
    assert compare(rate, Decimal("95.3")).differs
    assert not compare(rate, Decimal("95.44")).differs
    nothing = mediation_statistics.Rate("成功率", "受理", mediation_statistics.Counted(0, 0))
    assert not compare(nothing, Decimal(96)).differs
    assert all(one.holds for one in found.footings)


def test_a_stated_rate_is_read_as_people_write_it() -> None:
    assert [parse_stated(text) for text in ("96.8", " 96.8%", "９６．８％", "100 %")] == [
        Decimal("96.8"), Decimal("96.8"), Decimal("96.8"), Decimal(100),
    ]  # fmt: skip
    for text in ("", "九成", "101", "-1", "nan", "96,8"):
        with pytest.raises(Invalid):
            parse_stated(text)


def test_counts_are_for_everybody_and_rows_are_not(file_office: OpenOffice) -> None:
    a_few(file_office)
    look_as(file_office, "clerk")
    found = read(file_office)
    assert found.total.count("total") == 3
    with file_office.database.read() as session:
        assert records.count(session, rows_behind(found, "", "total"), now(file_office)) == 0


def test_the_table_reads_as_texts_with_the_sum_last(file_office: OpenOffice) -> None:
    a_few(file_office)
    found = read(file_office)
    heads, rows = table(found, "总体情况")
    assert heads[-2:] == ["成功率（占受理）", "平均用时（天）"]
    assert rows[-1] == ["合计", "3", "7", "2", "1", "1.24", "66.7 %", "5.0"]
    heads, rows = table(found)
    assert all(len(row) == len(heads) for row in rows)
