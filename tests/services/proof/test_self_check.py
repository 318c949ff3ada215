"""The books looked at beside the till: from where the last look ended, and every day from the beginning."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from pos_app.services.proof.self_check import SelfCheck, found_untrue
from pos_app.services.shop.put_back import LOOKED_NAME
from tests.factories.shops import MILK, TEA, sell
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.services.services import Services
    from tests.factories.shops import HandClock


@pytest.fixture
def check(sqlite_shop: Services) -> SelfCheck:
    sell(sqlite_shop, MILK)
    return SelfCheck(sqlite_shop.shop)


def found_by(check: SelfCheck) -> str:
    """Return which check found something; `nothing` where none did."""
    verdict = check.look()
    assert verdict is not None
    return verdict.first.check if verdict.first else "nothing"


def test_a_look_is_due_where_something_was_written_since_the_last_one(check: SelfCheck, sqlite_shop: Services) -> None:
    assert check.is_due()
    assert found_by(check) == "nothing"
    assert not check.is_due()
    again = SelfCheck(sqlite_shop.shop)
    assert again.is_due(), "each start looks once: what damages a file writes nothing in the journal"
    again.look()
    assert not again.is_due()
    sell(sqlite_shop, TEA)
    assert check.is_due()
    assert found_by(check) == "nothing"
    assert not check.is_due()


def test_it_goes_on_from_where_the_books_were_found_true_and_once_a_day_from_the_beginning(
    check: SelfCheck, sqlite_shop: Services, clock: HandClock
) -> None:
    assert found_by(check) == "nothing"
    sell(sqlite_shop, TEA)
    # an erasable text is looked at in full looks alone
    sqlite_shop.drawer.note_opening("change")
    change = "UPDATE journal_text SET text = 'another'"
    assert tampered(sqlite_shop.shop.database, change) == "texts"
    assert found_by(check) == "nothing"
    clock.go(hours=23)
    assert not check.is_due()
    clock.go(hours=2)
    assert check.is_due()
    assert found_by(check) == "texts"


def test_after_a_divergence_everything_is_looked_at_until_it_is_mended(
    check: SelfCheck, sqlite_shop: Services, tmp_path: Path
) -> None:
    assert found_by(check) == "nothing"
    sell(sqlite_shop, TEA)
    assert tampered(sqlite_shop.shop.database, "UPDATE shift_state SET cash = cash + 1") == "shift cash"
    assert found_by(check) == "shift cash"
    assert found_untrue(tmp_path)
    assert check.is_due()
    assert tampered(sqlite_shop.shop.database, "UPDATE shift_state SET cash = cash - 1") == ""
    assert found_by(check) == "nothing"
    assert not found_untrue(tmp_path)
    assert not check.is_due()


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b'{"in_full_at": "2026-11-26T10:00:00Z", "ends": {"1": "x"}}'])
def test_a_file_that_says_nothing_means_a_look_at_everything(check: SelfCheck, tmp_path: Path, written: bytes) -> None:
    (tmp_path / LOOKED_NAME).write_bytes(written)
    assert check.is_due()
    assert found_by(check) == "nothing"
    assert not check.is_due()


def test_a_clock_set_back_is_no_reason_to_trust_an_old_look(check: SelfCheck, clock: HandClock) -> None:
    assert found_by(check) == "nothing"
    clock.go(days=-400)
    assert check.is_due()


def test_one_that_is_stopped_finds_nothing_and_remembers_nothing(check: SelfCheck, tmp_path: Path) -> None:
    began = threading.Event()
    found: list[object] = []

    def look() -> None:
        began.set()
        found.append(check.look())

    thread = threading.Thread(target=look)
    thread.start()
    began.wait()
    check.stop()
    thread.join()
    assert found == [None]
    assert check.look() is None
    assert not (tmp_path / LOOKED_NAME).exists()


def test_the_sale_goes_on_meanwhile(check: SelfCheck, sqlite_shop: Services) -> None:
    thread = threading.Thread(target=check.look)
    thread.start()
    for _ in range(20):
        sell(sqlite_shop, MILK)
    thread.join()
    assert found_by(check) == "nothing"
