"""The system's keyring: Windows' Credential Manager, macOS' Keychain, the Secret Service of a Linux desktop.

What it says may take as long as a person needs to unlock it: never ask it where a screen or a transaction waits.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from pos_app.domain.errors import EnvironmentProblem

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "Countertop"
_NO_SAFE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Where backends are that keep nothing, or keep it in a plain file of their own."""


class KeyringLocked(EnvironmentProblem):
    """The system's keyring is locked, or does not answer. Params: reason."""


def is_usable() -> bool:
    """Tell whether the system has a keyring that keeps what it is given."""
    from keyring.errors import KeyringError  # a tenth of a second to load, and needed by few starts

    try:
        return _backend() is not None
    except KeyringError:
        return False


def ask(name: str) -> bytes | None:
    """Return what the keyring has under a name; None where it has nothing, or there is none. Raise `KeyringLocked`."""
    from keyring.errors import KeyringError

    try:
        backend = _backend()
        kept = None if backend is None else backend.get_password(_SERVICE, name)
    except KeyringError as error:
        raise KeyringLocked(reason=str(error) or type(error).__name__) from error
    if kept is None:
        return None
    try:
        return base64.b64decode(kept, validate=True)
    except binascii.Error:
        return None


def keep(name: str, secret: bytes) -> bool:
    """Put a secret into the keyring and see that it is there; False where there is none. Raise `KeyringLocked`."""
    from keyring.errors import KeyringError

    try:
        backend = _backend()
        if backend is None:
            return False
        backend.set_password(_SERVICE, name, base64.b64encode(secret).decode())
    except KeyringError as error:
        raise KeyringLocked(reason=str(error) or type(error).__name__) from error
    return ask(name) == secret


def _backend() -> KeyringBackend | None:
    import keyring  # as above

    backend = keyring.get_keyring()
    parts = getattr(backend, "backends", None) or [backend]  # one that asks several names them
    safe = [part for part in parts if not type(part).__module__.startswith(_NO_SAFE)]
    return safe[0] if safe else None
