"""Receipts of three shops, and the words of a Chinese one."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta, timezone

from pos_app.domain.receipt import Receipt, ReceiptDiscount, ReceiptLine, ReceiptPayment, ReceiptShop, ReceiptTax

CHINESE = {
    "Subtotal": "小计",
    "Total": "合计",
    "Change": "找零",
    "Cash": "现金",
    "Tax no.": "税号",
    "Till": "收银台",
    "Served by": "收银员",
    "Net": "不含税",
    "Tax": "税额",
    "COPY": "副本",
}


def english(text: str) -> str:
    """Translate nothing."""
    return text


def chinese(text: str) -> str:
    """Translate what a Chinese receipt needs here."""
    return CHINESE.get(text, text)


def line(name: str, amount: int, *, letters: str = "A", **facts: object) -> ReceiptLine:
    """Return a line of one piece at `amount`, with whatever `facts` say otherwise."""
    plain: dict[str, object] = {
        "quantity": 1000,
        "unit": "piece",
        "decimals": 0,
        "unit_price": amount * 10_000,
        "gross": amount,
        "amount": amount,
        "tax_letters": letters,
    }
    return ReceiptLine(name=name, **(plain | facts))  # type: ignore[arg-type]  # the facts have the fields' types


def logo_png() -> bytes:
    """Return a round logo on a transparent ground."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (300, 110), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((95, 0, 205, 110), fill=(29, 85, 224))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


GERMAN_SHOP = Receipt(
    shop=ReceiptShop(
        name="Corner Shop",
        address=("12 Market Street", "10115 Berlin"),
        tax_number="DE123456789",
        header="Fresh every day",
        footer="Thank you\nReturns within 14 days with this receipt",
    ),
    number="T1-000123",
    business_date=date(2025, 11, 14),
    placed_at=datetime(2025, 11, 14, 15, 4, tzinfo=timezone(timedelta(hours=1))),
    till="1",
    person="Anna",
    currency="EUR",
    digits=2,
    language="en",
    lines=(
        line("Oat milk 1 l", 498, letters="B", quantity=2000, unit_price=2490000),
        line(
            "Apples, loose",
            264,
            letters="B",
            quantity=734,
            unit="kg",
            decimals=3,
            unit_price=3990000,
            gross=293,
            discounts=(ReceiptDiscount("Autumn", 100_000, 29),),
        ),
        line("Sesame bar", 120),
        line("Organic cold-pressed extra virgin olive oil from Crete, harvest of this year, 750 ml", 1490),
    ),
    discounts=(ReceiptDiscount("Loyal customer", 50_000, 119),),
    taxes=(ReceiptTax("A", "VAT", 190_000, True, 1286, 244), ReceiptTax("B", "VAT", 70_000, True, 676, 47)),
    subtotal=2372,
    tax_added=0,
    rounding=2,
    total=2255,
    payments=(ReceiptPayment("card", 1255, 0, "4711-0815"), ReceiptPayment("cash", 2000, 1000)),
    change=1000,
    journal_head="QX4T 7ZMA 2LWD K5RU",
)

CHINESE_SHOP = Receipt(
    shop=ReceiptShop(
        name="街角便利店",
        address=("上海市静安区南京西路 1266 号", "电话 021-6288 0000"),
        tax_number="91310000MA1FL0XX0X",
        footer="谢谢惠顾，欢迎再次光临",
    ),
    number="T1-000124",
    business_date=date(2025, 11, 14),
    placed_at=datetime(2025, 11, 14, 15, 4, tzinfo=timezone(timedelta(hours=8))),
    till="1",
    person="王小明",
    currency="CNY",
    digits=2,
    language="zh_CN",
    lines=(
        line("燕麦奶 1 升", 4980, quantity=2000, unit_price=24900000),
        line("特级初榨橄榄油 750 毫升 希腊克里特岛进口 当年新油", 14900),
    ),
    discounts=(),
    taxes=(ReceiptTax("A", "增值税", 130_000, True, 17593, 2287),),
    subtotal=19880,
    tax_added=0,
    rounding=0,
    total=19880,
    payments=(ReceiptPayment("cash", 20000, 120),),
    change=120,
)
