"""How long a shift of many sales takes to close: sold through the services the window uses, then counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pos_app.domain.denominations import of_sum
from pos_app.services.rehearsal.bench_shop import sell_many

if TYPE_CHECKING:
    from pos_app.services.services import Services


def close_pace(services: Services, sales: int) -> float:
    """Fill the open shift with so many sales, and return the seconds of its close; another is open then.

    In a shop whose earlier shifts had as many each.
    """
    shift = services.look_at_shift.look().number
    sell_many(services, sales * shift, _same_day, _untold)
    began = time.perf_counter()
    closed = services.close_shift.close(of_sum(0))
    seconds = time.perf_counter() - began
    if closed.closing.figures.sales != sales:
        raise ValueError("the shift had other sales than those that were to be closed")
    services.open_shift.open(of_sum(0))
    return seconds


def _same_day() -> None:
    """Let all sales be of one day: a shift seldom has two."""


def _untold(_number: int) -> None:
    """Tell nobody how far it is: this takes a minute."""
