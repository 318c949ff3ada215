"""Rows out of strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def made(
    maker: Callable[P, T], *parts: st.SearchStrategy[object], **named: st.SearchStrategy[object]
) -> st.SearchStrategy[T]:
    """Draw what `maker` makes of drawn parts.

    Given the class itself, hypothesis would look up its fields' types, which are known to type checkers alone.
    """

    def make(*given: object, **more: object) -> T:
        return maker(*given, **more)  # type: ignore[arg-type]  # each strategy draws what its field holds

    return st.builds(make, *parts, **named)
