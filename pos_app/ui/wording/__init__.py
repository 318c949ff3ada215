"""Sentences for every coded error: what happened, what it means, what to do. No Qt: the command line uses it too.

A file a room; here they come together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.ui.wording.backups import BACKUPS
from pos_app.ui.wording.imports import IMPORTS, ROWS
from pos_app.ui.wording.machine import MACHINE
from pos_app.ui.wording.paper import PAPER
from pos_app.ui.wording.people import PEOPLE
from pos_app.ui.wording.sales import BASKET, PAYING, SCANNED, TYPED, WEIGHED
from pos_app.ui.wording.shifts import SHIFTS
from pos_app.ui.wording.shop import SHOP, fixed
from pos_app.ui.wording.taxes import TAXES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from pos_app.domain.errors import CodedError
    from pos_app.domain.formats import Formats
    from pos_app.ui.wording.makers import Maker, Translate

PARTS = (TYPED, SCANNED, WEIGHED, BASKET, PAYING, MACHINE, PAPER, IMPORTS, SHOP, TAXES, PEOPLE, SHIFTS, BACKUPS)
"""Each error's code stands in one of them."""
_SENTENCES: dict[str, Maker] = {code: maker for part in PARTS for code, maker in part.items()}


def sentence(error: CodedError, _: Translate, formats: Formats) -> str:
    """Return what to tell a person about an error."""
    return sentence_of(error.code, error.params, _, formats)


def sentence_of(code: str, params: Mapping[str, object], _: Translate, formats: Formats) -> str:
    """Return what to tell a person about an error that is remembered by its code and parameters."""
    maker = _SENTENCES.get(code)
    if maker is not None:
        return maker(params, _, formats)
    # A test walks all errors; this speaks only for one that came with a newer part of the program.
    return _("Something was refused ({code}). Nothing was changed.").format(code=code)


def row_sentence(error: CodedError, _: Translate, formats: Formats) -> str:
    """Return why a row of a file could not be taken; a code in a file was not scanned by anybody."""
    maker = ROWS.get(error.code)
    return maker(error.params, _, formats) if maker else sentence(error, _, formats)


def knows(code: str) -> bool:
    """Return whether an error's code has a sentence of its own."""
    return code in _SENTENCES


class Wording(Struct, frozen=True):
    """A translator and the shop's formats together: how one screen speaks."""

    translate: Translate
    formats: Formats
    zone: tzinfo
    """The shop's, for moments that come in UTC."""

    def time(self, moment: datetime) -> str:
        """Return the shop's hour and minute of a moment."""
        return self.formats.time(moment.astimezone(self.zone))

    def moment(self, moment: datetime) -> str:
        """Return the shop's day and time of a moment."""
        return self.formats.moment(moment.astimezone(self.zone))

    def sentence(self, error: CodedError) -> str:
        """Return what to tell a person about an error."""
        return sentence(error, self.translate, self.formats)

    def sentence_of(self, code: str, params: Mapping[str, object]) -> str:
        """Return the same of an error that is remembered by its code and parameters."""
        return sentence_of(code, params, self.translate, self.formats)

    def row_sentence(self, error: CodedError) -> str:
        """Return why a row of a file could not be taken."""
        return row_sentence(error, self.translate, self.formats)

    def fixed(self, what: str, currency: str) -> str:
        """Return what keeps the shop's money as it is; empty where nothing does."""
        return fixed({"what": what, "currency": currency}, self.translate, self.formats) if what else ""

    def tender(self, tender: str, reference: str = "") -> str:
        """Return the name of a tender, with the reference of its slip where it has one."""
        name = tender_name(tender, self.translate)
        return f"{name} {reference}" if reference else name


def tender_name(tender: str, _: Translate) -> str:
    """Return a tender's name."""
    return {"cash": _("Cash"), "card": _("Card")}.get(tender, tender)


def job_name(kind: str, _: Translate) -> str:
    """Return what a job does."""
    return {
        "receipt": _("Receipt"),
        "receipt_copy": _("Receipt, copy"),
        "x_report": _("X report"),
        "z_report": _("Z report"),
        "z_copy": _("Z report, copy"),
    }.get(kind, kind)


def job_state(state: str, _: Translate) -> str:
    """Return a job's state."""
    return {
        "waiting": _("waiting"),
        "sending": _("sending"),
        "done": _("done"),
        "doubtful": _("doubtful"),
        "discarded": _("discarded"),
    }.get(state, state)
