"""Write the journal to a file that a stranger can check with `tools/verify_journal.py`: entries as they stand.

Nothing of a person is in it: people by uid, free text as salted hashes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pos_app.data.problems import problem_of_writing
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import till
from pos_app.services.proof.signed_journal import first_key, key_changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from pos_app.data.engine import Database

FORMAT = "countertop-journal"
UNFINISHED = ".unfinished"
"""Behind the name of a file that is being written: one that is cut off is no journal."""


def export_journal(database: Database, target: Path) -> int:
    """Write all tills' entries as JSON lines and return how many; a file there is replaced when all of it is written.

    Raise a problem of the database or of the disk.
    """
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        with database.read() as connection, unfinished.open("w", encoding="utf-8", newline="\n") as file:
            count = -1  # the first line is no entry
            for line in _lines(connection):
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += 1
        unfinished.replace(target)
    except OSError as error:
        raise problem_of_writing(error)(path=str(target)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def keys_used(database: Database) -> list[bytes]:
    """Return the keys that the tills sign with and have signed with, in order."""
    with database.read() as connection:
        used: list[bytes] = []
        for key, public in connection.execute(select(till.c.id, till.c.public_key).order_by(till.c.number)).all():
            changes = key_changes(connection, key)
            used += [first_key(public, changes), *(change.new for change in changes)]
    return list(dict.fromkeys(used))


def _lines(connection: Connection) -> Iterator[dict[str, Any]]:
    tills = connection.execute(select(till.c.id, till.c.uid, till.c.number, till.c.public_key).order_by(till.c.number))
    known = tills.all()
    keys = [
        # the key it begins with: where another takes over, an entry says so
        {
            "uid": one.uid.hex(),
            "number": one.number,
            "public_key": first_key(one.public_key, key_changes(connection, one.id)).hex(),
        }
        for one in known
    ]
    yield {"format": FORMAT, "tills": keys}
    for one in known:
        query = select(journal).where(journal.c.till_id == one.id).order_by(journal.c.sequence)
        for row in connection.execute(query, execution_options={"stream_results": True}):
            yield _entry(one.uid, row)


def _entry(till_uid: bytes, row: Row[Any]) -> dict[str, Any]:
    return {
        "version": row.version,
        "till": till_uid.hex(),
        "sequence": row.sequence,
        "at": row.at.isoformat(timespec="microseconds"),
        "person": row.person_uid.hex(),
        "tag": row.tag,
        "document": row.document_uid.hex() if row.document_uid else None,
        "body": row.body,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
        "signature": row.signature.hex() if row.signature else None,
    }
