"""Every use case that writes, with every role: it is refused exactly where the role has not what it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pos_app
import pos_app.services
from pos_app.domain.customers import CustomerCard
from pos_app.domain.denominations import of_sum
from pos_app.domain.errors import CodedError
from pos_app.domain.journal_view import Wanted
from pos_app.domain.people import Contact
from pos_app.domain.permissions import USUAL_ROLES, NobodySignedIn, NotAllowed, Permission
from pos_app.domain.pricing import Discount
from pos_app.services.catalog.import_model import ImportOptions
from pos_app.services.people.sign_in import PIN
from pos_app.services.rehearsal.bench_shop import leave_out
from pos_app.services.sales.take_payment import CASH
from pos_app.services.stock.count_goods import CountGoods
from tests.factories.shops import MILK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos_app.domain.sale import Sale
    from pos_app.services.services import Services

UID = b"\x07" * 16


def rung_up(services: Services) -> Sale:
    """Return a sale of one line; nobody's rights matter for what is only looked up."""
    resumed = services.ring_up.resume()
    assert resumed is not None
    return resumed.sale


def keep(services: Services, sale: Sale) -> None:
    assert sale.last is not None
    services.ring_up.keep(sale.last)


def calls(services: Services, folder: Path) -> Iterator[tuple[Permission, Callable[[], object]]]:
    """Give every use case that writes, with what it needs."""
    sale = rung_up(services)
    uid = sale.basket.lines[0].uid
    ring_up, staff, taxes = services.ring_up, services.staff, services.tax_class
    hit = ring_up.look_up(MILK)[0]
    goods = folder / "goods.csv"
    goods.write_text("sku,name,price\nNEW,New,1.00\n")
    tenth = Discount(rate_ppm=100_000)
    yield Permission.SELL, lambda: keep(services, ring_up.add(sale, hit))
    yield Permission.SELL, lambda: services.hold.hold(rung_up(services))
    yield Permission.SELL, lambda: services.hold.recall(sale.basket.uid)
    yield Permission.SELL, lambda: services.take_payment.take(rung_up(services), CASH, 100, UID)
    yield Permission.PAYMENT_GIVE_BACK, lambda: services.take_payment.give_back(rung_up(services), UID)
    yield Permission.LINE_REMOVE, lambda: ring_up.remove(sale, uid)
    yield Permission.LINE_REMOVE, lambda: ring_up.undo(sale)
    yield Permission.PRICE_OVERRIDE, lambda: ring_up.set_price(sale, uid, 1)
    yield Permission.DISCOUNT_LINE, lambda: ring_up.discount_line(sale, uid, tenth)
    yield Permission.DISCOUNT_BASKET, lambda: ring_up.discount_basket(sale, tenth)
    yield Permission.SALE_DROP, lambda: services.hold.drop(sale)
    yield Permission.RECEIPT_COPY, lambda: services.receipts.print_copy(UID)
    yield Permission.JOB_DISCARD, lambda: services.printing.discard(UID)
    yield Permission.DRAWER_OPEN, lambda: services.drawer.note_opening("change")
    yield Permission.CATALOG_IMPORT, lambda: services.imports.run(goods, ImportOptions(), rejects=leave_out)
    yield Permission.CATALOG_IMPORT, lambda: services.imports.finish(UID)
    yield Permission.CATALOG_IMPORT, lambda: services.imports.undo(UID)
    yield Permission.SETTINGS_CHANGE, lambda: services.backups.set_passphrase("")
    yield Permission.SETTINGS_CHANGE, lambda: services.backups.preview(folder / "none")
    yield Permission.SETTINGS_CHANGE, lambda: services.backups.want(folder / "none")
    yield Permission.QUICK_KEYS, lambda: services.quick_keys.put(0, "Page")
    yield Permission.QUICK_KEYS, lambda: services.quick_keys.take_off(0, "Milk")
    yield Permission.STOCK_ADJUST, lambda: CountGoods(services.shop).count({hit.item.variant_id: 5_000})
    yield Permission.TAXES_CHANGE, lambda: taxes.add("", "", services.shop.books.would_book().business_date, ())
    yield Permission.TAXES_CHANGE, lambda: taxes.change(UID, "", "")
    yield Permission.TAXES_CHANGE, lambda: taxes.take_back(UID, services.shop.books.would_book().business_date)
    yield Permission.TAXES_CHANGE, lambda: taxes.archive(UID)
    yield Permission.TAXES_CHANGE, lambda: services.tax_template.use(())
    yield Permission.SETTINGS_CHANGE, lambda: services.settings.change(shop_name="Another")
    yield Permission.SETTINGS_CHANGE, lambda: services.currency.choose("EUR")
    yield from shift_calls(services)
    yield Permission.PEOPLE_MANAGE, lambda: staff.add("x y", "", ())
    yield Permission.JOURNAL_READ, lambda: services.journal.page(Wanted(), 0, 1)
    yield Permission.JOURNAL_READ, lambda: services.journal.glance(Wanted())
    yield Permission.JOURNAL_READ, services.journal.people
    yield Permission.JOURNAL_READ, lambda: services.journal.export(services.shop.profile.folder / "journal.jsonl")
    yield Permission.PEOPLE_MANAGE, lambda: staff.change(UID, "", "", ())
    yield Permission.PEOPLE_MANAGE, lambda: staff.archive(UID)
    yield Permission.PEOPLE_MANAGE, lambda: staff.unlock(UID)
    yield Permission.PEOPLE_MANAGE, lambda: staff.set_pin(UID, "1234")
    yield Permission.PEOPLE_MANAGE, lambda: staff.set_password(UID, "long enough")
    yield from customer_calls(services, sale, folder)


