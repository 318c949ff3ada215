"""How amounts, quantities, rates and times are written in a locale. Exact: digits are placed, nothing is a float.

Babel has the patterns; they are read once for each `Formats`, so that one call costs a few microseconds and a table
may format every cell it paints.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import (
    NumberPattern,
    format_decimal,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    get_minus_sign_symbol,
)
from babel.units import UnknownUnitError, format_unit
from msgspec import Struct

from pos_app.domain.money import PRICE_DIGITS, ROUNDING_DIGITS
from pos_app.domain.quantity import PIECE, QUANTITY_DIGITS

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_app.domain.money import Minor, UnitPrice
    from pos_app.domain.quantity import Quantity

PERCENT_DIGITS = 4
"""Decimal digits a rate in parts per million has as a percentage."""
FALLBACK = "en"
"""Speaks where the asked locale is not known."""

_UNITS = {
    "kg": "mass-kilogram",
    "g": "mass-gram",
    "lb": "mass-pound",
    "oz": "mass-ounce",
    "l": "volume-liter",
    "ml": "volume-milliliter",
    "m": "length-meter",
    "cm": "length-centimeter",
    "h": "duration-hour",
}
"""Unit codes of the program as CLDR names them."""
_HOME_SIGN = re.compile(r"([A-Z]{1,2})([^\w\s])")
_SAMPLE = Decimal("1.5")


class _Frame(Struct, frozen=True):
    """What stands around the digits of a positive and of a negative number."""

    positive: tuple[str, str]
    negative: tuple[str, str]

    def around(self, digits: str, negative: bool) -> str:
        before, after = self.negative if negative else self.positive
        return f"{before}{digits}{after}"


class Formats:
    """Writes figures for one locale and one currency.

    `locale` is a name as `en`, `de_DE` or `zh-CN`; an unknown one is written as English. `currency` is the ISO 4217
    code and `digits` its minor digits as frozen at set-up, which may differ from what Babel knows.
    """

    def __init__(self, locale: str, currency: str, digits: int) -> None:
        self.locale = _locale(locale)
        self.currency = currency
        self.digits = digits
        self.sign = _home_sign(currency, self.locale)
        self._point = get_decimal_symbol(self.locale)
        self._comma = get_group_symbol(self.locale)
        decimal: NumberPattern = self.locale.decimal_formats[None]
        self._groups: tuple[int, int] = decimal.grouping
        self._plain = self._frame(decimal)
        self._money = self._frame(self.locale.currency_formats["standard"])
        self._percent = self._frame(self.locale.percent_formats[None])
        self._units: dict[str, str] = {PIECE: "{}"}

    def amount(self, minor: Minor) -> str:
        """Return the amount without a currency sign, for columns that name the currency once."""
        return self._plain.around(self._figure(abs(minor), self.digits, self.digits), minor < 0)

    def money(self, minor: Minor) -> str:
        """Return the amount with its currency sign where the locale puts it."""
        return self._money.around(self._figure(abs(minor), self.digits, self.digits), minor < 0)

    def price(self, price: UnitPrice) -> str:
        """Return a unit price without a sign: the currency's digits, and up to four more where it has them."""
        digits = self.digits + PRICE_DIGITS
        return self._plain.around(self._figure(abs(price), digits, self.digits), price < 0)

    def rounding(self, part: int) -> str:
        """Return a part of a minor unit, counted in `ROUNDING_PARTS`, without a sign: all the decimals it has."""
        return self._plain.around(self._figure(abs(part), self.digits + ROUNDING_DIGITS, self.digits), part < 0)

    def quantity(self, quantity: Quantity, decimals: int = 0, unit: str = PIECE) -> str:
        """Return thousandths with `decimals` decimals, or more where the quantity has them, and the unit's sign.

        Pieces have no sign. A unit of the shop's own that CLDR does not know is set behind the number as it is.
        """
        digits = self._figure(abs(quantity), QUANTITY_DIGITS, decimals)
        return self._unit(unit).format(self._plain.around(digits, quantity < 0))

    def count(self, number: int) -> str:
        """Return a whole number with its groups parted."""
        return self._plain.around(self._figure(abs(number), 0, 0), number < 0)

    def percent(self, ppm: int) -> str:
        """Return a rate in parts per million as a percentage, with as many decimals as it has."""
        return self._percent.around(self._figure(abs(ppm), PERCENT_DIGITS, 0), ppm < 0)

    def date(self, day: date) -> str:
        """Return the day in medium length, for example `14.11.2025`."""
        return _date(str(self.locale), day)

    def time(self, moment: datetime) -> str:
        """Return hour and minute of the moment as it stands: no zone is converted."""
        return _time(str(self.locale), moment.hour, moment.minute)

    def moment(self, moment: datetime) -> str:
        """Return day and time of the moment as it stands."""
        return str(self.locale.datetime_formats["medium"]).format(self.time(moment), self.date(moment.date()))

    def weight(self, grams: int) -> str:
        """Return a weight as it stands on labels: kilograms to the gram."""
        return self.quantity(grams, QUANTITY_DIGITS, "kg")

    def _figure(self, magnitude: int, digits: int, least: int) -> str:
        """Return magnitude / 10**digits with at least `least` decimals, zeros beyond them dropped."""
        whole, part = divmod(magnitude, 10**digits)
        decimals = f"{part:0{digits}d}" if digits else ""
        decimals = decimals[:least] + decimals[least:].rstrip("0")
        return self._grouped(str(whole)) + (self._point + decimals if decimals else "")

    def _grouped(self, whole: str) -> str:
        first, further = self._groups
        if len(whole) <= first:
            return whole
        groups, rest = [whole[-first:]], whole[:-first]
        while rest:
            groups.append(rest[-further:])
            rest = rest[:-further]
        return self._comma.join(reversed(groups))

    def _frame(self, pattern: NumberPattern) -> _Frame:
        positive, negative = [(self._before(pattern.prefix[at]), self._signed(pattern.suffix[at])) for at in (0, 1)]
        return _Frame(positive, negative)

    def _before(self, affix: str) -> str:
        """Fill in what stands before the digits; a currency sign that ends in a letter keeps a space from them."""
        parted = affix.endswith("¤") and self.sign[-1:].isalpha()
        return self._signed(affix + "\N{NO-BREAK SPACE}" if parted else affix)

    def _signed(self, affix: str) -> str:
        """Put the locale's minus, which Babel leaves a hyphen, and the currency's sign into a pattern's affix."""
        return affix.replace("-", get_minus_sign_symbol(self.locale)).replace("¤", self.sign)

    def _unit(self, unit: str) -> str:
        template = self._units.get(unit)
        if template is None:
            template = self._units[unit] = self._unit_template(unit)
        return template

    def _unit_template(self, unit: str) -> str:
        try:
            sample = format_unit(_SAMPLE, _UNITS.get(unit, unit), "short", locale=self.locale)
        except UnknownUnitError:
            return "{} " + unit.replace("{", "{{").replace("}", "}}")
        return sample.replace(format_decimal(_SAMPLE, locale=self.locale), "{}")


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(FALLBACK)


def _home_sign(currency: str, locale: Locale) -> str:
    """Return the currency's sign; `CN¥` and `US$` become `¥` and `$`, because a shop has one currency."""
    sign = str(get_currency_symbol(currency, locale))
    found = _HOME_SIGN.fullmatch(sign)
    return found[2] if found and currency.startswith(found[1]) else sign


@lru_cache(maxsize=1024)
def _date(locale: str, day: date) -> str:
    return str(format_date(day, "medium", locale=locale))


@lru_cache(maxsize=2048)
def _time(locale: str, hour: int, minute: int) -> str:
    return str(format_time(time(hour, minute), "short", locale=locale))
