"""Payment codes of phones are known by their shape, so that none is ever looked for among the goods."""

from __future__ import annotations

import pytest

from pos_app.domain.payment_code import may_become_payment, payment_kind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("134567890123456789", "wechat"),
        ("100000000000000000", "wechat"),
        ("159999999999999999", "wechat"),
        ("164567890123456789", None),
        ("13456789012345678", None),
        ("1345678901234567890", None),
        ("2512345678901234", "alipay"),
        ("288012345678901234567890", "alipay"),
        ("3012345678901234", "alipay"),
        ("251234567890123", None),
        ("2880123456789012345678901", None),
        ("2412345678901234", None),
        ("fp" + "a1B" * 11, "alipay"),
        ("fp" + "a1B" * 10, None),
        ("6212345678901234567", "unionpay"),
        ("621234567890123456", None),
        ("6901234567892", None),
        ("13456789012345678九", None),
        ("", None),
    ],
)
def test_whose_code_it_is(code: str, kind: str | None) -> None:
    assert payment_kind(code) == kind


def test_letters_on_the_way_to_a_payment_code_are_known() -> None:
    assert may_become_payment("fp2")
    assert not may_become_payment("fp")
    assert not may_become_payment("fp 2")
    assert not may_become_payment("oat")
