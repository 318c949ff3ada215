"""A start that brings a shop's schema forward, and then waits to be ended; it says `UPGRADED` when the shop is open.

Run as `python -m tests.torture.upgrading FOLDER SEED`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pos_app.app import build
from tests.journeys.random_seller import say


def main() -> None:
    """Open the shop."""
    build(Path(sys.argv[1]))
    say("UPGRADED")
    time.sleep(600)


if __name__ == "__main__":
    main()
