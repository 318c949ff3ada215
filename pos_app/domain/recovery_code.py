"""The recovery code that is printed at set-up: what opens a shop's keys where nothing else does.

Twenty-six letters of chance (130 bits) and two that check them, in seven groups of four: `K7QM 2XRB …`. The letters are
figures and capitals without I, L, O and U, which are read for 1, 0 and V.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from datetime import date

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OILU", "011V")
_CHANCE = 26
_LENGTH = 28
_GROUP = 4
CHANCE_BYTES = 17
"""How many bytes of chance a code is made of."""
_PRIME = 1021
"""The greatest prime below two letters' worth: one wrong letter, and two that changed places, are always noticed."""


class RecoveryCodeUnfit(PosError):
    """What was typed has not the form of a recovery code. Params: letters (how many it has)."""


class RecoveryCodeMistyped(PosError):
    """A letter of the recovery code is wrong: its check letters do not fit."""


class RecoverySheet(Struct, frozen=True):
    """What stands on the set-up sheet."""

    shop: str
    code: str
    """In groups. It is kept nowhere: only this sheet has it."""
    key: str
    """The fingerprint of the till's key."""
    day: date

    def __repr__(self) -> str:
        """Keep the code out of whatever is logged."""
        return f"RecoverySheet({self.shop!r}, {self.day})"


def recovery_code(chance: bytes) -> str:
    """Return the code that `CHANCE_BYTES` of chance make, in groups."""
    value = int.from_bytes(chance, "big") >> (8 * CHANCE_BYTES - 5 * _CHANCE)
    return grouped(_written(value, _CHANCE) + _check(value))


def read_recovery_code(typed: str) -> str:
    """Return a code as typed in its one form, without groups. Raise `RecoveryCodeUnfit` or `RecoveryCodeMistyped`."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    code = "".join(sign for sign in plain if sign.isalnum())
    if len(code) != _LENGTH or any(sign not in _LETTERS for sign in code):
        raise RecoveryCodeUnfit(letters=_LENGTH)
    value = 0
    for sign in code[:_CHANCE]:
        value = 32 * value + _LETTERS.index(sign)
    if _check(value) != code[_CHANCE:]:
        raise RecoveryCodeMistyped
    return code


def grouped(code: str) -> str:
    """Return a code in groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _check(value: int) -> str:
    return _written(value % _PRIME, 2)


def _written(value: int, letters: int) -> str:
    return "".join(_LETTERS[value >> 5 * place & 31] for place in reversed(range(letters)))
