"""Books changed behind the program's back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from pos_app.services.proof.verify_books import verify

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos_app.data.engine import Database


def tampered(books: Database, *statements: str, since: Mapping[int, int] | None = None) -> str:
    """Change the file behind the program's back, triggers taken off and put on again; return what verify names."""
    books.close()
    with closing(sqlite3.connect(str(books.url.database))) as file:
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.executescript(statement)
        for _, sql in triggers:
            file.execute(sql)
        file.commit()
    first = verify(books, since=since).first
    return first.check if first else ""
