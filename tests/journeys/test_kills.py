"""Kill the till again and again in the middle of whatever it does: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from pos_app.app import build
from pos_app.data.queries import baskets as basket_queries
from pos_app.data.tables.baskets import basket
from pos_app.data.tables.jobs import job
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment, payment_state
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.printing.paper_tray import render
from pos_app.services.proof.verify_books import verify
from tests.factories import shops
from tests.factories.shops import HandClock, TestPrinter, open_test_shop, stock_up
from tests.journeys.random_seller import NOTHING, RandomSeller, content_of, sell
from tests.torture.children import Child
from tests.torture.importing import Imports, check_imports, work, write_file
from tests.torture.paper_roll import PaperRoll

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.services.services import Services

KILLS = int(os.environ.get("TORTURE_KILLS", "100"))
"""`make torture` sets 1,000."""
CLOSED = {"paid", "dropped"}
"""States that a basket never leaves."""
MARK = 100
"""Bytes of a paper by which one that is marked as a copy is known."""


@dataclass(frozen=True)
class Known:
    """All that is said of one basket."""

    state: str
    steps: int
    content: str
    payments: tuple[str, ...] = ()
    """uids of those that stand, in order."""
    total: int | None = None
    """Of the order it has become."""


@dataclass
class Heard:
    """What the till has said, over all its lives."""

    done: dict[str, Known] = field(default_factory=dict)
    """What the writer has acknowledged, by basket."""
    tried: dict[str, Known] = field(default_factory=dict)
    """What the one act in flight makes of the baskets it concerns."""
    numbers: dict[str, str] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)
    """Files whose import has ended."""
    acts: int = 0

    def hear(self, line: str) -> None:
        """Take one line in."""
        word, *rest = line.split()
        if word in {"IMPORTING", "IMPORTED"}:
            self.imported |= {rest[0]} if word == "IMPORTED" else set()
            return
        if word == "TRY":
            uid, state, *more = rest
            self.tried[uid] = self._known(uid, state, *more)
            return
        assert self.tried, "done without having been tried"
        if rest:
            (paid,) = self.tried
            assert paid not in self.numbers, "a basket was paid twice"
            self.numbers[paid] = rest[0]
        self.done |= self.tried
        self.tried = {}
        self.acts += 1

    def _known(self, uid: str, state: str, steps: str, content: str, payments: str, total: str) -> Known:
        if content == NOTHING:  # what is in it does not change
            return replace(self.done[uid], state=state)
        taken = () if payments == NOTHING else tuple(payments.split(","))
        return Known(state, int(steps), content, taken, None if total == NOTHING else int(total))


def live_and_die(till: Child, lines: int, instant: float, heard: Heard) -> None:
    """Listen to so many lines of a till and kill it after as many seconds more; what it still said counts too."""
    for _ in range(lines):
        line = till.hear()
        assert line, "the till ended by itself"
        heard.hear(line)
    following = till.hear(instant)
    till.kill()
    while following:
        heard.hear(following)
        following = till.hear(0)


def check(database: Database, heard: Heard, *, anew: bool = True) -> None:
    """Hold what was said against what is there: exactly that, with all of the one act in flight or nothing of it.

    Without `anew` the steps of baskets that were closed before are counted, and not replayed.
    """
    with database.read() as connection:
        found = _found(connection, {} if anew else heard.done)
        numbers = {row.uid.hex(): row.number for row in connection.execute(select(orders.c.uid, orders.c.number))}
        queued = select(job.c.document_uid).where(job.c.kind == "receipt")
        receipts = Counter(uid.hex() for uid in connection.execute(queued).scalars())
    strange = {uid for uid in found.keys() | heard.done.keys() if found.get(uid) != heard.done.get(uid)}
    said = {uid: (found.get(uid), heard.done.get(uid), heard.tried.get(uid)) for uid in strange}
    assert found in (heard.done, heard.done | heard.tried), f"found, acknowledged, in flight: {said}"
    assert heard.numbers.items() <= numbers.items()
    assert receipts == Counter(uid for uid, known in found.items() if known.total is not None)
    heard.done, heard.tried, heard.numbers = found, {}, numbers


def _found(connection: Connection, before: dict[str, Known]) -> dict[str, Known]:
    sold = {row.uid: row.total for row in connection.execute(select(orders.c.uid, orders.c.total))}
    standing = (
        select(payment.c.basket_uid, payment.c.uid)
        .join(payment_state, payment_state.c.payment_id == payment.c.id)
        .where(payment_state.c.state == "taken")
    )
    taken: dict[bytes, list[str]] = {}
    for basket_uid, uid in connection.execute(standing):
        taken.setdefault(basket_uid, []).append(uid.hex())
    found = {}
    for row in connection.execute(select(basket)).all():
        uid = row.uid.hex()
        payments = tuple(sorted(taken.pop(row.uid, [])))
        known = before.get(uid)
        if known is not None and known.state in CLOSED and row.state == known.state:
            found[uid] = replace(known, steps=row.steps, payments=payments, total=sold.pop(row.uid, None))
            continue
        sitting, steps = basket_queries.sitting(connection, row)
        found[uid] = Known(row.state, steps, content_of(sitting.basket), payments, sold.pop(row.uid, None))
    assert not taken, "a payment for no basket"
    assert not sold, "an order of no basket"
    return found


def check_papers(services: Services, roll: PaperRoll) -> Counter[bool]:
    """See that what counts as printed lies on the roll, and no sale's paper twice unmarked; count the (un)marked."""
    roll.settle()
    with services.shop.database.read() as connection:
        rows = connection.execute(
            select(orders.c.uid, orders.c.number, job.c.state).join(job, job.c.document_uid == orders.c.uid)
        ).all()
    if not rows:
        return Counter()
    marked = render(services.receipts.rows(rows[0].uid, copy=True), TestPrinter())[:MARK]
    assert not render(services.receipts.rows(rows[0].uid), TestPrinter()).startswith(marked)
    papers = [(number, paper.head.startswith(marked)) for paper in roll.papers for number in paper.numbers]
    doubled = [number for (number, copy), count in Counter(papers).items() if count > 1 and not copy]
    assert doubled == [], "two papers of one sale, neither marked"
    missing = {row.number for row in rows if row.state == "done"} - {number for number, _ in papers}
    assert missing == set(), "printed, it is said, and not on the roll"
    return Counter(copy for _, copy in papers)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_till_killed_at_any_instant_loses_nothing(tmp_path: Path) -> None:
    """Kill it selling, holding, paying, printing, and in every second life importing beside it."""
    heard, chance, cut_off, ends = Heard(), random.Random(20261123), 0, dict[int, int]()
    imports = Imports(tmp_path, chance)
    with PaperRoll() as roll:
        with opened(tmp_path) as services:
            stock_up(services, tmp_path)
            services.settings.change(printer=roll.address)
            words = imports.next(services)
        for life in range(KILLS):
            with Child(sell, str(tmp_path), life) as till:
                other = Child(work, str(tmp_path), *words) if life % 2 == 0 else None
                live_and_die(till, chance.randint(4, 80), chance.random() * 0.03, heard)
                if other is not None:
                    other.kill()
                    assert other.ended in {0, -9}
            cut_off += bool(heard.tried)
            in_full = life % 20 == 19 or life == KILLS - 1
            with opened(tmp_path) as services:  # nobody else has it open: the file is put in order after the kill
                check(services.shop.database, heard, anew=in_full)
                verdict = verify(services.shop.database, since=None if in_full else ends)
                assert verdict.first is None, f"life {life}"
                ends = verdict.ends
                ended = check_imports(services)
                papers = check_papers(services, roll)
                if life % 2 == 1:
                    words = imports.next(services)
            if life % 100 == 99:
                print(  # noqa: T201 - the figures are what docs/RELIABILITY.md tells
                    f"{life + 1} kills, {cut_off} within an act: {heard.acts} acts and {len(heard.numbers)} sales"
                    f" acknowledged, {papers[False]} papers and {papers[True]} marked as copies, {imports.cut_off}"
                    f" imports cut off, {ended['finished']} finished and {ended['undone']} undone",
                    flush=True,
                )
    assert cut_off > KILLS / 4, "most kills hit nothing"
    assert len(heard.numbers) > KILLS / 2
    assert heard.acts > KILLS * 5
    assert papers[True] > KILLS / 50
    assert imports.cut_off > KILLS / 50
    assert min(ended["finished"], ended["undone"]) > 0


