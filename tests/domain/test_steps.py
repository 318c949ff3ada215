"""A basket on disk is the list of its steps: written, read and done again they make the same basket."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from msgspec.structs import replace

from pos_app.domain.basket import Basket, LineNotFound
from pos_app.domain.pricing import Discount
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
    decode,
    encode,
    replay,
)
from tests.factories.baskets import goods, line, uid, vat
from tests.factories.steps import step_lists

TENTH = Discount(rate_ppm=100_000, name="tenth")
TEA = line(goods(300, vat(7)), 2_000, TENTH)


@given(step_lists())
def test_steps_read_from_disk_make_the_same_basket(steps: list[Step]) -> None:
    sitting = Sitting(Basket(uid(7)))
    for step in steps:
        sitting = sitting.after(step)
    stored = [encode(step) for step in steps]
    assert [decode(kind, body) for kind, body in stored] == steps
    assert replay(uid(7), (decode(kind, body) for kind, body in stored)) == sitting


@given(step_lists())
def test_as_many_undos_as_steps_lead_back_to_nothing(steps: list[Step]) -> None:
    sitting = replay(uid(7), steps)
    for _ in steps:
        sitting = sitting.after(Undo())
    assert sitting == Sitting(Basket(uid(7)))
    assert sitting.after(Undo()) is sitting


@given(step_lists())
def test_a_stored_step_holds_no_floats(steps: list[Step]) -> None:
    floats: list[str] = []
    for step in steps:
        _, body = encode(step)
        json.loads(body, parse_float=floats.append)
    assert floats == []


@pytest.mark.parametrize(
    ("step", "kind", "body"),
    [
        (SetQuantity(uid(1), 5_000), "quantity", {"line": uid(1).hex(), "quantity": 5_000}),
        (SetQuantity(uid(1), 480, 20), "quantity", {"line": uid(1).hex(), "quantity": 480, "tare": 20}),
        (SetPrice(uid(1), 35_000), "price", {"line": uid(1).hex(), "price": 35_000}),
        (
            DiscountLine(uid(1), (TENTH, Discount(amount=5))),
            "discount",
            {"line": uid(1).hex(), "discounts": [[100_000, None, "tenth"], [None, 5, ""]]},
        ),
        (DiscountBasket(()), "basket_discount", {"discounts": []}),
        (RemoveLine(uid(1)), "remove", {"line": uid(1).hex()}),
        (Undo(), "undo", {}),
    ],
)
def test_how_a_step_is_stored(step: Step, kind: str, body: dict[str, object]) -> None:
    """Baskets of older versions are read for ever: the format does not change unnoticed."""
    assert encode(step) == (kind, json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    assert decode(kind, json.dumps(body)) == step


def test_how_a_new_line_is_stored() -> None:
    kind, body = encode(AddLine(TEA))
    assert kind == "add"
    assert json.loads(body) == {
        "line": uid(1).hex(),
        "variant": 1,
        "uid": uid(1001).hex(),
        "sku": "SKU-1",
        "name": "Tea",
        "unit": "piece",
        "decimals": 0,
        "list": 3_000_000,
        "cost": 0,
        "tracked": False,
        "taxes": [[uid(70_000).hex(), "VAT 7 %", 70_000, True, 0, False]],
        "quantity": 2_000,
        "price": 3_000_000,
        "discounts": [[100_000, None, "tenth"]],
        "code": "",
    }


def test_how_a_weighed_line_is_stored() -> None:
    _kind, body = encode(AddLine(replace(TEA, tare=0)))
    assert json.loads(body)["tare"] == 0


def test_a_quantity_typed_over_a_weighed_one_is_not_weighed() -> None:
    sitting = replay(uid(7), [AddLine(replace(TEA, tare=20)), SetQuantity(uid(1), 300, 0)])
    assert sitting.basket.line(uid(1)).tare == 0
    assert sitting.after(SetQuantity(uid(1), 300)).basket.line(uid(1)).tare is None


def test_each_step_does_what_it_says() -> None:
    bread = line(goods(250, number=2), number=2)
    sitting = replay(uid(7), [AddLine(TEA), AddLine(bread), DiscountBasket((TENTH,))])
    assert sitting.basket == Basket(uid(7), (TEA, bread), (TENTH,))
    sitting = sitting.after(SetQuantity(uid(1), 1_000)).after(DiscountLine(uid(1), ())).after(SetPrice(uid(2), 7))
    assert sitting.basket.lines == (line(TEA.item), line(bread.item, number=2, price=7))
    assert sitting.basket.discounts == (TENTH,)
    sitting = sitting.after(RemoveLine(uid(2)))
    assert sitting.basket.lines == (line(TEA.item),)
    assert sitting.after(Undo()).basket.lines == (line(TEA.item), line(bread.item, number=2, price=7))


def test_a_step_on_a_line_that_is_gone_is_refused() -> None:
    for step in (SetQuantity(uid(9), 1), SetPrice(uid(9), 1), DiscountLine(uid(9), ()), RemoveLine(uid(9))):
        with pytest.raises(LineNotFound):
            replay(uid(7), [AddLine(TEA), step])


def test_a_kind_nobody_knows_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no step is called 'fly'"):
        decode("fly", "{}")
