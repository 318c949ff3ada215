"""Importing: what is taken, what is refused with its reason, twice the same, undone, finished after a cut."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from sqlalchemy import func, insert, select, update

from pos_app.data.ids import new_uid
from pos_app.data.place import ShopLock
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import barcode, price, product, product_text, variant, variant_sales
from pos_app.data.tables.imports import import_added, import_before, import_run
from pos_app.data.tables.journal import journal
from pos_app.data.tables.shop import setting
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.barcode import UnknownCode
from pos_app.domain.journal import Tag
from pos_app.domain.money import parse_price
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import TaxDraft, rules_text
from pos_app.services.catalog.import_model import (
    FileChanged,
    ImportCutOff,
    ImportOptions,
    ImportRunning,
    NothingToFinish,
)
from pos_app.services.catalog.import_taxes import UsualTaxClassUnknown
from pos_app.services.catalog.product_file import FileEmpty
from pos_app.services.catalog.product_rows import NoNameColumn, NoSuchColumn
from pos_app.services.catalog.text_rows import UnclosedQuote
from pos_app.services.sales.take_payment import Completed
from tests.factories.shops import MILK, TEA, scan, sell
from tests.factories.taxes import class_of

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.services.catalog.import_model import ImportProgress, ImportReport
    from pos_app.services.catalog.product_file import TableRow
    from pos_app.services.services import Services


class Rejected:
    """Collects what was refused: line to the code of the reason."""

    def __init__(self) -> None:
        self.rows: dict[int, str] = {}

    def __call__(self, row: TableRow, reason: PosError) -> None:
        self.rows[row.line] = reason.code


def write(tmp_path: Path, text: str, name: str = "more.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def bring(services: Services, path: Path, **options: object) -> tuple[ImportReport, dict[int, str]]:
    rejected = Rejected()
    report = services.imports.run(path, ImportOptions(**options), rejects=rejected)  # type: ignore[arg-type]
    return report, rejected.rows


def state_of(services: Services) -> list[list[tuple[object, ...]]]:
    """Return everything an import could change."""
    with services.shop.database.read() as connection:
        return [
            sorted(tuple(row) for row in connection.execute(select(*columns)))
            for columns in (
                (variant.c.sku, variant.c.unit, variant.c.decimals, variant.c.cost, variant.c.tax_class_id),
                (product_text.c.name,),
                (barcode.c.code, barcode.c.gtin14),
                (price.c.unit_price,),
            )
        ]


def count(services: Services, table: object) -> int:
    with services.shop.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def test_the_same_file_twice_changes_nothing(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "条码,品名,售价\n6901234500264,豆腐,4.20\n,,\n6901234500271,Soy 酱油,10.90\n")
    first, _ = bring(services, path)
    assert (first.rows, first.added, first.rejected) == (3, 2, 1)
    before = state_of(services)
    again, _ = bring(services, path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert state_of(services) == before
    assert [found.name for found in services.ring_up.search("df")] == ["豆腐"]
    assert services.ring_up.search("jiangyou")[0].name == "Soy 酱油"


def test_rows_that_cannot_be_taken_say_why_and_do_not_stop_the_rest(services: Services, tmp_path: Path) -> None:
    text = "\n".join(
        [
            "sku,barcode,name,price,tax,unit",
            "A1,,Own code,1.00,,",
            ",6901234500265,Wrong check digit,1.00,,",
            ",6901234500264,,1.00,,",
            ",,No code at all,1.00,,",
            f"B1,{MILK},Taken by another,1.00,,",
            "C1,,Bad price,abc,,",
            "C2,,Negative,-1,,",
            "C3,,Too fine,1.0000001,,",
            "C4,,No price,,,",
            "D1,,Bad tax,1.00,lots,",
            "D2,,Tax over all,1.00,101,",
            "E1,,Bad unit,1.00,,furlong",
            "A1,,Again in this file,1.00,,",
            "F1,4011a,Letters are the shop's own,¥ 2.50,9 %,KG",
            "G1,123456789,Too short for a GTIN-12,1.00,,",
            "H1,,Last,0.035,,pcs",
        ]
    )
    report, rejected = bring(services, write(tmp_path, text + "\n"))
    assert rejected == {
        3: "wrong_check_digit",
        4: "name_missing",
        5: "code_missing",
        6: "barcode_taken",
        7: "price_unreadable",
        8: "price_unreadable",
        9: "price_unreadable",
        10: "price_missing",
        11: "tax_unreadable",
        12: "tax_unreadable",
        13: "unknown_unit",
        14: "twice_in_file",
        16: "wrong_check_digit",
    }
    assert (report.added, report.rejected) == (3, 13)
    hit = services.ring_up.look_up("4011a")[0]
    assert (hit.item.unit, hit.item.decimals, hit.item.list_price) == ("kg", 3, 2_500_000)
    assert [tax.rate_ppm for tax in hit.item.taxes] == [90_000]
    assert services.ring_up.look_up("H1")[0].item.list_price == 35_000


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_row_with_more_cells_than_the_header_is_refused(sqlite_shop: Services, tmp_path: Path, sign: str) -> None:
    text = "sku,name,price\nW1,Tea, green,2.00\nW2,Tea,2.00,,  \nW3,Tea\nW4,Tea,2.00,,x\nW5,Tea,2.00\n"
    report, rejected = bring(sqlite_shop, write(tmp_path, text.replace(",", sign)), price=5_000_000)
    assert rejected == {2: "row_too_wide", 5: "row_too_wide"}
    assert report.added == 3
    assert sqlite_shop.ring_up.look_up("W2")[0].item.name == "Tea"


def test_beside_a_table_without_header_or_in_a_sheet_more_may_stand(sqlite_shop: Services, tmp_path: Path) -> None:
    bare = write(tmp_path, "X1,Curd\nX2,Quark,2.00,much\n", "bare.csv")
    _, rejected = bring(sqlite_shop, bare, mapping=(("sku", "1"), ("name", "2")), price=5_000_000)
    assert rejected == {}
    book = Workbook()
    for row in (["sku", "name", "price"], ["S1", "Tea", 2, "see below"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "goods.xlsx")
    _, rejected = bring(sqlite_shop, tmp_path / "goods.xlsx")
    assert rejected == {}


def test_a_rejected_row_is_shown_as_it_stands_in_the_file(sqlite_shop: Services, tmp_path: Path) -> None:
    told: list[tuple[str, ...]] = []
    path = write(tmp_path, "Artikelnummer;EAN;Bezeichnung;Preis;MwSt;Einheit\n1010;;Kein Preis;;7;Stück\n")
    sqlite_shop.imports.run(path, ImportOptions(), rejects=lambda row, _reason: told.append(row.cells))
    assert told == [("1010", "", "Kein Preis", "", "7", "Stück")]


def rates_of(services: Services, sku: str) -> list[tuple[int, bool]]:
    return [(tax.rate_ppm, tax.included) for tax in services.ring_up.look_up(sku)[0].item.taxes]


def add_rules(services: Services, code: str, *rules: tuple[date, int | None, bool]) -> None:
    """Make a tax class by its rules: valid from, rate (None: no tax), inside the price; the journal knows each day."""
    said: dict[date, list[Tax]] = {}
    class_uid = new_uid()
    with services.shop.books.posting(services.shop.duty) as posting:
        key = add_row(posting.connection, tax_class, uid=class_uid, code=code, name=code)
        for since, rate, included in rules:
            uid, tax_id = new_uid(), None
            own = said.setdefault(since, [])
            if rate is not None:
                how = {"included": included, "stack_order": 0, "compound": False}
                tax_id = add_row(posting.connection, tax, uid=uid, name="T", rate_ppm=rate, **how)
                own.append(Tax(uid, "T", rate, included))
            rule = {"situation": "default", "valid_from": since, "tax_id": tax_id}
            add_row(posting.connection, tax_rule, uid=new_uid(), tax_class_id=key, **rule)
        for since, taxes in said.items():
            body = {"from": since.isoformat(), "taxes": rules_text(taxes)}
            posting.journal(Tag.TAX_RULES_SET, class_uid, body)


def test_goods_get_the_class_whose_tax_today_is_the_one_of_the_file(services: Services, tmp_path: Path) -> None:
    then, since, later = date(1970, 1, 1), date(2019, 4, 1), date(2999, 1, 1)
    add_rules(services, "stack", (then, 50_000, True), (then, 70_000, True))
    add_rules(services, "was 16", (then, 160_000, True), (since, 130_000, True))
    add_rules(services, "on top", (then, 80_000, False))
    add_rules(services, "was 3", (then, 30_000, True), (since, None, True))
    add_rules(services, "will be 4", (then, 20_000, True), (later, 40_000, True))
    add_rules(services, "now 11", (then, 100_000, True), (since, 110_000, True))
    with services.shop.database.write() as connection:
        connection.execute(
            update(tax_class).where(tax_class.c.code == "6").values(archived_at=services.shop.books.now())
        )
    given = {"A": 5, "B": 16, "C": 8, "D": 3, "E": 4, "F": 6, "G": 11, "H": 2}
    text = "sku,name,price,tax\n" + "".join(f"{sku},Thing {sku},1.00,{rate}\n" for sku, rate in given.items())
    report, rejected = bring(services, write(tmp_path, text))
    assert (report.added, rejected) == (8, {})
    assert {sku: rates_of(services, sku) for sku in given} == {
        sku: [(rate * 10_000, True)] for sku, rate in given.items()
    }
    with services.shop.database.read() as connection:
        codes = set(connection.execute(select(tax_class.c.code)).scalars())
    assert {"5", "16", "8", "3", "4", "6-2"} <= codes, "those were made"
    assert not {"11", "2"} & codes, "these were found"
    again, _ = bring(services, write(tmp_path, text))
    assert (again.unchanged, count(services, tax_class)) == (8, len(codes))


def test_without_the_usual_class_nothing_is_guessed(services: Services, tmp_path: Path) -> None:
    row = {"scope": "shop", "name": "default_tax_class", "value": '"luxury"', "changed_at": services.shop.books.now()}
    with services.shop.database.write() as connection:  # as an older program may have left it
        connection.execute(insert(setting).values(row))
    services.settings.reload()
    known = write(tmp_path, "sku,name,price\nMILK,Milk for less,1.00\n", "known.csv")
    assert bring(services, known)[0].changed == 1, "known goods have their class"
    assert bring(services, write(tmp_path, "sku,name,price,tax\nA,Apple,1.00,9\n"))[0].added == 1
    before = state_of(services)
    with pytest.raises(UsualTaxClassUnknown) as raised:
        bring(services, write(tmp_path, "sku,name,price,tax\nB,Bean,1.00,9\nC,Corn,1.00,\n"))
    assert raised.value.params == {"code": "luxury"}
    assert state_of(services) == before
    assert services.imports.unfinished() is None


def test_a_row_that_is_refused_does_not_stand_in_the_way_of_a_later_one(services: Services, tmp_path: Path) -> None:
    text = "sku,barcode,name,price\nA,6901234500264,First,1\nB,6901234500264,Its barcode is taken,1\nB,,Second,1\n"
    report, rejected = bring(services, write(tmp_path, text))
    assert (report.added, rejected) == (2, {3: "twice_in_file"})


def test_a_price_and_a_tax_for_all_rows(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "barcode\tname\n00000000001111111111\tSfiudwx\n036000291452\tTissues\n", "food.tsv")
    report, _ = bring(services, path, price=9_900_000, tax_ppm=55_000)
    assert report.added == 2
    hit = services.ring_up.look_up("00001111111111")
    assert hit[0].item.sku == "00000000001111111111"
    assert [tax.rate_ppm for tax in hit[0].item.taxes] == [55_000]
    assert not hit[0].item.stock_tracked


def test_shared_numbers_are_loaded_and_reported(services: Services, tmp_path: Path) -> None:
    rows = "036000291452,A\n0036000291452,B\n00036000291452,C\n"
    report, rejected = bring(services, write(tmp_path, "barcode,name\n" + rows), price=1)
    assert (report.added, report.shared_gtins, rejected) == (3, 2, {})


def test_columns_are_mapped_by_name_or_by_number(sqlite_shop: Services, tmp_path: Path) -> None:
    odd = write(tmp_path, "x,y,z\nQ1,Quark,2.00\n")
    with pytest.raises(NoNameColumn):
        bring(sqlite_shop, odd)
    with pytest.raises(NoSuchColumn):
        bring(sqlite_shop, odd, mapping=(("colour", "x"),))
    with pytest.raises(NoSuchColumn):
        bring(sqlite_shop, odd, mapping=(("name", "w"),))
    bring(sqlite_shop, odd, mapping=(("name", "y"), ("sku", "X"), ("price", "z")))
    assert sqlite_shop.ring_up.look_up("Q1")[0].item.name == "Quark"
    bare = write(tmp_path, "Q2,Curd,3.00\n", "bare.csv")
    bring(sqlite_shop, bare, mapping=(("sku", "1"), ("name", "2"), ("price", "3")))
    assert sqlite_shop.ring_up.look_up("Q2")[0].item.name == "Curd"
    assert count(sqlite_shop, import_run) == 3


def test_known_goods_are_changed_and_everything_can_be_undone(services: Services, tmp_path: Path) -> None:
    before = state_of(services)
    path = write(
        tmp_path,
        "sku,barcode,name,price,tax,unit,cost\n"
        f"MILK,{MILK},Oat milk new,13.50,9,piece,7.00\n"
        "SCREW,6901234500288,Screw M4,0.035,13,piece,\n"
        "NEW,6901234500295,New,1.00,13,piece,\n",
    )
    report, _ = bring(services, path)
    assert (report.added, report.changed, report.unchanged) == (1, 2, 0)
    assert services.ring_up.search("new")[0].unit_price == 13_500_000
    assert services.ring_up.look_up("6901234500288")[0].item.sku == "SCREW"
    assert bring(services, path)[0].unchanged == 3
    assert services.imports.last() == report.uid, "one that changed nothing is not the last"
    services.imports.undo(report.uid)
    assert state_of(services) == before
    assert services.ring_up.search("new") == ()
    assert services.ring_up.search("690123450028") == ()
    assert [row.sku for row in services.ring_up.search("barista")] == ["MILK"]
    assert (count(services, import_before), count(services, product)) == (0, 5)


def test_goods_sold_meanwhile_are_archived_by_an_undo(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "barcode,name,price\n6901234500264,豆腐,4.20\n6901234500271,Soy,10.90\n")
    report, _ = bring(services, path)
    done = sell(services, "6901234500264")
    services.imports.undo(report.uid)
    with pytest.raises(UnknownCode):
        services.ring_up.look_up("6901234500264")
    assert services.receipts.rows(done.order_uid).lines[0].name == "豆腐"
    assert count(services, variant) == 6


def test_an_undo_leaves_open_and_held_baskets_whole(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "barcode,name,price\n6901234500264,豆腐,4.20\n6901234500271,Soy,10.90\n")
    report, _ = bring(services, path)
    services.hold.hold(scan(services, services.ring_up.begin(), "6901234500264"))
    sale = scan(services, services.ring_up.begin(), "6901234500271")
    late = services.ring_up.add(sale, services.ring_up.look_up("6901234500264")[0])
    services.imports.undo(report.uid)
    other, _ = bring(services, write(tmp_path, "sku,name,price\nZ,Zebra,9.00\n", "zebra.csv"))
    assert other.added == 1
    assert late.last is not None
    services.ring_up.keep(late.last)
    done = services.take_payment.take(late, "cash", 1510, services.take_payment.new_payment_uid())
    assert isinstance(done, Completed)
    assert [line.name for line in services.receipts.rows(done.order_uid).lines] == ["Soy", "豆腐"]
    assert count(services, variant_sales) == 2


def test_goods_looked_up_before_an_undo_cannot_be_kept_after_it(services: Services, tmp_path: Path) -> None:
    report, _ = bring(services, write(tmp_path, "barcode,name,price\n6901234500264,豆腐,4.20\n"))
    sale = services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up("6901234500264")[0])
    services.imports.undo(report.uid)
    bring(services, write(tmp_path, "sku,name,price\nZ,Zebra,9.00\n", "zebra.csv"))
    assert sale.last is not None
    with pytest.raises(UnknownCode):
        services.ring_up.keep(sale.last)


def test_an_undo_takes_the_taxes_with_it_that_nothing_else_needs(services: Services, tmp_path: Path) -> None:
    def classes() -> set[str]:
        with services.shop.database.read() as connection:
            return set(connection.execute(select(tax_class.c.code)).scalars())

    first = {"13", "9", "6", "0"}
    report, _ = bring(services, write(tmp_path, "sku,name,price,tax\nA,Apple,1.00,5.5\nB,Bean,1.00,7\n"))
    assert classes() == first | {"5.5", "7"}
    services.imports.undo(report.uid)
    assert classes() == first
    assert (count(services, tax), count(services, tax_rule), count(services, import_added)) == (4, 4, 1)
    rows = "sku,name,price,tax\nA,Apple,1.00,5.5\nB,Bean,1.00,7\nC,Corn,1.00,8\nD,Date,1.00,10\nMILK,Milk,1.00,11\n"
    sold, _ = bring(services, write(tmp_path, rows))
    sell(services, "A")
    services.settings.change(default_tax_class="8")
    other, _ = bring(services, write(tmp_path, "sku,name,price,tax\nE,Egg,1.00,10\nMILK,Milk,1.00,12\n", "other.csv"))
    services.imports.undo(sold.uid)
    assert classes() == first | {"5.5", "8", "10", "11", "12"}
    services.imports.undo(other.uid)
    assert services.ring_up.look_up("MILK")[0].item.taxes[0].rate_ppm == 110_000


def test_goods_archived_by_an_undo_are_sold_again_after_another_import(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "barcode,name,price\n6901234500264,豆腐,4.20\n")
    report, _ = bring(services, path)
    sell(services, "6901234500264")
    services.imports.undo(report.uid)
    assert services.ring_up.search("doufu") == ()
    again, _ = bring(services, path)
    assert (again.added, again.changed) == (0, 1)
    sell(services, "6901234500264")
    assert services.ring_up.search("doufu")[0].name == "豆腐"
    services.imports.undo(again.uid)
    with pytest.raises(UnknownCode):
        services.ring_up.look_up("6901234500264")


def test_what_a_file_does_not_say_stays_as_it_is(services: Services, tmp_path: Path) -> None:
    bring(services, write(tmp_path, "sku,name,price,tax,unit,cost\nK,Kiwi,4.00,9,kg,2.50\n"))
    report, rejected = bring(services, write(tmp_path, "sku,name\nK,Kiwi gold\nN,New without price\n", "names.csv"))
    assert (report.changed, rejected) == (1, {3: "price_missing"})
    item = services.ring_up.look_up("K")[0].item
    assert (item.name, item.unit, item.decimals, item.list_price, item.unit_cost) == (
        "Kiwi gold",
        "kg",
        3,
        4_000_000,
        2_500_000,
    )
    assert [tax.rate_ppm for tax in item.taxes] == [90_000]


def test_an_undo_that_was_cut_off_can_only_go_on(services: Services, tmp_path: Path) -> None:
    before = state_of(services)
    path = write(tmp_path, "sku,name,price\n" + "".join(f"X{n},Thing {n},1.00\n" for n in range(200)))
    report, _ = bring(services, path)

    class CutOffError(Exception):
        pass

    def cut(done: int) -> None:
        raise CutOffError(done)

    with pytest.raises(CutOffError):
        services.imports.undo(report.uid, cut)
    found = services.imports.unfinished()
    assert found is not None
    assert found.undoing
    with pytest.raises(NothingToFinish):
        services.imports.finish(report.uid)
    services.imports.undo(report.uid)
    assert services.imports.unfinished() is None
    assert state_of(services) == before


@pytest.mark.parametrize(
    ("written_as", "price"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("¥ 9.90", "9.90"),
        ("￥９．９０", "9.90"),
        ("9,90 €", "9.90"),
        ("9.90元", "9.90"),
        ("１２", "12"),
        ("1.234", "1.234"),
        ("0,125", "0.125"),
        ("1 2", None),
        ("1.23.4", None),
        ("1,2,3", None),
        ("12,34,567", None),
        ("1,234.567.8", None),
        ("-3", None),
        ("٣", None),
        ("x" * 100_000, None),
    ],
)
def test_prices_as_people_write_them(sqlite_shop: Services, tmp_path: Path, written_as: str, price: str | None) -> None:
    path = write(tmp_path, f"sku;name;price\nA1;Thing;{written_as}\n")
    report, rejected = bring(sqlite_shop, path)
    if price is None:
        assert (report.added, rejected) == (0, {2: "price_unreadable"})
    else:
        assert sqlite_shop.ring_up.look_up("A1")[0].item.list_price == parse_price(price, 2)


@pytest.mark.parametrize("price", ["1,234", "12,345", "¥1,234"])
def test_a_price_that_may_be_thousands_is_refused(sqlite_shop: Services, tmp_path: Path, price: str) -> None:
    path = write(tmp_path, f"sku;name;price\nA1;Thing;{price}\nA2;Screw;0,035\nA3;Nut;1234,50\n")
    report, rejected = bring(sqlite_shop, path)
    assert (report.added, rejected) == (2, {2: "price_ambiguous"})


def test_a_quote_that_is_never_closed_is_named_and_the_rest_comes_in(sqlite_shop: Services, tmp_path: Path) -> None:
    goods = "".join(f"A{number},Thing {number},1.00\n" for number in range(20))
    report, rejected = bring(sqlite_shop, write(tmp_path, f'sku,name,price\nB,"Bulb,1.00\n{goods}'))
    assert (report.added, rejected) == (20, {2: "unclosed_quote"})
    with pytest.raises(UnclosedQuote):
        bring(sqlite_shop, write(tmp_path, f'sku,"name,price\n{goods}'))
    with pytest.raises(FileEmpty):
        bring(sqlite_shop, write(tmp_path, "\n\n", "blank.csv"))


@pytest.mark.parametrize("column", ["0", "9", "²"])
def test_a_column_that_is_not_there_is_refused(sqlite_shop: Services, tmp_path: Path, column: str) -> None:
    with pytest.raises(NoSuchColumn):
        bring(sqlite_shop, write(tmp_path, "A1,Thing,1.00\n"), mapping=(("sku", "1"), ("name", column)))


def test_a_dry_run_writes_nothing(services: Services, tmp_path: Path) -> None:
    before, runs = state_of(services), count(services, import_run)
    path = write(tmp_path, "barcode,name,price\n6901234500264,豆腐,4.20\n6901234500265,Bad,1\n")
    rejected = Rejected()
    report = services.imports.run(path, ImportOptions(), rejects=rejected, dry_run=True)
    assert (report.rows, report.added, report.rejected) == (2, 1, 1)
    assert rejected.rows == {3: "wrong_check_digit"}
    known = write(tmp_path, f"barcode,name,price,tax\n{MILK},Milk,1.00,7.77\n", "known.csv")
    report = services.imports.run(known, ImportOptions(), rejects=rejected, dry_run=True)
    assert (report.added, report.changed, report.rejected) == (0, 0, 1)
    assert state_of(services) == before
    assert count(services, tax_class) == 4
    assert count(services, import_run) == runs


def test_an_interruption_undoes_the_run(services: Services, tmp_path: Path) -> None:
    before = state_of(services)
    path = write(tmp_path, "sku,name,price\n" + "".join(f"X{n},Thing {n},1.00\n" for n in range(300)))

    def interrupt(progress: ImportProgress) -> None:
        if progress.rows >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.imports.run(path, ImportOptions(), rejects=Rejected(), progress=interrupt)
    assert state_of(services) == before
    assert services.imports.unfinished() is None
    assert count(services, import_added) == 1


def cut_off(services: Services, path: Path, rows: int) -> bytes:
    """Leave a run as a kill would: its first rows stored, its state running."""
    part = path.with_name("part.csv")
    part.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[: rows + 1]), encoding="utf-8")
    report, _ = bring(services, part)
    whole = {"file_path": str(path), "file_name": path.name, "file_hash": _hash(path)}
    with services.shop.database.write() as connection:
        here = import_run.c.uid == report.uid
        connection.execute(update(import_run).where(here).values(state="running", ended_at=None, **whole))
    return report.uid


def _hash(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_run_that_was_cut_off_is_finished_where_it_stopped(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name,price\n" + "".join(f"X{n},Thing {n},1.00\n" for n in range(100)))
    uid = cut_off(services, path, 40)
    found = services.imports.unfinished()
    assert found is not None
    assert (found.uid, found.file_name, found.rows_done) == (uid, "more.csv", 40)
    seen: list[ImportProgress] = []
    report = services.imports.finish(uid, seen.append)
    assert (report.rows, report.added, seen[-1].rows) == (100, 100, 100)
    assert services.imports.unfinished() is None
    with pytest.raises(NothingToFinish):
        services.imports.finish(uid)
    assert count(services, variant) == 105


def test_a_run_that_was_cut_off_is_settled_before_the_next(services: Services, tmp_path: Path) -> None:
    before = state_of(services)
    path = write(tmp_path, "sku,name,price\n" + "".join(f"X{n},Thing {n},1.00\n" for n in range(100)))
    uid = cut_off(services, path, 40)
    with pytest.raises(ImportCutOff):
        bring(services, write(tmp_path, "sku,name,price\nMILK2,Milk,1.00\n", "other.csv"))
    services.imports.undo(uid)
    assert services.imports.unfinished() is None
    assert state_of(services) == before


def test_a_file_that_changed_is_not_finished(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name,price\n" + "".join(f"X{n},Thing {n},1.00\n" for n in range(20)))
    uid = cut_off(services, path, 10)
    path.write_text("sku,name,price\nX1,Other,1.00\n", encoding="utf-8")
    with pytest.raises(FileChanged):
        services.imports.finish(uid)


def test_one_import_at_a_time(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name,price\nX1,Thing,1.00\n")
    cut_off(services, path, 1)
    lock = ShopLock(services.shop.profile.folder, "import.lock")
    lock.take()
    try:
        with pytest.raises(ImportRunning):
            bring(services, path)
        assert services.imports.unfinished() is None
    finally:
        lock.release()
    assert services.imports.unfinished() is not None


def test_an_import_is_one_entry_in_the_journal(services: Services, tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name,price\nX1,Thing,1.00\nX2,Thing,bad\n")
    bring(services, path)
    with services.shop.database.read() as connection:
        body = connection.execute(select(journal.c.body).order_by(journal.c.sequence.desc()).limit(1)).scalar_one()
    said = {"file": _hash(path), "added": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    assert json.loads(body).items() >= said.items()


def test_there_is_nothing_to_undo_in_a_new_shop(sqlite_shop: Services) -> None:
    services = sqlite_shop
    services.imports.undo(services.imports.last())
    with pytest.raises(NothingToFinish):
        services.imports.last()
    with pytest.raises(UnknownCode):
        services.ring_up.look_up(TEA)


def test_an_undo_leaves_a_class_that_was_taxed_otherwise_since(services: Services, tmp_path: Path) -> None:
    """Its entries in the journal speak of it; another one that the run made goes."""
    report, _ = bring(services, write(tmp_path, "sku,name,price,tax\nA,Apple,1.00,5\nB,Bean,1.00,8\n"))
    own = class_of(services, "5")
    later = TaxDraft("VAT", 60_000, included=True)
    services.tax_class.change(own.uid, own.code, own.name, day=services.taxes.today(), taxes=[later])
    services.imports.undo(report.uid)
    assert {"5", "8"} & {one.code for one in services.taxes.classes()} == {"5"}
