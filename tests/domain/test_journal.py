"""The journal's entries: their bytes are a promise to every later version and to auditors."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pos_app.domain.journal import VERSION, Entry, RowWords, Seal, Tag, canonical, content_hash, row_text, text_hash
from tests.factories.baskets import uid

ENTRY = Entry(
    version=1,
    till_uid=bytes(range(16)),
    sequence=42,
    at=datetime(2025, 11, 14, 15, 4, 5, 678, tzinfo=UTC),
    person_uid=bytes(range(16, 32)),
    tag=Tag.ORDER_PLACED,
    document_uid=bytes(range(32, 48)),
    body='{"total":882}',
    previous_hash="ab" * 32,
)
BODIES = st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.booleans(), st.none()))


def framed(*fields: str) -> str:
    data = b"".join(len(field.encode()).to_bytes(8, "big") + field.encode() for field in fields)
    return hashlib.sha256(data).hexdigest()


def test_the_hash_is_of_every_field_behind_its_length() -> None:
    assert ENTRY.hash() == framed(
        "1",
        "000102030405060708090a0b0c0d0e0f",
        "42",
        "2025-11-14T15:04:05.000678+00:00",
        "101112131415161718191a1b1c1d1e1f",
        "order:sale:placed",
        "202122232425262728292a2b2c2d2e2f",
        '{"total":882}',
        "ab" * 32,
    )


def test_an_entry_without_document_and_predecessor() -> None:
    first = replace(ENTRY, document_uid=None, previous_hash="", body="{}")
    person, till = ENTRY.person_uid.hex(), ENTRY.till_uid.hex()
    at = "2025-11-14T15:04:05.000678+00:00"
    assert first.hash() == framed("1", till, "42", at, person, "order:sale:placed", "", "{}", "")


def test_a_hash_that_was_written_down() -> None:
    """Computed once from the rules; a later version that answers otherwise cannot read old books."""
    entry = Entry(1, b"\0" * 16, 1, datetime(2025, 1, 1, tzinfo=UTC), b"\1" * 16, "shop:new:opened", None, "{}", "")
    assert entry.hash() == "71fa874b1e48ba6fd799a22d64d813c92c0d2dd6ccdde836dba5b6b5131abd7f"


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"till_uid": uid(1)},
        {"sequence": 43},
        {"at": ENTRY.at + timedelta(microseconds=1)},
        {"person_uid": uid(1)},
        {"tag": Tag.PAYMENT_TAKEN},
        {"document_uid": None},
        {"document_uid": uid(1)},
        {"body": '{"total":883}'},
        {"previous_hash": "ab" * 31 + "ac"},
    ],
)
def test_no_field_changes_unnoticed(changed: dict[str, object]) -> None:
    assert replace(ENTRY, **changed).hash() != ENTRY.hash()


def test_no_text_moves_from_one_field_to_the_next() -> None:
    shifted = replace(ENTRY, body=ENTRY.body + "ab", previous_hash=ENTRY.previous_hash[2:])
    assert shifted.hash() != ENTRY.hash()


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    away = replace(ENTRY, at=ENTRY.at.astimezone(timezone(timedelta(hours=8))))
    assert away.hash() == ENTRY.hash()


def test_a_body_has_one_text() -> None:
    body: dict[str, int | str | bool | None] = {
        "total": 882,
        "name": "红豆 Äpfel",
        "copy": True,
        "note": None,
        "a": 'quoted "\\',
    }
    text = '{"a":"quoted \\"\\\\","copy":true,"name":"红豆 Äpfel","note":null,"total":882}'
    assert canonical(body) == text
    assert canonical(dict(sorted(body.items(), reverse=True))) == text


@given(BODIES)
def test_a_body_comes_back_from_its_text(body: dict[str, int | str | bool | None]) -> None:
    assert json.loads(canonical(body)) == body


@pytest.mark.parametrize("value", [1.0, float("nan"), float("inf")])
def test_a_body_holds_no_floats(value: float) -> None:
    with pytest.raises(ValueError, match="a journal body holds no floats"):
        canonical({"total": value})  # type: ignore[dict-item]  # what the rule is for


def test_free_text_is_held_as_a_salted_hash() -> None:
    salted = hashlib.sha256(b"\0\0\0\0\0\0\0\x04salt" + "für Ann".encode()).hexdigest()
    assert text_hash(b"salt", "für Ann") == salted
    assert text_hash(b"sal", "tfür Ann") != salted
    assert text_hash(b"pepp", "für Ann") != salted


def test_a_row_has_one_text() -> None:
    row = {
        "uid": b"\xab" * 2,
        "name": "红豆",
        "at": datetime(2026, 3, 2, 9, 2, 3, tzinfo=timezone(timedelta(hours=8))),
        "day": date(2026, 3, 2),
        "included": True,
        "amount": -5,
        "customer": None,
    }
    said = (
        '"amount":-5,"at":"2026-03-02T01:02:03.000000+00:00","day":"2026-03-02","included":1,"name":"红豆","uid":"abab"'
    )
    assert row_text("orders", row) == f'["orders",{{{said}}}]'
    assert row_text("orders", dict(reversed(row.items()))) == row_text("orders", row)


def plain(value: object) -> object:
    """Return what the format's description says of a value."""
    match value:
        case bool():
            return int(value)
        case bytes():
            return value.hex()
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        case date():
            return value.isoformat()
    return value


_ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
_MOMENTS = st.datetimes(timezones=_ZONES).filter(lambda moment: 1000 < moment.year < 9999)
_VALUES = st.none() | st.integers() | st.text() | st.booleans() | st.binary() | st.dates() | _MOMENTS


@given(st.text(), st.dictionaries(st.text(), _VALUES | st.floats(allow_nan=False, allow_infinity=False)))
def test_a_rows_text_is_json_of_its_plain_values_sorted(table: str, row: dict[str, object]) -> None:
    said = {word: plain(value) for word, value in row.items() if value is not None}
    assert row_text(table, row) == json.dumps([table, said], ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def test_two_moments_of_a_clock_that_was_turned_back_have_two_texts() -> None:
    early = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    late = early.replace(fold=1)
    assert early == late, "Python calls them equal"
    assert row_text("orders", {"at": early}) == '["orders",{"at":"2026-10-25T00:30:00.000000+00:00"}]'
    assert row_text("orders", {"at": late}) == '["orders",{"at":"2026-10-25T01:30:00.000000+00:00"}]'


def test_flags_from_a_database_are_the_flags_that_were_stored() -> None:
    assert row_text("tax", {"a": True, "b": False}) == row_text("tax", {"a": 1, "b": 0})


def test_a_column_added_later_changes_no_text() -> None:
    assert row_text("orders", {"total": 1, "added_later": None}) == row_text("orders", {"total": 1})
    assert row_text("orders", {"total": 1, "added_later": 0}) != row_text("orders", {"total": 1})


def test_the_hash_of_rows_is_of_each_behind_its_length_in_any_order() -> None:
    assert content_hash(["b", "红"]) == content_hash(["红", "b"]) == framed("b", "红")
    assert content_hash(["ab"]) != content_hash(["a", "b"]) != content_hash(["a", "b", "b"])
    assert content_hash([]) == ""


@pytest.mark.parametrize("content", ["", "ab" * 32])
def test_a_seal_comes_back_from_the_body_that_bears_it(content: str) -> None:
    seal = Seal(17, date(2026, 3, 2), content)
    body = seal.on({"total": 882})
    assert body == {"total": 882, "facts": 17, "day": "2026-03-02", "content": content}
    assert Seal.of(json.loads(canonical(body))) == seal
    assert Seal.of({"total": 882}) is None


@pytest.mark.parametrize("word", ["facts", "day", "content"])
def test_no_body_uses_the_words_of_the_seal(word: str) -> None:
    with pytest.raises(ValueError, match="the seal's own words"):
        Seal(17, date(2026, 3, 2), "").on({word: 1})


def test_every_tag_is_noun_subject_action() -> None:
    assert VERSION == 1
    for tag in Tag:
        assert [part.replace("_", "").isalpha() for part in tag.split(":")] == [True, True, True]
        assert len(tag) <= 64, "the column is 64 wide"


_VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.booleans(),
    st.text(),
    st.binary(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin")])),
)


@given(st.lists(st.tuples(st.just(7), _VALUES, _VALUES, st.none() | st.text()), max_size=5))
def test_many_rows_are_told_as_each_of_them(rows: list[tuple[object, ...]]) -> None:
    words = RowWords("or%ders", ("total", "na%sme", "at", "note"))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    assert words.texts(columns) == [words.text(row) for row in rows]
