"""Words: where translations lie, and what a language without one speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pos_app.services import language
from pos_app.services.language import LANGUAGES, resources, translator

if TYPE_CHECKING:
    from pathlib import Path


def compiled(translations: dict[str, str]) -> bytes:
    """Return a gettext catalog, built from the format's description."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n"} | translations
    ids = [(key.encode(), texts[key].encode()) for key in sorted(texts)]
    start = 28 + 16 * len(ids)
    tables: list[list[int]] = [[], []]
    blob = b""
    for side in (0, 1):
        for pair in ids:
            tables[side] += [len(pair[side]), start + len(blob)]
            blob += pair[side] + b"\0"
    numbers = [0x950412DE, 0, len(ids), 28, 28 + 8 * len(ids), 0, 0, *tables[0], *tables[1]]
    return b"".join(number.to_bytes(4, "little") for number in numbers) + blob


def test_the_resources_are_beside_the_package() -> None:
    assert (resources() / "icons").is_dir()


def test_an_installed_package_carries_its_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "pos_app" / "_resources"
    packed.mkdir(parents=True)
    monkeypatch.setattr(language, "__file__", str(tmp_path / "pos_app" / "domain" / "language.py"))
    assert resources() == packed


@pytest.mark.parametrize("name", ["en", "xx", "tlh_XX"])
def test_a_language_without_translation_speaks_english(name: str) -> None:
    assert translator(name)("No sentence has {name} like this") == "No sentence has {name} like this"


def test_a_translation_is_found_by_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pos_app" / "_resources" / "translations" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "countertop.mo").write_bytes(compiled({"Change": "找零", "Total {amount}": "合计 {amount}"}))
    monkeypatch.setattr(language, "__file__", str(tmp_path / "pos_app" / "domain" / "language.py"))
    _ = translator("zh_CN")
    assert _("Change") == "找零"
    assert _("Total {amount}").format(amount="8.82") == "合计 8.82"
    assert _("Card") == "Card"
    assert LANGUAGES == ("en", "zh_CN")
