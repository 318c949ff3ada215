"""The journal's entries: what they hold, their canonical text and their hash.

An entry's hash is SHA-256 over its fields, each as UTF-8 bytes behind an eight-byte big-endian length, so that no two
entries share the bytes that are hashed. The hash of the entry before is one of the fields: change one entry and every
later hash is wrong. Bodies hold no personal data: people by uid, free text as a salted hash.

The last entry of each transaction is its seal: it is signed, and its body holds the hash of every row of the ledgers
that the transaction wrote.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pos_app.domain.people import Approval

VERSION = 1
"""Of the entry's format; an entry is verified by the rules of its own version."""

Body: TypeAlias = "Mapping[str, int | str | bool | None]"


class Tag(StrEnum):
    """What an entry is about: `noun:subject:action`."""

    SHOP_OPENED = "shop:new:opened"
    SHOP_CONTINUED = "shop:copy:continued"
    BACKUP_ENCRYPTION_SET = "backup:encryption:set"
    KEY_CHANGED = "key:till:changed"
    SHIFT_OPENED = "shift:till:opened"
    SHIFT_CLOSED = "shift:till:closed"
    CASH_PAID_IN = "cash:drawer:paid_in"
    CASH_PAID_OUT = "cash:drawer:paid_out"
    CASH_DROPPED = "cash:safe:dropped"
    SHIFT_REPORT_COPIED = "shift:report:copied"
    LINE_REMOVED = "basket:line:removed"
    LINE_REDUCED = "basket:line:reduced"
    LINE_UNDONE = "basket:line:undone"
    PRICE_CHANGED = "basket:price:changed"
    DISCOUNT_GIVEN = "basket:discount:given"
    BASKET_HELD = "basket:open:held"
    BASKET_RECALLED = "basket:held:recalled"
    BASKET_DROPPED = "basket:open:dropped"
    ORDER_PLACED = "order:sale:placed"
    PAYMENT_TAKEN = "payment:tender:taken"
    PAYMENT_GIVEN_BACK = "payment:tender:given_back"
    RECEIPT_COPIED = "receipt:copy:printed"
    JOB_DISCARDED = "job:print:discarded"
    DRAWER_OPENED = "drawer:no_sale:opened"
    STOCK_COUNTED = "stock:variant:counted"
    SIGNED_IN = "person:till:signed_in"
    SIGN_IN_REFUSED = "person:till:refused"
    TILL_LOCKED = "person:till:locked"
    CLOCK_ACCEPTED = "till:clock:accepted"
    APPROVAL_GIVEN = "person:approval:given"
    APPROVAL_REFUSED = "person:approval:refused"
    PERSON_ADDED = "person:staff:added"
    PERSON_CHANGED = "person:staff:changed"
    PERSON_EXPORTED = "person:staff:exported"
    PERSON_ARCHIVED = "person:staff:archived"
    PERSON_UNLOCKED = "person:staff:unlocked"
    ROLE_ADDED = "role:staff:added"
    ROLE_CHANGED = "role:staff:changed"
    ROLE_DELETED = "role:staff:deleted"
    PROOF_SET = "person:proof:set"
    PROOF_RECOVERED = "person:proof:recovered"
    RECOVERY_REFUSED = "person:recovery:refused"
    RECOVERY_CODE_MADE = "shop:recovery_code:made"
    KEYS_OPENED = "shop:recovery_code:used"
    CUSTOMER_ADDED = "customer:card:added"
    CUSTOMER_CHANGED = "customer:card:changed"
    CUSTOMER_EXPORTED = "customer:data:exported"
    CUSTOMER_ERASED = "customer:data:erased"
    IMPORT_FINISHED = "import:products:finished"
    IMPORT_UNDONE = "import:products:undone"
    SETTING_CHANGED = "setting:shop:changed"
    CURRENCY_CHOSEN = "shop:currency:chosen"
    TAX_CLASS_ADDED = "tax:class:added"
    TAX_CLASS_CHANGED = "tax:class:changed"
    TAX_CLASS_ARCHIVED = "tax:class:archived"
    TAX_CLASS_BROUGHT_BACK = "tax:class:brought_back"
    TAX_RULES_SET = "tax:rules:set"
    TAX_RULES_TAKEN_BACK = "tax:rules:taken_back"


class Entry(Struct, frozen=True):
    """One entry as stored."""

    version: int
    till_uid: bytes
    sequence: int
    at: datetime
    person_uid: bytes
    tag: str
    document_uid: bytes | None
    body: str
    previous_hash: str

    def hash(self) -> str:
        """Return the entry's hash in hex."""
        return _hashed(
            (
                str(self.version),
                self.till_uid.hex(),
                str(self.sequence),
                self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                self.person_uid.hex(),
                self.tag,
                self.document_uid.hex() if self.document_uid else "",
                self.body,
                self.previous_hash,
            )
        )


