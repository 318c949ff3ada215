"""A sale at the till before it is paid: the basket, what it comes to, and the step that must be kept next.

Whatever makes a shown line smaller or vanish, or gives it another price, carries a mark: the one journal entry it
leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.basket import Basket, Line, PricedBasket, PricedLine, price_basket
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.money import line_amount
from pos_app.domain.pack import is_repriced
from pos_app.domain.steps import (
    AddLine,
    DiscountBasket,
    DiscountLine,
    RemoveLine,
    SetPrice,
    SetQuantity,
    Sitting,
    Step,
    Undo,
)

if TYPE_CHECKING:
    from pos_app.domain.people import Approval
    from pos_app.domain.pricing import Discount
    from pos_app.domain.tax import TaxRounding


class NothingToUndo(PosError):
    """The basket is as it began."""


class Mark(Struct, frozen=True):
    """The journal entry that a reduction leaves."""

    tag: Tag
    line_uid: bytes | None
    """None where it concerns the whole basket."""
    variant_uid: bytes | None
    before: int
    """Minor units shown before."""
    after: int
    """Minor units shown now; 0 where the line is gone."""
    quantity_before: int = 0
    quantity_after: int = 0


class Unkept(Struct, frozen=True):
    """A step that is shown but not yet on disk."""

    basket_uid: bytes
    position: int
    """1 for the first step of its basket; no two steps share one."""
    step: Step
    mark: Mark | None
    approval: Approval | None = None
    """The word for it, where the person at the till may not do it."""


class Sale(Struct, frozen=True):
    """An open sale as shown."""

    sitting: Sitting
    priced: PricedBasket
    steps: int
    """How many steps it has had."""
    last: Unkept | None = None
    """What the caller must keep next; None for a sale that is all on disk."""
    lit: bytes | None = None
    """uid of the line that the last change concerned."""

    @property
    def basket(self) -> Basket:
        """The basket as it stands."""
        return self.sitting.basket

    def after(self, step: Step, rounding: TaxRounding) -> Sale:
        """Return the sale after one more step."""
        sitting = self.sitting.after(step)
        priced = price_basket(sitting.basket, rounding, self.priced)
        position = self.steps + 1
        mark = _mark(step, self.priced, priced)
        unkept = Unkept(self.basket.uid, position, step, mark)
        return Sale(sitting, priced, position, unkept, _lit(step, self.priced, priced))


def begin(uid: bytes) -> Sale:
    """Return an empty sale."""
    basket = Basket(uid)
    return Sale(Sitting(basket), price_basket(basket), 0)


def resume(sitting: Sitting, steps: int, rounding: TaxRounding) -> Sale:
    """Return the sale that stored steps made."""
    lines = sitting.basket.lines
    return Sale(sitting, price_basket(sitting.basket, rounding), steps, lit=lines[-1].uid if lines else None)


def add_step(sale: Sale, line: Line, *, merge: bool) -> Step:
    """Return the step that adds a line, or adds to the one that has the same goods already."""
    may_merge = merge and line.tare is None and line.unit_price == line.item.list_price
    same = sale.basket.mergeable(line.item, line.label) if may_merge else None
    if same is None or (same.quantity < 0) != (line.quantity < 0):
        return AddLine(line)
    return SetQuantity(same.uid, same.quantity + line.quantity)


def undo_step(sale: Sale) -> Step:
    """Return the step that takes the last one back, or raise `NothingToUndo`."""
    if not sale.sitting.former:
        raise NothingToUndo
    return Undo()


def discount_step(line_uid: bytes | None, discount: Discount | None) -> Step:
    """Return the step that gives, changes or takes away a discount on a line or (None) on the basket."""
    discounts = (discount,) if discount else ()
    return DiscountBasket(discounts) if line_uid is None else DiscountLine(line_uid, discounts)


_TAGS: dict[type, Tag] = {
    SetQuantity: Tag.LINE_REDUCED,
    SetPrice: Tag.PRICE_CHANGED,
    DiscountLine: Tag.DISCOUNT_GIVEN,
    DiscountBasket: Tag.DISCOUNT_GIVEN,
    RemoveLine: Tag.LINE_REMOVED,
    Undo: Tag.LINE_UNDONE,
}


def _mark(step: Step, before: PricedBasket, after: PricedBasket) -> Mark | None:
    """Return the entry for what became smaller: the line concerned, or the basket where its discount grew.

    Another price leaves one whichever way it goes: somebody has set aside what the catalog says.
    """
    now = {line.line.uid: line for line in after.lines}
    if isinstance(step, AddLine):
        return _own_price_mark(now[step.line.uid]) if is_repriced(step.line) else None
    for old in before.lines:
        new = now.get(old.line.uid)
        if new is None or (new.line is not old.line and (_repriced(step, old, new) or _shrank(old, new))):
            return _line_mark(_TAGS[type(step)], old, new)
    discounted = before.basket.discounts != after.basket.discounts
    if discounted and abs(after.total - after.tax_added) < abs(before.total - before.tax_added):
        return Mark(_TAGS[type(step)], None, None, before.total, after.total)
    return None


def _own_price_mark(new: PricedLine) -> Mark:
    """Return the entry of goods that are rung up at another price than theirs at once."""
    line, quantity = new.line, new.line.quantity
    before = line_amount(line.item.list_price, quantity)
    return Mark(Tag.PRICE_CHANGED, line.uid, line.item.variant_uid, before, new.net_of_own, quantity, quantity)


def _repriced(step: Step, old: PricedLine, new: PricedLine) -> bool:
    return isinstance(step, SetPrice) and new.line.unit_price != old.line.unit_price


def _shrank(old: PricedLine, new: PricedLine) -> bool:
    """Tell whether a row shows less than before, or the opposite: goods sold that are now taken back."""
    shown = ((old.net_of_own, new.net_of_own), (old.line.quantity, new.line.quantity))
    return any(abs(now) < abs(before) or now * before < 0 for before, now in shown)


def _line_mark(tag: Tag, old: PricedLine, new: PricedLine | None) -> Mark:
    return Mark(
        tag,
        old.line.uid,
        old.line.item.variant_uid,
        old.net_of_own,
        new.net_of_own if new else 0,
        old.line.quantity,
        new.line.quantity if new else 0,
    )


def _lit(step: Step, before: PricedBasket, after: PricedBasket) -> bytes | None:
    """Return the line to light: the one named by the step, else the one that changed last, else the last.

    Where a line was taken out it is the one in its place; what concerns the whole basket, and undoing
    that, leaves the light where it is.
    """
    named = step.line.uid if isinstance(step, AddLine) else getattr(step, "line_uid", None)
    lines = {line.line.uid: line.line for line in after.lines}
    if named in lines:
        return named
    if isinstance(step, DiscountBasket):
        return None
    if isinstance(step, RemoveLine):
        place = [line.line.uid for line in before.lines].index(step.line_uid)
        rest = list(lines)
        return rest[min(place, len(rest) - 1)] if rest else None
    old = {line.line.uid: line.line for line in before.lines}
    changed = [uid for uid, line in lines.items() if old.get(uid) is not line]
    if not changed and lines.keys() == old.keys():
        return None
    return changed[-1] if changed else next(reversed(lines), None)
