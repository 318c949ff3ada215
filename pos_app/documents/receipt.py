"""The receipt: frozen rows in, the rows of the paper and the exact bytes for a printer out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.documents.characters import cells, cleaned
from pos_app.documents.codepage import can_show
from pos_app.documents.codes import code128, qr_code
from pos_app.documents.escpos_writer import written
from pos_app.documents.fonts import shows
from pos_app.documents.glyphs import PLAIN, Style
from pos_app.documents.layout import PictureRow, Sheet, as_text
from pos_app.documents.pictures import banner, logo, rule
from pos_app.documents.words import tender_name
from pos_app.domain.formats import Formats
from pos_app.domain.label import WEIGHTS
from pos_app.domain.printing import receipt_scan_text
from pos_app.domain.quantity import THOUSANDTHS

if TYPE_CHECKING:
    from pos_app.documents.layout import Row
    from pos_app.documents.words import Translate
    from pos_app.domain.ports import PrinterProfile
    from pos_app.domain.receipt import Receipt, ReceiptDiscount, ReceiptLine, ReceiptPayment

BOLD = Style(bold=True)
NAME = Style(bold=True, width=2, height=2)
TOTAL = Style(bold=True, width=2, height=2)
TOTAL_NARROW = Style(bold=True, width=1, height=2)


def receipt_bytes(receipt: Receipt, profile: PrinterProfile, translate: Translate, locale: str) -> bytes:
    """Return the exact ESC/POS bytes of the receipt for a printer of this profile, in the translator's language.

    `locale` is a Babel name for figures and dates. Raise `NoFontFor` where letters can neither be sent nor drawn,
    `UnreadableLogo`, or `CodeTooLong` for a code that does not fit the roll.
    """
    return written(receipt_rows(receipt, profile, translate, locale), profile)


def receipt_text(receipt: Receipt, profile: PrinterProfile, translate: Translate, locale: str) -> str:
    """Return the receipt as lines of plain text, laid out as on paper, for whoever listens to it."""
    return as_text(receipt_rows(receipt, profile, translate, locale), profile.columns)


def receipt_rows(receipt: Receipt, profile: PrinterProfile, translate: Translate, locale: str) -> tuple[Row, ...]:
    """Lay the receipt out for the profile's roll."""
    paper = _Paper(receipt, profile, translate, Formats(locale, receipt.currency, receipt.digits))
    paper.set_all()
    return tuple(paper.sheet.rows)


