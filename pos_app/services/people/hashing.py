"""Secrets as they are kept: bcrypt over base64(HMAC-SHA256(pepper, secret)), for bcrypt takes 72 bytes at most."""

from __future__ import annotations

import base64
import hashlib
import hmac


def kept(pepper: bytes, secret: str, cost: int) -> bytes:
    """Return what is kept of a secret. It takes a quarter of a second at cost 12, and twice that for each one more."""
    import bcrypt  # compiled, and needed where somebody signs in only

    return bcrypt.hashpw(_mixed(pepper, secret), bcrypt.gensalt(cost))


def fits(pepper: bytes, secret: str, there: bytes | None) -> bool:
    """Tell whether a secret is the one kept. Where none is kept it takes as long, and never is."""
    import bcrypt  # as above

    known = there if there is not None else _NOBODYS
    return bcrypt.checkpw(_mixed(pepper, secret), known) and there is not None


def blind_index(pepper: bytes, kind: str, text: str) -> bytes:
    """Return what a text is found by that is not kept: the same for the same text, and telling nothing of it."""
    return hmac.new(pepper, f"{kind}:{text}".encode(), hashlib.sha256).digest()


def _mixed(pepper: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.new(pepper, secret.encode(), hashlib.sha256).digest())


_NOBODYS = b"$2b$12$C6UzMDM.H6dfI/f/IKcEe.7b7Fz1Yg1hO0mQ0oJkZ1rWzqk0mJv5K"
"""The form of a kept secret at the least cost: compared with, so that who has none is not told by the clock."""
