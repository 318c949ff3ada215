"""What a cashier does beside selling, at random: shifts, cash, signing in, leave. Part of the random seller.

It says `TRY kind:name what-it-is-then` before each act and `DONE [number of the Z]` when the writer has acknowledged
it: `cash:UID` is a movement, `shift:NUMBER` a shift, `entry:TAG` how many such entries the journal has.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import func, select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.shifts import cash_movement, shift, shift_event, shift_state
from pos_app.domain.denominations import of_sum
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.domain.shift import CLOSED, COUNTED, DROP, OPEN, PAY_IN, PAY_OUT, closing_of
from pos_app.services.people import hashing, keep_staff
from pos_app.services.people.sign_in import PIN, WaitBeforeTrying, WrongSecret
from pos_app.services.shop.shop import approved

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pos_app.services.services import Services

OWNER_PIN, MANAGER_PIN, CASHIER_PIN = "8642", "1397", "2468"
MANAGER_BADGE, CASHIER_BADGE = "BADGE-MANAGER", "BADGE-CASHIER"
_COUNTED = (Tag.SIGNED_IN, Tag.SIGN_IN_REFUSED, Tag.TILL_LOCKED, Tag.APPROVAL_GIVEN)
_CHEAP = 4
"""bcrypt's least cost: a till signs in at every start, and this is no test of how long that takes."""


def hire(services: Services) -> None:
    """Give a shop an owner, a manager and a cashier who sign in."""
    with patch.object(keep_staff, "kept", lambda pepper, secret, _cost: hashing.kept(pepper, secret, _CHEAP)):
        services.staff.set_pin(services.shop.duty.person_uid, OWNER_PIN)
        for role, pin, badge in (
            ("manager", MANAGER_PIN, MANAGER_BADGE),
            ("cashier", CASHIER_PIN, CASHIER_BADGE),
        ):
            uid = services.staff.add(role, role.title(), (role,))
            services.staff.set_pin(uid, pin)
            services.staff.set_badge(uid, badge)


def facts_of(connection: Connection) -> dict[str, str]:
    """Return all that there is of what a cashier says, by its name."""
    return {**_movements(connection), **_shifts(connection), **_entries(connection)}


def z_numbers(connection: Connection) -> dict[str, str]:
    """Return the number of each Z by the name of its shift; a number that is there twice is an assertion."""
    query = select(shift.c.number, shift_event.c.body).join(shift, shift.c.id == shift_event.c.shift_id)
    rows = connection.execute(query.where(shift_event.c.kind == CLOSED)).all()
    numbers = {f"shift:{row.number}": closing_of(row.body).number for row in rows}
    assert len(set(numbers.values())) == len(numbers) == len(rows), "a Z number or a shift was closed twice"
    return numbers


