"""What a scale says, and what may be taken from it: never a moving weight, nothing, less than nothing or too much.

A weight stays the scale's own figure: it is an integer from the first byte to the line, and changes its unit only
where that is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import EnvironmentProblem, PosError
from pos_app.domain.money import plain
from pos_app.domain.quantity import QUANTITY_DIGITS, TooManyDecimals

if TYPE_CHECKING:
    from pos_app.domain.basket import Sellable
    from pos_app.domain.quantity import Quantity

_SIZES = {"kg": ("g", 1000), "g": ("g", 1), "lb": ("oz", 16), "oz": ("oz", 1)}
"""The smaller unit that a unit of weight is so many of."""


class ScaleUnstable(PosError):
    """The weight still moves."""


class ScaleEmpty(PosError):
    """The scale says 0: nothing lies on it."""


class ScaleBelowZero(PosError):
    """The scale says less than 0, or has not found its zero."""


class ScaleOverloaded(PosError):
    """More lies on the scale than it can weigh."""


class ScaleNotAnswered(PosError):
    """The scale has not said anything yet."""


class ScaleUnitDiffers(PosError):
    """The scale weighs in a unit that is no exact number of the goods'. Params: name, goods, scale (units)."""


class WeightTaken(PosError):
    """What lies on the scale was taken already: it has not moved since. Params: name, of the goods it went to."""


class TareTooHeavy(PosError):
    """The container is as heavy as all that was weighed, or more. Params: tare, unit."""


class TareTwice(PosError):
    """The scale takes off a tare of its own, and one was typed."""


class NoContainer(PosError):
    """Nothing lies on the scale that could be taken off."""


class NoScale(PosError):
    """No scale is set up."""


class NotByWeight(PosError):
    """The goods are not sold by weight. Params: name."""


class ScaleAway(EnvironmentProblem):
    """No scale is on the port: unplugged, or the port is named wrongly. Params: port."""


class ScaleRefused(EnvironmentProblem):
    """The system does not let this program use the port. Params: port, reason."""


class ScaleSilent(EnvironmentProblem):
    """The port is there and nothing answers: off, another kind of scale, or another speed. Params: port."""


class ScaleGarbled(EnvironmentProblem):
    """What came is no answer of such a scale, or a damaged one. Params: port."""


class Reading(Struct, frozen=True):
    """What a scale says at one moment."""

    weight: int | None = None
    """Thousandths of `unit`, signed, as on its display; None where it says none, while moving for example."""
    unit: str = "kg"
    """`kg`, `g`, `lb` or `oz`."""
    steady: bool = True
    over: bool = False
    """More lies on it than it can weigh."""
    below: bool = False
    """Under zero, or without a zero."""
    net: bool = False
    """Whether the scale itself takes off a tare."""


class Tare(Struct, frozen=True):
    """A container to take off."""

    weight: Quantity
    """Thousandths of the goods' unit; more than 0."""
    on_scale: bool = False
    """Whether the scale was told to take it off: then it is gone from what the scale says is net."""


def refuse_unready(reading: Reading) -> int:
    """Return the weight (thousandths, above 0) that may be taken.

    Raise `ScaleOverloaded`, `ScaleBelowZero`, `ScaleUnstable` or `ScaleEmpty`.
    """
    if reading.over:
        raise ScaleOverloaded
    if reading.below or (reading.weight or 0) < 0:
        raise ScaleBelowZero
    if reading.weight is None or not reading.steady:
        raise ScaleUnstable
    if not reading.weight:
        raise ScaleEmpty
    return reading.weight


def in_unit_of(item: Sellable, weight: int, unit: str) -> Quantity:
    """Return a weight (thousandths of `unit`) in thousandths of the goods' unit.

    Raise `NotByWeight`, or `ScaleUnitDiffers` where that is not exact.
    """
    if item.unit not in _SIZES:
        raise NotByWeight(name=item.name)
    (small, size), (wanted, divisor) = _SIZES[unit], _SIZES[item.unit]
    quantity, rest = divmod(weight * size, divisor)
    if small != wanted or rest:
        raise ScaleUnitDiffers(name=item.name, goods=item.unit, scale=unit)
    return quantity


def weighed(reading: Reading, item: Sellable, tare: Tare | None = None) -> Quantity:
    """Return how much of the goods (thousandths, above 0) the scale says, without their container.

    Raise what `refuse_unready` and `in_unit_of` raise, `TareTwice`, `TareTooHeavy`, or `TooManyDecimals` where the
    goods are not sold in parts as small as the scale weighs.
    """
    quantity = in_unit_of(item, refuse_unready(reading), reading.unit)
    if tare is not None and reading.net and not tare.on_scale:
        raise TareTwice
    if tare is not None and not reading.net:
        quantity = without(tare, quantity, item)
    if quantity % 10 ** (QUANTITY_DIGITS - item.decimals):
        raise TooManyDecimals(text=plain(quantity, QUANTITY_DIGITS), decimals=item.decimals)
    return quantity


def without(tare: Tare, gross: Quantity, item: Sellable) -> Quantity:
    """Return what is left of a weight when its container is taken off. Raise `TareTooHeavy`."""
    if gross <= tare.weight:
        raise TareTooHeavy(tare=plain(tare.weight, QUANTITY_DIGITS), unit=item.unit)
    return gross - tare.weight
