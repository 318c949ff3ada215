"""Codes: check digits, leading zeros, and whatever a scanner or a person may send."""

from __future__ import annotations

import pytest
from biip import ParseError
from biip.gtin import Gtin
from biip.upc import Upc
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.barcode import (
    LONGEST_CODE,
    Reading,
    UnknownCode,
    UnreadableCode,
    WrongCheckDigit,
    gtin14,
    not_found,
    readings,
    refuse_bad_code,
    upc_a,
)
from pos_app.domain.check_digit import check_digit


@st.composite
def gtins(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789", min_size=7, max_size=13).filter(lambda text: len(text) in {7, 11, 12, 13}))
    return body + str(check_digit(body))


@pytest.mark.parametrize(
    ("body", "digit"),
    [("690123456789", 2), ("400638133393", 1), ("03600029145", 2), ("7351353", 7), ("1061414100041", 5), ("0", 0)],
)
def test_check_digits(body: str, digit: int) -> None:
    assert check_digit(body) == digit


@given(gtins())
def test_a_gtin_of_any_length_is_what_another_library_reads(code: str) -> None:
    assert gtin14(code) == code.zfill(14)
    assert gtin14(code) == Gtin.parse(code.zfill(14)).value


@given(gtins(), st.integers(1, 9))
def test_a_wrong_check_digit_is_found(code: str, off: int) -> None:
    wrong = code[:-1] + str((int(code[-1]) + off) % 10)
    assert gtin14(wrong) is None
    with pytest.raises(WrongCheckDigit) as refused:
        refuse_bad_code(wrong)
    assert refused.value.params == {"text": wrong}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6901234567892", "06901234567892"),
        ("06901234567892", "06901234567892"),
        ("0000006901234567892", "06901234567892"),  # as many zeros as a label prints
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("73513537", "00000073513537"),
        ("10614141000415", "10614141000415"),
        ("0010614141000415", "10614141000415"),
        ("110614141000415", None),  # fifteen digits that are not zeros
        ("735135370", None),  # nine digits
        ("7351353", None),
        ("4711", None),
        ("", None),
        ("69012345678９2", None),
        ("٦901234567892", None),
        ("6901234567892 ", None),
        ("+6901234567892", None),
    ],
)
def test_the_number_behind_a_code(text: str, number: str | None) -> None:
    assert gtin14(text) == number


@pytest.mark.parametrize("text", ["4711", "ABC-1", "1234567", "a", "红豆", "☕", "6901234567892X", "x" * LONGEST_CODE])
def test_the_shop_may_have_codes_of_its_own(text: str) -> None:
    assert refuse_bad_code(text) is None
    assert readings(text)[0] == Reading("exact", text)


def test_an_own_code_typed_by_hand_is_found_in_either_case() -> None:
    assert readings("apl") == (Reading("exact", "apl"), Reading("exact", "APL"))
    assert readings("Apl") == (Reading("exact", "Apl"), Reading("exact", "APL"), Reading("exact", "apl"))
    assert readings("4711") == (Reading("exact", "4711"),)


@pytest.mark.parametrize(
    "text",
    ["", "x" * (LONGEST_CODE + 1), "7" * 4000, "a\x00b", "\x1d0106901234567892", "a\tb", "a\x7f", "\x85", "\ud83d"],
)
def test_what_no_code_has_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCode) as refused:
        refuse_bad_code(text)
    assert refused.value.params == {"text": text[:40]}


@pytest.mark.parametrize("text", ["12345678", "123456789", "1" * 15, "9" * 128])
def test_a_long_number_that_is_no_gtin_is_refused(text: str) -> None:
    with pytest.raises(WrongCheckDigit) as refused:
        refuse_bad_code(text)
    assert refused.value.params == {"text": text[:40]}


def test_a_scan_is_read_as_it_is_and_as_its_number() -> None:
    assert refuse_bad_code("73513537") == "00000073513537"
    assert readings(" 73513537\r\n") == (Reading("exact", "73513537"), Reading("gtin", "00000073513537"))
    assert readings("12345678") == (Reading("exact", "12345678"),)


@pytest.mark.parametrize("text", ["", "   ", "\r\n", "x" * 4000, "a\x1bb", "\ud83d", "a\nb"])
def test_what_cannot_be_looked_up_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCode) as refused:
        readings(text)
    assert refused.value.params == {"text": text[:40]}


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = readings(text)
    except UnreadableCode:
        return
    assert found[0] == Reading("exact", text.strip())
    assert [reading.kind for reading in found[1:]] in ([], ["gtin"], ["gtin", "gtin"], ["exact"], ["exact"] * 2)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("6901234567892", UnknownCode),
        ("6901234567893", WrongCheckDigit),
        (" 12345678 ", WrongCheckDigit),
        ("123456789", UnknownCode),
        ("4711", UnknownCode),
        ("tea" * 30, UnknownCode),
        ("٦901234567893", UnknownCode),
    ],
)
def test_what_is_said_where_nothing_was_found(text: str, error: type[Exception]) -> None:
    said = not_found(text)
    assert type(said) is error
    assert said.params == {"text": text.strip()[:40]}


@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_upc_e_is_what_another_library_makes_of_it(text: str) -> None:
    try:
        wanted: str | None = Upc.parse(text).as_upc_a()
    except ParseError:
        wanted = None
    assert upc_a(text) == wanted


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("04252614", "042100005264"),
        ("01234505", "012000003455"),
        ("01234133", "012300000413"),
        ("01234640", "012340000060"),
        ("01234565", "012345000065"),
    ],
)
def test_eight_digits_of_a_upc_e_find_the_twelve(short: str, long: str) -> None:
    assert upc_a(short) == long
    assert Reading("gtin", long.zfill(14)) in readings(short)
    assert type(not_found(short)) is UnknownCode


@pytest.mark.parametrize("text", ["04252615", "24252614", "0425261", "0425261４", "abcdefgh"])
def test_what_is_no_upc_e(text: str) -> None:
    assert upc_a(text) is None
