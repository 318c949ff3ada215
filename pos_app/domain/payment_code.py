"""A customer's payment code: what a phone shows to pay with. It is money: never looked up, stored or logged.

Each is good for a minute and one payment, but whoever reads it in that minute can take money with it.
"""

from __future__ import annotations

import re

from pos_app.domain.errors import PosError

_KINDS = {
    "wechat": r"(?a)1[0-5]\d{16}",
    "alipay": r"(?a)(2[5-9]|30)\d{14,22}|fp[0-9A-Za-z]{33}",
    "unionpay": r"(?a)62\d{17}",
}
_FACE = r"(?a)fp[0-9A-Za-z]+"


class PaymentCodeScanned(PosError):
    """A customer's payment code came while selling. No params: it stands in no message."""


class PaymentCodeNotTaken(PosError):
    """A customer's payment code came while paying, and nobody takes it on this till. No params."""


def payment_kind(code: str) -> str | None:
    """Return whose payment code this is, `wechat`, `alipay` or `unionpay`; None for what is none."""
    return next((kind for kind, shape in _KINDS.items() if re.fullmatch(shape, code)), None)


def may_become_payment(text: str) -> bool:
    """Tell whether letters typed so far may be the beginning of a payment code; figures are no words anyhow."""
    return re.fullmatch(_FACE, text) is not None
