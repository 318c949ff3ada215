"""Fresh uids."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from pos_app.data.ids import new_uid


def test_a_uid_is_a_uuid_of_version_7() -> None:
    before = datetime.now(UTC).timestamp()
    made = uuid.UUID(bytes=new_uid())
    after = datetime.now(UTC).timestamp()
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    milliseconds = made.int >> 80
    assert before * 1000 - 1 <= milliseconds <= after * 1000 + 1


def test_no_two_are_the_same() -> None:
    made = [new_uid() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert {len(uid) for uid in made} == {16}
