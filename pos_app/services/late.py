"""Parts of a shop that are loaded and made when they are first asked for, so that a till opens fast."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

T = TypeVar("T")


class late(Generic[T]):  # noqa: N801 - reads as `property` does
    """A property whose value is made once, whichever thread asks first, and kept.

    `functools.cached_property` would make two where two threads ask at once (from Python 3.12 on).
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._lock = threading.RLock()
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn under which name the value is kept."""
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """Make the value, or return what another thread has made meanwhile; later the instance itself has it."""
        if instance is None:
            return self
        kept = instance.__dict__
        with self._lock:
            if self._name not in kept:
                kept[self._name] = self._make(instance)
        made: T = kept[self._name]
        return made
