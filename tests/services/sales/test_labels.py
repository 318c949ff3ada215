"""Labels of scales, codes of GS1 and payment codes at the counter: what is rung up and kept, and never looked up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select

from pos_app.data.tables.orders import order_line
from pos_app.data.tables.stock import movement
from pos_app.domain.barcode import (
    NoLabelGoods,
    NoLabelLayout,
    UnknownCode,
    UnreadableCode,
    WrongCheckDigit,
)
from pos_app.domain.check_digit import check_digit
from pos_app.domain.element_strings import ElementsWithoutGoods, UnreadableElements
from pos_app.domain.label import Label
from pos_app.domain.pack import EmptyLabel, WeightOfPieces
from pos_app.domain.payment_code import PaymentCodeScanned
from pos_app.domain.quantity import TooManyDecimals
from pos_app.domain.scale_label import USUAL, ScaleRuleRefused
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, keep, scan, stock_up

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services

LAYOUTS = "\n".join(USUAL)
GOODS = f"0{MILK}"


def checked(body: str) -> str:
    return f"{body}{check_digit(body)}"


@pytest.fixture
def weighing(services: Services) -> Services:
    """Set the shop's scale up; apples have the number 4011."""
    services.settings.change(scale_labels=LAYOUTS)
    return services


def pay(services: Services, *codes: str, times: int | None = None) -> list[Any]:
    """Sell what codes bring and return the lines of the order."""
    sale = scan(services, services.ring_up.begin(), *codes, times=times)
    due = services.take_payment.due(sale, (), "cash")
    services.take_payment.take(sale, "cash", due.to_pay, services.take_payment.new_payment_uid())
    assert verify(services.shop.database).first is None
    with services.shop.database.read() as connection:
        return list(connection.execute(select(order_line).order_by(order_line.c.position)))


@pytest.mark.parametrize(
    ("label", "quantity", "price", "amount"),
    [
        (checked("210401100734"), 734, 15_800_000, 1160),
        (checked("200401101160"), 734, 15_800_000, 1160),
        (checked("200401101159"), 734, 15_790_000, 1159),
        (checked("22040110073401028"), 734, 14_000_000, 1028),
        (checked("23040110102800734"), 734, 14_000_000, 1028),
    ],
)
def test_a_label_sells_its_weight_for_its_amount(
    weighing: Services, label: str, quantity: int, price: int, amount: int
) -> None:
    (line,) = pay(weighing, label)
    assert (line.sku, line.quantity, line.unit_price, line.gross, line.amount, line.code) == (
        "APPLES",
        quantity,
        price,
        amount,
        amount,
        label,
    )
    assert line.list_price == 15_800_000
    (wanted,) = {(line.label_weight, line.label_amount)}
    assert wanted == (None if label.startswith("20") else 734, None if label.startswith("21") else amount)
    with weighing.shop.database.read() as connection:
        assert [row.quantity for row in connection.execute(select(movement))] in ([-quantity], [])


def test_two_packs_stay_two_lines_and_times_counts_packs(weighing: Services) -> None:
    label = checked("200401101159")
    sale = scan(weighing, weighing.ring_up.begin(), label, label)
    assert [line.quantity for line in sale.basket.lines] == [734, 734]
    sale = scan(weighing, sale, label, times=3000)
    assert sale.priced.lines[-1].gross == 3 * 1159
    assert sale.priced.total == 5 * 1159
    with pytest.raises(TooManyDecimals):
        scan(weighing, sale, label, times=500)
    resumed = weighing.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == sale.basket
    assert resumed.sale.basket.lines[0].label == Label(amount=1159)


def test_a_label_is_tried_before_the_setting_is_kept(services: Services) -> None:
    ring_up, label = services.ring_up, checked("210401100734")
    with pytest.raises(NoLabelLayout):
        ring_up.try_label(label, "")
    hit = ring_up.try_label(label, "21 PPPPP AAA.AA C")
    assert (hit.item.sku, hit.label) == ("APPLES", Label(amount=734))
    assert ring_up.try_label(MILK, LAYOUTS).item.sku == "MILK"
    for wrong, error in (
        (label[:-1] + str((int(label[-1]) + 1) % 10), WrongCheckDigit),
        (checked("210999900734"), NoLabelGoods),
        (checked("210401100000"), EmptyLabel),
    ):
        with pytest.raises(error):
            ring_up.try_label(wrong, LAYOUTS)
    with pytest.raises(ScaleRuleRefused):
        ring_up.try_label(label, "21 PPPPP")
    assert services.settings.values.scale_labels == ""


def test_a_layout_that_cannot_work_is_not_kept(services: Services) -> None:
    with pytest.raises(ScaleRuleRefused):
        services.settings.change(scale_labels="21 PPPPP C")
    assert services.settings.values.scale_labels == ""


