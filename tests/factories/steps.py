"""What people do to a basket, at random: steps that are possible at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pos_app.domain.steps import (
    AddLine,
    DiscountBasket,
    DiscountLine,
    RemoveLine,
    SetPrice,
    SetQuantity,
    Sitting,
    Step,
    Undo,
    replay,
)
from tests.factories.baskets import discounts, lines, tares, uid

if TYPE_CHECKING:
    from collections.abc import Callable

_ANYWHERE = ("add", "add", "basket_discount", "undo")
_ON_A_LINE = ("quantity", "price", "discount", "remove")


@st.composite
def a_step(draw: st.DrawFn, sitting: Sitting, number: int) -> Step:
    """Draw a step that the basket of a sitting can take; `number` names a new line."""
    there = [line.uid for line in sitting.basket.lines]
    kind = draw(st.sampled_from(_ANYWHERE + (_ON_A_LINE if there else ())))
    target = draw(st.sampled_from(there)) if there else b""
    given = st.lists(discounts(), max_size=2).map(tuple)
    make: dict[str, Callable[[], Step]] = {
        "add": lambda: AddLine(draw(lines(number, returns=True))),
        "basket_discount": lambda: DiscountBasket(draw(given)),
        "undo": Undo,
        "quantity": lambda: SetQuantity(target, draw(st.integers(-20_000, 20_000)), draw(tares())),
        "price": lambda: SetPrice(target, draw(st.integers(0, 10**8))),
        "discount": lambda: DiscountLine(target, draw(given)),
        "remove": lambda: RemoveLine(target),
    }
    return make[kind]()


@st.composite
def step_lists(draw: st.DrawFn, most: int = 12) -> list[Step]:
    """Draw what happened to one basket, from its first step on."""
    sitting, steps = replay(uid(7), ()), []
    for number in range(1, draw(st.integers(0, most)) + 1):
        step = draw(a_step(sitting, number))
        steps.append(step)
        sitting = sitting.after(step)
    return steps