class Seal(Struct, frozen=True):
    """What the last entry of a transaction says of all of it."""

    facts: int
    """Sequence of the till's last fact, be it of this transaction or an earlier one."""
    day: date
    """The business date that the till has come to."""
    content: str
    """`content_hash` of the rows written; empty where there are none."""

    def on(self, body: Body) -> Body:
        """Return a body that bears the seal. Raise `ValueError` where it has an own meaning for one of the words."""
        said: Body = {"facts": self.facts, "day": self.day.isoformat(), "content": self.content}
        if said.keys() & body.keys():
            raise ValueError("facts, day and content are the seal's own words")
        return {**body, **said}

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Seal | None:
        """Return the seal that a body bears; None where more entries of its transaction follow."""
        if "facts" not in body:
            return None
        return cls(body["facts"], date.fromisoformat(body["day"]), body["content"])


LEAVE = ("approved_by", "approved_for", "approval")
"""The words of a body that say who gave leave, for what, and in which entry of the till's journal."""


def leave_words(by: Approval) -> Body:
    """Return what an entry says of the leave without which it would not be there."""
    return dict(zip(LEAVE, (by.person_uid.hex(), by.permission.value, by.entry), strict=True))


def canonical(body: Body) -> str:
    """Return the one text a body has: keys sorted, no spaces, no floats."""
    if any(isinstance(value, float) for value in body.values()):
        raise ValueError("a journal body holds no floats")
    return json.dumps(dict(body), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def text_hash(salt: bytes, text: str) -> str:
    """Return what an entry holds of a free text: its salted hash in hex."""
    return hashlib.sha256(len(salt).to_bytes(8, "big") + salt + text.encode()).hexdigest()


_quoted = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class RowWords:
    """How the rows of one table are put into words: told once, for many rows."""

    def __init__(self, table: str, words: Sequence[str]) -> None:
        order = sorted(range(len(words)), key=lambda place: words[place])
        self._head = f"[{_quoted(table)},{{"
        self._columns = tuple((place, f"{_quoted(words[place])}:") for place in order)

    def text(self, values: Sequence[object]) -> str:
        """Return the one text of a row whose values stand in the order of the words: JSON, its words sorted.

        What is NULL is left out, so that a column added later changes no hash. Flags are 0 and 1, bytes hex, moments
        UTC with all six digits: as every database gives them back.
        """
        said = [
            word + _SAID.get(type(value), _quoted)(value)
            for place, word in self._columns
            if (value := values[place]) is not None
        ]
        return f"{self._head}{','.join(said)}}}]"

    def texts(self, columns: Sequence[Sequence[object]]) -> list[str]:
        """Return the texts of many rows, given column by column: the same as of each, at a third of the time."""
        parts: list[Iterable[str]] = []
        form = self._head.replace("%", "%%")
        for place, word in self._columns:
            column = columns[place]
            kinds = set(map(type, column))
            if kinds == {NoneType}:
                continue
            if kinds == {bytes}:
                form += word.replace("%", "%%") + '"%s",'
                parts.append(map(_hex, column))
            elif len(kinds) == 1:
                form += word.replace("%", "%%") + "%s,"
                parts.append(map(_SAID.get(kinds.pop(), _quoted), column))
            else:
                form += "%s"
                parts.append(
                    ["" if value is None else f"{word}{_SAID.get(type(value), _quoted)(value)}," for value in column]
                )
        return [f"{(form % said)[:-1]}}}]" for said in zip(*parts, strict=True)] if parts else []


def row_text(table: str, row: Mapping[str, object]) -> str:
    """Return the one text of a row. What is NULL is left out, so that a column added later changes no hash."""
    return _row_words(table, tuple(row)).text(tuple(row.values()))


@lru_cache(maxsize=256)
def _row_words(table: str, words: tuple[str, ...]) -> RowWords:
    return RowWords(table, words)


def content_hash(rows: Iterable[str]) -> str:
    """Return SHA-256 over the texts of rows, in hex, whatever order they come in; nothing for no rows."""
    texts = sorted(rows)
    return _hashed(texts) if texts else ""


def _hashed(parts: Iterable[str]) -> str:
    """Return SHA-256 over texts, each behind the length of its bytes, in hex."""
    said = list[bytes]()
    for part in parts:
        data = part.encode()
        said += (len(data).to_bytes(8, "big"), data)
    return hashlib.sha256(b"".join(said)).hexdigest()


def _moment(value: datetime) -> str:
    # as it stands it would be no key: where a zone turns its clock back, two moments an hour apart are equal
    return _utc_text(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=4096)
def _utc_text(value: datetime) -> str:
    return f'"{value.isoformat(timespec="microseconds")}"'


_hex: Callable[[Any], str] = bytes.hex
_SAID: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: lambda value: "1" if value else "0",
    bytes: lambda value: f'"{value.hex()}"',
    datetime: _moment,
    date: lru_cache(maxsize=64)(lambda value: f'"{value.isoformat()}"'),
}
