"""`verify` finds whatever was tampered with, and names it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from pos_app.data import append_only, migrations
from pos_app.data.engine import Database, sqlite_url
from pos_app.data.tables.orders import order_state
from pos_app.data.tables.payments import payment_state
from pos_app.data.tables.returns import goods_return_state
from pos_app.data.tables.shifts import shift_state
from pos_app.data.tables.shipments import shipment_state
from pos_app.domain.pricing import Discount
from pos_app.services.proof.kept_figures import states
from pos_app.services.proof.verify_books import verify
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.rows import fill
from tests.factories.shops import APPLES, MILK, TEA, keep, scan, sell

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

    from pos_app.services.services import Services


@pytest.fixture
def books(sqlite_shop: Services) -> Services:
    """A shop with counted stock, discounts, split payments, a held basket, a removed line and a copy."""
    services = sqlite_shop
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
    services.settings.change(tax_rounding="order", cash_rounding=5)
    done = sell(services, TEA, MILK, "SCREW")
    services.receipts.print_copy(done.order_uid)
    return services


def tampered(services: Services, *statements: str) -> str:
    """Change the file behind the program's back, triggers taken off and put on again; return what verify names."""
    services.shop.database.close()
    with closing(sqlite3.connect(services.shop.profile.folder / "shop.db")) as file:
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        for _, sql in triggers:
            file.execute(sql)
        file.commit()
    first = verify(services.shop.database).first
    return first.check if first else ""


def test_untouched_books_are_true(books: Services) -> None:
    verdict = verify(books.shop.database)
    assert verdict.first is None
    assert (verdict.orders, verdict.movements, verdict.checks) == (3, 4, 12)
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
        ("journal", "UPDATE till_head SET journal_sequence = journal_sequence + 1"),
        ("facts", "DELETE FROM movement WHERE id = 2"),
        ("facts", "UPDATE movement SET at = '2020-01-01 00:00:00.000000' WHERE id = 3"),
        ("facts", "UPDATE till_head SET fact_sequence = fact_sequence + 1"),
        ("series", "UPDATE series_counter SET last = 9 WHERE series_id = 1"),
        ("series", "UPDATE orders SET number_value = 7 WHERE id = 2"),
        ("series", "UPDATE orders SET number = 'T1-000009' WHERE id = 2"),
        ("orders", "UPDATE orders SET total = total + 1 WHERE id = 1"),
        ("orders", "UPDATE orders SET subtotal = subtotal + 1, total = total + 1 WHERE id = 1"),
        ("orders", "UPDATE orders SET line_count = 5 WHERE id = 1"),
        ("orders", "UPDATE order_line SET quantity = 2000 WHERE id = 1"),
        ("orders", "UPDATE order_line SET unit_cost = 5 WHERE id = 1"),
        ("orders", "UPDATE order_line SET name = 'Other' WHERE id = 1"),
        ("orders", "UPDATE order_line SET discount = 1, amount = amount - 1 WHERE id = 1"),
        ("orders", "UPDATE order_line_tax SET amount = amount + 1, base = base - 1 WHERE id = 1"),
        ("orders", "UPDATE order_line_tax SET rate_ppm = 60000 WHERE id = 5"),
        ("orders", "UPDATE order_discount SET amount = amount + 1 WHERE line_id IS NULL"),
        ("baskets", "DELETE FROM basket_step WHERE basket_id = 1 AND position = 2"),
        ("baskets", "UPDATE basket SET state = 'held' WHERE id = 1"),
        ("baskets", "UPDATE basket_step SET body = replace(body, '12900000', '12800000') WHERE basket_id = 1"),
        ("payments", "UPDATE payment SET tendered = tendered + 1 WHERE id = 1"),
        ("payments", "UPDATE payment SET reference = 'x' WHERE tender = 'card'"),
        ("orders", "UPDATE orders SET situation = 'export' WHERE id = 1"),
        ("orders", "UPDATE order_line SET unit = 'kg', code = 'x' WHERE id = 1"),
        ("orders", "UPDATE order_discount SET name = 'x' WHERE id = 1"),
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
        ("references", "UPDATE order_line SET variant_id = 999 WHERE id = 1"),
    ],
)
def test_tampering_is_named(books: Services, check: str, statement: str) -> None:
    assert tampered(books, statement) in {check, _earlier(check, statement)}


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


def test_missing_triggers_are_named(books: Services) -> None:
    with books.shop.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER append_only_journal_delete")
    first = verify(books.shop.database).first
    assert first is not None
    assert (first.check, first.where) == ("triggers", "append_only_journal_delete")
    with books.shop.database.write() as connection:
        append_only.install(connection)
    assert verify(books.shop.database).first is None


def test_an_order_without_entry_and_an_entry_without_order_are_named(books: Services) -> None:
    assert tampered(books, "DELETE FROM orders WHERE id = 3") != ""


def test_a_damaged_file_is_named(books: Services) -> None:
    folder = books.shop.profile.folder
    books.shop.database.close()
    path = folder / "shop.db"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'barcode'").fetchone()[0]
        size = file.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 100 : root * size - 100] = b"\xff" * (size - 200)
    path.write_bytes(data)
    first = verify(books.shop.database).first
    assert first is not None
    assert first.check == "file"
