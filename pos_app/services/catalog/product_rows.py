"""Rows of a product file made into products, or refused with a reason a person can act on."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.barcode import LONGEST_CODE, UnreadableCode, refuse_bad_code
from pos_app.domain.errors import PosError
from pos_app.domain.money import parse_price
from pos_app.domain.one_line import one_line
from pos_app.domain.quantity import PIECE, UNIT_DECIMALS
from pos_app.domain.tax import MILLION
from pos_app.domain.tax_rules import parse_rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pos_app.services.catalog.product_file import TableRow

FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "product",
        "product name",
        "product_name",
        "title",
        "description",
        "品名",
        "名称",
        "商品名称",
        "商品名",
        "bezeichnung",
        "artikel",
        "artikelname",
        "désignation",
        "nombre",
    ),
    "barcode": ("barcode", "ean", "ean13", "gtin", "upc", "code", "条码", "条形码", "商品条码", "strichcode"),
    "sku": (
        "sku",
        "article",
        "item number",
        "编码",
        "编号",
        "货号",
        "商品编码",
        "商品编号",
        "artikelnummer",
        "art.-nr.",
    ),
    "price": (
        "price",
        "retail price",
        "unit price",
        "售价",
        "价格",
        "零售价",
        "单价",
        "preis",
        "verkaufspreis",
        "vk",
        "vk-preis",
        "prix",
        "precio",
    ),
    "tax": ("tax", "tax_rate", "tax rate", "vat", "税率", "mwst", "mwst.", "ust", "steuersatz", "tva", "iva"),
    "unit": ("unit", "单位", "einheit"),
    "cost": ("cost", "purchase price", "cost price", "成本", "进价", "einkaufspreis", "ek"),
}
"""The fields of a product and the column names they are known by, in lower case."""
LONGEST_NAME = 500
_SIGNS = re.compile(r"^[\s¥$€£₩₹元]+|[\s¥$€£₩₹元]+$")
_GROUPED = re.compile(
    r"(?P<first>[+-]?[1-9]\d{0,2}(?P<sign>[., '’])\d{3})(?P<more>(?:(?P=sign)\d{3})*)"
    r"(?P<decimals>(?:(?!(?P=sign))[.,]\d+)?)",
    re.ASCII,
)
"""A number with thousands signs: 1.234,50 and 1,234.50, 1 234 and 1'234'567."""
_UNIT_WORDS = {
    **dict.fromkeys(("pc", "pcs", "pieces", "ea", "each", "unit", "stk", "stk.", "st", "st.", "stück"), PIECE),
    **dict.fromkeys(("个", "件", "只", "瓶", "包", "盒", "袋", "罐", "支", "条", "块", "箱"), PIECE),
    "lbs": "lb",
    "pound": "lb",
    "磅": "lb",
    "ounce": "oz",
    "盎司": "oz",
    "liter": "l",
    "litre": "l",
    "毫升": "ml",
    "厘米": "cm",
    "小时": "h",
    "公斤": "kg",
    "千克": "kg",
    "克": "g",
    "升": "l",
    "米": "m",
}


class NoNameColumn(PosError):
    """No column is known to hold the name. Params: columns."""


class NoSuchColumn(PosError):
    """The mapping names a column or field that is not there. Params: name, choices."""


class RowTooWide(PosError):
    """The row has more cells than the header: a cell holds the separator without quotes. Params: cells, columns."""


class NameMissing(PosError):
    """The row has no name."""


class CodeMissing(PosError):
    """The row has neither barcode nor SKU."""


class NameUnreadable(PosError):
    """The row has signs that its encoding does not know."""


class PriceUnreadable(PosError):
    """The price is no price. Params: text."""


class PriceAmbiguous(PosError):
    """The price has a comma that may part thousands or decimals. Params: text."""


class TaxUnreadable(PosError):
    """The tax rate is no percentage. Params: text."""


class UnknownUnit(PosError):
    """The unit is none the program knows. Params: text."""


class ProductRow(Struct, frozen=True):
    """A row as it will be stored."""

    line: int
    name: str
    sku: str
    barcode: str
    """Empty where it has none."""
    gtin14: str | None
    price: int | None
    """1/10,000 minor unit. None: the file says nothing of it, here as below."""
    tax_ppm: int | None
    unit: str | None
    cost: int | None

    @property
    def codes(self) -> tuple[str, ...]:
        """Its barcodes: one or none."""
        return (self.barcode,) if self.barcode else ()


class Columns(Struct, frozen=True):
    """Where each field stands in a row."""

    places: Mapping[str, int]
    has_header: bool
    width: int | None = None
    """How many cells the header has; None where a row may have more, as in a sheet or without a header."""

    def cell(self, row: TableRow, field: str) -> str:
        """Return a field's text, empty where the row is too short or the file has no such column."""
        place = self.places.get(field)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def refuse_wide(self, row: TableRow) -> None:
        """Raise `RowTooWide` where something stands behind the last column: the cells before it are shifted."""
        if self.width is not None and any(cell.strip() for cell in row.cells[self.width :]):
            raise RowTooWide(cells=len(row.cells), columns=self.width)


