"""Go on selling with a shop's data in another place or from an earlier moment: no number is ever given twice.

Numbers printed since, or elsewhere, are not known here, so each series begins a new generation. The journal says so,
and where the books ended that are left behind; a till without its key gets a new one, and the journal names both.
"""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select, update

from pos_app.data.engine import Database, sqlite_url
from pos_app.data.keys import NO_KEY, KeyDamaged, KeyMissing, TillKey, keep_next_aside, make_next
from pos_app.data.problems import problem_of_writing
from pos_app.data.queries.people import add_system_person, by_uid, comes_in, system_person
from pos_app.data.tables.jobs import DOUBTFUL, SENDING, WAITING, job
from pos_app.data.tables.people import PROOFS, person
from pos_app.data.tables.shop import series, shop, till
from pos_app.domain.backups import FURTHEST_GENERATION, MARK_SIGNS, generation_letters, mark_of
from pos_app.domain.journal import Tag
from pos_app.domain.staff_record import NO_PROOF, proof_mark
from pos_app.services.backups.shelf import backups_in, chosen_place, known_places
from pos_app.services.books import Posting, document_number
from pos_app.services.shop.home import note_place
from pos_app.services.shop.number_series import RECEIPTS, last_generation, next_series
from pos_app.services.shop.open_shop import (
    DATABASE_NAME,
    KEY_NAME,
    make_whole,
    read_duty,
    read_profile,
    utc_now,
)
from pos_app.services.shop.pepper_check import forget_pepper, is_anothers
from pos_app.services.shop.put_back import forget_ends
from pos_app.services.shop.vault import PEPPER, TILL, KeyringEmpty, Vault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.domain.ports import Clock
    from pos_app.domain.shop import Duty
    from pos_app.domain.staff_record import Proof

RESTORED, COPIED = "restored", "copied"
"""Why a shop goes on elsewhere: a backup was brought back, or a copy was opened in another place."""
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Left(Struct, frozen=True):
    """Where the books ended that are left behind; nothing is known of those on another computer."""

    sequence: int
    """Of the journal."""
    hash: str
    generation: int
    mark: str = ""
    """Of its numbers."""


class By(Struct, frozen=True):
    """Who lets a shop go on."""

    uid: bytes
    approved_by: bytes | None = None
    """Who gave leave for it, where the first one may not."""


class WentOn(Struct, frozen=True):
    """How a shop goes on."""

    generation: int
    letters: str
    """What all numbers from now on bear behind the till's."""
    new_key: bool
    first_number: str
    """What the next receipt will bear."""
    nobody_signs_in: bool = False
    """Whether PINs, passwords and badges were taken off, because what they need did not come along."""


def go_on(
    database: Database,
    folder: Path,
    clock: Clock,
    why: str,
    left: Left | None,
    by: By | None = None,
    *,
    places: Iterable[str] = (),
    older: Collection[Proof] = (),
) -> WentOn:
    """Begin a new generation in the database of the shop that lies in `folder`, or is about to. One transaction.

    `by` is who does it; where nobody said who it is, or these books do not know that person, it is the system.
    `left` is None where it cannot be known which numbers were given since: they then get a mark that no other has.
    `places` are folders where its backups may lie besides those that it knows. `older` are the PINs, passwords and
    badges in these books that count again though entries tell of others since.
    """
    key = keys_at(folder, database)
    vault = Vault(folder, database)
    pepper, wrapped = vault.get(PEPPER) if vault.opens(PEPPER) else None, vault.is_wrapped(PEPPER)
    until, begun = _known_of(database, folder, places)
    with database.write() as connection:
        profile, duty = read_profile(connection, folder), read_duty(connection)
        posting = Posting(connection, duty, clock(), profile.zone)
        added = _name_author(posting, by)
        last = max(last_generation(connection), left.generation if left else 0)
        generation = max(last, *(one for one in begun if one - last <= FURTHEST_GENERATION)) + 1
        # a mark that tells this branch from others goes with every later generation; another's is not taken up
        mine = newest_mark(connection)
        letters = generation_letters(generation) + (mine if left and left.mark == mine else _mark())
        prefix = next_series(posting, profile.kind, generation, letters)
        _doubt_papers(connection, posting.at)
        note_place(connection, folder, posting.at)
        changed = _change_key(posting, duty, key)
        said: dict[str, int | str | None] = {"why": why, "generation": generation, "letters": letters}
        said["until"] = until.isoformat() if until else None
        ended = {"left_sequence": left.sequence if left else None, "left_hash": left.hash if left else None}
        # first but for the key: whoever holds two branches together looks there for why they part
        posting.journal(Tag.SHOP_CONTINUED, None, said | ended)
        if added is not None:
            posting.journal(Tag.PERSON_ADDED, added, {"roles": ""})
        _journal_proofs(posting, older)
        # one that lies here may be of books that were brought back here before
        lost = pepper is None or is_anothers(connection, pepper)
        cleared = not wrapped and lost and _clear_proofs(posting)
        posting.finish(key)
    return WentOn(generation, letters, changed, document_number(prefix, "1"), cleared)


