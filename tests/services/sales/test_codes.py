"""The family of codes as one table: what each kind is at the counter, on every database, with nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.domain.barcode import NoLabelLayout, UnknownCode, UnreadableCode, WrongCheckDigit
from pos_app.domain.element_strings import ElementsWithoutGoods, UnreadableElements
from pos_app.domain.payment_code import PaymentCodeScanned
from tests.factories.shops import MILK, TEA, scan

if TYPE_CHECKING:
    from pos_app.services.services import Services

CODES: tuple[tuple[str, type[Exception]], ...] = (
    ("4006381333900", UnknownCode),
    ("AB-1234567", UnknownCode),
    ("6901234500159", WrongCheckDigit),
    ("12345678", WrongCheckDigit),
    ("2100001002503", NoLabelLayout),
    ("134567890123456789", PaymentCodeScanned),
    ("288012345678901234567890", PaymentCodeScanned),
    ("fp" + "a1B" * 11, PaymentCodeScanned),
    ("6212345678901234567", PaymentCodeScanned),
    ("7" * 4000, UnreadableCode),
    ("x" * 4000, UnreadableCode),
    ("690123\x014567", UnreadableCode),
    ("690\x00", UnreadableCode),
    ("690\x85123", UnreadableCode),
    ("\ud83d", UnreadableCode),
    ("🍎", UnknownCode),
    ("6901234500158🍎", UnknownCode),
    ("]C101" + "0" + MILK + "17269931", UnreadableElements),
    ("]C100340123450000000018", ElementsWithoutGoods),
    ("", UnreadableCode),
)


@pytest.mark.parametrize(("text", "error"), CODES)
def test_a_code_that_sells_nothing_is_told_apart_and_costs_no_line(
    services: Services, text: str, error: type[Exception]
) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    with pytest.raises(error) as refused:
        services.ring_up.look_up(text)
    assert len(str(refused.value)) < 100
    sale = scan(services, sale, TEA)
    resumed = services.ring_up.resume()
    assert resumed is not None
    assert resumed.sale.basket == sale.basket
    assert [line.item.sku for line in sale.basket.lines] == ["MILK", "TEA"]
