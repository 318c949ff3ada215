"""The documents say what is there: every command, key and setting; no path or picture they name is missing."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from pos_app.cli.arguments import parser
from pos_app.domain.quantity import UNIT_DECIMALS
from pos_app.services.catalog.product_rows import FIELDS
from pos_app.services.pace import AIM_SECONDS
from pos_app.services.shop.settings import declared
from pos_app.ui.actions import all_actions

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "GUIDE.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def commands(root: argparse.ArgumentParser) -> list[str]:
    """Return the words of every command."""
    found = []
    for action in root._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                inner = commands(sub)
                found += [f"{name} {word}" for word in inner] if inner else [name]
    return found


@pytest.mark.parametrize("command", commands(parser()))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"pos {command}" in README


@pytest.mark.parametrize("action", [action for action in all_actions(str) if action.keys], ids=lambda action: action.id)
def test_every_key_is_in_the_guide(action: object) -> None:
    assert f"| {' or '.join(action.keys)} | {action.title} |" in GUIDE  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", declared())
def test_every_setting_is_in_the_guide(name: str) -> None:
    setting = declared()[name]
    assert f"| **{setting.title}** | {setting.help} |" in GUIDE


@pytest.mark.parametrize("field", FIELDS)
def test_every_column_a_file_may_have_is_in_the_guide(field: str) -> None:
    assert f"| {field} | {', '.join(FIELDS[field])} |" in GUIDE


@pytest.mark.parametrize("unit", UNIT_DECIMALS)
def test_every_unit_is_in_the_guide(unit: str) -> None:
    assert f"{unit}: {unit}" in GUIDE


@pytest.mark.parametrize(
    "document",
    ["README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/RELIABILITY.md", "docs/PERFORMANCE.md"],
)
def test_what_a_document_names_is_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"`((?:docs|tests|pos_app|resources|installer)/[\w./-]+)`", text))
    named |= {
        f"pos_app/{path}" for path in re.findall(r"`((?:ui|services|data|domain|links|documents)/[\w./]+\.py)", text)
    }
    named |= set(re.findall(r"\]\(([\w./-]+)\)", text))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_architecture_says_how_long_an_imports_transactions_are_meant_to_be() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
    assert f"chunks that aim at {AIM_SECONDS * 1000:.0f} ms" in text


def test_make_help_lists_every_word() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    words = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert words is not None
    for word in words[1].split():
        assert re.search(rf"^{word}:.*## ", makefile, re.MULTILINE), word
