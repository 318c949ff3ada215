"""Every error of the program has a sentence, and each sentence speaks to a person."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

import pos_app
from pos_app.domain.barcode import UnknownCode
from pos_app.domain.cash import UnusualCash
from pos_app.domain.errors import CodedError, EnvironmentProblem, PosError
from pos_app.domain.printing import PrintServiceAway
from pos_app.services.proof import verify_books
from pos_app.ui.wording import PARTS, job_name, job_state, knows, sentence, tender_name
from pos_app.ui.wording.books import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.formats import Formats
    from pos_app.ui.wording import Wording

_LEFT_OUT = ("migrations.env", "migrations.versions")


def _all_errors() -> list[type[CodedError]]:
    for module in pkgutil.walk_packages(pos_app.__path__, "pos_app."):
        if not any(part in module.name for part in _LEFT_OUT):
            importlib.import_module(module.name)
    mine = [kind for kind in _below(CodedError) if kind.__module__.startswith("pos_app.")]
    return [kind for kind in mine if kind not in {PosError, EnvironmentProblem}]


def _below(kind: type[CodedError]) -> Iterator[type[CodedError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


@pytest.mark.parametrize("kind", _all_errors(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence(kind: type[CodedError]) -> None:
    assert knows(kind().code), f"{kind.__module__}.{kind.__name__} has no sentence in ui/wording/"


def test_a_print_service_that_is_away_names_no_queue(wording: Wording) -> None:
    said = wording.sentence(PrintServiceAway(address="queue:", reason="lp is not installed"))
    assert "print service" in said
    assert "queue:" not in said


def test_no_two_errors_share_a_code() -> None:
    kinds = defaultdict(set)
    for kind in _all_errors():
        kinds[kind().code].add(f"{kind.__module__}.{kind.__name__}")
    assert {code: sorted(names) for code, names in kinds.items() if len(names) > 1} == {}


def test_no_two_parts_have_the_same_key() -> None:
    codes = [code for part in PARTS for code in part]
    assert sorted(code for code in set(codes) if codes.count(code) > 1) == []


def test_each_sentence_is_some_errors() -> None:
    assert {code for part in PARTS for code in part} - {kind().code for kind in _all_errors()} == set()


@pytest.mark.parametrize("kind", _all_errors(), ids=lambda kind: kind.__name__)
def test_every_sentence_is_one_without_its_parameters_too(kind: type[CodedError], formats: Formats) -> None:
    said = sentence(kind(), str, formats)
    assert said.endswith(".")
    assert "{" not in said
    assert "!" not in said


def test_parameters_stand_in_the_sentence(formats: Formats) -> None:
    assert "ABC-1" in sentence(UnknownCode(text="ABC-1"), str, formats)
    said = sentence(UnusualCash(tendered=690123456700, due=1290), str, formats)
    assert "¥6,901,234,567.00" in said
    assert "¥12.90" in said


def test_an_error_of_a_newer_part_is_still_told(formats: Formats) -> None:
    class FromTomorrow(PosError):
        """Not known to the wording."""

    assert not knows(FromTomorrow().code)
    assert "from_tomorrow" in sentence(FromTomorrow(), str, formats)


def test_names_of_tenders_and_jobs_fall_back_to_the_code(wording: Wording) -> None:
    assert tender_name("cash", str) == "Cash"
    assert tender_name("barter", str) == "barter"
    assert wording.tender("card", "0471") == "Card 0471"
    assert job_name("receipt", str) == "Receipt"
    assert [job_name(kind, str) for kind in ("x_report", "z_report", "z_copy")] == [
        "X report",
        "Z report",
        "Z report, copy",
    ]
    assert job_state("doubtful", str) == "doubtful"
    assert job_state("odd", str) == "odd"


def test_the_command_line_can_speak_without_qt() -> None:
    code = "import sys, pos_app.ui.wording; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_check_of_the_books_is_called_by_a_word() -> None:
    assert set(CHECKS) == {*verify_books.CHECKS, "schema", "references"}
