"""Who a command acts as: once an owner has a password, whatever changes something says who it is and proves it."""

from __future__ import annotations

import contextlib
import getpass
import sys
from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.cli.passphrase import first_line
from pos_app.domain.errors import CodedError, PosError
from pos_app.domain.permissions import OWNER
from pos_app.services.people.sign_in import PASSWORD
from pos_app.services.people.system import act_as_system
from pos_app.services.shop.open_shop import is_shop

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from pos_app.domain.permissions import Permission
    from pos_app.services.services import Services


class LoginNeeded(PosError):
    """An owner has a password, and it was not said who this is."""


class LoginUnknown(PosError):
    """Nobody who works here has this login. Params: login."""


class PasswordNeeded(PosError):
    """Nobody is there to type a password, and none was given in a file. Params: login."""


def act(services: Services, given: argparse.Namespace) -> None:
    """Let what follows be done, and be named in the journal, by the person of `--as`, with that one's rights.

    Without it the system acts, which may do everything until an owner has a password. Raise `LoginNeeded`,
    `LoginUnknown`, `PasswordNeeded` or what signing in raises.
    """
    people = services.sign_in.people()
    if given.login is None:
        if any(OWNER in one.roles and one.has_password for one in people):
            raise LoginNeeded
        act_as_system(services.shop)
        return
    person = next((one for one in people if one.login.casefold() == given.login.casefold()), None)
    if person is None:
        raise LoginUnknown(login=given.login)
    services.sign_in.sign_in(person.uid, PASSWORD, _password(given))


def ask_for_leave(folder: Path, given: argparse.Namespace, needs: Permission) -> bytes | None:
    """See that whoever replaces the shop in a folder may; return who that is, or None.

    A shop that is not there, cannot be opened, or is a copy that nobody decided about yet, asks nobody.
    Raise what `act` raises, or `NotAllowed`.
    """
    if not is_shop(folder):
        return None
    services = None
    with contextlib.suppress(CodedError):
        services = build(folder)
    if services is None:
        return None
    try:
        if services.shop.database.refusal is not None:  # it can note nothing down
            return None
        act(services, given)
        services.shop.require(needs)
        return services.shop.duty.person_uid
    finally:
        services.close()


def _password(given: argparse.Namespace) -> str:
    if given.password_file is not None:
        return first_line(given.password_file)
    if not sys.stdin.isatty():
        raise PasswordNeeded(login=given.login)
    return getpass.getpass(f"Password of {given.login}: ")
