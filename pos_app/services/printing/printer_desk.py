"""The printer itself: which one is in use and how it is, what others there are, and a page to try it with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import CodedError
from pos_app.domain.formats import Formats
from pos_app.domain.printing import BUILTIN, OFFLINE, kind_of_printer
from pos_app.links.devices import finding
from pos_app.links.devices.models import models
from pos_app.services.books import zone_info
from pos_app.services.language import translator
from pos_app.services.printing.print_queue import refuse_unready
from pos_app.services.printing.printer_choice import profile_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from ipaddress import IPv4Network

    from pos_app.domain.ports import Printer
    from pos_app.domain.printing import FoundPrinter
    from pos_app.services.sales.counter import Counter


class PrinterLook(Struct, frozen=True):
    """The printer in use, as it says it is."""

    address: str
    kind: str
    state: str
    """`ready`, `out_of_paper`, `offline` or `unknown`."""
    trouble: CodedError | None = None
    """Why it is offline, where that is known."""


class FittedPrinter(Struct, frozen=True):
    """What the settings should take for a printer that was found."""

    address: str
    model: str | None
    """The key of the model it says it is; None where it is none that is known."""


class PrinterDesk:
    """Looks at the printer, searches for others, tries it."""

    def __init__(
        self,
        counter: Counter,
        printer: Callable[[], Printer],
        networks: Callable[[], Iterable[IPv4Network]] = finding.own_networks,
    ) -> None:
        """`networks` are searched for printers: those of this machine, unless told otherwise."""
        self._counter = counter
        self._printer = printer
        self._networks = networks
        self._search: object | None = None
        """The search under way."""

    def look(self) -> PrinterLook:
        """Ask the printer how it is; that may take seconds."""
        address = self._counter.settings.printer
        kind = kind_of_printer(address)
        try:
            printer = self._printer()
            state = printer.status()
        except CodedError as problem:
            return PrinterLook(address, kind, OFFLINE, problem)
        return PrinterLook(address, kind, state, printer.trouble if state == OFFLINE else None)

    def search(self, tell: Callable[[FoundPrinter], object]) -> None:
        """Search this machine and its networks; `tell` hears of each printer at once, on this thread.

        It takes some seconds, ends early with `stop_search`, and another search takes its place.
        """
        search = self._search = object()
        for found in finding.on_this_machine():
            if self._search is not search:
                return
            tell(found)
        for found in finding.in_network(self._networks(), lambda: self._search is search):
            tell(found)

    def stop_search(self) -> None:
        """Search no further."""
        self._search = None

    def fitted(self, found: FoundPrinter) -> FittedPrinter:
        """Return what the settings should take; a serial printer is asked which speed it has."""
        return FittedPrinter(finding.fitted(found.address), _model_named(found.name))

    def test_page(self) -> bytes:
        """Return the bytes of a test page for the printer in use, in the receipts' language."""
        from pos_app.documents.trial import trial_bytes  # drawing letters is loaded with the first paper

        shop, settings = self._counter.shop, self._counter.settings
        formats = Formats(settings.receipt_language, shop.profile.currency.code, shop.profile.currency.digits)
        now = shop.books.now().astimezone(zone_info(shop.books.zone))
        moment = f"{formats.date(now.date())} {formats.time(now)}"
        profile, translate = profile_of(settings), translator(settings.receipt_language)
        return trial_bytes(settings.shop_name, settings.printer, moment, profile, translate)

    def print_test(self) -> bytes | None:
        """Print a test page, past the queue: nobody waits for it. Return its picture (PNG) where it is only shown.

        Raise `PrinterOffline`, `PrinterOutOfPaper`, `PrinterInterrupted`, `UnknownPrinterAddress` or `NoFontFor`.
        """
        if self._counter.settings.printer == BUILTIN:
            from pos_app.documents.paper import paper_png  # as above

            return paper_png(self.test_page(), profile_of(self._counter.settings), edges=True)
        printer = self._printer()
        refuse_unready(printer)
        printer.send(self.test_page())
        return None


def _model_named(name: str) -> str | None:
    """Return the model whose name stands as a word in what a printer calls itself, the longest where several do."""
    keys = [model.key for model in models() if any(char.isdigit() for char in model.key)]
    said = [key for key in keys if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", name, re.IGNORECASE)]
    return max(said, key=len, default=None)
