"""Customers: what is kept of a card, and what a person is found by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from pos_app.domain.customers import (
    CustomerCard,
    CustomerEmailUnfit,
    CustomerFieldTooLong,
    CustomerNameMissing,
    CustomerPhoneUnfit,
    CustomerRow,
    email_key,
    kept_until,
    matches,
    phone_key,
)

if TYPE_CHECKING:
    from pos_app.domain.errors import CodedError


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        (CustomerCard(), CustomerNameMissing),
        (CustomerCard(name="  "), CustomerNameMissing),
        (CustomerCard(name="x" * 121), CustomerNameMissing),
        (CustomerCard(company="x" * 121), CustomerFieldTooLong),
        (CustomerCard(name="x", note="y" * 1001), CustomerFieldTooLong),
        (CustomerCard(name="x", phone="1234"), CustomerPhoneUnfit),
        (CustomerCard(name="x", phone="call Bob 12345"), CustomerPhoneUnfit),
        (CustomerCard(name="x", email="nobody"), CustomerEmailUnfit),
        (CustomerCard(name="x", email="a@b@c"), CustomerEmailUnfit),
        (CustomerCard(name="x", email="a @b"), CustomerEmailUnfit),
    ],
)
def test_what_cannot_be_kept_is_refused(card: CustomerCard, refusal: type[CodedError]) -> None:
    with pytest.raises(refusal):
        card.tidy()


def test_a_card_is_kept_without_blanks_around_its_fields() -> None:
    card = CustomerCard(" Li Na ", " Tea & Co ", " 138 1234 5678 ", " li@example.org ", " 1 Road\nCity ", note=" x ")
    kept = CustomerCard("Li Na", "Tea & Co", "138 1234 5678", "li@example.org", "1 Road\nCity", note="x")
    assert card.tidy() == kept
    assert CustomerCard(company="Tea & Co").tidy().company == "Tea & Co"


def test_a_phone_number_is_the_same_with_its_country_and_without() -> None:
    assert phone_key("+86 138-1234-5678") == phone_key("13812345678") == phone_key("１３８１２３４５６７８")
    assert phone_key("+49 171 1234567") == phone_key("0171/1234567")
    assert phone_key("13812345678") != phone_key("13812345679")
    assert phone_key("1234") == ""


def test_an_address_is_the_same_in_capitals_and_small() -> None:
    assert email_key(" Li@Example.ORG ") == email_key("li@example.org")
    assert email_key("li") == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", True), ("jose", True), ("gar jo", True), ("ose", False), ("bakery", True), ("红", False), ("josé b", True)],
)
def test_a_name_is_found_by_the_beginnings_of_its_words(typed: str, found: bool) -> None:
    assert matches("José García", "Bakery", typed) == found


def test_a_name_without_blanks_is_found_by_what_stands_in_it() -> None:
    assert matches("王小红", "", "小红")
    assert CustomerRow(b"", "", "Tea & Co", "", "").title == "Tea & Co"


def test_an_invoice_is_kept_to_the_end_of_a_year() -> None:
    assert kept_until(date(2024, 2, 29), 10) == date(2034, 12, 31)
