"""`verify` finds whatever was tampered with, and names it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copy2
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select

from pos_app.data import append_only, migrations
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.ids import new_uid
from pos_app.data.ledger_rows import proved
from pos_app.data.tables.orders import order_state
from pos_app.data.tables.payments import payment_state
from pos_app.data.tables.people import person
from pos_app.data.tables.returns import goods_return_state
from pos_app.data.tables.shifts import shift_state
from pos_app.data.tables.shipments import shipment_state
from pos_app.data.tables.shop import location
from pos_app.domain.journal import Tag
from pos_app.domain.pricing import Discount
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.proof.kept_figures import states
from pos_app.services.proof.taxes import money, tax_rules
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import KEY_NAME
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.rows import fill
from tests.factories.shops import (
    APPLES,
    MILK,
    SOAP,
    TEA,
    HandClock,
    TestPrinter,
    keep,
    open_test_shop,
    scan,
    sell,
    stock_up,
)
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

    from pos_app.services.services import Services


@pytest.fixture(scope="module")
def traded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop with counted stock, discounts, split payments, money given back, baskets in every state."""
    folder = tmp_path_factory.mktemp("traded")
    services = open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, HandClock(), TestPrinter())
    stock_up(services, folder)
    with services.shop.posting(None) as posting:
        posting.journal(Tag.PERSON_ADDED, bytes(16), {"roles": ""})  # `_second_of_all` makes that one
    _trade(services)
    services.close()
    return folder / "shop.db"


def sold_on(traded: Path) -> tuple[Database, int, int]:
    """Return a copy of the books with one more sale, the entry before it, and the key of its basket."""
    folder = traded.with_name(f"on-{new_uid().hex()}")
    folder.mkdir()
    copy2(traded, folder)
    copy2(traded.with_name(KEY_NAME), folder)
    services = open_test_shop(f"sqlite:///{folder / 'shop.db'}", folder, HandClock(), TestPrinter())
    services.shop.database.refusal = None  # a copy elsewhere would ask first
    end = verify(services.shop.database).ends[1]
    CountGoods(services.shop).count({services.ring_up.look_up(TEA)[0].item.variant_id: 5000})
    sell(services, MILK, TEA)
    with services.shop.database.read() as connection:
        basket = connection.exec_driver_sql("SELECT max(id) FROM basket WHERE state = 'paid'").scalar_one()
    services.close()
    return Database(sqlite_url(folder / "shop.db")), end, basket


@pytest.fixture
def books(traded: Path, tmp_path: Path) -> Iterator[Database]:
    """The books of that shop, for one test to tamper with."""
    copy2(traded, tmp_path / "shop.db")
    database = Database(sqlite_url(tmp_path / "shop.db"))
    yield database
    database.close()


def _trade(services: Services) -> None:
    milk = services.ring_up.look_up(MILK)[0].item.variant_id
    CountGoods(services.shop).count({milk: 10_000})
    sell(services, MILK, TEA)
    sale = scan(services, services.ring_up.begin(), MILK, APPLES)
    first = sale.basket.lines[0].uid
    sale = keep(services, services.ring_up.discount_line(sale, first, Discount(rate_ppm=100_000)))
    sale = keep(services, services.ring_up.discount_basket(sale, Discount(amount=50)))
    services.take_payment.take(sale, "card", 500, services.take_payment.new_payment_uid(), reference="1")
    services.take_payment.take(sale, "cash", 5000, services.take_payment.new_payment_uid())
    services.hold.hold(scan(services, services.ring_up.begin(), TEA), "later")
    services.hold.drop(scan(services, services.ring_up.begin(), SOAP))
    services.settings.change(tax_rounding="order", cash_rounding=5)
    done = sell(services, TEA, MILK, "SCREW")
    services.receipts.print_copy(done.order_uid)
    services.drawer.note_opening("change for 红豆")
    sale = scan(services, services.ring_up.begin(), SOAP)
    paid = services.take_payment.take(sale, "cash", 100, services.take_payment.new_payment_uid())
    services.take_payment.give_back(sale, paid.payments[0].uid)
    second = services.take_payment.take(sale, "cash", 200, services.take_payment.new_payment_uid())
    assert len(second.payments) == 1
    _second_of_all(services)


def _second_of_all(services: Services) -> None:
    """Make another person and location, so that facts can be put on them."""
    with services.shop.database.write() as connection:
        for table, other in ((location, {}), (person, {"login": "other"})):
            row = connection.execute(select(table)).mappings().one()
            connection.execute(insert(table), {**row, "id": 2, "uid": bytes(16), **other})


