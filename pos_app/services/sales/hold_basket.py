"""Put baskets aside and take them up again, or drop one for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.baskets import basket, basket_note
from pos_app.domain import sale as sales
from pos_app.domain.basket import EmptyBasket
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.sales.keep_step import MoneyTaken, NotKept

if TYPE_CHECKING:
    from pos_app.domain.rows import HeldBasket
    from pos_app.domain.sale import Sale
    from pos_app.services.books import Posting
    from pos_app.services.sales.counter import Counter


class BasketGone(PosError):
    """The basket is where it was no more: another till of the shop was faster."""


class AnotherBasketOpen(PosError):
    """Goods are in the basket that is open on this till: it is held or finished first."""


class HoldBasket:
    """Held baskets of the shop."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._shop = counter.shop

    def hold(self, sale: Sale, note: str = "") -> Changes:
        """Put the open basket aside; a note that is empty leaves the one it has.

        Raise `EmptyBasket`, `NotKept`, `MoneyTaken`, or `BasketGone` where another till took it meanwhile.
        """
        if not sale.basket.lines:
            raise EmptyBasket
        with self._shop.posting(Permission.SELL) as posting:
            key = self._free(posting, sale)
            if note.strip():
                _write_note(posting, key, note.strip())
            _move(posting, key, "open", "held")
            posting.journal(Tag.BASKET_HELD, sale.basket.uid, {"total": sale.priced.total})
        return Changes(baskets=True)

    def held(self) -> tuple[HeldBasket, ...]:
        """Return what is put aside, newest first."""
        with self._shop.database.read() as connection:
            return basket_queries.held(connection, self._counter.settings.tax_rounding)

    def recall(self, uid: bytes) -> Sale:
        """Take a held basket up on this till.

        Raise `BasketGone` where it is not held any more, `AnotherBasketOpen` where this till has goods rung up.
        """
        with self._shop.posting(Permission.SELL) as posting:
            row = basket_queries.by_uid(posting.connection, uid)
            if row is None or row.state != "held":
                raise BasketGone
            self._close_emptied(posting)
            _move(posting, row.id, "held", "open", till_id=posting.duty.till_id)
            sitting, steps = basket_queries.sitting(posting.connection, row)
            sale = sales.resume(sitting, steps, self._counter.settings.tax_rounding)
            posting.journal(Tag.BASKET_RECALLED, uid, {"total": sale.priced.total})
        return sale

    def drop(self, sale: Sale) -> Changes:
        """Drop the open basket for good; one journal entry says what it held. Raise `NotKept` or `MoneyTaken`."""
        if not sale.steps:
            return Changes()
        with self._shop.posting(Permission.SALE_DROP) as posting:
            key = self._free(posting, sale)
            _move(posting, key, "open", "dropped")
            body = {"total": sale.priced.total, "lines": len(sale.basket.lines)}
            posting.journal(Tag.BASKET_DROPPED, sale.basket.uid, body)
        return Changes(baskets=True)

    def _free(self, posting: Posting, sale: Sale) -> int:
        """Return the key of an open basket that is all on disk and has no money on it."""
        row = basket_queries.by_uid(posting.connection, sale.basket.uid)
        if row is not None and row.state == "paying":
            raise MoneyTaken
        if row is None or row.steps != sale.steps or row.state != "open":
            raise NotKept
        return int(row.id)

    def _close_emptied(self, posting: Posting) -> None:
        """Close a basket that is open here and has no lines left, so that one basket is open on a till."""
        row = basket_queries.open_basket(posting.connection, posting.duty.till_id)
        if row is None:
            return
        if row.state == "paying" or basket_queries.sitting(posting.connection, row)[0].basket.lines:
            raise AnotherBasketOpen
        _move(posting, row.id, "open", "dropped")
        posting.journal(Tag.BASKET_DROPPED, row.uid, {"total": 0, "lines": 0})


def _write_note(posting: Posting, key: int, note: str) -> None:
    posting.connection.execute(delete(basket_note).where(basket_note.c.basket_id == key))
    posting.connection.execute(insert(basket_note), {"basket_id": key, "note": note})


def _move(posting: Posting, key: int, before: str, after: str, **more: int) -> None:
    """Put a basket into another state. Raise `BasketGone` where another till of the shop was faster."""
    here = (basket.c.id == key) & (basket.c.state == before)
    values = {"state": after, "changed_at": posting.at, **more}
    if posting.connection.execute(update(basket).where(here).values(**values)).rowcount == 0:
        raise BasketGone
