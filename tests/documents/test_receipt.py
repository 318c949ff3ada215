"""Receipts as text, line for line, at both widths."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pos_app.documents.receipt import receipt_bytes, receipt_text
from pos_app.domain.label import Label
from pos_app.domain.printing import PROFILES, UnreadableLogo, receipt_number_of, receipt_scan_text
from pos_app.domain.receipt import Receipt, ReceiptDiscount, ReceiptPayment, ReceiptTax
from tests.documents.samples import CHINESE_SHOP, GERMAN_SHOP, chinese, english, line, logo_png
from tests.simulators.printer import Reader


def text_of(receipt: Receipt, width: str = "58", locale: str = "en_GB") -> str:
    return receipt_text(receipt, PROFILES[width], english, locale)


def test_english_at_58_mm() -> None:
    assert (
        text_of(GERMAN_SHOP)
        == """\
          Corner Shop
        12 Market Street
          10115 Berlin
      Tax no. DE123456789
        Fresh every day
--------------------------------
T1-000123      14 Nov 2025 15:04
Till 1            Served by Anna
--------------------------------
Oat milk 1 l              4.98 B
  2 x 2.49
Apples, loose             2.93 B
  0.734 kg x 3.99
  -10% Autumn            -0.29
Sesame bar                1.20 A
Organic cold-pressed     14.90 A
extra virgin olive oil
from Crete, harvest of
this year, 750 ml
--------------------------------
Subtotal                 23.72
-5% Loyal customer       -1.19
Rounding                  0.02
Total                   €22.55
Card 4711-0815           12.55
Cash                     20.00
Change                   10.00
--------------------------------
                     Net   Tax
A VAT 19%          12.86  2.44
B VAT 7%            6.76  0.47
--------------------------------

           T1-000123

  Journal QX4T 7ZMA 2LWD K5RU
           Thank you
     Returns within 14 days
       with this receipt
"""
    )


def test_chinese_at_80_mm() -> None:
    assert (
        receipt_text(replace(CHINESE_SHOP, copy=True), PROFILES["80"], chinese, "zh_CN")
        == """\
                      副本
                   街角便利店
          上海市静安区南京西路 1266 号
               电话 021-6288 0000
            税号 91310000MA1FL0XX0X
------------------------------------------------
T1-000124                   2025年11月14日 15:04
收银台 1                           收银员 王小明
------------------------------------------------
燕麦奶 1 升                                49.80
  2 x 24.90
特级初榨橄榄油 750 毫升 希腊克里特岛进口  149.00
当年新油
------------------------------------------------
合计                                     ¥198.80
现金                                      200.00
找零                                        1.20
------------------------------------------------
                                   不含税   税额
增值税 13%                         175.93  22.87
------------------------------------------------

                   T1-000124

             谢谢惠顾，欢迎再次光临
"""
    )


def test_german_figures() -> None:
    text = text_of(GERMAN_SHOP, locale="de_DE")
    assert "  0,734 kg x 3,99\n" in text
    assert "  -10 % Autumn           -0,29\n" in text
    assert "22,55 €\n" in text


@pytest.mark.parametrize(
    ("currency", "digits", "locale", "total", "item"),
    [("JPY", 0, "en", "¥1,234\n", "1,234\n"), ("KWD", 3, "en", "KWD 1.234\n", "1.234\n")],
)
def test_currencies_of_other_digits(currency: str, digits: int, locale: str, total: str, item: str) -> None:
    sale = replace(
        GERMAN_SHOP,
        currency=currency,
        digits=digits,
        lines=(line("Tea", 1234),),
        taxes=(),
        total=1234,
    )
    text = text_of(sale, locale=locale)
    assert total in text
    assert item in text


def test_stacked_taxes_on_top() -> None:
    taxes = (ReceiptTax("A", "GST", 50_000, False, 1000, 50), ReceiptTax("B", "QST 9.975%", 99_750, False, 1000, 100))
    sale = replace(
        GERMAN_SHOP,
        lines=(line("Tea", 1000, letters="AB"),),
        discounts=(),
        taxes=taxes,
        subtotal=1000,
        tax_added=150,
        rounding=0,
        total=1150,
    )
    assert """\
Tea                    10.00 AB
--------------------------------
Subtotal               10.00
Tax added               1.50
Total                 €11.50
""" in text_of(sale)
    assert """\
                   Net   Tax
