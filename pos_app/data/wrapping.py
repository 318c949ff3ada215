"""Secrets wrapped in others: AES-GCM, with a key of its own or one that scrypt makes of words."""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple

from pos_app.data.keys import KEY_LENGTH

_NONCE = 12
_SALT = 16
_COST = 2**15
"""scrypt's: a tenth of a second and 32 MB for each guess."""
_MEMORY = 2**26


class Wrapped(NamedTuple):
    """A secret as it is kept."""

    salt: bytes
    """Of scrypt; empty where the key is no words."""
    nonce: bytes
    content: bytes


class NotOpened(Exception):
    """What was tried does not open it, or it was changed."""


def new_key() -> bytes:
    """Return 32 bytes of chance."""
    return os.urandom(KEY_LENGTH)


def wrap(secret: bytes, key: bytes, meant_for: str, salt: bytes = b"") -> Wrapped:
    """Wrap a secret with a key; `meant_for` names it, so that no wrapped secret can stand in another's place."""
    # compiled, and needed where keys are kept or customers are looked at only
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return Wrapped(salt, nonce, AESGCM(key).encrypt(nonce, secret, meant_for.encode()))


def unwrap(wrapped: Wrapped, key: bytes, meant_for: str) -> bytes:
    """Return the secret. Raise `NotOpened`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(wrapped.nonce, wrapped.content, meant_for.encode())
    except (InvalidTag, ValueError) as error:  # a nonce of another length is a ValueError
        raise NotOpened from error


def wrap_by_words(secret: bytes, words: str, meant_for: str) -> Wrapped:
    """Wrap a secret with what scrypt makes of words; that takes a tenth of a second."""
    salt = os.urandom(_SALT)
    return wrap(secret, _stretched(words, salt), meant_for, salt)


def unwrap_by_words(wrapped: Wrapped, words: str, meant_for: str) -> bytes:
    """Return the secret; that takes as long. Raise `NotOpened`."""
    return unwrap(wrapped, _stretched(words, wrapped.salt), meant_for)


def _stretched(words: str, salt: bytes) -> bytes:
    return hashlib.scrypt(words.encode(), salt=salt, n=_COST, r=8, p=1, maxmem=_MEMORY, dklen=KEY_LENGTH)
