"""One contract for search on every database: the same words find the same goods in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from pos_app.data import search
from pos_app.data.search import sqlite_parts
from pos_app.data.tables.catalog import variant_sales
from tests.data.search.catalog import CATALOG, QUERIES, TEAS
from tests.factories.catalog import Goods, add_goods, sell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.data.engine import Database


class Shelf:
    """Goods in a database, spoken of by their SKUs."""

    def __init__(self, database: Database, goods: Sequence[Goods]) -> None:
        self.database = database
        with database.write() as connection:
            self.keys = add_goods(connection, goods)
        self._skus = {key: sku for sku, key in self.keys.items()}

    def find(self, typed: str, limit: int = search.FIRST) -> list[str]:
        """Return what a typed text finds."""
        with self.database.read() as connection:
            return [self._skus[key] for key in search.find(connection, typed, limit)]

    def sell(self, **orders: int) -> None:
        """Sell goods, by the last part of their SKU, and close the shift."""
        with self.database.write() as connection:
            sell(connection, {self.keys[f"TEA-{sku.removeprefix('n')}"]: count for sku, count in orders.items()})
            search.place_sold(connection, search.misplaced_sold(connection))


@pytest.fixture
def shelf(shop_database: Database) -> Shelf:
    """The made-up catalog in each database."""
    return Shelf(shop_database, CATALOG)


def test_sixty_queries_find_the_same_on_every_database(shelf: Shelf) -> None:
    assert len(CATALOG) == 60
    assert len(QUERIES) >= 60
    assert {typed: shelf.find(typed) for typed in QUERIES} == QUERIES


def test_what_was_sold_most_comes_first(shelf: Shelf) -> None:
    shelf.sell(n003=5, n002=2, n004=5)
    assert shelf.find("tea") == ["TEA-003", "TEA-004", "TEA-002", "TEA-001"]
    assert shelf.find("tea", 3) == ["TEA-003", "TEA-004", "TEA-002"]
    assert shelf.find("tea", 1) == ["TEA-003"]
    assert shelf.find("black tea") == ["TEA-003", "TEA-002"]
    assert {typed: sorted(shelf.find(typed)) for typed in QUERIES} == {
        typed: sorted(skus) for typed, skus in QUERIES.items()
    }


def test_the_order_of_sales_follows_the_sales(shelf: Shelf) -> None:
    shelf.sell(n003=5, n002=2)
    with shelf.database.write() as connection:
        more = update(variant_sales).where(variant_sales.c.variant_id == shelf.keys["TEA-002"])
        connection.execute(more.values(orders=9))
        search.place_sold(connection, search.misplaced_sold(connection))
    assert shelf.find("tea") == ["TEA-002", "TEA-003", "TEA-001", "TEA-004"]


def test_goods_that_came_back_unsold_stand_with_the_rest(shelf: Shelf) -> None:
    shelf.sell(n003=0)
    assert shelf.find("tea") == TEAS


def test_a_list_is_as_long_as_it_may_be(shop_database: Database) -> None:
    shelf = Shelf(shop_database, [Goods(f"Pin {number}", f"P{number}") for number in range(120)])
    assert shelf.find("pin") == [f"P{number}" for number in range(50)]
    assert shelf.find("pin", 200) == [f"P{number}" for number in range(120)]
    with shop_database.write() as connection:
        sell(connection, {shelf.keys[f"P{number}"]: number for number in range(100, 110)})
        search.place_sold(connection, search.misplaced_sold(connection))
    first = [f"P{number}" for number in range(109, 99, -1)]
    assert shelf.find("pin") == first + [f"P{number}" for number in range(40)]
    assert shelf.find("pin", 200) == first + [f"P{n}" for n in range(120) if not 100 <= n < 110]


def test_goods_taken_out_are_not_found_sold_or_not(shelf: Shelf) -> None:
    shelf.sell(n003=5)
    with shelf.database.write() as connection:
        search.remove(connection, [shelf.keys["TEA-003"], shelf.keys["TEA-001"]])
        search.remove(connection, [])
    assert shelf.find("tea") == ["TEA-002", "TEA-004"]
    assert shelf.find("红") == ["BUN-1"]


def test_goods_with_a_new_name_are_found_by_it_alone(shelf: Shelf) -> None:
    shelf.sell(n003=5)
    keys = [shelf.keys["TEA-003"], shelf.keys["TEA-001"]]
    with shelf.database.write() as connection:
        search.remove(connection, keys)
        search.add(connection, [(key, search.document("Oolong", "X", ("4711",))) for key in keys])
        search.add(connection, [])
    assert sorted(shelf.find("oolong 4711")) == ["TEA-001", "TEA-003"]
    assert shelf.find("jasmine") == shelf.find("红茶") == []
    with shelf.database.write() as connection:
        search.place_sold(connection, search.misplaced_sold(connection))
    assert shelf.find("oolong") == ["TEA-003", "TEA-001"]


def test_goods_without_a_single_word_are_never_found(shelf: Shelf) -> None:
    with shelf.database.write() as connection:
        search.remove(connection, [shelf.keys["XYZ"]])
        search.add(connection, [(shelf.keys["XYZ"], search.document("!!!", "☕", ()))])
    assert shelf.find("xyz") == shelf.find("!!!") == []
    assert shelf.find("tea") == TEAS


@pytest.mark.parametrize("bits", [3, 16])
def test_what_is_added_in_many_pieces_is_found_in_the_order_of_keys(
    shop_database: Database, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    monkeypatch.setattr(sqlite_parts, "BITS", bits)  # as few goods a part as make many parts
    goods = [Goods(f"Nail {number} {'steel' if number % 3 else 'brass'}", f"N{number}") for number in range(300)]
    shelf = Shelf(shop_database, goods[:1])
    for start in range(1, 300, 25):
        with shop_database.write() as connection:
            added = add_goods(connection, goods[start : start + 25])
            search.remove(connection, list(added.values())[:1])
            shelf.keys.update(added)
    put_in_order(shop_database)
    shelf._skus.update({key: sku for sku, key in shelf.keys.items()})
    there = [number for number in range(300) if number % 25 != 1]
    assert shelf.find("nail", 400) == [f"N{number}" for number in there]
    assert shelf.find("nail", 30) == [f"N{number}" for number in there[:30]]
    assert shelf.find("brass nail 2", 400) == [f"N{n}" for n in there if n % 3 == 0 and str(n).startswith("2")]


def put_in_order(database: Database) -> None:
    """Put the whole index in order, in the smallest steps."""
    place: int | None = 0
    with database.write() as connection:
        while place is not None:
            place = search.tidy(connection, 1, place)
            assert place is None or database.dialect == "sqlite"


def test_the_index_is_sound_after_all_of_it(shop_file: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_parts, "BITS", 3)
    shelf = Shelf(shop_file, CATALOG)
    shelf.sell(n003=5, n002=2)
    with shop_file.write() as connection:
        search.remove(connection, list(shelf.keys.values())[::2])
        search.install(connection)
    put_in_order(shop_file)
    with shop_file.write() as connection:
        numbers = connection.execute(text("SELECT number FROM search_rest_parts")).scalars().all()
        assert len(numbers) == len(CATALOG) // 8 + 1
        for table in ("search_sold", *(f"search_rest_{number}" for number in numbers)):
            # raises where the index contradicts itself
            connection.execute(text(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')"))
        left = connection.execute(text("SELECT count(*) FROM search_rest_text")).scalar_one()
        assert left == len(shelf.keys) // 2
        places = text("SELECT (SELECT count(*) FROM search_sold), (SELECT count(*) FROM search_sold_place)")
        sold, known = connection.execute(places).one()
        assert sold == known


def test_a_part_of_the_index_goes_with_its_last_goods_and_comes_again(
    shop_file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_parts, "BITS", 3)
    shelf = Shelf(shop_file, CATALOG)
    tables = text("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'search_rest_%'")
    with shop_file.write() as connection:
        before = connection.execute(tables).scalar_one()
        search.remove(connection, list(shelf.keys.values()))
    put_in_order(shop_file)
    assert shelf.find("tea") == []
    with shop_file.write() as connection:
        assert connection.execute(tables).scalar_one() < before / 2
        search.add(connection, [(shelf.keys["TEA-001"], "tea")])
        assert connection.execute(text("SELECT number FROM search_rest_parts")).scalars().all() == [0]
    assert shelf.find("tea") == ["TEA-001"]


def test_tables_of_the_search_are_known_by_their_names() -> None:
    assert search.is_search_table("search_rest_data")
    assert search.is_search_table("search_sold")
    assert not search.is_search_table("search_word")
