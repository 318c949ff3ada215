"""Ring up: find goods by code or words, change the open basket, keep each step on disk.

Reading and pricing write nothing and may run where the screen runs; `keep` appends one step on the writer.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, select

from pos_app.data import search
from pos_app.data.ids import new_uid
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.queries.goods import NoPrice
from pos_app.data.queries.quick import quick_pages
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.people import person
from pos_app.domain import barcode as codes
from pos_app.domain import sale as sales
from pos_app.domain.basket import Line
from pos_app.domain.burst import parted
from pos_app.domain.changes import Changes
from pos_app.domain.element_strings import element_reading, has_elements, without_identifier
from pos_app.domain.errors import PosError
from pos_app.domain.money import plain
from pos_app.domain.pack import measure, refuse_weight_of_pieces
from pos_app.domain.payment_code import PaymentCodeScanned, payment_kind
from pos_app.domain.permissions import NotAllowed, Permission, needed_for
from pos_app.domain.pricing import refuse_odd
from pos_app.domain.printing import receipt_number_of
from pos_app.domain.quantity import QUANTITY_DIGITS, THOUSANDTHS, TooManyDecimals, check_quantity
from pos_app.domain.scale_label import parse_rules
from pos_app.domain.steps import GiveTo, RemoveLine, SetPrice, SetQuantity
from pos_app.services.pace import Held, Pace
from pos_app.services.sales.keep_step import keep_step, place_of
from pos_app.services.shop.shop import approved

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from pos_app.data.queries.goods import Goods
    from pos_app.domain.pricing import Discount
    from pos_app.domain.rows import Found, Hit, QuickPage, TakenPayment
    from pos_app.domain.sale import Sale, Unkept
    from pos_app.domain.scale_label import ScaleRule
    from pos_app.domain.steps import Step
    from pos_app.domain.tax import TaxRounding
    from pos_app.services.sales.counter import Counter

_BEGUN_BY = (
    select(person.c.name)
    .join_from(basket, person)
    .where(basket.c.uid == bindparam("uid_"), basket.c.person_id != bindparam("person"))
)


class PriceBelowZero(PosError):
    """A price cannot be negative."""


class ReceiptScanned(PosError):
    """The code is that of a receipt: nothing to sell, but one can look at it. Params: number."""


class Resumed(Struct, frozen=True):
    """What was open on this till when the program last ended."""

    sale: Sale
    payments: tuple[TakenPayment, ...]
    """Money already taken towards it."""


class RingUp:
    """The open sale of a till."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def begin(self) -> Sale:
        """Return an empty sale; nothing is written before its first step."""
        return sales.begin(new_uid())

    def resume(self) -> Resumed | None:
        """Return the basket that was open on this till, line for line, with money taken towards it."""
        with self._shop.database.read() as connection:
            found = basket_queries.open_basket(connection, self._shop.duty.till_id)
            if found is None:
                return None
            sitting, steps = basket_queries.sitting(connection, found)
            payments = basket_queries.payments(connection, found.uid)
        return Resumed(sales.resume(sitting, steps, self._counter.settings.tax_rounding), payments)

    def begun_by(self, uid: bytes) -> str:
        """Return who began a basket, where that is another person than who is at the till; else nothing."""
        with self._shop.database.read() as connection:
            found = connection.execute(_BEGUN_BY, {"uid_": uid, "person": self._shop.duty.person_id}).scalar()
        return found or ""

    def look_up(self, text: str) -> tuple[Hit, ...]:
        """Return the goods a scanned text stands for; several where two goods share a number.

        Raise `UnreadableCode`, `WrongCheckDigit`, `UnknownCode`, `NoPrice`, `NoLabelGoods` and `NoLabelLayout` for a
        scale's label, `UnreadableElements` and `ElementsWithoutGoods` for a code of GS1, `ReceiptScanned` for a
        receipt's code, or `PaymentCodeScanned`.
        """
        return self._looked_up(text, self._counter.scale_rules)

    def try_label(self, text: str, layouts: str) -> Hit:
        """Return what a label would ring up if these were the layouts; of goods that share a code, the first.

        Raise `ScaleRuleRefused`, what `look_up` raises, or what the goods have against the label.
        """
        hit = self._looked_up(text, parse_rules(layouts, self._shop.profile.currency.digits))[0]
        if hit.measured:
            measure(hit.item, hit.label)
        return hit

    def parted(self, text: str) -> tuple[str, ...]:
        """Return the codes in a long number, if it is several valid ones in exactly one way; else nothing."""
        return parted(text, self._counter.scale_rules)

    def is_of_trade(self, text: str) -> bool:
        """Tell whether a scan is of goods that the shop has, of one of its receipts, or a customer's payment code."""
        try:
            return bool(self.look_up(text))
        except (ReceiptScanned, PaymentCodeScanned, NoPrice):
            return True
        except PosError:
            return False

    def _looked_up(self, text: str, rules: tuple[ScaleRule, ...]) -> tuple[Hit, ...]:
        code = without_identifier(text)
        if payment_kind(code):
            return self._beside_payment(code, rules)
        sure = has_elements(code)
        with self._counter.goods() as goods:
            found = () if sure else self._first(goods, codes.readings(code, rules), code)
            if found:
                return found
            elements = element_reading(code)
            found = self._first(goods, (elements,), code) if elements else ()
            if found:
                return found
            number = receipt_number_of(code)
            from pos_app.data.queries.receipts import is_number  # rarely is a receipt scanned

            if is_number(goods.connection, number):
                raise ReceiptScanned(number=number)
        raise codes.not_found(elements.text if elements else code, rules)

    def _beside_payment(self, code: str, rules: tuple[ScaleRule, ...]) -> tuple[Hit, ...]:
        """Return the goods of a scale's label that looks like a payment code. Nothing else of the code is looked up."""
        labels = codes.label_readings(code, rules)
        with self._counter.goods() as goods:
            found = self._first(goods, labels, code) if labels else ()
        if not found:
            raise PaymentCodeScanned
        return found

    def _first(self, goods: Goods, readings: Iterable[codes.Reading], code: str) -> tuple[Hit, ...]:
        """Return what the first reading that finds something brings."""
        day = self._shop.books.would_book().business_date
        for reading in readings:
            rows = goods.by_reading(reading)
            if rows:
                kept = reading.code or code
                hits = tuple(goods.hit(row, kept, day=day, label=reading.label) for row in rows)
                if reading.kind == "plu":
                    for hit in hits:
                        refuse_weight_of_pieces(hit.item, hit.label)
                return hits
        return ()

    def search(self, text: str) -> tuple[Found, ...]:
        """Return the first 50 goods whose words begin with the typed ones."""
        with self._counter.goods() as goods:
            return goods.found(text)

    def refresh_search(self) -> None:
        """Put what sells most first in every search, in short transactions; at start and when a shift closes."""
        with self._shop.database.read() as connection:
            keys = search.misplaced_sold(connection)
        held, pace = Held(), Pace(50, 10, 300)
        while keys:
            part, keys = keys[: pace.size], keys[pace.size :]
            with held.write(self._shop.database) as connection:
                search.place_sold(connection, part)
            pace.learn(len(part), held.last)

    def hit(self, variant_id: int) -> Hit:
        """Return what a chosen row or tile brings. Raise `UnknownCode` where it is gone, `NoPrice` without a price."""
        with self._counter.goods() as goods:
            row = goods.by_key(variant_id)
            if row is None or row.archived_at is not None:
                raise codes.UnknownCode(text=str(variant_id))
            return goods.hit(row, "", day=self._shop.books.would_book().business_date)

    def quick_keys(self) -> tuple[QuickPage, ...]:
        """Return the pages of tiles."""
        with self._shop.database.read() as connection:
            return quick_pages(connection, self._counter.goods_on(connection))

    def add(
        self, sale: Sale, hit: Hit, times: int | None = None, price: int | None = None, tare: int | None = None
    ) -> Sale:
        """Return the sale with the goods added: `times` (thousandths) of what one scan adds, at a price of its own.

        Of a pack whose label says its weight or amount, `times` are packs. `tare` is what was taken off for the
        container of goods that were weighed at the till; those have a line of their own. Raise `TooManyDecimals` where
        the goods are not sold in such parts, `PriceBelowZero`, `LineTooLarge`, what `measure` raises, or `NotAllowed`
        for another price than goods have, without leave for it.
        """
        if price is not None and price < 0:
            raise PriceBelowZero
        if hit.measured:
            quantity, unit_price = measure(hit.item, hit.label, _packs(times))
        else:
            quantity = hit.quantity if times is None else _times(hit, times)
            unit_price = hit.item.list_price
        line = Line(
            new_uid(),
            hit.item,
            quantity,
            unit_price if price is None else price,
            code=hit.code,
            label=hit.label,
            tare=tare,
        )
        step = sales.add_step(sale, line, merge=self._counter.settings.merge_lines)
        return self._after(sale, step)

    def set_quantity(self, sale: Sale, line_uid: bytes, quantity: int, tare: int | None = None) -> Sale:
        """Return the sale with another quantity (thousandths) on a line, with `tare` where it was weighed.

        Raise `QuantityOutOfRange` or `TooManyDecimals` for what the goods are not sold in.
        """
        check_quantity(quantity, sale.basket.line(line_uid).item.decimals)
        return self._after(sale, SetQuantity(line_uid, quantity, tare))

    def set_price(self, sale: Sale, line_uid: bytes, unit_price: int) -> Sale:
        """Return the sale with another unit price (1/10,000 minor unit) on a line. Raise `PriceBelowZero`."""
        if unit_price < 0:
            raise PriceBelowZero
        return self._after(sale, SetPrice(line_uid, unit_price))

    def discount_line(self, sale: Sale, line_uid: bytes, discount: Discount | None) -> Sale:
        """Return the sale with a discount on a line; None takes it away. Raise `DiscountOutOfRange`."""
        refuse_odd(discount)
        return self._after(sale, sales.discount_step(line_uid, discount))

    def discount_basket(self, sale: Sale, discount: Discount | None) -> Sale:
        """Return the sale with a discount on the whole basket; None takes it away. Raise `DiscountOutOfRange`."""
        refuse_odd(discount)
        return self._after(sale, sales.discount_step(None, discount))

    def remove(self, sale: Sale, line_uid: bytes) -> Sale:
        """Return the sale without a line."""
        return self._after(sale, RemoveLine(line_uid))

    def give_to(self, sale: Sale, customer_uid: bytes | None) -> Sale:
        """Return the sale given to a customer; None takes it back."""
        return self._after(sale, GiveTo(customer_uid))

    def undo(self, sale: Sale) -> Sale:
        """Return the sale before its last step. Raise `NothingToUndo`."""
        return self._after(sale, sales.undo_step(sale))

    def keep(self, unkept: Unkept) -> Changes:
        """Put one step on disk; when this returns it survives a power cut. The same step again is kept once.

        Raise `NotKept` where a step before it is missing, `MoneyTaken` once paying has begun, `BasketClosed` where the
        basket is held, paid or dropped or has another step in its place, `UnknownCode` for goods that are gone,
        `ShiftClosed` where a shift has to be opened first.
        """
        needs = needed_for(unkept.step, reduces=unkept.mark is not None)
        with self._word_for(unkept), self._shop.posting(needs) as posting:
            self._counter.need_shift(posting)
            keep_step(posting, unkept)
            return Changes(baskets=True, clock_behind_seconds=posting.clock_behind_seconds)

    def _after(self, sale: Sale, step: Step) -> Sale:
        """Return the sale after a step that the person at the till may do, or that somebody has approved.

        Raise `ShiftClosed` where a shift has to be opened first.
        """
        self._counter.refuse_closed()  # better than a line that is shown and goes again
        after = sale.after(step, self._rounding)
        mark = after.last.mark if after.last else None
        try:
            approval = self._shop.leave(needed_for(step, reduces=mark is not None))
        except NotAllowed as refusal:
            refusal.wanted = after
            raise
        if approval is None or after.last is None:
            return after
        self._shop.approvals.take(approval, place_of(after.last))
        return replace(after, last=replace(after.last, approval=approval))

    def _word_for(self, unkept: Unkept) -> AbstractContextManager[None]:
        """Have the word that was taken for a step while it is written, where there is one; selling is one's own."""
        if unkept.approval is None:
            return nullcontext()
        self._shop.require(Permission.SELL)
        return approved(unkept.approval, place_of(unkept))

    @property
    def _rounding(self) -> TaxRounding:
        return self._counter.settings.tax_rounding


def _typed(times: int) -> str:
    """Return thousandths as a person types them."""
    return plain(times, QUANTITY_DIGITS).rstrip("0").rstrip(".")


def _times(hit: Hit, times: int) -> int:
    quantity, rest = divmod(times * hit.quantity, THOUSANDTHS)
    part = 10 ** (QUANTITY_DIGITS - hit.item.decimals)
    if rest or quantity % part:
        raise TooManyDecimals(text=_typed(times), decimals=hit.item.decimals)
    return quantity


def _packs(times: int | None) -> int:
    """Return how many packs with the same label are meant."""
    packs, rest = divmod(THOUSANDTHS if times is None else times, THOUSANDTHS)
    if rest:
        raise TooManyDecimals(text=_typed(times or 0), decimals=0)
    return packs
