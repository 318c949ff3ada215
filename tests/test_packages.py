"""Every package that is imported is named in pyproject: what only happens to be installed is missing elsewhere."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"pos_app", "tests"}
ELSEWHERE = {"win32print": ["pywin32"]}
"""What is only there on another system, and who brings it."""


def named(*groups: list[str]) -> set[str]:
    """Return the distributions that lists of requirements name."""
    return {canonicalize_name(Requirement(line).name) for group in groups for line in group}


def imported(folder: str) -> dict[str, str]:
    """Return each package imported in a folder, with a file that does."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            found |= {module.split(".")[0]: str(file.relative_to(ROOT)) for module in modules}
    return {name: file for name, file in found.items() if name not in OURS | sys.stdlib_module_names}


@pytest.mark.parametrize(
    ("folder", "groups"),
    [
        ("pos_app", [PROJECT["dependencies"]]),
        ("tests", [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]),
    ],
)
def test_every_imported_package_is_named_in_pyproject(folder: str, groups: list[list[str]]) -> None:
    distributions = packages_distributions()
    promised = named(*groups)
    packages = imported(folder)
    assert packages
    missing = {
        name: file
        for name, file in packages.items()
        if not promised & {canonicalize_name(found) for found in distributions.get(name, ELSEWHERE.get(name, []))}
    }
    assert missing == {}
