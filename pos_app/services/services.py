"""Everything the window and the command line can ask of a shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.services.catalog.browse_catalog import BrowseCatalog
    from pos_app.services.catalog.import_products import ImportProducts
    from pos_app.services.catalog.quick_keys import QuickKeys
    from pos_app.services.printing.paper_tray import PaperTray
    from pos_app.services.printing.print_queue import PrintQueue
    from pos_app.services.sales.find_receipt import FindReceipt
    from pos_app.services.sales.hold_basket import HoldBasket
    from pos_app.services.sales.open_drawer import OpenDrawer
    from pos_app.services.sales.ring_up import RingUp
    from pos_app.services.sales.take_payment import TakePayment
    from pos_app.services.shop.choose_currency import ChooseCurrency
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop
    from pos_app.services.shop.watch_shop import WatchShop
    from pos_app.services.stock.browse_stock import BrowseStock
    from pos_app.services.taxes.browse_taxes import BrowseTaxes
    from pos_app.services.taxes.keep_class import KeepTaxClass
    from pos_app.services.taxes.use_template import UseTemplate


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of one open shop."""

    shop: Shop
    settings: SettingsDesk
    currency: ChooseCurrency
    taxes: BrowseTaxes
    tax_class: KeepTaxClass
    tax_template: UseTemplate
    ring_up: RingUp
    hold: HoldBasket
    take_payment: TakePayment
    drawer: OpenDrawer
    receipts: FindReceipt
    printing: PrintQueue
    paper: PaperTray
    catalog: BrowseCatalog
    stock: BrowseStock
    imports: ImportProducts
    quick_keys: QuickKeys
    status: WatchShop

    def close(self) -> None:
        """Give everything back."""
        self.shop.close()
