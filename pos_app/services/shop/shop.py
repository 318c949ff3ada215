"""An open shop: its database, its books, and who stands at the till."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from pos_app.data.engine import Database
    from pos_app.domain.money import Currency
    from pos_app.domain.shop import Duty, ShopProfile
    from pos_app.services.books import Books


@dataclass(slots=True)
class Shop:
    """An open shop."""

    profile: ShopProfile
    duty: Duty
    database: Database
    books: Books

    def sell_in(self, currency: Currency) -> None:
        """Follow the choice of another money, which is on disk already."""
        self.profile = replace(self.profile, currency=currency)

    def close(self) -> None:
        """Give the database back."""
        self.database.close()
