"""The check digit of GS1: what a misread figure betrays itself by."""

from __future__ import annotations


def check_digit(body: str) -> int:
    """Return the GS1 check digit of a number without it (General Specifications, section 7.9.1)."""
    digits = [int(digit) for digit in reversed(body)]
    return -(3 * sum(digits[::2]) + sum(digits[1::2])) % 10
