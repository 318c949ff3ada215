"""The recovery code: made by an owner and printed once; it lets an owner in again and opens the shop's keys."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import delete, insert, select, update

from pos_app.data.queries.people import by_uid, staff
from pos_app.data.tables.people import PROOFS, person
from pos_app.data.tables.shop import setting, till
from pos_app.domain.changes import Changes
from pos_app.domain.errors import EnvironmentProblem, PosError
from pos_app.domain.fingerprint import key_fingerprint
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import OWNER, Permission
from pos_app.domain.printing import BUILTIN, FILE, kind_of_printer
from pos_app.domain.recovery_code import CHANCE_BYTES, RecoverySheet, recovery_code
from pos_app.domain.signing_in import refuse_unfit_password, refuse_unfit_pin
from pos_app.domain.staff_record import proof_mark
from pos_app.services.language import translator
from pos_app.services.people.hashing import kept
from pos_app.services.people.sign_in import PIN, PersonGone, forget_tries
from pos_app.services.printing.print_queue import refuse_unready
from pos_app.services.printing.printer_choice import profile_of
from pos_app.services.shop.pepper_check import note_pepper
from pos_app.services.shop.vault import PEPPER, VAULT_SCOPE, WrongRecoveryCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from pos_app.domain.people import Person
    from pos_app.domain.ports import Printer
    from pos_app.services.books import Posting
    from pos_app.services.shop.settings_desk import SettingsDesk
    from pos_app.services.shop.shop import Shop
    from pos_app.services.shop.vault import NewCode

_MADE = "recovery_code_made"
"""Where the day is kept on which the last code was made."""


class SheetKeptByPrinter(PosError):
    """The printer keeps what it prints as files, and the code must not lie on a disk."""


class KeysLook(Struct, frozen=True):
    """How the shop's keys are kept."""

    made: date | None
    """When the recovery code was made; None where there is none."""
    in_files: bool
    """Whether the keys lie in the shop's folder, where a thief of the folder has them."""
    key: str
    """The fingerprint of the till's key."""


