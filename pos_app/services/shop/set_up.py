"""Set a new shop up with defaults, no questions asked: it can sell at once."""

from __future__ import annotations

import json
from datetime import date
from itertools import chain, count
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from pos_app.data.ids import new_uid
from pos_app.data.keys import TillKey
from pos_app.data.queries.people import make_usual_roles
from pos_app.data.rows import add_row
from pos_app.data.tables.catalog import price_list
from pos_app.data.tables.people import PROOFS, person, person_role, role, role_permission
from pos_app.data.tables.shifts import shift, shift_event, shift_state
from pos_app.data.tables.shop import currency, location, setting, shop, till, till_head
from pos_app.data.tables.taxes import tax, tax_class, tax_rule
from pos_app.domain.errors import PosError
from pos_app.domain.journal import Body, Tag
from pos_app.domain.numbers import percent_text
from pos_app.domain.permissions import OWNER
from pos_app.domain.problems import UnknownZone
from pos_app.domain.shop import STANDARD_LIST, Duty
from pos_app.domain.staff_record import RoleRecord, first_staff
from pos_app.domain.tax import Tax
from pos_app.domain.tax_rules import TaxDraft, rules_body
from pos_app.domain.tax_templates import filled, template_of
from pos_app.services.books import Posting, zone_info
from pos_app.services.shop.home import note_place
from pos_app.services.shop.number_series import CLOSINGS, RECEIPTS, RETURNS, make_series
from pos_app.services.shop.pepper_check import note_pepper
from pos_app.services.shop.settings import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.domain.ports import Clock

ALWAYS = date(1970, 1, 1)
"""A valid-from day before any sale."""
SITUATION = "default"
"""The situation of a tax rule that holds where nothing else is said."""


class UnknownCurrency(PosError):
    """No such currency. Params: code."""


class NoSuchZone(PosError):
    """No such time zone. Params: name."""


def _by_nothing(_pepper: bytes) -> Mapping[str, bytes]:
    return {}


class NewOwner(Struct, frozen=True):
    """Who the shop belongs to."""

    login: str = "owner"
    name: str = "owner"
    signs_in: bool = False
    """Whether there is a PIN or a password: without, nobody is asked who it is."""
    prove: Callable[[bytes], Mapping[str, bytes]] = _by_nothing
    """Gives what is kept of PIN and password by its column, from the shop's pepper; it takes a quarter of a second."""


class NewShop(Struct, frozen=True):
    """What a shop begins with."""

    kind: str = "real"
    """`real`, or `rehearsal`: numbers of its own, never mistaken for trade."""
    currency: str = "CNY"
    zone: str = ""
    """IANA name; empty for the system's."""
    language: str = ""
    """Of screen and receipts; empty for the screen's as the system says, and English receipts."""
    taxes: str = "china"
    """Key of the template that its tax classes come from."""
    tax_rates: tuple[int, ...] = ()
    """Parts per million, for a template that asks for rates."""
    name: str = ""
    """Empty for the program's."""
    address: str = ""
    tax_number: str = ""
    owner: NewOwner = NewOwner()


def currency_digits(code: str) -> int:
    """Return the minor digits of an ISO 4217 currency, or raise `UnknownCurrency`. Asked once, at set-up."""
    # Babel's data is the one list of currencies here; loading it is only worth it for a new shop
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    known = get_global("all_currencies")
    if code not in known:
        raise UnknownCurrency(code=code)
    return int(fractions.get(code, fractions["DEFAULT"])[0])


def system_zone() -> str:
    """Return the IANA name of the system's time zone; UTC where it has none."""
    import tzlocal  # needed once in a shop's life

    return tzlocal.get_localzone_name() or "UTC"


def refuse_unknown(new: NewShop) -> None:
    """Raise what of a new shop there is not, before anything is on disk.

    `UnknownCurrency`, `NoSuchZone`, `TemplateUnknown`, `RatesMissing` or `RatesTooMany`.
    """
    currency_digits(new.currency)
    filled(template_of(new.taxes), new.tax_rates)
    try:
        zone_info(new.zone or "UTC")
    except UnknownZone as error:
        raise NoSuchZone(name=new.zone[:40]) from error


