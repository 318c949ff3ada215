"""Kill the till again and again in the middle of whatever it does: nothing acknowledged is lost, nothing doubled."""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.proof.verify_books import verify
from tests.factories import shops
from tests.factories.shops import HandClock, TestPrinter, open_test_shop, stock_up
from tests.journeys.heard import Heard, Known, check, check_papers
from tests.journeys.random_cashier import hire
from tests.journeys.random_seller import RandomSeller, sell
from tests.torture.children import Child
from tests.torture.importing import Imports, check_imports, work, write_file
from tests.torture.paper_roll import PaperRoll

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.services.services import Services

KILLS = int(os.environ.get("TORTURE_KILLS", "100"))
"""`make torture` sets 1,000."""
BUSY = "Another program is using the shop's file"


def live_and_die(till: Child, lines: int, instant: float, heard: Heard) -> None:
    """Listen to so many lines of a till and kill it after as many seconds more; what it still said counts too."""
    for _ in range(lines):
        line = till.hear()
        assert line, "the till ended by itself"
        heard.hear(line)
    last = till.hear(instant)
    till.kill()
    for line in [last] if last else []:
        heard.hear(line)
    while line := till.hear(0):  # on a busy machine it got on between the silence and its end
        heard.hear(line)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_till_killed_at_any_instant_loses_nothing(tmp_path: Path) -> None:
    """Kill it selling, holding, paying, printing, and in every second life importing beside it."""
    chance, cut_off, ends = random.Random(20261123), 0, dict[int, int]()
    imports = Imports(tmp_path, chance)
    with PaperRoll() as roll:
        with opened(tmp_path) as services:
            stock_up(services, tmp_path)
            services.settings.change(printer=roll.address)
            hire(services)
            heard = Heard.of(services.shop.database)
            words = imports.next(services)
        for life in range(KILLS):
            with Child(sell, str(tmp_path), life) as till:
                other = Child(work, str(tmp_path), *words) if life % 2 == 0 else None
                live_and_die(till, chance.randint(4, 80), chance.random() * 0.03, heard)
                if other is not None:
                    other.kill()
                    # a machine that gives it no time for seconds on end lets it wait for the writer in vain
                    assert other.ended in {0, -9} or BUSY in (said := other.hear(0) or ""), said
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
                    f"{life + 1} kills, {cut_off} within an act: {heard.acts} acts and {heard.sales} sales"
                    f" acknowledged, {_beside(heard)}, {papers[False]} papers and {papers[True]} marked as copies,"
                    f" {imports.cut_off} imports cut off, {ended['finished']} finished and {ended['undone']} undone",
                    flush=True,
                )
    assert cut_off > KILLS / 4, "most kills hit nothing"
    assert heard.sales > KILLS / 2
    assert min(heard.facts[kind] for kind in ("cash", "shift", "entry")) > KILLS / 10
    assert heard.acts > KILLS * 5
    assert papers[True] > KILLS / 50
    assert imports.cut_off > KILLS / 50
    assert min(ended["finished"], ended["undone"]) > 0


def _beside(heard: Heard) -> str:
    """Say how much there was beside selling."""
    facts = heard.facts
    return f"{facts['shift']} shifts, {facts['cash']} movements of cash, {facts['entry']} signings in"


@contextmanager
def opened(folder: Path) -> Iterator[Services]:
    """Open the shop for as long as it is looked at."""
    services = build(folder)
    try:
        yield services
    finally:
        services.close()


_EVERYTHING = {"paying", "held", "paid", "dropped"}


@pytest.fixture
def acted(tmp_path: Path) -> Iterator[tuple[Database, Heard]]:
    """A till that has done a lot, with a basket in every state but open, and what it said."""
    services = open_test_shop(f"sqlite:///{tmp_path / 'shop.db'}", tmp_path, HandClock(), TestPrinter())
    stock_up(services, tmp_path)
    hire(services)
    heard = Heard.of(services.shop.database)
    seller = RandomSeller(services, 7, heard.hear)
    while not ({known.state for known in heard.done.values()} >= _EVERYTHING and len(heard.numbers) > heard.sales + 1):
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
_OTHER_CASH = "UPDATE cash_movement SET amount = amount + 1 WHERE reason IN ('pay_in', 'pay_out', 'drop')"
_SAME_Z = """UPDATE shift_event SET body = (SELECT body FROM shift_event WHERE kind = 'closed' LIMIT 1)
    WHERE kind = 'closed'"""
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
        ["DROP TRIGGER append_only_cash_movement_update", _OTHER_CASH],
        ["UPDATE shift_state SET state = 'open' WHERE state = 'closed'"],
        ["UPDATE shift_state SET state = 'closed' WHERE state = 'open'"],
        ["DROP TRIGGER append_only_shift_event_update", _SAME_Z],
        ["DELETE FROM job WHERE kind = 'z_report'"],
        ["DROP TRIGGER append_only_journal_update", "UPDATE journal SET tag = 'x' WHERE tag = 'person:till:signed_in'"],
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
