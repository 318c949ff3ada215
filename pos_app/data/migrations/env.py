"""How alembic meets the shop: on the connection it is given, or on a URL from its own command line (`-x url=…`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

from pos_app.data.engine import Database
from pos_app.data.search import is_search_table
from pos_app.data.tables import every_table

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave the full-text tables out: they are made beside the metadata."""
    return not (kind == "table" and name is not None and is_search_table(name))


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=every_table(), include_object=_include, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


_given = context.config.attributes.get("connection")
if _given is not None:
    _run(_given)
else:
    _database = Database(context.get_x_argument(as_dictionary=True)["url"])
    with _database.writer.begin() as _connection:
        _run(_connection)