def set_up(database: Database, key_path: Path, clock: Clock, new: NewShop) -> None:
    """Fill an empty database, whose schema is there, with one shop that can sell. One transaction.

    What is in files, the till's key and the pepper of a PIN, is there before: a set-up that was cut off takes it.
    """
    now = clock()
    zone = new.zone or system_zone()
    key = TillKey.load(key_path) if key_path.exists() else TillKey.create(key_path)
    pepper = _pepper(database, key_path.parent) if new.owner.signs_in else None
    proofs = new.owner.prove(pepper) if pepper else {}
    with database.write() as connection:
        digits = _shop_rows(connection, new, zone, now)
        duty = _duty(connection, key.public, zone, now, new.owner, proofs)
        if pepper:
            note_pepper(connection, pepper, now)
        for series_kind in (RECEIPTS, RETURNS, CLOSINGS):
            make_series(connection, series_kind, duty, new.kind, now)
        posting = Posting(connection, duty, now, zone)
        _taxes(posting, new)
        _words(posting, new)
        _open_first_shift(posting)
        note_place(connection, key_path.parent, now)
        opened: Body = {"kind": new.kind, "currency": new.currency, "digits": digits, "zone": zone}
        posting.journal(Tag.SHOP_OPENED, None, {**opened, **_staff(connection, duty, proofs)})
        posting.finish(key)


def _pepper(database: Database, folder: Path) -> bytes:
    """Return what the owner's PIN and password are kept with."""
    from pos_app.services.shop.vault import PEPPER, Vault  # an owner who never signs in needs none

    return Vault(folder, database).get_or_make(PEPPER)


def _shop_rows(connection: Connection, new: NewShop, zone: str, now: datetime) -> int:
    """Make the shop, its money and its price list; return the money's digits."""
    digits = currency_digits(new.currency)
    connection.execute(insert(currency), {"code": new.currency, "digits": digits})
    row = {"kind": new.kind, "currency": new.currency, "zone": zone, "language": new.language or "en"}
    name = new.name or declared()["shop_name"].default
    connection.execute(insert(shop), {"id": 1, "uid": new_uid(), "name": name, "created_at": now, **row})
    connection.execute(
        insert(price_list), {"uid": new_uid(), "code": STANDARD_LIST, "name": "Standard", "currency": new.currency}
    )
    return digits


def _duty(
    connection: Connection, public_key: bytes, zone: str, now: datetime, owner: NewOwner, proofs: Mapping[str, bytes]
) -> Duty:
    """Make the location, till, person and shift that every fact refers to."""
    today = now.astimezone(zone_info(zone)).date()
    uids = {name: new_uid() for name in ("location", "till", "person", "shift")}
    location_id = add_row(connection, location, uid=uids["location"], name="shop", kind="shop")
    till_id = add_row(
        connection, till, uid=uids["till"], number=1, name="Till 1", location_id=location_id, public_key=public_key
    )
    head = {"fact_sequence": 0, "journal_sequence": 0, "journal_hash": ""}
    connection.execute(insert(till_head), {"till_id": till_id, "last_at": now, "business_date": today, **head})
    words = {"login": owner.login, "name": owner.name, **proofs}
    person_id = add_row(connection, person, uid=uids["person"], **words, failures=0, created_at=now)
    make_usual_roles(connection)
    role_id = connection.execute(select(role.c.id).where(role.c.name == OWNER)).scalar_one()
    connection.execute(insert(person_role), {"person_id": person_id, "role_id": role_id})
    opened = {"at": now, "business_date": today, "zone": zone, "float_amount": 0}
    shift_id = add_row(connection, shift, uid=uids["shift"], till_id=till_id, number=1, person_id=person_id, **opened)
    return Duty(
        till_id,
        uids["till"],
        1,
        "Till 1",
        location_id,
        uids["location"],
        person_id,
        uids["person"],
        owner.name,
        shift_id,
        uids["shift"],
        now,
    )


