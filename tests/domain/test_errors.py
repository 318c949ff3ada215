"""Errors carry a code and parameters."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
from typing import TYPE_CHECKING

import pytest

import pos_app
from pos_app.domain.errors import CodedError, EnvironmentProblem, PosError
from pos_app.domain.money import NotAnAmount
from pos_app.domain.problems import DatabaseBusy

if TYPE_CHECKING:
    from collections.abc import Iterator


def every(kind: type[CodedError]) -> Iterator[type[CodedError]]:
    for child in kind.__subclasses__():
        yield child
        yield from every(child)


def test_an_error_says_its_code_and_its_parameters() -> None:
    error = NotAnAmount(text="x", digits=2)
    assert error.code == "not_an_amount"
    assert error.params == {"text": "x", "digits": 2}
    assert str(error) == "not_an_amount text='x' digits=2"
    assert str(DatabaseBusy()) == "database_busy"


def test_the_two_fates_are_apart() -> None:
    assert isinstance(NotAnAmount(), PosError)
    assert isinstance(DatabaseBusy(), EnvironmentProblem)
    assert not issubclass(PosError, EnvironmentProblem)
    assert not issubclass(EnvironmentProblem, PosError)


def test_no_two_errors_share_a_code() -> None:
    for module in pkgutil.iter_modules([f"{pos_app.__path__[0]}/domain"]):
        importlib.import_module(f"pos_app.domain.{module.name}")
    kinds = [kind for kind in every(CodedError) if kind.__module__.startswith("pos_app.")]
    codes = [kind().code for kind in kinds]
    assert sorted(codes) == sorted(set(codes))
    assert {"pos_error", "environment_problem", "line_not_found", "unknown_code"} <= set(codes)


@pytest.mark.parametrize("kind", [PosError, EnvironmentProblem])
def test_an_error_is_raised_with_names_only(kind: type[CodedError]) -> None:
    with pytest.raises(TypeError):
        kind("a sentence")  # type: ignore[call-arg]  # what is refused


def test_an_error_goes_to_another_process_as_what_it_is() -> None:
    again = pickle.loads(pickle.dumps(NotAnAmount(text="x", digits=2)))  # noqa: S301 - our own
    assert (type(again), again.params) == (NotAnAmount, {"text": "x", "digits": 2})
