"""Personal data as it lies in the database: encrypted with the data key, and found again by keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from pos_app.data.wrapping import NotOpened, Wrapped, unwrap, wrap
from pos_app.services.shop.vault import DATA, DataKeyMissing

if TYPE_CHECKING:
    from pos_app.services.shop.vault import Vault

SEALED = ("phone", "email", "address", "tax_number", "note")
"""The columns of a customer that are encrypted."""
_NONCE = 12


class Sealer:
    """Encrypts and opens fields. The key is read when it is first needed: that may wait for a keyring."""

    def __init__(self, vault: Vault, whose: str = "customer") -> None:
        """`whose` is the table that the fields are of."""
        self._vault = vault
        self._whose = whose

    def ready(self) -> None:
        """Have the key at hand, before a transaction. Raise what `Vault.get_or_make` raises."""
        self._vault.get_or_make(DATA)

    def sealed(self, uid: bytes, column: str, text: str) -> bytes | None:
        """Return a field encrypted, bound to its row and column; None for an empty one."""
        if not text:
            return None
        kept = wrap(text.encode(), self._vault.get_or_make(DATA), self._meant(uid, column))
        return kept.nonce + kept.content

    def opened(self, uid: bytes, column: str, kept: bytes | None) -> str:
        """Return a field in the clear. Raise what `Vault.get` raises, or `DataKeyMissing` for another's key."""
        if kept is None:
            return ""
        wrapped = Wrapped(b"", kept[:_NONCE], kept[_NONCE:])
        try:
            return unwrap(wrapped, self._vault.get(DATA), self._meant(uid, column)).decode()
        except NotOpened as error:
            raise DataKeyMissing(path=column) from error

    def index(self, kind: str, found_by: str) -> str | None:
        """Return the keyed hash that a field is found by, in hex; None where it has nothing to be found by."""
        if not found_by:
            return None
        key = hmac.new(self._vault.get_or_make(DATA), b"blind index", hashlib.sha256).digest()
        return hmac.new(key, f"{kind}:{found_by}".encode(), hashlib.sha256).hexdigest()

    def _meant(self, uid: bytes, column: str) -> str:
        return f"{self._whose}:{uid.hex()}:{column}"
