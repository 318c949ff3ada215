"""GS1 codes: what they say beside the number of the goods, however a scanner sends them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from biip.gs1_messages import GS1Message
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.barcode import Reading, UnreadableCode, WrongCheckDigit
from pos_app.domain.element_strings import (
    LONGEST_ELEMENTS,
    ElementsWithoutGoods,
    UnreadableElements,
    element_reading,
    has_elements,
    without_identifier,
)
from pos_app.domain.label import Label

GOODS = "06901234567892"
WHOLE = Label(weight=1250, lot="AB-1", expiry=date(2026, 12, 31), serial="S/7")


@pytest.mark.parametrize(
    "text",
    [
        f"01{GOODS}1726123131030012502110".replace("2110", "10AB-1\x1d21S/7"),
        f"]C101{GOODS}172612313103001250" + "10AB-1\x1d21S/7",
        f"]d201{GOODS}10AB-1\x1d21S/7\x1d172612313103001250",
        f"]Q3\x1d01{GOODS}10AB-1\x1d21S/7\x1d172612313103001250\x1d",
        f"]e001{GOODS}3102000125" + "17261231" + "10AB-1\x1d21S/7",
        f"(01){GOODS}(10)AB-1(21)S/7(17)261231(3103)001250",
        f"https://id.gs1.org/01/{GOODS}/10/AB-1/21/S%2F7?17=261231&3103=001250",
        "http://shop.example/some/01/6901234567892/10/AB-1/21/S%2F7?3100=000001&17=261231".replace(
            "3100=000001", "3103=001250"
        ),
    ],
)
def test_goods_weight_lot_last_day_and_number(text: str) -> None:
    assert element_reading(text) == Reading("gtin", GOODS, WHOLE, GOODS)


@pytest.mark.parametrize(
    ("element", "label"),
    [
        ("", Label()),
        ("17261200", Label(expiry=date(2026, 12, 31))),  # no day: the last one of the month
        ("3100000002", Label(weight=2000)),
        ("3105012345", Label(weight=123)),  # finer than a gram
        ("3104012345", Label(weight=1235)),
        ("3103000000", Label(weight=0)),
        ("10" + "L" * 20, Label(lot="L" * 20)),
        ("15261231", Label()),  # best before: not kept
    ],
)
def test_each_element(element: str, label: Label) -> None:
    assert element_reading(f"01{GOODS}{element}") == Reading("gtin", GOODS, label, GOODS)


@pytest.mark.parametrize(
    "text",
    [
        "6901234567892",
        "4711",
        "oat milk",
        "",
        "0106901234567893" + "10A",  # an own number that begins with 01
        f"01{GOODS}" + "17269931",
        f"01{GOODS}" + "99",
        "https://example.com/oat-milk",
        "a\x1b\x1db",
    ],
)
def test_what_is_no_code_of_gs1(text: str) -> None:
    assert element_reading(text) is None
    assert not has_elements(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"]C101{GOODS}17269931", UnreadableElements),
        (f"]C101{GOODS[:-2]}", UnreadableElements),
        ("]Q3nonsense", UnreadableElements),
        (f"(01){GOODS}(17)269931", UnreadableElements),
        (f"01{GOODS}10A\x1d99", UnreadableElements),
        (f"https://id.gs1.org/01/{GOODS}/17/269931", UnreadableElements),
        (f"]C101{GOODS}10A\x01B", UnreadableElements),
        (f"]C101{GOODS}" + "10" + "A" * LONGEST_ELEMENTS, UnreadableElements),
        ("]C100340123450000000018", ElementsWithoutGoods),
        ("]C10106901234567893", WrongCheckDigit),
    ],
)
def test_a_code_that_must_be_of_gs1_and_is_not_whole(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        element_reading(text)


def test_a_refused_code_is_shown_without_its_separators() -> None:
    with pytest.raises(UnreadableElements) as refused:
        element_reading(f"01{GOODS}10A\x1d99")
    assert refused.value.params == {"text": f"01{GOODS}10A 99"}


def test_other_symbology_identifiers_are_taken_off() -> None:
    assert without_identifier(" ]E06901234567892\r\n") == "6901234567892"
    assert without_identifier("]C0AB-1") == "AB-1"
    assert without_identifier("]x") == "]x"
    assert without_identifier("]C1" + GOODS) == "]C1" + GOODS


@given(st.text("0123456789ABCab/-", min_size=1, max_size=20), st.dates(date(2024, 1, 1), date(2049, 12, 31)))
def test_any_lot_and_day_come_back(lot: str, day: date) -> None:
    text = f"01{GOODS}17{day:%y%m%d}10{lot}"
    reading = element_reading(f"]C1{text}")
    assert reading is not None
    assert (reading.label.lot, reading.label.expiry) == (lot, day)
    assert GS1Message.parse(text).as_hri() == f"(01){GOODS}(17){day:%y%m%d}(10){lot}"


def test_the_parser_is_loaded_by_the_first_such_code_and_not_before() -> None:
    code = (
        "import sys, pos_app.app, pos_app.domain.element_strings as e; before = 'biip' in sys.modules;"
        f"e.element_reading('6901234567892'); early = 'biip' in sys.modules; e.element_reading('01{GOODS}');"
        "sys.exit(before or early or 'biip' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text())
def test_any_text_is_a_code_or_none_or_refused(text: str) -> None:
    try:
        element_reading(text)
    except (UnreadableElements, ElementsWithoutGoods, WrongCheckDigit, UnreadableCode):
        assert has_elements(text) or text.strip().startswith("01")
