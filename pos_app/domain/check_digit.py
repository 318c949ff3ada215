"""The check digit of GS1: what a misread figure betrays itself by."""

from __future__ import annotations

_ZERO = ord("0")


def check_digit(body: str) -> int:
    """Return the GS1 check digit of a number without it (General Specifications, section 7.9.1)."""
    figures = body.encode("ascii")
    threes, ones = figures[::-2], figures[-2::-2]
    return -(3 * (sum(threes) - _ZERO * len(threes)) + sum(ones) - _ZERO * len(ones)) % 10
