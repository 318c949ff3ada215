"""The sale at the till: what the next step does, and the mark of whatever made it smaller."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.domain.basket import Basket, Line, price_basket
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Tag
from pos_app.domain.pack import measure
from pos_app.domain.pricing import Discount
from pos_app.domain.sale import (
    Mark,
    NothingToUndo,
    Sale,
    Unkept,
    add_step,
    begin,
    discount_step,
    resume,
    undo_step,
)
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
from tests.factories.baskets import goods, line, uid, vat
from tests.factories.steps import step_lists

TENTH = Discount(rate_ppm=100_000)
TEA, BREAD = goods(300), goods(250, number=2)


def sale_of(*steps: Step) -> Sale:
    sale = begin(uid(7))
    for step in steps:
        sale = sale.after(step, "line")
    return sale


def mark_of(*steps: Step) -> Mark | None:
    last = sale_of(*steps).last
    assert last is not None
    return last.mark


TWO = (AddLine(line(TEA, 2_000)), AddLine(line(BREAD, number=2)))


def line_mark(tag: Tag, before: int, after: int, quantities: tuple[int, int] = (2_000, 2_000)) -> Mark:
    """Return the mark on the tea."""
    return Mark(tag, uid(1), uid(1001), before, after, *quantities)


def test_an_empty_sale_has_nothing_to_keep() -> None:
    assert begin(uid(7)) == Sale(Sitting(Basket(uid(7))), price_basket(Basket(uid(7))), 0)
    assert begin(uid(7)).last is None


def test_each_step_is_numbered_and_must_be_kept() -> None:
    sale = sale_of(*TWO)
    assert sale.steps == 2
    assert sale.basket.lines == (TWO[0].line, TWO[1].line)
    assert sale.priced.total == 850
    assert sale.last == Unkept(uid(7), 2, TWO[1], None)


@pytest.mark.parametrize(
    ("step", "mark"),
    [
        (RemoveLine(uid(1)), line_mark(Tag.LINE_REMOVED, 600, 0, (2_000, 0))),
        (SetQuantity(uid(1), 1_000), line_mark(Tag.LINE_REDUCED, 600, 300, (2_000, 1_000))),
        (SetQuantity(uid(1), -2_000), line_mark(Tag.LINE_REDUCED, 600, -600, (2_000, -2_000))),
        (SetQuantity(uid(1), 3_000), None),
        (SetQuantity(uid(1), 2_000), None),
        (SetPrice(uid(1), 2_990_000), line_mark(Tag.PRICE_CHANGED, 600, 598)),
        (SetPrice(uid(1), 3_010_000), line_mark(Tag.PRICE_CHANGED, 600, 602)),
        (SetPrice(uid(1), 3_000_000), None),
        (DiscountLine(uid(1), (TENTH,)), line_mark(Tag.DISCOUNT_GIVEN, 600, 540)),
        (DiscountLine(uid(1), ()), None),
        (DiscountBasket((TENTH,)), Mark(Tag.DISCOUNT_GIVEN, None, None, 850, 765)),
        (DiscountBasket(()), None),
        (AddLine(line(TEA, -1_000, number=3)), None),
        (Undo(), Mark(Tag.LINE_UNDONE, uid(2), uid(1002), 250, 0, 1_000, 0)),
    ],
)
def test_what_shows_less_leaves_one_mark(step: Step, mark: Mark | None) -> None:
    assert mark_of(*TWO, step) == mark


@pytest.mark.parametrize(
    ("steps", "mark"),
    [
        ((SetQuantity(uid(1), 3_000), Undo()), line_mark(Tag.LINE_UNDONE, 900, 600, (3_000, 2_000))),
        ((SetPrice(uid(1), 4_000_000), Undo()), line_mark(Tag.LINE_UNDONE, 800, 600)),
        ((DiscountLine(uid(1), (TENTH,)), Undo()), None),
        ((RemoveLine(uid(1)), Undo()), None),
        ((DiscountBasket((TENTH,)), Undo()), None),
        ((DiscountBasket((TENTH,)), DiscountBasket(())), None),
        ((DiscountBasket((TENTH,)), DiscountBasket(()), Undo()), Mark(Tag.LINE_UNDONE, None, None, 850, 765)),
        ((DiscountBasket((TENTH,)), DiscountBasket((Discount(amount=1),))), None),
        ((DiscountBasket((TENTH,)), RemoveLine(uid(1))), line_mark(Tag.LINE_REMOVED, 600, 0, (2_000, 0))),
        ((DiscountBasket((TENTH,)), SetQuantity(uid(1), 3_000)), None),
        # the discount goes with the last line, and undo brings both back
        ((DiscountBasket((TENTH,)), RemoveLine(uid(1)), RemoveLine(uid(2)), Undo()), None),
    ],
)
def test_what_several_steps_leave(steps: tuple[Step, ...], mark: Mark | None) -> None:
    assert mark_of(*TWO, *steps) == mark


def test_goods_that_cost_nothing_are_marked_by_their_quantity() -> None:
    free = AddLine(line(goods(0), 5_000))
    assert mark_of(free, SetQuantity(uid(1), 1_000)) == line_mark(Tag.LINE_REDUCED, 0, 0, (5_000, 1_000))


def test_a_return_made_smaller_is_marked_too() -> None:
    back = AddLine(line(TEA, -2_000))
    assert mark_of(back, SetQuantity(uid(1), -1_000)) == line_mark(Tag.LINE_REDUCED, -600, -300, (-2_000, -1_000))
    assert mark_of(back, SetQuantity(uid(1), -3_000)) is None


def test_a_share_that_moves_by_a_cent_is_no_mark() -> None:
    """Two lines of 1 share 1 off; when the second grows the first line's share grows, though its row stays."""
    pins = (AddLine(line(goods(1))), AddLine(line(goods(1, number=2), number=2)), DiscountBasket((Discount(amount=1),)))
    shares = [part.basket_share for part in sale_of(*pins, SetQuantity(uid(2), 2_000)).priced.lines]
    assert [part.basket_share for part in sale_of(*pins).priced.lines] == [1, 0]
    assert shares == [0, 1]
    assert mark_of(*pins, SetQuantity(uid(2), 2_000)) is None