@contextmanager
def opened(folder: Path) -> Iterator[Services]:
    """Open the shop for as long as it is looked at."""
    services = build(folder)
    try:
        yield services
    finally:
        services.close()


@pytest.fixture
def acted(tmp_path: Path) -> Iterator[tuple[Database, Heard]]:
    """A till that has done a lot, with a basket in every state but open, and what it said."""
    services = open_test_shop(f"sqlite:///{tmp_path / 'shop.db'}", tmp_path, HandClock(), TestPrinter())
    stock_up(services, tmp_path)
    heard = Heard()
    seller = RandomSeller(services, 7, heard.hear)
    while not {"paying", "held", "paid", "dropped"} <= {known.state for known in heard.done.values()}:
        seller.act()
    yield services.shop.database, heard
    services.close()


def test_what_was_said_is_what_is_there(acted: tuple[Database, Heard]) -> None:
    database, heard = acted
    check(database, heard)
    heard.tried = {"new": Known("open", 1, "")}
    check(database, heard)
    assert heard.tried == {}


_PAYING = "(SELECT {} FROM basket WHERE state = 'paying')"
_DOUBLED = f"""INSERT INTO payment SELECT max(id) + 1, zeroblob(16), till_id, max(sequence) + 999, person_id, shift_id,
    at, wall_at, business_date, zone, basket_uid, tender, direction, tendered_currency, tendered, rate, change, amount,
    rounding, reference FROM payment WHERE basket_uid = {_PAYING.format("uid")}"""