class _Paper:
    """Sets one receipt part by part, top to bottom. A single tax needs no letters to be told from others."""

    def __init__(self, receipt: Receipt, profile: PrinterProfile, translate: Translate, formats: Formats) -> None:
        self.receipt = receipt
        self.dots, self.code_page = profile.dots, profile.code_page
        self.formats = formats
        self._ = translate
        self.letters = len(receipt.taxes) > 1
        self.sheet = Sheet(profile.columns, _letter_cells(receipt) if self.letters else 0)

    def set_all(self) -> None:
        """Set every part; the practice mark frames the paper so that no cut hides it."""
        self._marks()
        self._head()
        self._facts()
        self._lines()
        self._sums()
        self._payments()
        self._taxes()
        self._codes()
        self._foot()
        if self.receipt.practice:
            self._banner(self._("PRACTICE"))

    def _marks(self) -> None:
        if self.receipt.practice:
            self._banner(self._("PRACTICE"))
            self.sheet.space(6)
            self.sheet.centred(self._("This is not a receipt"), BOLD)
            self.sheet.space(12)
        if self.receipt.copy:
            self._banner(self._("COPY"))
            self.sheet.space(12)

    def _head(self) -> None:
        shop, _ = self.receipt.shop, self._
        if shop.logo_png is not None:
            self.sheet.add(PictureRow(logo(shop.logo_png, self.dots), ""))
            self.sheet.space(12)
        self.sheet.centred(shop.name, NAME)
        self.sheet.space(8)
        for line in shop.address:
            self.sheet.centred(line)
        if shop.tax_number:
            self.sheet.centred(f"{_('Tax no.')} {shop.tax_number}")
        if shop.header:
            self.sheet.space(8)
            self.sheet.centred(shop.header)

    def _facts(self) -> None:
        receipt, formats, _ = self.receipt, self.formats, self._
        self._rule()
        when = f"{formats.date(receipt.business_date)} {formats.time(receipt.placed_at)}"
        self.sheet.edges(receipt.number, when)
        if receipt.placed_at.date() != receipt.business_date:
            self.sheet.edges(_("Calendar date"), formats.date(receipt.placed_at.date()))
        self.sheet.edges(f"{_('Till')} {receipt.till}", f"{_('Served by')} {receipt.person}")
        self._rule()

    def _lines(self) -> None:
        for line in self.receipt.lines:
            self.sheet.pair(line.name, self.formats.amount(line.gross), behind=line.tax_letters if self.letters else "")
            if line.quantity != THOUSANDTHS or line.decimals:
                self.sheet.left(self._reckoning(line), indent=2)
            if line.tare:
                self.sheet.left(self._tare(line), indent=2)
            for said in self._label(line):
                self.sheet.left(said, indent=2)
            for discount in line.discounts:
                self._discount(discount, indent=2)
            self.sheet.space(6)

    def _reckoning(self, line: ReceiptLine) -> str:
        quantity = self.formats.quantity(line.quantity, line.decimals, line.unit)
        return f"{quantity} x {self.formats.price(line.unit_price)}"

    def _tare(self, line: ReceiptLine) -> str:
        """Return what the container weighed, and that the quantity is without it."""
        tare = self.formats.quantity(line.tare, line.decimals, line.unit)
        return self._("Net; container {tare}").format(tare=tare)

    def _label(self, line: ReceiptLine) -> list[str]:
        """Return what the pack's code said that the line does not say already."""
        label, formats, _ = line.label, self.formats, self._
        said = []
        if label.weight is not None and line.unit not in WEIGHTS:
            said.append(formats.weight(label.weight))
        if label.lot:
            said.append(_("Lot {lot}").format(lot=label.lot))
        if label.expiry:
            said.append(_("Use by {day}").format(day=formats.date(label.expiry)))
        if label.serial:
            said.append(_("Serial no. {serial}").format(serial=label.serial))
        return said

    def _discount(self, discount: ReceiptDiscount, indent: int = 0) -> None:
        rate = "" if discount.rate_ppm is None else self.formats.percent(-discount.rate_ppm)
        label = " ".join(filter(None, [rate, discount.name])) or self._("Discount")
        self.sheet.pair(label, self.formats.amount(-discount.amount), indent=indent)

    def _sums(self) -> None:
        receipt, _ = self.receipt, self._
        self._rule()
        if receipt.discounts or receipt.tax_added or receipt.rounding:
            self._sum(_("Subtotal"), receipt.subtotal)
        for discount in receipt.discounts:
            self._discount(discount)
        if receipt.tax_added:
            self._sum(_("Tax added"), receipt.tax_added)
        if receipt.rounding:
            self._sum(_("Rounding"), receipt.rounding)
        self.sheet.space(10)
        self._total(_("Total"), self._money(receipt.total))
        self.sheet.space(10)

    def _sum(self, label: str, amount: int, style: Style = PLAIN) -> None:
        self.sheet.pair(label, self.formats.amount(amount), style)

    def _money(self, amount: int) -> str:
        """Return the amount with its sign, or with the currency's code where neither printer nor font has the sign."""
        text = cleaned(self.formats.money(amount))
        printable = can_show(text, self.code_page) or all(map(shows, text))
        return text if printable else f"{self.receipt.currency} {self.formats.amount(amount)}"

    def _total(self, label: str, figure: str) -> None:
        """Set the total in double letters, narrow ones where they do not fit."""
        fits = 2 * (cells(cleaned(label)) + cells(cleaned(figure)) + 1) <= self.sheet.columns - self.sheet.margin
        self.sheet.pair(label, figure, TOTAL if fits else TOTAL_NARROW)

    def _payments(self) -> None:
        for payment in self.receipt.payments:
            self._payment(payment)
        if self.receipt.change:
            self._sum(self._("Change"), self.receipt.change, BOLD)

    def _payment(self, payment: ReceiptPayment) -> None:
        label = " ".join(filter(None, [tender_name(payment.tender, self._), payment.reference]))
        self._sum(label, payment.tendered)

    def _taxes(self) -> None:
        taxes, formats, _ = self.receipt.taxes, self.formats, self._
        if not taxes:
            return
        self._rule()
        heads = [_("Net"), _("Tax")]
        rows = [(formats.amount(tax.base), formats.amount(tax.amount)) for tax in taxes]
        columns = zip(heads, *rows, strict=True)
        widths = [max(cells(cleaned(text)) for text in column) + 2 for column in columns]
        self.sheet.table("", heads, widths)
        for tax, figures in zip(taxes, rows, strict=True):
            rate = formats.percent(tax.rate_ppm)
            name = tax.name if rate in tax.name else f"{tax.name} {rate}"
            self.sheet.table(f"{tax.letter} {name}" if self.letters else name, figures, widths)

    def _codes(self) -> None:
        receipt, sheet = self.receipt, self.sheet
        self._rule()
        sheet.space(6)
        sheet.add(PictureRow(code128(receipt.number, self.dots), ""))
        sheet.space(6)
        sheet.centred(receipt.number)
        sheet.add(PictureRow(qr_code(receipt_scan_text(receipt), self.dots), ""))
        if receipt.fiscal_qr:
            sheet.centred(self._("Fiscal code"))
            sheet.add(PictureRow(qr_code(receipt.fiscal_qr, self.dots), ""))
        if receipt.journal_head:
            sheet.centred(f"{self._('Journal')} {receipt.journal_head}")
            sheet.space(6)

    def _foot(self) -> None:
        if self.receipt.shop.footer:
            self.sheet.centred(self.receipt.shop.footer)
            self.sheet.space(10)

    def _rule(self) -> None:
        self.sheet.add(PictureRow(rule(self.dots), "-" * self.sheet.columns))

    def _banner(self, text: str) -> None:
        self.sheet.add(PictureRow(banner(text, self.dots), text))


def _letter_cells(receipt: Receipt) -> int:
    """Cells right of the figures for the tax letters: even, so that double letters end at the figures' edge too."""
    longest = max((len(line.tax_letters) for line in receipt.lines), default=0)
    return 2 * (longest // 2 + 1) if longest else 0
