"""What a check finds wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator


PUT_BACK = "put back"
"""The check of one that says that books go on further elsewhere: it expects an entry that the file `found` knows."""


class Divergence(Struct, frozen=True):
    """One figure that is not what the facts say."""

    check: str
    """Which check found it, for example `levels`."""
    where: str
    """What it concerns, as a person can find it: a receipt number, a SKU, an entry's sequence."""
    expected: str
    found: str


def differ(check: str, where: object, expected: object, found: object) -> Iterator[Divergence]:
    """Give a divergence where two figures differ."""
    if expected != found:
        yield Divergence(check, str(where), str(expected), str(found))
