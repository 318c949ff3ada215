"""Receipts found by number, date, amount or their own codes, printed again; the drawer and why it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from pos_app.data.ids import new_uid
from pos_app.data.rows import add_row
from pos_app.data.tables.journal import journal, journal_text
from pos_app.data.tables.shop import series, series_counter
from pos_app.documents.receipt import receipt_text
from pos_app.domain.fingerprint import short_head
from pos_app.domain.money import PRICE_PARTS
from pos_app.domain.pricing import Discount
from pos_app.domain.printing import PROFILES, DrawerAway, DrawerBusy, PrinterOffline, UnknownPrinterAddress
from pos_app.links.devices.network import NetworkPrinter
from pos_app.services.sales.find_receipt import ReceiptNotFound
from pos_app.services.sales.open_drawer import ReasonMissing
from tests.factories.shops import APPLES, MILK, SOAP, TEA, keep, scan, sell
from tests.simulators.port_printer import PortPrinter

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock, TestPrinter


def test_a_receipt_is_found_by_whatever_is_known_of_it(services: Services, clock: HandClock) -> None:
    assert services.receipts.last() is None
    sell(services, MILK)
    sell(services, TEA)
    clock.go(days=1)
    sell(services, SOAP)
    numbers = ["T1-000001", "T1-000002", "T1-000003"]
    find = services.receipts.find
    assert [row.number for row in find("")] == numbers[::-1]
    for text in ("T1-000002", "t1-000002", "2", " 000002 ", "T1-000002 2026-03-02T09:00 CNY 68.00", "68", "68.00"):
        assert [row.number for row in find(text)] == ["T1-000002"], text
    for text in ("2026-03-02", "2026/3/2", "20260302"):
        assert [row.number for row in find(text)] == numbers[1::-1], text
    for text in ("T1-000009", "9.99", "2026-13-45", "nonsense", "1999-01-01"):
        with pytest.raises(ReceiptNotFound):
            find(text)
    with services.shop.database.write() as connection:
        next_generation = {"till_id": services.shop.duty.till_id, "kind": "receipt", "generation": 1, "prefix": "T1b-"}
        key = add_row(connection, series, uid=new_uid(), created_at=clock(), **next_generation)
        connection.execute(insert(series_counter), {"series_id": key, "last": 0})
    sell(services, SOAP)
    for text in ("T1b-000001", "t1B-000001", "T1b-000001 2026-03-03T09:00 CNY 3.50", "t1b-1"):
        assert [row.number for row in find(text)] == ["T1b-000001"], text
    assert [row.number for row in find("1")] == ["T1b-000001", "T1-000001"]
    assert [row.number for row in find("3")] == ["T1-000003"]
    last = find("3")[0]
    assert (last.number, last.total, last.line_count, last.person, last.tenders) == (
        "T1-000003",
        350,
        1,
        "owner",
        ("cash",),
    )
    assert last.placed_at.utcoffset() is not None
    assert str(last.business_date) == "2026-03-03"


def test_an_amount_is_found_also_where_it_reads_like_a_number(services: Services) -> None:
    first = sell(services, MILK)
    scan_one = services.ring_up.hit(services.ring_up.look_up(SOAP)[0].item.variant_id)
    sale = keep(services, services.ring_up.add(services.ring_up.begin(), scan_one, price=100 * PRICE_PARTS))
    services.take_payment.take(sale, "cash", 100, services.take_payment.new_payment_uid())
    assert [row.number for row in services.receipts.find("1")] == [first.number, "T1-000002"]


def test_a_receipt_is_made_from_frozen_rows(services: Services, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"png")
    services.settings.change(
        shop_name="Corner", shop_address="A\n\nB", tax_number="X1", logo=str(logo), receipt_header="hi"
    )
    ring_up = services.ring_up
    sale = scan(services, ring_up.begin(), MILK, MILK, APPLES)
    sale = keep(
        services, ring_up.discount_line(sale, sale.basket.lines[0].uid, Discount(rate_ppm=100_000, name="Dent"))
    )
    sale = keep(services, ring_up.discount_basket(sale, Discount(amount=100, name="Friend")))
    uid = services.take_payment.new_payment_uid()
    services.take_payment.take(sale, "card", 1000, uid, reference="77")
    services.take_payment.take(sale, "cash", 5000, services.take_payment.new_payment_uid())
    receipt = services.receipts.rows(sale.basket.uid)
    assert (receipt.number, receipt.till, receipt.person, receipt.copy, receipt.practice) == (
        "T1-000001",
        "1",
        "owner",
        False,
        False,
    )
    assert receipt.shop.address == ("A", "B")
    assert receipt.shop.logo_png == b"png"
    assert [
        (line.gross, line.amount, [d.amount for d in line.discounts], line.tax_letters) for line in receipt.lines
    ] == [
        (2580, 2322, [258], "A"),
        (1580, 1580, [], "B"),
    ]
    assert [(d.name, d.amount) for d in receipt.discounts] == [("Friend", 100)]
    assert [(tax.letter, tax.rate_ppm, tax.base + tax.amount) for tax in receipt.taxes] == [
        ("A", 130_000, 2262),
        ("B", 90_000, 1540),
    ]
    assert receipt.subtotal == 3902
    assert receipt.total == 3802
    assert [(p.tender, p.tendered, p.change, p.reference) for p in receipt.payments] == [
        ("card", 1000, 0, "77"),
        ("cash", 5000, 2198, ""),
    ]
    assert receipt.change == 2198
    with pytest.raises(ReceiptNotFound):
        services.receipts.rows(b"0" * 16)


def test_a_copy_has_the_head_of_its_day(services: Services, printer: TestPrinter, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"first")
    services.settings.change(shop_name="Corner", shop_address="A\nB", tax_number="X1", logo=str(logo))
    printed = sell(services, MILK)
    services.printing.run()
    printer.state = "offline"
    waited = sell(services, MILK)
    logo.write_bytes(b"other")
    pictured = sell(services, MILK)
    logo.write_bytes(b"second")
    services.settings.change(shop_name="Moved", shop_address="C", tax_number="X2", receipt_language="zh_CN")
    later = sell(services, MILK)
    printer.state = "ready"
    services.printing.run()
    for done in (printed, waited):
        receipt = services.receipts.rows(done.order_uid, copy=True)
        assert (receipt.shop.name, receipt.shop.address, receipt.shop.tax_number) == ("Corner", ("A", "B"), "X1")
        assert (receipt.shop.logo_png, receipt.language, receipt.copy) == (b"first", "en", True)
    assert services.receipts.rows(pictured.order_uid).shop.logo_png == b"other"
    receipt = services.receipts.rows(later.order_uid)
    assert (receipt.shop.name, receipt.shop.logo_png, receipt.language) == ("Moved", b"second", "zh_CN")
    for kept in (tmp_path / "logos").iterdir():
        kept.unlink()
    assert services.receipts.rows(later.order_uid).shop.logo_png is None


def test_a_copy_is_queued_and_journalled(services: Services) -> None:
    done = sell(services, MILK)
    services.receipts.print_copy(done.order_uid)
    assert [job.kind for job in services.printing.jobs()] == ["receipt_copy", "receipt"]
    assert services.receipts.rows(done.order_uid, copy=True).copy
    with services.shop.database.read() as connection:
        assert "receipt:copy:printed" in set(connection.execute(select(journal.c.tag)).scalars())


def test_the_drawer_opens_once_after_cash_and_not_after_a_card(services: Services, printer: TestPrinter) -> None:
    services.drawer.kick_after("cash")
    assert printer.kicks == 1
    services.drawer.kick_after("card")
    assert printer.kicks == 1
    services.settings.change(open_drawer=False)
    services.drawer.kick_after("cash")
    assert printer.kicks == 1


def test_the_drawer_without_a_sale_needs_a_reason_that_can_be_erased(services: Services, printer: TestPrinter) -> None:
    with pytest.raises(ReasonMissing):
        services.drawer.note_opening("  ")
    services.drawer.note_opening("change for Mrs Li")
    assert printer.kicks == 0
    services.drawer.kick()
    assert printer.kicks == 1
    with services.shop.database.read() as connection:
        entry = connection.execute(select(journal).where(journal.c.tag == "drawer:no_sale:opened")).one()
        words = connection.execute(select(journal_text)).one()
    assert "Li" not in entry.body
    assert words.text == "change for Mrs Li"
    assert words.hash in entry.body


def test_a_drawer_that_is_off_is_said_and_the_reason_stands(services: Services, printer: TestPrinter) -> None:
    printer.state = "offline"
    with pytest.raises(PrinterOffline):
        services.drawer.kick()


def test_a_drawer_elsewhere_opens_there_and_only_there(
    services: Services, printer: TestPrinter, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "drawer"
    services.settings.change(drawer=elsewhere.as_uri(), drawer_pin=5)
    services.drawer.kick_after("cash")
    assert printer.kicks == 0
    assert elsewhere.read_bytes()[:3] == b"\x1bp\x01", "the second pin"
    services.settings.change(drawer_pin=2)
    services.drawer.kick()
    assert elsewhere.read_bytes()[5:8] == b"\x1bp\x00"
    services.settings.change(drawer="")
    services.drawer.kick()
    assert printer.kicks == 1


def test_a_drawer_named_as_the_receipt_printer_is_on_it(services: Services, printer: TestPrinter) -> None:
    services.settings.change(drawer="builtin")
    services.drawer.kick()
    assert printer.kicks == 1
    printer.state = "offline"
    with pytest.raises(PrinterOffline):
        services.drawer.kick()


def test_a_drawer_elsewhere_that_is_off_is_told_by_its_name(services: Services, printer: TestPrinter) -> None:
    services.settings.change(drawer="serial:///dev/no-such-port?speed=9600")
    with pytest.raises(DrawerAway) as caught:
        services.drawer.kick_after("cash")
    assert caught.value.params["address"] == "serial:///dev/no-such-port?speed=9600"
    assert printer.kicks == 0
    with pytest.raises(UnknownPrinterAddress):
        services.settings.change(drawer="somewhere")


def test_a_drawer_elsewhere_whose_printer_is_at_a_paper_says_so(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_drawer: object) -> None:
        raise DrawerBusy(address="tcp://127.0.0.1:9100", reason="busy")

    monkeypatch.setattr(NetworkPrinter, "kick_drawer", busy)
    services.settings.change(drawer="tcp://127.0.0.1:9100")
    with pytest.raises(DrawerBusy):
        services.drawer.kick()


def test_a_drawers_own_trigger_on_a_serial_line_is_sent_the_pulse_and_asked_nothing(
    services: Services, tmp_path: Path
) -> None:
    with PortPrinter(tmp_path / "trigger") as trigger:
        trigger.mute = True
        services.settings.change(drawer=f"serial://{trigger.port}")
        services.drawer.kick()
        trigger.wait_for(5)
        assert trigger.received.kicks == 1
        assert len(trigger.received.document) == 5


def test_a_receipt_bears_the_short_form_of_its_entry_in_the_journal(services: Services) -> None:
    done = sell(services, MILK)
    sell(services, MILK)
    with services.shop.database.read() as connection:
        hashes = connection.execute(
            select(journal.c.hash).where(journal.c.tag == "order:sale:placed").order_by(journal.c.sequence)
        ).scalars()
        first = next(iter(hashes))
    receipt = services.receipts.rows(done.order_uid)
    assert receipt.journal_head == short_head(first)
    assert f"Journal {short_head(first)}" in receipt_text(receipt, PROFILES["80"], str, "en")
