"""How much a labelled pack is, and the price that makes the line come to what its label says.

A label's amount is what the customer pays, to the last cent. A line's amount is always `round(price x quantity)`, and
that stays so: where the list price times the weight is not what the label says, the line gets the unit price that
makes it so. A discount could only take off and would call a rounding a gift, and an amount of its own on the line
would be a second truth beside price and quantity, in the books as on a return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.errors import PosError
from pos_app.domain.money import PRICE_DIGITS, ROUNDING_PARTS, half_up, line_amount, plain
from pos_app.domain.quantity import (
    LARGEST_QUANTITY,
    PIECE,
    QUANTITY_DIGITS,
    THOUSANDTHS,
    QuantityOutOfRange,
    TooManyDecimals,
)

if TYPE_CHECKING:
    from pos_app.domain.basket import Line, Sellable
    from pos_app.domain.label import Label
    from pos_app.domain.money import Minor, UnitPrice
    from pos_app.domain.quantity import Quantity

_THOUSANDTHS_A_GRAM = {
    "kg": (1, 1),
    "g": (1000, 1),
    "lb": (100_000_000, 45_359_237),
    "oz": (1_600_000_000, 45_359_237),
}
"""How many thousandths of a unit of weight a gram is, as a fraction; a pound is 0.45359237 kg."""

_COARSEST = 2
"""Scales' prices are tried in steps of 10 to this power of the smallest coin first."""


class EmptyLabel(PosError):
    """The label says a weight or an amount of 0. Params: name."""


class LabelNeedsPrice(PosError):
    """The label says an amount alone, and goods with the price 0 have no weight for it. Params: name."""


class WeightOfPieces(PosError):
    """The label says a weight of goods that are not sold by weight. Params: name."""


def refuse_weight_of_pieces(item: Sellable, label: Label) -> None:
    """Raise `WeightOfPieces` where a scale weighed goods that are sold otherwise: one piece would be a guess."""
    if label.weight is not None and not label.measures(item.unit):
        raise WeightOfPieces(name=item.name)


def measure(item: Sellable, label: Label, packs: int = 1) -> tuple[Quantity, UnitPrice]:
    """Return the quantity of so many packs with a label that `measures` the goods, and the price of one unit of them.

    With an amount, price times quantity is exactly that, packs together. Raise `EmptyLabel`, `LabelNeedsPrice`,
    `TooManyDecimals` where the goods are not sold in such parts, or `QuantityOutOfRange`.
    """
    if label.amount == 0 or label.weight == 0:
        raise EmptyLabel(name=item.name)
    quantity = packs * _quantity(item, label)
    if quantity > LARGEST_QUANTITY:
        raise QuantityOutOfRange(text=plain(quantity, QUANTITY_DIGITS))
    if label.amount is None:
        return quantity, item.list_price
    return quantity, _price_for(packs * label.amount, quantity, item.list_price)


def is_repriced(line: Line) -> bool:
    """Tell whether a line was given another price than the catalog's, or than its label's amount makes of that.

    Goods with the price 0 have an open price: whatever they are sold for is theirs.
    """
    item, label = line.item, line.label
    if not item.list_price or line.unit_price == item.list_price:
        return False
    if label.amount is None:
        return True
    try:
        pack, _ = measure(item, label)
        packs, rest = divmod(line.quantity, pack)
        return bool(rest) or measure(item, label, packs)[1] != line.unit_price
    except (EmptyLabel, TooManyDecimals, QuantityOutOfRange):  # no pack of these goods bears such a label
        return True


def _quantity(item: Sellable, label: Label) -> Quantity:
    """Return how much one pack is."""
    if item.unit == PIECE:
        return THOUSANDTHS
    part: int = 10 ** (QUANTITY_DIGITS - item.decimals)
    scale = _THOUSANDTHS_A_GRAM.get(item.unit)
    if label.weight is None or scale is None:
        return _bought(item, label.amount or 0, part)
    many, one = scale
    if one != 1:
        # grams are no whole pounds or ounces: the nearest that these goods are sold in
        return max(half_up(label.weight * many, one * part), 1) * part
    quantity = label.weight * many
    if quantity % part:
        raise TooManyDecimals(text=plain(quantity, QUANTITY_DIGITS), decimals=item.decimals)
    return quantity


def _bought(item: Sellable, amount: Minor, part: int) -> Quantity:
    """Return how much an amount buys at the list price, in the parts that the goods are sold in; one part at least."""
    if not item.list_price:
        raise LabelNeedsPrice(name=item.name)
    return max(half_up(amount * ROUNDING_PARTS, item.list_price * part), 1) * part


def _price_for(amount: Minor, quantity: Quantity, list_price: UnitPrice) -> UnitPrice:
    """Return the unit price that makes `quantity` come to `amount`: the list price, else the roundest there is.

    The roundest is the price that the scale used, unless it knew parts of a cent. Raise `QuantityOutOfRange` where
    1/10,000 minor unit is too coarse for so much, which takes more than ten tons.
    """
    if line_amount(list_price, quantity) == amount:
        return list_price
    for digits in range(_COARSEST + PRICE_DIGITS, -1, -1):
        step: int = 10**digits
        price = half_up(amount * ROUNDING_PARTS, quantity * step) * step
        if line_amount(price, quantity) == amount:
            return price
    raise QuantityOutOfRange(text=plain(quantity, QUANTITY_DIGITS))
