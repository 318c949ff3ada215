"""Add, change and archive a tax class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from pos_app.data.queries.taxes import count_goods, is_used
from pos_app.data.tables.taxes import tax_class
from pos_app.domain.changes import Changes
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission
from pos_app.services.taxes.class_rows import (
    TaxCodeTaken,
    checked_words,
    class_row,
    of_code,
    put_away,
    put_class,
    put_rules,
    take_back_rules,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any

    from sqlalchemy import Row

    from pos_app.domain.tax_rules import TaxDraft
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop

_CHANGED = Changes(settings=True, catalog=True)


class TaxClassUsual(PosError):
    """The class is the usual one, which goods without a class get. Params: name."""


class TaxClassInUse(PosError):
    """Goods that are not archived have the class. Params: name, goods (how many)."""


class KeepTaxClass:
    """Keeps the tax classes of one shop. Each call is one transaction."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self._shop = shop
        self._settings = settings

    def add(self, code: str, name: str, day: date, taxes: Sequence[TaxDraft]) -> Changes:
        """Add a class that is taxed so from a business date on; an archived one with the code comes back.

        Raise what is wrong with code, name, day or taxes.
        """
        with self._shop.posting(Permission.TAXES_CHANGE) as posting:
            key, uid = put_class(posting, code, name)
            put_rules(posting, key, uid, day, taxes)
        return _CHANGED

    def change(
        self, uid: bytes, code: str, name: str, *, day: date | None = None, taxes: Sequence[TaxDraft] = ()
    ) -> Changes:
        """Call a class otherwise and, where a day is given, tax it so from then on. What is as it was leaves no entry.

        Lines in open baskets keep the taxes that they copied. Raise what is wrong with code, name, day or taxes.
        """
        with self._shop.posting(Permission.TAXES_CHANGE) as posting:
            row = class_row(posting.connection, uid)
            self._call(posting, row, *checked_words(code, name))
            if day is not None:
                put_rules(posting, row.id, uid, day, taxes)
        self._settings.reload()
        return _CHANGED

    def take_back(self, uid: bytes, day: date) -> Changes:
        """Take back taxes that were to begin on a day to come. Raise `TaxClassGone` or `TaxesInThePast`."""
        with self._shop.posting(Permission.TAXES_CHANGE) as posting:
            take_back_rules(posting, class_row(posting.connection, uid).id, uid, day)
        return _CHANGED

    def archive(self, uid: bytes) -> Changes:
        """Put a class out of use. Raise `TaxClassGone`, `TaxClassUsual` or `TaxClassInUse`."""
        with self._shop.posting(Permission.TAXES_CHANGE) as posting:
            row = class_row(posting.connection, uid)
            if row.code == self._settings.values.default_tax_class:
                raise TaxClassUsual(name=row.name)
            used = is_used(posting.connection, row.id)
            if not used:
                put_away(posting, row.id, uid)
        if used:  # counted only now: it takes long, and nobody waits for the writer meanwhile
            raise TaxClassInUse(name=row.name, goods=self._goods(row.id))
        return _CHANGED

    def _call(self, posting: Posting, row: Row[Any], code: str, name: str) -> None:
        """Give a class another code and name; the setting of the usual class follows its code."""
        if (code, name) == (row.code, row.name):
            return
        other = of_code(posting.connection, code)
        if other is not None and other.id != row.id:
            raise TaxCodeTaken(code=code)
        posting.connection.execute(update(tax_class).where(tax_class.c.id == row.id).values(code=code, name=name))
        posting.journal(Tag.TAX_CLASS_CHANGED, bytes(row.uid), {"code": code, "name": posting.text(name)})
        if row.code == self._settings.values.default_tax_class:
            self._settings.keep(posting, default_tax_class=code)

    def _goods(self, key: int) -> int:
        with self._shop.database.read() as connection:
            return count_goods(connection, key)
