"""`pos setup`: a new shop with another money, other taxes or another language than usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.app import build
from pos_app.cli.arguments import shop_folder
from pos_app.cli.bench import FolderTaken
from pos_app.data.keys import PEPPER_FILE, UNFINISHED
from pos_app.data.place import IMPORT_LOCK, WINDOW_LOCK
from pos_app.domain.errors import PosError
from pos_app.domain.tax_rules import parse_rate
from pos_app.domain.tax_templates import template_of
from pos_app.services.language import LANGUAGES
from pos_app.services.shop.open_shop import DATABASE_NAME, KEY_NAME, is_shop
from pos_app.services.shop.set_up import NewShop, refuse_unknown

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from pos_app.services.services import Services

_OWN = frozenset(
    {
        *(f"{DATABASE_NAME}{part}" for part in ("", "-wal", "-shm", "-journal")),
        *(f"{name}{part}" for name in (KEY_NAME, PEPPER_FILE) for part in ("", UNFINISHED)),
        WINDOW_LOCK,
        IMPORT_LOCK,
    }
)
"""What a set-up that was cut off may have left."""


class AlreadyAShop(PosError):
    """The folder holds a shop, which was set up before. Params: path."""


class UnknownLanguage(PosError):
    """The program has no translation for the language. Params: code, choices."""


def run(given: argparse.Namespace) -> int:
    """Set a shop up in an empty folder and say what it is."""
    folder = shop_folder(given)
    new = _wanted(given)
    _refuse(folder)
    services = build(folder, new=new)
    try:
        print(_said(services, folder))
    finally:
        services.close()
    return 0


def _wanted(given: argparse.Namespace) -> NewShop:
    """Return what was asked for. Raise what of it there is not."""
    if given.language and given.language not in LANGUAGES:
        raise UnknownLanguage(code=given.language, choices=", ".join(LANGUAGES))
    usual = NewShop()
    taxes = given.taxes or usual.taxes
    new = NewShop(
        currency=(given.currency or template_of(taxes).currency or usual.currency).upper(),
        zone=given.zone or usual.zone,
        language=given.language or usual.language,
        taxes=taxes,
        tax_rates=tuple(map(parse_rate, given.rate)),
    )
    refuse_unknown(new)
    return new


def _refuse(folder: Path) -> None:
    if is_shop(folder):
        raise AlreadyAShop(path=str(folder))
    if folder.is_dir() and any(path.name not in _OWN for path in folder.iterdir()):
        raise FolderTaken(path=str(folder))


def _said(services: Services, folder: Path) -> str:
    profile, key = services.shop.profile, services.recovery.look().key
    classes = ", ".join(one.name for one in services.taxes.classes())
    return (
        f"A shop is set up in {folder}: {profile.currency.code}, {profile.zone}, taxes {classes}.\n"
        f"Its keys lie in that folder, which does not protect against theft; the till's is {key}.\n"
        "Make a recovery code in Settings, Staff: it lets an owner in again, and moves them into the system's keyring."
    )
