"""Signatures looked at beside: the same ones are found, also where the process beside does not come to its end."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pos_app.data.keys import TillKey
from pos_app.services.proof import signatures
from pos_app.services.proof.signatures import Signature, Signatures
from pos_app.services.proof.verify_books import verify
from tests.factories.shops import MILK, sell
from tests.services.proof.tampering import tampered

if TYPE_CHECKING:
    from pos_app.services.services import Services

HASH = "ab" * 32
KEYS = [TillKey.of(bytes([number]) * 32) for number in (1, 2)]


def found(*, aside: bool, bad: set[int], count: int = 6) -> tuple[list[str], list[str]]:
    """Return what is found at once, and what the process beside finds."""
    first, second = KEYS
    with Signatures(aside=aside) as looked:
        for place in range(count):
            made = (second if place in bad else first).sign(HASH)
            looked.add(f"entry {place}", Signature(first.public, HASH, made))
        return [one.where for one in looked.look()], [one.where for one in looked.rest()]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "MANY", 5)


def test_many_are_looked_at_beside() -> None:
    assert found(aside=True, bad=set()) == ([], [])
    assert found(aside=True, bad={0, 5}) == ([], ["entry 0", "entry 5"])


def test_few_are_looked_at_at_once_and_so_are_many_where_nobody_may_help() -> None:
    assert found(aside=True, bad={3}, count=4) == (["entry 3"], [])
    assert found(aside=False, bad={0, 5}) == (["entry 0", "entry 5"], [])


def test_where_the_process_beside_ends_before_its_time_all_are_looked_at_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "_look", _ends)
    assert found(aside=True, bad={2}) == ([], ["entry 2"])


def test_what_the_process_beside_finds_is_found_in_the_books(sqlite_shop: Services) -> None:
    for _ in range(3):
        sell(sqlite_shop, MILK)
    books = sqlite_shop.shop.database
    assert verify(books, aside=True).first is None
    another = "(SELECT signature FROM journal WHERE signature IS NOT NULL ORDER BY id LIMIT 1)"
    changed = f"UPDATE journal SET signature = {another} WHERE id = (SELECT max(id) FROM journal)"
    assert tampered(books, changed) == "journal"
    first = verify(books, aside=True).first
    assert first is not None
    assert (first.check, first.found) == ("journal", "another")


def _ends(_tell: object, _held: object) -> None:
    os._exit(3)
