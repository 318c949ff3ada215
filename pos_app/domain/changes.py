"""What a transaction changed, announced once after its commit."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import fields


class Changes(Struct, frozen=True):
    """Which rooms have something new; a screen of such a room reloads when it is next seen."""

    orders: bool = False
    stock: bool = False
    shift: bool = False
    jobs: bool = False
    baskets: bool = False
    settings: bool = False
    catalog: bool = False
    people: bool = False
    customers: bool = False
    currency: bool = False
    """The shop's money is another: what writes amounts must be made anew."""
    cash_rounding_off: bool = False
    """Cash was rounded before the money changed, and is not any more."""
    clock_behind_seconds: int = 0
    """How far the machine's clock is behind the till's last entry; 0 where it is not."""

    def __or__(self, other: Changes) -> Changes:
        """Return both together."""
        merged = {field.name: max(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        return Changes(**merged)
