"""A till that sells at random until it is killed, and says on stdout what it is about to do and what is on disk.

Run as `python -m tests.journeys.random_seller FOLDER SEED`. Before each act come lines `TRY basket state steps content
payments total`, one for each basket it concerns: what that basket is once the act is done. `DONE [number]` follows when
the writer has acknowledged it; `number` is that of a sale or a Z. What it prints it says nothing of: the papers do.
What a cashier does between two customers is said by `random_cashier`.
"""

from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.domain.pricing import Discount
from pos_app.services.sales.take_payment import Completed
from tests.journeys.random_cashier import RandomCashier

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.basket import Basket
    from pos_app.domain.rows import TakenPayment
    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services

CODES = ("MILK", "TEA", "APPLES", "SOAP", "SCREW")
NOTHING = "-"
BETWEEN = 0.12
"""How often something else comes between two acts of selling."""


def content_of(basket: Basket) -> str:
    """Return a digest of all that is in a basket."""
    return hashlib.sha256(repr(basket).encode()).hexdigest()[:16]


class RandomSeller:
    """Does whatever a cashier might do next."""

    def __init__(self, services: Services, seed: int, say: Callable[[str], object]) -> None:
        self._services = services
        self._random = random.Random(seed)
        self._say = say
        self._cashier = RandomCashier(services, self._random, say)
        if services.lock_at_start():
            self._cashier.act()
        resumed = services.ring_up.resume()
        self._sale: Sale = resumed.sale if resumed else services.ring_up.begin()
        self._payments: tuple[TakenPayment, ...] = resumed.payments if resumed else ()

    def act(self) -> None:
        """Do one thing."""
        if self._cashier.is_needed or (not self._payments and self._random.random() < BETWEEN):
            self._cashier.act()
            return
        if self._payments:
            self._random.choice([self._pay, self._pay, self._pay, self._give_back])()
            return
        acts = [self._scan] * 6
        if self._sale.basket.lines:
            acts += [self._quantity, self._discount, self._remove, self._undo, self._hold, self._pay, self._pay]
        elif self._services.hold.held():
            acts += [self._recall] * 3
        else:
            acts += [self._copy]
        self._random.choice(acts)()

    def answer_doubts(self) -> None:
        """Say of each paper in doubt that it did not come, or leave it out and want it after all."""
        for row in self._services.printing.jobs():
            if row.state == "doubtful" and self._random.random() < 0.8:
                self._services.printing.settle(row.uid, printed=False)
            elif row.state == "doubtful":
                self._services.printing.discard(row.uid)
            elif row.state == "discarded":
                self._services.printing.retry(row.uid)
        self._services.printing.run()

    def _try(self, sale: Sale, state: str, payments: tuple[bytes, ...] = (), total: object = NOTHING) -> None:
        taken = ",".join(sorted(uid.hex() for uid in payments)) or NOTHING
        what = (sale.basket.uid.hex(), state, sale.steps, content_of(sale.basket), taken, total)
        self._say(" ".join(map(str, ("TRY", *what))))

    def _keep(self, sale: Sale) -> None:
        if sale.last is None:
            return
        self._try(sale, "open")
        self._services.ring_up.keep(sale.last)
        self._say("DONE")
        self._sale = sale

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
        if self._random.random() < 0.2:
            self._try(self._sale, "dropped")
            self._services.hold.drop(self._sale)
        else:
            self._try(self._sale, "held")
            self._services.hold.hold(self._sale, self._random.choice(["", "later", "等一下"]))
        self._say("DONE")
        self._sale = self._services.ring_up.begin()

    def _recall(self) -> None:
        """Take a held basket up; one that was emptied here is closed with it."""
        uid = self._random.choice(self._services.hold.held()).uid
        if self._sale.steps:
            self._try(self._sale, "dropped")
        self._say(f"TRY {uid.hex()} open {NOTHING} {NOTHING} {NOTHING} {NOTHING}")
        self._sale = self._services.hold.recall(uid)
        self._say("DONE")

    def _pay(self) -> None:
        taking = self._services.take_payment
        due, uid = taking.due(self._sale, self._payments, "cash"), taking.new_payment_uid()
        if due.to_pay > 100 and self._random.random() < 0.4:
            tendered, tender = self._random.randint(1, due.to_pay - 1), self._random.choice(["card", "cash"])
        else:
            tendered, tender = due.to_pay + self._random.choice([0, 0, 500]), "cash"
        taken = (*(payment.uid for payment in self._payments), uid)
        if tendered < due.to_pay:
            self._try(self._sale, "paying", taken)
        else:
            self._try(self._sale, "paid", taken, due.total)
        result = taking.take(self._sale, tender, tendered, uid, reference="slip", sure=True)
        if isinstance(result, Completed):
            self._say(f"DONE {result.number}")
            self._sale, self._payments = self._services.ring_up.begin(), ()
            self._services.printing.run()
        else:
            self._say("DONE")
            self._payments = result.payments

    def _copy(self) -> None:
        last = self._services.receipts.last()
        if last is not None:
            self._services.receipts.print_copy(last.order_uid)
            self._services.printing.run()

    def _give_back(self) -> None:
        gone = self._random.choice(self._payments).uid
        left = tuple(payment.uid for payment in self._payments if payment.uid != gone)
        self._try(self._sale, "paying" if left else "open", left)
        self._payments = self._services.take_payment.give_back(self._sale, gone)
        self._say("DONE")


def say(line: str) -> None:
    """Say a line on stdout, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def sell(say: Callable[[str], object], folder: str, seed: int) -> None:
    """Sell until killed."""
    services = build(Path(folder))
    services.printing.recover()
    seller = RandomSeller(services, seed, say)
    seller.answer_doubts()
    while True:
        seller.act()


def main() -> None:
    """Sell in the folder that the command line names."""
    sell(say, sys.argv[1], int(sys.argv[2]))


if __name__ == "__main__":
    main()
