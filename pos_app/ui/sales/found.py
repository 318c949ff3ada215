"""Rows under the scan line from what a search or an ambiguous code brought, with the match in bold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pos_app.domain.element_strings import has_elements, without_identifier
from pos_app.domain.quantity import THOUSANDTHS, NotAQuantity, parse_quantity
from pos_app.ui.sales.bursts import SHORTEST_BURST
from pos_app.ui.sales.results_popup import FoundRow
from pos_app.ui.typed import plain_text, typed_quantity

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
    from pos_app.domain.rows import Found, Hit

_TIMES = ("*", "×", "＊")
_TIMES_SIGN = "[*×＊]"
_WITHIN = frozenset("-/.")
"""Signs that codes are written with."""
_MOST_DECIMALS = 3
_SHORTEST_CODE = 6


def split_times(text: str, formats: Formats) -> tuple[int | None, str]:
    """Return the quantity typed before `*` in thousandths (None for none) and the code or words behind it.

    Raise `NotAQuantity`, `TooManyDecimals`, or `QuantityOutOfRange` where something else stands before.
    """
    for sign in _TIMES:
        before, found, after = text.partition(sign)
        if found and (not before.strip() or after.strip()[:1] in _TIMES):
            raise NotAQuantity(text=text[:40])
        if found:
            return parse_quantity(typed_quantity(before, formats, _MOST_DECIMALS), _MOST_DECIMALS), after.strip()
    return None, text.strip()


def is_burst(text: str, count: int) -> bool:
    """Return whether a text is a scan: a code, with a quantity before it perhaps, whose signs came in one burst."""
    code = without_identifier(plain_text(re.split(_TIMES_SIGN, text)[-1]))
    return count >= max(len(code), SHORTEST_BURST) and (looks_like_code(code) or has_elements(code))


def looks_like_code(text: str) -> bool:
    """Return whether a text that nothing was found for is a misread code and no words to search for."""
    joined = "".join(sign for sign in text if sign not in _WITHIN and (sign.isascii() or sign.isalnum()))
    has_digit = any(sign.isdigit() for sign in joined)
    short_number = joined.isdigit()
    return short_number or (joined.isascii() and joined.isalnum() and has_digit and len(joined) >= _SHORTEST_CODE)


def found_row(found: Found, words: str, formats: Formats) -> FoundRow:
    """Return the row of a search result."""
    return FoundRow(
        variant_id=found.variant_id,
        name=found.name,
        bold=bold_spans(found.name, words),
        sku=found.sku,
        stock=stock_text(found.on_hand, found.decimals, found.unit, formats),
        price="" if found.unit_price is None else formats.price(found.unit_price),
    )


def hit_row(hit: Hit, formats: Formats) -> FoundRow:
    """Return the row of one of several goods that share a code."""
    item = hit.item
    times = "" if hit.quantity == THOUSANDTHS else f" × {formats.quantity(hit.quantity, item.decimals, item.unit)}"
    return FoundRow(
        variant_id=item.variant_id,
        name=item.name + times,
        bold=(),
        sku=item.sku,
        stock=stock_text(hit.on_hand, item.decimals, item.unit, formats),
        price=formats.price(item.list_price),
    )


def stock_text(on_hand: int | None, decimals: int, unit: str, formats: Formats) -> str:
    """Return a stock level, empty where it is not counted."""
    return "" if on_hand is None else formats.quantity(on_hand, decimals, unit)


def bold_spans(name: str, words: str) -> tuple[tuple[int, int], ...]:
    """Return (start, length) of the typed words in a name: at the beginning of a word, or anywhere in Chinese."""
    folded = name.lower()
    if len(folded) != len(name):
        return ()
    spans = [span for word in words.lower().split() if (span := _span(folded, word)) is not None]
    return _without_overlap(sorted(set(spans), key=lambda span: (span[0], -span[1])))


def _span(folded: str, word: str) -> tuple[int, int] | None:
    at = folded.find(word)
    while at >= 0:
        if at == 0 or not word[0].isascii() or not folded[at - 1].isalnum():
            return at, len(word)
        at = folded.find(word, at + 1)
    return None


def _without_overlap(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    kept: list[tuple[int, int]] = []
    for start, length in spans:
        if not kept or start >= kept[-1][0] + kept[-1][1]:
            kept.append((start, length))
    return tuple(kept)
