"""What a step of a basket does, in one line with its figures: whoever gives leave for it reads this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.steps import AddLine, DiscountBasket, DiscountLine, GiveTo, RemoveLine, SetPrice, SetQuantity
from pos_app.ui.sales.line_rows import discount_text, signed

if TYPE_CHECKING:
    from pos_app.domain.basket import Line, PricedBasket, PricedLine
    from pos_app.domain.pricing import Discount
    from pos_app.domain.sale import Sale
    from pos_app.ui.wording import Wording


def act_of_step(before: Sale, after: Sale, wording: Wording) -> str:
    """Return what the last step of `after` does to `before`; empty where nothing is known of it."""
    step = after.last.step if after.last else None
    _, formats = wording.translate, wording.formats
    match step:
        case None:
            return ""
        case AddLine(line):
            return _("Sell {name}: {amount}").format(
                name=line.item.name, amount=signed(_line(after.priced, line.uid).net_of_own, formats)
            )
        case GiveTo(customer):
            return _("Give the basket to a customer") if customer else _("Take the basket from its customer")
        case DiscountBasket(discounts):
            change = _change(before.priced.total, after.priced.total, wording)
            if not discounts:
                return _("No discount on the whole basket: {change}").format(change=change)
            named = _named(discounts, wording)
            return _("{discount} on the whole basket: {change}").format(discount=named, change=change)
        case SetPrice(uid) | SetQuantity(uid) | DiscountLine(uid) | RemoveLine(uid):
            return _on_line(before, after, uid, wording)
        case _:
            change = _change(before.priced.total, after.priced.total, wording)
            return _("Take the last step back: {change}").format(change=change)


def _on_line(before: Sale, after: Sale, uid: bytes, wording: Wording) -> str:
    _, formats = wording.translate, wording.formats
    old = _line(before.priced, uid)
    name = old.line.item.name
    if all(line.line.uid != uid for line in after.priced.lines):
        given = {"name": name, "quantity": _quantity(old.line, wording), "amount": signed(old.net_of_own, formats)}
        return _("Remove {name}: {quantity}, {amount}").format(**given)
    new = _line(after.priced, uid)
    change = _change(old.net_of_own, new.net_of_own, wording)
    if new.line.unit_price != old.line.unit_price:
        prices = f"{formats.price(old.line.unit_price)} → {formats.price(new.line.unit_price)}"
        return _("Price of {name}: {change}").format(name=name, change=prices)
    if new.line.quantity != old.line.quantity:
        quantities = f"{_quantity(old.line, wording)} → {_quantity(new.line, wording)}"
        return _("Quantity of {name}: {quantities}, {change}").format(name=name, quantities=quantities, change=change)
    if not new.line.discounts:
        return _("No discount on {name}: {change}").format(name=name, change=change)
    named = _named(new.line.discounts, wording)
    return _("{discount} on {name}: {change}").format(discount=named, name=name, change=change)


def _line(priced: PricedBasket, uid: bytes) -> PricedLine:
    return next(line for line in priced.lines if line.line.uid == uid)


def _quantity(line: Line, wording: Wording) -> str:
    return wording.formats.quantity(line.quantity, line.item.decimals, line.item.unit)


def _change(before: int, after: int, wording: Wording) -> str:
    return f"{signed(before, wording.formats)} → {signed(after, wording.formats)}"


def _named(discounts: tuple[Discount, ...], wording: Wording) -> str:
    return ", ".join(discount_text(one, wording.formats, wording.translate) for one in discounts)
