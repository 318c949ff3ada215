"""Where a shop was used last: a copy that is opened elsewhere is noticed before anything is written to it."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from pos_app.data.place import place_code
from pos_app.data.tables.shop import setting
from pos_app.domain.errors import EnvironmentProblem
from pos_app.domain.problems import ShopElsewhere

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.engine import Database

_SCOPE, _NAME = "place", "here"
_QUERY = select(setting.c.value).where(setting.c.scope == _SCOPE, setting.c.name == _NAME)


def refuse_elsewhere(database: Database, connection: Connection, folder: Path) -> bool:
    """Let nothing be written where the shop was last used in another place; it can be read.

    A server is one place, whoever asks it. Tell whether the shop does not know where it was: one of an older version.
    """
    if database.dialect != "sqlite":
        return False
    if not is_here(connection, folder):
        database.refusal = ShopElsewhere
        return False
    return connection.execute(_QUERY).first() is None


def settle_here(database: Database, folder: Path, now: datetime) -> None:
    """Let a shop that does not know where it was be at home here from now on; where that cannot be written, later."""
    with contextlib.suppress(EnvironmentProblem), database.write() as connection:
        note_place(connection, folder, now)


def is_here(connection: Connection, folder: Path) -> bool:
    """Tell whether a shop was last used in this place, or does not know where it was."""
    known = connection.execute(_QUERY).scalar_one_or_none()
    return known is None or known == json.dumps(place_code(folder))


def note_place(connection: Connection, folder: Path, now: datetime) -> None:
    """Write down that the shop is used here."""
    connection.execute(delete(setting).where(setting.c.scope == _SCOPE, setting.c.name == _NAME))
    row = {"scope": _SCOPE, "name": _NAME, "value": json.dumps(place_code(folder)), "changed_at": now}
    connection.execute(insert(setting), row)
