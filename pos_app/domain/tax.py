"""Taxes of a line: inside the price or on top of it, several, stacked, rounded per line or per order.

Amounts are minor units, rates parts per million. A tax that is compound is charged on the net amount plus every tax
of a lower order; one that is not, on the net amount alone. Included taxes are taken out of the amount; added ones
come on top. No floats: shares are exact fractions, rounded once.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from pos_app.domain.money import half_up, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pos_app.domain.money import Minor

MILLION = 1_000_000
TaxRounding: TypeAlias = Literal["line", "order"]
"""Where tax is rounded: on each line, or once per tax on the order and spread back to its lines."""


class Tax(Struct, frozen=True):
    """One tax as it stood at the moment of sale."""

    uid: bytes
    name: str
    rate_ppm: int
    included: bool
    """True: the price contains it. False: it comes on top."""
    order: int = 0
    """Place in the stack; a compound tax is charged on taxes of lower orders too."""
    compound: bool = False


class TaxAmount(Struct, frozen=True):
    """What one tax comes to on one line."""

    tax: Tax
    base: Minor
    amount: Minor


class TaxPlan(Struct, frozen=True):
    """A set of taxes prepared for arithmetic; each share is a fraction of the line's amount."""

    included: tuple[tuple[Tax, Fraction], ...]
    added: tuple[tuple[Tax, Fraction], ...]
    included_share: Fraction
    """Sum of the included shares: 3/103 for one included tax of 3 %."""


@lru_cache(maxsize=1024)
def plan(taxes: tuple[Tax, ...]) -> TaxPlan:
    """Prepare a set of taxes. The order in which they are given does not matter, their `order` does."""
    parts: list[tuple[Tax, Fraction]] = []
    below = stacked = Fraction(0)
    level: int | None = None
    for tax in sorted(taxes, key=lambda tax: (tax.order, tax.uid)):
        if tax.order != level:
            level, below = tax.order, stacked
        part = Fraction(tax.rate_ppm, MILLION) * (1 + below if tax.compound else 1)
        parts.append((tax, part))
        stacked += part
    gross = 1 + sum((part for tax, part in parts if tax.included), Fraction(0))
    shares = [(tax, part / gross) for tax, part in parts]
    return TaxPlan(
        included=tuple(share for share in shares if share[0].included),
        added=tuple(share for share in shares if not share[0].included),
        included_share=1 - 1 / gross,
    )


@lru_cache(maxsize=4096)
def line_taxes(amount: Minor, taxes: tuple[Tax, ...]) -> tuple[TaxAmount, ...]:
    """Return the taxes of a line that comes to `amount`, rounded on the line.

    Included taxes are rounded together and split by largest remainder, so that they and the net sum to `amount`.
    """
    if not taxes:
        return ()
    prepared = plan(taxes)
    return _with_bases(amount, _rounded(amount, prepared))


def _rounded(amount: Minor, prepared: TaxPlan) -> list[tuple[Tax, Minor]]:
    inside = half_up(amount * prepared.included_share.numerator, prepared.included_share.denominator)
    amounts = list(zip((tax for tax, _ in prepared.included), spread(inside, _weights(prepared.included)), strict=True))
    amounts += [(tax, half_up(amount * share.numerator, share.denominator)) for tax, share in prepared.added]
    return amounts


@lru_cache(maxsize=1024)
def _weights(parts: tuple[tuple[Tax, Fraction], ...]) -> tuple[int, ...]:
    common = 1
    for _, share in parts:
        common *= share.denominator
    return tuple(share.numerator * (common // share.denominator) for _, share in parts)


def _with_bases(amount: Minor, amounts: Iterable[tuple[Tax, Minor]]) -> tuple[TaxAmount, ...]:
    """Add to each tax the base it was charged on: the net, and for a compound one the taxes of lower orders."""
    stack = sorted(amounts, key=lambda pair: (pair[0].order, pair[0].uid))
    net = amount - sum(value for tax, value in stack if tax.included)
    return tuple(
        TaxAmount(
            tax=tax,
            base=net + (sum(value for other, value in stack if other.order < tax.order) if tax.compound else 0),
            amount=value,
        )
        for tax, value in stack
    )


def exact_taxes(amount: Minor, taxes: tuple[Tax, ...]) -> dict[Tax, Fraction]:
    """Return what each tax of a line that comes to `amount` would be if nothing were rounded, in minor units."""
    prepared = plan(taxes)
    return {tax: amount * share for tax, share in (*prepared.included, *prepared.added)}


def order_taxes(lines: Sequence[tuple[Minor, tuple[Tax, ...]]]) -> list[tuple[TaxAmount, ...]]:
    """Return the taxes of every line where each tax is rounded once on the whole order.

    `lines` holds (amount, taxes) pairs. A tax's total is its exact sum over all lines, rounded; the difference to
    the lines' own roundings goes, a minor unit each, to the lines whose rounding was farthest off.
    """
    rounded: list[dict[Tax, Minor]] = []
    off: dict[Tax, list[tuple[Fraction, int]]] = {}
    for place, (amount, taxes) in enumerate(lines):
        exact = exact_taxes(amount, taxes)
        rounded.append({tax: half_up(share.numerator, share.denominator) for tax, share in exact.items()})
        for tax, share in exact.items():
            off.setdefault(tax, []).append((share - rounded[place][tax], place))
    for tax, errors in off.items():
        _settle(tax, errors, rounded)
    return [_with_bases(amount, parts.items()) for (amount, _), parts in zip(lines, rounded, strict=True)]


def _settle(tax: Tax, errors: list[tuple[Fraction, int]], rounded: list[dict[Tax, Minor]]) -> None:
    """Move the lines' roundings of one tax until they sum to the rounded exact total."""
    places = [place for _, place in errors]
    exact = sum((error for error, _ in errors), Fraction(0)) + sum(rounded[place][tax] for place in places)
    missing = half_up(exact.numerator, exact.denominator) - sum(rounded[place][tax] for place in places)
    unit = 1 if missing > 0 else -1
    for _, place in sorted(errors, key=lambda pair: (-unit * pair[0], pair[1]))[: abs(missing)]:
        rounded[place][tax] += unit
