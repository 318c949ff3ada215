"""An open shop: its database, its books, who stands at the till and what that person may do."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pos_app.data.queries.people import rights_of
from pos_app.domain.journal import Tag
from pos_app.domain.permissions import NobodySignedIn, NotAllowed, Permission
from pos_app.services.shop.approvals import Approvals, approved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.data.engine import Database
    from pos_app.domain.money import Currency
    from pos_app.domain.people import Approval
    from pos_app.domain.shop import Duty, ShopProfile
    from pos_app.services.books import Books, Posting
    from pos_app.services.shop.vault import Vault

__all__ = ["MOST_BEHIND_SECONDS", "Shop", "approved"]
MOST_BEHIND_SECONDS = 600
"""A clock further behind than this has to be accepted by one who may."""


@dataclass(slots=True)
class Shop:
    """An open shop."""

    profile: ShopProfile
    duty: Duty
    database: Database
    books: Books
    rights: frozenset[Permission] | None
    """What is allowed: everything until somebody signs in, then what that person may do; None while it is locked."""
    _vault: Vault | None = None
    _clock_accepted: bool = False
    """Whether somebody has said that this till goes on with a clock that is behind."""
    approvals: Approvals = field(default_factory=Approvals)
    """Leave that was given for what is not allowed."""
    steady: Callable[[], float] = time.monotonic
    """Seconds that only go on, whatever the clock is set to. Tests bring their own."""
    _making: threading.Lock = field(default_factory=threading.Lock)

    @property
    def vault(self) -> Vault:
        """Where the shop's keys are."""
        with self._making:
            if self._vault is None:
                from pos_app.services.shop.vault import Vault  # a till whose key is in its file sells without

                self._vault = Vault(self.profile.folder, self.database)
            return self._vault

    def sell_in(self, currency: Currency) -> None:
        """Follow the choice of another money, which is on disk already."""
        self.profile = replace(self.profile, currency=currency)

    def require(self, permission: Permission | None) -> bytes | None:
        """Return the uid of who has approved what the person at the till may not do; None where that person may.

        Raise what `leave` raises.
        """
        given = self.leave(permission)
        return None if given is None else given.person_uid

    def leave(self, permission: Permission | None) -> Approval | None:
        """Return the word for what the person at the till may not do; None where that person may.

        None is for what anybody may do, also while nobody is signed in. Raise `NotAllowed`, or `NobodySignedIn` while
        the till is locked.
        """
        if permission is None:
            return None
        if self.rights is None:
            raise NobodySignedIn
        if permission in self.rights:
            return None
        if self.database.refusal is not None:
            raise self.database.refusal  # nobody could prove here who gives leave: that is written down
        given = self.approvals.at_hand(permission, self.duty.person_uid)
        if given is None:
            raise NotAllowed(permission=permission.value)
        return given

    @contextlib.contextmanager
    def posting(self, needs: Permission | None, *, dated: bool = False) -> Iterator[Posting]:
        """Write facts and entries in one transaction, as somebody who may or with the word of one who may.

        Of what is `dated`, that is money and shifts, somebody answers for the day that a clock far behind gives it. A
        shift that it opened or closed is on duty, or is not, from the commit on. Raise what `require` raises.
        """
        approval, before = self.leave(needs), self.duty
        with self.books.posting(before, approval=approval) as posting:
            _refuse_powerless(posting, approval)
            accepted = self._see_clock(posting) if dated else self._clock_accepted
            yield posting
        if approval is not None:
            self.approvals.note_written(approval)
        self._clock_accepted = accepted
        after = posting.duty
        if after.shift_id != before.shift_id:
            self.duty = replace(
                self.duty,
                shift_id=after.shift_id,
                shift_uid=after.shift_uid,
                shift_opened_at=after.shift_opened_at,
            )

    def _see_clock(self, posting: Posting) -> bool:
        """Have a clock that is far behind accepted, once until it is right again; tell whether it is."""
        behind = posting.clock_behind_seconds
        if behind <= MOST_BEHIND_SECONDS or self._clock_accepted:
            return behind > MOST_BEHIND_SECONDS
        by = self.leave(Permission.CLOCK_BEHIND)
        _refuse_powerless(posting, by)
        posting.journal_approved(Tag.CLOCK_ACCEPTED, None, {"behind_seconds": behind}, by)
        return True

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


def _refuse_powerless(posting: Posting, approval: Approval | None) -> None:
    """Raise `NotAllowed` where whoever gave the word may no longer: it is written by what holds now."""
    if approval is not None and approval.permission not in rights_of(posting.connection, approval.person_uid):
        raise NotAllowed(permission=approval.permission.value)
