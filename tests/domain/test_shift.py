"""The figures of a shift: what should be there, and that what is kept of them is read as it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError, to_builtins

from pos_app.domain.shift import (
    Closing,
    Figures,
    TaxFigures,
    TenderCount,
    TenderFigures,
    canonical_text,
    closed_entry,
    closing_of,
    figures_of,
)


def figures(**said: Any) -> Figures:
    """Return figures of a small shift, with whatever is said otherwise."""
    plain: dict[str, Any] = {
        "float_amount": 20000,
        "cash_taken": 9380,
        "cash_given_back": 100,
        "paid_in": 500,
        "paid_out": 300,
        "dropped": 5000,
        "tenders": (TenderFigures("cash", 3, 9380, 1, 100), TenderFigures("card", 2, 4200, 0, 0)),
        "sales": 4,
        "revenue": 13478,
        "rounding": 2,
        "taxes": (TaxFigures("VAT", 130_000, True, 11927, 1551),),
        "discounts": 2,
        "discounted": 150,
        "price_overrides": 1,
        "removed_lines": 3,
        "drawer_openings": 1,
        "first_receipt": "T1-000001",
        "last_receipt": "T1-000004",
    }
    return Figures(**(plain | said))


def closing(**said: Any) -> Closing:
    """Return a closing that is ten short."""
    counts = (TenderCount("cash", 24480, 24470), TenderCount("card", 4200, 4200))
    plain: dict[str, Any] = {"number": "Z1-000001", "number_value": 1, "series": "ab" * 16, "note": None}
    return Closing(**({**plain, "counts": counts, "figures": figures()} | said))


def test_what_should_lie_in_the_drawer() -> None:
    assert figures().expected_cash == 20000 + 9380 - 100 + 500 - 300 - 5000
    assert figures().amount_of("cash") == 24480
    assert figures().amount_of("card") == 4200
    assert figures().amount_of("alipay") == 0


def test_over_is_positive_and_short_negative() -> None:
    assert closing().cash.difference == -10
    assert TenderCount("card", 5, 8).difference == 3
    assert TenderFigures("cash", 3, 9380, 1, 100).amount == 9280


def test_what_is_kept_of_a_closing_is_read_as_it_was_written() -> None:
    text = canonical_text(closing(note="cd" * 32))
    assert closing_of(text) == closing(note="cd" * 32)
    assert figures_of(json.loads(canonical_text(figures()))) == figures()
    assert text == json.dumps(to_builtins(closing(note="cd" * 32)), sort_keys=True, separators=(",", ":"))


@given(st.integers(-(10**15), 10**15))
def test_an_amount_is_exact_on_its_way(amount: int) -> None:
    assert closing_of(canonical_text(closing(figures=figures(revenue=amount)))).figures.revenue == amount


@pytest.mark.parametrize("body", ["{}", "[]", '{"number":1}', canonical_text(figures())])
def test_what_is_no_closing_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        closing_of(body)


def test_no_float_that_is_no_number_gets_into_an_event() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_text({"amount": float("nan")})


def test_the_journal_says_enough_to_add_the_sales_up_to_the_z() -> None:
    assert closed_entry(7, closing()) == {
        "number": "Z1-000001",
        "shift": 7,
        "float": 20000,
        "cash_taken": 9380,
        "cash_given_back": 100,
        "paid_in": 500,
        "paid_out": 300,
        "dropped": 5000,
        "expected": 24480,
        "counted": 24470,
        "difference": -10,
        "sales": 4,
        "revenue": 13478,
        "rounding": 2,
        "note": None,
        "tender_cash": 9280,
        "tender_card": 4200,
    }
