"""Baskets: what they hold, what they come to, and that nothing is lost on the way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.domain.basket import (
    LARGEST_TOTAL,
    Basket,
    Line,
    LineNotFound,
    LineTooLarge,
    PricedBasket,
    PricedLine,
    price_basket,
)
from pos_app.domain.money import half_up, line_amount
from pos_app.domain.pricing import Discount, PriceStep, net_amount
from pos_app.domain.quantity import LARGEST_QUANTITY
from pos_app.domain.tax import MILLION, Tax, TaxAmount, TaxRounding, line_taxes, plan
from tests.factories.baskets import basket, baskets, goods, line, lines, mirrored, uid, vat

ROUNDINGS: st.SearchStrategy[TaxRounding] = st.sampled_from(["line", "order"])
TENTH = Discount(rate_ppm=100_000, name="tenth")
TEA, BREAD = goods(300), goods(250, vat(7), number=2, name="Bread")
SALES_TAX = vat(5, included=False)


def test_a_basket_finds_its_lines() -> None:
    tea, bread = line(TEA), line(BREAD, number=2)
    both = basket([tea, bread])
    assert both.line(uid(2)) is bread
    assert price_basket(both).line(uid(1)).line is tea
    with pytest.raises(LineNotFound):
        both.line(uid(3))
    with pytest.raises(LineNotFound):
        price_basket(both).line(uid(3))


def test_a_change_gives_a_new_basket_and_leaves_the_former() -> None:
    empty = Basket(uid(7))
    one = empty.with_line(line(TEA))
    two = one.with_line(line(BREAD, number=2))
    changed = two.with_changed(uid(1), quantity=5_000)
    assert empty.lines == ()
    assert two == Basket(uid(7), (line(TEA), line(BREAD, number=2)))
    assert changed.lines == (line(TEA, 5_000), line(BREAD, number=2))
    assert changed.lines[1] is two.lines[1]
    assert changed.without(uid(1)).lines == (line(BREAD, number=2),)
    assert two.lines[0].quantity == 1_000


def test_what_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(LineNotFound):
        basket([line(TEA)]).with_changed(uid(9), quantity=1)
    with pytest.raises(LineNotFound):
        basket([line(TEA)]).without(uid(9))


def test_a_discount_goes_with_the_last_line() -> None:
    two = basket([line(TEA), line(BREAD, number=2)], TENTH)
    one = two.without(uid(1))
    assert one.discounts == (TENTH,)
    assert one.without(uid(2)) == basket([])


def test_more_of_the_same_goes_to_the_last_line_of_it_at_its_list_price() -> None:
    cheaper = line(TEA, number=2, price=1_000_000)
    reduced = line(TEA, 1_000, TENTH, number=3)
    first, last = line(TEA, number=4), line(TEA, number=5)
    assert basket([first, last, cheaper, reduced]).mergeable(TEA) is last
    assert basket([cheaper, reduced]).mergeable(TEA) is None
    assert basket([first]).mergeable(goods(301)) is None
    assert basket([]).mergeable(TEA) is None


def test_what_was_weighed_keeps_a_line_of_its_own() -> None:
    weighed, plain = replace(line(TEA), tare=0), line(TEA, number=2)
    assert basket([weighed]).mergeable(TEA) is None
    assert basket([plain, weighed]).mergeable(TEA) is plain


@pytest.mark.parametrize(
    "too_large",
    [
        line(TEA, LARGEST_QUANTITY + 1),
        line(TEA, -LARGEST_QUANTITY - 1),
        line(goods(LARGEST_TOTAL), 1_001),
        line(goods(LARGEST_TOTAL), -1_001),
    ],
)
def test_a_line_beyond_sense_is_refused(too_large: Line) -> None:
    with pytest.raises(LineTooLarge) as refused:
        basket([]).with_line(too_large)
    assert refused.value.params == {"name": "Tea"}
    held = basket([Line(too_large.uid, too_large.item, 1_000, 0)])
    with pytest.raises(LineTooLarge) as refused:
        held.with_changed(too_large.uid, quantity=too_large.quantity, unit_price=too_large.unit_price)
    assert refused.value.params == {"name": "Tea"}


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_line_and_the_largest_basket_are_taken(sign: int) -> None:
    most = line(goods(LARGEST_TOTAL), sign * 1_000)
    assert price_basket(basket([]).with_line(most)).total == sign * LARGEST_TOTAL
    assert basket([]).with_line(line(TEA, sign * LARGEST_QUANTITY)).lines[0].quantity == sign * LARGEST_QUANTITY
    with pytest.raises(LineTooLarge) as refused:
        price_basket(basket([most, line(goods(1, name="Pin"), sign * 1_000, number=2)]))
    assert refused.value.params == {"name": "Tea"}, "the large one, not the last"


def test_taxes_on_top_count_towards_the_largest_basket() -> None:
    with pytest.raises(LineTooLarge):
        price_basket(basket([line(goods(LARGEST_TOTAL, SALES_TAX))]))
    more = LARGEST_TOTAL * 6 // 10
    taxed, dearer = line(goods(more, SALES_TAX), 1_000), line(goods(more + 1, name="Pin"), 1_000, number=2)
    with pytest.raises(LineTooLarge) as refused:
        price_basket(basket([taxed, dearer]))
    assert refused.value.params == {"name": "Tea"}


def test_an_empty_basket_comes_to_nothing() -> None:
    empty = basket([])
    assert price_basket(empty) == PricedBasket(empty, (), 0, (), 0, 0, 0, 0, "line")
    assert price_basket(basket([], TENTH), "order") == PricedBasket(basket([], TENTH), (), 0, (0,), 0, 0, 0, 0, "order")


def test_a_basket_computed_by_hand() -> None:
    """Two breads at 2.50 with 7 % inside, less 10 %; one tea at 3.00 with 5 % on top; 1.00 off the whole."""
    bread = line(BREAD, 2_000, TENTH, number=1)
    tea = line(goods(300, SALES_TAX), number=2)
    voucher = Discount(amount=100, name="voucher")
    sold = basket([bread, tea], voucher)
    # 7.50 together; 1.00 is spread 4.50 : 3.00
    assert price_basket(sold) == PricedBasket(
        basket=sold,
        lines=(
            # 390 x 7/107 = 25.51
            PricedLine(bread, 500, (50,), 450, 60, 390, (TaxAmount(vat(7), 364, 26),)),
            PricedLine(tea, 300, (), 300, 40, 260, (TaxAmount(SALES_TAX, 260, 13),)),
        ),
        subtotal=750,
        taken=(100,),
        saved=150,
        tax_included=26,
        tax_added=13,
        total=663,
        rounding="line",
    )


def test_screws_vat_and_rounding_by_line_or_by_order() -> None:
    screw = goods(0, vat(19))
    lines_of_13 = [line(screw, 13_000, number=number, price=35_000) for number in (1, 2, 3)]
    by_line, by_order = (price_basket(basket(lines_of_13), rounding) for rounding in ("line", "order"))
    # 13 screws at 0.035 are 0.455, rounded 0.46; 46 x 19/119 = 7.34; together 22.03
    assert by_line.total == by_order.total == 138
    assert (by_line.tax_included, by_order.tax_included) == (21, 22)
    assert [priced.taxes[0].amount for priced in by_order.lines] == [8, 7, 7]
    assert by_order.rounding == "order"


@pytest.mark.parametrize(
    ("price", "percent", "total", "tax"),
    [(108, 8, 108, 8), (1_250, 5, 1_250, 60)],  # JPY 108; KWD 1.250
)
def test_currencies_without_and_with_three_digits(price: int, percent: int, total: int, tax: int) -> None:
    priced = price_basket(basket([line(goods(price, vat(percent)))]))
    assert (priced.total, priced.tax_included, priced.tax_added) == (total, tax, 0)


def test_a_discount_on_the_whole_falls_on_the_lines_that_add_to_it() -> None:
    sold, back = line(goods(1_000)), line(goods(400, number=2), -1_000, number=2)
    priced = price_basket(basket([sold, back], Discount(rate_ppm=500_000)))
    assert (priced.subtotal, priced.taken, priced.total) == (600, (300,), 300)
    assert [part.basket_share for part in priced.lines] == [300, 0]
    mostly_back = price_basket(basket([line(goods(1_000), -1_000), line(goods(400, number=2), number=2)], TENTH))
    assert (mostly_back.taken, mostly_back.total) == ((-60,), -540)
    assert [part.basket_share for part in mostly_back.lines] == [-60, 0]


def test_a_full_return_of_a_discounted_basket_gives_each_line_its_share_back() -> None:
    sold = basket([line(goods(900, vat(19))), line(goods(100, vat(7), number=2), number=2)], TENTH)
    assert [part.amount for part in price_basket(sold).lines] == [810, 90]
    assert [part.amount for part in price_basket(mirrored(sold)).lines] == [-810, -90]


def test_the_steps_of_a_line_explain_it() -> None:
    dear = Line(uid(1), goods(300, vat(7), SALES_TAX), 3_000, 2_995_000, (TENTH, Discount(amount=50, name="dent")))
    priced = price_basket(basket([dear], Discount(amount=59)))
    # 3 x 2.995 = 8.985 -> 8.99 (half a cent more); 10 % 0.90; 0.50; 0.59: 7.00, of which 7/107 are 0.46
    assert priced.steps(uid(1)) == (
        PriceStep("list", 3_000_000),
        PriceStep("price", 2_995_000),
        PriceStep("gross", 899),
        PriceStep("rounding", 5_000_000),
        PriceStep("discount", -90, "tenth", 100_000),
        PriceStep("rounding", -1_000_000),  # of 8.99 they are 0.899
        PriceStep("discount", -50, "dent"),
        PriceStep("basket_discount", -59),
        PriceStep("amount", 700),
        PriceStep("tax", 33, "VAT 5 %", 50_000, included=False),
        PriceStep("rounding", 2_897_196, near=True),  # 700 x 5/107 = 32.7102803…
        PriceStep("tax", 46, "VAT 7 %", 70_000, included=True),
        PriceStep("rounding", 2_056_075, near=True),  # 700 x 7/107 = 45.7943925…
    )
    assert priced.lines[0].tax_added == 33
    assert priced.lines[0].tax_included == 46


def test_a_plain_line_has_few_steps() -> None:
    assert price_basket(basket([line(TEA)])).steps(uid(1)) == (
        PriceStep("list", 3_000_000),
        PriceStep("gross", 300),
        PriceStep("amount", 300),
    )


@given(baskets(returns=True), ROUNDINGS)
def test_lines_sum_to_the_order_and_taxes_to_its_tax(sold: Basket, rounding: TaxRounding) -> None:
    priced = price_basket(sold, rounding)
    assert [part.line for part in priced.lines] == list(sold.lines)
    assert sum(part.net_of_own for part in priced.lines) == priced.subtotal
    assert sum(part.basket_share for part in priced.lines) == sum(priced.taken)
    assert sum(part.amount for part in priced.lines) + priced.tax_added == priced.total
    assert priced.subtotal - sum(priced.taken) + priced.tax_added == priced.total
    assert priced.saved == sum(part.gross - part.amount for part in priced.lines)
    parts = [part for found in priced.lines for part in found.taxes]
    assert sum(part.amount for part in parts if part.tax.included) == priced.tax_included
    assert sum(part.amount for part in parts if not part.tax.included) == priced.tax_added


@given(baskets(returns=True), ROUNDINGS)
def test_each_line_adds_up(sold: Basket, rounding: TaxRounding) -> None:
    for part in price_basket(sold, rounding).lines:
        assert part.gross == line_amount(part.line.unit_price, part.line.quantity)
        assert part.gross - sum(part.taken) == part.net_of_own
        sold_line = part.line
        assert net_amount(sold_line.unit_price, sold_line.discounts, sold_line.quantity) == part.net_of_own
        assert part.net_of_own - part.basket_share == part.amount
        assert abs(part.amount) <= abs(part.net_of_own) <= abs(part.gross)
        assert part.amount * part.gross >= 0
        assert [tax.tax for tax in part.taxes] == sorted(part.line.item.taxes, key=lambda tax: (tax.order, tax.uid))
        if rounding == "line":
            assert part.taxes == line_taxes(part.amount, part.line.item.taxes)


@given(baskets(returns=True), ROUNDINGS)
def test_the_steps_lead_from_the_gross_amount_to_the_amount(sold: Basket, rounding: TaxRounding) -> None:
    priced = price_basket(sold, rounding)
    for part in priced.lines:
        steps = priced.steps(part.line.uid)
        kinds = ("gross", "discount", "basket_discount")
        assert sum(step.amount for step in steps if step.kind in kinds) == part.amount
        assert [step.amount for step in steps if step.kind == "amount"] == [part.amount]
        taxed = [(step.amount, step.name, step.rate_ppm, step.included) for step in steps if step.kind == "tax"]
        assert taxed == [(tax.amount, tax.tax.name, tax.tax.rate_ppm, tax.tax.included) for tax in part.taxes]


def test_the_share_of_a_basket_discount_says_what_was_rounded() -> None:
    three = [line(goods(33, number=number), number=number) for number in (1, 2, 3)]
    priced = price_basket(basket(three, TENTH))
    # 10 % of 0.99 are 0.099, rounded 0.10 and spread as 4, 3, 3; each line's tenth is 0.033
    shares = [priced.steps(part.line.uid)[2:4] for part in priced.lines]
    assert shares == [
        (PriceStep("basket_discount", -4), PriceStep("rounding", -7_000_000)),
        (PriceStep("basket_discount", -3), PriceStep("rounding", 3_000_000)),
        (PriceStep("basket_discount", -3), PriceStep("rounding", 3_000_000)),
    ]
    voucher = price_basket(basket([line(TEA), line(goods(400, number=2), number=2)], Discount(amount=100)))
    # 100 x 3/7 = 42.8571428…
    assert voucher.steps(uid(1))[2:4] == (
        PriceStep("basket_discount", -43),
        PriceStep("rounding", -1_428_571, near=True),
    )


def test_a_share_that_was_rounded_to_nothing_is_said_and_one_of_nothing_is_not() -> None:
    sold, back = line(goods(34)), line(goods(30), -1_000, number=2)
    priced = price_basket(basket([sold, back], TENTH))
    # 10 % of 0.04 are 0.004: nothing; all of it stands for the first line, the goods taken back have no part in it
    assert priced.steps(uid(1))[2:4] == (PriceStep("basket_discount", 0), PriceStep("rounding", 4_000_000))
    assert [step.kind for step in priced.steps(uid(2))] == ["list", "gross", "amount"]
    with pytest.raises(LineNotFound):
        priced.steps(uid(3))


def test_what_one_line_of_an_order_rounded_for_all_is_its_own_step() -> None:
    three = [line(goods(33, vat(19)), number=number) for number in (1, 2, 3)]
    priced = price_basket(basket(three), "order")
    # each 5.2689075…, together 15.81: the first line bears the odd cent
    assert priced.steps(uid(1))[3:] == (
        PriceStep("tax", 6, "VAT 19 %", 190_000, included=True),
        PriceStep("rounding", 7_310_924, near=True),
    )
    assert priced.steps(uid(2))[3:] == (
        PriceStep("tax", 5, "VAT 19 %", 190_000, included=True),
        PriceStep("rounding", -2_689_076, near=True),
    )


def exact_steps(priced: PricedBasket, part: PricedLine) -> list[Fraction | int]:
    """Compute every rounded step of a line without rounding it, straight from what each means."""
    own, sold = part.line, priced.basket
    wanted: list[Fraction | int] = [Fraction(own.unit_price * own.quantity, 10_000_000)]
    rest = part.gross
    for discount, off in zip(own.discounts, part.taken, strict=True):
        wanted.append(-off if discount.rate_ppm is None else -Fraction(discount.rate_ppm, MILLION) * rest)
        rest -= off
    whole, basket_off = priced.subtotal, Fraction(0)
    for discount, off in zip(sold.discounts, priced.taken, strict=True):
        basket_off += off if discount.rate_ppm is None else Fraction(discount.rate_ppm, MILLION) * whole
        whole -= off
    adding = [abs(other.net_of_own) for other in priced.lines if other.net_of_own * priced.subtotal > 0]
    if part.net_of_own * priced.subtotal > 0:
        basket_off = basket_off * abs(part.net_of_own) / sum(adding)
    else:
        basket_off = Fraction(0)
    if part.basket_share or abs(basket_off * 10_000_000) >= Fraction(1, 2):
        wanted.append(-basket_off)
    prepared = plan(own.item.taxes)
    shares = dict((*prepared.included, *prepared.added))
    return wanted + [part.amount * shares[tax.tax] for tax in part.taxes]


@given(baskets(returns=True), ROUNDINGS)
def test_every_step_is_its_exact_value_and_its_rounding(sold: Basket, rounding: TaxRounding) -> None:
    priced = price_basket(sold, rounding)
    for part in priced.lines:
        steps = [step for step in priced.steps(part.line.uid) if step.kind not in {"list", "price", "amount"}]
        wanted = exact_steps(priced, part)
        for at, step in enumerate(steps):
            if step.kind == "rounding":
                continue
            behind = steps[at + 1] if at + 1 < len(steps) and steps[at + 1].kind == "rounding" else None
            added = (step.amount - Fraction(wanted.pop(0))) * 10_000_000
            said = behind.amount if behind else 0
            assert abs(said - added) <= Fraction(1, 2)
            assert behind is None or (said != 0 and behind.near == (said != added))
        assert wanted == []


@given(baskets(returns=True), ROUNDINGS)
def test_no_rounding_is_larger_than_its_rule_allows(sold: Basket, rounding: TaxRounding) -> None:
    priced = price_basket(sold, rounding)
    discounts = len(sold.discounts)
    for part in priced.lines:
        kind = ""
        for step in priced.steps(part.line.uid):
            if step.kind == "rounding":
                halves = {"gross": 1, "discount": 1, "basket_discount": 2 + discounts, "tax": 3}[kind]
                assert 2 * abs(step.amount) <= halves * 10_000_000
            kind = step.kind


@given(baskets(returns=True), ROUNDINGS)
def test_a_full_return_gives_back_exactly_what_was_paid(sold: Basket, rounding: TaxRounding) -> None:
    paid, back = price_basket(sold, rounding), price_basket(mirrored(sold), rounding)
    assert back.total == -paid.total
    assert (back.tax_included, back.tax_added) == (-paid.tax_included, -paid.tax_added)
    assert back.taken == tuple(-off for off in paid.taken)
    for given_back, part in zip(back.lines, paid.lines, strict=True):
        assert given_back.amount == -part.amount
        assert given_back.taxes == tuple(TaxAmount(tax.tax, -tax.base, -tax.amount) for tax in part.taxes)


@given(baskets())
def test_taxes_of_an_order_rounded_once_are_next_to_the_exact_ones(sold: Basket) -> None:
    by_line, by_order = price_basket(sold, "line"), price_basket(sold, "order")
    assert [part.amount for part in by_order.lines] == [part.amount for part in by_line.lines]
    most = sum(len(part.taxes) for part in by_line.lines)
    assert abs(by_order.tax_included - by_line.tax_included) <= most
    assert abs(by_order.tax_added - by_line.tax_added) <= most


def edited(draw: st.DrawFn, before: Basket) -> Basket:
    """Draw one change to a basket."""
    kinds = ["add", "discount", *(("quantity", "price", "line_discount", "remove") if before.lines else ())]
    kind = draw(st.sampled_from(kinds))
    if kind == "add":
        return before.with_line(draw(lines(50 + len(before.lines), returns=True)))
    if kind == "discount":
        return Basket(before.uid, before.lines, draw(st.sampled_from([(), (TENTH,), (Discount(amount=7),)])))
    target = draw(st.sampled_from(before.lines)).uid
    if kind == "remove":
        return before.without(target)
    changes: dict[str, dict[str, object]] = {
        "quantity": {"quantity": draw(st.integers(-5_000, 5_000))},
        "price": {"unit_price": draw(st.integers(0, 10**8))},
        "line_discount": {"discounts": draw(st.sampled_from([(), (TENTH,)]))},
    }
    return before.with_changed(target, **changes[kind])


@given(st.data(), baskets(returns=True), st.lists(ROUNDINGS, min_size=1, max_size=6))
def test_reusing_what_was_priced_before_changes_nothing(
    data: st.DataObject, sold: Basket, roundings: list[TaxRounding]
) -> None:
    priced = price_basket(sold, data.draw(ROUNDINGS))
    for rounding in roundings:
        sold = data.draw(st.composite(edited)(sold))
        priced = price_basket(sold, rounding, priced)
        assert priced == price_basket(sold, rounding)


def test_a_line_that_stayed_the_same_is_not_priced_again() -> None:
    first = price_basket(basket([line(TEA), line(BREAD, number=2)]))
    second = price_basket(first.basket.with_line(line(TEA, number=3)), "line", first)
    assert second.lines[0] is first.lines[0]
    assert second.lines[1] is first.lines[1]
    other = price_basket(first.basket, "order", first)
    assert other.rounding == "order"
    assert other == price_basket(first.basket, "order")
    assert price_basket(first.basket, "line", other) == first


def test_included_tax_is_never_added() -> None:
    stack = (vat(10), Tax(uid(5), "city", 10_000, included=False, order=1, compound=True))
    priced = price_basket(basket([line(goods(1_100, *stack), 2_000)]))
    assert (priced.subtotal, priced.tax_included, priced.tax_added, priced.total) == (2_200, 200, 22, 2_222)
    assert half_up(2_200, 100) == priced.tax_added
