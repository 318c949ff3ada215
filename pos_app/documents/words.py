"""The words on paper, in the language of the translator that comes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Translate: TypeAlias = Callable[[str], str]
"""gettext for the paper's language; message ids are the English text."""


def tender_name(tender: str, _: Translate) -> str:
    """Return a tender's name; one the program does not know is printed as the shop wrote it."""
    names = {
        "cash": _("Cash"),
        "card": _("Card"),
        "alipay": _("Alipay"),
        "wechat": _("WeChat Pay"),
        "gift_card": _("Gift card"),
        "credit": _("Credit"),
    }
    return names.get(tender, tender)
