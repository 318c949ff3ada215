"""The steps of a basket: what a person did to it, as small frozen values that can be stored and done again.

A basket on disk is the list of its steps. `replay` folds them into the same basket, line for line, after any crash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pos_app.domain.basket import Basket, Line, Sellable
from pos_app.domain.label import NO_LABEL, Label
from pos_app.domain.pricing import Discount
from pos_app.domain.tax import Tax

if TYPE_CHECKING:
    from collections.abc import Iterable


class AddLine(Struct, frozen=True):
    """One more line."""

    line: Line

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return basket.with_line(self.line)


class SetQuantity(Struct, frozen=True):
    """Another quantity on a line; also what a merging scan does, and weighing it."""

    line_uid: bytes
    quantity: int
    tare: int | None = None
    """What was taken off for the container; None where it was not weighed."""

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return basket.with_changed(self.line_uid, quantity=self.quantity, tare=self.tare)


class SetPrice(Struct, frozen=True):
    """Another unit price on a line (1/10,000 minor unit)."""

    line_uid: bytes
    unit_price: int

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return basket.with_changed(self.line_uid, unit_price=self.unit_price)


class DiscountLine(Struct, frozen=True):
    """The discounts of a line; none takes them away."""

    line_uid: bytes
    discounts: tuple[Discount, ...]

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return basket.with_changed(self.line_uid, discounts=self.discounts)


class DiscountBasket(Struct, frozen=True):
    """The discounts of the whole basket; none takes them away."""

    discounts: tuple[Discount, ...]

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return replace(basket, discounts=self.discounts)


class RemoveLine(Struct, frozen=True):
    """A line taken out."""

    line_uid: bytes

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return basket.without(self.line_uid)


class GiveTo(Struct, frozen=True):
    """The basket given to a customer; None takes it back. It names nobody but by uid: steps cannot be erased."""

    customer_uid: bytes | None

    def apply(self, basket: Basket) -> Basket:
        """Return the basket after the step."""
        return replace(basket, customer=self.customer_uid)


class Undo(Struct, frozen=True):
    """Back to the basket before the last step that still stands."""


Step: TypeAlias = AddLine | SetQuantity | SetPrice | DiscountLine | DiscountBasket | RemoveLine | GiveTo | Undo


# no Struct: what is printed of one leaves out hundreds of former baskets
@dataclass(frozen=True, slots=True)
class Sitting:
    """A basket with the baskets it was before, newest last."""

    basket: Basket
    former: tuple[Basket, ...] = field(default=(), repr=False)

    def after(self, step: Step) -> Sitting:
        """Return the sitting after one more step; an undo with nothing to undo changes nothing."""
        if isinstance(step, Undo):
            return Sitting(self.former[-1], self.former[:-1]) if self.former else self
        return Sitting(step.apply(self.basket), (*self.former, self.basket))


def replay(uid: bytes, steps: Iterable[Step]) -> Sitting:
    """Fold stored steps into the basket they made."""
    sitting = Sitting(Basket(uid))
    for step in steps:
        sitting = sitting.after(step)
    return sitting


def encode(step: Step) -> tuple[str, str]:
    """Return a step's kind and its body as JSON text; amounts stay integers, uids become hex."""
    return _KINDS[type(step)], json.dumps(_body(step), ensure_ascii=False, separators=(",", ":"))


def _body(step: Step) -> dict[str, Any]:
    match step:
        case AddLine(line):
            return _line_body(line)
        case SetQuantity(uid, quantity, tare):
            return {"line": uid.hex(), "quantity": quantity, **_tare_body(tare)}
        case SetPrice(uid, price):
            return {"line": uid.hex(), "price": price}
        case DiscountLine(uid, discounts):
            return {"line": uid.hex(), "discounts": [_discount_body(discount) for discount in discounts]}
        case DiscountBasket(discounts):
            return {"discounts": [_discount_body(discount) for discount in discounts]}
        case RemoveLine(uid):
            return {"line": uid.hex()}
        case GiveTo(customer):
            return {"customer": customer.hex() if customer else None}
        case _:  # an undo says nothing more
            return {}


