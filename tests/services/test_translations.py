"""Every sentence of the program speaks Chinese, with the same places to fill, and the compiled file is the source's."""

from __future__ import annotations

import ast
import io
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pos_app
from pos_app.services.language import LANGUAGES, resources, translator

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

SOURCES = Path(pos_app.__file__).parent
FOLDER = resources() / "translations" / "zh_CN" / "LC_MESSAGES"
MARKS = {"_", "later", "translate", "gettext"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (FOLDER / "countertop.po").open("rb") as file:
        return read_po(file, locale="zh_CN")


def marked() -> set[str]:
    """Return every text that the program gives to a translator."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in MARKS and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_marked_text_has_a_translation(catalog: Catalog) -> None:
    texts = marked()
    assert len(texts) > 100
    missing = sorted(text for text in texts if text and not (text in catalog and catalog[text].string))
    assert missing == []


def test_translations_fill_the_same_places(catalog: Catalog) -> None:
    for message in catalog:
        if isinstance(message.id, str) and message.id:
            assert places(message.id) == places(str(message.string)), message.id


def test_the_compiled_file_is_up_to_date(catalog: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    assert (FOLDER / "countertop.mo").read_bytes() == compiled.getvalue(), "run: make translations"


def test_a_language_without_translation_speaks_english() -> None:
    assert translator("xx")("Total") == "Total"
    assert translator("zh_CN")("Total") != "Total"
    assert LANGUAGES == ("en", "zh_CN")
