"""A system's keyring that does what a test tells it: keeps, is locked, forgets."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class KeptKeyring(KeyringBackend):
    """Keeps what it is given, as text, as the real ones do."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or be locked."""
        self._refuse_locked()
        self.asked += 1
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it, or be locked."""
        self._refuse_locked()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _refuse_locked(self) -> None:
        if self.locked:
            raise KeyringLocked("the collection is locked")
