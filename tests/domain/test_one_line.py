"""Names on one line: what nobody sees is not kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.one_line import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Li", "Li"),
        ("  Lea   Sommer ", "Lea Sommer"),
        ("Lea\nSommer\t", "Lea Sommer"),
        ("Lea\u2028Sommer\x85", "Lea Sommer"),
        ("李\u3000小明", "李 小明"),
        ("Li\u200b", "Li"),
        ("\ufeffLi", "Li"),
        ("\u202eiL", "iL"),
        ("Kaf\u00adfee", "Kaffee"),
        ("Li\x00\x07", "Li"),
        ("نرگس\u200cخانم", "نرگس\u200cخانم"),  # written so
        ("Li\u200d", "Li"),
        ("\u200b\u200d\n", ""),
        ("Li\ud800", "Li"),
    ],
)
def test_what_is_kept_of_a_name(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@given(st.text())
def test_what_is_kept_once_stays(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
