"""Countries: what each proposes to a new shop is there, and can be taken as it is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from pos_app.domain import countries
from pos_app.domain.tax_templates import filled, template_of
from pos_app.services.shop.set_up import NewShop, refuse_unknown

CODES = countries.country_codes()


def test_every_country_proposes_a_shop_that_can_be_set_up() -> None:
    assert {"CN", "DE", "US", "CH", "CA", "CA-QC", "JP"} <= set(CODES)
    assert not {"EU", "EZ", "UN", "ZZ", "AQ"} & set(CODES)
    for code in CODES:
        rate = countries.rate_of(code)
        template = template_of(countries.taxes_of(code))
        rates = tuple(rate for _one in template.asked[:1]) if rate is not None else ()
        if template.key != "united_states":  # the one that nobody can propose a rate for
            assert filled(template, rates), code
            zone = countries.zone_of(code, "UTC")
            refuse_unknown(NewShop(currency=countries.money_of(code), zone=zone, taxes=template.key, tax_rates=rates))


@pytest.mark.parametrize(
    ("country", "money", "zone", "taxes", "rate"),
    [
        ("CN", "CNY", "Asia/Shanghai", "china", None),
        ("DE", "EUR", "Europe/Berlin", "germany", None),
        ("FR", "EUR", "Europe/Paris", "europe", 200_000),
        ("BG", "EUR", "Europe/Sofia", "europe", 200_000),
        ("US", "USD", "America/New_York", "united_states", None),
        ("CA", "CAD", "America/Toronto", "none", None),
        ("CA-QC", "CAD", "America/Toronto", "quebec", None),
        ("CH", "CHF", "Europe/Zurich", "none", None),
    ],
)
def test_what_a_country_proposes(country: str, money: str, zone: str, taxes: str, rate: int | None) -> None:
    assert countries.money_of(country) == money
    assert countries.zone_of(country, "UTC") == zone
    assert (countries.taxes_of(country), countries.rate_of(country)) == (taxes, rate)


def test_a_system_keeps_its_own_zone_of_a_country_with_several() -> None:
    assert countries.zone_of("US", "America/Denver") == "America/Denver"
    assert countries.zone_of("US", "Europe/Berlin") == "America/New_York"


@pytest.mark.parametrize(
    ("territory", "zone", "country"),
    [("US", "Asia/Shanghai", "CN"), ("DE", "UTC", "DE"), (None, "UTC", "CN"), ("ZZ", "Etc/UTC", "CN")],
)
def test_the_country_a_system_stands_in(territory: str | None, zone: str, country: str) -> None:
    assert countries.country_of(territory, zone) == country


def test_countries_are_called_by_their_names_in_order() -> None:
    names = countries.country_names(("DE", "CA-QC", "AT"), "en", lambda text: text)
    assert list(names.items()) == [("AT", "Austria"), ("CA-QC", "Canada, Québec"), ("DE", "Germany")]
    assert countries.country_names(("DE",), "zh_CN", lambda text: text) == {"DE": "德国"}


def test_all_zones_that_are_offered_are_there() -> None:
    assert all(ZoneInfo(zone) for zone in countries.zones())
    assert {"EUR", "CNY", "USD"} <= set(countries.money_codes())


def test_the_language_of_the_system_speaks_where_a_country_has_none_of_its_own() -> None:
    assert [countries.language_of(country, "en") for country in ("CN", "DE")] == ["zh_CN", "en"]
    assert countries.language_of("DE", "zh_CN") == "zh_CN"
