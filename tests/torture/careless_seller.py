"""The random seller on a database that never waits for the disk: what the power cut test must find out."""

from __future__ import annotations

from pos_app.data import engine
from tests.journeys import random_seller

_USUAL = engine.pragmas


def careless(*, readers: bool) -> tuple[str, ...]:
    """Return the usual pragmas, without waiting for the disk."""
    return tuple(
        "synchronous = OFF" if pragma == "synchronous = FULL" else pragma for pragma in _USUAL(readers=readers)
    )


if __name__ == "__main__":
    engine.pragmas = careless
    random_seller.main()
