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
        ("\u200d Li", "Li"),
        ("Li \u200d Ming", "Li Ming"),
        ("own\u200cer", "owner"),
        ("\u200d \u200d", ""),
        ("\u3164\u2800", ""),
        ("Le\u0301a", "L\u00e9a"),
        ("e\u200b\u0301", "\u00e9"),
        ("\u06dd5", "\u06dd5"),
        ("葛\U000e0100城", "葛\U000e0100城"),  # which of two shapes: whose name it is sees it
        ("\u200b\u200d\n", ""),
        ("Li\ud800", "Li"),
    ],
)
def test_what_is_kept_of_a_name(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


SIGNS = "Le \n5\u200b\u200c\u200d\u202e\u3164\u115f\u2800\u0301\u034f\u06dd\u212b\u0646\u062e\u064e"


@given(st.text() | st.text(SIGNS))
def test_what_is_kept_once_stays(text: str) -> None:
    kept = one_line(text)
    assert one_line(kept) == kept
    assert kept == kept.strip()
    assert "  " not in kept
