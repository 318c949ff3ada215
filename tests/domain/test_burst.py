"""Codes that ran together are parted where that can mean one thing only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.barcode import GTIN_LENGTHS, gtin14
from pos_app.domain.burst import LONGEST_BURST, parted, runs_together
from pos_app.domain.check_digit import check_digit
from pos_app.domain.scale_label import parse_rules
from tests.domain.test_barcode import gtins

MILK, TEA, SMALL, UPC = "6901234567892", "9780201379624", "73513537", "036000291452"
LABEL = "2100001002503"
RULES = parse_rules("21 PPPPP WW.WWW C\n22 PPPPP WW.WWW AAA.AA C\n24 PPPP WWWW", 2)


def ways(text: str) -> list[tuple[str, ...]]:
    """Return every way to part a number into GTINs, found the long way."""
    found: list[tuple[str, ...]] = [(text,)] if len(text) in GTIN_LENGTHS and gtin14(text) else []
    for length in GTIN_LENGTHS:
        if len(text) > length and gtin14(text[:length]):
            found += [(text[:length], *rest) for rest in ways(text[length:])]
    return found


@pytest.mark.parametrize(
    "codes",
    [(MILK, MILK), (MILK, TEA), (SMALL, SMALL), (MILK, SMALL, TEA), (UPC, MILK), (MILK,) * 5, (LABEL, MILK)],
)
def test_codes_are_parted_in_their_order(codes: tuple[str, ...]) -> None:
    assert parted("".join(codes), RULES) == codes


def test_a_label_of_18_figures_is_one_code() -> None:
    both = "22000070073401160" + str(check_digit("22000070073401160"))
    assert RULES[1].fits(both)
    assert parted(both, RULES) == ()
    assert parted(both + MILK, RULES) == (both, MILK)
    assert parted(both + MILK) == ()


@pytest.mark.parametrize(
    "text",
    [MILK, SMALL, "", MILK + TEA[:-2], MILK + "6901234567893", "x" * 26, MILK + "６９０１２３４５６７８９２", "0" * 24],
)
def test_what_is_no_several_codes_or_may_be_several_things_stays_whole(text: str) -> None:
    assert parted(text, RULES) == ()


def test_a_number_with_two_ways_is_left_alone() -> None:
    text = "70000016" + "0" * 12  # a GTIN-8 and a GTIN-12; or a GTIN-12 and a GTIN-8
    assert ways(text) == [("70000016", "0" * 12), ("700000160000", "0" * 8)]
    assert parted(text) == ()


@given(st.lists(gtins(), min_size=2, max_size=4))
def test_parting_agrees_with_the_long_way(codes: list[str]) -> None:
    text = "".join(codes)
    found = ways(text)
    assert tuple(codes) in found
    assert parted(text) == (found[0] if len(found) == 1 else ())


def test_how_long_a_number_is_no_single_code() -> None:
    assert runs_together(SMALL + SMALL)
    assert not runs_together(MILK)
    assert not runs_together("A" * 20)
    assert parted(SMALL * (LONGEST_BURST // 8 + 1)) == ()
