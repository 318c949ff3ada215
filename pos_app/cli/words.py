"""Sentences of the command line, in the language of the system."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING

from pos_app.domain.formats import Formats
from pos_app.domain.language import LANGUAGES, Translate, translator
from pos_app.ui.wording import row_sentence, sentence

if TYPE_CHECKING:
    from pos_app.domain.errors import CodedError


def system_language() -> str:
    """Return the language of messages that the system asks for, where it is known; else English."""
    asked = (locale.getlocale(locale.LC_MESSAGES)[0] if hasattr(locale, "LC_MESSAGES") else locale.getlocale()[0]) or ""
    return next((known for known in LANGUAGES if asked.split("_")[0] == known.split("_")[0]), LANGUAGES[0])


def translate() -> Translate:
    """Return the translator of the system's language."""
    return translator(system_language())


def row_sentence_of(error: CodedError) -> str:
    """Return why a row of a file could not be taken: nobody scanned it."""
    return " ".join(row_sentence(error, translate(), Formats(system_language(), "CNY", 2)).split())


def sentence_of(error: CodedError, currency: str = "CNY", digits: int = 2) -> str:
    """Return an error as one sentence or two, on one line."""
    formats = Formats(system_language(), currency, digits)
    return " ".join(sentence(error, translate(), formats).split())
