"""Whatever is changed of a shift's figures, `verify` finds it."""

from __future__ import annotations

from shutil import copy2
from typing import TYPE_CHECKING

import pytest

from pos_app.data.engine import Database, sqlite_url
from pos_app.domain.denominations import counted, of_sum
from pos_app.services.proof.closings import cash_moves, closings
from pos_app.services.proof.marks import Marks
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, SOAP, TEA, HandClock, TestPrinter, open_test_shop, scan, sell, stock_up
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pos_app.services.services import Services


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop with two shifts that were closed, one short and one over, and a third that is open."""
    folder = tmp_path_factory.mktemp("closed")
    services = open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, HandClock(), TestPrinter())
    stock_up(services, folder)
    services.staff.add("another", "Another", ("cashier",))
    _first_shift(services)
    _second_shift(services)
    services.open_shift.open(of_sum(2000))
    sell(services, SOAP)
    services.close()
    return folder / "shop.db"


def _first_shift(services: Services) -> None:
    move = services.move_cash
    move.pay_in(20000, "change", move.new_movement_uid())
    sell(services, MILK, TEA)
    move.pay_out(500, "stamps", move.new_movement_uid())
    move.drop(10000, "noon", move.new_movement_uid())
    services.drawer.note_opening("change")
    pieces = {10000: 1, 5000: 1, 1000: 2, 500: 1}
    services.close_shift.close(counted(pieces, services.shop.profile.currency), note="five were missing")


def _second_shift(services: Services) -> None:
    services.open_shift.open(of_sum(17000))
    sale = scan(services, services.ring_up.begin(), SOAP)
    paid = services.take_payment.take(sale, "cash", 100, services.take_payment.new_payment_uid())
    services.take_payment.give_back(sale, paid.payments[0].uid)
    services.take_payment.take(sale, "card", 350, services.take_payment.new_payment_uid(), reference="1")
    services.close_shift.close(of_sum(17100), {"card": 350})


@pytest.fixture
def books(closed: Path, tmp_path: Path) -> Iterator[Database]:
    """The books of that shop, for one test to tamper with."""
    copy2(closed, tmp_path / "shop.db")
    database = Database(sqlite_url(tmp_path / "shop.db"))
    yield database
    database.close()


def test_untouched_shifts_are_true(books: Database) -> None:
    assert verify(books).first is None
    assert tampered(books) == ""


_CLOSED = "UPDATE shift_event SET body = replace(body, '{}', '{}') WHERE kind = 'closed' AND shift_id = 1"
_FIGURES = (
    "float_amount",
    "cash_taken",
    "cash_given_back",
    "paid_in",
    "paid_out",
    "dropped",
    "sales",
    "revenue",
    "rounding",
    "discounts",
    "discounted",
    "price_overrides",
    "removed_lines",
    "drawer_openings",
)


@pytest.mark.parametrize("figure", _FIGURES)
def test_every_figure_of_a_z_is_summed_anew(books: Database, figure: str) -> None:
    assert tampered(books, _CLOSED.format(f'"{figure}":', f'"{figure}":1')) == "closings"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"first_receipt":"T1-000001"', '"first_receipt":"T1-000002"'),
        ('"last_receipt":"T1-000001"', '"last_receipt":"T1-000002"'),
        ('"rate_ppm":130000', '"rate_ppm":90000'),
        ('"base":', '"base":1'),
        ('"taken":', '"taken":1'),
        ('"tender":"cash"', '"tender":"card"'),
        ('"count":', '"count":1'),
        ('"given_back":', '"given_back":1'),
        ('"expected":', '"expected":1'),
        ('"counted":', '"counted":1'),
        ('"note":"', '"note":"1'),
    ],
)
def test_every_word_of_a_z_is_held(books: Database, before: str, after: str) -> None:
    assert tampered(books, _CLOSED.format(before, after)) == "closings"


def test_a_z_and_its_entry_that_agree_are_still_held_against_the_sales(books: Database) -> None:
    entry = """UPDATE journal SET body = replace(body, '"revenue":', '"revenue":1') WHERE tag = 'shift:till:closed'"""
    assert tampered(books, _CLOSED.format('"revenue":', '"revenue":1'), entry) in {"journal", "closings"}


_LEFT = "UPDATE shift_state SET cash = {} WHERE shift_id = {}"
_CARRIED = f"{_LEFT.format('cash - 8090', 1)}; {_LEFT.format('cash + 8090', 2)}"
_OF_ANOTHER = "UPDATE {} SET shift_id = 2 WHERE shift_id = 1"
_OTHER_FLOAT = """UPDATE cash_movement SET amount = amount - 7 WHERE reason = 'float' AND shift_id = 3;
    UPDATE cash_movement SET amount = amount + 7 WHERE reason = 'difference' AND shift_id = 3"""
_COUNT = "UPDATE shift_event SET body = replace(body, '{}', '{}') WHERE kind = 'counted' AND shift_id = {}"


@pytest.mark.parametrize(
    ("checks", "statement"),
    [
        ({"shift cash", "shifts"}, _LEFT.format("cash + 100", 1)),
        ({"shift cash"}, _LEFT.format("cash + 100", 3)),
        ({"shift cash", "shifts"}, "UPDATE cash_movement SET amount = amount + 1 WHERE reason = 'difference'"),
        ({"shift cash"}, "UPDATE cash_movement SET amount = amount - 1 WHERE reason = 'pay_out'"),
        ({"shift cash"}, "UPDATE cash_movement SET reason = 'pay_in' WHERE reason = 'drop'"),
        ({"facts"}, "DELETE FROM cash_movement WHERE reason = 'pay_in'"),
        ({"shifts"}, "UPDATE shift SET float_amount = 1 WHERE number = 2"),
        ({"shifts"}, "UPDATE shift SET number = 5 WHERE number = 3"),
        ({"shifts"}, "UPDATE cash_movement SET document_uid = zeroblob(16) WHERE reason = 'float'"),
        ({"shifts"}, _OTHER_FLOAT),
        ({"states"}, "UPDATE shift_state SET state = 'open' WHERE shift_id = 1"),
        ({"states"}, "UPDATE shift_state SET state = 'closed' WHERE shift_id = 3"),
        ({"closings"}, _COUNT.format('"cash":17500', '"cash":17501', 1)),
        ({"closings"}, _COUNT.format("[10000,1]", "[10000,2]", 1)),
        ({"closings"}, _COUNT.format('"card":350', '"card":351', 2)),
        ({"shifts"}, f"{_OF_ANOTHER.format('cash_movement')} AND reason = 'sale'; {_CARRIED}"),
        ({"closings"}, _OF_ANOTHER.format("payment")),
        ({"closings"}, _OF_ANOTHER.format("orders")),
        ({"contents"}, "UPDATE shift_event SET person_id = 2 WHERE kind = 'closed'"),
        ({"series"}, _CLOSED.format('"number_value":1', '"number_value":3')),
        ({"series"}, _CLOSED.format("Z1-000001", "Z1-000009")),
        ({"series"}, "UPDATE series_counter SET last = 3 WHERE series_id = 3"),
        ({"series"}, 'UPDATE shift_event SET body = replace(body, \'"series":"\', \'"series":"00\')'),
        ({"series"}, "UPDATE shift_event SET body = '{}' WHERE kind = 'closed'"),
        ({"facts"}, "DELETE FROM shift_event WHERE kind = 'counted'"),
        ({"journal"}, "UPDATE journal SET body = replace(body, '\"amount\":-500', '\"amount\":-400')"),
    ],
)
def test_tampering_with_shifts_is_named(books: Database, checks: set[str], statement: str) -> None:
    assert tampered(books, statement) in checks


def test_a_look_that_begins_later_holds_the_closings_behind_it(closed: Path, tmp_path: Path) -> None:
    copy2(closed, tmp_path / "shop.db")
    books = Database(sqlite_url(tmp_path / "shop.db"))
    with books.read() as connection:
        query = "SELECT sequence FROM journal WHERE tag = 'shift:till:closed' ORDER BY id"
        first, second = (row[0] for row in connection.exec_driver_sql(query))
    later = "UPDATE shift_event SET body = replace(body, '\"sales\":1', '\"sales\":2') WHERE kind = 'closed'"
    assert tampered(books, f"{later} AND shift_id = 2", since={1: first}) == "closings"
    assert tampered(books, since={1: second}) == ""
    assert tampered(books, f"{later} AND shift_id = 1", since={1: second}) == ""
    books.close()


def test_what_only_the_journal_speaks_of_is_named(books: Database) -> None:
    tampered(books, "DELETE FROM shift_event WHERE kind = 'closed'; DELETE FROM cash_movement WHERE reason = 'pay_out'")
    with books.read() as connection:
        found = [*closings(connection, Marks({})), *cash_moves(connection, Marks({}))]
    assert [(each.check, each.expected, each.found) for each in found] == [
        ("closings", "a closing", "only its journal entry"),
        ("closings", "a closing", "only its journal entry"),
        ("shift cash", "a movement", "only its journal entry"),
    ]


def test_what_the_journal_does_not_speak_of_is_named(books: Database) -> None:
    tampered(books, "DELETE FROM journal WHERE tag IN ('shift:till:closed', 'cash:drawer:paid_in')")
    with books.read() as connection:
        found = [*closings(connection, Marks({})), *cash_moves(connection, Marks({}))]
    assert "no entry" in {each.found for each in found if each.where.endswith("in the journal")}
    assert [each.expected for each in found if each.check == "shift cash"] == ["no entry"]
