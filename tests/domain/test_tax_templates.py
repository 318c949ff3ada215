"""Templates fill the form: known rates as the law has them, own ones as they were typed."""

from __future__ import annotations

import pytest

from pos_app.domain.tax_rules import TaxDraft, checked, tried
from pos_app.domain.tax_templates import (
    TEMPLATES,
    RatesMissing,
    RatesTooMany,
    TemplateUnknown,
    filled,
    named,
    template_of,
)


def rates_of(key: str, *rates: int | None) -> dict[str, list[tuple[int, bool]]]:
    """Return the (rate, inside) pairs of each class of a template by its code."""
    return {one.code: [(tax.rate_ppm, tax.included) for tax in one.taxes] for one in filled(template_of(key), rates)}


def test_places_with_known_rates_ask_for_nothing() -> None:
    assert rates_of("china") == {
        "13": [(130_000, True)],
        "9": [(90_000, True)],
        "6": [(60_000, True)],
        "0": [(0, True)],
    }
    assert rates_of("germany") == {"19": [(190_000, True)], "7": [(70_000, True)], "0": [(0, True)]}
    assert rates_of("quebec") == {
        "gst-qst": [(50_000, False), (99_750, False)],
        "gst": [(50_000, False)],
        "none": [],
    }


def test_quebec_pays_what_revenu_quebec_says() -> None:
    """100.00: GST 5.00, QST 9.98 on the price alone."""
    both = filled(template_of("quebec"))[0]
    assert tried(10_000, both.taxes).to_pay == 11_498


def test_own_rates_are_asked_for() -> None:
    assert rates_of("united_states", 82_500) == {"taxed": [(82_500, False)], "none": []}
    assert rates_of("europe", 200_000, 55_000) == {"20": [(200_000, True)], "5.5": [(55_000, True)], "0": [(0, True)]}
    assert [one.name for one in filled(template_of("europe"), (200_000, 55_000))] == ["20 %", "5.5 %", "0 %"]
    assert rates_of("europe", 200_000, None) == {"20": [(200_000, True)], "0": [(0, True)]}
    assert rates_of("europe", 200_000, 200_000) == {"20": [(200_000, True)], "0": [(0, True)]}
    assert [len(one.asked) for one in TEMPLATES.values()] == [0, 0, 2, 1, 0]


@pytest.mark.parametrize("rates", [(), (None,), (None, 55_000)])
def test_a_rate_that_must_be_there_is_missed(rates: tuple[int | None, ...]) -> None:
    with pytest.raises(RatesMissing):
        filled(template_of("europe"), rates)


@pytest.mark.parametrize(("key", "asked"), [("germany", 0), ("united_states", 1), ("europe", 2)])
def test_more_rates_than_are_asked_for_are_refused(key: str, asked: int) -> None:
    assert filled(template_of(key), (200_000, 100_000)[:asked])
    with pytest.raises(RatesTooMany) as refused:
        filled(template_of(key), (200_000,) * (asked + 1))
    assert refused.value.params == {"asked": asked}


def test_every_template_can_be_kept() -> None:
    for key, template in TEMPLATES.items():
        assert template.key == key
        for one in filled(template, (200_000, 100_000)[: len(template.asked)]):
            assert checked(one.taxes) == tuple(sorted(one.taxes, key=lambda tax: tax.order))


def test_an_unknown_place_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(TemplateUnknown) as refused:
        template_of("atlantis")
    assert "germany" in str(refused.value.params["choices"])


def test_names_can_be_those_of_another_language() -> None:
    classes = named(filled(template_of("united_states"), (82_500,)), {"No tax": "免税"})
    assert [one.name for one in classes] == ["Taxed", "免税"]
    assert classes[0].taxes == (TaxDraft("Sales tax", 82_500, included=False),)
