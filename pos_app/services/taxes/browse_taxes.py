"""Look at the tax classes in use: what is in force today, and what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.data.queries import taxes
from pos_app.services.shop.set_up import SITUATION

if TYPE_CHECKING:
    from datetime import date

    from pos_app.domain.tax_rules import TaxClass
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class BrowseTaxes:
    """The classes of one shop."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def today(self) -> date:
        """Return the business date: the first day on which taxes can change."""
        return self._shop.books.would_book().business_date

    def classes(self, day: date | None = None) -> tuple[TaxClass, ...]:
        """Return the classes in use with the taxes in force on a business date, today's where none is given."""
        usual = self._settings.values.default_tax_class
        with self._shop.database.read() as connection:
            return taxes.classes(connection, day or self.today(), SITUATION, usual)
