"""Where a shop's keys are: the till's, the pepper of PINs, and the data key that personal data is encrypted with.

Without a recovery code each lies in a file of the shop's folder. The recovery code brings a shop key about, which wraps
the others in the database; the code wraps it, and its unwrapped copy lies in the system's keyring. Where the system has
none the files stay: whoever has the folder has the keys, and the code is for the day on which the files are gone.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from pos_app.data.keys import (
    KEY_LENGTH,
    KEYS_ELSEWHERE,
    PEPPER_FILE,
    TILL_KEY_FILE,
    KeyDamaged,
    KeyMissing,
    KeyUnreadable,
    TillKey,
    keep,
)
from pos_app.data.problems import problem_of_writing
from pos_app.data.queries.people import somebody_signs_in
from pos_app.data.queries.secrets import keep_wrapped, read_wrapped, somebody_is_encrypted
from pos_app.data.tables.shop import shop, till
from pos_app.data.wrapping import (
    NotOpened,
    new_key,
    unwrap,
    unwrap_by_words,
    wrap,
    wrap_by_words,
)
from pos_app.domain.errors import EnvironmentProblem, PosError
from pos_app.domain.recovery_code import read_recovery_code

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from pos_app.data.engine import Database
    from pos_app.data.wrapping import Wrapped

TILL, PEPPER, DATA = "till-1", "pepper", "data"
FILES = {TILL: TILL_KEY_FILE, PEPPER: PEPPER_FILE, DATA: "data.key"}
"""Each key's file in the shop's folder, where it is in the clear and its owner alone reads it."""
VAULT_SCOPE = "vault"
"""Scope of what the settings keep of the recovery code."""
SHOP = "shop"
"""The key that wraps the others."""
BY_SHOP, BY_RECOVERY = "shop", "recovery"
"""What a key is wrapped by."""
_MARKED = "The keys of this shop are in the keyring of this computer's system; the recovery code opens them too.\n"


class KeyringEmpty(EnvironmentProblem):
    """The shop's keys are wrapped, and the keyring has not what opens them: the recovery code does."""


class PepperMissing(EnvironmentProblem):
    """The file that PINs and passwords need is not in the shop's folder, or is none.

    Nobody can sign in. Params: path.
    """


class DataKeyMissing(EnvironmentProblem):
    """The key that personal data is encrypted with is not in the shop's folder, or is none. Params: path."""


class NoRecoveryCode(PosError):
    """This shop has no recovery code: none was ever made."""


class WrongRecoveryCode(PosError):
    """The code is of another shop, or was replaced by a newer one."""


class Kept(NamedTuple):
    """A wrapped key as it is to be kept."""

    name: str
    by: str
    wrapped: Wrapped

    def keep(self, connection: Connection) -> None:
        """Put it in the place of the one that is there."""
        keep_wrapped(connection, *self)


class NewCode(NamedTuple):
    """What a new recovery code brings about, once it is kept."""

    shop_key: bytes
    wrapped: tuple[Kept, ...]