_LEVELS = """DELETE FROM level; INSERT INTO level SELECT variant_id, location_id, sum(quantity), 0 FROM movement
    GROUP BY variant_id, location_id"""
_SOLD = """DELETE FROM variant_sales; INSERT INTO variant_sales
    SELECT variant_id, count(DISTINCT order_id), sum(quantity) FROM order_line GROUP BY variant_id"""
_GIVEN_BACK = """UPDATE cash_movement SET amount = amount - 5000 WHERE reason = 'given_back';
    UPDATE shift_state SET cash = cash - 5000"""
"""Each puts the figure right that is kept of what was changed."""
_TILL = "INSERT INTO till SELECT 2, zeroblob(16), 2, name, location_id, public_key, NULL FROM till"

_RULE = "INSERT INTO tax_rule (id, uid, tax_class_id, situation, valid_from, tax_id) VALUES (99, zeroblob(16),"


def test_untouched_books_are_true(books: Database) -> None:
    verdict = verify(books)
    assert verdict.first is None
    assert (verdict.orders, verdict.movements, verdict.checks) == (3, 4, 20)
    assert verdict.entries > 10
    assert tampered(books) == ""


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("journal", "UPDATE journal SET body = replace(body, '1', '2') WHERE sequence = 5"),
        ("journal", "DELETE FROM journal WHERE sequence = 4"),
        ("journal", "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)"),
        ("journal", "UPDATE journal SET signature = zeroblob(64) WHERE sequence = 2"),
        ("journal", "UPDATE journal SET signature = NULL WHERE sequence = (SELECT max(sequence) FROM journal)"),
        ("journal", "UPDATE journal SET signature = NULL WHERE sequence <> (SELECT max(sequence) FROM journal)"),
        ("journal", "UPDATE till_head SET journal_sequence = journal_sequence + 1"),
        ("journal", "UPDATE till_head SET last_at = '2099-01-01 00:00:00.000000'"),
        ("journal", "UPDATE till_head SET business_date = '2099-01-01'"),
        ("texts", "UPDATE journal_text SET text = 'change for nothing' WHERE text LIKE 'change%'"),
        ("texts", "UPDATE journal_text SET salt = zeroblob(16)"),
        ("facts", "DELETE FROM movement WHERE id = 2"),
        ("facts", "UPDATE movement SET at = '2020-01-01 00:00:00.000000' WHERE id = 3"),
        ("journal", "UPDATE till_head SET fact_sequence = fact_sequence + 1"),
        ("series", "UPDATE series_counter SET last = 9 WHERE series_id = 1"),
        ("series", "UPDATE orders SET number_value = 7 WHERE id = 2"),
        ("series", "UPDATE orders SET number = 'T1-000009' WHERE id = 2"),
        ("orders", "UPDATE orders SET total = total + 1 WHERE id = 1"),
        ("orders", "UPDATE orders SET subtotal = subtotal + 1, total = total + 1 WHERE id = 1"),
        ("orders", "UPDATE orders SET line_count = 5 WHERE id = 1"),
        ("orders", "UPDATE order_line SET quantity = 2000 WHERE id = 1"),
        ("contents", "UPDATE order_line SET unit_cost = 5 WHERE id = 1"),
        ("contents", "UPDATE order_line SET tare = 20 WHERE id = 1"),
        ("contents", "UPDATE order_line SET name = 'Other' WHERE id = 1"),
        ("orders", "UPDATE order_line SET discount = 1, amount = amount - 1 WHERE id = 1"),
        ("orders", "UPDATE order_line_tax SET amount = amount + 1, base = base - 1 WHERE id = 1"),
        ("orders", "UPDATE order_line_tax SET rate_ppm = 60000 WHERE id = 5"),
        ("orders", "UPDATE order_discount SET amount = amount + 1 WHERE line_id IS NULL"),
        ("baskets", "DELETE FROM basket_step WHERE basket_id = 1 AND position = 2"),
        ("baskets", "UPDATE basket SET state = 'held' WHERE id = 1"),
        ("baskets", "UPDATE basket_step SET body = replace(body, '12900000', '12800000') WHERE basket_id = 1"),
        ("baskets", "UPDATE basket SET state = 'dropped' WHERE state = 'held'"),
        ("baskets", "UPDATE basket SET state = 'open' WHERE state = 'held'"),
        ("baskets", "UPDATE basket SET state = 'held' WHERE state = 'dropped'"),
        ("baskets", "UPDATE basket SET state = 'open' WHERE state = 'paying'"),
        ("baskets", "UPDATE basket SET state = 'paid' WHERE state = 'paying'"),
        ("baskets", "UPDATE basket SET state = 'open' WHERE id = 1"),
        ("payments", "UPDATE payment SET tendered = tendered + 1 WHERE id = 1"),
        ("contents", "UPDATE payment SET reference = 'x' WHERE tender = 'card'"),
        ("contents", "UPDATE orders SET situation = 'export' WHERE id = 1"),
        ("contents", "UPDATE order_line SET unit = 'kg', code = 'x' WHERE id = 1"),
        ("contents", "UPDATE order_discount SET name = 'x' WHERE id = 1"),
        ("payments", "UPDATE payment_allocation SET amount = amount + 1 WHERE id = 1"),
        ("states", "UPDATE order_state SET state = 'packed' WHERE order_id = 1"),
        ("states", "UPDATE order_state SET paid = paid + 1 WHERE order_id = 1"),
        ("states", "UPDATE shift_state SET state = 'closed'"),
        ("payments", "DELETE FROM payment_state WHERE payment_id = 1"),
        ("states", "DELETE FROM shift_state"),
        ("states", "DELETE FROM order_state WHERE order_id = 2"),
        ("series", "DELETE FROM series_counter WHERE series_id = 2"),
        ("journal", "DELETE FROM till_head"),
        ("levels", "UPDATE level SET on_hand = on_hand + 1000"),
        ("levels", "DELETE FROM level"),
        ("levels", "UPDATE movement SET quantity = quantity - 1000 WHERE id = 2"),
        ("sales", "UPDATE variant_sales SET orders = orders + 1"),
        ("sales", "DELETE FROM variant_sales WHERE variant_id = 1"),
        ("shift cash", "UPDATE shift_state SET cash = cash + 100"),
        ("shift cash", "UPDATE cash_movement SET amount = amount + 100 WHERE id = 1"),
        ("shift cash", _GIVEN_BACK),
        ("shift cash", "UPDATE cash_movement SET document_uid = NULL WHERE reason = 'given_back'"),
        ("contents", "UPDATE cash_movement SET currency = 'EUR' WHERE reason = 'given_back'"),
        ("levels", "UPDATE movement SET variant_id = 2, quantity = 0 WHERE reason = 'sale' AND id = 2"),
        ("levels", f"UPDATE movement SET variant_id = 2 WHERE id = 2; {_LEVELS}"),
        ("levels", f"UPDATE movement SET location_id = 2 WHERE id = 2; {_LEVELS}"),
        ("contents", "UPDATE movement SET unit_cost = 5 WHERE id = 2"),
        ("contents", f"UPDATE movement SET quantity = 9000 WHERE reason = 'count'; {_LEVELS}"),
        ("contents", f"UPDATE movement SET location_id = 2 WHERE reason = 'count'; {_LEVELS}"),
        ("contents", f"UPDATE movement SET variant_id = 2 WHERE reason = 'count'; {_LEVELS}"),
        *(
            ("contents", f"UPDATE {table} SET {change}")
            for table in ("orders", "payment", "payment_event", "order_event", "cash_movement", "movement")
            for change in ("person_id = 2", "shift_id = NULL", "zone = 'UTC'", "uid = zeroblob(16) WHERE id = 1")
            if (table, change[:3]) not in {("orders", "uid"), ("payment", "uid"), ("cash_movement", "shi")}
        ),
        ("contents", "UPDATE shift_event SET body = '{}1'"),
        ("levels", "UPDATE orders SET location_id = 2 WHERE id = 1"),
        ("facts", f"{_TILL}; UPDATE orders SET till_id = 2 WHERE id = 3"),
        ("contents", "UPDATE orders SET currency = 'EUR'"),
        ("contents", "UPDATE order_line SET variant_id = 2 WHERE sku = 'SCREW'; " + _SOLD),
        ("contents", "UPDATE order_line SET uid = zeroblob(16) WHERE id = 1"),
        ("contents", "UPDATE order_line SET parent_line_id = 1 WHERE id = 2"),
        ("contents", "UPDATE payment SET tendered_currency = 'EUR' WHERE id = 1"),
        ("contents", "UPDATE payment SET rate = 2 WHERE id = 1"),
        ("contents", "UPDATE payment SET direction = 'out' WHERE id = 1"),
        ("contents", "UPDATE payment_event SET body = 'x' WHERE id = 1"),
        ("contents", "UPDATE order_event SET body = 'x' WHERE id = 1"),
        ("contents", "UPDATE movement SET lot = 'x' WHERE id = 1"),
        ("contents", "UPDATE orders SET wall_at = at WHERE id = 2"),
        ("contents", "UPDATE variant SET uid = zeroblob(16) WHERE sku = 'TEA'"),
        ("taxes", "UPDATE tax SET rate_ppm = 1 WHERE id = 1"),
        ("taxes", "UPDATE tax SET included = 0 WHERE id = 2"),
        ("taxes", "UPDATE tax SET name = 'Levy' WHERE id = 3"),
        ("taxes", "UPDATE tax_rule SET valid_from = '2026-01-01' WHERE id = 1"),
        ("taxes", "UPDATE tax_rule SET tax_id = 2 WHERE id = 1"),
        ("taxes", "DELETE FROM tax_rule WHERE id = 1"),
        ("taxes", f"{_RULE} 1, 'default', '2026-03-02', 2)"),
        ("currency", "INSERT INTO currency VALUES ('EUR', 2); UPDATE shop SET currency = 'EUR'"),
        ("currency", "UPDATE currency SET digits = 0"),
        ("currency", "UPDATE price_list SET currency = 'EUR'"),
        ("shifts", "UPDATE shift SET float_amount = 5"),
        ("shifts", "UPDATE shift SET person_id = 2"),
        ("shifts", "UPDATE shift SET at = '2020-01-01 00:00:00.000000'"),
        ("triggers", "CREATE TRIGGER helpful BEFORE INSERT ON payment BEGIN UPDATE setting SET value = '0'; END"),
        ("triggers", "CREATE TRIGGER helpful AFTER UPDATE ON basket BEGIN UPDATE setting SET value = '0'; END"),
        ("references", "UPDATE order_line SET variant_id = 999 WHERE id = 1"),
    ],
)
def test_tampering_is_named(books: Database, check: str, statement: str) -> None:
    assert tampered(books, statement) in {check, _earlier(check, statement)}


