"""Customers: what a shop keeps of them, what they are found by, and what cannot be kept."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError
from pos_app.domain.one_line import one_line

if TYPE_CHECKING:
    from datetime import date, datetime

    from pos_app.domain.errors import CodedError

LONGEST_LINE, LONGEST_TEXT = 120, 1000
_PHONE_END = 9
"""Digits at the end of a number that tell it from others, with the country's code in front or not."""
_PHONE_LEAST = 5


class CustomerNameMissing(PosError):
    """A customer needs a name or a company, not longer than a line. Params: longest."""


class CustomerFieldTooLong(PosError):
    """A field has more signs than can be kept. Params: longest."""


class CustomerPhoneUnfit(PosError):
    """A phone number has five digits at least, and no letters."""


class CustomerEmailUnfit(PosError):
    """An e-mail address has one @ with something on both sides, and no blanks."""


class CustomerGone(PosError):
    """There is no such customer, or the person's data was erased."""


class CustomerCard(Struct, frozen=True):
    """What stands on a customer's card."""

    name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    """Several lines."""
    tax_number: str = ""
    language: str = ""
    """Of papers and letters; empty for the shop's."""
    note: str = ""
    consent: bool = False
    """Whether the person agreed to be written to."""

    def tidy(self) -> CustomerCard:
        """Return the card without blanks around its fields. Raise what cannot be kept of it."""
        lines = [one_line(one) for one in (self.name, self.company, self.phone, self.email, self.tax_number)]
        name, company, phone, email, tax_number = lines
        address, note = self.address.strip(), self.note.strip()
        if not (name or company) or len(name) > LONGEST_LINE:
            raise CustomerNameMissing(longest=LONGEST_LINE)
        if any(len(one) > LONGEST_LINE for one in lines) or max(len(address), len(note)) > LONGEST_TEXT:
            raise CustomerFieldTooLong(longest=LONGEST_TEXT if max(map(len, lines)) <= LONGEST_LINE else LONGEST_LINE)
        refuse_unreachable(phone, email)
        return CustomerCard(name, company, phone, email, address, tax_number, self.language, note, self.consent)


def refuse_unreachable(phone: str, email: str) -> None:
    """Raise `CustomerPhoneUnfit` or `CustomerEmailUnfit` for what nobody could be reached by; either may be empty."""
    if phone and not _is_phone(phone):
        raise CustomerPhoneUnfit
    if email and not _is_email(email):
        raise CustomerEmailUnfit


class CustomerRow(Struct, frozen=True):
    """A customer in the list; phone and e-mail are opened for those that are shown."""

    uid: bytes
    name: str
    company: str
    phone: str
    email: str

    @property
    def title(self) -> str:
        """What the person or the company is called."""
        return self.name or self.company


class KeptInvoice(Struct, frozen=True):
    """A sale that must be kept though its customer was erased."""

    number: str
    day: date
    total: int
    currency: str
    keep_until: date


class Erasure(Struct, frozen=True):
    """What an erasure did."""

    at: datetime
    kept: tuple[KeptInvoice, ...]
    """What the law wants to be kept, by number and day; it names nobody."""
    put_aside: int = 0
    """Databases put aside that were removed, because the person was in them."""
    hindrance: CodedError | None = None
    """What kept the rest from being done at once; the next start does it."""


def phone_key(text: str) -> str:
    """Return what a phone number is found by: its last nine digits; empty where it has too few."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
    return digits[-_PHONE_END:] if len(digits) >= _PHONE_LEAST else ""


def email_key(text: str) -> str:
    """Return what an e-mail address is found by: itself in small letters; empty where it is none."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return folded if _is_email(folded) else ""


def matches(name: str, company: str, typed: str) -> bool:
    """Tell whether every typed word begins a word of a name, accents aside, or stands in one that has no blanks."""
    there = _plain(f"{name} {company}")
    return all(f" {word}" in f" {there}" or (not word.isascii() and word in there) for word in _plain(typed).split())


def kept_until(day: date, years: int) -> date:
    """Return the last day a paper of `day` must be kept: the end of the year, some years on."""
    return day.replace(year=day.year + years, month=12, day=31)


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def _is_phone(text: str) -> bool:
    return bool(phone_key(text)) and not any(sign.isalpha() for sign in text)


def _is_email(text: str) -> bool:
    before, at, behind = text.partition("@")
    return bool(before and at and behind) and "@" not in behind and not any(sign.isspace() for sign in text)
