"""The paper on screen: what the built-in printer was sent, a receipt again, a sample for the settings."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.data.queries.taxes import classes
from pos_app.domain.printing import UnreadableLogo
from pos_app.domain.receipt import Receipt, ReceiptDiscount, ReceiptLine, ReceiptPayment, ReceiptTax
from pos_app.domain.shift import ShiftReport
from pos_app.domain.tax import line_taxes
from pos_app.services.books import zone_info
from pos_app.services.language import translator
from pos_app.services.printing.printer_choice import profile_of
from pos_app.services.sales.receipt_head import receipt_shop
from pos_app.services.shop.set_up import SITUATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.ports import Printer, PrinterProfile
    from pos_app.domain.tax import Tax, TaxAmount
    from pos_app.services.printing.papers import Paper
    from pos_app.services.sales.counter import Counter
    from pos_app.services.sales.find_receipt import FindReceipt
    from pos_app.services.shop.settings import Settings


_KEPT = 20
"""Papers at most that are taken and not shown yet."""


def render(paper: Paper, printer: Printer) -> bytes:
    """Return the exact bytes of a paper for a printer, in the paper's language."""
    return render_for(paper, printer.profile)


def render_for(paper: Paper, profile: PrinterProfile) -> bytes:
    """Return the exact bytes of a paper for a roll, in the paper's language.

    A logo that is no picture is left out: a customer waits for the paper, and the settings' preview names the fault.
    """
    if isinstance(paper, ShiftReport):
        from pos_app.documents.z_report import z_report_bytes  # drawing letters is loaded with the first paper

        return z_report_bytes(paper, profile, translator(paper.language), paper.language)
    try:
        return _strictly(paper, profile)
    except UnreadableLogo:
        return _strictly(replace(paper, shop=replace(paper.shop, logo_png=None)), profile)


def _strictly(receipt: Receipt, profile: PrinterProfile) -> bytes:
    from pos_app.documents.receipt import receipt_bytes  # drawing letters is loaded with the first paper

    return receipt_bytes(receipt, profile, translator(receipt.language), receipt.language)


def _picture(data: bytes, profile: PrinterProfile) -> bytes:
    from pos_app.documents.paper import paper_png  # as above

    return paper_png(data, profile, edges=True)


class PaperTray:
    """Shows paper. `on_paper`, where set, is called with a PNG of each new document, on the thread that shows it."""

    def __init__(self, counter: Counter, receipts: FindReceipt) -> None:
        self._counter = counter
        self._receipts = receipts
        self.on_paper: Callable[[bytes], None] | None = None
        self._taken: deque[bytes] = deque(maxlen=_KEPT)

    def took(self, data: bytes) -> None:
        """Take what the built-in printer was sent; nothing here can fail, for the printer is still at it."""
        self._taken.append(data)

    def show(self) -> None:
        """Show what was taken since, oldest first."""
        while self._taken:
            data = self._taken.popleft()
            if self.on_paper is not None:
                self.on_paper(self.png(data))

    def png(self, data: bytes) -> bytes:
        """Return a PNG of the paper that a printer of this till makes of the bytes."""
        return _picture(data, profile_of(self._counter.settings))

    def of(self, order_uid: bytes) -> bytes:
        """Return a PNG of an order's receipt as it would be printed now."""
        return self.picture(self._receipts.rows(order_uid))

    def picture(self, paper: Paper) -> bytes:
        """Return a PNG of a paper as it would be printed now."""
        profile = profile_of(self._counter.settings)
        return _picture(render_for(paper, profile), profile)

    def pdf(self, paper: Paper, title: str) -> bytes:
        """Return a PDF of a paper as it would be printed now."""
        from pos_app.documents.paper import paper_pdf  # drawing letters is loaded with the first paper

        profile = profile_of(self._counter.settings)
        return paper_pdf(render_for(paper, profile), profile, title)

    def sample(self, settings: Settings) -> bytes:
        """Return a PNG of a made-up receipt with these settings, for the live preview. Raise `UnreadableLogo`."""
        profile = profile_of(settings)
        return _picture(_strictly(self._sample_rows(settings), profile), profile)

    def _sample_rows(self, settings: Settings) -> Receipt:
        shop = self._counter.shop
        now = shop.books.now().astimezone(zone_info(shop.books.zone))
        digits = shop.profile.currency.digits
        subtotal = scaled(884, digits)
        taxes = line_taxes(subtotal, self._usual_taxes(settings))
        added = sum(part.amount for part in taxes if not part.tax.included)
        tendered = scaled(1000 if subtotal + added <= scaled(1000, digits) else 2000, digits)
        change = tendered - subtotal - added
        return Receipt(
            shop=receipt_shop(settings),
            number=f"T{shop.duty.till_number}-000000",
            business_date=now.date(),
            placed_at=now,
            till=str(shop.duty.till_number),
            person=shop.duty.person_name,
            currency=shop.profile.currency.code,
            digits=digits,
            language=settings.receipt_language,
            lines=_sample_lines(digits, "ABCDEFGH"[: len(taxes)]),
            discounts=(),
            taxes=tuple(_sample_tax(letter, part) for letter, part in zip("ABCDEFGH", taxes, strict=False)),
            subtotal=subtotal,
            tax_added=added,
            rounding=0,
            total=subtotal + added,
            payments=(ReceiptPayment("cash", tendered, change),),
            change=change,
            practice=True,
        )

    def _usual_taxes(self, settings: Settings) -> tuple[Tax, ...]:
        """Return the taxes of the usual class as they are today."""
        shop = self._counter.shop
        with shop.database.read() as connection:
            day = shop.books.would_book().business_date
            found = classes(connection, day, SITUATION, settings.default_tax_class)
        return next((one.taxes for one in found if one.usual), ())


def _sample_tax(letter: str, part: TaxAmount) -> ReceiptTax:
    return ReceiptTax(letter, part.tax.name, part.tax.rate_ppm, part.tax.included, part.base, part.amount)


def scaled(cents: int, digits: int) -> int:
    """Return an amount given in hundredths in the minor units of a currency with `digits` digits."""
    return cents * int(10**digits) // 100


def _sample_lines(digits: int, letters: str) -> tuple[ReceiptLine, ...]:
    off = ReceiptDiscount("", 100_000, scaled(29, digits))
    lines = (
        ReceiptLine(
            "Oat milk 1 l", 2000, "piece", 0, scaled(249, digits) * 10_000, scaled(498, digits), scaled(498, digits)
        ),
        ReceiptLine(
            "Apples, loose",
            734,
            "kg",
            3,
            scaled(399, digits) * 10_000,
            scaled(293, digits),
            scaled(264, digits),
            (off,),
        ),
        ReceiptLine("红豆包", 1000, "piece", 0, scaled(122, digits) * 10_000, scaled(122, digits), scaled(122, digits)),
    )
    return tuple(replace(line, tax_letters=letters) for line in lines)
