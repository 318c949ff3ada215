"""The paper of a shift: X for a look, Z for a close. Frozen figures in, the rows of the paper and exact bytes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.documents.characters import cells, cleaned
from pos_app.documents.escpos_writer import written
from pos_app.documents.glyphs import PLAIN, Style
from pos_app.documents.layout import PictureRow, Sheet, as_text
from pos_app.documents.pictures import banner, rule
from pos_app.documents.words import tender_name
from pos_app.domain.formats import Formats

if TYPE_CHECKING:
    from datetime import datetime

    from pos_app.documents.layout import Row
    from pos_app.documents.words import Translate
    from pos_app.domain.ports import PrinterProfile
    from pos_app.domain.shift import Closing, ShiftReport, TenderCount

_BOLD = Style(bold=True)
_TITLE = Style(bold=True, width=2, height=2)


def z_report_bytes(report: ShiftReport, profile: PrinterProfile, translate: Translate, locale: str) -> bytes:
    """Return the exact ESC/POS bytes of the paper for a printer of this profile, in the translator's language.

    `locale` is a Babel name for figures and dates. Raise `NoFontFor` where letters can neither be sent nor drawn.
    """
    return written(z_report_rows(report, profile, translate, locale), profile)


def z_report_text(report: ShiftReport, profile: PrinterProfile, translate: Translate, locale: str) -> str:
    """Return the paper as lines of plain text, for whoever listens to it."""
    return as_text(z_report_rows(report, profile, translate, locale), profile.columns)


def z_report_rows(report: ShiftReport, profile: PrinterProfile, translate: Translate, locale: str) -> tuple[Row, ...]:
    """Lay the paper out for the profile's roll."""
    paper = _Paper(report, profile, translate, Formats(locale, report.currency, report.digits))
    paper.set_all()
    return tuple(paper.sheet.rows)


