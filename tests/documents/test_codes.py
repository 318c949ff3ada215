"""Every code on paper is read back from the exact raster of the exact bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import zxingcpp
from msgspec.structs import replace

from pos_app.documents import escpos_writer
from pos_app.documents.codes import code128, qr_code
from pos_app.documents.paper import paper_image
from pos_app.documents.receipt import receipt_bytes
from pos_app.domain.printing import PROFILES, CodeTooLong, receipt_scan_text
from tests.documents.samples import CHINESE_SHOP, GERMAN_SHOP, chinese, english, logo_png

if TYPE_CHECKING:
    from pos_app.documents.words import Translate
    from pos_app.domain.receipt import Receipt

FISCAL = "V0;955002-00;Kassenbeleg-V1;Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar;18;112;" + "S8kVx0" * 40


def read(receipt: Receipt, width: str, translate: Translate = english) -> set[tuple[str, str]]:
    profile = PROFILES[width]
    paper = paper_image(receipt_bytes(receipt, profile, translate, receipt.language), profile)
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(paper.convert("L"))}


def expected(receipt: Receipt) -> set[tuple[str, str]]:
    return {("Code128", receipt.number), ("QRCode", receipt_scan_text(receipt))}


@pytest.mark.parametrize("number", ["T1-000123", "T12b-0001234567", "T1-1", "T999zz-99999999"])
@pytest.mark.parametrize("width", ["58", "80"])
def test_both_codes_are_read_back(width: str, number: str) -> None:
    sale = replace(GERMAN_SHOP, number=number)
    assert read(sale, width) == expected(sale)


@pytest.mark.parametrize("width", ["58", "80"])
def test_on_copies_in_practice_and_beside_a_logo(width: str) -> None:
    shop = replace(GERMAN_SHOP.shop, logo_png=logo_png())
    sale = replace(GERMAN_SHOP, shop=shop, copy=True, practice=True)
    assert read(sale, width) == expected(sale)


@pytest.mark.parametrize("width", ["58", "80"])
def test_in_a_chinese_shop(width: str) -> None:
    assert read(CHINESE_SHOP, width, chinese) == expected(CHINESE_SHOP)


@pytest.mark.parametrize("width", ["58", "80"])
def test_beside_a_fiscal_code(width: str) -> None:
    sale = replace(GERMAN_SHOP, fiscal_qr=FISCAL)
    assert read(sale, width) == expected(sale) | {("QRCode", FISCAL)}


def test_paper_on_which_everything_is_drawn_has_the_same_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escpos_writer, "can_show", lambda _text, _code_page: False)
    profile = PROFILES["58"]
    paper = paper_image(receipt_bytes(GERMAN_SHOP, profile, english, "en"), profile)
    assert {code.text for code in zxingcpp.read_barcodes(paper.convert("L"))} == {
        text for _, text in expected(GERMAN_SHOP)
    }


def test_a_code_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CodeTooLong):
        code128("T1-" + "x" * 60, 384)
    with pytest.raises(CodeTooLong):
        qr_code("x" * 1500, 100)
    with pytest.raises(CodeTooLong) as caught:
        qr_code("x" * 10_000, 576)
    assert caught.value.params["dots"] == 576
