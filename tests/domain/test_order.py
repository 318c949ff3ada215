"""What the journal says of an order changes with anything it says."""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pos_app.domain.order import DISCOUNT_FIELDS, LINE_FIELDS, ORDER_FIELDS, TAX_FIELDS, content_hash

Discounts = list[tuple[int | None, dict[str, Any]]]

ORDER: dict[str, Any] = {name: number for number, name in enumerate(ORDER_FIELDS)}
LINES: list[dict[str, Any]] = [{name: 100 * at + n for n, name in enumerate(LINE_FIELDS)} for at in (1, 9)]
TAX: dict[str, Any] = {name: number for number, name in enumerate(TAX_FIELDS)} | {"included": True, "compound": False}
TAXES: list[list[dict[str, Any]]] = [[TAX], []]
DISCOUNT: dict[str, Any] = {name: number for number, name in enumerate(DISCOUNT_FIELDS)}
DISCOUNTS: Discounts = [(1, DISCOUNT), (None, DISCOUNT | {"rate_ppm": None})]


def hashed(order: Any = ORDER, lines: Any = LINES, taxes: Any = TAXES, discounts: Any = DISCOUNTS) -> str:
    return content_hash(order, lines, taxes, discounts)


def test_the_hash_of_a_known_order() -> None:
    tax = [0, 1, 2, 3, 1, 5, 0, 7, 8]
    lines = [[*range(100, 118), [tax]], [*range(900, 918), []]]
    content = [list(range(18)), lines, [[1, 0, 1, 2, 3], [None, 0, 1, None, 3]]]
    text = json.dumps(content).replace(" ", "")
    assert hashed() == hashlib.sha256(text.encode()).hexdigest()


def test_uids_days_moments_and_texts_are_hashed_as_text() -> None:
    order = ORDER | {"uid": b"\xab" * 16, "business_date": date(2026, 3, 2), "number": "T1-红"}
    order |= {"at": datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)}
    values = [order[name] for name in ORDER_FIELDS]
    values[0], values[2], values[3], values[6] = "ab" * 16, "2026-03-02T01:02:03.000000+00:00", "2026-03-02", "T1-红"
    text = json.dumps([values, [], []], ensure_ascii=False, separators=(",", ":"))
    assert content_hash(order, [], [], []) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", ORDER_FIELDS)
def test_a_field_of_the_order(name: str) -> None:
    assert hashed(order=ORDER | {name: -1}) != hashed()


@pytest.mark.parametrize("name", LINE_FIELDS)
def test_a_field_of_a_line(name: str) -> None:
    assert hashed(lines=[LINES[0], LINES[1] | {name: -1}]) != hashed()


@pytest.mark.parametrize("name", TAX_FIELDS)
def test_a_field_of_a_tax(name: str) -> None:
    changed = copy.deepcopy(TAXES)
    changed[0][0][name] = -1
    assert hashed(taxes=changed) != hashed()


@pytest.mark.parametrize("name", DISCOUNT_FIELDS)
def test_a_field_of_a_discount(name: str) -> None:
    assert hashed(discounts=[(1, DISCOUNT | {name: -1}), DISCOUNTS[1]]) != hashed()


def test_order_and_number_of_rows() -> None:
    known = hashed()
    assert hashed(lines=LINES[::-1]) != known
    assert hashed(lines=LINES[:1], taxes=TAXES[:1]) != known
    assert hashed(taxes=TAXES[::-1]) != known
    assert hashed(taxes=[[TAX, TAX], []]) != known
    assert hashed(discounts=DISCOUNTS[:1]) != known
    assert hashed(discounts=[(2, DISCOUNT), DISCOUNTS[1]]) != known


def test_a_line_without_its_taxes_is_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        hashed(taxes=TAXES[:1])


def test_flags_from_a_database_are_the_flags_that_were_stored() -> None:
    assert hashed(taxes=[[TAX | {"included": 1, "compound": 0}], []]) == hashed()
