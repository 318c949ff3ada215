"""`pos setup`: a shop with its own money and taxes from the first command on, or one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.app import build
from pos_app.cli import main
from pos_app.data.keys import TillKey
from pos_app.domain.fingerprint import key_fingerprint

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def setup(shop: Path, *words: str) -> int:
    return main(["--data", str(shop), "setup", *words])


def test_a_shop_in_berlin(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert setup(shop, "--currency", "eur", "--taxes", "germany", "--zone", "Europe/Berlin") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"A shop is set up in {shop}: EUR, Europe/Berlin, taxes 19 %, 7 %, 0 %."
    key = key_fingerprint(TillKey.load(shop / "till-1.key").public)
    assert said[1] == f"Its keys lie in that folder, which does not protect against theft; the till's is {key}."
    assert said[2].startswith("Make a recovery code in Settings, Staff")
    services = build(shop)
    assert services.settings.values.default_tax_class == "19"
    assert [one.usual for one in services.taxes.classes()] == [True, False, False]
    services.close()
    assert main(["--data", str(shop), "verify"]) == 0


def test_a_shop_in_texas_speaks_its_language(shop: Path) -> None:
    words = ("--currency", "USD", "--taxes", "united_states", "--rate", "8.25", "--language", "zh_CN")
    assert setup(shop, *words) == 0
    services = build(shop)
    taxed, free = services.taxes.classes()
    assert [(tax.rate_ppm, tax.included) for tax in taxed.taxes] == [(82_500, False)]
    assert free.taxes == ()
    values = services.settings.values
    assert (values.language, values.receipt_language, services.shop.profile.language) == ("zh_CN", "zh_CN", "zh_CN")
    services.close()
    assert main(["--data", str(shop), "verify"]) == 0


@pytest.mark.parametrize(("words", "money"), [((), "EUR"), (("--currency", "CHF"), "CHF")])
def test_a_place_brings_its_money_along(shop: Path, words: tuple[str, ...], money: str) -> None:
    assert setup(shop, "--taxes", "germany", *words) == 0
    services = build(shop)
    assert services.shop.profile.currency.code == money
    services.close()


def test_without_words_it_is_the_usual_shop(shop: Path) -> None:
    assert setup(shop) == 0
    services = build(shop)
    assert services.shop.profile.currency.code == "CNY"
    assert [one.code for one in services.taxes.classes()] == ["13", "9", "6", "0"]
    services.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--currency", "XQQ"), "no currency XQQ"),
        (("--zone", "Mars/Base"), "no time zone Mars/Base"),
        (("--zone", "../etc"), "no time zone"),
        (("--zone", "Europe"), "no time zone"),
        (("--language", "tlh"), "does not speak tlh"),
        (("--taxes", "atlantis"), "Possible are: china"),
        (("--taxes", "united_states"), "rate is missing"),
        (("--taxes", "united_states", "--rate", "lots"), "no percentage"),
        (("--taxes", "germany", "--rate", "16"), "ask for 0 rates at most"),
    ],
)
def test_what_there_is_not_is_said_before_anything_is_made(
    shop: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert setup(shop, *words) == 1
    caught = capsys.readouterr().err
    assert said in caught
    assert caught.count("\n") == 1
    assert not shop.exists()


@pytest.mark.parametrize("left", ["shop.lock", "till-1.key.unfinished", "shop.db-journal"])
def test_a_set_up_that_was_cut_off_is_done_again(shop: Path, left: str) -> None:
    shop.mkdir()
    (shop / left).touch()
    assert setup(shop, "--taxes", "germany") == 0
    services = build(shop)
    assert services.shop.profile.currency.code == "EUR"
    services.close()


def test_a_shop_is_set_up_once(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert setup(shop) == 0
    assert setup(shop, "--currency", "EUR") == 1
    assert "There is a shop in" in capsys.readouterr().err


def test_a_folder_of_something_else_is_left_alone(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.mkdir()
    (shop / "holiday.txt").write_text("mine", "utf-8")
    assert setup(shop) == 1
    assert "Something else lies in" in capsys.readouterr().err
    assert [path.name for path in shop.iterdir()] == ["holiday.txt"]
    (shop / "holiday.txt").unlink()
    (shop / "shop.db").touch()
    assert setup(shop) == 0, "a set-up that was cut off is finished"
