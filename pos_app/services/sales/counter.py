"""What every use case at the counter needs: the shop, its settings, and goods as this till sells them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from pos_app.data.queries.goods import Goods
from pos_app.data.tables.catalog import price_list
from pos_app.domain.scale_label import ScaleRuleRefused, parse_rules
from pos_app.domain.shift import ShiftClosed
from pos_app.domain.shop import STANDARD_LIST
from pos_app.services.late import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from pos_app.domain.scale_label import ScaleRule
    from pos_app.services.books import Posting
    from pos_app.services.sales.receipt_head import HeadKeeper
    from pos_app.services.shop.settings import Settings
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop


class Counter:
    """One till's place in the shop."""

    def __init__(self, shop: Shop, settings: SettingsDesk) -> None:
        self.shop = shop
        self._settings = settings
        with shop.database.read() as connection:
            query = select(price_list.c.id).where(price_list.c.code == STANDARD_LIST)
            self.list_id: int = connection.execute(query).scalar_one()

    @property
    def settings(self) -> Settings:
        """The settings as they stand."""
        return self._settings.values

    @property
    def scale_rules(self) -> tuple[ScaleRule, ...]:
        """The layouts of scales' labels; none where the money has changed and they no longer make sense."""
        try:
            return parse_rules(self.settings.scale_labels, self.shop.profile.currency.digits)
        except ScaleRuleRefused:
            return ()

    def receipt_head(self) -> str:
        """Return what a sale keeps of the paper's head, as JSON."""
        return self._heads.body(self.settings)

    @late
    def _heads(self) -> HeadKeeper:
        from pos_app.services.sales.receipt_head import HeadKeeper  # for the first sale of the day

        return HeadKeeper(self.shop.profile.folder)

    def need_shift(self, posting: Posting) -> None:
        """See that what is posted belongs to an open shift. Raise `ShiftClosed` where one has to be opened first."""
        from pos_app.services.shifts.shift_gate import need_shift  # for the first step of the day

        need_shift(posting, needed=self.settings.shift_needed, currency=self.shop.profile.currency.code)

    def refuse_closed(self) -> None:
        """Raise `ShiftClosed` where a shift has to be opened first, as far as this process knows; asks no database."""
        if self.settings.shift_needed and self.shop.duty.shift_id is None:
            raise ShiftClosed

    @contextlib.contextmanager
    def goods(self) -> Iterator[Goods]:
        """Look at goods in one consistent state."""
        with self.shop.database.read() as connection:
            yield self.goods_on(connection)

    def goods_on(self, connection: Connection) -> Goods:
        """Look at goods on a connection that is open already."""
        return Goods(
            connection,
            location_id=self.shop.duty.location_id,
            list_id=self.list_id,
            language=self.shop.profile.language,
            now=self.shop.books.would_book().at,
        )
