"""Anonymised examples: nobody of the case can be known by them, whatever was written where."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.models import Case
from desktop.services.anonymising import Hidden, doubtful, hide, survives
from desktop.services.case_examples import NOTE, aliases, anonymised, example, example_form, hidden, places_of
from desktop.services.case_forms import CaseFile
from desktop.services.case_reading import case_file
from desktop.services.demo_names import invent_names
from desktop.services.names import split_name
from desktop.services.offices import OpenOffice
from tests.documents.cases import a_file, a_session, company, filled, person

NAMES = [name for name, _ in invent_names(random.Random(7), 400)] + ["𠮷春生", "欧阳文㛃", "阿依努尔·买买提江"]
ESTATES = ("翠竹苑", "杜鹃花园", "茶山路小区", "井冈山市茨坪镇红军路", "龙市镇五井村", "朝阳新村")
SAID = (
    "{name}住在{address}，电话{phone}。", "{name}说：我的身份证号是{id}，打{phone}能找到。",
    "当天{name}与对方在{address}门口争吵。", "{name}愿意在2026年5月20日前付清，{name}的家人作证。",
    "调解员到{address}查看，见到{name}本人。", "联系人{name}（{phone}）。",
    "住址：{address}", "{name}，男，身份证{id}。", "据{given}说，事情发生在5月3日至8日。", "请寄到{address}{name}收。",
)  # fmt: skip


def spaced(text: str, way: int) -> str:
    """Write a word as some people do: with spaces inside, in full width, with dashes."""
    if way == 1:
        return " ".join(text)
    if way == 2:
        return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
    if way == 3 and text.isdigit():
        return f"{text[:3]}-{text[3:7]}-{text[7:]}"
    return "\u3000".join(text) if way == 4 else text


people = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(ESTATES), st.integers(1, 99), st.integers(101, 2999), st.integers(0, 10**8)
)
sayings = st.lists(st.tuples(st.sampled_from(SAID), st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=12)


@given(st.lists(people, min_size=3, max_size=3, unique_by=lambda one: one[0]), sayings)
def test_no_name_address_phone_or_id_survives(
    those: list[tuple[str, str, int, int, int]], said: list[tuple[str, int, int]]
) -> None:
    parties, secrets, lines = [], [], []
    for at, (name, estate, house, room, serial) in enumerate(those):
        address, phone = f"{estate}{house}栋{room}室", f"13{serial:09d}"[:11]
        number = f"36089919{50 + at}0101{serial % 1000:03d}X"
        parties.append(
            person(name, "applicant" if at else "respondent", address=address, phone=phone, id_number=number)
        )
        given_name = split_name(name)[1]
        secrets += [name, address, estate, phone, number, *([given_name] if len(given_name) >= 2 else [])]
        for words, who, way in said:
            if who == at:
                parts = {"name": name, "address": address, "phone": phone, "id": number, "given": given_name or name}
                lines.append(words.format(**{key: spaced(value, way) for key, value in parts.items()}))
    file = a_file(*parties, facts="\n".join(lines), agreement_text="".join(lines), title="")
    file = replace(file, sessions=(a_session(file.case, 1, "\n".join(lines)),))
    made = anonymised(file, hidden(file))
    form = repr(example_form(made))
    # What an estate is called may be part of an everyday word of ours; the whole name never is.
    assert survives(form, [one for one in secrets if len(one) > 1]) == []
    assert "5月3日" not in form
    assert "20日" not in form


def test_parties_are_called_by_stems_and_organisations_are_units() -> None:
    many = [person(f"罗甲{at}") for at in range(11)]
    assert aliases(a_file(*many, company()))[:2] == ["甲某某", "乙某某"]
    assert aliases(a_file(*many, company()))[9:] == ["癸某某", "甲2某某", "乙2单位"]


def test_an_example_reads_as_a_story_without_names() -> None:
    file = a_file(
        person("罗秀珍"), company("井冈山市松涛新村物业服务有限公司"),
        facts="2026年7月5日，罗秀珍家渗水，秀珍多次找松涛新村物业服务有限公司，贺志强答应修好，罗女士不满。",
        agreement_text="一、物业公司于2026年8月1日前修好。\n二、补偿500元。",
    )  # fmt: skip
    made = anonymised(file, hidden(file))
    assert made.title == "甲某某与乙单位邻里纠纷调解案例"
    assert made.facts.splitlines()[0] == (
        "2026年7月，甲某某家渗水，甲某某多次找乙单位，乙单位负责人答应修好，甲某某不满。"
    )
    assert made.agreement.startswith("一、物业公司于2026年8月前修好。\n二、补偿500元。")
    assert (made.month, made.took, made.result) == ("2026年3月", "17 天，调解 2 次", "调解成功")
    assert NOTE in repr(example_form(made))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2026-05-20 交款", "2026年5月 交款"),
        ("2026.5.20至22日", "2026年5月"),
        ("二〇二六年五月二十日签订", "二〇二六年五月签订"),
        ("五月三日、八日两次", "五月两次"),
        ("十五日内付清，分三期", "十五日内付清，分三期"),
        ("补偿1234567元", "补偿1234567元"),
        ("账号6222020200112233445", "某号码"),
        ("电话 0796-1234567 或 138 0013 8000", "电话 某号码 或 某号码"),
        ("车牌赣D·12345", "车牌某车牌"),
        ("发到abc.d@example.com", "发到某号码"),
        ("住12栋3单元502室", "住某处"),
        ("在幸福路18号楼下", "在某处下"),
        ("第二条约定三项", "第二条约定三项"),
    ],
)
def test_numbers_homes_and_days_go_wherever_they_stand(text: str, left: str) -> None:
    assert hide(text, Hidden()) == left


def test_two_of_one_surname_are_not_taken_for_one_another() -> None:
    file = a_file(person("罗秀珍"), person("罗大勇", "respondent"), facts="老罗和罗秀珍争吵，大勇劝开。")
    assert anonymised(file, hidden(file)).facts.splitlines()[0] == "某某和甲某某争吵，乙某某劝开。"


def test_staff_places_and_numbers_of_the_case_are_hidden_too() -> None:
    file = a_file(
        person("罗秀珍"), person("邱建华", "respondent"),
        facts="会师路社区人民调解委员会谢喆主持，刘玥记录，案号(2026)会师路人调字第12号；在会师路查看。",
    )  # fmt: skip
    text = anonymised(file, hidden(file)).facts
    assert survives(text, ["谢喆", "刘玥", "会师路", "第12号"]) == []
    assert "某人民调解委员会调解员主持" in text


def test_what_may_still_tell_is_named_for_a_person_to_look_at() -> None:
    assert doubtful(["在红旗饭店吃饭，号码12345", "甲单位"]) == ["在红旗饭店", "12345"]
    made = anonymised(file := a_file(facts="在红旗超市门口争吵。"), hidden(file))
    assert any("红旗超市" in one for one in made.doubtful)


def test_a_brief_example_leaves_the_talks_out() -> None:
    file = a_file()
    assert anonymised(file, hidden(file)).process
    brief = anonymised(file, hidden(file), brief=True)
    assert (brief.process, brief.facts != "") == ("", True)
    assert "调解过程" not in repr(example_form(brief))


def test_cases_of_the_demonstration_are_hidden_whole(demo_office: OpenOffice) -> None:
    with demo_office.database.read() as session:
        ids = session.query(Case.id).filter(Case.state == "archived").order_by(Case.accepted_on).limit(25).all()
        places = places_of(session)
        for (case_id,) in ids:
            file: CaseFile = case_file(session, case_id)
            made = anonymised(file, hidden(file, places))
            secrets = [one.name for one in file.parties] + [one.phone for one in file.parties]
            secrets += [one.address for one in file.parties] + [*file.mediators, file.case.number, file.committee.name]
            assert survives(repr(example_form(made)), secrets) == []
        open_case = session.query(Case.id).filter(Case.state == "mediating").first()
        assert open_case is not None
        with pytest.raises(UserError, match="还没有办结"):
            example(session, case_file(session, open_case[0]))


def test_a_case_ended_without_agreement_tells_why() -> None:
    file = a_file(
        agreement_text="", performance_way="", performance_time="", result="failed", end_note="双方分歧较大",
        ended_on=date(2026, 3, 9),
    )  # fmt: skip
    made = anonymised(file, hidden(file))
    assert (made.agreement, made.result) == ("双方分歧较大", "调解不成")
    assert filled(Case).state == "registered"
