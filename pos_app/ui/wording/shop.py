"""What is said of the shop as a whole: its settings, its money, where it lies and how it is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.wording.makers import Given, later, plain

if TYPE_CHECKING:
    from pos_app.domain.formats import Formats
    from pos_app.ui.wording.makers import Maker, Params, Translate

_FIXED = {
    "sales": later("The shop has sold in {currency}, so its money stays."),
    "payments": later("Money was taken in {currency}, so the shop's money stays."),
    "returns": later("Money was given back in {currency}, so the shop's money stays."),
    "cash": later("Cash was counted in {currency}, so the shop's money stays."),
    "stock": later("Goods were counted at what they cost in {currency}, so the shop's money stays."),
    "prices": later("Goods have prices in {currency}, which would come to mean something else. The money stays."),
    "baskets": later("Goods are in a basket at prices in {currency}. Finish or drop it first."),
    "import": later("An import is under way whose prices are in {currency}. Finish or undo it first."),
}
_SETTINGS = {
    "too_short": later("Something must stand here."),
    "too_long": later("At most {limit} signs have room here."),
    "too_small": later("Not less than {limit} is possible here."),
    "too_large": later("Not more than {limit} is possible here."),
    "not_a_choice": later("Possible here: {limit}."),
    "wrong_kind": later("This is not the kind of value that belongs here."),
}


def fixed(params: Params, _: Translate, _formats: Formats) -> str:
    """Return what keeps the shop's money as it is."""
    return _(_FIXED.get(str(params.get("what")), _FIXED["prices"])).format_map(Given(params))


def _setting(params: Params, _: Translate) -> str:
    """Return why a setting was refused."""
    text = _SETTINGS.get(str(params.get("reason")), _SETTINGS["wrong_kind"])
    return _(text).format(limit=params.get("limit", ""))


SHOP: dict[str, Maker] = {
    "unknown_currency": plain(later("There is no currency {code}. Use a code such as CNY or EUR.")),
    "setting_refused": lambda params, _, _formats: _setting(params, _),
    "currency_fixed": fixed,
    "already_a_shop": plain(
        later("There is a shop in {path} already. Change it in Settings, or name an empty folder with --data.")
    ),
    "no_such_zone": plain(later("There is no time zone {name}. Use a name such as Europe/Berlin.")),
    "unknown_language": plain(later("Countertop does not speak {code}. Possible are: {choices}.")),
    "folder_taken": plain(later("Something else lies in {path}. Choose an empty folder with --data.")),
    "not_a_rehearsal": plain(
        later("This is a real shop, so nothing was done. Choose an empty folder with --data for rehearsals.")
    ),
}
