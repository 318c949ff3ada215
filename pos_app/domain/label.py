"""What a printed label says of the pack it is on: its weight or amount, its lot, its last day, its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date

    from pos_app.domain.money import Minor

WEIGHTS = frozenset({"kg", "g", "lb", "oz"})
"""Units of goods that are sold by weight."""


class Label(Struct, frozen=True):
    """What stands on a pack beside which goods it is."""

    weight: int | None = None
    """Net, in grams."""
    amount: Minor | None = None
    """What it costs, in minor units of the shop's currency."""
    lot: str = ""
    expiry: date | None = None
    """The last day it should be used on."""
    serial: str = ""

    def measures(self, unit: str) -> bool:
        """Tell whether it says how much goods sold by this unit the pack holds, or what it costs."""
        return self.amount is not None or (self.weight is not None and unit in WEIGHTS)

    @property
    def counts(self) -> bool:
        """Whether packs that bear the very same are counted on one line: they have no weight, amount or number."""
        return self.weight is None and self.amount is None and not self.serial


NO_LABEL = Label()
"""Of goods whose code says only which they are."""