def customer_calls(services: Services, sale: Sale, folder: Path) -> Iterator[tuple[Permission, Callable[[], object]]]:
    """Give those of customers' and staff's data, of badges, roles and the recovery code, and of another price."""
    card, hit = CustomerCard(), services.ring_up.look_up(MILK)[0]
    yield Permission.PRICE_OVERRIDE, lambda: services.ring_up.add(sale, hit, price=1)
    yield Permission.CUSTOMER_KEEP, lambda: services.customers.add(card)
    yield Permission.CUSTOMER_KEEP, lambda: services.customers.change(UID, card)
    yield Permission.CUSTOMER_KEEP, lambda: services.customers.card(UID)
    yield Permission.CUSTOMER_KEEP, lambda: services.customers.find("")
    yield Permission.CUSTOMER_KEEP, lambda: services.customer_records.kept(UID)
    yield Permission.CUSTOMER_KEEP, lambda: services.ring_up.give_to(sale, UID)
    yield Permission.CUSTOMER_EXPORT, lambda: services.customer_records.export(UID, folder / "person.json")
    yield Permission.CUSTOMER_ERASE, lambda: services.erase_customer.erase(UID)
    yield Permission.PEOPLE_MANAGE, lambda: services.staff.refuse_unfit_badge(UID, "04A1B2C3")
    yield Permission.PEOPLE_MANAGE, lambda: services.staff.set_badge(UID, "04A1B2C3")
    yield Permission.PEOPLE_MANAGE, lambda: services.staff.speak(UID, None)
    yield Permission.PEOPLE_MANAGE, lambda: services.contacts.of(UID)
    yield Permission.PEOPLE_MANAGE, lambda: services.contacts.keep(UID, Contact())
    yield Permission.PEOPLE_MANAGE, lambda: services.contacts.export(UID, folder / "person.json")
    yield Permission.PEOPLE_MANAGE, lambda: services.roles.add("", ())
    yield Permission.PEOPLE_MANAGE, lambda: services.roles.change(UID, "", ())
    yield Permission.PEOPLE_MANAGE, lambda: services.roles.delete(UID)
    yield Permission.RECOVERY_CODE, services.recovery.make
    yield Permission.RECOVERY_CODE, services.recovery.settle


