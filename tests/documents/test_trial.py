"""The test page, read back from its exact bytes."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from pos_app.documents.layout import as_text
from pos_app.documents.paper import paper_png
from pos_app.documents.trial import CHINESE, CODE, trial_bytes, trial_rows
from pos_app.domain.printing import PROFILES
from pos_app.services.language import translator

ADDRESS = "tcp://192.168.1.50:9100"
EN = translator("en")


def rows_text(roll: str, language: str = "en") -> str:
    profile = PROFILES[roll]
    rows = trial_rows("Corner Shop", ADDRESS, "02/03/2026 09:00", profile, translator(language))
    return as_text(rows, profile.columns)


@pytest.mark.parametrize("roll", PROFILES)
def test_it_shows_what_must_be_seen(roll: str) -> None:
    text = rows_text(roll)
    assert "TEST PAGE" in text
    assert "Corner Shop" in text
    assert ADDRESS in text
    assert CHINESE in text.replace("\n", "")
    assert max(len(line) for line in text.splitlines()) <= PROFILES[roll].columns
    ruler = [line for line in text.splitlines() if line.startswith("1234567890123")]
    assert [len(line) for line in ruler] == [PROFILES[roll].columns]


def test_the_letters_are_those_of_the_code_page() -> None:
    assert "\näöüß éèçñ αβγ øåæ\n" not in rows_text("80")
    assert "\näöüß" in rows_text("80")
    assert "БЖЯ" not in rows_text("80")


def test_it_speaks_chinese() -> None:
    assert "测试页" in rows_text("80", "zh_CN")


@pytest.mark.parametrize("roll", PROFILES)
def test_both_codes_are_read_from_the_paper(roll: str) -> None:
    data = trial_bytes("Corner Shop", ADDRESS, "02/03/2026 09:00", PROFILES[roll], EN)
    paper = Image.open(io.BytesIO(paper_png(data, PROFILES[roll])))
    codes = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(paper.convert("L"))}
    assert codes == {("Code128", CODE), ("QRCode", CODE)}
