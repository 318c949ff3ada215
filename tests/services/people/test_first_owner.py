"""The owner of a new shop: made with it in one transaction, and held back with it by what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.app import assemble
from pos_app.domain.signing_in import PasswordUnfit, PinUnfit
from pos_app.services.people.first_owner import OwnerNeedsPin, PinsDiffer, first_owner
from pos_app.services.people.keep_staff import LoginUnfit, PersonNameMissing
from pos_app.services.people.sign_in import PASSWORD, PIN, WrongSecret
from pos_app.services.proof.verify_books import verify
from pos_app.services.shop.open_shop import is_untouched, open_database, open_shop
from pos_app.services.shop.set_up import NewShop
from tests.factories.shops import HandClock

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.data.engine import Database
    from pos_app.domain.errors import PosError

BERLIN = NewShop(
    currency="EUR",
    zone="Europe/Berlin",
    taxes="germany",
    name="Teeladen",
    address="Am Markt 1\n10115 Berlin",
    tax_number="DE123456789",
    owner=first_owner("lea", "Lea Sommer", "1357", "1357", "long enough"),
)


def test_a_new_shop_is_its_owners(database: Database, tmp_path: Path) -> None:
    services = assemble(open_database(database, tmp_path, clock=HandClock(), new=BERLIN))
    values = services.settings.values
    assert (values.shop_name, values.shop_address, values.tax_number) == (
        "Teeladen",
        "Am Markt 1\n10115 Berlin",
        "DE123456789",
    )
    (owner,) = services.staff.everybody()
    assert (owner.login, owner.name, owner.roles) == ("lea", "Lea Sommer", ("owner",))
    assert (owner.has_pin, owner.has_password, owner.has_badge) == (True, True, False)
    assert services.shop.duty.person_name == "Lea Sommer"
    services.sign_in.lock()
    with pytest.raises(WrongSecret):
        services.sign_in.sign_in(owner.uid, PIN, "2468")
    services.sign_in.sign_in(owner.uid, PIN, "1357")
    services.sign_in.sign_in(owner.uid, PASSWORD, "long enough")
    assert verify(database).first is None


def test_without_a_pin_nobody_is_asked_and_nothing_is_kept(database: Database, tmp_path: Path) -> None:
    new = NewShop(owner=first_owner(" lea ", " Lea ", "", "", ""))
    services = assemble(open_database(database, tmp_path, clock=HandClock(), new=new))
    (owner,) = services.staff.everybody()
    assert (owner.login, owner.name, owner.has_pin) == ("lea", "Lea", False)
    assert not (tmp_path / "pepper").exists()
    assert not services.sign_in.is_locked()


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("", "Lea", "1357", "1357", ""), LoginUnfit),
        (("le a", "Lea", "1357", "1357", ""), LoginUnfit),
        (("lea", " ", "1357", "1357", ""), PersonNameMissing),
        (("lea", "Lea", "12", "12", ""), PinUnfit),
        (("lea", "Lea", "1357", "1358", ""), PinsDiffer),
        (("lea", "Lea", "", "1357", ""), PinsDiffer),
        (("lea", "Lea", "1357", "1357", "short"), PasswordUnfit),
        (("lea", "Lea", "", "", "long enough"), OwnerNeedsPin),
    ],
)
def test_what_an_owner_cannot_be(words: tuple[str, str, str, str, str], refusal: type[PosError]) -> None:
    with pytest.raises(refusal):
        first_owner(*words)


def test_a_set_up_that_fails_leaves_nothing_and_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("cut off")

    assert is_untouched(tmp_path / "shop")
    monkeypatch.setattr("pos_app.services.shop.set_up.note_place", fail)
    with pytest.raises(RuntimeError, match="cut off"):
        open_shop(tmp_path / "shop", new=BERLIN)
    assert (tmp_path / "shop" / "pepper").exists()
    assert is_untouched(tmp_path / "shop")
    monkeypatch.undo()
    shop = open_shop(tmp_path / "shop", new=BERLIN)
    services = assemble(shop)
    (owner,) = services.staff.everybody()
    services.sign_in.sign_in(owner.uid, PIN, "1357")
    services.close()
    assert not is_untouched(tmp_path / "shop")


def test_a_shop_that_is_damaged_or_lost_is_no_new_one(tmp_path: Path) -> None:
    open_shop(tmp_path / "shop").close()
    (tmp_path / "shop" / "papers").mkdir()
    (tmp_path / "shop" / "shop.db").unlink()
    assert not is_untouched(tmp_path / "shop"), "lost"
    (tmp_path / "shop" / "shop.db").write_bytes(b"no database at all" * 1000)
    assert not is_untouched(tmp_path / "shop"), "damaged"