def continue_here(folder: Path, clock: Clock = utc_now) -> WentOn:
    """Let a copy of a shop, which was used elsewhere last and may be there still, go on in this folder."""
    with contextlib.closing(Database(sqlite_url(folder / DATABASE_NAME))) as database:
        went_on = go_on(database, folder, clock, COPIED, None)
    make_whole(folder)
    try:
        forget_ends(folder)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error
    return went_on


def _known_of(database: Database, folder: Path, places: Iterable[str]) -> tuple[datetime | None, set[int]]:
    """Return when the newest backup was made of those that do not tell their numbers, and the generations of all.

    Asked are the backups of the shop that can be seen. The first is left behind, whatever clock it had; and a
    generation that was begun once is begun by nobody again.
    """
    with database.read() as connection:
        uid = bytes(connection.execute(select(shop.c.uid)).scalar_one()).hex()
        chosen = chosen_place(connection)
    shelf = [kept for place in known_places(folder, chosen, *places) for kept in backups_in(place, uid)]
    generations = {0, *(end.generation for kept in shelf for end in kept.tills)}
    untold = (kept.made_at for kept in shelf if not all(end.prefix for end in kept.tills))
    return max(untold, default=None), generations


def keys_at(folder: Path, database: Database) -> TillKey:
    """Return the key that signs in a folder: the one that lies there or that the keyring opens, else a new one.

    A new one takes its place when the books name it (`open_shop.make_whole`): cut off before, the shop has its own.
    A key that only the recovery code would open stays wrapped in the database; the code opens the others later.
    """
    path = folder / KEY_NAME
    try:
        return TillKey.load(path)
    except (KeyMissing, KeyDamaged):
        vault = Vault(folder, database)
        if vault.is_wrapped(TILL):
            with contextlib.suppress(KeyringEmpty):  # one that is locked can be unlocked
                key = vault.till_key()
                keep_next_aside(path)  # one that was left there: the books name another
                return key
        return make_next(path)
    except NO_KEY:
        return make_next(path)


def _name_author(posting: Posting, by: By | None) -> bytes | None:
    """Let what follows be done by whoever does it, and not by who opened the last shift of these books.

    Return the system's uid where it is added for that, which is to be journaled.
    """
    connection, added = posting.connection, None
    one = by_uid(connection, by.uid) if by else None
    if one is None and (one := system_person(connection)) is None:
        one = add_system_person(connection, posting.at)
        added = one.uid
    posting.duty = replace(posting.duty, person_id=one.id, person_uid=one.uid, person_name=one.name)
    posting.name(person, [(one.id, one.uid)])
    if by and by.approved_by and by_uid(connection, by.approved_by):
        posting.approved_by = by.approved_by
    return added


def _change_key(posting: Posting, duty: Duty, key: TillKey) -> bool:
    """Journal another key than the till had until now; tell whether it is another."""
    connection = posting.connection
    public = connection.execute(select(till.c.public_key).where(till.c.id == duty.till_id)).scalar_one()
    if key.public == public:
        return False
    connection.execute(update(till).where(till.c.id == duty.till_id).values(public_key=key.public))
    posting.journal(Tag.KEY_CHANGED, duty.till_uid, {"old_key": public.hex(), "new_key": key.public.hex()})
    return True


def _doubt_papers(connection: Connection, at: datetime) -> None:
    """Leave it to a person whether a paper is printed that waited then: it most likely was."""
    waiting = update(job).where(job.c.state.in_((WAITING, SENDING)))
    connection.execute(waiting.values(state=DOUBTFUL, changed_at=at))


def _journal_proofs(posting: Posting, proofs: Collection[Proof]) -> None:
    """Say of proofs that they are what somebody comes in by from now on."""
    for uid, kind in sorted(proofs):
        kept = posting.connection.execute(select(person.c[PROOFS[kind]]).where(person.c.uid == uid)).scalar_one()
        posting.journal(Tag.PROOF_SET, uid, proof_mark(uid, kind, kept))


def _clear_proofs(posting: Posting) -> bool:
    """Take off what nobody can come in by any more: the pepper is neither here nor wrapped in the backup.

    Without it the till would be locked for good. Tell whether there was anything to take off.
    """
    had = select(person.c.id, person.c.uid).where(comes_in())
    people = posting.connection.execute(had.order_by(person.c.id)).all()
    for one in people:
        none = dict.fromkeys(PROOFS.values())
        posting.connection.execute(update(person).where(person.c.id == one.id).values(**none))
        posting.journal(Tag.PROOF_SET, one.uid, {"kind": NO_PROOF})
    forget_pepper(posting.connection)
    return bool(people)


def newest_mark(connection: Connection) -> str:
    """Return the mark that the newest numbers bear behind the letters of their generation; nothing for none."""
    query = select(series.c.prefix, series.c.generation).where(series.c.kind == RECEIPTS)
    row = connection.execute(query.order_by(series.c.generation.desc()).limit(1)).first()
    return mark_of(row.prefix, row.generation) if row else ""


def _mark() -> str:
    """Return signs that nobody else goes on with: of a million, by chance."""
    return "".join(secrets.choice(_SIGNS) for _ in range(MARK_SIGNS))
