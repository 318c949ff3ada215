"""Begin with the taxes of a place: classes and rules from a template, in a shop that has no goods yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from pos_app.data.tables.catalog import variant
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.permissions import Permission
from pos_app.services.shop.choose_currency import change_currency
from pos_app.services.taxes.class_rows import of_code, put_away, put_class, put_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.tax_templates import FilledClass
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class GoodsAreTaxed(PosError):
    """Goods are in the shop, and each has a tax class: a template would take it from them. Params: goods."""


class UseTemplate:
    """Puts classes in the place of those that are there."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def goods(self) -> int:
        """Return how many goods that are not archived are in the shop: with any there is nothing to begin with."""
        with self._shop.database.read() as connection:
            query = select(func.count()).select_from(variant).where(variant.c.archived_at.is_(None))
            return connection.execute(query).scalar_one()

    def use(self, classes: Sequence[FilledClass], currency: str = "") -> Changes:
        """Begin with these classes from today on, the first of them the usual one; others are archived.

        `currency` is the money to sell in from now on, empty to keep what is. All of it or nothing. Raise
        `GoodsAreTaxed`, what is wrong with a class, or what `ChooseCurrency` raises.
        """
        money = None
        rounded = self._settings.values.cash_rounding != 0
        with self._shop.posting(Permission.TAXES_CHANGE) as posting:
            taxed = posting.connection.execute(select(exists().where(variant.c.archived_at.is_(None)))).scalar_one()
            if not taxed:
                self._put(posting, classes)
                self._settings.keep(posting, default_tax_class=classes[0].code)
                if currency:
                    money = change_currency(posting, self._settings, currency)
        if taxed:  # counted only now: it takes long, and nobody waits for the writer meanwhile
            raise GoodsAreTaxed(goods=self.goods())
        self._settings.reload()
        if money is not None:
            self._shop.sell_in(money)
        changed = money is not None
        return Changes(settings=True, catalog=True, currency=changed, cash_rounding_off=changed and rounded)

    def _put(self, posting: Posting, classes: Sequence[FilledClass]) -> None:
        codes = {one.code for one in classes}
        unused = select(tax_class).where(tax_class.c.archived_at.is_(None), tax_class.c.code.not_in(codes))
        for row in posting.connection.execute(unused.order_by(tax_class.c.id)).all():
            put_away(posting, row.id, bytes(row.uid))
        for one in classes:
            found = of_code(posting.connection, one.code)
            if found is not None and found.archived_at is None:
                put_away(posting, found.id, bytes(found.uid))
            key, uid = put_class(posting, one.code, one.name)
            put_rules(posting, key, uid, posting.business_date, one.taxes)
