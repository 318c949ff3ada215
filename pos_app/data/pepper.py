"""The pepper: what every PIN and password is mixed with, so that a copied database alone gives none of them away.

It lies in the shop's folder, readable by its owner alone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pos_app.data.keys import keep
from pos_app.data.problems import problem_of_writing
from pos_app.domain.errors import EnvironmentProblem

if TYPE_CHECKING:
    from pathlib import Path

PEPPER_NAME = "pepper"
_LENGTH = 32


class PepperMissing(EnvironmentProblem):
    """The file that PINs and passwords need is not in the shop's folder, or is none.

    Nobody can sign in. Params: path.
    """


def load_pepper(folder: Path) -> bytes:
    """Return the pepper of the shop in a folder, or raise `PepperMissing`."""
    path = folder / PEPPER_NAME
    try:
        found = path.read_bytes()
    except OSError as error:
        raise PepperMissing(path=str(path)) from error
    if len(found) != _LENGTH:
        raise PepperMissing(path=str(path))
    return found


def make_pepper(folder: Path) -> bytes:
    """Return the pepper, a new one where there is none: for the first secret of a shop.

    Raise `PepperMissing` or a problem of the disk.
    """
    path = folder / PEPPER_NAME
    if path.exists():
        return load_pepper(folder)
    made = os.urandom(_LENGTH)
    try:
        keep(path, made)
    except OSError as error:
        raise problem_of_writing(error)(path=str(folder)) from error
    return made
