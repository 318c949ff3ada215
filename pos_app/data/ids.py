"""Fresh uids."""

from __future__ import annotations

import uuid_utils


def new_uid() -> bytes:
    """Return 16 bytes of a new UUIDv7. Nothing is ordered by it; order is (till, sequence)."""
    return uuid_utils.uuid7().bytes
