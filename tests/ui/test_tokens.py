"""The look keeps its promises: contrasts as LOOK demands, in light and dark."""

from __future__ import annotations

import pytest

from pos_app.ui.tokens import DARK, LIGHT, TILE_COLOURS, Tokens, contrast, luminance

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)
    assert luminance("#FFFFFF") == pytest.approx(1.0)


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "warn", "bad"])
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
def test_text_is_readable_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    # The accent is text on chosen keys only; it has the lesser demand of text on a selection.
    least = 4.5 if ink == "accent" else 5.5
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= least


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "good", "warn", "bad"])
@pytest.mark.parametrize("ground", ["selection", "tile"])
def test_text_is_readable_on_lit_rows_and_tiles(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@BOTH
def test_fields_and_the_primary_action_stand_out(tokens: Tokens) -> None:
    assert contrast(tokens.field, tokens.surface) >= 3
    assert contrast(tokens.accent, tokens.surface) >= 3
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


def test_every_tile_colour_is_seen_on_its_tile() -> None:
    for light, dark in TILE_COLOURS.values():
        assert contrast(light, LIGHT.tile) >= 2
        assert contrast(dark, DARK.tile) >= 2
