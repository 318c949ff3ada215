"""Every command with its arguments. A command's own modules are loaded when it runs."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

_DESCRIPTION = "Countertop: a point of sale that works on its own. `pos` alone opens the window."


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    root = argparse.ArgumentParser(prog="pos", description=_DESCRIPTION)
    root.add_argument("--version", action="version", version=f"Countertop {__version__}")
    root.add_argument("--data", type=Path, default=None, metavar="DIR", help="the shop's folder (default: your own)")
    root.set_defaults(run=_command("window"))
    commands = root.add_subparsers(title="commands", metavar="COMMAND")
    _setup(commands)
    _import(commands)
    _verify(commands)
    _journal(commands)
    _backup(commands)
    _demo(commands)
    _replay(commands)
    _bench(commands)
    doctor = commands.add_parser("doctor", help="say what is well with the shop and what to do about the rest")
    doctor.set_defaults(run=_command("doctor"))
    return root


def shop_folder(given: argparse.Namespace) -> Path:
    """Return the folder of the shop: as given, else the machine's where one is installed, else the user's own."""
    if given.data is not None:
        return Path(given.data)
    from platformdirs import site_data_path, user_data_path  # only where no folder was named

    machine = site_data_path("countertop", appauthor=False)
    if (machine / "shop.db").exists() or (machine / "installed").exists():
        return machine
    return user_data_path("countertop", appauthor=False)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    def run(given: argparse.Namespace) -> int:
        return int(import_module(f"pos_app.cli.{name}").run(given))

    return run


def _acting(command: argparse.ArgumentParser) -> None:
    """Let a command that changes something be told who it acts as."""
    command.add_argument(
        "--as", dest="login", metavar="LOGIN", help="who does it; needed, with a password, once an owner has one"
    )
    command.add_argument("--password-file", type=Path, metavar="FILE", help="with the password in its first line")


def _setup(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    setup = commands.add_parser("setup", help="make a shop in an empty folder, with another money or other taxes")
    setup.add_argument(
        "--currency", metavar="CODE", help="ISO 4217, for example EUR (default: the money of PLACE, else CNY)"
    )
    setup.add_argument(
        "--taxes",
        metavar="PLACE",
        help="taxes to begin with: china, germany, europe, united_states, quebec (default: china)",
    )
    setup.add_argument(
        "--rate",
        action="append",
        default=[],
        metavar="PERCENT",
        help="the shop's own rate: once for united_states, once or twice for europe",
    )
    setup.add_argument("--zone", metavar="NAME", help="time zone, for example Europe/Berlin (default: the system's)")
    setup.add_argument(
        "--language",
        metavar="CODE",
        help="of screen and receipts: en or zh_CN (default: the screen as the system says)",
    )
    setup.set_defaults(run=_command("setup"))


def _import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = commands.add_parser("import", help="bring goods in from a file").add_subparsers(
        title="what", metavar="WHAT", required=True
    )
    products = what.add_parser("products", help="CSV, TSV or XLSX, plain or gzip")
    products.add_argument("file", type=Path, metavar="FILE")
    products.add_argument(
        "--map",
        nargs="+",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column holds which field (name barcode sku price tax unit cost); numbers for a file without header",
    )
    products.add_argument("--encoding", metavar="NAME", help="utf-8, utf-16, gb18030, latin-1 (default: found out)")
    products.add_argument("--price", metavar="AMOUNT", help="for rows without a price")
    products.add_argument(
        "--tax",
        metavar="RATE",
        help="percentage for rows without a tax, inside prices or on top as is usual in the shop",
    )
    products.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
    products.add_argument("--rejects", type=Path, metavar="FILE", help="where rows go that cannot be taken")
    _acting(products)
    products.set_defaults(run=_command("import_products"))
    finish = what.add_parser("finish", help="go on with an import that was cut off")
    finish.add_argument("--rejects", type=Path, metavar="FILE", help="where rows go that cannot be taken")
    _acting(finish)
    finish.set_defaults(run=_command("import_rest"), action="finish")
    undo = what.add_parser("undo", help="undo the import that was cut off")
    undo.add_argument("--last", action="store_true", help="undo the last finished import")
    _acting(undo)
    undo.set_defaults(run=_command("import_rest"), action="undo")


def _journal(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = commands.add_parser("journal", help="the signed record of everything").add_subparsers(
        title="what", metavar="WHAT", required=True
    )
    export = what.add_parser("export", help="write it to a file that anybody can check with tools/verify_journal.py")
    export.add_argument("file", type=Path, metavar="FILE")
    export.set_defaults(run=_command("journal_export"))


def _backup(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="make a backup, bring it back on trial and verify it")
    backup.add_argument("place", type=Path, nargs="?", metavar="DIR", help="where to (default: as the settings say)")
    backup.add_argument("--encrypt", action="store_true", help="with a passphrase that is asked for")
    backup.add_argument("--passphrase-file", type=Path, metavar="FILE", help="with the passphrase in its first line")
    backup.set_defaults(run=_command("backup"))
    restore = commands.add_parser("restore", help="bring a backup back; what is there is kept beside it")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--preview", action="store_true", help="show what would be undone, change nothing")
    restore.add_argument(
        "--untrue", action="store_true", help="bring it back even though its books do not balance: there is no other"
    )
    restore.add_argument("--passphrase-file", type=Path, metavar="FILE", help="of an encrypted backup")
    restore.add_argument(
        "--recovery-code-file", type=Path, metavar="FILE", help="opens the shop's keys on a computer that has none"
    )
    _acting(restore)
    restore.set_defaults(run=_command("restore"))


def _verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verify = commands.add_parser("verify", help="recompute every figure and name the first that diverges")
    verify.add_argument("--json", action="store_true")
    verify.add_argument(
        "--since",
        type=int,
        metavar="ENTRY",
        help="look row by row only at what came after an entry of the journal; sums are made in full as ever",
    )
    verify.set_defaults(run=_command("verify"))


def _demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="a shop with sample goods, in a temporary folder")
    demo.add_argument("--headless", type=Path, metavar="DIR", help="sell without a screen and leave pictures in DIR")
    demo.set_defaults(run=_command("demo"))


def _replay(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    replay = commands.add_parser("replay", help="ring up baskets from a file, in a shop made for it")
    replay.add_argument("items", type=Path, metavar="ITEMS.csv")
    replay.add_argument("baskets", type=Path, metavar="BASKETS.csv")
    replay.add_argument("--days", type=int, default=1, metavar="N", help="spread over N business days")
    replay.add_argument("--json", action="store_true")
    replay.set_defaults(run=_command("replay"))


def _bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bench = commands.add_parser("bench", help="time the till, in a shop of its own that is kept for the next run")
    bench.add_argument("--catalog", type=Path, metavar="FILE", help="goods to time it with (default: the sample goods)")
    bench.add_argument(
        "--scale", type=int, choices=range(1, 101), default=1, metavar="N", help="do everything N times less often"
    )
    bench.add_argument("--json", action="store_true")
    bench.set_defaults(run=_command("bench"))


def interactive() -> bool:
    """Tell whether a person watches stderr."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