_LAST = "(SELECT max(id) FROM {})"


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("journal", "UPDATE journal SET body = replace(body, '1', '2') WHERE sequence = {end}"),
        ("journal", "UPDATE journal SET signature = zeroblob(64) WHERE sequence = {end}"),
        ("journal", "UPDATE journal SET signature = NULL WHERE sequence = {end}"),
        ("journal", "DELETE FROM journal WHERE sequence = {end}"),
        ("journal", "DELETE FROM journal WHERE sequence = {end} + 1"),
        ("journal", "UPDATE journal SET body = replace(body, '1', '2') WHERE sequence = {end} + 2"),
        ("journal", "UPDATE till_head SET last_at = '2099-01-01 00:00:00.000000'"),
        ("facts", f"UPDATE payment SET at = '2020-01-01 00:00:00.000000' WHERE id = {_LAST.format('payment')}"),
        ("facts", f"DELETE FROM movement WHERE id = {_LAST.format('movement')}"),
        ("orders", f"UPDATE orders SET total = total + 1 WHERE id = {_LAST.format('orders')}"),
        ("orders", f"UPDATE order_line SET quantity = 9000 WHERE id = {_LAST.format('order_line')}"),
        ("orders", f"UPDATE order_line_tax SET rate_ppm = 1 WHERE id = {_LAST.format('order_line_tax')}"),
        ("baskets", "UPDATE basket_step SET body = replace(body, '12900000', '12800000') WHERE basket_id = {basket}"),
        ("payments", f"UPDATE payment SET tendered = tendered + 1 WHERE id = {_LAST.format('payment')}"),
        ("contents", f"UPDATE order_line SET name = 'Other' WHERE id = {_LAST.format('order_line')}"),
        ("series", "UPDATE orders SET number_value = 7 WHERE id = 2"),
        ("states", "UPDATE order_state SET paid = paid + 1 WHERE order_id = 1"),
        ("levels", "UPDATE movement SET quantity = quantity - 1000 WHERE id = 2"),
        ("levels", "UPDATE level SET on_hand = on_hand + 1000"),
        ("shift cash", "UPDATE cash_movement SET amount = amount + 100 WHERE id = 1"),
        ("baskets", "UPDATE basket SET state = 'held' WHERE id = 1"),
        ("triggers", "CREATE TRIGGER helpful AFTER UPDATE ON basket BEGIN UPDATE setting SET value = '0'; END"),
    ],
)
def test_from_an_entry_on_new_rows_and_all_sums_are_looked_at(traded: Path, check: str, statement: str) -> None:
    books, end, basket = sold_on(traded)
    assert tampered(books, statement.format(end=end, basket=basket), since={1: end}) == check
    books.close()


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("contents", "UPDATE order_line SET name = 'Other' WHERE id = 1"),
        ("journal", "UPDATE journal SET signature = zeroblob(64) WHERE sequence = 2"),
        ("orders", "UPDATE order_line_tax SET amount = amount + 1, base = base - 1 WHERE id = 1"),
        ("texts", "UPDATE journal_text SET salt = zeroblob(16)"),
    ],
)
def test_only_in_full_is_every_old_row_looked_at(traded: Path, check: str, statement: str) -> None:
    books, end, _ = sold_on(traded)
    assert tampered(books, statement, since={1: end}) == ""
    assert tampered(books) == check
    books.close()


