"""What the list of printers says, and what papers are laid out for."""

from __future__ import annotations

import pytest

from pos_app.domain.printing import ASCII, CHINESE_TEXT, PROFILES
from pos_app.links.devices.models import models, profile_for


def test_only_printers_that_can_print_ours_are_offered() -> None:
    offered = {model.key: model.title for model in models()}
    assert offered["TM-T20II"] == "Epson TM-T20II"
    assert not {"AF-240", "OCD-100", "OCD-300", "TM-U220", "TSP600", "TH230", "default"} & set(offered)
    assert list(offered.values()) == sorted(offered.values(), key=str.casefold)


@pytest.mark.parametrize("model", [model.key for model in models()])
def test_every_model_has_a_roll_that_its_letters_fit(model: str) -> None:
    profile = profile_for(model, 80, "CP437")
    assert profile.name == model
    assert profile.width_mm in {58, 80}
    assert profile.dots / 2 < profile.columns * 12 <= profile.dots


@pytest.mark.parametrize(
    ("model", "paper_width", "width_mm", "dots", "columns", "dpi", "cuts"),
    [
        ("ZJ-5870", 80, 58, 384, 32, 203, False),
        ("TM-T88III", 58, 80, 512, 42, 180, True),
        ("NT-80-V-UL", 58, 80, 576, 48, 203, True),
        ("RP326", 58, 58, 384, 32, 203, True),
        ("RP326", 80, 80, 576, 48, 203, True),
    ],
)
def test_a_model_decides_the_roll_where_it_is_known(
    model: str, paper_width: int, width_mm: int, dots: int, columns: int, dpi: int, cuts: bool
) -> None:
    profile = profile_for(model, paper_width, "CP437")
    assert (profile.width_mm, profile.dots, profile.columns) == (width_mm, dots, columns)
    assert (profile.dpi, profile.cuts) == (dpi, cuts)


@pytest.mark.parametrize(
    ("model", "wanted", "sent_in"),
    [
        ("default", "CP866", "CP866"),
        ("default", CHINESE_TEXT, CHINESE_TEXT),
        ("TM-T88IV-SA", "CP866", ASCII),
        ("TM-T20II", CHINESE_TEXT, ASCII),
        ("POS-5890", CHINESE_TEXT, CHINESE_TEXT),
    ],
)
def test_a_code_page_that_the_model_lacks_is_not_asked_for(model: str, wanted: str, sent_in: str) -> None:
    assert profile_for(model, 80, wanted).code_page == sent_in


def test_a_model_that_is_no_longer_listed_prints_as_any_other() -> None:
    assert profile_for("gone", 58, "CP437") == PROFILES["58"]
