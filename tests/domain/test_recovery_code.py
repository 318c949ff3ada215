"""The recovery code: read as it was printed, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.recovery_code import (
    CHANCE_BYTES,
    RecoveryCodeMistyped,
    RecoveryCodeUnfit,
    RecoverySheet,
    grouped,
    read_recovery_code,
    recovery_code,
)

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHANCE = st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES)


@given(CHANCE)
def test_a_code_is_read_as_it_was_made(chance: bytes) -> None:
    code = recovery_code(chance)
    assert [len(group) for group in code.split()] == [4] * 7
    assert grouped(read_recovery_code(code)) == code


@given(CHANCE, st.integers(0, 27), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_noticed(chance: bytes, place: int, letter: str) -> None:
    code = read_recovery_code(recovery_code(chance))
    if code[place] == letter:
        return
    with pytest.raises(RecoveryCodeMistyped):
        read_recovery_code(code[:place] + letter + code[place + 1 :])


@given(CHANCE, st.integers(0, 24))
def test_two_letters_that_changed_places_are_always_noticed(chance: bytes, place: int) -> None:
    code = read_recovery_code(recovery_code(chance))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    with pytest.raises(RecoveryCodeMistyped):
        read_recovery_code(swapped)


def test_every_bit_of_chance_counts() -> None:
    codes = {recovery_code((1 << bit).to_bytes(CHANCE_BYTES, "big")) for bit in range(6, 8 * CHANCE_BYTES)}
    assert len(codes) == 130


def test_letters_that_look_alike_are_read_for_the_one_that_is_meant() -> None:
    code = read_recovery_code(recovery_code(bytes(range(CHANCE_BYTES))))
    assert "0" in code
    assert "1" in code
    typed = code.replace("0", "o").replace("1", "l").lower()
    assert read_recovery_code(f" {typed[:9]}-{typed[9:]} ") == code
    assert read_recovery_code("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code


@pytest.mark.parametrize("typed", ["", "K7QM", "红豆包", "A" * 27, "A" * 29, "é" * 28])
def test_what_has_not_the_form_of_a_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(RecoveryCodeUnfit) as refused:
        read_recovery_code(typed)
    assert refused.value.params == {"letters": 28}


def test_a_sheet_never_shows_its_code_to_a_log() -> None:
    code = recovery_code(b"\x17" * CHANCE_BYTES)
    sheet = RecoverySheet("Shop", code, "ab12", date(2026, 3, 2))
    assert code[:4] not in repr(sheet)
    assert "Shop" in repr(sheet)