def test_a_look_may_begin_within_a_transaction_and_names_an_entry_that_is_gone(books: Database) -> None:
    ends = verify(books).ends
    assert list(ends) == [1]
    for entry in range(1, ends[1] + 1):
        assert verify(books, since={1: entry}).first is None
    first = verify(books, since={1: ends[1] + 1}).first
    assert first is not None
    assert (first.where, first.found) == (f"till 1 entry {ends[1] + 1}", "none")
    assert verify(books, since={2: 1}).first is not None


def _earlier(check: str, statement: str) -> str:
    """Return the other check that may see the same change first."""
    return {"payments": "states", "levels": "facts"}.get(check, check) if "allocation" in statement else check


@pytest.mark.parametrize(
    ("table", "where"),
    [
        (order_state, "order_id 1"),
        (payment_state, "payment_id 1"),
        (goods_return_state, "return_id 1"),
        (shipment_state, "shipment_id 1"),
        (shift_state, "shift_id 1"),
    ],
)
def test_a_state_that_is_gone_is_named(tmp_path: Path, table: Table, where: str) -> None:
    database = Database(sqlite_url(tmp_path / "shop.db"))
    migrations.upgrade(database)
    with database.write() as connection:
        fill(connection)
        connection.execute(delete(table))
    with database.read() as connection:
        assert (where, "no state") in {(wrong.where, wrong.found) for wrong in states(connection)}
    database.close()


