"""Hits: who must say how much it is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.domain.label import NO_LABEL, Label
from pos_app.domain.rows import Hit
from tests.factories.baskets import goods

BREAD = goods(450)
APPLES = replace(BREAD, unit="kg", decimals=3)


@pytest.mark.parametrize(
    ("hit", "measured", "unmeasured"),
    [
        (Hit(BREAD, 1000, "", None), False, False),
        (Hit(APPLES, 1000, "", None), False, True),
        (Hit(APPLES, 500, "", None), False, False),
        (Hit(APPLES, 1000, "", None, Label(weight=1000)), True, False),
        (Hit(APPLES, 1000, "", None, Label(lot="A")), False, True),
        (Hit(BREAD, 1000, "", None, Label(weight=250)), False, False),
        (Hit(BREAD, 1000, "", None, Label(amount=250)), True, False),
    ],
)
def test_who_says_how_much(hit: Hit, *, measured: bool, unmeasured: bool) -> None:
    assert (hit.measured, hit.unmeasured) == (measured, unmeasured)
    assert Hit(BREAD, 1000, "", None).label is NO_LABEL