def _staff(connection: Connection, duty: Duty, proofs: Mapping[str, bytes]) -> Body:
    """Say which roles the shop begins with, and that its person is an owner, who comes in by these proofs."""
    may: dict[int, list[str]] = {}
    for key, allowed in connection.execute(select(role_permission.c.role_id, role_permission.c.permission)):
        may.setdefault(key, []).append(allowed)
    rows = connection.execute(select(role.c.id, role.c.uid, role.c.name)).all()
    roles = {row.uid: RoleRecord(row.name, tuple(sorted(may.get(row.id, ())))) for row in rows}
    owners = [row.uid for row in rows if row.name == OWNER]
    return first_staff(
        roles,
        {duty.person_uid: owners},
        {duty.person_uid: {kind: proofs[column] for kind, column in PROOFS.items() if column in proofs}},
    )


def _open_first_shift(posting: Posting) -> None:
    duty = posting.duty
    posting.add(shift_event, kind="opened", body="{}")
    posting.connection.execute(
        insert(shift_state), {"shift_id": duty.shift_id, "state": "open", "cash": 0, "changed_at": posting.at}
    )
    posting.journal(Tag.SHIFT_OPENED, duty.shift_uid, {"number": 1, "float": 0})


def _taxes(posting: Posting, new: NewShop) -> None:
    """Make the classes of a template, as if their taxes had always been; the first is the usual one."""
    classes = filled(template_of(new.taxes), new.tax_rates)
    for one in classes:
        uid = new_uid()
        key = add_row(posting.connection, tax_class, uid=uid, code=one.code, name=one.name)
        taxes = [_first_tax(posting.connection, key, draft) for draft in one.taxes]
        if not taxes:
            _add_rule(posting.connection, key, None)
        posting.journal(Tag.TAX_RULES_SET, uid, rules_body(ALWAYS, taxes))
    _set(posting, "default_tax_class", classes[0].code)


def _words(posting: Posting, new: NewShop) -> None:
    """Keep what stands on receipts, and the language of screen and receipts."""
    for name, value in (("shop_name", new.name), ("shop_address", new.address), ("tax_number", new.tax_number)):
        if value:
            _set(posting, name, value)
    if new.language:
        _set(posting, "language", new.language)
        _set(posting, "receipt_language", new.language)


def _set(posting: Posting, name: str, value: str) -> None:
    """Keep a setting where it is another than the usual one."""
    if value != declared()[name].default:
        row = {"scope": "shop", "name": name, "value": json.dumps(value)}
        posting.connection.execute(insert(setting), {**row, "changed_at": posting.at})


def add_tax_class(connection: Connection, draft: TaxDraft) -> int:
    """Make a class with one tax, named for its rate in percent (`13`, `5.5`), and return its key.

    Where another class has that code already, archived or of other taxes, it is `13-2` and so on.
    """
    percent = percent_text(draft.rate_ppm)
    taken = set(connection.execute(select(tax_class.c.code)).scalars())
    code = next(code for code in chain([percent], map(f"{percent}-{{}}".format, count(2))) if code not in taken)
    class_id = add_row(connection, tax_class, uid=new_uid(), code=code, name=f"{percent} %")
    _first_tax(connection, class_id, draft)
    return class_id


def _first_tax(connection: Connection, class_id: int, draft: TaxDraft) -> Tax:
    """Make a tax that a class has always had."""
    made = Tax(new_uid(), draft.name, draft.rate_ppm, draft.included, draft.order, draft.compound)
    row = {"name": made.name, "rate_ppm": made.rate_ppm, "included": made.included, "compound": made.compound}
    _add_rule(connection, class_id, add_row(connection, tax, uid=made.uid, **row, stack_order=made.order))
    return made


def _add_rule(connection: Connection, class_id: int, tax_id: int | None) -> None:
    rule = {"uid": new_uid(), "situation": SITUATION, "valid_from": ALWAYS}
    add_row(connection, tax_rule, tax_class_id=class_id, **rule, tax_id=tax_id)
