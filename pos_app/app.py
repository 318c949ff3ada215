"""The composition root: a folder becomes an open shop with everything one can ask of it.

Tests and rehearsals pass a clock or a printer of their own; importing this module connects to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.catalog.browse_catalog import BrowseCatalog
from pos_app.services.catalog.import_products import ImportProducts
from pos_app.services.catalog.quick_keys import QuickKeys
from pos_app.services.printing.paper_tray import PaperTray, render
from pos_app.services.printing.print_queue import PrintQueue
from pos_app.services.printing.printer_choice import PrinterChoice
from pos_app.services.sales.counter import Counter
from pos_app.services.sales.find_receipt import FindReceipt
from pos_app.services.sales.hold_basket import HoldBasket
from pos_app.services.sales.open_drawer import OpenDrawer
from pos_app.services.sales.ring_up import RingUp
from pos_app.services.sales.take_payment import TakePayment
from pos_app.services.services import Services
from pos_app.services.shop.choose_currency import ChooseCurrency
from pos_app.services.shop.open_shop import open_shop, utc_now
from pos_app.services.shop.settings_desk import SettingsDesk
from pos_app.services.shop.watch_shop import WatchShop
from pos_app.services.stock.browse_stock import BrowseStock
from pos_app.services.taxes.browse_taxes import BrowseTaxes
from pos_app.services.taxes.keep_class import KeepTaxClass
from pos_app.services.taxes.use_template import UseTemplate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pos_app.data.place import ShopLock
    from pos_app.domain.ports import Clock, Printer
    from pos_app.services.shop.set_up import NewShop
    from pos_app.services.shop.shop import Shop


def build(
    folder: Path,
    *,
    clock: Clock = utc_now,
    new: NewShop | None = None,
    printer: Callable[[], Printer] | None = None,
    lock: ShopLock | None = None,
) -> Services:
    """Open the shop in `folder`, setting it up where there is none, and return its use cases.

    `lock` is the shop's, where the caller holds it. Raise what `open_shop` raises.
    """
    return assemble(open_shop(folder, clock=clock, new=new, lock=lock), printer=printer)


def assemble(shop: Shop, *, printer: Callable[[], Printer] | None = None) -> Services:
    """Return the use cases of a shop that is open."""
    settings = SettingsDesk(shop)
    counter = Counter(shop, settings)
    receipts = FindReceipt(counter)
    paper = PaperTray(counter, receipts)
    chosen = printer or PrinterChoice(lambda: settings.values, shop.profile.folder / "papers", paper.took)
    return Services(
        shop=shop,
        settings=settings,
        currency=ChooseCurrency(shop, settings),
        taxes=BrowseTaxes(shop, settings),
        tax_class=KeepTaxClass(shop, settings),
        tax_template=UseTemplate(shop, settings),
        ring_up=RingUp(counter),
        hold=HoldBasket(counter),
        take_payment=TakePayment(counter),
        drawer=OpenDrawer(counter, chosen),
        receipts=receipts,
        printing=PrintQueue(shop, receipts, chosen, render, paper.show),
        paper=paper,
        catalog=BrowseCatalog(counter),
        stock=BrowseStock(counter),
        imports=ImportProducts(counter),
        quick_keys=QuickKeys(counter),
        status=WatchShop(shop),
    )