def find_columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Find each field's column: as mapped (by name, or by number in a file without header), else by known names.

    Raise `NoNameColumn` or `NoSuchColumn`.
    """
    for field in mapping:
        if field not in FIELDS:
            raise NoSuchColumn(name=field, choices=", ".join(FIELDS))
    if mapping and all(column.isascii() and column.isdecimal() for column in mapping.values()):
        places = {field: int(column) - 1 for field, column in mapping.items()}
        for place in places.values():
            if not 0 <= place < len(header):
                raise NoSuchColumn(name=str(place + 1), choices=f"1-{len(header)}")
        return _with_name(Columns(places, has_header=False), header)
    names = {_folded(name): place for place, name in reversed(list(enumerate(header)))}
    places = {}
    for field, known in FIELDS.items():
        wanted = [_folded(mapping[field])] if field in mapping else known
        found = [names[name] for name in wanted if name in names]
        if field in mapping and not found:
            raise NoSuchColumn(name=mapping[field], choices=", ".join(header)[:200])
        if found:
            places[field] = found[0]
    return _with_name(Columns(places, has_header=True, width=len(header)), header)


def _with_name(columns: Columns, header: Sequence[str]) -> Columns:
    if "name" not in columns.places:
        raise NoNameColumn(columns=", ".join(header)[:200])
    return columns


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").lower()


class RowReader:
    """Makes rows into products, with what holds for every row of a file."""

    def __init__(self, columns: Columns, *, digits: int, price: int | None, tax_ppm: int | None) -> None:
        self._columns = columns
        self._digits = digits
        self._price = price
        self._tax_ppm = tax_ppm

    def read(self, row: TableRow) -> ProductRow:
        """Return the product of a row, or raise the reason why it cannot be taken."""
        self._columns.refuse_wide(row)
        name = _name(self._columns.cell(row, "name"))
        code = self._columns.cell(row, "barcode")
        sku = self._columns.cell(row, "sku") or code
        if not sku:
            raise CodeMissing
        gtin = refuse_bad_code(code) if code else None
        if len(sku) > LONGEST_CODE or not sku.isprintable():
            raise UnreadableCode(text=sku[:40])
        return ProductRow(
            line=row.line,
            name=name,
            sku=sku,
            barcode=code,
            gtin14=gtin,
            price=self._price_of(row),
            tax_ppm=self._tax_of(row),
            unit=self._unit(row),
            cost=self._amount(self._columns.cell(row, "cost")),
        )

    def _price_of(self, row: TableRow) -> int | None:
        found = self._amount(self._columns.cell(row, "price"))
        return self._price if found is None else found

    def _amount(self, text: str) -> int | None:
        if not text:
            return None
        try:
            value = parse_price(_ungrouped(text), self._digits)
        except PriceAmbiguous:
            raise
        except PosError as error:
            raise PriceUnreadable(text=text[:40]) from error
        if value < 0:
            raise PriceUnreadable(text=text[:40])
        return value

    def _tax_of(self, row: TableRow) -> int | None:
        text = self._columns.cell(row, "tax")
        return rate_of(text) if text else self._tax_ppm

    def _unit(self, row: TableRow) -> str | None:
        text = self._columns.cell(row, "unit").lower()
        if not text:
            return None
        unit = _UNIT_WORDS.get(text, text)
        if unit not in UNIT_DECIMALS:
            raise UnknownUnit(text=text[:40])
        return unit


def rate_of(text: str) -> int:
    """Read a percentage of a file (`13`, `5.5 %`) as parts per million. Raise `TaxUnreadable`, over 100 % too."""
    try:
        rate = parse_rate(unicodedata.normalize("NFKC", text).replace("%", ""))
    except PosError as error:
        raise TaxUnreadable(text=text[:40]) from error
    if rate > MILLION:
        raise TaxUnreadable(text=text[:40])
    return rate


def _ungrouped(text: str) -> str:
    """Return a price without currency sign and thousands signs, in plain figures. Raise `PriceAmbiguous`."""
    price = _SIGNS.sub("", unicodedata.normalize("NFKC", text))
    found = _GROUPED.fullmatch(price)
    if found is None:
        return price
    if not found["more"] and not found["decimals"]:
        if found["sign"] == ",":
            # a thousand here, one and a bit there: refused rather than guessed
            raise PriceAmbiguous(text=text[:40])
        if found["sign"] == ".":
            return price
    return (found["first"] + found["more"]).replace(found["sign"], "") + found["decimals"]


def _name(text: str) -> str:
    if not text.isprintable():
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            raise NameUnreadable
        text = one_line(text)
    if not text:
        raise NameMissing
    return text[:LONGEST_NAME]
