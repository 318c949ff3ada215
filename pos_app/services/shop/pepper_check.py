"""Whether a pepper is the one that the PINs and badges of some books were kept with: they have a check of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from pos_app.data.tables.shop import setting

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_SCOPE, _NAME = "proofs", "pepper"
_BYTES = 8


def note_pepper(connection: Connection, pepper: bytes, now: datetime) -> None:
    """Let the books know the pepper that what is kept from now on is kept with."""
    if _kept(connection) != _check(pepper):
        forget_pepper(connection)
        row = {"scope": _SCOPE, "name": _NAME, "value": _check(pepper), "changed_at": now}
        connection.execute(insert(setting), row)


def forget_pepper(connection: Connection) -> None:
    """Let the books know none: nothing is kept with any."""
    connection.execute(delete(setting).where(setting.c.scope == _SCOPE, setting.c.name == _NAME))


def is_anothers(connection: Connection, pepper: bytes) -> bool:
    """Tell whether a pepper is none of these books'; those of earlier versions do not know."""
    return _kept(connection) not in {None, _check(pepper)}


def knows_pepper(connection: Connection) -> bool:
    """Tell whether these books know one."""
    return _kept(connection) is not None


def _kept(connection: Connection) -> str | None:
    query = select(setting.c.value).where(setting.c.scope == _SCOPE, setting.c.name == _NAME)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def _check(pepper: bytes) -> str:
    return json.dumps(hmac.new(pepper, b"check", hashlib.sha256).digest()[:_BYTES].hex())
