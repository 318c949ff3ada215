"""X and Z as text, line for line, at both widths and in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from pos_app.documents.z_report import z_report_bytes, z_report_text
from pos_app.domain.printing import PROFILES
from pos_app.domain.receipt import ReceiptShop
from pos_app.domain.shift import Closing, Figures, ShiftReport, TaxFigures, TenderCount, TenderFigures
from pos_app.services.language import translator
from tests.documents.samples import english
from tests.simulators.printer import Reader

BERLIN = timezone(timedelta(hours=1))
FIGURES = Figures(
    float_amount=20000,
    cash_taken=193480,
    cash_given_back=1000,
    paid_in=500,
    paid_out=1250,
    dropped=100000,
    tenders=(TenderFigures("cash", 148, 193480, 2, 1000), TenderFigures("card", 61, 201210, 0, 0)),
    sales=207,
    revenue=393692,
    rounding=-2,
    taxes=(TaxFigures("VAT 19%", 190_000, True, 250000, 47500), TaxFigures("VAT", 70_000, True, 89900, 6292)),
    discounts=12,
    discounted=2390,
    price_overrides=1,
    removed_lines=9,
    drawer_openings=3,
    first_receipt="T1-000101",
    last_receipt="T1-000307",
)
CLOSING = Closing(
    number="Z1-000007",
    number_value=7,
    series="00" * 16,
    counts=(TenderCount("cash", 111730, 111700), TenderCount("card", 201210, 201210)),
    note=None,
    figures=FIGURES,
)
Z = ShiftReport(
    shop=ReceiptShop(name="Corner Shop", address=("12 Market Street",), tax_number="DE123456789"),
    language="en",
    currency="EUR",
    digits=2,
    till="1",
    shift_number=8,
    opened_at=datetime(2025, 11, 14, 8, 58, tzinfo=BERLIN),
    opened_by="Anna",
    until=datetime(2025, 11, 14, 20, 4, tzinfo=BERLIN),
    by="Boris",
    business_date=date(2025, 11, 14),
    figures=FIGURES,
    key="9c6b 4596 0618 b969",
    closing=CLOSING,
    note="A coin fell behind the counter",
    head="GCG6 BBZL DTYE P2GL",
)
X = replace(Z, closing=None, note="", head="")


def test_a_z_at_58_mm() -> None:
    assert (
        z_report_text(Z, PROFILES["58"], english, "en_GB")
        == """\
          Corner Shop
        12 Market Street
      Tax no. DE123456789
       Z report Z1-000007
--------------------------------
Till 1                   Shift 8
Business day         14 Nov 2025
Opened         14 Nov 2025 08:58
  Anna
Closed         14 Nov 2025 20:04
  Boris
--------------------------------
Sales                        207
Receipts   T1-000101 – T1-000307
Revenue                 3,936.92
Rounding                   -0.02
Discounts (12)            -23.90
--------------------------------
                     Net     Tax
VAT 19%         2,500.00  475.00
VAT 7%            899.00   62.92
--------------------------------
Cash (148)              1,934.80
  Given back (2)          -10.00
Card (61)               2,012.10
--------------------------------
Cash in the drawer
Float                     200.00
Taken                   1,934.80
Given back                -10.00
Paid in                     5.00
Paid out                  -12.50
To the safe            -1,000.00
Should be there         1,117.30
Counted                 1,117.00
Short                       0.30
--------------------------------
Card
Should be there         2,012.10
Counted                 2,012.10
Difference                  0.00
A coin fell behind the counter
--------------------------------
Prices lowered                 1
Lines removed or reduced       9
Drawer opened without a sale   3
--------------------------------
Till's key   9c6b 4596 0618 b969
Journal's end
GCG6 BBZL DTYE P2GL
"""
    )


def test_an_x_at_80_mm_in_chinese() -> None:
    chinese = replace(X, shop=ReceiptShop(name="街角便利店"), opened_by="王小明", by="王小明", practice=True, copy=True)
    assert (
        z_report_text(chinese, PROFILES["80"], translator("zh_CN"), "zh_CN")
        == """\
                      练习
                      副本
                   街角便利店
                     X 报表
                仅供查看，未交班
------------------------------------------------
收银台 1                                  班次 8
营业日                            2025年11月14日
开班                        2025年11月14日 08:58
  王小明
查看                        2025年11月14日 20:04
  王小明
------------------------------------------------
销售                                         207
小票                       T1-000101 – T1-000307
营业额                                  3,936.92
抹零                                       -0.02
折扣 (12)                                 -23.90
------------------------------------------------
                                  不含税    税额
VAT 19%                         2,500.00  475.00
VAT 7%                            899.00   62.92
------------------------------------------------
现金 (148)                              1,934.80
  退还 (2)                                -10.00
银行卡 (61)                             2,012.10
------------------------------------------------
钱箱现金
备用金                                    200.00
收款                                    1,934.80
退还                                      -10.00
存入                                        5.00
支出                                      -12.50
存入保险箱                             -1,000.00
应有                                    1,117.30
------------------------------------------------
降价                                           1
删除或减少的行                                 9
无销售开钱箱                                   3
------------------------------------------------
收银台密钥                   9c6b 4596 0618 b969
                      练习
"""
    )


def test_a_shift_without_sales_says_so_and_leaves_out_what_was_not() -> None:
    none = Figures(0, 0, 0, 0, 0, 0, (), 0, 0, 0, (), 0, 0, 0, 0, 0, "", "")
    closing = replace(CLOSING, counts=(TenderCount("cash", 0, 5),), figures=none)
    text = z_report_text(replace(Z, figures=none, closing=closing, note=""), PROFILES["58"], english, "en_GB")
    for word in ("Receipts", "Tax ", "Paid in", "Given back", "To the safe", "Card"):
        assert word not in text.replace("Tax no.", "")
    assert "Over                        0.05" in text


@pytest.mark.parametrize("width", ["58", "80"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_bytes_are_what_a_printer_takes(width: str, language: str) -> None:
    report = replace(Z, copy=True, language=language)
    reader = Reader()
    reader.feed(z_report_bytes(report, PROFILES[width], translator(language), language))
    assert reader.received.cuts == 1
    assert {across for across, _ in reader.received.rasters} == {PROFILES[width].dots}
    assert any("9c6b 4596 0618 b969" in line for line in reader.received.lines) is (language == "en")
