"""Figures as locales write them, against Babel's own slower ways and against known texts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_datetime, format_time
from babel.numbers import format_decimal, format_percent, get_minus_sign_symbol
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.formats import Formats

NBSP = "\N{NO-BREAK SPACE}"
LOCALES = ["en", "de_DE", "zh_CN", "fr", "ja", "hi_IN", "sv", "de_CH", "pl", "ar_KW", "fa"]
PLACED = datetime(2025, 11, 4, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "currency", "digits", "minor", "money", "amount"),
    [
        ("en", "EUR", 2, 123456789, "€1,234,567.89", "1,234,567.89"),
        ("en", "EUR", 2, -5, "-€0.05", "-0.05"),
        ("en", "CNY", 2, 882, "¥8.82", "8.82"),
        ("zh_CN", "CNY", 2, 882, "¥8.82", "8.82"),
        ("zh_CN", "USD", 2, 882, "$8.82", "8.82"),
        ("de_DE", "EUR", 2, -123456, f"-1.234,56{NBSP}€", "-1.234,56"),
        ("ja", "JPY", 0, 123456, "￥123,456", "123,456"),
        ("en", "KWD", 3, 1234567, f"KWD{NBSP}1,234.567", "1,234.567"),
        ("hi_IN", "INR", 2, 123456789, "₹12,34,567.89", "12,34,567.89"),
        ("pt_BR", "BRL", 2, 100, f"R${NBSP}1,00", "1,00"),
        ("de_CH", "CHF", 2, 100, f"CHF{NBSP}1.00", "1.00"),
        ("sv", "SEK", 2, -100, f"\N{MINUS SIGN}1,00{NBSP}kr", "\N{MINUS SIGN}1,00"),
        ("en", "EUR", 2, 0, "€0.00", "0.00"),
    ],
)
def test_money_and_amount(locale: str, currency: str, digits: int, minor: int, money: str, amount: str) -> None:
    formats = Formats(locale, currency, digits)
    assert formats.money(minor) == money
    assert formats.amount(minor) == amount


@pytest.mark.parametrize(
    ("digits", "price", "text"),
    [(2, 24900, "0.0249"), (2, 2490000, "2.49"), (2, 35000, "0.035"), (0, 25000, "2.5"), (3, 10000000, "1.000")],
)
def test_a_price_shows_the_digits_it_has(digits: int, price: int, text: str) -> None:
    assert Formats("en", "XTS", digits).price(price) == text


@pytest.mark.parametrize(
    ("locale", "digits", "part", "text"),
    [
        ("en", 2, 5_000_000, "0.005"),
        ("en", 2, 1, "0.000000001"),
        ("de", 2, -12_345_678, "-0,012345678"),
        ("en", 0, 5_000_000, "0.5"),
        ("en", 3, 10_000_000, "0.001"),
    ],
)
def test_a_rounding_shows_every_decimal(locale: str, digits: int, part: int, text: str) -> None:
    assert Formats(locale, "XTS", digits).rounding(part) == text


@pytest.mark.parametrize(
    ("locale", "quantity", "decimals", "unit", "text"),
    [
        ("en", 2000, 0, "piece", "2"),
        ("en", 734, 3, "kg", "0.734 kg"),
        ("en", 2000, 3, "kg", "2.000 kg"),
        ("en", 1500, 0, "m", "1.5 m"),
        ("de_DE", 1234567, 3, "m", "1.234,567 m"),
        ("zh_CN", 2000, 0, "h", "2小时"),
        ("en", -3000, 0, "piece", "-3"),
        ("en", 1500, 1, "box", "1.5 box"),
        ("en", 1000, 0, "{x}", "1 {x}"),
    ],
)
def test_quantity(locale: str, quantity: int, decimals: int, unit: str, text: str) -> None:
    assert Formats(locale, "EUR", 2).quantity(quantity, decimals, unit) == text


@pytest.mark.parametrize(
    ("locale", "ppm", "text"),
    [("en", 190_000, "19%"), ("en", 88_750, "8.875%"), ("de_DE", 1, f"0,0001{NBSP}%"), ("en", -100_000, "-10%")],
)
def test_percent(locale: str, ppm: int, text: str) -> None:
    assert Formats(locale, "EUR", 2).percent(ppm) == text


@pytest.mark.parametrize(
    ("locale", "day", "time", "moment"),
    [
        ("de_DE", "04.11.2025", "09:05", "04.11.2025, 09:05"),
        ("zh_CN", "2025年11月4日", "09:05", "2025年11月4日 09:05"),
        (
            "en",
            "Nov 4, 2025",
            "9:05\N{NARROW NO-BREAK SPACE}AM",
            "Nov 4, 2025, 9:05\N{NARROW NO-BREAK SPACE}AM",
        ),
    ],
)
def test_dates_and_times(locale: str, day: str, time: str, moment: str) -> None:
    formats = Formats(locale, "EUR", 2)
    assert formats.date(date(2025, 11, 4)) == day
    assert formats.time(PLACED) == time
    assert formats.moment(PLACED) == moment


def test_count_parts_its_groups() -> None:
    assert Formats("en", "EUR", 2).count(748_096) == "748,096"
    assert Formats("en", "EUR", 2).count(-12) == "-12"


@pytest.mark.parametrize("name", ["xx_YY", "C", "", "zh-CN"])
def test_any_locale_name_writes_something(name: str) -> None:
    assert Formats(name, "USD", 2).amount(123456) == "1,234.56"


@given(st.sampled_from(LOCALES), st.integers(-(10**15), 10**15), st.sampled_from([0, 2, 3]))
def test_amounts_are_what_babel_writes(locale: str, minor: int, digits: int) -> None:
    pattern = {0: "#,##0", 2: "#,##0.00", 3: "#,##0.000"}[digits]
    native = "#,##,##0" + pattern[5:] if locale == "hi_IN" else pattern
    babel = format_decimal(Decimal(minor).scaleb(-digits), native, locale=locale)
    assert Formats(locale, "EUR", digits).amount(minor) == babel.replace("-", get_minus_sign_symbol(locale))


@given(st.sampled_from(LOCALES), st.integers(0, 10**6))
def test_rates_are_what_babel_writes(locale: str, ppm: int) -> None:
    babel = format_percent(Decimal(ppm).scaleb(-6), locale=locale, decimal_quantization=False)
    assert Formats(locale, "EUR", 2).percent(ppm) == babel


@given(st.sampled_from(LOCALES), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - local by nature
def test_moments_are_what_babel_writes(locale: str, moment: datetime) -> None:
    seconds, minutes = (format_time(moment, length, locale=locale) for length in ("medium", "short"))
    babel = format_datetime(moment, "medium", locale=locale).replace(seconds, minutes)
    assert Formats(locale, "EUR", 2).moment(moment) == babel


def test_a_weight_is_written_to_the_gram() -> None:
    assert Formats("en", "CNY", 2).weight(1250) == "1.250 kg"
    assert Formats("zh_CN", "CNY", 2).weight(250).startswith("0.250")
