"""The set-up sheet: the recovery code and the key's fingerprint, to be kept where the shop's papers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.documents.escpos_writer import written
from pos_app.documents.glyphs import Style
from pos_app.documents.layout import PictureRow, Sheet, as_text
from pos_app.documents.pictures import banner, rule
from pos_app.domain.formats import Formats

if TYPE_CHECKING:
    from pos_app.documents.layout import Row
    from pos_app.documents.words import Translate
    from pos_app.domain.ports import PrinterProfile
    from pos_app.domain.recovery_code import RecoverySheet

_BOLD = Style(bold=True)
_LARGE = Style(bold=True, width=2, height=2)
_GROUPS_A_ROW = 2
_LOCALE_MONEY = ("EUR", 2)
"""No amount stands on the sheet; dates ask for none."""


def recovery_sheet_bytes(sheet: RecoverySheet, profile: PrinterProfile, translate: Translate, locale: str) -> bytes:
    """Return the exact ESC/POS bytes. Raise `NoFontFor` where letters can neither be sent nor drawn."""
    return written(recovery_sheet_rows(sheet, profile, translate, locale), profile)


def recovery_sheet_text(sheet: RecoverySheet, profile: PrinterProfile, translate: Translate, locale: str) -> str:
    """Return the paper as lines of plain text, for whoever listens to it."""
    return as_text(recovery_sheet_rows(sheet, profile, translate, locale), profile.columns)


def recovery_sheet_rows(sheet: RecoverySheet, profile: PrinterProfile, _: Translate, locale: str) -> tuple[Row, ...]:
    """Lay the sheet out for the profile's roll."""
    paper = Sheet(profile.columns)
    line = PictureRow(rule(profile.dots), "-" * profile.columns)
    title = _("RECOVERY CODE")
    paper.add(PictureRow(banner(title, profile.dots), title))
    paper.space(12)
    paper.centred(sheet.shop, _BOLD)
    paper.centred(Formats(locale, *_LOCALE_MONEY).date(sheet.day))
    paper.add(line)
    groups = sheet.code.split()
    for start in range(0, len(groups), _GROUPS_A_ROW):
        paper.space(8)
        paper.centred("  ".join(groups[start : start + _GROUPS_A_ROW]), _LARGE)
    paper.space(8)
    paper.add(line)
    paper.left(
        _(
            "For the day on which an owner's PIN is forgotten, or this computer is lost: the code lets an owner in"
            " and opens PINs and customers' data of a backup. An encrypted backup needs its passphrase too."
        )
    )
    paper.space(8)
    paper.left(
        _(
            "Whoever has it can do the same. Keep it with the shop's papers, not at the till. A newer sheet makes"
            " this one void."
        )
    )
    paper.add(line)
    paper.left(_("The till's key"), _BOLD)
    paper.left(sheet.key)
    paper.left(_("The same figures stand on each Z report."))
    return tuple(paper.rows)
