"""A typed number in its parts."""

from __future__ import annotations

import pytest

from pos_app.domain.numbers import typed_number


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12", (False, "12", "")),
        (" -1,250 ", (True, "1", "25")),
        ("+.5", (False, "", "5")),
        ("3.", (False, "3", "")),
        ("0.00", (False, "0", "")),
        ("", None),
        (".", None),
        ("-", None),
        ("1.2.3", None),
        ("1 2", None),
        ("٣", None),
        ("three", None),
    ],
)
def test_a_number_comes_apart_at_its_sign_and_point(text: str, parts: tuple[bool, str, str] | None) -> None:
    assert typed_number(text) == parts
