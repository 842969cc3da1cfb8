"""ID numbers, credit codes and telephones: normal form, sentences, masks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.checks import (
    CREDIT_SIGNS,
    credit_check,
    credit_code_mistake,
    id_birth_day,
    id_check,
    id_gender,
    id_number_mistake,
    mask_id,
    mask_phone,
    mobile_mistake,
    normal_credit_code,
    normal_id_number,
    normal_phone,
    phone_mistake,
    readable_phone,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", " 110105 19491231 002Ｘ "])
def test_a_right_id_number_passes_however_it_is_typed(number: str) -> None:
    assert id_number_mistake(number, TODAY) == ""
    assert normal_id_number(number) == "11010519491231002X"


def test_fifteen_figures_become_eighteen() -> None:
    assert normal_id_number("110105491231002") == "11010519491231002X"
    assert id_number_mistake("110105491231002", TODAY) == ""


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("1101051949123100", "身份证号应为 18 位，现在是 16 位，请核对"),
        ("1101051949X231002X", "身份证号前 17 位应为数字，最后一位是数字或 X，请核对"),
        ("00010519491231002X", "身份证号开头 000105 不是地区代码，请核对"),
        ("11010519490231002X", "身份证号第 7—14 位 19490231 不是日期，请核对"),
        ("11010520491231002X", "身份证号中的出生日期 2049-12-31 在今天之后，请核对"),
        ("110105194912310021", "身份证号最后一位校验不符，可能有一位写错，请对照证件核对"),
        ("1.101051949123100e+17", "身份证号被表格软件存成了数字，后几位已经丢失，请对照证件按文本重新填写"),
    ],
)
def test_each_mistake_of_an_id_number_has_its_sentence(number: str, sentence: str) -> None:
    assert id_number_mistake(number, TODAY) == sentence


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_figure_is_always_found(born: date, serial: int, place: int, shift: int) -> None:
    first = f"360881{born:%Y%m%d}{serial:03d}"
    number = first + id_check(first)
    assert id_number_mistake(number, TODAY) == ""
    assert id_birth_day(number) == born
    assert id_gender(number) == ("male" if serial % 2 else "female")
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert id_number_mistake(wrong, TODAY) != ""


def test_an_id_number_is_masked_but_for_three_and_four() -> None:
    assert mask_id("11010519491231002X") == "110***********002X"


def test_a_right_credit_code_passes() -> None:
    assert credit_code_mistake("91350100M000100Y43") == ""
    assert normal_credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91350100M000100Y4", "统一社会信用代码应为 18 位，现在是 17 位，请核对"),
        ("9135O100M000100Y43", "统一社会信用代码第 5 位不能是“O”，请核对是不是数字 0"),
        ("91350100S000100Y43", "统一社会信用代码第 9 位不能是“S”，请核对"),
        ("91A50100M000100Y43", "统一社会信用代码第 3—8 位 A50100 应为地区代码的数字，请核对"),
        ("91350100M000100Y44", "统一社会信用代码最后一位校验不符，可能有一位写错，请对照证书核对"),
    ],
)
def test_each_mistake_of_a_credit_code_has_its_sentence(code: str, sentence: str) -> None:
    assert credit_code_mistake(code) == sentence


@given(st.text(CREDIT_SIGNS, min_size=9, max_size=9), st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_sign_of_a_credit_code_is_always_found(body: str, place: int, shift: int) -> None:
    first = f"54360881{body}"
    code = first + credit_check(first)
    assert credit_code_mistake(code) == ""
    other = CREDIT_SIGNS[(CREDIT_SIGNS.index(code[place]) + shift) % 31]
    assert credit_code_mistake(code[:place] + other + code[place + 1 :]) != ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("１３８０００００００００"[:11], "13800000000"),
        ("0796 655 1234", "0796-6551234"),
        ("（0796）6551234", "0796-6551234"),
        ("07966551234", "0796-6551234"),
        ("0796—6551234", "0796-6551234"),
        ("010 8888 8888", "010-88888888"),
        ("0796-6551234-802", "0796-6551234-802"),
        ("0796-6551234 转 802", "0796-6551234-802"),
        ("400-123-4567", "4001234567"),
        ("12345", "12345"),
    ],
)
def test_a_telephone_has_one_written_form(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept
    assert phone_mistake(typed) == ""
    assert normal_phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1380000000", "手机号应为 11 位，现在是 10 位"),
        ("138000000001", "手机号应为 11 位，现在是 12 位"),
        ("12800000000", "手机号应以 13—19 开头、全部是数字，现在是 128 开头，请核对"),
        ("6551234", "座机请加区号，例如 0796-6551234"),
        ("0796-65512", "座机号除区号 0796 外应为 7 或 8 位，现在是 5 位"),
        ("0796", "座机号 0796 的区号和号码不全，请按 0796-6550000 这样填写"),
        ("问小王", "电话号码里有“问”，只能填数字，请核对"),
        ("23800138000", "电话号码 23800138000 共 11 位，不像手机号也不像座机号，请核对"),
        (" ", "电话号码不能为空"),
    ],
)
def test_each_mistake_of_a_telephone_has_its_sentence(typed: str, sentence: str) -> None:
    assert phone_mistake(typed) == sentence


def test_a_landline_is_no_mobile() -> None:
    assert mobile_mistake("13800000000") == ""
    assert mobile_mistake("0796-655123") == "手机号应为 11 位，现在是 10 位"
    assert mobile_mistake("0796-6551234") == "手机号应以 13—19 开头、全部是数字，现在是 079 开头，请核对"


def test_telephones_are_masked_and_grouped() -> None:
    assert [mask_phone(number) for number in ("13812348888", "0796-6550101", "010-88880101-2", "12345")] == [
        "138****8888", "0796-***0101", "010-****0101", "12345",
    ]  # fmt: skip
    assert [readable_phone(number) for number in ("13812348888", "0796-0000101", "0796-6550101-2", "12345")] == [
        "138 1234 8888", "0796-000 0101", "0796-655 0101 转 2", "12345",
    ]  # fmt: skip


@given(st.text(max_size=20))
def test_anything_typed_gets_an_answer(typed: str) -> None:
    assert phone_mistake(normal_phone(typed)) == phone_mistake(typed) or normal_phone(typed) != typed
    id_number_mistake(typed, TODAY)
    credit_code_mistake(typed)
    mask_phone(typed)
    mask_id(typed)
