"""Quick keys: put on by the goods, taken off again, and gone with an import that is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.domain.barcode import UnknownCode
from pos_app.services.catalog.quick_keys import TILES, NotOnQuickKeys, OnQuickKeys
from tests.factories.shops import MILK, SOAP, TEA, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services


def key(services: Services, code: str) -> int:
    return services.ring_up.look_up(code)[0].item.variant_id


def tiles(services: Services) -> list[tuple[str, list[str]]]:
    return [(page.name, [tile.label for tile in page.keys]) for page in services.ring_up.quick_keys()]


def test_the_first_tile_makes_the_first_page(services: Services) -> None:
    assert tiles(services) == []
    assert services.quick_keys.put(key(services, TEA), "Favourites").catalog
    services.quick_keys.put(key(services, MILK), "Favourites")
    assert tiles(services) == [("Favourites", ["Green tea, Longjing", "Oat milk, barista, 1 l"])]
    page = services.ring_up.quick_keys()[0]
    assert [(tile.unit_price, tile.open_price) for tile in page.keys] == [(68_000_000, False), (12_900_000, False)]


def test_goods_have_one_tile(services: Services) -> None:
    services.quick_keys.put(key(services, TEA), "Favourites")
    with pytest.raises(OnQuickKeys) as refused:
        services.quick_keys.put(key(services, TEA), "Favourites")
    assert refused.value.params == {"name": "Green tea, Longjing"}
    services.quick_keys.take_off(key(services, TEA), "tea")
    assert tiles(services) == []
    with pytest.raises(NotOnQuickKeys):
        services.quick_keys.take_off(key(services, TEA), "tea")
    services.quick_keys.put(key(services, TEA), "Favourites")
    assert tiles(services) == [("Favourites", ["Green tea, Longjing"])]


def test_a_full_page_is_followed_by_another_and_a_gap_is_filled(services: Services, tmp_path: Path) -> None:
    goods = [(f"N{number}", "", f"Goods {number}", "1.00", "13", "piece") for number in range(TILES + 1)]
    keys = stock_up(services, tmp_path, goods)
    for number in range(TILES + 1):
        services.quick_keys.put(keys[f"N{number}"], "Favourites")
    assert [(name, len(labels)) for name, labels in tiles(services)] == [("Favourites", TILES), ("Favourites 2", 1)]
    services.quick_keys.take_off(keys["N3"], "Goods 3")
    services.quick_keys.put(keys["N3"], "Favourites")
    assert tiles(services)[0][1][-1] == "Goods 3"


def test_goods_that_cost_nothing_ask_for_their_price(services: Services, tmp_path: Path) -> None:
    keys = stock_up(services, tmp_path, [("OPEN", "", "Open price", "0", "13", "piece")])
    services.quick_keys.put(keys["OPEN"], "Favourites")
    assert services.ring_up.quick_keys()[0].keys[0].open_price


def test_goods_that_are_gone_get_no_tile(services: Services) -> None:
    with pytest.raises(UnknownCode):
        services.quick_keys.put(10**6, "Favourites")


def test_an_import_that_is_undone_takes_its_tiles_along(services: Services) -> None:
    services.quick_keys.put(key(services, SOAP), "Favourites")
    services.imports.undo(services.imports.last())
    assert tiles(services) == []