def shift_calls(services: Services) -> Iterator[tuple[Permission, Callable[[], object]]]:
    """Give those of a till's cash."""
    cash = services.move_cash
    yield Permission.CASH_MOVE, lambda: cash.pay_in(100, "change", UID)
    yield Permission.CASH_MOVE, lambda: cash.pay_out(100, "change", UID)
    yield Permission.CASH_MOVE, lambda: cash.drop(100, "safe", UID)
    yield Permission.SHIFT_LOOK, services.look_at_shift.look
    yield Permission.SHIFT_LOOK, services.look_at_shift.print
    yield Permission.SHIFT_LOOK, services.reprint_z.closings
    yield Permission.SHIFT_LOOK, lambda: services.reprint_z.print_copy(UID)
    folder = services.shop.profile.folder
    yield Permission.SHIFT_LOOK, lambda: services.reprint_z.save_pdf(UID, "Z1", folder / "z.pdf")
    yield Permission.SHIFT_CLOSE, services.close_shift.expected
    yield Permission.SHIFT_CLOSE, lambda: services.close_shift.close(of_sum(0))
    yield Permission.SHIFT_OPEN, services.open_shift.expected
    yield Permission.SHIFT_OPEN, lambda: services.open_shift.open(of_sum(0))


@pytest.mark.parametrize("role", [*USUAL_ROLES, None])
def test_a_use_case_is_refused_exactly_where_the_role_has_not_what_it_needs(
    sqlite_shop: Services, tmp_path: Path, role: str | None
) -> None:
    services = sqlite_shop
    keep(services, services.ring_up.add(services.ring_up.begin(), services.ring_up.look_up(MILK)[0]))
    services.staff.set_pin(services.shop.duty.person_uid, "1357")
    person = services.staff.add("somebody", "Somebody", (role or "owner",))
    services.staff.set_pin(person, "2468")
    services.sign_in.sign_in(person, PIN, "2468")
    if role is None:
        services.sign_in.lock()
    allowed = frozenset() if role is None else USUAL_ROLES[role]
    refusal = NobodySignedIn if role is None else NotAllowed
    for needs, call in calls(services, tmp_path):
        refused: CodedError | None = None
        try:
            call()
        except CodedError as problem:  # what else it has against it comes behind
            refused = problem
        assert isinstance(refused, refusal) == (needs not in allowed), (role, needs, refused)


def test_the_walk_knows_every_permission_that_services_ask_for(sqlite_shop: Services, tmp_path: Path) -> None:
    keep(sqlite_shop, sqlite_shop.ring_up.add(sqlite_shop.ring_up.begin(), sqlite_shop.ring_up.look_up(MILK)[0]))
    walked = {needs for needs, _call in calls(sqlite_shop, tmp_path)}
    # that one is asked for beside another, and where the clock is behind: tests/services/sales/test_clock.py
    assert walked == frozenset(Permission) - {Permission.CLOCK_BEHIND}
    folder = Path(pos_app.services.__file__).parent
    asked = {name for file in folder.rglob("*.py") for name in re.findall(r"Permission\.([A-Z_]+)", file.read_text())}
    assert asked - {Permission.CLOCK_BEHIND.name} <= {needs.name for needs in walked}


def test_nothing_is_posted_but_by_somebody_who_may() -> None:
    folder = Path(pos_app.services.__file__).parent
    around = {"shop/shop.py", "people/sign_in.py"}  # those that ask, and those that find out who it is
    for file in folder.rglob("*.py"):
        if file.relative_to(folder).as_posix() not in around:
            assert "books.posting(" not in file.read_text(), file


def test_nobody_gives_leave_but_who_has_seen_the_proof() -> None:
    folder = Path(pos_app.__file__).parent
    giving = {
        file.relative_to(folder).as_posix() for file in folder.rglob("*.py") if "approvals.give(" in file.read_text()
    }
    assert giving == {"services/people/sign_in.py"}
    making = {file.relative_to(folder).as_posix() for file in folder.rglob("*.py") if "= Approval(" in file.read_text()}
    assert making == {"services/shop/approvals.py"}
