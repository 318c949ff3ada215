"""Countries as a new shop is asked for one: the money, time zone, language and taxes that each proposes.

Babel says which countries there are, what they are called and what they pay with. The rates are proposals that a
person confirms, as known in November 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from pos_app.domain.tax_templates import CHINA, EUROPE, GERMANY, QUEBEC, UNITED_STATES, WITHOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUEBEC_CODE = "CA-QC"
"""A part of a country with taxes of its own, beside the rest of it."""
_USUAL = "CN"
"""Where nothing tells the country."""
_EUROPEAN = {
    "AT": 200_000,
    "BE": 210_000,
    "BG": 200_000,
    "CY": 190_000,
    "CZ": 210_000,
    "DK": 250_000,
    "EE": 240_000,
    "ES": 210_000,
    "FI": 255_000,
    "FR": 200_000,
    "GR": 240_000,
    "HR": 250_000,
    "HU": 270_000,
    "IE": 230_000,
    "IT": 220_000,
    "LT": 210_000,
    "LU": 170_000,
    "LV": 210_000,
    "MT": 180_000,
    "NL": 210_000,
    "PL": 230_000,
    "PT": 230_000,
    "RO": 210_000,
    "SE": 250_000,
    "SI": 220_000,
    "SK": 230_000,
}
"""Standard rate of VAT in the countries of the European Union but Germany, in parts per million: as the European
Commission's Taxes in Europe Database had them on 2026-08-22."""
_TEMPLATES = {"CN": CHINA, "DE": GERMANY, "US": UNITED_STATES, QUEBEC_CODE: QUEBEC}
_MONEY = {"BG": "EUR"}
"""What a country pays with where Babel's data is older: Bulgaria since 2026-01-01."""
_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kiev",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""Where most people live, in countries with several zones."""
_UNIONS = {"EU", "EZ", "UN"}
_CHINESE = {"CN", "TW", "HK", "MO", "SG"}


def country_codes() -> tuple[str, ...]:
    """Return every country, and the parts with taxes of their own."""
    known = get_global("territory_currencies")
    return (*sorted(code for code in known if _is_country(code) and _money(code)), QUEBEC_CODE)


def country_names(codes: Iterable[str], language: str, translate: Callable[[str], str]) -> dict[str, str]:
    """Return what countries are called in a language, by their codes, in the order of their names."""
    names = Locale.parse(language).territories
    quebec = translate("Canada, Québec")
    called = {code: quebec if code == QUEBEC_CODE else str(names.get(code, code)) for code in codes}
    return dict(sorted(called.items(), key=lambda pair: pair[1].casefold()))


def country_of(territory: str | None, zone: str) -> str:
    """Return the country that a system with a locale of this territory, in this time zone, is most likely in.

    The zone wins: a system set up in American English stands in many countries.
    """
    found = str(get_global("zone_territories").get(zone, ""))
    return next((code for code in (found, territory or "") if _is_country(code) and _money(code)), _USUAL)


def money_of(country: str) -> str:
    """Return the code of the money that a country pays with."""
    return _money(country[:2])


def zone_of(country: str, here: str) -> str:
    """Return the time zone of a country: the system's own (`here`) where it is one of it."""
    code, territories = country[:2], get_global("zone_territories")
    if territories.get(here) == code or code not in territories.values():
        return here
    return _ZONES.get(code) or min(zone for zone, territory in territories.items() if territory == code)


def language_of(country: str, system: str) -> str:
    """Return the language, of those that the program speaks, for a country; the system's where it is not clear."""
    return "zh_CN" if country in _CHINESE else system


def taxes_of(country: str) -> str:
    """Return the key of the template of taxes that a country begins with."""
    usual = EUROPE if country in _EUROPEAN else WITHOUT
    return _TEMPLATES.get(country, usual).key


def rate_of(country: str) -> int | None:
    """Return the standard rate in parts per million, where a country's template asks for one and it is known."""
    return _EUROPEAN.get(country)


def money_codes() -> tuple[str, ...]:
    """Return the money that is paid with somewhere today."""
    return tuple(sorted({_money(code) for code in country_codes() if code != QUEBEC_CODE}))


def zones() -> tuple[str, ...]:
    """Return the time zones of all countries."""
    return tuple(sorted(get_global("zone_territories").keys() & available_timezones()))


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _UNIONS  # noqa: PLR2004 - ISO 3166 has two letters


def _money(code: str) -> str:
    return _MONEY.get(code) or next(iter(get_territory_currencies(code)), "")