class RandomCashier:
    """Does whatever comes between two customers."""

    def __init__(self, services: Services, chance: random.Random, say: Callable[[str], object]) -> None:
        self._services = services
        self._random = chance
        self._say = say
        self._people = {one.login: one for one in services.sign_in.people()}
        with services.shop.database.read() as connection:
            self._entries = Counter({tag: _count(connection, tag) for tag in _COUNTED})
            row = connection.execute(select(shift.c.number, shift.c.float_amount).order_by(shift.c.id.desc())).first()
        assert row is not None, "a shop begins with a shift"
        self._number, self._float = row.number, row.float_amount

    @property
    def is_needed(self) -> bool:
        """Whether nothing can be sold before somebody signs in, or opens a shift."""
        return self._services.sign_in.is_locked() or self._services.shop.duty.shift_id is None

    def act(self) -> None:
        """Do one thing."""
        if self._services.sign_in.is_locked():
            self._come_in("manager", MANAGER_PIN, MANAGER_BADGE)
        elif self._services.shop.duty.shift_id is None:
            self._open()
        else:
            acts = [self._move] * 4 + [self._close] * 2 + [self._lock, self._wrong, self._with_leave]
            self._random.choice(acts)()

    def _count(self, tag: Tag) -> None:
        self._entries[tag] += 1
        self._say(f"TRY entry:{tag.value} {self._entries[tag]}")

    def _come_in(self, login: str, pin: str, badge: str) -> None:
        self._count(Tag.SIGNED_IN)
        desk = self._services.sign_in
        if self._random.random() < 0.5:
            self._patiently(partial(desk.sign_in, self._people[login].uid, PIN, pin))
        else:
            self._patiently(partial(desk.sign_in_by_badge, badge))
        self._say("DONE")

    def _patiently(self, act: Callable[[], Any]) -> Any:
        """Do it when it may be tried: kills in the midst of tries count as wrong ones."""
        while True:
            try:
                return act()
            except WaitBeforeTrying as problem:
                time.sleep(float(str(problem.params["seconds"])))

    def _lock(self) -> None:
        self._count(Tag.TILL_LOCKED)
        self._services.sign_in.lock()
        self._say("DONE")

    def _wrong(self) -> None:
        """Mistype a PIN once, and come in: what was counted is forgotten with it."""
        self._count(Tag.SIGN_IN_REFUSED)
        try:
            self._patiently(partial(self._services.sign_in.sign_in, self._people["manager"].uid, PIN, "0001"))
        except WrongSecret:
            self._say("DONE")
        self._come_in("manager", MANAGER_PIN, MANAGER_BADGE)

    def _with_leave(self) -> None:
        """Let a cashier put cash in with the owner's word."""
        self._come_in("cashier", CASHIER_PIN, CASHIER_BADGE)
        self._count(Tag.APPROVAL_GIVEN)
        ask = partial(self._services.sign_in.approve, self._people["owner"].uid, OWNER_PIN, Permission.CASH_MOVE)
        leave = self._patiently(ask)
        self._say("DONE")
        with approved(leave):
            self._pay(PAY_IN, 700, with_leave=True)
        self._come_in("manager", MANAGER_PIN, MANAGER_BADGE)

    def _move(self) -> None:
        there = self._expected()
        kind = self._random.choice([PAY_IN, PAY_OUT, DROP]) if there > 0 else PAY_IN
        self._pay(kind, self._random.randint(1, 5000 if kind == PAY_IN else there))

    def _pay(self, kind: str, amount: int, *, with_leave: bool = False) -> None:
        desk = self._services.move_cash
        act = {PAY_IN: desk.pay_in, PAY_OUT: desk.pay_out, DROP: desk.drop}[kind]
        uid = desk.new_movement_uid()
        self._say(f"TRY cash:{uid.hex()} {_moved(kind, amount if kind == PAY_IN else -amount, with_leave)}")
        act(amount, "change 零钱", uid)
        self._say("DONE")
        if self._random.random() < 0.3:
            act(amount, "Enter was pressed twice", uid)

    def _close(self) -> None:
        cash = max(0, self._expected() + self._random.choice([0, 0, 500, -100]))
        self._say(f"TRY shift:{self._number} {_closed(self._float, cash)}")
        done = self._services.close_shift.close(of_sum(cash), {"card": 100}, self._random.choice(["", "evening"]))
        self._say(f"DONE {done.closing.number}")
        self._services.printing.run()

    def _open(self) -> None:
        cash = self._random.randint(0, 20_000)
        self._say(f"TRY shift:{self._number + 1} {_opened(cash)}")
        self._services.open_shift.open(of_sum(cash))
        self._number, self._float = self._number + 1, cash
        self._say("DONE")

    def _expected(self) -> int:
        return self._services.look_at_shift.look().figures.expected_cash


def _opened(begun: int) -> str:
    return f"open,{begun}"


def _closed(begun: int, counted: int) -> str:
    return f"closed,{begun},{counted}"


def _moved(kind: str, amount: int, with_leave: bool) -> str:
    return f"{kind},{amount},{'with leave' if with_leave else 'alone'}".replace(" ", "-")


def _movements(connection: Connection) -> dict[str, str]:
    tags = (Tag.CASH_PAID_IN.value, Tag.CASH_PAID_OUT.value, Tag.CASH_DROPPED.value)
    said = select(journal.c.document_uid, journal.c.body).where(journal.c.tag.in_(tags))
    leave = {uid: "approved_by" in json.loads(body) for uid, body in connection.execute(said)}
    moved = select(cash_movement.c.uid, cash_movement.c.reason, cash_movement.c.amount)
    rows = connection.execute(moved.where(cash_movement.c.reason.in_((PAY_IN, PAY_OUT, DROP))))
    return {f"cash:{uid.hex()}": _moved(reason, amount, leave[uid]) for uid, reason, amount in rows}


def _shifts(connection: Connection) -> dict[str, str]:
    events = select(shift_event.c.shift_id, shift_event.c.body).where(shift_event.c.kind == COUNTED)
    counts = {key: json.loads(body)["cash"] for key, body in connection.execute(events)}
    query = select(shift, shift_state.c.state).join(shift_state, shift_state.c.shift_id == shift.c.id)
    return {
        f"shift:{row.number}": _opened(row.float_amount)
        if row.state == OPEN
        else _closed(row.float_amount, counts.get(row.id, 0))
        for row in connection.execute(query)
    }


def _entries(connection: Connection) -> dict[str, str]:
    counts = {tag: _count(connection, tag) for tag in _COUNTED}
    return {f"entry:{tag.value}": str(count) for tag, count in counts.items() if count}


def _count(connection: Connection, tag: Tag) -> int:
    query = select(func.count()).select_from(journal).where(journal.c.tag == tag.value)
    return int(connection.execute(query).scalar_one())