class Vault:
    """The keys of one shop, each read when it is first needed."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._lock = threading.RLock()
        self._known: dict[str, bytes] = {}

    def get(self, name: str) -> bytes:
        """Return a key; it may take as long as a person needs to unlock the keyring.

        Raise `KeyringLocked`, `KeyringEmpty`, or that it is nowhere: `KeyMissing`, `KeyDamaged`, `KeyUnreadable`,
        `PepperMissing` or `DataKeyMissing`.
        """
        with self._lock:
            if name not in self._known:
                found = self._in_file(name)
                self._known[name] = self._wrapped(name) if found is None else found
            return self._known[name]

    def get_or_make(self, name: str) -> bytes:
        """Return a key, a new one where this shop never had it. Raise what `get` raises, or a problem of the disk."""
        with self._lock:
            path = self._folder / FILES[name]
            if name not in self._known and not path.exists() and not self.is_wrapped(name):
                if self.is_used(name):  # a new one in its place would make the loss one for good
                    raise _missing(name, path)
                made = new_key()
                _keep(path, made)
                return made
            return self.get(name)

    def is_used(self, name: str) -> bool:
        """Tell whether something was kept with a key, so that it is missed where it is gone."""
        with self._database.read() as connection:
            if name == PEPPER:
                return somebody_signs_in(connection)
            return name != DATA or somebody_is_encrypted(connection)

    def till_key(self) -> TillKey:
        """Return the till's signing key. Raise what `get` raises."""
        return TillKey.of(self.get(TILL))

    def is_wrapped(self, name: str = SHOP) -> bool:
        """Tell whether the database has a key, wrapped: whether there is a recovery code."""
        by = BY_RECOVERY if name == SHOP else BY_SHOP
        with self._database.read() as connection:
            return read_wrapped(connection, name, by) is not None

    def opens(self, name: str) -> bool:
        """Tell whether a key is at hand without the recovery code."""
        try:
            self.get(name)
        except EnvironmentProblem:
            return False
        return True

    @property
    def in_files(self) -> bool:
        """Whether the till's key lies in the folder, where a thief of the folder has it."""
        return (self._folder / FILES[TILL]).exists()

    def wrapped_by(self, code: str) -> NewCode:
        """Return every key wrapped by a shop key, and that by a new recovery code; what was never there is made.

        Nothing is changed before that is kept and `uses` is told: the code before opens the shop until then. A shop key
        that is in the keyring stays; the code before opens this shop no more all the same. It takes a tenth of a
        second, so no transaction is open meanwhile. Raise what `get` raises, or a problem of the disk.
        """
        with self._lock:
            keys = {name: self.get_or_make(name) for name in FILES}
            shop_key = self._known.get(SHOP) or (new_key() if self.in_files else self._shop_key())
        words = wrap_by_words(shop_key, read_recovery_code(code), _meant(SHOP, BY_RECOVERY))
        others = (Kept(name, BY_SHOP, wrap(key, shop_key, _meant(name, BY_SHOP))) for name, key in keys.items())
        return NewCode(shop_key, (*others, Kept(SHOP, BY_RECOVERY, words)))

    def uses(self, code: NewCode) -> None:
        """Work with what a new code brought about: it is kept."""
        with self._lock:
            self._known[SHOP] = code.shop_key

    def move_to_keyring(self) -> bool:
        """Put the shop key into the system's keyring and take the keys out of the folder, once they are wrapped.

        Tell whether it was done: a system without a keyring leaves them in the folder. Raise `KeyringLocked`.
        """
        from pos_app.links import system_keyring  # only where there is a recovery code

        with self._lock:
            if not self.is_wrapped() or SHOP not in self._known:
                return False
            if not system_keyring.is_usable() or not system_keyring.keep(self._name(), self._known[SHOP]):
                return False
            self._opened(self._known[SHOP])  # before anything is taken away
            _keep(self._folder / KEYS_ELSEWHERE, _MARKED.encode())
            for name in FILES.values():
                (self._folder / name).unlink(missing_ok=True)
            return True

    def open_with_code(self, code: str) -> None:
        """Have the keys opened by the recovery code; it takes a tenth of a second.

        What was wrapped is right: a file that holds another pepper or data key is put aside. The till's key in the
        folder stays where the books name it: a till that went on with a new one after a restore has that one there.

        Raise `RecoveryCodeUnfit`, `RecoveryCodeMistyped`, `NoRecoveryCode` or `WrongRecoveryCode`.
        """
        typed = read_recovery_code(code)
        with self._database.read() as connection:
            wrapped = read_wrapped(connection, SHOP, BY_RECOVERY)
        if wrapped is None:
            raise NoRecoveryCode
        try:
            shop_key = unwrap_by_words(wrapped, typed, _meant(SHOP, BY_RECOVERY))
            opened = self._opened(shop_key)
        except NotOpened as error:
            raise WrongRecoveryCode from error
        if self._till_in_file() is not None:
            del opened[TILL]
        with self._lock:
            for name, key in opened.items():
                self._put_aside(name, key)
            self._known |= {**opened, SHOP: shop_key}

    def put_back(self) -> bool:
        """Keep the keys that the code opened where this computer finds them: in its keyring, else in the folder.

        Where the keyring is locked they are at hand until the program ends, and False is returned. Raise a problem of
        the disk.
        """
        from pos_app.links import system_keyring

        with self._lock:
            # a till that went on with a new key after a restore has that one in its file: the others come beside it
            if not self.in_files and system_keyring.is_usable():
                try:
                    return self.move_to_keyring()
                except system_keyring.KeyringLocked:
                    return False
            for name, file in FILES.items():
                if name in self._known and not (self._folder / file).exists():
                    _keep(self._folder / file, self._known[name])
            (self._folder / KEYS_ELSEWHERE).unlink(missing_ok=True)
            return True

    def rewrapped(self) -> tuple[Kept, ...]:
        """Return the till's key wrapped anew where the one in its file is another than the one that is wrapped.

        A till got a new one. Only once the code has opened the shop key; nothing before.
        """
        with self._lock:
            key = self._till_in_file()
            if SHOP not in self._known or key is None or self._opened(self._known[SHOP]).get(TILL) == key:
                return ()
            return (Kept(TILL, BY_SHOP, wrap(key, self._known[SHOP], _meant(TILL, BY_SHOP))),)

    def _till_in_file(self) -> bytes | None:
        """Return the till's key out of its file; None where none lies there, or none that the books name."""
        try:
            key = (self._folder / FILES[TILL]).read_bytes()
        except OSError:
            return None
        with self._database.read() as connection:
            named = set(connection.execute(select(till.c.public_key)).scalars())
        return key if len(key) == KEY_LENGTH and TillKey.of(key).public in named else None

    def _put_aside(self, name: str, right: bytes) -> None:
        """Put a file aside that holds another key than the right one: it may have been damaged."""
        path = self._folder / FILES[name]
        try:
            if path.exists() and path.read_bytes() != right:
                path.replace(path.with_name(f"{path.name}.damaged"))
        except OSError as error:
            raise problem_of_writing(error)(path=str(path)) from error

    def _in_file(self, name: str) -> bytes | None:
        """Return a key out of its file; None where there is no file and the database has it, wrapped."""
        path = self._folder / FILES[name]
        try:
            found = path.read_bytes()
        except FileNotFoundError as error:
            if self.is_wrapped(name):
                return None
            raise _missing(name, path) from error
        except OSError as error:
            if name == TILL:
                raise KeyUnreadable(path=str(path), reason=error.strerror or type(error).__name__) from error
            raise _missing(name, path) from error
        if len(found) != KEY_LENGTH and self.is_wrapped(name):
            return None  # as good as gone: the keyring, or the recovery code, has it
        if len(found) != KEY_LENGTH:
            raise KeyDamaged(path=str(path)) if name == TILL else _missing(name, path)
        return found

    def _wrapped(self, name: str) -> bytes:
        shop_key = self._known.get(SHOP) or self._shop_key()
        try:
            opened = self._opened(shop_key)
        except NotOpened as error:  # the keyring has the key of another time
            raise KeyringEmpty from error
        self._known[SHOP] = shop_key
        return opened[name]

    def _shop_key(self) -> bytes:
        from pos_app.links import system_keyring

        found = system_keyring.ask(self._name())
        if found is None or len(found) != KEY_LENGTH:
            raise KeyringEmpty
        return found

    def _opened(self, shop_key: bytes) -> dict[str, bytes]:
        """Return every key. Raise `NotOpened` where this is not what they were wrapped by."""
        with self._database.read() as connection:
            wrapped = {name: read_wrapped(connection, name, BY_SHOP) for name in FILES}
        return {name: unwrap(one, shop_key, _meant(name, BY_SHOP)) for name, one in wrapped.items() if one is not None}

    def _name(self) -> str:
        """Return the shop's uid: one keyring may have the keys of several shops."""
        with self._database.read() as connection:
            return bytes(connection.execute(select(shop.c.uid)).scalar_one()).hex()


def _missing(name: str, path: Path) -> EnvironmentProblem:
    kinds: dict[str, type[EnvironmentProblem]] = {TILL: KeyMissing, PEPPER: PepperMissing, DATA: DataKeyMissing}
    return kinds[name](path=str(path))


def _meant(name: str, by: str) -> str:
    return f"countertop:{name}:{by}"


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        keep(path, content)
    except OSError as error:
        raise problem_of_writing(error)(path=str(path.parent)) from error
