"""The owner of a shop that is about to be set up: checked as staff is, kept as staff is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.data.tables.people import PROOFS
from pos_app.domain.errors import PosError
from pos_app.domain.signing_in import refuse_unfit_password, refuse_unfit_pin
from pos_app.services.people.hashing import kept
from pos_app.services.people.keep_staff import checked_words
from pos_app.services.people.sign_in import PASSWORD, PIN
from pos_app.services.shop.set_up import NewOwner
from pos_app.services.shop.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping


class PinsDiffer(PosError):
    """A PIN was typed twice, and not the same."""


class OwnerNeedsPin(PosError):
    """A password alone lets nobody in at a till: a PIN comes first."""


def first_owner(login: str, name: str, pin: str, again: str, password: str) -> NewOwner:
    """Return the owner of a new shop; without a PIN nobody is asked who it is.

    Raise `LoginUnfit`, `PersonNameMissing`, `PinUnfit`, `PinsDiffer`, `PasswordUnfit` or `OwnerNeedsPin`.
    """
    login, name = checked_words(login, name)
    if pin:
        refuse_unfit_pin(pin)
    if pin != again:
        raise PinsDiffer
    if password:
        refuse_unfit_password(password)
        if not pin:
            raise OwnerNeedsPin
    secrets = {PROOFS[kind]: secret for kind, secret in ((PIN, pin), (PASSWORD, password)) if secret}

    def prove(pepper: bytes) -> Mapping[str, bytes]:
        cost = Settings().hash_cost
        return {column: kept(pepper, secret, cost) for column, secret in secrets.items()}

    return NewOwner(login, name, bool(secrets), prove)
