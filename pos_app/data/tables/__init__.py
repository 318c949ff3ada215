"""Every table of the shop, a file a room: whoever uses one loads its file, `every_table` loads them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import MetaData


def every_table() -> MetaData:
    """Return what holds every table of the shop: a till that starts needs half of them, and loads no others."""
    from pos_app.data.tables import (  # noqa: F401 -- each fills the metadata
        baskets,
        catalog,
        channels,
        customers,
        fiscal,
        imports,
        jobs,
        journal,
        ledgers,
        orders,
        payments,
        people,
        returns,
        search,
        shifts,
        shipments,
        shop,
        stock,
        taxes,
    )
    from pos_app.data.types import metadata

    return metadata
