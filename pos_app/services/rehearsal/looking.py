"""The books looked at all the while something else is timed."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from pos_app.services.proof.self_check import SelfCheck
from pos_app.services.shop.put_back import LOOKED_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.services.shop.shop import Shop


@contextlib.contextmanager
def looking(shop: Shop) -> Iterator[None]:
    """Let another process look at everything, again and again, until the block ends."""
    check, over = SelfCheck(shop), threading.Event()

    def look() -> None:
        while not over.is_set():
            (shop.profile.folder / LOOKED_NAME).unlink(missing_ok=True)
            check.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        check.stop()
        thread.join()
