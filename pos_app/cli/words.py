"""Sentences of the command line, in the language of the system."""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING

from pos_app.domain.formats import Formats
from pos_app.domain.money import Currency
from pos_app.services.language import LANGUAGES, Translate, translator
from pos_app.services.shop.open_shop import currency_of
from pos_app.ui.wording import row_sentence, sentence

if TYPE_CHECKING:
    from pathlib import Path

    from pos_app.domain.errors import CodedError


def system_language() -> str:
    """Return the language of messages that the system asks for, where it is known; else English."""
    asked = (locale.getlocale(locale.LC_MESSAGES)[0] if hasattr(locale, "LC_MESSAGES") else locale.getlocale()[0]) or ""
    return next((known for known in LANGUAGES if asked.split("_")[0] == known.split("_")[0]), LANGUAGES[0])


def translate(language: str | None = None) -> Translate:
    """Return the translator of a language, else of the system's."""
    return translator(language or system_language())


def row_sentence_of(error: CodedError) -> str:
    """Return why a row of a file could not be taken: nobody scanned it."""
    return " ".join(row_sentence(error, translate(), Formats(system_language(), "CNY", 2)).split())


def sentence_of(error: CodedError, folder: Path, language: str | None = None) -> str:
    """Return an error as one sentence or two, on one line; amounts in the money of the shop in `folder`."""
    money = currency_of(folder) or Currency("CNY", 2)  # where there is no shop yet, that of a new one
    formats = Formats(language or system_language(), money.code, money.digits)
    return " ".join(sentence(error, translate(language), formats).split())