def test_missing_triggers_are_named(books: Database) -> None:
    with books.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER append_only_journal_delete")
    first = verify(books).first
    assert first is not None
    assert (first.check, first.where) == ("triggers", "append_only_journal_delete")
    with books.write() as connection:
        append_only.install(connection)
    assert verify(books).first is None


@pytest.mark.parametrize(
    ("check", "statement"),
    [
        ("facts", "UPDATE orders SET business_date = 'someday'"),
        ("baskets", "UPDATE basket_step SET kind = 'add9' WHERE position = 1"),
        ("journal", "UPDATE journal SET signature = 1"),
        ("taxes", "UPDATE tax_rule SET valid_from = 'someday'"),
        ("currency", "DELETE FROM shop"),
    ],
)
def test_what_cannot_even_be_read_is_named_by_its_check(books: Database, check: str, statement: str) -> None:
    assert tampered(books, statement) == check


def test_the_first_taxes_and_the_digits_of_the_money_have_entries_too(books: Database) -> None:
    tampered(
        books,
        "DELETE FROM journal WHERE tag = 'tax:rules:set'",
        """UPDATE journal SET body = replace(body, '"digits":2,', '')""",
    )
    with books.read() as connection:
        found = [*tax_rules(connection), *money(connection)]
    assert {each.expected for each in found} == {"no entry"}
    assert [each.where for each in found][-1] == "digits"


def test_the_taxes_of_a_class_that_an_import_made_are_held(sqlite_shop: Services, tmp_path: Path) -> None:
    path, books = tmp_path / "more.csv", sqlite_shop.shop.database
    path.write_text("sku,name,price,tax\nNEW,New,1.00,5\n", encoding="utf-8")
    sqlite_shop.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None)
    with books.read() as connection:
        assert [*tax_rules(connection)] == []
    assert tampered(books, "UPDATE tax SET rate_ppm = 1 WHERE rate_ppm = 50000") == "taxes"


def test_an_order_without_entry_and_an_entry_without_order_are_named(books: Database) -> None:
    assert tampered(books, "DELETE FROM orders WHERE id = 3") != ""


def test_a_text_that_was_erased_leaves_the_books_true(books: Database) -> None:
    assert tampered(books, "DELETE FROM journal_text") == ""


def test_every_ledger_is_held_by_the_journal_or_checked_by_itself() -> None:
    others = {"basket_step", "checkpoint", "currency", "gift_card", "journal", "series", "shift"}
    assert {table.name for table in proved()} == {table.name for table in append_only.protected_tables()} - others


def test_a_damaged_file_is_named(books: Database) -> None:
    books.close()
    path = Path(str(books.url.database))
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'barcode'").fetchone()[0]
        size = file.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 100 : root * size - 100] = b"\xff" * (size - 200)
    path.write_bytes(data)
    first = verify(books).first
    assert first is not None
    assert first.check == "file"
