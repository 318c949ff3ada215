"""The list of what waits for somebody: each thing with its reason, and gone when it is seen to."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from pos_app.data.tables.imports import import_run
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import CodedError
from pos_app.domain.formats import Formats
from pos_app.domain.to_do import Matter, ToDo
from pos_app.services.language import translator
from pos_app.services.sales.take_payment import PartPaid
from pos_app.services.shifts.close_shift import PaymentUnfinished
from pos_app.ui.wording import Wording
from pos_app.ui.wording.to_do import WHERE, words_of
from tests.factories.shops import MILK, TEA, scan, sell

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock, TestPrinter


def matters(services: Services) -> list[Matter]:
    return [one.matter for one in services.to_do.items()]


def test_nothing_waits_in_a_shop_that_is_in_order(services: Services) -> None:
    sell(services, MILK)
    assert services.to_do.items() == ()


def test_a_paper_in_doubt_waits_until_somebody_says_what_became_of_it(services: Services, printer: TestPrinter) -> None:
    printer.breaks = True
    sold = sell(services, MILK)
    services.printing.run()
    (one,) = services.to_do.items()
    assert (one.matter, one.kind, one.name) == (Matter.PAPER, "receipt", sold.number)
    assert one.code == "printer_interrupted"
    services.close_shift.close(of_sum(1290))  # it keeps no shift open
    (job,) = [row for row in services.printing.jobs() if row.kind == "receipt"]
    services.printing.settle(job.uid, printed=True)
    assert Matter.PAPER not in matters(services)


def test_money_that_belongs_nowhere_comes_first_and_keeps_the_shift_open(services: Services) -> None:
    sale = scan(services, services.ring_up.begin(), MILK, TEA)
    paid = services.take_payment.take(sale, "card", 500, services.take_payment.new_payment_uid(), reference="1")
    assert isinstance(paid, PartPaid)
    (one,) = services.to_do.items()
    assert (one.matter, one.amount) == (Matter.MONEY, 500)
    with pytest.raises(PaymentUnfinished):
        services.close_shift.close(of_sum(0))
    services.take_payment.give_back(sale, paid.payments[0].uid)
    assert services.to_do.items() == ()


def test_a_basket_held_since_another_day_waits(services: Services, clock: HandClock) -> None:
    services.hold.hold(scan(services, services.ring_up.begin(), TEA), "Mrs. Wu")
    services.hold.hold(scan(services, services.ring_up.begin(), MILK))
    assert services.to_do.items() == ()
    clock.now += timedelta(days=1)
    sell(services, MILK)
    assert [(one.matter, one.name, one.amount) for one in services.to_do.items()] == [
        (Matter.HELD, "Mrs. Wu", 6800),
        (Matter.HELD, "Oat milk, barista, 1 l", 1290),
    ]


def test_an_import_that_was_cut_off_waits(services: Services) -> None:
    with services.shop.database.write() as connection:
        connection.execute(update(import_run).values(state="running", ended_at=None))
    assert matters(services) == [Matter.IMPORT]


def test_a_backup_that_failed_waits(sqlite_shop: Services, tmp_path: Path) -> None:
    sqlite_shop.settings.change(backup_folder=str(tmp_path / "usb"))
    with suppress(CodedError):
        sqlite_shop.backups.make()
    (one,) = sqlite_shop.to_do.items()
    assert one.matter is Matter.BACKUP
    assert one.code
    (tmp_path / "usb").mkdir()
    sqlite_shop.backups.make()
    assert sqlite_shop.to_do.items() == ()


def test_a_shop_where_people_sign_in_lacks_a_recovery_code(services: Services) -> None:
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    assert matters(services) == [Matter.RECOVERY]


@pytest.mark.parametrize("matter", Matter)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_is_worded_and_leads_somewhere(matter: Matter, language: str) -> None:
    wording = Wording(translator(language), Formats(language, "CNY", 2), ZoneInfo("UTC"))
    what, why = words_of(ToDo(matter, "receipt", "T1-000001", code="printer_off", amount=500), wording)
    assert what
    assert why
    assert WHERE[matter]
