"""Taxes: hand-computed examples of several countries, and the rules that hold for any stack."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.money import half_up
from pos_app.domain.tax import MILLION, Tax, TaxAmount, line_taxes, order_taxes, plan
from tests.factories.baskets import AMOUNTS, taxes, uid, vat

if TYPE_CHECKING:
    from random import Random

STATE, CITY, METRO = (
    vat(4, included=False),
    vat(4.5, included=False),
    vat(0.375, included=False),
)
GST = Tax(uid(1), "GST", 50_000, included=False)
QST_BEFORE_2013 = Tax(uid(2), "QST", 95_000, included=False, order=1, compound=True)
QST = Tax(uid(3), "QST", 99_750, included=False, order=1)
ORDERS = st.lists(st.tuples(AMOUNTS, st.sampled_from([(), (vat(13),), (vat(19), GST), (GST, QST_BEFORE_2013)])))


def figures(parts: tuple[TaxAmount, ...]) -> list[tuple[int, int]]:
    return [(part.base, part.amount) for part in parts]


def exact_parts(stack: tuple[Tax, ...]) -> dict[Tax, Fraction]:
    """Charge every tax of a stack on a net amount of 1, straight from what compound means."""
    parts: dict[Tax, Fraction] = {}
    for tax in sorted(stack, key=lambda tax: tax.order):
        lower = sum((part for other, part in parts.items() if other.order < tax.order), Fraction(0))
        parts[tax] = Fraction(tax.rate_ppm, MILLION) * (1 + (lower if tax.compound else 0))
    return parts


def exact(amount: int, stack: tuple[Tax, ...]) -> dict[Tax, Fraction]:
    """Return what each tax of a line would be without any rounding."""
    parts = exact_parts(stack)
    net = amount / (1 + sum((part for tax, part in parts.items() if tax.included), Fraction(0)))
    return {tax: net * part for tax, part in parts.items()}


@pytest.mark.parametrize(
    ("amount", "stack", "expected"),
    [
        (11_300, (vat(13),), [(10_000, 1_300)]),
        (990, (vat(13),), [(876, 114)]),  # 990 x 13/113 = 113.89
        (-990, (vat(13),), [(-876, -114)]),
        (1, (vat(13),), [(1, 0)]),
        (10_000, (STATE, CITY, METRO), [(10_000, 38), (10_000, 400), (10_000, 450)]),  # 0.375 % is 37.5 cents
        (1_999, (STATE, CITY, METRO), [(1_999, 7), (1_999, 80), (1_999, 90)]),
        (10_000, (GST, QST_BEFORE_2013), [(10_000, 500), (10_500, 998)]),  # 9.5 % of 105.00 is 9.975
        (10_000, (GST, QST), [(10_000, 500), (10_000, 998)]),
        (108, (vat(8),), [(100, 8)]),  # yen
        (1_250, (vat(5),), [(1_190, 60)]),  # KWD 1.250: 59.52 fils
        (10_000, (), []),
        (10_000, (vat(0),), [(10_000, 0)]),
    ],
)
def test_taxes_of_a_line(amount: int, stack: tuple[Tax, ...], expected: list[tuple[int, int]]) -> None:
    assert figures(line_taxes(amount, stack)) == expected


def test_inside_and_on_top_together() -> None:
    inside = Tax(uid(1), "VAT", 200_000, included=True)
    levy = Tax(uid(2), "levy", 50_000, included=False, order=1)
    on_all = Tax(uid(2), "levy", 50_000, included=False, order=1, compound=True)
    assert line_taxes(12_000, (inside, levy)) == (TaxAmount(inside, 10_000, 2_000), TaxAmount(levy, 10_000, 500))
    assert line_taxes(12_000, (inside, on_all)) == (TaxAmount(inside, 10_000, 2_000), TaxAmount(on_all, 12_000, 600))


def test_stacked_taxes_inside_a_price_are_split_without_loss() -> None:
    gst = Tax(uid(1), "GST", 50_000, included=True)
    qst = Tax(uid(2), "QST", 95_000, included=True, order=1, compound=True)
    # 114.98 x 0.14975 / 1.14975 = 14.9757; of that 0.05 / 0.14975 is 5.0017
    assert figures(line_taxes(11_498, (gst, qst))) == [(10_000, 500), (10_500, 998)]
    # 0.10: 1.30 cents of tax become 1; the larger part takes it
    assert figures(line_taxes(10, (gst, qst))) == [(9, 0), (9, 1)]


def test_taxes_of_one_order_do_not_stack_on_each_other() -> None:
    first = Tax(uid(1), "a", 100_000, included=False, order=1, compound=True)
    second = Tax(uid(2), "b", 100_000, included=False, order=1, compound=True)
    third = Tax(uid(3), "c", 100_000, included=False, order=2, compound=True)
    expected = (TaxAmount(first, 1000, 100), TaxAmount(second, 1000, 100), TaxAmount(third, 1200, 120))
    assert line_taxes(1000, (first, second, third)) == expected
    assert line_taxes(1000, (third, second, first)) == expected


def test_a_plan_says_what_part_of_the_amount_is_tax() -> None:
    prepared = plan((vat(3), GST))
    assert prepared.included == ((vat(3), Fraction(3, 103)),)
    assert prepared.added == ((GST, Fraction(5, 103)),)
    assert prepared.included_share == Fraction(3, 103)


@given(AMOUNTS, taxes())
def test_included_taxes_and_net_are_the_amount(amount: int, stack: tuple[Tax, ...]) -> None:
    parts = line_taxes(amount, stack)
    assert {part.tax for part in parts} == set(stack)
    inside = sum(part.amount for part in parts if part.tax.included)
    for part in parts:
        lower = sum(other.amount for other in parts if other.tax.order < part.tax.order)
        assert part.base == amount - inside + (lower if part.tax.compound else 0)


@given(AMOUNTS, taxes())
def test_a_line_is_rounded_next_to_the_exact_tax(amount: int, stack: tuple[Tax, ...]) -> None:
    wanted = exact(amount, stack)
    parts = line_taxes(amount, stack)
    for part in parts:
        if part.tax.included:
            assert abs(part.amount - wanted[part.tax]) < 1 + Fraction(1, 2)
        else:
            assert part.amount == half_up(wanted[part.tax].numerator, wanted[part.tax].denominator)
    inside = sum((wanted[tax] for tax in stack if tax.included), Fraction(0))
    assert abs(sum(part.amount for part in parts if part.tax.included) - inside) <= Fraction(1, 2)


@given(AMOUNTS, taxes(), st.randoms(use_true_random=False))
def test_a_return_mirrors_and_the_order_given_does_not_matter(
    amount: int, stack: tuple[Tax, ...], any_order: Random
) -> None:
    parts = line_taxes(amount, stack)
    assert line_taxes(-amount, stack) == tuple(TaxAmount(part.tax, -part.base, -part.amount) for part in parts)
    shuffled = list(stack)
    any_order.shuffle(shuffled)
    assert line_taxes(amount, tuple(shuffled)) == parts


@pytest.mark.parametrize(
    ("tax", "amount", "by_line", "by_order"),
    [
        (vat(19), 33, [5, 5, 5], [6, 5, 5]),  # each 5.27, together 15.81
        (vat(19), -33, [-5, -5, -5], [-6, -5, -5]),
        (GST, 10, [1, 1, 1], [0, 1, 1]),  # each 0.5, together 1.5
        (GST, -10, [-1, -1, -1], [0, -1, -1]),
        (GST, 100, [5, 5, 5], [5, 5, 5]),
    ],
)
def test_rounding_by_line_and_by_order(tax: Tax, amount: int, by_line: list[int], by_order: list[int]) -> None:
    assert [line_taxes(amount, (tax,))[0].amount for _ in range(3)] == by_line
    assert [parts[0].amount for parts in order_taxes([(amount, (tax,))] * 3)] == by_order


def test_the_line_that_was_farthest_off_is_moved() -> None:
    # 19/119 of 33, 36, 35: 5.27, 5.75, 5.59; rounded 5, 6, 6 is 17; together 16.61 rounds to 17
    assert [parts[0].amount for parts in order_taxes([(a, (vat(19),)) for a in (33, 36, 35)])] == [5, 6, 6]
    # 32, 33, 34: 5.11, 5.27, 5.43; rounded 15; together 15.81 rounds to 16: the last was farthest off
    assert [parts[0].amount for parts in order_taxes([(a, (vat(19),)) for a in (32, 33, 34)])] == [5, 5, 6]
    # 34, 33, 32 the same way round
    assert [parts[0].amount for parts in order_taxes([(a, (vat(19),)) for a in (34, 33, 32)])] == [6, 5, 5]


def test_each_tax_of_an_order_is_settled_by_itself() -> None:
    found = order_taxes(
        [(33, (vat(19),)), (10, (GST,)), (33, (vat(19),)), (500, ()), (33, (vat(19), GST)), (10, (GST,))]
    )
    # GST: 0.5, 27.73 x 0.05 = 1.386, 0.5; rounded 1, 1, 1; together 2.386 rounds to 2
    assert [[(part.tax.name, part.base, part.amount) for part in parts] for parts in found] == [
        [("VAT 19 %", 27, 6)],
        [("GST", 10, 0)],
        [("VAT 19 %", 28, 5)],
        [],
        [("GST", 28, 1), ("VAT 19 %", 28, 5)],
        [("GST", 10, 1)],
    ]


def test_an_empty_order_has_no_taxes() -> None:
    assert order_taxes([]) == []


@given(ORDERS)
def test_an_order_is_rounded_once_and_each_line_next_to_its_exact_tax(lines: list[tuple[int, tuple[Tax, ...]]]) -> None:
    found = order_taxes(lines)
    totals: dict[Tax, list[Fraction | int]] = {}
    for (amount, stack), parts in zip(lines, found, strict=True):
        wanted = exact(amount, stack)
        inside = sum(part.amount for part in parts if part.tax.included)
        assert [part.tax for part in parts] == sorted(stack, key=lambda tax: (tax.order, tax.uid))
        for part in parts:
            assert abs(part.amount - wanted[part.tax]) <= 1
            lower = sum(other.amount for other in parts if other.tax.order < part.tax.order)
            assert part.base == amount - inside + (lower if part.tax.compound else 0)
            totals.setdefault(part.tax, []).extend((wanted[part.tax], -part.amount))
    for tax, amounts in totals.items():
        total = sum(amounts[::2], Fraction(0))
        assert -sum(amounts[1::2]) == half_up(total.numerator, total.denominator), tax


@given(ORDERS)
def test_the_return_of_an_order_mirrors_it(lines: list[tuple[int, tuple[Tax, ...]]]) -> None:
    back = order_taxes([(-amount, stack) for amount, stack in lines])
    mirror = [tuple(TaxAmount(part.tax, -part.base, -part.amount) for part in parts) for parts in order_taxes(lines)]
    assert back == mirror