class Recovery:
    """Makes recovery codes and takes them."""

    def __init__(self, shop: Shop, settings: SettingsDesk, printer: Callable[[], Printer]) -> None:
        self._shop = shop
        self._settings = settings
        self._printer = printer
        self._new: NewCode | None = None
        """Made, and on nobody's paper yet."""

    def look(self) -> KeysLook:
        """Return how the keys are kept."""
        with self._shop.database.read() as connection:
            made = connection.execute(
                select(setting.c.value).where(setting.c.scope == VAULT_SCOPE, setting.c.name == _MADE)
            ).scalar()
            key = self._fingerprint(connection)
        return KeysLook(date.fromisoformat(json.loads(made)) if made else None, self._shop.vault.in_files, key)

    def has_code(self) -> bool:
        """Tell whether a code was made that can be typed; also on a locked till, and where its keys are not at hand."""
        return self._shop.vault.is_wrapped()

    def make(self) -> RecoverySheet:
        """Make a recovery code. The sheet alone has it: show it, print it, forget it.

        It opens nothing, and the one before stays valid, until `settle` is told that the sheet is there. Raise what
        `Vault.get` raises.
        """
        self._shop.require(Permission.RECOVERY_CODE)
        code = recovery_code(os.urandom(CHANCE_BYTES))
        self._new = self._shop.vault.wrapped_by(code)
        with self._shop.database.read() as connection:
            key = self._fingerprint(connection)
        return RecoverySheet(self._settings.values.shop_name, code, key, self._shop.books.would_book().business_date)

    def settle(self) -> KeysLook:
        """Let the code that was made last count, now that its sheet is in somebody's hands; the one before is void.

        Move the keys into the system's keyring; they stay in the folder where there is none. Raise `KeyringLocked`: the
        code counts then, and this may be done again.
        """
        self._shop.require(Permission.RECOVERY_CODE)
        if self._new is not None:
            self._keep(self._new)
            self._shop.vault.uses(self._new)
            self._new = None
        self._shop.vault.move_to_keyring()
        return self.look()

    def _keep(self, new: NewCode) -> None:
        with self._shop.posting(Permission.RECOVERY_CODE) as posting:
            for one in new.wrapped:
                one.keep(posting.connection)
            posting.connection.execute(delete(setting).where(setting.c.scope == VAULT_SCOPE, setting.c.name == _MADE))
            day = json.dumps(posting.business_date.isoformat())
            row = {"scope": VAULT_SCOPE, "name": _MADE, "value": day, "changed_at": posting.at}
            posting.connection.execute(insert(setting), row)
            posting.journal(Tag.RECOVERY_CODE_MADE, None, {"key": self._fingerprint(posting.connection)})

    def paper(self, sheet: RecoverySheet) -> bytes:
        """Return the bytes of the sheet for the printer in use, in the receipts' language."""
        from pos_app.documents.recovery_sheet import recovery_sheet_bytes  # drawing letters comes with the first paper

        language = self._settings.values.receipt_language
        return recovery_sheet_bytes(sheet, profile_of(self._settings.values), translator(language), language)

    def print(self, sheet: RecoverySheet) -> bytes | None:
        """Print the sheet past the queue, which keeps what it prints. Return its picture (PNG) where it is only shown.

        Raise `SheetKeptByPrinter` or what the printer has against it.
        """
        kind = kind_of_printer(self._settings.values.printer)
        if kind == FILE:
            raise SheetKeptByPrinter
        if kind == BUILTIN:
            from pos_app.documents.paper import paper_png  # as above

            return paper_png(self.paper(sheet), profile_of(self._settings.values), edges=True)
        printer = self._printer()
        refuse_unready(printer)
        printer.send(self.paper(sheet))
        return None

    def owners(self) -> tuple[Person, ...]:
        """Return whom the code lets in, by name."""
        with self._shop.database.read() as connection:
            return _owners(connection)

    def open(self, code: str) -> None:
        """Open the keys with the code and put them back where this computer finds them.

        Raise what `Vault.open_with_code` raises, or a problem of the disk.
        """
        self._open(code)
        with self._shop.posting(None) as posting:
            self._wrap_again(posting)
            posting.journal(Tag.KEYS_OPENED, None, {})

    def recover(self, code: str, person_uid: bytes, kind: str, secret: str) -> Changes:
        """Give an owner another PIN or password with the code, also on a locked till, and let the person try again.

        Raise what `open` raises, `PersonGone`, `PinUnfit` or `PasswordUnfit`.
        """
        (refuse_unfit_pin if kind == PIN else refuse_unfit_password)(secret)
        self._open(code)
        proof = kept(self._shop.vault.get_or_make(PEPPER), secret, self._settings.values.hash_cost)
        with self._shop.posting(None) as posting:
            row = by_uid(posting.connection, person_uid)
            if row is None or not any(one.uid == person_uid for one in _owners(posting.connection)):
                raise PersonGone
            values = {PROOFS[kind]: proof, "failures": 0, "locked_until": None}
            posting.connection.execute(update(person).where(person.c.id == row.id).values(**values))
            note_pepper(posting.connection, self._shop.vault.get(PEPPER), posting.at)
            self._wrap_again(posting)
            forget_tries(posting)
            posting.journal(Tag.PROOF_RECOVERED, person_uid, proof_mark(person_uid, kind, proof))
        return Changes(people=True)

    def _open(self, code: str) -> None:
        vault = self._shop.vault
        try:
            vault.open_with_code(code)
        except WrongRecoveryCode:
            # where nothing can be signed the wrong code is what the person should hear of
            with contextlib.suppress(EnvironmentProblem), self._shop.posting(None) as posting:
                posting.journal(Tag.RECOVERY_REFUSED, None, {})
            raise
        vault.put_back()

    def _wrap_again(self, posting: Posting) -> None:
        """Let the code open the key that the till signs with now, where a restore gave it a new one."""
        for one in self._shop.vault.rewrapped():
            one.keep(posting.connection)

    def _fingerprint(self, connection: Connection) -> str:
        query = select(till.c.public_key).where(till.c.id == self._shop.duty.till_id)
        return key_fingerprint(connection.execute(query).scalar_one())


def _owners(connection: Connection) -> tuple[Person, ...]:
    return tuple(one for one in staff(connection) if one.active and OWNER in one.roles)
