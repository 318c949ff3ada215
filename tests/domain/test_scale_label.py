"""Layouts of scales' labels: what a shop may write, what it means, and what is refused before it can cost money."""

from __future__ import annotations

import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.barcode import (
    NoLabelGoods,
    NoLabelLayout,
    Reading,
    UnknownCode,
    WrongCheckDigit,
    not_found,
    readings,
)
from pos_app.domain.label import Label
from pos_app.domain.scale_label import USUAL, ScaleRuleRefused, parse_rules

WEIGHT, PRICE, BOTH, TURNED = USUAL


def checked(body: str) -> str:
    """Return a label with the check digit as another library computes it."""
    return f"{body}{gs1_standard_check_digit(body)}"


@pytest.mark.parametrize(
    ("layout", "body", "plu", "label"),
    [
        (WEIGHT, "210000100250", "00001", Label(weight=250)),
        (PRICE, "200402101250", "04021", Label(amount=1250)),
        (BOTH, "22000070073401160", "00007", Label(weight=734, amount=1160)),
        (TURNED, "23000070116000734", "00007", Label(weight=734, amount=1160)),
        ("26 PPPPP WW.WWW AAA.AA C", "26000010025000500", "00001", Label(weight=250, amount=500)),
        ("2 WWWWWW PPPPP C", "200073400007", "00007", Label(weight=734)),
        ("25 PPPP X AAAAA C", "254711901250", "4711", Label(amount=1250)),
        ("24 PPPPP AAAA.A C", "240000101250", "00001", Label(amount=12_500)),
        ("24 PPPPP W.WW C", "2400001125", "00001", Label(weight=1250)),
        ("24 ppppp ａａａ．ａａ c", "240000101250", "00001", Label(amount=1250)),
    ],
)
def test_a_label_says_goods_and_weight_or_amount(layout: str, body: str, plu: str, label: Label) -> None:
    code = checked(body)
    found = [reading for reading in readings(code, parse_rules(layout, 2)) if reading.kind == "plu"]
    assert found[0] == Reading("plu", plu, label)
    assert {reading.label for reading in found} == {label}
    assert [reading.text for reading in found][-1] == (plu.lstrip("0") or "0")


def test_check_digits_computed_by_others() -> None:
    assert checked("210000100250") == "2100001002503"
    assert checked("26000010025000500") == "260000100250005003"


def test_the_exact_text_comes_first_and_the_plain_number_last() -> None:
    code = checked("210000100250")
    kinds = [reading.kind for reading in readings(code, parse_rules(WEIGHT, 2))]
    assert kinds == ["exact", "plu", "plu", "plu", "plu", "plu", "gtin"]
    assert [reading.text for reading in readings(code, parse_rules(WEIGHT, 2))[1:-1]] == [
        "00001",
        "0001",
        "001",
        "01",
        "1",
    ]


def test_goods_with_the_number_zero() -> None:
    code = checked("210000000250")
    assert readings(code, parse_rules(WEIGHT, 2))[5].text == "0"


def test_a_layout_without_check_digit_takes_any_last_figure() -> None:
    rules = parse_rules("24 PPPPP WWWWW", 2)
    assert [reading.text for reading in readings("240000100250", rules)][1] == "00001"


@pytest.mark.parametrize(
    ("layouts", "reason"),
    [
        ("hello", "shape"),
        ("PPPPP WWWWW C", "shape"),
        ("21 PPPPP WW. C", "shape"),
        ("21 P.PPPP WWWWW C", "shape"),
        ("21 PPPPP WW..WWW C", "shape"),
        ("21 PP WWWWW PPP C", "scattered"),
        ("21 PPPPP W.WW.W C", "scattered"),
        ("21 WWWWW C", "no_goods"),
        ("21 PPPPP XXXXX C", "no_value"),
        ("21 PPPPP W.WWWW C", "decimals"),
        ("21 PPPPP AA.AAA C", "decimals"),
        ("21 PP W", "length"),
        ("21 " + 20 * "P" + 12 * "W", "length"),
        ("21 C PPPPP WWWWW", "check"),
        ("28 PPPPP WWWWW AAAA", "payment"),
        ("1 PPPPPP WWWWW AAAAAA", "payment"),
        ("6 PPPPPP WWWWWW AAAAAA", "payment"),
        (f"{WEIGHT}\n21 PPPPP AAA.AA C", "overlap"),
        (f"{WEIGHT}\n2 PPPPPP AAA.AA C", "overlap"),
    ],
)
def test_a_layout_that_cannot_work_is_refused_with_its_reason(layouts: str, reason: str) -> None:
    with pytest.raises(ScaleRuleRefused) as refused:
        parse_rules(layouts, 2)
    assert refused.value.params["reason"] == reason
    assert str(refused.value.params["line"])[:2] in layouts.upper()


def test_the_money_of_the_shop_decides_what_decimals_are() -> None:
    assert parse_rules("20 PPPPP AAAAA C", 0)[0].label(checked("200000101250")) == Label(amount=1250)
    with pytest.raises(ScaleRuleRefused):
        parse_rules(PRICE, 0)
    assert parse_rules(PRICE, 3)[0].label(checked("200000101250")) == Label(amount=12_500)


def test_the_usual_layouts_stand_together_and_empty_lines_are_nothing() -> None:
    assert [rule.text for rule in parse_rules("\n\n".join((*USUAL, "  ")), 2)] == list(USUAL)
    assert parse_rules("", 2) == ()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (checked("210000100250"), NoLabelGoods),
        ("2100001002504", WrongCheckDigit),
        (checked("200000100250"), NoLabelLayout),
        ("220000700734011609", WrongCheckDigit),
        ("22000070073401160", UnknownCode),
        ("2" * 30, UnknownCode),
    ],
)
def test_what_is_said_of_a_label_that_brings_nothing(code: str, error: type[Exception]) -> None:
    assert type(not_found(code, parse_rules(f"{WEIGHT}\n{BOTH}", 2))) is error


def test_the_number_without_zeros_is_what_is_said() -> None:
    assert not_found(checked("210004200250"), parse_rules(WEIGHT, 2)).params["plu"] == "42"


@given(st.text("0123456789", max_size=20))
def test_any_number_is_read_or_not(text: str) -> None:
    rules = parse_rules("\n".join(USUAL), 2)
    for rule in rules:
        assert rule.fits(text) == (
            len(text) == rule.length
            and text.startswith(rule.prefix)
            and gs1_standard_check_digit(text[:-1]) == int(text[-1])
        )
