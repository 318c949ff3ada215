"""The rolls the program knows, and what a receipt's codes say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pos_app.domain.ports import PrinterProfile
from pos_app.domain.printing import PROFILES, kind_of_printer, receipt_number_of, receipt_scan_text, spelled_out
from pos_app.domain.receipt import Receipt, ReceiptShop


def receipt(total: int, currency: str, digits: int) -> Receipt:
    return Receipt(
        shop=ReceiptShop("Shop"),
        number="T1-000123",
        business_date=date(2025, 11, 14),
        placed_at=datetime(2025, 11, 14, 15, 4, 59, tzinfo=timezone(timedelta(hours=1))),
        till="1",
        person="Ann",
        currency=currency,
        digits=digits,
        language="en",
        lines=(),
        discounts=(),
        taxes=(),
        subtotal=total,
        tax_added=0,
        rounding=0,
        total=total,
        payments=(),
        change=0,
    )


@pytest.mark.parametrize(
    ("total", "currency", "digits", "text"),
    [
        (882, "EUR", 2, "T1-000123 2025-11-14T15:04 EUR 8.82"),
        (120, "JPY", 0, "T1-000123 2025-11-14T15:04 JPY 120"),
        (-5, "KWD", 3, "T1-000123 2025-11-14T15:04 KWD -0.005"),
    ],
)
def test_what_the_qr_code_says(total: int, currency: str, digits: int, text: str) -> None:
    assert receipt_scan_text(receipt(total, currency, digits)) == text


@pytest.mark.parametrize(
    ("scan", "number"),
    [
        ("T1-000123 2025-11-14T15:04 EUR 8.82", "T1-000123"),
        ("T1-000123", "T1-000123"),
        (" T1-000123\r\n", "T1-000123"),
        ("", ""),
    ],
)
def test_either_code_leads_to_the_receipt(scan: str, number: str) -> None:
    assert receipt_number_of(scan) == number


@pytest.mark.parametrize(("name", "printable_mm"), [("58", 48), ("80", 72)])
def test_a_roll_holds_its_dots_and_columns(name: str, printable_mm: int) -> None:
    profile = PROFILES[name]
    assert str(profile.width_mm) == name
    assert profile.dots == profile.columns * 12, "font A is twelve dots wide"
    assert profile.dots == printable_mm * 8
    assert abs(profile.dots * 254 - printable_mm * profile.dpi * 10) < 10 * profile.dpi


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("192.168.1.50", "tcp://192.168.1.50"),
        (" 192.168.1.50:9101 ", "tcp://192.168.1.50:9101"),
        ("192.168.1.300", "192.168.1.300"),
        ("tcp://printer", "tcp://printer"),
        ("builtin", "builtin"),
        ("", ""),
    ],
)
def test_an_address_alone_is_one_of_the_network(typed: str, named: str) -> None:
    assert spelled_out(typed) == named


def test_a_profile_cuts_and_opens_the_drawer_unless_told_otherwise() -> None:
    profile = PrinterProfile("default", 58, 384, 32)
    assert (profile.code_page, profile.cuts, profile.drawer_pin) == ("CP437", True, 2)
    assert receipt(1, "EUR", 2).placed_at.astimezone(UTC).hour == 14


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("builtin", "builtin"),
        ("tcp://printer", "network"),
        ("usb://04b8:0202", "usb"),
        ("serial://COM3", "serial"),
        ("queue://Till", "queue"),
        ("file:///dev/usb/lp0", "device"),
        ("file:///srv/paper.bin", "file"),
        ("lpt://1", ""),
    ],
)
def test_an_address_says_the_way_to_its_printer(address: str, kind: str) -> None:
    assert kind_of_printer(address) == kind
