"""What was weighed and sold while it still lies on the scale: the same load is sold to nobody a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pos_app.domain.weighing import WeightTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.sale import Sale


class TakenWeight(Struct, frozen=True):
    """A line that what lies on the scale went to."""

    basket_uid: bytes
    line_uid: bytes
    name: str
    """Of the goods."""
    stands: bool = True
    """Whether the line was in its basket when that left the till."""


class TakenWeights:
    """Follows the lines of a load, across baskets, until the scale has moved. `moved` tells whether it has."""

    def __init__(self, moved: Callable[[], bool]) -> None:
        self._moved = moved
        self._taken: tuple[TakenWeight, ...] = ()

    def leave(self, sale: Sale) -> None:
        """Note which lines of a sale stand as it leaves the till."""
        self._taken = tuple(replace(taken, stands=_stands(taken, sale)) for taken in self._taken)

    def drop(self, sale: Sale) -> None:
        """Forget a sale that is dropped for good: what was weighed for it is sold to nobody."""
        self._taken = tuple(taken for taken in self._taken if taken.basket_uid != sale.basket.uid)

    def refuse(self, sale: Sale, line_uid: bytes) -> None:
        """Raise `WeightTaken` where what lies on the scale is sold already, but not on the line in question."""
        for taken in self._taken if not self._moved() else ():
            if taken.line_uid != line_uid and _stands(taken, sale):
                raise WeightTaken(name=taken.name)

    def put(self, act: Callable[[], bool]) -> bool:
        """Put a weight on a line by `act`, which tells whether it did; one that has moved bears another load."""
        former = self._taken
        if self._moved():
            self._taken = ()
        if act():
            return True
        self._taken = former
        return False

    def follow(self, sale: Sale, line_uid: bytes) -> None:
        """Follow a line: one that is taken out comes back when that is undone."""
        self._taken = (*self._taken, TakenWeight(sale.basket.uid, line_uid, sale.basket.line(line_uid).item.name))


def _stands(taken: TakenWeight, sale: Sale) -> bool:
    """Tell whether what was weighed is in its basket, now or when that left the till."""
    if taken.basket_uid != sale.basket.uid:
        return taken.stands
    return any(line.uid == taken.line_uid for line in sale.basket.lines)
