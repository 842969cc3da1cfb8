"""Parties out of pasted tables and lists: headings, cells known by their looks, nothing repaired."""

from __future__ import annotations

from datetime import date

from desktop.services.party_paste import completed, is_organisation, parties

NUMBER = "36088119680412262X"


def test_a_pasted_table_with_headings() -> None:
    text = (
        f"序号\t姓名\t身份证号码\t联系电话\t住址\t身份\n1\t罗秀珍\t{NUMBER}\t13807960001\t新村社区3栋 502\t申请人\n"
        "2\t红星物业公司\t\t0796-6552201\t\t被申请人\n\n"
    )
    first, second = parties(text)
    assert first == {
        "name": "罗秀珍", "id_number": NUMBER, "phone": "13807960001", "address": "新村社区3栋 502",
        "side": "applicant", "kind": "person",
    }  # fmt: skip
    assert (second["name"], second["side"], second["kind"]) == ("红星物业公司", "respondent", "organisation")


def test_cells_without_headings_are_known_by_their_looks() -> None:
    text = f"1. 罗秀珍 女 {NUMBER} 13807960001 新村社区 3栋502\n邱建华，15007963391，乙方"
    first, second = parties(text, "third")
    assert first["name"] == "罗秀珍" and first["id_number"] == NUMBER and first["side"] == "third"
    assert first["address"] == "新村社区3栋502"
    assert (second["name"], second["phone"], second["side"]) == ("邱建华", "15007963391", "respondent")


def test_a_line_of_names_is_a_list() -> None:
    assert [one["name"] for one in parties("解玉兰、单于静、古丽巴哈尔·买买提")] == [
        "解玉兰",
        "单于静",
        "古丽巴哈尔·买买提",
    ]


def test_a_number_excel_shortened_is_left_to_be_refused() -> None:
    assert parties("罗秀珍\t3.60881E+17")[0]["id_number"] == "3.60881E+17"
    assert parties("罗秀珍\t360881196804122\t1380796000")[0]["phone"] == "1380796000"


def test_nothing_and_too_much() -> None:
    assert parties("") == [] and parties("\n\t\t\n 、\n") == []
    assert len(parties("\n".join(f"工人{at}" for at in range(5000)))) == 200


def test_organisations_are_told_from_people() -> None:
    assert is_organisation("井冈山市红星建筑有限公司") and is_organisation("会师路小学")
    assert not is_organisation("罗秀珍") and not is_organisation("杜中心")


def test_an_id_number_says_gender_and_day_of_birth() -> None:
    found = completed({"name": "罗秀珍", "id_number": NUMBER})
    assert (found["born_on"], found["gender"]) == (date(1968, 4, 12), "female")
    typed = completed({"name": "罗秀珍", "id_number": NUMBER, "born_on": "1968-4-13"})
    assert typed["born_on"] == "1968-4-13"
