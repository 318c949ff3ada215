"""Tax classes: added, called otherwise, taxed from a day on, archived; the journal holds the exact rules."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from pos_app.data.tables.journal import journal
from pos_app.data.tables.taxes import tax
from pos_app.domain.tax_rules import LONGEST_CODE, LONGEST_NAME, TaxDraft, TaxNamedTwice, TaxNameTooLong
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.taxes.class_rows import (
    TaxClassGone,
    TaxClassIncomplete,
    TaxCodeTaken,
    TaxCodeTooLong,
    TaxesInThePast,
)
from pos_app.services.taxes.keep_class import TaxClassInUse, TaxClassUsual
from tests.factories.shops import GOODS, MILK, scan, sell, stock_up
from tests.factories.taxes import class_of

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import PosError
    from pos_app.domain.tax import Tax
    from pos_app.services.catalog.import_model import ImportProgress
    from pos_app.services.services import Services
    from tests.factories.shops import HandClock

TODAY = date(2026, 3, 2)
GST = TaxDraft("GST", 50_000, included=False)
QST = TaxDraft("QST", 99_750, included=False, order=2)
STACKED = TaxDraft("PST", 75_000, included=False, order=2, compound=True)


def shown(taxes: tuple[Tax, ...]) -> list[tuple[str, int, bool, int, bool]]:
    return [(one.name, one.rate_ppm, one.included, one.order, one.compound) for one in taxes]


def entries(services: Services, tag: str) -> list[dict[str, Any]]:
    with services.shop.database.read() as connection:
        query = select(journal.c.body).where(journal.c.tag == tag).order_by(journal.c.sequence)
        return [json.loads(body) for body in connection.execute(query).scalars()]


def test_a_new_shop_lists_its_classes(services: Services) -> None:
    assert services.taxes.today() == TODAY
    found = services.taxes.classes()
    assert [(one.code, one.name, one.usual) for one in found] == [
        ("13", "13 %", True),
        ("9", "9 %", False),
        ("6", "6 %", False),
        ("0", "0 %", False),
    ]
    assert shown(found[0].taxes) == [("VAT", 130_000, True, 1, False)]
    assert {one.coming for one in found} == {()}


def test_a_class_is_added_with_its_taxes(services: Services) -> None:
    assert services.tax_class.add(" gst-qst ", " GST + QST ", TODAY, [QST, GST]).settings
    own = class_of(services, "gst-qst")
    assert (own.name, own.usual) == ("GST + QST", False)
    assert shown(own.taxes) == [("GST", 50_000, False, 1, False), ("QST", 99_750, False, 2, False)]
    said = entries(services, "tax:rules:set")[-1]
    assert said["from"] == "2026-03-02"
    assert [row[1:] for row in json.loads(said["taxes"])] == [["GST", 50_000, 0, 1, 0], ["QST", 99_750, 0, 2, 0]]
    assert entries(services, "tax:class:added")[-1]["code"] == "gst-qst"
    services.tax_class.add("gst", "GST alone", TODAY, [GST])
    assert class_of(services, "gst").taxes[0].uid == own.taxes[0].uid, "the same tax, so that a receipt sums it up"


def test_what_no_class_can_be_called_is_refused(services: Services) -> None:
    refused: list[tuple[str, str, type[PosError]]] = [
        ("", "Name", TaxClassIncomplete),
        ("code", " ", TaxClassIncomplete),
        ("13", "Another", TaxCodeTaken),
        ("x" * (LONGEST_CODE + 1), "Name", TaxCodeTooLong),
        ("code", "x" * (LONGEST_NAME + 1), TaxNameTooLong),
    ]
    for code, name, kind in refused:
        with pytest.raises(kind):
            services.tax_class.add(code, name, TODAY, [GST])
    with pytest.raises(TaxNamedTwice):
        services.tax_class.add("code", "Name", TODAY, [GST, GST])
    assert len(services.taxes.classes()) == 4, "all of it or nothing"


def test_taxes_change_from_a_day_on_and_never_before_today(services: Services, clock: HandClock) -> None:
    own = class_of(services, "13")
    later = TODAY + timedelta(days=30)
    services.tax_class.change(own.uid, own.code, own.name, day=later, taxes=[GST, STACKED])
    with pytest.raises(TaxesInThePast) as refused:
        services.tax_class.change(own.uid, "13", "13 %", day=TODAY - timedelta(days=1), taxes=[GST])
    assert refused.value.params == {"today": TODAY}
    own = class_of(services, "13")
    assert shown(own.taxes) == [("VAT", 130_000, True, 1, False)]
    assert [(rule.valid_from, [one.name for one in rule.taxes]) for rule in own.coming] == [(later, ["GST", "PST"])]
    assert [one.name for one in services.taxes.classes(later)[0].taxes] == ["GST", "PST"]
    assert sell(services, MILK).total == 1290
    clock.go(days=30)
    assert class_of(services, "13").coming == ()
    # 12.90 + 0.65, and 7.5 % on both
    assert sell(services, MILK).total == 1290 + 65 + 102


def test_rules_of_the_same_day_are_replaced_and_nothing_is_a_rule_too(services: Services) -> None:
    own = class_of(services, "13")
    for taxes in ([GST, QST], [GST], []):
        services.tax_class.change(own.uid, own.code, own.name, day=TODAY, taxes=taxes)
    assert class_of(services, "13").taxes == ()
    assert sell(services, MILK).total == 1290
    assert [json.loads(said["taxes"]) for said in entries(services, "tax:rules:set")][-1] == []
    with services.shop.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tax)).scalar_one() == 6, "GST was made once"


def test_taxes_that_are_the_same_leave_no_entry(services: Services) -> None:
    own = class_of(services, "13")
    services.tax_class.change(own.uid, own.code, own.name, day=TODAY, taxes=[GST])
    before = entries(services, "tax:rules:set")
    services.tax_class.change(own.uid, own.code, own.name, day=TODAY, taxes=[GST])
    assert entries(services, "tax:rules:set") == before


def test_undoing_an_import_brings_the_class_back_that_its_goods_get_again(services: Services, tmp_path: Path) -> None:
    services.settings.change(default_tax_class="9")
    stock_up(services, tmp_path, [(*goods[:4], "9", goods[5]) for goods in GOODS])
    own = class_of(services, "13")
    services.tax_class.archive(own.uid)
    services.imports.undo(services.imports.last())
    assert class_of(services, "13").uid == own.uid
    assert entries(services, "tax:class:brought_back")[-1]["code"] == "13"


def test_a_class_of_an_import_that_was_cut_off_stays_in_the_books_where_it_is_needed(
    services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    path.write_text("sku,name,price,tax\n" + "".join(f"Z{n},Z {n},1.00,7.7\n" for n in range(300)), encoding="utf-8")

    def cut(_progress: ImportProgress) -> None:
        services.settings.change(default_tax_class="7.7")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.imports.run(path, ImportOptions(), rejects=lambda _row, _reason: None, progress=cut)
    assert class_of(services, "7.7").usual, "and its rules have their entry: the books are looked at behind each test"


def test_lines_in_an_open_basket_keep_the_taxes_they_copied(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK)
    own = class_of(services, "13")
    services.tax_class.change(own.uid, own.code, own.name, day=TODAY, taxes=[GST])
    again = services.ring_up.resume()
    assert again is not None
    assert [part.tax.name for part in again.sale.priced.lines[0].taxes] == ["VAT"]
    assert scan(services, sale, MILK).priced.total == 1290 + 1290 + 65


def test_rules_to_come_are_taken_back(services: Services) -> None:
    own = class_of(services, "13")
    later = TODAY + timedelta(days=30)
    services.tax_class.change(own.uid, own.code, own.name, day=later, taxes=[GST])
    with pytest.raises(TaxesInThePast):
        services.tax_class.take_back(own.uid, TODAY)
    for _ in range(2):
        services.tax_class.take_back(own.uid, later)
    assert class_of(services, "13").coming == ()
    assert entries(services, "tax:rules:taken_back") == [{**entries(services, "tax:rules:taken_back")[0]}]
    assert entries(services, "tax:rules:taken_back")[0]["from"] == later.isoformat()


def test_the_usual_class_may_be_called_otherwise(services: Services) -> None:
    own = class_of(services, "13")
    services.tax_class.change(own.uid, "standard", "Standard rate")
    assert services.settings.values.default_tax_class == "standard"
    assert class_of(services, "standard").usual
    assert class_of(services, "standard").uid == own.uid
    other = class_of(services, "9")
    services.tax_class.change(other.uid, "reduced", "Reduced")
    assert services.settings.values.default_tax_class == "standard"
    with pytest.raises(TaxCodeTaken):
        services.tax_class.change(other.uid, "standard", "Reduced")
    before = len(entries(services, "tax:class:changed"))
    services.tax_class.change(other.uid, "reduced", "Reduced")
    services.tax_class.change(other.uid, "reduced", "Lower")
    assert len(entries(services, "tax:class:changed")) == before + 1


def test_a_class_that_is_needed_is_not_archived(services: Services) -> None:
    with pytest.raises(TaxClassUsual):
        services.tax_class.archive(class_of(services, "13").uid)
    with pytest.raises(TaxClassInUse) as refused:
        services.tax_class.archive(class_of(services, "9").uid)
    assert refused.value.params == {"name": "9 %", "goods": 1}
    services.settings.change(default_tax_class="6")
    with pytest.raises(TaxClassInUse) as refused:
        services.tax_class.archive(class_of(services, "13").uid)
    assert refused.value.params["goods"] == 4


def test_an_archived_class_comes_back_with_its_code(services: Services) -> None:
    own = class_of(services, "0")
    services.tax_class.change(own.uid, "0", "0 %", day=TODAY + timedelta(days=30), taxes=[GST])
    assert services.tax_class.archive(own.uid).catalog
    assert len(entries(services, "tax:rules:taken_back")) == 1
    assert [one.code for one in services.taxes.classes()] == ["13", "9", "6"]
    keep = services.tax_class
    for act, more in ((keep.archive, ()), (keep.change, ("0", "0 %")), (keep.take_back, (date(2027, 1, 1),))):
        with pytest.raises(TaxClassGone):
            act(own.uid, *more)
    with pytest.raises(TaxCodeTaken):
        services.tax_class.change(class_of(services, "6").uid, "0", "Six")
    services.tax_class.add("0", "Exempt", TODAY, [])
    assert class_of(services, "0").coming == (), "what was to come of it went with it"
    back = class_of(services, "0")
    assert (back.uid, back.name, back.taxes) == (own.uid, "Exempt", ())
    assert entries(services, "tax:class:brought_back")[0]["code"] == "0"