class _Paper:
    """Sets one report part by part, top to bottom."""

    def __init__(self, report: ShiftReport, profile: PrinterProfile, translate: Translate, formats: Formats) -> None:
        self.report = report
        self.dots = profile.dots
        self.formats = formats
        self._ = translate
        self.sheet = Sheet(profile.columns)

    def set_all(self) -> None:
        """Set every part; the practice mark frames the paper so that no cut hides it."""
        self._marks()
        self._head()
        self._sales()
        self._taxes()
        self._tenders()
        self._cash()
        if self.report.closing is not None:
            self._counts(self.report.closing)
        self._watched()
        self._proof()
        if self.report.practice:
            self._banner(self._("PRACTICE"))

    def _marks(self) -> None:
        for marked, text in ((self.report.practice, self._("PRACTICE")), (self.report.copy, self._("COPY"))):
            if marked:
                self._banner(text)
                self.sheet.space(12)

    def _head(self) -> None:
        report, sheet, _ = self.report, self.sheet, self._
        sheet.centred(report.shop.name, _BOLD)
        for line in report.shop.address:
            sheet.centred(line)
        if report.shop.tax_number:
            sheet.centred(f"{_('Tax no.')} {report.shop.tax_number}")
        sheet.space(8)
        title = _("X report") if report.closing is None else f"{_('Z report')} {report.closing.number}"
        sheet.centred(title, _TITLE if 2 * cells(cleaned(title)) <= sheet.columns else _BOLD)
        sheet.space(8)
        if report.closing is None:
            sheet.centred(_("A look, not a close"))
        self._rule()
        sheet.edges(f"{_('Till')} {report.till}", f"{_('Shift')} {report.shift_number}")
        self._pair(_("Business day"), self.formats.date(report.business_date))
        self._who(_("Opened"), report.opened_at, report.opened_by)
        self._who(_("Looked at") if report.closing is None else _("Closed"), report.until, report.by)

    def _who(self, what: str, when: datetime, name: str) -> None:
        self._pair(what, f"{self.formats.date(when.date())} {self.formats.time(when)}")
        self.sheet.left(name, indent=2)

    def _sales(self) -> None:
        figures, _ = self.report.figures, self._
        self._rule()
        self._pair(_("Sales"), self.formats.count(figures.sales))
        if figures.sales:
            self._pair(_("Receipts"), f"{figures.first_receipt} – {figures.last_receipt}")
        self._amount(_("Revenue"), figures.revenue, _BOLD)
        self._amount(_("Rounding"), figures.rounding)
        self._counted(_("Discounts"), figures.discounts, -figures.discounted)

    def _taxes(self) -> None:
        taxes, formats, _ = self.report.figures.taxes, self.formats, self._
        if not taxes:
            return
        self._rule()
        heads = [_("Net"), _("Tax")]
        rows = [(formats.amount(tax.base), formats.amount(tax.amount)) for tax in taxes]
        widths = [max(cells(cleaned(text)) for text in column) + 2 for column in zip(heads, *rows, strict=True)]
        self.sheet.table("", heads, widths)
        for tax, figures in zip(taxes, rows, strict=True):
            rate = formats.percent(tax.rate_ppm)
            self.sheet.table(tax.name if rate in tax.name else f"{tax.name} {rate}", figures, widths)

    def _tenders(self) -> None:
        tenders, _ = self.report.figures.tenders, self._
        if tenders:
            self._rule()
        for one in tenders:
            self._counted(tender_name(one.tender, _), one.count, one.taken)
            if one.given_back_count:
                self._counted(_("Given back"), one.given_back_count, -one.given_back, indent=2)

    def _cash(self) -> None:
        figures, _ = self.report.figures, self._
        self._rule()
        self.sheet.left(_("Cash in the drawer"), _BOLD)
        self._amount(_("Float"), figures.float_amount)
        self._amount(_("Taken"), figures.cash_taken)
        for label, amount in (
            (_("Given back"), -figures.cash_given_back),
            (_("Paid in"), figures.paid_in),
            (_("Paid out"), -figures.paid_out),
            (_("To the safe"), -figures.dropped),
        ):
            if amount:
                self._amount(label, amount)
        self._amount(_("Should be there"), figures.expected_cash, _BOLD)

    def _counts(self, closing: Closing) -> None:
        for place, count in enumerate(closing.counts):
            if place:
                self._rule()
                self.sheet.left(tender_name(count.tender, self._), _BOLD)
                self._amount(self._("Should be there"), count.expected)
            self._count(count)
        if self.report.note:
            self.sheet.space(6)
            self.sheet.left(self.report.note)

    def _count(self, count: TenderCount) -> None:
        _ = self._
        self._amount(_("Counted"), count.counted, _BOLD)
        label = _("Short") if count.difference < 0 else _("Over") if count.difference else _("Difference")
        self._amount(label, abs(count.difference), _BOLD)

    def _watched(self) -> None:
        figures, _ = self.report.figures, self._
        self._rule()
        for label, count in (
            (_("Prices lowered"), figures.price_overrides),
            (_("Lines removed or reduced"), figures.removed_lines),
            (_("Drawer opened without a sale"), figures.drawer_openings),
        ):
            self._pair(label, self.formats.count(count))

    def _proof(self) -> None:
        report, _ = self.report, self._
        self._rule()
        self.sheet.edges(_("Till's key"), report.key)
        if report.head:
            self.sheet.edges(_("Journal's end"), report.head)
        self.sheet.space(10)

    def _counted(self, label: str, count: int, amount: int, indent: int = 0) -> None:
        """Set how many and how much: `Cash (12)` and the sum."""
        label = f"{label} ({self.formats.count(count)})"
        self.sheet.pair(label, self.formats.amount(amount), indent=indent)

    def _amount(self, label: str, amount: int, style: Style = PLAIN) -> None:
        self._pair(label, self.formats.amount(amount), style)

    def _pair(self, label: str, figure: str, style: Style = PLAIN) -> None:
        self.sheet.pair(label, figure, style)

    def _rule(self) -> None:
        self.sheet.add(PictureRow(rule(self.dots), "-" * self.sheet.columns))

    def _banner(self, text: str) -> None:
        self.sheet.add(PictureRow(banner(text, self.dots), text))
