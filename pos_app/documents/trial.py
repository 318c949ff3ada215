"""The test page: what a person must see to know that a printer is set up as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.documents.codepage import can_show
from pos_app.documents.codes import code128, qr_code
from pos_app.documents.escpos_writer import row_picture, written
from pos_app.documents.glyphs import Style
from pos_app.documents.layout import PictureRow, Sheet, Span, TextRow
from pos_app.documents.pictures import banner, rule

if TYPE_CHECKING:
    from pos_app.documents.layout import Row
    from pos_app.documents.words import Translate
    from pos_app.domain.ports import PrinterProfile

LETTERS = "äöüß éèçñ ąęłž őű şğ αβγ БЖЯ ěšč øåæ €£"
"""Groups of letters that code pages have or lack; those that this one has are printed by the printer itself."""
CHINESE = "你好，欢迎光临。谢谢惠顾！"
CODE = "TEST-0001"
_BOLD, _LARGE = Style(bold=True), Style(bold=True, width=2, height=2)


def trial_bytes(shop: str, address: str, moment: str, profile: PrinterProfile, translate: Translate) -> bytes:
    """Return the exact ESC/POS bytes of a test page for a printer of this profile.

    `address` names the printer, `moment` says when. Raise `NoFontFor` where letters can neither be sent nor drawn.
    """
    return written(trial_rows(shop, address, moment, profile, translate), profile)


def trial_rows(shop: str, address: str, moment: str, profile: PrinterProfile, _: Translate) -> tuple[Row, ...]:
    """Lay the test page out for the profile's roll."""
    sheet = Sheet(profile.columns)
    sheet.add(PictureRow(banner(_("TEST PAGE"), profile.dots), _("TEST PAGE")))
    sheet.space(12)
    sheet.centred(shop, _LARGE)
    sheet.space(8)
    sheet.centred(moment)
    sheet.centred(address)
    _line(sheet, profile)
    sheet.left(_("Width: figures and line reach both edges."), _BOLD)
    sheet.left("".join(str(place % 10) for place in range(1, profile.columns + 1)))
    sheet.space(8)
    known = " ".join(group for group in LETTERS.split() if can_show(group, profile.code_page))
    if known:
        sheet.left(_("Code page {name}: both rows are the same.").format(name=profile.code_page), _BOLD)
        sheet.left(known)
        drawn = TextRow((Span(known, 0),))
        sheet.add(PictureRow(row_picture(drawn, profile.dots), known))
    sheet.space(8)
    sheet.left(_("Chinese: every sign is whole."), _BOLD)
    sheet.left(CHINESE)
    sheet.space(8)
    sheet.left(_("Codes: a scanner reads both."), _BOLD)
    sheet.add(PictureRow(code128(CODE, profile.dots), ""))
    sheet.space(6)
    sheet.centred(CODE)
    sheet.add(PictureRow(qr_code(CODE, profile.dots), ""))
    _line(sheet, profile)
    return tuple(sheet.rows)


def _line(sheet: Sheet, profile: PrinterProfile) -> None:
    sheet.add(PictureRow(rule(profile.dots), "-" * profile.columns))