def test_a_total_with_taxes_on_top_is_marked_as_shown() -> None:
    taxed = AddLine(line(goods(1_000, vat(5, included=False))))
    assert mark_of(taxed, DiscountBasket((TENTH,))) == Mark(Tag.DISCOUNT_GIVEN, None, None, 1_050, 945)


@given(step_lists(), st.sampled_from(["line", "order"]))
def test_a_mark_stands_exactly_where_a_price_was_changed_or_a_row_or_the_sum_shows_less(
    steps: list[Step], rounding: str
) -> None:
    sale = begin(uid(7))
    for step in steps:
        before, sale = sale, sale.after(step, rounding)  # type: ignore[arg-type]  # one of the two
        assert sale.last is not None
        now = {part.line.uid: (part.net_of_own, part.line.quantity) for part in sale.priced.lines}
        smaller = any(
            less(now.get(part.line.uid, (0, 0)), (part.net_of_own, part.line.quantity), part.line.uid in now)
            for part in before.priced.lines
        )
        if isinstance(step, (DiscountBasket, Undo)) and before.basket.discounts != sale.basket.discounts:
            smaller |= abs(goods_sum(sale)) < abs(goods_sum(before))
        if isinstance(step, SetPrice):  # whichever way it goes
            old, new = before.basket.line(step.line_uid), sale.basket.line(step.line_uid)
            smaller |= old.unit_price != new.unit_price
        if isinstance(step, AddLine):  # at once at another price than theirs, unless that is open
            smaller = step.line.item.list_price not in {0, step.line.unit_price} and not as_labelled(step.line)
        assert (sale.last.mark is not None) == smaller
        assert sale == Sale(
            replay(uid(7), steps[: sale.steps]),
            price_basket(sale.basket, rounding),  # type: ignore[arg-type]  # the same
            sale.steps,
            sale.last,
            sale.lit,
        )


