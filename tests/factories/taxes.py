"""Tax rules of other places than the sample shop's, put on the classes its goods have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.tax_rules import TaxDraft

if TYPE_CHECKING:
    from pos_app.domain.tax_rules import TaxClass
    from pos_app.services.services import Services


def class_of(services: Services, code: str) -> TaxClass:
    """Return the class in use that has a code."""
    return next(one for one in services.taxes.classes() if one.code == code)


def charge(services: Services, class_code: str, *taxes: tuple[str, int, bool, int, bool]) -> None:
    """Let a class be taxed so from today: (name, rate in ppm, inside the price, order, on lower taxes too) each."""
    one = class_of(services, class_code)
    drafts = [TaxDraft(*each) for each in taxes]
    services.tax_class.change(one.uid, one.code, one.name, day=services.taxes.today(), taxes=drafts)
