"""The person `system`: in whose name commands act where nobody says who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import select

from pos_app.data.ids import new_uid
from pos_app.data.queries.people import SYSTEM_LOGIN
from pos_app.data.rows import add_row
from pos_app.data.tables.people import person
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_app.services.shop.shop import Shop

_NAME = "system"


def act_as_system(shop: Shop) -> None:
    """Let what follows be done by `system`, who is made when first needed, and not by whoever opened the last shift."""
    found = select(person.c.id, person.c.uid).where(person.c.login == SYSTEM_LOGIN)
    with shop.database.read() as connection:
        row = connection.execute(found).first()
    if row is None:
        with shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = posting.connection.execute(found).first()  # another command may have been first
            if row is None:
                uid = new_uid()
                words = {"login": SYSTEM_LOGIN, "name": _NAME}
                add_row(posting.connection, person, uid=uid, **words, failures=0, created_at=posting.at)
                posting.journal(Tag.PERSON_ADDED, uid, {"roles": ""})
                row = posting.connection.execute(found).one()
    shop.duty = replace(shop.duty, person_id=row.id, person_uid=row.uid, person_name=_NAME)