def test_layouts_that_the_shops_money_no_longer_allows_are_none(empty: Services) -> None:
    empty.settings.change(scale_labels=USUAL[1])
    empty.currency.choose("JPY")
    with pytest.raises(NoLabelLayout):
        empty.ring_up.look_up(checked("200401101160"))


def test_a_price_of_goods_that_are_counted_and_a_weight_of_them(weighing: Services, tmp_path: Path) -> None:
    stock_up(weighing, tmp_path, [("00042", "", "Cheese, cut", "9.90", "13", "piece")])
    (line,) = pay(weighing, checked("200004201234"))
    assert (line.quantity, line.unit_price, line.amount) == (1000, 12_340_000, 1234)
    with pytest.raises(WeightOfPieces):
        weighing.ring_up.look_up(checked("210004200734"))


def test_the_exact_code_is_stronger_than_a_layout(weighing: Services, tmp_path: Path) -> None:
    own = checked("210401100734")
    stock_up(weighing, tmp_path, [("BOX", own, "Box", "2.00", "13", "piece")])
    assert weighing.ring_up.look_up(own)[0].item.sku == "BOX"


def test_a_code_of_gs1_keeps_lot_last_day_and_number_on_the_line(services: Services) -> None:
    text = f"]d201{GOODS}17261231310300025010L-7\x1d21S1"
    lines = pay(services, text, MILK, f"01{GOODS}10L-8", f"01{GOODS}10L-8")
    first, plain, counted = lines
    assert (first.sku, first.quantity, first.amount, first.code) == ("MILK", 1000, 1290, GOODS)
    assert (first.lot, first.expiry, first.serial, first.label_weight) == ("L-7", date(2026, 12, 31), "S1", 250)
    assert (plain.lot, plain.expiry, plain.serial, plain.label_weight, plain.label_amount) == (None,) * 5
    assert (counted.lot, counted.quantity) == ("L-8", 2000)


def test_a_weight_of_gs1_is_the_quantity_of_goods_by_weight(services: Services, tmp_path: Path) -> None:
    stock_up(services, tmp_path, [("HAM", "6901234500301", "Ham", "50.00", "13", "kg")])
    hit = services.ring_up.look_up("01069012345003013103000734")[0]
    assert not hit.unmeasured
    (line,) = pay(services, "01069012345003013103001000")
    assert (line.quantity, line.amount, line.label_weight) == (1000, 5000, 1000)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"]C101{GOODS}17269931", UnreadableElements),
        ("]C100340123450000000018", ElementsWithoutGoods),
        ("]C10106901234567892", UnknownCode),
        (f"01{GOODS}" + "x" * 600, UnreadableCode),
        (f"01{GOODS[:-1]}9", UnknownCode),
    ],
)
def test_a_code_of_gs1_that_brings_nothing_says_why(services: Services, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.ring_up.look_up(text)


def test_a_plain_code_behind_an_identifier_is_itself(services: Services) -> None:
    assert services.ring_up.look_up(f"]E0{MILK}")[0].item.sku == "MILK"


@pytest.mark.parametrize("code", ["134567890123456789", "288012345678901234", "fp" + "a1B" * 11, "6212345678901234567"])
def test_a_payment_code_is_never_looked_up(weighing: Services, code: str) -> None:
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append(f"{statement} {values}")

    for engine in (weighing.shop.database.reader, weighing.shop.database.writer):
        event.listen(engine, "before_cursor_execute", note)
    with pytest.raises(PaymentCodeScanned) as refused:
        weighing.ring_up.look_up(code)
    assert code not in f"{refused.value} {asked}"
    assert weighing.ring_up.look_up(MILK)
    assert any(MILK in said for said in asked)


def test_a_label_that_looks_like_a_payment_code_needs_check_digit_and_goods(services: Services) -> None:
    services.settings.change(scale_labels="28 PPPPP WW.WWW AAA.AA C")
    label = checked("28040110073401160")
    assert services.ring_up.look_up(label)[0].item.sku == "APPLES"
    for code in (label[:-1] + str((int(label[-1]) + 1) % 10), checked("28999990073401160")):
        with pytest.raises(PaymentCodeScanned):
            services.ring_up.look_up(code)


def test_codes_are_parted_with_the_shops_layouts(weighing: Services) -> None:
    label = checked("22040110073401160")
    assert weighing.ring_up.parted(label + MILK) == (label, MILK)
    weighing.settings.change(scale_labels="")
    assert weighing.ring_up.parted(label + MILK) == ()


def test_goods_of_gs1_without_a_weight_are_asked_for_it_and_keep_their_lot(services: Services, tmp_path: Path) -> None:
    stock_up(services, tmp_path, [("HAM", "6901234500301", "Ham", "50.00", "13", "kg")])
    hit = services.ring_up.look_up("010690123450030110L9")[0]
    assert hit.unmeasured
    sale = keep(services, services.ring_up.add(services.ring_up.begin(), hit, 500))
    assert (sale.basket.lines[0].quantity, sale.basket.lines[0].label.lot) == (500, "L9")
