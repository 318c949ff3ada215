"""Rows of many documents, read once in their order and given document by document."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_R = TypeVar("_R", bound="tuple[Any, ...]")


class Groups(Generic[_R]):
    """Rows whose first value is the key of what they belong to, in the order of that key."""

    def __init__(self, rows: Iterable[_R]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._key: int | None = None
        self._rows: list[_R] = []
        self._go_on()

    def of(self, key: int) -> list[_R]:
        """Return the rows of one document; documents must be asked for in rising order."""
        while self._key is not None and self._key < key:
            self._go_on()
        if self._key != key:
            return []
        rows = self._rows
        self._go_on()
        return rows

    def _go_on(self) -> None:
        self._key, rows = next(self._groups, (None, ()))
        self._rows = list(rows)
