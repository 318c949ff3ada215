"""What can be typed about a line or the basket: the questions, and what an answer does to the sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.barcode import gtin14
from pos_app.domain.errors import PosError
from pos_app.domain.money import PRICE_DIGITS, parse_price, plain
from pos_app.domain.pricing import parse_discount
from pos_app.domain.quantity import PIECE, QUANTITY_DIGITS, THOUSANDTHS, parse_quantity
from pos_app.ui.sales.entry_bar import Question
from pos_app.ui.typed import plain_discount, plain_figure, plain_text, typed_quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import Line, Sellable
    from pos_app.domain.formats import Formats
    from pos_app.domain.money import UnitPrice
    from pos_app.domain.pricing import Discount
    from pos_app.domain.sale import Sale
    from pos_app.services.sales.ring_up import RingUp


_SCANNED = (14, 13, 12)
"""Lengths of codes that nobody types by chance behind something else."""
_IMPLAUSIBLE = 1000 * THOUSANDTHS
"""Kilograms, litres or metres that nobody weighs or cuts at a counter."""


class MeasureMissing(PosError):
    """Goods are not in the basket yet: nobody has said how much of them. Params: name."""


class ScanInField(PosError):
    """A code was scanned into a field that asks for something else."""


def refuse_scan(text: str) -> None:
    """Raise `ScanInField` where an answer is a scanned code, or ends with one."""
    typed = plain_text(text).strip()
    if gtin14(typed) is not None or any(gtin14(typed[-length:]) for length in _SCANNED if len(typed) > length):
        raise ScanInField


def plain_quantity(quantity: int) -> str:
    """Return thousandths as a person types them: `2` or `0.734`."""
    whole, part = divmod(abs(quantity), 1000)
    return f"{'-' if quantity < 0 else ''}{whole}" + (f".{part:03d}".rstrip("0") if part else "")


class Entries:
    """Asks and applies. Everything it changes goes through the service and comes back as a new sale."""

    def __init__(self, ring_up: RingUp, formats: Formats, _: Callable[[str], str]) -> None:
        self._ring_up = ring_up
        self._formats = formats
        self._translate = _

    def quantity(self, line: Line) -> Question:
        """Ask how much of a line."""
        _ = self._translate
        unit = _("whole pieces") if line.item.unit == PIECE and not line.item.decimals else line.item.unit
        title = _("Quantity of {name}").format(name=line.item.name)
        return Question("quantity", title, plain_quantity(line.quantity), unit)

    def measure(self, item: Sellable, price: UnitPrice) -> Question:
        """Ask how much of goods that were scanned without it; nothing stands there that Enter could take unseen."""
        title = self._translate("Quantity of {name}").format(name=item.name)
        return Question("measure", title, "", self._price_of_unit(price, item.unit))

    def weigh(self, line: Line) -> Question:
        """Ask the scale, or the person, how much of a line there is."""
        title = self._translate("Weigh {name}").format(name=line.item.name)
        return Question("weigh", title, "", self._price_of_unit(line.unit_price, line.item.unit))

    def _price_of_unit(self, price: UnitPrice, unit: str) -> str:
        """Return the price and the unit that it is of, which is also the one that is typed."""
        return self._translate("{price} per {unit}").format(price=self._formats.price(price), unit=unit)

    def price(self, line: Line) -> Question:
        """Ask for another price of a line."""
        _ = self._translate
        list_price = self._formats.price(line.item.list_price)
        hint = _("list price {price}").format(price=list_price)
        return Question("price", _("Price of {name}").format(name=line.item.name), "", hint)

    def open_price(self, name: str) -> Question:
        """Ask what goods without a price cost today."""
        return Question("open_price", self._translate("Price of {name}").format(name=name))

    def discount(self, line: Line) -> Question:
        """Ask for a line's discount."""
        _ = self._translate
        title = _("Discount on {name}").format(name=line.item.name)
        return Question("discount", title, self._typed(line.discounts), _("An amount, or 10%; 0 takes it away"))

    def basket_discount(self, sale: Sale) -> Question:
        """Ask for a discount on everything."""
        _ = self._translate
        value = self._typed(sale.basket.discounts)
        return Question(
            "basket_discount", _("Discount on the whole basket"), value, _("An amount, or 10%; 0 takes it away")
        )

    def drawer(self) -> Question:
        """Ask why the drawer is to be opened."""
        _ = self._translate
        return Question("drawer_reason", _("Why open the drawer"), "", _("goes into the journal"))

    def apply(self, sale: Sale, uid: bytes | None, what: str, text: str) -> Sale:
        """Return the sale after an answer; raise `ScanInField`, or what the domain has against the text."""
        refuse_scan(text)
        if what == "basket_discount":
            return self._ring_up.discount_basket(sale, self._discount(text, sale.priced.subtotal))
        priced = sale.priced.line(uid or b"")
        line = priced.line
        if what == "quantity":
            return self._ring_up.set_quantity(sale, line.uid, self._quantity(text, line.item.decimals))
        if what == "price":
            return self._ring_up.set_price(sale, line.uid, self.read_price(text))
        return self._ring_up.discount_line(sale, line.uid, self._discount(text, priced.gross))

    def read_measure(self, text: str, item: Sellable) -> int:
        """Return how much (thousandths) was typed; raise `ScanInField`, or what the domain has against the text."""
        refuse_scan(text)
        quantity = self._quantity(text, item.decimals)
        # a short code of the shop's own has no check digit that tells it from a number; so much is on no scale
        if quantity >= _IMPLAUSIBLE and item.decimals == QUANTITY_DIGITS and self._is_code(plain_text(text).strip()):
            raise ScanInField
        return quantity

    def _quantity(self, text: str, decimals: int) -> int:
        return parse_quantity(typed_quantity(text, self._formats, decimals), decimals)

    def _is_code(self, text: str) -> bool:
        try:
            self._ring_up.look_up(text)
        except PosError:
            return False
        return True

    def read_price(self, text: str) -> int:
        """Return a typed unit price; raise `ScanInField`, or what the domain has against the text."""
        refuse_scan(text)
        digits = self._formats.digits
        return parse_price(plain_figure(text, self._formats, digits + PRICE_DIGITS), digits)

    def _discount(self, text: str, value: int) -> Discount | None:
        return parse_discount(plain_discount(text, self._formats), value, self._formats.digits)

    def _typed(self, discounts: tuple[Discount, ...]) -> str:
        """Return the discount in force as a person would type it."""
        if not discounts:
            return ""
        first = discounts[0]
        if first.rate_ppm is not None:
            return f"{plain(first.rate_ppm, 4).rstrip('0').rstrip('.')}%"
        return plain(first.amount or 0, self._formats.digits)
