"""Python's search for objects that only hold each other, while there are hardly any."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_RARELY = (100_000, 50, 100)
"""Objects made, and searches of the younger ones, before the next search for garbage."""


@contextlib.contextmanager
def garbage_rarely() -> Iterator[None]:
    """Look for garbage in circles less often: rows by the hundred thousand make none, and looking takes a twentieth."""
    usual = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
