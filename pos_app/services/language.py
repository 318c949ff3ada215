"""Words in a person's language: English message texts are the keys, `resources/translations` holds the others."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Translate: TypeAlias = Callable[[str], str]
"""Gives a sentence in one language; `{name}` places stay for `str.format`."""

LANGUAGE_NAMES = {"en": "English", "zh_CN": "简体中文"}
"""Each in its own words: who looks for it need not know another."""
LANGUAGES = tuple(LANGUAGE_NAMES)
DOMAIN = "countertop"


def resources() -> Path:
    """Return the folder of icons, translations and samples: inside the installed package, or beside it."""
    packed = Path(__file__).parents[1] / "_resources"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "resources"


def translator(language: str) -> Translate:
    """Return the translator of a language; one without translation speaks English."""
    found = gettext.translation(DOMAIN, resources() / "translations", [language], fallback=True)
    return found.gettext
