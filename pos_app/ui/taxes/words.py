"""How taxes are said on screen: in a list in one row, in an example row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pos_app.domain.tax import Tax
    from pos_app.domain.tax_rules import Trial
    from pos_app.ui.wording import Wording


def taxes_text(taxes: Sequence[Tax], wording: Wording) -> str:
    """Return the taxes of a class in one row: `GST 5 % + QST 9.975 %, on top`."""
    _ = wording.translate
    if not taxes:
        return _("No tax")
    sides = {tax.included for tax in taxes}
    named = [tax_text(tax.name, tax.rate_ppm, wording) for tax in taxes]
    if len(sides) > 1:
        named = [f"{text} {_side(tax.included, wording)}" for text, tax in zip(named, taxes, strict=True)]
        return " + ".join(named)
    return f"{' + '.join(named)}, {_side(taxes[0].included, wording)}"


def tax_text(name: str, rate_ppm: int, wording: Wording) -> str:
    """Return a tax with its rate, which a name that ends in it already has."""
    rate = wording.formats.percent(rate_ppm)
    return name if rate in name else f"{name} {rate}".strip()


def trial_rows(trial: Trial, wording: Wording) -> list[tuple[str, str]]:
    """Return what taxes make of a price, as names and figures; the last is what is to be paid."""
    _, amount = wording.translate, wording.formats.amount
    rows = [(_("Price"), amount(trial.price))]
    if trial.net != trial.price:
        rows.append((_("Net"), amount(trial.net)))
    for part in trial.parts:
        name = f"{tax_text(part.tax.name, part.tax.rate_ppm, wording)}, {_side(part.tax.included, wording)}"
        rows.append((name, amount(part.amount)))
    return [*rows, (_("To pay"), wording.formats.money(trial.to_pay))]


def template_name(key: str, wording: Wording) -> str:
    """Return what a template is called."""
    _ = wording.translate
    return {
        "china": _("China: VAT 13, 9, 6 and 0 %, inside"),
        "germany": _("Germany: MwSt. 19, 7 and 0 %, inside"),
        "europe": _("Another EU country: own rates, inside"),
        "united_states": _("United States: own sales tax, on top"),
        "quebec": _("Canada, Québec: GST and QST, on top"),
    }.get(key, key)


def class_names(wording: Wording) -> dict[str, str]:
    """Return the names of template classes in the language of the screen."""
    _ = wording.translate
    return {"No tax": _("No tax"), "Taxed": _("Taxed")}


def _side(included: bool, wording: Wording) -> str:
    _ = wording.translate
    return _("inside") if included else _("on top")
