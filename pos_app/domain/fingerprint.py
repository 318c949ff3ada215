"""What is printed of keys and of the journal's end, so that a paper can prove that both are still what they were."""

from __future__ import annotations

import base64
import hashlib

_HEAD_LETTERS = 16
"""80 bits: nobody finds another history that ends so."""
_KEY_FIGURES = 16
_GROUP = 4


def short_head(hash_hex: str) -> str:
    """Return the short form of an entry's hash: its first 16 letters in base32, in groups; empty for none."""
    return _grouped(base64.b32encode(bytes.fromhex(hash_hex)).decode()[:_HEAD_LETTERS])


def key_fingerprint(public_key: bytes) -> str:
    """Return the short form of a till's key: the first 16 figures of its SHA-256 in hex, in groups."""
    return _grouped(hashlib.sha256(public_key).hexdigest()[:_KEY_FIGURES])


def _grouped(text: str) -> str:
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
