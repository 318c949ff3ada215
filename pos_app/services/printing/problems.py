"""A job's problem, stored as a code and parameters, as the error it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pos_app.domain.errors import CodedError, EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Iterator


class UnknownProblem(EnvironmentProblem):
    """A problem stored by another version of the program. Params: code."""


def problem_of(code: str | None, params: str | None) -> CodedError | None:
    """Return the stored problem; None where there was none."""
    if code is None:
        return None
    for kind in _kinds(CodedError):
        error = kind(**json.loads(params or "{}"))
        if error.code == code:
            return error
    return UnknownProblem(code=code)


def _kinds(root: type[CodedError]) -> Iterator[type[CodedError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)
