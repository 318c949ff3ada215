"""What sentences are made of: texts marked for the translators, and makers that fill their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats

Translate: TypeAlias = Callable[[str], str]
Params: TypeAlias = Mapping[str, object]
Maker: TypeAlias = Callable[[Params, Translate, "Formats"], str]


def later(text: str) -> str:
    """Mark a text for the translators; it is translated when it is said."""
    return text


def plain(text: str) -> Maker:
    """Return a maker for a sentence whose places are filled with the error's parameters as they are."""
    return lambda params, _, _formats: _(text).format_map(Given(params))


def amounts(text: str, *names: str) -> Maker:
    """Return a maker for a sentence in which the named parameters are amounts of minor units."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        shown = {name: formats.money(_number(params.get(name))) for name in names}
        return _(text).format_map(Given({**params, **shown}))

    return make


def dates(text: str, *names: str) -> Maker:
    """Return a maker for a sentence in which the named parameters are dates."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        shown = {name: formats.date(day) for name in names if isinstance(day := params.get(name), date)}
        return _(text).format_map(Given({**params, **shown}))

    return make


class Given(dict[str, object]):
    """An error's parameters; one that was not given, for example by an older version, leaves a gap and no crash."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def with_goods(one: str, several: str) -> Maker:
    """Return a maker for a sentence that counts goods."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        count = _number(params.get("goods"))
        text = _(one) if count == 1 else _(several)
        return text.format_map(Given({**params, "goods": formats.count(count)}))

    return make


def today(text: str) -> Maker:
    """Return a maker for a sentence that names the business date."""

    def make(params: Params, _: Translate, formats: Formats) -> str:
        day = params.get("today")
        return _(text).format_map(Given({"today": formats.date(day)} if isinstance(day, date) else {}))

    return make
