"""Count goods: from the first count on, their stock is tracked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from pos_app.data.ids import new_uid
from pos_app.data.tables.catalog import variant
from pos_app.data.tables.stock import level, movement
from pos_app.data.upsert import add_to
from pos_app.domain.changes import Changes
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.services.books import Posting
    from pos_app.services.shop.shop import Shop

_TRACK = update(variant).where(variant.c.id == bindparam("key")).values(stock_tracked=True)


class CountGoods:
    """Counts at this till's location."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def count(self, counted: Mapping[int, int]) -> Changes:
        """Set what is on hand: variant key to counted thousandths. The difference becomes a movement."""
        if not counted:
            return Changes()
        with self._shop.posting(Permission.STOCK_ADJUST) as posting:
            document = new_uid()
            rows = _differences(posting, counted, document)
            posting.add_all(movement, rows)
            moved = [
                {
                    "variant_id": r["variant_id"],
                    "location_id": r["location_id"],
                    "on_hand": r["quantity"],
                    "reserved": 0,
                }
                for r in rows
            ]
            add_to(posting.connection, level, moved)
            posting.connection.execute(_TRACK, [{"key": key} for key in counted])
            posting.journal(Tag.STOCK_COUNTED, document, {"variants": len(counted), "movements": len(rows)})
        return Changes(stock=True)


def _differences(posting: Posting, counted: Mapping[int, int], document: bytes) -> list[dict[str, int | bytes | str]]:
    """Return a movement for each variant, also where nothing differs: a count is a fact of its own."""
    here = posting.duty.location_id
    known = select(variant.c.id, variant.c.uid, variant.c.cost, level.c.on_hand).outerjoin(
        level, (level.c.variant_id == variant.c.id) & (level.c.location_id == here)
    )
    rows = {row.id: row for row in posting.connection.execute(known.where(variant.c.id.in_(counted)))}
    posting.name(variant, [(row.id, row.uid) for row in rows.values()])
    return [
        {
            "variant_id": key,
            "location_id": here,
            "quantity": quantity - (rows[key].on_hand or 0),
            "reason": "count",
            "unit_cost": rows[key].cost,
            "document_kind": "count",
            "document_uid": document,
        }
        for key, quantity in counted.items()
    ]
