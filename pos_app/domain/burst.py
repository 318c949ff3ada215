"""Codes that came with nothing between them: from a scanner that sends no end, triggered twice in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.barcode import GTIN_LENGTHS, gtin14
from pos_app.domain.errors import PosError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.scale_label import ScaleRule

SHORTEST_PAIR = 2 * min(GTIN_LENGTHS)
"""Two codes with check digits have at least so many figures."""
LONGEST_BURST = 200
"""More codes than this at once come from no hand."""


class CodesRunTogether(PosError):
    """Several codes came as one and can be parted in no way, or in more than one. Params: text."""


def parted(text: str, rules: tuple[ScaleRule, ...] = ()) -> tuple[str, ...]:
    """Return the codes in a long number, if it is several valid ones in exactly one way; else nothing.

    Valid is what proves itself: a GTIN of 8, 12, 13 or 14 digits, or a scale's label with a check digit.
    """
    if not text.isascii() or not text.isdigit() or not SHORTEST_PAIR <= len(text) <= LONGEST_BURST:
        return ()
    ways: list[int] = [1]
    """How many ways there are to part the first so many figures."""
    last: list[int] = [0]
    """How long the last code is in one of them."""
    for end in range(1, len(text) + 1):
        lengths = [length for length in _valid(text[:end], rules) if ways[end - length]]
        ways.append(sum(ways[end - length] for length in lengths))
        last.append(lengths[0] if lengths else 0)
    if ways[-1] != 1 or last[-1] == len(text):
        return ()
    return tuple(_walked(text, last))[::-1]


def runs_together(text: str) -> bool:
    """Tell whether a number is longer than one code of goods, and not longer than several may be."""
    return text.isascii() and text.isdigit() and SHORTEST_PAIR <= len(text) <= LONGEST_BURST


def _valid(text: str, rules: tuple[ScaleRule, ...]) -> list[int]:
    """Return how long the valid codes are that a text ends with."""
    lengths = {length for length in GTIN_LENGTHS if len(text) >= length and gtin14(text[-length:])}
    fitting = (rule.length for rule in rules if rule.checked and rule.fits(text[-rule.length :]))
    return sorted(lengths.union(fitting))


def _walked(text: str, last: list[int]) -> Iterator[str]:
    end = len(text)
    while end:
        yield text[end - last[end] : end]
        end -= last[end]
