"""The set-up sheet: the code in groups, the key's fingerprint, and what it is for, on both rolls and in Chinese."""

from __future__ import annotations

from datetime import date

import pytest

from pos_app.documents.paper import paper_png
from pos_app.documents.recovery_sheet import recovery_sheet_bytes, recovery_sheet_text
from pos_app.domain.printing import PROFILES
from pos_app.domain.recovery_code import RecoverySheet
from pos_app.services.language import translator

SHEET = RecoverySheet("Corner shop", "K7QM 2XRB 9D0F TTHZ 4W1C YNE8 5GJA", "9f3a 01bc 77de 4421", date(2026, 3, 2))


@pytest.mark.parametrize("roll", ["58", "80"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_sheet_has_every_group_and_the_fingerprint(roll: str, language: str) -> None:
    text = recovery_sheet_text(SHEET, PROFILES[roll], translator(language), language)
    for part in (*SHEET.code.split(), SHEET.key, "Corner shop", "2026"):
        assert part in text
    assert ("恢复码" in text) == (language == "zh_CN")
    data = recovery_sheet_bytes(SHEET, PROFILES[roll], translator(language), language)
    assert paper_png(data, PROFILES[roll], edges=True).startswith(b"\x89PNG")
