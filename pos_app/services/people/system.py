"""The person `system`: in whose name commands act where nobody says who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.data.queries.people import add_system_person, system_person
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_app.services.shop.shop import Shop


def act_as_system(shop: Shop) -> None:
    """Let what follows be done by `system`, who is made when first needed, and not by whoever opened the last shift."""
    with shop.database.read() as connection:
        row = system_person(connection)
    if row is None:
        with shop.posting(Permission.PEOPLE_MANAGE) as posting:
            row = system_person(posting.connection)  # another command may have been first
            if row is None:
                row = add_system_person(posting.connection, posting.at)
                posting.journal(Tag.PERSON_ADDED, row.uid, {"roles": ""})
    shop.duty = replace(shop.duty, person_id=row.id, person_uid=row.uid, person_name=row.name)
