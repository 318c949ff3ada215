"""Taxes of some places as a shop may begin with: plain data that fills a form; the person confirms it.

A rate that is None is the shop's own and is asked for. Rates change by law: each template says which law its own stand
in, as known in November 2026; whoever begins a shop with one confirms it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pos_app.domain.errors import PosError
from pos_app.domain.numbers import percent_text
from pos_app.domain.tax_rules import TaxDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OWN = "{rate}"
"""Stands in a code or name for the rate that was asked for, in percent."""


class TemplateUnknown(PosError):
    """There is no such template. Params: key, choices."""


class RatesMissing(PosError):
    """A template needs a rate that was not given."""


class RatesTooMany(PosError):
    """More rates were given than the template asks for. Params: asked (how many)."""


class TemplateTax(Struct, frozen=True):
    """A tax of a template."""

    name: str
    rate_ppm: int | None
    """None: asked for."""
    included: bool
    order: int = 1
    compound: bool = False


class TemplateClass(Struct, frozen=True):
    """A class of a template."""

    code: str
    name: str
    """In English; the screen puts it into its own language."""
    taxes: tuple[TemplateTax, ...]
    may_lack: bool = False
    """True: left out where its rate is not given."""

    @property
    def asks(self) -> bool:
        """Whether the rate is the shop's own."""
        return any(tax.rate_ppm is None for tax in self.taxes)


class Template(Struct, frozen=True):
    """What a shop of a place begins with; the first class is the usual one."""

    key: str
    currency: str
    """The place's money; empty where it has several."""
    classes: tuple[TemplateClass, ...]

    @property
    def asked(self) -> tuple[TemplateClass, ...]:
        """The classes whose rate is asked for."""
        return tuple(one for one in self.classes if one.asks)


class FilledClass(Struct, frozen=True):
    """A class of a template with every rate known."""

    code: str
    name: str
    taxes: tuple[TaxDraft, ...]


def _inside(rate_ppm: int, name: str) -> TemplateClass:
    percent = percent_text(rate_ppm)
    return TemplateClass(percent, f"{percent} %", (TemplateTax(name, rate_ppm, included=True),))


NO_TAX = TemplateClass("none", "No tax", ())
CHINA = Template(
    # Value-Added Tax Law of China, in force since 2026-01-01, article 10.
    "china",
    "CNY",
    tuple(_inside(rate, "VAT") for rate in (130_000, 90_000, 60_000, 0)),
)
GERMANY = Template(
    # Umsatzsteuergesetz section 12: (1) 19 %, (2) 7 %, (3) 0 % for solar modules.
    "germany",
    "EUR",
    tuple(_inside(rate, "MwSt.") for rate in (190_000, 70_000, 0)),
)
EUROPE = Template(
    # Directive 2006/112/EC articles 96 to 98: one standard rate, reduced ones beside it.
    "europe",
    "",
    (
        TemplateClass(OWN, f"{OWN} %", (TemplateTax("VAT", None, included=True),)),
        TemplateClass(OWN, f"{OWN} %", (TemplateTax("VAT", None, included=True),), may_lack=True),
        _inside(0, "VAT"),
    ),
)
UNITED_STATES = Template(
    # States, counties and cities set it, and prices are shown without; there is no federal rate.
    "united_states",
    "USD",
    (TemplateClass("taxed", "Taxed", (TemplateTax("Sales tax", None, included=False),)), NO_TAX),
)
QUEBEC = Template(
    # Excise Tax Act section 165: GST 5 %; Act respecting the Québec sales tax section 16: QST 9.975 %, since 2013-01-01
    # on the price without GST, so neither is charged on the other; books bear GST alone.
    "quebec",
    "CAD",
    (
        TemplateClass(
            "gst-qst",
            "GST + QST",
            (TemplateTax("GST", 50_000, included=False), TemplateTax("QST", 99_750, included=False, order=2)),
        ),
        TemplateClass("gst", "GST", (TemplateTax("GST", 50_000, included=False),)),
        NO_TAX,
    ),
)
WITHOUT = Template("none", "", (NO_TAX,))
"""Of a shop that says later what it taxes, or never: it is no place's, and so in no list of them."""
TEMPLATES = {template.key: template for template in (CHINA, GERMANY, EUROPE, UNITED_STATES, QUEBEC)}


def template_of(key: str) -> Template:
    """Return a template by its key. Raise `TemplateUnknown`."""
    if key == WITHOUT.key:
        return WITHOUT
    if key not in TEMPLATES:
        raise TemplateUnknown(key=key, choices=", ".join(TEMPLATES))
    return TEMPLATES[key]


def filled(template: Template, rates: Sequence[int | None] = ()) -> tuple[FilledClass, ...]:
    """Return the classes of a template with the rates that it asks for, in parts per million, in their order.

    Raise `RatesMissing` where a rate is None or not there and its class may not lack, `RatesTooMany` where nothing
    asks for one.
    """
    if len(rates) > len(template.asked):
        raise RatesTooMany(asked=len(template.asked))
    given = iter(rates)
    classes = (_filled(one, next(given, None) if one.asks else None) for one in template.classes)
    return _distinct(one for one in classes if one is not None)


def _filled(one: TemplateClass, rate: int | None) -> FilledClass | None:
    if one.asks and rate is None:
        if one.may_lack:
            return None
        raise RatesMissing
    percent = percent_text(rate or 0)
    return FilledClass(
        one.code.replace(OWN, percent),
        one.name.replace(OWN, percent),
        tuple(_draft(tax, rate or 0) for tax in one.taxes),
    )


def _draft(tax: TemplateTax, rate: int) -> TaxDraft:
    return TaxDraft(tax.name, rate if tax.rate_ppm is None else tax.rate_ppm, tax.included, tax.order, tax.compound)


def _distinct(classes: Iterable[FilledClass]) -> tuple[FilledClass, ...]:
    """Leave out a class whose code another one before it has: the same rate was given twice."""
    found = dict[str, FilledClass]()
    for one in classes:
        found.setdefault(one.code, one)
    return tuple(found.values())


def named(classes: Sequence[FilledClass], names: Mapping[str, str]) -> tuple[FilledClass, ...]:
    """Return the classes with other names, those of the screen's language."""
    return tuple(replace(one, name=names.get(one.name, one.name)) for one in classes)
