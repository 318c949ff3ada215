"""What people type as figures, made plain for the rules: full-width signs, thousands as their language parts them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from babel.numbers import get_decimal_symbol, get_group_symbol

from pos_app.domain.errors import PosError
from pos_app.domain.formats import PERCENT_DIGITS
from pos_app.domain.numbers import typed_day

if TYPE_CHECKING:
    from datetime import date

    from pos_app.domain.formats import Formats

_SIGNS = str.maketrans(
    {"\N{MINUS SIGN}": "-", "\N{IDEOGRAPHIC FULL STOP}": ".", "\N{RIGHT SINGLE QUOTATION MARK}": "'"}
)
"""What compatibility leaves as it is: the true minus, the stop of a Chinese input method, the Swiss apostrophe."""


class FigureTwoWays(PosError):
    """A separator may part thousands or decimals. Params: text, whole, part (how to type either)."""


class DayUnreadable(PosError):
    """The text is no day. Params: text (cut to 40 characters)."""


def day_of(text: str) -> date:
    """Return the day that a text says. Raise `DayUnreadable`."""
    found = typed_day(plain_text(text))
    if found is None:
        raise DayUnreadable(text=text[:40])
    return found


def plain_text(text: str) -> str:
    """Return a text in the signs of a plain keyboard: `１２．５％` becomes `12.5%`."""
    return unicodedata.normalize("NFKC", text).translate(_SIGNS)


def plain_figure(text: str, formats: Formats, decimals: int) -> str:
    """Return a typed figure without thousands separators, `1,234.50` or `1.234,50` as the shop's language has it.

    What is no such figure comes back in plain signs, for the rules to judge. `decimals` is how many the figure may
    have; raise `FigureTwoWays` where `1,234` may be meant either way.
    """
    plain = plain_text(text).strip()
    group, point = plain_text(get_group_symbol(formats.locale)), plain_text(get_decimal_symbol(formats.locale))
    shape = rf"[+-]?[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+({re.escape(point)}\d*)?"
    found = re.fullmatch(shape, plain, re.ASCII)
    if found is None:
        return plain
    whole = plain.replace(group, "").replace(point, ".")
    # One comma or point and three figures behind it: where so many decimals are possible, nobody can know.
    if group in ".," and found[2] is None and plain.count(group) == 1 and decimals >= len(found[1]) - len(group):
        raise FigureTwoWays(text=plain[:40], whole=whole, part=plain.replace(group, point))
    return whole


def typed_quantity(text: str, formats: Formats, decimals: int) -> str:
    """Return a typed quantity as `plain_figure` does; what may be thousands or decimals is decimals.

    `1,234` of goods by weight is a little more than one: nobody sells a thousand of them on one line.
    """
    try:
        return plain_figure(text, formats, decimals)
    except FigureTwoWays as either:
        return plain_text(str(either.params["part"]))


def plain_discount(text: str, formats: Formats) -> str:
    """Return a typed discount, a percentage or an amount, as `plain_figure` does."""
    plain = plain_text(text).strip()
    if plain.endswith("%"):
        return f"{plain_figure(plain[:-1], formats, PERCENT_DIGITS)}%"
    return plain_figure(plain, formats, formats.digits)
