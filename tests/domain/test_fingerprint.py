"""Short forms on paper: the same for ever, and told from any other."""

from __future__ import annotations

import base64
import hashlib

from pos_app.domain.fingerprint import key_fingerprint, short_head


def test_the_short_form_of_a_hash_is_its_first_letters_in_base32() -> None:
    digest = hashlib.sha256(b"an entry").hexdigest()
    short = short_head(digest)
    assert [len(group) for group in short.split(" ")] == [4, 4, 4, 4]
    whole = base64.b32encode(bytes.fromhex(digest)).decode()
    assert whole.startswith(short.replace(" ", ""))
    assert short_head("00" * 32) == "AAAA AAAA AAAA AAAA"
    assert short_head("") == ""


def test_the_fingerprint_of_a_key_is_the_beginning_of_its_hash() -> None:
    key = bytes(range(32))
    short = key_fingerprint(key)
    assert [len(group) for group in short.split(" ")] == [4, 4, 4, 4]
    assert hashlib.sha256(key).hexdigest().startswith(short.replace(" ", ""))
    assert key_fingerprint(bytes(32)) != short