_STANDS = "INSERT INTO payment_state SELECT max(id), 'taken', at FROM payment"
_LOST = f"""DELETE FROM basket_step WHERE basket_id = {_PAYING.format("id")}
    AND position = {_PAYING.format("steps")}"""
_OTHER_GOODS = f"""UPDATE basket_step SET body = replace(body, '"sku":"', '"sku":"X')
    WHERE basket_id = {_PAYING.format("id")}"""
_TWO_RECEIPTS = """INSERT INTO job SELECT 999, zeroblob(16), till_id, kind, document_uid, body, state, attempts,
    problem, problem_params, content, created_at, changed_at FROM job LIMIT 1"""


@pytest.mark.parametrize(
    "changes",
    [
        ["UPDATE basket SET state = 'dropped' WHERE state = 'held'"],
        ["UPDATE basket SET state = 'open' WHERE state = 'held'"],
        ["UPDATE basket SET state = 'held' WHERE state = 'dropped'"],
        ["UPDATE basket SET state = 'open' WHERE state = 'paying'"],
        [_DOUBLED, _STANDS],
        ["UPDATE payment_state SET state = 'given_back' WHERE payment_id = (SELECT max(id) FROM payment)"],
        ["DROP TRIGGER append_only_basket_step_delete", _LOST],
        ["DROP TRIGGER append_only_basket_step_update", _OTHER_GOODS],
        ["DROP TRIGGER append_only_orders_update", "UPDATE orders SET total = total + 1 WHERE id = 1"],
        ["DROP TRIGGER append_only_orders_update", "UPDATE orders SET number = 'T1-000099' WHERE id = 1"],
        ["DELETE FROM job WHERE id = 1"],
        [_TWO_RECEIPTS],
    ],
)
def test_whatever_else_is_there_is_noticed(acted: tuple[Database, Heard], changes: list[str]) -> None:
    database, heard = acted
    with database.write() as connection:
        for change in changes:
            assert connection.exec_driver_sql(change).rowcount
    with pytest.raises(AssertionError):
        check(database, heard)


def test_half_of_the_act_in_flight_is_noticed(acted: tuple[Database, Heard]) -> None:
    database, heard = acted
    held = next(uid for uid, known in heard.done.items() if known.state == "held")
    other = next(uid for uid, known in heard.done.items() if known.state == "paying")
    heard.tried = {uid: replace(heard.done[uid], state="dropped") for uid in (held, other)}
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE basket SET state = 'dropped' WHERE state = 'held'")
    with pytest.raises(AssertionError, match="in flight"):
        check(database, heard)


def test_a_paper_that_is_missing_or_comes_twice_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path) as services, PaperRoll() as roll:
        stock_up(services, tmp_path)
        services.settings.change(printer=roll.address)
        done = shops.sell(services, shops.MILK)
        services.printing.run()
        services.receipts.print_copy(done.order_uid)
        services.printing.run()
        assert check_papers(services, roll) == Counter({False: 1, True: 1})
        first, copied = roll.papers
        roll.papers[:] = [first, first, copied]
        with pytest.raises(AssertionError, match="neither marked"):
            check_papers(services, roll)
        roll.papers[:] = []
        with pytest.raises(AssertionError, match="not on the roll"):
            check_papers(services, roll)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE import_run SET state = 'undone' WHERE file_name LIKE 'goods-%'",
        "UPDATE variant SET sku = 'GONE' WHERE sku LIKE 'GOODS-1X5-%' AND sku LIKE '%-3'",
        "UPDATE price SET unit_price = 1",
    ],
)
def test_an_import_that_is_not_whole_is_noticed(tmp_path: Path, change: str) -> None:
    with opened(tmp_path) as services:
        stock_up(services, tmp_path)
        path = write_file(tmp_path, 1, 5, random.Random(1))
        services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
        assert check_imports(services) == Counter(finished=1)
        with services.shop.database.write() as connection:
            connection.exec_driver_sql(change)
        with pytest.raises(AssertionError):
            check_imports(services)