def decode(kind: str, body: str) -> Step:
    """Return the step that `encode` wrote."""
    data = _decoded(body)
    match kind:
        case "add":
            return AddLine(_line(data))
        case "quantity":
            return SetQuantity(bytes.fromhex(data["line"]), data["quantity"], data.get("tare"))
        case "price":
            return SetPrice(bytes.fromhex(data["line"]), data["price"])
        case "discount":
            return DiscountLine(bytes.fromhex(data["line"]), _discounts(data))
        case "basket_discount":
            return DiscountBasket(_discounts(data))
        case "remove":
            return RemoveLine(bytes.fromhex(data["line"]))
        case "customer":
            return GiveTo(bytes.fromhex(data["customer"]) if data["customer"] else None)
        case "undo":
            return Undo()
        case _:
            raise ValueError(f"no step is called {kind!r}")


_decoded = msgspec.json.Decoder(dict[str, Any]).decode
_KINDS: dict[type, str] = {
    AddLine: "add",
    SetQuantity: "quantity",
    SetPrice: "price",
    DiscountLine: "discount",
    DiscountBasket: "basket_discount",
    RemoveLine: "remove",
    GiveTo: "customer",
    Undo: "undo",
}


def _discount_body(discount: Discount) -> list[Any]:
    return [discount.rate_ppm, discount.amount, discount.name]


def _discounts(data: dict[str, Any]) -> tuple[Discount, ...]:
    return tuple(Discount(rate, amount, name) for rate, amount, name in data["discounts"])


def _line_body(line: Line) -> dict[str, Any]:
    item = line.item
    body = {
        "line": line.uid.hex(),
        "variant": item.variant_id,
        "uid": item.variant_uid.hex(),
        "sku": item.sku,
        "name": item.name,
        "unit": item.unit,
        "decimals": item.decimals,
        "list": item.list_price,
        "cost": item.unit_cost,
        "tracked": item.stock_tracked,
        "taxes": [[t.uid.hex(), t.name, t.rate_ppm, t.included, t.order, t.compound] for t in item.taxes],
        "quantity": line.quantity,
        "price": line.unit_price,
        "discounts": [_discount_body(discount) for discount in line.discounts],
        "code": line.code,
        **_tare_body(line.tare),
    }
    return body if line.label == NO_LABEL else {**body, "label": _label_body(line.label)}


def _tare_body(tare: int | None) -> dict[str, int]:
    return {} if tare is None else {"tare": tare}


def _label_body(label: Label) -> dict[str, Any]:
    return {
        "weight": label.weight,
        "amount": label.amount,
        "lot": label.lot,
        "expiry": label.expiry.isoformat() if label.expiry else None,
        "serial": label.serial,
    }


def _label(data: dict[str, Any] | None) -> Label:
    if data is None:
        return NO_LABEL
    expiry = date.fromisoformat(data["expiry"]) if data["expiry"] else None
    return Label(data["weight"], data["amount"], data["lot"], expiry, data["serial"])


def _line(data: dict[str, Any]) -> Line:
    item = Sellable(
        variant_id=data["variant"],
        variant_uid=bytes.fromhex(data["uid"]),
        sku=data["sku"],
        name=data["name"],
        unit=data["unit"],
        decimals=data["decimals"],
        list_price=data["list"],
        taxes=tuple(Tax(bytes.fromhex(uid), *rest) for uid, *rest in data["taxes"]),
        unit_cost=data["cost"],
        stock_tracked=data["tracked"],
    )
    label = _label(data.get("label"))
    line_uid = bytes.fromhex(data["line"])
    discounts, tare = _discounts(data), data.get("tare")
    return Line(line_uid, item, data["quantity"], data["price"], discounts, data["code"], label, tare)