A GST 5%         10.00  0.50
B QST 9.975%     10.00  1.00
""" in text_of(sale)


def test_a_sum_that_needs_no_steps_has_no_subtotal() -> None:
    assert "Subtotal" not in text_of(replace(GERMAN_SHOP, discounts=(), rounding=0))


def test_cash_rounding_keeps_its_sign() -> None:
    assert "Rounding                 -0.02\n" in text_of(replace(GERMAN_SHOP, rounding=-2))


def test_the_calendar_date_is_told_where_it_differs() -> None:
    late = replace(GERMAN_SHOP, business_date=date(2025, 11, 13))
    assert "T1-000123      13 Nov 2025 15:04\nCalendar date        14 Nov 2025\n" in text_of(late)
    assert "Calendar date" not in text_of(GERMAN_SHOP)


def test_a_discount_without_a_name_has_one() -> None:
    assert "Discount                 -0.50\n" in text_of(
        replace(GERMAN_SHOP, discounts=(ReceiptDiscount("", None, 50),))
    )


def test_a_tender_of_the_shop_is_printed_as_it_is_called() -> None:
    assert "Stempelkarte              5.00\n" in text_of(
        replace(GERMAN_SHOP, payments=(ReceiptPayment("Stempelkarte", 500, 0),))
    )


def test_figures_too_wide_for_a_table_stand_under_each_other() -> None:
    huge = 10**15
    sale = replace(
        GERMAN_SHOP,
        total=huge,
        taxes=(ReceiptTax("A", "VAT", 190_000, True, huge, huge), *GERMAN_SHOP.taxes[1:]),
    )
    lines = text_of(sale).splitlines()
    assert [text.strip() for text in lines].count("10,000,000,000,000.00") == 2
    assert max(map(len, lines)) <= 32


def test_marks_of_practice_and_copy() -> None:
    text = text_of(replace(GERMAN_SHOP, practice=True, copy=True))
    assert text.startswith(f"{'PRACTICE':>20}\n{'This is not a receipt':>26}\n{'COPY':>18}\n")
    assert text.endswith("PRACTICE\n")
    assert not {"PRACTICE", "COPY"} & set(text_of(GERMAN_SHOP).split())


def test_a_logo_that_is_no_picture_is_refused() -> None:
    sale = replace(GERMAN_SHOP, shop=replace(GERMAN_SHOP.shop, logo_png=b"GIF89a no"))
    with pytest.raises(UnreadableLogo):
        receipt_bytes(sale, PROFILES["80"], english, "en")


@pytest.mark.parametrize("width", ["58", "80"])
def test_the_bytes_are_escpos_and_say_the_same(width: str) -> None:
    sale = replace(GERMAN_SHOP, shop=replace(GERMAN_SHOP.shop, logo_png=logo_png()))
    reader = Reader()
    reader.feed(receipt_bytes(sale, PROFILES[width], english, "en_GB"))
    texts = text_of(sale, width).splitlines()
    sent = [text.strip() for text in reader.received.lines]
    assert [text for text in sent if "€" in text] == []
    assert sent == [text.strip() for text in texts if text and "€" not in text and not text.startswith("---")]
    assert reader.received.cuts == 1
    assert {across for across, _ in reader.received.rasters} == {PROFILES[width].dots}


def test_a_printer_without_a_knife_feeds_instead() -> None:
    data = receipt_bytes(GERMAN_SHOP, replace(PROFILES["58"], cuts=False), english, "en")
    assert data.endswith(b"\x1bd\x04")


def test_a_scan_of_either_code_begins_with_the_number() -> None:
    assert receipt_scan_text(GERMAN_SHOP) == "T1-000123 2025-11-14T15:04 EUR 22.55"
    assert receipt_number_of(receipt_scan_text(GERMAN_SHOP)) == receipt_number_of("T1-000123\r\n") == "T1-000123"


def test_what_a_packs_code_said_stands_under_its_line() -> None:
    label = Label(weight=250, lot="L-7", expiry=date(2026, 12, 31), serial="S1")
    first = line("Ham", 399, label=label)
    printed = text_of(replace(GERMAN_SHOP, lines=(first,))).splitlines()
    at = next(place for place, text in enumerate(printed) if text.startswith("Ham"))
    assert printed[at + 1 : at + 5] == ["  0.250 kg", "  Lot L-7", "  Use by 31 Dec 2026", "  Serial no. S1"]
    weighed = replace(first, unit="kg", decimals=3, label=Label(weight=1000, amount=399))
    printed = text_of(replace(GERMAN_SHOP, lines=(weighed,))).splitlines()
    assert printed[at + 1 : at + 3] == ["  1.000 kg x 3.99", 32 * "-"]


def test_a_container_that_was_taken_off_stands_under_its_line() -> None:
    weighed = replace(line("Ham", 399), quantity=480, unit="kg", decimals=3, tare=20)
    for width in ("58", "80"):
        printed = text_of(replace(GERMAN_SHOP, lines=(weighed,)), width).splitlines()
        at = next(place for place, text in enumerate(printed) if text.startswith("Ham"))
        assert printed[at + 1 : at + 3] == ["  0.480 kg x 3.99", "  Net; container 0.020 kg"]
    printed = text_of(replace(GERMAN_SHOP, lines=(replace(weighed, tare=0),))).splitlines()
    assert not any("container" in text for text in printed)
