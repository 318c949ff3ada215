"""A till that sells at random until it is killed, and says on stdout what the writer has acknowledged.

Run as `python -m tests.journeys.random_seller FOLDER SEED`. Lines: `STEP basket position`, `PART basket payment`,
`PAID basket number total`, `HELD basket`, `BACK basket`, `DROP basket`.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.domain.pricing import Discount
from pos_app.services.sales.take_payment import Completed

if TYPE_CHECKING:
    from pos_app.domain.rows import TakenPayment
    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services

CODES = ("MILK", "TEA", "APPLES", "SOAP", "SCREW")


def say(*words: object) -> None:
    """Say what is on disk."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class RandomSeller:
    """Does whatever a cashier might do next."""

    def __init__(self, services: Services, seed: int) -> None:
        self._services = services
        self._random = random.Random(seed)
        resumed = services.ring_up.resume()
        self._sale: Sale = resumed.sale if resumed else services.ring_up.begin()
        self._payments: tuple[TakenPayment, ...] = resumed.payments if resumed else ()

    def act(self) -> None:
        """Do one thing."""
        if self._payments:
            self._pay()
            return
        acts = [self._scan] * 6
        if self._sale.basket.lines:
            acts += [self._quantity, self._discount, self._remove, self._undo, self._hold, self._pay, self._pay]
        elif self._services.hold.held():
            acts += [self._recall] * 3
        self._random.choice(acts)()

    def _keep(self, sale: Sale) -> None:
        if sale.last is None:
            return
        self._services.ring_up.keep(sale.last)
        self._sale = sale
        say("STEP", sale.basket.uid.hex(), sale.last.position)

    def _line(self) -> bytes:
        return self._random.choice(self._sale.basket.lines).uid

    def _scan(self) -> None:
        hit = self._services.ring_up.look_up(self._random.choice(CODES))[0]
        self._keep(self._services.ring_up.add(self._sale, hit))

    def _quantity(self) -> None:
        pieces = self._random.randint(1, 9) * 1000
        self._keep(self._services.ring_up.set_quantity(self._sale, self._line(), pieces))

    def _discount(self) -> None:
        discount = self._random.choice([None, Discount(rate_ppm=self._random.randint(1, 500_000)), Discount(amount=25)])
        if self._random.random() < 0.5:
            self._keep(self._services.ring_up.discount_line(self._sale, self._line(), discount))
        else:
            self._keep(self._services.ring_up.discount_basket(self._sale, discount))

    def _remove(self) -> None:
        self._keep(self._services.ring_up.remove(self._sale, self._line()))

    def _undo(self) -> None:
        self._keep(self._services.ring_up.undo(self._sale))

    def _hold(self) -> None:
        uid = self._sale.basket.uid
        if self._random.random() < 0.2:
            self._services.hold.drop(self._sale)
            say("DROP", uid.hex())
        else:
            self._services.hold.hold(self._sale, self._random.choice(["", "later", "等一下"]))
            say("HELD", uid.hex())
        self._sale = self._services.ring_up.begin()

    def _recall(self) -> None:
        uid = self._random.choice(self._services.hold.held()).uid
        self._sale = self._services.hold.recall(uid)
        say("BACK", uid.hex())

    def _pay(self) -> None:
        taking = self._services.take_payment
        due = taking.due(self._sale, self._payments, "cash")
        uid = self._sale.basket.uid
        if due.to_pay > 100 and self._random.random() < 0.3:
            tendered, tender = self._random.randint(1, due.to_pay - 1), "card"
        else:
            tendered, tender = due.to_pay + self._random.choice([0, 0, 500]), "cash"
        result = taking.take(self._sale, tender, tendered, taking.new_payment_uid(), reference="slip", sure=True)
        if isinstance(result, Completed):
            say("PAID", uid.hex(), result.number, result.total)
            self._sale, self._payments = self._services.ring_up.begin(), ()
            self._services.printing.run()
        else:
            self._payments = result.payments
            say("PART", uid.hex(), result.payments[-1].uid.hex())


def main() -> None:
    """Sell until killed."""
    services = build(Path(sys.argv[1]))
    services.printing.recover()
    seller = RandomSeller(services, int(sys.argv[2]))
    say("READY")
    while True:
        seller.act()


if __name__ == "__main__":
    main()
