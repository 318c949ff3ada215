"""Text prepared for search: the same way for goods and for what a person types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.data.search_words import LONGEST_WORD, document, fold, query_words, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tea", "tea"),
        ("CRÈME Brûlée", "creme brulee"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "lodz"),
        ("Ærø þing", "aero thing"),
        ("ＡＢＣ　１２", "abc 12"),
        ("İI", "ii"),
        ("ﬁ", "fi"),
        ("№ 5 Tea™", "no 5 teatm"),
        ("Ǿ 𝘼 ẞ", "o a ss"),
        ("", ""),
    ],
)
def test_case_accents_and_width_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rock & Roll T-Shirt", ["rock", "roll", "t", "shirt"]),
        ("snake_case", ["snake", "case"]),
        ("ß_ä", ["ss", "a"]),
        ("红豆bun包", ["红", "豆", "bun", "包"]),
        ("ノート", ["ノ", "ー", "ト"]),
        ("𠀀x", ["𠀀", "x"]),
        ("a" * 30, ["a" * 24]),
        ("ä" * 30, ["a" * 24]),
        ("☕!", []),
        ("tea tea", ["tea", "tea"]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("name", "sku", "codes", "words"),
    [
        ("Green Tea", "TEA-1", (), "green tea 1 tea1"),
        ("Mug", "0012", ("049000042566", "4006381333931"), "mug 0012 12 049000042566 49000042566 4006381333931"),
        ("Zero", "000", (), "zero 000 0"),
        ("红豆", "B1", (), "红 豆 hongdou hd dou d b1"),
        ("红 tea 豆", "", (), "红 tea 豆 hong h dou d"),
        ("女士", "", (), "女 士 nvshi ns shi s"),
        ("☕", "", ("☕",), ""),
    ],
)
def test_what_goods_are_found_by(name: str, sku: str, codes: tuple[str, ...], words: str) -> None:
    assert document(name, sku, codes) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tea green", ["tea", "green"]),
        ("tea te t", ["tea"]),
        ("te tea", ["tea"]),
        ("tea Tea TEA", ["tea"]),
        ("t shirt", ["t", "shirt"]),
        ("a b c d e f g h i j", ["a", "b", "c", "d", "e", "f", "g", "h"]),
        ("", []),
    ],
)
def test_what_a_person_typed(typed: str, words: list[str]) -> None:
    assert query_words(typed) == words


@given(st.text(max_size=60))
def test_no_word_is_one_a_database_could_trip_over(text: str) -> None:
    for word in words_of(text):
        assert word
        assert fold(word) == word, "folding what was folded changes nothing"
        assert len(word) <= LONGEST_WORD
        assert not any(sign.isspace() or sign in "\"'*()-:^+%_\\\0" for sign in word)
        assert word.encode(), "half a character cannot be stored"


@given(st.text(max_size=60))
def test_goods_are_found_by_their_own_name(name: str) -> None:
    found = document(name, "", ()).split()
    assert all(any(word.startswith(typed) for word in found) for typed in query_words(name))
