"""Taxes as a person sets them: typed rates, what is refused, the text the journal holds, a price tried out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import (
    LONGEST_NAME,
    MOST_TAXES,
    RateOutOfRange,
    RateUnreadable,
    TaxDraft,
    TaxNamedTwice,
    TaxNameMissing,
    TaxNameTooLong,
    TooManyTaxes,
    checked,
    parse_rate,
    rules_text,
    tried,
)

if TYPE_CHECKING:
    from pos_app.domain.errors import PosError

GST = TaxDraft("GST", 50_000, included=False)
QST = TaxDraft("QST", 99_750, included=False, order=2)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("19", 190_000),
        ("9.975", 99_750),
        ("5,5", 55_000),
        (" 8.2500 % ", 82_500),
        (".0001", 1),
        ("0", 0),
        ("-0", 0),
        ("1000", 10_000_000),
    ],
)
def test_a_rate_is_typed_in_percent(text: str, rate: int) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", RateUnreadable),
        ("half", RateUnreadable),
        ("9.97501", RateUnreadable),
        ("1.2.3", RateUnreadable),
        ("-1", RateOutOfRange),
        ("1000.0001", RateOutOfRange),
        ("999999999999", RateOutOfRange),
    ],
)
def test_what_is_no_rate_is_refused(text: str, kind: type[PosError]) -> None:
    with pytest.raises(kind) as refused:
        parse_rate(text)
    assert refused.value.params["text"] == text


def test_taxes_are_kept_along_their_order() -> None:
    assert checked([QST, GST]) == (GST, QST)
    assert checked([]) == ()


@pytest.mark.parametrize(
    ("drafts", "kind"),
    [
        ([TaxDraft(" ", 0, included=True)], TaxNameMissing),
        ([TaxDraft("x" * (LONGEST_NAME + 1), 0, included=True)], TaxNameTooLong),
        ([GST, TaxDraft("gst", 1, included=True)], TaxNamedTwice),
        ([TaxDraft("GST", -1, included=True)], RateOutOfRange),
        ([TaxDraft("GST", 10_000_001, included=True)], RateOutOfRange),
        ([TaxDraft(f"T{n}", 1, included=True) for n in range(MOST_TAXES + 1)], TooManyTaxes),
    ],
)
def test_what_no_receipt_could_bear_is_refused(drafts: list[TaxDraft], kind: type[PosError]) -> None:
    with pytest.raises(kind):
        checked(drafts)


def test_the_text_of_rules_is_one_whatever_order_they_come_in() -> None:
    one, other = Tax(b"\1", "TPS", 50_000, False, 1), Tax(b"\2", "TVQ é", 99_750, False, 2, True)
    assert rules_text([one, other]) == rules_text([other, one])
    assert json.loads(rules_text([other, one])) == [["01", "TPS", 50_000, 0, 1, 0], ["02", "TVQ é", 99_750, 0, 2, 1]]
    assert rules_text([]) == "[]"


def test_a_kept_tax_can_be_changed() -> None:
    assert TaxDraft.of(Tax(b"\1", "GST", 50_000, False, 3, True)) == TaxDraft("GST", 50_000, False, 3, True)


def test_a_price_is_tried_out_as_the_till_would_tax_it() -> None:
    inside = tried(10_000, [TaxDraft("MwSt.", 190_000, included=True)])
    assert (inside.net, [part.amount for part in inside.parts], inside.to_pay) == (8403, [1597], 10_000)
    on_top = tried(10_000, [GST, QST])
    assert (on_top.net, [part.amount for part in on_top.parts], on_top.to_pay) == (10_000, [500, 998], 11_498)
    stacked = tried(10_000, [GST, TaxDraft("QST", 75_000, included=False, order=2, compound=True)])
    assert ([part.amount for part in stacked.parts], stacked.to_pay) == ([500, 788], 11_288)
    assert tried(10_000, []) == tried(10_000, ())
    assert tried(10_000, []).to_pay == 10_000
