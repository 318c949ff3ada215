"""Keys as they lie in the database: wrapped, never in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select

from pos_app.data.tables.customers import customer
from pos_app.data.tables.shop import secret
from pos_app.data.wrapping import Wrapped

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_wrapped(connection: Connection, name: str, wrapped_by: str) -> Wrapped | None:
    """Return a key as it was wrapped; None where it never was."""
    query = select(secret.c.salt, secret.c.nonce, secret.c.wrapped)
    found = connection.execute(query.where(secret.c.name == name, secret.c.wrapped_by == wrapped_by)).first()
    return None if found is None else Wrapped(*found)


def keep_wrapped(connection: Connection, name: str, wrapped_by: str, wrapped: Wrapped) -> None:
    """Keep a wrapped key in the place of the one that is there."""
    connection.execute(delete(secret).where(secret.c.name == name, secret.c.wrapped_by == wrapped_by))
    row = {"name": name, "wrapped_by": wrapped_by, "salt": wrapped.salt, "nonce": wrapped.nonce}
    connection.execute(insert(secret), {**row, "wrapped": wrapped.content})


def somebody_is_encrypted(connection: Connection) -> bool:
    """Tell whether a customer has a field that the data key opens."""
    sealed = (customer.c.phone, customer.c.email, customer.c.address, customer.c.tax_number, customer.c.note)
    there = select(customer.c.id).where(or_(*(column.is_not(None) for column in sealed))).limit(1)
    return connection.execute(there).first() is not None
