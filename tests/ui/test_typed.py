"""Figures as people type them: full-width, with thousands as their language parts them, never guessed."""

from __future__ import annotations

import pytest

from pos_app.domain.formats import Formats
from pos_app.ui.typed import FigureTwoWays, plain_discount, plain_figure, plain_text, typed_quantity


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("１２．５", "12.5"),
        ("３＊６９０１", "3*6901"),
        ("１０％", "10%"),
        ("−２，５", "-2,5"),
        ("３。５０", "3.50"),
        ("牛奶", "牛奶"),
    ],
)
def test_full_width_signs_are_plain_ones(typed: str, plain: str) -> None:
    assert plain_text(typed) == plain


@pytest.mark.parametrize(
    ("locale", "typed", "plain"),
    [
        ("en", "1,234.50", "1234.50"),
        ("zh_CN", "１，２３４．５０", "1234.50"),
        ("en", "1,234,567", "1234567"),
        ("en", "1,234", "1234"),
        ("en", "-1,234.5", "-1234.5"),
        ("de", "1.234,50", "1234.50"),
        ("de", "1.234.567", "1234567"),
        ("fr", "1 234,50", "1234.50"),
        ("de_CH", "1’234.50", "1234.50"),
        ("de_CH", "1'234.50", "1234.50"),
        # What the language does not write so is left to the rules.
        ("en", "1.234,50", "1.234,50"),
        ("de", "1,234.50", "1,234.50"),
        ("en", "12,50", "12,50"),
        ("en", "1,23,456", "1,23,456"),
        ("en", "0,734", "0,734"),
        ("en", "abc", "abc"),
        ("en", " 5 ", "5"),
    ],
)
def test_thousands_are_parted_as_the_language_does(locale: str, typed: str, plain: str) -> None:
    assert plain_figure(typed, Formats(locale, "EUR", 2), 2) == plain


@pytest.mark.parametrize(("locale", "typed", "part"), [("en", "1,234", "1.234"), ("de", "1.234", "1,234")])
def test_what_can_be_meant_two_ways_is_asked(locale: str, typed: str, part: str) -> None:
    with pytest.raises(FigureTwoWays) as asked:
        plain_figure(typed, Formats(locale, "EUR", 2), 3)
    assert asked.value.params == {"text": typed, "whole": "1234", "part": part}
    assert plain_figure("1,234,567.5", Formats("en", "EUR", 2), 3) == "1234567.5"
    assert plain_figure("1 234", Formats("fr", "EUR", 2), 3) == "1234"


@pytest.mark.parametrize(
    ("locale", "typed", "decimals", "plain"),
    [
        ("en", "1,234", 3, "1.234"),
        ("de", "1.234", 3, "1,234"),
        ("en", "1,234", 0, "1234"),
        ("en", "1,234.5", 3, "1234.5"),
        ("en", "0,734", 3, "0,734"),
    ],
)
def test_a_weight_over_one_is_typed_with_a_comma_too(locale: str, typed: str, decimals: int, plain: str) -> None:
    assert typed_quantity(typed, Formats(locale, "EUR", 2), decimals) == plain


def test_a_discount_is_a_percentage_or_an_amount() -> None:
    formats = Formats("zh_CN", "CNY", 2)
    assert plain_discount("１２．５ ％", formats) == "12.5%"
    assert plain_discount("1,234.50", formats) == "1234.50"