def as_labelled(one: Line) -> bool:
    """Whether a line is what some packs with its label come to, each weighing what the first does."""
    if one.label.amount is None:
        return False
    with suppress(PosError):
        pack, _price = measure(one.item, one.label)
        return measure(one.item, one.label, one.quantity // pack) == (one.quantity, one.unit_price)
    return False


def less(now: tuple[int, int], before: tuple[int, int], there: bool) -> bool:
    pairs = zip(now, before, strict=True)
    return not there or any(abs(new) < abs(old) or (new < 0 < old) or (old < 0 < new) for new, old in pairs)


def goods_sum(sale: Sale) -> int:
    return sale.priced.subtotal - sum(sale.priced.taken)


def test_the_line_that_changed_is_lit() -> None:
    assert begin(uid(7)).lit is None
    assert sale_of(*TWO).lit == uid(2)
    assert sale_of(*TWO, SetQuantity(uid(1), 3_000)).lit == uid(1)
    assert sale_of(*TWO, SetQuantity(uid(1), 3_000), DiscountBasket((TENTH,))).lit is None
    assert sale_of(*TWO, SetQuantity(uid(1), 3_000), DiscountBasket((TENTH,)), Undo()).lit is None, "it stays"
    assert sale_of(*TWO, SetQuantity(uid(1), 3_000), DiscountBasket((TENTH,)), Undo(), Undo()).lit == uid(1)
    assert sale_of(*TWO, Undo()).lit == uid(1), "the last that is there"
    assert sale_of(*TWO, RemoveLine(uid(1)), Undo()).lit == uid(1)
    assert sale_of(*TWO, RemoveLine(uid(2))).lit == uid(1)
    assert sale_of(*TWO, RemoveLine(uid(1))).lit == uid(2)
    assert sale_of(TWO[0], RemoveLine(uid(1))).lit is None


def test_a_sale_goes_on_where_its_steps_stopped() -> None:
    steps = (*TWO, DiscountBasket((TENTH,)))
    sale = resume(replay(uid(7), steps), 3, "order")
    assert (sale.priced.total, sale.steps, sale.last, sale.priced.rounding) == (765, 3, None, "order")
    last = sale.after(Undo(), "order").last
    assert last is not None
    assert last.position == 4


def test_the_same_goods_again_are_added_to_their_line() -> None:
    sale = sale_of(*TWO)
    more = line(TEA, 3_000, number=5)
    assert add_step(sale, more, merge=True) == SetQuantity(uid(1), 5_000)
    assert add_step(sale, more, merge=False) == AddLine(more)
    weighed = replace(more, tare=0)
    assert add_step(sale, weighed, merge=True) == AddLine(weighed)


@pytest.mark.parametrize(
    "other",
    [line(goods(1, number=9), number=5), line(TEA, -1_000, number=5), line(TEA, number=5, price=7)],
)
def test_other_goods_another_price_and_returns_get_a_line_of_their_own(other: Line) -> None:
    assert add_step(sale_of(*TWO), other, merge=True) == AddLine(other)


def test_goods_taken_back_are_added_to_goods_taken_back() -> None:
    sale = sale_of(AddLine(line(TEA, -1_000)))
    assert add_step(sale, line(TEA, -1_000, number=5), merge=True) == SetQuantity(uid(1), -2_000)
    assert add_step(sale, line(TEA, number=5), merge=True) == AddLine(line(TEA, number=5))


def test_undo_needs_something_to_undo() -> None:
    assert undo_step(sale_of(*TWO)) == Undo()
    with pytest.raises(NothingToUndo):
        undo_step(begin(uid(7)))
    with pytest.raises(NothingToUndo):
        undo_step(sale_of(TWO[0], Undo()))


def test_discounts_of_a_line_and_of_the_whole() -> None:
    assert discount_step(uid(1), TENTH) == DiscountLine(uid(1), (TENTH,))
    assert discount_step(uid(1), None) == DiscountLine(uid(1), ())
    assert discount_step(None, TENTH) == DiscountBasket((TENTH,))
    assert discount_step(None, None) == DiscountBasket(())
