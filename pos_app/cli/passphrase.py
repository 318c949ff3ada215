"""Passphrases on the command line: from a file, or asked for where a person is there to answer."""

from __future__ import annotations

import getpass
import sys
from typing import TYPE_CHECKING

from pos_app.domain.backups import BackupUnreadable, PassphrasesDiffer, need_length

if TYPE_CHECKING:
    from pathlib import Path


def from_file(path: Path) -> str:
    """Return the passphrase in the first line of a file. Raise `BackupUnreadable` or `PassphraseShort`."""
    return need_length(first_line(path))


def first_line(path: Path) -> str:
    """Return the first line of a file. Raise `BackupUnreadable`."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupUnreadable(path=str(path), reason=getattr(error, "strerror", None) or "no text") from error
    return lines[0] if lines else ""


def asked(*, twice: bool) -> str | None:
    """Ask for a passphrase; None where nobody is there. Raise `PassphraseShort` or `PassphrasesDiffer`."""
    if not sys.stdin.isatty():
        return None
    typed = getpass.getpass("Passphrase: ")
    if twice:
        need_length(typed)
        if getpass.getpass("Once more: ") != typed:
            raise PassphrasesDiffer
    return typed
