"""Choose the money the shop sells in, while no amount has been entered: later, amounts would change their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, insert, select, update

from pos_app.data.tables.baskets import basket
from pos_app.data.tables.catalog import price, price_list, variant
from pos_app.data.tables.imports import import_run
from pos_app.data.tables.orders import orders
from pos_app.data.tables.payments import payment
from pos_app.data.tables.returns import goods_return
from pos_app.data.tables.shifts import cash_movement, shift
from pos_app.data.tables.shop import currency, shop
from pos_app.data.tables.stock import movement
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.money import Currency
from pos_app.domain.permissions import Permission
from pos_app.services.shop.set_up import currency_digits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

_AMOUNTS: dict[str, ColumnElement[bool]] = {
    "sales": exists().select_from(orders),
    "payments": exists().select_from(payment),
    "returns": exists().select_from(goods_return),
    "cash": exists().select_from(cash_movement) | exists().where(shift.c.float_amount != 0),
    "stock": exists().select_from(movement),
    "prices": exists().select_from(price) | exists().where(variant.c.cost != 0),
    "baskets": exists().where(basket.c.state.in_(("open", "paying", "held"))),
    "import": exists().where(import_run.c.state.in_(("running", "undoing"))),
}
"""What holds amounts, by a word for it: with any of them the money stays."""


class CurrencyFixed(PosError):
    """Amounts have been entered, so the money stays what it is.

    Params: what (`sales`, `payments`, `returns`, `cash`, `stock`, `prices`, `baskets` or `import`), currency (its own).
    """


class ChooseCurrency:
    """Chooses the money of one shop."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def fixed_by(self) -> str:
        """Return what keeps the money from being chosen, as a word of `CurrencyFixed`; empty where nothing does."""
        with self._shop.database.read() as connection:
            return _fixed_by(connection)

    def choose(self, code: str) -> Changes:
        """Sell in another currency from now on; its own is no change. Raise `UnknownCurrency` or `CurrencyFixed`."""
        rounded = self._settings.values.cash_rounding != 0
        with self._shop.posting(Permission.SETTINGS_CHANGE) as posting:
            chosen = change_currency(posting, self._settings, code)
        if chosen is None:
            return Changes()
        self._settings.reload()
        self._shop.sell_in(chosen)
        return Changes(settings=True, catalog=True, currency=True, cash_rounding_off=rounded)


def change_currency(posting: Posting, settings: SettingsDesk, code: str) -> Currency | None:
    """Change the money within another use case's posting; return it, or None where it is what it was.

    Cash rounding is an amount too, and begins at 0 again. Raise `UnknownCurrency` or `CurrencyFixed`.
    """
    connection, code = posting.connection, code.strip().upper()
    digits = currency_digits(code)
    before = connection.execute(select(shop.c.currency)).scalar_one()
    if code == before:
        return None
    what = _fixed_by(connection)
    if what:
        raise CurrencyFixed(what=what, currency=before)
    frozen = connection.execute(select(currency.c.digits).where(currency.c.code == code)).scalar_one_or_none()
    if frozen is None:
        connection.execute(insert(currency), {"code": code, "digits": digits})
    chosen = Currency(code, digits if frozen is None else frozen)
    connection.execute(update(shop).values(currency=code))
    connection.execute(update(price_list).values(currency=code))
    posting.journal(Tag.CURRENCY_CHOSEN, None, {"before": before, "after": code, "digits": chosen.digits})
    if settings.values.cash_rounding:
        settings.keep(posting, cash_rounding=0)
    return chosen


def _fixed_by(connection: Connection) -> str:
    for what, there in _AMOUNTS.items():
        if connection.execute(select(there)).scalar_one():
            return what
    return ""
